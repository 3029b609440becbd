"""Texts on AI as they were coded: how far each binds, who backs it, and its end.

The coding is data beside this module, a row a judgement: ``ai_force.csv`` is the
rubric, ``ai_texts.csv`` codes each text by it and says why, ``ai_positions.csv`` says
who stands where. Each row names the source of the record and the words in its row
that it leans on, so a view that leaves the row out leaves the judgement out too.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

BINDING = 3  # from this level of the rubric on somebody is bound
BACKING = ("backed", "led", "enacted")


@cache
def coded(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one of the coding files: force, texts or positions."""
    path = Path(__file__).with_name(f"ai_{name}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def levels() -> dict[str, int]:
    """Return the level of each force, as the rubric orders them."""
    return {row["force"]: int(row["level"]) for row in coded("force")}


def texts(ds: Dataset) -> pd.DataFrame:
    """Return the coded texts that the view's record holds, the earliest first.

    Returns
    -------
    DataFrame
        ``text``, ``force``, ``level``, ``because``, ``clause`` (the record's words on
        nuclear weapons, or none), ``date``, ``record_id``; ``reach`` (states, null
        where the record has no number) with its ``bound`` and ``reach_id``; ``ended``
        and ``ended_id``.
    """
    import pandas as pd

    level = levels()
    found = []
    for row in coded("texts"):
        event = leaning(ds.timeline, row["source_id"], row["words"])
        if event is None:
            continue
        reach, bound, reach_id = _reach(ds, row, event)
        ended = leaning(ds.timeline, row["ended_source"], row["ended_words"])
        found.append(
            {
                **{name: row[name] for name in ("text", "force", "because", "clause")},
                "level": level[row["force"]],
                "date": event["date"],
                "record_id": event["record_id"],
                "reach": reach,
                "bound": bound,
                "reach_id": reach_id,
                "ended": pd.NaT if ended is None else ended["date"],
                "ended_id": "" if ended is None else ended["record_id"],
            }
        )
    columns = ["text", "force", "because", "clause", "level", "date", "record_id"]
    columns += ["reach", "bound", "reach_id", "ended", "ended_id"]
    frame = pd.DataFrame(found, columns=columns).astype({"reach": "Float64"})
    frame["ended"] = pd.to_datetime(frame["ended"])
    return frame.sort_values("date", kind="stable").reset_index(drop=True)


def positions(ds: Dataset) -> pd.DataFrame:
    """Return who stands where, one row a text and actor, as far as the view holds it.

    Returns
    -------
    DataFrame
        ``text``, ``actor``, ``position`` (led, backed, enacted, abstained, stayed
        out) and ``record_id``, the row of the record that says so.
    """
    import pandas as pd

    found = []
    for row in coded("positions"):
        said = leaning(ds.timeline, row["source_id"], row["words"])
        if said is None:
            said = leaning(ds.series, row["source_id"], row["words"], "note")
        if said is not None:
            names = ("text", "actor", "position")
            found.append({**{n: row[n] for n in names}, "record_id": said["record_id"]})
    return pd.DataFrame(found, columns=["text", "actor", "position", "record_id"])


def leaning(
    rows: pd.DataFrame, source_id: str, words: str, column: str = "summary"
) -> pd.Series | None:
    """Return the first row of a source that holds the words, or none."""
    if not source_id:
        return None
    own = rows[rows["source_id"] == source_id]
    holds = own[column].fillna("").str.contains(words, regex=False)
    return own[holds].iloc[0] if holds.any() else None


def _reach(
    ds: Dataset, row: dict[str, str], event: pd.Series
) -> tuple[float | None, str, str]:
    """Return how many states back a text by the latest row, its bound and its id."""
    if row["reach_series"] == "actors":
        return float(len(event["actors"])), "exact", event["record_id"]
    series = ds.series
    own = series[
        (series["series_id"] == row["reach_series"])
        & (series["entity"] == row["reach_entity"])
    ]
    if own.empty:
        return None, "", ""
    # Of rows of one day the exact count stands before a rounded one.
    rounded = (own["bound"].astype(str) != "exact").rename("rounded")
    order = own.assign(rounded=rounded, at=-own["period_end"].astype("int64"))
    best = order.sort_values(["at", "rounded"], kind="stable").iloc[0]
    return float(best["value"]), str(best["bound"]), best["record_id"]
