"""Ways out of the Explorer: a command line, files with their origin, a report."""

from __future__ import annotations

import io
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.errors import (
    BriefbookError,
    NotebookError,
    ParameterError,
    RunError,
    did_you_mean,
)
from briefbook.files import whole_file, write_whole
from briefbook.view import View

if TYPE_CHECKING:
    import pandas as pd

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
_EXCEL_ROWS = 1_048_575


class ExportError(BriefbookError):
    """A selection can't be written as asked."""


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
    rows = flat(ex.rows)
    if suffix == ".csv":
        # A mark of UTF-8 at the start: without it Excel reads a local code page.
        text = rows.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")
        return write_whole(path, text.encode("utf-8-sig", "replace"))
    with whole_file(path) as partial:
        if suffix == ".xlsx":
            _excel(rows, origin(ex), partial)
        else:
            _parquet(rows, origin(ex), partial)
    return path


def origin(ex: Explorer) -> dict[str, str]:
    """Return what a file says of itself: view, data, licence."""
    return {
        "rows": ex.sentence,
        "view": ex.to_yaml().strip(),
        "data": ex.ds.stamp,
        "project": ex.ds.project.title,
        "words": "quote is the brief's own text between char_start and char_end",
    }


def flat(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows whose list cells are texts with ``;`` and whose codes are texts."""
    result = rows.copy()
    for name in result.columns:
        column = result[name]
        if column.dtype == "object":
            result[name] = [";".join(map(str, c)) for c in column]
        elif str(column.dtype) == "category":
            result[name] = column.astype("str")
    return result


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


def _excel(rows: pd.DataFrame, about: dict[str, str], path: Path) -> None:
    import pandas as pd

    if len(rows) > _EXCEL_ROWS:
        raise ExportError(
            f"{len(rows):,} rows: Excel holds {_EXCEL_ROWS:,}; filter, or take Parquet"
        )
    notes = pd.DataFrame({"what": list(about), "value": list(about.values())})
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        for name, frame in (("rows", rows), ("about", notes)):
            frame.to_excel(writer, sheet_name=name, index=False)
            for line in writer.sheets[name].iter_rows():
                for cell in line:
                    if cell.data_type == "f":
                        # Words that begin with '=' are words, never a formula.
                        cell.data_type = "s"


def _parquet(rows: pd.DataFrame, about: dict[str, str], path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    made = pa.Table.from_pandas(rows, preserve_index=False)
    notes = {f"briefbook.{k}".encode(): v.encode() for k, v in about.items()}
    made = made.replace_schema_metadata({**(made.schema.metadata or {}), **notes})
    pq.write_table(made, path)
