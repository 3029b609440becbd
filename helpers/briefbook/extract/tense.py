"""Which way a date points: the tense of the verb that governs it.

The nearest cue to the left inside the clause decides; a date that opens its clause
looks to the right. Every scan is bounded, so the time is linear in the text.
"""

from __future__ import annotations

from functools import cache

from briefbook.extract.date_tokens import Tokens
from briefbook.extract.lexicons import mapping

PAST, FUTURE, OPEN = "past", "future", ""
_REACH = 40
_DETERMINERS = frozenset(("the", "a", "an", "its", "their", "his", "her", "these"))
_STOPS = frozenset((";", ":", "—"))
_THINGS = frozenset(("to", "for"))


@cache
def _cues() -> dict[str, str]:
    return mapping("tense_cues", "word", "cue")


def cue(word: str) -> str:
    """Return the kind of cue that a word is, ``past`` for any other ``-ed`` form."""
    known = _cues().get(word)
    if known is not None:
        return known
    if len(word) > 3 and word.endswith("ed") and word.isalpha():
        return "past"
    return ""


def tense(tokens: Tokens, first: int, last: int, low: int, high: int) -> str:
    """Return ``past``, ``future`` or nothing for the date at tokens `first`..`last`.

    Parameters
    ----------
    tokens
        The text.
    first, last
        Its first and last token.
    low, high
        First token of its sentence, and the one after the last.
    """
    near = first - 1
    while near >= low and tokens.word(near) in ("the", "as", "about", "around", "on"):
        near -= 1
    word = tokens.word(near) if near >= low else ""
    if word in ("early", "soon", "late") and tokens.word(near - 1) == "as":
        return FUTURE
    back, verb = _backward(tokens, first, low)
    opens = _opens_clause(tokens, first, low)
    if opens or not back:
        ahead = _forward(tokens, last, high)
        if ahead and (opens or not back):
            back, verb = ahead, ""
    match cue(word):
        case "by":
            return PAST if _perfect(tokens, first, low, high, back) else FUTURE
        case "until":
            lasted = back == PAST and cue(verb) in ("lasting", "was")
            return PAST if lasted else FUTURE
        case "since":
            return PAST
        case "from":
            if back or _compares(tokens, near):
                return back or PAST
            return FUTURE
        case "before":
            return OPEN if back == PAST else FUTURE
    if word == "of" and cue(tokens.word(near - 1)) == "ahead_of":
        return FUTURE
    return back


def _backward(tokens: Tokens, first: int, low: int) -> tuple[str, str]:
    for at in range(first - 1, max(low, first - _REACH) - 1, -1):
        word = tokens.words[at]
        if word in _STOPS:
            break
        kind = cue(word)
        if not kind:
            continue
        if kind == "clause":
            break
        found = _reading(tokens, at, kind, low, first)
        if found == "stop":
            break
        if found:
            return found, word
    return OPEN, ""


def _forward(tokens: Tokens, last: int, high: int) -> str:
    at, end = last + 1, min(high, last + 1 + _REACH)
    while at < end:
        word = tokens.words[at]
        if word in _STOPS:
            break
        kind = cue(word)
        if kind == "clause":
            if tokens.word(at - 1) != "," or word == "but":
                break
            # A relative clause between commas does not govern what stands outside.
            at += 1
            while at < end and tokens.words[at] != ",":
                at += 1
        elif kind in ("have", "had"):
            if tokens.word(at + 1) == "to":
                return FUTURE
            return PAST
        elif kind:
            found = _reading(tokens, at, kind, last + 1, end)
            if found == "stop":
                break
            if found:
                return found
        at += 1
    return OPEN


def _reading(tokens: Tokens, at: int, kind: str, low: int, end: int) -> str:
    word, after = tokens.word(at), tokens.word(at + 1)
    match kind:
        case "modal":
            if word == "may" and tokens.is_capital(at) and at > low:
                return OPEN
            if word in ("should", "could", "would", "may", "might", "must") and (
                after == "have" or tokens.word(at + 2) == "have"
            ):
                return PAST
            return FUTURE
        case "ahead":
            before = tokens.word(at - 1)
            if before in ("than", "as") or cue(before) == "had":
                return OPEN
            if word == "due" and after == "to" and cue(tokens.word(at + 2))[:4] != "base":
                return OPEN
            return FUTURE
        case "set":
            return FUTURE if after in _THINGS else OPEN
        case "intend" | "schedule":
            return FUTURE
        case "intend_to" | "about":
            reach = range(at + 1, min(at + (2 if kind == "about" else 7), end))
            if any(tokens.word(k) == "to" and _verbal(tokens, k + 1) for k in reach):
                return FUTURE
            return _participle(tokens, at, low) if word.endswith(("ed", "ave")) else ""
        case "was":
            return FUTURE if after == "to" and _verbal(tokens, at + 2) else PAST
        case "be":
            if after == "to" and _verbal(tokens, at + 2):
                return FUTURE
            return OPEN
        case "base" | "base_schedule" | "base_into":
            before = tokens.word(at - 1)
            if before != "to":
                return _timetable(tokens, at, kind, before, after)
            governor = cue(tokens.word(at - 2))
            return PAST if governor in ("past", "lasting") else FUTURE
        case "have":
            return FUTURE if after == "to" else OPEN
        case "had" | "source":
            return FUTURE if after == "to" else PAST
        case "past" | "lasting":
            return _participle(tokens, at, low)
    return OPEN


def _timetable(tokens: Tokens, at: int, kind: str, before: str, after: str) -> str:
    """Read a plural present that tells a timetable: rules take effect, ministers meet."""
    if kind == "base" or before in _DETERMINERS or not before.isalpha():
        return OPEN
    if kind == "base_into":
        return FUTURE if after in ("into", "effect", "office", "force") else OPEN
    return FUTURE if before.endswith("s") or before in ("that", "which", "who") else OPEN


def _participle(tokens: Tokens, at: int, low: int) -> str:
    """Read a past form: finite, or after ``will be``, ``to be``, ``is``."""
    before = tokens.word(at - 1)
    if before in _DETERMINERS or (at > low and tokens.possessive(at - 1)):
        return OPEN
    had = False
    for back in range(at - 1, max(low, at - 6) - 1, -1):
        word = tokens.words[back]
        kind = cue(word)
        if kind == "modal":
            return PAST if had and word != "will" else FUTURE
        if kind == "have":
            had = True
        elif kind in ("had", "was"):
            return PAST
        elif kind == "be" and word != "being":
            return PAST if had else "stop"
        elif word == "to":
            return FUTURE if tokens.word(back + 1) in ("be", "have") else PAST
        elif not (
            kind in ("been", "be", "base") or word.endswith("ly") or word in
            ("not", "also", "already", "now", "be", "being", "still", "first", "only")
        ):  # fmt: skip
            break
    return PAST


def _verbal(tokens: Tokens, at: int) -> bool:
    word = tokens.word(at)
    return (
        word.isalpha()
        and not tokens.is_capital(at)
        and word not in _DETERMINERS
        and not word.endswith("ing")
    )


def _opens_clause(tokens: Tokens, first: int, low: int) -> bool:
    at = first - 1
    while at >= low and tokens.word(at) in (
        "in", "on", "by", "at", "from", "as", "early", "since", "for", "and", "or",
        "but", "during", "after", "before", "until", "the", "that", "while", "of", '"',
        "'", "back", "earlier", "later", "only", "also", "then", "when", "if", "meanwhile",
        "late", "just", "again", "over", "around", "(", "starting", "beginning",
    ):  # fmt: skip
        if tokens.word(at) in ("and", "that", "but", "while", "when", "if"):
            return True
        at -= 1
    return at < low or tokens.word(at) in _STOPS or tokens.word(at) == "\n"


def _perfect(tokens: Tokens, first: int, low: int, high: int, back: str) -> bool:
    if back != PAST:
        return False
    near = range(max(low, first - 12), min(high, first + 12))
    return any(cue(tokens.word(at)) == "had" for at in near)


def _compares(tokens: Tokens, near: int) -> bool:
    return any(
        tokens.word(at) in ("%", "percent", "cent", "up", "down", "points", "unchanged")
        for at in range(max(0, near - 4), near)
    )
