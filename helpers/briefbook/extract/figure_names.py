"""Tell numbers that are names, codes, ages or times from numbers that count."""

from __future__ import annotations

import re
from functools import cache

from briefbook.extract.figure_tokens import SPACES, Tokens, title_case
from briefbook.extract.lexicons import mapping, rows
from briefbook.extract.nouns import head_noun
from briefbook.extract.numbers import Numeral
from briefbook.extract.shares import contexts, stops
from briefbook.extract.units import Unit

_ADDRESS = re.compile(r"(?:https?://|www\.)\S{1,2000}|\S{1,64}@\S{1,255}")
_CHAIN = re.compile(r"\s?(?:,|and|or|to|-|–|,\sand|,\sor|&|/)\s?")
_LINE_WORDS = 60


def addresses(text: str) -> list[tuple[int, int]]:
    """Return the spans of web and mail addresses, whose digits count nothing."""
    if "://" not in text and "www." not in text and "@" not in text:
        return []
    return [match.span() for match in _ADDRESS.finditer(text)]


@cache
def _months() -> dict[str, str]:
    return mapping("months", "word", "month")


@cache
def _full_months() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("months") if row["form"] == "full")


@cache
def _bound_words() -> frozenset[str]:
    return frozenset(word for row in rows("bounds") for word in row["cue"].split())


def glued(tokens: Tokens, numeral: Numeral, unit: Unit | None, start: int) -> bool:
    """Tell whether the characters around a number make it part of a code.

    `910C`, `N+2`, `A100`, `2330.TW`, `10:30`, `24/7`, `[1]`, a footnote after a word.
    """
    low, end = tokens.low, unit.end if unit else numeral.end
    before, after = tokens.char(start - 1), tokens.char(end)
    further = tokens.char(start - 2)
    if before.isalnum() or before in ("_", "#", "=", "@", "\\", ")", "]", "^"):
        return True
    if before == "'" and (unit is None or further.isalnum()):
        return True
    if before == "%" or (before == "/" and further and not further.isspace()):
        return True
    if before == "+" and further.isalnum():
        return True
    if before == "-" and further.isalpha() and start == numeral.start:
        previous = tokens.word(tokens.before(start - 1))
        if previous not in contexts("prefix") and previous not in _unit_ends():
            return True
    if before == "." and further == "c" and not tokens.char(start - 3).isalnum():
        # `c.200 people`
        return False
    if before == "." and (further.isalnum() or further in (")", "%", '"', "'")):
        return True
    if before in (",", ";") and further.isalnum():
        return True
    if before == ":" and (further.isdigit() or _shouted(tokens, start - 1)):
        return True
    if unit is None and numeral.scale == 1:
        if before == "[" or (before == "(" and after == ")"):
            return True
        if before == ":" or after == ":" and tokens.char(end + 1).isdigit():
            return True
        if after == "/" and tokens.char(end + 1).isalnum():
            return True
        if after == "." and tokens.text[end + 1 : end + 2].isupper():
            return tokens.text[end + 2 : end + 3].isalpha() or end + 2 >= len(low)
        if after in ("(", "_", "@", "=") or after.isalpha():
            return not tokens.footnote(tokens.before(end + 1))
        if after in (")", ".") and _opens_line(tokens, start):
            return tokens.char(end + 1) in (" ", "\t", "")
    return False


@cache
def _unit_ends() -> frozenset[str]:
    return frozenset(
        [row["word"] for row in rows("scales")]
        + [row["phrase"] for row in rows("units")]
        + [row["key"] for row in rows("currencies")]
    )


def _shouted(tokens: Tokens, at: int) -> bool:
    """Tell whether capitals stand before a colon: an exchange and its ticker."""
    index = tokens.before(at)
    if index < 0 or tokens.ends[index] != at:
        return False
    written = tokens.text[tokens.starts[index] : at]
    return written.isupper() and len(written) > 1


def _opens_line(tokens: Tokens, start: int) -> bool:
    lead = tokens.low[max(0, start - 3) : start].rstrip(" (")
    return not lead or lead.endswith("\n")


def opens_sentence(tokens: Tokens, index: int) -> bool:
    """Tell whether token `index` is the first word of a sentence, line or quotation."""
    if index <= 0:
        return True
    gap = tokens.gap(index - 1)
    if any(sign in gap for sign in '.!?\n:"—;('):
        return True
    return gap.strip() in ("–", "-", "--", ">>") and gap != "-"


def names(tokens: Tokens, numeral: Numeral, unit: Unit | None, chained: bool) -> bool:
    """Tell whether the words around a number make it a name, an age or a time.

    Parameters
    ----------
    chained
        Whether a number that is a name stands before it, joined by `and` or a comma.
    """
    if unit and unit.dimension == "duration":
        if tokens.word(numeral.first - 1) in contexts("age before"):
            return True
        return _aged(tokens, unit) or _dated(tokens, numeral, unit)
    previous = numeral.first - 1
    gap = tokens.gap(previous) if previous >= 0 else ""
    word = tokens.word(previous) if gap in (" ", ". ", "\n", "-", "") else ""
    bare = tokens.bare(previous) if word else ""
    if bare in contexts("product") and tokens.capital(previous) and gap in (" ", "-"):
        return not (unit and unit.dimension in ("share", "money"))
    if bare in contexts("wire label") and tokens.gap(numeral.stop - 1) == "-":
        # `UPDATE 2-Chinese chipmaker posts profit`
        return True
    if unit:
        # `Three Mile Island`
        written = numeral.spelled and tokens.capital(numeral.first)
        return (
            written
            and unit.dimension != "money"
            and tokens.capital(numeral.stop)
            and not opens_sentence(tokens, numeral.first)
            and not title_case(tokens, numeral.first)
        )
    if bare in contexts("rate base"):
        return True
    if tokens.words[numeral.first] in contexts("event number"):
        # `the 618 sales`
        return numeral.scale == 1
    noun = head_noun(tokens, numeral.stop)
    direct = noun is not None and noun.stop == numeral.stop + 1
    rate = tokens.word(numeral.stop) in ("a", "per")
    if chained and not direct and not numeral.scale > 1 and not rate:
        return True
    # `Workers number 3,200`
    counts = numeral.marked and bare in contexts("number word")
    if bare in contexts("label") and numeral.scale == 1 and not counts:
        # `the U.S. Section 232 tariffs`
        country = (
            tokens.gap(previous - 1) == ". " and len(tokens.word(previous - 1)) < 2
        )
        if tokens.capital(previous) and (
            country or not opens_sentence(tokens, previous)
        ):
            return True
        if noun is None or (opens_sentence(tokens, previous) and not direct):
            return True
        if bare in ("no", "nos"):
            return True
    if _clock(tokens, numeral) or _age(tokens, numeral, bare, noun is not None):
        return True
    if _in_date(tokens, numeral, bare, previous, noun is not None):
        return True
    if numeral.scale > 1 or numeral.marked:
        return False
    return _capital_before(tokens, numeral, previous, word, gap, noun is not None)


def _capital_before(
    tokens: Tokens, numeral: Numeral, previous: int, word: str, gap: str, noun: bool
) -> bool:
    """Tell whether a name stands right before the number (`Boeing 737`)."""
    if numeral.spelled:
        # `the Magnificent Seven`, `Five Eyes`: a number word that is written large.
        if word == "of" and tokens.word(previous - 1) == "group":
            # `Group of Seven leaders`
            return tokens.capital(previous - 1)
        if tokens.capital(numeral.first) and not opens_sentence(tokens, numeral.first):
            return not (title_case(tokens, numeral.first) and noun)
        return word in ("of", "the") and tokens.capital(numeral.stop) and not noun
    if not word or gap not in (" ", "-") or not tokens.capital(previous):
        return False
    if word.endswith("'s") or word.endswith("s'"):
        return False
    if word in stops() or word in _bound_words() or word in contexts("duration middle"):
        return False
    if title_case(tokens, previous) or opens_sentence(tokens, previous):
        return not noun
    return True


def _aged(tokens: Tokens, unit: Unit) -> bool:
    """Tell whether the duration is an age (`45-year-old`, `45 years old`)."""
    j = unit.stop
    return (
        unit.code in ("year", "month", "week", "day")
        and tokens.gap(j - 1) in (" ", "-")
        and (
            tokens.word(j) in contexts("age after")
            or (tokens.word(j), tokens.word(j + 1)) == ("of", "age")
        )
    )


def _dated(tokens: Tokens, numeral: Numeral, unit: Unit) -> bool:
    """Tell whether the duration names a period or a day.

    `two years ago`, `the first nine months`, `the three months to May`.
    """
    j = unit.stop
    if unit.code == "hour" and tokens.words[numeral.first][0] == "0":
        # `0900 hours`
        return len(tokens.words[numeral.first]) == 4
    if 1900 <= numeral.value <= 2100 and not unit.plural and not numeral.spelled:
        # `the 2023 fiscal year`
        return True
    if tokens.gap(j - 1) in SPACES:
        after = tokens.word(j)
        if after in contexts("date after"):
            return True
        if after in contexts("period end") and unit.plural:
            if after == "of":
                if tokens.word(j + 1) in _months() and tokens.capital(j + 1):
                    return True
            elif tokens.word(j + 1) in _months() and tokens.capital(j + 1):
                return True
            elif after in ("ended", "ending"):
                return True
    previous = numeral.first - 1
    if previous >= 0 and tokens.gap(previous) in SPACES:
        if tokens.words[previous] in contexts("date edge"):
            if unit.code in ("hour", "minute", "second"):
                # `in the last 15 minutes of trade`
                return False
            if tokens.words[previous] == "last":
                return tokens.word(j) == "of"
            if unit.code in ("month", "quarter", "week", "year", "half"):
                return unit.plural
            return tokens.word(j) == "of"
    return False


def _clock(tokens: Tokens, numeral: Numeral) -> bool:
    j = numeral.stop
    gap = tokens.gap(j - 1)
    if gap not in ("", " ", "-"):
        return False
    word = tokens.word(j)
    if word in contexts("clock after"):
        return word not in ("am", "et", "est", "ct", "pt") or gap == "" or word == "am"
    dotted = word in ("a", "p") and tokens.word(j + 1) == "m"
    return dotted and tokens.gap(j)[:1] == "."


def _age(tokens: Tokens, numeral: Numeral, bare: str, noun: bool) -> bool:
    if bare in contexts("age before"):
        return True
    if numeral.value > 120 or noun:
        return False
    start, end = numeral.start, numeral.end
    if tokens.low[max(0, start - 2) : start] == ", " and tokens.char(end) in ",)":
        # `Jane Roe, 45, said`
        previous = numeral.first - 1
        if tokens.capital(previous) and not opens_sentence(tokens, previous):
            return True
        if 15 < numeral.value < 100 and not numeral.spelled and numeral.value % 1 == 0:
            # `its founder, 33, said`
            return tokens.word(previous)[-1:].isalpha() and tokens.char(end) == ","
    if bare == "of" and tokens.bare(numeral.first - 2) in contexts("age person"):
        # `two boys of 15 and 16`
        return 5 < numeral.value < 100 and numeral.value % 1 == 0
    if bare in contexts("age limit"):
        person = tokens.bare(numeral.first - 2)
        if person in contexts("age person"):
            return True
    return False


def _in_date(
    tokens: Tokens, numeral: Numeral, bare: str, previous: int, noun: bool
) -> bool:
    """Tell whether the number is a day of a month or a year."""
    if numeral.marked or numeral.scale > 1 or numeral.value % 1:
        return False
    after = tokens.word(numeral.stop)
    if numeral.value <= 31 or 1900 <= numeral.value <= 2100:
        # `in April. 30 firms left`, but `on Apr. 30`
        ends = tokens.gap(previous) == ". " and bare in _full_months()
        if bare in _months() and tokens.capital(previous) and not ends:
            return True
        month = after in _months() and tokens.capital(numeral.stop)
        if month and tokens.gap(numeral.stop - 1) in (" ", "-"):
            return True
    if numeral.spelled or not 1900 <= numeral.value <= 2100:
        return False
    if numeral.end - numeral.start != 4 or not noun:
        return not numeral.spelled and numeral.end - numeral.start == 4
    if tokens.gap(numeral.stop - 1) not in SPACES:
        return True
    if previous < 0 or tokens.gap(previous) not in SPACES:
        return True
    lead = tokens.words[previous]
    if lead in _bound_words() and lead not in ("of", "over", "to", "from", "a", "in"):
        return False
    if _yearly(tokens, previous):
        return True
    # `opened 2025 stores` has a verb before it, `the 2025 targets` a determiner.
    fixed = stops().get(lead, "verb") != "verb"
    return fixed or tokens.capital(previous) or lead.endswith("'s")


def _yearly(tokens: Tokens, index: int) -> bool:
    """Tell whether the words call the number after them a year (`fiscal year 2024`)."""
    named = tokens.word(index) == "year" and tokens.gap(index - 1) == " "
    return tokens.word(index - named) in contexts("kind of year")
