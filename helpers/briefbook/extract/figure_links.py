"""Join figures that belong together: ranges, lists with one unit, conversions."""

from __future__ import annotations

import re
from functools import cache

from briefbook.extract.figure_bounds import bound_before
from briefbook.extract.figure_changes import any_move, modal_before, past_move
from briefbook.extract.figure_drafts import Draft
from briefbook.extract.figure_tokens import Tokens
from briefbook.extract.lexicons import rows
from briefbook.extract.nouns import head_noun
from briefbook.extract.shares import contexts

_DASHES = frozenset(["-", "–", "—", "--", "~"])
_SEPARATORS = _DASHES | {"to", "and", "or"}
_AND = frozenset(["and", "or", ", and", ", or", "&", "/", "and/or", "- and", "- or"])
_WIDEST = 2.5  # a wider range after a verb of change is a size and a level
_WHITE = re.compile(r"[-\s]+")
_BRACKET = re.compile(r"[^().;:,!?\n]{0,60}\(\s*([a-z ,]{0,40})$")
_OR = re.compile(r",?\s(?:or|i\.e\.)\s([a-z ]{0,30})$")


def _gap(tokens: Tokens, left: Draft, right: Draft) -> str:
    """Return what stands between two drafts, at most 100 characters of it."""
    if right.start - left.end > 100:
        return "\0"
    return tokens.low[left.end : right.start]


def drop_rates(tokens: Tokens, drafts: list[Draft]) -> None:
    """Drop the two sides of an exchange rate (`$1 = 7.2 yuan`): no news figure."""
    if "exchange rate of" in tokens.low:
        # `based on an exchange rate of 1 US dollar to 30.85 NT dollars`
        for left, right in zip(drafts, drafts[1:], strict=False):
            near = tokens.words[max(0, left.first - 3) : left.first]
            if near[-2:] == ["rate", "of"] and _gap(tokens, left, right) == " to ":
                left.rule = right.rule = "exchange"
    drafts[:] = [
        draft
        for draft in drafts
        if draft.rule != "exchange"
        and tokens.low[draft.end : draft.end + 2].strip()[:1] != "="
        and tokens.low[max(0, draft.start - 2) : draft.start].strip()[-1:] != "="
    ]


def join_ranges(tokens: Tokens, drafts: list[Draft]) -> list[Draft]:
    """Return the drafts with the two ends of each range made one.

    `between X and Y`, `X-Y` and `X to Y` are ranges; `from X to Y` is two levels, which
    share unit and scale.
    """
    joined: list[Draft] = []
    i = 0
    while i < len(drafts):
        left = drafts[i]
        if i + 1 < len(drafts):
            right = drafts[i + 1]
            verdict = _range(tokens, left, right)
            if verdict == "levels" and joined and _was_range(tokens, joined[-1], left):
                low, high = _ends(left, right)
                verdict = "range" if low < high else verdict
            if verdict == "range":
                _share(left, right)
                left.high, left.stop = right.value, right.stop
                left.end, left.unit_end = right.end, right.unit_end
                left.number_end = right.number_end
                left.rule = f"range_{left.rule}"
                joined.append(left)
                i += 2
                continue
            if verdict == "levels":
                _share(left, right)
                if left.bare and right.bare:
                    left.rule = right.rule = "levels"
            if verdict == "score":
                i += 2
                continue
        joined.append(left)
        i += 1
    return joined


def _was_range(tokens: Tokens, before: Draft, left: Draft) -> bool:
    """Tell whether a range stands before: `to 5-7%, from 4% to 6% previously`."""
    near = left.start - before.end < 24
    return before.high is not None and before.unit == left.unit and near


def _range(tokens: Tokens, left: Draft, right: Draft) -> str:
    """Say how two neighbours hang together: range, levels, score or nothing."""
    gap = _gap(tokens, left, right)
    if len(gap) > 6 or "\n\n" in gap:
        return ""
    sign = gap.strip()
    if sign in ("-to-", "- to"):
        sign = "to"
    if sign not in _SEPARATORS:
        return ""
    if left.dimension == "times" and right.dimension != "times":
        return ""
    if left.numeral.kind == "share" or right.numeral.kind == "share":
        if not (left.unit == right.unit and sign in ("to", "and")):
            return ""
    alike = left.unit == right.unit
    if sign in _DASHES:
        return _dashed(tokens, left, right, alike, gap)
    if not alike and not left.bare:
        unitless = right.bare and left.prefixed
        if not (unitless and (right.scale > 1 or sign == "and")):
            return ""
        if right.scale == 1 and head_noun(tokens, right.stop):
            return ""
    low, high = _ends(left, right)
    if sign == "to":
        lead = _lead(tokens, left)
        if lead == "from":
            opener = tokens.word(_lead_index(tokens, left) - 1)
            if opener in _range_openers():
                return "range" if low < high else "levels"
            return "levels"
        if low >= high:
            bare = left.bare and right.bare
            rate = tokens.word(right.stop) in ("a", "per")
            counted = rate or head_noun(tokens, right.stop)
            return "score" if bare and not counted else ""
        if _size_and_level(tokens, left, low, high):
            return ""
        if left.bare and right.money and left.scale == 1 and right.scale > 1:
            return "range" if left.value < 1000 else ""
        return "range"
    if sign == "and":
        return "range" if low < high and _lead(tokens, left) == "between" else ""
    if left.bare and right.value >= low and left.scale == right.scale:
        return "range" if high - low == 1 and low % 1 == 0 else ""
    return ""


def _size_and_level(tokens: Tokens, left: Draft, low: float, high: float) -> bool:
    """Tell whether `to` names a level: `rose $2bn to $5bn`, `cut by $6 to $76`."""
    if not left.bare and past_move(tokens, left.start):
        return True
    if _lead(tokens, left) == "by":
        ahead = modal_before(tokens, left.start)
        return (left.money and not ahead) or high > _WIDEST * low
    return any_move(tokens, left.start) and (left.money or high > _WIDEST * low)


@cache
def _range_openers() -> frozenset[str]:
    return contexts("range opener")


def _dashed(tokens: Tokens, left: Draft, right: Draft, alike: bool, gap: str) -> str:
    if gap not in ("-", "–", "—", " - ", " – ", "- ", "--", "~"):
        return ""
    spaced = gap[0] == " " or gap == "—"
    if not (alike or left.bare or (left.prefixed and right.bare)):
        return ""
    if spaced and right.bare:
        return ""
    low, high = _ends(left, right)
    if low < high and not (left.bare and right.bare and _scored(tokens, left)):
        return "range"
    return "score" if left.bare and right.bare else ""


def _scored(tokens: Tokens, left: Draft) -> bool:
    """Tell whether votes stand before the pair (`voted 5-7`)."""
    at = tokens.before(left.start)
    return bool({tokens.word(at), tokens.word(at - 1)} & contexts("vote"))


def _ends(left: Draft, right: Draft) -> tuple[float, float]:
    """Return both values as they are once scale and unit are shared."""
    low = left.value
    if left.scale == 1 and right.scale > 1 and left.value < 1000:
        low *= right.scale
    elif _thousands(left, right):
        low *= 1000
    if left.bare and not right.bare and right.numeral.value:
        low *= right.value / right.numeral.value
    return low, right.value


def _thousands(left: Draft, right: Draft) -> bool:
    """Tell whether the lower end leaves its thousands to the upper: `600-800,000`."""
    plain = left.scale == right.scale == 1 and not left.numeral.marked
    if not (plain and right.numeral.marked and right.numeral.value % 1000 == 0):
        return False
    return 1 < left.value < right.numeral.value / 1000 < 1000


def _lead_index(tokens: Tokens, draft: Draft) -> int:
    _bound, at, _entry = bound_before(tokens, draft.start)
    index = tokens.before(at)
    if index >= 0 and tokens.low[tokens.ends[index] : at].strip(" $\n(\"'"):
        return -1
    return index


def _lead(tokens: Tokens, draft: Draft) -> str:
    """Return the word before a figure, bound cues left out."""
    return tokens.word(_lead_index(tokens, draft))


def _share(left: Draft, right: Draft) -> None:
    """Give `left` the unit and scale that `right` states for both."""
    if left.scale == 1 and right.scale > 1 and left.value < 1000:
        left.value = float(f"{left.value * right.scale:.12g}")
        left.scale = right.scale
    elif _thousands(left, right):
        left.value *= 1000
    if left.bare and not right.bare:
        # The factor of the unit itself: basis points, pence.
        factor = right.value / right.numeral.value if right.numeral.value else 1
        left.value = float(f"{left.value * factor:.12g}")
        left.unit, left.dimension = right.unit, right.dimension
        left.rule, left.currency = right.rule, right.currency
        left.entries = tuple(dict.fromkeys(left.entries + right.entries))
    elif right.bare and not left.bare:
        right.unit, right.dimension = left.unit, left.dimension
        right.currency = left.currency
    left.shared = True


def share_units(tokens: Tokens, drafts: list[Draft]) -> None:
    """Give the numbers of a list the unit at its end: `10, 20 and 30 percent`."""
    open_list = False
    for i in range(len(drafts) - 2, -1, -1):
        left, right = drafts[i], drafts[i + 1]
        gap = _gap(tokens, left, right)
        sign = _WHITE.sub(" ", gap).strip() if len(gap) < 12 else "\0"
        ends = sign in _AND
        goes_on = sign == "," and open_list
        open_list = ends or goes_on
        if not open_list or left.high is not None:
            open_list = False
            continue
        if left.bare and not right.bare and not right.prefixed:
            if left.numeral.marked and right.dimension in ("share", "point"):
                # `4,955, or 2.6 per cent`
                continue
            if right.dimension == "times" or (left.scale > 1 and right.scale == 1):
                continue
            _share(left, right)
        elif left.prefixed and right.prefixed and left.unit == right.unit:
            if left.scale == 1 and right.scale > 1 and left.value < 1000:
                left.value *= right.scale
                left.scale = right.scale
        elif left.bare and right.bare and left.scale == 1 and right.scale > 1:
            if left.numeral.value < 1000 and left.numeral.value % 1:
                left.value *= right.scale
                left.scale = right.scale


@cache
def _converters() -> frozenset[str]:
    """Words that may stand between a bracket and the converted amount."""
    words = {word for row in rows("bounds") for word in row["cue"].split()}
    return frozenset(words | contexts("converter"))


def link_conversions(tokens: Tokens, drafts: list[Draft]) -> None:
    """Mark amounts that restate the one before: `$7.4bn (£5.9bn)`."""
    for left, right in zip(drafts, drafts[1:], strict=False):
        if left.unit == right.unit or left.dimension != right.dimension:
            continue
        if left.dimension in ("count", "duration", "share", "point", "times"):
            continue
        gap = _gap(tokens, left, right)
        if left.converts is not None and gap.strip() in (",", ";", "/", "or", ", or"):
            right.converts = left.converts
            continue
        found = _BRACKET.fullmatch(gap) or _OR.fullmatch(gap)
        if found:
            if set(found.group(1).replace(",", " ").split()) <= _converters():
                right.converts = left
        elif gap.strip() == "/":
            right.converts = left


def read_speeds(tokens: Tokens, drafts: list[Draft]) -> None:
    """Read a speed whose hour ends its conversion: `90 km (56 miles) an hour`."""
    for left, right in zip(drafts, drafts[1:], strict=False):
        if right.converts is not left or {left.unit, right.unit} != {"km", "mile"}:
            continue
        after = tokens.low[right.end : right.end + 10]
        if after.startswith((") per hour", ") an hour")):
            for draft in (left, right):
                draft.unit = "km/h" if draft.unit == "km" else "mph"
                draft.dimension = "speed"
