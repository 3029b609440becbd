"""The public record as it stood on a day, and the values that differ in it."""

from __future__ import annotations

from collections import ChainMap
from datetime import date
from typing import TYPE_CHECKING, Any

from briefbook.check_rows import originator, reported
from briefbook.frames import shaped

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    Tables = Mapping[str, pd.DataFrame]

_KEY = ["series_id", "entity", "period_start", "period_end", "frequency", "unit"]


def as_of(tables: Tables, day: date) -> Tables:
    """Return the tables with the record as it stood at the end of `day`.

    Sources without a day are left out, since nobody can tell; an event counts from
    its own day where its source has none, and never before it happened.
    """
    import pandas as pd

    from briefbook.cuts_masks import event_ends

    stamp = pd.Timestamp(day)
    sources = tables["sources"]
    timeline = tables["timeline"]
    published = dict(zip(sources["source_id"], sources["published"], strict=True))
    ends = event_ends(timeline)
    given = timeline["source_id"].map(published).astype(ends.dtype)
    happened = timeline[(ends <= stamp) & (given.fillna(ends) <= stamp)]
    values = tables["series"][tables["series"]["published"] <= stamp]
    used = set(values["source_id"]) | set(happened["source_id"])
    known = sources[(sources["published"] <= stamp) | sources["source_id"].isin(used)]
    cut = {"series": values, "timeline": happened, "sources": known}
    record = {name: frame.reset_index(drop=True) for name, frame in cut.items()}
    return ChainMap(record, tables)  # a copy would read all of a built folder


def contested(series: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return the values for whose series, entity and period others stand too.

    Values are told apart as ``revised``, where one originator gave them on different
    days, and ``contested``, where originators differ or nobody can tell.

    Parameters
    ----------
    series, sources
        Tables of the record.
    """
    groups = series.groupby(_KEY, observed=True, dropna=False)["value"]
    rows = series[groups.transform("nunique") > 1]
    facts = sources.set_index("source_id")
    listed: list[dict[str, Any]] = []
    for _, group in rows.groupby(_KEY, observed=True, dropna=False):
        ids = list(group["source_id"])
        who = {originator(str(facts.at[one, "origin_report"])) for one in ids}
        days = [_said_on(facts.loc[one]) for one in ids]
        # Who gives another value later has revised it; at once, a page is wrong.
        is_revised = len(who) == 1 and None not in days and len(set(days)) > 1
        low, high = float(group["value"].min()), float(group["value"].max())
        for row in group.to_dict("records"):
            source = facts.loc[row["source_id"]]
            own = ("grade", "publisher", "origin_report")
            listed.append(
                {
                    **row,
                    **{name: _text(source[name]) for name in own},
                    "spread": (high / low - 1) * 100 if low else None,
                    "kind": "revised" if is_revised else "contested",
                }
            )
    listed = [
        {name: value for name, value in row.items() if name != "entity_type"}
        for row in listed
    ]
    return shaped(listed, "contested")


def _said_on(source: pd.Series) -> date | None:
    spans = reported(source)
    return spans[-1][1] if spans else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
