"""What looks like a date and is none: names, titles, counts; and where a quote ends."""

from __future__ import annotations

from functools import cache

from briefbook.extract.date_context import Hit, Reading, guard
from briefbook.extract.date_tokens import Tokens, kinds
from briefbook.extract.lexicons import rows
from briefbook.extract.tense import part

_MARKS = frozenset(("-", "–", ","))
_SIGNS = frozenset("$€£¥₹#№+@&_°")


@cache
def _forms(name: str) -> dict[str, dict[str, str]]:
    return {row["word"]: row for row in rows(name)}


def admits(tokens: Tokens, hit: Hit) -> bool:
    """Tell whether a hit may be a date where it stands."""
    word = tokens.words[hit.first]
    if hit.first == hit.last and tokens.word(hit.first - 1) == word:
        # 'May May May' is no prose.
        return False
    if hit.shape in ("year", "year_range", "year_short"):
        return _is_year(tokens, hit)
    if hit.shape in ("weekday", "weekday_range"):
        return _is_weekday(tokens, hit)
    if hit.shape in ("month", "month_rel") and "y" not in hit.groups:
        return _is_month(tokens, hit)
    if hit.shape == "iso" and hit.first == hit.last and "." in word[-3:]:
        # `iOS 17.4.10` is a version, `on 10.4.17` a day.
        before = tokens.word(hit.first - 1)
        return before in guard("before_month") or not before.isalnum()
    if hit.shape == "decade" and len(tokens.words[hit.last]) < 4:
        # `a man in his 60s`, `growth in the mid-20s`, but `the 90s`, `the mid-90s`
        the = "the" in (word, tokens.word(hit.first - 1))
        marked = tokens.codes[hit.first] == kinds()["apos"]
        return (the or marked) and tokens.word(hit.last)[0] not in "23"
    if hit.shape == "decade_rel" and word in ("next", "last"):
        # `over the next decade`
        before = tokens.word(hit.first - 1)
        return (tokens.word(hit.first - 2) if before == "the" else before) not in guard(
            "rolling"
        )
    if hit.shape == "dayword" and tokens.is_capital(hit.first):
        # `told the Today programme`: a name, unless a sentence opens with it.
        before = tokens.word(hit.first - 1)
        return not before or not (
            before[0].isalnum() or tokens.possessive(hit.first - 1)
        )
    if hit.shape == "season":
        return bool({"y", "rel", "yrel"} & set(hit.groups))
    return True


def settled(tokens: Tokens, hit: Hit) -> Hit:
    """Leave out a part of a unit that the words do not name.

    `six minutes late last year`, `beginning January 2025`, `beginning Sept. 1`.
    """
    if hit.shape == "season" and "y" in hit.groups and _verbal(tokens, hit):
        year = hit.groups["y"]
        return Hit("year", year, year, {"y": year})
    if hit.shape == "range_to" and tokens.word(hit.first - 1) in ("a", "an"):
        # `delayed by a month to March 14`
        day = hit.groups.get("d", hit.groups.get("dnum"))
        if day is not None:
            month = hit.groups["m"]
            kept = {"d": day, "m": month}
            if "y" in hit.groups:
                kept["y"] = hit.groups["y"]
            return Hit("month_day", min(day, month), hit.last, kept)
    name = "edge" if "edge" in hit.groups else "part"
    at = hit.groups.get(name)
    if at is None or hit.first not in (at, at - 1):
        return hit
    begins = tokens.words[at] == "beginning" and tokens.word(at + 1) != "of"
    late = tokens.word(at - 1) in part("how_late") and hit.first == at
    day = hit.shape == "month_day"
    if not (begins or late or day):
        return hit
    first = at + 1 + (tokens.codes[at + 1] == kinds()["dash"])
    groups = {key: token for key, token in hit.groups.items() if key != name}
    return Hit(hit.shape, first, hit.last, groups)


def _verbal(tokens: Tokens, hit: Hit) -> bool:
    """Tell whether `fall` or `spring` is a verb: `prices could fall during 2018`."""
    at = hit.groups["s"]
    if hit.first < at or tokens.words[at] not in ("fall", "spring"):
        return False
    return tokens.word(at - 1) not in guard("before_season") and at > 0


def _is_year(tokens: Tokens, hit: Hit) -> bool:
    at, last = hit.groups["y"], hit.last
    start, end = tokens.starts[at], tokens.ends[last]
    before, after = tokens.text[start - 1 : start], tokens.text[end : end + 1]
    if start and (before in _SIGNS or before.isalnum() or before == "/"):
        return False
    dated = tokens.word(at - 2) in guard("dated prefix")
    if before in ".-" and before and hit.first == at and tokens.glued(at) and not dated:
        # 'GPT-2024', 'v.2024', but a dash between words may stand before a year.
        return False
    if after in ("%", "°", "/", "_") and after:
        return False
    if before == "(" and start > 1 and tokens.text[start - 2].isalnum():
        return False
    if hit.first < at:
        return True
    previous, following = tokens.word(at - 1), tokens.word(last + 1)
    if previous in guard("numbered") and hit.shape == "year":
        return False
    if following in guard("counted") and not tokens.possessive(last):
        return False
    code = kinds()
    kind = tokens.codes[at - 1] if at else code["break"]
    if previous == "of" and tokens.word(at - 2) in guard("law"):
        return not tokens.is_capital(at - 2)
    if kind in (code["other"], code["number"], code["year4"], code["thousands"]):
        # `Windows 2000`, but `Tencent's 2018 stake`
        named = tokens.is_capital(at - 1) and not tokens.possessive(at - 1)
        if named and not _opens(tokens, at - 1):
            return False
        if previous.isdigit():
            return False
    if hit.shape == "year" and _counts(tokens, at, previous, following):
        return False
    return True


def _opens(tokens: Tokens, at: int) -> bool:
    """Tell whether a capital is the sentence's own: its first word, or a title's."""
    word = tokens.word(at)
    return word in _particles()


@cache
def _particles() -> frozenset[str]:
    return guard("before_year")


def _counts(tokens: Tokens, at: int, previous: str, following: str) -> bool:
    plural = (
        following.endswith("s")
        and following.isalpha()
        and not tokens.is_capital(at + 1)
        and following not in guard("dated")
        and tokens.starts[at + 1] > tokens.ends[at]
    )
    if not plural:
        return False
    if previous in guard("before_year") or (at and tokens.possessive(at - 1)):
        return previous in guard("quantity")
    return True


def _is_weekday(tokens: Tokens, hit: Hit) -> bool:
    at = hit.groups["w"]
    row = _forms("weekdays")[tokens.words[at].rstrip(".")]
    previous, following = tokens.word(hit.first - 1), tokens.word(hit.last + 1)
    if previous in guard("moving") or previous in guard("nth"):
        return False
    if following in ("before", "after") and tokens.word(hit.first) == "the":
        return False
    if following in guard("paper") and tokens.is_capital(hit.last + 1):
        return False
    if previous == "on" and tokens.word(hit.first - 2) == "mail":
        return False
    if (
        hit.first < at
        and tokens.word(hit.first) == "the"
        and tokens.is_capital(hit.last + 1)
        and not tokens.possessive(hit.last)
    ):
        return False
    if row["form"] == "short":
        return previous in ("on", "since", "by", "until", "from") or hit.first < at
    return True


def _is_month(tokens: Tokens, hit: Hit) -> bool:
    at = hit.groups["m"]
    word = tokens.words[at].rstrip(".")
    row = _forms("months")[word]
    previous, following = tokens.word(at - 1), tokens.word(at + 1)
    placed = previous in guard("before_month")
    if at and tokens.codes[at - 1] in (kinds()["dash"],) and tokens.glued(at):
        placed = placed or hit.first < at
    if row["form"] == "short":
        return placed or hit.first < at or hit.last > at
    if previous in guard("title"):
        return False
    if tokens.raw(at) == tokens.raw(at).upper() and row["name_too"]:
        return placed
    if not row["name_too"] or placed or hit.first < at or hit.last > at:
        return True
    if at and tokens.possessive(at - 1):
        return True
    if at and tokens.is_capital(at - 1) and tokens.codes[at - 1] == kinds()["other"]:
        return False
    return not (
        tokens.is_capital(at + 1) and following.isalpha() and len(following) > 3
    )


def _bare(tokens: Tokens, reading: Reading) -> bool:
    """Tell whether a month or weekday name follows the article of a date at once."""
    if reading.rule not in (
        "month",
        "month_day",
        "day_range",
        "day_list",
        "weekday_day",
    ):
        return False
    return tokens.codes[reading.first + 1] in (kinds()["mname"], kinds()["weekday"])


def trimmed(tokens: Tokens, reading: Reading) -> tuple[int, int]:
    """Return the offsets of a reading's words, without what only leads up to it."""
    first, last = reading.first, reading.last
    while first < last and (
        tokens.words[first] in guard("lead") or tokens.words[first] in _MARKS
    ):
        first += 1
    if first < last and tokens.words[first] == "the" and _bare(tokens, reading):
        # `the May 14 vote`: the article is the noun's.
        first += 1
    start, end = tokens.starts[first], tokens.ends[last]
    if tokens.text[end - 2 : end].lower() == "'s":
        end -= 2
    return start, end
