"""The tables of a built folder, read as they are asked for.

A view reads less than whole tables: see `built_view`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.assemble_rows import BRIEF_TABLES
from briefbook.build_part import short_hash
from briefbook.built_files import TableFiles
from briefbook.built_frames import LazyFrame
from briefbook.frames_arrow import arrow_schema, domains_of, to_arrow, to_frames
from briefbook.schema import TABLES
from briefbook.view import View

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

RECORD = ("series", "timeline", "sources")
# Looking up more ids than this is quicker by hash than one by one.
_FEW = 8


class LazyTables(Mapping[str, "pd.DataFrame"]):
    """The tables of a built folder by name; each is read when it is asked for."""

    def __init__(
        self, folder: Path, manifest: dict[str, Any], record: Mapping[str, Any]
    ) -> None:
        self.folder, self.manifest = folder, manifest
        self.record = {name: to_arrow(record[name], name) for name in RECORD}
        self.files = {n: TableFiles(folder, manifest, n) for n in BRIEF_TABLES}
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a whole table; the tables of briefs share their categories' codes."""
        if name not in self._read:
            if name in RECORD:
                self._read |= to_frames(self.record)
            else:
                rows = self.files[name].read()
                rows = self.with_duplicates(rows) if name == "briefs" else rows
                self._read |= to_frames({name: rows}, self._domains)
        return self._read[name]

    def drop(self, name: str) -> None:
        """Let go of a table that was read; it is read again when it is asked for."""
        self._read.pop(name, None)

    @cached_property
    def _domains(self) -> Mapping[str, pd.Index]:
        """Return the categories of all tables, so that one is read without others."""
        columns = {
            table: [
                column.name
                for column in TABLES[table].columns
                if column.dtype == "category"
                # What the briefs say of themselves the rows in them only repeat.
                and (table == "briefs" or column.name not in ("brief_id", "corpus"))
            ]
            for table in BRIEF_TABLES
        }
        read = {name: self.files[name].read(columns=c) for name, c in columns.items()}
        return domains_of({**read, **self.record})

    def __iter__(self) -> Iterator[str]:
        """Yield the tables' names."""
        return iter((*BRIEF_TABLES, *RECORD))

    def __len__(self) -> int:
        """Return the number of tables."""
        return len(BRIEF_TABLES) + len(RECORD)

    def frame(self, name: str) -> LazyFrame:
        """Return a table of briefs of which only what is asked for is read."""
        return LazyFrame(self.files[name])

    def find(self, table: str, column: str, ids: Sequence[str]) -> pd.DataFrame:
        """Return the rows of a table that have these ids, in one read of their days."""
        import pyarrow as pa
        import pyarrow.compute as pc

        briefs = self.briefs_at([name.rsplit("/", 2)[0] for name in ids])
        found = arrow_schema(table).empty_table()
        if len(briefs):
            days = briefs["published"].dt.date.unique().tolist()
            wanted = pc.field("published").isin(days)
            wanted &= pc.field(column).isin(pa.array(ids, pa.string()))
            view = View(since=min(days), until=max(days))
            found = self.files[table].read(wanted, view=view)
        return to_frames({table: found})[table]

    def rows_of(self, brief_id: str, day: date, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table that are of one brief, published on `day`."""
        import pyarrow as pa
        import pyarrow.compute as pc

        wanted = pc.field("published") == day
        wanted &= pc.field("brief_id").cast(pa.string()) == brief_id
        found = self.files[table].read(wanted, view=View(since=day, until=day))
        return to_frames({table: found})[table].to_dict("records")

    def briefs_at(self, ids: Sequence[str]) -> pd.DataFrame:
        """Return the rows of those of these briefs that are there."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        wanted = list(dict.fromkeys(ids))
        if len(wanted) < _FEW:
            places = [pc.index(self.brief_ids, name).as_py() for name in wanted]
        else:
            named = pa.array(wanted, pa.string())
            found = pc.index_in(named, value_set=self.brief_ids.combine_chunks())
            places = found.fill_null(-1).to_pylist()
        there = np.array([place for place in places if place >= 0], "int64")
        return self.frame("briefs").iloc[there]

    def holds(self, brief_id: str) -> bool:
        """Tell whether there is such a brief."""
        import pyarrow.compute as pc

        return bool(pc.index(self.brief_ids, brief_id).as_py() >= 0)

    @cached_property
    def brief_ids(self) -> pa.ChunkedArray:
        """Return all briefs' ids in their order: they tell where each stands."""
        import pyarrow as pa

        ids = self.files["briefs"].read(columns=["brief_id"])["brief_id"]
        return ids.cast(pa.string())

    def with_duplicates(self, briefs: pa.Table) -> pa.Table:
        """Name the earlier brief that tells the same, and how much both share."""
        import pyarrow as pa

        again = self.manifest["duplicates"]
        asked = {"duplicate_of", "duplicate_share"} & {*briefs.column_names}
        if not again or not briefs.num_rows or not asked:
            return briefs
        ids = briefs["brief_id"].cast(pa.string()).to_pylist()
        hashes = [_hashed(name) for name in ids]
        named = dict(zip(hashes, ids, strict=True))
        firsts = [again.get(own) for own in hashes]
        if not named.keys() >= set(firsts) - {None}:
            # Some originals stand outside these rows.
            named = self._originals
        # Without near-duplicates only the very same texts are named.
        known = self.manifest.get("shares", {})
        columns = {
            "duplicate_of": pa.array([named.get(f) for f in firsts], pa.string()),
            "duplicate_share": pa.array(
                [known.get(own, 1.0) if own in again else None for own in hashes],
                pa.float64(),
            ),
        }
        for name in asked:
            place = briefs.column_names.index(name)
            briefs = briefs.set_column(place, name, columns[name])
        return briefs

    @cached_property
    def _originals(self) -> dict[str, str]:
        """Return the ids of the briefs that others tell again, by their hashes."""
        firsts = set(self.manifest["duplicates"].values())
        hashed = ((_hashed(name), name) for name in self.brief_ids.to_pylist())
        return {key: name for key, name in hashed if key in firsts}


def _hashed(brief_id: str) -> str:
    return f"{short_hash(brief_id):016x}"
