"""Score themes against a gold list: micro-F1 over the labels, `other` among them.

Run it on the gold that lies beside it, or on files of one's own::

    python tests/gold/scoring_themes.py [--misses] [--held-out] [FILE...]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefbook.extract.text import plain
from briefbook.extract.themes import find_themes

FOLDER = Path(__file__).parent


@dataclass(slots=True)
class Score:
    """Labels found rightly, found beyond the gold, and missed."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        total = 2 * self.right + self.extra + self.missed
        return 2 * self.right / total if total else 1.0

    def __str__(self) -> str:
        """Return the counts and F1 in one line."""
        return (
            f"F1 {self.f1:.3f} (right {self.right}, extra {self.extra}, "
            f"missed {self.missed})"
        )


def read(path: Path) -> list[dict[str, Any]]:
    """Return the cases of a JSON list or of JSON Lines."""
    text = path.read_text(encoding="utf-8")
    if text.lstrip().startswith("["):
        return json.loads(text)
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def compare(cases: Iterable[dict[str, Any]]) -> tuple[Score, list[str]]:
    """Return the score over all cases, and a line for each that differs."""
    score, misses = Score(), []
    for case in cases:
        gold = set(case["themes"])
        found = set(find_themes(plain(case["text"])))
        score.right += len(gold & found)
        score.extra += len(found - gold)
        score.missed += len(gold - found)
        if gold != found:
            name = case.get("id", case.get("brief", ""))
            misses.append(
                f"{name}: gold {sorted(gold)}, found {sorted(found)}: "
                f"{case['text'][:70]!r}"
            )
    return score, misses


def main(argv: Sequence[str] | None = None) -> None:
    """Print the score of each file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--misses", action="store_true", help="list what differs")
    parser.add_argument("--held-out", action="store_true", help="held-out cases only")
    given = parser.parse_args(argv)
    for path in given.files or [FOLDER / "themes.jsonl"]:
        cases = read(path)
        if given.held_out:
            cases = [case for case in cases if case.get("held_out")]
        score, misses = compare(cases)
        print(f"{path.name}: {len(cases)} briefs, {score}")
        if given.misses:
            print("\n".join(misses))


if __name__ == "__main__":
    main()
