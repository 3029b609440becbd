"""Check the CSV files of `data/` cell by cell against their declaration.

Readers report what can't be read; this reports what can be read and means nothing: a
word of no vocabulary, an entity that nobody knows, a page dated after its reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING

from briefbook.check_rows import originator, parts
from briefbook.csvfiles import Cells, read_csv
from briefbook.errors import Problem, did_you_mean, relative
from briefbook.extract.lexicons import known_units
from briefbook.schema import Column, Table
from briefbook.schema_files import FILES
from briefbook.vocabularies import KINDS, Vocabularies

if TYPE_CHECKING:
    from briefbook.project import Project
    from briefbook.registry import Registry

_MONTH = re.compile(r"\d{4}-\d{2}")
_IN_REGISTRY = ("company", "country", "international_body")


@dataclass(frozen=True, slots=True)
class Known:
    """The names that cells may refer to."""

    registry: Registry
    names: Mapping[str, Set[str]]

    def wrong(self, domain: str, name: str) -> str | None:
        """Return the remedy where `name` is none of `domain`; None where it is."""
        if domain == "actors":
            if self.registry.resolve(name) is not None:
                return None
            near = self.registry.nearest(name)
            hint = f"did you mean {near!r}? else " if near else ""
            return f"{hint}add it to data/actors.csv"
        known = self.names[domain]
        if domain in ("series", "entities") and not self.names["series"]:
            return None  # a project without a record: nothing to look them up in
        return None if name in known else did_you_mean(name, known)


def file_problems(
    project: Project, registry: Registry, terms: Vocabularies
) -> list[Problem]:
    """Return what the cells of a project's CSV files say wrong.

    Parameters
    ----------
    project
        Whose files.
    registry, terms
        Its actors and vocabularies, as far as they could be read.
    """
    files = {path: _rows(project, path) for path in FILES}
    series = [cells for _, cells in files["reference/series.csv"][1]]
    known = Known(
        registry,
        {
            **{kind: terms.table(kind).keys() for kind in KINDS},
            "entities": {*terms.entities, *(row.get("entity", "") for row in series)},
            "own_entities": terms.entities.keys(),
            "series": {row.get("series_id", "") for row in series},
            "units": known_units(),
        },
    )
    problems: list[Problem] = []
    for path, table in FILES.items():
        shown, lines = files[path]
        own = _OWN.get(path)
        for line, cells in lines:
            place = Problem(shown, line, "", "")
            if not path.startswith("reference/"):
                problems += _cells(table, cells, place)
            else:
                problems += _days(table, cells, place)
            problems += _names(table, cells, place, known)
            problems += own(cells, place, known) if own else ()
        if path == "vocabularies/entities.csv":
            problems += [*_circles(lines, shown), *_clashes(lines, shown)]
    return problems


def _rows(project: Project, path: str) -> tuple[str, list[tuple[int, Cells]]]:
    # Its reader has reported what can't be read.
    file, shown = project.file(path), relative(project.file(path), project.root)
    return shown, read_csv(file, shown, FILES[path].names, needed=()).rows


def _clashes(lines: list[tuple[int, Cells]], shown: str) -> Iterator[Problem]:
    """Yield the words that mean two entities."""
    owner = {row.get("name", ""): (row.get("name", ""), line) for line, row in lines}
    for line, row in lines:
        name = row.get("name", "")
        for alias in parts(row.get("aliases", "")):
            other, first = owner.setdefault(alias, (name, line))
            if other != name:
                what = "means two entities"
                remedy = f"{other!r} has it in line {first}"
                yield Problem(shown, line, alias, what, remedy)


def _circles(lines: list[tuple[int, Cells]], shown: str) -> Iterator[Problem]:
    """Yield the entities that are a part of themselves in the end."""
    wholes = {row.get("name", ""): row.get("part_of", "") for _, row in lines}
    for line, row in lines:
        name = row.get("name", "")
        seen, whole = {name}, wholes[name]
        while whole and whole not in seen:
            seen.add(whole)
            whole = wholes.get(whole, "")
        if whole and whole == name:
            what = "is a part of itself"
            remedy = f"correct part_of, {row['part_of']!r}"
            yield Problem(shown, line, name, what, remedy)


def _cells(table: Table, cells: Cells, place: Problem) -> Iterator[Problem]:
    for column in table.columns:
        cell = cells.get(column.name)
        if cell is None:
            continue
        if not cell:
            if column.required:
                yield replace(
                    place, value=column.name, message="is empty", remedy=column.about
                )
            continue
        what = f"is no {column.name}"
        if column.allowed and cell not in column.allowed:
            remedy = did_you_mean(cell, column.allowed)
            yield replace(place, value=cell, message=what, remedy=remedy)
        elif problem := _FORMS.get(column.dtype, _any_form)(cell):
            yield replace(place, value=cell, message=what, remedy=problem)
        elif column.minimum is not None and float(cell) < column.minimum:
            remedy = f"write a number from {column.minimum:g} up"
            yield replace(place, value=cell, message=what, remedy=remedy)
        elif column.pattern and not _fits(column, cell):
            remedy = f"write it in the form {column.pattern}"
            yield replace(place, value=cell, message=what, remedy=remedy)


def _names(
    table: Table, cells: Cells, place: Problem, known: Known
) -> Iterator[Problem]:
    for column in table.columns:
        cell = cells.get(column.name, "")
        if column.domain in ("", "sources") or not cell:
            continue
        names = parts(cell) if column.dtype == "list" else (cell,)
        # A measure may know of more series than a project's own record holds.
        others = column.domain == "series" and known.names["series"].isdisjoint(names)
        for name in names:
            remedy = known.wrong(column.domain, name)
            if remedy is not None:
                is_slip = remedy.startswith("did you mean")
                level = "note" if others and not is_slip else "error"
                what = f"is none of the {column.domain}"
                yield replace(
                    place,
                    value=name,
                    message=what,
                    remedy=remedy,
                    level=level,
                    looked_in=column.domain,
                )


def _days(table: Table, cells: Cells, place: Problem) -> Iterator[Problem]:
    """Yield days in another form: a month has a first and a last day."""
    for column in table.columns:
        cell = cells.get(column.name, "")
        if column.dtype == "day" and not column.pattern and _MONTH.fullmatch(cell):
            remedy = "write the day as well, like 2024-11-20"
            what = f"is a month, not a {column.name}"
            yield replace(place, value=cell, message=what, remedy=remedy)


def _fits(column: Column, cell: str) -> bool:
    return re.fullmatch(column.pattern, cell) is not None


def _any_form(cell: str) -> str:
    return ""


def _number(cell: str) -> str:
    try:
        is_number = isfinite(float(cell))
    except ValueError:
        is_number = False
    return "" if is_number else "write a plain number, as 0.01"


def _whole(cell: str) -> str:
    return "" if re.fullmatch(r"-?\d{1,18}", cell) else "write a whole number"


_FORMS: dict[str, Callable[[str], str]] = {"Float64": _number, "Int64": _whole}


def _series(cells: Cells, place: Problem, known: Known) -> Iterator[Problem]:
    name, kind = cells.get("entity", ""), cells.get("entity_type", "")
    if name and kind in _IN_REGISTRY:
        # A company's line of business or a body's fund may be an entity as well.
        remedy = known.wrong("actors", name)
        if remedy is not None and name not in known.names["own_entities"]:
            what = f"is no {kind.replace('_', ' ')} of the registry"
            place = replace(place, looked_in="actors")
            yield replace(place, value=name, message=what, remedy=remedy)
            place = replace(place, looked_in="")
    elif name and name not in known.names["own_entities"]:
        if known.registry.resolve(name) is None:
            what = "is neither an entity of vocabularies/entities.csv nor an actor"
            near = did_you_mean(name, known.names["own_entities"])
            remedy = f"{near}; else add a row for it to the one or the other"
            place = replace(place, looked_in="entities")
            yield replace(place, value=name, message=what, remedy=remedy)
            place = replace(place, looked_in="")
    unit = cells.get("unit", "")
    if not unit:
        remedy = "give an ISO 4217 code, percent, count or a symbol"
        yield replace(place, value="unit", message="is empty", remedy=remedy)


def _sources(cells: Cells, place: Problem, known: Known) -> Iterator[Problem]:
    for report in parts(cells.get("origin_report", "")):
        name = originator(report)
        remedy = known.wrong("originators", name)
        if remedy is not None:
            what = "is no originator of vocabularies/originators.csv"
            remedy = f"{remedy}; else say there whether it is statistical"
            found = replace(place, value=name, message=what, remedy=remedy)
            yield replace(found, looked_in="originators")
    published, retrieved = cells.get("published", ""), cells.get("retrieved", "")
    if published and retrieved and published > retrieved:
        what = f"published after it was retrieved, {retrieved}"
        remedy = "correct the one or the other"
        yield replace(place, value=published, message=what, remedy=remedy)
    if published and (len(published) == 7) is not (
        cells.get("published_precision") == "month"
    ):
        what = "has another precision than published_precision says"
        remedy = "write month for 2024-11, day for 2024-11-20"
        yield replace(place, value=published, message=what, remedy=remedy)
    for name in ("url", "also_at"):
        address = cells.get(name, "")
        if address and not address.startswith(("https://", "http://")):
            remedy = "write the whole address, with https://"
            yield replace(place, value=address, message="is no address", remedy=remedy)


def _timeline(cells: Cells, place: Problem, known: Known) -> Iterator[Problem]:
    if not cells.get("source_id"):
        remedy = "name a source of sources.csv"
        yield replace(place, value="source_id", message="is empty", remedy=remedy)
    day, precision = cells.get("date", ""), cells.get("date_precision", "")
    first = {"month": "-01", "year": "-01-01"}.get(precision, "")
    if day and not day.endswith(first):
        what = f"is not the first day of its {precision}"
        remedy = f"a {precision} is stored as its first day"
        yield replace(place, value=day, message=what, remedy=remedy)


_OWN: dict[str, Callable[[Cells, Problem, Known], Iterator[Problem]]] = {
    "reference/series.csv": _series,
    "reference/sources.csv": _sources,
    "reference/timeline.csv": _timeline,
}
