"""More forms of charts that findings use: bars in columns, slopes, and shares."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from briefbook.charts import GREY, INK, Artists, Caption, Chart, colour, marker
from briefbook.tables import amount, missing

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_BAR, _LONGEST = 0.6, 0.6  # height of a bar; the rest of a column is for its number


def wrapped(text: str, width: int = 46, lines: int = 2) -> str:
    r"""Return text in a few short lines, cut off where it is longer.

    Examples
    --------
    >>> wrapped("one two three four", 8, 2)
    'one two\nthree…'
    """
    text = " ".join(text.split())
    return textwrap.fill(
        text,
        width,
        max_lines=lines,
        placeholder="…",
        break_long_words=True,
    )


class BarGrid(Chart):
    """Bars in columns: a row for each `row`, a scale of its own for each `column`.

    A value that is missing leaves its place empty; one below nought goes to the left.

    Parameters
    ----------
    data
        Columns ``row``, ``column``, ``value``, ``unit`` and ``who`` (names the
        colour), and ``bound`` where not all are exact; rows and columns stand in
        the order of their first row.
    """

    columns = ("row", "column", "value", "unit", "who")

    def __init__(self, data: pd.DataFrame, caption: Caption) -> None:
        height = 0.75 + 0.34 * max(data["row"].nunique(), 2)
        super().__init__(data, caption, height=height)

    def draw(self, ax: Axes) -> Artists:
        """Draw the bars with their numbers, the columns' names on top."""
        rows = list(dict.fromkeys(self.data["row"]))
        heads = list(dict.fromkeys(self.data["column"]))
        values = self.data.groupby("column")["value"]
        most, least = values.max().clip(lower=0), values.min().clip(upper=0)
        spread = (most - least).replace(0, 1).astype(float)
        # Where nought stands in each column.
        noughts = [
            place - _LONGEST * float(least[head] / spread[head])
            for place, head in enumerate(heads)
        ]
        for item in self.data.itertuples():
            if missing(item.value):
                continue
            left, at = noughts[heads.index(item.column)], rows.index(item.row)
            width = _LONGEST * float(item.value) / float(spread[item.column])
            ax.barh(
                at,
                width,
                left=left,
                height=_BAR,
                color=colour(item.who),
                # An edge: yellow on white is no contrast, and print has no colour.
                edgecolor=INK,
                linewidth=0.5,
            )
            bound = getattr(item, "bound", "exact")
            words = amount(item.value, item.unit, bound=bound)
            end = left + max(width, 0) + 0.02
            ax.text(end, at, words, va="center", fontsize=8, color=INK)
        for place in noughts:
            ax.axvline(place, color=GREY, linewidth=0.8)
        ax.grid(visible=False)
        ax.set_xlim(0, len(heads))
        ax.set_ylim(max(len(rows), 2) - 0.5, -0.5)
        ax.set_xticks(range(len(heads)), [wrapped(head, 26) for head in heads])
        ax.set_yticks(range(len(rows)), rows)
        ax.tick_params(length=0, labelcolor=INK, labelsize=8.5)
        ax.tick_params(labeltop=True, labelbottom=False)
        for label in ax.get_xticklabels():
            label.set_ha("left")
        for spine in ax.spines.values():
            spine.set_visible(False)
        return {"ax": ax, "rows": rows, "heads": heads, "spread": spread}

    def drawn(self, artists: Artists) -> pd.DataFrame:
        """Return row, column and value of each bar, read back from its length."""
        import pandas as pd

        heads, spread = artists["heads"], artists["spread"]
        found = []
        for bars in artists["ax"].containers:
            bar = bars[0]
            head = heads[int(min(bar.get_x(), bar.get_x() + bar.get_width()) + 1e-9)]
            row = artists["rows"][round(bar.get_y() + bar.get_height() / 2)]
            value = bar.get_width() / _LONGEST * float(spread[head])
            found.append((row, head, value))
        return pd.DataFrame(found, columns=["row", "column", "value"])


class Slopes(Chart):
    """Values at a few steps, a line for each name, named and numbered at its ends.

    Parameters
    ----------
    data
        Columns ``who``, ``step``, ``value`` and ``unit``; the steps stand in the
        order of their first row, and a name may miss some.
    """

    columns = ("who", "step", "value", "unit")

    def draw(self, ax: Axes) -> Artists:
        """Draw the lines; labels that would meet are moved apart."""
        steps = list(dict.fromkeys(self.data["step"]))
        names = list(dict.fromkeys(self.data["who"]))
        lines, firsts, lasts = [], {}, {}
        for name in names:
            rows = self.data[self.data["who"] == name]
            places = [steps.index(step) for step in rows["step"]]
            values = [float(value) for value in rows["value"]]
            (line,) = ax.plot(
                places, values, color=colour(name), marker=marker(name), linewidth=1.8
            )
            lines.append(line)
            unit = rows["unit"].iloc[0]
            firsts[name] = (places[0], values[0], amount(values[0], unit))
            lasts[name] = (places[-1], values[-1], amount(values[-1], unit))
        low, high = ax.get_ylim()
        gap = (high - low) * 0.062
        for name, height in apart({n: v[1] for n, v in lasts.items()}, gap).items():
            place, _, words = lasts[name]
            _label(ax, f"{words}  {name}", place + 0.05, height, "left")
        starts = {n: v[1] for n, v in firsts.items() if len(steps) > 1}
        starts = {n: h for n, h in starts.items() if firsts[n][0] != lasts[n][0]}
        for name, height in apart(starts, gap).items():
            place, _, words = firsts[name]
            _label(ax, words, place - 0.05, height, "right")
        ax.set_xticks(range(len(steps)), [wrapped(step, 18, 3) for step in steps])
        # Room for the names on the right.
        ax.set_xlim(-0.4, len(steps) - 1 + 0.4 + 0.28 * max(len(steps), 2))
        ax.grid(visible=False, axis="x")
        ax.tick_params(axis="x", labelcolor=INK)
        ax.yaxis.set_major_formatter(lambda value, _: amount(value, ""))
        return {"ax": ax, "names": names, "lines": lines, "steps": steps}

    def drawn(self, artists: Artists) -> pd.DataFrame:
        """Return the points of each line."""
        import pandas as pd

        rows = [
            (name, artists["steps"][round(x)], float(y))
            for name, line in zip(artists["names"], artists["lines"], strict=True)
            for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
        ]
        return pd.DataFrame(rows, columns=["who", "step", "value"])


def apart(heights: dict[str, float], gap: float) -> dict[str, float]:
    """Return heights moved so that no two are closer than `gap`, order kept.

    Examples
    --------
    >>> apart({"a": 1.0, "b": 1.0, "c": 5.0}, 1.0)
    {'a': 0.5, 'b': 1.5, 'c': 5.0}
    """
    groups: list[tuple[float, list[str]]] = []
    for name in sorted(heights, key=lambda name: heights[name]):
        groups.append((heights[name], [name]))
        while len(groups) > 1:
            (low, under), (high, over) = groups[-2:]
            if high - low >= gap * (len(under) + len(over)) / 2:
                break
            both = under + over
            middle = sum(heights[n] for n in both) / len(both)
            groups[-2:] = [(middle, both)]
    return {
        name: middle + (place - (len(names) - 1) / 2) * gap
        for middle, names in groups
        for place, name in enumerate(names)
    }


class Parts(Chart):
    """Stacked bars: a row for each `row`, cut into parts that are told by pattern too.

    Parameters
    ----------
    data
        Columns ``row``, ``part``, ``value`` and ``unit``.
    """

    columns = ("row", "part", "value", "unit")
    hatches = ("", "////", "....", "xxxx", "\\\\\\\\")

    def __init__(self, data: pd.DataFrame, caption: Caption) -> None:
        height = 0.9 + 0.44 * max(data["row"].nunique(), 2)
        super().__init__(data, caption, height=height)

    def draw(self, ax: Axes) -> Artists:
        """Draw the bars, the number of each part in it where it has room."""
        rows = list(dict.fromkeys(self.data["row"]))
        parts = list(dict.fromkeys(self.data["part"]))
        ends = dict.fromkeys(rows, 0.0)
        whole = self.data.groupby("row")["value"].sum().max()
        handles: dict[str, Any] = {}
        for item in self.data.itertuples():
            width = float(item.value)
            bar = ax.barh(
                rows.index(item.row),
                width,
                left=ends[item.row],
                height=_BAR,
                color=colour(item.part),
                hatch=self.hatches[parts.index(item.part) % len(self.hatches)],
                edgecolor="white",
                linewidth=0.8,
                label=item.part,
            )
            handles.setdefault(item.part, bar)
            if width >= 0.05 * float(whole):
                self._number(ax, item, ends[item.row] + width / 2, rows)
            ends[item.row] += width
        ax.set_ylim(max(len(rows), 2) - 0.5, -0.5)
        ax.set_yticks(range(len(rows)), rows)
        ax.tick_params(axis="y", length=0, labelcolor=INK)
        ax.grid(visible=False, axis="y")
        ax.legend(
            handles.values(),
            handles.keys(),
            loc="lower left",
            bbox_to_anchor=(0, 1),
            ncols=4,
            fontsize=8,
            frameon=False,
        )
        return {"ax": ax, "rows": rows}

    def _number(self, ax: Axes, item: Any, at: float, rows: list[str]) -> None:
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.2, "alpha": 0.85}
        words = amount(item.value, item.unit)
        place = rows.index(item.row)
        ax.text(
            at, place, words, ha="center", va="center", fontsize=8, color=INK, bbox=box
        )

    def drawn(self, artists: Artists) -> pd.DataFrame:
        """Return row, part and length of each piece."""
        import pandas as pd

        found = [
            (
                artists["rows"][round(bars[0].get_y() + _BAR / 2)],
                bars.get_label(),
                float(bars[0].get_width()),
            )
            for bars in artists["ax"].containers
        ]
        return pd.DataFrame(found, columns=["row", "part", "value"])


def _label(ax: Axes, words: str, x: float, y: float, ha: str) -> None:
    ax.text(x, y, words, ha=ha, va="center", fontsize=8.5, color=INK)
