"""Items told twice in a build: the same id, or the very same text.

Each part leaves 64 bits of an id and of a text for every brief, so that millions are
compared in little room, and nothing but these is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from briefbook.build_part import PARTS
from briefbook.build_plan import Part

if TYPE_CHECKING:
    import numpy as np


def _keys(folder: Path, part: Part) -> np.ndarray:
    import numpy as np

    return np.load(folder / PARTS / f"{part.id}.npy", allow_pickle=False)


def double_ids(folder: Path, parts: Sequence[Part]) -> dict[int, dict[int, str]]:
    """Return by part the places of items whose id stood earlier, and where that is.

    Only ids of one corpus can meet, but those of brief files, which are ids of the
    whole dataset.
    """
    import numpy as np

    groups: dict[str, list[int]] = {}
    for index, part in enumerate(parts):
        shared = "" if part.kind == "briefs" else part.corpus
        groups.setdefault(shared, []).append(index)
    found: dict[int, dict[int, str]] = {}
    for members in groups.values():
        keys = [_keys(folder, parts[index]) for index in members]
        names, counts = np.unique(
            np.concatenate([key[:, 1] for key in keys]), return_counts=True
        )
        # Of a million briefs and one double only the two are looked at as objects.
        twice = names[counts > 1]
        del names, counts
        if not len(twice):
            continue
        first: dict[int, str] = {}
        for index, key in zip(members, keys, strict=True):
            near = np.searchsorted(twice, key[:, 1]).clip(max=len(twice) - 1)
            for place, id_hash, _ in key[twice[near] == key[:, 1]].tolist():
                if id_hash in first:
                    found.setdefault(index, {})[place] = first[id_hash]
                else:
                    name, there = parts[index].told(place)
                    first[id_hash] = f"{name}, {there}" if there else name
    return found


def double_texts(folder: Path, parts: Sequence[Part]) -> dict[str, str]:
    """Return which briefs tell the very text of an earlier one: id hash to id hash."""
    import numpy as np

    keys = [_keys(folder, part) for part in parts]
    if not keys:
        return {}
    both = np.concatenate([key[:, 1:] for key in keys])
    _, first, which = np.unique(both[:, 1], return_index=True, return_inverse=True)
    again = np.flatnonzero(first[which] != np.arange(len(both)))
    return {
        f"{int(both[place, 0]):016x}": f"{int(both[first[which[place]], 0]):016x}"
        for place in again
    }
