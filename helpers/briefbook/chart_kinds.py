"""Kinds of charts that count rows; each changes in place where its axes stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from briefbook.charts import GREY, GRID, INK, Artists, Chart, colour

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_BAR, _GAP = 0.66, 0.72
_NONE = "No rows are left."
_TILE = "#0072B2"
_MOST_NUMBERS = 24


def brief_label(name: Any, width: int = 26) -> str:
    """Return a name short enough for an axis, safe for any font.

    Examples
    --------
    >>> brief_label("International Digital Commerce Group", 20)
    'International Digit…'
    """
    # A lone surrogate has no glyph and can't be written as UTF-8.
    text = " ".join(str(name).encode("utf-8", "replace").decode("utf-8").split())
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


class CountGrid(Chart):
    """Counts by two names: a row for each `row`, in each column a bar with its number.

    Each column has a baseline and a colour of its own, so rows that count in several
    columns are never stacked into a sum.

    Parameters
    ----------
    data
        Columns ``row``, ``column`` and ``n``: the whole grid, row by row.
    """

    columns = ("row", "column", "n")

    def draw(self, ax: Axes) -> Artists:
        """Draw the grid, its column names on top."""
        from matplotlib.collections import PolyCollection

        from briefbook.chart_numbers import Numbers

        rows, columns = _names(self.data, "row"), _names(self.data, "column")
        bars = PolyCollection(
            [], facecolors=[colour(name) for name in columns] * len(rows), linewidths=0
        )
        ax.add_collection(bars, autolim=False)
        for place in range(len(columns)):
            ax.axvline(place, color=GRID, linewidth=1)
        ax.grid(visible=False)
        ax.set_xlim(-0.02, len(columns))
        ax.set_ylim(len(rows) - 0.5, -0.5)
        ax.set_xticks(range(len(columns)), [brief_label(c) for c in columns])
        ax.set_yticks(range(len(rows)), [brief_label(r) for r in rows])
        ax.tick_params(top=False, bottom=False, left=False, labelcolor=INK)
        ax.tick_params(labeltop=True, labelbottom=False)
        for label in ax.get_xticklabels():
            label.set(ha="left", parse_math=False)
        for label in ax.get_yticklabels():
            label.set_parse_math(False)
        for spine in ax.spines.values():
            spine.set_visible(False)
        artists = {
            "ax": ax,
            "bars": bars,
            "numbers": Numbers(ax),
            "rows": rows,
            "columns": columns,
            "none": _no_rows(ax),
        }
        artists["moving"] = [bars, artists["numbers"], artists["none"]]
        self._place(artists, self.data)
        return artists

    def fits(self, artists: Artists, data: pd.DataFrame) -> bool:
        """Tell whether `data` has the names that stand at the axes."""
        return _same_names(artists, data)

    def _place(self, artists: Artists, data: pd.DataFrame) -> None:
        width = len(artists["columns"])
        counts = [int(n) for n in data["n"]]
        most = max([*counts, 1])
        verts, places = [], []
        for place, count in enumerate(counts):
            row, column = divmod(place, width)
            end = column + _GAP * count / most
            low, high = row - _BAR / 2, row + _BAR / 2
            verts.append([(column, low), (end, low), (end, high), (column, high)])
            places.append((end + 0.03, row))
        artists["bars"].set_verts(verts)
        artists["numbers"].show(counts, places)
        artists["most"] = most
        artists["none"].set_visible(not any(counts))

    def drawn(self, artists: Artists) -> pd.DataFrame:
        """Return each bar's row, column and number, read from its length."""
        import pandas as pd

        width, scale = len(artists["columns"]), artists["most"] / _GAP
        ends = [path.vertices[:, 0].max() for path in artists["bars"].get_paths()]
        rows = [
            (
                artists["rows"][i // width],
                artists["columns"][i % width],
                round((end - i % width) * scale),
            )
            for i, end in enumerate(ends)
        ]
        return pd.DataFrame(rows, columns=["row", "column", "n"])


class PeriodBars(Chart):
    """Counts by period: a bar for each day, month, quarter or year.

    Parameters
    ----------
    data
        Columns ``label`` and ``n``: every period from the first to the last, in order.
    """

    columns = ("label", "n")

    def draw(self, ax: Axes) -> Artists:
        """Draw the bars, naming as many periods as there is room for."""
        from matplotlib.collections import PolyCollection

        from briefbook.chart_numbers import Numbers

        labels = [str(label) for label in self.data["label"]]
        bars = PolyCollection([], facecolors=_TILE, linewidths=0)
        ax.add_collection(bars, autolim=False)
        step = -(-len(labels) // 12)
        ax.set_xticks(range(0, len(labels), step), labels[::step])
        ax.set_xlim(-0.6, max(len(labels), 6) - 0.4)
        ax.grid(visible=False, axis="x")
        ax.yaxis.get_major_locator().set_params(integer=True)
        artists = {
            "ax": ax,
            "bars": bars,
            "labels": labels,
            "numbers": Numbers(ax, "center"),
            "none": _no_rows(ax),
        }
        # The axis moves too: its scale follows the highest bar.
        artists["moving"] = [ax.yaxis, bars, artists["numbers"], artists["none"]]
        self._place(artists, self.data)
        return artists

    def fits(self, artists: Artists, data: pd.DataFrame) -> bool:
        """Tell whether `data` has the periods that stand at the axis."""
        return artists.get("labels") == [str(label) for label in data["label"]]

    def _place(self, artists: Artists, data: pd.DataFrame) -> None:
        counts = [int(n) for n in data["n"]]
        most = max([*counts, 1])
        half = _BAR / 2
        artists["bars"].set_verts(
            [(x - half, 0), (x + half, 0), (x + half, n), (x - half, n)]
            for x, n in enumerate(counts)
        )
        if len(counts) <= _MOST_NUMBERS:
            places = [(x, n + most * 0.035) for x, n in enumerate(counts)]
            artists["numbers"].show(counts, places)
        artists["ax"].set_ylim(0, most * 1.12)
        artists["none"].set_visible(not any(counts))

    def drawn(self, artists: Artists) -> pd.DataFrame:
        """Return each bar's label and height."""
        import pandas as pd

        heights = [
            round(float(path.vertices[:, 1].max()))
            for path in artists["bars"].get_paths()
        ]
        return pd.DataFrame({"label": artists["labels"], "n": heights})


class Tiles(Chart):
    """A matrix of counts: the darker a tile, the more rows; its number stands in it.

    Parameters
    ----------
    data
        Columns ``row``, ``column`` and ``n``: the whole matrix, row by row.
    """

    columns = ("row", "column", "n")
    row_width = 26  # characters of a row's name

    def draw(self, ax: Axes) -> Artists:
        """Draw the tiles, column names on top, slanted where they are long."""
        from matplotlib.colors import LinearSegmentedColormap

        from briefbook.chart_numbers import Numbers

        rows, columns = _names(self.data, "row"), _names(self.data, "column")
        shape = (len(rows), len(columns))
        counts = self.data["n"].to_numpy().reshape(shape)
        shades = LinearSegmentedColormap.from_list("tiles", ["#ffffff", _TILE])
        image = ax.imshow(counts, cmap=shades, aspect="auto")
        ax.grid(visible=False)
        slanted = any(len(str(name)) > 4 for name in columns)
        ax.set_xticks(
            range(shape[1]),
            [brief_label(name, 22) for name in columns],
            rotation=32 if slanted else 0,
            ha="left" if slanted else "center",
            rotation_mode="anchor",
        )
        labels = [brief_label(name, self.row_width) for name in rows]
        ax.set_yticks(range(shape[0]), labels)
        ax.tick_params(length=0, labelcolor=INK, labelsize=8)
        ax.tick_params(labeltop=True, labelbottom=False)
        for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
            label.set_parse_math(False)
        lines = [
            *(ax.axhline(i - 0.5, color=GRID, lw=0.8) for i in range(shape[0] + 1)),
            *(ax.axvline(i - 0.5, color=GRID, lw=0.8) for i in range(shape[1] + 1)),
        ]
        for spine in ax.spines.values():
            spine.set_visible(False)
        ax.xaxis.set_label_position("bottom")
        artists = {
            "ax": ax,
            "image": image,
            "numbers": (numbers := Numbers(ax, "center")),
            "rows": rows,
            "columns": columns,
            "moving": [image, *lines, numbers],
        }
        self._place(artists, self.data)
        return artists

    def fits(self, artists: Artists, data: pd.DataFrame) -> bool:
        """Tell whether `data` has the names that stand at the axes."""
        return _same_names(artists, data)

    def _place(self, artists: Artists, data: pd.DataFrame) -> None:
        image = artists["image"]
        counts = data["n"].to_numpy().reshape(image.get_array().shape)
        most = max(int(counts.max()), 1)
        image.set_data(counts)
        image.set_clim(0, most * 1.15)
        places = [
            (i % counts.shape[1], i // counts.shape[1]) for i in range(counts.size)
        ]
        colours = ["white" if n > most * 0.6 else INK for n in counts.flat]
        artists["numbers"].show(counts.flatten().tolist(), places, colours)

    def drawn(self, artists: Artists) -> pd.DataFrame:
        """Return the matrix in long form, read from the image."""
        import pandas as pd

        counts = artists["image"].get_array()
        rows = [
            (row, column, int(counts[i, j]))
            for i, row in enumerate(artists["rows"])
            for j, column in enumerate(artists["columns"])
        ]
        return pd.DataFrame(rows, columns=["row", "column", "n"])


def _names(data: pd.DataFrame, column: str) -> list[str]:
    return list(dict.fromkeys(data[column]))


def _same_names(artists: Artists, data: pd.DataFrame) -> bool:
    return all(
        artists.get(f"{name}s") == _names(data, name) for name in ("row", "column")
    )


def _no_rows(ax: Axes) -> Any:
    return ax.text(
        0.5,
        0.5,
        _NONE,
        transform=ax.transAxes,
        ha="center",
        va="center",
        color=GREY,
        visible=False,
    )


def grid(rows: Iterable[str], columns: Iterable[str], counts: Any) -> pd.DataFrame:
    """Return a matrix of counts in the long form that `CountGrid` and `Tiles` take."""
    import pandas as pd

    named = list(columns)
    pairs = [(row, column) for row in rows for column in named]
    data = pd.DataFrame(pairs, columns=["row", "column"])
    data["n"] = [int(count) for line in counts for count in line]
    return data
