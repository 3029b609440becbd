"""Which files a source names, what kind each is, and how its bytes are read safely.

Sizes are bounded: a line, a text, and what a compressed file unpacks to. Paths can't
leave the folder that was named.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any, Literal, cast

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

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


@dataclass(frozen=True, slots=True)
class Found:
    """One file of a source.

    Attributes
    ----------
    uri
        As fsspec opens it.
    name
        As the source names it: what manifests and rejects say.
    group
        What its briefs belong together as: the file's own name, or its folder's.
    """

    uri: str
    name: str
    kind: Kind
    group: str


def kind_of(path: str) -> Kind | None:
    """Return what kind of source a path is by its name, None where it is none.

    Examples
    --------
    >>> kind_of("archive/2023.jsonl.gz"), kind_of("notes.docx")
    ('jsonl', None)
    """
    name = PurePosixPath(path.lower())
    if name.suffix in PACKED:
        name = name.with_suffix("")
        return "jsonl" if KINDS.get(name.suffix) == "jsonl" else None
    return KINDS.get(name.suffix)


def expand(source: str) -> tuple[list[Found], list[Reject]]:
    """Return the files that a source names, in order, and what can't be read.

    Parameters
    ----------
    source
        A file, a folder, a pattern with ``*``, or an address that fsspec knows.
    """
    from fsspec.core import url_to_fs

    fs, path = url_to_fs(source)
    is_local = "file" in (
        [fs.protocol] if isinstance(fs.protocol, str) else fs.protocol
    )
    if any(mark in path for mark in "*?["):
        return _files(fs, sorted(fs.glob(path)), source, is_local, path)
    if fs.isdir(path):
        return _files(fs, sorted(fs.find(path)), source, is_local, path)
    if not fs.exists(path):
        return [], [Reject(source, 0, "is not there: check the path")]
    if kind_of(path) is None:
        known = ", ".join(sorted({*KINDS, *(f".jsonl{end}" for end in PACKED)}))
        return [], [Reject(source, 0, f"is of no kind that is read: {known}")]
    return _files(fs, [path], source, is_local, path)


def _files(
    fs: AbstractFileSystem, paths: list[Any], source: str, is_local: bool, root: str
) -> tuple[list[Found], list[Reject]]:
    found, rejects = [], []
    top = Path(root).resolve() if is_local else None
    for item in paths:
        path = str(item)
        kind = kind_of(path)
        if kind is None or any(part.startswith(".") for part in path.split("/")[-1:]):
            continue
        name = path if not is_local else _shown(path)
        if top is not None and top.is_dir():
            if not Path(path).resolve().is_relative_to(top):
                reason = "is a link out of the folder that was named: not followed"
                rejects.append(Reject(name, 0, reason))
                continue
        if kind == "briefs" and Path(path).name == "README.md":
            continue
        parent = PurePosixPath(path).parent.name
        stem = PurePosixPath(path).name.split(".")[0]
        group = parent if kind in ("briefs", "html") and path != root else stem
        found.append(Found(fs.unstrip_protocol(path), name, kind, group))
    return found, rejects


def _shown(path: str) -> str:
    """Return a local path as it is shown: relative where it lies below us."""
    full, here = Path(path), Path.cwd()
    return (full.relative_to(here) if full.is_relative_to(here) else full).as_posix()


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
