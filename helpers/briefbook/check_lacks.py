"""What the record lacks of a claim, and which years it has: a verdict's 'no record'."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from briefbook.check_rows import RecordRow, Rule, Said

NO_MEASURE = "the claim names no measure, so nothing in the record is set beside it"
_MOST = 3


def lacking(
    said: Said, rule: Rule, values: Collection[RecordRow], pool: Iterable[RecordRow]
) -> str:
    """Return why no row of the record speaks of a claim, and what it has instead.

    Parameters
    ----------
    said
        The claim.
    rule
        Its measure's.
    values, pool
        Values of the measure's series: those of the entity that is meant, and all.
    """
    what = said.measure.replace("_", " ")
    every = [row for row in pool if not row.is_event]
    if not every:
        asked = "; ".join((*rule.series, *rule.instruments))
        looked = f" (none in {asked})" if asked else ""
        return f"no row of the record speaks of it: it has no {what}{looked}"
    if values:
        return f"no row of the record speaks of it: it has {what} for {_years(values)}"
    names = sorted({row.entity for row in every})
    listed = ", ".join(names[:_MOST])
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return (
        f"no row of the record speaks of it: it has {what} for {_years(every)}, of "
        f"{listed}{more}"
    )


def _years(rows: Iterable[RecordRow]) -> str:
    """Return the years of rows, with the gaps between them: ``2019 to 2021, 2023``."""
    found: set[int] = set()
    for row in rows:
        ends = [day.year for day in (row.start, row.end) if day]
        found.update(range(min(ends), max(ends) + 1) if ends else ())
    spans: list[list[int]] = []
    for year in sorted(found):
        if spans and year == spans[-1][1] + 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    told = (f"{a}" if a == b else f"{a} to {b}" for a, b in spans)
    return ", ".join(told) or "no stated period"
