"""The same text told twice in a build, also in other words here and there.

Each part gets 32 numbers a brief (the bands of its MinHash), on whichever worker; a
last pass looks only at the briefs that share one with another, and compares these in
full. The result is that of `duplicates.told_again` on all texts, the earliest first.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook import duplicates
from briefbook.build_part import PARTS, expect_rules, short_hash
from briefbook.build_plan import Part
from briefbook.duplicates import SAME, bands, runs_of
from briefbook.files import whole_file

if TYPE_CHECKING:
    import numpy as np

Found = dict[str, tuple[str, float]]
_DAY, _FIRST_BAND = 0, 1  # columns of a part's file
_WIDTH = 33


def near_part(part: Part, folder: str, knowledge: str = "") -> dict[str, Any]:
    """Write the bands of a built part's briefs, unless they are there.

    Parameters
    ----------
    folder
        The built folder; its workers all see it.
    knowledge
        Not needed: it makes the call that of `build_part`.

    Returns
    -------
    dict
        The part's ``id``.
    """
    import numpy as np

    expect_rules(part)
    root = Path(folder)
    path = _file(root, part)
    keys = _keys(root, part)
    if not _is_whole(path, len(keys)):
        own = {
            short_hash(brief_id): (day, bands(text))
            for brief_id, day, text in _texts(root, part)
        }
        rows = np.zeros((len(keys), _WIDTH), dtype="int64")
        for place, name in enumerate(keys[:, 1].tolist()):
            day, numbers = own[name]
            rows[place, _DAY] = day
            if numbers:
                rows[place, _FIRST_BAND:] = np.array(numbers, "uint64").view("int64")
        for old in path.parent.glob(f"{part.id}.near-*.npy"):
            old.unlink()
        with whole_file(path) as partial_file, partial_file.open("wb") as file:
            np.save(file, rows, allow_pickle=False)
    return {"id": part.id}


def near_texts(folder: Path, parts: Sequence[Part]) -> Found:
    """Return which briefs tell an earlier one again: id hash to id hash and share.

    Parameters
    ----------
    parts
        All of the build, each with the file of `near_part`.
    """
    import numpy as np

    if not parts:
        return {}
    keys = np.concatenate([_keys(folder, part) for part in parts])
    load = partial(np.load, mmap_mode="r", allow_pickle=False)
    near = [load(_file(folder, part)) for part in parts]
    days = np.concatenate([rows[:, _DAY] for rows in near])
    order = np.lexsort((np.arange(len(keys)), days))
    _, first, which = np.unique(keys[order, 2], return_index=True, return_inverse=True)
    originals = order[first[which]]  # of the very same text, in the order of days
    exact = dict(zip(order.tolist(), originals.tolist(), strict=True))
    singles = np.sort(order[first])
    shared = np.zeros(len(keys), dtype=bool)
    for band in range(_FIRST_BAND, _WIDTH):
        column = np.concatenate([rows[:, band] for rows in near])[singles]
        _, back, counts = np.unique(column, return_inverse=True, return_counts=True)
        # 0 is the band of a text without words.
        shared[singles] |= (counts[back] > 1) & (column != 0)
    told = _compared(folder, parts, keys, near, order[shared[order]].tolist())
    hashes = [f"{name:016x}" for name in keys[:, 1].tolist()]
    found: Found = {}
    for place, single in exact.items():
        original, share = told.get(single, (single, 1.0))
        if original != place:
            found[hashes[place]] = hashes[original], share
    return found


def _compared(
    folder: Path,
    parts: Sequence[Part],
    keys: np.ndarray,
    near: Sequence[np.ndarray],
    places: Sequence[int],
) -> dict[int, tuple[int, float]]:
    """Compare the briefs at these places, in their order, with those before them."""
    runs = _runs(folder, parts, keys, set(places))
    rows = _rows(near, places)
    index: dict[tuple[int, int], list[int]] = defaultdict(list)
    found: dict[int, tuple[int, float]] = {}
    rank = {place: number for number, place in enumerate(places)}
    for place, row in zip(places, rows, strict=True):
        buckets = [index[band, number] for band, number in enumerate(row)]
        candidates = {other for bucket in buckets for other in bucket}
        shares = [(_share(runs[place], runs[other]), other) for other in candidates]
        alike = [pair for pair in shares if pair[0] >= SAME]
        if alike:
            share, original = max(alike, key=lambda pair: (pair[0], -rank[pair[1]]))
            found[place] = original, round(share, 6)
            del runs[place]
            continue
        for bucket in buckets:
            bucket.append(place)
    return found


def _runs(
    folder: Path, parts: Sequence[Part], keys: np.ndarray, wanted: set[int]
) -> dict[int, np.ndarray]:
    """Return the runs of the briefs at these places; only their parts are read."""
    import numpy as np

    found: dict[int, np.ndarray] = {}
    start = 0
    for part in parts:
        end = start + len(_keys(folder, part))
        own = {int(keys[p, 1]): p for p in range(start, end) if p in wanted}
        for brief_id, _, text in _texts(folder, part) if own else ():
            place = own.get(short_hash(brief_id))
            if place is not None:
                found[place] = np.array(sorted(runs_of(text)), dtype="uint64")
        start = end
    return found


def _share(first: np.ndarray, second: np.ndarray) -> float:
    import numpy as np

    both = len(np.intersect1d(first, second, assume_unique=True))
    return both / (len(first) + len(second) - both)


def _rows(near: Sequence[np.ndarray], places: Sequence[int]) -> list[list[int]]:
    import numpy as np

    starts = np.cumsum([0, *(len(rows) for rows in near)])
    which = np.searchsorted(starts, places, side="right") - 1
    return [
        near[part][place - starts[part], _FIRST_BAND:].tolist()
        for part, place in zip(which.tolist(), places, strict=True)
    ]


def _texts(root: Path, part: Part) -> Iterator[tuple[str, int, str]]:
    """Yield id, day (since 1970) and text of each brief of a built part."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    record = json.loads((root / PARTS / f"{part.id}.json").read_text(encoding="utf-8"))
    for file in record["files"]:
        if file["table"] != "briefs":
            continue
        names = ["brief_id", "published", "text"]
        rows = pq.ParquetFile(root / file["path"]).read(names)
        days = rows["published"].cast(pa.timestamp("s")).cast(pa.int64())
        for brief_id, second, text in zip(
            rows["brief_id"].cast(pa.string()).to_pylist(),
            days.to_pylist(),
            rows["text"].cast(pa.string()).to_pylist(),
            strict=True,
        ):
            yield brief_id, second // 86_400, text


def _keys(root: Path, part: Part) -> np.ndarray:
    import numpy as np

    return np.load(root / PARTS / f"{part.id}.npy", allow_pickle=False)


def _file(root: Path, part: Part) -> Path:
    return root / PARTS / f"{part.id}.near-{_rule()}.npy"


@cache
def _rule() -> str:
    """Return a hash of the rule: bands of another version are not compared."""
    return sha256(Path(duplicates.__file__).read_bytes()).hexdigest()[:8]


def _is_whole(path: Path, count: int) -> bool:
    import numpy as np

    try:
        shape = np.load(path, mmap_mode="r", allow_pickle=False).shape
    except (OSError, ValueError, EOFError):
        return False
    return bool(shape == (count, _WIDTH))
