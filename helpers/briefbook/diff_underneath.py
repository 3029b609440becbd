"""What two reports were made from, side by side: parameters, versions, data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["new", "gone", "changed"]
# A claim whose words were edited has another id; these say that it is the same one.
_SAME_CLAIM = ("brief_id", "actor", "action", "measure", "role")


@dataclass(frozen=True, slots=True, kw_only=True)
class Underneath:
    """Something that two reports were made from and that differs.

    Attributes
    ----------
    what
        ``parameter``, ``version``, ``data``, ``run``, ``brief``, ``claim``, ``record``.
    name
        Which one.
    before, after
        Its state in each report; empty where it is not there.
    """

    what: str
    name: str
    before: str = ""
    after: str = ""

    @property
    def kind(self) -> Kind:
        """Return whether it is new, gone or changed."""
        if not self.before:
            return "new"
        return "changed" if self.after else "gone"


def data_changes(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Underneath]:
    """Return the briefs, claims and rows of the record that differ.

    Parameters
    ----------
    before, after
        What `dataset_state` gave for each report; empty where it was not kept.
    """
    if not before or not after:
        missing = " and ".join(
            side for side, data in (("first", before), ("second", after)) if not data
        )
        return [
            Underneath(
                what="data",
                name="unknown",
                after=f"the {missing} report kept no dataset.json",
            )
        ]
    changes = mapped_changes("data", _stated(before), _stated(after))
    if changes and (before.get("counts") or after.get("counts")):
        said = (
            "briefs and claims behind findings only: of a built folder no more is kept"
        )
        changes.append(Underneath(what="data", name="compared", after=said))
    before, after = _known(before, after), _known(after, before)
    titles = {
        side: {key: brief["title"] for key, brief in data["briefs"].items()}
        for side, data in (("before", before), ("after", after))
    }
    for key in dict.fromkeys([*before["briefs"], *after["briefs"]]):
        old, new = before["briefs"].get(key), after["briefs"].get(key)
        if old == new:
            continue
        was, now = titles["before"].get(key, ""), titles["after"].get(key, "")
        if old and new:
            was, now = f"{was} ({old['sha256'][:8]})", f"{now} ({new['sha256'][:8]})"
        changes.append(Underneath(what="brief", name=key, before=was, after=now))
    for what, rows in (("claim", "claims"), ("record", "record")):
        changes += _row_changes(what, before[rows], after[rows])
    return changes


def _stated(data: Mapping[str, Any]) -> dict[str, str]:
    counts = data.get("counts") or {}
    return {
        "stamp": data["stamp"],
        **{f"number of {table}": f"{count:,}" for table, count in counts.items()},
    }


def _known(data: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return data without the rows of which the other report can't tell.

    What it lacks may still stand in its data, where those are a built folder.
    """
    if not other.get("counts"):
        return data
    kept = {
        kind: {key: row for key, row in data[kind].items() if key in other[kind]}
        for kind in ("briefs", "claims")
    }
    return {**data, **kept}


def mapped_changes(
    what: str, one: Mapping[str, Any], other: Mapping[str, Any], prefix: str = ""
) -> list[Underneath]:
    """Return the names whose values differ between two mappings."""
    return [
        Underneath(
            what=what,
            name=f"{prefix}{name}",
            before=_said(one, name),
            after=_said(other, name),
        )
        for name in dict.fromkeys([*one, *other])
        if _said(one, name) != _said(other, name)
    ]


def _said(values: Mapping[str, Any], name: str) -> str:
    if name not in values:
        return ""
    value = values[name]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _row_changes(
    what: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Underneath]:
    gone = {key: row for key, row in before.items() if key not in after}
    for key, row in after.items():
        old, name = before.get(key), key
        if old is None and what == "claim":
            name = next((k for k, r in gone.items() if _alike(r, row)), key)
            old = gone.pop(name, None)
        if old is None:
            yield Underneath(what=what, name=key, after=_row(row))
        elif old != row:
            fields = [
                f for f in dict.fromkeys([*old, *row]) if old.get(f) != row.get(f)
            ]
            yield Underneath(
                what=what,
                name=key if name == key else f"{name} -> {key}",
                before=_fields(old, fields),
                after=_fields(row, fields),
            )
    for key, row in gone.items():
        yield Underneath(what=what, name=key, before=_row(row))


def _alike(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return all(one.get(name) == other.get(name) for name in _SAME_CLAIM)


def _fields(row: Mapping[str, str], names: list[str]) -> str:
    return "; ".join(f"{name}: {row.get(name) or 'none'}" for name in names)


def _row(row: Mapping[str, str]) -> str:
    said = row.get("quote") or row.get("summary") or row.get("label", "")
    about = [
        row[n] for n in ("actor", "action", "measure", "entity", "value") if n in row
    ]
    return f"{said} ({', '.join(about)})" if about else said or "a row"
