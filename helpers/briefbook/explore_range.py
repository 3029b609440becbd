"""The value range on a log scale: steps of 1, 2 and 5 between the values there are."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets as w

if TYPE_CHECKING:
    from briefbook.explore import Explorer

_LOWEST, _HIGHEST = -math.inf, math.inf


class ValueRange:
    """A slider with two ends whose steps are sizes, not differences."""

    def __init__(self, ex: Explorer, change: Callable[..., None]) -> None:
        self.ex = ex
        self._change = change
        self._busy = False
        self._steps = steps(*_spread(ex))
        self._slider = w.SelectionRangeSlider(
            options=[(_label(step), step) for step in self._steps],
            index=(0, len(self._steps) - 1),
            description="Value",
            continuous_update=False,
            layout={"width": "370px"},
        )
        self._slider.style.description_width = "58px"
        self._slider.observe(self._moved, "index")
        self._note = w.HTML()
        self._note.add_class("bb-note")
        self.root = w.HBox([self._slider, self._note])

    def show(self) -> None:
        """Bring the slider up to date; off the scale it stands at the nearest step."""
        low, high = self.ex.value_min, self.ex.value_max
        first = _LOWEST if low is None else low
        last = _HIGHEST if high is None else high
        below = [i for i, step in enumerate(self._steps) if step <= first]
        above = [i for i, step in enumerate(self._steps) if step >= last]
        self._busy = True
        try:
            self._slider.index = (max(below, default=0), min(above))
        finally:
            self._busy = False
        off = [v for v in (low, high) if v is not None and v <= 0]
        self._note.value = (
            f"{off[0]:,.10g} has no place on a log scale; the filter holds all the same"
            if off
            else "USD for money, else the unit"
        )

    def _moved(self, change: Any) -> None:
        if self._busy:
            return
        low, high = (self._steps[i] for i in change["new"])
        self._change(
            value_min=None if low == _LOWEST else low,
            value_max=None if high == _HIGHEST else high,
        )


def steps(low: float, high: float) -> list[float]:
    """Return the ends of the scale and its steps between two positive values.

    Examples
    --------
    >>> steps(3, 40)
    [-inf, 5.0, 10.0, 20.0, inf]
    """
    if not 0 < low <= high < math.inf:
        return [_LOWEST, _HIGHEST]
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    sizes = [k * 10.0**e for e in range(first, last + 1) for k in (1, 2, 5)]
    return [_LOWEST, *(size for size in sizes if low <= size <= high), _HIGHEST]


def _spread(ex: Explorer) -> tuple[float, float]:
    import numpy as np

    low, high = ex.engine.ends
    positive = low[low > 0]
    if not positive.size:
        return 0.0, 0.0
    return float(positive.min()), float(np.nanmax(high))


def _label(step: float) -> str:
    from briefbook.tables import scaled

    if step == _LOWEST:
        return "lowest"
    return "highest" if step == _HIGHEST else scaled(step)
