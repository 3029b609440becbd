"""What the pages of a report say around the notebooks' own cells."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefbook.built import is_built
from briefbook.parameter_values import written
from briefbook.parameters import MASK, is_secret
from briefbook.plan import Job, said
from briefbook.project import Project, project_folder
from briefbook.runs import Run

SIZE_LIMIT = 2_000_000


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter as the page states it."""

    name: str
    value: str
    help: str = ""
    given: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Why and where a run stopped."""

    headline: str
    line: str = ""
    message: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What stands around a notebook's cells.

    Attributes
    ----------
    project
        Title of the project, the line above the headline.
    notebook
        File name of the run notebook beside the page.
    settings
        The parameters, in the notebook's order.
    rerun
        The command that makes this report again.
    stamp
        Which data were read, in words.
    failure
        Set where the run stopped.
    links
        What links to other notebooks become.
    folder
        Where the notebook's relative images are.
    """

    project: str = ""
    notebook: str = ""
    settings: Sequence[Setting] = ()
    rerun: str = ""
    stamp: str = ""
    failure: Failure | None = None
    links: Mapping[str, str] | None = None
    folder: Path | None = None
    language: str = "en"
    version: str = ""


def page_of(run: Run, links: Mapping[str, str], project: Project | None) -> Page:
    """Return what stands around the cells of a run's page."""
    job = run.job
    return Page(
        project=project.title if project else "",
        notebook=run.notebook,
        settings=settings(job),
        rerun=rerun_command(job, project),
        stamp=run.stamp,
        failure=failure(run),
        links=links,
        folder=job.path.parent,
        language=project.language if project else "en",
        version=installed_version(),
    )


def index_of(
    runs: Sequence[Run], project: Project | None, *, kept: str = ""
) -> dict[str, Any]:
    """Return what the page says that lists the runs; `kept` as in `data_differ`."""
    stamps = _data_read(runs)
    differ = data_differ(runs, kept)
    return {
        "title": project.title if project else "Reports",
        "language": project.language if project else "en",
        "summary": f"{summary(runs)} {differ}".strip(),
        "runs": [entry(run, tells_data=bool(differ)) for run in runs],
        "stamp": "" if differ or not stamps else stamps[0],
        "kept": kept if differ else "",
        "version": installed_version(),
    }


def anchor(number: int) -> str:
    """Return the id of the run notebook's cell `number`, counted from 1."""
    return f"bb-cell-{number}"


def settings(job: Job) -> list[Setting]:
    """Return a job's parameters as a page states them."""
    return [
        Setting(
            parameter.name,
            MASK
            if parameter.secret and job.given.get(parameter.name, parameter.default)
            else said(job.given.get(parameter.name, parameter.default)),
            parameter.help,
            parameter.name in job.given,
        )
        for parameter in job.declared
    ]


def rerun_command(job: Job, project: Project | None) -> str:
    """Return the command line that makes a job's report again."""
    path, data = Path(job.path.name), None
    root = project.root if project is not None else None
    if root is not None and is_built(root):
        # The notebook's own project is another one than that of its data.
        data, root = root, project_folder(job.path)
    if root is not None and job.path.is_relative_to(root):
        path = job.path.relative_to(root)
    words = ["briefbook", "report", path.as_posix()]
    if data is not None:
        words += ["--data", _data_path(data, root)]
    for name, value in job.given.items():
        for text in [MASK] if is_secret(name) else written(value):
            words += ["-p", name, text]
    return shlex.join(words)


def _data_path(folder: Path, root: Path | None) -> str:
    """Return the path of data in or beside a project; else no more than their name."""
    if root is None or not folder.is_relative_to(root.parent):
        return folder.name
    return Path(os.path.relpath(folder, root)).as_posix()


def failure(run: Run) -> Failure | None:
    """Return what a page says of a run that failed, or None."""
    if run.status == "ok":
        return None
    target = anchor(run.run_cell) if run.run_cell else ""
    return Failure(run.headline, run.line, run.message, target)


def entry(run: Run, *, tells_data: bool = False) -> dict[str, Any]:
    """Return what the index says of a run."""
    # Another's digest may have no rows on most of a notebook's topics.
    told = [f for f in run.findings if f.get("verdict") != "no_rows"] or run.findings
    sentences = [str(f.get("sentence", "")) for f in told[:3]]
    return {
        "title": run.job.title,
        "html": run.html,
        "pdf": run.pdf,
        "notebook": run.notebook,
        "failure": failure(run),
        "sentences": [sentence for sentence in sentences if sentence],
        "settings": [s for s in settings(run.job) if s.given],
        "notes": (
            *run.notes,
            *([f"Data: {run.stamp}"] if tells_data and run.stamp else []),
        ),
    }


def summary(runs: Sequence[Run]) -> str:
    """Return how many runs there are, and how many failed."""
    failed = sum(run.status != "ok" for run in runs)
    count = f"{len(runs)} report{'s' if len(runs) != 1 else ''}"
    return f"{count}, {failed} of them failed." if failed else f"{count}."


def data_differ(runs: Sequence[Run], kept: str = "") -> str:
    """Return in a sentence that runs read different data, or nothing.

    Parameters
    ----------
    runs
        Of a report. Why they differ isn't known: the data may have changed meanwhile,
        or a notebook reads others.
    kept
        Stamp of the data in the report's ``dataset.json``; empty where there is none.
    """
    stamps = _data_read(runs)
    if len(stamps) > 1:
        return "The runs read different data; each says what it read."
    if kept and stamps and stamps != [kept]:
        return (
            "What was read differs from the data kept in dataset.json; each run says "
            "what it read."
        )
    return ""


def installed_version() -> str:
    """Return the installed version of briefbook, or nothing."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("briefbook")
    except PackageNotFoundError:
        return ""


class Siblings:
    """What links to other notebooks of a report become.

    Parameters
    ----------
    planned
        The report's runs.
    """

    def __init__(self, planned: Sequence[Job]) -> None:
        self._first: dict[Path, str] = {}
        self._equal: dict[tuple[Path, str], str] = {}
        for job in planned:
            page = f"{job.name}.html"
            self._first.setdefault(job.path, page)
            self._equal[job.path, _values(job)] = page

    def links(self, job: Job) -> dict[str, str]:
        """Return the page for each notebook, by its path from the one of `job`.

        Of several runs of one notebook it is the one with equal values, or the first.
        """
        values, folder = _values(job), job.path.parent
        return {
            Path(os.path.relpath(path, folder)).as_posix(): self._equal.get(
                (path, values), first
            )
            for path, first in self._first.items()
        }


def _values(job: Job) -> str:
    return repr(sorted(job.given.items()))


def _data_read(runs: Sequence[Run]) -> list[str]:
    return list(dict.fromkeys(run.stamp for run in runs if run.stamp))
