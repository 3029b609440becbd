"""Score a digest's boundaries: F1 over all digests, the number of stories not told.

Run it on the digests that lie beside it (made of the briefs of `themes.jsonl`)::

    python tests/gold/scoring_segments.py [--told] [--held-out]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from briefbook.segment import split
from scoring import FOLDER, Counts, read_cases


@dataclass(frozen=True, slots=True)
class Digest:
    """Paragraphs, and at which of them a story begins (the first left out)."""

    name: str
    paragraphs: tuple[str, ...]
    boundaries: frozenset[int]
    held_out: bool = False


# What the last line of a paragraph ends with.
_ENDS = (".", "!", "?", '"', "”")


def join(
    name: str, stories: Iterable[Sequence[str]], *, held_out: bool = False
) -> Digest:
    """Return the digest of stories, each a list of paragraphs."""
    paragraphs: list[str] = []
    starts = []
    for story in stories:
        starts.append(len(paragraphs))
        paragraphs.extend(story)
    return Digest(name, tuple(paragraphs), frozenset(starts[1:]), held_out)


def read() -> list[Digest]:
    """Return our digests."""
    briefs = {
        case["id"]: case["text"].split("\n")
        for case in read_cases(FOLDER / "themes.jsonl")
    }
    for case in read_cases(FOLDER / "actors.jsonl"):
        if "id" in case:
            # A headline would settle it: only the prose is joined.
            lines = case["text"].split("\n")
            briefs[case["id"]] = [line for line in lines if line.endswith(_ENDS)]
    found = []
    for case in read_cases(FOLDER / "segments.jsonl"):
        stories = [briefs[name] for name in case["briefs"]]
        found.append(join(case["id"], stories, held_out=case["held_out"]))
    return found


def boundaries(digest: Digest, *, count: int | None = None) -> set[int]:
    """Return where `split` sees stories begin."""
    starts, at = set(), 0
    for segment in split("\n".join(digest.paragraphs), count=count):
        starts.add(at)
        at += len(segment.paragraphs)
    return starts - {0}


def compare(digests: Iterable[Digest], *, told: bool = False) -> Counts:
    """Return the score over all digests; `told` gives the number of stories."""
    score = Counts()
    for digest in digests:
        count = len(digest.boundaries) + 1 if told else None
        found = boundaries(digest, count=count)
        score.add(digest.boundaries, found)
    return score


def main(argv: Sequence[str] | None = None) -> None:
    """Print the score."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--told", action="store_true", help="give the number")
    parser.add_argument("--held-out", action="store_true", help="held-out digests only")
    given = parser.parse_args(argv)
    digests = [d for d in read() if d.held_out or not given.held_out]
    print(f"{len(digests)} digests, {compare(digests, told=given.told)}")


if __name__ == "__main__":
    main()
