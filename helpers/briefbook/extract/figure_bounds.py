"""Bounds of figures: `more than`, `up to`, `some`, `or more`."""

from __future__ import annotations

from functools import cache

from briefbook.extract.figure_changes import moves
from briefbook.extract.figure_tokens import SPACES, Tokens
from briefbook.extract.lexicons import rows
from briefbook.extract.numbers import starters
from briefbook.extract.shares import contexts, stops

_LONGEST = 5
_GAPS = frozenset([" ", "\n", "  ", "-", ' "', " '", "'", '"', " (", "- ", ""])


@cache
def _cues(place: str) -> dict[str, tuple[str, str]]:
    return {
        row["cue"]: (row["bound"], row["only"])
        for row in rows("bounds")
        if row["place"] == place
    }


@cache
def _last_words() -> frozenset[str]:
    """Last words of cues and fillers: most words before a number are none of them."""
    return frozenset(
        row["cue"].split()[-1] for row in rows("bounds") if row["place"] != "after"
    )


@cache
def _first_words() -> frozenset[str]:
    return frozenset(cue.split()[0] for cue in _cues("after"))


@cache
def _motion() -> frozenset[str]:
    """Verbs after which `up to` names the level reached, not a bound."""
    return frozenset(
        row["word"].split()[0] for row in rows("changes") if row["kind"] == "moved"
    ) | contexts("up to level")


def bound_before(
    tokens: Tokens,
    start: int,
    *,
    duration: bool = False,
    large: bool = True,
    figure_end: int = -1,
) -> tuple[str, int, str]:
    """Return the bound that stands before a figure, and where its words begin.

    Parameters
    ----------
    start
        Where the figure begins.
    duration, large
        What the figure is: `over` five years is no bound, `passed` two laws neither.
    figure_end
        End of the figure before: `5% more than 20` compares.

    Returns
    -------
    tuple
        Bound, offset at which cue and fillers begin, lexicon entry (empty: none).
    """
    at = start
    sign = tokens.char(at - 1) if tokens.char(at - 1) != " " else tokens.char(at - 2)
    if sign and sign in "~<>≈≤≥∼＞＜":
        cue = _cues("before").get(sign)
        if cue:
            return cue[0], at, f"bounds:{sign}"
    index = tokens.before(at)
    if sign == "." and tokens.word(index) == "c" and tokens.gap(index) in (".", ". "):
        return _cues("before")["c"][0], tokens.starts[index], "bounds:c"
    for _ in range(4):
        if index < 0 or tokens.low[tokens.ends[index] : at].strip("$€£¥") not in _GAPS:
            break
        if tokens.words[index] not in _last_words():
            break
        found = _match(tokens, index, _cues("before"))
        if found:
            first, phrase = found
            bound, only = _cues("before")[phrase]
            if _holds(tokens, first, phrase, only, duration, large, figure_end):
                return bound, tokens.starts[first], f"bounds:{phrase}"
            break
        filler = _match(tokens, index, _cues("filler"))
        if not filler:
            break
        first, _phrase = filler
        at = tokens.starts[first]
        index = first - 1
    return "exact", at, ""


def _match(
    tokens: Tokens, index: int, phrases: dict[str, tuple[str, str]]
) -> tuple[int, str] | None:
    """Return first token and words of the longest phrase that ends at `index`."""
    phrase, best = tokens.words[index], None
    for length in range(1, _LONGEST + 1):
        if phrase in phrases:
            best = index - length + 1, phrase
        if index - length < 0 or tokens.gap(index - length) not in (" ", "\n", "-"):
            break
        phrase = f"{tokens.words[index - length]} {phrase}"
    return best


def _holds(
    tokens: Tokens,
    first: int,
    phrase: str,
    only: str,
    duration: bool,
    large: bool,
    figure_end: int,
) -> bool:
    lead = tokens.word(first - 1)
    if phrase == "over":
        # `haggling over a $2bn plan`, `sued over $3m in fees`
        near = (tokens.word(first - 1), tokens.word(first - 2))
        if duration and lead in contexts("duration lead"):
            # `took over 12 months`, but `took over a firm`
            return True
        if _of_an(tokens, first) or contexts("over topic") & {*near}:
            return False
    if phrase == "under" and _of_an(tokens, first):
        # `under a 25-day notice`, but `under a third`
        return False
    if only == "large" and not large:
        return False
    if only == "after motion" and not moves(lead):
        # `lifting its worth past $1 trillion`, but not `in the past 12 months`
        kind = "preposition" if lead == "worth" else stops().get(lead)
        barred = kind == "determiner" or lead in ("in", "over", "for", "of", "during")
        return large and not duration and not barred
    if only == "not during" and duration and lead not in contexts("duration lead"):
        return False
    if phrase == "up to" and lead in _motion():
        # `went up to 5%` is a level; `fines can go up to 5%` is a bound.
        return lead == "go" and tokens.word(first - 2) in contexts("may")
    compares = phrase.endswith(" than") or phrase in ("above", "below", "over")
    return not (compares and first > 0 and 0 <= tokens.starts[first] - figure_end <= 1)


def _of_an(tokens: Tokens, first: int) -> bool:
    """Tell whether an article and digits follow: `over a $2bn plan`."""
    digits = tokens.word(first + 2)[:1]
    return tokens.word(first + 1) in ("a", "an") and "0" <= digits <= "9"


def bound_after(tokens: Tokens, end: int) -> tuple[str, int, str]:
    """Return the bound that stands after offset `end`, and where its words end."""
    if tokens.char(end) == "+":
        return "at_least", end + 1, "bounds:+"
    index = tokens.before(end) + 1
    if index >= len(tokens) or tokens.low[end : tokens.starts[index]] not in (" ", "-"):
        return "exact", end, ""
    phrase, best = tokens.words[index], ("exact", end, "")
    if phrase not in _first_words():
        return best
    cues = _cues("after")
    for length in range(1, 5):
        found = cues.get(phrase)
        if found and _closes(tokens, index, length, phrase):
            last = index + length - 1
            best = (found[0], tokens.ends[last], f"bounds:{phrase}")
        if tokens.gap(index + length - 1) not in (" ", "\n", "-"):
            break
        phrase = f"{phrase} {tokens.word(index + length)}"
    return best


def _closes(tokens: Tokens, index: int, length: int, phrase: str) -> bool:
    """Tell whether the cue ends here (`5 at least`, but not `5 at least 3`)."""
    if length == 1:
        if phrase in ("plus", "odd", "ish"):
            return tokens.low[tokens.starts[index] - 1] == "-"
        return tokens.gap(index) not in SPACES
    follows = tokens.word(index + length)
    if tokens.gap(index + length - 1) not in SPACES or not follows:
        return True
    if phrase.startswith(("at ", "give ")):
        # `5,000 people at most are missing`
        return stops().get(follows, "") in ("auxiliary", "verb", "conjunction")
    if phrase in ("and more", "and up", "and over") and follows in (
        "to",
        "than",
        "from",
    ):
        return False
    return follows[0] > "9" and (follows not in starters() or phrase[0] == "o")
