"""A text as tokens, with where sentences start and how each line is cased."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefbook.extract.lexicons import rows

_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_|\n")
_OPENING = frozenset("\"'([•*·")
_ENDS = frozenset(["", "\n", "!", "?", ":", ";", "…", "–", "—", "|"])
# Up to this many words a line is looked at for the case of a headline.
_HEADLINE = 30
_SENTENCE = 8
ABBREVIATIONS = frozenset(
    row["word"].rstrip(".").lower() for row in rows("abbreviations")
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words and marks of a text.

    Attributes
    ----------
    words
        The tokens; a line break is one.
    starts, ends
        Their offsets.
    styles
        ``""``, ``"title"`` or ``"caps"`` for each token: the case of its line.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    styles: list[str]

    def without(self, spans: Sequence[tuple[int, int]]) -> Tokens:
        """Return the tokens outside half-open `spans`, which are in order."""
        if not spans:
            return self
        keep: list[int] = []
        at = 0
        for first, last in spans:
            keep.extend(range(at, first))
            at = last
        keep.extend(range(at, len(self.words)))
        words, starts, ends, styles = (
            [values[i] for i in keep]
            for values in (self.words, self.starts, self.ends, self.styles)
        )
        return Tokens(self.text, words, starts, ends, styles)

    def glued(self, index: int) -> bool:
        """Tell whether no space stands before the token at `index`."""
        return 0 < index < len(self.words) and (
            self.ends[index - 1] == self.starts[index]
        )

    def word(self, index: int) -> str:
        """Return the token at `index`, or the empty string outside the text."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def opens(self, index: int) -> bool:
        """Tell whether a sentence starts with the token at `index`."""
        before = index - 1
        if before >= 0 and self.words[before][0].isalnum():
            return False
        while before >= 0 and index - before < 4 and self.words[before] in _OPENING:
            before -= 1
        mark = self.word(before)
        if mark in _ENDS:
            return True
        if mark == "-":
            return not self.glued(index)
        if mark == ",":
            return before < index - 1 and self.words[index - 1] == '"'
        if mark != ".":
            return False
        last = self.word(before - 1).lower()
        short = last in ABBREVIATIONS or (len(last) == 1 and last.isalpha())
        return not (short and self.glued(before))


def tokenize(text: str) -> Tokens:
    """Return the tokens of `text`, in time linear in its length."""
    spans = [match.span() for match in _TOKEN.finditer(text)]
    words = [text[start:end] for start, end in spans]
    starts = [start for start, _ in spans]
    ends = [end for _, end in spans]
    return Tokens(text, words, starts, ends, _styles(words))


def _styles(words: list[str]) -> list[str]:
    styles: list[str] = []
    first = 0
    while first <= len(words):
        try:
            last = words.index("\n", first)
        except ValueError:
            last = len(words)
        styles.extend([_style(words, first, last)] * (last - first + 1))
        first = last + 1
    return styles[: len(words)]


def _style(words: list[str], first: int, last: int) -> str:
    if last - first > 2 * _HEADLINE:
        return ""
    if last - first > _SENTENCE and words[last - 1] == ".":
        # A sentence is no headline, and in capitals its first words are.
        if any(map(str.islower, words[first : first + 4])):
            return ""
    long = [word for word in words[first:last] if len(word) > 3 and word.isalpha()]
    if not 3 <= len(long) <= _HEADLINE:
        return ""
    caps = sum(word.isupper() for word in long)
    if caps >= 0.8 * len(long):
        return "caps"
    if words[last - 1] == ".":
        return ""
    return "title" if sum(w[0].isupper() for w in long) >= 0.75 * len(long) else ""
