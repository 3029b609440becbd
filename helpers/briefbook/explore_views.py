"""The Explorer's charts of a selection, counted from its codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefbook.chart_kinds import CountGrid, PeriodBars, Tiles, grid
from briefbook.charts import Caption, Chart
from briefbook.explore_check import verdicts
from briefbook.explore_codes import NEVER

if TYPE_CHECKING:
    import numpy as np

    from briefbook.dataset import Dataset
    from briefbook.explore_engine import Engine, Selection

    Array = np.ndarray[Any, Any]

SHOWS = {
    "chart": "Figures by unit and theme",
    "timeline": "Timeline",
    "actors": "Who acts on whom",
    "table": "Table with evidence",
    "check": "Beside the record",
}
DATED = {"published": "day published", "about": "period spoken of"}
HEIGHT = 3.5
_MOST_UNITS = 7
_MOST_ACTORS = 8
_OTHER, _NO_FIGURE, _NOBODY = "other units", "no figure", "(nobody named)"


def chart_of(
    ds: Dataset, selection: Selection, show: str, dated: str, caption: Caption
) -> Chart:
    """Return the chart of a selection that `show` names."""
    if show == "check":
        return verdicts(ds, selection, caption)
    if show == "timeline":
        return _timeline(selection, dated, caption)
    if show == "actors":
        return _matrix(selection, caption)
    return _by_unit(selection, caption)


def axis_labels(show: str, dated: str, of: str) -> tuple[str, str]:
    """Return what stands at the axes of a chart."""
    if show == "timeline":
        return f"{DATED[dated]}", of
    if show == "actors":
        return "acted on", "who acts"
    if show == "check":
        return "claims with each verdict of the record", ""
    return f"{of} under each theme of their brief", ""


def _by_unit(selection: Selection, caption: Caption) -> Chart:
    import numpy as np

    engine = selection.engine
    coded = engine.coded["units"]
    every = engine.base_units
    order = [i for i in np.argsort(-every, kind="stable") if i and every[i]]
    shown, others = order[:_MOST_UNITS], order[_MOST_UNITS:]
    line = np.zeros(len(every), dtype="int32")
    names = [coded.names[i - 1] for i in shown]
    line[shown] = np.arange(len(shown))
    if others:
        line[others] = len(names)
        names.append(_OTHER)
    if every[0]:
        line[0] = len(names)
        names.append(_NO_FIGURE)
    themes = engine.base_themes
    lines = line[coded.columns[0][selection.rows]]
    # Briefs with the same themes are counted as one, then spread over the themes.
    sets, of_brief = engine.theme_sets
    found = of_brief[engine.row_brief[selection.rows]]
    each = np.bincount(
        lines * len(sets) + found, minlength=len(names) * len(sets)
    ).reshape(len(names), len(sets))
    counts = each @ sets[:, themes].astype("int64")
    return CountGrid(
        grid(names, [engine.themes[t] for t in themes], counts),
        caption,
        height=HEIGHT,
    )


def _timeline(selection: Selection, dated: str, caption: Caption) -> Chart:
    import numpy as np
    import pandas as pd

    engine = selection.engine
    days = row_days(engine, dated)
    known = days[engine.base_rows]
    known = known[known != NEVER]
    if not len(known):
        empty = pd.DataFrame({"label": [], "n": []})
        return PeriodBars(empty, caption, height=HEIGHT)
    first, last = (np.datetime64(int(d), "D") for d in (known.min(), known.max()))
    span = int((last - first).astype(int))
    code = "D" if span < 45 else "M" if span < 1100 else "Y"
    periods = pd.period_range(first, last, freq=code)
    start = np.datetime64(first, code).astype(int)
    chosen = days[selection.rows]
    chosen = chosen[chosen != NEVER].astype("datetime64[D]")
    bins = chosen.astype(f"datetime64[{code}]").astype(int) - start
    labels = {"D": "%-d %b", "M": "%b %Y", "Y": "%Y"}[code]
    if code == "D":
        names = [f"{p.day} {p.strftime('%b')}" for p in periods]
    else:
        names = [p.strftime(labels) for p in periods]
    counts = np.bincount(bins, minlength=len(names))
    data = pd.DataFrame({"label": names, "n": counts[: len(names)]})
    return PeriodBars(data, caption, height=HEIGHT)


def row_days(engine: Engine, dated: str) -> Array:
    """Return the day of each row as a number: published, or spoken of."""
    import numpy as np

    if dated == "published" or engine.of != "claims":
        days: Array = engine.published[engine.row_brief]
        return days
    first, last = engine.period
    limits = np.iinfo("int32")
    # A period counts where it ends; an open one where it begins.
    days = np.where(last == limits.max, first, last)
    return np.where((days <= limits.min + 1) | (days == limits.max), NEVER, days)


def _matrix(selection: Selection, caption: Caption) -> Chart:
    import numpy as np

    coded = selection.engine.coded["actors"]
    who, whom = (column[selection.claim_rows] for column in coded.columns)
    size = len(coded.names) + 1
    by_who, by_whom = (np.bincount(codes, minlength=size) for codes in (who, whom))
    nobody = by_whom[0] > 0
    by_who[0] = by_whom[0] = 0
    lines, columns = _most(by_who), _most(by_whom)
    columns = [*columns, 0] if nobody else columns
    # What is not shown falls into one line and one column more, which are cut off.
    shape = (len(lines) + 1, len(columns) + 1)
    line, column = (_places(codes, size) for codes in (lines, columns))
    cells = np.bincount(
        line[who] * shape[1] + column[whom], minlength=shape[0] * shape[1]
    )
    names = ("", *coded.names)
    return Tiles(
        grid(
            [names[code] for code in lines],
            [names[code] or _NOBODY for code in columns],
            cells.reshape(shape)[:-1, :-1],
        ),
        caption,
        height=HEIGHT,
    )


def _most(counts: Array) -> list[int]:
    import numpy as np

    order = np.argsort(-counts, kind="stable")[:_MOST_ACTORS]
    return [int(place) for place in order if counts[place]]


def _places(codes: list[int], size: int) -> Array:
    """Return for each code its place in `codes`; one past all where it has none."""
    import numpy as np

    places = np.full(size, len(codes), dtype="int32")
    places[codes] = np.arange(len(codes))
    return places
