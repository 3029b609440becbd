"""The project's vocabularies: CSVs that a project extends by rows, not by code."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from briefbook.csvfiles import read_csv
from briefbook.errors import DataProblems, Problem, did_you_mean
from briefbook.schema_files import FILES

KINDS = (
    "themes",
    "actions",
    "stages",
    "bases",
    "instruments",
    "measures",
    "entities",
    "originators",
)
Row = dict[str, str]


@dataclass(frozen=True)
class Vocabularies:
    """What a project's columns may say: name to row, one table a kind.

    Each attribute is a table of `data/vocabularies/`; its rows keep the columns of the
    file. The first column is the name.
    """

    themes: dict[str, Row] = field(default_factory=dict)
    actions: dict[str, Row] = field(default_factory=dict)
    stages: dict[str, Row] = field(default_factory=dict)
    bases: dict[str, Row] = field(default_factory=dict)
    instruments: dict[str, Row] = field(default_factory=dict)
    measures: dict[str, Row] = field(default_factory=dict)
    entities: dict[str, Row] = field(default_factory=dict)
    originators: dict[str, Row] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path | str) -> Vocabularies:
        """Read every vocabulary of `folder`.

        Raises
        ------
        DataProblems
            If any file has a problem; all of them are listed.
        """
        found, problems = cls.check(folder)
        errors = [problem for problem in problems if problem.level == "error"]
        if errors:
            raise DataProblems(errors, what="vocabularies")
        return found

    @classmethod
    def check(
        cls, folder: Path | str, shown: str | None = None
    ) -> tuple[Vocabularies, list[Problem]]:
        """Read `folder` as far as it goes, with every problem in it.

        Parameters
        ----------
        folder
            The folder of CSVs; a kind without a file is empty.
        shown
            The folder that problems name; by default `folder`.
        """
        folder = Path(folder)
        shown = shown or folder.as_posix()
        problems: list[Problem] = []
        tables = {
            kind: _table(folder / f"{kind}.csv", f"{shown}/{kind}.csv", problems)
            for kind in KINDS
        }
        for path in sorted(folder.glob("*.csv")):
            if path.stem not in KINDS:
                problems.append(
                    Problem(
                        f"{shown}/{path.name}",
                        1,
                        path.stem,
                        "no vocabulary of that name",
                        did_you_mean(path.stem, KINDS),
                    )
                )
        return cls(**tables), problems

    @property
    def theme_terms(self) -> dict[str, list[str]]:
        """Return the words that a project has for each theme."""
        return {name: cells(row.get("terms", "")) for name, row in self.themes.items()}

    def table(self, kind: str) -> dict[str, Row]:
        """Return the vocabulary of that kind, e.g. ``"actions"``."""
        if kind not in KINDS:
            raise KeyError(f"{kind!r} is no vocabulary, {did_you_mean(kind, KINDS)}")
        return getattr(self, kind)

    def problem(self, kind: str, name: str, path: str, line: int) -> Problem | None:
        """Return what is wrong with `name` as an entry of `kind`, or None."""
        known = self.table(kind)
        if name in known:
            return None
        what = f"not in vocabularies/{kind}.csv"
        return Problem(path, line, name, what, did_you_mean(name, known))


def cells(written: str) -> list[str]:
    """Return the parts of a cell that holds a list with ``;``."""
    return [part.strip() for part in written.split(";") if part.strip()]


def _table(path: Path, shown: str, problems: list[Problem]) -> dict[str, Row]:
    if not path.exists():
        return {}
    table = FILES[f"vocabularies/{path.stem}.csv"]
    needed = [column.name for column in table.columns if column.required]
    file = read_csv(path, shown, table.names, needed=needed)
    problems += file.problems
    rows: dict[str, Row] = {}
    lines: dict[str, int] = {}
    for line, row in file.rows:
        name = row["name"]
        if not name:
            remedy = "name it or remove the row"
            problems.append(Problem(shown, line, "", "no name", remedy))
        elif name in rows:
            what = "a name given twice"
            remedy = f"it stands in line {lines[name]} too"
            problems.append(Problem(shown, line, name, what, remedy))
        else:
            rows[name], lines[name] = row, line
    return rows
