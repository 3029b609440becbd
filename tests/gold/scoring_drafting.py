"""Score drafted claims against gold cases, field by field.

``python tests/gold/scoring_drafting.py [dev|held_out]`` prints precision and recall of
each field and the misses. A field that gold leaves out must be empty; where gold lists
several answers any of them counts, None meaning empty.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from briefbook.drafting import drafted_claims
from briefbook.models import ActorMention, Claim, DateMention, Extraction, Figure

FIELDS = (
    *("actor", "action", "target", "measure", "stage", "basis", "said_by"),
    *("date", "roles", "negated"),
)
CASES = Path(__file__).with_name("drafting.jsonl")
# A single figure without a remark has the role value: nothing is told by it.
_PLAIN: dict[str, Any] = {"roles": ["value"], "negated": False}


@dataclass
class Score:
    """Right, wrong and missed answers of each field."""

    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    wrong: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    missed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    misses: list[str] = field(default_factory=list)
    statements: int = 0
    found: int = 0

    def precision(self, name: str) -> float:
        told = self.right[name] + self.wrong[name]
        return self.right[name] / told if told else 1.0

    def recall(self, name: str) -> float:
        known = self.right[name] + self.missed[name]
        return self.right[name] / known if known else 1.0


def cases(part: str = "") -> list[dict[str, Any]]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return [case for case in found if not part or case["part"] == part]


def extraction(case: dict[str, Any]) -> Extraction:
    """Return the case's mentions as the rules would have read them."""
    text = case["text"]
    first = date(2024, 1, 1)
    figures = [
        Figure(**span, value=1.0, unit=item["unit"], change=item["change"])
        for item, span in _spans(text, case["figures"])
    ]
    dates = [
        DateMention(**span, start=first, end=first, precision="day")
        for _, span in _spans(text, case["dates"])
    ]
    actors = [
        ActorMention(**span, name=item["name"], type=item["type"])
        for item, span in _spans(text, case["actors"])
    ]
    return Extraction(figures=tuple(figures), dates=tuple(dates), actors=tuple(actors))


def _spans(text: str, items: list[dict[str, Any]]) -> Iterator[tuple[Any, Any]]:
    seen: dict[str, int] = {}
    for item in items:
        quote = item["quote"]
        pattern = rf"(?<![\w.,]){re.escape(quote)}(?!\w)"
        match = re.compile(pattern).search(text, seen.get(quote, 0))
        if match is None:
            match = re.compile(re.escape(quote)).search(text, seen.get(quote, 0))
        assert match is not None, f"{quote!r} is not in {text!r}"
        seen[quote] = match.end()
        span = {"quote": quote, "char_start": match.start(), "char_end": match.end()}
        yield item, span


def _told(claim: Claim, name: str) -> Any:
    if name == "roles":
        return [ref.role for ref in claim.figures] or ["value"]
    return getattr(claim, name) or None


def score(part: str = "") -> Score:
    total = Score()
    for case in cases(part):
        claims = drafted_claims(case["text"], extraction(case))
        for wanted in case["claims"]:
            total.statements += 1
            claim = _matching(claims, wanted)
            if claim is None:
                got = [[r.words for r in c.figures] or c.date for c in claims]
                total.misses.append(f"no claim on {wanted['words']}: {got}")
                for name in FIELDS:
                    total.missed[name] += name in wanted
                continue
            total.found += 1
            for name in FIELDS:
                _weigh(total, case["text"], wanted, claim, name)
    return total


def _matching(claims: list[Claim], wanted: dict[str, Any]) -> Claim | None:
    for claim in claims:
        words = [ref.words for ref in claim.figures] or [claim.date]
        if len(words) == len(wanted["words"]) and all(
            part in whole for part, whole in zip(wanted["words"], words, strict=True)
        ):
            return claim
    return None


def _weigh(
    total: Score, text: str, wanted: dict[str, Any], claim: Claim, name: str
) -> None:
    got, idle = _told(claim, name), _PLAIN.get(name)
    answer = wanted.get(name, idle)
    if name == "date" and not claim.figures:
        return
    several = isinstance(answer, list) and (name != "roles" or _nested(answer))
    answers = list(answer) if several else [answer]
    if got in (None, idle):
        fine = None in answers or idle in answers
        total.missed[name] += not fine
        if not fine:
            total.misses.append(f"{name} missed, {answer}: {text}")
    elif got in answers:
        total.right[name] += 1
    else:
        total.wrong[name] += 1
        total.misses.append(f"{name} wrong, {got} not {answer}: {text}")


def _nested(answer: list[Any]) -> bool:
    return bool(answer) and isinstance(answer[0], list)


def main() -> None:
    total = score(sys.argv[1] if len(sys.argv) > 1 else "")
    print(*total.misses, sep="\n")
    print(f"statements {total.found} of {total.statements}")
    for name in FIELDS:
        right, wrong = total.right[name], total.wrong[name]
        print(
            f"{name:8} precision {total.precision(name):.2f} ({right}/{right + wrong})"
            f" recall {total.recall(name):.2f}"
        )


if __name__ == "__main__":
    main()
