"""What stands twice is found in little room, and the same however a folder grew."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from briefbook import build_plan
from briefbook.build import build
from briefbook.build_doubles import double_ids
from briefbook.build_part import PARTS
from briefbook.build_plan import Part
from briefbook.project import Project, read_project
from build_cases import jsonl

VIEWS = Path(__file__).parent / "fixtures" / "views"


@pytest.fixture(scope="module")
def project() -> Project:
    return read_project(VIEWS)


def told(folder: Path) -> tuple[str, ...]:
    names = ("manifest.json", "rejects.jsonl")
    return tuple((folder / name).read_text(encoding="utf-8") for name in names)


def test_a_folder_that_grew_is_that_of_a_fresh_build_whatever_stood_twice(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_plan, "PART_BYTES", 700)
    monkeypatch.setattr(build_plan, "_LEAST", 700)
    out = tmp_path / "out"
    source = tmp_path / "a.jsonl"
    kept = {}
    for step, numbers in enumerate(
        (
            [0, 1, 2, 3, 4, 5, 3, 4],
            # What stood first is gone; what came again stays.
            [0, 1, 2, 9, 4, 5, 3, 4],
            # What stood second is the second of three.
            [0, 1, 3, 9, 4, 5, 3, 4, 3, 3],
            [7, 8],
        )
    ):
        jsonl(source, numbers)
        build([str(source)], out, project=project)
        fresh = tmp_path / f"fresh{step}"
        assert build([str(source)], fresh, project=project).parts > 1 or step == 3
        assert told(out) == told(fresh)
        again = build([str(source)], out, project=project)
        assert again.kept == again.parts
        assert told(out) == told(fresh)
        kept[step] = {path.name for path in (out / PARTS).iterdir()}
    assert len(kept[3]) == 4  # the lock and three files of one part


@pytest.mark.parametrize("end", ["npy", "rejects.jsonl"])
def test_a_part_whose_files_were_cut_off_is_built_again(
    tmp_path: Path, project: Project, end: str
) -> None:
    out = tmp_path / "out"
    source = str(jsonl(tmp_path / "a.jsonl", [0, 1, "broken"]))
    build([source], out, project=project)
    before = told(out)
    (path,) = (out / PARTS).glob(f"*.{end}")
    path.write_bytes(path.read_bytes()[:20])
    built = build([source], out, project=project)
    assert (built.parts, built.kept) == (1, 0)
    assert told(out) == before


def test_one_double_among_many_ids_costs_no_object_for_each(tmp_path: Path) -> None:
    (tmp_path / PARTS).mkdir()
    count = 20_000
    parts = []
    for number in range(4):
        part = Part(
            source="a.jsonl",
            kind="jsonl",
            corpus="a",
            files=(),
            content="0",
            stamp="s",
            line=number * count + 1,
        )
        places = np.arange(count, dtype="uint64") + number * count + 1
        ids = places * 2**40
        if number == 3:
            ids[[5, 7]] = 6 * 2**40
        keys = np.stack([places, ids, places], axis=1)
        np.save(tmp_path / PARTS / f"{part.id}.npy", keys)
        parts.append(part)
    tracemalloc.start()
    try:
        found = double_ids(tmp_path, parts)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == {3: {60_006: "a.jsonl, 6", 60_008: "a.jsonl, 6"}}
    # 24 bytes of keys a brief, and a few arrays of 8 bytes.
    assert peak < 4 * count * 80


def test_a_part_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def once(*args: object, **options: object) -> None:
        raise AssertionError("it was hashed again")

    part = Part(source="a", kind="html", corpus="a", files=(), content="", stamp="")
    other = part.without({1: "b, 2"})
    monkeypatch.setattr(build_plan, "sha256", once)
    assert part.id != other.id
    assert len(part.id) == 20
