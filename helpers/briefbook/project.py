"""Find a project and read its `briefbook.toml`.

A project is a folder with `briefbook.toml`, `data/` and `notebooks/`. It is looked up
the same way everywhere: the argument, then the environment variable
``BRIEFBOOK_PROJECT``, then the nearest parent of the working directory that holds
`briefbook.toml`. There is no fallback: never somebody else's data silently.
"""

from __future__ import annotations

import csv
import os
import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
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
    "data": {
        "folder": "data",
        "vocabularies": "",
        "notebooks": "notebooks",
        "reports": "reports",
    },
}
_FORMAT = 1
"""Format of `briefbook.toml` that this version reads; without the key it is 1."""


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
    vocabularies_folder: str = ""
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
        """Return the folder of the vocabularies: below the data if not named."""
        if self.vocabularies_folder:
            return self.root / self.vocabularies_folder
        return self.data / "vocabularies"

    def file(self, path: str) -> Path:
        """Return where a file of the schema lies, e.g. ``vocabularies/themes.csv``."""
        folder, _, name = path.partition("/")
        return (
            self.vocabularies / name if folder == "vocabularies" else self.data / path
        )

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

    Examples
    --------
    >>> find_project().notebooks.name
    'notebooks'
    """
    if where is not None:
        return _at(Path(where).resolve(), f"the argument {str(where)!r}", parents=True)
    variable = os.environ.get(VARIABLE)
    if variable:
        place = f"the variable {VARIABLE}={variable}"
        return _at(Path(variable).resolve(), place, parents=False)
    return _at(Path.cwd(), "the working directory", parents=True)


def project_folder(path: Path) -> Path | None:
    """Return the folder of the project that a file or folder lies in, if any."""
    places = (path, *path.parents)
    return next((place for place in places if (place / MARKER).is_file()), None)


def _at(folder: Path, place: str, *, parents: bool) -> Project:
    candidates = [folder, *folder.parents] if parents else [folder]
    for candidate in candidates:
        if (candidate / MARKER).is_file():
            return read_project(candidate)
    looked = f"{folder} and its parents" if parents else str(folder)
    raise ProjectNotFoundError(
        f"no {MARKER} found for {place}: looked in {looked}. "
        f"Make a project with 'briefbook init DIR', go into one, "
        f"or name its folder: load_dataset('DIR') in Python, {VARIABLE} elsewhere."
    )


def read_project(root: Path) -> Project:
    """Return the project whose `briefbook.toml` lies in `root`."""
    path = root / MARKER
    try:
        text = path.read_text(encoding="utf-8")
        settings = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        remedy = "write it as TOML in UTF-8"
        raise DataProblems(
            [Problem(MARKER, _line(err), "", str(err), remedy)], what="project file"
        ) from err
    lines = text.splitlines()
    form = settings.pop("format", _FORMAT)
    if not isinstance(form, int) or form > _FORMAT:
        problem = Problem(
            MARKER,
            _line_of("format", lines),
            str(form),
            f"is a format that this version does not read (it reads {_FORMAT})",
            "update it: python -m pip install --upgrade briefbook",
        )
        raise DataProblems([problem], what="project file")
    problems = [*_problems(settings, lines)]
    named = settings.get("data", {}).get("vocabularies", "")
    if not problems and named and not (root / named).is_dir():
        what = "names a folder of vocabularies that is not there"
        remedy = "make it, or take the line away for data/vocabularies"
        line = _line_of("vocabularies", lines)
        problems.append(Problem(MARKER, line, named, what, remedy))
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
        vocabularies_folder=data["vocabularies"],
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


def _problems(settings: dict[str, Any], lines: list[str]) -> list[Problem]:
    problems = []
    for section, keys in settings.items():
        if section not in _KNOWN or not isinstance(keys, dict):
            remedy = did_you_mean(section, _KNOWN)
            line = _line_of(section, lines)
            problems.append(Problem(MARKER, line, section, "unknown section", remedy))
            continue
        for key, value in keys.items():
            place, line = f"{section}.{key}", _line_of(key, lines)
            if key not in _KNOWN[section]:
                remedy = did_you_mean(key, _KNOWN[section])
                problems.append(Problem(MARKER, line, place, "unknown key", remedy))
            elif not isinstance(value, str) or not value:
                problems.append(Problem(MARKER, line, place, "is no text", "quote it"))
            elif key == "home_currency" and not re.fullmatch("[A-Z]{3}", value):
                message, remedy = "is no ISO 4217 code", "write three letters, as USD"
                problems.append(Problem(MARKER, line, value, message, remedy))
            elif key == "language" and (remedy := _wrong_language(value)):
                message = "is no language code of ISO 639-1"
                problems.append(Problem(MARKER, line, value, message, remedy))
    return problems


def languages() -> dict[str, str]:
    """Return the English name of each language by its code of ISO 639-1."""
    with Path(__file__).with_name("languages.csv").open(encoding="utf-8") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def _wrong_language(tag: str) -> str:
    """Return the remedy where a tag like ``en`` or ``en-GB`` names no language."""
    known = languages()
    code, *rest = tag.split("-")
    if code in known and all(re.fullmatch("[A-Za-z0-9]{2,8}", part) for part in rest):
        return ""
    by_name = {name.casefold(): code for code, name in known.items()}
    named = by_name.get(tag.casefold()) or (code.lower() in known and code.lower())
    if not named:
        (named,) = get_close_matches(code.lower(), known, 1, 0.5) or ("",)
    hint = f"did you mean {named!r} ({known[named]})? " if named else ""
    return f"{hint}write two letters, as en, with a region if need be, as en-GB"


def line_of(project: Project, key: str) -> int:
    """Return the line of a key of a project's `briefbook.toml`."""
    text = (project.root / MARKER).read_text(encoding="utf-8")
    return _line_of(key, text.splitlines())


def _line_of(key: str, lines: list[str]) -> int:
    """Return the line of a section or key; the first where it is written otherwise."""
    pattern = re.compile(rf"\s*(?:\[\s*{re.escape(key)}\s*\]|{re.escape(key)}\s*=)")
    return next((n for n, line in enumerate(lines, 1) if pattern.match(line)), 1)


def _line(err: Exception) -> int:
    if isinstance(err, UnicodeDecodeError):
        return bytes(err.object)[: err.start].count(b"\n") + 1
    # Until Python 3.14 the line stands in the message only.
    found = re.search(r"at line (\d+)", str(err))
    return int(getattr(err, "lineno", None) or (found[1] if found else 1))
