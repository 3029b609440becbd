"""Which files a source names: a file, a folder, a pattern or an address.

A local file is named by its full address, links to its folder resolved, so a source is
the same from whichever folder it is named and whoever expands a ``*``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from briefbook.sources_open import KINDS, PACKED, Kind, Reject

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

MANY: dict[str, str] = {"briefs": "md", "html": "html"}
"""Kinds of which a folder's files are one source, and how their names end."""
_MARKS = "*?["
_OUT = "is a link out of the folder that was named: not followed, name its target"


@dataclass(frozen=True, slots=True)
class Found:
    """One file of a source.

    Attributes
    ----------
    uri
        As fsspec opens it.
    name
        Its full address: what manifests and rejects say.
    group
        What its briefs belong together as: the file's own name, or of brief files and
        pages their folder's.
    """

    uri: str
    name: str
    kind: Kind
    group: str

    @property
    def source(self) -> str:
        """Return what it is built with: itself, or its folder's files of its kind."""
        if self.kind not in MANY:
            return self.name
        return f"{self.name.rpartition('/')[0]}/*.{MANY[self.kind]}"


def kind_of(path: str) -> Kind | None:
    """Return what kind of source a path is by its name, None where it is none.

    Examples
    --------
    >>> kind_of("archive/2023.jsonl.gz"), kind_of("notes.docx")
    ('jsonl', None)
    """
    name = PurePosixPath(path.lower())
    if name.suffix in PACKED:
        name = name.with_suffix("")
        return "jsonl" if KINDS.get(name.suffix) == "jsonl" else None
    return KINDS.get(name.suffix)


def expand(source: str, output: Path | None = None) -> tuple[list[Found], list[Reject]]:
    """Return the files that a source names, in order, and what can't be read.

    A source that gives no file is a reject. Files below a folder that are of no kind,
    hidden, a ``README.md`` or of the build itself are passed over.

    Parameters
    ----------
    source
        A file, a folder, a pattern with ``*``, or an address that fsspec knows. A name
        that is there stands for itself, whatever marks are in it.
    output
        The folder that is built, whose files are no source.
    """
    from fsspec.implementations.local import LocalFileSystem

    try:
        fs, path = _place(source)
        is_local = isinstance(fs, LocalFileSystem)
        listing = _Listing(fs, output if is_local else None, is_local)
        paths, top, pattern = _paths(fs, path, listing)
    # Each store's package raises errors of its own.
    except Exception as err:
        return [], [Reject(source, 0, f"can't be listed ({err}): check the address")]
    if top == path:
        listing.add(paths, top)
        return listing.told(source, "holds")
    if paths and not pattern:
        listing.add_named(path, source)
        return listing.told(source, "is")
    if not pattern:
        return [], [Reject(source, 0, "is not there: check the path")]
    listing.add(paths, top, pattern)
    if not listing.seen and not listing.rejects:
        return [], [Reject(source, 0, "matches no file: check the pattern")]
    return listing.told(source, "matches")


def _place(source: str) -> tuple[AbstractFileSystem, str]:
    """Return the store of a source, and its path there."""
    from fsspec.core import url_to_fs
    from fsspec.implementations.local import LocalFileSystem

    if os.path.exists(source):
        return LocalFileSystem(), Path(source).absolute().as_posix()
    return url_to_fs(source)


def _paths(
    fs: AbstractFileSystem, path: str, listing: _Listing
) -> tuple[list[str], str, str]:
    """Return files, and the folder and the pattern that they were found by, if any."""
    if fs.exists(path):
        return (listing.below(path), path, "") if fs.isdir(path) else ([path], "", "")
    if not any(mark in path for mark in _MARKS):
        return [], "", ""
    first = min(path.find(mark) for mark in _MARKS if mark in path)
    found: list[str] = []
    for name, info in sorted(fs.glob(path, detail=True).items()):
        # A link to a folder has the type `other`.
        is_folder = listing.is_local and os.path.isdir(name)
        if is_folder or info["type"] == "directory":
            # As where a shell expands the pattern.
            found += listing.below(str(name))
        else:
            found.append(str(name))
    top = path[:first].rpartition("/")[0] or "/"
    return list(dict.fromkeys(found)), top, path


class _Listing:
    """The files of one source, as they are found."""

    def __init__(
        self, fs: AbstractFileSystem, output: Path | None, is_local: bool
    ) -> None:
        self.fs, self.is_local = fs, is_local
        self.output = str(output.resolve()) if output else None
        self.found: dict[str, Found] = {}
        self.rejects: list[Reject] = []
        self.seen = self.own = 0
        # A folder of many files is resolved once.
        self.resolved: Callable[[str], str] = cache(os.path.realpath)

    def _unlisted(self, err: OSError) -> None:
        reason = f"can't be listed ({err.strerror or err}): mend its permissions"
        self.rejects.append(Reject(str(err.filename), 0, reason))

    def below(self, path: str) -> list[str]:
        """Return the files below a folder, in order."""
        if not self.is_local:
            return sorted(map(str, self.fs.find(path)))
        # fsspec passes over a folder that can't be listed, and says nothing.
        paths: list[str] = []
        for folder, folders, files in os.walk(path, onerror=self._unlisted):
            links = [name for name in folders if os.path.islink(f"{folder}/{name}")]
            paths += [Path(folder, name).as_posix() for name in [*files, *links]]
        return sorted(paths)

    def add(self, paths: Iterable[str], top: str, pattern: str = "") -> None:
        """Add files below `top`, found there or by a pattern."""
        bound = self.resolved(top) if self.is_local else None
        asks_hidden = "/." in pattern[len(top) :]
        for path in paths:
            self.seen += 1
            below = path[len(top) :].split("/")
            if not asks_hidden and any(part.startswith(".") for part in below):
                continue
            kind = kind_of(path)
            if bound and not _lies_in(self._target(path), bound):
                # A folder that is a link is listed as a file of no kind.
                if kind is not None or os.path.isdir(path):
                    self.rejects.append(Reject(self._name(path), 0, _OUT))
            elif kind is not None and path.rpartition("/")[2] != "README.md":
                self._keep(path, kind)

    def add_named(self, path: str, source: str) -> None:
        """Add the one file that was named."""
        kind = kind_of(path)
        if kind is None:
            self.rejects.append(
                Reject(source, 0, f"is of no kind that is read: {_known()}")
            )
        elif path.rpartition("/")[2] == "README.md":
            reason = "is a note about its folder, no brief: rename it to have it read"
            self.rejects.append(Reject(source, 0, reason))
        else:
            self._keep(path, kind)

    def told(self, source: str, verb: str) -> tuple[list[Found], list[Reject]]:
        """Return what was found; that nothing was is a reject of its own."""
        if not self.found and not self.rejects:
            reason = f"{verb} no file of a kind that is read: {_known()}"
            if self.own:
                reason = f"{verb} only what this build wrote: name another source"
            self.rejects.append(Reject(source, 0, reason))
        return list(self.found.values()), list(dict.fromkeys(self.rejects))

    def _target(self, path: str) -> str:
        """Return where a local file lies when links are followed."""
        if os.path.islink(path):
            return os.path.realpath(path)
        return self._name(path)

    def _name(self, path: str) -> str:
        """Return a local file's address: links to its folder are resolved."""
        folder, own = os.path.split(path)
        return Path(self.resolved(folder), own).as_posix()

    def _keep(self, path: str, kind: Kind) -> None:
        name = uri = self.fs.unstrip_protocol(path)
        if self.is_local:
            if self.output and _lies_in(self._target(path), self.output):
                self.own += 1
                return
            name = self._name(path)
            uri = self.fs.unstrip_protocol(name)
        parts = PurePosixPath(name)
        group = parts.parent.name if kind in MANY else parts.name.split(".")[0]
        self.found.setdefault(uri, Found(uri, name, kind, group))


def _lies_in(path: str, folder: str) -> bool:
    return Path(path).is_relative_to(folder)


def _known() -> str:
    return ", ".join(sorted({*KINDS, *(f".jsonl{end}" for end in PACKED)}))
