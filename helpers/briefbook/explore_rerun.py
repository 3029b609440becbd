"""From the Explorer back to a rerun: its view as parameters of a notebook.

A filter set by hand is never dropped silently: a notebook that does not take it is
refused. What the Explorer's dataset holds of itself (a chips notebook explores chips)
may be left to the notebook, and that is said.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.errors import NotebookError, ParameterError, RunError, did_you_mean
from briefbook.parameter_values import written
from briefbook.parameters import read_notebook, read_parameters
from briefbook.view import View

if TYPE_CHECKING:
    from briefbook.explore import Explorer
    from briefbook.project import Project


def notebooks_of(project: Project) -> list[str]:
    """Return the names of a project's notebooks."""
    return sorted(path.stem for path in project.notebooks.glob("*.ipynb"))


def taken_by(project: Project, notebook: str) -> set[str]:
    """Return the names of the parameters that a notebook takes.

    Raises
    ------
    NotebookError
        The project has no such notebook.
    """
    known = notebooks_of(project)
    if notebook not in known:
        raise NotebookError(
            f"{notebook!r} is no notebook, {did_you_mean(notebook, known)}"
        )
    path = project.notebooks / f"{notebook}.ipynb"
    return {p.name for p in read_parameters(read_notebook(path), path=path.name)}


def rerun(ex: Explorer, notebook: str) -> tuple[dict[str, Any], list[str]]:
    """Return the parameters of a rerun, and the filters left to the notebook.

    Raises
    ------
    ParameterError
        The notebook does not take a filter that was set by hand.
    """
    taken = taken_by(ex.ds.project, notebook)
    values = ex.view.to_dict()
    left = [name for name in values if name not in taken]
    default = View()
    by_hand = [name for name in left if getattr(ex, name) != getattr(default, name)]
    if by_hand:
        every = _takes_all(ex, values)
        other = f", or rerun {every}" if every else ""
        raise ParameterError(
            f"{notebook} takes no {' and no '.join(by_hand)}: clear "
            f"{'it' if len(by_hand) == 1 else 'them'}{other}"
        )
    return {name: v for name, v in values.items() if name in taken}, left


def _takes_all(ex: Explorer, values: dict[str, Any]) -> str:
    for name in notebooks_of(ex.ds.project):
        if set(values) <= taken_by(ex.ds.project, name):
            return name
    return ""


def command(values: dict[str, Any], notebook: str) -> str:
    """Return the command line that reruns `notebook` as a report.

    Examples
    --------
    >>> command({"actors": ["Huawei", "SMIC"]}, "01_chips")
    'briefbook report 01_chips -p actors Huawei -p actors SMIC'
    """
    words = ["briefbook", "report", notebook]
    for name, value in values.items():
        for text in written(value):
            words += ["-p", name, text]
    return shlex.join(words)


def papermill(values: dict[str, Any], notebook: str, folder: str = "notebooks") -> str:
    """Return papermill's own command line for it, from the project's folder.

    Examples
    --------
    >>> papermill({"actors": ["SMIC"]}, "01_chips")
    "papermill --cwd notebooks notebooks/01_chips.ipynb rerun.ipynb -y 'actors: [SMIC]'"
    """
    import yaml

    path = f"{folder}/{notebook}.ipynb"
    words = ["papermill", "--cwd", folder, path, "rerun.ipynb"]
    if values:
        lines = yaml.safe_dump(
            values, default_flow_style=None, allow_unicode=True, sort_keys=False
        )
        words += ["-y", lines.strip()]
    return shlex.join(words)


def save_report(
    ex: Explorer,
    notebook: str,
    *,
    name: str,
    on_progress: Callable[[Any], None] | None = None,
) -> Path:
    """Rerun a notebook under the Explorer's view and return the page of its report.

    Raises
    ------
    NotebookError, ParameterError
        There is no such notebook, or it does not take a filter that was set by hand.
    RunError
        A cell failed; the message says which.
    """
    from briefbook.report import run_report

    project = ex.ds.project
    values, _ = rerun(ex, notebook)
    if Path(name).name != name or name in ("", ".", ".."):
        raise ParameterError(f"name={name!r}: a folder's name, without '/'")
    report = run_report(
        [project.notebooks / f"{notebook}.ipynb"],
        output=project.reports / name,
        parameters=values,
        choices=ex.known,
        project=project,
        on_progress=on_progress,
    )
    if report.failed:
        raise RunError("; ".join(str(run.headline) for run in report.failed))
    return report.index.with_name(f"{notebook}.html")
