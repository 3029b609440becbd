"""A digest's paragraphs grouped into stories.

Separators settle it where the text has them (`segment_marks`). Else each gap between
two paragraphs gets the log-odds of a boundary, from how the paragraph looks
(`segment_cues`) and what ties it to those before (`cohesion`); the best grouping of the
whole is then found by dynamic programming over the lengths of stories. The weights
are data, `extract/lexicon/segment_weights.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from briefbook.cohesion import COHESION, cohesion
from briefbook.errors import ParameterError
from briefbook.extract.lexicons import rows
from briefbook.extract.sentences import sentences
from briefbook.extract.text import plain
from briefbook.segment_cues import FORM, describe
from briefbook.segment_marks import blocks, dateline, read_lines

_TITLE = 90
_CLAUSE = re.compile(
    r",? (?:which|who|that|as|after|while|amid|because|but|despite)\b|[,;:–—(]"
)
# A dateline is certain: it outweighs all cues together.
_CERTAIN = 50.0


@dataclass(frozen=True, slots=True)
class Segment:
    """One story of a digest.

    Attributes
    ----------
    start, end
        Its paragraphs' span in the digest's text, end exclusive; a title line above
        them stays outside.
    paragraphs
        Its paragraphs, without surrounding white space.
    title
        Its title in the digest, else one proposed from its first sentence.
    """

    start: int
    end: int
    paragraphs: tuple[str, ...]
    title: str


def split(text: str, *, count: int | None = None) -> list[Segment]:
    """Return the stories of a digest, in order.

    Parameters
    ----------
    text
        The digest: one paragraph a line.
    count
        How many stories it has, where that is known.

    Examples
    --------
    >>> [s.title for s in split("# One\\nText a.\\n# Two\\nText b.")]
    ['One', 'Two']
    """
    lines = read_lines(text)
    if count is not None and not 1 <= count <= max(1, len(lines)):
        raise ParameterError(
            f"count={count} is not a number of stories between 1 and {len(lines)}, "
            "the number of paragraphs"
        )
    if not lines:
        return []
    marked = blocks(lines)
    if marked is not None and (count is None or len(marked) == count):
        groups = [(block.lines, block.title) for block in marked]
    else:
        starts = _starts([plain(line.text).text for line in lines], count)
        ends = [*starts[1:], len(lines)]
        groups = [(lines[a:b], "") for a, b in zip(starts, ends, strict=True)]
    return [
        Segment(
            group[0].start,
            group[-1].end,
            tuple(line.text for line in group),
            title or propose_title(group[0].text),
        )
        for group, title in groups
    ]


def propose_title(text: str) -> str:
    """Return a short title in the text's own words: its first clause.

    Examples
    --------
    >>> propose_title("The port reopened, three weeks after the storm.")
    'The port reopened'
    """
    flat = " ".join(text[:2000].split())
    spans = sentences(flat)
    first = flat[spans[0][0] : spans[0][1]] if spans else flat
    first = first.rstrip(".").strip()
    if len(first) > _TITLE:
        cuts = [m.start() for m in _CLAUSE.finditer(first, 25, _TITLE + 1)]
        end = cuts[-1] if cuts else first.rfind(" ", 0, _TITLE)
        first = first[: end if end > 0 else _TITLE].rstrip(" ,;:-–—(")
    return first


def boundary_odds(paragraphs: Sequence[str]) -> list[float]:
    """Return the log-odds that a story begins at each paragraph but the first."""
    described = [describe(paragraph) for paragraph in paragraphs]
    weights = _weights()
    form = [weights[name] for name in FORM]
    ties = [weights[name] for name in COHESION]
    odds = []
    for index, values in enumerate(cohesion(described), start=1):
        score = weights["constant"]
        score += sum(w * v for w, v in zip(form, described[index].form, strict=True))
        score += sum(w * v for w, v in zip(ties, values, strict=True))
        odds.append(score + (_CERTAIN if dateline(paragraphs[index]) else 0.0))
    return odds


def _starts(paragraphs: Sequence[str], count: int | None) -> list[int]:
    odds = boundary_odds(paragraphs)
    if count is None:
        chosen = [i for i, value in enumerate(odds, start=1) if value > 0]
    else:
        order = sorted(range(len(odds)), key=lambda i: -odds[i])[: count - 1]
        chosen = sorted(i + 1 for i in order)
    return [0, *chosen]


@cache
def _weights() -> dict[str, float]:
    return {row["feature"]: float(row["weight"]) for row in rows("segment_weights")}
