"""Score a digest's boundaries: F1 over all digests, the number of stories not told.

Run it on the digests that lie beside it (made of the briefs of `themes.jsonl`)::

    python tests/gold/scoring_segments.py [--told] [--held-out]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefbook.segment import split

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Digest:
    """Paragraphs, and at which of them a story begins (the first left out)."""

    name: str
    paragraphs: tuple[str, ...]
    boundaries: frozenset[int]
    held_out: bool = False


@dataclass(slots=True)
class Score:
    """Boundaries found rightly, found beyond the gold, and missed."""

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
    briefs = {}
    for line in (FOLDER / "themes.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        briefs[case["id"]] = case["text"].split("\n")
    found = []
    for line in (FOLDER / "segments.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
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


def compare(digests: Iterable[Digest], *, told: bool = False) -> Score:
    """Return the score over all digests; `told` gives the number of stories."""
    score = Score()
    for digest in digests:
        count = len(digest.boundaries) + 1 if told else None
        found = boundaries(digest, count=count)
        score.right += len(found & digest.boundaries)
        score.extra += len(found - digest.boundaries)
        score.missed += len(digest.boundaries - found)
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
