"""A built folder whose knowledge, rejects or folders are not its own is refused."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from briefbook.build import build
from briefbook.built import verify
from briefbook.built_files import BuiltFolderError
from briefbook.dataset import load_dataset
from briefbook.project import read_project
from build_cases import jsonl

VIEWS = Path(__file__).parent / "fixtures" / "views"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return built(tmp_path, [0, 1, "no brief"])


def built(at: Path, rows: list) -> Path:
    source = jsonl(at / "a.jsonl", rows)
    build([str(source)], at / "out", project=read_project(VIEWS))
    return at / "out"


def home(folder: Path) -> Path:
    return next((folder / "knowledge").iterdir())


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    "harm",
    [
        lambda f: change(home(f) / "actors.csv", "Acme Chips", "Evil Corp"),
        lambda f: change(home(f) / "vocabularies/themes.csv", "chips", "ships"),
        lambda f: (home(f) / "reference" / "series.csv").unlink(),
        lambda f: (home(f) / "vocabularies" / "more.csv").write_text("name\n"),
        lambda f: (home(f) / "project.json").write_text('{"title": "Mine"}'),
    ],
)
def test_knowledge_that_was_changed_is_refused_and_a_build_mends_it(
    folder: Path, harm: Callable[[Path], object]
) -> None:
    before = load_dataset(folder).choices()
    harm(folder)
    with pytest.raises(BuiltFolderError, match="was changed since the build.*remove"):
        load_dataset(folder)
    for path in sorted(home(folder).rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    built(folder.parent, [0, 1, "no brief"])
    assert load_dataset(folder).choices() == before


def test_line_ends_of_knowledge_are_no_change(folder: Path) -> None:
    path = home(folder) / "actors.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(load_dataset(folder).claims)


def test_rejects_that_were_changed_are_found(folder: Path) -> None:
    verify(folder)
    (folder / "rejects.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(BuiltFolderError, match=r"rejects\.jsonl: was changed"):
        verify(folder)
    built(folder.parent, [0, 1, "no brief"])
    verify(folder)
    (folder / "rejects.jsonl").unlink()
    with pytest.raises(BuiltFolderError, match=r"rejects\.jsonl: is missing"):
        verify(folder)


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
@pytest.mark.parametrize(
    "linked",
    [
        lambda f: f / "claims",
        lambda f: next((f / "claims").iterdir()),
        lambda f: f / "knowledge",
        lambda f: home(f),
        lambda f: home(f) / "vocabularies",
        lambda f: home(f) / "actors.csv",
        lambda f: f / "manifest.json",
    ],
)
def test_no_folder_of_a_built_folder_may_be_a_link(
    folder: Path, linked: Callable[[Path], Path]
) -> None:
    path = linked(folder)
    path.rename(folder.parent / "elsewhere")
    path.symlink_to(folder.parent / "elsewhere")
    with pytest.raises(BuiltFolderError, match="is a link"):
        load_dataset(folder)


def test_who_reads_while_a_build_publishes_is_told_to_load_again(folder: Path) -> None:
    ds = load_dataset(folder)
    assert len(ds.claims)
    built(folder.parent, [0, 1, 2])
    with pytest.raises(BuiltFolderError, match="was built anew.*load it again"):
        ds.where(actors="Acme Chips").counts()
    assert len(load_dataset(folder).figures)
