"""Which rows of the record speak of a claim's period, alone or added up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from briefbook.check_rows import RecordRow, Said, originator

Group = tuple[RecordRow, ...]


def began(row: RecordRow) -> date:
    """Return its first day; where that is open, its last."""
    return row.start or row.last


def revised(rows: Iterable[RecordRow]) -> list[RecordRow]:
    """Return the rows with only the latest of each originator's values."""
    latest: dict[tuple[object, ...], RecordRow] = {}
    for row in rows:
        who = tuple(map(originator, row.origins)) or (row.source_id,)
        key = (row.series_id, row.entity, row.start, row.end, row.frequency, row.unit)
        known = latest.get((*key, who))
        if known is None or (known.public or date.min) < (row.public or date.min):
            latest[(*key, who)] = row
    return list(latest.values())


def by_series(rows: Iterable[RecordRow]) -> list[list[RecordRow]]:
    """Return the rows of each series, entity and unit, in order of time."""
    series: dict[tuple[str, ...], list[RecordRow]] = {}
    for row in rows:
        key = (row.series_id, row.entity, row.unit, row.frequency)
        series.setdefault(key, []).append(row)
    return [sorted(group, key=lambda row: row.last) for group in series.values()]


def _same(said: Said, rows: Sequence[RecordRow], until: date | None) -> list[Group]:
    return [(row,) for row in rows if (row.start, row.end) == (said.start, said.end)]


def within(said: Said, rows: Sequence[RecordRow], until: date | None) -> list[Group]:
    """Return the rows that overlap the claim's period, or the brief's day."""
    first, last = said.start or said.day, said.end or said.start or said.day
    return [
        (row,)
        for row in rows
        if (row.start or date.min) <= last and (row.end or date.max) >= first
    ]


def _sum(said: Said, rows: Sequence[RecordRow], until: date | None) -> list[Group]:
    """Return the row of the claim's period, else shorter ones that fill it."""
    exact = _same(said, rows, until)
    if exact or said.start is None or said.end is None:
        return exact
    groups = []
    for series in by_series(rows):
        inside = [
            row
            for row in series
            if row.start and row.end and said.start <= row.start and row.end <= said.end
        ]
        following = said.start
        for row in inside:
            if row.start != following:
                break
            following = row.last + timedelta(days=1)
        else:
            if following == said.end + timedelta(days=1):
                groups.append(tuple(inside))
    return groups


def _latest(said: Said, rows: Sequence[RecordRow], until: date | None) -> list[Group]:
    known = [row for row in rows if until is None or row.last <= until]
    newest: list[Group] = []
    for series in by_series(known):
        newest += [(row,) for row in series if row.last == series[-1].last]
    return newest


def _any(said: Said, rows: Sequence[RecordRow], until: date | None) -> list[Group]:
    return [(row,) for row in rows]


PERIODS: dict[str, Callable[..., list[Group]]] = {
    "same": _same,
    "within": within,
    "sum": _sum,
    "latest": _latest,
    "any": _any,
}
