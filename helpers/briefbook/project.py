"""Find a project and read its `briefbook.toml`.

A project is a folder with `briefbook.toml`, `data/` and `notebooks/`. It is looked up
the same way everywhere: the argument, then the environment variable
``BRIEFBOOK_PROJECT``, then the nearest parent of the working directory that holds
`briefbook.toml`. There is no fallback: never somebody else's data silently.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefbook.errors import DataProblems, Problem, ProjectNotFoundError, did_you_mean

MARKER = "briefbook.toml"
VARIABLE = "BRIEFBOOK_PROJECT"

_KNOWN: dict[str, dict[str, str]] = {
    "project": {
        "title": "Briefs",
        "home_currency": "USD",
        "language": "en",
        "license": "",
    },
    "data": {"folder": "data", "notebooks": "notebooks", "reports": "reports"},
}


@dataclass(frozen=True, slots=True)
class Project:
    """A project's folders and settings.

    Attributes
    ----------
    root
        The folder that holds `briefbook.toml`.
    title
        What reports call it.
    home_currency
        ISO 4217 code that amounts are compared in.
    license
        SPDX name of the licence that its data go out under; empty where none is given.
    """

    root: Path
    title: str = "Briefs"
    home_currency: str = "USD"
    language: str = "en"
    license: str = ""
    data_folder: str = "data"
    notebooks_folder: str = "notebooks"
    reports_folder: str = "reports"

    @property
    def data(self) -> Path:
        """Return the folder of the data."""
        return self.root / self.data_folder

    @property
    def briefs(self) -> Path:
        """Return the folder that holds a folder of brief files for each corpus."""
        return self.data / "briefs"

    @property
    def actors(self) -> Path:
        """Return the registry's file."""
        return self.data / "actors.csv"

    @property
    def vocabularies(self) -> Path:
        """Return the folder of the vocabularies."""
        return self.data / "vocabularies"

    @property
    def reference(self) -> Path:
        """Return the folder of the public record."""
        return self.data / "reference"

    @property
    def notebooks(self) -> Path:
        """Return the folder of the notebooks."""
        return self.root / self.notebooks_folder

    @property
    def reports(self) -> Path:
        """Return the folder that runs are written to."""
        return self.root / self.reports_folder


def find_project(where: str | Path | None = None) -> Project:
    """Return the project at `where`, or the one that the lookup finds.

    Parameters
    ----------
    where
        The project's folder or any folder or file in it. Without it the variable
        ``BRIEFBOOK_PROJECT`` counts, then the working directory and its parents.

    Raises
    ------
    ProjectNotFoundError
        No `briefbook.toml` was found; the message says where it was looked for.
    DataProblems
        `briefbook.toml` can't be read.
    """
    if where is not None:
        return _at(Path(where).resolve(), f"the argument {str(where)!r}", parents=True)
    variable = os.environ.get(VARIABLE)
    if variable:
        place = f"the variable {VARIABLE}={variable}"
        return _at(Path(variable).resolve(), place, parents=False)
    return _at(Path.cwd(), "the working directory", parents=True)


def _at(folder: Path, place: str, *, parents: bool) -> Project:
    candidates = [folder, *folder.parents] if parents else [folder]
    for candidate in candidates:
        if (candidate / MARKER).is_file():
            return read_project(candidate)
    looked = f"{folder} and its parents" if parents else str(folder)
    raise ProjectNotFoundError(
        f"no {MARKER} found for {place}: looked in {looked}. "
        f"Make a project with 'briefbook init DIR', go into one, "
        f"or set {VARIABLE} to its folder."
    )


def read_project(root: Path) -> Project:
    """Return the project whose `briefbook.toml` lies in `root`."""
    path = root / MARKER
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        remedy = "write it as TOML in UTF-8"
        raise DataProblems(
            [Problem(MARKER, _line(err), "", str(err), remedy)], what="project file"
        ) from err
    problems = [*_problems(settings)]
    if problems:
        raise DataProblems(problems, what="project file")
    project = {**_KNOWN["project"], **settings.get("project", {})}
    data = {**_KNOWN["data"], **settings.get("data", {})}
    return Project(
        root=root,
        title=project["title"],
        home_currency=project["home_currency"],
        language=project["language"],
        license=project["license"],
        data_folder=data["folder"],
        notebooks_folder=data["notebooks"],
        reports_folder=data["reports"],
    )


def templates() -> Path:
    """Return the folder with the wheel's example project.

    In an editable install it is the checkout beside the package, so that one copy
    serves both; pip's copy of the files would be stale there.
    """
    package = Path(__file__).resolve().parent
    checkout = package.parents[1]
    if package.parent.name == "helpers" and (checkout / MARKER).is_file():
        return checkout
    return package / "templates"


def _problems(settings: dict[str, Any]) -> list[Problem]:
    problems = []
    for section, keys in settings.items():
        if section not in _KNOWN or not isinstance(keys, dict):
            remedy = did_you_mean(section, _KNOWN)
            problems.append(Problem(MARKER, 1, section, "unknown section", remedy))
            continue
        for key, value in keys.items():
            if key not in _KNOWN[section]:
                remedy = did_you_mean(key, _KNOWN[section])
                place = f"{section}.{key}"
                problems.append(Problem(MARKER, 1, place, "unknown key", remedy))
            elif not isinstance(value, str) or not value:
                problems.append(
                    Problem(MARKER, 1, f"{section}.{key}", "is no text", "quote it")
                )
    return problems


def _line(err: Exception) -> int:
    return int(getattr(err, "lineno", 1) or 1)
