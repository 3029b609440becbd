"""Claims that the rules can draft from a text, for a person to check and complete.

Each figure or dated statement gives one claim. A field that the rules can't tell stays
empty: that is for a person to fill, a wrong one would have to be found first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from briefbook.draft_clauses import Sentence, sentence
from briefbook.draft_deeds import adverb_basis, deed, doer, voice_of
from briefbook.draft_measures import MeasureCue, measure, spaced
from briefbook.draft_statements import (
    Statement,
    date_of,
    governing,
    grouped,
    is_base,
    placed,
)
from briefbook.draft_subjects import Memory
from briefbook.draft_voices import Voice, voices
from briefbook.draft_words import standing_once
from briefbook.extract.sentences import sentences
from briefbook.extract.text import Plain, plain
from briefbook.models import (
    ActorMention,
    Claim,
    DateMention,
    Extraction,
    FigureRef,
    Mention,
)

M = TypeVar("M", bound=Mention)
# A longer stretch without a full stop is a table or a list, not a sentence.
_LONGEST = 1200
Words = dict[int, tuple[str, int | None]]


def drafted_claims(
    text: str, read: Extraction, *, cues: Sequence[MeasureCue] = ()
) -> list[Claim]:
    """Return one claim for each figure or dated statement of a text.

    Parameters
    ----------
    text
        A brief's text, its paragraphs one a line.
    read
        What the rules read in it.
    cues
        Words for measures that a project adds (`measure_cues`).

    Returns
    -------
    list of Claim
        In the order of the text, with the origin ``drafted``. Figures of one statement
        share a claim, each with its role; fields that can't be told are empty.
    """
    source = plain(text)
    spans = [part for span in sentences(source.text) for part in _parts(source, span)]
    if not spans:
        return []
    actors = _moved(source, read.actors)
    leaned_on = _moved(source, [*read.figures, *read.dates])
    found = standing_once(source, leaned_on, spans)
    words = {m.char_start: w for m, w in zip(leaned_on, found, strict=True)}
    everything = sorted([*leaned_on, *actors], key=lambda m: m.char_start)
    lower = spaced(source.text.lower().split())
    claims: list[Claim] = []
    memory = Memory()
    position = 0
    for start, end in spans:
        first = position
        while position < len(everything) and everything[position].char_start < end:
            position += 1
        parsed = sentence(source.text, (start, end), everything[first:position])
        named = [m for m in everything[first:position] if isinstance(m, ActorMention)]
        memory.add(named)
        claims.extend(_claims(parsed, memory, words, lower, cues))
        _remember(parsed, memory, named)
    return claims


def _parts(source: Plain, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield a sentence whole, or in parts where it is too long to be one."""
    start, end = span
    while end - start > _LONGEST:
        space = source.text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = space if space > 0 else start + _LONGEST
        yield start, cut
        start = cut
    yield start, end


def _moved(source: Plain, mentions: Sequence[M]) -> list[M]:
    """Return mentions in order with spans of the plain text, none overlapping."""
    if len(source.text) == len(source.original):
        moved = list(mentions)
    else:
        places = range(len(source.text) + 1)

        def to_plain(index: int) -> int:
            return bisect_left(places, index, key=source.at)

        moved = [
            replace(m, char_start=to_plain(m.char_start), char_end=to_plain(m.char_end))
            for m in mentions
        ]
    kept: list[M] = []
    for mention in sorted(moved, key=lambda m: (m.char_start, -m.char_end)):
        if mention.char_end > mention.char_start and (
            not kept or kept[-1].char_end <= mention.char_start
        ):
            kept.append(mention)
    return kept


def _claims(
    parsed: Sentence,
    memory: Memory,
    words: Words,
    text: str,
    cues: Sequence[MeasureCue],
) -> Iterator[Claim]:
    dates = placed(parsed, DateMention)
    statements = grouped(parsed)
    if not dates and not statements:
        return
    spoken = voices(parsed, memory)
    free = [date for date in dates if not is_base(parsed, date)]
    used: set[int] = set()
    for statement in statements:
        head = governing(parsed, statement.at)
        statement.date = date_of(parsed, statement, head, free)
        if statement.date is not None:
            used.add(statement.date.first)
    statements += [Statement(date=date) for date in free if date.first not in used]
    for statement in sorted(statements, key=lambda s: s.at):
        yield _claim(parsed, statement, memory, spoken, words, text, cues)


def _claim(
    parsed: Sentence,
    statement: Statement,
    memory: Memory,
    spoken: list[Voice],
    words: Words,
    text: str,
    cues: Sequence[MeasureCue],
) -> Claim:
    at = statement.at
    head = governing(parsed, at)
    voice = voice_of(parsed, at, spoken)
    told = deed(parsed, head, at, memory, voice)
    basis = adverb_basis(parsed, head, at) or (voice.basis if voice else "")
    refs = []
    for item in statement.figures:
        phrase, nth = words[item.mention.char_start]
        refs.append(FigureRef(words=phrase, role=item.role, occurrence=nth))
    date, date_nth = "", None
    if statement.date is not None:
        date, date_nth = words[statement.date.mention.char_start]
    return Claim(
        actor=told.actor,
        action=told.action,
        target=told.target,
        measure=measure(parsed, statement, (told.actor, told.target), text, cues),
        figures=tuple(refs),
        date=date,
        date_occurrence=date_nth,
        stage=told.stage,
        basis=basis,
        said_by=voice.said_by if voice and basis else "",
        negated=told.negated,
        origin="drafted",
    )


def _remember(parsed: Sentence, memory: Memory, named: list[ActorMention]) -> None:
    """Keep the subject of a sentence for the pronouns of the next one."""
    name = doer(parsed, 0, memory, "") if parsed.heads else ""
    memory.last = next((actor for actor in named if actor.name == name), None)
