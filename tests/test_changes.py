"""What a later corpus makes of an earlier one: every pair of ours, and each rule."""

import csv
from datetime import date
from pathlib import Path

import pytest

from briefbook.changes_rules import (
    ChangeRule,
    Statement,
    Terms,
    comparable,
    follow,
    silent,
)
from briefbook.dataset import load_dataset
from briefbook.errors import ParameterError
from briefbook.schema import COMPARED

REPO = Path(__file__).parents[1]
STAGES = {
    "proposed": {"rank": "1", "outcome": "open", "ahead": "yes"},
    "planned": {"rank": "2", "outcome": "open", "ahead": "yes"},
    "announced": {"rank": "3", "outcome": "open", "ahead": "no"},
    "in_force": {"rank": "7", "outcome": "fulfilled", "ahead": "no"},
    "done": {"rank": "8", "outcome": "fulfilled", "ahead": "no"},
    "suspended": {"rank": "9", "outcome": "lapsed", "ahead": "no"},
    "cancelled": {"rank": "10", "outcome": "lapsed", "ahead": "no"},
}
BASES = {"stated": {"ahead": "no"}, "forecast": {"ahead": "yes"}}
TERMS = Terms(STAGES, BASES)
EVENT, DEADLINE, LEVEL = (ChangeRule(rule) for rule in ("event", "deadline", "level"))


def said(published: str = "2024-11-20", day: str = "", **fields) -> Statement:
    when = date.fromisoformat(day) if day else None
    given = {"actor": "A", "object": "x", "basis": "stated", "start": when, "end": when}
    return Statement(
        "b/c/1", "b", date.fromisoformat(published), "words", **given | fields
    )


def later(day: str = "", **fields) -> Statement:
    return said("2025-06-20", day, **fields)


def kind(before: Statement, after: Statement, rule: ChangeRule) -> str:
    return follow(before, after, rule, TERMS).kind


# Our two corpora.


def gold() -> list[tuple[str, ...]]:
    path = REPO / "tests" / "gold" / "changes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row.values())[:7] for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def ds():
    return load_dataset(REPO)


@pytest.fixture(scope="module")
def found(ds):
    return ds.changes("2024-11", "2025-06")


def as_pairs(found) -> list[tuple[str, ...]]:
    pairs = found[found["kind"] != "new"]
    names = ("kind", "brief_before", "quote_before", "brief_after", "quote_after")
    return [
        (
            *(str(getattr(row, name)) for name in names),
            "" if str(row.difference) == "<NA>" else f"{row.difference:.15g}",
            row.difference_unit if isinstance(row.difference_unit, str) else "",
        )
        for row in pairs.itertuples()
    ]


def test_every_pair_of_a_careful_reader_is_found_and_none_besides(found) -> None:
    assert sorted(as_pairs(found)) == sorted(gold())


def test_each_row_gives_the_words_of_both_sides_and_a_reason(ds, found) -> None:
    quotes = ds.claims.set_index("claim_id")["quote"]
    for row in found.itertuples():
        assert row.reason
        assert row.quote_after == quotes[row.claim_after]
        if row.kind != "new":
            assert row.quote_before == quotes[row.claim_before]


def test_each_later_claim_follows_one_before_or_is_new(ds, found) -> None:
    after = ds.where(corpora="2025-06").claims
    # What a brief says of an earlier time, to measure the change by, is no news.
    told = set(after.loc[after["role"] != "was", "claim_id"])
    assert set(found["claim_after"]) == told
    new = found[found["kind"] == "new"]
    assert new["claim_after"].is_unique
    followed = set(found.loc[found["kind"] != "new", "claim_after"])
    assert not followed & set(new["claim_after"])


def test_each_claim_before_has_one_outcome_at_most(found) -> None:
    assert found["claim_before"].dropna().is_unique


def test_the_table_has_the_columns_that_are_declared(found) -> None:
    spec = COMPARED["changes"]
    assert list(found) == spec.names
    for column in spec.columns:
        if column.required:
            assert found[column.name].notna().all()
        if column.allowed:
            assert set(found[column.name].dropna()) <= set(column.allowed)


def test_days_divide_the_briefs_as_corpora_do(ds, found) -> None:
    by_day = ds.changes("2024-12-31", "2025-06-30")
    assert by_day.equals(found)
    assert ds.changes(date(2024, 12, 31), date(2025, 6, 30)).equals(found)


def test_a_view_narrows_both_sides(ds) -> None:
    rows = ds.where(themes="e-commerce").changes("2024-11", "2025-06")
    claims = set(ds.where(themes="e-commerce").claims["claim_id"])
    assert set(rows["claim_before"].dropna()) | set(rows["claim_after"]) <= claims
    assert "updated" in set(rows["kind"])


def test_what_was_turned_round_is_not_the_same(ds) -> None:
    backwards = ds.changes("2025-06", "2024-11")
    assert "fulfilled" not in set(backwards["kind"])


@pytest.mark.parametrize(
    ("before", "after", "telling"),
    [
        ("2024-11", "2025-6", "'2025-6' is no corpus, did you mean '2025-06'"),
        ("2024-11", "2025-06-30", "'2025-06-30' is no corpus"),
        ("last year", "now", "'last year' is no day: give two corpora, or two days"),
        ("2024-11", "2024-11", "stands on both sides"),
        (["2024-11", "x"], "2025-06", "'x' is no corpus"),
        ([], "2025-06", "no corpus is named"),
        ("2025-06-30", "2024-12-31", "is not before"),
    ],
)
def test_a_side_that_is_neither_corpus_nor_day_is_told(
    before, after, telling, ds
) -> None:
    with pytest.raises(ParameterError, match=telling):
        ds.changes(before, after)


def test_every_measure_declares_how_its_claims_follow(ds) -> None:
    for name, row in ds.vocabularies.measures.items():
        rule = ChangeRule.of(row)
        assert rule.rule, name
        assert set(rule.by) <= {"actor", "target", "object", "place"}, name


# Each rule by itself.


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("planned", "done", "fulfilled"),
        ("planned", "cancelled", "lapsed"),
        ("planned", "planned", "repeated"),
        ("proposed", "planned", "updated"),
        ("announced", "done", "updated"),
        ("in_force", "cancelled", "updated"),
        ("in_force", "in_force", "repeated"),
        ("done", "announced", "repeated"),
        ("", "done", "updated"),
        ("", "", "repeated"),
    ],
)
def test_a_stage_that_moves_tells_the_kind(before, after, expected) -> None:
    assert kind(said(stage=before), later(stage=after), EVENT) == expected


def test_a_forecast_comes_true_by_a_fact_and_not_by_another_forecast() -> None:
    hope = said(basis="forecast", stage="in_force")
    assert kind(hope, later(stage="in_force"), EVENT) == "fulfilled"
    again = later(stage="in_force", basis="forecast")
    assert kind(hope, again, EVENT) == "repeated"


def test_what_was_over_before_the_promise_does_not_fulfil_it() -> None:
    promise = said(stage="planned")
    assert not comparable(promise, later("2022-10-07", stage="done"), EVENT, TERMS)
    assert comparable(promise, later("2025-01-07", stage="done"), EVENT, TERMS)


def test_a_denial_contradicts_and_two_denials_agree() -> None:
    assert kind(said(stage="planned"), later(negated=True), EVENT) == "contradicted"
    assert kind(said(negated=True), later(stage="done"), EVENT) == "contradicted"
    assert kind(said(negated=True), later(negated=True), EVENT) == "repeated"


def test_a_due_day_that_moves_is_told_in_days() -> None:
    change = follow(
        said(day="2025-01-19", stage="planned"),
        later("2025-09-17", stage="planned"),
        DEADLINE,
        TERMS,
    )
    assert (change.kind, change.difference, change.unit) == ("updated", 241, "day")


def test_a_deadline_in_force_is_a_promise_until_its_day() -> None:
    due = said(day="2025-01-19", stage="in_force")
    assert kind(due, later(stage="done"), DEADLINE) == "fulfilled"
    assert kind(due, later(stage="suspended"), DEADLINE) == "lapsed"
    past = said(day="2024-01-19", stage="in_force")
    assert kind(past, later(stage="in_force"), DEADLINE) == "repeated"


def test_what_comes_after_its_day_is_fulfilled_late() -> None:
    due = said(day="2025-01-19", stage="planned")
    change = follow(due, later("2026-01-22", stage="done"), DEADLINE, TERMS)
    assert change.kind == "fulfilled"
    assert "after its day" in change.reason


def test_only_a_deadline_lapses_in_silence_and_only_after_its_day() -> None:
    due = said(day="2025-01-19", stage="planned")
    assert silent(due, date(2025, 6, 30), DEADLINE, TERMS)
    assert not silent(due, date(2025, 1, 19), DEADLINE, TERMS)
    assert not silent(due, date(2025, 6, 30), EVENT, TERMS)
    assert not silent(said(stage="planned"), date(2025, 6, 30), DEADLINE, TERMS)


@pytest.mark.parametrize(
    ("rule", "before", "after", "expected"),
    [
        ("level", 20.0, 40.0, ("updated", 20.0, "percentage_point")),
        ("level", 20.0, 20.1, ("repeated", 0.0, "percentage_point")),
        ("period", 20.0, 18.0, ("updated", -2.0, "percentage_point")),
        ("constant", 70.0, 40.0, ("contradicted", -30.0, "percentage_point")),
        ("constant", 70.0, 70.0, ("repeated", 0.0, "percentage_point")),
    ],
)
def test_a_value_that_moves_is_told_in_its_unit(rule, before, after, expected) -> None:
    change = follow(
        said(value=before, unit="percent"),
        later(value=after, unit="percent"),
        ChangeRule(rule, tolerance=0.01),
        TERMS,
    )
    assert (change.kind, change.difference, change.unit) == expected


def test_ranges_that_overlap_say_the_same_and_others_differ_by_their_gap() -> None:
    before = said(value=5.0, value_high=7.0, unit="USD")
    same = later(value=6.0, value_high=9.0, unit="USD")
    assert kind(before, same, LEVEL) == "repeated"
    above = follow(before, later(value=8.0, value_high=9.0, unit="USD"), LEVEL, TERMS)
    assert (above.kind, above.difference, above.unit) == ("updated", 1.0, "USD")
    below = follow(before, later(value=3.0, unit="USD"), LEVEL, TERMS)
    assert below.difference == -2.0


def test_a_planned_sum_that_is_spent_is_fulfilled() -> None:
    before = said(value=1e9, unit="EUR", stage="planned")
    assert (
        kind(before, later(value=1e9, unit="EUR", stage="done"), LEVEL) == "fulfilled"
    )


def test_an_older_value_that_is_told_later_takes_the_place_of_none() -> None:
    before = said(day="2024-09-30", value=29.0, unit="percent")
    old = later("2024-03-31", value=45.0, unit="percent")
    assert not comparable(before, old, LEVEL, TERMS)


@pytest.mark.parametrize(
    "other",
    [
        later("2025-03-31", value=1.0, unit="USD", role="value"),
        later("2024-09-30", value=1.0, unit="percent", role="value"),
        later("2024-09-30", value=1.0, unit="USD", role="change"),
    ],
    ids=["another period", "another unit", "another role"],
)
def test_unlike_values_are_not_set_side_by_side(other) -> None:
    before = said(day="2024-09-30", value=1.0, unit="USD", role="value")
    assert not comparable(before, other, ChangeRule("period"), TERMS)


def test_money_of_two_currencies_is_compared_in_dollars() -> None:
    before = said(value=7.0, unit="CNY", value_usd=1.0)
    change = follow(before, later(value=3.0, unit="EUR", value_usd=3.3), LEVEL, TERMS)
    assert (change.kind, round(change.difference, 6)) == ("updated", 2.3)
    assert change.unit == "USD"
