"""The Explorer's claims beside the public record: verdicts and links to sources."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from briefbook.chart_kinds import CountGrid, grid
from briefbook.charts import Caption, Chart
from briefbook.explore_text import clean

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset
    from briefbook.explore_engine import Selection

#: More claims than this are not all put beside the record while somebody waits.
MOST = 5_000
HEIGHT = 2.3
_LINKS = 3
VERDICTS = {
    "agrees": "agrees",
    "differs": "differs",
    "superseded": "superseded",
    "same_source": "same source",
    "later_only": "public only later",
    "undated": "source without a day",
    "no_record": "no record",
}
_WHEN = {"verdict_then": "by the brief's day", "verdict_now": "now"}


def checks_at(ds: Dataset, claims: pd.DataFrame) -> pd.DataFrame:
    """Return the checks of some claims, one a row, in their order."""
    from briefbook.check import checks

    whole = ds._whole
    if whole.counts()["claims"] > MOST and whole.checked is None:
        tables = ChainMap({"claims": claims}, whole.tables)  # a copy would read all
        return checks(replace(whole, tables=tables))
    if whole.checked is None:
        whole.checked = checks(whole)
    # The checks have a row for each row of the claims, in the same order.
    return whole.checked.iloc[claims.index]


def verdicts(ds: Dataset, selection: Selection, caption: Caption) -> Chart:
    """Return how many of the claims left have each verdict, then and now."""
    rows = selection.claim_rows
    names = list(VERDICTS.values())
    if not len(rows) or len(rows) > MOST:
        many = (
            f"{len(rows):,} claims: filter down to {MOST:,} to have them counted "
            f"against the record. The table shows what it says on each page's."
        )
        caption = replace(caption, none=many) if len(rows) else caption
        return CountGrid(grid([], [], []), caption, height=HEIGHT)
    found = checks_at(ds, selection.engine.claims.iloc[rows])
    counts = [
        [int((found[column] == verdict).sum()) for column in _WHEN]
        for verdict in VERDICTS
    ]
    return CountGrid(grid(names, _WHEN.values(), counts), caption, height=HEIGHT)


class Beside:
    """The record's sources, to link what a verdict leans on."""

    def __init__(self, ds: Dataset) -> None:
        sources = ds._whole.tables["sources"]
        columns = (sources[name] for name in ("source_id", "publisher", "url"))
        self._sources = {
            key: (name, url) for key, name, url in zip(*columns, strict=True)
        }

    def links(self, ids: Iterable[Any]) -> str:
        """Return links to the first sources, and how many more there are."""
        from briefbook.tables import link

        known = [self._sources[key] for key in ids if key in self._sources]
        shown = [link(clean(url), clean(name)) for name, url in known[:_LINKS]]
        more = [f"{len(known) - _LINKS} more"] if len(known) > _LINKS else []
        if not shown:
            return ""
        return f' <span class="bb-sources">({", ".join([*shown, *more])})</span>'
