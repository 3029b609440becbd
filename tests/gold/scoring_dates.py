"""Score dates against a gold list: same first and last day, words that overlap.

Run it on the gold that lies beside it, or on files of one's own::

    python tests/gold/scoring_dates.py [--misses] [FILE...]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from briefbook.extract.dates import find_dates
from briefbook.extract.text import plain
from briefbook.models import DateMention
from scoring import FOLDER, Counts, read_cases


@dataclass(slots=True)
class Score(Counts):
    """Counts of one comparison; exact ones also agree on words and precision."""

    exact: int = 0

    def __iadd__(self, other: Score) -> Score:
        self.right += other.right
        self.extra += other.extra
        self.missed += other.missed
        self.exact += other.exact
        return self

    def __str__(self) -> str:
        return f"{Counts.__str__(self)}, exact {self.exact}"


def compare(
    found: Sequence[DateMention], gold: Sequence[dict[str, Any]], text: str
) -> tuple[Score, list[str]]:
    """Match one to one and say what is missing and what is too much."""
    spans = list(_spans(gold, text))
    score, free, misses = Score(), list(found), []
    for row, (start, end) in zip(gold, spans, strict=True):
        for mention in free:
            overlaps = mention.char_start < end and start < mention.char_end
            same = (mention.start.isoformat(), mention.end.isoformat()) == (
                row["start"],
                row["end"],
            )
            if overlaps and same:
                score.right += 1
                score.exact += (
                    mention.quote == row["quote"]
                    and mention.precision == row["precision"]
                )
                free.remove(mention)
                break
        else:
            score.missed += 1
            misses.append(f"missed {row['quote']!r} {row['start']}..{row['end']}")
    score.extra += len(free)
    misses += [f"extra {m.quote!r} {m.start}..{m.end} ({m.rule})" for m in free]
    return score, misses


def _spans(gold: Iterable[dict[str, Any]], text: str) -> Iterable[tuple[int, int]]:
    """Give the offsets of the gold's words, in the text's order where none are told."""
    at = 0
    for row in gold:
        if "char_start" in row:
            yield row["char_start"], row["char_end"]
            continue
        start = text.find(row["quote"], at)
        if start < 0:
            raise ValueError(f"{row['quote']!r} does not stand in {text[:60]!r}")
        at = start + len(row["quote"])
        yield start, at


def score(cases: Iterable[dict[str, Any]], *, show: bool = False) -> Score:
    """Score the rules on cases of the form ``{text, as_of, dates}``."""
    total = Score()
    for case in cases:
        found = find_dates(plain(case["text"]), date.fromisoformat(case["as_of"]))
        part, misses = compare(found, case["dates"], case["text"])
        total += part
        if show and misses:
            print(f"{case['as_of']} {case['text'][:300]}")
            print("".join(f"    {miss}\n" for miss in misses), end="")
    return total


def main() -> None:
    """Print the score of each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--misses", action="store_true", help="print what went wrong")
    options = parser.parse_args()
    for path in options.files or [FOLDER / "dates.jsonl"]:
        print(f"{path.name}: {score(read_cases(path), show=options.misses)}")


if __name__ == "__main__":
    main()
