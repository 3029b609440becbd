"""Execute committed notebooks in place, leaving nothing volatile in them.

A second call on the same data changes no byte, so ``git diff`` stays empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.errors import NotebookError
from briefbook.files import write_whole
from briefbook.notebook_rules import is_folded
from briefbook.runs_outputs import WIDGET_VIEW
from briefbook.workspace import Workspace

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from briefbook.project import Project

_TIMEOUT = 600


def refresh(paths: Sequence[Path], project: Project) -> Iterator[tuple[Path, bool]]:
    """Execute each notebook and write it back; yield its path and whether it changed.

    Raises
    ------
    NotebookError
        A cell failed; that notebook is left as it was.
    """
    import nbformat

    for path in paths:
        before = path.read_text(encoding="utf-8")
        notebook = nbformat.reads(before, as_version=4)
        _execute(notebook, path, project)
        clean(notebook)
        after = as_text(notebook)
        if after != before:
            write_whole(path, after)
        yield path, after != before


def clean(notebook: NotebookNode) -> None:
    """Remove what differs from run to run or from machine to machine.

    Execution times, the interpreter's version, the ids of widget models and their
    saved state go; outputs stay, and so does what folds a cell's code.
    """
    notebook.metadata = type(notebook.metadata)(
        kernelspec={
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        language_info={"name": "python"},
    )
    for cell in notebook.cells:
        kept = {"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {}
        if is_folded(cell):
            kept["jupyter"] = {"source_hidden": True}
        cell.metadata = type(cell.metadata)(kept)
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop(WIDGET_VIEW, None)
            output.pop("transient", None)


def as_text(notebook: Any) -> str:
    """Return a notebook as the text that is committed."""
    import nbformat

    return nbformat.writes(notebook).rstrip("\n") + "\n"


def _execute(notebook: NotebookNode, path: Path, project: Project) -> None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    # What is committed is what ordinary kernels give, as a reader's JupyterLab does.
    with Workspace(project.root, cold=True) as workspace:
        log = workspace.folder / "kernel.log"
        client = NotebookClient(
            notebook,
            timeout=_TIMEOUT,
            kernel_name="python3",
            kernel_manager_class=workspace.manager_class(log),
            record_timing=False,
            resources={"metadata": {"path": str(path.parent)}},
        )
        try:
            client.execute()
        except CellExecutionError as err:
            number = _failed(notebook.cells)
            raise NotebookError(
                f"{path.name}, cell {number}: {err.ename}: {err.evalue}"
            ) from err


def _failed(cells: Iterable[Any]) -> int:
    for number, cell in enumerate(cells, start=1):
        if any(out.output_type == "error" for out in cell.get("outputs", ())):
            return number
    return 0
