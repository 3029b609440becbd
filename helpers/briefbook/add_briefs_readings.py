"""What a person says of a reading, as the corrections of a brief."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from briefbook.corrections import corrected
from briefbook.models import Brief, Correction, Extraction, Mention, Unused
from briefbook.words import places

KINDS = {"figures": "figure", "dates": "date", "actors": "actor"}


def read_in(brief: Brief, read: Extraction) -> list[tuple[str, Mention]]:
    """Return kind and mention of what is read in a brief, in order."""
    read = corrected(brief, read)[0]
    found = [
        (kind, mention)
        for name, kind in KINDS.items()
        for mention in getattr(read, name)
    ]
    return sorted(found, key=lambda pair: pair[1].char_start)


def leave_out(brief: Brief, mention: Mention, because: str) -> Brief:
    """Return a brief in which a figure needs no claim; without a reason it does."""
    nth = _nth(brief, mention)
    which = (mention.quote, nth)
    kept = [item for item in brief.unused if (item.words, item.occurrence) != which]
    item = Unused(words=mention.quote, because=because, occurrence=nth)
    return replace(brief, unused=(*kept, item) if because else tuple(kept))


def why_left_out(brief: Brief, mention: Mention) -> str:
    """Return why a figure needs no claim, empty where it does."""
    which = (mention.quote, _nth(brief, mention))
    found = (i.because for i in brief.unused if (i.words, i.occurrence) == which)
    return next(found, "")


def with_correction(
    brief: Brief,
    kind: str,
    mention: Mention,
    reading: Mapping[str, str] | None,
    because: str = "",
) -> Brief:
    """Return a brief in which a reading is put right; None rejects it."""
    item = Correction(
        words=mention.quote,
        kind=kind,  # type: ignore[arg-type]
        reading=dict(reading) if reading is not None else None,
        because=because,
        occurrence=_nth(brief, mention),
    )
    brief = without_correction(brief, mention)
    return replace(brief, corrections=(*brief.corrections, item))


def without_correction(brief: Brief, mention: Mention) -> Brief:
    """Return a brief in which nothing is said of these words."""
    which = (mention.quote, _nth(brief, mention))
    kept = [item for item in brief.corrections if _which(item) != which]
    return replace(brief, corrections=tuple(kept))


def with_reason(brief: Brief, mention: Mention, because: str) -> Brief:
    """Return a brief in which what was said of these words has this reason."""
    which = (mention.quote, _nth(brief, mention))
    given = [
        replace(item, because=because) if _which(item) == which else item
        for item in brief.corrections
    ]
    return replace(brief, corrections=tuple(given))


def reason(brief: Brief, mention: Mention) -> str | None:
    """Return the reason of what was said of these words; None where nothing was."""
    which = (mention.quote, _nth(brief, mention))
    return next((i.because for i in brief.corrections if _which(i) == which), None)


def rejected(brief: Brief) -> list[tuple[str, Mention]]:
    """Return kind and words of the readings that a person has rejected."""
    found = []
    for item in brief.corrections:
        spans = places(brief.text, item.words)
        place = (item.occurrence or 1) - 1
        if item.reading is None and place < len(spans):
            start, end = spans[place]
            quote = brief.text[start:end]
            mention = Mention(quote=quote, char_start=start, char_end=end)
            found.append((str(item.kind), mention))
    return found


def _which(item: Correction) -> tuple[Any, ...]:
    return item.words, item.occurrence


def _nth(brief: Brief, mention: Mention) -> int | None:
    """Return which of the places of its words it is, None where it is the only."""
    starts = [start for start, _ in places(brief.text, mention.quote)]
    several = len(starts) > 1 and mention.char_start in starts
    return starts.index(mention.char_start) + 1 if several else None
