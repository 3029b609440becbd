"""The Explorer's tables: rows in order, with their sentence and the record's verdict.

Whatever stands in a brief is text here: it is escaped, and a lone surrogate becomes a
question mark.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from briefbook.evidence import quote_row
from briefbook.explore_check import VERDICTS, Beside, checks_at
from briefbook.explore_codes import NEVER
from briefbook.explore_text import clean, shown
from briefbook.explore_views import row_days

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd

    from briefbook.dataset import Dataset
    from briefbook.explore_engine import Selection

    Array = np.ndarray[Any, Any]

SORTS = {
    "published": "day published",
    "value": "value",
    "actor": "actor",
    "unit": "unit",
    "period_end": "period spoken of",
}
PAGE = 20
_NONE = '<p class="bb-none">No rows are left: clear a filter.</p>'


def sorted_rows(
    selection: Selection, sort: str, down: bool, upto: int | None = None
) -> Array:
    """Return the rows' places by a column; equal ones and nulls as in the table.

    Parameters
    ----------
    upto
        How many are wanted: the rest is not put in order.
    """
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
        keys = row_days(engine, "about")[rows].astype(float)
        keys[keys == NEVER] = np.nan
    else:
        keys = engine.published[engine.row_brief[rows]].astype(float)
    if sort in ("actor", "unit"):
        keys[keys == 0] = np.nan
    if down:
        keys = -keys
    if upto is None or upto >= len(keys):
        return rows[np.argsort(keys, kind="stable")]
    last = np.partition(keys, upto - 1)[upto - 1]
    # Nulls stand last, so all are wanted where the last one wanted is null.
    near = np.flatnonzero(keys <= last) if last == last else np.arange(len(keys))
    return rows[near[np.argsort(keys[near], kind="stable")][:upto]]


def page_of(selection: Selection, sort: str, down: bool, page: int) -> pd.DataFrame:
    """Return one page of the rows in order."""
    places = sorted_rows(selection, sort, down, (page + 1) * PAGE)[page * PAGE :]
    return selection.engine.table.iloc[places]


def evidence_html(
    ds: Dataset, selection: Selection, *, sort: str, down: bool, page: int
) -> str:
    """Return one page of the rows, each with its sentence and the words marked."""
    from briefbook.tables import amount, period

    engine = selection.engine
    rows = page_of(selection, sort, down, page)
    if not len(rows):
        return _NONE
    checked: Sequence[Any] = [None] * len(rows)
    if engine.of == "claims":
        checked = checks_at(ds, rows).to_dict("records")
    beside = Beside(ds)
    body = []
    for row, check in zip(rows.to_dict("records"), checked, strict=True):
        value = amount(row["value"], row["unit"], row["value_high"], row["bound"])
        days = period(row.get("period_start"), row.get("period_end"))
        record = _record(check, beside) if check else ""
        body.append(
            f'<tr><th scope="row">{_who(row)}</th><td>{shown(value)}</td>'
            f"<td>{shown(days)}</td><td>{_words(ds, engine.of, row)}{record}</td></tr>"
        )
    heads = ("who does what", "value", "period", "the words, in their sentence")
    return _table(selection, heads, body, page, "bb-words")


def check_html(
    ds: Dataset, selection: Selection, *, sort: str, down: bool, page: int
) -> str:
    """Return one page of the claims beside the record: then, now, and what it says."""
    engine = selection.engine
    if engine.of == "claims":
        rows = page_of(selection, sort, down, page)
    else:
        places = selection.claim_rows[page * PAGE : (page + 1) * PAGE]
        rows = engine.claims.iloc[places]
    if not len(rows):
        return _NONE
    beside = Beside(ds)
    body = []
    checked = checks_at(ds, rows).to_dict("records")
    for row, check in zip(rows.to_dict("records"), checked, strict=True):
        said = shown(check["reason_now"]) + beside.links(check["sources_now"])
        body.append(
            f'<tr><th scope="row">{_who(row)}</th>'
            f"<td>{_words(ds, 'claims', row)}</td>"
            f"<td>{VERDICTS[check['verdict_then']]}</td>"
            f"<td>{VERDICTS[check['verdict_now']]}</td><td>{said}</td></tr>"
        )
    heads = ("claim", "its words", "by the brief's day", "now", "what the record says")
    return _table(selection, heads, body, page, "bb-check")


def _table(
    selection: Selection, heads: Sequence[str], body: list[str], page: int, kind: str
) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    what = "claims" if kind == "bb-check" else selection.engine.of
    of = len(selection.claim_rows) if kind == "bb-check" else len(selection)
    start = page * PAGE
    caption = f"{what} {start + 1:,}–{start + len(body):,} of {of:,}"
    return (
        f'<table class="bb-table {kind}"><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )


def _who(row: dict[str, Any]) -> str:
    words = (shown(row.get(name)) for name in ("actor", "action", "target"))
    what = shown(row.get("object"))
    more = f'<div class="bb-object">{what}</div>' if what else ""
    return " ".join(word for word in words if word) + more


def _words(ds: Dataset, of: str, row: dict[str, Any]) -> str:
    item = quote_row(ds._whole, of, row)
    before, quote, after = (
        escape(clean(part)) for part in (item.before, item.quote, item.after)
    )
    brief = ds._whole.briefs[item.brief_id]
    title = escape(clean(f"{item.title}, {item.published}"))
    ours = " (our wording)" if item.text_kind == "rewritten" else ""
    text = "".join(f"<p>{escape(clean(p))}</p>" for p in brief.text.split("\n") if p)
    return (
        f"{before}<mark>{quote}</mark>{after}"
        f"<details><summary>{title}{ours}</summary>"
        f'<p class="bb-file">{escape(clean(brief.path))}</p>{text}</details>'
    )


def _record(check: dict[str, Any], beside: Beside) -> str:
    if check["verdict_now"] == "no_record":
        return ""
    verdict = VERDICTS[check["verdict_now"]]
    links = beside.links(check["sources_now"])
    return f'<div class="bb-record">Record: {verdict}{links}</div>'
