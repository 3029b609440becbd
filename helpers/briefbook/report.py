"""Run notebooks as a report: executed notebooks, HTML pages, an index, findings.

Everything is checked before a kernel starts. A report is made in a folder beside its
place and takes that place when it is done; what stood there is kept as ``previous``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.errors import ProjectNotFoundError
from briefbook.files import json_bytes, write_whole
from briefbook.pages import index_of
from briefbook.parameters import Choices
from briefbook.plan import plan_jobs, use_package
from briefbook.project import Project, find_project
from briefbook.publish import publish, staging_folder, write_records
from briefbook.report_interrupts import Interrupts
from briefbook.report_making import Making, Progress
from briefbook.report_state import FILE, dataset_state
from briefbook.runs import Run
from briefbook.warm_source import warm_kernels

if TYPE_CHECKING:
    from briefbook.dataset import Dataset
    from briefbook.html import ReportExporter


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report that was made.

    Attributes
    ----------
    folder
        Where it is.
    runs
        Its runs, in the order asked for.
    interrupted
        Whether there was a Ctrl-C; runs that it cut short say so.
    made
        Whether it took its place: not where Ctrl-C came before a run was done.
    stamp
        Which data are kept beside it; empty where none are.
    """

    folder: Path
    runs: tuple[Run, ...]
    interrupted: bool = False
    made: bool = True
    stamp: str = ""

    @property
    def index(self) -> Path:
        """Return the page to open first."""
        return self.folder / "index.html"

    @property
    def failed(self) -> list[Run]:
        """Return the runs that did not end well."""
        return [run for run in self.runs if run.status != "ok"]

    @property
    def exit_code(self) -> int:
        """Return 0, 1 where a run failed, 130 after Ctrl-C."""
        return 130 if self.interrupted else int(bool(self.failed))


def run_report(
    notebooks: Sequence[Path],
    *,
    output: Path,
    parameters: Mapping[str, Any] | None = None,
    grid: Mapping[str, Any] | None = None,
    choices: Choices | None = None,
    project: Project | None = None,
    dataset: Dataset | None = None,
    jobs: int | None = None,
    timeout: float | None = 600,
    cold: bool = False,
    html: bool = True,
    on_progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Run notebooks and return the report that they make at `output`.

    Parameters
    ----------
    notebooks
        Paths of notebooks; each runs once for each combination of `grid`.
    output
        The report's folder, e.g. ``reports/latest``. It appears when all is done; what
        was there becomes ``previous`` beside it.
    parameters, grid, choices
        As in `plan_jobs`.
    project
        The project that the notebooks read; by default the one that the lookup finds.
    dataset
        Its data as they are when the report begins: kept beside the report, so that
        `diff` can say what changed underneath. None where no notebook reads them.
    jobs
        How many runs execute cells at once; by default two, where there are two
        processors. The kernels of the next ones get ready meanwhile.
    timeout
        Seconds that a run may take; None for no limit.
    cold
        Whether every kernel is started anew, the reference for warm ones.
    html
        Whether each run gets a page beside its notebook.
    on_progress
        Called with a `Progress` from the threads that run, one call at a time.

    Raises
    ------
    NotebookError, ParameterError
        Before anything is started.
    RunError
        The report can't be written. A run that fails raises nothing: see
        `Report.failed`.
    """
    planned = plan_jobs(notebooks, parameters=parameters, grid=grid, choices=choices)
    output = output.resolve()
    project = project or _project()
    jobs = jobs or min(2, _processors())
    ahead = min(jobs, len(planned))
    with (
        staging_folder(output) as folder,
        warm_kernels(
            cold=cold,
            whole=use_package(notebooks),
            runs=len(planned),
            ahead=ahead,
        ),
    ):
        making = Making(
            planned,
            folder,
            project,
            timeout=timeout,
            cold=cold,
            html=html,
            on_progress=on_progress,
        )
        stamp = dataset.stamp if dataset is not None else ""
        # Until the finished runs have their place, Ctrl-C must not take them away.
        with Interrupts() as interrupts:
            runs = making.all(jobs, interrupts)
            # Else nothing new is worth the place of the last report.
            made = not interrupts.came or any(run.status == "ok" for run in runs)
            if made:
                _write_index(folder, runs, project, stamp, making.exporter())
                write_records(folder, runs)
                _write_state(folder, runs, dataset)
                publish(folder, output)
    return Report(
        folder=output,
        runs=tuple(runs),
        interrupted=interrupts.came,
        made=made,
        stamp=stamp,
    )


def link_pdfs(report: Report, project: Project | None = None) -> None:
    """Write a report's index anew, with links to the PDFs that lie beside its pages."""
    from briefbook.html import ReportExporter

    runs = [
        replace(run, pdf=name)
        if run.html and (report.folder / (name := f"{run.job.name}.pdf")).is_file()
        else run
        for run in report.runs
    ]
    _write_index(report.folder, runs, project, report.stamp, ReportExporter())


def _write_index(
    folder: Path,
    runs: Sequence[Run],
    project: Project | None,
    stamp: str,
    exporter: ReportExporter,
) -> None:
    text = exporter.index(**index_of(runs, project, kept=stamp))
    write_whole(folder / "index.html", text.encode(errors="backslashreplace"))


def _write_state(folder: Path, runs: Sequence[Run], dataset: Dataset | None) -> None:
    if dataset is None:
        return
    ids = (i for run in runs for f in run.findings for i in f.get("evidence") or ())
    write_whole(folder / FILE, json_bytes(dataset_state(dataset, ids)))


def _project() -> Project | None:
    try:
        return find_project()
    except ProjectNotFoundError:
        # A notebook that reads no dataset needs none; one that does says so itself.
        return None


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


__all__ = ["Progress", "Report", "plan_jobs", "run_report"]
