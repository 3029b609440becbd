"""JSON Lines in, JSON Lines out: `briefbook extract`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from briefbook.briefs import parse_published
from briefbook.errors import Problem
from briefbook.extract import extract
from briefbook.models import DateMention, Extraction, Figure

if TYPE_CHECKING:
    from briefbook.registry import Registry

_SPAN = ("quote", "char_start", "char_end")
_FIGURE = (*_SPAN, "value", "value_high", "unit", "bound", "change", "noun")


def extracted_lines(
    lines: Iterable[str],
    problems: list[Problem],
    *,
    path: str = "-",
    registry: Registry | None = None,
) -> Iterator[str]:
    """Yield one JSON object a line with what was read in each brief.

    Parameters
    ----------
    lines
        One JSON object each: ``id``, ``published`` (a day, or a range ``A..B``),
        ``text``, and perhaps ``title``.
    problems
        Lines that can't be read are noted here, with their number, and left out.
    path
        What problems call the input.

    Yields
    ------
    str
        ``id``, ``figures``, ``dates``, ``actors``, ``themes``, ``language``.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        brief = _brief(line, number, path, problems)
        if brief is None:
            continue
        first, last = parse_published(brief["published"])
        read = extract(
            brief["text"],
            last,
            published_start=first,
            title=str(brief.get("title") or ""),
            registry=registry,
        )
        yield json.dumps({"id": brief["id"], **as_dict(read)}, ensure_ascii=True)


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


def _brief(
    line: str, number: int, path: str, problems: list[Problem]
) -> Mapping[str, Any] | None:
    def wrong(value: str, message: str, remedy: str) -> None:
        problems.append(Problem(path, number, value, message, remedy))

    try:
        brief = json.loads(line)
    except ValueError as err:
        wrong(line.strip()[:60], f"is no JSON ({err})", "write one object a line")
        return None
    if not isinstance(brief, dict):
        wrong(line.strip()[:60], "is no JSON object", "write one object a line")
        return None
    if not isinstance(brief.get("id"), str | int):
        wrong(str(brief.get("id")), "is no id", 'give "id" as text or number')
        return None
    for key in ("published", "text"):
        if not isinstance(brief.get(key), str):
            wrong(str(brief.get(key)), f"is no {key}", f'give "{key}" as text')
            return None
    try:
        parse_published(brief["published"])
    except ValueError:
        remedy = "write a day like 2024-11-20, or a range A..B"
        wrong(brief["published"], "is no day", remedy)
        return None
    return brief
