"""Where sentences begin and end."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from briefbook.extract.lexicons import rows

# A full stop ends a sentence where space and an opening character follow; a line
# break always does, since a paragraph is a line.
_END = re.compile(r"[.!?][\"')\]”’]{0,3}(?=\s+[\"'(\[“‘]{0,2}[A-Z0-9$€£¥])|\n")
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.]{0,11})$")


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(row["word"].rstrip(".").lower() for row in rows("abbreviations"))


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of `text`, without surrounding white space.

    Examples
    --------
    >>> sentences("Mr. Wu left. It fell 2.5%.")
    [(0, 12), (13, 26)]
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match.group()[0] == ".":
            before = _LAST_WORD.search(text[max(0, match.start() - 13) : match.start()])
            word = before.group(1).lower() if before else ""
            if word in _abbreviations() or (len(word) == 1 and word != "i"):
                continue
        _add(spans, text, start, match.end())
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def sentence_at(spans: list[tuple[int, int]], index: int) -> tuple[int, int]:
    """Return the one of `spans` that holds `index`, or the nearest before it."""
    found = bisect_right(spans, (index, float("inf"))) - 1
    return spans[max(found, 0)] if spans else (0, 0)


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
