"""Every table and column, declared once: dtype, unit, meaning, allowed values, keys.

Other modules take names and dtypes from here; `data/README.md` and
`data/datapackage.json` are generated from it.
"""

from __future__ import annotations

from dataclasses import replace

from briefbook.schema_base import (
    ACTOR_TYPES,
    BOUNDS,
    BRIEF,
    CHANGES,
    CLAIM_ORIGINS,
    ENTITY_TYPES,
    FREQUENCIES,
    ORIGINS,
    PERIOD,
    PRECISIONS,
    SOURCE_KINDS,
    VERDICTS,
    Column,
    DType,
    Table,
    column,
)
from briefbook.schema_changes import CHANGES_TABLE
from briefbook.schema_checks import CHECK_TABLES
from briefbook.schema_record import RECORD_TABLES

__all__ = [
    "ACTOR_TYPES",
    "BOUNDS",
    "CHANGES",
    "CLAIM_ORIGINS",
    "COMPARED",
    "ENTITY_TYPES",
    "FREQUENCIES",
    "ORIGINS",
    "PRECISIONS",
    "SOURCE_KINDS",
    "TABLES",
    "VERDICTS",
    "Column",
    "DType",
    "Table",
]

_SPAN = (
    column("quote", "str", "the words, exactly as they stand", required=True),
    column(
        "char_start", "Int64", "where they begin in the brief's text", unit="characters"
    ),
    column("char_end", "Int64", "where they end, exclusive", unit="characters"),
)
_VALUE = (
    column("value", "Float64", "in base units of `unit`; of a range, its lower end"),
    column("value_high", "Float64", "upper end of a range"),
    column(
        "unit", "category", "ISO 4217 code, percent, count, or symbol", domain="units"
    ),
    column("bound", "category", "how exact the words are", allowed=BOUNDS),
    column(
        "change",
        "category",
        "direction, where it is the size of a move",
        allowed=CHANGES,
    ),
    column("noun", "str", "head noun of a count, singular"),
    column(
        "value_usd",
        "Float64",
        "the value in US dollars of the day",
        unit="USD, nominal",
    ),
    column("usd_note", "str", "rate and day of `value_usd`, or why there is none"),
)
_READING = (
    column("rule", "str", "the rule that read it, with its lexicon entries"),
    column("ambiguous", "str", "other readings that the text leaves open, with `;`"),
    column(
        "origin", "category", "read by rule or corrected by a person", allowed=ORIGINS
    ),
)


def _loaded(table: Table) -> Table:
    """Return a table of the record as loading makes it: a month is a day there."""
    columns = (
        replace(column, pattern="") if column.dtype == "day" else column
        for column in table.columns
    )
    return replace(table, columns=tuple(columns))


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "briefs",
            "a brief",
            (
                *BRIEF,
                column("themes", "list", "what it is about"),
                column("publisher", "str", "who published the source"),
                column("source_title", "str", "title of the source"),
                column("source_url", "str", "address of the source"),
                column("digest", "str", "digest that it came in"),
                column("position", "Int64", "its place in that digest, from 1"),
                column("origin_report", "str", "who reported it first"),
                column(
                    "source_ids", "list", "sources of the record it is written from"
                ),
                column("text", "str", "its paragraphs, one a line"),
                column(
                    "text_kind",
                    "category",
                    "whose words",
                    allowed=("rewritten", "verbatim"),
                ),
                column("language", "category", "language of the text"),
                column("duplicate_of", "str", "earlier brief that tells the same"),
                column(
                    "duplicate_share",
                    "Float64",
                    "how much of both texts is the same",
                    unit="share of runs of three words",
                ),
                column("sha256", "str", "digest of the text"),
            ),
            key=("brief_id",),
        ),
        Table(
            "figures",
            "a figure mention",
            (
                column("figure_id", "str", "stable id", required=True),
                *BRIEF,
                *_SPAN,
                *_VALUE,
                column("conversion_of", "str", "figure that this one converts"),
                *_READING,
            ),
            key=("figure_id",),
            foreign=(("brief_id", "briefs"),),
        ),
        Table(
            "dates",
            "a date mention",
            (
                column("date_id", "str", "stable id", required=True),
                *BRIEF,
                *_SPAN,
                column("start", "day", "first day", required=True),
                column("end", "day", "last day, inclusive", required=True),
                column(
                    "precision",
                    "category",
                    "unit that the words name",
                    allowed=PRECISIONS,
                ),
                *_READING,
            ),
            key=("date_id",),
            foreign=(("brief_id", "briefs"),),
        ),
        Table(
            "actor_mentions",
            "an actor mention",
            (
                column("mention_id", "str", "stable id", required=True),
                *BRIEF,
                column(
                    "actor",
                    "category",
                    "canonical name",
                    domain="actors",
                    required=True,
                ),
                column(
                    "actor_type", "category", "what kind of actor", allowed=ACTOR_TYPES
                ),
                column("country", "category", "ISO 3166 alpha-3", domain="countries"),
                *_SPAN,
                column("origin", "category", "by rule or corrected", allowed=ORIGINS),
            ),
            key=("mention_id",),
            foreign=(("brief_id", "briefs"),),
        ),
        Table(
            "claims",
            "a claim, curated or drafted; one row for each of its figures",
            (
                column("claim_id", "str", "stable id", required=True),
                *BRIEF,
                column("themes", "list", "the brief's themes"),
                column("actor", "category", "who acts", domain="actors"),
                column("action", "category", "does what", domain="actions"),
                column("target", "category", "on whom it is done", domain="actors"),
                column("object", "str", "what is acted on"),
                column("measure", "category", "what is measured", domain="measures"),
                column("instrument", "category", "by what means", domain="instruments"),
                column("place", "str", "where it happens"),
                column("stage", "category", "how far along", domain="stages"),
                column("basis", "category", "how known", domain="bases"),
                column("said_by", "str", "who says so"),
                column("negated", "boolean", "whether the statement is denied"),
                *_SPAN,
                column("figure_id", "str", "the figure it leans on"),
                column("role", "category", "what the figure is to the claim"),
                *_VALUE,
                column("conversion_of", "str", "figure that its figure converts"),
                column("part_of", "str", "claim that this one is a part of"),
                column("date_id", "str", "the date it leans on"),
                *PERIOD,
                column(
                    "origin",
                    "category",
                    "by a person or drafted",
                    allowed=CLAIM_ORIGINS,
                ),
            ),
            key=("claim_id",),
            foreign=(
                ("brief_id", "briefs"),
                ("figure_id", "figures"),
                ("date_id", "dates"),
            ),
        ),
        *map(_loaded, RECORD_TABLES),
        *CHECK_TABLES,
    )
}
# Made of two corpora, not of one view: no dataset holds them and no export either.
COMPARED: dict[str, Table] = {CHANGES_TABLE.name: CHANGES_TABLE}
