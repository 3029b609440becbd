"""Briefs as they come in: JSON Lines, Parquet, digests, HTML pages and feeds.

Every item that is read gives a brief or a reject with its place and reason; nothing is
dropped, and no day is invented.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from briefbook.briefs import parse_published
from briefbook.sources import Item, check_object, parse_object
from briefbook.sources_open import (
    MAX_TEXT,
    Reject,
    TooLargeError,
    opened,
    read_bounded,
)

Read = Iterator[Item | Reject]
Days = tuple[date | None, date] | None
"""First and last day for what carries none of its own; None where none was given."""

NO_DATE = "has no date: give one with --published, or leave it out"
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
# What pages and their metadata may be dated; a fixed bound, not the clock's today.
_FIRST, _LAST = "1980-01-01", "2100-01-01"


def read_jsonl(
    uri: str, name: str, first: int = 0, end: int | None = None, line: int = 1
) -> Read:
    """Yield the briefs of JSON Lines between two offsets, each a whole line.

    Parameters
    ----------
    first, end
        Offsets in bytes of an unpacked file; `end` None reads to its end.
    line
        Number of the first line.
    """
    with opened(uri) as file:
        if first:
            file.seek(first)
        at = first
        while end is None or at < end:
            try:
                raw, skipped = _line(file)
            except TooLargeError as err:
                yield Reject(name, line, str(err))
                return
            except (OSError, EOFError) as err:
                yield Reject(name, line, f"can't be unpacked further ({err})")
                return
            if not raw and not skipped:
                return
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
    return item(name, line, **{k: found.get(k) for k in ("id", *_FIELDS)})


_FIELDS = ("published", "text", "title")


def item(
    name: str, place: int, *, id: Any, published: Any, text: Any, title: Any = None
) -> Item | Reject:
    """Return a brief, or why these fields make none."""
    if isinstance(published, date):
        published = published.isoformat()[:10]
    try:
        start, end = parse_published(str(published or ""))
    except ValueError:
        said = "has no date" if not published else f"published {published!r} is no day"
        return Reject(name, place, f"{said}: write YYYY-MM-DD")
    if not isinstance(text, str) or not text.strip():
        return Reject(name, place, "is empty: no text")
    if len(text) > MAX_TEXT:
        return Reject(name, place, f"holds more than {MAX_TEXT:,} characters")
    return Item(
        id=str(id),
        published=end,
        published_start=start,
        # Arrow holds no lone surrogate; one character stands for each, so spans stay.
        text=_SURROGATE.sub("\ufffd", text),
        title=_SURROGATE.sub("\ufffd", title or ""),
        line=place,
    )


_SURROGATE = re.compile("[\ud800-\udfff]")


def read_parquet(uri: str, name: str, group: int) -> Read:
    """Yield the briefs of one row group: columns id, published, text, perhaps title."""
    import fsspec
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with fsspec.open(uri, "rb") as file:
            schema = pq.read_schema(file)
            have = set(schema.names)
            # Of a text that is repeated a million times one copy is held.
            texts = [field.name for field in schema if pa.types.is_string(field.type)]
            source = pq.ParquetFile(file, read_dictionary=texts)
            missing = {"published", "text"} - have
            if missing:
                reason = f"lacks the columns {', '.join(sorted(missing))}"
                yield Reject(name, 0, reason)
                return
            wanted = [column for column in ("id", *_FIELDS) if column in have]
            before = sum(source.metadata.row_group(i).num_rows for i in range(group))
            place = before
            for batch in source.iter_batches(256, row_groups=[group], columns=wanted):
                for cells in zip(*batch.columns, strict=True):
                    place += 1
                    row = {n: c.as_py() for n, c in zip(wanted, cells, strict=True)}
                    key = row.get("id")
                    row["id"] = place if key is None or key == "" else key
                    yield item(name, place, **row)
    except (OSError, pa.ArrowException) as err:
        yield Reject(name, 0, f"is no Parquet file that can be read ({err})")


def read_digest(uri: str, name: str, stem: str, days: Days) -> Read:
    """Yield the stories of a digest; they are dated by `days` only."""
    from briefbook.draft import fresh, slug
    from briefbook.segment import split

    text = _text(uri, name)
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
        title = segment.title or f"{stem} {place}"
        yield Item(
            id=fresh(slug(title), taken),
            published=days[1],
            published_start=days[0],
            text="\n".join(segment.paragraphs),
            title=title,
            line=place,
        )


def read_html(uri: str, name: str, stem: str, days: Days) -> Item | Reject:
    """Return the main text of a page, dated by its metadata or else by `days`."""
    import trafilatura

    try:
        content = read_bounded(uri)
    except (OSError, TooLargeError) as err:
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


def read_feed(uri: str, name: str, days: Days) -> Read:
    """Yield the entries of an RSS or Atom file; one without a date is never today's."""
    import feedparser

    content = _text(uri, name)
    if isinstance(content, Reject):
        yield content
        return
    raw = content.encode("utf-8")
    if _ENTITY.search(raw):
        yield Reject(name, 0, "declares XML entities: not read")
        return
    feed = feedparser.parse(io.BytesIO(raw), resolve_relative_uris=False)
    if not feed.version and not feed.entries:
        yield Reject(name, 0, "is no RSS or Atom feed")
        return
    seen: dict[str, int] = {}
    for place, entry in enumerate(feed.entries, start=1):
        key = entry.get("id") or entry.get("link") or entry.get("title") or str(place)
        if key in seen:
            reason = f"is entry {seen[key]} again: the same id"
            yield Reject(name, place, reason)
            continue
        seen[key] = place
        stamp = entry.get("published_parsed") or entry.get("updated_parsed")
        if stamp is not None:
            published = date(*stamp[:3]).isoformat()
        elif days is not None:
            published = days[1].isoformat()
        else:
            yield Reject(name, place, NO_DATE)
            continue
        bodies = [part.get("value", "") for part in entry.get("content", [])]
        text = _paragraphs(max([*bodies, entry.get("summary", "")], key=len))
        title = _paragraphs(entry.get("title", "")).replace("\n", " ")
        yield item(name, place, id=key, published=published, text=text, title=title)


def _paragraphs(markup: str) -> str:
    """Return the text of a feed's markup, a paragraph a line; nothing is rendered."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(markup, "html.parser")
    for hidden in soup(["script", "style", "template"]):
        hidden.decompose()
    for block in soup(["p", "br", "div", "li", "h1", "h2", "h3", "tr", "blockquote"]):
        block.append("\n")
    lines = (" ".join(line.split()) for line in soup.get_text().split("\n"))
    return "\n".join(line for line in lines if line)


def _text(uri: str, name: str) -> str | Reject:
    try:
        return read_bounded(uri).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as err:
        return Reject(name, 0, f"is not UTF-8 at byte {err.start}: save it as UTF-8")
    except (OSError, TooLargeError) as err:
        return Reject(name, 0, str(err))


def _told(problem: Any) -> str:
    value = f"{problem.value!r} " if problem.value else ""
    remedy = f": {problem.remedy}" if problem.remedy else ""
    return f"{value}{problem.message}{remedy}"
