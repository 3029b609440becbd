"""JSON Lines in, JSON Lines out: `briefbook extract`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.errors import Problem
from briefbook.extract import extract
from briefbook.models import DateMention, Extraction, Figure
from briefbook.sources import iter_jsonl

if TYPE_CHECKING:
    from briefbook.registry import Registry

_SPAN = ("quote", "char_start", "char_end")
_FIGURE = (*_SPAN, "value", "value_high", "unit", "bound", "change", "noun")


def extracted_lines(
    path: Path,
    problems: list[Problem],
    *,
    registry: Registry | None = None,
    theme_terms: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[str]:
    """Yield one JSON object a line with what was read in each brief of a file.

    Parameters
    ----------
    path
        JSON Lines, one object each: ``id``, ``published`` (a day, or a range
        ``A..B``), ``text``, and perhaps ``title``.
    problems
        Lines that can't be read are noted here, with their number, and left out.
    registry, theme_terms
        A project's; without them the wheel's own.

    Yields
    ------
    str
        ``id``, ``figures``, ``dates``, ``actors``, ``themes``, ``language``.
    """
    for item in iter_jsonl(path, problems):
        read = extract(
            item.text,
            item.published,
            published_start=item.published_start,
            title=item.title,
            registry=registry,
            theme_terms=theme_terms,
        )
        # ASCII: a lone surrogate could not be written as UTF-8.
        yield json.dumps({"id": item.id, **as_dict(read)}, ensure_ascii=True)


def as_dict(read: Extraction) -> dict[str, Any]:
    """Return an extraction as plain JSON values, fields named as in the guide."""
    actors: dict[str, str] = {}
    for mention in read.actors:
        actors.setdefault(mention.name, mention.type)
    return {
        "figures": [_figure(figure) for figure in read.figures],
        "dates": [_date(when) for when in read.dates],
        "actors": [{"name": name, "type": kind} for name, kind in actors.items()],
        "themes": list(read.themes),
        "language": read.language,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    row = {name: getattr(figure, name) for name in _FIGURE}
    if figure.conversion_of is not None:
        row["conversion_of"] = figure.conversion_of
    return row | _open(figure.ambiguous)


def _date(when: DateMention) -> dict[str, Any]:
    row = {name: getattr(when, name) for name in _SPAN}
    row |= {"start": when.start.isoformat(), "end": when.end.isoformat()}
    return row | {"precision": when.precision} | _open(when.ambiguous)


def _open(readings: tuple[str, ...]) -> dict[str, Any]:
    return {"ambiguous": list(readings)} if readings else {}
