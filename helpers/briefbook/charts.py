"""Charts: DataFrame to Axes, with title, units, source line and alt text.

Each chart is drawn by `Chart.draw` and changed in place by `Chart.update`, so reports
and the Explorer share one piece of code. What is drawn can be read back as data
(`Chart.drawn`): tests compare that, never the picture's bytes.

>>> colour("Huawei") == colour("Huawei"), colour("Huawei").startswith("#")
(True, True)
"""

from __future__ import annotations

import csv
import io
import textwrap
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 7.0  # inches: 700 px at the 100 dpi that reports are read at
DPI = 144
INK, GREY, GRID = "#1f2328", "#59636e", "#d9dee3"
# Okabe and Ito's colours, told apart by the colour-blind too, and a marker for print.
_PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#444444")
_MARKERS = ("s", "o", "^", "v", "D", "P", "X")

Artists = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands around a chart.

    Attributes
    ----------
    title
        The finding's sentence.
    x, y
        Axis labels with units.
    source
        Briefs and rows of the record that were used, and who is credited.
    alt
        The sentence that stands for the picture; the title where it is empty.
    none
        What is said where there is nothing to draw.
    """

    title: str
    x: str = ""
    y: str = ""
    source: str = ""
    alt: str = ""
    none: str = "No rows in this view."


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart: shows itself as a PNG with its alt text, no figure left open.

    Attributes
    ----------
    png
        The picture.
    alt
        The sentence that stands for it.
    data
        What was drawn, read back from the artists.
    """

    png: bytes
    alt: str
    data: pd.DataFrame

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        bundle = {"image/png": self.png, "text/plain": repr(self)}
        return bundle, {"image/png": {"alt": self.alt, "width": int(WIDTH * 100)}}

    def __repr__(self) -> str:
        """Return the alt text and the data drawn, so that both can be compared."""
        if self.data.empty:
            return self.alt
        return f"{self.alt}\n{self.data.to_string(index=False, float_format='%.6g')}"


class Chart(ABC):
    """One kind of chart over one frame.

    Parameters
    ----------
    data
        The rows to draw; the kind says which columns it needs. It is not changed.
    caption
        Title, axis labels, source line and alt text.
    height
        Inches; the width is always `WIDTH`.
    """

    columns: Sequence[str] = ()

    def __init__(
        self, data: pd.DataFrame, caption: Caption, *, height: float = 3.4
    ) -> None:
        missing = [name for name in self.columns if name not in data]
        if missing:
            raise KeyError(
                f"{type(self).__name__} needs the columns {list(self.columns)}: "
                f"{missing} missing of {list(data.columns)}"
            )
        self.data = data
        self.caption = caption
        self.height = height

    @abstractmethod
    def draw(self, ax: Axes) -> Artists:
        """Draw the data and return the artists that `update` changes."""

    @abstractmethod
    def drawn(self, artists: Artists) -> pd.DataFrame:
        """Return what the artists show, read back from them."""

    def update(self, artists: Artists, data: pd.DataFrame) -> Artists:
        """Show other data of the same columns on the same axes.

        Where it `fits` the artists are changed in place, else they are drawn anew.
        """
        self.data = data
        if self.fits(artists, data):
            self._place(artists, data)
            return artists
        ax = artists["ax"]
        ax.clear()
        plain_axes(ax)
        return self.draw(ax)

    def fits(self, artists: Artists, data: pd.DataFrame) -> bool:
        """Tell whether `data` can be shown by changing the artists in place."""
        return False

    def _place(self, artists: Artists, data: pd.DataFrame) -> None:
        """Change the artists in place; only called where the data fits."""
        raise NotImplementedError

    def picture(self) -> Picture:
        """Return the chart as a picture with its source line, and close it."""
        from matplotlib import rc_context

        # Two dollar signs are two amounts, not a formula.
        with rc_context({"text.parse_math": False}):
            return self._picture()

    def _picture(self) -> Picture:
        figure, ax = blank(self.height)
        alt = self.caption.alt or self.caption.title
        if self.data.empty:
            nothing(ax, textwrap.fill(self.caption.none, 90))
            drawn = self.data.iloc[:0]
            alt = f"{alt} {self.caption.none}"
        else:
            drawn = self.drawn(self.draw(ax))
        frame(figure, ax, self.caption)
        return Picture(to_png(figure), alt, drawn)


def empty_picture(sentence: str) -> Picture:
    """Return the picture of a view that leaves nothing to draw: it says so."""
    import pandas as pd

    figure, ax = blank(1.1)
    nothing(ax, textwrap.fill(sentence, 90))["text"].set_parse_math(False)
    return Picture(to_png(figure), sentence, pd.DataFrame())


def blank(height: float = 3.4) -> tuple[Figure, Axes]:
    """Return an empty figure that no window manager holds, and its axes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    ax = figure.add_subplot()
    plain_axes(ax)
    return figure, ax


def plain_axes(ax: Axes) -> None:
    """Give axes the house's look: a light grid, two spines, grey labels."""
    ax.set_axisbelow(True)
    ax.grid(visible=True, color=GRID, linewidth=0.7)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(GREY)
    ax.tick_params(colors=GREY, labelsize=8.5, length=3)


def frame(figure: Figure, ax: Axes, caption: Caption) -> None:
    """Set title, labels and source line around the axes so that nothing is cut off."""
    title = textwrap.fill(caption.title, 78)
    source = textwrap.fill(caption.source, 118)
    width, height = figure.get_size_inches()
    top = 0.2 * (title.count("\n") + 1) + 0.12 if title else 0.1
    bottom = 0.15 * (source.count("\n") + 1) + 0.1 if source else 0.05
    figure.set_size_inches(width, height + top + bottom)
    height += top + bottom
    # A label that is longer than its axis would be cut off at the picture's edge.
    ax.set_xlabel(textwrap.fill(caption.x, 64), fontsize=9, color=GREY)
    ax.set_ylabel(caption.y, fontsize=9, color=GREY)
    left = 0.08 / width
    common = {"ha": "left", "linespacing": 1.3}
    figure.text(
        left,
        1 - 0.06 / height,
        title,
        va="top",
        fontsize=10.5,
        color=INK,
        fontweight="bold",
        **common,
    )
    figure.text(
        left, 0.05 / height, source, va="bottom", fontsize=7, color=GREY, **common
    )
    figure.set_layout_engine(
        "constrained", rect=(0, bottom / height, 1, 1 - (top + bottom) / height)
    )


def nothing(ax: Axes, sentence: str) -> Artists:
    """Say in the axes' middle that there is nothing to draw."""
    ax.set_axis_off()
    text = ax.text(
        0.5, 0.5, sentence, transform=ax.transAxes, ha="center", va="center", color=GREY
    )
    return {"ax": ax, "text": text}


def to_png(figure: Figure) -> bytes:
    """Return the figure as PNG bytes without a date or a version in them.

    The picture keeps 128 colours, no channel further than a few of 255 steps from what
    was drawn: a third of the size, so that a notebook of pictures stays small.
    """
    from PIL import Image

    figure.canvas.draw()
    canvas = figure.canvas
    size, pixels = canvas.get_width_height(), canvas.buffer_rgba()
    drawn = Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1).convert("RGB")
    few = drawn.quantize(
        128, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
    buffer = io.BytesIO()
    few.save(buffer, format="PNG", compress_level=9, dpi=(DPI, DPI))
    return buffer.getvalue()


def colour(name: str) -> str:
    """Return the colour of an actor or theme: the same in every notebook."""
    known = _known()
    if name in known:
        return known[name]["colour"]
    return _PALETTE[crc32(name.encode("utf-8", "replace")) % len(_PALETTE)]


def marker(name: str) -> str:
    """Return the marker of an actor or theme, for print without colour."""
    known = _known()
    if name in known:
        return known[name]["marker"]
    return _MARKERS[crc32(name.encode("utf-8", "replace")) % len(_MARKERS)]


@cache
def _known() -> Mapping[str, dict[str, str]]:
    path = Path(__file__).with_name("palette.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}
