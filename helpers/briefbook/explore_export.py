"""Files that the Explorer writes: its rows with their origin, its chart, its view."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

from briefbook.errors import did_you_mean
from briefbook.export_credits import credit_rows
from briefbook.export_files import (
    DEFUSED_NOTE,
    ExportError,
    flat,
    write_csv,
    write_excel,
    write_parquet,
)
from briefbook.files import write_whole

if TYPE_CHECKING:
    from briefbook.explore import Explorer

FORMATS = {
    ".csv": "CSV",
    ".xlsx": "Excel",
    ".parquet": "Parquet",
    ".png": "PNG (chart)",
    ".svg": "SVG (chart)",
    ".yaml": "YAML (parameters)",
}


def export(ex: Explorer, path: Path) -> Path:
    """Write the rows, the chart or the view of an Explorer, by the path's suffix.

    Rows name whom to credit: in a sheet of the workbook, in the metadata of Parquet
    (``briefbook.credits``), and for CSV in a text file beside it (`credits_beside`).

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
    about, owed = origin(ex), credit_rows(ex.dataset, ex.of)
    if suffix == ".csv":
        # First what it says of itself: rows never stand without their credits.
        write_whole(credits_beside(path), _as_text(path.name, about, owed["credit"]))
        return write_csv(ex.rows, path)
    if suffix == ".parquet":
        about["credits"] = "\n".join(owed["credit"])
        return write_parquet(flat(ex.rows), path, about)
    import pandas as pd

    notes = pd.DataFrame({"what": list(about), "value": list(about.values())})
    return write_excel({"rows": ex.rows, "credits": owed, "about": notes}, path)


def credits_beside(path: Path) -> Path:
    """Return where the credits of a CSV file stand.

    Lines within the file would break what reads it.

    Examples
    --------
    >>> credits_beside(Path("selection.csv")).name
    'selection.credits.txt'
    """
    return path.with_suffix(".credits.txt")


def _as_text(name: str, about: Mapping[str, str], credit: Iterable[str]) -> str:
    lines = [f"Whom to credit for {name}, and what it holds", ""]
    lines += [f"- {line}" for line in credit] or ["- nobody: it has no rows"]
    for what, value in about.items():
        lines += ["", f"{what}:", indent(value, "  ")]
    return "\n".join([*lines, "", DEFUSED_NOTE]) + "\n"


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

    chart = ex.chart()
    figure, axes = blank(chart.height)
    if chart.data.empty:
        nothing(axes, chart.caption.none)
    else:
        chart.draw(axes)
    frame(figure, axes, chart.caption)
    buffer = io.BytesIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "briefbook"}):
        figure.savefig(
            buffer, format="svg", metadata={"Date": None, "Title": chart.caption.title}
        )
    return buffer.getvalue()
