"""Make HTML from notebooks safe and readable in a report.

What a notebook shows comes from data, so nothing of it may run or fetch: only tags and
attributes of an allowlist pass, images only if they are in the file. Tables get header
scopes, a frame that scrolls and columns of numbers that stand right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import bleach
from bleach.css_sanitizer import CSSSanitizer
from bs4 import BeautifulSoup, Tag

from briefbook.html_styles import own_rules

_TAGS = frozenset(
    "a abbr article aside b bdi blockquote br caption cite code col colgroup dd del "
    "details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i "
    "img ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub "
    "summary sup table tbody td tfoot th thead time tr tt u ul var wbr".split()
)
# Their content is code or a page of its own, so it goes with the tag.
_DROPPED = (
    "script style iframe object embed template noscript svg math form button input "
    "select textarea video audio link meta base title"
).split()
_EVERYWHERE = frozenset(["class", "id", "title", "lang", "dir", "style", "role"])
_BY_TAG: Mapping[str, frozenset[str]] = {
    "a": frozenset(["href"]),
    "img": frozenset(["src", "alt", "width", "height"]),
    "td": frozenset(["colspan", "rowspan", "headers"]),
    "th": frozenset(["colspan", "rowspan", "headers", "scope", "abbr"]),
    "ol": frozenset(["start", "type", "reversed"]),
    "li": frozenset(["value"]),
    "col": frozenset(["span"]),
    "colgroup": frozenset(["span"]),
    "time": frozenset(["datetime"]),
    "details": frozenset(["open"]),
}
_CSS = (
    "color background-color font-weight font-style font-size text-align "
    "text-decoration vertical-align white-space width min-width max-width height "
    "padding padding-left padding-right padding-top padding-bottom margin margin-left "
    "margin-right margin-top margin-bottom border border-left border-right border-top "
    "border-bottom border-color border-radius"
).split()
_EMBEDDED = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,]", re.I)
# Ids of the page's own parts; content must not take them.
_RESERVED_ID = "bb-"
# 1,234.5 or -60% or about USD 1.2bn or 2024: what a column of numbers holds.
_NUMBER = re.compile(
    r"\s*(?:(?:about|at least|at most)\s)?[-−+~≈<>≤≥]?\s*"
    r"(?:[A-Z]{3}\s|(?:US)?[$€£¥₹])?\s?[-−]?\d[\d,]{0,30}(?:\.\d{1,20})?\s?"
    r"(?:%|tn|bn|m|k|pp)?\s*",
    re.I,
)
_LONG = 60
_MISSING = {"", "-", "–", "—", "n/a", "nan", "none", "<na>", "nat"}


def safe_html(html: str, *, links: Mapping[str, str] | None = None) -> str:
    """Return `html` with only what a report may hold, tables made readable.

    Parameters
    ----------
    html
        A fragment from a Markdown cell or an output.
    links
        What relative addresses become, e.g. ``{"01_chips.ipynb": "01_chips.html"}``;
        other relative links keep their words only, as the file they mean stays behind.
    """
    soup = BeautifulSoup(html, "html.parser")
    styles = _own_styles(soup)
    for tag in soup.find_all(_DROPPED):
        tag.decompose()
    for tag in soup.find_all(style=re.compile(r"url\s*\(|[\\@]", re.I)):
        del tag["style"]
    cleaned = _CLEANER.clean(str(soup))
    soup = BeautifulSoup(cleaned, "html.parser")
    _settle_links(soup, links or {})
    _settle_images(soup)
    for table in soup.find_all("table"):
        _settle_table(soup, table)
    body = str(soup)
    if not styles:
        return body
    # Colours that a style sets were chosen for a light ground.
    return f"<style>{styles}</style>\n<div class='bb-light'>{body}</div>"


def demoted(html: str, *, least: int) -> str:
    """Return `html` whose highest headings are of level `least`, others below them.

    Examples
    --------
    >>> demoted("<h1>a</h1><h2>b</h2>", least=3)
    '<h3>a</h3><h4>b</h4>'
    """
    soup = BeautifulSoup(html, "html.parser")
    headings = soup.find_all(re.compile(r"^h[1-6]$"))
    if not headings:
        return html
    shift = least - min(int(tag.name[1]) for tag in headings)
    if shift <= 0:
        return html
    for tag in headings:
        tag.name = f"h{min(6, int(tag.name[1]) + shift)}"
    return str(soup)


def _own_styles(soup: BeautifulSoup) -> str:
    # pandas' Styler colours cells by rules for its own table's id.
    sheets = (own_rules(tag.get_text()) for tag in soup.find_all("style"))
    return "\n".join(sheet for sheet in sheets if sheet)


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "id":
        return not value.startswith(_RESERVED_ID)
    if tag == "img" and name == "src":
        return _EMBEDDED.match(value) is not None
    if name.startswith(("aria-", "data-")):
        return True
    return name in _EVERYWHERE or name in _BY_TAG.get(tag, ())


_CLEANER = bleach.Cleaner(
    tags=_TAGS,
    attributes=_allowed,
    protocols=["http", "https", "mailto", "data"],
    css_sanitizer=CSSSanitizer(allowed_css_properties=_CSS),
    strip=True,
)


def _settle_links(soup: BeautifulSoup, links: Mapping[str, str]) -> None:
    for tag in soup.find_all("a"):
        href = str(tag.get("href", ""))
        if href.startswith(("http://", "https://")):
            tag["rel"] = "noopener noreferrer"
        elif href in links:
            tag["href"] = links[href]
        elif not href.startswith(("#", "mailto:")):
            tag.unwrap()


def _settle_images(soup: BeautifulSoup) -> None:
    for tag in soup.find_all("img"):
        if not tag.get("src"):
            words = soup.new_tag("em")
            words.string = f"[image not included: {tag.get('alt') or 'no description'}]"
            tag.replace_with(words)
        elif tag.get("alt") is None:
            tag["alt"] = ""


def _settle_table(soup: BeautifulSoup, table: Tag) -> None:
    for cell in table.select("thead th"):
        cell.attrs.setdefault("scope", "col")
    for cell in table.select("tbody th"):
        cell.attrs.setdefault("scope", "row")
    _mark_columns(table)
    caption = table.find("caption")
    label = caption.get_text(" ", strip=True) if caption else "Table"
    # A region that scrolls must be reachable by keyboard, and so have a name.
    frame = soup.new_tag(
        "div",
        attrs={"class": "table", "role": "region", "tabindex": "0"},
    )
    frame["aria-label"] = label
    table.wrap(frame)


def _mark_columns(table: Tag) -> None:
    # Numbers stand right; sentences get room where the page is narrow.
    columns: dict[int, list[Tag]] = {}
    for row in table.select("tbody tr"):
        cells: list[Any] = row.find_all(["td", "th"], recursive=False)
        if any(cell.get("colspan") or cell.get("rowspan") for cell in cells):
            return
        for position, cell in enumerate(cells):
            columns.setdefault(position, []).append(cell)
    heads = table.select("thead tr")
    head = heads[-1].find_all(["td", "th"], recursive=False) if heads else []
    for position, cells in columns.items():
        texts = [cell.get_text(strip=True) for cell in cells]
        said = [text for text in texts if text.casefold() not in _MISSING]
        if said and all(_NUMBER.fullmatch(text) for text in said):
            kind = "num"
        elif max(map(len, texts)) > _LONG:
            kind = "long"
        else:
            continue
        for cell in [*cells, *head[position : position + 1]]:
            if kind == "num" and "text-align" in str(cell.get("style", "")):
                # A notebook aligns texts to the left; these are amounts.
                del cell["style"]
            cell["class"] = [*cell.get("class", []), kind]
