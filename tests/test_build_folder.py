"""A build touches what builds made, alone, and says truly what stops it."""

import errno
import json
import sys
from pathlib import Path
from types import ModuleType

import pyarrow.parquet as pq
import pytest

from briefbook.build import build
from briefbook.build_folder import BuildError, remedy
from briefbook.build_part import PARTS
from briefbook.built import read_manifest
from briefbook.project import Project, read_project
from build_cases import jsonl

VIEWS = Path(__file__).parent / "fixtures" / "views"


@pytest.fixture(scope="module")
def project() -> Project:
    return read_project(VIEWS)


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.parametrize(
    "manifest", ['{"name": "my lake"}', '{"format": "lake 2"}', "[]", "cut {"]
)
def test_a_folder_with_a_manifest_of_something_else_is_not_built_into(
    tmp_path: Path, project: Project, manifest: str
) -> None:
    lake = tmp_path / "lake"
    for name in ("sales/year=2024/a.parquet", "knowledge/notes/thesis.txt"):
        (lake / name).parent.mkdir(parents=True)
        (lake / name).write_text("mine")
    (lake / "manifest.json").write_text(manifest)
    before = contents(lake)
    with pytest.raises(BuildError, match="holds other things than a build"):
        build([str(jsonl(tmp_path / "a.jsonl", [0]))], lake, project=project)
    assert contents(lake) == before


def test_a_build_removes_nothing_that_a_build_did_not_make(
    tmp_path: Path, project: Project
) -> None:
    out = tmp_path / "out"
    source = jsonl(tmp_path / "a.jsonl", [0, 1])
    build([str(source)], out, project=project)
    ours = set(contents(out))
    mine = [
        "sales/year=2024/a.parquet",
        "sales/year=2024/0123456789abcdef0123.parquet",
        "claims/year=2024/notes.parquet",
        "claims/mine.txt",
        "knowledge/notes/thesis.txt",
        ".manifest.bak",
        ".parts/notes.txt",
    ]
    left = [
        "claims/year=2024/0123456789abcdef0123-1.parquet",
        "knowledge/0123456789ab/actors.csv",
        ".manifest.ab_12xyz.json",
        ".parts/0123456789abcdef0123.77.tmp/keys.npy",
        ".parts/.0123456789abcdef0123.ab_12xyz.json",
    ]
    for name in (*mine, *left):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("x")
    jsonl(source, [2])
    build([str(source)], out, project=project)
    there = set(contents(out))
    assert there >= set(mine)
    assert not there & set(left)
    replaced = {name for name in ours if name.startswith("claims/")}
    assert replaced and not there & replaced


@pytest.mark.parametrize("form", ["briefbook build 1", "briefbook build 2"])
def test_a_folder_of_an_older_build_is_built_anew(
    tmp_path: Path, project: Project, form: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "manifest.json").write_text(json.dumps({"format": form}))
    source = str(jsonl(tmp_path / "a.jsonl", [0]))
    assert build([source], out, project=project).built == 1
    assert read_manifest(out)["built"] == 1


def test_a_build_that_was_killed_before_its_lock_is_gone_on_with(
    tmp_path: Path, project: Project
) -> None:
    out = tmp_path / "out"
    (out / PARTS).mkdir(parents=True)
    source = str(jsonl(tmp_path / "a.jsonl", [0]))
    assert build([source], out, project=project).built == 1


@pytest.mark.skipif(sys.platform == "win32", reason="flock is POSIX")
def test_a_file_system_without_locks_is_not_told_as_another_build(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*args: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", no_locks)
    with pytest.raises(BuildError, match=r"can't lock a file \(No locks available\)"):
        source = str(jsonl(tmp_path / "a.jsonl", [0]))
        build([source], tmp_path / "out", project=project)


def test_where_there_is_no_flock_a_byte_is_locked(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    source = str(jsonl(tmp_path / "a.jsonl", [0]))
    held: set[int] = set()

    def locking(number: int, mode: int, count: int) -> None:
        assert (mode, count) == (2, 1)
        if held:
            raise PermissionError(errno.EACCES, "Permission denied")
        held.add(number)

    windows = ModuleType("msvcrt")
    windows.locking, windows.LK_NBLCK = locking, 2
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", windows)
    build([source], out, project=project)
    with pytest.raises(BuildError, match="another build runs in it"):
        build([source], out, project=project)


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        (errno.ENOSPC, r"make room, then run"),
        (errno.EACCES, r"mend its permissions or name another folder, then run"),
        (errno.EIO, r"there: look after the disk, then run"),
        (errno.ENOENT, r"there: run the same build again"),
    ],
)
def test_what_the_system_says_gets_its_own_remedy(
    tmp_path: Path,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    wanted: str,
) -> None:
    def fails(*args: object, **options: object) -> None:
        raise OSError(number, "so it is", "some/file")

    monkeypatch.setattr(pq, "write_table", fails)
    with pytest.raises(BuildError, match=rf"some/file: so it is; .*{wanted}"):
        source = str(jsonl(tmp_path / "a.jsonl", [0]))
        build([source], tmp_path / "out", project=project)
    assert remedy(OSError(number, "")).endswith("run the same build again")
