"""A text made easy to match, with the way back to the offsets of the original.

Rules match on `Plain.text`; every span goes back through `Plain.span`, so quotes are
always cut from the text as it was given.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

# One character for one character, so offsets stay: spaces of every width, dashes,
# quotation marks, full-width forms. U+2212 is the minus sign of typesetters.
_SAME_WIDTH = {
    **dict.fromkeys(map(ord, "\u00a0\u1680\u202f\u205f\u3000\t\v\f\r"), " "),
    **dict.fromkeys(range(0x2000, 0x200B), " "),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2043\ufe63\uff0d"), "-"),
    **dict.fromkeys(map(ord, "\u2012\u2013\u2212"), "–"),
    **dict.fromkeys(map(ord, "\u2015\u2e3a\ufe58"), "—"),
    **dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u2032\uff07"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02"), '"'),
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    0x066A: "%",
    0xFE6A: "%",
    0xFFE1: "£",
    0xFFE5: "¥",
    0x2028: "\n",
    0x2029: "\n",
}
# Few characters of a text change: finding them is faster than translating all.
_CHANGED = re.compile("[" + re.escape("".join(map(chr, _SAME_WIDTH))) + "]")
# Characters that carry no meaning here and may stand inside a word or a number:
# soft hyphen, zero-width spaces and joiners, direction marks, byte order mark.
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)


@dataclass(frozen=True, slots=True)
class Plain:
    """A normalised text and its place in the original.

    Attributes
    ----------
    original
        The text as it was given.
    text
        The text to match on; as long as `original` unless invisible characters went.
    """

    original: str
    text: str
    _starts: tuple[int, ...] = ()
    _shifts: tuple[int, ...] = ()

    def at(self, index: int) -> int:
        """Return the offset in the original of the character at `index`."""
        if not self._starts:
            return index
        return index + self._shifts[bisect_right(self._starts, index) - 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original's half-open span for ``text[start:end]``."""
        if start >= end:
            return self.at(start), self.at(start)
        return self.at(start), self.at(end - 1) + 1

    def quote(self, start: int, end: int) -> str:
        """Return the original's words for ``text[start:end]``."""
        first, last = self.span(start, end)
        return self.original[first:last]


def plain(text: str) -> Plain:
    r"""Return `text` ready for matching, in time linear in its length.

    Examples
    --------
    >>> p = plain("1,1\u00ad00\u00a0%")
    >>> p.text
    '1,100 %'
    >>> p.quote(0, 5)
    '1,1\xad00'
    """
    if text.isascii() and "\t" not in text and "\r" not in text:
        return Plain(text, text)
    same = _CHANGED.sub(lambda found: _SAME_WIDTH[ord(found.group())], text)
    gaps = [match.start() for match in _INVISIBLE.finditer(same)]
    if not gaps:
        return Plain(text, same)
    starts, shifts = [0], [0]
    for dropped, gap in enumerate(gaps, start=1):
        index = gap - (dropped - 1)
        if starts[-1] == index:
            shifts[-1] = dropped
        else:
            starts.append(index)
            shifts.append(dropped)
    return Plain(text, _INVISIBLE.sub("", same), tuple(starts), tuple(shifts))
