"""The values of two findings side by side, of whatever kind they are.

A notebook of one's own may record a text, a list, yes or no, or a number that is none.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

_WIDEST = 60


def stated(finding: Mapping[str, Any]) -> str:
    """Return a finding's value as a table states it.

    Examples
    --------
    >>> stated({"value": 1.92913e11, "unit": "USD"}), stated({"value": ["a", 1]})
    ('192,913,000,000 USD', '["a", 1]')
    """
    value = finding.get("value")
    if value is None:
        return str(finding.get("verdict", "")).replace("_", " ")
    if is_number(value):
        said = number(value)
    else:
        said = value if isinstance(value, str) else json.dumps(value, default=str)
        said = " ".join(said.split())
    said = said if len(said) <= _WIDEST else f"{said[: _WIDEST - 3]}..."
    return f"{said} {finding.get('unit') or ''}".strip()


def is_number(value: Any) -> bool:
    """Tell whether a value is a number; yes and no are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def number(value: float) -> str:
    """Return a number written out: 192,913,000,000 and not 1.92913e+11."""
    if isinstance(value, int) or value.is_integer():
        return f"{value:,.0f}" if isinstance(value, float) else f"{value:,d}"
    return f"{value:,.2f}" if abs(value) >= 1e6 else f"{value:,.6g}"


def same(one: Any, other: Any, tolerance: float) -> bool:
    """Tell whether two values are the same, but for a relative difference of numbers.

    Examples
    --------
    >>> same(1000.0, 1000.5, 1e-3), same(float("nan"), float("nan"), 0.0)
    (True, True)
    """
    if is_number(one) and is_number(other):
        # A value that is no number is the same as before when it still is none.
        if one != one or other != other:
            return one != one and other != other
        return one == other or _close(one, other, tolerance)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(
            same(a, b, tolerance) for a, b in zip(one, other, strict=True)
        )
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(
            same(one[key], other[key], tolerance) for key in one
        )
    return type(one) is type(other) and bool(one == other)


def by_how_much(
    one: Mapping[str, Any], other: Mapping[str, Any]
) -> tuple[float | None, float | None]:
    """Return the second finding's value less the first, and that in percent of it.

    None where a value is no finite number or the units differ; the second also where
    the first value is zero.
    """
    before, after = one.get("value"), other.get("value")
    if not is_number(before) or not is_number(after):
        return None, None
    if one.get("unit") != other.get("unit"):
        return None, None
    try:
        difference = float(f"{after - before:.10g}")
        percent = float(f"{difference / abs(before) * 100:.6g}") if before else None
    except OverflowError:
        return None, None
    if not math.isfinite(difference):
        return None, None
    return difference, percent if percent is None or math.isfinite(percent) else None


def _close(one: float, other: float, tolerance: float) -> bool:
    try:
        return math.isclose(one, other, rel_tol=tolerance, abs_tol=0.0)
    except OverflowError:
        return False
