"""The command that builds many briefs into Parquet. It prints, as `cli`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.cli_help import tell
from briefbook.errors import ParameterError, ProjectNotFoundError

if TYPE_CHECKING:
    from briefbook.build import Built
    from briefbook.project import Project


def add_commands(commands: Any) -> None:
    """Add the command to the parser's `commands`."""
    build = commands.add_parser("build", help="build many briefs into Parquet tables")
    build.add_argument(
        "sources",
        nargs="*",
        metavar="SOURCE",
        help="brief files, digests, JSON Lines, Parquet, HTML, feeds; or a folder",
    )
    build.add_argument("--to", type=Path, required=True, metavar="DIR")
    build.add_argument(
        "--published",
        metavar="DAY",
        help="day, or A..B, of digests, pages and entries that carry none",
    )
    where = build.add_mutually_exclusive_group()
    where.add_argument(
        "--workers", type=int, metavar="N", help="start a local Dask cluster"
    )
    where.add_argument(
        "--scheduler", metavar="ADDRESS", help="use a Dask scheduler that runs"
    )
    build.add_argument(
        "--near-duplicates",
        action="store_true",
        help="name briefs that tell an earlier one in nearly the same words too",
    )
    build.add_argument(
        "--strict", action="store_true", help="exit 1 if anything was rejected"
    )
    build.add_argument(
        "--verify", action="store_true", help="only compare DIR with its hashes"
    )
    build.set_defaults(run=_build)


def _build(given: argparse.Namespace) -> int:
    from briefbook.build import build

    if given.verify:
        from briefbook.built import verify

        verify(given.to)
        tell(given, f"{given.to}: every file is as its manifest says")
        return 0
    if not given.sources:
        raise ParameterError("build takes at least one SOURCE")
    if given.workers is not None and given.workers < 1:
        raise ParameterError(f"--workers {given.workers}: give 1 or more")
    built = build(
        given.sources,
        given.to,
        project=_project(),
        days=_days(given.published) if given.published else None,
        workers=given.workers,
        scheduler=given.scheduler,
        near_duplicates=given.near_duplicates,
        on_part=None if given.quiet else _told,
    )
    return _summary(given, built)


def _project() -> Project | None:
    from briefbook.project import find_project

    try:
        return find_project()
    except ProjectNotFoundError:
        said = "no project here: the wheel's own registry and vocabularies are used"
        print(f"briefbook: {said}", file=sys.stderr)
        return None


def _days(written: str) -> tuple[str, str]:
    from briefbook.briefs import parse_published

    try:
        first, last = parse_published(written)
    except ValueError:
        raise ParameterError(
            f"--published {written!r}: write a day like 2024-11-20, or a range "
            f"2024-11-17..2024-11-22"
        ) from None
    return (first or last).isoformat(), last.isoformat()


def _told(done: int, total: int, briefs: int) -> None:
    end = "\r" if sys.stderr.isatty() and done < total else "\n"
    line = f"{done}/{total} parts, {briefs:,} briefs"
    print(line, end=end, file=sys.stderr, flush=True)


def _summary(given: argparse.Namespace, built: Built) -> int:
    from briefbook.build_folder import REJECTS

    tell(
        given,
        f"{built.folder}: {built.read:,} read = {built.built:,} built + "
        f"{built.rejected:,} rejected; {built.parts:,} parts, {built.kept:,} of them "
        f"there already",
    )
    if not built.rejected:
        return 0
    path = built.folder / REJECTS
    with path.open(encoding="utf-8") as lines:
        for _, line in zip(range(5), lines, strict=False):
            reject = json.loads(line)
            place = f":{reject['place']}" if reject["place"] else ""
            said = f"{_shown(reject['source'])}{place}: {reject['reason']}"
            print(f"rejected: {said}", file=sys.stderr)
    more = built.rejected - 5
    if more > 0:
        print(f"and {more:,} more: {path}", file=sys.stderr)
    return int(given.strict)


def _shown(source: str) -> str:
    """Return a source's address, short where it lies below us."""
    path, here = Path(source), Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else source
