"""From a shape that matched to the days that it means: relative words and spans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from briefbook.extract import periods
from briefbook.extract.date_context import (
    Context,
    Hit,
    Reading,
    guard,
    weekday_numbers,
)
from briefbook.extract.date_readers import calendar_day, read, within
from briefbook.extract.date_tokens import Tokens, kinds
from briefbook.extract.lexicons import mapping
from briefbook.extract.periods import Period
from briefbook.extract.tense import STOP, cue, part, participle

_ACTS = frozenset(
    (
        "past",
        "had",
        "source",
        "command",
        "intend_past",
        "lasting",
        "modal",
        "schedule",
    )
)
_BACK = frozenset(("previous", "preceding", "prior"))


def unit_of(context: Context, hit: Hit, name: str = "u") -> str:
    """Return the calendar unit that a group names, in the singular."""
    return mapping("date_words", "word", "kind")[context.word(hit, name)]


def direction(relation: str) -> int:
    """Return -1 for a word that looks back, 1 for one that looks ahead, else 0."""
    if relation in ("last", "past") or relation in _BACK:
        return -1
    return 1 if relation in ("next", "coming", "upcoming", "following") else 0


def read_day_of_month(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the 15th of this month, the 1st of the following month."""
    relation, day = context.word(hit, "rel"), context.number(hit, "d")
    base = context.as_of
    if relation in _BACK or relation in ("following", "same"):
        told = context.last_dated(hit.first)
        base = told.period.start if told else base
    month = periods.month_of(base, direction(relation)).start
    found = calendar_day(month.year, month.month, day)
    if found is not None:
        yield from read(context, hit, periods.day(found), context.published)


def read_relative(context: Context, hit: Hit) -> Iterator[Reading]:
    """Last year, this week, the previous quarter, late last year."""
    relation, unit = context.word(hit, "rel"), unit_of(context, hit)
    has_the = context.tokens.words[hit.first] == "the"
    told = context.last_dated(hit.first)
    if relation in _BACK or relation in ("following", "subsequent"):
        if unit != "year":
            told = context.sized(hit.first, unit)
        if told is None and unit in ("half", "day"):
            return
        anchor = told.period if told else None
        if anchor is None:
            period = periods.around(unit, context.as_of, direction(relation))
        elif unit == "year":
            period = periods.shifted(anchor, direction(relation))
        else:
            edge = anchor.start if relation in _BACK else anchor.end
            period = periods.around(unit, edge, direction(relation))
        yield from read(
            context,
            hit,
            within(context, hit, period),
            f"{_words(context, told)} in the text" if told else context.published,
            dates_figures=relation not in _BACK,
        )
        return
    if unit == "day":
        return
    if has_the and relation in ("last", "past", "coming", "next"):
        return
    if relation in ("past", "coming") and unit != "weekend":
        return
    period = periods.around(unit, context.as_of, direction(relation))
    yield from read(context, hit, within(context, hit, period), context.published)


def read_before(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read a year earlier, the month before: the unit before the dated one."""
    unit = unit_of(context, hit)
    if "n" in hit.groups and context.number(hit, "n") != 1:
        return
    word = context.word(hit, "rel")
    if word == "before" and context.tokens.word(hit.last + 1)[:1].isalnum():
        # 'a day before talks resumed' gives no day of its own.
        return
    if word == "ago" and unit != "year":
        yield from read_ago(context, hit)
        return
    if unit == "year":
        told = context.last_dated(hit.first, within=0 if word == "ago" else 2)
        told = told or _after_previous(context, hit)
        if told is None and word != "ago":
            told = context.lead_period()
    else:
        told = context.sized(hit.first, unit)
    if told is None:
        if unit not in ("year", "month", "week", "quarter"):
            return
        period = periods.around(unit, context.as_of, -1)
        anchor = context.published
    else:
        if unit == "year":
            period = periods.shifted(told.period, -1)
        else:
            period = periods.around(unit, told.period.start, -1)
        anchor = f"{_words(context, told)} in the text"
    yield from read(context, hit, period, anchor, dates_figures=False)


def _after_previous(context: Context, hit: Hit) -> Reading | None:
    """Return the month that figures are of: `0.3% from the prior month`."""
    if not context.readings or context.readings[-1].rule != "relative":
        return None
    last = context.readings[-1]
    unit = last.period.precision
    if unit not in ("month", "quarter") or context.sentence(last.first) != (
        context.sentence(hit.first)
    ):
        return None
    if _BACK.isdisjoint(context.tokens.words[last.first : last.last + 1]):
        return None
    return replace(last, period=periods.around(unit, last.period.start, 1))


def _words(context: Context, reading: Reading) -> str:
    tokens = context.tokens
    return tokens.text[tokens.starts[reading.first] : tokens.ends[reading.last]]


def read_same(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the same period last year, the year-ago quarter."""
    unit = mapping("date_words", "word", "kind").get(context.word(hit, "u"), "")
    told = context.last_dated(hit.first)
    plural = context.word(hit, "u").endswith("s")
    if unit in ("month", "quarter", "half", "week") and not plural:
        told = context.sized(hit.first, unit) or told
    year = context.year(hit) if context.word(hit, "yrel") != "year" else None
    if told is None:
        if unit in ("period", "time"):
            told = context.lead_period()
    if told is None:
        if unit in ("period", "time"):
            # `up from the year-ago period`, with no period told: the year before.
            period = periods.year(year or context.as_of.year - 1)
            yield from read(context, hit, period, context.published)
        return
    if year is None:
        year = told.period.start.year - 1
    period = periods.shifted(told.period, year - told.period.start.year)
    anchor = f"{_words(context, told)} in the text"
    yield from read(context, hit, period, anchor, dates_figures=False)


def read_ago(context: Context, hit: Hit) -> Iterator[Reading]:
    """Two years ago, 18 months ago: that calendar unit."""
    unit = unit_of(context, hit)
    count = 1 if "n" not in hit.groups else max(context.number(hit, "n"), 1)
    before = context.tokens.word(hit.first - 1)
    if before == "than" or count > 400:
        return
    if unit == "decade":
        # `a decade ago` is the year ten years before, as `ten years ago` is.
        unit, count = "year", count * 10
    period = periods.around(unit, context.as_of, -count)
    yield from read(context, hit, period, context.published, dates_figures=False)


def read_weekday(context: Context, hit: Hit) -> Iterator[Reading]:
    """Monday, last Thursday, next Friday."""
    wanted = weekday_numbers()[context.word(hit, "w").rstrip(".")]
    relation = context.word(hit, "rel2") or context.word(hit, "rel")
    as_of = context.as_of
    behind = (as_of.weekday() - wanted) % 7
    if relation in ("last", "past"):
        value = as_of - timedelta(days=behind or 7)
    elif relation in ("next", "coming", "following", "upcoming"):
        value = as_of + timedelta(days=(wanted - as_of.weekday()) % 7 or 7)
    elif relation == "this":
        value = periods.week(as_of).start + timedelta(days=wanted)
    elif relation in _BACK:
        told = context.sized(hit.first, "day")
        base = told.period.start if told else as_of
        value = base - timedelta(days=(base.weekday() - wanted) % 7 or 7)
    elif _comes(context, hit):
        value = as_of + timedelta(days=(wanted - as_of.weekday()) % 7)
    else:
        value = as_of - timedelta(days=behind)
    yield from read(
        context, hit, periods.day(value), context.published, dates_figures=False
    )


def _comes(context: Context, hit: Hit) -> bool:
    tokens = context.tokens
    tense = context.tense(hit)
    if not tense and tokens.word(hit.last + 1) == ":":
        # A calendar's heading: `Thursday: Oracle reports.`
        return hit.first == 0 or tokens.word(hit.first - 1) in ("\n", "-", "*", "•")
    if tense != "future":
        return False
    if tokens.possessive(hit.last) and tokens.word(hit.first - 1) not in (
        "of",
        "before",
    ):
        nouns = (tokens.word(hit.last + k) for k in (1, 2, 3))
        return any(noun in guard("ahead") for noun in nouns)
    return True


def read_weekday_week(context: Context, hit: Hit) -> Iterator[Reading]:
    """Thursday next week."""
    wanted = weekday_numbers()[context.word(hit, "w").rstrip(".")]
    week = periods.around("week", context.as_of, direction(context.word(hit, "rel")))
    value = week.start + timedelta(days=wanted)
    yield from read(
        context, hit, periods.day(value), context.published, dates_figures=False
    )


def read_weekday_ago(context: Context, hit: Hit) -> Iterator[Reading]:
    """Tuesday last."""
    hit.groups["rel"] = hit.last
    yield from read_weekday(context, hit)


def read_weekday_range(context: Context, hit: Hit) -> Iterator[Reading]:
    """Monday to Wednesday."""
    single = Hit("weekday", hit.first, hit.last, {"w": hit.groups["w"]})
    first = next(read_weekday(context, single)).period.start
    wanted = weekday_numbers()[context.word(hit, "w2").rstrip(".")]
    last = first + timedelta(days=(wanted - first.weekday()) % 7)
    if (
        context.tokens.codes[hit.groups["w"] + 1] == kinds()["and"]
        and context.tokens.word(hit.first) != "between"
    ):
        for name in ("w", "w2"):
            at = hit.groups[name]
            yield from read_weekday(context, Hit("weekday", at, at, {"w": at}))
        return
    if context.tense(hit) != "future" and last > context.as_of:
        first, last = first - timedelta(days=7), last - timedelta(days=7)
    period = Period(first, last, "day")
    yield from read(context, hit, period, context.published, dates_figures=False)


def read_dayword(context: Context, hit: Hit) -> Iterator[Reading]:
    """Today, yesterday, tomorrow."""
    word = context.word(hit, "f")
    shift = int(mapping("date_words", "word", "value")[word])
    if shift == 0 and word == "today" and not _is_news(context, hit):
        return
    value = context.as_of + timedelta(days=shift)
    yield from read(
        context, hit, periods.day(value), context.published, dates_figures=False
    )


def _is_news(context: Context, hit: Hit) -> bool:
    """Tell today's news (has today opened) from the present at large."""
    tokens = context.tokens
    before = tokens.word(hit.first - 1)
    if before in part("measured") or before[:1].isdigit():
        # `from 44% in 1990 to 10% today`
        return False
    if tokens.possessive(hit.last):
        return tokens.word(hit.last + 1) in guard("ahead")
    back = range(hit.first - 1, max(hit.first - 13, -1), -1)
    # `Today, the Department of Commerce announced`
    opens = not before.isalnum()
    ahead = range(hit.last + 1, hit.last + (14 if opens else 3))
    if opens and any(tokens.word(at) in part("announces") for at in ahead):
        # `Today, the Commission proposes`
        return True
    if cue(before.removesuffix("s")).startswith("base_"):
        # `the ban begins today`
        return True
    return _told(tokens, back) or _told(tokens, ahead)


def _told(tokens: Tokens, places: range) -> bool:
    """Tell whether a verb of an act stands there, before the clause ends."""
    for at in places:
        kind = cue(tokens.word(at))
        if kind in _ACTS:
            if kind != "past" or participle(tokens, at, max(at - 6, 0)) != STOP:
                return True
        if tokens.word(at) in (".", '"') or kind == "clause":
            break
    return False


def read_this_part(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read this morning as the day, last night as the one before."""
    shift = -1 if context.word(hit, "rel") == "last" else 0
    value = context.as_of + timedelta(days=shift)
    yield from read(
        context, hit, periods.day(value), context.published, dates_figures=False
    )


def read_weekend(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the weekend: the latest, or with a future verb the next one."""
    period = periods.weekend(context.as_of)
    tense = context.tense(hit)
    if tense != "future" and period.start > context.as_of:
        period = periods.weekend(context.as_of - timedelta(days=7))
    yield from read(context, hit, period, context.published, dates_figures=False)
