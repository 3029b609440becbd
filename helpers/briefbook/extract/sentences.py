"""Where sentences begin and end."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from briefbook.extract.lexicons import rows

# A full stop ends a sentence where space and an opening character follow; a line
# break always does, since a paragraph is a line.
_END = re.compile(r"[.!?][\"')\]”’]{0,3}(?=\s+[\"'(\[“‘]{0,2}[A-Z0-9$€£¥])|\n")
_FIRST_WORD = re.compile(r"\s+[\"'(\[“‘]{0,2}([A-Z][a-z]*)")
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.]{0,11})$")


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(row["word"].rstrip(".").lower() for row in rows("abbreviations"))


@cache
def _closing() -> frozenset[str]:
    """Return the abbreviations that may end a sentence: `U.S.`, `Corp.`, `p.m.`."""
    ends = ("company form", "country", "body", "bloc", "clock", "and so on")
    return frozenset(
        row["word"].rstrip(".").lower()
        for row in rows("abbreviations")
        if row["about"] in ends
    )


@cache
def _openers() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("sentence_openers"))


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
            # `It has 87m. Prices rise`: a scale, no initial.
            scale = text[match.start() - 2 : match.start() - 1].isdigit()
            initial = len(word) == 1 and word != "i" and not scale
            if (word in _abbreviations() or initial) and not (
                word in _closing() and _opens(text, match.end())
            ):
                continue
        _add(spans, text, start, match.end())
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def _opens(text: str, at: int) -> bool:
    """Tell whether a function word in a capital follows: a new sentence's first."""
    word = _FIRST_WORD.match(text, at)
    return word is not None and word.group(1).lower() in _openers()


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
