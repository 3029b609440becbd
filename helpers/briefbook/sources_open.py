"""What kinds of source there are, and how their bytes are read safely.

Sizes are bounded: a line, a text, and what a compressed file unpacks to.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Any, Literal, cast

from briefbook.sources_unpack import Bounded, Store, TooLargeError, Zstd, unread

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
"""Most bytes of one text, page or feed."""
MAX_BRIEF = 2**20
"""Most bytes of a brief file: its YAML takes two hundred times its size to read."""
_CHUNK = 2**20
_VERSION = ("size", "mtime", "created", "ETag", "etag", "LastModified", "updated")


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
def opened(uri: str, digest: Any = None) -> Iterator[IO[bytes]]:
    """Open a file by its address; a packed one is unpacked within bounds.

    Parameters
    ----------
    digest
        Takes up the bytes as they lie there: of a packed file all of them, of another
        those that are read.

    Raises
    ------
    SourceError
        The store can't be read just now.
    """
    import fsspec

    try:
        raw = fsspec.open(uri, "rb").open()
    except Exception as err:
        raise unread(uri, err) from err
    with raw:
        store = Store(cast("IO[bytes]", raw), uri, digest)
        if not uri.lower().endswith(PACKED):
            yield cast("IO[bytes]", store)
            return
        is_gzip = uri.lower().endswith(".gz")
        stream = gzip.GzipFile(fileobj=store) if is_gzip else Zstd(store)
        yield cast("IO[bytes]", Bounded(stream, store))
        if digest is not None:
            store.to_end()


def read_bounded(uri: str, digest: Any = None, *, most: int = MAX_TEXT) -> bytes:
    """Return a file's bytes.

    Parameters
    ----------
    digest
        Takes up all of them, also of a file that is too large.
    most
        Most bytes that it may hold.

    Raises
    ------
    TooLargeError
        It holds more than that.
    SourceError
        The store can't be read just now.
    """
    content = bytearray()
    with opened(uri, digest) as file:
        # A store may give less than it is asked for before the end.
        while chunk := file.read(_CHUNK):
            if len(content) <= most:
                content += chunk
            elif digest is None:
                break
    if len(content) > most:
        raise TooLargeError(f"holds more than {most:,} bytes: split it")
    return bytes(content)


def hash_of(uri: str) -> tuple[str, int]:
    """Return the SHA-256 of a file as it lies there, and its size in bytes."""
    import fsspec

    digest, size = sha256(), 0
    with fsspec.open(uri, "rb") as file:
        while chunk := cast("bytes", file.read(_CHUNK)):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def seen_of(uri: str) -> str:
    """Return a file's size and what else its store tells of its version.

    Raises
    ------
    SourceError
        The store can't be read just now.
    """
    from fsspec.core import url_to_fs

    try:
        fs, path = url_to_fs(uri)
        fs.invalidate_cache(path)
        told = fs.info(path)
    except Exception as err:
        raise unread(uri, err) from err
    return " ".join(f"{mark}={told[mark]}" for mark in _VERSION if mark in told)
