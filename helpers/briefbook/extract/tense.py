"""Which way a date points: the tense of the verb that governs it.

The nearest cue to the left inside the clause decides; a date that opens its clause
looks to the right. Every scan is bounded, so the time is linear in the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from briefbook.extract.date_tokens import Tokens, kinds
from briefbook.extract.tense_cues import (
    after_event,
    before_clock,
    closed_off,
    compared,
    compares,
    conditional,
    cue,
    part,
    was_to_be,
)

PAST, FUTURE, OPEN = "past", "future", ""
# What was to be (was to begin, had hoped to end): ahead then, not ahead of the brief.
INTENDED = "intended"
# A future verb and `by` or `until`: on or after the brief's day without doubt.
DEADLINE = "deadline"
# A present passive (is held, are sold) governs but tells no tense.
STOP = "stop"
_REACH = 40
_OPENING = 8
_STOPS = frozenset((";", "—"))
_QUOTES = frozenset(('"', "'", "("))


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
    opening = part("before_date")
    while near >= max(low, first - _OPENING) and tokens.word(near) in opening:
        near -= 1
    hour, near = near, before_clock(tokens, near, low)
    word = tokens.word(near) if near >= low else ""
    if word in part("as_early") and tokens.word(near - 1) == "as":
        reach = range(max(low, first - _REACH), first)
        had = any(cue(tokens.word(at)) == "had" for at in reach)
        return OPEN if had else FUTURE
    if word == "than" or tokens.word(near - 1) == "than":
        at = near if word == "than" else near - 1
        bounded = tokens.word(at - 1) == "later" and tokens.word(at - 2) in part("no")
        # `no later than June 30`, but `later than in June`
        return FUTURE if bounded else PAST
    if tokens.word(last + 1) in part("finite") or tokens.word(last + 1) in part("peak"):
        # `MEPs on Thursday backed the bill`
        return PAST
    if word == "for" and tokens.word(near - 1) in part("outlook_noun"):
        sets = part("sets_outlook")
        if any(tokens.word(at) in sets for at in range(max(low, near - 7), near - 1)):
            # `raised its forecast for the third quarter`
            return FUTURE
    if compared(tokens, first, low):
        return PAST
    if (
        first - 2 > low
        and tokens.words[first - 2] in ("is", "are")
        and (tokens.words[first - 1] in ("on", "in", "at"))
    ):
        # `its hearing is on Tuesday`
        return FUTURE
    back, verb = _backward(tokens, first, low)
    if back == FUTURE and after_event(tokens, first, low):
        return OPEN
    if word == "to" and back == PAST and verb in part("postponed"):
        return FUTURE
    opens = _opens_clause(tokens, first, low)
    if (opens or not back) and not _apposed(tokens, first, last, low):
        ahead = _forward(tokens, last, high)
        if ahead and (opens or not back):
            back, verb = ahead, ""
    match cue(word):
        case "by" if back == INTENDED:
            return INTENDED
        case "by" | "until" if back == FUTURE and cue(verb)[:4] in ("moda", "base"):
            return FUTURE if _told_to(tokens, first, low, verb) else DEADLINE
        case "by" if near < hour and back != FUTURE:
            # `shares were down 4% by the close on Tuesday`
            return PAST
        case "by" if back == PAST and verb in part("attained"):
            # `received 1,100 comments by June 28`
            return PAST
        case "by":
            return PAST if _perfect(tokens, first, low, high, back) else FUTURE
        case "until":
            lasted = back == PAST and cue(verb) in ("lasting", "was")
            return PAST if lasted else FUTURE
        case "since":
            return PAST
        case "from":
            if compares(tokens, near):
                return back or PAST
            if back == PAST and closed_off(tokens, near, low, verb):
                # `rules unveiled in March, bind from July 23`
                return OPEN
            return back or FUTURE
        case "before":
            return OPEN if back == PAST else FUTURE
    if word == "of" and cue(tokens.word(near - 1)) == "ahead_of":
        return FUTURE
    return back


def _apposed(tokens: Tokens, first: int, last: int, low: int) -> bool:
    """Tell whether commas part a date off: `China, 47% of sales in May, will fall`."""
    if tokens.word(last + 1) != "," or first - low < 3:
        return False
    for at in range(first - 1, max(low, first - 10), -1):
        if tokens.words[at] == ",":
            return first - at > 2 and tokens.word(at + 1) not in part("relative")
        if cue(tokens.words[at]):
            return False
    return False


def _positions(tokens: Tokens) -> list[int]:
    """Return the tokens that tell a tense or end a clause, found once a text."""
    if tokens.cues is None:
        month = kinds()["mname"]
        tokens.cues = [
            at
            for at, word in enumerate(tokens.words)
            if (word in _STOPS or cue(word)) and tokens.codes[at] != month
        ]
    return tokens.cues


def _backward(tokens: Tokens, first: int, low: int) -> tuple[str, str]:
    cues = _positions(tokens)
    index, low = bisect_left(cues, first) - 1, max(low, first - _REACH)
    while index >= 0 and cues[index] >= low:
        word = tokens.words[cues[index]]
        kind = "clause" if word in _STOPS else cue(word)
        if kind == "clause":
            break
        found = _reading(tokens, cues[index], kind, low, first)
        if found == STOP:
            break
        if found:
            return found, word
        index -= 1
    return OPEN, ""


def _forward(tokens: Tokens, last: int, high: int) -> str:
    cues = _positions(tokens)
    index, end = bisect_right(cues, last), min(high, last + 1 + _REACH)
    while index < len(cues) and cues[index] < end:
        at = cues[index]
        word = tokens.words[at]
        kind = cue(word)
        if word in _STOPS:
            break
        if kind == "clause":
            if tokens.word(at - 1) != "," or word == "but":
                break
            # A relative clause between commas does not govern what stands outside.
            at += 1
            while at < end and tokens.words[at] != ",":
                at += 1
            index = bisect_left(cues, at)
            continue
        if kind in ("have", "had"):
            must = kind == "have" and tokens.word(at + 1) == "to"
            return FUTURE if must else PAST
        told = tokens.word(at - 1)
        if kind == "outlook" and word == "forecast" and (told.isalpha() or told == ","):
            # `In April it forecast growth of 20%`
            return OPEN if tokens.word(at - 1) in part("determiner") else PAST
        if kind == "intend_past":
            # `on Friday it gave them 90 days to leave`: the day it gave them.
            return participle(tokens, at, last + 1)
        found = _reading(tokens, at, kind, last + 1, end)
        if found == STOP:
            break
        if found:
            return found
        index += 1
    return OPEN


def _reading(tokens: Tokens, at: int, kind: str, low: int, end: int) -> str:
    word, after = tokens.word(at), tokens.word(at + 1)
    match kind:
        case "modal":
            if word in part("unreal") and (
                after == "have" or tokens.word(at + 2) == "have"
            ):
                return PAST
            return FUTURE
        case "ahead":
            before = tokens.word(at - 1)
            if after == "to" and tokens.word(at + 2) == "have":
                # `prices for May are expected to have risen`
                done = cue(tokens.word(at + 3)) in ("past", "lasting", "past_weak")
                return PAST if done else FUTURE
            if before in part("as_expected") or cue(before) == "had":
                return OPEN
            if was_to_be(tokens, at):
                return INTENDED
            if (
                word == "due"
                and after == "to"
                and cue(tokens.word(at + 2))[:4] != "base"
            ):
                return OPEN
            return FUTURE
        case "set":
            if after in part("set_off"):
                # `a firm set up on Monday`
                return participle(tokens, at, low)
            return FUTURE if after in part("set") else OPEN
        case "intend" | "schedule":
            before = tokens.word(at - 1)
            if before in part("determiner"):
                return OPEN
            return INTENDED if was_to_be(tokens, at) else FUTURE
        case "runs":
            # `the second round runs to March 29`
            return FUTURE if cue(after) == "until" or after == "to" else OPEN
        case "outlook":
            if word == "forecast" and end - at < 3 and tokens.word(at - 1).isalnum():
                # `the $61bn it forecast in January`
                return OPEN if tokens.word(at - 1) in part("determiner") else PAST
            noun = after == "of" or tokens.word(at - 1) in part("determiner")
            return OPEN if noun else FUTURE
        case "prospect":
            article = tokens.word(at + 2) in part("indefinite")
            return FUTURE if article and after in part("prospect_of") else OPEN
        case "intend_noun":
            # `90 days to reply`, but `the three months to Sept. 30`
            return FUTURE if after == "to" and _verbal(tokens, at + 2) else OPEN
        case "command":
            return PAST
        case "reports":
            told = any(tokens.word(k) in part("results") for k in range(at + 1, at + 6))
            return INTENDED if told or after == "on" else OPEN
        case "intend_to" | "intend_past" | "about":
            reach = range(at + 1, min(at + (2 if kind == "about" else 7), end))
            if any(tokens.word(k) == "to" and _verbal(tokens, k + 1) for k in reach):
                had = "had" in (tokens.word(at - 1), tokens.word(at - 2))
                return INTENDED if had else FUTURE
            return participle(tokens, at, low) if kind == "intend_past" else OPEN
        case "was":
            return INTENDED if after == "to" and _verbal(tokens, at + 2) else PAST
        case "be":
            if after == "to" and _verbal(tokens, at + 2):
                return FUTURE
            return OPEN
        case "base" | "base_schedule" | "base_into":
            before = tokens.word(at - 1)
            if before != "to":
                return _timetable(tokens, at, kind, before, after)
            governor = cue(tokens.word(at - 2))
            if governor == "was" or tokens.word(at - 3) == "had":
                return INTENDED
            if governor in ("ahead", "schedule") and was_to_be(tokens, at - 2):
                return INTENDED
            return PAST if governor in ("past", "lasting", "had") else FUTURE
        case "have":
            return FUTURE if after == "to" else OPEN
        case "had":
            return PAST
        case "source":
            return FUTURE if after == "to" else PAST
        case "past" | "lasting":
            return FUTURE if conditional(tokens, at) else participle(tokens, at, low)
    return OPEN


def _told_to(tokens: Tokens, first: int, low: int, verb: str) -> bool:
    """Tell whether a past verb set the day: `asked staff to return by June 2`."""
    for at in range(first - 1, max(low, first - _OPENING) - 1, -1):
        if tokens.words[at] == verb:
            asked = tokens.word(at - 1) == "to"
            return asked and _backward(tokens, at - 1, low)[0] == PAST
    return False


def _timetable(tokens: Tokens, at: int, kind: str, before: str, after: str) -> str:
    """Read a present that tells a timetable: rules take effect, ministers meet."""
    if (
        kind == "base"
        or before in part("determiner")
        or not (before.isalpha() or before == ",")
    ):
        return OPEN
    if kind == "base_into":
        return FUTURE if after in part("comes") else OPEN
    if tokens.words[at] in part("timetable") and after in part("timetable_on"):
        # `sales of the phone start on Friday`
        return FUTURE
    return (
        FUTURE
        if before.endswith("s") or before in (",", "and") or before in part("relative")
        else OPEN
    )


def participle(tokens: Tokens, at: int, low: int) -> str:
    """Read a past form: finite, or after ``will be``, ``to be``, ``is``."""
    before = tokens.word(at - 1)
    if before in part("determiner") or (at > low and tokens.possessive(at - 1)):
        return OPEN
    had = False
    for back in range(at - 1, max(low, at - 6) - 1, -1):
        word = tokens.words[back]
        if tokens.codes[back] == kinds()["mname"]:
            # `Theresa May said`
            break
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
            if tokens.word(back - 1) in part("hearsay"):
                # `is said to have fled on Monday`
                return PAST
            if cue(tokens.word(back - 1)) == "was":
                # `which was to have ended in July`
                return INTENDED
            return FUTURE if tokens.word(back + 1) in ("be", "have") else PAST
        elif not (
            kind in ("been", "be", "base")
            or word.endswith("ly")
            or word in part("adverb")
        ):
            break
    return PAST


def _verbal(tokens: Tokens, at: int) -> bool:
    word = tokens.word(at)
    return (
        word.isalpha()
        and not tokens.is_capital(at)
        and word not in part("determiner")
        and not word.endswith("ing")
    )


def _opens_clause(tokens: Tokens, first: int, low: int) -> bool:
    at = first - 1
    while at >= max(low, first - _OPENING):
        word = tokens.words[at]
        if word in part("clause_opening"):
            # `in January and February, twice the pace forecast` goes on.
            month = kinds()["mname"]
            return not (word == "and" and at and tokens.codes[at - 1] == month)
        if word not in part("opening") and word not in _QUOTES:
            break
        at -= 1
    return at < low or tokens.word(at) in _STOPS or tokens.word(at) == "\n"


def _perfect(tokens: Tokens, first: int, low: int, high: int, back: str) -> bool:
    if back != PAST:
        return False
    near = range(max(low, first - 12), min(high, first + 12))
    return any(cue(tokens.word(at)) == "had" for at in near)
