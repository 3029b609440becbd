"""The words behind a row of the public record."""

import pytest

import briefbook as bb


@pytest.fixture(scope="module")
def ds() -> bb.Dataset:
    return bb.load_dataset()


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (True, True, " 2024-10-30 to 2029-10-29: "),
        (True, False, ", from 2024-10-01: "),
        (False, True, ", until 2024-09-26: "),
    ],
)
def test_a_rate_without_first_or_last_day_is_said_to_be_open(
    ds: bb.Dataset, start: bool, end: bool, said: str
) -> None:
    rows = ds.series[
        (ds.series["frequency"] == "rate")
        & (ds.series["period_start"].notna() == start)
        & (ds.series["period_end"].notna() == end)
    ]
    assert any(item.before.endswith(said) for item in ds.evidence(rows))


def test_every_row_of_the_record_can_be_quoted(ds: bb.Dataset) -> None:
    rows = ds.evidence(ds.series)
    assert [item.row_id for item in rows] == list(ds.series["record_id"])
    assert not any("NaT" in str(item) for item in rows)


def test_a_record_s_day_is_told_no_more_exactly_than_it_is_known(ds) -> None:
    events, sources = ds.timeline, ds.sources
    year = events[events["date_precision"] == "year"].iloc[0]
    (quoted,) = ds.evidence(year["record_id"])
    assert quoted.before == f"{year['date']:%Y}: "
    months = set(sources.loc[sources["published_precision"] == "month", "source_id"])
    value = ds.series[ds.series["source_id"].isin(months)].iloc[0]
    (quoted,) = ds.evidence(value["record_id"])
    assert len(quoted.published) == len("2024-11")


def test_a_value_of_one_day_names_it_once_and_a_count_has_no_unit(ds) -> None:
    rows = ds.series
    votes = rows[(rows["series_id"] == "ai_vote_for") & (rows["unit"] == "count")]
    (quoted,) = ds.evidence(votes.iloc[0]["record_id"])
    assert " to " not in quoted.before.rsplit(",", 1)[1]
    assert quoted.quote.replace(",", "").isdigit()
