"""Values with their units as a reader expects them, like ``USD 1.11bn``."""

from __future__ import annotations

from typing import Any

from briefbook.models import BOUND_WORDS
from briefbook.money import is_currency

_SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))


def amount(value: Any, unit: Any, high: Any = None, bound: Any = "exact") -> str:
    """Return a value with its unit as a reader expects it.

    Examples
    --------
    >>> amount(1.11e9, "USD"), amount(20, "percent", bound="at_least")
    ('USD 1.11bn', 'at least 20%')
    """
    if missing(value):
        return ""
    unit = "" if missing(unit) else str(unit)
    number = scaled(float(value))
    if not missing(high):
        number = f"{number}–{scaled(float(high))}"
    if unit == "percent":
        text = f"{number}%"
    elif is_currency(unit):
        text = f"{unit} {number}"
    elif unit in ("", "count"):
        text = number
    else:
        several = number != "1" and unit.islower() and not unit.endswith("s")
        text = f"{number} {unit.replace('_', ' ')}{'s' if several else ''}"
    return BOUND_WORDS.get(str(bound), "") + text


def scaled(value: float) -> str:
    """Return a number in at most four digits, with m, bn or tn for large ones.

    Examples
    --------
    >>> scaled(9.61e9), scaled(33.3333), scaled(1200.0)
    ('9.61bn', '33.3', '1,200')
    """
    for size, name in _SCALES:
        if abs(value) >= size:
            return f"{value / size:.4g}{name}"
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def missing(value: Any) -> bool:
    """Tell whether a single value is null: None, NaN, NaT or NA."""
    import pandas as pd

    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))
