"""Score figures against gold: one-to-one by overlapping span, same unit, value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FIELDS = ("bound", "change", "noun", "quote")


@dataclass
class Score:
    """Counts over many texts, and the misses in words."""

    found: int = 0
    expected: int = 0
    matched: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    counts: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        total = self.found + self.expected
        return 2 * self.matched / total if total else 1.0

    def share(self, name: str) -> float:
        """Return the share of matched figures (counts, for the noun) that are right."""
        base = self.counts if name == "noun" else self.matched
        return self.right[name] / base if base else 1.0

    def summary(self) -> str:
        shares = ", ".join(f"{name} {self.share(name):.3f}" for name in FIELDS)
        return (
            f"F1 {self.f1:.3f} ({self.matched} matched, {self.expected} expected, "
            f"{self.found} found); {shares}"
        )


def fields(figure: Any) -> dict[str, Any]:
    """Return a figure's fields, of a mapping or of a `Figure`."""
    if isinstance(figure, Mapping):
        return dict(figure)
    return {name: getattr(figure, name) for name in figure.__dataclass_fields__}


def same(left: float | None, right: float | None) -> bool:
    if left is None or right is None:
        return left is right
    return abs(left - right) <= 1e-3 * max(abs(left), abs(right))


def match(
    expected: Sequence[Any], found: Sequence[Any]
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the pairs of gold and found figures, each used once."""
    left = [fields(figure) for figure in found]
    pairs = []
    for gold in map(fields, expected):
        for candidate in left:
            if (
                candidate["char_start"] < gold["char_end"]
                and gold["char_start"] < candidate["char_end"]
                and candidate["unit"] == gold["unit"]
                and same(candidate["value"], gold["value"])
                and same(candidate["value_high"], gold.get("value_high"))
            ):
                pairs.append((gold, candidate))
                left.remove(candidate)
                break
    return pairs


def add(score: Score, text: str, expected: Sequence[Any], found: Sequence[Any]) -> None:
    """Add one text to the score."""
    pairs = match(expected, found)
    score.expected += len(expected)
    score.found += len(found)
    score.matched += len(pairs)
    for gold, candidate in pairs:
        if gold["unit"] == "count":
            score.counts += 1
        for name in FIELDS:
            if name == "noun" and gold["unit"] != "count":
                continue
            if gold.get(name) == candidate[name]:
                score.right[name] += 1
            else:
                score.misses.append(
                    f"{name}: {candidate[name]!r}, not {gold.get(name)!r}: "
                    f"{gold['quote']!r} in {_around(text, gold)}"
                )
    golds = [gold["char_start"] for gold, _ in pairs]
    others = [candidate["char_start"] for _, candidate in pairs]
    for gold in map(fields, expected):
        if gold["char_start"] not in golds:
            score.misses.append(
                f"missed {gold['quote']!r} {gold['value']} {gold['unit']} "
                f"in {_around(text, gold)}"
            )
    for candidate in map(fields, found):
        if candidate["char_start"] not in others:
            score.misses.append(
                f"extra {candidate['quote']!r} {candidate['value']}"
                f"..{candidate['value_high']} {candidate['unit']} "
                f"({candidate['rule']}) in {_around(text, candidate)}"
            )


def _around(text: str, figure: Mapping[str, Any]) -> str:
    start, end = figure["char_start"], figure["char_end"]
    return repr(text[max(0, start - 50) : end + 40])
