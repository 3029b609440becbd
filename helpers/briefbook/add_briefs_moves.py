"""What a person did in a story stays with its words when its boundary moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from briefbook.errors import ParameterError
from briefbook.models import Brief, Claim
from briefbook.segment import propose_title
from briefbook.words import places

T = TypeVar("T")
Parts = list[tuple[str, list[str]]]


def parts_divided(stories: Sequence[Brief], story: int, paragraph: int) -> Parts:
    """Return title and paragraphs of each, with a new story from a paragraph on."""
    parts = _parts(stories)
    title, lines = parts[story]
    if not 1 < paragraph <= len(lines):
        told = f"one of 2 to {len(lines)} can" if len(lines) > 1 else "none can"
        raise ParameterError(f"paragraph {paragraph}: {told} begin a story")
    rest = lines[paragraph - 1 :]
    parts[story : story + 1] = [
        (title, lines[: paragraph - 1]),
        (propose_title(rest[0]), rest),
    ]
    return parts


def parts_joined(stories: Sequence[Brief], story: int) -> Parts:
    """Return title and paragraphs of each, a story and the next as one."""
    parts = _parts(stories)
    if not 0 <= story < len(parts) - 1:
        raise ParameterError(f"story {story + 1} has no next one to join with")
    (title, lines), (_, more) = parts[story : story + 2]
    parts[story : story + 2] = [(title, [*lines, *more])]
    return parts


def _parts(stories: Sequence[Brief]) -> Parts:
    return [(brief.title, brief.text.split("\n")) for brief in stories]


def kept(before: Iterable[Brief], made: Iterable[Brief]) -> list[Brief]:
    """Return new stories; those whose text is the same stay as they were."""
    old: dict[str, list[Brief]] = {}
    for brief in before:
        old.setdefault(brief.text, []).append(brief)
    return [
        replace(old[brief.text].pop(0), source=brief.source)
        if old.get(brief.text)
        else brief
        for brief in made
    ]


def joined(first: Brief, second: Brief, whole: Brief) -> Brief:
    """Return the story of both texts with the claims and corrections of both."""
    return replace(
        whole,
        id=first.id,
        title=first.title,
        themes=tuple(dict.fromkeys([*first.themes, *second.themes])),
        claims=(*first.claims, *second.claims),
        corrections=(*first.corrections, *second.corrections),
        unused=(*first.unused, *second.unused),
    )


def divided(brief: Brief, first: Brief, rest: Brief) -> list[Brief]:
    """Return the two parts of a story, each claim in the part that holds its words.

    A claim that leans on words of both, or on none, stays in the first, where the
    check tells it.
    """
    parts = (
        replace(first, id=brief.id, title=brief.title, themes=brief.themes),
        rest,
    )
    return [
        replace(
            part,
            claims=_own(part, parts, [(c, _words(c)) for c in brief.claims]),
            corrections=_own(part, parts, [(c, [c.words]) for c in brief.corrections]),
            unused=_own(part, parts, [(c, [c.words]) for c in brief.unused]),
        )
        for part in parts
    ]


def _own(
    part: Brief, parts: tuple[Brief, Brief], items: Iterable[tuple[T, list[str]]]
) -> tuple[T, ...]:
    return tuple(item for item, words in items if _home(words, parts) is part)


def _home(words: list[str], parts: tuple[Brief, Brief]) -> Brief:
    for part in parts:
        if words and all(places(part.text, each) for each in words):
            return part
    return parts[0]


def _words(claim: Claim) -> list[str]:
    found = [claim.date, claim.words, *(ref.words for ref in claim.figures)]
    return [words for words in found if words]
