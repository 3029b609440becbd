"""Who says a sentence, and how it is known: attributions and their basis."""

from __future__ import annotations

from dataclasses import dataclass

from briefbook.draft_clauses import Head, Sentence, Token
from briefbook.draft_cues import basis_words, only_before, words_of
from briefbook.draft_subjects import Memory, next_actor, subject

_SUBJECT_WITHIN = 12
_WORDS_AFTER = 8


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says a sentence, how it is known, and from which token on."""

    said_by: str
    basis: str
    at: int
    trailing: bool


def voices(sentence: Sentence, memory: Memory) -> list[Voice]:
    """Return the attributions of a sentence in order."""
    found = []
    for head in sentence.heads:
        infinitive = head.form == "base" and sentence.low(head.start) == "to"
        if (
            head.cue.basis
            and not head.negated
            and not infinitive
            and _says(sentence, head)
        ):
            found.append(_spoken(sentence, head, memory))
    for at, token in enumerate(sentence.tokens):
        phrase = f"{token.low} {sentence.low(at + 1)}"
        if phrase in basis_words("phrase"):
            found.append(_according(sentence, at, basis_words("phrase")[phrase][0]))
    return sorted(found, key=lambda voice: voice.at)


def _says(sentence: Sentence, head: Head) -> bool:
    """Tell whether a verb is one of saying here: not in ``added 28 firms``."""
    needed = only_before().get(head.cue.verb)
    return needed in (None, sentence.low(head.end)) or _closes(sentence, head)


def _according(sentence: Sentence, at: int, basis: str) -> Voice:
    """Return the voice of ``according to X`` at a token."""
    known, noun = _voice_noun(sentence.tokens[at + 2 : at + 6])
    said_by = next_actor(sentence, at + 2) or noun
    return Voice(said_by, (known or basis) if said_by else "", at, trailing=at > 0)


def _spoken(sentence: Sentence, head: Head, memory: Memory) -> Voice:
    """Return the voice of a verb of saying."""
    inverted = sentence.low(head.start - 1) in ("", ",", '"')
    opens = _clause_start(sentence, head.start)
    stretch = sentence.tokens[opens : head.start]
    said_by = next_actor(sentence, head.end) if inverted else ""
    if not said_by and not head.passive:
        said_by = subject(sentence, head, memory)
    basis = head.cue.basis
    if not said_by and any(token.low in basis_words("mouth") for token in stretch):
        said_by = _mouth_of(stretch)
    elif not said_by:
        known, said_by = _voice_noun(stretch)
        if known and basis == "stated":
            basis = known
        elif head.passive and not said_by and basis != "forecast":
            basis = ""
    if basis == "reported" and memory.named.get(said_by, "other_org") != "other_org":
        # A firm that reports its sales states them; an outlet reports of others.
        basis = "stated"
    own_clause = bool(stretch) or (inverted and head.start == head.at)
    return Voice(said_by, basis, head.at, own_clause and _closes(sentence, head))


def _closes(sentence: Sentence, head: Head) -> bool:
    """Tell whether a verb of saying ends its sentence: ``..., the firm said``."""
    before = sentence.lows(head.start - _SUBJECT_WITHIN, head.start)
    after = sentence.tokens[head.end :]
    return (
        any(low in ('"', ",") for low in before)
        and sum(token.low.isalnum() for token in after) <= _WORDS_AFTER
        and not any(token.figure is not None for token in after)
        and sentence.low(head.end) != "that"
    )


def _clause_start(sentence: Sentence, index: int) -> int:
    for at in range(index - 1, -1, -1):
        if sentence.low(at) in (",", ";", '"') or (
            sentence.low(at) in words_of("boundary")
        ):
            return at + 1
    return 0


def _mouth_of(tokens: list[Token]) -> str:
    """Return whom a spokesman speaks for, where just one actor is named."""
    names = {token.actor.name for token in tokens if token.actor is not None}
    return names.pop() if len(names) == 1 else ""


def _voice_noun(tokens: list[Token]) -> tuple[str, str]:
    """Return basis and name of a voice without a name: ``sources``, ``analysts``."""
    for token in tokens:
        if token.mention is None and token.low in basis_words("voice"):
            return basis_words("voice")[token.low]
    return "", ""
