"""Words that tell a tense, and small forms around them that turn it."""

from __future__ import annotations

from functools import cache, lru_cache

from briefbook.extract.date_tokens import Tokens
from briefbook.extract.lexicons import mapping, rows

_STOPS = frozenset((";", "—", ".", "?", "!", ":"))


@cache
def part(role: str) -> frozenset[str]:
    """Return the small words that play a role around a verb or a date."""
    return frozenset(row["word"] for row in rows("small_words") if row["role"] == role)


@cache
def _cues() -> dict[str, str]:
    return mapping("tense_cues", "word", "cue")


@lru_cache(maxsize=16384)
def cue(word: str) -> str:
    """Return the kind of cue that a word is, ``past`` for any other ``-ed`` form."""
    known = _cues().get(word)
    if known is not None:
        return known
    if len(word) > 3 and word.endswith("ed") and word.isalpha():
        return "past"
    return ""


def was_to_be(tokens: Tokens, at: int) -> bool:
    """Tell whether what lay ahead is told as past: `was due`, `had been expected`."""
    back = at - 1
    while back > at - 3 and tokens.word(back).endswith("ly"):
        back -= 1
    if cue(tokens.word(back)) == "been":
        return cue(tokens.word(back - 1)) == "had"
    return cue(tokens.word(back)) == "was"


def compares(tokens: Tokens, near: int) -> bool:
    """Tell whether words before token `near` compare two times (`up 5% from May`)."""
    for at in range(max(0, near - 4), near):
        word = tokens.word(at)
        if word in ("up", "down") and tokens.word(at - 1) in part("present_move"):
            # `fares go up from March`
            return False
        if word == "%" or word in part("comparison"):
            return True
    return False


def compared(tokens: Tokens, first: int, low: int) -> bool:
    """Tell whether a figure that others are set against is of the date.

    `sales of $3bn, up from $2bn in the March quarter`.
    """
    figure = False
    for at in range(first - 1, max(low, first - 9) - 1, -1):
        word, before = tokens.words[at], tokens.word(at - 1)
        if word in _STOPS or (cue(word) and word != "from"):
            return False
        if word[:1].isdigit():
            figure = True
        elif word in part("against") or (word == "with" and before == "compared"):
            return figure
        elif word == "from":
            return figure and before in part("up_from")
    return False


def conditional(tokens: Tokens, at: int) -> bool:
    """Tell whether a participle states a condition (`if approved on Thursday`)."""
    return tokens.word(at - 1) in part("if")


def after_event(tokens: Tokens, first: int, low: int) -> bool:
    """Tell whether a date is of an event before: `after approval in March`."""
    for at in range(first - 1, max(low, first - 8) - 1, -1):
        if tokens.words[at] in _STOPS or tokens.words[at] == ",":
            return False
        if tokens.words[at] == "after":
            return first - at > 2
    return False


def closed_off(tokens: Tokens, near: int, low: int, verb: str) -> bool:
    """Tell whether a comma stands between a verb and what follows it."""
    for at in range(near, max(low, near - 14), -1):
        if tokens.words[at] == ",":
            return True
        if tokens.words[at] == verb:
            return False
    return False


def before_clock(tokens: Tokens, near: int, low: int) -> int:
    """Return the token before a time of day (`by 6 p.m. ET Monday`)."""
    if tokens.word(near) not in part("clock") and tokens.word(near - 1) not in (
        part("clock")
    ):
        return near
    at = near
    while at > max(low, near - 9):
        word = tokens.words[at]
        timed = word in part("clock") or word in (".", ":", "of") or word[0].isdigit()
        if not timed:
            break
        at -= 1
    return at if tokens.word(at) in ("by", "until", "before", "from") else near
