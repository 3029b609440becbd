"""Numbers in digits and in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.extract.figure_tokens import Tokens
from briefbook.extract.numbers import number_words, read_number, starters, value_of


def read(text, *, money=False):
    tokens = Tokens.of(text)
    index = next(
        i
        for i, word in enumerate(tokens.words)
        if word[0] <= "9" or word in starters() - {"and"}
    )
    return read_number(tokens, index, money=money)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("1,250.5", 1250.5),
        ("1,20,000", 120_000),
        ("2,10,00,000", 21_000_000),
        ("10 000", 10_000),
        ("1.234.567", 1_234_567),
        ("1.234,5", 1234.5),
        ("2½", 2.5),
        ("1.2 million", 1.2e6),
        ("1.2bn", 1.2e9),
        ("52.7-billion", 52.7e9),
        ("1.26 lakh crore", 1.26e12),
        ("9,000 crore", 9e10),
        ("5.1 trillion", 5.1e12),
        ("2 and a half million", 2.5e6),
        ("1,200¹", 1200),
    ],
)
def test_digits_are_read_with_their_marks_and_scales(text, value):
    assert read(text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two", 2),
        ("twenty-five", 25),
        ("one hundred and twenty", 120),
        ("three thousand four hundred", 3400),
        ("two hundred million", 2e8),
        ("two and a half", 2.5),
        ("a dozen", 12),
        ("three dozen", 36),
        ("a million", 1e6),
        ("ninety nine", 99),
    ],
)
def test_words_are_read_as_numbers(text, value):
    assert read(text).value == value


@pytest.mark.parametrize("text", ["hundreds", "several hundred", "a few thousand"])
def test_vague_quantities_are_no_numbers(text):
    tokens = Tokens.of(text)
    for index, word in enumerate(tokens.words):
        if word in starters():
            assert read_number(tokens, index) is None


def test_m_is_a_million_after_a_currency_and_a_metre_before_its_cue():
    assert read("5m", money=True).value == 5e6
    assert read("300m tall").value == 300
    assert read("15m users").value == 15e6


@pytest.mark.parametrize("word", ["1,2,3", "1,1,1,1", "9" * 40, "1.2.3", "10,20"])
def test_marks_that_group_nothing_make_no_number(word):
    assert value_of(word) is None


@given(st.integers(0, 10**12))
def test_grouped_digits_keep_their_value(number):
    assert value_of(f"{number:,}") == number
    assert value_of(str(number)) == number


@given(st.integers(2, 9), st.sampled_from(["twenty", "thirty", "sixty", "ninety"]))
def test_tens_and_units_add_up(unit, ten):
    kinds = number_words()
    word = next(w for w, value in kinds["unit"].items() if value == unit)
    assert read(f"{ten}-{word}").value == kinds["ten"][ten] + unit
