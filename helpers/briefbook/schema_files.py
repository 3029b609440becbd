"""The CSV files of a project's `data/`, each with its columns declared.

A list stands in one cell with ``;`` between its parts.
"""

from __future__ import annotations

from dataclasses import replace

from briefbook.schema_base import (
    ACTOR_TYPES,
    ENTITY_TYPES,
    OUTCOMES,
    YES_NO,
    Column,
    Table,
    column,
)
from briefbook.schema_record import RECORD_TABLES

COMPARES = (
    *("value", "level", "exceeds", "rises", "falls"),
    *("event", "prior", "destination"),
)
PERIOD_RULES = ("same", "within", "sum", "latest", "any")
ENTITY_RULES = ("any", "actor", "target", "object")
CHANGE_RULES = ("level", "constant", "period", "event", "deadline")
_FIELD = "(actor|target|object|place)"
UNIT_KINDS = ("money", "percent", "count", "duration", "event")


def _name(about: str) -> Column:
    return column("name", "str", about, required=True)


ABOUT = column("about", "str", "what it means, and what it leaves out")
_AHEAD = column(
    "ahead",
    "category",
    "whether what is said so was still to come",
    allowed=YES_NO,
    required=True,
)

_MEASURES = (
    _name("the measure"),
    column("label", "str", "what a chart calls it", required=True),
    column("unit", "category", "unit of its values", domain="units"),
    column("unit_kind", "category", "kind of unit", allowed=UNIT_KINDS, required=True),
    column("series", "list", "series of the record that speak to it", domain="series"),
    column(
        "tolerance",
        "Float64",
        "within it values agree",
        unit="share of the value",
        minimum=0,
    ),
    column(
        "additive",
        "category",
        "whether it may be summed",
        allowed=YES_NO,
        required=True,
    ),
    column(
        "compare",
        "category",
        "the rule: the number with its bound (value) or without (level), more than the "
        "members of the object (exceeds), a direction (rises, falls), whether it "
        "happened (event), was there already (prior), or where to (destination)",
        allowed=COMPARES,
    ),
    column(
        "entity",
        "category",
        "which field of the claim names the record's entity",
        allowed=ENTITY_RULES,
    ),
    column(
        "period",
        "category",
        "which rows speak: of the claim's very period (same), overlapping it (within), "
        "added up to it (sum), the last one (latest), any",
        allowed=PERIOD_RULES,
    ),
    column(
        "timeline_instrument", "list", "instruments of its events", domain="instruments"
    ),
    column(
        "timeline_actors",
        "list",
        "whose events count; where empty, the claim's actor's",
        domain="actors",
    ),
    column("timeline_theme", "category", "theme of its events", domain="themes"),
    column("themes", "list", "themes it belongs to", domain="themes"),
    column("terms", "list", "words near a figure that name it in a drafted claim"),
    column(
        "change_rule",
        "category",
        "how a later claim follows an earlier one: its value takes the place of the "
        "old one whatever the period (level), must be the same (constant), is of the "
        "same period (period); or how far along it is (event), with a day by which it "
        "is due (deadline)",
        allowed=CHANGE_RULES,
    ),
    column(
        "change_by",
        "list",
        "fields that must be equal for two claims to be on one thing",
        pattern=f"{_FIELD}(;{_FIELD})*",
    ),
    ABOUT,
)

_VOCABULARIES = (
    Table(
        "themes",
        "a theme of briefs",
        (
            _name("the theme"),
            column("label", "str", "what a chart calls it", required=True),
            column("terms", "list", "words of a text that speak for it, more of them"),
            ABOUT,
        ),
        key=("name",),
    ),
    Table("actions", "what an actor does", (_name("the action"), ABOUT), key=("name",)),
    Table(
        "stages",
        "how far along something is",
        (
            _name("the stage"),
            column("rank", "Int64", "order, from proposed to done", required=True),
            column(
                "outcome",
                "category",
                "what it makes of a plan",
                allowed=OUTCOMES,
                required=True,
            ),
            _AHEAD,
            ABOUT,
        ),
        key=("name",),
    ),
    Table(
        "bases",
        "how something is known",
        (_name("the basis"), _AHEAD, ABOUT),
        key=("name",),
    ),
    Table(
        "instruments",
        "by what means an actor acts",
        (
            _name("the instrument"),
            ABOUT,
            column(
                "mast_chapter",
                "str",
                "chapter of UNCTAD's MAST classification; empty where unsure",
                pattern="[A-P]",
            ),
            column("gta_type", "str", "type of Global Trade Alert; empty where unsure"),
        ),
        key=("name",),
    ),
    Table(
        "measures",
        "what is measured, and how a claim of it meets the record",
        _MEASURES,
        key=("name",),
    ),
    Table(
        "entities",
        "an entity of the record that is no actor",
        (
            _name("the entity, as the record names it"),
            column(
                "type",
                "category",
                "what kind of entity",
                allowed=ENTITY_TYPES,
                required=True,
            ),
            column("aliases", "list", "words of claims that mean it"),
            column("actor", "list", "actors whose claims mean it", domain="actors"),
            column("part_of", "str", "entity that it is a part of", domain="entities"),
            column(
                "members", "list", "entities taken together in it", domain="entities"
            ),
            ABOUT,
        ),
        key=("name",),
    ),
    Table(
        "originators",
        "who reports first",
        (
            _name("as in `origin_report`, without the day"),
            column(
                "statistical",
                "category",
                "whether it counts rather than reports",
                allowed=YES_NO,
                required=True,
            ),
            column("kind", "str", "what kind of originator", required=True),
        ),
        key=("name",),
    ),
)

_ACTORS = Table(
    "actors",
    "an actor of the registry",
    (
        _name("canonical name"),
        column(
            "type", "category", "what kind of actor", allowed=ACTOR_TYPES, required=True
        ),
        column("country", "str", "ISO 3166 alpha-3 code", pattern="[A-Z]{3}"),
        column("aliases", "list", "other names, as they are written in news"),
    ),
    key=("name",),
)


def _in_file(table: Table) -> Table:
    """Return a table of the record as its file holds it."""
    columns = tuple(column for column in table.columns if not column.joined)
    names = {column.name for column in columns}
    key = table.key if set(table.key) <= names else ()
    return replace(table, columns=columns, key=key)


# By path below the project's data folder.
FILES: dict[str, Table] = {
    "actors.csv": _ACTORS,
    **{f"vocabularies/{table.name}.csv": table for table in _VOCABULARIES},
    **{f"reference/{table.name}.csv": _in_file(table) for table in RECORD_TABLES},
}
