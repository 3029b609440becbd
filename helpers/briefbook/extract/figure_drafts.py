"""Read each number of a text with its currency or unit, as a draft of a figure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from briefbook.extract.figure_changes import Moved, level
from briefbook.extract.figure_names import addresses, glued, names
from briefbook.extract.figure_tokens import Tokens
from briefbook.extract.nouns import head_noun
from briefbook.extract.numbers import Numeral, read_number, starters
from briefbook.extract.repeats import repeated
from briefbook.extract.shares import contexts, read_share
from briefbook.extract.units import Unit, before_number, read_currency, read_unit

_MINUS = ("-", "–")
_ROW = 6  # numbers with nothing but spaces between them
_NOT_PHYSICAL = frozenset(
    ["money", "count", "share", "point", "duration", "times", "temperature", "level"]
)
_LIST = 16  # numbers with nothing but signs between them


@dataclass(slots=True, eq=False)
class Draft:
    """A figure in the making; offsets are those of the plain text.

    ``number_end`` ends the number, ``unit_end`` the unit, ``end`` the quote with its
    noun; ``stop`` is the token after the quote; ``lead`` is where the bound's ``cue``
    before it begins.
    """

    first: int
    stop: int
    start: int
    number_end: int
    unit_end: int
    end: int
    value: float
    scale: float
    unit: str
    dimension: str
    rule: str
    entries: tuple[str, ...]
    numeral: Numeral
    currency: str = ""
    prefixed: bool = False
    high: float | None = None
    noun: str | None = None
    bound: str = "exact"
    cue: str = ""
    lead: int = 0
    moved: Moved | None = None
    signed: Moved | None = None
    converts: Draft | None = None
    shared: bool = False

    @property
    def money(self) -> bool:
        """Whether it is an amount of money."""
        return self.dimension == "money"

    @property
    def physical(self) -> bool:
        """Whether it has a unit of mass, length, energy or the like."""
        return self.dimension not in _NOT_PHYSICAL

    @property
    def bare(self) -> bool:
        """Whether it has neither currency nor unit of its own."""
        return self.unit == "count"


def read_drafts(tokens: Tokens, closed: tuple[list[int], list[int]]) -> list[Draft]:
    """Return the numbers that may be figures, with their units.

    Parameters
    ----------
    tokens
        The text's tokens.
    closed
        Starts and ends of the stretches where no figure stands: the dates.
    """
    drafts: list[Draft] = []
    begins, ends = closed
    for span in addresses(tokens.low):
        at = bisect_right(begins, span[0])
        begins.insert(at, span[0])
        ends.insert(at, span[1])
    first_words = starters()
    numbers = _outside_rows(
        tokens,
        [
            index
            for index, word in enumerate(tokens.words)
            if word[0] <= "9" or word in first_words
        ],
    )
    for first, stop in repeated(tokens.words):
        numbers[bisect_left(numbers, first) : bisect_left(numbers, stop)] = []
    free, named, last_named = 0, -9, ""
    for index in numbers:
        if index < free:
            continue
        at = tokens.starts[index]
        inside = bisect_right(begins, at) - 1
        if inside >= 0 and at < ends[inside]:
            continue
        draft, stop = _read(tokens, index, named, last_named, drafts)
        free = stop
        if draft is None:
            named = stop
            last_named = tokens.words[index]
        elif not drafts or draft.start >= drafts[-1].end:
            drafts.append(draft)
    return drafts


def _outside_rows(tokens: Tokens, numbers: list[int]) -> list[int]:
    """Return the numbers that are not in a row of many: a line of a table."""
    kept: list[int] = []
    run: list[int] = []
    signs = 0
    for index in numbers:
        if run and index != run[-1] + 1:
            kept += run if len(run) < (_LIST if signs else _ROW) else ()
            run, signs = [], 0
        elif run and tokens.gap(run[-1]) != " ":
            signs += 1
        run.append(index)
    return kept + (run if len(run) < (_LIST if signs else _ROW) else [])


def _read(
    tokens: Tokens, index: int, named: int, last_named: str, drafts: list[Draft]
) -> tuple[Draft | None, int]:
    """Return the draft at token `index` (None: a name) and the token after it."""
    numeral = read_share(tokens, index)
    currency = None
    if numeral is None or numeral.kind == "number":
        begin = numeral.start if numeral else tokens.starts[index]
        currency = read_currency(tokens, index, begin)
        numeral = numeral or read_number(tokens, index, money=currency is not None)
    if numeral is None:
        return None, index + 1
    if currency and len(currency[0]) == 1 and currency[0].isalpha():
        if numeral.scale == 1:
            currency = None
    elif currency and _code_like(tokens, numeral, currency):
        currency = None
    if currency:
        return _money(tokens, numeral, currency)
    unit = None if numeral.kind in ("share", "fold") else read_unit(tokens, numeral)
    chained = named >= 0 and _chained(tokens, named, numeral.first)
    if glued(tokens, numeral, unit, numeral.start) and not _continues(
        tokens, numeral, drafts
    ):
        return None, numeral.stop
    if numeral.kind in ("share", "fold"):
        code = "percent" if numeral.kind == "share" else "times"
        dimension = "share" if numeral.kind == "share" else "times"
        return _draft(numeral, code, dimension, "fraction"), numeral.stop
    if numeral.kind == "part":
        if unit is None or unit.dimension == "share":
            return _point(tokens, numeral), numeral.stop
        return _with_unit(tokens, numeral, unit), unit.stop
    if names(tokens, numeral, unit, chained):
        return None, max(numeral.stop, unit.stop if unit else 0)
    if unit:
        if _one(tokens, numeral, unit) or _zero_day(numeral, unit):
            return None, unit.stop
        return _with_unit(tokens, numeral, unit), unit.stop
    if _decimal_alone(numeral) and not _shares(tokens, numeral.stop):
        if tokens.char(numeral.end) not in _MINUS and not _list_ahead(tokens, numeral):
            return None, numeral.stop
    return _draft(numeral, "count", "count", "count"), numeral.stop


def _code_like(
    tokens: Tokens, numeral: Numeral, currency: tuple[str, str, int, int]
) -> bool:
    """Tell whether letters that are a currency's are part of a name (`COP29`)."""
    word = tokens.words[currency[2]]
    touches = tokens.ends[currency[2]] == numeral.start
    code = word == currency[0] and before_number().get(word, ("", ""))[1] == "code"
    plain = numeral.scale == 1 and numeral.value < 100
    return touches and code and plain and "." not in tokens.words[numeral.first]


def _draft(
    numeral: Numeral, code: str, dimension: str, rule: str, factor: float = 1
) -> Draft:
    value = numeral.value * factor
    return Draft(
        first=numeral.first,
        stop=numeral.stop,
        start=numeral.start,
        number_end=numeral.end,
        unit_end=numeral.end,
        end=numeral.end,
        value=float(f"{value:.12g}"),
        scale=numeral.scale,
        unit=code,
        dimension=dimension,
        rule=rule,
        entries=numeral.entries,
        numeral=numeral,
    )


def _money(
    tokens: Tokens, numeral: Numeral, currency: tuple[str, str, int, int]
) -> tuple[Draft, int]:
    key, code, first, start = currency
    draft = _draft(numeral, code, "money", "money_prefix")
    draft.first, draft.start, draft.currency = first, start, key
    draft.prefixed = True
    draft.entries = (f"currencies:{key}", *numeral.entries)
    if tokens.char(start - 1) == "+" and tokens.char(start - 2) in ("", " ", "("):
        draft.signed = Moved("up", "sign", "")
    if tokens.char(start - 1) in _MINUS and tokens.char(start - 2) in ("", " ", "("):
        draft.signed = Moved("down", "sign", "")
    return draft, numeral.stop


def _with_unit(tokens: Tokens, numeral: Numeral, unit: Unit) -> Draft:
    rule = "money_suffix" if unit.dimension == "money" else unit.dimension
    draft = _draft(numeral, unit.code, unit.dimension, rule, unit.factor)
    draft.stop, draft.end, draft.unit_end = unit.stop, unit.end, unit.end
    draft.entries = (*numeral.entries, unit.entry)
    if unit.dimension == "money":
        draft.currency = unit.entry.partition(":")[2]
    before, further = tokens.char(numeral.start - 1), tokens.char(numeral.start - 2)
    if before in ("+", "-", "–") and before and (further in ("", " ", "(", "\n", '"')):
        direction = "up" if before == "+" else "down"
        lead = tokens.word(numeral.first - 1) if further == " " else ""
        if unit.dimension in ("share", "point") and direction == "down" and level(lead):
            # `a rate of -0.5%` is a level below nought, `(-3%)` the size of a fall.
            draft.start, draft.value = draft.start - 1, -draft.value
        elif unit.dimension in ("share", "point"):
            draft.signed = Moved(direction, "sign", "")
            draft.start -= 1
            draft.first = numeral.first
    elif (
        before == "."
        and not further.isalnum()
        and not numeral.spelled
        and ("0" <= tokens.words[numeral.first][0] <= "9")
    ):
        draft.start -= 1
        digits = tokens.words[numeral.first]
        draft.value = float(
            f"{float('0.' + digits.split('.')[0][:12]) * unit.factor:.9g}"
        )
    return draft


def _point(tokens: Tokens, numeral: Numeral) -> Draft | None:
    """Read `half-point` and `quarter of a percentage point`."""
    j = numeral.stop
    words = tokens.words[j : j + 2]
    if words[:1] == ["percentage"] and words[1:2] in (["point"], ["points"]):
        stop = j + 2
    elif words[:1] in (["point"], ["points"]) and tokens.gap(j - 1) in ("-", " "):
        stop = j + 1
    elif words[:1] == ["percent"] or words == ["per", "cent"]:
        draft = _draft(numeral, "percent", "share", "fraction")
        draft.stop = j + len(words[:1] if words[0] == "percent" else words)
        draft.end = draft.unit_end = tokens.ends[draft.stop - 1]
        return draft
    else:
        return None
    draft = _draft(numeral, "percentage_point", "point", "fraction")
    draft.stop = stop
    draft.end = draft.unit_end = tokens.ends[stop - 1]
    return draft


def _one(tokens: Tokens, numeral: Numeral, unit: Unit) -> bool:
    """Tell whether `one` is a pronoun or an article before a unit (`one day`)."""
    if not numeral.spelled or numeral.value != 1 or numeral.scale > 1:
        return False
    if unit.dimension == "duration":
        hyphen = tokens.gap(numeral.stop - 1) == "-"
        return unit.code in ("day", "quarter", "second") and not hyphen
    return unit.dimension == "times"


def _zero_day(numeral: Numeral, unit: Unit) -> bool:
    """Tell whether it is a flaw's name: `a zero-day exploit`."""
    return unit.dimension == "duration" and numeral.value == 0


def _decimal_alone(numeral: Numeral) -> bool:
    return numeral.value % 1 != 0 and numeral.scale == 1 and numeral.kind != "part"


def _shares(tokens: Tokens, index: int) -> bool:
    """Tell whether a noun follows at once: `0.25 new shares`."""
    noun = head_noun(tokens, index) if index < len(tokens) else None
    return noun is not None and noun.stop - index <= 3


def _list_ahead(tokens: Tokens, numeral: Numeral) -> bool:
    """Tell whether another number follows that may carry the unit for both."""
    tail = tokens.low[numeral.end : numeral.end + 12]
    words = tail.replace(",", " ").split()
    if not words:
        return False
    if words[0] in ("and", "or", "to", "-", "–") and len(words) > 1:
        return words[1][0].isdigit()
    return tail[:2] == ", " and words[0][0].isdigit()


def _chained(tokens: Tokens, named: int, first: int) -> bool:
    """Tell whether a number goes on a list of names (`Articles 5 and 6`)."""
    if first - named > 1 or first < named or named < 1:
        return False
    gap = tokens.low[tokens.ends[named - 1] : tokens.starts[first]]
    return gap.strip() in (",", "and", "or", "to", "-", "–", "&", ", and", "/")


def _continues(tokens: Tokens, numeral: Numeral, drafts: list[Draft]) -> bool:
    """Tell whether a number that a hyphen or sign precedes ends a range (`20%-30%`)."""
    if not drafts:
        return False
    last = drafts[-1]
    gap = tokens.low[last.end : numeral.start]
    return len(gap) < 4 and gap.strip() in ("-", "–", "—", "/")


def hyphen_noun_barred(word: str) -> bool:
    """Tell whether `N-word` says no count (`two-way`, `three-pronged`)."""
    return word in contexts("no hyphen") or word.endswith(("ed", "ing"))
