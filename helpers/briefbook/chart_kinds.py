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

        rows, columns = _names(self.data, "row"), _names(self.data, "column")
        bars = PolyCollection(
            [], facecolors=[colour(name) for name in columns] * len(rows), linewidths=0
        )
        ax.add_collection(bars, autolim=False)
        texts = [
            _text(ax, place % len(columns), place // len(columns))
            for place in range(len(self.data))
        ]
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
            "texts": texts,
            "rows": rows,
            "columns": columns,
            "none": _no_rows(ax),
        }
        self._place(artists, self.data)
        return artists

    def update(self, artists: Artists, data: pd.DataFrame) -> Artists:
        """Show other counts; the axes are drawn anew only for other names."""
        same = artists.get("rows") == _names(data, "row")
        if not same or artists.get("columns") != _names(data, "column"):
            return super().update(artists, data)
        self.data = data
        self._place(artists, data)
        return artists

    def _place(self, artists: Artists, data: pd.DataFrame) -> None:
        width = len(artists["columns"])
        counts = [int(n) for n in data["n"]]
        most = max([*counts, 1])
        verts = []
        for place, (count, text) in enumerate(
            zip(counts, artists["texts"], strict=True)
        ):
            row, column = divmod(place, width)
            end = column + _GAP * count / most
            low, high = row - _BAR / 2, row + _BAR / 2
            verts.append([(column, low), (end, low), (end, high), (column, high)])
            text.set_x(end + 0.03)
            text.set_text(f"{count:,}" if count else "")
        artists["bars"].set_verts(verts)
        artists["none"].set_visible(not any(counts))

    def drawn(self, artists: Artists) -> pd.DataFrame:
        """Return each bar's row, column and number, read from the texts."""
        import pandas as pd

        width = len(artists["columns"])
        rows = [
            (artists["rows"][i // width], artists["columns"][i % width], _number(text))
            for i, text in enumerate(artists["texts"])
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

        labels = [str(label) for label in self.data["label"]]
        bars = PolyCollection([], facecolors=_TILE, linewidths=0)
        ax.add_collection(bars, autolim=False)
        step = -(-len(labels) // 12)
        ax.set_xticks(range(0, len(labels), step), labels[::step])
        ax.set_xlim(-0.6, max(len(labels), 6) - 0.4)
        ax.grid(visible=False, axis="x")
        ax.yaxis.get_major_locator().set_params(integer=True)
        texts = []
        if len(labels) <= 24:
            texts = [_text(ax, place, 0, ha="center") for place in range(len(labels))]
        artists = {
            "ax": ax,
            "bars": bars,
            "labels": labels,
            "texts": texts,
            "none": _no_rows(ax),
        }
        self._place(artists, self.data)
        return artists

    def update(self, artists: Artists, data: pd.DataFrame) -> Artists:
        """Show other counts; the axes are drawn anew only for other periods."""
        if artists.get("labels") != [str(label) for label in data["label"]]:
            return super().update(artists, data)
        self.data = data
        self._place(artists, data)
        return artists

    def _place(self, artists: Artists, data: pd.DataFrame) -> None:
        counts = [int(n) for n in data["n"]]
        most = max([*counts, 1])
        half = _BAR / 2
        artists["bars"].set_verts(
            [(x - half, 0), (x + half, 0), (x + half, n), (x - half, n)]
            for x, n in enumerate(counts)
        )
        for n, text in zip(counts, artists["texts"], strict=False):
            text.set_y(n + most * 0.035)
            text.set_text(f"{n:,}" if n else "")
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

        rows, columns = _names(self.data, "row"), _names(self.data, "column")
        shape = (len(rows), len(columns))
        counts = self.data["n"].to_numpy().reshape(shape)
        most = max(int(counts.max()), 1)
        shades = LinearSegmentedColormap.from_list("tiles", ["#ffffff", _TILE])
        image = ax.imshow(counts, cmap=shades, vmin=0, vmax=most * 1.15, aspect="auto")
        texts = [
            _text(ax, i % shape[1], i // shape[1], ha="center")
            for i in range(counts.size)
        ]
        for text, count in zip(texts, counts.flat, strict=True):
            text.set_text(f"{count:,}" if count else "")
            text.set_color("white" if count > most * 0.6 else INK)
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
        for place in range(shape[0] + 1):
            ax.axhline(place - 0.5, color=GRID, linewidth=0.8)
        for place in range(shape[1] + 1):
            ax.axvline(place - 0.5, color=GRID, linewidth=0.8)
        for spine in ax.spines.values():
            spine.set_visible(False)
        ax.xaxis.set_label_position("bottom")
        return {"ax": ax, "image": image, "rows": rows, "columns": columns}

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


def _text(ax: Axes, x: float, y: float, *, ha: str = "left") -> Any:
    return ax.text(x, y, "", va="center", ha=ha, fontsize=8, color=INK, clip_on=False)


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


def _number(text: Any) -> int:
    return int(text.get_text().replace(",", "") or 0)


def grid(rows: Iterable[str], columns: Iterable[str], counts: Any) -> pd.DataFrame:
    """Return a matrix of counts in the long form that `CountGrid` and `Tiles` take."""
    import pandas as pd

    named = list(columns)
    pairs = [(row, column) for row in rows for column in named]
    data = pd.DataFrame(pairs, columns=["row", "column"])
    data["n"] = [int(count) for line in counts for count in line]
    return data
