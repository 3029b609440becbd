"""Briefs and mentions of a built folder, as its tables hold them.

Nothing is read anew from a text that a row tells: a person's correction stands in the
row alone. Only what no table holds (an actor's rule, the day that a date was resolved
against) comes from a second reading, and only where that agrees with the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from briefbook.assemble import IDS, KIND, read_text
from briefbook.corrections import RULE
from briefbook.models import (
    ActorMention,
    Brief,
    Claim,
    DateMention,
    Extraction,
    Figure,
    FigureRef,
    Mention,
)
from briefbook.registry import Registry
from briefbook.vocabularies import Vocabularies
from briefbook.words import places

if TYPE_CHECKING:
    from briefbook.built_tables import LazyTables

# A page of rows is shown from a few briefs, one asked for after the other.
_KEPT = 64
_SOURCE = {
    "publisher": "publisher",
    "source_title": "title",
    "source_url": "url",
    "digest": "digest",
    "position": "position",
    "origin_report": "origin_report",
}
_CLAIM = (
    *("actor", "action", "target", "object", "measure", "instrument", "place"),
    *("stage", "basis", "said_by", "origin"),
)


class LazyBriefs(Mapping[str, Brief]):
    """The briefs of a built folder by id, each read when it is asked for."""

    def __init__(self, tables: LazyTables) -> None:
        self._tables = tables
        self._kept: dict[str, Brief] = {}

    def __getitem__(self, brief_id: str) -> Brief:
        """Return one brief with its text and source, without its claims."""
        if brief_id not in self._kept:
            while len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            self.hold([brief_id])
        return self._kept[brief_id]

    def hold(self, ids: Iterable[str]) -> None:
        """Read briefs that will be asked for, all at once."""
        missing = [name for name in ids if name not in self._kept]
        rows = self._tables.briefs_at(missing) if missing else None
        if rows is None:
            return
        for row in rows.to_dict("records"):
            self._kept[row["brief_id"]] = Brief(
                id=row["brief_id"],
                title=str(row["title"]),
                published=row["published"].date(),
                text=str(row["text"]),
                corpus=str(row["corpus"]),
                themes=row["themes"],
                text_kind=str(row["text_kind"]),
                source=_source(row),
            )

    def with_claims(self, brief_id: str) -> Brief:
        """Return one brief with its claims, one for each row of the table."""
        brief = self[brief_id]
        rows = self._tables.rows_of(brief_id, brief.published, "claims")
        dates = self._tables.rows_of(brief_id, brief.published, "dates")
        spans = {row["date_id"]: _span(row) for row in dates}
        quotes = {row["claim_id"]: row["quote"] for row in rows}
        ordered = sorted(rows, key=lambda row: (_span(row), row["claim_id"]))
        claims = tuple(_claim(brief, row, spans, quotes) for row in ordered)
        return replace(brief, claims=claims)

    def __contains__(self, brief_id: object) -> bool:
        """Tell whether the folder holds a brief."""
        return brief_id in self._kept or self._tables.holds(str(brief_id))

    def __iter__(self) -> Iterator[str]:
        """Yield the briefs' ids."""
        return (name.as_py() for name in self._tables.brief_ids)

    def __len__(self) -> int:
        """Return the number of briefs."""
        return int(self._tables.manifest["built"])


def _source(row: Mapping[str, Any]) -> dict[str, str]:
    known = {key: _known(row[column]) for column, key in _SOURCE.items()}
    source = {key: str(value) for key, value in known.items() if value is not None}
    if row["source_ids"]:
        source["source_ids"] = ";".join(row["source_ids"])
    return source


def _claim(
    brief: Brief,
    row: Mapping[str, Any],
    dates: Mapping[str, tuple[int, int]],
    quotes: Mapping[str, str],
) -> Claim:
    quote, which = _words(brief, _span(row))
    figure = _known(row["figure_id"])
    when = dates.get(str(row["date_id"]))
    date, date_which = _words(brief, when) if when else ("", None)
    ref = FigureRef(words=quote, role=_text(row["role"]), occurrence=which)
    return Claim(
        **{name: _text(row[name]) for name in _CLAIM},
        figures=(ref,) if figure else (),
        words="" if figure else quote,
        words_occurrence=None if figure else which,
        date=date,
        date_occurrence=date_which,
        negated=_known(row["negated"]) is True,
        part_of=quotes.get(str(row["part_of"]), ""),
    )


def _words(brief: Brief, span: tuple[int, int]) -> tuple[str, int | None]:
    """Return the words of a span, and which of their places it is if there are more."""
    quote = brief.text[slice(*span)]
    found = places(brief.text, quote)
    more = len(found) > 1 and span in found
    return quote, found.index(span) + 1 if more else None


class LazyMentions(Mapping[str, Mention]):
    """The mentions of a built folder by id, each read when it is asked for."""

    def __init__(
        self,
        tables: LazyTables,
        briefs: LazyBriefs,
        registry: Registry,
        terms: Vocabularies,
    ) -> None:
        self._tables, self._briefs = tables, briefs
        self._registry, self._terms = registry, terms

    def __getitem__(self, row_id: str) -> Mention:
        """Return one mention as its row tells it."""
        for table, kind in KIND.items():
            if f"/{kind}/" in row_id and table in _MAKERS:
                rows = self._tables.find(table, IDS[table], [row_id])
                if len(rows):
                    return self._told(table, rows.to_dict("records")[0])
        raise KeyError(row_id)

    def _told(self, table: str, row: Mapping[str, Any]) -> Mention:
        mention: Mention = _MAKERS[table](row)
        if row["origin"] == "corrected":
            return replace(mention, rule=RULE)
        if table == "figures":
            return mention
        brief = self._briefs[row["brief_id"]]
        read = read_text(brief, self._registry, self._terms)
        return _completed(mention, read)

    def __iter__(self) -> Iterator[str]:
        """Yield no id: there may be millions."""
        return iter(())

    def __len__(self) -> int:
        """Return 0: they are not counted."""
        return 0

    def __contains__(self, row_id: object) -> bool:
        """Tell whether a table has such a mention."""
        try:
            self[str(row_id)]
        except KeyError:
            return False
        return True


def _completed(mention: Mention, read: Extraction) -> Mention:
    """Return a mention with what no table holds, where a reading agrees with it."""
    idle: dict[str, Any] = (
        {"anchor": ""}
        if isinstance(mention, DateMention)
        else {"rule": "", "entries": (), "ambiguous": ()}
    )
    found: tuple[Mention, ...] = (*read.dates, *read.actors)
    for other in found:
        if type(other) is type(mention) and replace(other, **idle) == mention:
            return other
    return mention


def _base(row: Mapping[str, Any]) -> dict[str, Any]:
    # The tables write a rule with the entries that it leaned on: "rule [a; b]".
    rule, _, entries = _text(row.get("rule")).partition(" [")
    ambiguous = _text(row.get("ambiguous"))
    return {
        "quote": row["quote"],
        "char_start": _span(row)[0],
        "char_end": _span(row)[1],
        "rule": rule,
        "entries": tuple(entries.removesuffix("]").split("; ")) if entries else (),
        "ambiguous": tuple(ambiguous.split(";")) if ambiguous else (),
    }


def _figure(row: Mapping[str, Any]) -> Figure:
    # What it converts is named by its id in the row, not by a place in the text.
    fields = ("value", "value_high", "unit", "bound", "change", "noun")
    return Figure(**_base(row), **{name: _known(row[name]) for name in fields})


def _date(row: Mapping[str, Any]) -> DateMention:
    return DateMention(
        **_base(row),
        start=row["start"].date(),
        end=row["end"].date(),
        precision=row["precision"],
    )


def _actor(row: Mapping[str, Any]) -> ActorMention:
    return ActorMention(
        **_base(row),
        name=row["actor"],
        type=row["actor_type"],
        country=_known(row["country"]),
    )


_MAKERS: Mapping[str, Any] = {
    "figures": _figure,
    "dates": _date,
    "actor_mentions": _actor,
}


def _span(row: Mapping[str, Any]) -> tuple[int, int]:
    return int(row["char_start"]), int(row["char_end"])


def _known(value: Any) -> Any:
    import pandas as pd

    return None if value is None or pd.isna(value) else value


def _text(value: Any) -> str:
    known = _known(value)
    return "" if known is None else str(known)
