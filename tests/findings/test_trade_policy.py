"""What the findings on trade policy count, and what they leave out."""

from datetime import date

import pytest

import briefbook as bb
from briefbook.findings.events import since
from briefbook.findings.trade_policy import PRESSURE, replies, usual_lag


@pytest.fixture(scope="module")
def ds() -> bb.Dataset:
    return bb.load_dataset().where(corpora="2024-11")


def test_a_reply_is_set_against_the_last_step_of_whom_it_is_aimed_at(
    ds: bb.Dataset,
) -> None:
    pairs = replies(ds)
    events = ds.timeline.set_index("record_id")
    assert len(pairs) > 3
    for row in pairs.itertuples():
        step = events.loc[row.step_id]
        assert row.rival in step["actors"]
        assert "China" in step["targets"]
        between = events[
            (events["date"] > step["date"])
            & (events["date"] <= row.date)
            & events["instrument"].isin(PRESSURE)
            & ~events["stage"].isin(["suspended", "cancelled", "done"])
            & events["actors"].map(lambda who, rival=row.rival: rival in who)
            & events["targets"].map(lambda whom: "China" in whom)
        ]
        assert between.empty, row.summary


def test_steps_back_are_no_replies(ds: bb.Dataset) -> None:
    assert not replies(ds)["stage"].isin(["suspended", "cancelled"]).any()


def test_the_usual_wait_is_that_of_all_days_between_the_replies(
    ds: bb.Dataset,
) -> None:
    pairs = replies(ds)
    one = pairs[pairs["rival"] == "European Union"].head(2)
    first, last = one["date"].min(), one["date"].max()
    steps = ds.timeline[
        ds.timeline["actors"].map(lambda who: "European Union" in who)
        & ds.timeline["targets"].map(lambda whom: "China" in whom)
        & ds.timeline["instrument"].isin(PRESSURE)
        & ~ds.timeline["stage"].isin(["suspended", "cancelled", "done"])
    ]["date"]
    waits = sorted(
        min((day - step).days for step in steps if step <= day)
        for day in (first + i * (last - first) / (last - first).days for i in range(64))
        if day <= last
    )
    assert (last - first).days == 63
    middle = (waits[31] + waits[32]) / 2
    assert usual_lag(ds, one) == pytest.approx(middle)


def test_one_reply_is_not_called_half_of_them(ds: bb.Dataset) -> None:
    found = bb.answer(ds.where(themes="tech-security"), "trade-policy")["reply_lag"]
    assert found.sentence.startswith("China's only step on the United States")


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (date(2024, 12, 3), "14 days after the brief"),
        (date(2024, 11, 18), "1 day before the brief"),
        (date(2024, 11, 19), "on the day of the brief"),
    ],
)
def test_a_day_lies_before_or_after_the_brief(last: date, said: str) -> None:
    assert since(date(2024, 11, 19), last, "the brief") == said


def test_a_duty_that_a_view_leaves_alone_is_told_without_a_range(
    ds: bb.Dataset,
) -> None:
    found = bb.answer(ds.where(actors="BYD"), "trade-policy")
    assert "takes 17% (BYD) on" in found["car_walls"].sentence
    assert "by 0.4 points" in found["duty_path"].sentence
