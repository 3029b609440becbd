"""Many small numbers in a chart, drawn as one artist."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from briefbook.charts import INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE = 8.0  # points


class Numbers(PathCollection):  # type: ignore[misc]
    """Numbers at places of the data.

    A text of its own for each number takes most of the time that a chart needs to
    change; their outlines in one collection take a tenth of it. In vector formats they
    are texts, so that they can be searched and edited.

    Parameters
    ----------
    ax
        The axes they belong to.
    ha
        Where each stands to its place: ``left`` of it begins the text, or ``center``.
    """

    def __init__(self, ax: Axes, ha: str = "left") -> None:
        super().__init__([], offset_transform=ax.transData, linewidths=0)
        self._ha = ha
        self._labels: list[str] = []
        self.set_transform(Affine2D().scale(1 / 72) + ax.figure.dpi_scale_trans)
        ax.add_collection(self, autolim=False)

    def show(self, numbers: Sequence[int], places: Any, colours: Any = INK) -> None:
        """Show the numbers that are not 0 at their places, one (x, y) each."""
        self._labels = [f"{n:,}" if n else "" for n in numbers]
        self.set_paths([_outline(label, self._ha) for label in self._labels])
        self.set_offsets(np.asarray(places, dtype=float).reshape(-1, 2))
        self.set_facecolor(colours)

    def draw(self, renderer: Any) -> None:
        """Draw the numbers, as outlines where the picture is made of pixels."""
        if hasattr(renderer, "buffer_rgba"):
            super().draw(renderer)
            return
        colours = self.get_facecolor()
        for i, (label, (x, y)) in enumerate(
            zip(self._labels, self.get_offsets(), strict=True)
        ):
            text = Text(
                x,
                y,
                label,
                va="center_baseline",
                ha=self._ha,
                fontsize=_SIZE,
                color=colours[i % len(colours)],
                transform=self.get_offset_transform(),
                clip_on=False,
            )
            text.set_figure(self.figure)
            text.draw(renderer)


@lru_cache(maxsize=4096)
def _outline(label: str, ha: str) -> Path:
    if not label:
        return Path(np.empty((0, 2)))
    path = TextPath((0, 0), label, size=_SIZE)
    middle = _height() / 2
    left = path.get_extents().width / 2 if ha == "center" else 0.0
    return Path(path.vertices - (left, middle), path.codes)


@lru_cache(maxsize=1)
def _height() -> float:
    return float(TextPath((0, 0), "0", size=_SIZE).get_extents().height)
