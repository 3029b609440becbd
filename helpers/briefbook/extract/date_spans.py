"""From a shape that matched to the days that it means: stretches and whole years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from briefbook.extract import periods
from briefbook.extract.date_context import Context, Hit, Reading, guard
from briefbook.extract.date_readers import (
    calendar_day,
    edge_word,
    read,
    read_month,
    read_month_day,
    within,
)
from briefbook.extract.date_relative import direction, unit_of
from briefbook.extract.date_tokens import number
from briefbook.extract.lexicons import mapping
from briefbook.extract.periods import Period
from briefbook.extract.tense import FUTURE, part


def read_first_of(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the first ten months of 2024, the last three months of the year."""
    count, unit = context.number(hit, "n"), unit_of(context, hit)
    from_end = context.word(hit, "o") in ("last", "final")
    if not from_end and context.number(hit, "o") != 1:
        return
    if "m" not in hit.groups and context.tokens.word(hit.last + 1) in part("rest"):
        return
    size = {"month": 1, "quarter": 3, "half": 6}.get(unit)
    of_month = hit.groups.get("yrel", -1) == hit.last - 1 and unit == "day"
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
    if of_month and context.tokens.word(hit.last) == "month":
        shift = direction(context.word(hit, "yrel"))
        period: Period | None = periods.around("month", context.as_of, shift)
        anchor = context.published
    else:
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
    yield from read(context, hit, period, anchor)


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
        yield from read(context, hit, Period(first, last, "week"), anchor)


def read_week_from(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the week of November 18, the week ended 15 November."""
    month, day = context.month(hit), context.number(hit, "d")

    def of_year(year: int) -> Period | None:
        found = calendar_day(year, month, day)
        if found is None:
            return None
        if any(context.tokens.words[k] in ("ended", "ending", "to", "through")
               for k in range(hit.first, hit.groups["m"])):  # fmt: skip
            return Period(found - timedelta(days=6), found, "week")
        return periods.week(found)

    period, anchor = context.yearly(hit, of_year, slack=25)
    yield from read(context, hit, period, anchor)


def read_half_month(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the first half of November: days 1 to 15."""
    month, order = context.month(hit), context.number(hit, "o")
    found, anchor = context.yearly(hit, lambda year: periods.month(year, month))
    if found is None or order not in (1, 2):
        return
    first, last = found.start, found.start.replace(day=15)
    if order == 2:
        first, last = found.start.replace(day=16), found.end
    yield from read(context, hit, Period(first, last, "day"), anchor)


def read_range_to(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the three months to May, the quarter ended September 30."""
    month, unit = context.month(hit), unit_of(context, hit)
    count = context.number(hit, "n") or 1
    day = context.number(hit, "d") or context.number(hit, "dnum")
    size = {"month": 1, "quarter": 3, "half": 6, "year": 12}.get(unit)
    if unit == "month" and "n" not in hit.groups and not day:
        size = None
    if _lasts_until(context, hit):
        yield from _tail(context, hit)
        return
    precision = unit
    if size is None and unit != "week" or count * (size or 1) > 60:
        if unit == "month" and not day:
            yield from _each_month(context, hit)
        return

    def of_year(year: int) -> Period | None:
        end = periods.month(year, month)
        if unit == "week":
            last = calendar_day(year, month, day) if day else end.end
            if last is None:
                return None
            return Period(last - timedelta(days=7 * count - 1), last, "week")
        if day and day < end.end.day:
            last = calendar_day(year, month, day)
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
    if period and context.year(hit) is None:
        if context.tense(hit) != "future":
            period = _ended(context, period, 45)
        elif (period.end - context.as_of).days > 270:
            # `is to report a loss for the three months through last September`
            period = _just_ended(context, period)
    yield from read(context, hit, period, anchor)


def _just_ended(context: Context, period: Period) -> Period:
    """Return the period of the year before where it ended not long ago."""
    before = periods.shifted(period, -1)
    return before if (context.as_of - before.end).days < 95 else period


def _lasts_until(context: Context, hit: Hit) -> bool:
    """Tell a duration with its end from a period: `for three months until May`."""
    if any(
        context.tokens.words[at] == "ends" for at in range(hit.first, hit.groups["m"])
    ):
        # `its fiscal year ends June 30` tells the day.
        return True
    if context.tokens.words[hit.first] in part("determiner") or "n" not in hit.groups:
        return False
    return any(
        context.tokens.words[at] in ("until", "till")
        for at in range(hit.first, hit.groups["m"])
    )


def _tail(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the date after `until` alone."""
    at = hit.groups["m"]
    groups = {name: token for name, token in hit.groups.items() if name != "n"}
    if day := hit.groups.get("d", hit.groups.get("dnum")):
        first = min(at, day)
        groups["d"] = day
        yield from read_month_day(context, Hit("month_day", first, hit.last, groups))
        return
    edge = next((k for k in range(hit.first, at)
                 if edge_word(context.tokens.words[k]) == "end"
                 and context.tokens.words[k] != "until"), None)  # fmt: skip
    if edge is not None:
        groups["edge"] = edge
        at = edge - (context.tokens.words[edge - 1] == "the")
    yield from read_month(context, Hit("month", at, hit.last, groups))


def _each_month(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the last month of `every month until December`."""
    at = hit.groups["m"]
    groups = {k: v for k, v in hit.groups.items() if v >= at}
    yield from read_month(context, Hit("month", at, hit.last, groups))


def _ended(context: Context, period: Period, grace: int) -> Period:
    """Take a period a year back that is far from its end on the brief's day."""
    if period.end > context.as_of + timedelta(days=grace):
        return periods.shifted(period, -1)
    return period


def read_years_to(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the five years to 2016."""
    last, count = context.number(hit, "y"), context.number(hit, "n")
    if hit.first == hit.groups["n"] and context.tokens.word(hit.first - 1) in (
        "by",
        "for",
        "another",
        "further",
    ):
        # `extended by six years to 2030`
        at = hit.groups["y"]
        yield from read_year(context, Hit("year", at, at, {"y": at}))
        return
    if 2 <= count <= 100:
        yield from read(context, hit, periods.years(last - count + 1, last))


def read_year(context: Context, hit: Hit) -> Iterator[Reading]:
    """2019, early 2025, the end of 2024."""
    period = periods.year(number(context.word(hit, "y")))
    yield from read(context, hit, within(context, hit, period))


def read_year_range(context: Context, hit: Hit) -> Iterator[Reading]:
    """2021-2024, between early 2020 and 2023."""
    first = periods.year(number(context.word(hit, "y")))
    last = periods.year(number(context.word(hit, "y2")))
    if part := context.word(hit, "part"):
        first = periods.part(first, part)
    if part := context.word(hit, "part2"):
        last = periods.part(last, part)
    if first.start < last.start:
        yield from read(context, hit, periods.join(first, last))
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
        # `the 2008-09 financial crisis` ran over two years.
        near = context.tokens.words[hit.last + 1 : hit.last + 4]
        if not guard("episode").isdisjoint(near):
            yield from read(context, hit, periods.years(year, year + 1))
        return
    if 1 <= short <= 12 and short < year % 100:
        yield from read(context, hit, periods.month(year, short))
    elif short > year % 100:
        yield from read(context, hit, periods.years(year, year // 100 * 100 + short))


def read_year_parts(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read mid-to-late 2025."""
    year = context.year(hit)
    if year is None:
        return
    whole = periods.year(year)
    ends = (periods.part(whole, context.word(hit, name)) for name in ("part", "part2"))
    yield from read(context, hit, periods.join(*ends))


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
    yield from read(context, hit, period, context.published if relation else "")


def read_year_end(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read year-end, year-end 2025."""
    year = context.year(hit)
    if context.word(hit, "rel"):
        year = context.as_of.year + direction(context.word(hit, "rel"))
    if edge_word(context.word(hit, "edge")) != "end":
        return
    whole = periods.year(context.as_of.year if year is None else year)
    yield from read(context, hit, periods.edge(whole, "end"), context.published)


def read_month_end(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read month-end."""
    if edge_word(context.word(hit, "edge")) == "end":
        period = periods.edge(periods.month_of(context.as_of), "end")
        yield from read(context, hit, period, context.published)


def read_edge_of(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the end of the year, the start of next month."""
    relation, unit = context.word(hit, "rel"), unit_of(context, hit)
    told = context.last_dated(hit.first, within=1)
    if relation in ("that", "same", "previous", "prior", "following"):
        if told is None:
            return
        base, shift = told.period.start, direction(relation)
    else:
        base, shift = context.as_of, direction(relation)
        if (
            not relation
            and told
            and told.period.end.year < base.year
            and unit == "year"
            and context.tense(hit) != FUTURE
        ):
            base = told.period.start
    period = periods.edge(
        periods.around(unit, base, shift), edge_word(context.word(hit, "edge"))
    )
    yield from read(context, hit, period, context.published)


def read_decade_rel(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read this decade, the end of the decade."""
    shift = direction(context.word(hit, "rel"))
    period = periods.around("decade", context.as_of, shift)
    yield from read(context, hit, within(context, hit, period), context.published)


def read_year_to(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read this year through October: from January on."""
    year = context.as_of.year + direction(context.word(hit, "rel"))
    period = periods.months(year, 1, context.month(hit))
    yield from read(context, hit, period, context.published)
