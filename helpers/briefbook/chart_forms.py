"""Forms of charts that findings use: bars, lines over time, and a curve with points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from briefbook.chart_forms_more import apart
from briefbook.charts import GREY, INK, Artists, Caption, Chart, colour, marker
from briefbook.tables import amount, scaled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


_GAP = 1.6  # a step longer than so many usual ones leaves points out
_NEAR = 0.018  # points of a lane nearer than this part of the width would overlap
_ASIDE = (0.0, -0.2, 0.2)  # where such points stand in their lane


# Entries of a legend on one line, by the letters of all of them.
_COLUMNS = ((40, 5), (50, 4), (float("inf"), 3))


class Bars(Chart):
    """Horizontal bars, one a row, with the value at each bar's end.

    Parameters
    ----------
    data
        Columns ``label``, ``value``, ``unit`` and ``who`` (names the colour).
    """

    columns = ("label", "value", "unit", "who")

    def __init__(self, data: pd.DataFrame, caption: Caption) -> None:
        super().__init__(data, caption, height=0.6 + 0.38 * max(len(data), 2))

    def draw(self, ax: Axes) -> Artists:
        """Draw a bar for each row, the first on top."""
        import seaborn as sns
        from matplotlib.ticker import MaxNLocator

        names = list(dict.fromkeys(self.data["who"]))
        sns.barplot(
            self.data,
            x="value",
            y="label",
            hue="who",
            palette={name: colour(name) for name in names},
            orient="h",
            errorbar=None,
            saturation=1,
            dodge=False,
            legend=False,
            width=0.62,
            # An edge: yellow on white is no contrast, and print has no colour.
            edgecolor=INK,
            linewidth=0.5,
            ax=ax,
        )
        for place, row in enumerate(self.data.itertuples()):
            ax.annotate(
                f" {amount(row.value, row.unit)} ",
                (float(row.value), place),
                ha="left" if float(row.value) >= 0 else "right",
                va="center",
                fontsize=8.5,
                color=INK,
            )
        ax.grid(visible=False, axis="y")
        ax.margins(x=0.16)
        ax.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=_counts(self.data)))
        ax.xaxis.set_major_formatter(lambda value, _: scaled(value))
        ax.tick_params(axis="y", labelcolor=INK, length=0)
        return {"ax": ax}

    def drawn(self, artists: Artists) -> pd.DataFrame:
        """Return label and length of each bar."""
        import pandas as pd

        ax = artists["ax"]
        labels = [text.get_text() for text in ax.get_yticklabels()]
        bars = [
            bar
            for container in ax.containers
            for bar in container
            if bar.get_width() == bar.get_width()
        ]
        rows = sorted(
            (bar.get_y() + bar.get_height() / 2, bar.get_width()) for bar in bars
        )
        lengths = [width for _, width in rows]
        return pd.DataFrame({"label": labels, "value": lengths})


class Lines(Chart):
    """Values over time, a line for each name, with days marked.

    Where points of a name are missing, its line is broken.

    Parameters
    ----------
    data
        Columns ``day``, ``value`` and ``who``; one row a point.
    marks
        Days to mark with a vertical line and a few words.
    """

    columns = ("day", "value", "who")

    def __init__(
        self,
        data: pd.DataFrame,
        caption: Caption,
        *,
        marks: Sequence[tuple[Any, str]] = (),
        height: float = 3.4,
    ) -> None:
        super().__init__(data, caption, height=height)
        self.marks = marks

    def draw(self, ax: Axes) -> Artists:
        """Draw a line with markers for each name, named at its last point."""
        import seaborn as sns
        from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

        names = list(dict.fromkeys(self.data["who"]))
        data = self.data.assign(piece=_pieces(self.data))
        sns.lineplot(
            data,
            x="day",
            y="value",
            hue="who",
            style="who",
            units="piece",
            palette={name: colour(name) for name in names},
            markers={name: marker(name) for name in names},
            dashes=False,
            errorbar=None,
            estimator=None,
            legend=False,
            markersize=6,
            ax=ax,
        )
        low, high = ax.get_ylim()
        lasts = {name: data[data["who"] == name].iloc[-1] for name in names}
        ends = {name: float(last["value"]) for name, last in lasts.items()}
        for name, height in apart(ends, 0.062 * (high - low)).items():
            ax.annotate(
                f"  {name}",
                (lasts[name]["day"], height),
                va="center",
                fontsize=8.5,
                color=INK,
                annotation_clip=False,
            )
        # The words stand above all points, neighbours at three heights, so that they
        # run into nothing.
        rows = min(3, sum(bool(words) for _, words in self.marks))
        top = high + 0.08 * rows * (high - low)
        ax.set_ylim(low, top)
        named = 0
        for day, words in self.marks:
            ax.axvline(day, color=GREY, linewidth=0.9, linestyle=(0, (3, 3)))
            if not words:
                continue
            height = top - (0.01 + 0.08 * (named % 3)) * (high - low)
            named += 1
            ax.annotate(
                words,
                (day, height),
                xytext=(3, 0),
                textcoords="offset points",
                fontsize=7.5,
                color=GREY,
                va="top",
                # A neighbour's line does not run through them.
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
            )
        ax.yaxis.set_major_formatter(lambda value, _: scaled(value))
        locator = AutoDateLocator()
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
        ax.margins(x=0.12)
        pieces = [data[data["who"] == name]["piece"].nunique() for name in names]
        each = [n for n, count in zip(names, pieces, strict=True) for _ in range(count)]
        return {"ax": ax, "names": each}

    def drawn(self, artists: Artists) -> pd.DataFrame:
        """Return the points of each line."""
        import pandas as pd
        from matplotlib.dates import num2date

        rows = [
            (name, f"{num2date(day):%Y-%m-%d}", value)
            for name, line in zip(
                artists["names"], artists["ax"].get_lines(), strict=False
            )
            for day, value in zip(line.get_xdata(), line.get_ydata(), strict=True)
        ]
        return pd.DataFrame(rows, columns=["who", "day", "value"])


class Spans(Chart):
    """A lane for each name, with its periods as bars and its days as points.

    Parameters
    ----------
    data
        Columns ``lane``, ``start``, ``end`` and ``kind``; a row whose start is its end
        is a point. Kinds are told apart by colour and marker.
    at_end
        Whether the point of a period stands at its end, else in its middle.
    """

    columns = ("lane", "start", "end", "kind")

    def __init__(
        self, data: pd.DataFrame, caption: Caption, *, at_end: bool = False
    ) -> None:
        # A lane is as high as the longest of the names that stand beside it.
        lines = max((str(lane).count("\n") + 1 for lane in data["lane"]), default=1)
        lane = max(0.34, 0.145 * lines + 0.07)
        super().__init__(data, caption, height=0.9 + lane * data["lane"].nunique())
        self.at_end = at_end

    def draw(self, ax: Axes) -> Artists:
        """Draw the lanes, the first on top, with a legend of the kinds."""
        from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

        lanes = list(dict.fromkeys(self.data["lane"]))
        places = self.data["lane"].map(lanes.index)
        aside = places + self._aside()
        handles = {}
        for kind, rows in self.data.groupby("kind", sort=False, observed=True):
            at = places[rows.index]
            days = (rows["end"] - rows["start"]).dt.days
            long = days > 0
            middles = rows["start"] + (rows["end"] - rows["start"]) / 2
            ax.hlines(
                at[long],
                rows["start"][long],
                rows["end"][long],
                color=colour(str(kind)),
                linewidth=5,
                alpha=0.55,
            )
            handles[kind] = ax.scatter(
                rows["end"] if self.at_end else middles.where(long, rows["start"]),
                aside[rows.index],
                color=colour(str(kind)),
                marker=marker(str(kind)),
                s=32,
                # An edge: yellow on white is no contrast, and print has no colour.
                edgecolors=INK,
                linewidths=0.6,
                zorder=3,
                label=str(kind),
            )
        ax.set_yticks(range(len(lanes)), lanes)
        ax.invert_yaxis()
        ax.tick_params(axis="y", labelcolor=INK, length=0, labelsize=8)
        ax.grid(visible=False, axis="y")
        locator = AutoDateLocator()
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
        letters = sum(map(len, map(str, handles)))
        ax.legend(
            # From the right edge: there is room to the left, above the lanes' names.
            loc="lower right",
            bbox_to_anchor=(1, 1),
            ncols=next(n for most, n in _COLUMNS if letters < most),
            fontsize=8,
            frameon=False,
            handletextpad=0.2,
            columnspacing=1.2,
        )
        return {"ax": ax, "lanes": lanes, "points": handles}

    def _aside(self) -> pd.Series:
        """Return how far each point stands off its lane's middle, so that all show."""
        import pandas as pd

        data = self.data
        near = (data["end"].max() - data["start"].min()) * _NEAR
        found = pd.Series(0.0, index=data.index)
        for _, rows in data.groupby("lane", sort=False, observed=True):
            last, turn = None, 0
            for index, day in rows["end"].sort_values(kind="stable").items():
                turn = turn + 1 if last is not None and day - last < near else 0
                found[index] = _ASIDE[turn % len(_ASIDE)]
                last = day
        return found

    def drawn(self, artists: Artists) -> pd.DataFrame:
        """Return lane, kind and day of each point."""
        import pandas as pd
        from matplotlib.dates import num2date

        rows = [
            (artists["lanes"][round(place)], str(kind), f"{num2date(day):%Y-%m-%d}")
            for kind, points in artists["points"].items()
            for day, place in points.get_offsets()
        ]
        return pd.DataFrame(rows, columns=["lane", "kind", "day"])


class Curve(Chart):
    """A curve with a few named points on it.

    Parameters
    ----------
    data
        Columns ``x``, ``y`` and ``label``; rows without a label make the curve, the
        others are its points.
    """

    columns = ("x", "y", "label", "who")

    def draw(self, ax: Axes) -> Artists:
        """Draw the curve and its points, with their labels beside them."""
        import seaborn as sns

        named = self.data["label"].notna()
        curve, points = self.data[~named], self.data[named]
        sns.lineplot(curve, x="x", y="y", color=GREY, errorbar=None, ax=ax)
        sns.scatterplot(
            points,
            x="x",
            y="y",
            hue="who",
            palette={name: colour(name) for name in points["who"].unique()},
            s=52,
            zorder=3,
            legend=False,
            ax=ax,
        )
        for place, point in enumerate(points.sort_values("x").itertuples()):
            # In turns above and below the curve: neighbours would run together.
            above = place % 2 == 0
            ax.annotate(
                point.label,
                (point.x, point.y),
                xytext=(8, 6) if above else (-7, -6),
                textcoords="offset points",
                ha="left" if above else "right",
                va="bottom" if above else "top",
                fontsize=8.5,
                color=INK,
            )
        ax.set_ylim(bottom=0)
        return {"ax": ax, "points": points}

    def drawn(self, artists: Artists) -> pd.DataFrame:
        """Return the named points, as they stand in the axes."""
        import pandas as pd

        offsets = artists["ax"].collections[0].get_offsets()
        frame = pd.DataFrame(offsets, columns=["x", "y"])
        frame.insert(0, "label", list(artists["points"]["label"]))
        return frame


def _pieces(data: pd.DataFrame) -> pd.Series:
    """Return which unbroken piece of its line each point belongs to."""
    import pandas as pd

    step = data.groupby("who", sort=False, observed=True)["day"].diff()
    usual = step.groupby(data["who"], observed=True).transform("median")
    gap = (step > _GAP * usual).astype(int)
    pieces = gap.groupby(data["who"], observed=True).cumsum()
    return pd.Series(pieces, index=data.index)


def _counts(data: pd.DataFrame) -> bool:
    return bool((data["unit"] == "count").all())
