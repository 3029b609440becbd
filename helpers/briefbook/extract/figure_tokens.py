"""The words and numbers of a text, with the gaps between them, for the figure rules."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

# A number with its marks, or a run of letters (an apostrophe may stand inside). Signs,
# spaces and punctuation are what stands in the gaps. Superscripts count as letters.
_TOKEN = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[^\W\d_]+(?:'[^\W\d_]+)?")
_RAISED = "¹²³⁰⁴⁵⁶⁷⁸⁹"
_GAP = 24
# What may stand between two words of one phrase.
PLAIN_GAPS = frozenset([" ", "-", "\n", "", "  ", "\n\n", " - "])
SPACES = frozenset([" ", "\n", "  "])


def lowered(text: str) -> str:
    """Return `text` in lower case with every offset kept."""
    low = text.lower()
    if len(low) == len(text):
        return low
    # A few capitals (U+0130) become two characters.
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@dataclass(slots=True)
class Tokens:
    """Tokens of one text: parallel lists of words (lower case) and their offsets."""

    text: str
    low: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    gaps: list[str]

    @classmethod
    def of(cls, text: str) -> Tokens:
        """Cut `text` into tokens, in time linear in its length."""
        low = lowered(text)
        words = _TOKEN.findall(low)
        spans = [match.span() for match in _TOKEN.finditer(low)]
        starts = [start for start, _ in spans]
        ends = [end for _, end in spans]
        # Bounded: a gap of a megabyte of signs must not be copied.
        gaps = [
            low[end:start] if start - end < _GAP else low[end : end + _GAP]
            for end, start in zip(ends, starts[1:], strict=False)
        ]
        if ends:
            gaps.append(low[ends[-1] : ends[-1] + 8] or "\0")
        return cls(text, low, words, starts, ends, gaps)

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.words)

    def word(self, index: int) -> str:
        """Return the word at `index`, or an empty string beyond the ends."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def bare(self, index: int) -> str:
        """Return the word without possessive and without raised footnote marks."""
        word = self.word(index).rstrip(_RAISED)
        return word[:-2] if word.endswith("'s") else word.rstrip("'")

    def gap(self, index: int) -> str:
        """Return what stands between token `index` and the next one."""
        if index >= 0:
            return self.gaps[index] if index < len(self.gaps) else "\0"
        return (
            self.low[max(0, self.starts[0] - 8) : self.starts[0]] if self.starts else ""
        )

    def capital(self, index: int) -> bool:
        """Tell whether the token begins with a capital letter."""
        return 0 <= index < len(self.words) and self.text[self.starts[index]].isupper()

    def before(self, offset: int) -> int:
        """Return the index of the last token that begins before `offset`, or -1."""
        return bisect_right(self.starts, offset - 1) - 1

    def char(self, offset: int) -> str:
        """Return the character at `offset`, or an empty string beyond the ends."""
        return self.low[offset] if 0 <= offset < len(self.low) else ""

    def footnote(self, index: int) -> bool:
        """Tell whether the token is a raised footnote mark glued to the one before."""
        return (
            0 < index < len(self.words)
            and self.ends[index - 1] == self.starts[index]
            and not self.words[index].strip(_RAISED)
        )


def title_case(tokens: Tokens, index: int) -> bool:
    """Tell whether the words around `index` are a headline in capitals."""
    first = last = index
    while first > 0 and index - first < 8 and "\n" not in tokens.gap(first - 1):
        first -= 1
    while last + 1 < len(tokens) and last - index < 8 and "\n" not in tokens.gap(last):
        last += 1
    if any(tokens.gap(j)[:2] in (". ", ".") for j in range(first, last + 1)):
        return False
    long = [j for j in range(first, last + 1) if len(tokens.words[j]) > 3]
    if any(tokens.gap(j)[:2] in (". ", ".") for j in range(first, last + 1)):
        return False
    long = [j for j in long if tokens.words[j][0] > "9"]
    large = sum(tokens.capital(j) for j in long)
    return len(long) >= 3 and large >= 0.75 * len(long)
