"""What stands around a number: the word before it, its sentence, what goes on."""

from __future__ import annotations

from briefbook.extract.figure_bounds import bound_before
from briefbook.extract.figure_drafts import Draft
from briefbook.extract.figure_tokens import SPACES, Tokens
from briefbook.extract.shares import contexts, stops

_SENTENCE = 2000  # characters between two figures of one sentence, at most


def lead_of(tokens: Tokens, draft: Draft) -> tuple[str, str]:
    """Return the word before a figure, bound cues left out, and what follows it."""
    _bound, at, _entry = bound_before(tokens, draft.start)
    index = tokens.before(at)
    if index < 0:
        return "", ""
    return tokens.words[index], tokens.low[tokens.ends[index] : at][:8]


def lead_in_levels(tokens: Tokens, draft: Draft) -> bool:
    """Tell whether a verb of reaching a level or its `to` stands before a figure."""
    return lead_of(tokens, draft)[0] in contexts("level verb")


def is_open(tokens: Tokens, draft: Draft, follows: str, gap: str) -> bool:
    """Tell whether no noun follows: an end, a stop word or punctuation does."""
    if gap not in SPACES or gap == "\n" or not follows:
        return True
    if follows in stops() or follows in contexts("elided after"):
        return True
    # `while two refrained from voting`
    return follows.endswith("ed") and tokens.word(draft.stop + 1) in stops()


def same_sentence(tokens: Tokens, left: Draft, right: Draft) -> bool:
    """Tell whether no sentence ends between two figures."""
    if right.start - left.end > _SENTENCE:
        return False
    between = tokens.text[left.end : right.start]
    if "\n" in between:
        return False
    # A small letter or a digit goes on after an abbreviation (`to Sept. 7, with`).
    at = between.find(". ")
    while at >= 0:
        if between[at + 2 : at + 3].isupper() or not between[at + 2 : at + 3].isalnum():
            return False
        at = between.find(". ", at + 1)
    return True


def by_the_month(tokens: Tokens, index: int) -> bool:
    """Tell whether a rate goes on (`57 a month`): then what stands before counts."""
    if tokens.word(index) not in ("a", "per", "every", "each"):
        return False
    near = tokens.gap(index - 1) in SPACES and tokens.gap(index) in SPACES
    return near and tokens.word(index + 1) in contexts("by time")


def bounded(tokens: Tokens, draft: Draft) -> bool:
    """Tell whether a bound stands before a figure."""
    return bound_before(tokens, draft.start)[0] != "exact"


def index_level(tokens: Tokens, index: int) -> bool:
    """Tell whether a stock index stands before: its level counts nothing."""
    for j in range(index, max(-1, index - 14), -1):
        if tokens.words[j] in contexts("index name"):
            return True
        if j != index and any(sign in tokens.gap(j) for sign in "!?\n"):
            return False
    return False


def tallied(tokens: Tokens, draft: Draft) -> bool:
    """Tell whether the words call the number a count (`the figure was 4,695`)."""
    for j in range(draft.first - 1, max(-1, draft.first - 13), -1):
        if j != draft.first - 1 and any(sign in tokens.gap(j) for sign in ";!?\n"):
            return False
        if tokens.words[j] in contexts("tally"):
            return True
    return False
