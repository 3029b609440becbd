"""Score themes against a gold list: micro-F1 over the labels, `other` among them.

Run it on the gold that lies beside it, or on files of one's own::

    python tests/gold/scoring_themes.py [--misses] [--held-out] [FILE...]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from briefbook.extract.text import plain
from briefbook.extract.themes import find_themes
from scoring import FOLDER, Counts, read_cases


def compare(cases: Iterable[dict[str, Any]]) -> tuple[Counts, list[str]]:
    """Return the score over all cases, and a line for each that differs."""
    score, misses = Counts(), []
    for case in cases:
        gold = set(case["themes"])
        found = set(find_themes(plain(case["text"])))
        score.add(gold, found)
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
        cases = read_cases(path)
        if given.held_out:
            cases = [case for case in cases if case.get("held_out")]
        score, misses = compare(cases)
        print(f"{path.name}: {len(cases)} briefs, {score}")
        if given.misses:
            print("\n".join(misses))


if __name__ == "__main__":
    main()
