"""Every table and column, declared once: dtype, unit, meaning, allowed values, keys.

Other modules take names and dtypes from here; `data/README.md` and
`data/datapackage.json` are generated from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

DType = Literal["str", "category", "day", "Float64", "Int64", "boolean", "list"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    dtype
        ``str``, ``category``, ``day`` (datetime64), ``Float64``, ``Int64``,
        ``boolean`` (all nullable), or ``list`` (a tuple of texts in each cell).
    about
        What a value means.
    unit
        Unit of the values, where they have one.
    allowed
        The values there may be; empty means any.
    required
        Whether a value must be given.
    domain
        Name of the categories that columns of several tables share.
    """

    name: str
    dtype: DType
    about: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    required: bool = False
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, its columns, its key and its foreign keys."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    foreign: tuple[tuple[str, str], ...] = ()

    def __getitem__(self, name: str) -> Column:
        """Return the column called `name`."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> list[str]:
        """Return the columns' names, in order."""
        return [column.name for column in self.columns]


PRECISIONS = ("day", "week", "month", "quarter", "half", "year", "decade")
BOUNDS = ("exact", "about", "at_least", "at_most")
CHANGES = ("up", "down")
ACTOR_TYPES = (
    "company",
    "government_body",
    "international_body",
    "country",
    "person",
    "other_org",
)
ORIGINS = ("rule", "corrected")
CLAIM_ORIGINS = ("curated", "drafted")
FREQUENCIES = (
    "point",
    "event",
    "monthly",
    "quarterly",
    "half-year",
    "year-to-date",
    "annual",
    "fiscal year",
    "multi-year",
    "rate",
    "stock",
)
ENTITY_TYPES = (
    *("company", "country", "region", "market", "international_body", "group"),
    *("goods", "product", "project", "measure", "fund", "text"),
)
SOURCE_KINDS = (
    *("official_document", "company_report", "industry_association", "research"),
    *("wire", "newspaper", "trade_press", "law_firm", "reprint", "forum"),
)


def _c(name: str, dtype: DType, about: str, **more: Any) -> Column:
    return Column(name, dtype, about, **more)


_BRIEF = (
    _c("brief_id", "category", "the brief", required=True, domain="briefs"),
    _c("corpus", "category", "the corpus it belongs to", domain="corpora"),
    _c("published", "day", "day the brief was made public", required=True),
    _c("title", "str", "the brief's title"),
)
_SPAN = (
    _c("quote", "str", "the words, exactly as they stand", required=True),
    _c(
        "char_start", "Int64", "where they begin in the brief's text", unit="characters"
    ),
    _c("char_end", "Int64", "where they end, exclusive", unit="characters"),
)
_VALUE = (
    _c("value", "Float64", "in base units of `unit`; of a range, its lower end"),
    _c("value_high", "Float64", "upper end of a range"),
    _c("unit", "category", "ISO 4217 code, percent, count, or symbol", domain="units"),
    _c("bound", "category", "how exact the words are", allowed=BOUNDS),
    _c(
        "change",
        "category",
        "direction, where it is the size of a move",
        allowed=CHANGES,
    ),
    _c("noun", "str", "head noun of a count, singular"),
    _c(
        "value_usd",
        "Float64",
        "the value in US dollars of the day",
        unit="USD, nominal",
    ),
    _c("usd_note", "str", "rate and day of `value_usd`, or why there is none"),
)
_READING = (
    _c("rule", "str", "the rule that read it, with its lexicon entries"),
    _c("ambiguous", "str", "other readings that the text leaves open, with `;`"),
    _c("origin", "category", "read by rule or corrected by a person", allowed=ORIGINS),
)
_PERIOD = (
    _c("period_start", "day", "first day of the period spoken of"),
    _c("period_end", "day", "its last day, inclusive"),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "briefs",
            "a brief",
            (
                *_BRIEF,
                _c("themes", "list", "what it is about"),
                _c("publisher", "str", "who published the source"),
                _c("source_title", "str", "title of the source"),
                _c("source_url", "str", "address of the source"),
                _c("digest", "str", "digest that it came in"),
                _c("position", "Int64", "its place in that digest, from 1"),
                _c("origin_report", "str", "who reported it first"),
                _c("text", "str", "its paragraphs, one a line"),
                _c(
                    "text_kind",
                    "category",
                    "whose words",
                    allowed=("rewritten", "verbatim"),
                ),
                _c("language", "category", "language of the text"),
                _c("duplicate_of", "str", "brief that tells the same text"),
                _c("sha256", "str", "digest of the text"),
            ),
            key=("brief_id",),
        ),
        Table(
            "figures",
            "a figure mention",
            (
                _c("figure_id", "str", "stable id", required=True),
                *_BRIEF,
                *_SPAN,
                *_VALUE,
                _c("conversion_of", "str", "figure that this one converts"),
                *_READING,
            ),
            key=("figure_id",),
            foreign=(("brief_id", "briefs"),),
        ),
        Table(
            "dates",
            "a date mention",
            (
                _c("date_id", "str", "stable id", required=True),
                *_BRIEF,
                *_SPAN,
                _c("start", "day", "first day", required=True),
                _c("end", "day", "last day, inclusive", required=True),
                _c(
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
                _c("mention_id", "str", "stable id", required=True),
                *_BRIEF,
                _c(
                    "actor",
                    "category",
                    "canonical name",
                    domain="actors",
                    required=True,
                ),
                _c("actor_type", "category", "what kind of actor", allowed=ACTOR_TYPES),
                _c("country", "category", "ISO 3166 alpha-3", domain="countries"),
                *_SPAN,
                _c("origin", "category", "by rule or corrected", allowed=ORIGINS),
            ),
            key=("mention_id",),
            foreign=(("brief_id", "briefs"),),
        ),
        Table(
            "claims",
            "a claim, curated or drafted; one row for each of its figures",
            (
                _c("claim_id", "str", "stable id", required=True),
                *_BRIEF,
                _c("themes", "list", "the brief's themes"),
                _c("actor", "category", "who", domain="actors"),
                _c("action", "category", "does what", domain="actions"),
                _c("target", "category", "to whom", domain="actors"),
                _c("object", "str", "to what"),
                _c("measure", "category", "what is measured", domain="measures"),
                _c("instrument", "category", "by what means", domain="instruments"),
                _c("place", "str", "where"),
                _c("stage", "category", "how far along", domain="stages"),
                _c("basis", "category", "how known", domain="bases"),
                _c("said_by", "str", "who says so"),
                _c("negated", "boolean", "whether the statement is denied"),
                *_SPAN,
                _c("figure_id", "str", "the figure it leans on"),
                _c("role", "category", "what the figure is to the claim"),
                *_VALUE,
                _c("conversion_of", "str", "figure that its figure converts"),
                _c("part_of", "str", "claim that this one is a part of"),
                _c("date_id", "str", "the date it leans on"),
                *_PERIOD,
                _c(
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
        Table(
            "series",
            "a value of the public record",
            (
                _c("record_id", "str", "stable id", required=True),
                _c("series_id", "category", "the series", required=True),
                _c("label", "str", "what it measures", required=True),
                _c("entity", "str", "of whom or what", required=True),
                _c("entity_type", "category", "its kind", allowed=ENTITY_TYPES),
                *_PERIOD,
                _c("frequency", "category", "kind of period", allowed=FREQUENCIES),
                _c("value", "Float64", "in base units of `unit`", required=True),
                _c("unit", "category", "ISO 4217 code or symbol", domain="units"),
                _c("bound", "category", "how exact it is", allowed=BOUNDS),
                _c("source_id", "category", "who states it", domain="sources"),
                _c("published", "day", "day its source was made public"),
                _c("note", "str", "what a reader should know"),
            ),
            key=("record_id",),
            foreign=(("source_id", "sources"),),
        ),
        Table(
            "timeline",
            "a dated event of the public record",
            (
                _c("record_id", "str", "stable id", required=True),
                _c(
                    "date",
                    "day",
                    "its day; of a month or year, the first",
                    required=True,
                ),
                _c("date_precision", "category", "unit of `date`", allowed=PRECISIONS),
                _c("theme", "category", "its theme", domain="themes"),
                _c("actors", "list", "who acts"),
                _c("actors_note", "str", "what names can't say"),
                _c("targets", "list", "on whom"),
                _c("targets_note", "str", "what names can't say"),
                _c("instrument", "category", "by what means", domain="instruments"),
                _c("stage", "category", "how far along", domain="stages"),
                _c("basis", "category", "how known", domain="bases"),
                _c("summary", "str", "what happened", required=True),
                _c("source_id", "category", "who states it", domain="sources"),
            ),
            key=("record_id",),
            foreign=(("source_id", "sources"),),
        ),
        Table(
            "sources",
            "a source of the public record",
            (
                _c(
                    "source_id",
                    "category",
                    "stable id",
                    required=True,
                    domain="sources",
                ),
                _c("publisher", "str", "who published it", required=True),
                _c("title", "str", "its title", required=True),
                _c("url", "str", "its address"),
                _c("also_at", "str", "another page with the same facts"),
                _c("kind", "category", "what kind of page", allowed=SOURCE_KINDS),
                _c(
                    "grade",
                    "category",
                    "A originator, B press, C copy",
                    allowed=tuple("ABC"),
                ),
                _c("published", "day", "day or month it was made public"),
                _c("published_precision", "category", "unit of `published`"),
                _c("retrieved", "day", "day we read it"),
                _c("origin_report", "str", "who reported it first"),
                _c("note", "str", "what a reader should know"),
            ),
            key=("source_id",),
        ),
    )
}
