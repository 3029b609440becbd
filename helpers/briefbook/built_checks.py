"""What a built folder is held to beside tables: no links, its knowledge, rejects."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from briefbook.build_folder import MANIFEST, REJECTS, knowledge_name
from briefbook.build_part import KNOWLEDGE
from briefbook.built_files import BuiltFolderError, build_again
from briefbook.sources_open import hash_of


def refuse_links(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse a folder of which a part stands elsewhere.

    Raises
    ------
    BuiltFolderError
        Its manifest, or a folder of its tables or knowledge, is a link.
    """
    home = folder / KNOWLEDGE / manifest["knowledge"]
    own = {folder / MANIFEST, home, home.parent}
    for file in manifest["files"]:
        year = (folder / file["path"]).parent
        own |= {year, year.parent}
    for path in sorted(own):
        _refuse_link(path, folder)


def title_of(folder: Path, manifest: Mapping[str, Any]) -> str:
    """Return the title of the project whose knowledge a folder holds, unchanged.

    Raises
    ------
    BuiltFolderError
        The knowledge lacks its file of the project, or is not what its name says.
    """
    home = folder / KNOWLEDGE / manifest["knowledge"]
    contents: dict[str, bytes] = {}
    try:
        for path in sorted(home.rglob("*")):
            _refuse_link(path, folder)
            if path.suffix == ".csv" and path.is_file():
                contents[path.relative_to(home).as_posix()] = path.read_bytes()
        known = json.loads((home / "project.json").read_text(encoding="utf-8"))
        title = str(known["title"])
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise BuiltFolderError(
            f"{home}: lacks its project.json ({err}); {build_again(folder)}"
        ) from err
    if knowledge_name(contents, title) != home.name:
        raise BuiltFolderError(
            f"{home}: was changed since the build: its files do not have the hash that "
            f"is its name; remove it, then {build_again(folder)}"
        )
    return title


def compare_files(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Compare tables and rejects with their hashes in the manifest.

    Raises
    ------
    BuiltFolderError
        A file was changed, or the manifest does not tell the rejects' hash.
    """
    rejects = manifest.get("rejects")
    if not isinstance(rejects, dict) or not isinstance(rejects.get("sha256"), str):
        raise BuiltFolderError(
            f"{folder / MANIFEST}: tells no hash of {REJECTS}: it is of an earlier "
            f"version of briefbook; {build_again(folder)}"
        )
    told = {file["path"]: file["sha256"] for file in manifest["files"]}
    for name, digest in {**told, REJECTS: rejects["sha256"]}.items():
        path = folder / name
        _refuse_link(path, folder)
        if not path.is_file():
            raise BuiltFolderError(f"{path}: is missing; {build_again(folder)}")
        found, _ = hash_of(str(path))
        if found != digest:
            raise BuiltFolderError(
                f"{path}: was changed (SHA-256 {found[:12]}..., not {digest[:12]}...); "
                f"remove it, then {build_again(folder)}"
            )


def _refuse_link(path: Path, folder: Path) -> None:
    if path.is_symlink():
        raise BuiltFolderError(
            f"{path}: is a link, and a built folder holds its own files; remove it, "
            f"then {build_again(folder)}"
        )
