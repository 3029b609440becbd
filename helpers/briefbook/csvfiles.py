"""Read the CSV files of a project, each row with its line, every problem told once.

A leaf module. A file that can't be read whole is told as such; what refers to its rows
is then no problem of its own (`Problem.looked_in`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from briefbook.errors import Problem, did_you_mean

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
Cells = dict[str, str]


@dataclass(slots=True)
class CsvFile:
    """What a CSV file holds.

    Attributes
    ----------
    rows
        Line on which each row begins, counted from 1, and its stripped cells by column.
    exists
        Whether there is such a file.
    """

    rows: list[tuple[int, Cells]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    exists: bool = True


def read_csv(
    path: Path,
    shown: str,
    columns: Sequence[str],
    *,
    needed: Collection[str] | None = None,
) -> CsvFile:
    """Return the rows of a CSV file with their lines, and what is wrong with it.

    Parameters
    ----------
    path
        The file; one that does not exist has no rows and no problem.
    shown
        The path that problems name.
    columns
        Columns that it may have.
    needed
        Columns without which it can't be read; all of them where not given. That
        another one is missing is a note: an older file lacks what came since.
    """
    found = CsvFile(exists=path.exists())
    if not found.exists:
        return found
    name = path.stem
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as err:
        message = f"cannot be read ({err.strerror})"
        remedy = "put a file there that you may read"
        found.problems.append(Problem(shown, 1, "", message, remedy, unread=name))
        return found
    except UnicodeDecodeError as err:
        line = err.object[: err.start].count(b"\n") + 1
        value = f"0x{err.object[err.start : err.end].hex()}"
        remedy = "save the file as UTF-8"
        problem = Problem(shown, line, value, "is not UTF-8", remedy, unread=name)
        found.problems.append(problem)
        return found
    for number, line in enumerate(text.split("\n"), start=1):
        if sign := CONTROL.search(line):
            message = "is a control character"
            value, remedy = repr(sign[0])[1:-1], "remove it"
            found.problems.append(Problem(shown, number, value, message, remedy))
    # Not splitlines(): it also parts at signs that are no line ends in a CSV file.
    lines = text.split("\n")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begin = 1
    counts: dict[int, int] = {}
    try:
        header = [cell.strip() for cell in next(reader, [])]
        whole = _header(header, shown, columns, needed, name)
        found.problems += whole
        if any(problem.unread for problem in whole):
            return found
        begin = reader.line_num + 1
        for row in reader:
            if len(row) == len(header):
                cells = dict(zip(header, map(str.strip, row), strict=True))
                found.rows.append((begin, cells))
            elif row:
                counts[begin] = len(row)
                found.problems.append(_count(row, header, shown, begin, reader))
            begin = reader.line_num + 1
        if not found.rows and len(counts) > 1 and len(set(counts.values())) == 1:
            # One slip in the header, however many rows follow it.
            message = f"the header has {len(header)} cells, the rows {len(row)}"
            remedy = f"the columns are {','.join(columns)}"
            problem = Problem(shown, 1, ",".join(header), message, remedy, unread=name)
            found.problems = [p for p in found.problems if p.line not in counts]
            found.problems.append(problem)
    except csv.Error as err:
        remedy = 'close every quotation mark (") and write "" inside quoted text'
        found.problems.append(
            Problem(
                shown, begin, lines[begin - 1].strip(), str(err), remedy, unread=name
            )
        )
    return found


def _header(
    header: list[str],
    shown: str,
    columns: Sequence[str],
    needed: Collection[str] | None,
    name: str,
) -> list[Problem]:
    wanted = ",".join(columns)
    if not any(header):
        remedy = f"begin it with the line {wanted}"
        return [Problem(shown, 1, "", "the file is empty", remedy, unread=name)]
    if len(header) == 1 and (sign := re.search(r"[;\t|]", header[0])):
        message = f"its cells are parted by {sign[0]!r}"
        return [Problem(shown, 1, header[0], message, "part them by ','", unread=name)]
    problems = []
    for index, column in enumerate(header):
        if column in header[:index]:
            message, remedy = "stands twice in the header", "keep one"
            problems.append(Problem(shown, 1, column, message, remedy, unread=name))
        elif column not in columns:
            message, remedy = f"is no column of {name}", did_you_mean(column, columns)
            problems.append(Problem(shown, 1, column, message, remedy))
    for column in columns:
        if column in header:
            continue
        is_needed = needed is None or column in needed
        problems.append(
            Problem(
                shown,
                1,
                column,
                "is missing as a column",
                "add it, empty where unknown",
                level="error" if is_needed else "note",
                unread=name if is_needed else "",
            )
        )
    return problems


def _count(
    row: list[str], header: list[str], shown: str, begin: int, reader: object
) -> Problem:
    last = reader.line_num  # type: ignore[attr-defined]
    message = f"has {len(row)} cells, not {len(header)}"
    if last > begin:
        message += f", in the lines to {last}"
        remedy = 'close every quotation mark (") in its line'
    elif len(row) > len(header):
        remedy = "quote text that holds commas"
    else:
        remedy = f"give all of {','.join(header)}, empty where unknown"
    return Problem(shown, begin, row[0].split("\n")[0], message, remedy)
