"""Bodies known by one plain word: `the House`, `the Commission`, `the Navy`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from briefbook.extract.actor_candidates import Candidate
from briefbook.extract.actor_tokens import Tokens
from briefbook.extract.lexicons import rows
from briefbook.registry import Registry, RegistryActor

# `the Council` beside it is still the one of ministers.
_SUMMIT = "European Council"


@dataclass(frozen=True, slots=True)
class Chamber:
    """One meaning of a plain word, and what in the text tells it.

    Attributes
    ----------
    actor
        The body's canonical name.
    named
        Actors of which one is named in the text.
    words
        Words of which one stands in the text.
    country
        Whose actors are named in the text, more than those of other meanings.
    """

    actor: str
    named: frozenset[str]
    words: frozenset[str]
    country: str


@cache
def chambers() -> Mapping[str, tuple[Chamber, ...]]:
    """Return the meanings of each plain word, the likelier first."""
    found: dict[str, tuple[Chamber, ...]] = {}
    for row in rows("chambers"):
        cue, cues = row["cue"], row["cues"]
        one = Chamber(
            row["actor"],
            frozenset(cues.split(";") if cue == "named" else ()),
            frozenset(cues.split() if cue == "words" else ()),
            cues if cue == "country" else "",
        )
        found[row["word"]] = (*found.get(row["word"], ()), one)
    return found


class Chambers:
    """Reads them where the rest of the text says whose they are."""

    def __init__(
        self,
        tokens: Tokens,
        registry: Registry,
        named: Mapping[int, RegistryActor],
    ) -> None:
        self.tokens = tokens
        self.registry = registry
        self.named = named
        self._meant: dict[str, RegistryActor | None] = {}

    def settle(self, one: Candidate) -> bool:
        """Name the body that `one` means; tell whether it is such a word at all."""
        if one.text not in chambers():
            return False
        if one.text not in self._meant:
            self._meant[one.text] = self._find(one.text)
        known = self._meant[one.text]
        before = self.tokens.word(one.first - 1).lower()
        if known is not None and before in ("the", "a"):
            one.text, one.type, one.rule = known.name, known.type, "chamber"
            one.country = known.country
        return True

    def _find(self, word: str) -> RegistryActor | None:
        """Look for the first meaning that the text tells: once a word and text."""
        names = {actor.name for actor in self.named.values()}
        codes = Counter(actor.country for actor in self.named.values())
        for one in sorted(chambers()[word], key=lambda one: -codes[one.country]):
            if codes[one.country]:
                return self.registry.resolve(one.actor)
            if not one.words.isdisjoint(self.tokens.words):
                return self.registry.resolve(one.actor)
            # Beside a Security Council, `the Council` may be that one.
            others = names - {one.actor, _SUMMIT}
            told = not one.named.isdisjoint(names)
            if told and not any(word in name for name in others):
                return self.registry.resolve(one.actor)
        return None
