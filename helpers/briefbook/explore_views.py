"""What the Explorer shows of a selection: charts that stay, and the words of rows."""

from __future__ import annotations

import io
from html import escape
from typing import TYPE_CHECKING, Any

from briefbook.chart_kinds import CountGrid, PeriodBars, Tiles, grid
from briefbook.charts import Caption, Chart, blank, frame, nothing
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
}
DATED = {"published": "day published", "about": "period spoken of"}
SORTS = {
    "published": "day published",
    "value": "value",
    "actor": "actor",
    "unit": "unit",
    "period_end": "period spoken of",
}
PAGE = 20
HEIGHT = 3.5
_MOST_UNITS = 7
_MOST_ACTORS = 8
_OTHER, _NO_FIGURE, _NOBODY = "other units", "no figure", "(nobody named)"


def chart_of(selection: Selection, show: str, dated: str, caption: Caption) -> Chart:
    """Return the chart of a selection that `show` names."""
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
    return f"{of} under each theme of their brief", ""


def _by_unit(selection: Selection, caption: Caption) -> Chart:
    import numpy as np

    engine = selection.engine
    coded = engine.coded["units"]
    told = _of_corpora(selection)
    every = np.bincount(coded.columns[0][told], minlength=len(coded.names) + 1)
    order = [i for i in np.argsort(-every, kind="stable") if i and every[i]]
    shown, others = order[:_MOST_UNITS], order[_MOST_UNITS:]
    line = np.zeros(len(every), dtype="int64")
    names = [coded.names[i - 1] for i in shown]
    line[shown] = np.arange(len(shown))
    if others:
        line[others] = len(names)
        names.append(_OTHER)
    if every[0]:
        line[0] = len(names)
        names.append(_NO_FIGURE)
    briefs = np.unique(engine.row_brief[told])
    used = engine.brief_themes[briefs].any(axis=0)
    themes = [int(place) for place in np.flatnonzero(used)]
    lines = line[coded.columns[0][selection.rows]]
    of_brief = engine.row_brief[selection.rows]
    counts = [
        np.bincount(
            lines[engine.brief_themes[:, theme][of_brief]], minlength=len(names)
        )
        for theme in themes
    ]
    return CountGrid(
        grid(names, [engine.themes[t] for t in themes], zip(*counts, strict=True)),
        caption,
        height=HEIGHT,
    )


def _timeline(selection: Selection, dated: str, caption: Caption) -> Chart:
    import numpy as np
    import pandas as pd

    engine = selection.engine
    days = _row_days(engine, dated)
    known = days[_of_corpora(selection)]
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


def _of_corpora(selection: Selection) -> Array:
    """Return the rows of the corpora in view: what the axes hold, other filters or not.

    A corpus that is not asked for must not change a picture.
    """
    import numpy as np

    engine = selection.engine
    missed = engine.misses(selection.view, "corpora")
    if missed is None:
        return np.arange(len(engine.row_brief))
    return np.flatnonzero(missed[engine.row_brief] == 0)


def _row_days(engine: Engine, dated: str) -> Array:
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

    engine = selection.engine
    coded = engine.coded["actors"]
    if engine.of == "claims":
        who, whom = (column[selection.rows].astype(int) for column in coded.columns)
    else:
        figures = np.zeros(len(engine.table) + 1, bool)
        figures[selection.rows] = True
        rows = np.flatnonzero(figures[engine.claim_figure])
        who, whom = (column[rows].astype(int) for column in coded.columns)
    size = len(coded.names) + 1
    lines = _most(np.bincount(who[who > 0], minlength=size))
    columns = _most(np.bincount(whom[whom > 0], minlength=size))
    columns = [*columns, 0] if (whom == 0).any() else columns
    counts = [
        [int(((who == line) & (whom == column)).sum()) for column in columns]
        for line in lines
    ]
    names = ("", *coded.names)
    return Tiles(
        grid(
            [names[line] for line in lines],
            [names[column] or _NOBODY for column in columns],
            counts,
        ),
        caption,
        height=HEIGHT,
    )


def _most(counts: Array) -> list[int]:
    import numpy as np

    order = np.argsort(-counts, kind="stable")[:_MOST_ACTORS]
    return [int(place) for place in order if counts[place]]


class Live:
    """One figure that is kept, and changed in place while its kind and axes stay."""

    def __init__(self) -> None:
        self._kind: tuple[type, str, str] | None = None
        self._chart: Chart | None = None
        self._artists: dict[str, Any] = {}
        self._figure: Any = None
        self._axes: Any = None

    def png(self, chart: Chart) -> bytes:
        """Return the picture of `chart`: its axes labels, no title."""
        kind = (type(chart), chart.caption.x, chart.caption.y)
        if chart.data.empty:
            self._begin(chart)
            nothing(self._axes, "No rows are left.")
            self._kind = None
        elif self._kind != kind or self._chart is None:
            self._begin(chart)
            self._artists = chart.draw(self._axes)
            self._kind, self._chart = kind, chart
            self._settle()
        else:
            before = self._artists
            self._artists = self._chart.update(before, chart.data)
            if self._artists is not before:
                self._begin(chart)
                self._artists = chart.draw(self._axes)
                self._chart = chart
                self._settle()
        return self._bytes()

    def _begin(self, chart: Chart) -> None:
        self._figure, self._axes = blank(chart.height)
        caption = Caption("", x=chart.caption.x, y=chart.caption.y)
        frame(self._figure, self._axes, caption)

    def _settle(self) -> None:
        # Once the layout is found it stays: no second pass, and nothing jumps.
        self._figure.draw_without_rendering()
        self._figure.set_layout_engine("none")

    def _bytes(self) -> bytes:
        buffer = io.BytesIO()
        self._figure.canvas.print_png(
            buffer, metadata={"Software": None}, pil_kwargs={"compress_level": 1}
        )
        return buffer.getvalue()


def evidence_html(
    ds: Dataset, selection: Selection, *, sort: str, down: bool, page: int
) -> str:
    """Return one page of the rows, each with its sentence and the words marked."""
    from briefbook.tables import amount, period

    engine = selection.engine
    rows = engine.table.iloc[sorted_rows(selection, sort, down)[_slice(page)]]
    if not len(rows):
        return '<p class="bb-none">No rows are left: clear a filter.</p>'
    id_column = "claim_id" if engine.of == "claims" else "figure_id"
    quoted = {item.row_id: item for item in ds.evidence(list(rows[id_column]))}
    body = []
    for row in rows.to_dict("records"):
        item = quoted[row[id_column]]
        who = " ".join(
            shown(row.get(name)) for name in ("actor", "action", "target")
        ).strip()
        days = period(row.get("period_start"), row.get("period_end"))
        value = amount(row["value"], row["unit"], row["value_high"], row["bound"])
        cells = (who, shown(value), shown(days))
        body.append(
            '<tr><th scope="row">'
            + f"{cells[0]}</th><td>{cells[1]}</td><td>{cells[2]}</td>"
            + f"<td>{_sentence(item)}{_brief(ds, item)}</td></tr>"
        )
    heads = ("who does what", "value", "period", "the words, in their sentence")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    start = page * PAGE
    caption = f"{engine.of} {start + 1:,}–{start + len(rows):,} of {len(selection):,}"
    return (
        f'<table class="bb-table"><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )


def sorted_rows(selection: Selection, sort: str, down: bool) -> Array:
    """Return the rows' places by a column; equal ones and nulls as in the table."""
    import numpy as np

    engine = selection.engine
    rows = selection.rows
    if sort == "value":
        # Money by its value in dollars, or amounts of two currencies would mix.
        keys: Array = engine.ends[0][rows]
    elif sort == "actor" and engine.of == "claims":
        keys = engine.coded["actors"].columns[0][rows].astype(float)
    elif sort == "unit":
        keys = engine.coded["units"].columns[0][rows].astype(float)
    elif sort == "period_end":
        keys = _row_days(engine, "about")[rows].astype(float)
        keys[keys == NEVER] = np.nan
    else:
        keys = engine.published[engine.row_brief][rows].astype(float)
    if sort in ("actor", "unit"):
        keys[keys == 0] = np.nan
    order = np.argsort(-keys if down else keys, kind="stable")
    return rows[order]


def _slice(page: int) -> slice:
    return slice(page * PAGE, (page + 1) * PAGE)


def shown(value: Any) -> str:
    """Return a value as HTML text that nothing can break: null is empty."""
    if value is None or value != value or str(value) == "<NA>":
        return ""
    return escape(clean(value)).replace("_", " ")


def clean(value: Any) -> str:
    """Return text that can be sent: a lone surrogate becomes a question mark."""
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _sentence(item: Any) -> str:
    before, quote, after = (
        escape(clean(part)) for part in (item.before, item.quote, item.after)
    )
    return f"{before}<mark>{quote}</mark>{after}"


def _brief(ds: Dataset, item: Any) -> str:
    brief = ds.brief(item.brief_id)
    title = escape(clean(f"{item.title}, {item.published}"))
    ours = " (our wording)" if item.text_kind == "rewritten" else ""
    text = "".join(f"<p>{escape(clean(p))}</p>" for p in brief.text.split("\n") if p)
    return (
        f"<details><summary>{title}{ours}</summary>"
        f'<p class="bb-file">{escape(clean(brief.path))}</p>{text}</details>'
    )
