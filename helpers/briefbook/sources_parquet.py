"""Briefs of a Parquet file, a row group at a time and within bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefbook.sources import Item
from briefbook.sources_open import MAX_TEXT, Reject, opened
from briefbook.sources_pages import chunks, page_sizes
from briefbook.sources_read import FIELDS, Read, item
from briefbook.sources_unpack import FREE, MOST_RATIO

if TYPE_CHECKING:
    import pyarrow as pa

MAX_PAGE = 128 * 2**20
"""Most bytes that a page may unpack to; writers keep to 1 MiB, a few to 100 MB."""
_BATCH = 64
_TEXTS = {"string", "large_string", "string_view", "binary", "large_binary"}


def read_parquet(uri: str, name: str, group: int) -> Read:
    """Yield the briefs of one row group: columns id, published, text, perhaps title.

    Parameters
    ----------
    group
        Number of the row group, from 0.

    Raises
    ------
    SourceError
        The store can't be read just now.
    """
    import pyarrow as pa

    with opened(uri) as file:
        try:
            yield from _rows(file, name, group)
        # Arrow raises OSError for damaged content; a store's own is a `SourceError`.
        except (OSError, UnicodeDecodeError, pa.ArrowException) as err:
            yield Reject(name, 0, f"is no Parquet file that can be read ({err})")


def _rows(file: Any, name: str, group: int) -> Read:
    import pyarrow.parquet as pq

    schema = pq.read_schema(file)
    wrong = _lacks(schema.names)
    if wrong:
        yield Reject(name, 0, wrong)
        return
    wanted = [column for column in ("id", *FIELDS) if column in schema.names]
    # Of a text that is repeated a million times one copy is held.
    texts = [field.name for field in schema if str(field.type) in _TEXTS]
    source = pq.ParquetFile(file, read_dictionary=texts)
    if group >= source.metadata.num_row_groups:
        return
    place = sum(source.metadata.row_group(i).num_rows for i in range(group))
    wrong = _unbounded(file, group, source.metadata.row_group(group).num_rows, wanted)
    if wrong:
        yield Reject(name, place + 1, f"{wrong}: rows to the group's end are not read")
        return
    for batch in source.iter_batches(_BATCH, row_groups=[group], columns=wanted):
        columns = [batch.column(batch.schema.get_field_index(n)) for n in wanted]
        for cells in zip(*columns, strict=True):
            place += 1
            yield _row(name, place, dict(zip(wanted, cells, strict=True)))


def _lacks(names: list[str]) -> str:
    """Return what is wrong with a file's columns, nothing where they will do."""
    missing = {"published", "text"} - set(names)
    if missing:
        return f"lacks the columns {', '.join(sorted(missing))}"
    twice = [column for column in ("id", *FIELDS) if names.count(column) > 1]
    return f"has the column {twice[0]} twice: keep one" if twice else ""


def _unbounded(file: Any, group: int, rows: int, wanted: list[str]) -> str:
    """Return why a row group can't be read within bounds, nothing where it can."""
    try:
        for chunk in chunks(file, group):
            if chunk.column not in wanted:
                continue
            if chunk.unpacked > FREE + MAX_TEXT * rows:
                return f"holds cells of more than {MAX_TEXT:,} bytes"
            if chunk.unpacked > FREE + MOST_RATIO * chunk.packed:
                return f"unpacks to more than {MOST_RATIO} times its size"
            if chunk.unpacked > MAX_PAGE:
                most = max(page_sizes(file, chunk.start, chunk.packed), default=0)
                if most > MAX_PAGE:
                    return f"has a page of {most:,} bytes, which is read whole"
    except (ValueError, TypeError) as err:
        return f"is damaged ({err})"
    return ""


def _row(name: str, place: int, cells: dict[str, pa.Scalar]) -> Item | Reject:
    row: dict[str, Any] = {}
    for column, cell in cells.items():
        if _size(cell) > MAX_TEXT:
            return Reject(name, place, f"{column} holds more than {MAX_TEXT:,} bytes")
        try:
            row[column] = cell.as_py()
        except UnicodeDecodeError:
            return Reject(name, place, f"{column} is not UTF-8: write it as UTF-8")
        except (ValueError, OverflowError) as err:
            return Reject(name, place, f"{column} can't be read ({err})")
    key = row.get("id")
    row["id"] = place if key is None or key == "" else key
    return item(name, place, **row)


def _size(cell: Any) -> int:
    """Return how many bytes a text's cell holds, before a copy of it is made."""
    import pyarrow as pa

    if pa.types.is_dictionary(cell.type):
        cell = cell.value
    has_bytes = hasattr(cell, "as_buffer") and cell.is_valid
    return cell.as_buffer().size if has_bytes else 0


def row_groups(uri: str) -> int:
    """Return how many row groups a file has; 1 where its reader is to say why not.

    Raises
    ------
    SourceError
        The store can't be read just now.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with opened(uri) as file:
        try:
            return max(1, pq.ParquetFile(file).metadata.num_row_groups)
        except (OSError, UnicodeDecodeError, pa.ArrowException):
            return 1
