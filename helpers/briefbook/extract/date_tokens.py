"""A text as tokens, each of one kind, so that date rules read a line of kinds.

Kinds are coded as one character a token (`Tokens.codes`), so a rule is a short
regex over the codes and its groups are token numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from briefbook.extract.lexicons import alternatives, mapping, rows
from briefbook.extract.repeats import repeated

# An own kind for each shape that digits and letters may have together; words get
# theirs from the lexicon.
_SHAPES = (
    "other", "mname", "weekday", "year4", "number", "decade0", "qcode", "hcode",
    "fycode", "fulldate", "named", "comma", "dash", "slash", "lpar", "rpar", "apos",
    "break", "nameword", "thousands",
)  # fmt: skip

_TOKEN = re.compile(
    r"""[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?![0-9])
    | [0-9]{1,2}([-/.])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})(?![0-9])
    | [0-9]++(?:[.,][0-9]++)+
    | [^\W_]+(?:'[sS](?![^\W_])|'[^\W_]{1,2}(?![^\W_]))?
    | [^\w\s] | \n""",
    re.VERBOSE,
)
_QUARTER = re.compile(
    r"(?:q([1-4])|([1-4])q)(?:(?:cy)?'?((?:20)?[1-4][0-9]))?|(20[0-9]{2})q([1-4])"
)
# 'H100' and 'H200' are chips: two digits are a year after '1H' or an apostrophe only.
_HALF = re.compile(
    r"(?:h([12])(?=20[0-9]{2}|'|$)|([12])h)(?:'?((?:20)?[1-4][0-9]))?"
    r"|(20[0-9]{2})h([12])"
)
_FISCAL = re.compile(r"(?:q[1-4]|[1-4]q|h[12]|[12]h)?fye?(?:20)?[0-9]{2}e?")
_DECADE = re.compile(r"((?:1[5-9]|20)[0-9]0|[2-9]0)'?s")
_ORDINAL = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)")
_NUMERIC = re.compile(
    r"[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}|[0-9]{1,2}([-/.])[0-9]{1,2}\2(?:[0-9]{2}){1,2}"
)
_PUNCTUATION = {
    ",": "comma", "-": "dash", "–": "dash", "/": "slash", "(": "lpar", ")": "rpar",
    "[": "lpar", "]": "rpar", "'": "apos", "\n": "break", "—": "break", ".": "break",
    ";": "break", ":": "break", "!": "break", "?": "break",
}  # fmt: skip


@cache
def kinds() -> dict[str, str]:
    """Return the one-character code of every kind of token."""
    names = dict.fromkeys([*_SHAPES, *(row["kind"] for row in rows("date_words"))])
    codes = [chr(code) for code in range(0x41, 0x7F) if chr(code) not in "[\\]^`{|}"]
    codes += [chr(code) for code in range(0xC0, 0x100)]
    table = dict(zip((n for n in names if n != "other"), codes, strict=False))
    table["other"] = "."
    return table


@cache
def _words() -> dict[str, str]:
    code = kinds()
    words = {row["word"]: code[row["kind"]] for row in rows("date_words")}
    words |= {row["word"]: code["mname"] for row in rows("months")}
    words |= {row["word"]: code["weekday"] for row in rows("weekdays")}
    words |= {mark: code[kind] for mark, kind in _PUNCTUATION.items()}
    return words


@cache
def _short() -> frozenset[str]:
    short = [r["word"] for n in ("months", "weekdays") for r in rows(n)]
    full = [r["word"] for n in ("months", "weekdays") for r in rows(n) if
            r["form"] == "full"]  # fmt: skip
    return frozenset(short) - frozenset(full)


@cache
def _named() -> tuple[re.Pattern[str], frozenset[str], dict[str, list[dict[str, str]]]]:
    table: dict[str, list[dict[str, str]]] = {}
    for row in rows("named_days"):
        table.setdefault(row["phrase"].lower(), []).append(row)
    pattern = re.compile(rf"(?:{alternatives(table)})(?![^\W_])", re.IGNORECASE)
    first = frozenset(re.split(r"[ .']", phrase)[0] for phrase in table)
    return pattern, first, table


@dataclass(slots=True)
class Tokens:
    """The tokens of a text as parallel lists.

    Attributes
    ----------
    text
        The text that the offsets index.
    codes
        One character a token: its kind.
    starts, ends
        Offsets of the tokens.
    words
        The tokens in lower case, without a possessive ending.
    cues
        The tokens that tell a tense; None until they are asked for.
    """

    text: str
    codes: str = ""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    cues: list[int] | None = None

    def raw(self, index: int) -> str:
        """Return a token as it stands, or nothing beyond the ends."""
        if not 0 <= index < len(self.words):
            return ""
        return self.text[self.starts[index] : self.ends[index]]

    def word(self, index: int) -> str:
        """Return a token in lower case, or nothing beyond the ends."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def is_capital(self, index: int) -> bool:
        """Tell whether a token begins with a capital letter."""
        return self.raw(index)[:1].isupper()

    def glued(self, index: int) -> bool:
        """Tell whether no space stands between a token and the one before it."""
        if not 0 < index < len(self.starts):
            return False
        return self.ends[index - 1] == self.starts[index]

    def possessive(self, index: int) -> bool:
        """Tell whether a token ends in ``'s`` or a bare apostrophe follows it."""
        if self.raw(index)[-2:] in ("'s", "'S"):
            return True
        return self.raw(index + 1) == "'" and self.glued(index + 1)


def tokenise(text: str) -> Tokens:
    """Return the tokens of `text`, in time linear in its length."""
    other = kinds()["other"]
    named_pattern, named = _named()[0], kinds()["named"]
    found = Tokens(text)
    codes: list[str] = []
    starts, ends, words = found.starts, found.ends, found.words
    skip_to = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if start < skip_to:
            continue
        code, word, care = _read(match.group())
        if care == "named" and (hit := named_pattern.match(text, start)):
            code, word, end = named, hit.group().lower(), hit.end()
            skip_to = end
        elif care == "short" and text[end : end + 1] == ".":
            skip_to = end = end + 1
        codes.append(code)
        starts.append(start)
        ends.append(end)
        words.append(word)
    for first, stop in repeated(words):
        codes[first:stop] = other * (stop - first)
    found.codes = "".join(codes)
    return found


@lru_cache(maxsize=16384)
def _read(raw: str) -> tuple[str, str, str]:
    """Return kind and word of a token, and what to look at where it stands.

    A named day may begin with it, or it is a short form that a full stop may end.
    """
    code = kinds()
    word = raw.lower()
    if word[-2:] == "'s":
        word = word[:-2]
    care = "named" if word in _named()[1] else ""
    kind = _words().get(word, "")
    if not kind:
        return (code["other"] if word.isalpha() else _shape(word)), word, care
    if kind in (code["mname"], code["weekday"]):
        # The name of a month or weekday in small letters is another word.
        if not raw[0].isupper():
            return code["other"], word, care
        if not care and word in _short():
            care = "short"
    return kind, word, care


def _shape(word: str) -> str:
    code = kinds()
    if len(word) > 12 or not word.isascii():
        return code["other"]
    if word.isdigit():
        if len(word) == 4 and "1600" <= word <= "2150":
            return code["year4"]
        return code["number"] if len(word) <= 3 else code["thousands"]
    if word[0] in "0123456789hqf" or word[-1] == "s":
        if _ORDINAL.fullmatch(word):
            return code["number"]
        if _DECADE.fullmatch(word):
            return code["decade0"]
        if _QUARTER.fullmatch(word):
            return code["qcode"]
        if _HALF.fullmatch(word):
            return code["hcode"]
        if _FISCAL.fullmatch(word):
            return code["fycode"]
        if len(word) >= 6 and not word[-1].isalpha():
            if _NUMERIC.fullmatch(word):
                return code["fulldate"]
        if re.fullmatch(r"[0-9]+[.,][0-9.,]+", word):
            return code["thousands"]
    return code["other"]


def number(word: str) -> int:
    """Return the value of a number's, ordinal's or year's word, 0 where unknown."""
    if word.isascii() and word.isdigit() and len(word) <= 4:
        return int(word)
    if match := _ORDINAL.fullmatch(word):
        return int(match.group(1))
    value = mapping("date_words", "word", "value").get(word, "")
    return int(value) if value.isdigit() else 0


def code_of_period(word: str) -> tuple[int, int | None]:
    """Return number and year of a code such as ``3q24``; the year may be None."""
    match = _QUARTER.fullmatch(word) or _HALF.fullmatch(word)
    if match is None:
        return 0, None
    first, second, tail, year, last = match.groups()
    if year:
        return int(last), int(year)
    if not tail:
        return int(first or second), None
    return int(first or second), int(tail) + (2000 if len(tail) == 2 else 0)


def decade_of(word: str) -> int:
    """Return the first year of ``1990s``, ``90s`` or ``nineties``."""
    digits = re.match(r"[0-9]+", word)
    value = int(digits.group()) if digits else number(word)
    if value >= 1000:
        return value
    return value + (2000 if value <= 20 else 1900)


def named_day(phrase: str, words: list[str]) -> tuple[int, int]:
    """Return month and day of a named day; `words` tell whose, where several do."""
    found = _named()[2][re.sub(r"\s+", " ", phrase)]
    row = found[0]
    if len(found) > 1:
        at_home = [r for r in found if r["where"] and r["where"].lower() in words]
        row = at_home[0] if at_home else row
    return int(row["month"]), int(row["day"])
