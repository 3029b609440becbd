"""Which runs a report asks for: every notebook, every combination of a grid.

Nothing is started here; a wrong name or value is refused before a kernel exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from briefbook.errors import NotebookError
from briefbook.parameter_values import check_parameters, expand_grid
from briefbook.parameters import (
    MASK,
    Choices,
    Parameter,
    is_secret,
    read_notebook,
    read_parameters,
    source_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be run.

    Attributes
    ----------
    name
        Stem of the files that it writes.
    path
        The notebook.
    title
        Its H1.
    cells
        How many cells run, the one with the given values included.
    declared
        The parameters that the notebook takes.
    given
        The values for them, checked and coerced.
    ignored
        Names that were given to the report but that this notebook doesn't take.
    """

    name: str
    path: Path
    title: str = ""
    cells: int = 0
    declared: tuple[Parameter, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    def shown(self) -> dict[str, Any]:
        """Return the values that were given, secrets masked."""
        return {k: MASK if is_secret(k) else v for k, v in self.given.items()}


def plan_jobs(
    notebooks: Sequence[Path],
    *,
    parameters: Mapping[str, Any] | None = None,
    grid: Mapping[str, Any] | None = None,
    choices: Choices | None = None,
) -> list[Job]:
    """Return the runs that are asked for, every parameter checked.

    Parameters
    ----------
    notebooks
        Paths of notebooks.
    parameters
        Values by name, as text or as they are.
    grid
        More values, where a list of alternatives makes a run for each combination;
        `parameters` go before it.
    choices
        Valid values by parameter name.

    Raises
    ------
    NotebookError
        A notebook is missing or can't be read.
    ParameterError
        A parameter is unknown or its value is not valid.
    """
    if not notebooks:
        raise NotebookError("no notebook to run: give the path of one at least")
    read = {str(path): read_notebook(path) for path in notebooks}
    declared = {
        path: read_parameters(notebook, path=Path(path).name, choices=choices)
        for path, notebook in read.items()
    }
    alternatives = expand_grid(declared, {**(grid or {})})
    plain = {
        path: Job(
            name=Path(path).stem,
            path=Path(path).resolve(),
            title=title_of(notebook, path),
            declared=tuple(declared[path]),
        )
        for path, notebook in read.items()
    }
    jobs: dict[tuple[str, str], Job] = {}
    for values in alternatives:
        given = {**values, **(parameters or {})}
        for path, taken in check_parameters(declared, given).items():
            job = replace(
                plain[path],
                cells=len(read[path]["cells"]) + bool(taken),
                given=taken,
                # An empty value asks for nothing that a notebook could ignore.
                ignored=tuple(
                    name
                    for name, value in given.items()
                    if name not in taken and value not in (None, "", [])
                ),
            )
            # A notebook that takes none of the grid's parameters runs once.
            jobs.setdefault((path, repr(sorted(taken.items()))), job)
    return _named(list(jobs.values()))


def use_package(notebooks: Iterable[Path]) -> bool:
    """Tell whether one of the notebooks names this package, and so may read its data.

    Where none does, a report needs neither the dataset nor the package in its kernels.
    """
    return any(b"briefbook" in path.read_bytes() for path in notebooks)


def title_of(notebook: Mapping[str, Any], name: str) -> str:
    """Return a notebook's H1, or else its file name as words."""
    for cell in notebook["cells"]:
        if cell.get("cell_type") == "markdown":
            heading = re.search(r"(?m)^#\s+(.{1,300})$", source_of(cell))
            if heading:
                text = re.sub(r"[*_`]|<[^>]{0,300}>", "", heading[1])
                return text.strip(" #")
    words = re.sub(r"^\d+[_-]", "", Path(name).stem).replace("_", " ")
    return words[:1].upper() + words[1:]


def said(value: Any) -> str:
    """Return a parameter's value as a page states it.

    Examples
    --------
    >>> said([]), said(["Huawei", "SMIC"]), said(True)
    ('any', 'Huawei, SMIC', 'yes')
    """
    if value is None or value == "" or value == []:
        return "any"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)


def _named(jobs: list[Job]) -> list[Job]:
    """Give the jobs of one notebook different names, after the values that differ."""
    groups: dict[Path, list[Job]] = {}
    for job in jobs:
        groups.setdefault(job.path, []).append(job)
    differing = {path: _differing(group) for path, group in groups.items()}
    named: list[Job] = []
    # The index has that name.
    taken = {"index"}
    last: dict[str, int] = {}
    for job in jobs:
        names = [name for name in job.given if name in differing[job.path]]
        label = "-".join(_slug(said(job.given[name])) for name in names)
        stem = f"{job.name}-{label}"[:80].rstrip("-") if label else job.name
        name, count = stem, last.get(stem, 1)
        while name.casefold() in taken:
            count += 1
            name = f"{stem}-{count}"
        last[stem] = count
        taken.add(name.casefold())
        named.append(replace(job, name=name))
    return named


def _differing(jobs: Sequence[Job]) -> set[str]:
    """Return the parameters that have several values, but for secrets."""
    first = jobs[0].given
    return {
        name
        for job in jobs
        for name in {*first, *job.given}
        if not is_secret(name) and job.given.get(name) != first.get(name)
    }


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-").lower()[:40]
