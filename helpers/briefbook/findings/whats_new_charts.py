"""The charts and the table of what a later digest changes."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from briefbook.changes_promises import NO_WORD, STILL_OPEN, promises
from briefbook.chart_forms import Spans
from briefbook.chart_forms_more import Parts, wrapped
from briefbook.charts import Caption, Chart
from briefbook.charts_slopes import SlopePanels
from briefbook.evidence import anchor
from briefbook.findings.base import chart, listed
from briefbook.findings.whats_new import (
    THEME,
    bounds,
    by_theme,
    compared,
    difference,
    moves,
    sides,
)
from briefbook.models import Finding
from briefbook.tables import Html, Shown, missing, table

if TYPE_CHECKING:
    from briefbook.dataset import Dataset

_WIDE = 46  # letters of a lane's name on a line
_MOST = 18  # lanes that still read well
_ORDER = ("contradicted", "lapsed", "fulfilled", STILL_OPEN)


@chart(THEME, "moved")
def draw_moved(ds: Dataset, found: Finding, source: str) -> Chart:
    """Slopes of the values that moved, a panel for each unit."""
    import pandas as pd

    both, rows = sides(ds), compared(ds)
    assert both is not None and rows is not None
    names = listed(both.before), both.after
    found_moves = moves(ds, rows)
    steps = [
        (row.label, name, float(value), row.unit, bound)
        for row, *told in zip(
            found_moves.itertuples(), *bounds(ds, found_moves), strict=True
        )
        for name, value, bound in zip(
            names, (row.value_before, row.value_after), told, strict=True
        )
    ]
    data = pd.DataFrame(steps, columns=[*SlopePanels.columns, "bound"])
    return SlopePanels(data, Caption(found.sentence, source=source))


@chart(THEME, "promised")
def draw_promised(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes of what was said to come: when, by when, and what came when."""
    import pandas as pd

    both = sides(ds)
    assert both is not None
    rows = promises(ds, both.before, both.after)
    heard = rows[rows["outcome"] != NO_WORD]
    heard = heard.sort_values(
        "outcome", key=lambda kinds: kinds.map(_ORDER.index), kind="stable"
    )
    heard = heard.head(_MOST)
    marks = []
    for row in heard.itertuples():
        lane = wrapped(f"{row.actor}: {row.quote}", _WIDE)
        marks.append((lane, row.published, row.published, "said"))
        if not missing(row.due):
            marks.append((lane, row.due, row.due, "due"))
        if not missing(row.happened):
            marks.append((lane, row.happened, row.happened, row.outcome))
        elif not missing(row.published_after):
            # No day was told: some day up to that of the later brief.
            marks.append((lane, row.published, row.published_after, row.outcome))
    data = pd.DataFrame(marks, columns=list(Spans.columns))
    kinds = ["said", "due", *_ORDER]
    data = data.sort_values(
        "kind", key=lambda names: names.map(kinds.index), kind="stable"
    ).reset_index(drop=True)
    left = len(rows) - len(heard)
    more = f"; {left} more without a word since" if left else ""
    caption = Caption(
        found.sentence,
        x=f"day, or first day of the period told; a bar where no day is told{more}",
        source=source,
    )
    return Spans(data, caption, at_end=True)


@chart(THEME, "news")
def draw_news(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of the changes by theme, parted by kind."""
    import pandas as pd

    rows = compared(ds)
    assert rows is not None
    counts = [
        (item.theme, item.kind, item.n, "") for item in by_theme(ds, rows).itertuples()
    ]
    data = pd.DataFrame(counts, columns=list(Parts.columns))
    caption = Caption(
        found.sentence,
        x="claims; a brief on two themes counts on both",
        source=source,
    )
    return Parts(data, caption)


def changes_table(
    ds: Dataset, caption: str, *, kinds: tuple[str, ...] | list[str] = ()
) -> Shown:
    """Return the changes as a table: the words before and after, side by side.

    Parameters
    ----------
    kinds
        Which to show; empty means all but what is new.
    """
    import pandas as pd

    rows = compared(ds)
    if rows is None:
        return table(pd.DataFrame(columns=["kind"]), caption)
    rows = rows[rows["kind"].isin(kinds) if kinds else rows["kind"] != "new"]
    titles = dict(zip(ds.briefs["brief_id"], ds.briefs["title"], strict=True))
    claims = ds.claims.set_index("claim_id")
    things = {
        claim_id: _thing(claims.loc[claim_id])
        for claim_id in rows["claim_before"].dropna()
    }
    only_new = set(rows["kind"]) == {"new"}
    head = "who, on what" if only_new else "what became of it"
    shown = [
        {
            head: _outcome(row, things.get(row.claim_before, "")),
            "before": _words(row, "before", titles),
            "after": _words(row, "after", titles),
        }
        for row in rows.itertuples()
    ]
    # Three columns of sentences are what a page has room for.
    names = [head, "after"] if only_new else [head, "before", "after"]
    # dtype object: a column of texts would lose which cells are HTML already.
    return table(pd.DataFrame(shown, columns=names, dtype="object"), caption)


def _outcome(row: Any, before: str) -> Html:
    """Return the change, and below it of what: of both sides where they differ."""
    after = _thing(row) if isinstance(row.claim_after, str) else ""
    if row.kind == "new":
        return Html(escape(after))
    moved = not missing(row.difference) and bool(row.difference)
    by = f", {difference(row)}" if moved else ""
    # The step that was taken; why it counts as one stands in the data.
    step = str(row.reason).partition(":")[0] if ":" in str(row.reason) else ""
    on = before if after in ("", before) else f"{before} \N{RIGHTWARDS ARROW} {after}"
    told = escape(", ".join(filter(None, (f"{row.kind}{by}", step))))
    return Html(f"{told}<br><small>{escape(on)}</small>")


def _thing(row: Any) -> str:
    """Return who a claim or change is of, and on what."""
    thing = _text(row.object) or _text(row.target)
    return ": ".join(filter(None, (_text(row.actor), thing)))


def _words(row: Any, when: str, titles: dict[str, str]) -> Html:
    claim, quote = getattr(row, f"claim_{when}"), getattr(row, f"quote_{when}")
    if not isinstance(claim, str):
        return Html("")
    title = titles.get(getattr(row, f"brief_{when}"), "")
    place = escape(anchor(claim), quote=True)
    return Html(
        f'<a href="#{place}">{escape(quote)}</a><br><small>{escape(title)}, '
        f"{getattr(row, f'published_{when}'):%Y-%m-%d}</small>"
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
