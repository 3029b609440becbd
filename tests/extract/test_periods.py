"""Calendar arithmetic."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.extract import periods


def test_months_run_into_other_years():
    assert periods.month(2024, 0).start == date(2023, 12, 1)
    assert periods.month(2024, 13).end == date(2025, 1, 31)


def test_a_leap_february_shifts_to_the_end_of_february():
    leap = periods.month(2024, 2)
    assert periods.shifted(leap, -1).end == date(2023, 2, 28)
    assert periods.shifted(periods.month(2023, 2), 1).end == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("which", "first", "last"), [("early", 1, 10), ("mid", 11, 20), ("late", 21, 30)]
)
def test_parts_of_a_month_are_ten_days(which, first, last):
    part = periods.part(periods.month(2024, 11), which)
    assert (part.start.day, part.end.day, part.precision) == (first, last, "day")


@pytest.mark.parametrize(
    ("which", "first", "last"), [("early", 1, 4), ("mid", 5, 8), ("late", 9, 12)]
)
def test_parts_of_a_year_are_four_months(which, first, last):
    part = periods.part(periods.year(2024), which)
    assert (part.start.month, part.end.month, part.precision) == (first, last, "month")


def test_the_end_of_a_year_is_december():
    assert periods.edge(periods.year(2024), "end") == periods.month(2024, 12)


def test_a_period_that_holds_the_day_is_at_distance_nought():
    assert periods.distance(periods.year(2024), date(2024, 2, 2)) == 0


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_unit_holds_its_day_and_neighbours_touch(value):
    for unit in ("day", "week", "month", "quarter", "half", "year"):
        here = periods.around(unit, value)
        before = periods.around(unit, value, -1)
        assert here.start <= value <= here.end
        assert (here.start - before.end).days == 1


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(1, 12))
def test_past_lies_at_or_before_and_future_at_or_after(value, number):
    def of_year(year: int) -> periods.Period:
        return periods.month(year, number)

    past = periods.pick(of_year, value, "past")
    future = periods.pick(of_year, value, "future")
    near = periods.pick(of_year, value, "")
    assert past and past.start <= value
    assert future and future.end >= value
    assert near in (past, future)
