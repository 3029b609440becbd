"""Tables held against their declaration with pandera, and each other's keys.

pandera is imported when a table is checked, so that `import briefbook` stays light.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from briefbook.errors import Problem
from briefbook.schema import TABLES, Column, Table

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

DTYPES = {"day": "datetime64[us]", "list": "object"}


@cache
def frame_schema(name: str) -> pa.DataFrameSchema:
    """Return the pandera schema of a declared table."""
    import pandera.pandas as pa

    table = TABLES[name]
    return pa.DataFrameSchema(
        {column.name: _pandera(column) for column in table.columns},
        unique=list(table.key) or None,
        strict=True,
        ordered=True,
        name=name,
    )


def frame_problems(tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Return what is wrong with tables, all of it at once.

    Parameters
    ----------
    tables
        Declared tables by name; keys to a table that is not among them are left alone.

    Returns
    -------
    list of Problem
        The path names the table, the line its row, counted from 1.
    """
    from pandera.errors import SchemaErrors

    problems: list[Problem] = []
    for name, frame in tables.items():
        try:
            frame_schema(name).validate(frame, lazy=True)
        except SchemaErrors as err:
            cases = err.failure_cases.to_dict("records")
            problems += dict.fromkeys(_failure(name, case) for case in cases)
        problems += _dangling(TABLES[name], tables)
    return problems


def _pandera(column: Column) -> pa.Column:
    import pandera.pandas as pa

    checks = []
    if column.allowed:
        checks.append(pa.Check.isin(column.allowed, error=_one_of(column)))
    if column.dtype == "list":
        error = "is no tuple of texts"
        checks.append(pa.Check(_is_tuple, element_wise=True, error=error))
    return pa.Column(
        DTYPES.get(column.dtype, column.dtype),
        checks,
        nullable=not column.required,
        description=column.about,
    )


def _one_of(column: Column) -> str:
    return f"is no {column.name}: one of {', '.join(column.allowed)}"


def _is_tuple(cell: Any) -> bool:
    return isinstance(cell, tuple) and all(isinstance(item, str) for item in cell)


_PLAIN = {
    "not_nullable": "is empty",
    "column_in_dataframe": "is missing as a column",
    "column_in_schema": "is no declared column",
    "column_ordered": "stands in another place than declared",
    "field_uniqueness": "stands more than once",
    "multiple_fields_uniqueness": "stands more than once",
}


def _failure(table: str, case: Mapping[str, Any]) -> Problem:
    check, value = str(case["check"]), str(case["failure_case"])
    index = case["index"]
    line = int(index) + 1 if isinstance(index, int | float) and index == index else 1
    message = _PLAIN.get(check, check)
    if check.startswith("dtype("):
        # One fault of the column, however many rows it has.
        kind = check.removeprefix("dtype(").rstrip(")").strip("'")
        line, value, message = 1, str(case["column"]), f"is no column of dtype {kind}"
    elif case["schema_context"] == "Column":
        message = f"column {case['column']}: {message}"
    remedy = f"data/README.md has the columns of {table}"
    return Problem(f"table {table}", line, value, message, remedy)


def _dangling(table: Table, tables: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Yield the values of foreign keys that the other table lacks."""
    frame = tables[table.name]
    for column, other in table.foreign:
        if column not in frame or other not in tables:
            continue
        known = set(tables[other][TABLES[other].key[0]])
        given = frame[column]
        for index, value in given[given.notna() & ~given.isin(known)].items():
            yield Problem(
                f"table {table.name}",
                int(index) + 1,  # type: ignore[call-overload]
                str(value),
                f"column {column}: is no row of {other}",
                "correct the key, or add the row",
            )
