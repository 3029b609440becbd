"""Make a project, and bring newer templates into one without losing an edit."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from briefbook.errors import BriefbookError
from briefbook.files import write_whole
from briefbook.project import MARKER, Project, read_project, templates
from briefbook.project_template import (
    edited_lines,
    fingerprint,
    template_files,
    updatable_files,
)

RECORD = ".briefbook/templates.json"
"""Which template each file was made from; it belongs to the project's files."""
NEWER = ".briefbook/newer"

What = Literal["made", "kept", "replaced", "newer beside"]


@dataclass(frozen=True, slots=True)
class Made:
    """What was done about one file.

    Attributes
    ----------
    path
        Below the project's folder.
    what
        ``made``, ``kept`` as it was, ``replaced`` (nobody had edited it), or ``newer
        beside`` (it was edited: the newer one lies in `NEWER`).
    diff
        What the newer template changes, as a unified diff.
    """

    path: str
    what: What
    diff: str = ""


def make_project(folder: Path, *, example: bool = False) -> list[Made]:
    """Make a project in `folder` and return what was done about each file.

    In a folder that is a project already, what is missing is added and nothing that
    stands there is changed.

    Raises
    ------
    BriefbookError
        `folder` is a file, can't be written, or is briefbook's own checkout.
    DataProblems
        It is a project whose `briefbook.toml` can't be read.
    """
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise BriefbookError(f"{folder} is a file: name a folder that init may make")
    if folder == templates():
        raise BriefbookError(
            f"{folder} is briefbook's own checkout, a project already: name another "
            f"folder, e.g. 'briefbook init my-briefs'"
        )
    if (folder / MARKER).is_file():
        read_project(folder)  # a broken one is told before anything is added
    title = folder.name.replace("-", " ").replace("_", " ").strip() or "Briefs"
    files = template_files(title[:1].upper() + title[1:], example=example)
    made = []
    try:
        (folder / "data" / "briefs").mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            if (folder / path).exists():
                made.append(Made(path, "kept"))
            else:
                write_whole(folder / path, content)
                made.append(Made(path, "made"))
        _remember(folder, {m.path: files[m.path] for m in made if m.what == "made"})
    except OSError as err:
        raise BriefbookError(
            f"{folder}: can't be written ({err.strerror or err}); name a folder of "
            f"your own, or mend its permissions"
        ) from err
    return made


def update_project(project: Project) -> list[Made]:
    """Bring newer notebooks and vocabularies into a project; return what was done.

    A file that nobody edited is replaced. Of one that was edited, the newer template
    is put into `NEWER`, and the file stays as it is.
    """
    known = _known(project.root)
    example = any(path.startswith("data/reference/") for path in known)
    done = []
    taken: dict[str, bytes] = {}
    for path, content in updatable_files(example=example).items():
        target = project.root / path
        newest = fingerprint(path, content)
        if not target.exists():
            write_whole(target, content)
            done.append(Made(path, "made"))
            taken[path] = content
            continue
        own = target.read_bytes()
        if fingerprint(path, own) == newest:
            taken[path] = content
            continue
        diff = _diff(path, own, content)
        if fingerprint(path, own) == known.get(path):
            write_whole(target, content)
            done.append(Made(path, "replaced", diff))
            taken[path] = content
        elif known.get(path) == newest:
            done.append(Made(path, "kept"))
        else:
            write_whole(project.root / NEWER / path, content)
            done.append(Made(path, "newer beside", diff))
    _remember(project.root, taken)
    return done


def _diff(path: str, own: bytes, newer: bytes) -> str:
    lines = difflib.unified_diff(
        edited_lines(path, own), edited_lines(path, newer), f"{path}", f"{path} (newer)"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _known(root: Path) -> dict[str, str]:
    """Return the fingerprint of the template that each file was made from."""
    path = root / RECORD
    if not path.exists():
        return {}
    try:
        return dict(json.loads(path.read_text(encoding="utf-8"))["files"])
    except (ValueError, KeyError, TypeError) as err:
        raise BriefbookError(
            f"{path}: is no record of templates ({err}); remove it, and every file "
            f"counts as edited"
        ) from err


def _remember(root: Path, files: dict[str, bytes]) -> None:
    if not files:
        return
    prints = {path: fingerprint(path, content) for path, content in files.items()}
    record = {
        "version": version("briefbook"),
        "files": dict(sorted({**_known(root), **prints}.items())),
    }
    write_whole(root / RECORD, json.dumps(record, indent=1) + "\n")
