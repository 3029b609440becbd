"""The tables of a built folder, read as they are asked for.

A view reads the years, row groups and columns that it needs, no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.assemble import BRIEF_TABLES, brief_rows, read_text
from briefbook.build_part import short_hash
from briefbook.errors import BriefbookError
from briefbook.frames_arrow import arrow_schema, to_arrow, to_frames
from briefbook.models import Brief, Mention
from briefbook.registry import Registry
from briefbook.view import View
from briefbook.vocabularies import Vocabularies

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.dataset as pads

RECORD = ("series", "timeline", "sources")


class BuiltFolderError(BriefbookError):
    """A built folder is stale, foreign, truncated or was tampered with."""


def build_again(folder: Path) -> str:
    """Return the remedy for a folder that is not as it should be."""
    return f"run the build again: briefbook build SOURCE... --to {folder.name}"


class LazyTables(Mapping[str, "pd.DataFrame"]):
    """The tables of a built folder by name; each is read when it is asked for."""

    def __init__(
        self, folder: Path, manifest: dict[str, Any], record: Mapping[str, Any]
    ) -> None:
        self.folder, self.manifest = folder, manifest
        self.record = {name: to_arrow(record[name], name) for name in RECORD}
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a whole table; the tables of briefs share their categories' codes."""
        if name not in self._read:
            if name in RECORD:
                self._read |= to_frames(self.record)
            else:
                self._read |= self.slice(View())
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the tables' names."""
        return iter((*BRIEF_TABLES, *RECORD))

    def __len__(self) -> int:
        """Return the number of tables."""
        return len(BRIEF_TABLES) + len(RECORD)

    def slice(self, view: View) -> dict[str, pd.DataFrame]:
        """Return all tables with the rows of the briefs that a view's days leave.

        More rows than the view's may be among them: `cuts.cut` makes the rest.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        chosen = self._briefs_of(view)
        tables: dict[str, pa.Table] = {}
        for name in BRIEF_TABLES:
            wanted = _days_filter(view)
            if chosen is not None:
                ids = pc.field("brief_id").cast(pa.string()).isin(chosen)
                wanted = ids if wanted is None else wanted & ids
            tables[name] = self._table(name, wanted)
        tables["briefs"] = self._with_duplicates(tables["briefs"])
        return to_frames({**tables, **self.record})

    def find(self, table: str, column: str, value: str) -> pd.DataFrame:
        """Return the rows of a table in which a column has a value."""
        import pyarrow as pa
        import pyarrow.compute as pc

        wanted = pc.field(column).cast(pa.string()) == value
        return to_frames({table: self._table(table, wanted)})[table]

    def _briefs_of(self, view: View) -> pa.Array | None:
        """Return the ids of the briefs on a view's themes and corpora, if any."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if not view.themes and not view.corpora:
            return None
        wanted = _days_filter(view)
        columns = ["brief_id", "corpus", "themes"]
        table = self._table("briefs", wanted, columns)
        mask = pa.chunked_array([pa.array([True] * table.num_rows, pa.bool_())])
        if view.corpora:
            corpus = table["corpus"].cast(pa.string())
            mask = pc.and_(mask, pc.is_in(corpus, pa.array(view.corpora)))
        if view.themes and table.num_rows:
            flat = table["themes"].combine_chunks()
            if isinstance(flat, pa.ChunkedArray):
                flat = flat.chunk(0)
            hits = pc.is_in(flat.flatten(), pa.array(view.themes))
            rows = pc.list_parent_indices(flat).filter(hits)
            places = pa.array(range(table.num_rows), rows.type)
            mask = pc.and_(mask, pc.is_in(places, rows))
        return table["brief_id"].cast(pa.string()).filter(mask).combine_chunks()

    def _table(
        self, name: str, wanted: pads.Expression | None, columns: Any = None
    ) -> pa.Table:
        import pyarrow as pa

        if not self._dataset(name):
            return arrow_schema(name).empty_table()
        try:
            table = self._dataset(name).to_table(filter=wanted, columns=columns)
        except (OSError, pa.ArrowException) as err:
            raise BuiltFolderError(
                f"{self.folder}: a file of {name} can't be read ({err}); "
                f"{build_again(self.folder)}"
            ) from err
        return (table if wanted is None else _only_used(table)).unify_dictionaries()

    def _dataset(self, name: str) -> Any:
        import pyarrow.dataset as pads

        paths = [
            str(self.folder / file["path"])
            for file in self.manifest["files"]
            if file["table"] == name
        ]
        if not paths:
            return None
        form = pads.ParquetFileFormat(
            default_fragment_scan_options=pads.ParquetFragmentScanOptions(
                page_checksum_verification=True
            )
        )
        return pads.dataset(paths, schema=arrow_schema(name), format=form)

    def _with_duplicates(self, briefs: pa.Table) -> pa.Table:
        """Name the earlier brief that tells the very same text."""
        import pyarrow as pa

        again = self.manifest["duplicates"]
        if not again or not briefs.num_rows:
            return briefs
        ids = briefs["brief_id"].cast(pa.string()).to_pylist()
        hashes = [f"{short_hash(name):016x}" for name in ids]
        named = dict(zip(hashes, ids, strict=True))
        firsts = [again.get(own) for own in hashes]
        # An original outside the slice is told by its hash.
        told = [None if f is None else named.get(f, f) for f in firsts]
        place = briefs.column_names.index("duplicate_of")
        return briefs.set_column(place, "duplicate_of", pa.array(told, pa.string()))


def _only_used(table: pa.Table) -> pa.Table:
    """Return a table with the categories of its rows, not of whole row groups."""
    import pyarrow as pa

    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            used = table.column(place).cast(pa.string()).dictionary_encode()
            table = table.set_column(place, field, used)
    return table


class LazyBriefs(Mapping[str, Brief]):
    """The briefs of a built folder by id, each read when it is asked for."""

    def __init__(self, tables: LazyTables) -> None:
        self._tables = tables

    def __getitem__(self, brief_id: str) -> Brief:
        """Return one brief with its text."""
        rows = self._tables.find("briefs", "brief_id", brief_id)
        if rows.empty:
            raise KeyError(brief_id)
        row = rows.iloc[0]
        return Brief(
            id=brief_id,
            title=str(row["title"]),
            published=row["published"].date(),
            text=str(row["text"]),
            corpus=str(row["corpus"]),
            themes=row["themes"],
            text_kind=str(row["text_kind"]),
        )

    def __contains__(self, brief_id: object) -> bool:
        """Tell whether the folder holds a brief."""
        return not self._tables.find("briefs", "brief_id", str(brief_id)).empty

    @cached_property
    def _ids(self) -> list[str]:
        return [str(name) for name in self._tables["briefs"]["brief_id"]]

    def __iter__(self) -> Iterator[str]:
        """Yield the briefs' ids."""
        return iter(self._ids)

    def __len__(self) -> int:
        """Return the number of briefs."""
        return int(self._tables.manifest["built"])


class LazyMentions(Mapping[str, Mention]):
    """The mentions of a built folder by id: a brief is read again for each."""

    def __init__(
        self, briefs: LazyBriefs, registry: Registry, terms: Vocabularies
    ) -> None:
        self._briefs, self._registry, self._terms = briefs, registry, terms

    def __getitem__(self, row_id: str) -> Mention:
        """Return one mention as the rules read it."""
        brief = self._briefs[row_id.rsplit("/", 2)[0]]
        read = read_text(brief, self._registry, self._terms)
        return brief_rows(brief, read, self._registry, self._terms)[1][row_id]

    def __iter__(self) -> Iterator[str]:
        """Yield no id: there may be millions."""
        return iter(())

    def __len__(self) -> int:
        """Return 0: they are not counted."""
        return 0

    def __contains__(self, row_id: object) -> bool:
        """Tell whether a brief has such a mention."""
        try:
            self[str(row_id)]
        except KeyError:
            return False
        return True


def _days_filter(view: View) -> pads.Expression | None:
    import pyarrow.compute as pc

    wanted = None
    for day, is_first in ((view.since, True), (view.until, False)):
        if day is None:
            continue
        field = pc.field("published")
        part = field >= day if is_first else field <= day
        wanted = part if wanted is None else wanted & part
    return wanted
