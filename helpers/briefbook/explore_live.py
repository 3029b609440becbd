"""The Explorer's picture: one figure that is kept, and changed in place."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING, Any

from briefbook.charts import Artists, Caption, Chart, blank, frame, nothing

if TYPE_CHECKING:
    from collections.abc import Sequence


class Live:
    """One figure that is kept while the chart's kind and axes stay.

    A chart that names its ``moving`` artists is drawn once without them; from then on
    only they are drawn, over the kept ground.
    """

    def __init__(self) -> None:
        self._kept: tuple[Any, ...] = ()
        self._chart: Chart | None = None
        self._artists: Artists = {}
        self._figure: Any = None
        self._axes: Any = None
        self._ground: Any = None

    def png(self, chart: Chart) -> bytes:
        """Return the picture of `chart`: its axes labels, no title."""
        kept = (type(chart), chart.caption.x, chart.caption.y, chart.height)
        if chart.data.empty:
            self._begin(chart)
            nothing(self._axes, textwrap.fill(chart.caption.none, 90))
            self._kept, self._chart = (), None
            return self._bytes()
        if (
            self._chart is None
            or self._kept != kept
            or not self._chart.fits(self._artists, chart.data)
            # Longer numbers at the axis need room of their own.
            or _digits(chart) > self._digits
        ):
            self._draw(chart)
            self._kept = kept
        else:
            self._chart.update(self._artists, chart.data)
        return self._bytes()

    def _draw(self, chart: Chart) -> None:
        self._begin(chart)
        self._artists = chart.draw(self._axes)
        self._chart, self._digits = chart, _digits(chart)
        # Once the layout is found it stays: no second pass, and nothing jumps.
        self._figure.draw_without_rendering()
        self._figure.set_layout_engine("none")
        moving = self._moving()
        if moving:
            for artist in moving:
                artist.set_animated(True)
            canvas = self._figure.canvas
            canvas.draw()
            self._ground = canvas.copy_from_bbox(self._figure.bbox)

    def _begin(self, chart: Chart) -> None:
        self._figure, self._axes = blank(chart.height)
        self._ground, self._artists = None, {}
        caption = Caption("", x=chart.caption.x, y=chart.caption.y)
        frame(self._figure, self._axes, caption)

    def _moving(self) -> Sequence[Any]:
        return self._artists.get("moving", ())

    def _bytes(self) -> bytes:
        from PIL import Image

        canvas = self._figure.canvas
        if self._ground is None:
            canvas.draw()
        else:
            canvas.restore_region(self._ground)
            for artist in self._moving():
                if artist.get_visible() and getattr(artist, "_text", None) != "":
                    self._axes.draw_artist(artist)
        buffer = io.BytesIO()
        pixels, size = canvas.buffer_rgba(), canvas.get_width_height()
        # The ground is opaque: without the fourth channel there is less to pack.
        picture = Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1)
        picture.convert("RGB").save(buffer, "png", compress_level=1)
        return buffer.getvalue()


def _digits(chart: Chart) -> int:
    return len(f"{int(chart.data['n'].max()):,}")
