"""What a claim came to: by which day, and who disputes it."""

import pytest

import briefbook as bb
from briefbook.findings.outcomes import fates, outcomes_table


@pytest.fixture(scope="module")
def ds() -> bb.Dataset:
    return bb.load_dataset().where(corpora="2024-11")


def test_a_sum_is_known_with_its_last_part(ds) -> None:
    rows = fates(ds, ["chips"])
    (spent,) = rows[rows["quote"] == "$25 billion went into equipment"].itertuples()
    whole = bb.load_dataset()
    of_rows = whole.series[whole.series["record_id"].isin(spent.rows_now)]
    public = whole.sources[whole.sources["source_id"].isin(of_rows["source_id"])]
    assert len(spent.rows_now) == 2
    assert spent.settled == public["published"].max() > spent.published


def test_a_party_s_own_denial_is_disputed_and_not_counted_wrong(ds) -> None:
    rows = fates(ds, ["tech-security"])
    (denied,) = rows[rows["quote"].str.contains("has denied any role")].itertuples()
    assert (denied.verdict_then, denied.fate) == ("differs", "disputed by the sides")


def test_what_was_wrong_already_then_is_told_by_what_was_public_then(ds) -> None:
    shown = outcomes_table(ds, ["chips"], "Outcomes")._repr_html_()
    assert "30.2%" in shown
    assert "since then: 29%" in shown
    assert "public from 2024-11-21, after the brief" in shown
