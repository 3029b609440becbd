"""What can be read in a brief and can hardly be meant: its days, and a claim's unit.

No clock is asked: a day is far off from what else the project holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from briefbook.check_rows import parts
from briefbook.csvfiles import read_csv
from briefbook.errors import Problem, relative
from briefbook.extract.lexicons import rows as lexicon
from briefbook.money import is_currency
from briefbook.schema_files import FILES
from briefbook.words import locate

if TYPE_CHECKING:
    from briefbook.assemble import Assembled
    from briefbook.models import Brief
    from briefbook.project import Project

AHEAD = 80
"""Years after its publication that a text may speak of without being doubted.

Emission targets name 2050 or 2060 and climate scenarios end in 2100; what is further
off is nearly always a wrong digit.
"""
GAP = 3
"""Years without any day of the project before one that is doubted.

A project's briefs and the readings of its sources follow each other; a few that come
years after all others have nearly always a wrong year.
"""
# Kinds of unit by the dimension of units.csv; a size of a move may be any of these.
_KINDS = {"share": "percent", "point": "percent", "duration": "duration"}
_MOVES = ("percent", "times")
Units = dict[tuple[int, str], str]
Fitting = tuple[frozenset[str], frozenset[str]]
SOURCES, SERIES = "reference/sources.csv", "reference/series.csv"


@dataclass(frozen=True, slots=True)
class _Day:
    """A day that had passed when it was written down, and where that is."""

    day: date
    place: Problem


def far_days(project: Project, whole: Assembled) -> Iterator[Problem]:
    """Yield days far after all others, and periods far after they were told of."""
    days = [_Day(b.published, _published(b)) for b in whole.briefs.values()]
    told: dict[str, date] = {}
    for line, row, shown in _rows(project, SOURCES):
        for name in ("published", "retrieved"):
            day = _day(row.get(name, ""))
            if day is not None:
                place = Problem(shown, line, row[name], "")
                days.append(_Day(day, place))
        day = _day(row.get("published", "")) or _day(row.get("retrieved", ""))
        if day is not None:
            told[row.get("source_id", "")] = day
    yield from _after_a_gap(days)
    for line, row, shown in _rows(project, SERIES):
        end, day = _day(row.get("period_end", "")), told.get(row.get("source_id", ""))
        if end is not None and day is not None and end.year - day.year > AHEAD:
            yield _too_far(Problem(shown, line, row["period_end"], ""), end, day)
    dates = whole.tables["dates"]
    for row in dates[dates["end"].notna()].itertuples():
        end, day = row.end.date(), row.published.date()
        if end.year - day.year > AHEAD:
            brief = whole.briefs[row.brief_id]
            line = brief.text_line + brief.text.count("\n", 0, row.char_start)
            yield _too_far(Problem(brief.path, line, row.quote, ""), end, day)


def wrong_units(whole: Assembled) -> Iterator[Problem]:
    """Yield the figures of claims whose unit is none of their measure."""
    units: dict[str, Units] = {}
    for row in whole.tables["claims"].dropna(subset=["unit"]).itertuples():
        own = units.setdefault(row.brief_id, {})
        own[row.char_start, row.measure] = row.unit
    fitting = fitting_units(whole)
    for brief in whole.briefs.values():
        yield from unfit(brief, units.get(brief.id, {}), fitting)


def fitting_units(whole: Assembled) -> dict[str, Fitting]:
    """Return the units and kinds of units that a figure on each measure can have.

    A measure has those of its own and of its series; one of events is left out, as
    figures of all kinds stand beside it.
    """
    recorded: dict[str, set[str]] = {}
    series = whole.tables["series"]
    pairs = series[["series_id", "unit"]].dropna().drop_duplicates()
    for row in pairs.itertuples():
        recorded.setdefault(str(row.series_id), set()).add(str(row.unit))
    found = {}
    for name, row in whole.vocabularies.table("measures").items():
        if row["unit_kind"] != "event":
            own = (recorded.get(series, ()) for series in parts(row.get("series", "")))
            units = frozenset({row["unit"]}.union(*own) - {""})
            kinds = {_kind(unit) for unit in units} | {row["unit_kind"]}
            found[name] = units, frozenset(kinds)
    return found


def unfit(
    brief: Brief, units: Units, fitting: Mapping[str, Fitting]
) -> Iterator[Problem]:
    """Yield the figures of a brief's claims whose unit is none of their measure.

    Parameters
    ----------
    units
        The unit of each figure in its claims, by where it begins and the measure.
    """
    for claim in brief.claims:
        if claim.measure not in fitting:
            continue
        known, kinds = fitting[claim.measure]
        for ref in claim.figures:
            span, _ = locate(brief, ref.words, ref.occurrence, 0)
            unit = units.get((span[0] if span else -1, claim.measure))
            moves = _MOVES if ref.role == "change" else ()
            if unit is None or unit in known or _kind(unit) in {*kinds, *moves}:
                continue
            yield Problem(
                brief.path,
                ref.line or claim.line,
                ref.words,
                f"is in {unit}, which does not fit the measure {claim.measure}",
                f"its units are {', '.join(sorted(known))}: name another measure, or "
                "correct the reading under 'corrections'",
                level="error" if claim.origin == "curated" else "note",
            )


def _after_a_gap(days: Iterable[_Day]) -> Iterator[Problem]:
    """Yield the few days that come years after all others."""
    listed = sorted(days, key=lambda item: item.day)
    for place in range(len(listed) // 2 + 1, len(listed)):
        last = listed[place - 1].day
        if listed[place].day - last > timedelta(days=366 * GAP):
            for item in listed[place:]:
                years = item.day.year - last.year
                yield replace(
                    item.place,
                    message=f"is {years} years after the last of all other days that "
                    f"the project holds, {last}",
                    remedy="see whether the year is meant",
                    level="note",
                )
            return


def _too_far(place: Problem, end: date, day: date) -> Problem:
    years = end.year - day.year
    return replace(
        place,
        message=f"ends {end}, {years} years after it was told on {day}",
        remedy="see whether the year is meant; correct it, or leave it",
        level="note",
    )


def _published(brief: Brief) -> Problem:
    line = brief.lines.get("published", 1)
    return Problem(brief.path, line, brief.published.isoformat(), "")


def _rows(project: Project, path: str) -> Iterator[tuple[int, Mapping[str, Any], str]]:
    file = project.file(path)
    shown = relative(file, project.root)
    for line, cells in read_csv(file, shown, FILES[path].names, needed=()).rows:
        yield line, cells, shown


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(f"{cell}-01" if len(cell) == 7 else cell)
    except ValueError:
        return None  # its reader has told it


def _kind(unit: str) -> str:
    if is_currency(unit):
        return "money"
    found = {row["unit"]: row["dimension"] for row in lexicon("units")}.get(unit, unit)
    return _KINDS.get(found, unit)
