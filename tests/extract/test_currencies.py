"""The world's currencies: names and codes from a library, and what is no money."""

from datetime import date

import pytest

from briefbook.extract import extract
from briefbook.extract.lexicons import currencies, known_units
from briefbook.money import in_dollars, is_currency

DAY = date(2024, 11, 20)


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("500 million Tunisian dinars", 5e8, "TND"),
        ("3 billion Kenyan shillings", 3e9, "KES"),
        ("KWD 40 million", 4e7, "KWD"),
        ("a Namibian dollar", None, None),
        ("600 Kazakhstani tenge", 600, "KZT"),
    ],
)
def test_a_currency_is_known_by_name_and_code(words, value, unit) -> None:
    figures = extract(f"The works cost {words}.", DAY).figures
    assert [(f.value, f.unit) for f in figures] == ([(value, unit)] if unit else [])


@pytest.mark.parametrize("words", ["SDG 13", "CVE 2024", "NIO 21,000 cars", "AMD 9000"])
def test_a_code_that_means_something_else_is_no_money(words: str) -> None:
    figures = extract(f"The report speaks of {words}.", DAY).figures
    assert not any(is_currency(figure.unit) for figure in figures)


def test_every_currency_is_a_unit_and_one_without_a_rate_says_so() -> None:
    assert len(currencies()) > 140 and currencies() <= known_units()
    amount = in_dollars(5.0, "TND", DAY)
    assert (amount.value, amount.note) == (None, "no ECB rate for TND on 2024-11-20")


@pytest.mark.parametrize("unit", ["TEU", "BTU", "BTC", "usd", "", None, float("nan")])
def test_what_only_looks_like_a_code_is_no_currency(unit) -> None:
    assert not is_currency(unit)
    assert is_currency("TWD")
