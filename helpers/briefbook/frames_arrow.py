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
        if column.dtype == "list":
            values = [list(row.get(name) or ()) for row in listed]
        elif column.dtype in ("str", "category"):
            values = [row.get(name) or None for row in listed]
        else:
            values = [row.get(name) for row in listed]
        arrays.append(pa.array(values, type=kind))
    return pa.Table.from_arrays(arrays, schema=schema)


def to_frames(
    tables: Mapping[str, pa.Table], domains: Mapping[str, pd.Index] | None = None
) -> dict[str, pd.DataFrame]:
    """Return Arrow tables as the declared DataFrames.

    Parameters
    ----------
    tables
        By name; a column that one lacks is left out. Columns of one domain get equal
        category codes across the tables.
    domains
        The categories of each domain, where they are known; else the tables' own.
    """
    known = domains_of(tables) if domains is None else domains
    return {name: _frame(name, table, known) for name, table in tables.items()}


def to_series(cells: pa.ChunkedArray, table: str, column: str) -> pd.Series:
    """Return one column of a declared table; its categories are its own values."""
    import pyarrow as pa

    (declared,) = (c for c in TABLES[table].columns if c.name == column)
    return _series(cells, declared, domains_of({table: pa.table({column: cells})}))


def _frame(name: str, table: pa.Table, domains: Mapping[str, Any]) -> pd.DataFrame:
    import pandas as pd

    data = {
        column.name: _series(table[column.name], column, domains)
        for column in TABLES[name].columns
        if column.name in table.column_names
    }
    # Each column is new already: a copy would only hold millions of rows twice.
    return pd.DataFrame(data, index=range(table.num_rows), copy=False)


def _series(
    cells: pa.ChunkedArray, column: Column, domains: Mapping[str, Any]
) -> pd.Series:
    import pandas as pd
    import pyarrow as pa

    if column.dtype == "list":
        return _tuples(cells)
    if column.dtype == "category":
        known = pd.Index(column.allowed) if column.allowed else domains[_domain(column)]
        return pd.Series(pd.Categorical.from_codes(_codes(cells, known), known))
    if column.dtype == "day":
        return cells.cast(pa.timestamp("us")).to_pandas().astype("datetime64[us]")
    if column.dtype == "str":
        return pd.Series(cells.to_pandas(), dtype="str")
    return pd.Series(pd.api.types.pandas_dtype(column.dtype).__from_arrow__(cells))


def _tuples(cells: pa.ChunkedArray) -> pd.Series:
    """Return lists as tuples, each distinct list made once."""
    import numpy as np
    import pandas as pd
    import pyarrow.compute as pc

    if not len(cells):
        return pd.Series([], dtype="object")
    joined = _merged(pc.binary_join(cells, _SEPARATOR))
    words = joined.dictionary.to_pylist()
    distinct = np.empty(len(words) + 1, dtype=object)
    for place, text in enumerate(words):
        distinct[place] = tuple(text.split(_SEPARATOR)) if text else ()
    distinct[-1] = ()
    codes = joined.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
    return pd.Series(distinct[codes], dtype="object")


def _merged(cells: pa.ChunkedArray) -> pa.DictionaryArray:
    """Return a column in one piece with one dictionary."""
    import pyarrow as pa

    if not pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_encode()
    if not cells.num_chunks:
        return pa.array([], cells.type)
    return pa.concat_arrays(cells.unify_dictionaries().chunks)


def _codes(cells: pa.ChunkedArray, known: pd.Index) -> np.ndarray:
    """Return each cell's place in `known`, -1 where it is null."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    merged = _merged(cells)
    values = pa.array(known, pa.string())
    places = pc.index_in(merged.dictionary, value_set=values).fill_null(-1).to_numpy()
    places = np.append(places, np.int32(-1))
    indices = merged.indices.fill_null(len(places) - 1)
    return places[indices.to_numpy(zero_copy_only=False)]


def _domain(column: Column) -> str:
    return column.domain or column.name


def domains_of(tables: Mapping[str, pa.Table]) -> dict[str, pd.Index]:
    """Return the sorted values of each shared domain over all tables."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    found: dict[str, list[pa.Array]] = {}
    for name, table in tables.items():
        for column in TABLES[name].columns:
            if column.dtype != "category" or column.name not in table.column_names:
                continue
            if not column.allowed:
                values = _merged(table[column.name]).dictionary.drop_null()
                found.setdefault(_domain(column), []).append(values)
    domains = {}
    for name, parts in found.items():
        values = pc.unique(pa.chunked_array(parts, pa.string()))
        values = values.filter(pc.not_equal(values, ""))
        # Arrow sorts by bytes of UTF-8, which is Python's order by code points.
        ordered = pa.chunked_array([values.take(pc.sort_indices(values))])
        domains[name] = pd.Index(pd.Series(ordered.to_pandas(), dtype="str"))
    return domains
