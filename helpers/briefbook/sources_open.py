"""What kinds of source there are, and how their bytes are read safely.

Sizes are bounded: a line, a text, and what a compressed file unpacks to.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Any, Literal, cast

Kind = Literal["briefs", "digest", "jsonl", "parquet", "html", "feed"]
KINDS: dict[str, Kind] = {
    ".md": "briefs",
    ".txt": "digest",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".html": "html",
    ".htm": "html",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
}
PACKED = (".gz", ".zst")
MAX_TEXT = 10 * 2**20
"""Most bytes of one brief, page or feed."""
# A file that unpacks to more than this share of its size is no archive of texts.
_MOST_RATIO, _FREE = 100, 32 * 2**20
_CHUNK = 2**20


class TooLargeError(ValueError):
    """A line, a text or an unpacked file is larger than the bound."""


@dataclass(frozen=True, slots=True)
class Reject:
    """What was read and can't be a brief.

    Attributes
    ----------
    source
        The file or address.
    place
        Line, entry or row in it, counted from 1; 0 for the whole of it.
    reason
        What is wrong, and what to do about it.
    """

    source: str
    place: int
    reason: str


@contextmanager
def opened(uri: str) -> Iterator[IO[bytes]]:
    """Open a file by its address; a packed one is unpacked within bounds."""
    import fsspec

    with fsspec.open(uri, "rb") as raw:
        handle = cast("IO[bytes]", raw)
        if uri.endswith(".gz"):
            yield _Bounded(gzip.GzipFile(fileobj=handle), handle)
        elif uri.endswith(".zst"):
            import zstandard

            reader = zstandard.ZstdDecompressor(max_window_size=2**27)
            yield _Bounded(
                reader.stream_reader(handle, read_across_frames=True), handle
            )
        else:
            yield handle


def read_bounded(uri: str) -> bytes:
    """Return a file's bytes.

    Raises
    ------
    TooLargeError
        It holds more than `MAX_TEXT`.
    """
    with opened(uri) as file:
        content = file.read(MAX_TEXT + 1)
    if len(content) > MAX_TEXT:
        raise TooLargeError(f"holds more than {MAX_TEXT:,} bytes: split it")
    return content


def hash_of(uri: str) -> tuple[str, int]:
    """Return the SHA-256 of a file as it lies there, and its size in bytes."""
    import fsspec

    digest, size = sha256(), 0
    with fsspec.open(uri, "rb") as file:
        while chunk := cast("bytes", file.read(_CHUNK)):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


class _Bounded(io.RawIOBase):
    """An unpacked stream that stops where it grows out of proportion."""

    def __init__(self, stream: Any, packed: IO[bytes]) -> None:
        super().__init__()
        # A small buffer: what an archive holds before a fault is still read.
        self._stream = io.BufferedReader(stream, 2**16)
        self._packed = packed
        self._read = 0

    def readable(self) -> bool:
        """Return True: it is there to be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into `buffer`; raise `TooLargeError` past the bound."""
        count = self._stream.readinto(buffer)
        self._add(count)
        return count

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return a line of at most `size` bytes."""
        line = self._stream.readline(-1 if size is None else size)
        self._add(len(line))
        return line

    def _add(self, count: int) -> None:
        self._read += count
        if self._read > _FREE + _MOST_RATIO * self._packed.tell():
            raise TooLargeError(
                f"unpacks to more than {_MOST_RATIO} times its size: not read further"
            )
