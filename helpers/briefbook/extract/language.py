"""Tell whether a text is English, by its script and its function words.

The rules of this package read English only; a text in another language is named as
such instead of being read as if it were English.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from briefbook.extract.lexicons import rows
from briefbook.extract.text import Plain

# Enough to tell; a brief of 1 MB needs no more.
_SAMPLE = 4000
_FEWEST_WORDS = 5
# Function words make up some 40% of English prose, more than 10% of headlines.
_FEWEST_IN_TEN = 1
_LONG = 40
# Beyond the Latin letters of Europe.
_FAR = re.compile(r"[^\W\d_A-Za-z\u00aa-\u024f]")
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _languages() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows("function_words"):
        word = row["word"]
        found[word] = (*found.get(word, ()), row["language"])
    return found


def language(source: Plain) -> str:
    """Return ``en``, ``other``, or ``und`` where the text is too short to tell.

    Examples
    --------
    >>> from briefbook.extract.text import plain
    >>> language(plain("The ministry said that exports fell in October."))
    'en'
    >>> language(plain("Die Ausfuhr ist im Oktober nach Angaben der Behörde gefallen."))
    'other'
    >>> language(plain("SMIC, Huawei"))
    'und'
    """
    sample = source.text[:_SAMPLE]
    words = _WORD.findall(sample.lower())
    far = _FAR.findall(sample)
    if far:
        letters = sum(map(len, words))
        if sum(not _is_latin(letter) for letter in far) * 2 > letters:
            return "other" if letters >= _FEWEST_WORDS else "und"
    if len(words) < _FEWEST_WORDS:
        return "und"
    known, counts = _languages(), Counter()
    for word in words:
        if word in known:
            for name in known[word]:
                counts[name] += 1
    english = counts.pop("en", 0)
    rival = max(counts.values(), default=0)
    if rival > english and rival * 10 >= len(words) * _FEWEST_IN_TEN:
        return "other"
    if english * 20 >= len(words) * _FEWEST_IN_TEN:
        return "en"
    if len(words) >= _LONG:
        return "other"
    return "en" if english else "und"


@cache
def _is_latin(letter: str) -> bool:
    if letter < "\u0250":
        return True
    return unicodedata.name(letter, "").startswith(("LATIN", "MODIFIER"))
