"""Write files whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def write_whole(path: Path, content: str | bytes) -> Path:
    """Write `content` to `path` in one step: a reader sees the old file or the new.

    Parameters
    ----------
    path
        Where to; its folder is made if it is missing.
    content
        Text (written as UTF-8 with line feeds) or bytes.

    Returns
    -------
    Path
        The path written.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    with whole_file(path) as partial:
        partial.write_bytes(data)
    return path


def json_bytes(
    value: Any, *, indent: int | None = None, is_sorted: bool = False
) -> bytes:
    r"""Return `value` as JSON in UTF-8, whatever its texts hold.

    Examples
    --------
    Half a character, which UTF-8 has no form for, is written as JSON's escape:

    >>> json_bytes([chr(0xD800)])
    b'["\\ud800"]\n'
    """
    text = json.dumps(value, indent=indent, ensure_ascii=False, sort_keys=is_sorted)
    # The escape that Python gives is JSON's own, so it reads back as the same text.
    return f"{text}\n".encode(errors="backslashreplace")


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a path beside `path` to write to; it takes its place if all went well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(
        dir=path.parent, prefix=f".{path.stem}.", suffix=path.suffix
    )
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
        # mkstemp makes files that only their owner reads; give what open() would give.
        umask = os.umask(0)
        os.umask(umask)
        partial.chmod(0o666 & ~umask)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
