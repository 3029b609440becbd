"""Dates: what words say, as first and last day."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.extract.dates import find_dates
from briefbook.extract.text import plain
from scoring import read_cases
from scoring_dates import compare

GOLD = Path(__file__).parents[1] / "gold"

AS_OF = date(2024, 11, 20)
CASES = read_cases(GOLD / "dates.jsonl")


def found(text: str, as_of: date = AS_OF) -> list[tuple[str, str, str, str]]:
    return [
        (m.quote, m.start.isoformat(), m.end.isoformat(), m.precision)
        for m in find_dates(plain(text), as_of)
    ]


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{n}-{c['text'][:40]}" for n, c in enumerate(CASES)]
)
def test_gold_case_is_read_as_a_person_would(case):
    mentions = find_dates(plain(case["text"]), date.fromisoformat(case["as_of"]))
    score, misses = compare(mentions, case["dates"], case["text"])
    assert not misses


def test_gold_quotes_and_precisions_agree_but_for_a_few():
    mentions = exact = 0
    for case in CASES:
        found_ = find_dates(plain(case["text"]), date.fromisoformat(case["as_of"]))
        score, _ = compare(found_, case["dates"], case["text"])
        mentions += len(case["dates"])
        exact += score.exact
    assert exact >= 0.97 * mentions


def test_gold_spans_hold_their_quotes():
    for case in CASES:
        for row in case["dates"]:
            assert case["text"][row["char_start"] : row["char_end"]] == row["quote"]


def test_month_without_day_keeps_month_precision():
    assert found("It fell in October.") == [
        ("October", "2024-10-01", "2024-10-31", "month")
    ]


def test_spans_index_the_original_where_invisible_characters_were_dropped():
    text = "\u200bOn\u00a0Octo\u00adber\u2009 3,\u00a02023 it fell."
    [mention] = find_dates(plain(text), AS_OF)
    assert text[mention.char_start : mention.char_end] == mention.quote
    assert (mention.start, mention.precision) == (date(2023, 10, 3), "day")


def test_a_published_range_lists_the_readings_that_differ():
    [mention] = find_dates(
        plain("The firm said so on Thursday."), date(2024, 11, 22), date(2024, 11, 17)
    )
    assert mention.start == date(2024, 11, 21)
    assert mention.ambiguous == ("2024-11-14", "2024-11-21")


def test_a_published_range_leaves_clear_dates_unambiguous():
    [mention] = find_dates(plain("In 2019 it fell."), AS_OF, date(2024, 11, 1))
    assert mention.ambiguous == ()


def test_a_long_published_range_is_read_at_its_ends():
    [mention] = find_dates(plain("It fell last year."), AS_OF, date(2023, 1, 1))
    assert mention.ambiguous == ("2022-01-01..2022-12-31", "2023-01-01..2023-12-31")


def test_a_slashed_date_that_reads_two_ways_carries_both():
    [mention] = find_dates(plain("Notice of 03/04/2024."), AS_OF)
    assert mention.ambiguous == ("2024-03-04", "2024-04-03")


def test_the_order_of_other_dates_settles_a_slashed_one():
    british = "On 5 May and 6 June it met; the notice of 03/04/2024 was read."
    american = "On May 5 and June 6 it met; the notice of 03/04/2024 was read."
    assert found(british)[-1][1] == "2024-04-03"
    assert found(american)[-1][1] == "2024-03-04"


def test_rule_entries_and_anchor_say_why_a_date_was_read():
    text = "Exports in October beat those of a year earlier on Monday."
    month, before, monday = find_dates(plain(text), AS_OF)
    assert month.rule == "month"
    assert month.entries == ("months:october",)
    assert month.anchor == "published 2024-11-20"
    assert before.anchor == "October in the text"
    assert monday.entries == ("weekdays:monday",)


def test_absolute_dates_have_no_anchor():
    [mention] = find_dates(plain("It met on 3 May 2019."), AS_OF)
    assert mention.anchor == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "It may march on.",
        "The 100M fund and 19,60 5.",
        "Call 2024-555 or write to room 2019b.",
        "In recent years and the coming months.",
        "https://example.org/2024/11/20/story",
        "Version 2.2024.1 of GPT-2024",
    ],
)
def test_what_only_looks_like_a_date_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize("as_of", [date(1, 1, 1), date(9999, 12, 31)])
def test_the_ends_of_the_calendar_raise_nothing(as_of):
    text = (
        "Last year, next week, on Monday, by Friday, in October, two years ago, "
        "a year earlier, in the third quarter, this decade, the 1990s, Christmas."
    )
    for mention in find_dates(plain(text), as_of):
        assert mention.start <= mention.end


def test_29_february_is_read_in_a_leap_year():
    assert found("It will close on February 29.")[0][1] == "2028-02-29"


@pytest.mark.parametrize(
    "text",
    [
        "1" * 10_000,
        "2024 " * 10_000,
        "$" * 10_000,
        "(" * 10_000,
        "May " * 10_000,
        "Monday, " * 5_000,
        "the first three months of " * 3_000,
        "a year earlier " * 5_000,
        "last week " * 5_000,
        "in October and " * 5_000,
        "19-" * 10_000,
        "1.1" * 10_000,
        "2024-11-" * 5_000,
        "\x00\ud800\udfff" * 3_000,
        "Sept." * 5_000,
        "will be " * 10_000 + "on Monday",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_repetition_is_read_without_an_exception(text):
    for mention in find_dates(plain(text), AS_OF):
        assert text[mention.char_start : mention.char_end] == mention.quote


PIECES = st.sampled_from(
    "January may May 31 19 2024 , - – / ( ) 's the of in last next this year month "
    "quarter week Monday Fri. Q3 3Q24 H1 FY25 1990s early mid late end first second "
    "half a earlier ago to and between from fiscal ended will said by until since "
    "2024-02-30 31/02/2024 Christmas Singles today tomorrow \u00a0 \u200b \x00 \ud800 "
    "\u0661\u0669 \uff12\uff10\uff12\uff14 weekend decade three months".split(" ")
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.lists(PIECES, max_size=14).map("".join),
)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.dates())
def test_any_text_gives_spans_that_index_it(text, as_of):
    mentions = find_dates(plain(text), as_of)
    last = 0
    for mention in mentions:
        assert text[mention.char_start : mention.char_end] == mention.quote
        assert mention.quote
        assert mention.start <= mention.end
        assert mention.char_start >= last
        last = mention.char_end


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.dates(date(1990, 1, 1), date(2050, 1, 1)))
def test_reading_twice_gives_the_same(text, as_of):
    assert find_dates(plain(text), as_of) == find_dates(plain(text), as_of)


@settings(max_examples=150, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.dates())
def test_a_full_date_reads_the_same_on_any_day(value, as_of):
    for form in ("{0:%d} {1} {0:%Y}", "{1} {0:%d}, {0:%Y}", "{0:%Y-%m-%d}"):
        text = "Signed on " + form.format(value, MONTHS[value.month - 1]) + "."
        [mention] = find_dates(plain(text), as_of)
        assert mention.start == mention.end == value


MONTHS = (
    "January February March April May June July August September October November "
    "December"
).split()


@settings(max_examples=100, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2099, 12, 1)))
def test_a_past_weekday_is_within_the_last_seven_days(as_of):
    for name in ("Monday", "Thursday", "Sunday"):
        [mention] = find_dates(plain(f"It said so on {name}."), as_of)
        assert 0 <= (as_of - mention.start).days < 7
        [mention] = find_dates(plain(f"It will vote on {name}."), as_of)
        assert 0 <= (mention.start - as_of).days < 7


def test_the_gold_is_json_lines_of_the_agreed_form():
    for line in (GOLD / "dates.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        assert set(case) == {"text", "as_of", "dates"}
