"""Brief and mentions into rows of the claims table; what does not fit is reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from briefbook.errors import Problem, did_you_mean
from briefbook.models import (
    Brief,
    Claim,
    DateMention,
    Extraction,
    Figure,
    Mention,
)
from briefbook.words import locate, occurrence, one_mention, row_id

if TYPE_CHECKING:
    from briefbook.registry import Registry

VOICES = ("unnamed source", "officials", "analysts")


class Terms(Protocol):
    """The vocabularies that a claim's fields are checked against."""

    def table(self, kind: str) -> Mapping[str, Any]:
        """Return the vocabulary of that kind, e.g. ``"actions"``."""


def claim_rows(
    brief: Brief,
    read: Extraction,
    registry: Registry,
    terms: Terms,
    *,
    ids: MentionIds | None = None,
    notes: bool = True,
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Return one row for each figure of each claim, and every problem.

    A claim without a figure has one row. In a curated claim an unknown or empty field
    is an error; in a drafted one it is a note and the claim loads.

    Parameters
    ----------
    ids
        The ids of the brief's mentions, where they are made for other tables as well.
    notes
        Whether to look for what is only noted; errors are always found.

    Returns
    -------
    rows
        Columns of the claims table, the brief's own left out.
    problems
        Errors and notes, with the line of the claim.
    """
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    seen: dict[str, Claim] = {}
    ids = ids or MentionIds(brief)
    for claim in brief.claims:
        if notes or claim.origin != "drafted":
            problems.extend(_unknown(brief, claim, registry, terms))
        for row in _rows(brief, read, claim, registry, ids, problems):
            other = seen.get(row["claim_id"])
            if other is not None:
                message = f"says the same as the claim in line {other.line}"
                remedy = "remove one, or let each lean on words of its own"
                problems.append(
                    Problem(brief.path, claim.line, row["quote"], message, remedy)
                )
                continue
            seen[row["claim_id"]] = claim
            rows.append(row)
    _link_parts(brief, rows, problems)
    problems.extend(_uncovered(brief, read, rows, ids, notes))
    return rows, problems


def _rows(
    brief: Brief,
    read: Extraction,
    claim: Claim,
    registry: Registry,
    ids: MentionIds,
    problems: list[Problem],
) -> Iterator[dict[str, Any]]:
    when, when_span = _date(brief, read, claim, problems)
    spot, problem = (None, None)
    if claim.words:
        spot, problem = locate(
            brief, claim.words, claim.words_occurrence, claim.line_of("words")
        )
        problems.extend([problem] if problem else [])
    if not claim.figures:
        span = spot or when_span
        if span is not None:
            yield _row(brief, claim, span, None, "", when, registry, ids)
        elif not claim.words and not claim.date:
            remedy = "give 'figure', 'date' or 'words' of the text"
            problems.append(
                Problem(brief.path, claim.line, "", "leans on no words", remedy)
            )
        return
    for ref in claim.figures:
        line = ref.line or claim.line
        span, problem = locate(brief, ref.words, ref.occurrence, line)
        if span is None:
            problems.extend([problem] if problem else [])
            continue
        place = Problem(brief.path, line, ref.words, "")
        figure, problem = one_mention(read.figures, span, "figure", place)
        if figure is None:
            problems.extend([problem] if problem else [])
            continue
        yield _row(brief, claim, span, figure, ref.role, when, registry, ids)


def _row(
    brief: Brief,
    claim: Claim,
    span: tuple[int, int],
    figure: Figure | None,
    role: str,
    when: DateMention | None,
    registry: Registry,
    ids: MentionIds,
) -> dict[str, Any]:
    quote = brief.text[slice(*span)]
    actor, target = _name(claim.actor, registry), _name(claim.target, registry)
    nth = occurrence(brief.text, span[0], quote)
    made_of = (actor, claim.action, claim.object, claim.measure, quote, nth)
    row: dict[str, Any] = {
        "claim_id": row_id(brief.id, "c", *made_of),
        "actor": actor,
        "action": claim.action,
        "target": target,
        "object": claim.object,
        "measure": claim.measure,
        "instrument": claim.instrument,
        "place": claim.place,
        "stage": claim.stage,
        "basis": claim.basis,
        "said_by": _name(claim.said_by, registry),
        "negated": claim.negated,
        "quote": quote,
        "char_start": span[0],
        "char_end": span[1],
        "role": role,
        "part_of": claim.part_of,
        "origin": claim.origin,
    }
    if figure is not None:
        row |= {
            "figure_id": ids.of(figure, "f"),
            "value": figure.value,
            "value_high": figure.value_high,
            "unit": figure.unit,
            "bound": figure.bound,
            "change": figure.change,
            "noun": figure.noun,
        }
    if when is not None:
        row |= {
            "date_id": ids.of(when, "d"),
            "period_start": when.start,
            "period_end": when.end,
        }
    return row


class MentionIds:
    """The stable ids of a brief's mentions; each is made once, several tables have it.

    Parameters
    ----------
    brief
        The brief that they stand in.
    """

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._made: dict[tuple[str, int, int], str] = {}

    def of(self, mention: Mention, kind: str) -> str:
        """Return the id of a mention: of its words and which time they stand."""
        key = (kind, mention.char_start, mention.char_end)
        found = self._made.get(key)
        if found is None:
            brief = self._brief
            nth = occurrence(brief.text, mention.char_start, mention.quote)
            found = self._made[key] = row_id(brief.id, kind, mention.quote, nth)
        return found


def _date(
    brief: Brief, read: Extraction, claim: Claim, problems: list[Problem]
) -> tuple[DateMention | None, tuple[int, int] | None]:
    if not claim.date:
        return None, None
    span, problem = locate(
        brief, claim.date, claim.date_occurrence, claim.line_of("date")
    )
    if span is None:
        problems.extend([problem] if problem else [])
        return None, None
    place = Problem(brief.path, claim.line_of("date"), claim.date, "")
    when, problem = one_mention(read.dates, span, "date", place)
    problems.extend([problem] if problem else [])
    return when, span if when else None


def _unknown(
    brief: Brief, claim: Claim, registry: Registry, terms: Terms
) -> Iterator[Problem]:
    level = "note" if claim.origin == "drafted" else "error"
    place = Problem(brief.path, claim.line, "", "", level=level)
    for field in ("actor", "action"):
        if not getattr(claim, field):
            yield replace(
                place, message=f"has no {field}", remedy=f"add '{field}: ...'"
            )
    for field in ("actor", "target"):
        name = getattr(claim, field)
        if name and registry.resolve(name) is None:
            near = registry.nearest(name)
            remedy = f"did you mean {near!r}? " if near else ""
            yield replace(
                place,
                line=claim.line_of(field),
                value=name,
                message=f"is no {field} of the registry",
                remedy=f"{remedy}else add it to data/actors.csv",
                looked_in="actors",
            )
    if (
        claim.said_by
        and claim.said_by not in VOICES
        and registry.resolve(claim.said_by) is None
    ):
        yield replace(
            place,
            line=claim.line_of("said_by"),
            value=claim.said_by,
            message="is no one who can say it",
            remedy=f"name an actor, or one of: {', '.join(VOICES)}",
            looked_in="actors",
        )
    kinds = {
        "action": "actions",
        "stage": "stages",
        "basis": "bases",
        "instrument": "instruments",
        "measure": "measures",
    }
    for field, kind in kinds.items():
        value, known = getattr(claim, field), terms.table(kind)
        if value and value not in known:
            yield replace(
                place,
                line=claim.line_of(field),
                value=value,
                message=f"is no {field} of the vocabulary",
                remedy=did_you_mean(value, known),
                looked_in=kind,
            )


def _link_parts(
    brief: Brief, rows: list[dict[str, Any]], problems: list[Problem]
) -> None:
    """Turn the words of `part_of` into the id of the claim that leans on them."""
    by_line = {row["claim_id"]: row["part_of"] for row in rows if row["part_of"]}
    for row in rows:
        if row["claim_id"] not in by_line:
            row["part_of"] = None
            continue
        words = by_line[row["claim_id"]]
        wholes = [
            other["claim_id"]
            for other in rows
            if other is not row and (words in other["quote"] or other["quote"] in words)
        ]
        row["part_of"] = wholes[0] if len(wholes) == 1 else None
        if len(wholes) != 1:
            found = "no other claim" if not wholes else f"{len(wholes)} claims"
            message = f"is the words of {found}"
            remedy = "give the words that the whole's claim leans on"
            line = next(
                c.line_of("part_of") for c in brief.claims if c.part_of == words
            )
            problems.append(Problem(brief.path, line, words, message, remedy))


def _uncovered(
    brief: Brief,
    read: Extraction,
    rows: list[dict[str, Any]],
    ids: MentionIds,
    notes: bool,
) -> Iterator[Problem]:
    used = {row.get("figure_id") for row in rows}
    excused: set[str] = set()
    for item in brief.unused:
        span, problem = locate(brief, item.words, item.occurrence, item.line)
        if span is None:
            if problem:
                yield problem
            continue
        place = Problem(brief.path, item.line, item.words, "")
        figure, problem = one_mention(read.figures, span, "figure", place)
        if figure is None:
            if problem:
                yield problem
            continue
        figure_id = ids.of(figure, "f")
        excused.add(figure_id)
        if figure_id in used:
            message = "is listed as unused, but a claim uses it"
            yield replace(place, message=message, remedy="remove it from 'unused'")
    if not brief.claims or not notes:
        return
    covered = used | excused
    for figure in read.figures:
        if ids.of(figure, "f") not in covered:
            yield Problem(
                brief.path,
                brief.text_line,
                figure.quote,
                "is a figure that no claim uses",
                "add a claim, or list it under 'unused' with the reason",
                level="note",
            )


def _name(name: str, registry: Registry) -> str:
    actor = registry.resolve(name) if name else None
    return actor.name if actor else name
