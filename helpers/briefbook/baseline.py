"""A project's own baseline: the findings that were accepted, and what differs.

`baseline.json` lies beside `briefbook.toml` and belongs under version control. A run is
known by its notebook and its parameters.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefbook.diff import FindingChange, compare_findings
from briefbook.errors import RunError
from briefbook.files import write_whole
from briefbook.runs import Run

FILE = "baseline.json"
# What changes with every wording and says nothing that value and evidence don't.
_LEFT_OUT = {"objection"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing in which a run differs from the baseline.

    Attributes
    ----------
    run
        Name of the run.
    words
        What differs.
    """

    run: str
    words: str

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.run}: {self.words}"


def accept(path: Path, runs: Iterable[Run]) -> int:
    """Keep the findings of `runs` in the baseline at `path`; return how many runs.

    Runs of other notebooks or parameters that were accepted before stay.

    Raises
    ------
    RunError
        A run failed: half an answer is no baseline. Nothing is written.
    """
    runs = list(runs)
    if failed := [run.job.name for run in runs if run.status != "ok"]:
        raise RunError(
            f"{', '.join(failed)} failed, so nothing was accepted; mend it and run "
            f"again"
        )
    kept = {_key(entry): entry for entry in _read(path, missing_is_empty=True)}
    for run in runs:
        entry = _entry(run)
        kept[_key(entry)] = entry
    entries = [kept[key] for key in sorted(kept)]
    text = json.dumps({"runs": entries}, indent=1, ensure_ascii=False)
    write_whole(path, text + "\n")
    return len(runs)


def verify(
    path: Path, runs: Iterable[Run], *, tolerance: float = 1e-9
) -> list[Difference]:
    """Return everything in which `runs` differ from the baseline at `path`.

    Parameters
    ----------
    path
        The baseline's file.
    runs
        Of a report. A failed one differs.
    tolerance
        Relative difference up to which two values are the same.

    Raises
    ------
    RunError
        There is no baseline, or it can't be read.
    """
    kept = {_key(entry): entry for entry in _read(path)}
    found = []
    for run in runs:
        entry = _entry(run)
        if run.status != "ok":
            found.append(Difference(run=run.job.name, words=run.headline))
            continue
        if _key(entry) not in kept:
            words = "is not in the baseline; accept it with --accept"
            found.append(Difference(run=run.job.name, words=words))
            continue
        before = kept[_key(entry)]["findings"]
        for change in compare_findings(before, entry["findings"], tolerance=tolerance):
            found.append(Difference(run=run.job.name, words=_words(change)))
    return found


def _words(change: FindingChange) -> str:
    if change.kind == "new":
        return f"{change.name}: new, {change.now}"
    if change.kind == "gone":
        return f"{change.name}: gone, was {change.was}"
    parts = []
    for name in change.fields:
        was, now = change.before.get(name), change.after.get(name)
        if name == "value":
            by = f" ({change.by})" if change.difference else ""
            parts.append(f"{change.was} -> {change.now}{by}")
        elif name == "evidence":
            old, new = ([str(row) for row in side or ()] for side in (was, now))
            lost = [f"-{row}" for row in old if row not in new]
            parts.append(f"evidence {', '.join([*lost, *_added(old, new)])}")
        elif name == "sentence":
            # Where the value changed, its sentence did too.
            if "value" not in change.fields:
                parts.append(f"sentence {was!r} -> {now!r}")
        else:
            parts.append(f"{name} {was!r} -> {now!r}")
    return f"{change.name}: {'; '.join(parts)}"


def _added(old: Iterable[str], new: Iterable[str]) -> list[str]:
    known = set(old)
    return [f"+{row}" for row in new if row not in known]


def _entry(run: Run) -> dict[str, Any]:
    return {
        "notebook": run.job.path.name,
        "parameters": run.job.shown(),
        "findings": [
            {k: v for k, v in finding.items() if k not in _LEFT_OUT}
            for finding in run.findings
        ],
    }


def _key(entry: Mapping[str, Any]) -> str:
    parameters = json.dumps(entry["parameters"], sort_keys=True, ensure_ascii=False)
    return f"{entry['notebook']} {parameters}"


def _read(path: Path, *, missing_is_empty: bool = False) -> list[dict[str, Any]]:
    if missing_is_empty and not path.exists():
        return []
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["runs"]
        for entry in entries:
            _key(entry)
            list(entry["findings"])
    except OSError as err:
        raise RunError(
            f"{path}: there is no baseline yet ({err.strerror}); keep one with "
            f"briefbook report --accept"
        ) from err
    except (ValueError, KeyError, TypeError) as err:
        raise RunError(
            f"{path}: is no baseline ({type(err).__name__}: {err}); take it from "
            f"version control, or remove it and accept anew"
        ) from err
    return entries
