"""The declared tables as Arrow, for Parquet, and back into DataFrames.

A list is a list of strings there, a day a date32, a category a dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from briefbook.schema import TABLES, Column

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

# No text of a list holds it.
_SEPARATOR = "\x1f"


@cache
def arrow_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a declared table."""
    import pyarrow as pa

    kinds = {
        "str": pa.string(),
        "category": pa.dictionary(pa.int32(), pa.string()),
        "day": pa.date32(),
        "Float64": pa.float64(),
        "Int64": pa.int64(),
        "boolean": pa.bool_(),
        "list": pa.list_(pa.string()),
    }
    columns = TABLES[table].columns
    return pa.schema([(column.name, kinds[column.dtype]) for column in columns])


def to_arrow(rows: Iterable[Mapping[str, Any]], table: str) -> pa.Table:
    """Return rows as an Arrow table of the declared columns; what a row lacks is null.

    Parameters
    ----------
    rows
        One mapping a row, as for `frames.shaped`.
    table
        Name of the table.
    """
    import pyarrow as pa

    listed = list(rows)
    schema = arrow_schema(table)
    arrays = []
    for column, kind in zip(TABLES[table].columns, schema.types, strict=True):
        name = column.name
        values = [row.get(name) for row in listed]
        if column.dtype == "list":
            values = [list(value or ()) for value in values]
        elif column.dtype in ("str", "category"):
            values = [value or None for value in values]
        arrays.append(pa.array(values, type=kind))
    return pa.Table.from_arrays(arrays, schema=schema)


def to_frames(tables: Mapping[str, pa.Table]) -> dict[str, pd.DataFrame]:
    """Return Arrow tables as the declared DataFrames.

    Parameters
    ----------
    tables
        By name; a column that one lacks is left out. Columns of one domain get equal
        category codes across the tables.
    """
    domains = _domains(tables)
    return {name: _frame(name, table, domains) for name, table in tables.items()}


def _frame(name: str, table: pa.Table, domains: Mapping[str, list[str]]) -> Any:
    import pandas as pd

    data = {
        column.name: _series(table[column.name], column, domains)
        for column in TABLES[name].columns
        if column.name in table.column_names
    }
    return pd.DataFrame(data, index=range(table.num_rows))


def _series(cells: pa.ChunkedArray, column: Column, domains: Mapping[str, list[str]]):
    import pandas as pd

    if column.dtype == "list":
        return _tuples(cells)
    if column.dtype == "category":
        known = list(column.allowed) or domains.get(column.domain or column.name, [])
        codes = _codes(cells, known)
        return pd.Series(pd.Categorical.from_codes(codes, categories=known))
    if column.dtype == "day":
        return cells.to_pandas().astype("datetime64[us]")
    if column.dtype == "str":
        return pd.Series(cells.to_pandas(), dtype="str")
    return cells.to_pandas().astype(column.dtype)


def _tuples(cells: pa.ChunkedArray) -> pd.Series:
    """Return lists as tuples, each distinct list made once."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    if not len(cells):
        return pd.Series([], dtype="object")
    joined = pc.binary_join(cells, _SEPARATOR).dictionary_encode().combine_chunks()
    if isinstance(joined, pa.ChunkedArray):  # no chunk at all
        joined = joined.chunk(0)
    words = joined.dictionary.to_pylist()
    distinct = np.empty(len(words) + 1, dtype=object)
    for place, text in enumerate(words):
        distinct[place] = tuple(text.split(_SEPARATOR)) if text else ()
    distinct[-1] = ()
    codes = joined.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
    return pd.Series(distinct[codes], dtype="object")


def _codes(cells: pa.ChunkedArray, known: list[str]) -> np.ndarray:
    """Return each cell's place in `known`, -1 where it is null."""
    import numpy as np
    import pyarrow as pa

    place = {name: code for code, name in enumerate(known)}
    parts = []
    for chunk in cells.chunks:
        if not pa.types.is_dictionary(chunk.type):
            chunk = chunk.dictionary_encode()
        names = chunk.dictionary.to_pylist()
        codes = np.array([place.get(name, -1) for name in names] + [-1], dtype="int64")
        indices = chunk.indices.fill_null(len(names)).to_numpy(zero_copy_only=False)
        parts.append(codes[indices])
    return np.concatenate(parts) if parts else np.empty(0, dtype="int64")


def _domains(tables: Mapping[str, pa.Table]) -> dict[str, list[str]]:
    """Return the sorted values of each shared domain over all tables."""
    import pyarrow as pa

    found: dict[str, set[str]] = {}
    for name, table in tables.items():
        for column in TABLES[name].columns:
            if column.dtype != "category" or column.name not in table.column_names:
                continue
            values = found.setdefault(column.domain or column.name, set())
            for chunk in table[column.name].chunks:
                used = chunk if pa.types.is_dictionary(chunk.type) else None
                encoded = used if used is not None else chunk.dictionary_encode()
                values.update(v for v in encoded.dictionary.to_pylist() if v)
    return {name: sorted(values) for name, values in found.items()}
