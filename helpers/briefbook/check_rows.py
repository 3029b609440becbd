"""What the claim check compares: a claim, a row of the record, a measure's rule.

Each is a small frozen view of a table's row, so that the rules read as sentences.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from briefbook.assemble import Assembled

# Reports this near to a brief's day may be the one that it retells.
NEAR = timedelta(days=3)
_WORD = re.compile(r"[^\W_]{3,}")
_SMALL = frozenset("the and for from with that this its are has have was will".split())
_NAMED_DAY = re.compile(r"\s+(\d{4}(?:-\d\d){0,2})$")


@dataclass(frozen=True, slots=True)
class Said:
    """A claim as the check reads it."""

    claim_id: str
    first: date
    day: date
    origin_report: str = ""
    source_ids: tuple[str, ...] = ()
    actor: str = ""
    target: str = ""
    object: str = ""
    measure: str = ""
    instrument: str = ""
    stage: str = ""
    basis: str = ""
    negated: bool = False
    value: float | None = None
    value_high: float | None = None
    unit: str = ""
    bound: str = "exact"
    change: str = ""
    start: date | None = None
    end: date | None = None
    quote: str = ""

    @property
    def is_over(self) -> bool:
        """Tell whether its period had ended before the brief's day."""
        return self.end is not None and self.end < self.day


@dataclass(frozen=True, slots=True)
class Rule:
    """A measure's row of the vocabulary: what compares, how, and with which rows."""

    compare: str = ""
    entity: str = "any"
    period: str = "any"
    tolerance: float = 0.0
    series: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    theme: str = ""

    @classmethod
    def of(cls, row: Mapping[str, str]) -> Rule:
        """Return the rule that a measure's row gives."""
        return cls(
            compare=row.get("compare", ""),
            entity=row.get("entity") or "any",
            period=row.get("period") or "any",
            tolerance=float(row.get("tolerance") or 0),
            series=parts(row.get("series", "")),
            instruments=parts(row.get("timeline_instrument", "")),
            actors=parts(row.get("timeline_actors", "")),
            theme=row.get("timeline_theme", ""),
        )


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A value or an event of the record with all that its source tells.

    Attributes
    ----------
    start, end
        Days of its period or of the event; None where open.
    public
        Day from which it was public; None where its source has no day.
    reported
        First and last day that the report behind it may have; empty where unknown.
    statistical
        Whether it comes from those who count: it can't be the report of a brief.
    is_near
        Set for one claim: it may go back to the very report that the brief retells.
    """

    record_id: str
    source_id: str
    is_event: bool
    start: date | None
    end: date | None
    public: date | None
    words: str
    note: str = ""
    grade: str = ""
    origins: tuple[str, ...] = ()
    reported: tuple[tuple[date, date], ...] = ()
    statistical: bool = False
    series_id: str = ""
    entity: str = ""
    frequency: str = ""
    value: float = 0.0
    unit: str = ""
    bound: str = "exact"
    theme: str = ""
    instrument: str = ""
    stage: str = ""
    actors: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    is_near: bool = False

    @property
    def last(self) -> date:
        """Return its last day; where that is open, its first."""
        return self.end or self.start or date.min

    def near(self, said: Said) -> RecordRow:
        """Return the row as `said` sees it: whether both may be one report's."""
        return replace(self, is_near=_may_be_its_source(self, said))


def kinship(row: RecordRow, said: Said) -> int:
    """Return how much a row's words have in common with a claim's.

    Of several events that speak alike, the one that names the same things is told.
    """
    ours = _stems(f"{said.object} {said.target} {said.quote}")
    alike = len(ours & _stems(f"{row.words} {row.entity}"))
    return alike + (row.is_event and bool(said.stage) and row.stage == said.stage)


def _stems(text: str) -> set[str]:
    """Return the words of a text by their first letters, small words left out.

    Examples
    --------
    >>> sorted(_stems("Six units, and a Dutch tool"))
    ['dutch', 'six', 'tool', 'units']
    """
    words = (word.casefold()[:5] for word in _WORD.findall(text))
    return {word for word in words if word not in _SMALL}


def parts(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds a list with ``;``."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def claims_of(whole: Assembled) -> Iterator[Said]:
    """Yield the claims of a dataset, one for each row of the table."""
    for row in whole.tables["claims"].to_dict("records"):
        brief = whole.briefs[row["brief_id"]]
        yield Said(
            claim_id=row["claim_id"],
            first=brief.published_start or brief.published,
            day=brief.published,
            origin_report=brief.source.get("origin_report", ""),
            source_ids=parts(brief.source.get("source_ids", "")),
            negated=row["negated"] is True,
            value=_number(row["value"]),
            value_high=_number(row["value_high"]),
            start=_day(row["period_start"]),
            end=_day(row["period_end"]),
            bound=_text(row["bound"]) or "exact",
            **{
                name: _text(row[name])
                for name in (
                    *("actor", "target", "object", "measure", "instrument"),
                    *("stage", "basis", "unit", "change", "quote"),
                )
            },
        )


def record_rows(whole: Assembled) -> list[RecordRow]:
    """Return the values and events of the record, each with its source's facts."""
    sources = {
        row["source_id"]: row for row in whole.tables["sources"].to_dict("records")
    }
    counted = {
        name
        for name, row in whole.vocabularies.originators.items()
        if row.get("statistical") == "yes"
    }

    def canonical(name: str) -> str:
        actor = whole.registry.resolve(name)
        return actor.name if actor else name

    rows = [
        RecordRow(
            **_from(sources[row["source_id"]], counted),
            record_id=row["record_id"],
            source_id=row["source_id"],
            is_event=False,
            start=_day(row["period_start"]),
            end=_day(row["period_end"]),
            public=_day(sources[row["source_id"]]["published"]),
            words=row["label"],
            note=_text(row["note"]),
            value=float(row["value"]),
            bound=_text(row["bound"]) or "exact",
            entity=canonical(row["entity"]),
            **{name: _text(row[name]) for name in ("series_id", "frequency", "unit")},
        )
        for row in whole.tables["series"].to_dict("records")
    ]
    for row in whole.tables["timeline"].to_dict("records"):
        first = _day(row["date"]) or date.min
        last = last_day(first, _text(row["date_precision"]))
        published = _day(sources[row["source_id"]]["published"])
        actors = tuple(map(canonical, row["actors"]))
        rows.append(
            RecordRow(
                **_from(sources[row["source_id"]], counted),
                record_id=row["record_id"],
                source_id=row["source_id"],
                is_event=True,
                start=first,
                end=last,
                # What is yet to happen is no fact, however early it was announced.
                public=max(published, last) if published else last,
                words=row["summary"],
                actors=actors,
                names=frozenset((*actors, *map(canonical, row["targets"]))),
                **{name: _text(row[name]) for name in ("theme", "instrument", "stage")},
            )
        )
    return rows


def last_day(first: date, precision: str) -> date:
    """Return the last day of the period that begins on `first`.

    Examples
    --------
    >>> last_day(date(2024, 2, 1), "month")
    datetime.date(2024, 2, 29)
    """
    if precision == "month":
        return first.replace(day=monthrange(first.year, first.month)[1])
    return date(first.year, 12, 31) if precision == "year" else first


def originator(report: str) -> str:
    """Return who reported, without the day: ``Reuters 2024-11-21`` is Reuters."""
    return _NAMED_DAY.sub("", report.strip())


def reported(source: Mapping[str, Any]) -> list[tuple[date, date]]:
    """Return first and last day of the reports behind a source, else of its page."""
    spans = [_span(origin) for origin in parts(_text(source["origin_report"]))]
    if any(spans):
        return [span for span in spans if span]
    published = _day(source["published"])
    if published is None:
        return []
    is_month = _text(source["published_precision"]) == "month"
    return [(published.replace(day=1) if is_month else published, published)]


def _from(source: Mapping[str, Any], counted: set[str]) -> dict[str, Any]:
    """Return what the source tells of each of its rows."""
    origins = parts(_text(source["origin_report"]))
    names = [originator(origin) for origin in origins]
    return {
        "grade": _text(source["grade"]),
        "origins": origins,
        "reported": tuple(reported(source)),
        # Of several originators each must count: else a report may stand behind it.
        "statistical": bool(names) and all(name in counted for name in names),
    }


def _span(origin: str) -> tuple[date, date] | None:
    found = _NAMED_DAY.search(origin.strip())
    written = found[1] if found else ""
    if len(written) == 10:
        return date.fromisoformat(written), date.fromisoformat(written)
    if len(written) == 7:
        first = date.fromisoformat(f"{written}-01")
        return first, last_day(first, "month")
    return None  # a year says too little about the day


def _may_be_its_source(row: RecordRow, said: Said) -> bool:
    if said.origin_report and said.origin_report in row.origins:
        return True
    # Whoever writes from a page can't be confirmed by it, be it a statistic.
    if row.source_id in said.source_ids:
        return True
    if row.statistical or (row.is_event and row.start and row.start > said.day):
        return False
    spans: Iterable[tuple[date, date]] = row.reported
    if not spans and row.is_event and row.start and row.end:
        spans = [(row.start, row.end)]
    dated = any(_NAMED_DAY.search(origin) for origin in row.origins)
    return any(
        first - NEAR <= said.day
        and last + NEAR >= said.first
        # A report that names a later day is another one.
        and not (dated and first > said.day)
        for first, last in spans
    )


def _day(value: Any) -> date | None:
    return None if value is None or value != value else value.date()


def _number(value: Any) -> float | None:
    return None if str(value) in ("<NA>", "nan", "None") else float(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
