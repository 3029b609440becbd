"""Ways out of the Explorer: a command line, files with their origin, a report."""

from __future__ import annotations

import io
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.errors import NotebookError, ParameterError, RunError, did_you_mean
from briefbook.export_files import (
    ExportError,
    flat,
    write_csv,
    write_excel,
    write_parquet,
)
from briefbook.files import write_whole
from briefbook.view import View

if TYPE_CHECKING:
    from briefbook.explore import Explorer
    from briefbook.project import Project

FORMATS = {
    ".csv": "CSV",
    ".xlsx": "Excel",
    ".parquet": "Parquet",
    ".png": "PNG (chart)",
    ".svg": "SVG (chart)",
    ".yaml": "YAML (parameters)",
}


def command(view: View, notebook: str) -> str:
    """Return the command line that reruns `notebook` under `view`.

    Examples
    --------
    >>> command(View(actors=("Huawei", "SMIC")), "01_chips")
    'briefbook report 01_chips -p actors Huawei -p actors SMIC'
    """
    words = ["briefbook", "report", notebook]
    for name, value in view.to_dict().items():
        for item in value if isinstance(value, list) else [value]:
            written = f"{item:.17g}" if isinstance(item, float) else str(item)
            words += ["-p", name, written]
    return shlex.join(words)


def notebooks_of(project: Project) -> list[str]:
    """Return the names of a project's notebooks."""
    return sorted(path.stem for path in project.notebooks.glob("*.ipynb"))


def export(ex: Explorer, path: Path) -> Path:
    """Write the rows, the chart or the view of an Explorer, by the path's suffix.

    Raises
    ------
    ExportError
        The suffix is none that is known, or there are more rows than Excel holds.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise ExportError(
            f"{path.name!r}: files of {path.suffix or 'no suffix'} can't be written, "
            f"{did_you_mean(suffix, FORMATS)}"
        )
    if suffix == ".yaml":
        return write_whole(path, ex.to_yaml())
    if suffix == ".png":
        return write_whole(path, ex.picture().png)
    if suffix == ".svg":
        return write_whole(path, svg(ex))
    if suffix == ".csv":
        return write_csv(ex.rows, path)
    import pandas as pd

    about = origin(ex)
    if suffix == ".parquet":
        return write_parquet(flat(ex.rows), path, about)
    notes = pd.DataFrame({"what": list(about), "value": list(about.values())})
    return write_excel({"rows": ex.rows, "about": notes}, path)


def origin(ex: Explorer) -> dict[str, str]:
    """Return what a file says of itself: view, data, licence."""
    return {
        "rows": ex.sentence,
        "view": ex.to_yaml().strip(),
        "data": ex.ds.stamp,
        "project": ex.ds.project.title,
        "words": "quote is the brief's own text between char_start and char_end",
    }


def svg(ex: Explorer) -> bytes:
    """Return the chart as SVG with its text as text, the same for the same rows."""
    import matplotlib as mpl

    from briefbook.charts import blank, frame, nothing
    from briefbook.explore_views import chart_of

    show = ex.show if ex.show != "table" else "chart"
    caption = ex.caption(show)
    chart = chart_of(ex.selection, show, ex.dated, caption)
    figure, axes = blank(chart.height)
    if len(ex):
        chart.draw(axes)
    else:
        nothing(axes, "No rows in this view.")
    frame(figure, axes, caption)
    buffer = io.BytesIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "briefbook"}):
        figure.savefig(
            buffer, format="svg", metadata={"Date": None, "Title": caption.title}
        )
    return buffer.getvalue()


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
        There is no such notebook, or it does not take a filter that is set.
    RunError
        A cell failed; the message says which.
    """
    from briefbook.report import run_report

    project = ex.ds.project
    known = notebooks_of(project)
    if notebook not in known:
        raise NotebookError(
            f"{notebook!r} is no notebook, {did_you_mean(notebook, known)}"
        )
    if Path(name).name != name or name in ("", ".", ".."):
        raise ParameterError(f"name={name!r}: a folder's name, without '/'")
    report = run_report(
        [project.notebooks / f"{notebook}.ipynb"],
        output=project.reports / name,
        parameters=ex.view.to_dict(),
        choices=ex.known,
        project=project,
        on_progress=on_progress,
    )
    if report.failed:
        raise RunError("; ".join(str(run.headline) for run in report.failed))
    return report.index
