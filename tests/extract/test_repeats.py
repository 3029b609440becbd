"""Broken text of one phrase: read once, in linear time, without an exception."""

from __future__ import annotations

from datetime import date

import pytest

from briefbook.extract.dates import find_dates
from briefbook.extract.figures import find_figures
from briefbook.extract.repeats import repeated
from briefbook.extract.text import plain

PHRASES = [
    *("5m. ", "2024 ", "$5 to ", "10, ", "from 3% to ", "May 5, ", '"', "(", "Mr. "),
    *(
        "Q3 ",
        "up 5% ",
        "1,000 ",
        "- ",
        "\n",
        ".",
        "the first half of ",
        "٣ ",
        "５",
        "½",
    ),
    *("$", "€ ", "1", "1,", "word ", "a year earlier ", "cut 1,500 jobs, or 10%, "),
    *("on Monday ", "two and ", "one in five ", "half ", "5–7 ", "$1bn (£5bn) "),
    *("20 a month ", "the number of ", "2019-", "Jan. ", "1/2 ", "²", "\u200b", "’s "),
]


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_without_end_gives_spans_of_the_text_and_no_exception(phrase):
    text = phrase * (60_000 // len(phrase))
    source = plain(text)
    dates = find_dates(source, date(2024, 11, 20))
    for mention in (*dates, *find_figures(source, dates)):
        assert text[mention.char_start : mention.char_end] == mention.quote


def test_a_phrase_repeated_hundreds_of_times_is_read_once():
    source = plain("It raised $5m. " + "up 5% in May 2024, " * 3000)
    dates = find_dates(source, date(2024, 11, 20))
    figures = find_figures(source, dates)
    assert [f.quote for f in figures][:2] == ["$5m", "5%"]
    assert dates[0].quote == "May 2024"
    assert len(figures) + len(dates) < 400


def test_prose_and_lists_of_different_words_are_no_repetition():
    assert repeated([str(number) for number in range(2000)]) == []
    assert repeated("up five in May , down four in June ;".split() * 20) == []


def test_a_repetition_begins_after_what_was_said_first():
    assert repeated(["a", "b", "c"] * 200) == [(3, 512)]
