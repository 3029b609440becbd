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
        (90, "day", "90 day"),
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


def test_a_measure_that_is_not_additive_is_not_summed(ds) -> None:
    yields = ds.claims[ds.claims["measure"] == "chip_yield"]
    with pytest.raises(NotAdditiveError, match="chip_yield is not additive"):
        total(ds, yields)
