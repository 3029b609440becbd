"""The public record: values, dated events and the sources that state them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from briefbook.csvfiles import Cells, read_csv
from briefbook.errors import Problem, did_you_mean, relative
from briefbook.schema import TABLES
from briefbook.words import row_id

RECORD = ("series", "timeline", "sources")

Rows = list[dict[str, Any]]


def read_record(
    folder: Path, root: Path | None = None
) -> tuple[dict[str, Rows], list[Problem]]:
    """Return the rows of the record's tables, and what is wrong with them.

    Parameters
    ----------
    folder
        Holds `series.csv`, `timeline.csv` and `sources.csv`; a missing file is an
        empty table, since a project may have no record.
    root
        Paths in problems are relative to it.

    Returns
    -------
    rows
        By table, typed as the schema declares; a row with a problem is left out.
    problems
        With file and line.
    """
    problems: list[Problem] = []
    rows = {name: _read(folder, name, root, problems) for name in RECORD}
    published = {
        row["source_id"]: row.get("published")
        for row in rows["sources"]
        if row["source_id"]
    }
    sources = folder / "sources.csv"
    if not sources.exists() and (rows["series"] or rows["timeline"]):
        path = relative(sources, root)
        remedy = "add the sources that the rows of the record name"
        missing = "the file is missing"
        problems.append(Problem(path, 1, "", missing, remedy, unread="sources"))
    for name in ("series", "timeline"):
        path = relative(folder / f"{name}.csv", root)
        seen: dict[str, int] = {}
        for row in rows[name]:
            line = row.pop("_line")
            source = row["source_id"]
            made_of = [row.get(key) for key in (*_IDENTITY[name], "source_id")]
            row["record_id"] = row_id("record", name[0], *made_of, row.get("unit"))
            if row["record_id"] in seen:
                message = f"says the same as line {seen[row['record_id']]}"
                remedy = "remove one, or tell them apart by period or source"
                value = str(row.get("series_id") or row.get("summary"))
                problems.append(Problem(path, line, value, message, remedy))
            seen[row["record_id"]] = line
            if source not in published:
                message = "is no source of sources.csv"
                remedy = did_you_mean(source or "", published)
                problems.append(
                    Problem(
                        path, line, source or "", message, remedy, looked_in="sources"
                    )
                )
            elif name == "series":
                row["published"] = published[source]
            first, last = row.get("period_start"), row.get("period_end")
            if first and last and first > last:
                message = f"period_start lies after period_end {last}"
                problems.append(
                    Problem(path, line, str(first), message, "swap the two")
                )
    for row in rows["sources"]:
        row.pop("_line")
    return rows, problems


def _read(folder: Path, name: str, root: Path | None, problems: list[Problem]) -> Rows:
    file = folder / f"{name}.csv"
    if not file.exists():
        return []
    path = relative(file, root)
    table = TABLES[name]
    expected = [column.name for column in table.columns if not column.joined]
    found = read_csv(file, path, expected)
    problems += found.problems
    rows: Rows = []
    seen: dict[str, int] = {}
    for line, cells in found.rows:
        row = _row(cells, name, path, line, problems)
        key = row.get("source_id") if name == "sources" else None
        if key and key in seen:
            message = f"is the id of line {seen[key]} as well"
            remedy = "give each source an id of its own"
            problems.append(Problem(path, line, key, message, remedy))
            continue
        seen[key or ""] = line
        row["_line"] = line
        rows.append(row)
    return rows


_IDENTITY = {
    "series": ("series_id", "entity", "period_start", "period_end", "frequency"),
    "timeline": ("date", "theme", "summary"),
}


def _row(
    cells: Cells,
    table: str,
    path: str,
    line: int,
    problems: list[Problem],
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, cell in cells.items():
        column = TABLES[table][name]
        if not cell:
            row[name] = () if column.dtype == "list" else None
            if column.required:
                remedy = column.about
                problems.append(Problem(path, line, name, "is empty", remedy))
            continue
        if column.allowed and cell not in column.allowed:
            remedy = did_you_mean(cell, column.allowed)
            problems.append(Problem(path, line, cell, f"is no {name}", remedy))
            row[name] = None
            continue
        try:
            row[name] = _PARSERS.get(column.dtype, str)(cell)
        except ValueError:
            row[name] = None
            remedy = _FORMS[column.dtype]
            problems.append(Problem(path, line, cell, f"is no {name}", remedy))
    return row


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _day(cell: str) -> date:
    # A month counts from its last day: by then it was public.
    if len(cell) == 7:
        year, month = int(cell[:4]), int(cell[5:])
        return date(year, month, monthrange(year, month)[1])
    return date.fromisoformat(cell)


def _float(cell: str) -> float:
    value = float(cell)
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(cell)
    return value


_PARSERS: dict[str, Callable[[str], Any]] = {
    "Float64": _float,
    "Int64": int,
    "day": _day,
    "list": _list,
}
_FORMS = {
    "Float64": "write a plain number, as 1500000",
    "Int64": "write a whole number",
    "day": "write a day that exists, like 2024-11-20",
}
