"""Readings of the rules that a person overrules in a brief file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from math import isfinite, nan
from typing import Any, cast, get_args

from briefbook.errors import Problem, did_you_mean
from briefbook.extract.lexicons import known_units
from briefbook.models import (
    ActorMention,
    ActorType,
    Bound,
    Brief,
    Change,
    Correction,
    DateMention,
    Extraction,
    Figure,
    Precision,
)
from briefbook.registry import countries
from briefbook.words import locate

RULE = "correction"
_FIELDS = {"figure": "figures", "date": "dates", "actor": "actors"}


def corrected(brief: Brief, read: Extraction) -> tuple[Extraction, list[Problem]]:
    """Return `read` with the brief's corrections applied, and what is wrong with them.

    A correction whose words are gone is an error. One that the rules now agree with is
    a note: it can go.

    Returns
    -------
    extraction
        Mentions that a person gave have the rule ``correction``.
    problems
        Errors and notes, with the line of the correction.
    """
    problems: list[Problem] = []
    for correction in brief.corrections:
        span, problem = locate(
            brief, correction.words, correction.occurrence, correction.line
        )
        if problem is not None or span is None:
            problems.extend([problem] if problem else [])
            continue
        place = Problem(brief.path, correction.line, correction.words, "")
        try:
            mention = _MAKERS[correction.kind](correction, brief.text, span)
        except ValueError as err:
            problems.append(replace(place, message=str(err)))
            continue
        name = _FIELDS[correction.kind]
        mentions = list(getattr(read, name))
        touched = [
            m for m in mentions if m.char_start < span[1] and span[0] < m.char_end
        ]
        if _agree(touched, mention):
            problems.append(
                replace(
                    place,
                    message="corrects what the rules read alike",
                    remedy="remove this correction",
                    level="note",
                )
            )
            continue
        if isinstance(mention, Figure) and len(touched) == 1:
            # What the figure converts stays true when its value is put right.
            mention = replace(mention, conversion_of=touched[0].conversion_of)
        kept = [m for m in mentions if m not in touched]
        kept.extend([mention] if mention is not None else [])
        kept.sort(key=lambda m: m.char_start)
        read = replace(read, **{name: tuple(kept)})
    return read, problems


def _agree(touched: list[Any], mention: Any) -> bool:
    if mention is None:
        return not touched
    if len(touched) != 1:
        return False
    # Only what the reading says counts: how it was read may differ.
    idle: dict[str, Any] = {"rule": "", "entries": (), "ambiguous": ()}
    idle |= {"anchor": "", "conversion_of": None}
    idle = {key: value for key, value in idle.items() if hasattr(mention, key)}
    same_span = {"quote": "", "char_start": 0, "char_end": 0, **idle}
    return replace(touched[0], **same_span) == replace(mention, **same_span)


def _base(correction: Correction, text: str, span: tuple[int, int]) -> dict[str, Any]:
    return {
        "quote": text[slice(*span)],
        "char_start": span[0],
        "char_end": span[1],
        "rule": RULE,
    }


def _figure(correction: Correction, text: str, span: tuple[int, int]) -> Figure | None:
    reading = correction.reading
    if reading is None:
        return None
    bound = reading.get("bound", "exact")
    change = reading.get("change") or None
    unit = reading.get("unit", "")
    if not unit:
        raise ValueError("has no unit: add 'unit: percent', say")
    if unit not in known_units():
        raise ValueError(
            f"unit {unit!r} is unknown: {did_you_mean(unit, known_units())}"
        )
    if bound not in get_args(Bound):
        raise ValueError(f"bound {bound!r}: {did_you_mean(bound, get_args(Bound))}")
    if change is not None and change not in get_args(Change):
        raise ValueError(f"change {change!r}: one of up, down")
    value, high = _number(reading.get("value", "")), reading.get("value_high")
    if high and _number(high) < value:
        raise ValueError(f"value_high {high} lies below value {reading['value']}")
    return Figure(
        **_base(correction, text, span),
        value=value,
        value_high=_number(high) if high else None,
        unit=reading["unit"],
        bound=cast(Bound, bound),
        change=cast("Change | None", change),
        noun=reading.get("noun") or None,
    )


def _date(
    correction: Correction, text: str, span: tuple[int, int]
) -> DateMention | None:
    reading = correction.reading
    if reading is None:
        return None
    precision = reading.get("precision", "day")
    if precision not in get_args(Precision):
        known = get_args(Precision)
        raise ValueError(f"precision {precision!r}: {did_you_mean(precision, known)}")
    try:
        start = date.fromisoformat(reading.get("start", ""))
        end = date.fromisoformat(reading.get("end") or start.isoformat())
    except ValueError:
        raise ValueError("start and end must be days like 2024-11-20") from None
    if end < start:
        raise ValueError(f"end {end} lies before start {start}")
    return DateMention(
        **_base(correction, text, span),
        start=start,
        end=end,
        precision=cast(Precision, precision),
    )


def _actor(
    correction: Correction, text: str, span: tuple[int, int]
) -> ActorMention | None:
    reading = correction.reading
    if reading is None:
        return None
    kind = reading.get("type", "")
    if kind not in get_args(ActorType) or not reading.get("name"):
        known = ", ".join(get_args(ActorType))
        raise ValueError(f"an actor needs a name and a type: one of {known}")
    code = reading.get("country", "")
    if code and code not in countries():
        hint = did_you_mean(code, countries())
        raise ValueError(f"country {code!r} is no ISO 3166 alpha-3 code: {hint}")
    return ActorMention(
        **_base(correction, text, span),
        name=reading["name"],
        type=cast(ActorType, kind),
        country=reading.get("country") or None,
    )


def _number(written: str) -> float:
    try:
        value = float(written)
    except ValueError:
        value = nan
    if not isfinite(value):
        raise ValueError(f"value {written!r} is no number: write it plain, as 1500000")
    return value


_MAKERS: dict[str, Callable[[Correction, str, tuple[int, int]], Any]] = {
    "figure": _figure,
    "date": _date,
    "actor": _actor,
}
