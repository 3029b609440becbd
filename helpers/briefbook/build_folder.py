"""The folder of a build: whose it is, who builds in it, and what may be removed.

Nothing is touched there that a build did not make.
"""

from __future__ import annotations

import errno
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, TextIO

from briefbook.assemble_rows import BRIEF_TABLES
from briefbook.build_part import KNOWLEDGE, PARTS
from briefbook.errors import BriefbookError
from briefbook.files import json_bytes

MANIFEST = "manifest.json"
REJECTS = "rejects.jsonl"
FORMAT = "briefbook build 2"
_ANY_FORMAT = "briefbook build "

TABLE_FILE = re.compile(r"[a-z_]+/year=-?\d{1,4}/[0-9a-f]{20}(-\d+)?\.parquet")
"""Path in a built folder of a file that a part wrote."""
KNOWLEDGE_NAME = re.compile(r"[0-9a-f]{12}")
"""Name of a folder of registry, vocabularies and record."""
# A part's file or folder, or (with a dot) what was being written when it was killed.
_PART_FILE = re.compile(r"(\.?)([0-9a-f]{20})\..+")
_UNFINISHED = re.compile(r"\.(manifest|rejects)\.[a-z0-9_]{8}\.jsonl?")
_REMEDIES = (
    ((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "make room"),
    ((errno.EACCES, errno.EPERM), "mend its permissions or name another folder"),
    ((errno.EROFS,), "name a folder that can be written"),
    ((errno.EMFILE, errno.ENFILE), "allow more open files (ulimit -n)"),
    ((errno.ENAMETOOLONG,), "name a folder with a shorter path"),
    ((errno.EIO,), "look after the disk"),
)


class BuildError(BriefbookError):
    """A build can't go on; what the folder held before is still there."""


def old_manifest(folder: Path) -> dict[str, Any]:
    """Return what an earlier build told, nothing where it can't be trusted."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    whole = isinstance(manifest, dict) and manifest.get("seal") == sealed_by(manifest)
    return manifest if whole and manifest.get("format") == FORMAT else {}


def knowledge_name(contents: Mapping[str, bytes], title: str) -> str:
    """Return the name of a folder of knowledge: a hash of what its files say.

    Parameters
    ----------
    contents
        Each file's bytes by its path there; line ends make no difference.
    title
        Title of the project.
    """
    digest = sha256()
    for name, content in sorted(contents.items()):
        digest.update(f"{name}\0".encode())
        digest.update(content.replace(b"\r\n", b"\n"))
    digest.update(title.encode())
    return digest.hexdigest()[:12]


def sealed(manifest: Mapping[str, Any]) -> bytes:
    """Return a manifest's text, with a hash of the rest in it."""
    seal = sealed_by(manifest)
    told = {**manifest, "seal": seal}
    # Sorted, as a part that was kept tells the same as one that was just built.
    return json_bytes(told, indent=1, is_sorted=True)


def sealed_by(manifest: Mapping[str, Any]) -> str:
    """Return the hash of a manifest without its own seal."""
    rest = {key: value for key, value in manifest.items() if key != "seal"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def refuse_foreign(folder: Path) -> None:
    """Refuse a folder that holds other things than a build.

    Raises
    ------
    BuildError
        It is a file, or neither its manifest nor its lock is of a build.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise BuildError(f"{folder} is a file: name a folder with --to")
    if (folder / PARTS / "lock").is_file() or _has_our_manifest(folder):
        return
    # A build that was killed before it held its lock left PARTS, and nothing in it.
    names = {path.name for path in folder.iterdir()}
    if names and (names != {PARTS} or any((folder / PARTS).iterdir())):
        raise BuildError(
            f"{folder} holds other things than a build: name an empty folder, or one "
            f"that was built before"
        )


def _has_our_manifest(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    form = manifest.get("format") if isinstance(manifest, dict) else None
    return isinstance(form, str) and form.startswith(_ANY_FORMAT)


def sweep(
    folder: Path, live: set[str], planned: set[str], manifest: Mapping[str, Any]
) -> None:
    """Remove what no part of the build that stands needs, of what builds made.

    Parameters
    ----------
    folder
        The built folder.
    live
        Ids of the parts of the build that stands.
    planned
        Ids of the same parts with their doubles, whose keys the next build needs.
    manifest
        Its manifest.
    """
    kept = {file["path"] for file in manifest["files"]}
    for table in BRIEF_TABLES:
        for path in folder.glob(f"{table}/year=*/*.parquet"):
            name = path.relative_to(folder).as_posix()
            if name not in kept and TABLE_FILE.fullmatch(name):
                path.unlink(missing_ok=True)
    keys = {f"{part_id}.npy" for part_id in planned}
    for path in (folder / PARTS).iterdir():
        found = _PART_FILE.fullmatch(path.name)
        if found and path.is_dir():
            # A worker that was killed left it: nobody else builds here now.
            shutil.rmtree(path, ignore_errors=True)
        elif found and (found[1] or found[2] not in live):
            if path.name not in keys:
                path.unlink(missing_ok=True)
    for path in folder.iterdir():
        if _UNFINISHED.fullmatch(path.name):
            path.unlink(missing_ok=True)
    for path in (folder / KNOWLEDGE).iterdir():
        if path.name != manifest["knowledge"] and KNOWLEDGE_NAME.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True)


def remedy(err: OSError) -> str:
    """Return what mends an error of the system, before the build is run again.

    Examples
    --------
    >>> remedy(OSError(28, "No space left on device"))
    'make room, then run the same build again'
    """
    again = "run the same build again"
    what = next((what for codes, what in _REMEDIES if err.errno in codes), None)
    return f"{what}, then {again}" if what else again


def is_lasting(err: BaseException) -> bool:
    """Tell whether an error of the system meets every part until somebody mends it."""
    codes = {code for codes, _ in _REMEDIES for code in codes}
    return isinstance(err, OSError) and err.errno in codes


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder against a second build; the system lets go when we die.

    Raises
    ------
    BuildError
        Another build holds it, or its file system has no locks.
    """
    (folder / PARTS).mkdir(exist_ok=True)
    with (folder / PARTS / "lock").open("a") as file:
        try:
            _lock(file)
        except BlockingIOError:
            raise BuildError(
                f"{folder}: another build runs in it; wait for it, or name another "
                f"folder"
            ) from None
        except OSError as err:
            raise BuildError(
                f"{folder}: its file system can't lock a file ({err.strerror or err}), "
                f"so a second build could not be kept out: name a folder on another "
                f"one, or mount it with locks"
            ) from err
        yield


def _lock(file: TextIO) -> None:
    try:
        import fcntl
    except ImportError:
        import msvcrt

        try:
            # The byte that is locked may lie past the file's end.
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except PermissionError as err:
            raise BlockingIOError(*err.args) from err
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
