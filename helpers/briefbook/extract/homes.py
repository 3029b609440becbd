"""Which country's currency a sign means in this text, where several write it."""

from __future__ import annotations

from collections import Counter
from functools import cache

from briefbook.extract.figure_tokens import Tokens
from briefbook.extract.lexicons import rows


@cache
def _homes() -> dict[str, tuple[tuple[str, tuple[str, ...], str], ...]]:
    found: dict[str, tuple[tuple[str, tuple[str, ...], str], ...]] = {}
    for row in rows("currency_homes"):
        home = (row["code"], tuple(row["cues"].split()), row["effect"])
        found[row["key"]] = (*found.get(row["key"], ()), home)
    return found


class Homes:
    """Settles the currencies of one text; counts its words once, and only if asked."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._counts: Counter[str] | None = None
        self._settled: dict[str, tuple[str, tuple[str, ...], str]] = {}

    def settle(self, key: str, code: str) -> tuple[str, tuple[str, ...], str]:
        """Return code, other readings and lexicon entry for a currency as written."""
        if key not in _homes():
            key = key[:-1] if key.endswith("s") and key[:-1] in _homes() else key
            if key not in _homes():
                return code, (), ""
        if key not in self._settled:
            self._settled[key] = self._weigh(key, code)
        return self._settled[key]

    def _weigh(self, key: str, code: str) -> tuple[str, tuple[str, ...], str]:
        scores = {
            home: sum(self._count(cue) for cue in cues)
            for home, cues, _ in _homes()[key]
        }
        best = max(scores, key=lambda home: (scores[home], home == code))
        if not scores[best] or best == code:
            return code, (), ""
        effect = next(e for home, _, e in _homes()[key] if home == best)
        entry = f"currency_homes:{key}={best}"
        if effect == "doubt":
            if scores[best] <= scores.get(code, 0):
                return code, (), ""
            return code, (code, best), entry
        others = (best, code) if scores.get(code) else ()
        return best, others, entry

    def _count(self, cue: str) -> int:
        if self._counts is None:
            self._counts = Counter(self._tokens.words)
        counts = self._counts
        if cue.isalpha():
            return counts.get(cue, 0) + counts.get(f"{cue}'s", 0)
        parts = cue.replace("-", ".").split(".")
        return min(counts.get(part, 0) + counts.get(f"{part}'s", 0) for part in parts)
