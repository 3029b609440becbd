"""What a part's files hold, one item after the other, and whether it is as planned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from briefbook.briefs import read_brief
from briefbook.build_plan import Part
from briefbook.errors import Problem, shown
from briefbook.models import Brief
from briefbook.sources import Item
from briefbook.sources_feed import read_feed
from briefbook.sources_open import MAX_BRIEF, Reject, read_bounded, seen_of
from briefbook.sources_parquet import read_parquet
from briefbook.sources_read import read_digest, read_html, read_jsonl
from briefbook.sources_unpack import SourceError, TooLargeError


def part_items(part: Part) -> Iterator[tuple[int, Item | Reject | Brief]]:
    """Yield what a part's files hold, each with its place.

    Raises
    ------
    SourceError
        A store can't be read just now, or a file is not what was planned. It comes at
        the end, before the part is recorded.
    """
    days = None
    if part.days:
        days = date.fromisoformat(part.days[0]), date.fromisoformat(part.days[1])
    uri, name = part.files[0]
    read = sha256()
    if part.kind in ("briefs", "html"):
        for place, (uri, name) in enumerate(part.files, start=1):
            own = sha256()
            if part.kind == "briefs":
                yield place, _brief_file(uri, name, own)
            else:
                yield place, read_html(uri, name, Path(name).stem, days, own)
            told = f"{name}\0{own.hexdigest()}\0"
            read.update(told.encode("utf-8", "surrogatepass"))
    elif part.kind == "parquet":
        # A row group is a piece of a file: the file's stamp stands for its bytes.
        _expect(part, seen_of(uri), part.seen)
        for found in read_parquet(uri, name, part.group):
            yield _place(found), found
        _expect(part, seen_of(uri), part.seen)
        return
    else:
        stem, lines = Path(name).stem, (part.first, part.end, part.line)
        items = {
            "jsonl": lambda: read_jsonl(uri, name, *lines, read),
            "digest": lambda: read_digest(uri, name, stem, days, read),
            "feed": lambda: read_feed(uri, name, days, read),
        }[part.kind]
        for found in items():
            yield _place(found), found
    _expect(part, read.hexdigest(), part.content)


def _expect(part: Part, found: str, planned: str) -> None:
    if found != planned:
        raise SourceError(
            f"{part.source} changed while it was built: run the same build "
            f"again; finished parts are kept"
        )


def _place(found: Item | Reject) -> int:
    return found.line if isinstance(found, Item) else found.place


def told_of(problem: Problem) -> str:
    """Return a problem as a reject tells it."""
    return f"line {problem.line}: {shown(problem.value)!r} {problem.message}"


def _brief_file(uri: str, name: str, digest: Any) -> Brief | Reject:
    try:
        content = read_bounded(uri, digest, most=MAX_BRIEF)
    except TooLargeError as err:
        return Reject(name, 0, str(err))
    if not uri.startswith("file://"):
        return Reject(name, 0, "brief files are read from a local folder only")
    path = Path(uri.removeprefix("file://"))
    brief, problems = read_brief(path, path.parent, content=content)
    errors = [problem for problem in problems if problem.level == "error"]
    if brief is None or errors:
        told = "; ".join(map(told_of, errors))
        return Reject(name, 0, told or "is no brief file")
    return brief
