"""What the check says of one brief while a person works on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from briefbook.add_briefs_store import is_name
from briefbook.claims import VOICES, claim_rows
from briefbook.corrections import corrected
from briefbook.errors import ParameterError, Problem, did_you_mean
from briefbook.models import Brief, Extraction
from briefbook.validate_briefs import fitting_units, unfit

_CHOSEN = ("action", "measure", "instrument", "stage", "basis")


def choices(field: str, whole: Any) -> tuple[str, ...]:
    """Return the words that a project's vocabularies have for a field of a claim."""
    if field in _CHOSEN:
        kind = "bases" if field == "basis" else f"{field}s"
        return tuple(whole.vocabularies.table(kind))
    if field == "said_by":
        return (*VOICES, *whole.registry.names)
    if field in ("actor", "target"):
        return tuple(whole.registry.names)
    raise ParameterError(f"{field!r} has no vocabulary")


def brief_problems(
    brief: Brief, read: Extraction, whole: Any, ids: Sequence[str]
) -> list[Problem]:
    """Return what ``briefbook check`` would say of a brief that has no file yet.

    Parameters
    ----------
    read
        What the rules read in it.
    whole
        The project, for its registry and vocabularies.
    ids
        The ids of all briefs in hand.

    Returns
    -------
    list of Problem
        Their line is the number of the claim they speak of; 0 is the brief, and what
        is below 0 counts its corrections.
    """
    place = f"{brief.id}.md"
    brief = _numbered(replace(brief, path=place))
    read, found = corrected(brief, read)
    terms = whole.vocabularies
    rows, claims = claim_rows(brief, read, whole.registry, terms)
    units = {(row["char_start"], row["measure"]): row.get("unit") for row in rows}
    fitting = fitting_units(whole)
    others = [
        Problem(place, 0, name, "is no theme", did_you_mean(name, terms.themes))
        for name in brief.themes
        if name not in terms.themes
    ]
    others += [
        Problem(place, -number, item.words, "has no reason", "say why under 'because'")
        for number, item in enumerate(brief.corrections, start=1)
        if not item.because
    ]
    if not brief.themes:
        remedy = "tick at least one"
        others.append(Problem(place, 0, "", "has no theme", remedy))
    if not is_name(brief.id):
        remedy = "write lower-case words with '-' between them"
        others.append(Problem(place, 0, brief.id, "is no valid id", remedy))
    if not brief.title.strip():
        others.append(Problem(place, 0, "", "has no title", "give it one"))
    if list(ids).count(brief.id) > 1:
        remedy = "give one of them another id"
        others.append(Problem(place, 0, brief.id, "is the id of two", remedy))
    return sorted({*found, *claims, *unfit(brief, units, fitting), *others})


def _numbered(brief: Brief) -> Brief:
    """Return a brief whose claims have their number as line, corrections one below 0.

    So a problem says of which it speaks, before there is a file.
    """
    return replace(
        brief,
        text_line=0,
        claims=tuple(
            replace(
                claim,
                line=number,
                lines={},
                figures=tuple(replace(ref, line=number) for ref in claim.figures),
            )
            for number, claim in enumerate(brief.claims, start=1)
        ),
        corrections=tuple(
            replace(item, line=-number)
            for number, item in enumerate(brief.corrections, start=1)
        ),
        unused=tuple(replace(item, line=0) for item in brief.unused),
    )
