"""Claims beside the record: the verdicts of our briefs, and each rule by itself."""

import csv
from datetime import date
from pathlib import Path

import pytest

from briefbook.check_lacks import lacking
from briefbook.check_periods import PERIODS
from briefbook.check_rows import RecordRow, Rule, Said, last_day, originator
from briefbook.check_rules import COMPARES, Speaking, Terms, judge
from briefbook.dataset import load_dataset

REPO = Path(__file__).parents[1]
GOLD = REPO / "tests" / "gold" / "checks.csv"
DAY = date(2024, 11, 20)
STAGES = {
    "planned": {"outcome": "open", "ahead": "yes"},
    "announced": {"outcome": "open", "ahead": "no"},
    "in_force": {"outcome": "fulfilled", "ahead": "no"},
    "done": {"outcome": "fulfilled", "ahead": "no"},
    "cancelled": {"outcome": "lapsed", "ahead": "no"},
}
BASES = {"stated": {"ahead": "no"}, "forecast": {"ahead": "yes"}}
TERMS = Terms(STAGES, BASES, {"B and C": ("B", "C")})


def gold() -> list[dict[str, str]]:
    with GOLD.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def ds():
    return load_dataset(REPO).where(corpora="2024-11")


@pytest.fixture(scope="module")
def found(ds):
    return {(row.brief_id, row.quote): row for row in ds.checks.itertuples()}


@pytest.mark.parametrize("case", gold(), ids=lambda c: f"{c['brief']}: {c['words']}")
def test_a_claim_gets_the_verdicts_that_a_reader_gave(case, found) -> None:
    row = found[case["brief"], case["words"]]
    expected = case["verdict_then"], case["verdict_now"]
    assert (row.verdict_then, row.verdict_now) == expected, row.reason_now


def test_every_claim_has_a_check_and_a_reader_looked_at_each(ds) -> None:
    assert list(ds.checks["claim_id"]) == list(ds.claims["claim_id"])
    assert len(gold()) == len(ds.checks)


def test_a_verdict_names_rows_and_sources_unless_there_is_no_record(ds) -> None:
    record = {*ds.series["record_id"], *ds.timeline["record_id"]}
    for row in ds.checks.itertuples():
        for when in ("then", "now"):
            rows = getattr(row, f"rows_{when}")
            assert set(rows) <= record
            sources = getattr(row, f"sources_{when}")
            assert set(sources) <= set(ds.sources["source_id"])
            is_silent = getattr(row, f"verdict_{when}") == "no_record"
            assert bool(rows) is bool(sources) is not is_silent
            assert getattr(row, f"reason_{when}")


def test_where_there_is_no_record_the_years_that_it_has_are_told(ds) -> None:
    checks = ds.checks.merge(ds.claims[["claim_id", "actor", "measure"]])
    silent = checks[checks["verdict_now"] == "no_record"]
    plant = silent[silent["actor"] == "Envision Energy"].iloc[0]
    assert plant["measure"] == "battery_investment"
    assert "it has battery investment for 2024, of CATL" in plant["reason_now"]
    none = silent[silent["measure"].isna()]
    assert len(none) and none["reason_now"].str.startswith("the claim names no").all()

    rows = [value(1.0, entity="A"), value(2.0, "2022-03-01", entity="A")]
    rule = Rule(compare="value", series=("s",))
    claim = said(measure="own_sales")
    told = lacking(claim, rule, rows, rows)
    assert told.endswith("it has own sales for 2022, 2024")
    others = [value(1.0, entity=name) for name in "DCBA"]
    told = lacking(claim, rule, (), others)
    assert told.endswith("it has own sales for 2024, of A, B, C and 1 more")
    assert lacking(claim, rule, (), ()).endswith("it has no own sales (none in s)")


def test_one_source_is_no_confirmation(ds) -> None:
    checks = ds.checks
    assert (checks["verdict_now"] == "same_source").sum() >= 5
    agreed = checks[checks["verdict_now"] == "agrees"]
    near = agreed["reason_now"].str.contains("may be the report")
    assert not near.any()


@pytest.mark.parametrize(
    ("words", "telling"),
    [
        ("SK Hynix among them, are leading the way", "Icheon and Cheongju"),
        ("more than 20 countries", "54 ("),
        ("one-third of worldwide demand", "29%"),
        ("over the first half of 2024", "against USD 20.25bn"),
        ("stands at $9.61 billion", "3% of all IC imports"),
        ("Infineon of Germany", "not merely being considered"),
        ("would have to hand over", "do not mention technology transfer"),
        ("last year announced", "China, Russia and North Korea stay out"),
        ("set up an OLED plant", "against that: USD 1.721bn"),
    ],
)
def test_what_the_briefs_get_wrong_is_told_by_the_record(words, telling, ds) -> None:
    checks = ds.checks
    (reason,) = checks.loc[checks["quote"].str.startswith(words), "reason_now"]
    assert telling in reason


@pytest.mark.parametrize(
    ("words", "day", "stage"),
    [
        ("by 19 January", "2026-01-22", "done"),
        ("due to open in December", "2024-12-03", "in_force"),
        ("mass production in early 2025", "2025-02-25", "announced"),
        ("doing away with", "2025-08-29", "in_force"),
        ("the pledge that decisions", "2026-05-19", "announced"),
        ("at a hearing on Tuesday", "2024-11-19", "done"),
        ("put tariffs on electric", "2026-02-10", "adopted"),
    ],
)
def test_a_claim_about_what_is_to_come_has_its_outcome(words, day, stage, ds) -> None:
    checks = ds.checks
    row = checks[checks["quote"].str.startswith(words)].iloc[0]
    assert (f"{row['later_day']:%Y-%m-%d}", row["later_stage"]) == (day, stage)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("by 19 January", "2025-01-19, in force: Divestiture deadline", "2026-01-22"),
        ("a ruling should come soon", "2024-12-06, ruled", "2025-01-17, ruled"),
        ("Further restrictions are in", "2024-12-02, in force: BIS", "2026-01-15"),
        # The first end of it, not one more proposal.
        ("doing away with", "2025-02-04, in force: De minimis entry", "2025-08-29"),
    ],
)
def test_what_came_is_told_from_its_day_on_to_the_last(words, first, last, ds) -> None:
    checks = ds.checks
    (reason,) = checks.loc[checks["quote"].str.startswith(words), "reason_now"]
    assert reason.startswith(first)
    assert f"; last, {last}" in reason


@pytest.mark.parametrize(
    ("words", "telling"),
    [
        ("carved the company into six", "2023-03-28, announced: Alibaba says it will"),
        ("curbs on advanced lithography", "Dutch government stops licensing EUV"),
        ("Samsung Electronics is reducing", "from 200,000 to 170,000: Samsung"),
    ],
)
def test_of_rows_that_speak_alike_the_nearest_is_told(words, telling, ds) -> None:
    checks = ds.checks
    (reason,) = checks.loc[checks["quote"].str.startswith(words), "reason_now"]
    assert telling in reason


def test_the_text_with_the_same_clause_stands_beside_the_pledge(ds) -> None:
    checks = ds.checks
    row = checks[checks["quote"].str.startswith("the pledge that")].iloc[0]
    beside = ds.series[ds.series["record_id"].isin(row["beside"])]
    assert list(beside["entity"]) == ["REAIM Blueprint for Action, Seoul"]
    assert "China attended without endorsing" in beside["note"].iloc[0]


def test_checks_are_cut_with_the_claims_and_keep_their_verdicts(ds) -> None:
    huawei = ds.where(actors="Huawei")
    assert set(huawei.checks["claim_id"]) == set(huawei.claims["claim_id"])
    whole = ds.checks.set_index("claim_id")["verdict_now"]
    own = huawei.checks.set_index("claim_id")["verdict_now"]
    assert (whole[own.index] == own).all()


def test_the_record_of_a_day_knows_nothing_later(ds) -> None:
    then = ds.as_of("2024-11-20")
    assert (then.series["published"] <= "2024-11-20").all()
    assert (then.timeline["date"] <= "2024-11-20").all()
    assert "superseded" not in set(then.checks["verdict_now"])
    assert set(then.series["source_id"]) <= set(then.sources["source_id"])
    assert then.where(**then.view.to_dict()) is then
    assert "as it stood on 2024-11-20" in repr(then)
    assert len(ds.as_of(date(2030, 1, 1)).timeline) == len(ds.timeline)


def test_a_record_of_no_day_is_refused(ds) -> None:
    with pytest.raises(ValueError, match="expected one like 2024-11-20"):
        ds.as_of("November")


def test_contested_values_show_spread_grade_and_originator(ds) -> None:
    rows = ds.contested
    keys = ["series_id", "entity", "period_start", "period_end", "frequency"]
    assert rows.groupby(keys, observed=True).ngroups == 14
    world = rows[
        (rows["series_id"] == "world_semi_sales") & (rows["period_end"] == "2022-12-31")
    ]
    assert sorted(world["value"]) == [573.5e9, 574.1e9]
    assert set(world["kind"]) == {"revised"}
    assert world["spread"].round(2).tolist() == [0.1, 0.1]
    festival = rows[rows["series_id"] == "singles_day_gmv_syntun_yoy"]
    assert set(festival["kind"]) == {"contested"}
    assert rows["grade"].notna().all() and rows["origin_report"].notna().all()


# Each rule by itself.


def said(**fields) -> Said:
    return Said(**{"claim_id": "c", "first": DAY, "day": DAY, "actor": "A"} | fields)


def value(amount: float, day: str = "2024-11-10", **fields) -> RecordRow:
    when = date.fromisoformat(day)
    given = {"start": when, "end": when, "public": when, "unit": "percent"} | fields
    return RecordRow(f"s{amount}{day}", "s1", False, words="w", value=amount, **given)


def event(day: str, stage: str = "announced", **fields) -> RecordRow:
    when = date.fromisoformat(day)
    given = {"start": when, "end": when, "public": when} | fields
    names = frozenset({"A", *given.pop("targets", ())})
    return RecordRow(
        f"t{day}{stage}", "s1", True, words="w", stage=stage, names=names,
        actors=("A",), **given,
    )  # fmt: skip


def verdicts(claim: Said, rule: Rule, *rows: RecordRow, until=None) -> list[str]:
    values = [row for row in rows if not row.is_event]
    events = [row for row in rows if row.is_event]
    speaking = Speaking(values, events, values, until)
    return [found.verdict for found in judge(claim, rule, speaking, TERMS)]


@pytest.mark.parametrize(
    ("bound", "stated", "recorded", "verdict"),
    [
        ("exact", 20, 20.9, "agrees"),
        ("exact", 20, 22, "differs"),
        ("at_least", 20, 46, "agrees"),
        ("at_least", 20, 18, "differs"),
        ("at_most", 50, 40, "agrees"),
        ("at_most", 50, 60, "differs"),
    ],
)
def test_a_value_is_compared_with_its_bound(bound, stated, recorded, verdict) -> None:
    claim = said(value=float(stated), unit="percent", bound=bound)
    assert verdicts(claim, Rule("value", tolerance=0.05), value(recorded)) == [verdict]


def test_a_level_is_compared_whatever_its_bound() -> None:
    claim = said(value=20.0, unit="count", bound="at_least")
    assert verdicts(claim, Rule("level"), value(46, unit="count")) == ["differs"]


def test_a_range_agrees_with_what_lies_in_it() -> None:
    claim = said(value=20.0, value_high=30.0, unit="percent")
    rows = value(25), value(35, entity="B")
    assert verdicts(claim, Rule("value"), *rows) == ["agrees", "differs"]


def test_a_fall_meets_the_minus_of_the_record() -> None:
    claim = said(value=12.0, unit="percent", change="down")
    assert verdicts(claim, Rule("value"), value(-12)) == ["agrees"]


def test_a_record_s_ceiling_is_no_exact_value() -> None:
    claim = said(value=3.0, unit="percent")
    assert verdicts(claim, Rule("value"), value(4, bound="at_most")) == ["agrees"]


def test_figures_of_other_units_are_not_compared() -> None:
    claim = said(value=60.0, unit="percent")
    assert verdicts(claim, Rule("value"), value(1.1e9, unit="USD")) == []


def test_another_currency_is_converted_where_none_of_the_claim_s_own_agrees() -> None:
    claim = said(value=100.0, unit="USD")
    euros = value(94.5, unit="EUR")
    assert verdicts(claim, Rule("value", tolerance=0.05), euros) == ["agrees"]
    dollars = value(100, unit="USD")
    assert verdicts(claim, Rule("value"), dollars, euros) == ["agrees"]


def test_the_latest_value_before_decides_then_and_the_last_of_all_now() -> None:
    claim = said(value=20.0, unit="percent")
    rows = value(20, "2024-11-01"), value(40, "2025-02-25")
    rule = Rule("value", period="latest")
    assert verdicts(claim, rule, *rows, until=DAY) == ["agrees"]
    assert verdicts(claim, rule, *rows) == ["superseded"]


def test_a_later_vintage_of_one_originator_replaces_the_earlier() -> None:
    claim = said(value=573.5, unit="USD")
    first = value(573.5, unit="USD", origins=("WSTS 2023-02",))
    later = value(600.0, unit="USD", origins=("WSTS 2024-02",), public=date(2024, 2, 5))
    rule = Rule("value", tolerance=0.01)
    assert verdicts(claim, rule, first) == ["agrees"]
    later = value(600.0, unit="USD", origins=("WSTS 2025-02",), public=date(2025, 2, 5))
    assert verdicts(claim, rule, first, later) == ["differs"]


def half(first: str, last: str, amount: float, entity: str = "A") -> RecordRow:
    return value(
        amount, last, start=date.fromisoformat(first), entity=entity,
        frequency="quarterly", unit="USD", series_id="spending",
    )  # fmt: skip


QUARTERS = (
    half("2024-01-01", "2024-03-31", 12.5),
    half("2024-04-01", "2024-06-30", 12.2),
)
HALF = {"start": date(2024, 1, 1), "end": date(2024, 6, 30)}


def test_quarters_that_fill_the_period_are_added() -> None:
    claim = said(value=25.0, unit="USD", **HALF)
    rule = Rule("value", period="sum", tolerance=0.02)
    assert verdicts(claim, rule, *QUARTERS) == ["agrees"]
    assert verdicts(claim, rule, QUARTERS[0]) == []


def test_one_exceeds_the_members_of_a_group_together() -> None:
    others = [half("2024-01-01", "2024-06-30", amount, "B") for amount in (10.0,)]
    others += [half("2024-01-01", "2024-06-30", amount, "C") for amount in (11.0,)]
    claim = said(object="B and C", **HALF)
    rule = Rule("exceeds", period="sum")
    rows = Speaking(QUARTERS, (), (*QUARTERS, *others))
    (judged,) = judge(claim, rule, rows, TERMS)
    assert (judged.verdict, judged.value) == ("agrees", 21.0)
    assert judged.difference == pytest.approx(17.6, abs=0.1)
    assert judge(claim, rule, Speaking(QUARTERS, (), QUARTERS), TERMS) == []


@pytest.mark.parametrize(
    ("rule", "verdict"), [("rises", "differs"), ("falls", "agrees")]
)
def test_a_direction_is_that_of_the_last_two_values(rule, verdict) -> None:
    rows = [value(v, f"202{i}-12-31", series_id="x") for i, v in enumerate((9, 5, 4))]
    assert verdicts(said(), Rule(rule), *rows) == [verdict]
    assert verdicts(said(), Rule(rule), event("2024-11-15", "cancelled")) == [verdict]


def test_a_change_on_the_year_tells_a_direction_by_itself() -> None:
    row = value(-3.0, series_id="sales_yoy")
    assert verdicts(said(), Rule("rises"), row) == ["differs"]


def test_an_event_agrees_before_and_replaces_after() -> None:
    rows = event("2024-10-30", "in_force"), event("2025-03-01", "cancelled")
    claim = said(stage="in_force")
    assert verdicts(claim, Rule("event"), *rows) == ["agrees", "superseded"]


def test_a_denial_is_contradicted_by_the_event_whenever_it_is() -> None:
    rows = event("2024-10-30"), event("2025-03-01")
    claim = said(negated=True)
    assert verdicts(claim, Rule("event"), *rows) == ["differs", "differs"]


def test_an_event_with_the_claim_s_own_instrument_comes_first() -> None:
    rows = (
        event("2024-05-14", instrument="dialogue"),
        event("2024-11-16", instrument="declaration"),
    )
    found = judge(
        said(instrument="declaration"), Rule("event"), Speaking((), rows, ()), TERMS
    )
    assert [judged.rows[0].instrument for judged in found] == ["declaration"]


def test_the_event_of_the_claim_s_own_day_comes_before_others_of_its_kind() -> None:
    rows = event("2020-08-06"), event("2024-11-16")
    claim = said(start=date(2024, 11, 16), end=date(2024, 11, 16), stage="announced")
    found = judge(claim, Rule("event"), Speaking((), rows, ()), TERMS)
    assert [judged.rows for judged in found] == [(rows[1],)]


def test_a_forecast_is_not_confirmed_by_what_came_before() -> None:
    rows = event("2023-10-17", "in_force"), event("2024-12-02", "in_force")
    claim = said(stage="planned", basis="forecast")
    assert verdicts(claim, Rule("event"), *rows) == ["superseded"]


def test_a_plan_that_comes_true_in_its_period_agrees() -> None:
    due = {"start": date(2024, 12, 1), "end": date(2024, 12, 31)}
    claim = said(stage="planned", **due)
    assert verdicts(claim, Rule("event"), event("2024-12-03", "done")) == ["agrees"]
    late = event("2025-02-03", "done")
    assert verdicts(claim, Rule("event"), late) == ["superseded"]
    dropped = event("2024-12-03", "cancelled")
    assert verdicts(claim, Rule("event"), dropped) == ["superseded"]


def test_history_is_not_undone_by_what_came_later() -> None:
    claim = said(start=date(2023, 1, 1), end=date(2023, 12, 31), stage="done")
    rows = event("2023-03-28"), event("2024-03-26"), event("2025-06-23")
    assert verdicts(claim, Rule("event", period="within"), *rows) == ["agrees"]


def test_events_between_both_parties_come_before_those_of_one() -> None:
    rows = event("2024-01-01", targets=("B",)), event("2024-02-01")
    found = judge(said(target="B"), Rule("event"), Speaking((), rows, ()), TERMS)
    assert [judged.rows[0].record_id for judged in found] == [rows[0].record_id]
    open_to_all = Rule("event", actors=("A",))
    assert len(judge(said(target="B"), open_to_all, Speaking((), rows, ()), TERMS)) == 2


def test_what_is_said_to_come_differs_where_it_was_there_already() -> None:
    team = value(25, "2023-12-31", unit="count")
    assert verdicts(said(stage="planned"), Rule("prior"), team) == ["differs"]
    assert verdicts(said(stage="done"), Rule("prior"), team) == ["agrees"]


def test_a_move_elsewhere_speaks_against_a_destination() -> None:
    elsewhere = event("2024-11-15", targets=("C",))
    there = event("2024-11-16", targets=("B",))
    rule = Rule("destination")
    assert verdicts(said(target="B"), rule, elsewhere) == ["differs"]
    assert verdicts(said(target="B"), rule, elsewhere, there) == ["agrees"]
    assert verdicts(said(), rule, elsewhere) == ["agrees"]


def test_a_plan_s_figure_stands_when_the_plan_comes_true() -> None:
    claim = said(stage="planned", value=1.0, unit="percent")
    opened = event("2024-12-03", "in_force")
    assert verdicts(claim, Rule("value"), value(1), opened) == ["agrees"]
    dropped = event("2024-12-03", "cancelled")
    assert verdicts(claim, Rule("level"), value(1), dropped) == ["agrees", "superseded"]


@pytest.mark.parametrize(
    ("row", "near"),
    [
        (event("2024-11-18", reported=((date(2024, 11, 19), date(2024, 11, 19)),)), 1),
        (event("2024-11-10", reported=((date(2024, 11, 12), date(2024, 11, 12)),)), 0),
        (event("2024-11-18"), 1),
        (event("2024-11-21"), 0),
        (event("2024-11-18", statistical=True), 0),
        (value(20, reported=((date(2024, 11, 1), date(2024, 11, 30)),)), 1),
        (value(20, reported=((date(2024, 11, 22), date(2024, 11, 22)),)), 1),
        (
            value(
                20,
                origins=("Reuters 2024-11-22",),
                reported=((date(2024, 11, 22), date(2024, 11, 22)),),
            ),
            0,
        ),
        (value(20), 0),
    ],
    ids=[
        "reported a day before",
        "reported a week before",
        "an event without a dated report",
        "an event of the next day",
        "counted by statisticians",
        "some day of the month",
        "a page of two days later",
        "a report of two days later",
        "nothing known of its report",
    ],
)  # fmt: skip
def test_a_row_may_go_back_to_the_report_that_a_brief_retells(row, near) -> None:
    assert row.near(said()).is_near is bool(near)


def test_a_row_of_the_brief_s_own_report_is_no_other_source() -> None:
    row = value(20, origins=("Customs 2024-10-01",), statistical=True)
    assert row.near(said(origin_report="Customs 2024-10-01")).is_near


def test_a_page_that_the_brief_is_written_from_is_no_other_source() -> None:
    row = value(20, statistical=True)
    assert row.near(said(source_ids=("s1", "s2"))).is_near
    assert not row.near(said(source_ids=("s2",))).is_near


def test_an_originator_is_named_without_its_day() -> None:
    assert originator("China Customs (GACC) 2024-11-20") == "China Customs (GACC)"
    assert originator("Reuters") == "Reuters"


@pytest.mark.parametrize(
    ("precision", "expected"),
    [("day", "2024-02-01"), ("month", "2024-02-29"), ("year", "2024-12-31")],
)
def test_a_month_counts_to_its_last_day(precision, expected) -> None:
    assert last_day(date(2024, 2, 1), precision) == date.fromisoformat(expected)


def test_each_rule_of_the_vocabulary_is_known(ds) -> None:
    for row in ds.vocabularies.measures.values():
        assert row["compare"] in COMPARES
        assert row["period"] in PERIODS
        assert row["entity"] in ("any", "actor", "target", "object")


def test_an_event_of_a_month_or_a_year_is_told_without_a_day(ds) -> None:
    reasons = ds.checks["reason_now"]
    (dutch,) = reasons[ds.checks["quote"].str.startswith("curbs on advanced litho")]
    assert dutch.startswith("2019, in force: Dutch government")


def test_a_share_s_distance_is_told_in_points_not_in_percent_of_itself(ds) -> None:
    checks = ds.checks
    third = checks["quote"].str.startswith("one-third of worldwide demand")
    (reason,) = checks.loc[third, "reason_now"]
    # A third against 29%.
    assert reason.startswith("29% (+4.3 points)")


def test_of_events_in_one_year_the_one_with_the_claim_s_figure_is_its_evidence(
    ds,
) -> None:
    checks, events = ds.checks, ds.timeline.set_index("record_id")["summary"]
    split = checks["quote"] == "carved the company into six business units"
    (rows,) = checks.loc[split, "rows_now"]
    assert [events[row] for row in rows] == [
        "Alibaba says it will split into six business groups, five of them free to "
        "raise outside capital."
    ]
    # Of a claim whose figure no event tells, all of its days still count.
    (duties,) = checks.loc[
        checks["quote"].str.startswith("put tariffs on"), "rows_then"
    ]
    assert len(duties) > 2


def test_reasons_tell_large_numbers_as_a_reader_does(ds) -> None:
    told = ds.checks[["reason_then", "reason_now"]].stack().dropna()
    for reason in told:
        amount = str(reason).split(" (", 1)[0].split(":", 1)[0]
        assert "000,000" not in amount and "000000" not in amount, reason
