"""Rows into CSV, Excel and Parquet files that other tools read as they are meant.

A spreadsheet takes text that begins with ``=``, ``+``, ``-`` or ``@`` for a formula.
In CSV such a text gets an apostrophe in front, and `undefused` takes it off again; in
Excel its cell is marked as text, and nothing is added to it. Numbers are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.errors import BriefbookError
from briefbook.files import whole_file, write_whole

if TYPE_CHECKING:
    import pandas as pd

EXCEL_ROWS, EXCEL_CHARACTERS = 1_048_575, 32_767
DEFUSED_NOTE = (
    "Text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, "
    "`@` or a tab) has an apostrophe in front. `briefbook.export.read_tables` takes it "
    "off again; in another tool, remove one `'` before those signs."
)
_MEASURED, _WIDEST = 50, 48
_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_DEFUSED = re.compile(r"'+[=+\-@\t\r]")


class ExportError(BriefbookError):
    """Rows can't be written as asked."""


def defused(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    Examples
    --------
    >>> defused("=1+1"), defused("'=1+1"), defused("'around'")
    ("'=1+1", "''=1+1", "'around'")
    """
    return f"'{text}" if _DANGEROUS.match(text) else text


def undefused(text: str) -> str:
    """Return the text that `defused` was given.

    Examples
    --------
    >>> undefused("'=1+1"), undefused("'around'")
    ('=1+1', "'around'")
    """
    return text[1:] if _DEFUSED.match(text) else text


def flat(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows whose list cells are texts with ``;`` and whose codes are texts."""
    result = rows.copy()
    for name in result.columns:
        column = result[name]
        if column.dtype == "object":
            result[name] = [_joined(cell) for cell in column]
        elif str(column.dtype) == "category":
            result[name] = column.astype("str")
    return result


def write_csv(rows: pd.DataFrame, path: Path) -> Path:
    """Write rows as CSV: UTF-8 with its mark, or Excel reads a local code page."""
    shown = flat(rows)
    for name in shown.columns:
        if _is_text(shown[name]):
            shown[name] = shown[name].map(defused, na_action="ignore")
    text = shown.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")
    return write_whole(path, text.encode("utf-8-sig", "replace"))


def write_excel(sheets: Mapping[str, pd.DataFrame], path: Path) -> Path:
    """Write one sheet for each frame.

    Raises
    ------
    ExportError
        A frame has more rows, or a cell more characters, than Excel holds, or a text
        holds a control character; nothing is cut off in silence.
    """
    import pandas as pd

    flattened = {name: flat(rows) for name, rows in sheets.items()}
    for name, rows in flattened.items():
        _fits_excel(name, rows)
    with (
        whole_file(path) as partial,
        pd.ExcelWriter(partial, engine="openpyxl") as writer,
    ):
        for name, rows in flattened.items():
            rows.to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
            for line in writer.sheets[name].iter_rows(min_row=2):
                for cell in line:
                    _as_meant(cell)
            _arrange(writer.sheets[name])
    return path


def write_parquet(
    rows: pd.DataFrame, path: Path, about: Mapping[str, str] | None = None
) -> Path:
    """Write rows as Parquet; `about` goes into the file's metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    made = _typed(pa.Table.from_pandas(rows, preserve_index=False), rows)
    notes = {f"briefbook.{k}".encode(): v.encode() for k, v in (about or {}).items()}
    made = made.replace_schema_metadata({**(made.schema.metadata or {}), **notes})
    with whole_file(path) as partial:
        pq.write_table(made, partial)
    return path


def _typed(made: Any, rows: pd.DataFrame) -> Any:
    """Return a table in which a column without a value has the type of the others."""
    import pyarrow as pa

    texts = pa.list_(pa.string())
    for index, field in enumerate(made.schema):
        column = made.column(index)
        if pa.types.is_null(field.type):
            kind = texts if rows[field.name].dtype == "object" else pa.string()
            made = made.set_column(index, field.name, pa.nulls(len(rows), kind))
        elif pa.types.is_list(field.type) and pa.types.is_null(field.type.value_type):
            made = made.set_column(index, field.name, column.cast(texts))
    return made


def _joined(cell: Any) -> Any:
    return ";".join(map(str, cell)) if isinstance(cell, tuple | list) else cell


def _is_text(column: pd.Series) -> bool:
    import pandas as pd

    return pd.api.types.is_string_dtype(column) or column.dtype == "object"


def _fits_excel(name: str, rows: pd.DataFrame) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if len(rows) > EXCEL_ROWS:
        raise ExportError(
            f"{name} has {len(rows):,} rows: Excel holds {EXCEL_ROWS:,}; filter, or "
            f"take Parquet"
        )
    for column in rows.columns:
        if not _is_text(rows[column]):
            continue
        for line, text in enumerate(rows[column], start=2):
            if not isinstance(text, str):
                continue
            if len(text) > EXCEL_CHARACTERS:
                wrong = f"{len(text):,} characters: Excel holds {EXCEL_CHARACTERS:,}"
            elif ILLEGAL_CHARACTERS_RE.search(text):
                wrong = f"a control character in {text[:40]!r}"
            else:
                continue
            raise ExportError(f"{name}, {column}, row {line}: {wrong}; take CSV")


def _arrange(sheet: Any) -> None:
    """Give a sheet filters and columns as wide as what stands in them."""
    sheet.auto_filter.ref = sheet.dimensions
    for cells in sheet.iter_cols(max_row=min(_MEASURED, sheet.max_row)):
        longest = max(len(str(c.value)) for c in cells if c.value is not None)
        letter = cells[0].column_letter
        sheet.column_dimensions[letter].width = min(max(longest + 2, 8), _WIDEST)


def _as_meant(cell: Any) -> None:
    if isinstance(cell.value, str):
        # Text stays text, also where it begins with '='.
        cell.data_type = "s"
        cell.quotePrefix = bool(_DANGEROUS.match(cell.value))
    elif isinstance(cell.value, datetime):
        cell.number_format = "yyyy-mm-dd"
