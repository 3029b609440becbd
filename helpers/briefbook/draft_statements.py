"""Which figures and dates of a sentence make one statement, and in what roles."""

from __future__ import annotations

from dataclasses import dataclass, field

from briefbook.draft_clauses import Sentence
from briefbook.draft_cues import words_of
from briefbook.models import DateMention, Figure

_BETWEEN = 12
_NEAR_DATE = 4
_AFTER_THRESHOLD = 2
_OPENING = 3


@dataclass(slots=True)
class Placed:
    """A mention and the tokens that it covers."""

    mention: Figure | DateMention
    first: int
    last: int
    role: str = "value"


@dataclass(slots=True)
class Statement:
    """Figures that say one thing together, or a date that stands alone."""

    figures: list[Placed] = field(default_factory=list)
    date: Placed | None = None

    @property
    def at(self) -> int:
        """The token where it begins."""
        placed = self.figures[0] if self.figures else self.date
        assert placed is not None
        return placed.first


def placed(sentence: Sentence, kind: type) -> list[Placed]:
    """Return the figures or dates of a sentence with their tokens."""
    found: list[Placed] = []
    for index, token in enumerate(sentence.tokens):
        if not isinstance(token.mention, kind):
            continue
        if found and found[-1].mention is token.mention:
            found[-1].last = index + 1
        else:
            found.append(Placed(token.mention, index, index + 1))
    return found


def grouped(sentence: Sentence) -> list[Statement]:
    """Return the statements that the figures of a sentence make, in order."""
    statements: list[Statement] = []
    for item in placed(sentence, Figure):
        item.role = _own_role(sentence, item)
        last = statements[-1] if statements else None
        if last is None or not _joins(sentence, last, item):
            statements.append(Statement([item]))
        else:
            last.figures.append(item)
    return statements


def _own_role(sentence: Sentence, item: Placed) -> str:
    figure = item.mention
    if isinstance(figure, Figure) and figure.change is not None:
        return "change"
    marks = words_of("threshold")
    after = sentence.lows(item.last, item.last + _AFTER_THRESHOLD)
    before = sentence.lows(item.first - 2, item.first)
    marked = before[-1:] == ["of"] and before[0] in marks
    return "threshold" if marked or any(low in marks for low in after) else "value"


def _joins(sentence: Sentence, statement: Statement, item: Placed) -> bool:
    """Tell whether a figure belongs to the statement before it; set the roles."""
    last = statement.figures[-1]
    new, old = item.mention, last.mention
    assert isinstance(new, Figure) and isinstance(old, Figure)
    if any(new.conversion_of == f.mention.char_start for f in statement.figures):
        item.role = last.role
        return True
    between = [low for low in sentence.lows(last.last, item.first)]
    if len(between) > _BETWEEN:
        return False
    plain = _bare(sentence, last.last, item.first)
    if between[:1] == ["("] and _money(new.unit) and _money(old.unit):
        item.role = last.role
        return ")" in sentence.lows(item.last, item.last + 2) and len(plain) == 1
    alike = new.unit == old.unit or (_money(new.unit) and _money(old.unit))
    if plain == ["to"]:
        return _from_to(sentence, last, item, alike)
    if plain in (["from"], [",", "from"]) and (alike or old.change is not None):
        item.role = "was"
        return True
    if plain in (["or"], [",", "or"]) and not alike:
        item.role = last.role
        return True
    return (
        new.change is not None and old.change is None and _apposed(sentence, last, item)
    )


def _bare(sentence: Sentence, start: int, end: int) -> list[str]:
    """Return the words between two figures without hedges and dates."""
    kept: list[str] = []
    for token in sentence.tokens[start:end]:
        if token.date is not None:
            if kept and kept[-1] in words_of("preposition") and kept[-1] != "to":
                kept.pop()
        elif token.low not in words_of("hedge"):
            kept.append(token.low)
    return kept


def _apposed(sentence: Sentence, last: Placed, item: Placed) -> bool:
    """Tell whether a change is apposed, as in ``$5bn in May, a 4% rise``."""
    lows = sentence.lows(last.last, item.first)
    signs = [at for at, low in enumerate(lows) if low in (",", "(")]
    if len(signs) != 1:
        return False
    opens = last.last + signs[0]
    if any(last.last <= head.at < opens for head in sentence.heads):
        return False
    if any(low in words_of("join") | words_of("boundary") for low in lows):
        return False
    # Only a participle may stand between: "$5bn, marking a 4% rise".
    heads = [head for head in sentence.heads if opens < head.at < item.first]
    return not heads or (
        len(heads) == 1 and heads[0].form == "ing" and heads[0].at == opens + 1
    )


def _from_to(sentence: Sentence, last: Placed, item: Placed, alike: bool) -> bool:
    old, new = last.mention, item.mention
    assert isinstance(old, Figure) and isinstance(new, Figure)
    if old.change is not None and new.change is None:
        return True
    before = [w for w in sentence.lows(last.first - 4, last.first)]
    hedges = words_of("hedge")
    while before and before[-1] in hedges:
        before.pop()
    if alike and before[-1:] == ["from"]:
        last.role = "was"
        return True
    return False


def _money(unit: str) -> bool:
    return len(unit) == 3 and unit.isupper()


def governing(sentence: Sentence, at: int) -> int | None:
    """Return the number of the head whose clause holds the token at `at`, or None.

    The last head before it, unless a word opens another clause in between; else the
    next one after it, of which it is the subject.
    """
    before = [i for i, head in enumerate(sentence.heads) if head.end <= at]
    if _is_subject(sentence, at, len(before)):
        return len(before)
    if before:
        head = sentence.heads[before[-1]]
        if not _opens(sentence, head.end, at, head.cue.objects):
            return before[-1]
    after = len(before)
    if after < len(sentence.heads):
        start = sentence.heads[after].start
        commas = sentence.lows(at, start).count(",")
        # "In May, ..." belongs to the clause that it opens.
        allowed = 0 if before or at > _OPENING else 1
        if commas <= allowed and not _opens(sentence, at, start):
            return after
    return None


def _is_subject(sentence: Sentence, at: int, following: int) -> bool:
    """Tell whether a figure opens a clause: ``X said, and 20 states signed it``."""
    if following >= len(sentence.heads):
        return False
    head = sentence.heads[following]
    mention = sentence.tokens[at].mention
    end = at
    while end < len(sentence.tokens) and sentence.tokens[end].mention is mention:
        end += 1
    if end != head.start or head.form in ("ing", "base") and head.start == head.at:
        return False
    before = at - 1
    while sentence.low(before) in words_of("hedge"):
        before -= 1
    opened = sentence.low(before) in words_of("join") | words_of("boundary") | {","}
    told = following and sentence.heads[following - 1].cue.basis
    return opened or bool(told)


def _opens(
    sentence: Sentence, start: int, end: int, own: frozenset[str] = frozenset()
) -> bool:
    """Tell whether a word opens another clause; `own` ones belong to the verb."""
    stop = words_of("boundary") - own
    for at in range(start, end):
        if sentence.low(at) in stop:
            following = sentence.tokens[at + 1 : at + 2]
            # "since Monday", "until 2027": prepositions there.
            if not following or following[0].date is None:
                return True
    return False


def is_base(sentence: Sentence, date: Placed) -> bool:
    """Tell whether a date is only what a change is measured against."""
    earlier = set(sentence.lows(date.first, date.last)) & words_of("base-date")
    before = [w for w in sentence.lows(date.first - 3, date.first)]
    while before and before[-1] in words_of("article"):
        before.pop()
    compared = set(before[-2:]) & words_of("base")
    moved = any(
        token.figure is not None and token.figure.change is not None
        for token in sentence.tokens
    )
    return moved and (bool(earlier) or before[-1:] == ["from"] or bool(compared))


def date_of(
    sentence: Sentence, statement: Statement, head: int | None, dates: list[Placed]
) -> Placed | None:
    """Return the date that a statement of figures speaks of, where only one can be."""
    last = statement.figures[-1].last
    if head is None:
        near = [d for d in dates if 0 <= d.first - last <= _NEAR_DATE]
        return near[0] if len(near) == 1 else None
    start, end = _region(sentence, head)
    verb = sentence.heads[head].at
    figures = [t.first for t in placed(sentence, Figure) if start <= t.first < end]
    inside = [
        date
        for date in dates
        if start <= date.first < end
        and _reaches(date.first, statement.at, verb, figures)
        and not _measured_from(sentence, statement, date)
    ]
    if len(inside) <= 1:
        return inside[0] if inside else None
    near = [d for d in inside if 0 <= d.first - last <= _NEAR_DATE]
    return near[0] if len(near) == 1 else None


def _reaches(date: int, figure: int, verb: int, figures: list[int]) -> bool:
    """Tell whether a date may be a figure's own.

    ``to $6bn in May on a 5% duty``: behind the verb a date is of the figures before it.
    """
    behind = [at for at in figures if verb < at < date]
    return date < verb or figure < date or not behind


def _measured_from(sentence: Sentence, statement: Statement, date: Placed) -> bool:
    earlier = set(sentence.lows(date.first, date.last)) & words_of("base-date")
    return bool(earlier) and any(f.role == "was" for f in statement.figures)


def _region(sentence: Sentence, head: int) -> tuple[int, int]:
    heads = sentence.heads
    end = heads[head + 1].start if head + 1 < len(heads) else len(sentence.tokens)
    start = 0
    if head:
        # What stands before the verb is its own only behind a word that opens it.
        opened = [
            at
            for at in range(heads[head - 1].end, heads[head].start)
            if sentence.low(at) in words_of("boundary")
        ]
        start = opened[-1] if opened else heads[head].start
    for at in range(heads[head].end, end):
        if _opens(sentence, at, at + 1, heads[head].cue.objects):
            end = at
            break
    return start, end
