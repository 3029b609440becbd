"""A built folder as a dataset: its manifest checked, its tables read as they are asked.

Nothing is read on opening but the manifest and what is known of actors and the record.
A view reads each table when it is asked for (`built_view`), the Explorer columns and
pages of rows (`built_frames`).
"""

from __future__ import annotations

import json
import os
import re
from collections import ChainMap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.assemble import IDS, KIND, Assembled
from briefbook.assemble_rows import BRIEF_TABLES
from briefbook.build_folder import (
    FORMAT,
    KNOWLEDGE_NAME,
    MANIFEST,
    REJECTS,
    TABLE_FILE,
    sealed_by,
)
from briefbook.build_part import KNOWLEDGE
from briefbook.build_plan import schema_stamp
from briefbook.built_briefs import LazyBriefs, LazyMentions
from briefbook.built_checks import compare_files, refuse_links, title_of
from briefbook.built_files import BuiltFolderError, build_again
from briefbook.built_tables import RECORD, LazyTables
from briefbook.built_view import BuiltBase
from briefbook.cuts import Base
from briefbook.models import Brief
from briefbook.project import VARIABLE, Project
from briefbook.reference import read_record
from briefbook.registry import Registry
from briefbook.vocabularies import Vocabularies

if TYPE_CHECKING:
    import pandas as pd


def is_built(folder: Path) -> bool:
    """Tell whether a folder looks like one that `briefbook build` made."""
    return (folder / MANIFEST).is_file() or (folder / REJECTS).is_file()


def built_folder(where: str | Path | None) -> Path | None:
    """Return the built folder that is meant, None where it is none."""
    named = where if where is not None else os.environ.get(VARIABLE)
    folder = Path(named) if named else None
    return folder if folder is not None and is_built(folder) else None


def open_built(folder: Path) -> tuple[Assembled, Project]:
    """Return a built folder's tables, read as they are asked for, and its project.

    Raises
    ------
    BuiltFolderError
        The folder is not as its manifest says; the message names what and the remedy.
    """
    folder = folder.resolve()
    manifest = read_manifest(folder)
    title = title_of(folder, manifest)
    # Registry and vocabularies stand where a project has its data.
    where = f"{KNOWLEDGE}/{manifest['knowledge']}"
    project = Project(root=folder, title=title, data_folder=where)
    registry = Registry.read(project.actors)
    terms = Vocabularies.read(project.vocabularies)
    record, _ = read_record(project.reference, folder)
    tables = LazyTables(folder, manifest, record)
    briefs = LazyBriefs(tables)
    whole = BuiltTables(
        tables,
        briefs,
        LazyMentions(tables, briefs, registry, terms),
        registry,
        terms,
        stamp=str(manifest["seal"])[:12],
    )
    return whole, project


class BuiltTables(Assembled):
    """What `assemble` gives of a project, of a built folder: nothing is read yet."""

    def values(self) -> dict[str, list[str]]:
        """Return the corpora, actors and units that stand in the tables."""
        manifest = self._lazy.manifest
        corpora = sorted({source["corpus"] for source in manifest["sources"]})
        return {**manifest["values"], "corpora": corpora}

    def base(self) -> Base:
        """Return where the rows of a view come from: read for it alone."""
        # A record of another day stands before the folder's own.
        record = {name: self.tables[name] for name in RECORD}
        countries = {a.name: a.country for a in self.registry.actors if a.country}
        return BuiltBase(self._lazy, record, countries)

    def frame(self, name: str) -> Any:
        """Return a table by its columns and places; only these are read."""
        return self.tables[name] if name in RECORD else self._lazy.frame(name)

    def distinct(self) -> int:
        """Return the number of briefs that repeat no other one."""
        return int(
            self._lazy.manifest["built"] - len(self._lazy.manifest["duplicates"])
        )

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table."""
        record = {name: len(self.tables[name]) for name in RECORD}
        own = dict.fromkeys(BRIEF_TABLES, 0) | self._lazy.manifest["counts"]
        return {**own, **record}

    def found(self, ids: Sequence[str]) -> dict[str, pd.DataFrame]:
        """Return the rows that have these ids, by table; their briefs are held."""
        found: dict[str, pd.DataFrame] = {}
        held: dict[str, None] = {}
        for name, column in IDS.items():
            if name in RECORD:
                rows = self.tables[name]
                found[name] = rows[rows[column].isin(ids)]
                continue
            mine = [row_id for row_id in ids if f"/{KIND[name]}/" in row_id]
            found[name] = self._lazy.find(name, column, mine)
            held |= dict.fromkeys(found[name]["brief_id"])
        self._held.hold(held)
        return found

    def brief(self, brief_id: str) -> Brief:
        """Return a brief with what the tables hold of it."""
        return self._held.with_claims(brief_id)

    def briefs_at(self, ids: Sequence[str]) -> pd.DataFrame:
        """Return the rows of those of these briefs that are there."""
        return self._lazy.briefs_at(ids)

    def of(self, tables: Mapping[str, pd.DataFrame]) -> Assembled:
        """Return the same with the tables of a view: only its claims are checked."""
        # Their texts are asked for claim by claim: most views have few enough to hold.
        self._held.hold(tables["briefs"]["brief_id"].head(_HELD))
        return Assembled(
            tables, self.briefs, self.mentions, self.registry, self.vocabularies
        )

    @property
    def _held(self) -> LazyBriefs:
        assert isinstance(self.briefs, LazyBriefs)
        return self.briefs

    @property
    def _lazy(self) -> LazyTables:
        # With a record of another day, or other claims to check, it stands behind.
        tables = self.tables
        while isinstance(tables, ChainMap):
            tables = tables.maps[-1]
        assert isinstance(tables, LazyTables)
        return tables


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a built folder that is whole.

    Raises
    ------
    BuiltFolderError
        It is of another format or schema, its seal is broken, a folder is a link, or a
        file is missing or has another size.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except OSError as err:
        raise BuiltFolderError(
            f"{folder}: is no built folder ({MANIFEST}: {err.strerror}); make one with "
            f"briefbook build SOURCE --to {folder.name}"
        ) from err
    except (ValueError, RecursionError) as err:
        raise BuiltFolderError(
            f"{path}: is truncated ({err}); {build_again(folder)}"
        ) from err
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BuiltFolderError(
            f"{path}: is not of the format {FORMAT!r}: it is somebody else's, or of "
            f"another version of briefbook; {build_again(folder)}"
        )
    if manifest.get("seal") != sealed_by(manifest) or not _is_whole(manifest):
        raise BuiltFolderError(f"{path}: was changed by hand; {build_again(folder)}")
    if manifest["schema"] != schema_stamp():
        raise BuiltFolderError(
            f"{path}: is stale: made by briefbook {manifest['briefbook']} with other "
            f"tables; {build_again(folder)}"
        )
    refuse_links(folder, manifest)
    for file in manifest["files"]:
        there = folder / file["path"]
        if there.is_symlink() or not there.is_file():
            raise BuiltFolderError(f"{there}: is missing; {build_again(folder)}")
        if there.stat().st_size != file["bytes"]:
            found = there.stat().st_size
            raise BuiltFolderError(
                f"{there}: holds {found:,} bytes, not {file['bytes']:,}: truncated or "
                f"changed; remove it, then {build_again(folder)}"
            )
    return dict(manifest)


_HELD = 5_000
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SHAPE: Mapping[str, type] = {
    "schema": str,
    "briefbook": str,
    "knowledge": str,
    "built": int,
    "counts": dict,
    "values": dict,
    "duplicates": dict,
    "sources": list,
    "files": list,
}


def _is_whole(manifest: Mapping[str, Any]) -> bool:
    """Tell whether a manifest has its fields, and names files of its folder only."""
    if any(not isinstance(manifest.get(key), kind) for key, kind in _SHAPE.items()):
        return False
    return (
        KNOWLEDGE_NAME.fullmatch(manifest["knowledge"]) is not None
        and all(
            isinstance(file, dict)
            and file.get("table") in BRIEF_TABLES
            and TABLE_FILE.fullmatch(str(file.get("path"))) is not None
            and isinstance(file.get("bytes"), int)
            and isinstance(file.get("rows"), int)
            and all(_DAY.fullmatch(str(file.get(end))) for end in ("first", "last"))
            and isinstance(file.get("sha256"), str)
            for file in manifest["files"]
        )
        and all(
            isinstance(source, dict) and isinstance(source.get("corpus"), str)
            for source in manifest["sources"]
        )
    )


def verify(folder: Path) -> None:
    """Compare tables, knowledge and rejects of a built folder with their hashes.

    Raises
    ------
    BuiltFolderError
        A file was changed.
    """
    folder = folder.resolve()
    manifest = read_manifest(folder)
    title_of(folder, manifest)
    compare_files(folder, manifest)
