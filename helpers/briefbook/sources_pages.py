"""How large the columns and pages of a Parquet file are, told before one is unpacked.

A reader unpacks a page whole, and Arrow does not say beforehand how large it is; of a
damaged footer its account of a column ends the process. Both are structs in Thrift's
compact protocol, as the Parquet format lays down (PageHeader: 2 is the size unpacked,
3 the size packed, in bytes).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

_HEAD = 2**18
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET = range(1, 11)
_STRUCT = 12
_BOOLS, _WHOLE = (_TRUE, _FALSE), (_I16, _I32, _I64)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A column of a row group: its name, first byte, and bytes packed and unpacked."""

    column: str
    start: int
    packed: int
    unpacked: int


def chunks(file: IO[bytes], group: int) -> list[Chunk]:
    """Return the columns of a row group, as the file's footer tells them.

    Raises
    ------
    ValueError
        The footer can't be read.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - 8))
    length = int.from_bytes(file.read(8)[:4], "little")
    if not 0 < length <= size - 8:
        raise ValueError("its footer is not whole")
    file.seek(size - 8 - length)
    try:
        told = _struct(io.BytesIO(file.read(length)))
        # FileMetaData.row_groups, RowGroup.columns, ColumnChunk.meta_data.
        columns = [chunk[3] for chunk in told[4][group][1]]
        return [_chunk(column) for column in columns]
    except (EOFError, RecursionError, LookupError, TypeError) as err:
        raise ValueError("its footer is damaged") from err


def _chunk(told: dict[int, Any]) -> Chunk:
    # ColumnMetaData: 3 path, 6 unpacked, 7 packed, 9 first page, 11 dictionary.
    starts = [place for place in (told.get(11), told[9]) if place]
    name = told[3][0].decode("utf-8", "replace")
    return Chunk(name, min(starts, default=0), told[7], told[6])


def page_sizes(file: IO[bytes], start: int, size: int) -> Iterator[int]:
    """Yield the bytes that each page of a column chunk unpacks to.

    Parameters
    ----------
    start, size
        Where the chunk begins, and its bytes.

    Raises
    ------
    ValueError
        A header can't be read.
    """
    place = start
    while place < start + size:
        if place < 0:
            raise ValueError("a page lies before its file")
        file.seek(place)
        head = io.BytesIO(file.read(min(_HEAD, start + size - place)))
        try:
            found = _struct(head)
        except (EOFError, RecursionError, TypeError) as err:
            raise ValueError("a page's header ends early") from err
        unpacked, packed = found.get(2, -1), found.get(3, -1)
        if not isinstance(unpacked, int) or not isinstance(packed, int):
            raise ValueError("a page's size is no number")
        if unpacked < 0 or packed < 0:
            raise ValueError("a page has no size")
        yield unpacked
        place += head.tell() + packed


def _struct(head: IO[bytes]) -> dict[int, Any]:
    """Return the values of a struct by the numbers of their fields."""
    values: dict[int, Any] = {}
    field = 0
    while mark := _byte(head):
        kind, step = mark & 15, mark >> 4
        field = field + step if step else _signed(head)
        values[field] = kind == _TRUE if kind in _BOOLS else _value(head, kind)
    return values


def _value(head: IO[bytes], kind: int) -> Any:
    if kind in _BOOLS or kind == _BYTE:
        return _byte(head)
    if kind in _WHOLE:
        return _signed(head)
    if kind == _DOUBLE:
        return _take(head, 8)
    if kind == _BINARY:
        return _take(head, _whole(head))
    if kind in (_LIST, _SET):
        mark = _byte(head)
        count = _whole(head) if mark >> 4 == 15 else mark >> 4
        return [_value(head, mark & 15) for _ in range(count)]
    if kind == _STRUCT:
        return _struct(head)
    raise ValueError(f"no field of it has the type {kind}")


def _take(head: IO[bytes], count: int) -> bytes:
    content = head.read(count)
    if len(content) < count:
        raise EOFError
    return content


def _byte(head: IO[bytes]) -> int:
    return _take(head, 1)[0]


def _whole(head: IO[bytes]) -> int:
    value = shift = 0
    while shift < 70:
        byte = _byte(head)
        value |= (byte & 127) << shift
        if byte < 128:
            return value
        shift += 7
    raise ValueError("a number without end")


def _signed(head: IO[bytes]) -> int:
    value = _whole(head)
    return (value >> 1) ^ -(value & 1)
