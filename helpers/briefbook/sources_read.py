"""Briefs as they come in: JSON Lines, digests and HTML pages.

Every item that is read gives a brief or a reject with its place and reason; nothing is
dropped, and no day is invented. A store that can't be read is no reject: that raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from briefbook.briefs import parse_published
from briefbook.errors import Problem, shown
from briefbook.sources import MAX_NAME, Item, check_object, parse_object
from briefbook.sources_open import MAX_TEXT, Reject, opened, read_bounded
from briefbook.sources_unpack import TooLargeError, UnpackError

Read = Iterator[Item | Reject]
Days = tuple[date | None, date] | None
"""First and last day for what carries none of its own; None where none was given."""

NO_DATE = "has no date: give one with --published, or leave it out"
# What pages and their metadata may be dated; a fixed bound, not the clock's today.
_FIRST, _LAST = "1980-01-01", "2100-01-01"


def read_jsonl(
    uri: str,
    name: str,
    first: int = 0,
    end: int | None = None,
    line: int = 1,
    digest: Any = None,
) -> Read:
    """Yield the briefs of JSON Lines between two offsets, each a whole line.

    Parameters
    ----------
    first, end
        Offsets in bytes of an unpacked file; `end` None reads to its end.
    line
        Number of the first line.
    digest
        Takes up the bytes of these lines, or of the whole of a packed file.

    Raises
    ------
    SourceError
        The store can't be read just now.
    """
    with opened(uri, digest) as file:
        if first:
            file.seek(first)
        at = first
        while end is None or at < end:
            try:
                raw, skipped = _line(file)
            except (TooLargeError, UnpackError) as err:
                yield Reject(name, line, str(err))
                break
            if not raw and not skipped:
                break
            at += len(raw) + skipped
            if skipped:
                yield Reject(name, line, f"holds more than {MAX_TEXT:,} bytes")
            elif raw.strip():
                yield _object(name, line, raw)
            line += 1


def _line(file: Any) -> tuple[bytes, int]:
    """Return the next line, or how many bytes of it were skipped as too many."""
    raw = file.readline(MAX_TEXT)
    if len(raw) < MAX_TEXT or raw.endswith(b"\n"):
        return raw, 0
    skipped = len(raw)
    while more := file.readline(2**20):
        skipped += len(more)
        if more.endswith(b"\n"):
            break
    return b"", skipped


def _object(name: str, line: int, raw: bytes) -> Item | Reject:
    found = parse_object(name, line, raw)
    if not isinstance(found, dict):
        return Reject(name, line, _told(found))
    problems = check_object(name, line, found)
    if problems:
        return Reject(name, line, "; ".join(map(_told, problems)))
    return item(name, line, **{k: found.get(k) for k in ("id", *FIELDS)})


FIELDS = ("published", "text", "title")


def item(
    name: str, place: int, *, id: Any, published: Any, text: Any, title: Any = None
) -> Item | Reject:
    """Return a brief, or why these fields make none."""
    if isinstance(published, date):
        published = published.isoformat()[:10]
    try:
        start, end = parse_published(str(published or ""))
    except (ValueError, RecursionError):
        is_told = published is not None and published != ""
        said = f"published {shown(published)!r} is no day" if is_told else "has no date"
        return Reject(name, place, f"{said}: write YYYY-MM-DD")
    wrong = _wrong(id, text, title)
    if wrong:
        return Reject(name, place, wrong)
    return Item(
        id=clean(str(id)),
        published=end,
        published_start=start,
        text=clean(text),
        title=clean(title or ""),
        line=place,
    )


def _wrong(key: Any, text: Any, title: Any) -> str:
    """Return what is wrong with a brief's id, text or title."""
    if text is None or (isinstance(text, str) and not text.strip()):
        return "is empty: no text"
    if not isinstance(text, str):
        return f"text is {type(text).__name__}: give text"
    if len(text) > MAX_TEXT:
        return f"holds more than {MAX_TEXT:,} characters"
    if title is not None and not isinstance(title, str):
        return f"title {shown(title)!r} is no text: give text or leave it out"
    if isinstance(key, bytes | list | dict):
        return f"id {shown(key)!r} is neither text nor a number"
    for field, value in (("id", str(key)), ("title", title or "")):
        if len(value) > MAX_NAME:
            told = f"{field} {shown(value)!r} holds more than {MAX_NAME:,} characters"
            return f"{told}: give a shorter one"
    return ""


def clean(text: str) -> str:
    """Return a text that Arrow holds: one character stands for each lone surrogate.

    It keeps its length, so that spans stay.
    """
    return _SURROGATE.sub("\ufffd", text)


_SURROGATE = re.compile("[\ud800-\udfff]")


def read_digest(uri: str, name: str, stem: str, days: Days, digest: Any = None) -> Read:
    """Yield the stories of a digest; they are dated by `days` only.

    Raises
    ------
    SourceError
        The store can't be read just now.
    """
    from briefbook.draft import fresh, slug
    from briefbook.segment import split

    text = text_of(uri, name, digest)
    if isinstance(text, Reject):
        yield text
        return
    if not text.strip():
        yield Reject(name, 0, "is empty: no text")
        return
    taken: set[str] = set()
    for place, segment in enumerate(split(text), start=1):
        if days is None:
            yield Reject(name, place, NO_DATE)
            continue
        title = clean(segment.title or f"{stem} {place}")
        yield Item(
            id=fresh(slug(title), taken),
            published=days[1],
            published_start=days[0],
            text="\n".join(segment.paragraphs),
            title=title,
            line=place,
        )


def read_html(
    uri: str, name: str, stem: str, days: Days, digest: Any = None
) -> Item | Reject:
    """Return the main text of a page, dated by its metadata or else by `days`.

    Raises
    ------
    SourceError
        The store can't be read just now.
    """
    import trafilatura

    try:
        content = read_bounded(uri, digest)
    except TooLargeError as err:
        return Reject(name, 0, str(err))
    if not re.search(rb"<(?:!doctype|html|head|body|article|p)\b", content, re.I):
        return Reject(name, 0, "is not HTML")
    bounds = {
        "original_date": True,
        "extensive_search": False,
        "min_date": _FIRST,
        "max_date": _LAST,
    }
    page = trafilatura.bare_extraction(
        content, with_metadata=True, date_extraction_params=bounds
    )
    if page is None or not (page.text or "").strip():
        return Reject(name, 0, "holds no main text")
    published = page.date or (days[1].isoformat() if days else None)
    if published is None:
        return Reject(name, 0, NO_DATE)
    return item(name, 0, id=stem, published=published, text=page.text, title=page.title)


def text_of(uri: str, name: str, digest: Any = None) -> str | Reject:
    """Return a file's text, or why it has none."""
    try:
        return read_bounded(uri, digest).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as err:
        return Reject(name, 0, f"is not UTF-8 at byte {err.start}: save it as UTF-8")
    except TooLargeError as err:
        return Reject(name, 0, str(err))


def _told(problem: Problem) -> str:
    value = f"{shown(problem.value)!r} " if problem.value else ""
    remedy = f": {problem.remedy}" if problem.remedy else ""
    return f"{value}{problem.message}{remedy}"
