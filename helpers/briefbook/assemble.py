"""A project's files into the whole tables, with every problem found on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from briefbook.assemble_rows import BRIEF_TABLES, Rows, brief_rows
from briefbook.briefs import read_briefs
from briefbook.claims import claim_rows
from briefbook.corrections import corrected
from briefbook.cuts import Base, Whole
from briefbook.duplicates import told_again
from briefbook.errors import Problem, did_you_mean, relative, without_consequences
from briefbook.extract import extract
from briefbook.frames import shaped
from briefbook.models import Brief, Extraction, Mention
from briefbook.project import Project
from briefbook.reference import read_record
from briefbook.registry import Registry
from briefbook.vocabularies import KINDS, Vocabularies, cells

if TYPE_CHECKING:
    import pandas as pd


@dataclass(slots=True)
class Assembled:
    """The whole tables of a project and what was found while making them.

    Attributes
    ----------
    record_day
        Day on which the record stood so; None where it is all that is known.
    checked
        The checks table once it was asked for.
    stamp
        Digest of the data files, taken before they were read.
    """

    tables: Mapping[str, pd.DataFrame]
    briefs: Mapping[str, Brief]
    mentions: Mapping[str, Mention]
    registry: Registry
    vocabularies: Vocabularies
    problems: list[Problem] = field(default_factory=list)
    record_day: date | None = None
    checked: pd.DataFrame | None = None
    stamp: str = ""

    @property
    def series_themes(self) -> dict[str, frozenset[str]]:
        """Return the themes of each series, by the measures that it is a record of."""
        themes: dict[str, frozenset[str]] = {}
        for row in self.vocabularies.measures.values():
            named = frozenset(cells(row.get("themes", "")))
            for series in cells(row.get("series", "")):
                themes[series] = themes.get(series, frozenset()) | named
        return themes

    def values(self) -> dict[str, list[str]]:
        """Return the corpora, actors and units that stand in the tables."""
        tables = self.tables
        seen = set(tables["actor_mentions"]["actor"].cat.categories)
        return {
            "corpora": _distinct(tables["briefs"]["corpus"]),
            "actors": sorted(seen | set(tables["claims"]["actor"].dropna())),
            "units": _distinct(tables["figures"]["unit"]),
        }

    def base(self) -> Base:
        """Return where the rows of a view come from."""
        return Whole(self.tables)

    def frame(self, name: str) -> pd.DataFrame:
        """Return a table for its columns and rows at places, not as a whole."""
        return self.tables[name]

    def distinct(self) -> int:
        """Return the number of briefs that repeat no other one."""
        briefs = self.tables["briefs"]
        return int((~briefs["duplicate_of"].isin(briefs["brief_id"])).sum())

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table."""
        return {name: len(table) for name, table in self.tables.items()}

    def rows(self, ids: Sequence[str]) -> dict[str, tuple[str, Any]]:
        """Return the table and the row of each id; one that has none is left out."""
        return {
            row[IDS[name]]: (name, row)
            for name, rows in self.found(ids).items()
            for row in rows.to_dict("records")
        }

    def found(self, ids: Sequence[str]) -> dict[str, pd.DataFrame]:
        """Return the rows that have these ids, by table."""
        return {
            name: (rows := self.tables[name])[rows[column].isin(ids)].drop_duplicates(
                column
            )
            for name, column in IDS.items()
        }

    def brief(self, brief_id: str) -> Brief:
        """Return a brief with its text, claims and source."""
        return self.briefs[brief_id]

    def of(self, tables: Mapping[str, pd.DataFrame]) -> Assembled:
        """Return what checks are made of: the whole, whatever the view."""
        return self


def _distinct(column: pd.Series) -> list[str]:
    return sorted(column.dropna().unique())


IDS = {
    "figures": "figure_id",
    "dates": "date_id",
    "actor_mentions": "mention_id",
    "claims": "claim_id",
    "series": "record_id",
    "timeline": "record_id",
}
"""The column that holds a row's own id, by table."""
KIND = {"figures": "f", "dates": "d", "actor_mentions": "a", "claims": "c"}
"""What stands for the table in such an id, between the brief's and the digest."""


def assemble(project: Project) -> Assembled:
    """Read, extract and resolve everything in a project.

    Problems are collected, not raised: the caller decides.
    """
    stamp = data_stamp(project)
    shown = relative(project.actors, project.root)
    registry, found = Registry.check(project.actors, shown)
    problems = list(found)
    shown = relative(project.vocabularies, project.root)
    vocabularies, found = Vocabularies.check(project.vocabularies, shown)
    problems += found
    faulty: list[Brief] = []
    briefs, found = read_briefs(project.briefs, project.root, faulty=faulty)
    problems += found
    record, found = read_record(project.reference, project.root)
    problems += found

    known_sources = {row["source_id"] for row in record["sources"]} - {None}

    rows: dict[str, Rows] = {name: [] for name in BRIEF_TABLES}
    mentions: dict[str, Mention] = {}
    for brief in briefs:
        problems += _wrong_themes(brief, vocabularies.themes)
        problems += _unknown_sources(brief, known_sources)
        own, known, found = brief_rows(
            brief, read_text(brief, registry, vocabularies), registry, vocabularies
        )
        problems += found
        mentions |= known
        for name, added in own.items():
            rows[name] += added
    for brief in faulty:
        problems += _said_wrong(brief, registry, vocabularies)
    _mark_duplicates(rows["briefs"])
    tables = _shape({**rows, **record})
    return Assembled(
        tables,
        {brief.id: brief for brief in briefs},
        mentions,
        registry,
        vocabularies,
        without_consequences([*problems, *_missing(project, problems)]),
        stamp=stamp,
    )


def _missing(project: Project, problems: Iterable[Problem]) -> Iterable[Problem]:
    """Yield the vocabularies that are looked into and have no file."""
    for kind in sorted({problem.looked_in for problem in problems} & set(KINDS)):
        path = project.file(f"vocabularies/{kind}.csv")
        if not path.exists():
            shown = relative(path, project.root)
            missing, remedy = "the file is missing", "`briefbook init` makes one"
            yield Problem(shown, 1, "", missing, remedy, unread=kind)


def _said_wrong(
    brief: Brief, registry: Registry, vocabularies: Vocabularies
) -> Iterable[Problem]:
    """Yield what a brief says wrong whose form is wrong already.

    What seems to be missing may only stand under a key that was not understood: only
    values that are there are told.
    """
    read, problems = corrected(brief, read_text(brief, registry, vocabularies))
    _, found = claim_rows(brief, read, registry, vocabularies)
    for problem in [*_wrong_themes(brief, vocabularies.themes), *problems, *found]:
        if problem.level == "error" and problem.value:
            yield problem


def read_text(
    brief: Brief, registry: Registry, vocabularies: Vocabularies
) -> Extraction:
    """Return what the rules read in a brief."""
    return extract(
        brief.text,
        brief.published,
        published_start=brief.published_start,
        title=brief.title,
        registry=registry,
        theme_terms=vocabularies.theme_terms,
    )


def data_stamp(project: Project) -> str:
    """Return a digest of the project's data files, equal wherever they are equal."""
    digest = sha256()
    files = sorted(
        path
        for path in {*project.data.rglob("*"), *project.vocabularies.glob("*")}
        if path.suffix in (".md", ".csv")
        and path.name != "README.md"
        and path.is_file()
    )
    for path in files:
        below = project.data if path.is_relative_to(project.data) else project.root
        digest.update(path.relative_to(below).as_posix().encode())
        # Line ends are git's choice on each machine, not a change of the data.
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


def _wrong_themes(brief: Brief, known: Mapping[str, Any]) -> Iterable[Problem]:
    place = Problem(brief.path, brief.lines.get("themes", 1), "", "")
    is_curated = any(claim.origin == "curated" for claim in brief.claims)
    if is_curated and not brief.themes:
        remedy = f"add 'themes: [...]', of {', '.join(known)}"
        yield replace(place, message="has no theme", remedy=remedy)
    for index, theme in enumerate(brief.themes):
        if theme not in known:
            remedy = did_you_mean(theme, known)
            wrong = replace(place, value=theme, message="is no theme", remedy=remedy)
            yield replace(wrong, looked_in="themes")
        elif theme in brief.themes[:index]:
            yield replace(
                place, value=theme, message="is given twice", remedy="keep one"
            )


def _unknown_sources(brief: Brief, known: set[str]) -> Iterable[Problem]:
    for source_id in cells(brief.source.get("source_ids", "")):
        if source_id not in known:
            line = brief.lines.get("source", 1)
            remedy = did_you_mean(source_id, known)
            what = "is no source of reference/sources.csv"
            problem = Problem(brief.path, line, source_id, what, remedy)
            yield replace(problem, looked_in="sources")


def _mark_duplicates(briefs: Rows) -> None:
    """Say of each brief which earlier one tells the same; none is dropped."""
    ordered = sorted(
        briefs, key=lambda row: (row["published"], row["corpus"], row["brief_id"])
    )
    found = told_again((row["brief_id"], row["text"]) for row in ordered)
    for row in briefs:
        original, share = found.get(row["brief_id"], (None, None))
        row |= {"duplicate_of": original, "duplicate_share": share}


def _shape(rows: Mapping[str, Rows]) -> dict[str, pd.DataFrame]:
    def values(*places: tuple[str, str]) -> list[str]:
        found = {row.get(column) for table, column in places for row in rows[table]}
        return sorted(value for value in found if value)

    brief_tables = [(name, "brief_id") for name in BRIEF_TABLES]
    categories = {
        "briefs": values(*brief_tables),
        "corpora": values(*((name, "corpus") for name in BRIEF_TABLES)),
        "units": values(("figures", "unit"), ("claims", "unit"), ("series", "unit")),
        "actors": values(
            ("actor_mentions", "actor"), ("claims", "actor"), ("claims", "target")
        ),
        "countries": values(("actor_mentions", "country")),
        "actions": values(("claims", "action")),
        "measures": values(("claims", "measure")),
        "instruments": values(("claims", "instrument"), ("timeline", "instrument")),
        "stages": values(("claims", "stage"), ("timeline", "stage")),
        "bases": values(("claims", "basis"), ("timeline", "basis")),
        "themes": values(("timeline", "theme")),
        "sources": values(*((name, "source_id") for name in ("sources", "series"))),
    }
    return {
        name: shaped(table, name, categories=categories) for name, table in rows.items()
    }
