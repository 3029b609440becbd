"""Separators that a digest's maker put between stories: rules, titles, blank lines.

Where a digest has a convention, it alone says where stories begin; the words are not
asked. A numbered list, a line of emphasis or paragraph spacing is no separator.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from briefbook.extract.lexicons import FOLDER, rows

_LINE = re.compile("[^\r\n\u2028\u2029]*(?:\r\n|[\r\n\u2028\u2029]|$)")
_RULE = re.compile(r"(?:[-–—*_=~#•·+.][ \t]*){3,200}")
_HEADING = re.compile(r"#{1,6}[ \t]+(\S.{0,300}?)[ \t]*#{0,6}")
_BOLD = re.compile(r"(?:\*\*|__)([^*_\n]{2,300})(?:\*\*|__)[ \t]*(?=(\S?))")
_NUMBER = re.compile(r"[(\[]?(\d{1,3})(?:[.):\]]|[ \t]*[–—-])[ \t]+(\S.{0,2000})")
_BULLET = re.compile(r"[•▪■●◆►▶‣*][ \t]+(\S.{0,300})")
# `BEIJING, Nov. 20 (Xinhua) --`, `New Delhi: `, `SEOUL/TOKYO (Reuters) -`.
_DATELINE = re.compile(
    r"(?:[A-Z][A-Z.'’-]{2,24}(?:[ /][A-Z][A-Z.'’-]{1,24}){0,4}"
    r"(?:,[ ][^\n–—()-]{2,40})?(?:[ ]?\([^()\n]{2,40}\))?[ ]?(?:-{1,2}|–|—|:)[ ]"
    r"|[A-Z][a-z]{2,20}(?:[ ][A-Z][a-z]{2,20}){0,2},[ ]"
    r"(?:[^\n–—(-]{3,30}[ ]?\([^()\n]{2,40}\)|"
    r"(?:\d{1,2}[ ])?[A-Z][a-z]{2,8}\.?(?:[ ]\d{1,2})?(?:,?[ ]\d{4})?)[ ]?"
    r"(?:-{1,2}|–|—|:)[ ]"
    r"|[A-Z][a-z]{2,20}(?:[ ][A-Z][a-z]{2,20}){0,2}[ ]\([A-Z][^()\n]{1,30}\)[ ]?"
    r"(?:-{1,2}|–|—)[ ])"
)
# `Washington - The`, `New Delhi: The`: a known place alone before the report.
_PLACE = re.compile(
    r"([A-Z][a-z]{2,20}(?:[ ][A-Z][a-z]{2,20}){0,2})"
    r"(?:[ ](?:-{1,2}|–|—)[ ]|(?:,[ ][A-Z][a-z]{2,8}\.?[ ]\d{1,2})?:[ ])"
    r"(?=[\"“‘]?[A-Z0-9])"
)
_ENDS = re.compile(r"[.!?:;,…][\"'”’)\]*_]{0,4}$")
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
# What stands below a title and is none: `By Ann Lee`, `Brussels, 1 August 2024`.
_FURNITURE = re.compile(
    r"By(?:[ ][A-Z][\w.'’-]{1,30}|[ ]and|,){2,12}"
    r"|(?:[A-Z][\w.'’-]{1,20}[ ]?){0,3},?[ ]?(?:\d{1,2}[ ])?"
    rf"(?:{_MONTHS})[a-z]*\.?"
    r"(?:[ ]\d{1,2})?,?(?:[ ]\d{4})?"
    r"|(?:Published|Updated|Posted|Last updated)\b[^.]{0,60}"
)
# A title that asks: `What next for the pact?`
_ASKS = re.compile(r"[A-Z][^.!?\"“”]{12,110}[?!]")
_TITLE_LENGTH = 140


@dataclass(frozen=True, slots=True)
class Line:
    """One line with words in it: its span, and the empty lines before it."""

    start: int
    end: int
    text: str
    gap: int
    ruled: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one story, and its title where a line of its own says it."""

    lines: tuple[Line, ...]
    title: str = ""


def read_lines(text: str) -> list[Line]:
    """Return the lines with words; rules are dropped, and told by `ruled`."""
    lines: list[Line] = []
    gap, ruled = 0, False
    for match in re.finditer(
        r"[^\r\n\u2028\u2029]*(?:\r\n|[\r\n\u2028\u2029]|$)", text
    ):
        body = match.group()
        stripped = body.strip()
        if not body:
            continue
        if not stripped:
            gap += 1
        elif len(stripped) <= 400 and _RULE.fullmatch(stripped):
            ruled = True
        else:
            start = match.start() + len(body) - len(body.lstrip())
            lines.append(
                Line(start, start + len(stripped), stripped, gap, ruled and bool(lines))
            )
            gap, ruled = 0, False
    return lines


def blocks(lines: Sequence[Line]) -> list[Block] | None:
    """Return the stories that separators mark, or None where there are none."""
    for convention in (
        _mixed_titles,
        _underlined,
        _headings,
        _rules,
        _bold,
        _numbered,
        _titles,
        _bullets,
        _blank,
    ):
        found = convention(lines)
        if found is not None and len(found) > 1:
            return found
    return None


def plain_titles(lines: Sequence[Line]) -> dict[int, Block]:
    """Return the stories under plain title lines, by the line of their title.

    Empty where the first line is no title or stronger marks stand in the text: a digest
    of several publishers may begin with a headline though its other stories have none.
    """
    for convention in (_headings, _rules, _bold, _numbered):
        found = convention(lines)
        if found is not None and len(found) > 1:
            return {}
    at = {(line.start, line.end): i for i, line in enumerate(lines)}
    found = _titles(lines) or []
    return {at[(b.lines[0].start, b.lines[0].end)] - 1: b for b in found}


def is_title(line: str, following: str) -> bool:
    """Tell whether a line is a headline above prose: short, no full stop."""
    if not _title_like(line) or _listed(line) or is_furniture(line):
        return False
    return not _title_like(following) or is_furniture(following)


def is_furniture(line: str) -> bool:
    """Tell whether a line is a byline or a day, as they stand below titles."""
    return _FURNITURE.fullmatch(line) is not None


def dateline_end(text: str) -> int:
    """Return where the place (and day) of a report that begins a text ends, or 0."""
    match = _DATELINE.match(text)
    if match is None:
        match = _PLACE.match(text)
        if match is not None and not _is_place(match.group(1)):
            match = None
    return match.end() if match else 0


@cache
def _places() -> frozenset[str]:
    known = {row["word"] for row in rows("seats")}
    for name in ("places", "places_more"):
        known.update((FOLDER / f"{name}.csv").read_text(encoding="utf-8").split("\n"))
    return frozenset(known)


def _is_place(name: str) -> bool:
    return name in _places()


def _mixed_titles(lines: Sequence[Line]) -> list[Block] | None:
    """Titles of several forms in one text: `# One`, `**Two**`, and plain `Three`.

    Weaker forms below a heading are sub-headings, except where a weaker form comes
    first, or stands right under a heading (sections of stories).
    """
    heads = {i: m.group(1) for i, m in _matches(_HEADING, lines, whole=True)}
    bold = {i: m.group(1).strip() for i, m in _matches(_BOLD, lines, whole=True)}
    strong = heads | bold
    if not strong:
        return None
    plain = {
        i: line.text
        for i, line in enumerate(lines[:-1])
        if i not in strong
        and i + 1 not in strong
        and is_title(line.text, lines[i + 1].text)
    }
    if (0 in plain and len(plain) > 1) or (0 in bold and heads):
        marks = strong | plain
    elif 0 in heads and any(i + 1 in bold for i in heads if i):
        marks = strong
    else:
        return None
    return _cut(lines, marks, marks)


def _underlined(lines: Sequence[Line]) -> list[Block] | None:
    """Titles with a rule right below them."""
    ruled = [i for i, line in enumerate(lines) if line.ruled]
    marks = {i - 1: lines[i - 1].text for i in ruled}
    if 0 not in marks or len(marks) < 2:
        return None
    if not all(_title_like(title) for title in marks.values()):
        return None
    return _cut(lines, marks, marks)


def _headings(lines: Sequence[Line]) -> list[Block] | None:
    marks = {i: m.group(1) for i, m in _matches(_HEADING, lines, whole=True)}
    if not marks:
        return None
    depths = {i: len(lines[i].text) - len(lines[i].text.lstrip("#")) for i in marks}
    # A lone heading above others is the digest's own title: stories are one deeper.
    counts = {d: sum(v == d for v in depths.values()) for d in depths.values()}
    depth = min((d for d, n in counts.items() if n > 1), default=min(counts))
    return _cut(lines, {i: t for i, t in marks.items() if depths[i] == depth}, marks)


def _rules(lines: Sequence[Line]) -> list[Block] | None:
    starts = [i for i, line in enumerate(lines) if line.ruled]
    if not starts:
        return None
    found = _at(lines, [0, *starts])
    return [_untitled(block) for block in found]


def _bold(lines: Sequence[Line]) -> list[Block] | None:
    marks: dict[int, str] = {}
    alone: set[int] = set()
    for i, match in _matches(_BOLD, lines):
        marks[i] = match.group(1).strip()
        if not match.group(2):
            alone.add(i)
    if 0 not in marks or len(marks) < 2:
        return None
    if 0 in alone:
        marks = {i: t for i, t in marks.items() if i in alone}
        return _cut(lines, marks, marks)
    return _cut(lines, marks, {})


def _numbered(lines: Sequence[Line]) -> list[Block] | None:
    marks: dict[int, tuple[int, str]] = {
        i: (int(m.group(1)), m.group(2))
        for i, m in _matches(_NUMBER, lines, whole=True)
    }
    if 0 not in marks:
        return None
    short = _title_like(marks[0][1])
    chosen: dict[int, str] = {}
    expected = marks[0][0]
    for i, (number, words) in marks.items():
        listed = short and (i + 1 in marks or i - 1 in marks)
        if number != expected or listed or (short and not _title_like(words)):
            continue
        chosen[i] = words
        expected += 1
    if len(chosen) < 2:
        return None
    return _cut(lines, chosen, chosen if short else {}, titled=short)


def _titles(lines: Sequence[Line]) -> list[Block] | None:
    """Titles on lines of their own: short, without a full stop, above prose."""
    marks: dict[int, str] = {}
    under: dict[int, str] = {}
    for i, line in enumerate(lines[:-1]):
        if i in under or not _title_like(line.text) or _listed(line.text):
            continue
        below = i + 1
        while below < len(lines) - 1 and is_furniture(lines[below].text):
            below += 1
        if not _title_like(lines[below].text):
            marks[i] = line.text
            under.update((j, lines[j].text) for j in range(i + 1, below))
    if marks and all(lines[i].gap for i in marks if i):
        marks |= {i: lines[i].text for i in _questions(lines) if i + 1 not in marks}
    if 0 not in marks or len(marks) < 2:
        return None
    # Where blank lines set off some titles only, the others are sub-headings.
    set_off = {i: t for i, t in marks.items() if i == 0 or lines[i].gap}
    if 1 < len(set_off) < len(marks) and any(
        not lines[i].gap for i in range(1, len(lines)) if i - 1 not in marks
    ):
        marks = set_off
    return _cut(lines, marks, marks | under)


def _questions(lines: Sequence[Line]) -> list[int]:
    """Return where a short question or cry stands alone between blank lines."""
    return [
        i
        for i, line in enumerate(lines[:-1])
        if _ASKS.fullmatch(line.text) and (i == 0 or line.gap)
    ]


def _bullets(lines: Sequence[Line]) -> list[Block] | None:
    marks = [i for i, _ in _matches(_BULLET, lines)]
    if len(marks) < 2 or marks[0] != 0 or len(marks) == len(lines):
        return None
    return _at(lines, marks)


def _blank(lines: Sequence[Line]) -> list[Block] | None:
    gaps = [line.gap for line in lines[1:]]
    if not gaps or min(gaps) == max(gaps):
        return None
    return _at(lines, [0, *(i for i, gap in enumerate(gaps, 1) if gap > min(gaps))])


def _matches(pattern: re.Pattern[str], lines: Sequence[Line], *, whole: bool = False):
    for i, line in enumerate(lines):
        match = pattern.fullmatch(line.text) if whole else pattern.match(line.text)
        if match:
            yield i, match


def _title_like(text: str) -> bool:
    return len(text) <= _TITLE_LENGTH and not _ENDS.search(text)


def _listed(text: str) -> bool:
    return bool(_NUMBER.match(text) or _BULLET.match(text)) or text[:2] in ("- ", "– ")


def _at(lines: Sequence[Line], starts: Sequence[int]) -> list[Block]:
    ends = [*starts[1:], len(lines)]
    return [Block(tuple(lines[a:b])) for a, b in zip(starts, ends, strict=True)]


def _cut(
    lines: Sequence[Line],
    marks: dict[int, str],
    dropped: dict[int, object],
    *,
    titled: bool = True,
) -> list[Block]:
    """Cut before each mark; lines in `dropped` are titles, not paragraphs.

    Lines before the first mark are the digest's preface and belong to no story.
    """
    starts = sorted(marks)
    found = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        body = tuple(lines[i] for i in range(start, end) if i not in dropped)
        if body:
            found.append(Block(body, marks[start] if titled else ""))
    return found


def _untitled(block: Block) -> Block:
    """Take a title line off a block, where it begins with one."""
    head, *rest = block.lines
    heading = _HEADING.fullmatch(head.text)
    bold = _BOLD.fullmatch(head.text)
    if rest and (heading or bold or _title_like(head.text)):
        title = (heading or bold).group(1) if heading or bold else head.text
        return Block(tuple(rest), title.strip())
    return block
