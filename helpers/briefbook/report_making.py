"""The work on a report: its runs in threads, their pages, and how far it got."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from briefbook.files import write_whole
from briefbook.pages import SIZE_LIMIT, Siblings, page_of
from briefbook.plan import Job
from briefbook.project import Project
from briefbook.report_interrupts import Interrupts
from briefbook.report_state import versions
from briefbook.runs import Run, run_job
from briefbook.runs_turns import Turn, Turns
from briefbook.workspace import Workspace

if TYPE_CHECKING:
    from briefbook.html import ReportExporter

_LOG = logging.getLogger(__name__)


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


class Making:
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
        self._siblings = Siblings(planned)
        self._in_all = sum(job.cells for job in planned)
        self._passed = 0
        self._at: dict[str, int] = {}
        self._telling = Lock()
        self._exporting = Lock()
        self._exporter: ReportExporter | None = None

    def all(self, jobs: int, interrupts: Interrupts) -> list[Run]:
        """Run everything; after Ctrl-C, end what runs and leave out the rest."""
        # Imported before threads start: they'd race for the import lock. What the end
        # of the report needs is read here as well, as it all takes no longer than what
        # kernels are forked from needs to get ready.
        import papermill  # noqa: F401

        self.exporter().warm_up(pages=self.html)
        versions()

        root = self.project.root if self.project else None
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
            self._await(futures, workspace, interrupts)
        return [
            Run(job=job, status="interrupted") if f.cancelled() else f.result()
            for job, f in zip(self.planned, futures, strict=True)
        ]

    def _await(
        self,
        futures: Sequence[Future[Run]],
        workspace: Workspace,
        interrupts: Interrupts,
    ) -> None:
        # A signal's handler may put into this kind of queue; None stands for Ctrl-C.
        ended: SimpleQueue[Future[Run] | None] = SimpleQueue()
        interrupts.tell = partial(ended.put, None)
        if interrupts.came:
            ended.put(None)
        for future in futures:
            future.add_done_callback(ended.put)
        left = len(futures)
        while left:
            with suppress(Empty):
                # A wait without a limit can't be interrupted on Windows.
                limit = 0.1 if interrupts.came else 0.5
                if ended.get(timeout=limit) is not None:
                    left -= 1
                    continue
            if interrupts.came:
                for future in () if workspace.closed else futures:
                    future.cancel()
                workspace.kill()

    def _one(self, job: Job, turn: Turn, workspace: Workspace) -> Run:
        try:
            run = self._made(job, turn, workspace)
        except OSError:
            # The report can't be written; what follows would fail likewise.
            raise
        except Exception as err:  # noqa: BLE001 (one run must not stop the others)
            _LOG.debug("%s failed", job.name, exc_info=True)
            run = Run(
                job=job, status="failed", error=type(err).__name__, message=str(err)
            )
        self._reach(job, job.cells)
        with self._telling:
            self.done += 1
        self._tell("end", job, run=run)
        return run

    def _made(self, job: Job, turn: Turn, workspace: Workspace) -> Run:
        def on_cell(cell: int, _: int) -> None:
            self._reach(job, cell - 1)
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
        return self._page(run, notebook) if notebook is not None and self.html else run

    def _reach(self, job: Job, cells: int) -> None:
        with self._telling:
            self._passed += cells - self._at.get(job.name, 0)
            self._at[job.name] = cells

    def _page(self, run: Run, notebook: Any) -> Run:
        job = run.job
        try:
            page = page_of(run, self._siblings.links(job), self.project)
            with self._exporting:
                text = self.exporter().page(notebook, page)
            html = text.encode(errors="backslashreplace")
        except Exception as err:  # noqa: BLE001 (one page must not stop the rest)
            if run.status != "ok":
                return run
            words = f"the notebook ran, but its page could not be made: {err}"
            return replace(
                run, status="failed", error=type(err).__name__, message=words
            )
        write_whole(self.folder / f"{job.name}.html", html)
        size = len(html)
        if size > SIZE_LIMIT:
            large = f"{size / 1e6:.1f} MB, more than {SIZE_LIMIT / 1e6:.0f} MB"
            run = replace(run, notes=(*run.notes, large))
        return replace(run, html=f"{job.name}.html")

    def exporter(self) -> ReportExporter:
        """Return what writes this report's pages."""
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
                passed=self._passed,
                in_all=self._in_all,
                run=run,
            )
            self.on_progress(event)


def _close_loop() -> None:
    """Close the event loop that nbclient leaves to this thread, and its helpers."""
    from jupyter_core.utils import ensure_event_loop

    loop = ensure_event_loop()
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
