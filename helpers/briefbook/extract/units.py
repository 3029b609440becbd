"""Read the currency before a number and the currency or unit after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from briefbook.extract.figure_tokens import SPACES, Tokens
from briefbook.extract.lexicons import rows
from briefbook.extract.numbers import Numeral, scales
from briefbook.extract.shares import contexts

_OF_PERCENT = re.compile(
    r"points?,?\s(?:(?:lower|higher)\s)?(?:to|from|at)\s[a-z ]{0,20}"
    r"[0-9.]{1,6}\s?(?:%|per)"
)
_WORD = re.compile(r"[^\W_]+")
_INNER = frozenset([" ", "-", "\n", ".", ". ", "/", "", "  "])
_JOINS = frozenset([" ", "-", "\n", "", "  "])


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it was read: code, factor to it, kind of quantity, where it ends."""

    code: str
    factor: float
    dimension: str
    stop: int
    end: int
    entry: str
    plural: bool = False


@cache
def before_number() -> dict[str, tuple[str, str]]:
    """Return code and place of each currency that may stand before a number."""
    return {
        row["key"]: (row["code"], row["place"])
        for row in rows("currencies")
        if row["place"] != "after"
    }


@cache
def _signs() -> str:
    return "".join(
        row["key"]
        for row in rows("currencies")
        if len(row["key"]) == 1 and row["place"] == "sign"
    )


@cache
def _phrases() -> dict[
    str, tuple[tuple[tuple[str, ...], str, float, str, bool, str], ...]
]:
    """Return the unit phrases by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str, float, str, bool, str]]] = {}
    for row in rows("currencies"):
        if row["place"] in ("after", "code") and row["key"][0].isalpha():
            words = tuple(_WORD.findall(row["key"]))
            factor, exact = float(row["factor"]), row["place"] == "code"
            entry = (
                words,
                row["code"],
                factor,
                "money",
                exact,
                f"currencies:{row['key']}",
            )
            found.setdefault(words[0], []).append(entry)
    for row in rows("units"):
        words = tuple(_WORD.findall(row["phrase"]))
        if words and row["phrase"][0] not in "%°º":
            exact = row["case"] == "exact"
            first = words[0].lower() if exact else words[0]
            entry = (
                words,
                row["unit"],
                float(row["factor"]),
                row["dimension"],
                exact,
                f"units:{row['phrase']}",
            )
            found.setdefault(first, []).append(entry)
    return {
        first: tuple(sorted(entries, key=lambda entry: -len(entry[0])))
        for first, entries in found.items()
    }


def read_currency(
    tokens: Tokens, index: int, start: int
) -> tuple[str, str, int, int] | None:
    """Return key, code, first token and start of a currency before a number.

    Examples
    --------
    `US$` in `US$300m`, `RMB` in `RMB7.2bn`, `Rs` in `Rs. 1,00,000`.
    """
    low, at = tokens.low, start
    if at and low[at - 1] == " ":
        at -= 1
    sign = low[at - 1] if at else ""
    previous = index - 1
    if sign and sign in _signs():
        touching = previous >= 0 and tokens.ends[previous] == at - 1
        if touching and tokens.words[previous] + sign in before_number():
            key = tokens.words[previous] + sign
            return key, before_number()[key][0], previous, tokens.starts[previous]
        if tokens.char(at - 2) == "." and tokens.words[previous : previous + 1] == [
            "s"
        ]:
            if tokens.word(previous - 1) == "u" and tokens.gap(previous - 1) == ".":
                return "us$", "USD", previous - 1, tokens.starts[previous - 1]
        return sign, before_number()[sign][0], index, at - 1
    if previous < 0 or tokens.words[previous] not in before_number():
        # The Australian way: `$US300m`.
        word = tokens.words[previous] if previous >= 0 else ""
        if word and tokens.ends[previous] == start:
            mark = tokens.char(tokens.starts[previous] - 1)
            key = word + mark
            if mark and mark in _signs() and key in before_number():
                code = before_number()[key][0]
                return key, code, previous, tokens.starts[previous] - 1
        return None
    key = tokens.words[previous]
    code, place = before_number()[key]
    gap = tokens.gap(previous)
    if place == "sign" or gap not in ("", " ", ".", ". ", "-"):
        # `$US300m` again: us and a are keys with their sign only.
        return None
    begin = tokens.starts[previous]
    if begin and tokens.text[begin - 1].isalnum():
        return None
    written = tokens.text[begin : tokens.ends[previous]]
    if place == "code" and not written.isupper():
        return None
    if place != "code" and (not written[0].isupper() and key != "kr"):
        return None
    if gap and (len(key) == 1 or place == "glued"):
        # `SR 2.1bn`: a scale tells an amount from the number of a room.
        scaled = tokens.word(index + 1) in scales() and tokens.gap(index) in ("", " ")
        if len(key) == 1 or gap != " " or not scaled:
            return None
    if tokens.char(begin - 1) in _signs() and begin:
        return key, code, previous, begin - 1
    return key, code, previous, begin


def read_unit(tokens: Tokens, numeral: Numeral) -> Unit | None:
    """Return the unit after a number, or None where a noun or nothing follows."""
    low, end = tokens.low, numeral.end
    sign_at = end + 1 if tokens.char(end) == " " else end
    sign = tokens.char(sign_at)
    if sign == "%":
        return _percent(tokens, numeral.stop, sign_at)
    if sign and sign in _signs():
        closes = not (tokens.char(sign_at + 1) or " ").isdigit()
        if closes and sign_at - end <= 1:
            code = before_number()[sign][0]
            return Unit(
                code, 1, "money", numeral.stop, sign_at + 1, f"currencies:{sign}"
            )
    if sign == "¢" and sign_at == end:
        return Unit("USD", 0.01, "money", numeral.stop, sign_at + 1, "currencies:¢")
    if sign == "c" and sign_at == end and _cents(tokens, numeral):
        stop = numeral.stop + 1
        return Unit("USD", 0.01, "money", stop, end + 1, "currencies:¢")
    if sign and sign in "°º":
        return _degrees(tokens, numeral.stop, sign_at)
    j = numeral.stop
    if j >= len(tokens):
        return None
    gap = low[end : tokens.starts[j]] if tokens.starts[j] - end < 4 else "\0"
    gap = gap.removeprefix("+")  # `20+ years`
    if gap not in _JOINS:
        return None
    middle = contexts("duration middle")
    for skipped in range(3):
        unit = _phrase(tokens, j, numeral, gap, skipped)
        if unit:
            return unit
        if tokens.word(j) in ("or", "and") and tokens.word(j + 1) == "more":
            j += 1
        elif tokens.word(j) not in middle or skipped == 2:
            return None
        gap = tokens.gap(j)
        j += 1
        if gap not in _JOINS:
            return None
    return None


def _cents(tokens: Tokens, numeral: Numeral) -> bool:
    """Tell whether a small `c` is cents: `Brent rose 75c`, beside dollars."""
    letter = tokens.word(numeral.stop) == "c" and not tokens.capital(numeral.stop)
    named = tokens.capital(numeral.first - 1)  # the iPhone 5c
    return letter and not named and 1 < numeral.value < 100 and "$" in tokens.low


def _percent(tokens: Tokens, j: int, at: int) -> Unit:
    word = tokens.word(j)
    near = j < len(tokens) and tokens.starts[j] - at <= 2
    if near and word in ("point", "points", "pt", "pts"):
        return Unit(
            "percentage_point", 1, "point", j + 1, tokens.ends[j], "units:% points"
        )
    return Unit("percent", 1, "share", j, at + 1, "units:%")


def _degrees(tokens: Tokens, j: int, at: int) -> Unit:
    if j < len(tokens) and tokens.starts[j] - at <= 2 and tokens.words[j] in ("c", "f"):
        code = "°" + tokens.words[j].upper()
        return Unit(
            code, 1, "temperature", j + 1, tokens.ends[j], f"units:{code.lower()}"
        )
    return Unit("degree", 1, "temperature", j, at + 1, "units:°")


def _phrase(
    tokens: Tokens, j: int, numeral: Numeral, gap: str, skipped: int
) -> Unit | None:
    for words, code, factor, dimension, exact, entry in _phrases().get(
        tokens.word(j).rstrip("¹"), ()
    ):
        stop = j + len(words)
        if stop > len(tokens):
            continue
        if tokens.gap(stop - 1) == "" and tokens.word(stop)[:1].isdigit():
            # `400,000 GB200s`
            continue
        if len(words) > 1 and not all(
            tokens.words[j + n] == word.lower() and tokens.gap(j + n - 1) in _INNER
            for n, word in enumerate(words)
            if n
        ):
            continue
        if exact:
            written = tokens.text[tokens.starts[j] : tokens.ends[stop - 1]]
            if dimension == "money" and not written.isupper():
                continue
            if dimension != "money" and written != words[0]:
                continue
        if not _fits(tokens, j, numeral, gap, dimension, skipped, len(words)):
            continue
        end = tokens.ends[stop - 1] - (tokens.words[stop - 1].endswith("¹"))
        plural = words[-1].endswith("s")
        return Unit(code, factor, dimension, stop, end, entry, plural)
    return None


def _weighs(tokens: Tokens, j: int, numeral: Numeral, gap: str) -> bool:
    """Tell whether pounds are a weight: `920 pounds of ore` in a text without `£`."""
    if numeral.scale > 1 or "£" in tokens.low:
        return False
    hyphened = gap == "-" and tokens.word(j + 1) in contexts("heavy")
    return (
        hyphened
        or tokens.word(j + 1) == "of"
        or bool(
            {tokens.word(numeral.first - 1), tokens.word(numeral.first - 2)}
            & contexts("weighing")
        )
    )


def _fits(
    tokens: Tokens,
    j: int,
    numeral: Numeral,
    gap: str,
    dimension: str,
    skipped: int,
    length: int,
) -> bool:
    """Tell whether a word that is also something else is a unit here."""
    word = tokens.words[j]
    if dimension == "times":
        if word == "x":
            digit = (tokens.char(tokens.ends[j]) or " ").isdigit()
            if tokens.capital(j) and numeral.value >= 100:
                # The 777X is an aircraft.
                return False
            return gap == "" and not digit and numeral.scale == 1
        return not tokens.capital(j) and (word != "fold" or gap == "-")
    if skipped and dimension in ("money", "share"):
        return False
    if word == "won":
        # `of which two won` has the verb.
        return numeral.value >= 100
    if word in ("point", "points"):
        # `up 0.1 point to 7.4%`; an index counts its points.
        at = tokens.starts[j]
        return bool(_OF_PERCENT.match(tokens.low, at)) and not skipped
    if word == "c":
        return gap == "" and numeral.value % 1 != 0 and tokens.capital(j)
    if word == "in":
        return gap == ""
    if word in ("pound", "pounds") and dimension == "money" and length == 1:
        return not _weighs(tokens, j, numeral, gap)
    if len(word) == 1 and length == 1:
        return gap == "" or (gap in (" ", "-") and word in ("m", "w", "v"))
    if word in ("p", "pc", "pp", "min", "sec", "bar") and gap not in ("", " ", "-"):
        return False
    if word == "second":
        # `two second homes` has the ordinal.
        return gap == "-" or numeral.value == 1
    if word == "percentage":
        return tokens.word(j + 1).startswith("point")
    if word == "quarter" and gap in SPACES and numeral.value != 1:
        return False
    return True
