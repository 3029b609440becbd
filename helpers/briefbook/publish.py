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
from pathlib import Path

from briefbook.errors import RunError
from briefbook.files import json_bytes, write_whole
from briefbook.report_state import versions
from briefbook.runs import Run

PREVIOUS = "previous"
# Every report has it, so a folder without it is somebody's own and stays.
_SIGN = "findings.json"
_ATTEMPTS = 20


@contextmanager
def staging_folder(output: Path) -> Iterator[Path]:
    """Yield an empty folder beside `output`; what is left of it at the end is removed.

    Raises
    ------
    RunError
        `output` can't be written, or is a folder that no report made.
    """
    if _is_foreign(output):
        raise RunError(
            f"{output}: is there already and is no report (it has no {_SIGN}); choose "
            f"another name with --name, or move it away"
        )
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(output)
        prefix = f".{output.name}.{os.getpid()}."
        folder = Path(tempfile.mkdtemp(dir=output.parent, prefix=prefix))
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
    previous = output.parent / PREVIOUS
    # Another report may take the place between the two renames; then ours goes after.
    for attempt in range(_ATTEMPTS):
        moved = False
        try:
            if output.exists():
                if previous.exists() and previous != output:
                    shutil.rmtree(previous)
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
        writer.writerow(
            [
                *(run.job.name, run.job.path.name, parameters, run.status),
                *(run.cell or "", run.error, run.message, run.stamp),
                *(run.started, f"{run.seconds:.2f}"),
                "" if run.overhead is None else f"{run.overhead:.2f}",
                packages,
            ]
        )
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
