"""What a declaration of a table is made of, and the values that columns share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from briefbook.models import ActorType, Bound, Change, Precision

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
        Name of the categories that columns of several tables share, or of the
        vocabulary or registry that its names are in.
    joined
        Whether it is made while reading and stands in no file.
    pattern
        Form of a cell in a file, where the dtype does not tell it.
    minimum
        Least value of a number.
    """

    name: str
    dtype: DType
    about: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    required: bool = False
    domain: str = ""
    joined: bool = False
    pattern: str = ""
    minimum: float | None = None


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


PRECISIONS: tuple[str, ...] = get_args(Precision)
BOUNDS: tuple[str, ...] = get_args(Bound)
CHANGES: tuple[str, ...] = get_args(Change)
ACTOR_TYPES: tuple[str, ...] = get_args(ActorType)
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
OUTCOMES = ("open", "fulfilled", "lapsed")
YES_NO = ("yes", "no")
ENTITY_TYPES = (
    *("company", "country", "region", "market", "international_body", "group"),
    *("goods", "product", "project", "measure", "fund", "text"),
)
SOURCE_KINDS = (
    *("official_document", "company_report", "industry_association", "research"),
    *("wire", "newspaper", "trade_press", "law_firm", "reprint", "forum"),
)


def column(name: str, dtype: DType, about: str, **more: Any) -> Column:
    """Return a column; `more` are the other fields of `Column`."""
    return Column(name, dtype, about, **more)


PERIOD = (
    column("period_start", "day", "first day of the period spoken of"),
    column("period_end", "day", "its last day, inclusive"),
)

BRIEF = (
    column("brief_id", "category", "the brief", required=True, domain="briefs"),
    column("corpus", "category", "the corpus it belongs to", domain="corpora"),
    column("published", "day", "day the brief was made public", required=True),
    column("title", "str", "the brief's title"),
)
VERDICTS = (
    *("superseded", "differs", "agrees", "same_source"),
    *("undated", "later_only", "no_record"),
)
