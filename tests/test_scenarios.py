"""Scenarios: what follows from a few numbers, and a control that works without one."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import briefbook as bb
from briefbook.scenarios import (
    car_duty,
    chip_yield,
    de_minimis,
    discount_needed,
    good_chip_cost,
    landed_price,
    parcels_exposed,
)

positive = st.floats(1, 1e12)


@pytest.fixture(scope="module")
def ds() -> bb.Dataset:
    return bb.load_dataset().where(corpora="2024-11")


@settings(deadline=None)  # a busy machine is no failure
@given(positive, positive, st.floats(0, 5000), st.floats(0, 200))
def test_no_more_parcels_are_exposed_than_the_ceiling_allows(
    parcels: float, value: float, threshold: float, rate: float
) -> None:
    found = parcels_exposed(parcels, value, threshold, rate)
    assert found.parcels_spread <= found.parcels_at_most * (1 + 1e-9)
    assert found.parcels_at_most <= parcels
    assert found.value_spread <= value * (1 + 1e-9)
    assert found.duty_spread == pytest.approx(found.value_spread * rate / 100)


def test_without_a_threshold_every_parcel_and_all_value_is_exposed() -> None:
    found = parcels_exposed(1000, 45_000, 0, 20)
    assert (found.parcels_at_most, found.parcels_spread) == (1000, 1000)
    assert found.duty_spread == pytest.approx(9000)


def test_the_spread_is_that_of_parcels_drawn_at_random() -> None:
    mean, limit, draws = 45.0, 100.0, 20_000
    drawn = [-mean * math.log((n + 0.5) / draws) for n in range(draws)]
    above = [value for value in drawn if value > limit]
    found = parcels_exposed(draws, mean * draws, limit, 0)
    assert found.parcels_spread == pytest.approx(len(above), rel=0.01)
    assert found.value_spread == pytest.approx(sum(above), rel=0.01)


def test_the_threshold_of_today_exposes_nothing(ds) -> None:
    assert parcels_exposed(1000, 45_000, 800, 20, limit=800).duty_spread == 0
    first = de_minimis(ds).start.rows.iloc[0]
    assert (first["threshold"], first["duty on it"]) == ("USD 800", "USD 0")


def test_no_parcels_expose_nothing() -> None:
    assert parcels_exposed(0, 0, 100, 10).duty_spread == 0


@settings(deadline=None)  # a busy machine is no failure
@given(st.floats(1, 100), st.floats(1, 100), st.floats(0, 100))
def test_a_good_chip_costs_wafers_over_yield(
    percent: float, threshold: float, premium: float
) -> None:
    wafers = 1 / (percent / 100)
    at_threshold = 1 / (threshold / 100)
    expected = 100 * wafers * (1 + premium / 100) / at_threshold
    assert good_chip_cost(percent, threshold, premium) == pytest.approx(expected)


@settings(deadline=None)  # a busy machine is no failure
@given(st.floats(0, 50), st.floats(0, 100))
def test_the_discount_undoes_the_extra_duty(ordinary: float, extra: float) -> None:
    cut = discount_needed(ordinary, extra)
    assert landed_price(ordinary, extra, cut) == pytest.approx(100 + ordinary)


@pytest.mark.parametrize("make", [chip_yield, de_minimis, car_duty])
def test_a_slider_changes_the_table_and_the_fallback_stays(make, ds) -> None:
    scenario = make(ds)
    before = scenario.start._repr_html_()
    *sliders, shown = scenario.widget.children
    assert before in shown.value
    for slider, name in zip(sliders, scenario.sliders, strict=True):
        assert slider.value == scenario.sliders[name][1]
        slider.value = slider.min + slider.step
        assert before not in shown.value
    bundle = scenario._repr_mimebundle_()
    assert bundle["text/html"] == before
    assert "<table" in before and "<caption>" in before


def test_the_chip_begins_with_the_brief_s_yield_and_the_record_s_premium(ds) -> None:
    rows = chip_yield(ds).start.rows
    low = rows.iloc[0]
    assert (low["yield"], low["good chips of 100"]) == ("20%", 20)
    assert low["cost of a good one, equal wafers"] == pytest.approx(350)
    assert low["cost, dearer wafers"] == pytest.approx(525)


@pytest.mark.parametrize("make", [chip_yield, de_minimis, car_duty])
def test_a_view_without_rows_says_so(make, ds) -> None:
    empty = make(ds.where(themes="ai-governance"))
    if make is chip_yield:
        empty = make(ds.where(themes="e-commerce"))
    assert "This view holds no rows on" in repr(empty)
    assert empty._repr_mimebundle_()["text/html"].startswith("<table")
    assert isinstance(empty.start.rows, pd.DataFrame)
