"""A digest's paragraphs grouped into stories.

Separators settle it where the text has them (`segment_marks`). Else each gap between
two paragraphs gets the chance of a boundary, from how the paragraph looks
(`segment_cues`) and what ties it to the story before (`cohesion`), summed over the
lengths that story may have. The weights of this logistic regression are data,
`extract/lexicon/segment_weights.csv`; `tests/gold/weights.md` says what they were
fitted to.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from briefbook.cohesion import COHESION, LONGEST, cohesion
from briefbook.errors import ParameterError
from briefbook.extract.lexicons import rows
from briefbook.extract.sentences import sentences
from briefbook.extract.text import plain
from briefbook.segment_cues import FORM, cues, describe
from briefbook.segment_marks import (
    Line,
    blocks,
    dateline_end,
    is_furniture,
    is_title,
    plain_titles,
    read_lines,
)

_TITLE = 90
_LEAST = 30
_LEAD_IN = 140
_CLAUSE = re.compile(
    r",? (?:which|who|as|after|while|amid|because|but|despite)\b"
    r"|[;–—(]|(?<!\d)[,:]|[,:](?!\d)"  # never within 30,000 or 18:30
)
_APPOSITION = re.compile(r"([^,;:–—]{3,90}), [^,;:–—]{3,90},")
_LISTED = re.compile(r"(?:[-*+•‣▪·–]|\(?\d{1,2}[.)])[ ]+(?=\S)")
# A dateline is certain: it outweighs all cues together.
_CERTAIN = 50.0
# A headline above a paragraph is likely, not certain: it may be a sub-heading.
_TITLED = 4.0
# So many other beginnings to expect for each marked one speak against the marks as the
# convention of the whole digest.
_FEW, _MANY = 0.36, 0.6
# No other beginning is this likely where all stories are marked.
_CLEAR = 0.8
# A lone story's text has no boundary at all: below this none is worth a try.
_LEAST_LIKELY = 0.25


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
    r"""Return the stories of a digest, in order.

    Parameters
    ----------
    text
        The digest: one paragraph a line.
    count
        How many stories it has, where that is known.

    Examples
    --------
    >>> [s.title for s in split("# One\nText a.\n# Two\nText b.")]
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
    if count is None and marked is not None and _mixed(lines):
        marked = None
    if marked is not None and (count is None or len(marked) == count):
        groups = [(block.lines, block.title) for block in marked]
    else:
        starts = _starts([plain(line.text).text for line in lines], count)
        ends = [*starts[1:], len(lines)]
        groups = [
            (lines[a:b], _headline(lines, a) if b - a > 1 else "")
            for a, b in zip(starts, ends, strict=True)
        ]
    return [
        Segment(
            group[0].start,
            group[-1].end,
            tuple(line.text for line in group),
            title or propose_title(group[0].text),
        )
        for group, title in groups
    ]


def _mixed(lines: Sequence[Line]) -> bool:
    """Tell whether only some stories have a title line, and others begin without."""
    titled = plain_titles(lines)
    if not titled:
        return False
    prose = [i for i in range(len(lines)) if i not in titled]
    below = {i + 1 for i in titled}
    known = {at for at, i in enumerate(prose) if i in below}
    odds = boundary_chances([plain(lines[i].text).text for i in prose], known)
    others = [p for i, p in zip(prose[1:], odds, strict=True) if i not in below]
    return _unmarked(others, len(titled))


def _unmarked(others: Sequence[float], marked: int) -> bool:
    """Tell whether other stories begin than the marked ones, by their chances."""
    many = sum(others)
    return many > _MANY * marked or (many > _FEW * marked and max(others) > _CLEAR)


def _headline(lines: Sequence[Line], index: int) -> str:
    line, following = lines[index].text, lines[index + 1].text
    return line if is_title(line, following) else ""


def propose_title(text: str) -> str:
    """Return a short title in the text's own words: its first clause.

    Examples
    --------
    >>> propose_title("The port reopened, three weeks after the storm.")
    'The port reopened, three weeks after the storm'
    """
    flat = " ".join(text[:2000].split())
    mark = _LISTED.match(flat)
    flat = flat[mark.end() :] if mark else flat
    spans = sentences(flat)
    first = flat[spans[0][0] : spans[0][1]] if spans else flat
    first = _without_lead_in(_without_dateline(first)).rstrip(".").strip()
    if len(first) > _TITLE:
        first = _without_apposition(first)
        cuts = [m.start() for m in _CLAUSE.finditer(first, _LEAST, _TITLE + 1)]
        end = cuts[-1] if cuts else first.rfind(" ", 0, _TITLE)
        words = first[: end if end > 0 else _TITLE].rstrip(" ,;:-–—(").split(" ")
        while len(words) > 1 and (words[-1].lower(),) in cues("dangling"):
            words.pop()
        first = " ".join(words)
        told, comma, sayer = first.rpartition(", ")
        if comma and len(told) > _LEAST and not _has_verb(sayer) and _has_verb(told):
            first = told  # `..., two people`, who said so
    return first[:1].upper() + first[1:]


def _without_apposition(sentence: str) -> str:
    """Drop the aside that parts a subject from its verb: `Ann Lee, the mayor, said`."""
    match = _APPOSITION.match(sentence)
    if match is None or _has_verb(match.group(1)):
        return sentence
    rest = sentence[match.end() :].lstrip()
    following = rest.split(" ", 1)[0]
    return f"{match.group(1)} {rest}" if _is_verb(following) else sentence


def _has_verb(words: str) -> bool:
    return any(_is_verb(word) for word in words.split())


def _is_verb(word: str) -> bool:
    known = word in _verbs() or (len(word) > 4 and word.endswith("ed"))
    return known and word.islower()


@cache
def _verbs() -> frozenset[str]:
    names = ("acting_verbs", "speech_verbs")
    return frozenset(row["word"] for name in names for row in rows(name))


def _without_dateline(sentence: str) -> str:
    return sentence[dateline_end(sentence) :]


def _without_lead_in(sentence: str) -> str:
    """Drop `At the summit in Lima,` and the like: the news comes after the comma."""
    word, _, _ = sentence.partition(" ")
    comma = sentence.find(", ", 0, _LEAD_IN)
    rest = sentence[comma + 2 :]
    if (word.lower(),) in cues("lead_in") and comma > 0 and len(rest) > _LEAST:
        return rest
    return sentence


def boundary_chances(
    paragraphs: Sequence[str], known: Set[int] = frozenset()
) -> list[float]:
    """Return the probability that a story begins at each paragraph but the first.

    `known` are paragraphs at which one begins for certain.
    The odds of a gap depend on where the story before it began, so the probability
    that it has 1, 2, 3 ... paragraphs is carried along from gap to gap.
    """
    described = [describe(paragraph) for paragraph in paragraphs]
    weights = _weights()
    form = [weights[name] for name in FORM]
    ties = [weights[name] for name in COHESION]
    titled, first = _titled(paragraphs)
    lengths = [1.0]
    found = []
    for index, by_length in enumerate(cohesion(described), start=1):
        base = weights["constant"] + _dot(form, described[index].form)
        if index in known or dateline_end(paragraphs[index]):
            base += _CERTAIN
        elif titled[index] or index == first:
            base -= _CERTAIN  # its story begins below it
        elif titled[index - 1] and index > first:
            base += _TITLED
        begins, goes_on = 0.0, []
        for share, values in zip(lengths, by_length, strict=True):
            chance = _logistic(base + _dot(ties, values))
            begins += share * chance
            goes_on.append(share * (1.0 - chance))
        found.append(begins)
        lengths = [begins, *goes_on]
        if len(lengths) > LONGEST:
            lengths[LONGEST - 1 :] = [sum(lengths[LONGEST - 1 :])]
    return found


def _titled(paragraphs: Sequence[str]) -> tuple[list[bool], int]:
    """Tell of each paragraph whether it is a title line, or stands with one.

    The second value is the first paragraph below the text's own beginning.
    """
    titled: list[bool] = []
    for line, following in pairwise([*paragraphs, ""]):
        below = bool(titled) and titled[-1] and is_furniture(line)
        titled.append(below or (bool(following) and is_title(line, following)))
    first = next((i for i, above in enumerate(titled) if not above), 0)
    return [False, *titled[1:]], first


def _starts(paragraphs: Sequence[str], count: int | None) -> list[int]:
    odds = boundary_chances(paragraphs)
    if count is None and (dated := _dated(paragraphs, odds)):
        return dated
    order = sorted(range(len(odds)), key=lambda i: -odds[i])
    wanted = (
        _likely_boundaries([odds[i] for i in order]) if count is None else count - 1
    )
    return [0, *_with_titles(paragraphs, sorted(i + 1 for i in order[:wanted]))]


def _with_titles(paragraphs: Sequence[str], starts: Sequence[int]) -> list[int]:
    """Move each beginning up to the headline right above it."""
    taken = set(starts)
    moved = []
    for start in starts:
        above = start - 1
        while above > 0 and above not in taken and is_furniture(paragraphs[above]):
            above -= 1
        titled = above > 0 and above not in taken
        if titled and is_title(paragraphs[above], paragraphs[above + 1]):
            start = above
        moved.append(start)
    return moved


def _dated(paragraphs: Sequence[str], odds: Sequence[float]) -> list[int]:
    """Return the paragraphs with datelines where each story begins with one.

    In a digest of several publishers only some stories have a dateline; then many
    another paragraph looks like a beginning, and the list is empty.
    """
    starts = [i for i, paragraph in enumerate(paragraphs) if dateline_end(paragraph)]
    if len(starts) < 2 or starts[0] != 0:
        return []
    marked = set(starts)
    others = [p for i, p in enumerate(odds, start=1) if i not in marked]
    return [] if _unmarked(others, len(starts)) else starts


def _likely_boundaries(chances: Sequence[float]) -> int:
    """Return how many boundaries give the best F1 to expect.

    Of the `n` likeliest, `sum(chances[:n])` are right on average, and
    ``sum(chances)`` there are: the count that balances the two.
    """
    total, right = sum(chances), 0.0
    best, wanted = 0.0, 0
    for number, chance in enumerate(chances, start=1):
        if chance < _LEAST_LIKELY:
            break
        right += chance
        value = 2 * right / (number + total)
        if value > best:
            best, wanted = value, number
    return wanted


def _dot(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(w * v for w, v in zip(weights, values, strict=True))


def _logistic(score: float) -> float:
    if score < -_CERTAIN:
        return 0.0
    return 1.0 / (1.0 + math.exp(-score))


@cache
def _weights() -> dict[str, float]:
    return {row["feature"]: float(row["weight"]) for row in rows("segment_weights")}
