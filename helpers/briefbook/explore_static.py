"""What stands where the Explorer can't live: a picture, a table, and the way back.

Three outputs follow one another: the controls, a picture, a table. While the controls
live they hide the other two; in a saved notebook or a report those two remain, and a
change made by hand brings them up to date. Nothing in them differs from run to run, but
for the picture's bytes.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

from briefbook.evidence import quote_row
from briefbook.explore_rows import sorted_rows
from briefbook.explore_served import manager_problem
from briefbook.explore_text import clean

if TYPE_CHECKING:
    from briefbook.explore import Explorer
    from briefbook.tables import Shown

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_OWN = "bb-explorer-static"
# In a trusted notebook without a kernel JupyterLab shows "model not found" where the
# controls were; this hides it, as long as no controls live there.
_HIDE_DEAD = (
    "<style>.jp-OutputArea-child:not(:has(.bb-explorer)):has("
    f"+ .jp-OutputArea-child + .jp-OutputArea-child .{_OWN})"
    "{display:none}</style>"
)
_COLUMNS = {
    "claims": {
        "actor": "who",
        "action": "does",
        "target": "to whom",
        "amount": "value",
        "period": "period",
        "words": "words",
        "title": "brief",
    },
    "figures": {"amount": "value", "words": "words", "title": "brief"},
}
_RUN = "Run > Run All Cells"
_HOW = (
    "This is the last view of an Explorer. To filter it by hand, open the notebook in "
    f"JupyterLab and choose {_RUN}."
)
_ABOVE = f"Its controls appear here once the notebook runs in JupyterLab: {_RUN}."


def rows_table(ex: Explorer, n: int | None) -> Shown:
    """Return the rows left, sorted as chosen, as a captioned table."""
    import pandas as pd

    from briefbook.tables import Html, amount, period, table

    engine = ex.engine
    order = sorted_rows(ex.selection, ex.sort, ex.descending, n)
    rows = engine.table.iloc[order].copy()
    quoted = [quote_row(ex.ds._whole, ex.of, row) for row in rows.to_dict("records")]
    rows["amount"] = [
        amount(row.value, row.unit, row.value_high, row.bound)
        for row in rows.itertuples()
    ]
    if ex.of == "claims":
        spans = zip(rows["period_start"], rows["period_end"], strict=True)
        rows["period"] = [period(*span) for span in spans]
    marked = [
        Html(
            f"{escape(clean(item.before))}<mark>{escape(clean(item.quote))}"
            f"</mark>{escape(clean(item.after))}"
        )
        for item in quoted
    ]
    # As a column of texts the cells would forget that they are HTML.
    rows["words"] = pd.Series(marked, index=rows.index, dtype="object")
    for name in ("actor", "action", "target", "title"):
        if name in rows:
            texts = rows[name].astype("object")
            rows[name] = [clean(t) if isinstance(t, str) else "" for t in texts]
    # What none of the rows has only takes width from their words.
    columns = {
        name: label
        for name, label in _COLUMNS[ex.of].items()
        if rows.empty or any(cell != "" for cell in rows[name])
    }
    made = table(rows, ex.sentence, columns=columns)
    return replace(made, of=len(ex))


def picture_bundle(ex: Explorer) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the picture as an output, its alt text in the metadata."""
    bundle, metadata = ex.picture()._repr_mimebundle_()
    return bundle, metadata


def table_bundle(ex: Explorer) -> dict[str, str]:
    """Return the table as an output, with the line that leads back."""
    shown = ex.table()
    html = (
        f'<div class="{_OWN}">{shown._repr_html_()}<p><em>{escape(_HOW)}</em></p>'
        f"{_HIDE_DEAD}</div>"
    )
    plain = type(shown)(shown.caption, shown.rows.drop(columns="words"), shown.of)
    return {"text/html": html, "text/plain": f"{plain!r}\n{_HOW}"}


def live_bundle(ex: Explorer) -> dict[str, Any]:
    """Return the controls as an output; without them, the state in words."""
    return {
        "text/plain": repr(ex),
        "text/html": f"<p>{escape(repr(ex))}. <em>{escape(_ABOVE)}</em></p>",
        WIDGET_VIEW: {
            "version_major": 2,
            "version_minor": 0,
            "model_id": ex.widget.model_id,
        },
    }


def bundle(ex: Explorer) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return controls, picture and table as one output, for those that take one."""
    data, metadata = picture_bundle(ex)
    return {**data, **table_bundle(ex), WIDGET_VIEW: live_bundle(ex)[WIDGET_VIEW]}, (
        metadata
    )


def display(ex: Explorer) -> None:
    """Show controls, picture and table; the latter two follow the state."""
    from IPython.display import display as show

    problem = manager_problem()
    if problem:
        words = {"text/plain": problem, "text/html": f"<p>{escape(problem)}</p>"}
        show(words, raw=True)
    show(live_bundle(ex), raw=True)
    picture, metadata = picture_bundle(ex)
    handles = (
        show(picture, raw=True, metadata=metadata, display_id=True),
        show(table_bundle(ex), raw=True, display_id=True),
    )
    ex.controls.on_settled = lambda: _update(ex, handles)


def _update(ex: Explorer, handles: tuple[Any, Any]) -> None:
    picture, metadata = picture_bundle(ex)
    handles[0].update(picture, raw=True, metadata=metadata)
    handles[1].update(table_bundle(ex), raw=True)
