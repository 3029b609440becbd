"""From a shape that matched to the days that it means: relative words and spans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from briefbook.extract import periods
from briefbook.extract.date_context import (
    Context,
    Hit,
    Reading,
    guard,
    weekday_numbers,
)
from briefbook.extract.date_readers import _date, _read, _value, _within
from briefbook.extract.date_tokens import kinds, number
from briefbook.extract.lexicons import mapping
from briefbook.extract.periods import Period

_BACK = frozenset(("previous", "preceding", "prior"))


def _unit(context: Context, hit: Hit, name: str = "u") -> str:
    return mapping("date_words", "word", "kind")[context.word(hit, name)]


def _shift(relation: str) -> int:
    if relation in ("last", "past") or relation in _BACK:
        return -1
    return 1 if relation in ("next", "coming", "upcoming", "following") else 0


def read_relative(context: Context, hit: Hit) -> Iterator[Reading]:
    """Last year, this week, the previous quarter, late last year."""
    relation, unit = context.word(hit, "rel"), _unit(context, hit)
    has_the = context.tokens.words[hit.first] == "the"
    told = context.last_dated(hit.first)
    if relation in _BACK or relation in ("following", "subsequent"):
        if told is None and unit in ("half", "day"):
            return
        anchor = told.period if told else None
        if anchor is None:
            period = periods.around(unit, context.as_of, _shift(relation))
        elif unit == "year":
            period = periods.shifted(anchor, _shift(relation))
        else:
            edge = anchor.start if relation in _BACK else anchor.end
            period = periods.around(unit, edge, _shift(relation))
        yield from _read(
            context,
            hit,
            _within(context, hit, period),
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
    period = periods.around(unit, context.as_of, _shift(relation))
    yield from _read(context, hit, _within(context, hit, period), context.published)


def read_before(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read a year earlier, the month before: the unit before the dated one."""
    unit = _unit(context, hit)
    if "n" in hit.groups and context.number(hit, "n") != 1:
        return
    told = context.last_dated(hit.first)
    if context.word(hit, "rel") == "ago" and unit != "year":
        yield from read_ago(context, hit)
        return
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
    yield from _read(context, hit, period, anchor, dates_figures=False)


def _words(context: Context, reading: Reading) -> str:
    tokens = context.tokens
    return tokens.text[tokens.starts[reading.first] : tokens.ends[reading.last]]


def read_same(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the same period last year, the year-ago quarter."""
    told = context.last_dated(hit.first)
    year = context.year(hit) if context.word(hit, "yrel") != "year" else None
    if told is None:
        return
    if year is None:
        year = told.period.start.year - 1
    period = periods.shifted(told.period, year - told.period.start.year)
    anchor = f"{_words(context, told)} in the text"
    yield from _read(context, hit, period, anchor, dates_figures=False)


def read_ago(context: Context, hit: Hit) -> Iterator[Reading]:
    """Two years ago, 18 months ago: that calendar unit."""
    unit = _unit(context, hit)
    count = 1 if "n" not in hit.groups else max(context.number(hit, "n"), 1)
    before = context.tokens.word(hit.first - 1)
    if before == "than" or count > 400:
        return
    period = periods.around(unit, context.as_of, -count)
    yield from _read(context, hit, period, context.published)


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
        told = [r for r in context.readings if r.last < hit.first]
        base = told[-1].period.start if told else as_of
        value = base - timedelta(days=(base.weekday() - wanted) % 7 or 7)
    elif _comes(context, hit):
        value = as_of + timedelta(days=(wanted - as_of.weekday()) % 7)
    else:
        value = as_of - timedelta(days=behind)
    yield from _read(
        context, hit, periods.day(value), context.published, dates_figures=False
    )


def _comes(context: Context, hit: Hit) -> bool:
    if context.tense(hit) != "future":
        return False
    tokens = context.tokens
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
    week = periods.around("week", context.as_of, _shift(context.word(hit, "rel")))
    value = week.start + timedelta(days=wanted)
    yield from _read(
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
    yield from _read(context, hit, period, context.published, dates_figures=False)


def read_dayword(context: Context, hit: Hit) -> Iterator[Reading]:
    """Today, yesterday, tomorrow."""
    word = context.word(hit, "f")
    shift = int(mapping("date_words", "word", "value")[word])
    if shift == 0 and word == "today" and not _is_news(context, hit):
        return
    value = context.as_of + timedelta(days=shift)
    yield from _read(
        context, hit, periods.day(value), context.published, dates_figures=False
    )


def _is_news(context: Context, hit: Hit) -> bool:
    """Tell today's news from the present at large."""
    return context.tense(hit) in ("past", "future")


def read_this_part(context: Context, hit: Hit) -> Iterator[Reading]:
    """This morning, last night."""
    shift = -1 if context.word(hit, "rel") == "last" else 0
    value = context.as_of + timedelta(days=shift)
    yield from _read(
        context, hit, periods.day(value), context.published, dates_figures=False
    )


def read_first_of(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the first ten months of 2024, the last three months of the year."""
    count, unit = context.number(hit, "n"), _unit(context, hit)
    from_end = context.word(hit, "o") in ("last", "final")
    if not from_end and context.number(hit, "o") != 1:
        return
    if "m" not in hit.groups and context.tokens.word(hit.last + 1) in (
        "of", "after", "since", "following", "as", "under", "on",
    ):  # fmt: skip
        return
    size = {"month": 1, "quarter": 3, "half": 6}.get(unit)
    if "m" in hit.groups:
        number = context.month(hit)
        days = count * (7 if unit == "week" else 1)

        def whole(year: int) -> Period:
            return periods.month(year, number)

    elif size is not None and 1 <= count * size <= 12:
        low, high = (13 - count * size, 12) if from_end else (1, count * size)

        def whole(year: int) -> Period:
            return periods.months(year, low, high, unit)  # type: ignore[arg-type]

        days = 0
    else:
        days = count * (7 if unit == "week" else 1)
        whole = periods.year
    period, anchor = context.yearly(hit, whole)
    if period is None:
        return
    if context.year(hit) is None and not days:
        # Said in March, the first nine months are last year's.
        tense = context.tense(hit)
        if tense != "future":
            period = _ended(context, period, 20)
    if days:
        length = (period.end - period.start).days + 1
        if not 1 <= days <= length:
            return
        gap = timedelta(days=days - 1)
        if from_end:
            period = Period(period.end - gap, period.end, "day")
        else:
            period = Period(period.start, period.start + gap, "day")
    yield from _read(context, hit, period, anchor)


def read_week_of(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the first week of December: days 1 to 7."""
    month, word = context.month(hit), context.word(hit, "o")
    found, anchor = context.yearly(hit, lambda year: periods.month(year, month))
    if found is None:
        return
    order = number(word)
    if order:
        first = found.start + timedelta(days=7 * (order - 1))
        last = min(first + timedelta(days=6), found.end)
    else:
        first, last = found.end - timedelta(days=6), found.end
    if first <= last:
        yield from _read(context, hit, Period(first, last, "week"), anchor)


def read_week_from(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the week of November 18, the week ended 15 November."""
    month, day = context.month(hit), context.number(hit, "d")

    def of_year(year: int) -> Period | None:
        found = _date(year, month, day)
        if found is None:
            return None
        if any(context.tokens.words[k] in ("ended", "ending", "to", "through")
               for k in range(hit.first, hit.groups["m"])):  # fmt: skip
            return Period(found - timedelta(days=6), found, "week")
        return periods.week(found)

    period, anchor = context.yearly(hit, of_year, slack=7)
    yield from _read(context, hit, period, anchor)


def read_half_month(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the first half of November: days 1 to 15."""
    month, order = context.month(hit), context.number(hit, "o")
    found, anchor = context.yearly(hit, lambda year: periods.month(year, month))
    if found is None or order not in (1, 2):
        return
    first, last = found.start, found.start.replace(day=15)
    if order == 2:
        first, last = found.start.replace(day=16), found.end
    yield from _read(context, hit, Period(first, last, "day"), anchor)


def read_range_to(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the three months to May, the quarter ended September 30."""
    month, unit = context.month(hit), _unit(context, hit)
    count = context.number(hit, "n") or 1
    day = context.number(hit, "d") or context.number(hit, "dnum")
    size = {"month": 1, "quarter": 3, "half": 6, "year": 12}.get(unit)
    if unit == "month" and "n" not in hit.groups:
        size = None
    precision = unit
    if size is None and unit != "week" or count * (size or 1) > 60:
        return

    def of_year(year: int) -> Period | None:
        end = periods.month(year, month)
        if unit == "week":
            last = _date(year, month, day) if day else end.end
            if last is None:
                return None
            return Period(last - timedelta(days=7 * count - 1), last, "week")
        if day and day < end.end.day:
            last = _date(year, month, day)
            if last is None:
                return None
            back = periods.month(year, month - count * (size or 1)).start
            keep = min(day, periods.month(back.year, back.month).end.day)
            first = back.replace(day=keep) + timedelta(days=1)
            return Period(first, last, precision)  # type: ignore[arg-type]
        return periods.months(
            year,
            month - count * (size or 1) + 1,
            month,
            precision,  # type: ignore[arg-type]
        )

    period, anchor = context.yearly(hit, of_year)
    if period and context.year(hit) is None and context.tense(hit) != "future":
        period = _ended(context, period, 45)
    yield from _read(context, hit, period, anchor)


def _ended(context: Context, period: Period, grace: int) -> Period:
    """Take a period a year back that is far from its end on the brief's day."""
    if period.end > context.as_of + timedelta(days=grace):
        return periods.shifted(period, -1)
    return period


def read_year(context: Context, hit: Hit) -> Iterator[Reading]:
    """2019, early 2025, the end of 2024."""
    period = periods.year(number(context.word(hit, "y")))
    yield from _read(context, hit, _within(context, hit, period))


def read_year_range(context: Context, hit: Hit) -> Iterator[Reading]:
    """2021-2024, between early 2020 and 2023."""
    first = periods.year(number(context.word(hit, "y")))
    last = periods.year(number(context.word(hit, "y2")))
    if part := context.word(hit, "part"):
        first = periods.part(first, part)
    if part := context.word(hit, "part2"):
        last = periods.part(last, part)
    if first.start < last.start:
        yield from _read(context, hit, periods.join(first, last))
        return
    for name in ("y", "y2"):
        at = hit.groups[name]
        yield from read_year(context, Hit("year", at, at, {"y": at}))


def read_year_short(context: Context, hit: Hit) -> Iterator[Reading]:
    """2021-24; 2024-25 is a fiscal year and not counted; 2024-05 is a month."""
    at, tail = hit.groups["y"], context.word(hit, "n")
    year = number(context.tokens.words[at])
    if len(tail) != 2 or not tail.isdigit():
        single = Hit("year", at, at, {"y": at})
        yield from read_year(context, single)
        return
    short = int(tail)
    if short == (year + 1) % 100:
        return
    if 1 <= short <= 12 and short < year % 100:
        yield from _read(context, hit, periods.month(year, short))
    elif short > year % 100:
        yield from _read(context, hit, periods.years(year, year // 100 * 100 + short))


def read_year_parts(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read mid-to-late 2025."""
    year = context.year(hit)
    if year is None:
        return
    whole = periods.year(year)
    ends = (periods.part(whole, context.word(hit, name)) for name in ("part", "part2"))
    yield from _read(context, hit, periods.join(*ends))


def read_season(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the summer of 2022, next spring: three months, northern hemisphere."""
    first = int(mapping("date_words", "word", "value")[context.word(hit, "s")])
    if context.word(hit, "s") == "fall" and not ({"y", "rel"} & set(hit.groups)):
        return
    year, relation = context.year(hit), context.word(hit, "rel")

    def of_year(number: int) -> Period:
        return periods.months(number, first, first + 2)

    if year is not None:
        period: Period | None = of_year(year)
    elif relation == "last":
        period = periods.pick(of_year, context.as_of, "past")
        if period and period.end >= context.as_of:
            period = periods.shifted(period, -1)
    elif relation == "next":
        period = periods.pick(of_year, context.as_of, "future")
        if period and period.start <= context.as_of:
            period = periods.shifted(period, 1)
    else:
        period = of_year(context.as_of.year)
    yield from _read(context, hit, period, context.published if relation else "")


def read_year_end(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read year-end, year-end 2025."""
    year = context.year(hit)
    if context.word(hit, "rel"):
        year = context.as_of.year + _shift(context.word(hit, "rel"))
    if _value(context.word(hit, "edge")) != "end":
        return
    whole = periods.year(context.as_of.year if year is None else year)
    yield from _read(context, hit, periods.edge(whole, "end"), context.published)


def read_month_end(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read month-end."""
    if _value(context.word(hit, "edge")) == "end":
        period = periods.edge(periods.month_of(context.as_of), "end")
        yield from _read(context, hit, period, context.published)


def read_edge_of(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the end of the year, the start of next month."""
    relation, unit = context.word(hit, "rel"), _unit(context, hit)
    told = context.last_dated(hit.first, within=1)
    if relation in ("that", "same", "previous", "prior", "following"):
        if told is None:
            return
        base, shift = told.period.start, _shift(relation)
    else:
        base, shift = context.as_of, _shift(relation)
        if (
            not relation
            and told
            and told.period.end.year < base.year
            and unit == "year"
        ):
            base = told.period.start
    period = periods.edge(
        periods.around(unit, base, shift), _value(context.word(hit, "edge"))
    )
    yield from _read(context, hit, period, context.published)


def read_decade_rel(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read this decade, the end of the decade."""
    shift = _shift(context.word(hit, "rel"))
    period = periods.around("decade", context.as_of, shift)
    yield from _read(context, hit, _within(context, hit, period), context.published)


def read_weekend(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the weekend: the latest, or with a future verb the next one."""
    period = periods.weekend(context.as_of)
    tense = context.tense(hit)
    if tense != "future" and period.start > context.as_of:
        period = periods.weekend(context.as_of - timedelta(days=7))
    yield from _read(context, hit, period, context.published, dates_figures=False)
