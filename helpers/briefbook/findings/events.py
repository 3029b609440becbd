"""Events of the public record as findings and charts use them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from briefbook.chart_forms_more import wrapped

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset


def events(
    ds: Dataset,
    *,
    themes: Collection[str] = (),
    instruments: Collection[str] = (),
    stages: Collection[str] = (),
    actors: Collection[str] = (),
    targets: Collection[str] = (),
    parties: Collection[str] = (),
) -> pd.DataFrame:
    """Return the record's events that fit every filter given, the earliest first.

    Parameters
    ----------
    parties
        Any of these acts or is acted on.
    """
    rows = ds.timeline
    mask = rows["date"].notna()
    for column, wanted in (
        ("theme", themes),
        ("instrument", instruments),
        ("stage", stages),
    ):
        if wanted:
            mask &= rows[column].isin(list(wanted))
    if actors:
        mask &= names(rows["actors"], actors)
    if targets:
        mask &= names(rows["targets"], targets)
    if parties:
        mask &= names(rows["actors"], parties) | names(rows["targets"], parties)
    return rows[mask].sort_values("date", kind="stable").reset_index(drop=True)


def names(cells: pd.Series, wanted: Collection[str]) -> pd.Series:
    """Tell for each list of names whether any of `wanted` is in it."""
    known = set(wanted)
    return cells.map(lambda cell: not known.isdisjoint(cell)).astype(bool)


def days(first: Any, last: Any) -> int:
    """Return the days from one day to another.

    Examples
    --------
    >>> from datetime import date
    >>> days(date(2024, 4, 24), date(2025, 1, 19))
    270
    """
    return int((last - first).days)


def since(first: Any, last: Any, what: str) -> str:
    """Return how far a day lies from another, on which side.

    Examples
    --------
    >>> from datetime import date
    >>> since(date(2024, 11, 19), date(2024, 11, 18), "the brief")
    '1 day before the brief'
    """
    apart = days(first, last)
    if not apart:
        return f"on the day of {what}"
    unit = "day" if abs(apart) == 1 else "days"
    return f"{abs(apart):,} {unit} {'after' if apart > 0 else 'before'} {what}"


def said_day(day: Any) -> str:
    """Return a day as a sentence says it: without a leading nought, in English.

    Examples
    --------
    >>> from datetime import date
    >>> said_day(date(2025, 1, 9))
    '9 January 2025'
    """
    from briefbook.findings.base import month_span

    return f"{day.day} {month_span(day, day)}"


def lanes(rows: pd.DataFrame) -> pd.DataFrame:
    """Return events as `Spans` draws them: a lane each, the stage as its kind."""
    starts = rows["date"]
    summaries = [str(text).rstrip(".") for text in rows["summary"]]
    labels = unlike([wrapped(text, 50, 3) for text in summaries])
    stages = rows["stage"].astype("object").fillna("announced")
    kinds = stages.astype(str).str.replace("_", " ")
    return rows.assign(lane=labels, start=starts, end=starts, kind=kinds)


def unlike(labels: list[str]) -> list[str]:
    """Return labels none of which equals an earlier one: a lane holds one event."""
    seen: dict[str, int] = {}
    result = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        result.append(label + "\u200b" * (seen[label] - 1))
    return result
