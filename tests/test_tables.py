"""Tables: amounts as readers expect them, links that lead somewhere, sums that may."""

import pandas as pd
import pytest

import briefbook as bb
from briefbook.evidence import anchor
from briefbook.tables import (
    NotAdditiveError,
    amount,
    briefs_table,
    claims_table,
    link,
    table,
    total,
)


@pytest.fixture(scope="module")
def ds() -> bb.Dataset:
    return bb.load_dataset().where(corpora="2024-11")


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (9.61e9, "USD", "USD 9.61bn"),
        (-8.035e9, "CNY", "CNY -8.035bn"),
        (1.44e12, "CNY", "CNY 1.44tn"),
        (42.5, "percent", "42.5%"),
        (90, "day", "90 days"),
        (1, "day", "1 day"),
        (16, "percentage_point", "16 percentage points"),
        (30, "MW", "30 MW"),
        (None, "USD", ""),
    ],
)
def test_amounts_are_said_with_their_unit(value, unit: str, said: str) -> None:
    assert amount(value, unit) == said


def test_bounds_and_ranges_stay_what_they_are() -> None:
    assert amount(20, "count", bound="at_least") == "at least 20"
    assert amount(17.8, "percent", 45.3) == "17.8–45.3%"


@pytest.mark.parametrize("url", ["https://a.example/b", "#row-1", "01_chips.ipynb"])
def test_a_link_leads_to_a_page_a_place_or_a_notebook(url: str) -> None:
    assert link(url, "a < b") == f'<a href="{url}">a &lt; b</a>'


@pytest.mark.parametrize("url", ["javascript:alert(1)", "../x.ipynb", "", "C:\\x"])
def test_any_other_address_is_left_out(url: str) -> None:
    assert link(url, "words") == "words"


def test_a_cut_table_says_how_many_rows_there_are() -> None:
    rows = pd.DataFrame({"n": range(5)})
    shown = table(rows, "Numbers", n=2, anchors=[f"row-{n}" for n in range(5)])
    html = shown._repr_html_()
    assert "Numbers (2 of 5 rows)" in html
    assert html.count("<tr id=") == 2


def test_text_of_a_cell_is_escaped() -> None:
    rows = pd.DataFrame({"words": ["<script>"]})
    assert "&lt;script&gt;" in table(rows, "Words")._repr_html_()


def test_every_story_leads_to_a_claim_of_the_evidence_and_to_its_notebook(ds) -> None:
    stories = briefs_table(ds, "Stories")._repr_html_()
    evidence = claims_table(ds, "Claims")._repr_html_()
    firsts = ds.claims.drop_duplicates("brief_id")["claim_id"]
    assert len(firsts) == len(ds.briefs)
    for claim in firsts:
        assert f'href="#{anchor(claim)}"' in stories
        assert f'<tr id="{anchor(claim)}">' in evidence
    assert 'href="02_ecommerce.ipynb">e-commerce<' in stories


def test_stories_without_claims_have_no_link(ds) -> None:
    none = ds.where(themes="chips").where(units=["hour"])
    assert 'href="#' not in briefs_table(none, "Stories")._repr_html_()


def test_claims_of_several_measures_are_not_summed(ds) -> None:
    with pytest.raises(NotAdditiveError, match="claims of several measures"):
        total(ds, ds.claims)


CLAIM = {
    "claim_id": "a/c/1",
    "actor": "Acme",
    "target": None,
    "object": "plant",
    "measure": "vietnam_investment",
    "quote": "put money in",
    "role": "value",
    "value": 5e6,
    "value_high": None,
    "unit": "USD",
    "value_usd": 5e6,
    "change": None,
    "negated": False,
    "conversion_of": None,
    "part_of": None,
    "period_start": None,
    "period_end": None,
}
DAYS = ("2024-01-01", "2024-06-30", "2024-04-01", "2024-12-31")


def claims(*others: dict) -> pd.DataFrame:
    rows = [CLAIM | {"claim_id": f"a/c/{n}"} | row for n, row in enumerate(others)]
    frame = pd.DataFrame(rows)
    for name in ("period_start", "period_end"):
        frame[name] = pd.to_datetime(frame[name])
    for name in ("value", "value_high", "value_usd"):
        frame[name] = frame[name].astype("Float64")
    return frame


def test_parts_conversions_repeats_changes_and_denials_count_once(ds) -> None:
    rows = claims(
        {"value": 5e6},
        {"value": 5e6},  # told twice
        {"value": 2e6, "value_usd": 2e6, "part_of": "a/c/0"},
        {"value": 4.7e6, "unit": "EUR", "conversion_of": "a/f/1"},
        {"value": 9e6, "value_usd": 9e6, "change": "up"},
        {"value": 8e6, "value_usd": 8e6, "negated": True},
        {"value": 7e6, "value_usd": 7e6, "role": "was"},
        {"value": 1e6, "value_usd": 1.1e6, "unit": "EUR", "object": "office"},
    )
    assert total(ds, rows) == 6.1e6


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"value": 1e9, "unit": "TWD", "value_usd": None}, "no value in US dollars"),
        ({"value": 3, "unit": "count", "value_usd": None}, "other units stand among"),
        ({"value": 1e6, "value_high": 2e6}, "some claims give a range"),
        (
            {"value": 1e6, "period_start": DAYS[2], "period_end": DAYS[3]},
            r"periods overlap \('put money in', a/c/1\)",
        ),
    ],
)
def test_what_cannot_be_summed_is_refused_with_the_reason(row, reason, ds) -> None:
    whole = {"period_start": DAYS[0], "period_end": DAYS[1]}
    with pytest.raises(NotAdditiveError, match=reason):
        total(ds, claims(whole, row))


def test_periods_that_follow_each_other_are_summed(ds) -> None:
    first = {"period_start": DAYS[0], "period_end": "2024-03-31"}
    second = {"period_start": DAYS[2], "period_end": DAYS[1], "value_usd": 1e6}
    assert total(ds, claims(first, second)) == 6e6


def test_a_year_to_date_holds_its_month(ds) -> None:
    imports = ds.claims[ds.claims["measure"] == "chip_imports_from_us"]
    assert total(ds, imports) == 9.61e9


def test_a_measure_that_is_not_additive_is_not_summed(ds) -> None:
    yields = ds.claims[ds.claims["measure"] == "chip_yield"]
    with pytest.raises(NotAdditiveError, match="chip_yield is not additive"):
        total(ds, yields)
