"""Committees of a chamber in small letters: `the House China committee`."""

from __future__ import annotations

from briefbook.extract.actor_candidates import Candidate
from briefbook.extract.actor_tokens import Tokens
from briefbook.extract.actor_words import Words

_CHAMBERS = frozenset(
    ["Bundestag", "Commons", "House", "Lords", "Parliament", "Senate"]
)
_ENDS = frozenset(["committee", "panel", "subcommittee"])
_INSIDE = frozenset(["and", "select", "standing", "joint"])
_LONGEST = 7


def committees(
    tokens: Tokens, words: Words, candidates: list[Candidate]
) -> list[Candidate]:
    """Return `candidates` with such committees in the place of what they hold."""
    if _ENDS.isdisjoint(tokens.words):
        return candidates
    found = []
    for index, word in enumerate(tokens.words):
        if word not in _ENDS:
            continue
        first = _chamber(tokens, words, index)
        if first is not None:
            last = _subject(tokens, index + 1)
            text = " ".join(tokens.words[first:last])
            one = Candidate(first, last, text)
            one.type, one.rule = "government_body", "body"
            found.append(one)
    if not found:
        return candidates
    taken = {at for one in found for at in range(one.first, one.last)}
    rest = [one for one in candidates if one.first not in taken]
    return sorted([*rest, *found], key=lambda one: one.first)


def _subject(tokens: Tokens, index: int) -> int:
    """Return the token after `on the Chinese Communist Party`, or `index`."""
    if tokens.word(index) != "on":
        return index
    last = index + 1 + (tokens.word(index + 1) == "the")
    start = last
    while tokens.word(last)[:1].isupper() and last < index + _LONGEST:
        last += 1
    day = tokens.word(start).endswith("day")
    return last if last > start and not day else index


def _chamber(tokens: Tokens, words: Words, last: int) -> int | None:
    """Return where the chamber of the committee at `last` stands, fields between."""
    for index in range(last - 1, max(last - _LONGEST, -1), -1):
        word = tokens.words[index]
        if word in _CHAMBERS:
            return index if index < last - 1 else None
        named = word[:1].isupper() and word.isalpha()
        field = word.capitalize() in words.topics or word in words.topics
        if not (named or field or word in _INSIDE):
            return None
    return None
