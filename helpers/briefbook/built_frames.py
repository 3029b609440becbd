"""A table of a built folder by its columns and places, as the Explorer takes it.

The Explorer keeps codes of a dozen columns and shows a page of rows: of a million
briefs it needs no more, and no more is held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefbook.built_files import TableFiles
from briefbook.frames_arrow import to_frames, to_series

if TYPE_CHECKING:
    import pandas as pd


class LazyFrame:
    """A table whose columns and rows are read when they are asked for, and not kept.

    Parameters
    ----------
    files
        Where its rows stand.

    Attributes
    ----------
    iloc
        ``frame.iloc[places]`` reads the rows at some places, with all columns.
    """

    def __init__(self, files: TableFiles) -> None:
        self._files = files
        self.iloc = _Places(files)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._files)

    def __getitem__(self, column: str) -> pd.Series:
        """Return one column of all rows."""
        cells = self._files.read(columns=[column])[column]
        return to_series(cells, self._files.name, column)


class _Places:
    def __init__(self, files: TableFiles) -> None:
        self._files = files

    def __getitem__(self, places: Any) -> pd.DataFrame:
        import numpy as np

        if isinstance(places, slice):
            places = np.arange(*places.indices(len(self._files)))
        name = self._files.name
        rows = to_frames({name: self._files.at(places)})[name]
        return rows.set_axis(places, axis="index")
