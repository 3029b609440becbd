"""Words of a brief file found in the text that holds them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.draft_words import standing_once
from briefbook.errors import Problem
from briefbook.extract.sentences import sentences
from briefbook.extract.text import plain
from briefbook.models import Brief, Figure, Mention
from briefbook.words import locate, occurrence, one_mention, places, row_id


def brief(text: str) -> Brief:
    return Brief(
        id="b", title="B", published=date(2024, 11, 20), text=text, path="b.md"
    )


def figure(quote: str, start: int) -> Figure:
    end = start + len(quote)
    return Figure(quote=quote, char_start=start, char_end=end, value=1.0, unit="USD")


def test_words_are_found_from_word_to_word():
    assert places("It fell from 120% to 20%.", "20%") == [(21, 24)]


def test_a_number_is_not_found_inside_a_longer_one():
    assert places("It paid 1,500 and 500 and 2.500.", "500") == [(18, 21)]


def test_straight_and_curly_quotes_are_alike():
    text = "The firm’s “plan” costs $5."
    assert places(text, 'firm\'s "plan"') == [(4, 17)]


def test_spaces_of_any_kind_and_number_are_alike():
    text = "It costs $5\u00a0 million a year."
    ((start, end),) = places(text, "$5 million")
    assert text[start:end] == "$5\u00a0 million"


def test_words_may_run_over_a_line_break():
    assert places("five\nplants", "five plants") == [(0, 11)]


def test_empty_words_stand_nowhere():
    assert places("text", "") == places("text", " ") == []


def test_words_that_stand_once_need_no_occurrence():
    span, problem = locate(brief("A plant and a port."), "port", None, 3)
    assert (span, problem) == ((14, 18), None)


def test_words_that_stand_twice_are_listed_with_their_neighbours():
    span, problem = locate(brief("A rise of 5%, then a fall of 5%."), "5%", None, 3)
    assert span is None and problem is not None
    assert problem.line == 3 and "stands 2 times" in problem.message
    assert "1: 'A rise of [5%], then a fall of 5%.'" in problem.remedy


def test_an_occurrence_chooses():
    span, problem = locate(brief("5% here, 5% there"), "5%", 2, 3)
    assert (span, problem) == ((9, 11), None)


def test_an_occurrence_that_is_not_there_is_a_problem():
    span, problem = locate(brief("5% here"), "5%", 2, 3)
    assert span is None and problem and "has no occurrence 2" in problem.message


def test_words_that_are_not_there_get_the_nearest_that_are():
    span, problem = locate(
        brief("Sales rose by a tenth."), "Sales rise by a tenth", None, 1
    )
    assert span is None and problem and "did you mean" in problem.remedy


def test_a_stretch_must_hold_one_mention():
    text = "from 5 to 7"
    mentions = [figure("5", 5), figure("7", 10)]
    place = Problem("b.md", 4, "words", "")
    assert one_mention(mentions, (0, 6), "figure", place) == (mentions[0], None)
    none, problem = one_mention(mentions, (0, len(text)), "figure", place)
    assert none is None and problem and "holds 2 figures" in problem.message
    none, problem = one_mention(mentions, (6, 9), "figure", place)
    assert none is None and problem and "holds no figure" in problem.message


def test_a_stretch_that_cuts_a_mention_is_told_the_whole():
    place = Problem("b.md", 4, "words", "")
    _, problem = one_mention([figure("$5 million", 3)], (3, 5), "figure", place)
    assert problem and "take the whole of '$5 million'" in problem.remedy


def test_a_row_id_is_stable_and_tells_occurrences_apart():
    assert row_id("b", "f", "60%", 1) == row_id("b", "f", "60%", 1)
    assert row_id("b", "f", "60%", 1) != row_id("b", "f", "60%", 2)
    assert row_id("b", "f", "\ud800").startswith("b/f/")


def test_an_occurrence_is_counted_from_one():
    assert occurrence("5%, 5%", 4, "5%") == 2


@pytest.mark.parametrize(
    "text", ["5 5 5 5", "a 5, b 5, a 5", "5%5%5%", "1,5 and 5 and 5.5"]
)
def test_drafted_words_lead_back_to_their_own_mention(text):
    assert_words_lead_back(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="5 a.,%\n$b’\u00ad\u00a0", max_size=60))
def test_drafted_words_of_any_text_lead_back_to_their_mention(text):
    assert_words_lead_back(text)


def assert_words_lead_back(text: str) -> None:
    source = plain(text)
    spans = sentences(source.text)
    mentions: list[Mention] = []
    for start, end in places(text, "5"):
        mentions.append(Mention(quote=text[start:end], char_start=start, char_end=end))
    if len(source.text) != len(text) or not spans:
        return
    found = standing_once(source, mentions, spans)
    for mention, (words, nth) in zip(mentions, found, strict=True):
        span, problem = locate(brief(text), words, nth, 1)
        assert problem is None and span is not None
        assert span[0] <= mention.char_start and mention.char_end <= span[1]
