"""What the data files say of themselves: `datapackage.json` and `data/README.md`.

Both are generated from the declarations of `schema.py`, so that a column has one
meaning wherever it is read. The descriptor follows the Frictionless Data Package.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from briefbook.errors import DataProblems, Problem, did_you_mean, relative
from briefbook.files import write_whole
from briefbook.schema import COMPARED, TABLES, Column, Table
from briefbook.schema_files import FILES
from briefbook.vocabularies import KINDS

if TYPE_CHECKING:
    from pathlib import Path

    from briefbook.project import Project

_KNOWN = {**FILES, **TABLES, **COMPARED}
DESCRIPTOR, README = "datapackage.json", "README.md"
VERB = "run 'briefbook describe'"
# Frictionless names; a list stands in one text cell, which every reader understands.
_TYPES = {
    "str": "string",
    "category": "string",
    "list": "string",
    "day": "date",
    "Float64": "number",
    "Int64": "integer",
    "boolean": "boolean",
}
_IN_PARQUET = {"list": "array", "day": "datetime"}
_MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
_WORDS = {
    "str": "text",
    "category": "text",
    "list": "texts, with `;`",
    "day": "day",
    "Float64": "number",
    "Int64": "whole number",
    "boolean": "true or false",
}
_LICENSES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}
_PLACE = re.compile(
    r"(?P<open><!-- columns of (?P<what>\S+) -->\n)(?P<body>.*?)(?P<end><!-- end -->)",
    re.DOTALL,
)


def described(project: Project) -> dict[str, Any]:
    """Return the descriptor of the CSV files that a project has.

    Parameters
    ----------
    project
        Whose files; those it lacks are left out.

    Returns
    -------
    dict
        A Frictionless Data Package. The tables that are made on loading stand in no
        file: they are declared under ``derived``.
    """
    files = {
        path: table for path, table in FILES.items() if project.file(path).exists()
    }
    names = {table.name for table in files.values()}
    resources = [resource(table, path, among=names) for path, table in files.items()]
    derived = [
        {"name": name, "description": f"A row is {table.row}.", "schema": fields(table)}
        for name, table in {**TABLES, **COMPARED}.items()
    ]
    return {**head(project), "resources": resources, "derived": derived}


def head(project: Project) -> dict[str, Any]:
    """Return the properties of a package that are the project's own."""
    name = re.sub(r"[^a-z0-9]+", "-", project.title.lower()).strip("-") or "briefs"
    about: dict[str, Any] = {"name": name, "title": project.title}
    if project.license:
        licence = {"name": project.license}
        if project.license in _LICENSES:
            licence["path"] = _LICENSES[project.license]
        about["licenses"] = [licence]
    return about


def resource(table: Table, path: str, *, among: Iterable[str]) -> dict[str, Any]:
    """Return the descriptor of one file that holds `table`.

    Parameters
    ----------
    table
        What it holds.
    path
        Relative to the descriptor; its suffix names the format.
    among
        The tables of the package: keys to others are left out.
    """
    kind = path.rpartition(".")[2]
    schema = fields(table, among=among)
    if kind == "parquet":
        # Parquet keeps lists as lists, and a day as a moment.
        for column, field in zip(table.columns, schema["fields"], strict=True):
            field["type"] = _IN_PARQUET.get(column.dtype, field["type"])
    return {
        "name": table.name.replace("_", "-"),
        "path": path,
        "type": "table",
        "format": kind,
        "mediatype": _MEDIA[kind],
        **({"encoding": "utf-8"} if kind == "csv" else {}),
        "description": f"A row is {table.row}.",
        "schema": schema,
    }


def fields(table: Table, *, among: Iterable[str] = ()) -> dict[str, Any]:
    """Return a table's Frictionless schema: fields, keys, and what is missing."""
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns]}
    schema["missingValues"] = [""]
    if table.key:
        schema["primaryKey"] = list(table.key)
    keys = list(_foreign_keys(table, set(among)))
    if keys:
        schema["foreignKeys"] = keys
    return schema


def _field(column: Column) -> dict[str, Any]:
    is_partial = column.dtype == "day" and bool(column.pattern)
    kind = "string" if is_partial else _TYPES[column.dtype]
    field: dict[str, Any] = {"name": column.name, "type": kind}
    field["description"] = column.about
    if column.unit:
        field["unit"] = column.unit
    if column.dtype == "list":
        field["delimiter"] = ";"
    limits: dict[str, Any] = {}
    if column.required:
        limits["required"] = True
    if column.allowed and column.dtype != "list":
        limits["enum"] = list(column.allowed)
    if column.pattern:
        limits["pattern"] = column.pattern
    if column.minimum is not None:
        limits["minimum"] = column.minimum
    if limits:
        field["constraints"] = limits
    return field


def _foreign_keys(table: Table, among: set[str]) -> Iterable[dict[str, Any]]:
    # Names of `entities` may also be the record's own: no key to that file alone.
    pairs = dict(table.foreign) | {
        column.name: column.domain
        for column in table.columns
        if column.domain in KINDS
        and column.domain != "entities"
        and column.dtype != "list"
    }
    for name, other in pairs.items():
        if other not in among or other == table.name:
            continue
        key = TABLES[other].key[0] if other in TABLES else "name"
        target = {"resource": other.replace("_", "-"), "fields": [key]}
        yield {"fields": [name], "reference": target}


def columns_table(table: Table) -> str:
    """Return a table's columns as a Markdown table."""
    lines = ["| column | holds | meaning |", "|---|---|---|"]
    for column in table.columns:
        name = f"`{column.name}`" + (" (key)" if column.name in table.key else "")
        lines.append(f"| {name} | {_holds(column)} | {_meaning(column)} |")
    return "\n".join(lines) + "\n"


def _holds(column: Column) -> str:
    words = _WORDS[column.dtype]
    if column.pattern == "[A-Z]{3}":
        words = "three letters"
    if column.unit:
        words += f" ({column.unit})"
    return words + (", always" if column.required else "")


def _meaning(column: Column) -> str:
    meaning = column.about
    if column.allowed:
        meaning += ": " + ", ".join(f"`{value}`" for value in column.allowed)
    elif column.domain in KINDS:
        meaning += f" (names of `vocabularies/{column.domain}.csv`)"
    elif column.domain == "actors":
        meaning += " (names of `actors.csv`)"
    return meaning.replace("|", "\\|")


def filled(text: str) -> str:
    """Return a README whose marked places hold the columns of the tables they name.

    A place begins with ``<!-- columns of actors.csv -->``, or with the name of a table
    such as ``claims``, and ends with ``<!-- end -->``.

    Raises
    ------
    DataProblems
        A place names no table; the nearest one is told.
    """
    if wrong := _wrong_places(text, README):
        raise DataProblems(wrong, what="README")

    def columns(place: re.Match[str]) -> str:
        table = _KNOWN[place["what"]]
        body = f"\nA row is {table.row}.\n\n{columns_table(table)}\n"
        return place["open"] + body + place["end"]

    return _PLACE.sub(columns, text)


def _wrong_places(text: str, shown: str) -> list[Problem]:
    problems = []
    for place in _PLACE.finditer(text):
        what = place["what"]
        if what not in _KNOWN:
            line = text.count("\n", 0, place.start()) + 1
            remedy = did_you_mean(what, _KNOWN)
            problems.append(Problem(shown, line, what, "is no table", remedy))
    return problems


def as_json(descriptor: dict[str, Any]) -> str:
    """Return a descriptor as the text of its file."""
    return json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n"


def describe(project: Project) -> list[tuple[Path, bool]]:
    """Write `datapackage.json` and the tables of `data/README.md`, where there is one.

    Returns
    -------
    list of (Path, bool)
        What was written, and whether it differs from what stood there.
    """
    done = []
    for path, new in _made(project):
        is_new = not path.exists() or _text(path) != new
        if is_new:
            write_whole(path, new)
        done.append((path, is_new))
    return done


def stale(project: Project) -> list[Problem]:
    """Return what is wrong with the descriptions, and which of them are out of date."""
    readme = project.data / README
    shown = relative(readme, project.root)
    if wrong := _wrong_places(_text(readme), shown):
        return wrong
    return [
        Problem(
            relative(path, project.root),
            1,
            path.name,
            "is not what the tables are now",
            VERB,
            level="note",
        )
        for path, new in _made(project)
        if path.exists() and _text(path) != new
    ]


def _made(project: Project) -> Iterable[tuple[Path, str]]:
    yield project.data / DESCRIPTOR, as_json(described(project))
    readme = project.data / README
    if readme.exists():
        yield readme, filled(_text(readme))


def _text(path: Path) -> str:
    # Bytes that are no UTF-8 make it another text, which is what `stale` asks.
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
