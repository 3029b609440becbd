"""Direction of the figures that are the size of a move: `rose 5%`, `a 60% fall`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from briefbook.extract.figure_tokens import SPACES, Tokens
from briefbook.extract.lexicons import rows
from briefbook.extract.shares import contexts, stops

_REACH_BY = 14
_GAPS = frozenset([" ", "\n", "  ", "-", ' "', '" ', " '", "' ", " $"])
_IN = frozenset(["in", "for", "to"])
_YEAR_ON = frozenset(
    ["on", "in", "for", "over", "since", "during", "last", "this", "the"]
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A direction, the kind of cue that gave it, and its lexicon entry."""

    direction: str
    kind: str
    entry: str


@cache
def _words(kind: str) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in rows("changes"):
        if row["kind"] == kind:
            pair = (row["direction"], row["only"])
            found[row["word"]] = (*found.get(row["word"], ()), pair)
    return found


def _look(kind: str, word: str, dimension: str) -> str | None:
    """Return the direction of `word` as a cue of `kind` for this dimension."""
    for direction, only in _words(kind).get(word, ()):
        if not only or only == dimension or (only, dimension) == ("share", "point"):
            return direction
    return None


def _phrases(tokens: Tokens, index: int) -> tuple[str, ...]:
    """Return the words that end at `index`, two of them first."""
    word = tokens.words[index]
    if index and tokens.gap(index - 1) in SPACES:
        return f"{tokens.words[index - 1]} {word}", word
    return (word,)


def change_after(tokens: Tokens, end: int, dimension: str) -> Moved | None:
    """Read the change from the words after a figure (`60% rise`, `30% lower`)."""
    index = tokens.before(end) + 1
    if index >= len(tokens) or tokens.low[end : tokens.starts[index]] not in _GAPS:
        return None
    index = after_rate(tokens, index)
    word = tokens.word(index)
    direction = _look("after", word, dimension)
    if dimension == "count" and tokens.word(index + 1) != "than":
        direction = None
    if direction:
        follows = tokens.word(index + 1)
        amount = dimension in ("money", "duration")
        doubled = tokens.word(index + 2) in contexts("times verb")
        if word in ("more", "less") and amount and (follows != "than" or doubled):
            return None
        if not (word in ("up", "down") and follows in ("to", "payment", "front")):
            return Moved(direction, "after", f"changes:{word}")
    for j in range(index, min(index + 7, len(tokens))):
        word = tokens.words[j]
        gap = tokens.gap(j - 1) if j > index else " "
        if gap not in _GAPS or word[0] <= "9":
            return None
        hyphened = gap == "-" or tokens.gap(j) == "-"
        direction = _look("noun", word, dimension)
        if direction and dimension == "duration":
            # `a two-year surge` lasts two years.
            return None
        if direction:
            if tokens.gap(j) in _GAPS and tokens.word(j + 1) in _words("rate"):
                return None
            if tokens.word(j + 1) == "due":
                # `notes worth $500m fall due`
                return None
            return Moved(direction, "noun", f"changes:{word}")
        if (word in stops() and not hyphened and word not in ("year", "on")) or (
            word == "on" and tokens.word(j - 1) not in ("year", "month", "quarter")
        ):
            return None
    return None


def after_rate(tokens: Tokens, index: int) -> int:
    """Return the token after a rate's base (`a day`), if one stands there."""
    if tokens.word(index) in ("a", "per", "an", "each"):
        if tokens.word(index + 1) in _words("base") and tokens.gap(index + 1) in SPACES:
            return index + 2
    return index


def change_within(tokens: Tokens, index: int) -> Moved | None:
    """Read the change between a number and its noun (`500 fewer stores`)."""
    if tokens.word(index) in ("fewer", "less"):
        return Moved("down", "after", f"changes:{tokens.words[index]}")
    return None


def change_before(
    tokens: Tokens, start: int, dimension: str, noun: str | None
) -> Moved | None:
    """Read the change from the words before a figure (`fell by 12%`, `up 0.4%`).

    Parameters
    ----------
    start
        Where the figure begins, bound cues and fillers included.
    dimension
        Kind of quantity: share, point, money, count, duration or a physical one.
    noun
        Noun of a count.
    """
    k = tokens.before(start)
    if k < 0:
        return None
    gap = tokens.low[tokens.ends[k] : start][:8]
    if gap == " (" and dimension == "share" and ")" in tokens.low[start : start + 12]:
        return _bracketed(tokens, k, dimension)
    if (
        gap == ", "
        and dimension == "share"
        and _look("moved", tokens.words[k], "share")
    ):
        # `Imports also fell, 1.7% to $261 billion`
        return _direct(tokens, k, dimension, noun)
    if gap not in _GAPS:
        return None
    word = tokens.words[k]
    if word == "by":
        return _by(tokens, k - 1, dimension, noun)
    if dimension in ("duration", "times"):
        return None
    if word == "of":
        # `a gain of 80 points`
        return _of(tokens, k - 1, "point" if noun == "point" else dimension)
    direct = _direct(tokens, k, dimension, noun)
    if direct or word in _words("level"):
        return direct
    if dimension in ("share", "point"):
        return _object(tokens, k, dimension)
    return None


def _direct(tokens: Tokens, k: int, dimension: str, noun: str | None) -> Moved | None:
    for phrase in _phrases(tokens, k):
        for kind in ("before", "moved", "move"):
            direction = _look(kind, phrase, dimension)
            off = phrase == "off" and dimension != "share" and noun != "point"
            if direction and not off:
                settled = phrase == "up" or (phrase == "down" and dimension == "count")
                if settled and _settled(tokens, k, dimension):
                    return None
                return Moved(direction, kind, f"changes:{phrase}")
        direction = _look("act", phrase, dimension)
        if direction and dimension in ("share", "point"):
            return Moved(direction, "act", f"changes:{phrase}")
        counts = dimension if dimension == "money" else "count"
        # `creates 900 jobs` adds to them; `creates 15% of the value` is a level.
        direction = _look("count", phrase, counts) or _look("made", phrase, dimension)
        if direction:
            if dimension == "count" and not _counted(noun):
                return None
            if dimension in ("duration", "temperature", "length"):
                return None
            return Moved(direction, "count", f"changes:{phrase}")
    return None


def _counted(noun: str | None) -> bool:
    """Tell whether a count of this noun may be the size of a change (`job`)."""
    return (noun or "").rpartition(" ")[2] in _words("counted")


def _settled(tokens: Tokens, k: int, dimension: str) -> bool:
    """Tell whether `up` belongs to a verb that is no move (`set up two firms`)."""
    verb = tokens.word(k - 1)
    if dimension in ("share", "point") and verb in _words("ends"):
        # `shares opened up 2%`, but `opened up 40 sectors`
        return False
    if verb in _words("particle"):
        return True
    # `locked up $1 billion`; but `closed up 5%`.
    return verb.endswith("ed") and verb not in _words("ends")


def _by(tokens: Tokens, k: int, dimension: str, noun: str | None) -> Moved | None:
    for j in range(k, max(-1, k - _REACH_BY), -1):
        gap = tokens.gap(j)
        if any(sign in gap for sign in ";!?\n") or gap[:2] == ". ":
            return None
        for phrase in _phrases(tokens, j):
            harm = _look("harm", phrase, "share")
            if harm and j < k and _ahead(tokens, j):
                return Moved(harm, "by", f"changes:{phrase}")
            if phrase in _words("barrier"):
                return None
            for kind in ("moved", "move", "act", "after", "noun", "count"):
                direction = _look(kind, phrase, "share")
                if kind == "after" and phrase not in ("up", "down", "higher", "lower"):
                    continue
                if not direction or (kind == "noun" and dimension == "duration"):
                    # `delay the expansion by two years`
                    continue
                agent = kind == "act" and k - j == 0 and dimension == "count"
                if agent and not _counted(noun):
                    return None
                return Moved(direction, "by", f"changes:{phrase}")
    return None


def _ahead(tokens: Tokens, j: int) -> bool:
    """Tell whether a verb is one of what may come: `could hit its sales by $4bn`."""
    return tokens.word(j - 1) == "to" or tokens.word(j - 1) in _words("modal")


def _of(tokens: Tokens, k: int, dimension: str) -> Moved | None:
    """Read `a fall of 5%`, `an increase in revenue of 5%`."""
    for j in range(k, max(-1, k - 7), -1):
        if j != k and tokens.gap(j) not in _GAPS and tokens.gap(j):
            return None
        word = tokens.words[j]
        direction = _look("noun", word, dimension)
        if direction and (j == k or tokens.word(j + 1) in _IN):
            return Moved(direction, "of", f"changes:{word}")
        if word in _words("rate"):
            return None
        if word in stops() and word not in _IN and stops()[word] != "determiner":
            return None
    return None


def _object(tokens: Tokens, k: int, dimension: str) -> Moved | None:
    """Read `raised its dividend 10%`, `rose year on year 6.7%`."""
    for j in range(k, max(-1, k - 7), -1):
        if j != k and tokens.gap(j) not in _GAPS:
            return None
        for phrase in _phrases(tokens, j):
            for kind in ("moved", "move", "act"):
                direction = _look(kind, phrase, dimension)
                if direction:
                    return Moved(direction, "object", f"changes:{phrase}")
        word = tokens.words[j]
        if (
            word in stops()
            and word not in _YEAR_ON
            and stops()[word]
            in (
                "preposition",
                "conjunction",
                "auxiliary",
                "verb",
            )
        ):
            return None
    return None


def _bracketed(tokens: Tokens, k: int, dimension: str) -> Moved | None:
    """Read `up in Asia (46%)`."""
    for j in range(k, max(-1, k - 6), -1):
        if j != k and tokens.gap(j) not in _GAPS:
            return None
        for kind in ("moved", "move", "before"):
            direction = _look(kind, tokens.words[j], dimension)
            if direction:
                return Moved(direction, "bracket", f"changes:{tokens.words[j]}")
        if stops().get(tokens.words[j]) in ("auxiliary", "verb", "conjunction"):
            return None
        if tokens.words[j] == "to" or tokens.words[j][0] <= "9":
            return None
    return None


def head_change(noun: str | None) -> Moved | None:
    """Read the change that a counted noun itself names (`1,500 job cuts`)."""
    direction = _look("head", noun or "", "count")
    return Moved(direction, "head", f"changes:{noun}") if direction else None


def moves(word: str) -> bool:
    """Tell whether a word is a cue of change or a verb that ends a coordination."""
    if word in _words("moved") or word in _words("move") or word in _words("act"):
        return True
    return stops().get(word) in ("auxiliary", "verb")


def is_base(word: str) -> bool:
    """Tell whether a word names what a rate is counted by (`a day`, `per share`)."""
    return word in _words("base")


def borders(cue: str) -> bool:
    """Tell whether a bound names a line that is crossed (`below`, `well above`)."""
    word = cue.rpartition(" ")[2]
    return word in _words("border") and (word != "under" or cue == word)


def level(word: str) -> bool:
    """Tell whether a figure after `word` is a level (`to`, `of`, `was`)."""
    return word in _words("level")


def past_move(tokens: Tokens, start: int) -> bool:
    """Tell whether a verb of change in the past stands right before a figure."""
    k = tokens.before(start)
    if k >= 0 and tokens.words[k] == "by":
        k -= 1
    return k >= 0 and any(p in _words("moved") for p in _phrases(tokens, k))


def modal_before(tokens: Tokens, start: int) -> bool:
    """Tell whether a figure is one of what will or may be (`will rise by $5 to $7`)."""
    k = tokens.before(start)
    for j in range(k, max(-1, k - _REACH_BY), -1):
        gap = tokens.gap(j)
        if j != k and (gap[:2] == ". " or any(sign in gap for sign in ";!?\n")):
            return False
        if tokens.words[j] in _words("modal"):
            return True
    return False


def any_move(tokens: Tokens, start: int) -> bool:
    """Tell whether a verb of change in the present stands right before a figure."""
    k = tokens.before(start)
    return k >= 0 and any(p in _words("move") for p in _phrases(tokens, k))
