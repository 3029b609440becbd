"""Run notebooks as a report: executed notebooks, HTML pages, an index, findings.

Everything is checked before a kernel starts. A report is made in a folder beside its
place and takes that place when it is done; what stood there is kept as ``previous``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from briefbook.errors import ProjectNotFoundError
from briefbook.files import write_whole
from briefbook.pages import SIZE_LIMIT, index_of, page_of
from briefbook.parameters import Choices
from briefbook.plan import Job, plan_jobs, use_package
from briefbook.project import Project, find_project
from briefbook.publish import publish, staging_folder, write_records
from briefbook.report_state import FILE, dataset_state
from briefbook.runs import Run, run_job
from briefbook.runs_turns import Turn, Turns
from briefbook.warm_source import warm_kernels
from briefbook.workspace import Workspace

if TYPE_CHECKING:
    from briefbook.dataset import Dataset
    from briefbook.html import ReportExporter


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a report tells while it is made.

    Attributes
    ----------
    kind
        ``start``, ``cell`` or ``end`` of a run.
    name
        The run.
    cell, cells
        Which cell of how many is running.
    passed, in_all
        Cells that are over, of all cells of all runs.
    done, total
        Runs that have ended, of all.
    run
        What came of it, at its end.
    """

    kind: Literal["start", "cell", "end"]
    name: str
    done: int
    total: int
    cell: int = 0
    cells: int = 0
    passed: int = 0
    in_all: int = 0
    run: Run | None = None


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
        Whether it was cut short by Ctrl-C.
    """

    folder: Path
    runs: tuple[Run, ...]
    interrupted: bool = False

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
        """Return 0, 1 where a run failed, 130 where Ctrl-C cut it short."""
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
        making = _Making(
            planned,
            folder,
            project,
            timeout=timeout,
            cold=cold,
            html=html,
            on_progress=on_progress,
        )
        runs, interrupted = making.all(jobs)
        if interrupted and not any(run.status == "ok" for run in runs):
            # Nothing new is worth the place of the last report.
            return Report(folder=output, runs=tuple(runs), interrupted=True)
        making.index(runs)
        write_records(folder, runs)
        if dataset is not None:
            ids = (
                i for run in runs for f in run.findings for i in f.get("evidence") or ()
            )
            state = json.dumps(dataset_state(dataset, ids), ensure_ascii=False)
            write_whole(folder / FILE, state + "\n")
        publish(folder, output)
    return Report(folder=output, runs=tuple(runs), interrupted=interrupted)


def link_pdfs(report: Report, project: Project | None = None) -> None:
    """Write a report's index anew, with links to the PDFs that lie beside its pages."""
    from briefbook.html import ReportExporter

    runs = [
        replace(run, pdf=name)
        if run.html and (report.folder / (name := f"{run.job.name}.pdf")).is_file()
        else run
        for run in report.runs
    ]
    _write_index(report.folder, runs, project, ReportExporter())


def _write_index(
    folder: Path, runs: Sequence[Run], project: Project | None, exporter: ReportExporter
) -> None:
    write_whole(folder / "index.html", exporter.index(**index_of(runs, project)))


class _Making:
    """The work on one report: runs in threads, pages as runs end."""

    def __init__(
        self,
        planned: Sequence[Job],
        folder: Path,
        project: Project | None,
        *,
        timeout: float | None,
        cold: bool,
        html: bool,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self.planned = planned
        self.folder = folder
        self.project = project
        self.timeout = timeout
        self.cold = cold
        self.html = html
        self.on_progress = on_progress
        self.done = 0
        self.cells = {job.name: job.cells for job in planned}
        self.at = dict.fromkeys(self.cells, 0)
        self._telling = Lock()
        self._exporting = Lock()
        self._exporter: ReportExporter | None = None

    def all(self, jobs: int) -> tuple[list[Run], bool]:
        """Run everything; after Ctrl-C, end what runs and leave out the rest."""
        # Imported before threads start: they'd race for the import lock. It takes no
        # longer than what kernels are forked from needs to get ready.
        import papermill  # noqa: F401

        self._ready_exporter().warm_up(pages=self.html)

        root = self.project.root if self.project else None
        interrupted = False
        jobs = max(1, jobs)
        turns = Turns(jobs)
        # The kernels of the next runs get ready, and those of the last ones end, while
        # `jobs` of them execute cells.
        beside = max(1, jobs // 2)
        with (
            Workspace(root, cold=self.cold) as workspace,
            ThreadPoolExecutor(max_workers=jobs + beside) as pool,
        ):
            queue = [
                (job, turns.next(partial(self._tell, "start", job)))
                for job in self.planned
            ]
            futures = [pool.submit(self._one, *each, workspace) for each in queue]
            pending: set[Future[Run]] = set(futures)
            while pending:
                try:
                    # A wait without a limit can't be interrupted on Windows.
                    limit = 0.1 if interrupted else 0.5
                    _, pending = wait(pending, limit, return_when=FIRST_COMPLETED)
                except KeyboardInterrupt:
                    interrupted = True
                if interrupted:
                    workspace.kill()
                    pending = {f for f in pending if not f.cancel()}
            runs = [
                Run(job=job, status="interrupted") if f.cancelled() else f.result()
                for job, f in zip(self.planned, futures, strict=True)
            ]
        return runs, interrupted

    def index(self, runs: Sequence[Run]) -> None:
        """Write the page that lists the runs."""
        _write_index(self.folder, runs, self.project, self._ready_exporter())

    def _one(self, job: Job, turn: Turn, workspace: Workspace) -> Run:
        def on_cell(cell: int, _: int) -> None:
            self.at[job.name] = cell - 1
            self._tell("cell", job, cell=cell)

        try:
            run, notebook = run_job(
                job,
                folder=self.folder,
                workspace=workspace,
                # As in JupyterLab, so that a notebook's relative paths mean the same.
                cwd=job.path.parent,
                timeout=self.timeout,
                on_cell=on_cell,
                turn=turn,
            )
        finally:
            turn.end()
            _close_loop()
        if notebook is not None and self.html:
            run = self._page(run, notebook)
        self.at[job.name] = job.cells
        with self._telling:
            self.done += 1
        self._tell("end", job, run=run)
        return run

    def _page(self, run: Run, notebook: Any) -> Run:
        job = run.job
        page = page_of(run, self.planned, self.project)
        try:
            with self._exporting:
                html = self._ready_exporter().page(notebook, page)
        except Exception as err:  # noqa: BLE001 (one page must not stop the rest)
            if run.status != "ok":
                return run
            words = f"the notebook ran, but its page could not be made: {err}"
            return replace(
                run, status="failed", error=type(err).__name__, message=words
            )
        write_whole(self.folder / f"{job.name}.html", html)
        size = len(html.encode())
        if size > SIZE_LIMIT:
            large = f"{size / 1e6:.1f} MB, more than {SIZE_LIMIT / 1e6:.0f} MB"
            run = replace(run, notes=(*run.notes, large))
        return replace(run, html=f"{job.name}.html")

    def _ready_exporter(self) -> ReportExporter:
        from briefbook.html import ReportExporter

        if self._exporter is None:
            self._exporter = ReportExporter()
        return self._exporter

    def _tell(
        self,
        kind: Literal["start", "cell", "end"],
        job: Job,
        *,
        cell: int = 0,
        run: Run | None = None,
    ) -> None:
        if self.on_progress is None:
            return
        with self._telling:
            event = Progress(
                kind=kind,
                name=job.name,
                done=self.done,
                total=len(self.planned),
                cell=cell,
                cells=job.cells,
                passed=sum(self.at.values()),
                in_all=sum(self.cells.values()),
                run=run,
            )
            self.on_progress(event)


def _close_loop() -> None:
    """Close the event loop that nbclient leaves to this thread, and its helpers."""
    from jupyter_core.utils import ensure_event_loop

    loop = ensure_event_loop()
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


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
