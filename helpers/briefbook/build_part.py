"""One part of a build: items to rows to Parquet, on whichever worker.

Files appear whole under names of their own, and the part's record last, so a part is
either there or not, however it ends.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from platform import node
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from briefbook.assemble import read_text
from briefbook.assemble_rows import BRIEF_TABLES, brief_rows
from briefbook.build_items import part_items, told_of
from briefbook.build_plan import PART_BYTES, READ_BY, Part, code_stamp
from briefbook.draft_measures import measure_cues
from briefbook.drafting import drafted_claims
from briefbook.errors import BriefbookError, shown
from briefbook.files import json_bytes, write_whole
from briefbook.frames_arrow import to_arrow
from briefbook.models import Brief
from briefbook.registry import Registry
from briefbook.schema import TABLES
from briefbook.sources import Item
from briefbook.sources_open import Reject
from briefbook.vocabularies import Vocabularies

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

PARTS = ".parts"
KNOWLEDGE = "knowledge"
_BATCH = 500  # briefs whose rows are held as objects at once
_ROW_GROUP = 4096
_KEY_WIDTH = 3  # a brief's place, and 64 bits each of its id and its text
# Characters of text whose rows are held: an archive in one piece is written in several.
_HELD = PART_BYTES
_REASON = 1000
# Domains whose values `where` accepts: each part tells which it holds.
_TOLD = {"actors": "actor", "units": "unit"}


class OtherBriefbookError(BriefbookError):
    """A worker's rules are not those that the build was planned by."""


def expect_rules(part: Part) -> None:
    """Refuse a part that was planned by other rules than are installed here.

    Raises
    ------
    OtherBriefbookError
        Its rows would stand under the name of rules that did not make them.
    """
    if part.stamp.partition("/")[0] != code_stamp():
        raise OtherBriefbookError(
            f"the worker on {node()} has another briefbook, or another version of what "
            f"it reads with ({', '.join(READ_BY)}), than the build was planned by: "
            f"install the same there as here, then run the same build again"
        )


def build_part(part: Part, folder: str, knowledge: str) -> dict[str, Any]:
    """Build one part into `folder` and return its record.

    Parameters
    ----------
    folder
        The built folder; its workers all see it.
    knowledge
        Name of the registry and vocabularies in it.

    Raises
    ------
    OtherBriefbookError
        What is installed here is not what planned the part.

    Returns
    -------
    dict
        ``id``, ``source``, ``read``, ``built``, ``rejected``, and ``files`` with
        table, year, first and last day, path, rows, bytes and SHA-256 of each.
    """
    expect_rules(part)
    root = Path(folder)
    known = record_of(root, part.id)
    if known is not None:
        return known
    registry, terms = _knowledge(str(root / KNOWLEDGE / knowledge))
    # A process number alone is not its own where each worker has its container.
    work = root / PARTS / f"{part.id}.{os.getpid()}-{token_hex(4)}.tmp"
    work.mkdir(parents=True)
    try:
        return _Building(part, root, work, registry, terms).record()
    finally:
        shutil.rmtree(work, ignore_errors=True)


def record_of(root: Path, part_id: str) -> dict[str, Any] | None:
    """Return the record of a part that was built whole, None where it was not."""
    path = root / PARTS / f"{part_id}.json"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        for file in record["files"]:
            if (root / file["path"]).stat().st_size != file["bytes"]:
                return None
        rejects = root / PARTS / f"{part_id}.rejects.jsonl"
        whole = (
            record["id"] == part_id
            and rejects.stat().st_size == record["rejects_bytes"]
            and keys_are_whole(root, part_id, record["built"])
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if not whole:
        return None
    return record


def keys_are_whole(root: Path, part_id: str, count: int | None = None) -> bool:
    """Tell whether a part's places and hashes are there, for `count` briefs if given.

    They outlive a part that was built again without doubles: the next build finds its
    doubles by them, as if it had built the part.
    """
    import numpy as np

    path = root / PARTS / f"{part_id}.npy"
    try:
        # Of a file that was cut off the map can't be made.
        rows, width = np.load(path, mmap_mode="r", allow_pickle=False).shape
    except (OSError, ValueError, EOFError):
        return False
    return bool(width == _KEY_WIDTH and (count is None or count == rows))


@cache
def _knowledge(folder: str) -> tuple[Registry, Vocabularies]:
    registry = Registry.read(Path(folder) / "actors.csv")
    return registry, Vocabularies.read(Path(folder) / "vocabularies")


class _Building:
    """The work on one part; what it holds does not grow with the part."""

    def __init__(
        self,
        part: Part,
        root: Path,
        work: Path,
        registry: Registry,
        terms: Vocabularies,
    ) -> None:
        self.part, self.root, self.work = part, root, work
        self.registry, self.terms = registry, terms
        self.cues = measure_cues(terms)
        self.rejected = self.built = 0
        self.files: list[dict[str, Any]] = []
        self.told: dict[str, set[str]] = {domain: set() for domain in _TOLD}
        self.keys: list[np.ndarray] = []
        self.rows: dict[str, list[dict[str, Any]]] = {n: [] for n in BRIEF_TABLES}
        self.batches: dict[str, list[pa.Table]] = {n: [] for n in BRIEF_TABLES}
        self.batch_keys: list[tuple[int, int, int]] = []
        self.held = self.piece = 0

    def record(self) -> dict[str, Any]:
        import numpy as np

        rejects = self.work / "rejects.jsonl"
        with rejects.open("w", encoding="utf-8", newline="\n") as self._told_to:
            for place, brief in self._briefs():
                self._add(place, brief)
                if len(self.rows["briefs"]) >= _BATCH:
                    self._flush()
                if self.held >= _HELD:
                    self._write_all()
        self._write_all()
        record = {
            "id": self.part.id,
            "source": self.part.source,
            "corpus": self.part.corpus,
            "read": self.built + self.rejected,
            "built": self.built,
            "rejected": self.rejected,
            "rejects_bytes": rejects.stat().st_size,
            "files": self.files,
            **{domain: sorted(values) for domain, values in self.told.items()},
        }
        keys = self.work / "keys.npy"
        empty = np.empty((0, _KEY_WIDTH), dtype="uint64")
        np.save(keys, np.concatenate([empty, *self.keys]), allow_pickle=False)
        beside = self.root / PARTS / self.part.id
        rejects.replace(beside.with_suffix(".rejects.jsonl"))
        keys.replace(beside.with_suffix(".npy"))
        write_whole(beside.with_suffix(".json"), json_bytes(record, is_sorted=True))
        return record

    def _flush(self) -> None:
        """Turn rows into Arrow, which holds them in a tenth of the room."""
        import numpy as np

        for name, added in self.rows.items():
            if added:
                self.batches[name].append(to_arrow(added, name))
                self.rows[name] = []
        keys = np.array(self.batch_keys, dtype="uint64").reshape(-1, _KEY_WIDTH)
        self.keys.append(keys)
        self.batch_keys = []

    def _write_all(self) -> None:
        """Write what is held: of an archive in one piece that is a piece of it."""
        import pyarrow as pa

        self._flush()
        for name, parts in self.batches.items():
            if not parts:
                continue
            table = pa.concat_tables(parts).unify_dictionaries()
            for domain, column in _TOLD.items():
                if column in table.column_names:
                    values = table[column].unique().to_pylist()
                    self.told[domain].update(v for v in values if v)
            self.files += self._write(name, table)
            self.batches[name] = []
        self.held = 0
        self.piece += 1

    def _reject(self, reject: Reject) -> None:
        told = {
            "source": reject.source,
            "place": reject.place,
            "reason": shown(reject.reason, _REASON),
        }
        self._told_to.write(json.dumps(told) + "\n")
        self.rejected += 1

    def _add(self, place: int, brief: Brief) -> None:
        curated = bool(brief.claims) or self.part.kind == "briefs"
        read = read_text(brief, self.registry, self.terms)
        if not curated:
            claims = tuple(drafted_claims(brief.text, read, cues=self.cues))
            brief = replace(brief, claims=claims, themes=read.themes)
        own, _, problems = brief_rows(
            brief, read, self.registry, self.terms, notes=False
        )
        errors = [problem for problem in problems if problem.level == "error"]
        if errors:
            reason = "; ".join(map(told_of, errors))
            self._reject(Reject(*self.part.told(place), reason))
            return
        for name, added in own.items():
            self.rows[name] += added
        self.built += 1
        self.held += len(brief.text)
        text = own["briefs"][0]["sha256"]
        self.batch_keys.append((place, short_hash(brief.id), int(text[:16], 16)))

    def _briefs(self) -> Iterator[tuple[int, Brief]]:
        """Yield the items that make a brief with their place; keep the rejects."""
        excluded = dict(self.part.exclude)
        for place, found in part_items(self.part):
            if place in excluded:
                remedy = "rename it" if self.part.kind == "html" else "give it its own"
                reason = f"has the id of {excluded[place]}: {remedy}"
                self._reject(Reject(*self.part.told(place), reason))
            elif isinstance(found, Reject):
                self._reject(found)
            elif isinstance(found, Brief):
                yield place, replace(found, corpus=self.part.corpus)
            else:
                yield place, self._drafted(found)

    def _drafted(self, item: Item) -> Brief:
        is_digest = self.part.kind == "digest"
        source = {"digest": self.part.corpus} if is_digest else {}
        return Brief(
            id=f"{self.part.corpus}:{item.id}",
            title=item.title or item.id,
            published=item.published,
            published_start=item.published_start,
            text=item.text,
            corpus=self.part.corpus,
            text_kind="verbatim",
            source={**source, "position": str(item.line)} if is_digest else source,
        )

    def _write(self, table: str, rows: pa.Table) -> Iterator[dict[str, Any]]:
        """Write a table, a file a year, sorted by day: a month is a few row groups."""
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        (key,) = TABLES[table].key
        order = pa.table({"day": rows["published"], "id": rows[key].cast(pa.string())})
        keys = [("day", "ascending"), ("id", "ascending")]
        rows = rows.take(pc.sort_indices(order, sort_keys=keys))
        years = pc.year(rows["published"])
        for year in pc.unique(years).to_pylist():
            chosen = rows.filter(pc.equal(years, year))
            days = chosen["published"]
            piece = f"-{self.piece}" if self.piece else ""
            name = f"{table}/year={year}/{self.part.id}{piece}.parquet"
            path = self.work / f"{table}-{year}.parquet"
            pq.write_table(
                chosen,
                path,
                row_group_size=_ROW_GROUP,
                compression="zstd",
                write_page_checksum=True,
            )
            content = path.read_bytes()
            target = self.root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
            yield {
                "table": table,
                "year": year,
                "first": days[0].as_py().isoformat(),
                "last": days[-1].as_py().isoformat(),
                "path": name,
                "rows": chosen.num_rows,
                "bytes": len(content),
                "sha256": sha256(content).hexdigest(),
            }


def short_hash(text: str) -> int:
    """Return 64 bits that stand for a text, to compare many of them in little room."""
    digest = sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big")
