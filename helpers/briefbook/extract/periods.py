"""Calendar arithmetic on spans of days, both ends inclusive."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from briefbook.models import Precision


class Period(NamedTuple):
    """First day, last day and the unit that the words name."""

    start: date
    end: date
    precision: Precision


def day(value: date) -> Period:
    """Return the period of one day."""
    return Period(value, value, "day")


def year(number: int) -> Period:
    """Return a calendar year."""
    return Period(date(number, 1, 1), date(number, 12, 31), "year")


def years(first: int, last: int) -> Period:
    """Return the calendar years from `first` to `last`."""
    return Period(date(first, 1, 1), date(last, 12, 31), "year")


def decade(first: int) -> Period:
    """Return ten calendar years from `first`."""
    return Period(date(first, 1, 1), date(first + 9, 12, 31), "decade")


def month(year_number: int, number: int) -> Period:
    """Return a calendar month; months below 1 and above 12 run into other years.

    Examples
    --------
    >>> month(2024, 0).end
    datetime.date(2023, 12, 31)
    """
    return months(year_number, number, number)


@lru_cache(maxsize=1024)
def months(
    year_number: int, first: int, last: int, precision: Precision = "month"
) -> Period:
    """Return the months `first` to `last`, counted from January of a year."""
    start = year_number * 12 + first - 1
    end = year_number * 12 + last - 1
    final = date(end // 12, end % 12 + 1, 1)
    return Period(
        date(start // 12, start % 12 + 1, 1),
        final.replace(day=monthrange(final.year, final.month)[1]),
        precision,
    )


def quarter(year_number: int, number: int) -> Period:
    """Return a calendar quarter, 1 to 4."""
    return months(year_number, number * 3 - 2, number * 3, "quarter")


def half(year_number: int, number: int) -> Period:
    """Return a calendar half-year, 1 or 2."""
    return months(year_number, number * 6 - 5, number * 6, "half")


def week(within: date) -> Period:
    """Return the week, Monday to Sunday, that holds a day."""
    monday = within - timedelta(days=within.weekday())
    return Period(monday, monday + timedelta(days=6), "week")


def weekend(within: date) -> Period:
    """Return Saturday and Sunday of the week that holds a day."""
    monday = within - timedelta(days=within.weekday())
    return Period(monday + timedelta(days=5), monday + timedelta(days=6), "day")


def join(first: Period, last: Period) -> Period:
    """Return the stretch from the start of one period to the end of another."""
    return Period(first.start, last.end, last.precision)


def month_of(value: date, shift: int = 0) -> Period:
    """Return the month that holds a day, or one `shift` months away."""
    return month(value.year, value.month + shift)


def quarter_of(value: date, shift: int = 0) -> Period:
    """Return the quarter that holds a day, or one `shift` quarters away."""
    first = (value.month - 1) // 3 * 3 + 1 + 3 * shift
    return months(value.year, first, first + 2, "quarter")


def half_of(value: date, shift: int = 0) -> Period:
    """Return the half-year that holds a day, or one `shift` halves away."""
    first = (value.month - 1) // 6 * 6 + 1 + 6 * shift
    return months(value.year, first, first + 5, "half")


def around(unit: str, value: date, shift: int = 0) -> Period:
    """Return the calendar unit that holds a day, or one `shift` units away.

    Examples
    --------
    >>> around("quarter", date(2024, 11, 20), -1).start
    datetime.date(2024, 7, 1)
    """
    match unit:
        case "day":
            return day(value + timedelta(days=shift))
        case "week":
            return week(value + timedelta(weeks=shift))
        case "weekend":
            return weekend(value + timedelta(weeks=shift))
        case "month":
            return month_of(value, shift)
        case "quarter":
            return quarter_of(value, shift)
        case "half":
            return half_of(value, shift)
        case "decade":
            return decade((value.year // 10 + shift) * 10)
        case _:
            return year(value.year + shift)


def shifted(period: Period, number: int) -> Period:
    """Return the same period `number` years away (29 February becomes 28 or March).

    A week moves by 52 weeks, so that it stays Monday to Sunday.
    """
    if period.precision == "week":
        gap = timedelta(weeks=52 * number)
        return Period(period.start + gap, period.end + gap, "week")
    first, last = (
        _same_day(value, value.year + number) for value in (period.start, period.end)
    )
    if _closes_month(period.end):
        last = last.replace(day=monthrange(last.year, last.month)[1])
    return Period(first, last, period.precision)


def _same_day(value: date, year_number: int) -> date:
    last = monthrange(year_number, value.month)[1]
    return value.replace(year=year_number, day=min(value.day, last))


def _closes_month(value: date) -> bool:
    return value.day == monthrange(value.year, value.month)[1]


def part(period: Period, which: str) -> Period:
    """Return the early, middle or late part of a period.

    Of a year: four months each; of a month: days 1-10, 11-20, 21-end; of a decade:
    years 0-3, 4-6, 7-9; of a quarter: a month each; of a half: two months each.
    """
    index = ("early", "mid", "late").index(which)
    first = period.start
    match period.precision:
        case "year":
            return months(first.year, index * 4 + 1, index * 4 + 4)
        case "decade":
            low, high = ((0, 3), (4, 6), (7, 9))[index]
            return years(first.year + low, first.year + high)
        case "quarter":
            return month(first.year, first.month + index)
        case "half":
            low = first.month + 2 * index
            return months(first.year, low, low + 1)
        case "month":
            low, high = ((1, 10), (11, 20), (21, period.end.day))[index]
            return Period(first.replace(day=low), first.replace(day=high), "day")
        case "week":
            low, high = ((0, 1), (2, 3), (4, 6))[index]
            return Period(
                first + timedelta(days=low), first + timedelta(days=high), "day"
            )
    return period


def edge(period: Period, which: str) -> Period:
    """Return the start, middle or end of a period.

    The end of a year, quarter or half is its last month, the end of a month its days
    from 21 on, the end of a decade its last year.
    """
    if which == "middle":
        return part(period, "mid")
    at_end = which == "end"
    match period.precision:
        case "year" | "quarter" | "half":
            return month_of(period.end if at_end else period.start)
        case "decade":
            return year((period.end if at_end else period.start).year)
        case "month" | "week":
            return part(period, "late" if at_end else "early")
    return period


def pick(
    of_year: Callable[[int], Period | None], as_of: date, tense: str, *, slack: int = 0
) -> Period | None:
    """Return the yearly recurring period that fits a tense.

    Parameters
    ----------
    of_year
        The period in a given year, None where that year lacks it (29 February).
    as_of
        The day to count from.
    tense
        ``past`` takes the latest that began on or before `as_of`, ``future`` the first
        that ends on or after it, anything else the nearest.
    slack
        Days by which the nearest may break the tense and still be taken.
    """
    # Nine years hold a 29 February on either side, even across 1900 or 2100.
    for reach in (2, 9):
        low, high = max(1, as_of.year - reach), min(9999, as_of.year + reach)
        numbers = range(low, high + 1)
        found = [period for n in numbers if (period := of_year(n)) is not None]
        if not found:
            continue
        close = min(found, key=lambda period: (distance(period, as_of), period.start))
        if not tense or (slack and distance(close, as_of) <= slack):
            return close
        if tense == "past":
            fits = [period for period in found if period.start <= as_of]
        else:
            fits = [period for period in found if period.end >= as_of][:1]
        if fits:
            return fits[-1]
    return close if found else None


def distance(period: Period, value: date) -> int:
    """Return the days between a day and the nearest day of a period."""
    if period.end < value:
        return (value - period.end).days
    return max((period.start - value).days, 0)
