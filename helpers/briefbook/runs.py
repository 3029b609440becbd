"""One run: a notebook with its parameters, executed by papermill and written down.

Whatever stops a run (an error in a cell, a kernel that dies, the time limit) ends as a
`Run` that names the cell and the cause, beside the notebook as far as it got.
"""

from __future__ import annotations

import logging
import math
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from briefbook.errors import NotebookError
from briefbook.files import json_bytes, write_whole
from briefbook.parameters import is_secret, tags_of
from briefbook.plan import Job
from briefbook.runs_outputs import WIDGET_VIEW, failing_line, recorded, show_caught
from briefbook.runs_turns import Turn, Turns
from briefbook.workspace import Workspace

Status = Literal["ok", "failed", "timed_out", "kernel_died", "interrupted"]
OnCell = Callable[[int, int], None]

_WORDS: dict[Status, str] = {
    "failed": "failed",
    "timed_out": "took longer than its time limit",
    "kernel_died": "lost its kernel",
    "interrupted": "was interrupted",
}
# How many seconds after a cell's end all that it showed must have come. nbclient's own
# four are too few for ten thousand outputs, of which it reads 1,300 a second.
_SHOWN_WITHIN = 300
_LOST = (
    "The cell ended, but what it showed did not all come: it was too much at once; show"
    " less."
)
_MARKER = "papermill-error-cell-tag"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of a job.

    Attributes
    ----------
    status
        ``ok``, ``failed``, ``timed_out``, ``kernel_died`` or ``interrupted``.
    cell
        Where it stopped: position in the notebook as committed, counted from 1.
    run_cell
        The same in the run notebook, where a cell with the values was put in.
    line
        First line of that cell.
    error, message
        The exception's class and what it says.
    findings, stamp
        What the cell tagged ``record`` gave.
    started
        When, as papermill wrote it.
    seconds
        How long it took, kernel start included.
    overhead
        How many of these no cell took: start, messages, end; None where no cell ran.
    notebook, html, pdf
        Names of the files in the report's folder, of those that were made.
    """

    job: Job
    status: Status = "ok"
    cell: int | None = None
    run_cell: int | None = None
    line: str = ""
    error: str = ""
    message: str = ""
    findings: tuple[Mapping[str, Any], ...] = ()
    stamp: str = ""
    notes: tuple[str, ...] = ()
    started: str = ""
    seconds: float = 0.0
    overhead: float | None = None
    notebook: str = ""
    html: str = ""
    pdf: str = ""

    @property
    def headline(self) -> str:
        """Return in one line what went wrong, and where."""
        if self.status == "ok":
            return ""
        where = f" in cell {self.cell}" if self.cell else ""
        cause = f": {self.error}" if self.error else ""
        return f"This run {_WORDS[self.status]}{where}{cause}"

    def __str__(self) -> str:
        """Return one line for a terminal: run, notebook, cell, cause, words."""
        if self.status == "ok":
            return f"{self.job.name}: ok"
        what = self.headline.removeprefix("This run ")
        words = " ".join(self.message.split())
        line = f" [{self.line}]" if self.line else ""
        said = f": {words[:300]}" if words else ""
        return f"{self.job.name} ({self.job.path.name}) {what}{said}{line}"


@dataclass(slots=True)
class _Stop:
    status: Status
    error: str = ""
    message: str = ""
    cell: int | None = None


def run_job(
    job: Job,
    *,
    folder: Path,
    workspace: Workspace,
    cwd: Path,
    timeout: float | None,
    on_cell: OnCell | None = None,
    turn: Turn | None = None,
) -> tuple[Run, Any]:
    """Run one job and write its notebook to `folder`.

    Parameters
    ----------
    job, folder
        What is run, and where its notebook goes.
    workspace, cwd
        Where its kernel belongs, and which folder it runs in.
    timeout
        Seconds that it may take from its first cell on; None for no limit. To read what
        a cell showed may take as long again, but not more than 300.
    on_cell
        Called with the number of each cell before it runs.
    turn
        Awaited before the first cell.

    Returns
    -------
    tuple
        The run, and the run notebook (None where it did not even start).
    """
    log = workspace.folder / f"{job.name}.log"
    begun = time.perf_counter()
    turn = turn or Turns().next()
    going = _Going(on_cell, turn)
    stop = _execute(job, log, workspace, cwd, timeout, going)
    if stop is not None and workspace.closed:
        stop = _Stop("interrupted", cell=stop.cell)
    if stop is not None and stop.cell is None:
        stop.cell = going.cell
    if stop is not None and stop.status in ("kernel_died", "failed"):
        stop.message = stop.message or _last_words(log)
    seconds = time.perf_counter() - begun - turn.waited
    notebook = going.notebook
    if notebook is None:
        return _finished(job, stop, None, seconds), None
    _tidy(notebook, job, stop)
    run = _finished(job, stop, notebook, seconds)
    write_whole(folder / f"{job.name}.ipynb", json_bytes(notebook, indent=1))
    return run, notebook


class _Going:
    """How far a run got; nbclient calls its methods."""

    def __init__(self, on_cell: OnCell | None, turn: Turn) -> None:
        self.on_cell = on_cell
        self.turn = turn
        self.since = time.monotonic()
        self.notebook: Any = None
        self.cell: int | None = None

    def notebook_started(self, notebook: Any) -> None:
        self.notebook = notebook
        self.since = time.monotonic()
        self.turn.began()

    def cell_started(self, cell: Any, cell_index: int) -> None:
        self.cell = cell_index
        if self.on_cell is not None:
            self.on_cell(cell_index + 1, 0)


def _execute(
    job: Job,
    log: Path,
    workspace: Workspace,
    cwd: Path,
    timeout: float | None,
    going: _Going,
) -> _Stop | None:
    stop = _execute_once(job, log, workspace, cwd, timeout, going)
    lost = stop is not None and stop.status == "kernel_died" and going.notebook is None
    if not lost or workspace.cold or workspace.closed:
        return stop
    # Nothing of the notebook ran: what its kernel was forked from may have ended, which
    # another run's fault can cause.
    return _execute_once(job, log, workspace, cwd, timeout, going)


def _execute_once(
    job: Job,
    log: Path,
    workspace: Workspace,
    cwd: Path,
    timeout: float | None,
    going: _Going,
) -> _Stop | None:
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import raise_for_execution_errors

    # Without a handler, Python prints papermill's warnings to the terminal.
    logging.getLogger("papermill").addHandler(logging.NullHandler())

    def left(_: Any) -> int:
        # nbclient's limit is for a cell; what is left of the run's makes it the run's.
        over = time.monotonic() - going.since
        return max(1, math.ceil(timeout - over)) if timeout else 0

    try:
        # papermill's single call would encode all outputs at its end, for a file that
        # is not wanted here: ours is written when it is tidy.
        prepared = papermill.execute_notebook(
            _literal(job.path),
            None,
            parameters=dict(job.given),
            kernel_name="python3",
            language="python",
            prepare_only=True,
        )
        going.notebook = papermill_engines.execute_notebook_with_engine(
            None,
            prepared,
            kernel_name="python3",
            progress_bar=False,
            start_timeout=120,
            kernel_manager_class=workspace.manager_class(log, going.turn),
            resources={"metadata": {"path": str(cwd)}},
            timeout_func=left,
            iopub_timeout=math.ceil(min(timeout or math.inf, _SHOWN_WITHIN)),
            coalesce_streams=True,
            on_notebook_start=going.notebook_started,
            on_cell_start=going.cell_started,
        )
        raise_for_execution_errors(going.notebook, None)
    except PapermillExecutionError as err:
        return _Stop("failed", err.ename, str(err.evalue), err.cell_index)
    except CellTimeoutError:
        # The same exception says that the end of the outputs did not come.
        if not timeout or time.monotonic() - going.since < timeout:
            return _Stop("failed", "", _LOST)
        limit = f"{timeout:g} seconds"
        return _Stop("timed_out", "", f"The run may take {limit}; --timeout sets more.")
    except DeadKernelError:
        return _Stop("kernel_died")
    except RuntimeError as err:
        # nbclient has no class of its own for a kernel that does not come up.
        return _Stop("kernel_died", "", f"{err}\n{_last_words(log)}".strip())
    except Exception as err:  # noqa: BLE001 (one run's fault must not stop the others)
        return _Stop("failed", type(err).__name__, str(err))
    finally:
        going.turn.end()
    return None


def _finished(job: Job, stop: _Stop | None, notebook: Any, seconds: float) -> Run:
    status: Status = stop.status if stop else "ok"
    error, message = (stop.error, stop.message) if stop else ("", "")
    findings: tuple[Mapping[str, Any], ...] = ()
    stamp, started = "", ""
    cell = run_cell = overhead = None
    line = ""
    ignored = ", ".join(job.ignored)
    notes = [f"does not take {ignored}"] if ignored else []
    if notebook is not None:
        started = notebook.metadata.get("papermill", {}).get("start_time", "") or ""
        overhead = _overhead(notebook, seconds)
        try:
            findings, stamp = recorded(notebook)
        except NotebookError as err:
            if status == "ok":
                status, error, message = "failed", "NotebookError", str(err)
        if stop is not None and stop.cell is not None:
            run_cell = stop.cell + 1
            cells = [c for c in notebook.cells if _MARKER not in tags_of(c)]
            before = cells[: stop.cell]
            put_in = bool(job.given) and any(
                "injected-parameters" in tags_of(c) for c in before
            )
            cell = run_cell - put_in
            line = failing_line(cells[stop.cell]) if stop.cell < len(cells) else ""
    return Run(
        job=job,
        status=status,
        cell=cell,
        run_cell=run_cell,
        line=line,
        error=error,
        message=_clipped(message),
        findings=findings,
        stamp=stamp,
        notes=tuple(notes),
        started=started,
        seconds=seconds,
        overhead=overhead,
        notebook=f"{job.name}.ipynb" if notebook is not None else "",
    )


def _overhead(notebook: Any, seconds: float) -> float | None:
    took = [
        cell.metadata.get("papermill", {}).get("duration") for cell in notebook.cells
    ]
    ran = [duration for duration in took if duration is not None]
    return max(0.0, seconds - sum(ran)) if ran else None


def _tidy(notebook: Any, job: Job, stop: _Stop | None) -> None:
    """Take paths of this machine and secrets out; write the failure in its cell."""
    from papermill.translators import PythonTranslator

    facts = notebook.metadata.get("papermill", {})
    facts["input_path"] = job.path.name
    facts["output_path"] = f"{job.name}.ipynb"
    facts["parameters"] = job.shown()
    # Without a kernel a widget is dead; its static form stays.
    show_caught(notebook)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if data.keys() - {WIDGET_VIEW, "text/plain"}:
                # Dead without its kernel; here it has another form to show.
                data.pop(WIDGET_VIEW, None)
    put_in = [c for c in notebook.cells if "injected-parameters" in tags_of(c)]
    if put_in and any(is_secret(name) for name in job.given):
        # Written anew: where black is installed papermill lets it break long lines.
        put_in[0].source = PythonTranslator.codify(job.shown())
    if stop is None or stop.cell is None or stop.status not in _SHOWN_IN_CELL:
        return
    cells = [c for c in notebook.cells if _MARKER not in tags_of(c)]
    if stop.cell >= len(cells) or cells[stop.cell].cell_type != "code":
        return
    outputs = cells[stop.cell].outputs
    # The interrupt that ends a timed-out kernel has its own traceback; ours says why.
    kept = [o for o in outputs if o.output_type != "error"]
    words = f"The run {_WORDS[stop.status]}."
    kept.append(
        type(notebook)(
            output_type="error",
            ename=_SHOWN_IN_CELL[stop.status],
            evalue=f"{words} {stop.message}".strip(),
            traceback=[],
        )
    )
    cells[stop.cell].outputs = kept


_SHOWN_IN_CELL: dict[Status, str] = {
    "timed_out": "Time limit",
    "kernel_died": "Kernel died",
    "interrupted": "Interrupted",
}


def _last_words(log: Path, limit: int = 600) -> str:
    try:
        text = log.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
    return text[-limit:]


def _clipped(text: str, limit: int = 800) -> str:
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


def _literal(path: Path) -> str:
    # papermill fills {name} in paths with parameters; ours are meant as they are.
    return os.fspath(path.resolve()).replace("{", "{{").replace("}", "}}")
