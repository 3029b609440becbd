"""Compare two reports: which findings changed, by how much, and what lies underneath.

A report is read from its folder: `findings.json` (each run's findings and parameters)
and, where it is there, `dataset.json` (the data that it was made from).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from briefbook.diff_underneath import (
    Kind,
    Underneath,
    data_changes,
    mapped_changes,
)
from briefbook.diff_values import by_how_much, number, same, stated
from briefbook.errors import ParameterError, RunError
from briefbook.report_state import FILE

TOLERANCE = 1e-9
_COMPARED = ("value", "unit", "verdict", "n", "sentence", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingChange:
    """A finding that is not the same in both reports.

    Attributes
    ----------
    run
        Title of the run that it belongs to.
    name
        The finding.
    kind
        ``new`` (only in the second), ``gone`` (only in the first) or ``changed``.
    fields
        What of it differs: of value, unit, verdict, n, sentence, evidence.
    before, after
        The finding in each report.
    difference, percent
        The second value less the first, and that in percent of the first; None where
        one is missing or no number, the units differ, or the first is zero.
    words_before, words_after
        The words behind the rows that one side only stands on; all of them where both
        sides stand on the same rows.
    """

    run: str
    name: str
    kind: Kind
    fields: tuple[str, ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    difference: float | None = None
    percent: float | None = None
    words_before: tuple[str, ...] = ()
    words_after: tuple[str, ...] = ()

    @property
    def was(self) -> str:
        """Return the finding's value in the first report, as a table states it."""
        return stated(self.before)

    @property
    def now(self) -> str:
        """Return the finding's value in the second report, as a table states it."""
        return stated(self.after)

    @property
    def by(self) -> str:
        """Return by how much it changed, or else in what."""
        if self.kind != "changed":
            return self.kind
        if self.difference:
            percent = f" ({self.percent:+.3g}%)" if self.percent is not None else ""
            sign = "+" if self.difference > 0 else ""
            return f"{sign}{number(self.difference)}{percent}"
        # With these two the rest goes without saying.
        telling = [f for f in self.fields if f in ("unit", "verdict")]
        return ", ".join(telling or self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two reports side by side.

    Attributes
    ----------
    before, after
        What the reports are called.
    findings, underneath
        What differs.
    compared
        How many findings are in both.
    """

    before: str
    after: str
    findings: tuple[FindingChange, ...] = ()
    underneath: tuple[Underneath, ...] = ()
    compared: int = 0

    @property
    def equal(self) -> bool:
        """Tell whether no finding differs."""
        return not self.findings

    def summary(self) -> str:
        """Return in a sentence how many findings differ."""
        kinds = [change.kind for change in self.findings]
        counts = [f"{kinds.count(k)} {k}" for k in ("changed", "new", "gone")]
        differ = ", ".join(count for count in counts if count[0] != "0")
        return f"{self.compared} findings compared: {differ or 'none differs'}."

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "before": self.before,
            "after": self.after,
            "compared": self.compared,
            "findings": [asdict(change) for change in self.findings],
            "underneath": [
                {**asdict(item), "kind": item.kind} for item in self.underneath
            ],
        }


@dataclass(slots=True, kw_only=True)
class _Side:
    name: str
    runs: list[dict[str, Any]]
    versions: dict[str, str]
    data: dict[str, Any]


def compare_reports(
    before: Path, after: Path, *, tolerance: float = TOLERANCE
) -> Comparison:
    """Return what differs between the reports in two folders.

    Parameters
    ----------
    before, after
        Folders that `run_report` made.
    tolerance
        Relative difference up to which two values are the same.

    Raises
    ------
    RunError
        A folder holds no report, or one that can't be read.
    """
    first, second = _read(before), _read(after)
    changes: list[FindingChange] = []
    underneath: list[Underneath] = []
    compared = 0
    for one, other in pair_runs(first.runs, second.runs):
        if one is None or other is None:
            present: dict[str, Any] = one or other or {}
            said = str(present["run"])
            item = Underneath(what="run", name=present["title"], after=said)
            if other is None:
                item = Underneath(what="run", name=present["title"], before=said)
            underneath.append(item)
        title = str((other or one or {})["title"])
        old = one["findings"] if one else ()
        new = other["findings"] if other else ()
        found = compare_findings(old, new, run=title, tolerance=tolerance)
        changes += [_with_words(change, first.data, second.data) for change in found]
        compared += len(by_name(old).keys() & by_name(new).keys())
        if one and other:
            underneath += mapped_changes(
                "parameter", one["parameters"], other["parameters"], f"{title}: "
            )
    underneath = list(dict.fromkeys(underneath))
    underneath += mapped_changes("version", first.versions, second.versions)
    underneath += data_changes(first.data, second.data)
    return Comparison(
        before=first.name,
        after=second.name,
        findings=tuple(changes),
        underneath=tuple(underneath),
        compared=compared,
    )


def compare_findings(
    before: Iterable[Mapping[str, Any]],
    after: Iterable[Mapping[str, Any]],
    *,
    run: str = "",
    tolerance: float = TOLERANCE,
) -> list[FindingChange]:
    """Return the findings of one run that differ, in the order of the second.

    Raises
    ------
    ParameterError
        The tolerance is no share from 0 on.
    """
    if not 0 <= tolerance < float("inf"):
        raise ParameterError(f"tolerance={tolerance}: give a share from 0 on")
    old, new = by_name(before), by_name(after)
    changes = []
    for name, finding in new.items():
        if name not in old:
            changes.append(FindingChange(run=run, name=name, kind="new", after=finding))
            continue
        fields = tuple(
            key
            for key in _COMPARED
            if not _alike(key, old[name].get(key), finding.get(key), tolerance)
        )
        # Within the tolerance a sentence may still round to another digit.
        if fields == ("sentence",) and finding.get("value") is not None:
            is_exact = same(old[name].get("value"), finding.get("value"), 0.0)
            fields = fields if is_exact else ()
        if fields:
            difference, percent = by_how_much(old[name], finding)
            changes.append(
                FindingChange(
                    run=run,
                    name=name,
                    kind="changed",
                    fields=fields,
                    before=old[name],
                    after=finding,
                    difference=difference,
                    percent=percent,
                )
            )
    changes += [
        FindingChange(run=run, name=name, kind="gone", before=finding)
        for name, finding in old.items()
        if name not in new
    ]
    return changes


def by_name(findings: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return findings by name; one without a name is known by its place."""
    return {
        str(finding.get("name") or f"finding {place}"): finding
        for place, finding in enumerate(findings, start=1)
    }


def pair_runs(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> list[tuple[Any, Any]]:
    """Return the runs of two reports in pairs; None where a side has none.

    Runs of one notebook with the same parameters belong together, then those that are
    left of the same notebook, in their order.
    """
    matches: dict[int, Any] = {}
    left = list(before)
    for exact in (True, False):
        for place, run in enumerate(after):
            fits = (old for old in left if _fits(old, run, exact))
            if place not in matches and (match := next(fits, None)) is not None:
                matches[place] = match
                left.remove(match)
    pairs = [(matches.get(place), run) for place, run in enumerate(after)]
    return [*pairs, *((run, None) for run in left)]


def _read(folder: Path) -> _Side:
    findings = _json(folder / "findings.json")
    runs = findings.get("runs") if isinstance(findings, dict) else None
    if not isinstance(runs, list):
        raise RunError(
            f"{folder}: its findings.json is none of a report; make the report again"
        )
    path = folder / FILE
    return _Side(
        name=folder.name,
        runs=runs,
        versions=findings.get("versions", {}),
        data=_json(path) if path.exists() else {},
    )


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as err:
        raise RunError(
            f"{path.parent}: is no report ({err.strerror}: {path.name}); give a name "
            f"below reports/ or the folder of a report"
        ) from err
    except ValueError as err:
        raise RunError(f"{path}: can't be read ({err}); make it again") from err


def _fits(one: Mapping[str, Any], other: Mapping[str, Any], exact: bool) -> bool:
    alike = one["notebook"] == other["notebook"]
    return alike and (not exact or one["parameters"] == other["parameters"])


def _alike(key: str, one: Any, other: Any, tolerance: float) -> bool:
    if key == "evidence" and isinstance(one, (list, tuple)):
        return isinstance(other, (list, tuple)) and sorted(map(str, one)) == sorted(
            map(str, other)
        )
    return same(one, other, tolerance)


def _with_words(
    change: FindingChange, before: Mapping[str, Any], after: Mapping[str, Any]
) -> FindingChange:
    old = [str(row) for row in change.before.get("evidence") or ()]
    new = [str(row) for row in change.after.get("evidence") or ()]
    if sorted(old) == sorted(new):
        # The same rows say something else by now: all of them are of interest.
        only_old, only_new = old, new
    else:
        only_old = [row for row in old if row not in new]
        only_new = [row for row in new if row not in old]
    return replace(
        change,
        words_before=_words(only_old, before),
        words_after=_words(only_new, after),
    )


def _words(ids: Iterable[str], data: Mapping[str, Any]) -> tuple[str, ...]:
    known = data.get("words", {})
    return tuple(
        f"{row_id}: {known[row_id]}" if row_id in known else row_id for row_id in ids
    )
