"""The words that a drafted claim leans on: a stretch that stands once in its text.

A stretch begins as the mention's own words. Where they stand elsewhere too it grows by
a word at a time inside its sentence; where that doesn't help, the number of the
occurrence is given. All stretches grow together, so each round reads the text once.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from briefbook.extract.text import Plain
from briefbook.models import Mention

_ROUNDS = 10
_LEFTWARDS = 4
# As `briefbook.words.places` cuts: a decimal mark between digits is inside a word.
_TOKEN = re.compile(r"[^\W_]+(?:(?<=\d)[.,](?=\d)[^\W_]+)*|\S")


@dataclass(slots=True)
class Stretch:
    """Tokens from `first` to before `last`, round one mention."""

    first: int
    last: int
    low: int
    high: int
    done: bool = False


def standing_once(
    source: Plain, mentions: Sequence[Mention], spans: Sequence[tuple[int, int]]
) -> list[tuple[str, int | None]]:
    """Return for each mention words that stand once, or an occurrence with them.

    Parameters
    ----------
    source
        The text; spans are those of its plain form.
    mentions
        In order, none overlapping; each stretch holds just one.
    spans
        The sentences.
    """
    text = source.text
    tokens = [match.span() for match in _TOKEN.finditer(text)]
    starts = [start for start, _ in tokens]
    borders = [start for start, _ in spans]
    stretches = []
    for number, mention in enumerate(mentions):
        first = max(0, bisect_right(starts, mention.char_start) - 1)
        last = bisect_left(starts, mention.char_end)
        low = bisect_left(starts, _sentence(borders, spans, mention)[0])
        high = bisect_left(starts, _sentence(borders, spans, mention)[1])
        # Another mention's tokens stay outside.
        if number:
            low = max(low, bisect_left(starts, mentions[number - 1].char_end))
        if number + 1 < len(mentions):
            high = min(high, bisect_left(starts, mentions[number + 1].char_start))
        stretches.append(Stretch(first, last, min(low, first), max(high, last)))
    for turn in range(_ROUNDS):
        waiting = [s for s in stretches if not s.done]
        if not waiting:
            break
        counts = _counts(text, tokens, {_words(text, tokens, s) for s in waiting})
        for stretch in waiting:
            stretch.done = counts[_words(text, tokens, stretch)] == 1
            if not stretch.done:
                _grow(text, tokens, stretch, turn)
    return _worded(text, tokens, starts, mentions, stretches)


def _worded(
    text: str,
    tokens: list[tuple[int, int]],
    starts: list[int],
    mentions: Sequence[Mention],
    stretches: list[Stretch],
) -> list[tuple[str, int | None]]:
    bare = {}
    for mention, stretch in zip(mentions, stretches, strict=True):
        if not stretch.done:
            stretch.first = max(0, bisect_right(starts, mention.char_start) - 1)
            stretch.last = bisect_left(starts, mention.char_end)
            bare[id(stretch)] = _words(text, tokens, stretch)
    places = _places(text, tokens, set(bare.values()))
    return [
        (words, places[words].index(stretch.first) + 1)
        if (words := bare.get(id(stretch))) is not None
        else (_words(text, tokens, stretch), None)
        for stretch in stretches
    ]


def _sentence(
    borders: list[int], spans: Sequence[tuple[int, int]], mention: Mention
) -> tuple[int, int]:
    return spans[max(0, bisect_right(borders, mention.char_start) - 1)]


def _grow(
    text: str, tokens: list[tuple[int, int]], stretch: Stretch, turn: int
) -> None:
    """Take a word more, leftwards first: ``passed in April``, not ``April and``."""
    left, right = stretch.first > stretch.low, stretch.last < stretch.high
    if left and (turn < _LEFTWARDS or not right):
        stretch.first -= 1
        while stretch.first > stretch.low and not _is_word(text, tokens[stretch.first]):
            stretch.first -= 1
    elif right:
        stretch.last += 1
        while stretch.last < stretch.high and not _is_word(
            text, tokens[stretch.last - 1]
        ):
            stretch.last += 1


def _is_word(text: str, span: tuple[int, int]) -> bool:
    return text[span[0] : span[1]][-1:].isalnum()


def _words(text: str, tokens: list[tuple[int, int]], stretch: Stretch) -> str:
    return " ".join(
        text[tokens[stretch.first][0] : tokens[stretch.last - 1][1]].split()
    )


def _counts(
    text: str, tokens: list[tuple[int, int]], wanted: set[str]
) -> dict[str, int]:
    return {words: len(at) for words, at in _places(text, tokens, wanted).items()}


def _places(
    text: str, tokens: list[tuple[int, int]], wanted: set[str]
) -> dict[str, list[int]]:
    """Return the first tokens of each place of each wanted stretch, in one reading."""
    lengths: dict[str, set[int]] = {}
    for words in wanted:
        parts = _TOKEN.findall(words)
        lengths.setdefault(parts[0], set()).add(len(parts))
    found: dict[str, list[int]] = {words: [] for words in wanted}
    for index, (start, end) in enumerate(tokens):
        for length in lengths.get(text[start:end], ()):
            last = index + length - 1
            if last < len(tokens):
                words = " ".join(text[start : tokens[last][1]].split())
                if words in found:
                    found[words].append(index)
    return found
