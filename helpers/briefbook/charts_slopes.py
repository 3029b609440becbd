"""Values before and after, in panels: what has another unit has another scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefbook.chart_forms_more import apart, wrapped
from briefbook.charts import GREY, INK, Artists, Caption, Chart, plain_axes
from briefbook.tables import amount

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_LINE, _PANEL, _GAP = 0.15, 0.75, 0.5  # inches: a line of a label, margins, between
_LETTERS, _LINES = 44, 3  # of a label
# Dark enough on white, told apart by the colour-blind, and each with its own marker.
_STYLES = (
    *(("#0072B2", "o"), ("#D55E00", "s"), ("#009E73", "^"), ("#444444", "D")),
    *(("#9C4F7A", "v"), ("#8A6100", "P")),
)


class SlopePanels(Chart):
    """Slopes under one another, a panel for each unit, the one with most lines first.

    Parameters
    ----------
    data
        Columns ``who``, ``step``, ``value`` and ``unit``: two steps for each name,
        in the order of their first row; with ``bound`` its value is told as such.
    """

    columns = ("who", "step", "value", "unit")

    def __init__(self, data: pd.DataFrame, caption: Caption) -> None:
        sizes = data.groupby("unit", sort=False)["who"].nunique()
        self._sizes = sizes.sort_values(ascending=False, kind="stable")
        # Room for all labels of a panel, were they to stand under one another.
        self._tall = [_PANEL + _LINE * (_LINES + 1) * int(n) for n in self._sizes]
        super().__init__(data, caption, height=self._whole())

    def _whole(self) -> float:
        return sum(self._tall) + _GAP * len(self._tall)

    def draw(self, ax: Axes) -> Artists:
        """Draw the panels from the top."""
        ax.set_axis_off()
        top, panels = 1.0, []
        for unit, tall in zip(self._sizes.index, self._tall, strict=True):
            share = tall / self._whole()
            inset = ax.inset_axes((0.0, top - share, 1.0, share))
            plain_axes(inset)
            rows = self.data[self.data["unit"] == unit]
            panels.append(_panel(inset, rows, str(unit), tall))
            top -= share + _GAP / self._whole()
        return {"ax": ax, "panels": panels}

    def drawn(self, artists: Artists) -> pd.DataFrame:
        """Return the points of each line."""
        import pandas as pd

        rows = [
            (name, panel["steps"][round(x)], float(y))
            for panel in artists["panels"]
            for name, line in panel["lines"].items()
            for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
        ]
        return pd.DataFrame(rows, columns=["who", "step", "value"])


def _panel(ax: Axes, rows: pd.DataFrame, unit: str, tall: float) -> dict[str, Any]:
    steps = list(dict.fromkeys(rows["step"]))
    lines, ends, shades, told = {}, {}, {}, {}
    for place, (name, own) in enumerate(rows.groupby("who", sort=False)):
        at = [steps.index(step) for step in own["step"]]
        values = [float(value) for value in own["value"]]
        shade, mark = _STYLES[place % len(_STYLES)]
        (lines[name],) = ax.plot(at, values, color=shade, marker=mark, linewidth=1.8)
        ends[name], shades[name] = values, shade
        bounds = own["bound"] if "bound" in own else ["exact"] * len(own)
        pairs = zip(values, bounds, strict=True)
        told[name] = [amount(value, unit, bound=bound) for value, bound in pairs]
    low = min(min(values) for values in ends.values())
    high = max(max(values) for values in ends.values())
    margin = (high - low or abs(high) or 1.0) * 0.22
    ax.set_ylim(low - margin, high + margin)
    line = (high - low + 2 * margin) * _LINE / tall
    firsts = {name: values[0] for name, values in ends.items()}
    lasts = {name: values[-1] for name, values in ends.items()}
    for name, height in apart(firsts, line * 1.1).items():
        _label(ax, told[name][0], -0.04, height, "right", shades[name])
    for name, height in apart(lasts, line * (_LINES + 0.4)).items():
        words = wrapped(f"{told[name][-1]} {name}", _LETTERS, _LINES)
        _label(ax, words, len(steps) - 1 + 0.04, height, "left", shades[name])
    ax.set_xticks(range(len(steps)), steps)
    ax.set_xlim(-0.4, len(steps) - 1 + 1.25)
    ax.grid(visible=False)
    # The values stand at the lines' ends: an axis would say them twice.
    ax.tick_params(axis="y", labelleft=False, length=0)
    ax.tick_params(axis="x", labelcolor=INK)
    ax.spines["left"].set_visible(False)
    for place in range(len(steps)):
        ax.axvline(place, color=GREY, linewidth=0.6, alpha=0.5, zorder=0)
    return {"steps": steps, "lines": lines}


def _label(
    ax: Axes, words: str, place: float, height: float, side: str, shade: str
) -> None:
    ax.text(place, height, words, ha=side, va="center", fontsize=8.5, color=shade)
