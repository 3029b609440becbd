"""The tables that are made of claims and the record: checks, contested, credits."""

from __future__ import annotations

from briefbook.schema_base import (
    BOUNDS,
    BRIEF,
    FREQUENCIES,
    PERIOD,
    VERDICTS,
    Column,
    Table,
    column,
)


def _found(when: str, by: str, verdicts: tuple[str, ...]) -> tuple[Column, ...]:
    return (
        column(
            f"verdict_{when}",
            "category",
            f"what the record says, by what was public {by}",
            required=True,
            allowed=verdicts,
        ),
        column(f"record_value_{when}", "Float64", f"the record's value {by}"),
        column(
            f"record_unit_{when}",
            "category",
            "unit of the value",
            domain=f"units_{when}",
        ),
        column(
            f"difference_{when}",
            "Float64",
            "the claim's value against it",
            unit="percent of the record's value",
        ),
        column(f"rows_{when}", "list", "ids of the rows of the record behind it"),
        column(f"sources_{when}", "list", "ids of their sources"),
        column(f"reason_{when}", "str", "the row that tells it, in words"),
    )


CHECK_TABLES = (
    Table(
        "checks",
        "a claim beside the public record, one for each row of the claims",
        (
            column("claim_id", "str", "the claim", required=True),
            *BRIEF,
            column("actor", "category", "who acts", domain="actors"),
            column("action", "category", "does what", domain="actions"),
            column("object", "str", "what is acted on"),
            column("measure", "category", "what is measured", domain="measures"),
            column("stage", "category", "how far along", domain="stages"),
            column("quote", "str", "the words, exactly as they stand", required=True),
            column("value", "Float64", "the claim's value"),
            column("unit", "category", "unit of the value", domain="units"),
            *_found("then", "on the brief's day", VERDICTS),
            *_found("now", "now", (*VERDICTS[:4], "no_record")),
            column(
                "later_stage",
                "category",
                "how far along the last event after the brief's day is",
                domain="stages_later",
            ),
            column("later_day", "day", "day of that event"),
            column("beside", "list", "ids of other rows on the same matter"),
        ),
        key=("claim_id",),
        foreign=(("claim_id", "claims"), ("brief_id", "briefs")),
    ),
    Table(
        "contested",
        "a value of the record for whose series, entity, period others stand too",
        (
            column("series_id", "category", "the series", required=True),
            column("label", "str", "what it measures", required=True),
            column("entity", "str", "of whom or what", required=True),
            *PERIOD,
            column("frequency", "category", "kind of period", allowed=FREQUENCIES),
            column("value", "Float64", "in base units of `unit`", required=True),
            column("unit", "category", "ISO 4217 code or symbol", required=True),
            column("bound", "category", "how exact it is", allowed=BOUNDS),
            column(
                "spread",
                "Float64",
                "highest of the values over the lowest",
                unit="percent of the lowest",
            ),
            column(
                "kind", "category", "why they differ", allowed=("revised", "contested")
            ),
            column("grade", "category", "of its source", allowed=tuple("ABC")),
            column("publisher", "str", "who published its source"),
            column("origin_report", "str", "who reported it first"),
            column("published", "day", "day its source was made public"),
            column("source_id", "category", "who states it"),
            column("note", "str", "what a reader should know"),
            column("record_id", "str", "its row of the record", required=True),
        ),
        key=("record_id",),
        foreign=(("record_id", "series"), ("source_id", "sources")),
    ),
    Table(
        "credits",
        "a source that the rows owe credit to",
        (
            column("source_id", "str", "the source, or the brief", required=True),
            column("publisher", "str", "who published it"),
            column("title", "str", "its title"),
            column("url", "str", "its address"),
            column("published", "day", "day or month it was made public"),
            column("retrieved", "day", "day we read it"),
            column("rows", "Int64", "rows that stand on it", unit="rows"),
            column("credit", "str", "a line ready to copy", required=True),
        ),
        key=("source_id",),
    ),
)
