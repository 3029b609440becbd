"""The dataset: its tables as DataFrames, and the view that made them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.assemble import Assembled, assemble
from briefbook.cuts import Cut
from briefbook.errors import DataProblems, ParameterError, did_you_mean
from briefbook.project import Project, find_project
from briefbook.schema_frames import frame_problems
from briefbook.view import View, check_choices

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.evidence import Evidence
    from briefbook.registry import Registry
    from briefbook.vocabularies import Vocabularies

_COUNTED = ("briefs", "claims", "figures", "dates", "actor_mentions")
_RECORD = ("series", "timeline", "sources")


class Dataset:
    """Tables of claims, mentions and the public record under one view.

    Attributes
    ----------
    view
        The filters that made it.
    project
        Where its files are.

    Examples
    --------
    >>> chips = load_dataset().where(themes="chips", actors=["Huawei"])
    >>> set(chips.claims["actor"]) | set(chips.claims["target"].dropna()) >= {"Huawei"}
    True
    >>> chips.view.sentence()
    'chips, Huawei'
    """

    def __init__(
        self, whole: Assembled, project: Project, view: View | None = None
    ) -> None:
        self._whole = whole
        self.project = project
        self.view = view or View()

    def where(self, **filters: Any) -> Dataset:
        """Return the dataset with these filters as well; see `View` for each.

        Raises
        ------
        ParameterError
            A filter or a value is not known; the nearest valid one is named.
        """
        given = View.of(filters)
        registry = self._whole.registry
        if given.actors:
            found = {name: registry.resolve(name) for name in given.actors}
            names = [actor.name if actor else name for name, actor in found.items()]
            filters["actors"] = names
        check_choices(View.of(filters), self.choices())
        view = self.view.narrowed(**filters)
        return self if view == self.view else Dataset(self._whole, self.project, view)

    def choices(self) -> dict[str, Collection[str]]:
        """Return the valid values of each list filter, of the whole dataset."""
        terms, registry = self._whole.vocabularies, self._whole.registry
        seen = self._whole.values()
        codes = (actor.country for actor in registry.actors)
        return {
            "corpora": seen["corpora"],
            "themes": list(terms.themes),
            "actors": sorted({*seen["actors"], *registry.names}),
            "countries": sorted({code for code in codes if code}),
            "actions": list(terms.actions),
            "stages": list(terms.stages),
            "bases": list(terms.bases),
            "instruments": list(terms.instruments),
            "measures": list(terms.measures),
            "units": seen["units"],
        }

    @cached_property
    def _tables(self) -> Mapping[str, pd.DataFrame]:
        whole = self._whole
        if self.view == View():
            return whole.tables
        return Cut(
            whole.base(),
            self.view,
            countries={a.name: a.country for a in whole.registry.actors if a.country},
            series_themes=whole.series_themes,
        )

    def _part(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Return one table with at least these columns, read for them alone."""
        tables = self._tables
        return tables.part(name, columns) if isinstance(tables, Cut) else tables[name]

    def table(self, name: str) -> pd.DataFrame:
        """Return one table by name, as a copy: yours to change."""
        if name not in self._tables:
            raise ParameterError(
                f"{name!r} is not a table, {did_you_mean(name, self._tables)}"
            )
        return self._tables[name].copy()

    @property
    def briefs(self) -> pd.DataFrame:
        """Return the briefs, one a row."""
        return self.table("briefs")

    @property
    def figures(self) -> pd.DataFrame:
        """Return the figure mentions, one a row."""
        return self.table("figures")

    @property
    def dates(self) -> pd.DataFrame:
        """Return the date mentions, one a row."""
        return self.table("dates")

    @property
    def actor_mentions(self) -> pd.DataFrame:
        """Return the actor mentions, one a row."""
        return self.table("actor_mentions")

    @property
    def claims(self) -> pd.DataFrame:
        """Return the claims, one row for each of their figures."""
        return self.table("claims")

    @property
    def series(self) -> pd.DataFrame:
        """Return the values of the public record."""
        return self.table("series")

    @property
    def timeline(self) -> pd.DataFrame:
        """Return the dated events of the public record."""
        return self.table("timeline")

    @property
    def sources(self) -> pd.DataFrame:
        """Return the sources of the public record."""
        return self.table("sources")

    def by(self, what: str, table: str) -> pd.DataFrame:
        """Return a table with one row for each theme or actor of a row: rows repeat.

        Parameters
        ----------
        what
            ``theme`` or ``actor``.
        table
            Name of a table that has the list column, or ``actor`` and ``target``.
        """
        frame = self.table(table)
        column = {"theme": "themes", "actor": "actors"}.get(what)
        if column is None:
            raise ParameterError(f"{what!r}: one of 'theme', 'actor'")
        if what == "actor" and table == "claims":
            pairs = zip(frame["actor"], frame["target"], strict=True)
            frame[column] = [
                tuple(dict.fromkeys(n for n in pair if isinstance(n, str)))
                for pair in pairs
            ]
        if column not in frame:
            raise ParameterError(f"{table} has no {column} to explode by")
        exploded = frame.explode(column, ignore_index=True)
        name = f"any_{what}" if what in frame else what
        return exploded.rename(columns={column: name})

    @property
    def registry(self) -> Registry:
        """Return the project's registry of actors."""
        return self._whole.registry

    @cached_property
    def _checked(self) -> Assembled:
        return self._whole.of(self._tables)

    @property
    def checks(self) -> pd.DataFrame:
        """Return each claim beside the record: verdict then and verdict now."""
        from briefbook.check import checks

        whole = self._checked
        if whole.checked is None:
            whole.checked = checks(whole)
        rows = whole.checked
        claims = self._tables["claims"]["claim_id"]
        return rows[rows["claim_id"].isin(claims)].reset_index(drop=True)

    @property
    def contested(self) -> pd.DataFrame:
        """Return the record's values that differ for one series, entity, period."""
        from briefbook.check_vintages import contested

        return contested(self._tables["series"], self._tables["sources"])

    def changes(
        self, before: str | date | Sequence[str], after: str | date | Sequence[str]
    ) -> pd.DataFrame:
        """Return what later claims make of earlier ones, by corpora or by days."""
        from briefbook.changes import changes

        return changes(self, before, after)

    def as_of(self, day: str | date) -> Dataset:
        """Return the dataset with the record as it stood at the end of `day`.

        Parameters
        ----------
        day
            A day, or text like ``2024-11-20``.

        Raises
        ------
        ParameterError
            `day` is no day.
        """
        from briefbook.check_vintages import as_of

        on = View(until=day).until
        if on is None:
            raise ParameterError(f"{day!r} is no day: expected one like 2024-11-20")
        tables = as_of(self._whole.tables, on)
        whole = replace(self._whole, tables=tables, record_day=on, checked=None)
        return Dataset(whole, self.project, self.view)

    def credits(self) -> pd.DataFrame:
        """Return whom the rows owe credit to, each with a line ready to copy."""
        from briefbook.export import credit_rows

        return credit_rows(self)

    def to_csv(self, folder: str | Path) -> Path:
        """Write every table as CSV into a folder, with descriptor and credits.

        Parameters
        ----------
        folder
            Made, or replaced where an export made it; `to_excel`, `to_parquet` alike.

        Returns
        -------
        Path
            The folder; `briefbook.export.read_tables` gives its tables back.

        Raises
        ------
        ExportError
            The folder holds other files, or the rows don't fit. Nothing is written.
        """
        from briefbook.export import export

        return export(self, folder, "csv")

    def to_excel(self, folder: str | Path) -> Path:
        """Write every table into one workbook in a folder, likewise."""
        from briefbook.export import export

        return export(self, folder, "excel")

    def to_parquet(self, folder: str | Path) -> Path:
        """Write every table as Parquet into a folder, likewise."""
        from briefbook.export import export

        return export(self, folder, "parquet")

    @property
    def vocabularies(self) -> Vocabularies:
        """Return the project's vocabularies."""
        return self._whole.vocabularies

    def brief(self, brief_id: str) -> Any:
        """Return one brief with its text, claims and source."""
        briefs = self._whole.briefs
        if brief_id not in briefs:
            remedy = did_you_mean(brief_id, briefs)
            raise ParameterError(f"{brief_id!r} is no brief, {remedy}")
        return self._whole.brief(brief_id)

    def evidence(self, rows: Any) -> Evidence:
        """Return the sentences behind an id, a row, a frame or a finding."""
        from briefbook.evidence import evidence

        return evidence(self, rows)

    def explain(self, row_id: str) -> str:
        """Return why a mention was read as it was, in a sentence."""
        from briefbook.evidence import explain

        return explain(self, row_id)

    @cached_property
    def stamp(self) -> str:
        """Return the data stamp: package version and a digest of the data files."""
        return f"briefbook {version('briefbook')}, data {self._whole.stamp}"

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table under the view."""
        if self.view == View():
            counts = self._whole.counts()
            return {name: counts[name] for name in (*_COUNTED, *_RECORD)}
        names = (*_COUNTED, *_RECORD)
        return {name: len(self._part(name, ["brief_id"])) for name in names}

    def distinct(self) -> int:
        """Return the number of briefs that repeat no other one of the view.

        Nothing is dropped: `counts` has them all, ``duplicate_of`` names the original.
        """
        if self.view == View():
            return self._whole.distinct()
        briefs = self._part("briefs", ["brief_id", "duplicate_of"])
        return int((~briefs["duplicate_of"].isin(briefs["brief_id"])).sum())

    def _counted(self) -> dict[str, str]:
        counts, distinct = self.counts(), self.distinct()
        told = {name: f"{count:,}" for name, count in counts.items()}
        if distinct < counts["briefs"]:
            told["briefs"] += f" ({distinct:,} distinct)"
        return told

    def __repr__(self) -> str:
        """Return counts, the view as a sentence, and the data stamp."""
        counts = self._counted()
        own = ", ".join(f"{counts[n]} {n.replace('_', ' ')}" for n in _COUNTED)
        record = ", ".join(f"{counts[n]} {n}" for n in _RECORD)
        day = self._whole.record_day
        record += f", as it stood on {day}" if day else ""
        return (
            f"{self.project.title}: {own}\n"
            f"record: {record}\nview: {self.view.sentence()}\n{self.stamp}"
        )

    def _repr_html_(self) -> str:
        # Only the view's own rows: another corpus must not change a notebook's output.
        rows = "".join(
            f'<tr><th scope="row" style="text-align:left">{name.replace("_", " ")}</th>'
            f"<td>{count}</td></tr>"
            for name, count in self._counted().items()
        )
        return (
            f'<table class="briefbook"><caption>{escape(self.project.title)}. '
            f"View: {escape(self.view.sentence())}. {escape(self.stamp)}</caption>"
            f'<thead><tr><th scope="col">table</th><th scope="col">rows</th></tr>'
            f"</thead><tbody>{rows}</tbody></table>"
        )


def load_dataset(project: str | Path | Project | None = None) -> Dataset:
    """Return the whole dataset of a project.

    Parameters
    ----------
    project
        Its folder, or one that `briefbook build` made; without it the lookup of
        `find_project` counts. A built folder is read as it is asked for.

    Raises
    ------
    ProjectNotFoundError
        No project was found.
    DataProblems
        Files hold errors; every one is listed with file, line, value and remedy.

    Examples
    --------
    >>> len(load_dataset().where(corpora="2024-11").briefs)
    10
    """
    from briefbook.built import built_folder, open_built

    folder = None if isinstance(project, Project) else built_folder(project)
    if folder is not None:
        return Dataset(*open_built(folder))
    found = project if isinstance(project, Project) else find_project(project)
    whole = assemble(found)
    errors = [problem for problem in whole.problems if problem.level == "error"]
    if errors:
        raise DataProblems(errors)
    if broken := frame_problems(whole.tables):
        raise DataProblems(broken, what="tables")
    return Dataset(whole, found)
