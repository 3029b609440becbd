"""Read plain fractions as percentages: `one-third`, `half of`, `one in five`."""

from __future__ import annotations

from functools import cache

from briefbook.extract.figure_tokens import PLAIN_GAPS, SPACES, Tokens
from briefbook.extract.lexicons import mapping, rows
from briefbook.extract.numbers import (
    Numeral,
    number_words,
    read_number,
    scales,
    value_of,
)


@cache
def contexts(kind: str) -> frozenset[str]:
    """Return the words of one kind in ``lexicon/not_counted.csv``."""
    return frozenset(row["word"] for row in rows("not_counted") if row["kind"] == kind)


@cache
def stops() -> dict[str, str]:
    """Return the words that end a noun phrase, with their word class."""
    return mapping("noun_stops", "word", "kind")


@cache
def _leads() -> frozenset[str]:
    """Words before a bare fraction that make it one: bounds, verbs of change, by."""
    bounds = {
        row["cue"].split()[-1] for row in rows("bounds") if row["place"] != "after"
    }
    moves = {
        row["word"].split()[-1]
        for row in rows("changes")
        if row["kind"] in ("moved", "move", "act", "before")
    }
    return frozenset((bounds | moves | {"by", "to", "only"}) - {"a", "an", "another"})


@cache
def _comparatives() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("changes") if row["kind"] == "after")


def read_share(tokens: Tokens, index: int) -> Numeral | None:
    """Read the fraction that begins at token `index`, as a percentage or a part.

    The numeral's kind is ``share`` (of a hundred), ``part`` (half of a unit or of a
    scale: `half a million`) or ``fold`` (`tenfold`).
    """
    word, kinds = tokens.words[index], number_words()
    if word in kinds["fold"]:
        return _numeral(tokens, index, index + 1, kinds["fold"][word], "fold")
    if word in kinds["half"]:
        return _half(tokens, index)
    if word in kinds["part"]:
        return _part(tokens, index)
    if word in kinds["unit"] or word[0] <= "9":
        return _parts(tokens, index) or _in(tokens, index) or _over(tokens, index)
    return None


def _numeral(tokens: Tokens, first: int, stop: int, value: float, kind: str) -> Numeral:
    return Numeral(
        first,
        stop,
        tokens.starts[first],
        tokens.ends[stop - 1],
        value,
        spelled=True,
        kind=kind,
        entries=(f"number_words:{tokens.words[stop - 1]}",),
    )


def _of_a_scale(tokens: Tokens, first: int, j: int, value: float) -> Numeral | None:
    """Read `half a million`, `half million`, `a quarter of a million`."""
    k = j
    if tokens.word(k) == "of":
        k += 1
    if tokens.word(k) in ("a", "an"):
        k += 1
    scale = scales().get(tokens.word(k))
    dozen = number_words()["dozen"].get(tokens.word(k))
    if scale and scale[1] == "word" and scale[0] >= 1000:
        factor = scale[0]
    elif dozen and k > j:
        factor = dozen
    else:
        return None
    if any(tokens.gap(g) not in (" ", "-") for g in range(j - 1, k)):
        return None
    numeral = _numeral(tokens, first, k + 1, value * factor, "number")
    numeral.scale = factor
    return numeral


def _half(tokens: Tokens, i: int) -> Numeral | None:
    words, after = tokens.words, tokens.word(i + 1)
    before = tokens.word(i - 1) if i and tokens.gap(i - 1) in (" ", "-") else ""
    first = i - 1 if before in ("a", "one") else i
    gap = tokens.gap(i)
    scaled = _of_a_scale(tokens, i, i + 1, 0.5)
    if scaled:
        return scaled
    if before in contexts("half before") and before != "other":
        return None
    if gap in (" ", "-") and after in contexts("half after"):
        return None
    part = _numeral(tokens, i, i + 1, 0.5, "part")
    if gap in (" ", "-") and after in ("a", "an") and tokens.gap(i + 1) == " ":
        # `half a percentage point`, `half an hour`; `half a dozen` is read above.
        part.stop, part.end = i + 2, tokens.ends[i + 1]
        return part
    if gap == "-" and after:
        return part
    if gap == " " and after in ("percentage", "point", "percent"):
        return part
    kind = stops().get(after, "") if gap in SPACES else ""
    share = _numeral(tokens, first, i + 1, 50.0, "share")
    if first < i and words[first] == "a" and kind != "preposition":
        return None
    if after == "of" and gap in SPACES:
        return share
    if kind == "determiner" or (before in _leads() and before != "in"):
        return share
    if before in contexts("half verb") and gap[:1] in (".", ",", ";"):
        return share
    return share if kind == "auxiliary" and first == i and not before else None


def _part(tokens: Tokens, i: int) -> Numeral | None:
    """Read `a third of`, `by a quarter`, `quarter-point`."""
    if not i or tokens.words[i - 1] not in ("a", "an"):
        if tokens.gap(i) in ("-", " ") and tokens.word(i + 1) in (
            "point",
            "percentage",
        ):
            value = 1 / number_words()["part"][tokens.words[i]]
            return _numeral(tokens, i, i + 1, value, "part")
        return _of_a_scale(
            tokens, i, i + 1, 1 / number_words()["part"][tokens.words[i]]
        )
    if tokens.gap(i - 1) not in SPACES:
        return None
    part = number_words()["part"][tokens.words[i]]
    scaled = _of_a_scale(tokens, i - 1, i + 1, 1 / part)
    if scaled:
        return scaled
    after = tokens.word(i + 1) if tokens.gap(i) in (" ", "-", "\n") else ""
    if tokens.gap(i) in (" ", "-") and after in ("point", "percentage"):
        return _numeral(tokens, i, i + 1, 1 / part, "part")
    if after == "of" and tokens.word(i + 2) in ("a", "an"):
        if tokens.word(i + 3) in ("percentage", "point", "percent"):
            numeral = _numeral(tokens, i - 1, i + 3, 1 / part, "part")
            return numeral
    share = _numeral(tokens, i - 1, i + 1, 100 / part, "share")
    if after == "of":
        return None if tokens.word(i + 2) in contexts("period noun") else share
    if after in _comparatives() and not (part == 4 and after in ("later", "ahead")):
        return share
    lead = tokens.word(i - 2) if tokens.gap(i - 2) in SPACES else ""
    if lead in contexts("half verb") and tokens.gap(i)[:1] in (".", ",", ";"):
        # `Alibaba, which owns a third, fell`
        return share
    kind = stops().get(after, "")
    if lead in _leads() and (not after or kind != ""):
        return share
    return None


def _parts(tokens: Tokens, i: int) -> Numeral | None:
    """Read `two-thirds`, `one fifth`, `three quarters of`."""
    kinds = number_words()
    count = kinds["unit"].get(tokens.words[i])
    name = tokens.word(i + 1)
    hyphen = tokens.gap(i)
    if count is None or not count or hyphen not in (" ", "-", "\n"):
        return None
    if count == 1:
        size = kinds["part"].get(name)
    else:
        size = kinds["parts"].get(name)
        if size is None and hyphen == "-":
            size = kinds["part"].get(name)
    if size is None or size <= count:
        return None
    after = tokens.word(i + 2) if tokens.gap(i + 1) in (" ", "-", "\n") else ""
    scaled = _of_a_scale(tokens, i, i + 2, count / size)
    if scaled:
        return scaled
    if tokens.gap(i + 1) == "-" and after in contexts("part party"):
        return None
    share = _numeral(tokens, i, i + 2, 100 * count / size, "share")
    if after == "of":
        beyond = tokens.word(i + 3)
        if beyond in ("a", "an") and tokens.word(i + 4) in ("percentage", "point"):
            return _numeral(tokens, i, i + 4, count / size, "part")
        period = size == 4 and beyond in contexts("period noun")
        return None if period else share
    if after in ("percentage", "point") and gap_is_plain(tokens, i + 1):
        return _numeral(tokens, i, i + 2, count / size, "part")
    if size == 4 and name.startswith("quarter"):
        # `for three quarters` is a duration, `by three quarters` a share.
        lead = tokens.word(i - 1) if i and tokens.gap(i - 1) in SPACES else ""
        if lead in contexts("period before") or lead not in _leads():
            return None
    elif count == 1 and after and after not in stops() and hyphen == " ":
        return share if after in _comparatives() else None
    return share


def gap_is_plain(tokens: Tokens, index: int) -> bool:
    """Tell whether only space or a hyphen stands after token `index`."""
    return tokens.gap(index) in PLAIN_GAPS


def _over(tokens: Tokens, i: int) -> Numeral | None:
    """Read `3/4 of users`."""
    part, whole = tokens.words[i], tokens.word(i + 1)
    if tokens.gap(i) != "/" or not _is_share(tokens, i):
        return None
    if not (part.isdigit() and whole.isdigit() and len(part + whole) < 4):
        return None
    if (
        not 0 < int(part) < int(whole) <= 10
        or not tokens.char(tokens.starts[i] - 1).isspace()
    ):
        return None
    return _numeral(tokens, i, i + 2, 100 * int(part) / int(whole), "share")


def _is_share(tokens: Tokens, i: int) -> bool:
    """Tell whether `1/3` is a share and no page, date or score."""
    after = tokens.word(i + 2)
    if tokens.gap(i + 1) in (" ", "-") and after in contexts("share noun"):
        return True
    lead = tokens.word(i - 1) if i and tokens.gap(i - 1) in SPACES else ""
    closed = not after or after in stops() or tokens.gap(i + 1)[:1] in (",", ".", ";")
    return closed and lead in contexts("share lead")


def _in(tokens: Tokens, i: int) -> Numeral | None:
    """Read `one in five`, `nine out of ten`, `1 in 5`."""
    j = i + 1
    if tokens.word(j) == "out" and tokens.word(j + 1) == "of":
        j += 2
    elif tokens.word(j) == "in":
        j += 2 if tokens.word(j + 1) == "every" else 1
    else:
        return None
    if j >= len(tokens) or any(tokens.gap(g) not in (" ", "-") for g in range(i, j)):
        return None
    kinds, whole = number_words(), None
    part = kinds["unit"].get(tokens.words[i]) or value_of(tokens.words[i])
    stop = j + 1
    if tokens.words[j][0] <= "9":
        whole = value_of(tokens.words[j])
        if tokens.ends[j] < len(tokens.low) and tokens.low[tokens.ends[j]] in "%-:/":
            return None
    elif tokens.words[j] in kinds["unit"] or tokens.words[j] in kinds["ten"]:
        numeral = read_number(tokens, j)
        whole, stop = (numeral.value, numeral.stop) if numeral else (None, stop)
    if part is None or whole is None or not 0 < part < whole <= 100:
        return None
    if part % 1 or whole % 1 or part > 99 or (part > 9 and whole < 20):
        return None
    following = tokens.word(stop)
    if following in _time_words() and tokens.gap(stop - 1) in (" ", "-"):
        return None
    if whole not in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 50, 100):
        return None
    if tokens.words[i][0] <= "9" and i and tokens.ends[i - 1] == tokens.starts[i]:
        return None
    return _numeral(tokens, i, stop, 100 * part / whole, "share")


@cache
def _time_words() -> frozenset[str]:
    return frozenset(
        row["phrase"] for row in rows("units") if row["dimension"] == "duration"
    )
