"""The value range on a log scale: steps of 1, 2 and 5 between the values there are."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets as w

if TYPE_CHECKING:
    from briefbook.explore import Explorer

# Not None: to ipywidgets that means that nothing is chosen, and nothing is shown.
_LOWEST, _HIGHEST = -math.inf, math.inf


class ValueRange:
    """Two lists, the least and the greatest value, whose steps are sizes.

    ipywidgets' sliders have no name that a screen reader gets; lists have one, and show
    which steps there are.
    """

    def __init__(self, ex: Explorer, change: Callable[..., None]) -> None:
        self.ex = ex
        self._change = change
        self._busy = False
        self._steps = steps(*_spread(ex))
        self._low = w.Dropdown(description="Value from", layout={"width": "225px"})
        self._high = w.Dropdown(description="to", layout={"width": "168px"})
        self._low.style.description_width = "76px"
        self._high.style.description_width = "40px"
        self._low.observe(lambda c: self._moved("value_min", c), "value")
        self._high.observe(lambda c: self._moved("value_max", c), "value")
        self._note = w.HTML()
        self._note.add_class("bb-note")
        self.root = w.HBox([self._low, self._high, self._note])

    def show(self) -> None:
        """Bring the lists up to date; a value between two steps stands among them."""
        low, high = self.ex.value_min, self.ex.value_max
        self._busy = True
        try:
            for widget, end, value in (
                (self._low, ("lowest", _LOWEST), low),
                (self._high, ("highest", _HIGHEST), high),
            ):
                options = _options(self._steps, end, value)
                if widget.options != options:
                    widget.options = options
                widget.value = end[1] if value is None else value
        finally:
            self._busy = False
        off = [v for v in (low, high) if v is not None and v <= 0]
        self._note.value = (
            f"{off[0]:,.10g} has no place on a log scale; the filter holds all the same"
            if off
            else "USD for money, else the unit"
        )

    def _moved(self, name: str, change: Any) -> None:
        if not self._busy:
            value = change["new"]
            self._change(**{name: None if math.isinf(value) else value})


def steps(low: float, high: float) -> list[float]:
    """Return the steps of the scale between two positive values.

    Examples
    --------
    >>> steps(3, 40)
    [5.0, 10.0, 20.0]
    """
    if not 0 < low <= high < math.inf:
        return []
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    sizes = [k * 10.0**e for e in range(first, last + 1) for k in (1, 2, 5)]
    return [size for size in sizes if low <= size <= high]


def _options(
    sizes: list[float], end: tuple[str, float], value: float | None
) -> tuple[tuple[str, float], ...]:
    from briefbook.tables import scaled

    known = sorted({*sizes, *([] if value is None else [value])})
    return (end, *((scaled(size), size) for size in known))


def _spread(ex: Explorer) -> tuple[float, float]:
    import numpy as np

    low, high = ex.engine.ends
    rows = ex.engine.base_rows
    low, high = low[rows], high[rows]
    positive = low[low > 0]
    if not positive.size:
        return 0.0, 0.0
    return float(positive.min()), float(np.nanmax(high))
