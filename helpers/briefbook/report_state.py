"""The data that a report was made from, small enough to lie beside it.

Two reports are compared with the help of these: which briefs, claims and rows of the
record differ, and the words behind a finding when its data are long gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

FILE = "dataset.json"
# Where a row lies in its text moves with every edit before it, and says nothing more.
_LEFT_OUT = {"char_start", "char_end", "corpus", "published", "title", "themes"}
# What counts as a version that a finding may hang on.
PACKAGES = (
    *("briefbook", "pandas", "numpy", "matplotlib", "seaborn", "ipywidgets"),
    *("papermill", "nbclient", "nbconvert", "ipykernel"),
)


def dataset_state(ds: Dataset, evidence: Iterable[str] = ()) -> dict[str, Any]:
    """Return a dataset's briefs, claims and record as plain JSON values.

    A built folder may have a million briefs: of one, only the briefs and claims that
    the evidence names are read and kept.

    Parameters
    ----------
    ds
        As it was when the report began.
    evidence
        Ids of the rows whose words are kept; one that the dataset lacks is left out.

    Returns
    -------
    dict
        ``stamp``; ``briefs``, ``claims`` and ``record`` by id; ``words`` by id;
        ``counts`` of all rows by table where not all of them are kept, else None.
    """
    from briefbook.built import BuiltTables
    from briefbook.evidence import IDS, quote_row

    whole = ds._whole
    # The data may have changed while the batch ran: what is gone is left out.
    ids = dict.fromkeys(name for name in evidence if isinstance(name, str))
    found = whole.found(list(ids))
    if isinstance(whole, BuiltTables):
        counts, claims = whole.counts(), found["claims"]
        named = (rows["brief_id"] for rows in found.values() if "brief_id" in rows)
        briefs = whole.briefs_at([name for column in named for name in column])
    else:
        counts, claims, briefs = None, ds.claims, ds.briefs
    return {
        "stamp": ds.stamp,
        "counts": counts,
        "briefs": {
            str(row.brief_id): {"title": str(row.title), "sha256": str(row.sha256)}
            for row in briefs.itertuples()
        },
        "claims": _rows(claims, "claim_id"),
        "record": {
            **_rows(ds.series, "record_id"),
            **_rows(ds.timeline, "record_id"),
        },
        "words": {
            str(row[IDS[name]]): str(quote_row(whole, name, row))
            for name, rows in found.items()
            for row in rows.to_dict("records")
        },
    }


@cache
def versions() -> Mapping[str, str]:
    """Return the versions of Python and of the packages that reports are made with.

    They are read once a process.
    """
    import platform
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _rows(frame: pd.DataFrame, key: str) -> dict[str, dict[str, str]]:
    columns = [name for name in frame.columns if name not in _LEFT_OUT | {key}]
    text = {name: frame[name].astype("string").fillna("") for name in columns}
    rows = zip(frame[key], *(text[name] for name in columns), strict=True)
    return {
        str(row_id): {
            name: str(value)
            for name, value in zip(columns, values, strict=True)
            if value
        }
        for row_id, *values in rows
    }
