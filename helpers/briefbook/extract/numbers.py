"""Read numbers in digits and in words: `1,20,000`, `two and a half million`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from briefbook.extract.figure_tokens import SPACES, Tokens
from briefbook.extract.lexicons import rows

_WESTERN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){1,6}(?:\.[0-9]+)?")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2}){1,6},[0-9]{3}(?:\.[0-9]+)?")
_EUROPEAN = re.compile(r"[0-9]{1,3}(?:(?:\.[0-9]{3}){1,6},[0-9]+|(?:\.[0-9]{3}){2,6})")
_DECIMAL = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,12})?")
_COMMA = re.compile(r"[0-9]{1,15},[0-9]{1,2}")
_GROUP = re.compile(r"[0-9]{3}(?:[.,][0-9]{1,2})?")
_GAPS = frozenset(["", " ", "-", "\n"])


@dataclass(slots=True)
class Numeral:
    """A number as it stands: tokens ``first`` up to ``stop``, characters start to end.

    ``value`` includes ``scale``; ``spelled`` is true for words.
    """

    first: int
    stop: int
    start: int
    end: int
    value: float
    scale: float = 1.0
    spelled: bool = False
    kind: str = "number"
    marked: bool = False
    entries: tuple[str, ...] = ()


@cache
def number_words() -> dict[str, dict[str, float]]:
    """Return the number words by kind (unit, ten, part ...), each with its value."""
    kinds: dict[str, dict[str, float]] = {}
    for row in rows("number_words"):
        kinds.setdefault(row["kind"], {})[row["word"]] = float(row["value"])
    return kinds


@cache
def scales() -> dict[str, tuple[float, str]]:
    """Return value and kind of each scale word or abbreviation."""
    return {row["word"]: (float(row["value"]), row["kind"]) for row in rows("scales")}


@cache
def _large_nouns() -> frozenset[str]:
    kinds = {"large noun"}
    return frozenset(r["word"] for r in rows("not_counted") if r["kind"] in kinds)


@cache
def _metre_words() -> frozenset[str]:
    return frozenset(
        r["word"] for r in rows("not_counted") if r["kind"] == "metre after"
    )


@cache
def starters() -> frozenset[str]:
    """Return the words that a number in words may begin with."""
    kinds = number_words()
    found = {w for k in kinds if k != "parts" for w in kinds[k]}
    return frozenset(found | {w for w, (_, kind) in scales().items() if kind == "word"})


def value_of(word: str, *, comma_is_point: bool = False) -> float | None:
    """Return the value of digits with their marks, or None where they are no number.

    Examples
    --------
    >>> value_of("1,20,000"), value_of("1.234,5"), value_of("1,2,3")
    (120000.0, 1234.5, None)
    """
    if len(word) > 28:
        return None
    if _DECIMAL.fullmatch(word):
        return float(word)
    if _WESTERN.fullmatch(word) or _INDIAN.fullmatch(word):
        return float(word.replace(",", ""))
    if _EUROPEAN.fullmatch(word):
        return float(word.replace(".", "").replace(",", "."))
    if comma_is_point and _COMMA.fullmatch(word):
        return float(word.replace(",", "."))
    return None


def read_number(tokens: Tokens, index: int, *, money: bool = False) -> Numeral | None:
    """Read the number that begins at token `index`, its scale included.

    Parameters
    ----------
    tokens
        The text's tokens.
    index
        Where the number begins.
    money
        Whether a currency stands before it; then `m`, `b`, `t` and `k` are scales.
    """
    if tokens.word(index + 1) == "point" and (found := _pointed(tokens, index)):
        return _scaled(tokens, found, money)
    if tokens.words[index][0] <= "9":
        return _digits(tokens, index, money)
    return _spelled(tokens, index, money)


def _pointed(tokens: Tokens, index: int) -> Numeral | None:
    """Read a number as it is said: `35-point-58 billion`, `one-point-one percent`."""
    if tokens.gap(index) != "-" or tokens.gap(index + 1) != "-":
        return None
    kinds = number_words()
    spoken = {**kinds["unit"], **kinds["ten"]}
    parts = []
    for word in (tokens.word(index), tokens.word(index + 2)):
        if word.isascii() and word.isdigit() and len(word) < 10:
            parts.append(word)
        elif word in spoken:
            parts.append(f"{spoken[word]:.0f}")
        else:
            return None
    return Numeral(
        index,
        index + 3,
        tokens.starts[index],
        tokens.ends[index + 2],
        float(".".join(parts)),
        entries=("number_words:point",),
    )


def _digits(tokens: Tokens, index: int, money: bool) -> Numeral | None:
    word = tokens.words[index]
    after = tokens.low[tokens.ends[index] : tokens.ends[index] + 9].lstrip()
    comma = after.startswith(("%", "€", "percent", "per cent", "million", "billion"))
    value = value_of(word, comma_is_point=comma)
    if value is None:
        return None
    stop = index + 1
    marked = "," in word
    if len(word) <= 3 and word.isdigit() and word[0] != "0":
        groups = word
        while (
            stop < len(tokens)
            and stop - index < 5
            and tokens.gap(stop - 1) == " "
            and _GROUP.fullmatch(tokens.words[stop])
        ):
            groups += tokens.words[stop].replace(",", ".")
            stop += 1
            if not groups.isdigit():
                break
        if stop > index + 1:
            value, marked = float(groups), True
    if stop < len(tokens):
        glyph = number_words()["glyph"].get(tokens.words[stop])
        if glyph is not None and tokens.gap(stop - 1) in ("", " ") and value % 1 == 0:
            value += glyph
            stop += 1
        elif tokens.footnote(stop):
            stop += 1
        elif part := _slashed(tokens, stop, value):
            value += part
            stop += 2
    if word == "10" and tokens.gap(index) == "^" and tokens.word(stop).isdigit():
        # `10^25 operations`
        if len(tokens.words[stop]) < 3:
            value = 10.0 ** int(tokens.words[stop])
            stop += 1
    numeral = Numeral(
        index, stop, tokens.starts[index], tokens.ends[stop - 1], value, marked=marked
    )
    if tokens.footnote(stop - 1):
        numeral.end = tokens.ends[stop - 2]
    return _scaled(tokens, _and_a_half(tokens, numeral), money)


def _slashed(tokens: Tokens, j: int, value: float) -> float:
    """Return the fraction after a whole number (`3 1/2 hours`), 0 where none stands."""
    if value % 1 or value >= 1000 or tokens.gap(j) != "/":
        return 0.0
    if tokens.gap(j - 1) not in (" ", "-"):
        return 0.0
    over, under = tokens.word(j), tokens.word(j + 1)
    if under not in ("2", "3", "4", "8") or len(over) != 1 or not "0" < over < under:
        return 0.0
    return int(over) / int(under)


def _and_a_half(tokens: Tokens, numeral: Numeral) -> Numeral:
    j = numeral.stop
    if (
        tokens.word(j) == "and"
        and tokens.word(j + 1) == "a"
        and tokens.word(j + 2) in number_words()["half"]
        and numeral.value % 1 == 0
        and all(tokens.gap(k) in _GAPS for k in (j - 1, j, j + 1))
    ):
        numeral.value += 0.5
        numeral.stop = j + 3
        numeral.end = tokens.ends[j + 2]
    return numeral


def _scaled(tokens: Tokens, numeral: Numeral, money: bool) -> Numeral:
    for again in range(2):
        if again and tokens.gap(numeral.stop) == "/":
            # `$24.4 bln m/m`
            break
        factor = _scale_at(tokens, numeral.stop, money, numeral.value)
        if factor is None:
            break
        numeral.value *= factor
        numeral.scale *= factor
        numeral.entries += (f"scales:{tokens.words[numeral.stop]}",)
        numeral.end = tokens.ends[numeral.stop]
        numeral.stop += 1
    # 1.1 billion is 1100000000.0, not 1100000000.0000002.
    numeral.value = float(f"{numeral.value:.12g}")
    return numeral


def _scale_at(tokens: Tokens, j: int, money: bool, value: float) -> float | None:
    if j >= len(tokens):
        return None
    found = scales().get(tokens.words[j])
    gap = tokens.gap(j - 1).removeprefix("+")
    if found is None or gap not in _GAPS:
        return None
    factor, kind = found
    if kind == "word" or (kind == "short" and gap != "\n"):
        return factor
    if gap not in ("", " "):
        return None
    if money:
        return factor
    if gap == " ":
        return None
    following = tokens.word(j + 1) if tokens.gap(j) in (" ", "-") else ""
    if following in _large_nouns() or following in _currency_words():
        return factor
    if kind == "money":
        return None
    if tokens.words[j] == "m":
        return None if _of_metres(tokens, j + 1, following) else factor
    return None if value in (2, 4, 8) and tokens.capital(j) else factor


def _of_metres(tokens: Tokens, j: int, following: str) -> bool:
    """Tell whether `m` is metres (`2.5m in height`), not millions (`2.5m in 2019`)."""
    if following == "from" and tokens.word(j + 1)[:1].isdigit():
        # `users rose to 158m from 153m`
        return False
    if following == "in":
        return tokens.word(j + 1) in _metre_words()
    return following in _metre_words()


@cache
def _currency_words() -> frozenset[str]:
    return frozenset(r["key"] for r in rows("currencies") if r["place"] == "after")


def _spelled(tokens: Tokens, index: int, money: bool) -> Numeral | None:
    words, kinds = tokens.words, number_words()
    units, tens, dozens = kinds["unit"], kinds["ten"], kinds["dozen"]
    first, j, total, current, last = index, index, 0.0, 0.0, ""
    scale, entries = 1.0, ()
    word = words[index]
    if word in kinds["glyph"]:
        numeral = Numeral(
            index,
            index + 1,
            tokens.starts[index],
            tokens.ends[index],
            kinds["glyph"][word],
        )
        return _scaled(tokens, numeral, money)
    if word in scales() or word in dozens:
        # `a million`, `a dozen`; but `a few hundred` and `multi-billion` say no number.
        if words[index - 1 : index] not in (["a"], ["an"]):
            return None
        if tokens.gap(index - 1) not in SPACES:
            return None
        first, current, last = index - 1, 1.0, "unit"
    while j < len(tokens) and j - index < 12:
        word = words[j]
        if j > index and tokens.gap(j - 1) not in (" ", "-", "\n"):
            break
        if word in units:
            if last in ("unit", "dozen") or (last == "ten" and units[word] > 9):
                break
            current += units[word]
            last = "unit"
        elif word in tens:
            if last in ("unit", "ten", "dozen"):
                break
            current += tens[word]
            last = "ten"
        elif word in dozens:
            current *= dozens[word]
            j, last = j + 1, "dozen"
            break
        elif word in scales() and scales()[word][1] == "word":
            factor = scales()[word][0]
            entries += (f"scales:{word}",)
            if factor == 100 and 0 < current < 100:
                current *= 100
            elif current:
                total += current * factor
                current, scale = 0.0, factor
            elif last == "scale":
                total *= factor
                scale *= factor
            else:
                break
            last = "hundred" if factor == 100 else "scale"
        elif (
            word == "and"
            and last in ("hundred", "scale")
            and tokens.gap(j) == " "
            and scale <= 1000
            and (tokens.word(j + 1) in units or tokens.word(j + 1) in tens)
        ):
            j += 1
            continue
        else:
            break
        j += 1
    if j == index:
        return None
    numeral = Numeral(
        first,
        j,
        tokens.starts[first],
        tokens.ends[j - 1],
        total + current,
        scale,
        spelled=True,
        entries=(f"number_words:{words[index]}", *entries),
    )
    if scale > 1:
        return numeral
    return _scaled(tokens, _and_a_half(tokens, numeral), money)
