"""Put a finished report in its place, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from errno import EEXIST
from pathlib import Path

from briefbook.errors import RunError
from briefbook.export_files import defused
from briefbook.files import json_bytes, write_whole
from briefbook.report_state import versions
from briefbook.runs import Run

PREVIOUS = "previous"
# Every report has it, so a folder without it is somebody's own and stays.
_SIGN = "findings.json"
_ATTEMPTS = 20


def check_place(output: Path) -> None:
    """Refuse a place that no report can take.

    Raises
    ------
    RunError
        It is where the report before is kept; or it, or what lies there, is a folder
        that no report made.
    """
    previous = output.with_name(PREVIOUS)
    if output.name.casefold() == PREVIOUS:
        raise RunError(
            f"{output}: is where the report before is kept; choose another name with "
            f"--name"
        )
    if _is_foreign(output):
        raise RunError(
            f"{output}: is there already and is no report (it has no {_SIGN}); choose "
            f"another name with --name, or move it away"
        )
    if _is_foreign(previous):
        raise RunError(
            f"{previous}: is no report (it has no {_SIGN}), but the report before is "
            f"kept there; move it away or rename it"
        )


@contextmanager
def staging_folder(output: Path) -> Iterator[Path]:
    """Yield an empty folder beside `output`; what is left of it at the end is removed.

    Raises
    ------
    RunError
        `output` can't be written, or `check_place` refuses it.
    """
    check_place(output)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(output)
        folder = Path(tempfile.mkdtemp(dir=output.parent, prefix=_prefix(output)))
        # mkdtemp makes folders that only their owner reads; reports are for others.
        umask = os.umask(0)
        os.umask(umask)
        folder.chmod(0o777 & ~umask)
    except OSError as err:
        raise RunError(
            f"{output.parent}: can't be written ({err.strerror}); choose another "
            f"folder, or change its permissions"
        ) from err
    try:
        yield folder
    except OSError as err:
        raise RunError(
            f"{output}: the report can't be written ({err.strerror}"
            f"{f': {err.filename}' if err.filename else ''}); what was there before is "
            f"untouched"
        ) from err
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(folder: Path, output: Path) -> None:
    """Give `folder` the place of `output`; what was there becomes ``previous``."""
    previous = output.with_name(PREVIOUS)
    # Another report may take the place between the two renames; then ours goes after.
    for attempt in range(_ATTEMPTS):
        moved = False
        try:
            if output.exists():
                _remove_report(previous, output)
                output.replace(previous)
                moved = True
            folder.replace(output)
            return
        except OSError:
            if moved and not output.exists():
                with suppress(OSError):
                    previous.replace(output)
            if attempt == _ATTEMPTS - 1:
                raise
            # Two that step aside in turn would meet again: each waits for a while of
            # its own.
            time.sleep(random.uniform(0, 0.01 * attempt))


def write_records(folder: Path, runs: Sequence[Run]) -> None:
    """Write `findings.json` and `runs.csv` of a report."""
    findings = [
        {
            "run": run.job.name,
            "notebook": run.job.path.name,
            "title": run.job.title,
            "parameters": run.job.shown(),
            "status": run.status,
            "stamp": run.stamp,
            "findings": [dict(finding) for finding in run.findings],
        }
        for run in runs
    ]
    used = versions()
    kept = {"runs": findings, "versions": used}
    write_whole(folder / _SIGN, json_bytes(kept, indent=2))
    table = _table(runs, used).encode(errors="backslashreplace")
    write_whole(folder / "runs.csv", table)


def _table(runs: Sequence[Run], used: Mapping[str, str]) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(
        "run notebook parameters status cell error message stamp started "
        "seconds overhead versions".split()
    )
    packages = "; ".join(f"{name} {number}" for name, number in used.items())
    for run in runs:
        parameters = json.dumps(run.job.shown(), ensure_ascii=False)
        cells = [
            *(run.job.name, run.job.path.name, parameters, run.status),
            *(str(run.cell or ""), run.error, run.message, run.stamp),
            *(run.started, f"{run.seconds:.2f}"),
            "" if run.overhead is None else f"{run.overhead:.2f}",
            packages,
        ]
        # Names, messages and stamps are what a notebook says: no formula comes of it.
        writer.writerow([defused(cell) for cell in cells])
    return file.getvalue()


def _is_foreign(output: Path) -> bool:
    """Tell whether something that no report made is there."""
    # One look: another report may take the place, or leave it, between two.
    try:
        names = os.listdir(output)
    except FileNotFoundError:
        return False
    except NotADirectoryError:
        return output.exists()  # else its parent is a file, which is told later
    return bool(names) and _SIGN not in names


def _remove_report(folder: Path, output: Path) -> None:
    if _is_foreign(folder):
        # It came while the runs were made.
        raise FileExistsError(EEXIST, f"is there and is no report: {folder}")
    # In one step: to another that publishes, a half-removed report is none.
    aside = tempfile.mkdtemp(dir=output.parent, prefix=_prefix(output))
    try:
        with suppress(FileNotFoundError):
            folder.replace(Path(aside) / folder.name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _prefix(output: Path) -> str:
    """Return how the names of folders begin that this process makes beside `output`."""
    return f".{output.name}.{os.getpid()}."


def _remove_abandoned(output: Path) -> None:
    """Remove what a killed process left beside `output`."""
    for folder in output.parent.glob(f".{output.name}.*"):
        pid = folder.name.removeprefix(f".{output.name}.").split(".")[0]
        if pid.isdecimal() and folder.is_dir() and not _is_running(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(pid: int) -> bool:
    if os.name == "nt":
        # os.kill ends a process there; leave the folder.
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
