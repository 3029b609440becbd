"""Rows into the declared tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from briefbook.schema import COMPARED, TABLES, Column

if TYPE_CHECKING:
    import pandas as pd


def shaped(
    rows: Iterable[Mapping[str, Any]],
    table: str,
    *,
    categories: Mapping[str, list[str]] | None = None,
) -> pd.DataFrame:
    """Return `rows` as the declared table: its columns, in order, in their dtypes.

    Parameters
    ----------
    rows
        One mapping a row; a column that a row lacks is null.
    table
        Name of the table.
    categories
        Values of each shared domain; columns of one domain get equal codes.

    Returns
    -------
    DataFrame
        One row an item of `rows`, in their order.

    Raises
    ------
    KeyError
        A row has a column that the table does not declare.
    """
    import pandas as pd

    spec = TABLES.get(table) or COMPARED[table]
    listed = list(rows)
    for row in listed:
        for name in row:
            if name not in spec.names:
                raise KeyError(f"{table} declares no column {name!r}")
    data = {
        column.name: _typed(
            [row.get(column.name) for row in listed], column, categories or {}
        )
        for column in spec.columns
    }
    return pd.DataFrame(data, columns=spec.names)


def _typed(
    values: list[Any], column: Column, categories: Mapping[str, list[str]]
) -> pd.Series:
    import pandas as pd

    if column.dtype == "list":
        return pd.Series([tuple(value or ()) for value in values], dtype="object")
    values = [None if value == "" else value for value in values]
    if column.dtype == "category":
        known = list(column.allowed) or categories.get(column.domain)
        if known is None:
            known = sorted({value for value in values if value is not None})
        return pd.Series(pd.Categorical(values, categories=known))
    dtype = "datetime64[us]" if column.dtype == "day" else column.dtype
    if column.dtype == "day":
        return pd.Series(
            pd.to_datetime(pd.Series(values, dtype="object")).astype(dtype)
        )
    return pd.Series(values, dtype=dtype)
