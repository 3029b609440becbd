"""The Parquet files of a built folder: which are read, and which rows of them.

A read names columns, days and places; files, row groups and pages without any of them
stay closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.build_folder import old_manifest
from briefbook.errors import BriefbookError
from briefbook.frames_arrow import arrow_schema
from briefbook.view import View

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    import pyarrow.dataset as pads

    Array = np.ndarray[Any, Any]

EVERYTHING = View()
_PIECE = 50_000  # rows of which texts are held at once


class BuiltFolderError(BriefbookError):
    """A built folder is stale, foreign, truncated or was tampered with."""


def build_again(folder: Path) -> str:
    """Return the remedy for a folder that is not as it should be."""
    return f"run the build again: briefbook build SOURCE... --to {folder.name}"


class TableFiles:
    """The files of one table, in the order of their rows.

    Parameters
    ----------
    folder
        The built folder.
    manifest
        Its manifest.
    name
        The table.
    """

    def __init__(self, folder: Path, manifest: dict[str, Any], name: str) -> None:
        self.folder, self.name = folder, name
        self._seal = manifest.get("seal")
        self._files = [f for f in manifest["files"] if f["table"] == name]
        self._corpora = {
            part["id"]: source["corpus"]
            for source in manifest["sources"]
            for part in source.get("parts", ())
        }

    def __len__(self) -> int:
        """Return the number of rows."""
        return sum(file["rows"] for file in self._files)

    def read(
        self,
        wanted: pads.Expression | None = None,
        columns: Sequence[str] | None = None,
        view: View = EVERYTHING,
    ) -> pa.Table:
        """Return the rows that a filter leaves of the files that may hold a view's."""
        with self._told():
            files = self._dataset(view)
            return files.to_table(
                filter=wanted, columns=list(columns) if columns else None
            )

    def pieces(
        self, wanted: pads.Expression | None, columns: Sequence[str], view: View
    ) -> Iterator[pa.Table]:
        """Yield those rows in order, some row groups after the other."""
        import pyarrow as pa

        with self._told():
            held: list[pa.RecordBatch] = []
            for batch in self._dataset(view).to_batches(
                filter=wanted, columns=list(columns)
            ):
                held.append(batch)
                if sum(map(len, held)) >= _PIECE:
                    yield pa.Table.from_batches(held)
                    held = []
            if held:
                yield pa.Table.from_batches(held)

    def _dataset(self, view: View) -> pads.Dataset:
        """Return the files with days of a view, and of its corpora."""
        import pyarrow as pa
        import pyarrow.dataset as pads

        since, until = (
            day.isoformat() if day else None for day in (view.since, view.until)
        )
        # The manifest knows each file's days: of most not even the footer is read.
        paths = [
            str(self.folder / file["path"])
            for file in self._files
            if (since is None or file["last"] >= since)
            and (until is None or file["first"] <= until)
            and (not view.corpora or self._corpus(file) in (None, *view.corpora))
        ]
        schema = arrow_schema(self.name)
        if not paths:
            return pads.dataset(pa.Table.from_batches([], schema))
        form = pads.ParquetFileFormat(
            default_fragment_scan_options=pads.ParquetFragmentScanOptions(
                page_checksum_verification=True
            )
        )
        return pads.dataset(paths, schema=schema, format=form)

    def _corpus(self, file: dict[str, Any]) -> str | None:
        """Return the corpus of a file, None where the manifest does not tell."""
        # Of an archive in one piece a part has several files: "<part>-1.parquet".
        return self._corpora.get(Path(file["path"]).stem.partition("-")[0])

    def at(self, places: Array) -> pa.Table:
        """Return the rows at some places of the whole table, in that order."""
        import numpy as np
        import pyarrow as pa

        order = np.argsort(places, kind="stable")
        ordered = np.asarray(places)[order]
        ends = np.searchsorted(ordered, self._starts)
        schema = arrow_schema(self.name)
        parts = [
            self._rows(file, ordered[first:last] - start).cast(schema)
            for file, start, (first, last) in zip(
                self._files, self._starts, pairwise(ends), strict=False
            )
            if first < last
        ]
        found = pa.concat_tables(parts) if parts else schema.empty_table()
        back = np.empty(len(order), "int64")
        back[order] = np.arange(len(order))
        return found.unify_dictionaries().take(pa.array(back))

    @cached_property
    def _starts(self) -> Array:
        import numpy as np

        return np.cumsum([0, *(file["rows"] for file in self._files)])

    def _rows(self, file: dict[str, Any], places: Array) -> pa.Table:
        """Return some rows of one file, from the row groups that hold them."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.parquet as pq

        with (
            self._told(),
            pq.ParquetFile(
                self.folder / file["path"], page_checksum_verification=True
            ) as source,
        ):
            sizes = [
                source.metadata.row_group(group).num_rows
                for group in range(source.num_row_groups)
            ]
            starts = np.cumsum([0, *sizes])
            groups = np.searchsorted(starts, places, "right") - 1
            parts = []
            for group in np.unique(groups):
                inside = places[groups == group] - starts[group]
                parts.append(source.read_row_group(int(group)).take(pa.array(inside)))
        return pa.concat_tables(parts)

    @contextmanager
    def _told(self) -> Iterator[None]:
        import pyarrow as pa

        try:
            yield
        except (OSError, pa.ArrowException) as err:
            now = old_manifest(self.folder).get("seal")
            if now is not None and now != self._seal:
                raise BuiltFolderError(
                    f"{self.folder}: was built anew since it was loaded: load it again "
                    f"(load_dataset)"
                ) from err
            raise BuiltFolderError(
                f"{self.folder}: a file of {self.name} can't be read ({err}); "
                f"{build_again(self.folder)}"
            ) from err
