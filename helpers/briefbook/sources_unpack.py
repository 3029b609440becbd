"""How the bytes of a source come in: faults of a store apart from faults of content.

A store that does not answer says nothing of what it holds, so its fault ends the part;
damaged or oversized content is a reject, and the rest goes on.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import IO, Any

from briefbook.errors import BriefbookError

# A file that unpacks to more than this share of its size is no archive of texts.
MOST_RATIO, FREE = 100, 32 * 2**20
# zstandard unpacks 128 KiB from 4 bytes at most: so many bytes are 8 MiB at once.
_PIECE = 256
_CHUNK = 2**16


class SourceError(BriefbookError):
    """A source can't be read just now, or is no longer what was planned.

    It is no reject: nothing of the part is kept, and the next build tries again.
    """


class TooLargeError(ValueError):
    """A line, a text or an unpacked file is larger than the bound."""


class UnpackError(ValueError):
    """A packed file is damaged, or ends before it is whole."""


def unread(uri: str, err: BaseException) -> SourceError:
    """Return the error that a store's fault is told as."""
    reason = getattr(err, "strerror", None) or str(err) or type(err).__name__
    return SourceError(
        f"{uri.removeprefix('file://')} can't be read just now ({reason}): see that "
        f"its store answers, then run the same build again; finished parts are kept"
    )


class Store(io.RawIOBase):
    """A file as it lies in its store; each fault of reading is a `SourceError`.

    Parameters
    ----------
    handle
        What the store opened.
    uri
        Its address, for errors.
    digest
        Takes up what is read, as `hashlib` does, where it is read from end to end.
    """

    def __init__(self, handle: IO[bytes], uri: str, digest: Any = None) -> None:
        super().__init__()
        self._handle, self._uri, self._digest = handle, uri, digest

    def _told(self, call: Callable[..., Any], *given: int) -> Any:
        # Stores raise what they like; none of it is about the content.
        try:
            return call(*given)
        except MemoryError:
            raise
        except Exception as err:
            raise unread(self._uri, err) from err

    def _kept(self, content: bytes) -> bytes:
        if self._digest is not None:
            self._digest.update(content)
        return content

    def readable(self) -> bool:
        """Return True: it is there to be read."""
        return True

    def seekable(self) -> bool:
        """Return whether its store can go to any place of it."""
        return self._handle.seekable()

    def read(self, size: int = -1, /) -> bytes:
        """Return `size` bytes, fewer at the end only."""
        content = self._told(self._handle.read, size)
        # A store may give less than it is asked for; Arrow takes that for the end.
        while 0 < len(content) < size:
            more = self._told(self._handle.read, size - len(content))
            if not more:
                break
            content += more
        return self._kept(content)

    def readinto(self, buffer: Any) -> int:
        """Read into `buffer` and return how many bytes."""
        content = self.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return a line of at most `size` bytes."""
        most = -1 if size is None else size
        return self._kept(self._told(self._handle.readline, most))

    def seek(self, place: int, whence: int = 0, /) -> int:
        """Go to a place; one before the file is content's fault, not the store's."""
        if not whence and place < 0:
            raise OSError(f"no byte {place} is in a file")
        return self._told(self._handle.seek, place, whence)

    def tell(self) -> int:
        """Return the place."""
        return self._told(self._handle.tell)

    def to_end(self) -> None:
        """Read what is left, for its hash."""
        while self.read(_CHUNK):
            pass


class Zstd(io.RawIOBase):
    """Zstandard frames, unpacked a little at a time; a frame that is cut is a fault.

    The library's own reader ends there in silence, as if the file were whole.
    """

    def __init__(self, packed: Store) -> None:
        super().__init__()
        self._packed = packed
        self._frame: Any = None
        self._in = self._out = memoryview(b"")

    def readable(self) -> bool:
        """Return True: it is there to be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into `buffer`; raise `UnpackError` where the frames break off."""
        while not self._out:
            self._in = self._in or memoryview(self._packed.read(_CHUNK))
            if not self._in:
                if self._frame is not None:
                    raise UnpackError("it ends within a frame")
                return 0
            self._out = memoryview(self._unpacked())
        count = min(len(buffer), len(self._out))
        buffer[:count] = self._out[:count]
        self._out = self._out[count:]
        return count

    def _unpacked(self) -> bytes:
        import zstandard

        if self._frame is None:
            unpacker = zstandard.ZstdDecompressor(max_window_size=2**27)
            self._frame = unpacker.decompressobj()
        piece, self._in = self._in[:_PIECE], self._in[_PIECE:]
        try:
            content = self._frame.decompress(piece)
        except zstandard.ZstdError as err:
            raise UnpackError(str(err)) from err
        if self._frame.eof:
            over = len(self._frame.unused_data)
            if over:
                self._in = memoryview(bytes(piece[-over:]) + bytes(self._in))
            self._frame = None
        return content


class Bounded(io.RawIOBase):
    """An unpacked stream that stops where it grows out of proportion."""

    def __init__(self, stream: Any, packed: Store) -> None:
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
        return self._counted(self._told(self._stream.readinto, buffer))

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return a line of at most `size` bytes."""
        line = self._told(self._stream.readline, -1 if size is None else size)
        self._counted(len(line))
        return line

    def _told(self, call: Callable[..., Any], given: Any) -> Any:
        try:
            return call(given)
        except (OSError, EOFError, UnpackError, zlib.error) as err:
            raise UnpackError(
                f"can't be unpacked further ({err}): the file is damaged or was not "
                f"copied whole; what stands before was read"
            ) from err

    def _counted(self, count: int) -> int:
        if not count and not self._packed.tell():
            raise UnpackError("can't be unpacked: it is empty, so it was cut short")
        self._read += count
        if self._read > FREE + MOST_RATIO * self._packed.tell():
            raise TooLargeError(
                f"unpacks to more than {MOST_RATIO} times its size: not read further"
            )
        return count
