"""Entries of RSS and Atom files, each with the day that it writes itself.

The parser fills what a date lacks from the clock, so its own days are not used.
"""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

from briefbook.errors import shown
from briefbook.sources_open import Reject
from briefbook.sources_read import NO_DATE, Days, Read, item, text_of

_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_DECLARED = re.compile(r"\s*<\?xml\b[^>]*\?>")
_ENCODING = re.compile(r"encoding\s*=\s*[\"']([^\"'>]*)")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_DATED = ("published", "updated")
# 2024-11-18T09:00:00Z, 20241118; Mon, 18 Nov 2024 09:00:00 GMT; Mon Nov 18 09:00 2024.
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})(?P<sign>[-/.]?)(?P<month>\d\d)(?P=sign)(?P<day>\d\d)(?!\d)",
        rf"(?:[a-z]+\.?,?\s+)?(?P<day>\d\d?)[\s-]+{_MONTH}[\s-]+(?P<year>\d{{4}})\b",
        rf"(?:[a-z]+\.?,?\s+)?{_MONTH}\s+(?P<day>\d\d?),?\s+(?P<year>\d{{4}})\b",
        rf"[a-z]+\s+{_MONTH}\s+(?P<day>\d\d?)\s+[\d:]+\s+(?:[a-z]+\s+)?(?P<year>\d{{4}})\b",
    )
]


def read_feed(uri: str, name: str, days: Days, digest: Any = None) -> Read:
    """Yield the entries of an RSS or Atom file; one without a date is never today's.

    Raises
    ------
    SourceError
        The store can't be read just now.
    """
    import feedparser
    from bs4.builder import ParserRejectedMarkup

    content = text_of(uri, name, digest)
    if isinstance(content, str):
        content = _plain(content, name)
    if isinstance(content, Reject):
        yield content
        return
    feed = feedparser.parse(
        io.BytesIO(content.encode("utf-8")),
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
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
        written = [str(dict.get(entry, when) or "") for when in _DATED]
        published = next(filter(None, map(day_of, written)), days and days[1])
        if published is None:
            told = next(filter(None, written), "")
            yield Reject(name, place, _undated(told))
            continue
        try:
            text, title = _words(entry)
        except ParserRejectedMarkup:
            yield Reject(name, place, "holds markup that can't be read: mend it")
            continue
        yield item(name, place, id=key, published=published, text=text, title=title)


def _words(entry: Any) -> tuple[str, str]:
    """Return an entry's text, the longest of its forms, and its title."""
    bodies = [part.get("value", "") for part in entry.get("content", [])]
    text = _paragraphs(max([*bodies, entry.get("summary", "")], key=len))
    return text, _paragraphs(entry.get("title", "")).replace("\n", " ")


def day_of(written: str) -> date | None:
    """Return the day that a feed's date names in full, None where it does not.

    It is the day at the publisher's own place, as written, whatever the zone.

    Examples
    --------
    >>> day_of("Mon, 18 Nov 2024 23:30:00 -0500")
    datetime.date(2024, 11, 18)
    >>> day_of("2021-05"), day_of("T09:00:00"), day_of("2024-02-31")
    (None, None, None)
    """
    for form in _FORMS:
        found = form.match(written.strip())
        if found is None:
            continue
        parts = found.groupdict()
        named = (parts.get("name") or "").lower()
        month = _MONTHS.index(named) + 1 if named else int(parts["month"])
        try:
            return date(int(parts["year"]), month, int(parts["day"]))
        except ValueError:
            return None
    return None


def _undated(written: str) -> str:
    if not written:
        return NO_DATE
    return f"{NO_DATE} ({shown(written)!r} names no day with month and year)"


def _plain(content: str, name: str) -> str | Reject:
    """Return a feed in UTF-8 that says nothing else of itself, or why it is not read.

    The parser would follow another encoding's name, and read entities where we see
    none.
    """
    declared = _DECLARED.match(content)
    if declared is not None:
        said = _ENCODING.search(declared[0])
        if said is not None and not _is_read_alike(content, said[1]):
            reason = f"is told to be {shown(said[1])!r}, and is not: save it as UTF-8"
            return Reject(name, 0, reason)
        content = content[declared.end() :]
    if _ENTITY.search(content):
        return Reject(name, 0, "declares XML entities: not read")
    return f'<?xml version="1.0" encoding="utf-8"?>{content}'


def _is_read_alike(content: str, encoding: str) -> bool:
    try:
        return content.encode("utf-8").decode(encoding.strip()) == content
    except (LookupError, ValueError):
        return False


def _paragraphs(markup: str) -> str:
    """Return the text of a feed's markup, a paragraph a line; nothing is rendered."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(markup, "html.parser")
    for hidden in soup(["script", "style", "template"]):
        hidden.decompose()
    for block in soup(["p", "br", "div", "li", "h1", "h2", "h3", "tr", "blockquote"]):
        # Before it too: what stands in front of a paragraph is no word of it.
        block.insert(0, "\n")
        block.append("\n")
    lines = (" ".join(line.split()) for line in soup.get_text().split("\n"))
    return "\n".join(line for line in lines if line)
