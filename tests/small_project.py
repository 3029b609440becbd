"""A small project that a test may break: three briefs, two corpora, a tiny record."""

import shutil
from pathlib import Path

from briefbook.project import Project, read_project

SMALL = Path(__file__).parent / "fixtures" / "small"


def small_project(folder: Path) -> Project:
    """Copy the small project to `folder`."""
    shutil.copytree(SMALL, folder / "small")
    return read_project(folder / "small")


def change(project: Project, file: str, old: str, new: str) -> None:
    """Change the one place of a file of `data/` that reads `old`."""
    path = project.data / file
    text = path.read_bytes().decode("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_bytes(text.replace(old, new).encode("utf-8"))
