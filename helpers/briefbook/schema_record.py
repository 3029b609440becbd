"""The tables of the public record, and what is made by putting claims beside it."""

from __future__ import annotations

from briefbook.schema_base import (
    BOUNDS,
    ENTITY_TYPES,
    FREQUENCIES,
    PERIOD,
    PRECISIONS,
    SOURCE_KINDS,
    Table,
    column,
)

ADDRESS = r"https?://\S+"
RECORD_TABLES = (
    Table(
        "series",
        "a value of the public record",
        (
            column("record_id", "str", "stable id", required=True, joined=True),
            column("series_id", "category", "the series", required=True),
            column("label", "str", "what it measures", required=True),
            column("entity", "str", "of whom or what", required=True),
            column(
                "entity_type", "category", "what kind of entity", allowed=ENTITY_TYPES
            ),
            *PERIOD,
            column("frequency", "category", "kind of period", allowed=FREQUENCIES),
            column("value", "Float64", "in base units of `unit`", required=True),
            column("unit", "category", "ISO 4217 code or symbol", domain="units"),
            column("bound", "category", "how exact it is", allowed=BOUNDS),
            column("source_id", "category", "who states it", domain="sources"),
            column("published", "day", "day its source was made public", joined=True),
            column("note", "str", "what a reader should know"),
        ),
        key=("record_id",),
        foreign=(("source_id", "sources"),),
    ),
    Table(
        "timeline",
        "a dated event of the public record",
        (
            column("record_id", "str", "stable id", required=True, joined=True),
            column(
                "date",
                "day",
                "its day; of a month or year, the first",
                required=True,
            ),
            column("date_precision", "category", "unit of `date`", allowed=PRECISIONS),
            column("theme", "category", "its theme", domain="themes"),
            column("actors", "list", "who acts in it", domain="actors"),
            column("actors_note", "str", "what names can't say"),
            column("targets", "list", "on whom it is done", domain="actors"),
            column("targets_note", "str", "what names can't say"),
            column("instrument", "category", "by what means", domain="instruments"),
            column("stage", "category", "how far along", domain="stages"),
            column("basis", "category", "how known", domain="bases"),
            column("summary", "str", "what happened", required=True),
            column("source_id", "category", "who states it", domain="sources"),
        ),
        key=("record_id",),
        foreign=(("source_id", "sources"),),
    ),
    Table(
        "sources",
        "a source of the public record",
        (
            column(
                "source_id",
                "category",
                "stable id",
                required=True,
                domain="sources",
            ),
            column("publisher", "str", "who published it", required=True),
            column("title", "str", "its title", required=True),
            column("url", "str", "its address", pattern=ADDRESS),
            column(
                "also_at", "str", "another page with the same facts", pattern=ADDRESS
            ),
            column("kind", "category", "what kind of page", allowed=SOURCE_KINDS),
            column(
                "grade",
                "category",
                "A originator, B press, C copy",
                allowed=tuple("ABC"),
            ),
            column(
                "published",
                "day",
                "day or month it was made public; a month is its last day",
                pattern=r"\d{4}-\d{2}(-\d{2})?",
            ),
            column(
                "published_precision",
                "category",
                "unit of `published`",
                allowed=("day", "month"),
            ),
            column("retrieved", "day", "day we read it"),
            column("origin_report", "str", "who reported it first"),
            column("note", "str", "what a reader should know"),
        ),
        key=("source_id",),
    ),
)
