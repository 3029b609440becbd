"""A dataset in a folder: every table, its descriptor, and whom to credit.

The folder is a Frictionless Data Package (`datapackage.json`), so that pandas, R or a
spreadsheet know what each column means. It is written whole or not at all.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.describe import DESCRIPTOR, as_json, head, resource
from briefbook.errors import did_you_mean
from briefbook.export_credits import credit_rows
from briefbook.export_files import (
    DEFUSED_NOTE,
    ExportError,
    undefused,
    write_csv,
    write_excel,
    write_parquet,
)
from briefbook.files import write_whole
from briefbook.frames import shaped
from briefbook.schema import TABLES
from briefbook.view import View

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

__all__ = ["FORMATS", "ExportError", "credit_rows", "export", "read_tables", "tables"]

ABOUT, WORKBOOK = "README.md", "briefbook.xlsx"
_MARK = "briefbook"
Frames = Mapping[str, "pd.DataFrame"]


def tables(ds: Dataset) -> dict[str, pd.DataFrame]:
    """Return every declared table of a dataset under its view, by name."""
    made = {"checks": ds.checks, "contested": ds.contested, "credits": credit_rows(ds)}
    frames = {name: made[name] if name in made else ds.table(name) for name in TABLES}
    if ds.view != View():
        # Those behind the view's rows; checks may rest on more than its own record.
        sources = ds._whole.tables["sources"]
        kept = sources[sources["source_id"].isin(set(made["credits"]["source_id"]))]
        frames["sources"] = kept.reset_index(drop=True)
    return frames


def export(ds: Dataset, folder: str | Path, form: str) -> Path:
    """Write every table of a dataset into a folder.

    Parameters
    ----------
    ds
        What to write, under its view.
    folder
        Where to. It is made; one that an export made before is replaced.
    form
        ``csv``, ``excel`` (one workbook, a sheet a table) or ``parquet``.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ExportError
        The folder holds other files, or the rows do not fit the form. Nothing is
        written then, and what stood there stays.
    """
    if form not in FORMATS:
        raise ExportError(
            f"{form!r} is no form of export, {did_you_mean(form, FORMATS)}"
        )
    folder = Path(folder).expanduser().absolute()
    _may_replace(folder)
    frames = tables(ds)
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        made = partial / folder.name
        made.mkdir()
        resources = FORMATS[form](frames, made, _about(ds))
        write_whole(made / DESCRIPTOR, as_json(_package(ds, frames, resources)))
        write_whole(made / ABOUT, _readme(ds, frames, form))
        _take_its_place(made, folder, partial / "before")
    finally:
        shutil.rmtree(partial)
    return folder


def read_tables(folder: str | Path) -> dict[str, pd.DataFrame]:
    """Return the tables of an exported folder, equal to those that were written.

    Parameters
    ----------
    folder
        Written by `export`, in any form.

    Raises
    ------
    ExportError
        The folder has no descriptor of an export.
    """
    import pandas as pd

    folder = Path(folder)
    package = _descriptor(folder)
    if package is None:
        raise ExportError(
            f"{folder}: no {DESCRIPTOR} of an export in it; name the folder that "
            f"ds.to_csv, ds.to_excel or ds.to_parquet wrote"
        )
    found: dict[str, pd.DataFrame] = {}
    for described in package["resources"]:
        name, path = described["name"].replace("-", "_"), folder / described["path"]
        if described["format"] == "parquet":
            rows = pd.read_parquet(path)
        elif described["format"] == "xlsx":
            rows = pd.read_excel(path, sheet_name=name, **_AS_WRITTEN)
        else:
            rows = pd.read_csv(path, **_AS_WRITTEN).map(_undefused)
        found[name] = shaped(_cells(rows, name), name)
    return found


_AS_WRITTEN: dict[str, Any] = {
    "dtype": "object",
    "keep_default_na": False,
    "na_values": [""],
}


def _csv(frames: Frames, folder: Path, about: dict[str, str]) -> list[dict[str, Any]]:
    return [
        resource(
            TABLES[name], write_csv(rows, folder / f"{name}.csv").name, among=frames
        )
        for name, rows in frames.items()
    ]


def _excel(frames: Frames, folder: Path, about: dict[str, str]) -> list[dict[str, Any]]:
    import pandas as pd

    notes = pd.DataFrame({"what": list(about), "value": list(about.values())})
    write_excel({**frames, "about": notes}, folder / WORKBOOK)
    return [
        resource(TABLES[name], WORKBOOK, among=frames) | _sheet(name) for name in frames
    ]


def _sheet(name: str) -> dict[str, Any]:
    # As the Data Package standard has it, and as its tool in Python reads it.
    return {"dialect": {"sheetName": name, "excel": {"sheet": name}}}


def _parquet(
    frames: Frames, folder: Path, about: dict[str, str]
) -> list[dict[str, Any]]:
    return [
        resource(
            TABLES[name],
            write_parquet(rows, folder / f"{name}.parquet", about).name,
            among=frames,
        )
        for name, rows in frames.items()
    ]


FORMATS: dict[str, Callable[[Frames, Path, dict[str, str]], list[dict[str, Any]]]] = {
    "csv": _csv,
    "excel": _excel,
    "parquet": _parquet,
}


def _about(ds: Dataset) -> dict[str, str]:
    day = ds._whole.record_day
    return {
        "project": ds.project.title,
        "view": ds.view.sentence(),
        "record": f"as it stood on {day}" if day else "all that is known",
        "data": ds.stamp,
    }


def _package(
    ds: Dataset, frames: Frames, resources: list[dict[str, Any]]
) -> dict[str, Any]:
    sources = [
        {"title": ": ".join(filter(None, (_text(row.publisher), _text(row.title))))}
        | ({"path": row.url} if _text(row.url) else {})
        for row in frames["credits"].itertuples()
    ]
    return {**head(ds.project), _MARK: _about(ds), "resources": resources} | (
        {"sources": sources} if sources else {}
    )


def _readme(ds: Dataset, frames: Frames, form: str) -> str:
    about = _about(ds)
    lines = [
        f"# {about['project']}",
        "",
        f"Exported by {about['data']}. View: {about['view']}. "
        f"Record: {about['record']}.",
        f"`{DESCRIPTOR}` says what each column means (Frictionless Data Package).",
        "",
    ]
    if form == "csv":
        lines += [DEFUSED_NOTE, ""]
    lines += ["| table | rows | a row is |", "|---|---|---|"]
    for name, rows in frames.items():
        lines.append(f"| `{name}` | {len(rows):,} | {TABLES[name].row} |")
    lines += ["", "## Credit", ""]
    lines += [f"- {line}" for line in frames["credits"]["credit"]]
    return "\n".join(lines) + "\n"


def _take_its_place(made: Path, folder: Path, aside: Path) -> None:
    if folder.exists():
        folder.rename(aside)
    try:
        made.rename(folder)
    except OSError:
        if aside.exists():
            aside.rename(folder)
        raise


def _may_replace(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ExportError(f"{folder} is no folder: name another one")
    if not folder.exists():
        return
    package = _descriptor(folder)
    own = {DESCRIPTOR, ABOUT}
    own |= {described["path"] for described in (package or {}).get("resources", ())}
    foreign = sorted(
        {path.name for path in folder.iterdir()} - (own if package else set())
    )
    if foreign:
        raise ExportError(
            f"{folder} holds files that no export wrote ({', '.join(foreign[:3])}): "
            f"name a new folder, or move them away"
        )


def _descriptor(folder: Path) -> dict[str, Any] | None:
    """Return the descriptor of an exported folder, or None where it is none."""
    try:
        package = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    is_ours = isinstance(package, dict) and isinstance(package.get(_MARK), dict)
    return package if is_ours else None


def _cells(rows: pd.DataFrame, table: str) -> list[dict[str, Any]]:
    """Return rows as `shaped` takes them: typed, null as None, lists as tuples."""
    return [
        {
            name: _PARSED.get(TABLES[table][name].dtype, _plain)(cell)
            for name, cell in row.items()
        }
        for row in rows.to_dict("records")
    ]


def _plain(cell: Any) -> Any:
    # `cell != cell` holds for NaN and NaT; NA refuses to say.
    import pandas as pd

    return None if cell is pd.NA or cell != cell else cell


def _list(cell: Any) -> tuple[str, ...]:
    if isinstance(cell, str):
        return tuple(cell.split(";")) if cell else ()
    return tuple(cell) if hasattr(cell, "__len__") else ()


def _number(cell: Any) -> float | None:
    cell = _plain(cell)
    return None if cell is None else float(cell)


def _whole(cell: Any) -> int | None:
    cell = _plain(cell)
    return None if cell is None else int(cell)


def _truth(cell: Any) -> bool | None:
    cell = _plain(cell)
    return cell if cell is None or isinstance(cell, bool) else cell == "True"


_PARSED: dict[str, Callable[[Any], Any]] = {
    "list": _list,
    "Float64": _number,
    "Int64": _whole,
    "boolean": _truth,
}


def _undefused(cell: Any) -> Any:
    return undefused(cell) if isinstance(cell, str) else cell


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
