"""Columns as integer codes, for the Explorer's engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Array = np.ndarray[Any, Any]

NEVER = -(2**31)


@dataclass(frozen=True, slots=True)
class Coded:
    """Columns of one domain as codes: 0 is null, ``i + 1`` is ``names[i]``."""

    names: tuple[str, ...]
    columns: tuple[Array, ...]

    def lookup(self, wanted: tuple[str, ...]) -> Array:
        """Return for each code whether it is one of `wanted`."""
        import numpy as np

        chosen = set(wanted)
        return np.array([False, *(name in chosen for name in self.names)])

    def misses(self, wanted: tuple[str, ...]) -> Array:
        """Return 1 for each row that holds none of `wanted`."""
        found = self.lookup(wanted)
        hit = found[self.columns[0]]
        for column in self.columns[1:]:
            hit |= found[column]
        return (~hit).view("uint8")

    def count(self, rows: Array | None, weights: Array | None = None) -> Array:
        """Return the number (or summed weight) of rows that hold each name."""
        import numpy as np

        size = len(self.names) + 1
        taken = [c if rows is None else c[rows] for c in self.columns]
        counts = np.zeros(size)
        for place, column in enumerate(taken):
            weight = weights
            for earlier in taken[:place]:
                # A row that holds a name twice counts once.
                fresh = (earlier != column).astype(float)
                weight = fresh if weight is None else weight * fresh
            counts += np.bincount(column, weights=weight, minlength=size)
        return counts[1:].astype("int64")


def brief_places(rows: pd.DataFrame, places: pd.Index) -> Array:
    """Return the place among the briefs of each row's brief."""
    column = rows["brief_id"].astype("category")
    known = column.cat.categories.astype("object")
    found: Array = places.get_indexer(known).astype("int32")
    return found[column.cat.codes.to_numpy()]


def coded(rows: pd.DataFrame, *columns: str) -> Coded:
    """Return columns of one domain as codes of their shared categories."""
    import numpy as np
    import pandas as pd

    found = [rows[column].astype("category") for column in columns]
    names = tuple(found[0].cat.categories)
    if any(tuple(column.cat.categories) != names for column in found[1:]):
        every = sorted({name for column in found for name in column.cat.categories})
        found = [pd.Series(pd.Categorical(c, categories=every)) for c in found]
        names = tuple(every)
    dtype = smallest(len(names))
    codes = tuple((c.cat.codes.to_numpy() + np.int32(1)).astype(dtype) for c in found)
    return Coded(names, codes)


def smallest(size: int) -> str:
    """Return the smallest dtype that holds codes up to `size`."""
    return "uint8" if size < 2**8 else "uint16" if size < 2**16 else "uint32"


def days(column: pd.Series) -> Array:
    """Return days as numbers from 1970; `NEVER` for null."""
    import numpy as np

    stamps = column.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(stamps), NEVER, stamps.astype("int64")).astype("int32")


def day_number(value: Any) -> int:
    """Return a day as its number from 1970."""
    import numpy as np

    return int(np.datetime64(value, "D").astype("int64"))
