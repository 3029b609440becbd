"""Many briefs into partitioned Parquet, here or on a Dask cluster.

A build plans its parts, builds those that are not there, and then publishes them with
a manifest that takes the old one's place in one step. Until then the folder is what it
was; a killed build leaves finished parts, which the next one keeps.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from briefbook.build_doubles import double_ids, double_texts
from briefbook.build_folder import (
    FORMAT,
    MANIFEST,
    REJECTS,
    BuildError,
    alone,
    knowledge_name,
    old_manifest,
    refuse_foreign,
    remedy,
    sealed,
    sweep,
)
from briefbook.build_near import near_part, near_texts
from briefbook.build_part import (
    KNOWLEDGE,
    PARTS,
    build_part,
    keys_are_whole,
    record_of,
)
from briefbook.build_plan import Part, Plan, code_stamp, plan, schema_stamp
from briefbook.files import write_whole
from briefbook.project import Project, templates
from briefbook.sources_open import hash_of
from briefbook.sources_unpack import SourceError


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did.

    Attributes
    ----------
    folder
        The built folder.
    read, built, rejected
        Items of all its sources: ``read == built + rejected``.
    parts, kept
        Number of parts, and how many of them were there already.
    """

    folder: Path
    read: int
    built: int
    rejected: int
    parts: int
    kept: int


Work = Callable[[Part, str, str], dict[str, Any]]
Runner = Callable[[Sequence[Part], Path, str], Iterator[dict[str, Any]]]


def build(
    sources: Sequence[str],
    folder: Path,
    *,
    project: Project | None = None,
    days: tuple[str, str] | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    near_duplicates: bool = False,
    on_part: Callable[[int, int, int], None] | None = None,
) -> Built:
    """Build sources into a folder of Parquet tables.

    Parameters
    ----------
    sources
        Files, folders, patterns, or addresses that fsspec knows. A folder that was
        built before then holds these and no others.
    folder
        Where to; every worker must see it.
    project
        Whose registry, vocabularies and record; without it the wheel's.
    days
        First and last day for what carries none of its own.
    workers
        Start a local cluster with that many; without it and `scheduler`, build here.
    scheduler
        Address of a running Dask scheduler.
    near_duplicates
        Whether briefs that tell an earlier one in nearly the same words are named too,
        not only those in the very same words.
    on_part
        Called after each part with parts done, parts in all, briefs built so far.

    Raises
    ------
    BuildError
        The folder is something else's, another build runs in it, or a part failed.
    SourceError
        A source can't be read just now, or changed meanwhile; the parts of the others
        are kept for the next build.
    """
    folder = folder.resolve()
    try:
        refuse_foreign(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with alone(folder):
            knowledge = _keep_knowledge(folder, project)
            old = old_manifest(folder)
            planned = plan(
                sources,
                stamp=f"{code_stamp()}/{knowledge}",
                days=days,
                earlier=old.get("sources", ()),
                output=folder,
            )
            # Parts without a manifest are those of a first build that was killed.
            holds = (folder / MANIFEST).exists() or any(folder.glob(f"{PARTS}/*.json"))
            if holds and not planned.parts:
                raise BuildError(f"{folder} stays as it is: {planned.nothing()}")
            runner = _runner(workers, scheduler)
            near = _runner(workers, scheduler, near_part) if near_duplicates else None
            making = _Build(folder, knowledge, planned, runner, near, on_part)
            return making.published()
    except OSError as err:
        where = err.filename if isinstance(err.filename, str) else folder
        raise BuildError(
            f"{where}: {err.strerror or err}; what {folder} held before is still "
            f"there: {remedy(err)}"
        ) from err


class _Build:
    """The work on one build, from a plan to a published manifest."""

    def __init__(
        self,
        folder: Path,
        knowledge: str,
        planned: Plan,
        runner: Runner,
        near: Runner | None,
        on_part: Callable[[int, int, int], None] | None,
    ) -> None:
        self.folder, self.knowledge, self.plan = folder, knowledge, planned
        self.runner, self.near, self.on_part = runner, near, on_part
        self.records: dict[str, dict[str, Any]] = {}
        self.made: set[str] = set()

    def published(self) -> Built:
        whole = self.plan.parts
        self._run(whole, [part for part in whole if not self._is_known(part)])
        parts = self._without_doubles()
        self._run(parts, [part for part in parts if not self._is_there(part)])
        manifest = {**self._manifest(parts), "rejects": self._write_rejects(parts)}
        write_whole(self.folder / MANIFEST, sealed(manifest))
        sweep(self.folder, {p.id for p in parts}, {p.id for p in whole}, manifest)
        return Built(
            self.folder,
            manifest["read"],
            manifest["built"],
            manifest["rejected"],
            len(parts),
            sum(part.id not in self.made for part in parts),
        )

    def _is_there(self, part: Part) -> bool:
        if part.id not in self.records:
            record = record_of(self.folder, part.id)
            if record is None:
                return False
            self.records[part.id] = record
        return True

    def _is_known(self, part: Part) -> bool:
        """Tell whether a part's ids are known; it may stand without its doubles."""
        return self._is_there(part) or keys_are_whole(self.folder, part.id)

    def _run(self, parts: Sequence[Part], missing: Sequence[Part]) -> None:
        done = len(parts) - len(missing)
        there = (self.records.get(part.id) for part in parts)
        built = sum(record["built"] for record in there if record)
        for record in self.runner(missing, self.folder, self.knowledge):
            self.records[record["id"]] = record
            self.made.add(record["id"])
            done += 1
            built += record["built"]
            if self.on_part is not None:
                self.on_part(done, len(parts), built)

    def _without_doubles(self) -> list[Part]:
        """Return the parts without items whose id stood earlier in their corpus.

        What is left out depends on all that is in the plan and on nothing that a
        build before this one left out.
        """
        parts = list(self.plan.parts)
        for index, places in double_ids(self.folder, parts).items():
            parts[index] = parts[index].without(places)
        return parts

    def _manifest(self, parts: Sequence[Part]) -> dict[str, Any]:
        sources: dict[str, dict[str, Any]] = {}
        files = []
        for part in parts:
            record = self.records[part.id]
            source = sources.setdefault(
                part.source,
                {
                    "name": part.source,
                    "kind": part.kind,
                    "corpus": part.corpus,
                    "bytes": self.plan.sizes.get(part.source, 0),
                    **dict.fromkeys(("read", "built", "rejected"), 0),
                    "parts": [],
                },
            )
            for name in ("read", "built", "rejected"):
                source[name] += record[name]
            source["parts"].append(
                {"id": part.id, "sha256": part.content, "built": record["built"]}
            )
            files += record["files"]
        used = [self.records[part.id] for part in parts]
        counts: dict[str, int] = {}
        for file in files:
            counts[file["table"]] = counts.get(file["table"], 0) + file["rows"]
        unread = len(self.plan.rejects)
        return {
            "format": FORMAT,
            "schema": schema_stamp(),
            "briefbook": version("briefbook"),
            "knowledge": self.knowledge,
            "read": sum(r["read"] for r in used) + unread,
            "built": sum(r["built"] for r in used),
            "rejected": sum(r["rejected"] for r in used) + unread,
            "counts": dict(sorted(counts.items())),
            "values": {
                name: sorted({value for r in used for value in r[name]})
                for name in ("actors", "units")
            },
            **self._duplicates(parts),
            "sources": [sources[name] for name in sorted(sources)],
            "files": sorted(files, key=lambda file: file["path"]),
        }

    def _duplicates(self, parts: Sequence[Part]) -> dict[str, dict[str, Any]]:
        if self.near is None:
            return {"duplicates": double_texts(self.folder, parts)}
        for _ in self.near(parts, self.folder, self.knowledge):
            pass
        found = near_texts(self.folder, parts)
        shares = {name: share for name, (_, share) in found.items()}
        originals = {name: original for name, (original, _) in found.items()}
        return {"duplicates": originals, "shares": shares}

    def _write_rejects(self, parts: Sequence[Part]) -> dict[str, Any]:
        from briefbook.files import whole_file

        with (
            whole_file(self.folder / REJECTS) as partial,
            partial.open("w", encoding="utf-8", newline="\n") as target,
        ):
            for reject in self.plan.rejects:
                target.write(json.dumps(asdict(reject)) + "\n")
            for part in parts:
                path = self.folder / PARTS / f"{part.id}.rejects.jsonl"
                with path.open(encoding="utf-8") as lines:
                    target.writelines(line for line in lines if line.strip())
        digest, size = hash_of(str(self.folder / REJECTS))
        return {"bytes": size, "sha256": digest}


def _runner(
    workers: int | None, scheduler: str | None, work: Work = build_part
) -> Runner:
    if workers is not None or scheduler is not None:
        from briefbook.build_dask import cluster_runner

        return cluster_runner(workers, scheduler, work)

    def here(parts: Sequence[Part], folder: Path, knowledge: str) -> Iterator[Any]:
        failed = []
        for part in parts:
            try:
                record = work(part, str(folder), knowledge)
            except SourceError as err:
                # The other parts are built first: the next build finds them there.
                failed.append(str(err))
                continue
            yield record
        if failed:
            told = "\n".join(dict.fromkeys(failed[:10]))
            raise SourceError(
                f"{len(failed)} of {len(parts)} parts could not be read:\n{told}"
            )

    return here


def _keep_knowledge(folder: Path, project: Project | None) -> str:
    """Copy registry, vocabularies and record into the folder; return their name."""
    if project is None:
        from briefbook.project import read_project

        project = read_project(templates())
    files = {"actors.csv": project.actors}
    for path in sorted(project.vocabularies.glob("*.csv")):
        files[f"vocabularies/{path.name}"] = path
    for name in ("series", "timeline", "sources"):
        path = project.reference / f"{name}.csv"
        if path.is_file():
            files[f"reference/{name}.csv"] = path
    contents = {name: path.read_bytes() for name, path in files.items()}
    name = knowledge_name(contents, project.title)
    for path, content in contents.items():
        target = folder / KNOWLEDGE / name / path
        if not target.is_file() or target.read_bytes() != content:
            write_whole(target, content)
    title = json.dumps({"title": project.title}, ensure_ascii=False)
    write_whole(folder / KNOWLEDGE / name / "project.json", title + "\n")
    return name
