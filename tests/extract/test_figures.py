"""What counts as a figure, and what each figure says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.extract.dates import find_dates
from briefbook.extract.figures import find_figures
from briefbook.extract.text import plain
from briefbook.models import DateMention
from scoring import read_cases
from scoring_figures import Score, add, match

GOLD = Path(__file__).parents[1] / "gold"

CASES = read_cases(GOLD / "figures.jsonl")
# The pieces that figures are made of, so that random text is often nearly a figure.
PIECES = st.sampled_from(
    "$ € ¥ Rs NT$ 5 1,000 2.5 1,00,000 2025 million bn % percent - – to and from "
    "between of half third two dozen a one in hundred basis points jobs rose by "
    "( ) [1] , . \n \u00a0 \u00ad ² ½ × + ~ more than up or year-old Section A100 İ "
    "\ud800 \x00 \u0661\u0662 ５ 🙂".split(" ")
)
TEXTS = st.one_of(
    st.text(),
    st.lists(PIECES, max_size=30).map(" ".join),
    st.lists(PIECES, max_size=30).map("".join),
)


def figures(text):
    return find_figures(plain(text))


def only(text):
    (found,) = figures(text)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_every_figure_of_a_gold_case_is_read_with_all_its_fields(case):
    score = Score()
    add(score, case["text"], case["figures"], figures(case["text"]))
    assert not score.misses


def test_gold_cases_score_the_same_once_dates_are_set_aside():
    score = Score()
    for case in CASES:
        source = plain(case["text"])
        dates = find_dates(source, date.fromisoformat(case["as_of"]))
        add(score, case["text"], case["figures"], find_figures(source, dates))
    assert score.f1 > 0.98, score.summary()


def test_gold_spans_hold_their_quotes():
    for case in CASES:
        for figure in case["figures"]:
            words = case["text"][figure["char_start"] : figure["char_end"]]
            assert words == figure["quote"]


def test_conversions_point_to_the_figure_that_they_convert():
    for case in CASES:
        pairs = match(case["figures"], figures(case["text"]))
        for gold, found in pairs:
            assert found["conversion_of"] == gold.get("conversion_of")


@given(TEXTS)
def test_any_text_gives_figures_whose_spans_hold(text):
    end = 0
    for figure in figures(text):
        assert text[figure.char_start : figure.char_end] == figure.quote
        assert figure.char_start >= end
        assert figure.value_high is None or figure.value_high >= figure.value
        end = figure.char_end


def test_a_number_inside_a_date_is_no_figure():
    text = "It sold 2025 units in 2025."
    source = plain(text)
    year = DateMention(
        quote="2025",
        char_start=22,
        char_end=26,
        start=date(2025, 1, 1),
        end=date(2025, 12, 31),
        precision="year",
    )
    assert [figure.quote for figure in find_figures(source, [year])] == ["2025 units"]


def test_invisible_characters_inside_a_number_do_no_harm():
    text = "It paid $1,2\u00ad00\u00a0million\u200b in\u00a03 years."
    assert [figure.value for figure in figures(text)] == [1.2e9, 3]
    assert figures(text)[0].quote == "$1,2\u00ad00\u00a0million"


def test_a_figure_knows_its_rule_and_the_entries_it_leans_on():
    figure = only("It cost about $5 billion.")
    assert figure.rule == "money_prefix"
    assert figure.entries == ("currencies:$", "scales:billion", "bounds:about")


def test_a_bare_dollar_in_a_canadian_text_is_marked_as_ambiguous():
    figure = only("Canada's finance minister said Ottawa will spend $2 billion.")
    assert figure.unit == "USD"
    assert figure.ambiguous == ("USD", "CAD")
    assert only("The Treasury will spend $2 billion.").ambiguous == ()


def test_the_yen_sign_is_yuan_where_the_text_speaks_of_china():
    assert only("The Shenzhen firm paid ¥300 million.").unit == "CNY"
    assert only("The Osaka firm paid ¥300 million.").unit == "JPY"


def test_rupees_are_those_of_pakistan_where_the_text_is():
    assert only("Pakistan raised Rs 40 billion.").unit == "PKR"


@pytest.mark.parametrize(
    "text",
    [
        "$" * 10_000,
        "9" * 10_000,
        "(" * 10_000,
        "two " * 10_000,
        "1,1" * 4_000,
        "€ " * 9,
    ],
    ids=["signs", "digits", "brackets", "words", "commas", "spaced signs"],
)
def test_runs_of_signs_hold_no_figure(text):
    assert figures(text) == []
