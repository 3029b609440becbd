"""A source names the same files however it is written, and says when it names none."""

import os
from pathlib import Path

import pytest

from briefbook.sources import Item
from briefbook.sources_find import expand
from briefbook.sources_read import read_jsonl
from build_cases import PAGE, jsonl


def names(source: Path | str, **options: Path) -> list[str]:
    return [Path(item.uri).name for item in expand(str(source), **options)[0]]


def reason(source: Path | str, **options: Path) -> str:
    """Return why a source gives no file; it gives none and says so once."""
    found, (reject,) = expand(str(source), **options)
    assert not found
    assert reject.place == 0
    return reject.reason


def link(target: Path, path: Path) -> None:
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("no links can be made here")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two archives and a page."""
    jsonl(tmp_path / "in" / "a.jsonl", [0])
    jsonl(tmp_path / "in" / "sub" / "b.jsonl", [1])
    (tmp_path / "in" / "page.html").write_text(PAGE)
    return tmp_path / "in"


def test_a_folder_gives_its_files_of_a_kind_that_is_read(folder: Path) -> None:
    (folder / "notes.docx").write_text("?")
    (folder / "README.md").write_text("About this folder.")
    assert names(folder) == ["a.jsonl", "page.html", "b.jsonl"]


@pytest.mark.parametrize("source", ["", "*", "*.jsonl"])
def test_a_link_out_of_the_folder_is_told_and_not_followed(
    folder: Path, source: str
) -> None:
    link(jsonl(folder.parent / "secret.jsonl", [0]), folder / "out.jsonl")
    found, (reject,) = expand(str(folder / source))
    assert "a.jsonl" in [Path(item.uri).name for item in found]
    assert "out.jsonl" not in [Path(item.uri).name for item in found]
    assert Path(reject.source).name == "out.jsonl"
    assert "link out of the folder" in reject.reason


def test_a_folder_that_is_linked_in_is_told_and_a_loop_is_read_once(
    folder: Path,
) -> None:
    (folder.parent / "else").mkdir()
    link(folder.parent / "else", folder / "2023")
    link(folder, folder / "sub" / "loop")
    for source in (folder, folder / "**"):
        found, (reject,) = expand(str(source))
        assert len(found) == len({item.uri for item in found}) == 3
        assert Path(reject.source).name == "2023"
        assert "name its target" in reject.reason


def test_a_link_that_is_named_itself_is_a_source(folder: Path) -> None:
    link(folder / "a.jsonl", folder.parent / "latest.jsonl")
    (item,), rejects = expand(str(folder.parent / "latest.jsonl"))
    assert (item.group, rejects) == ("latest", [])


@pytest.mark.parametrize("name", ["a[1].jsonl", "b*.jsonl", "c?.jsonl", "[d].jsonl"])
@pytest.mark.skipif(os.name != "posix", reason="such names are POSIX")
def test_a_name_with_the_marks_of_a_pattern_stands_for_itself(
    tmp_path: Path, name: str
) -> None:
    jsonl(tmp_path / name, [3])
    jsonl(tmp_path / "b.jsonl", [0])
    (item,), rejects = expand(str(tmp_path / name))
    assert rejects == []
    assert [read.id for read in read_jsonl(item.uri, item.name)] == ["b3"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("b*.jsonl", "matches no file: check the pattern"),
        ("none/*.jsonl", "matches no file: check the pattern"),
        ("*.docx", "matches no file of a kind that is read: .atom, .htm"),
        ("none.jsonl", "is not there: check the path"),
        ("empty", "holds no file of a kind that is read: .atom, .htm"),
        ("notes.docx", "is of no kind that is read: .atom, .htm"),
        ("README.md", "is a note about its folder, no brief: rename it"),
        ("nonsense://a.jsonl", "can't be listed (Protocol not known: nonsense)"),
    ],
)
def test_a_source_without_a_file_says_why_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    jsonl(tmp_path / "a.jsonl", [0])
    (tmp_path / "notes.docx").write_text("?")
    (tmp_path / "README.md").write_text("About this folder.")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "more.docx").write_text("?")
    assert reason(source).startswith(said)


def test_what_is_hidden_is_passed_over_unless_it_is_named(folder: Path) -> None:
    hidden = jsonl(folder / ".cache" / "c.jsonl", [2])
    shown = ["a.jsonl", "page.html", "b.jsonl"]
    assert names(folder) == names(folder / "**") == shown
    assert names(hidden) == names(folder / ".cache") == ["c.jsonl"]
    assert names(folder / ".c*" / "*.jsonl") == ["c.jsonl"]


def test_what_a_build_wrote_is_no_source(folder: Path) -> None:
    output = folder / "built"
    jsonl(output / "rejects.jsonl", [0])
    assert names(folder, output=output) == ["a.jsonl", "page.html", "b.jsonl"]
    assert names(folder) == ["a.jsonl", "rejects.jsonl", "page.html", "b.jsonl"]
    for source in (output, output / "*", output / "rejects.jsonl"):
        assert "only what this build wrote" in reason(source, output=output)


def test_a_file_has_one_address_from_wherever_it_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link(folder, folder.parent / "alias")
    found = []
    for place, source in (
        (folder.parent, "in/a.jsonl"),
        (folder, "a.jsonl"),
        (folder, "a*"),
        (folder / "sub", "../a.jsonl"),
        (folder.parent, "alias/a.jsonl"),
        (folder.parent / "alias", "a.jsonl"),
        (folder, (folder / "a.jsonl").as_uri()),
    ):
        monkeypatch.chdir(place)
        found += expand(source)[0]
    assert len(found) == 7
    assert len(set(found)) == 1
    assert found[0].name == (folder / "a.jsonl").resolve().as_posix()


def test_pages_and_brief_files_belong_to_their_folder_however_they_are_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "one.md").write_text("---\n")
    monkeypatch.chdir(folder)
    for source in (".", "*", "one.md", "page.html"):
        groups = {item.kind: item.group for item in expand(source)[0]}
        assert {groups.get("briefs"), groups.get("html")} <= {"in", None}
        assert set(groups) & {"briefs", "html"}
    assert [item.group for item in expand("a.jsonl")[0]] == ["a"]


def test_a_folder_that_a_pattern_matches_is_read_as_where_a_shell_expands(
    folder: Path,
) -> None:
    assert names(folder.parent / "i*") == names(folder)


@pytest.mark.parametrize("source", ["", "*"])
def test_a_folder_that_can_not_be_listed_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    real = os.scandir

    def refused(path: str) -> object:
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refused)
    found, (reject,) = expand(str(folder / source))
    assert Path(found[0].name).name == "a.jsonl"
    assert Path(reject.source).name == "sub"
    assert reject.reason.startswith("can't be listed (Permission denied): mend")


def test_a_store_that_fails_in_its_own_way_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class StoreError(Exception):
        pass

    def fail(*_: object, **__: object) -> None:
        raise StoreError("no credentials")

    monkeypatch.setattr("fsspec.implementations.memory.MemoryFileSystem.exists", fail)
    assert "no credentials" in reason("memory://bucket")


def test_a_store_in_memory_is_a_source(tmp_path: Path) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    with memory.open("/bucket/a.jsonl", "wb") as file:
        file.write(jsonl(tmp_path / "x.jsonl", [0]).read_bytes())
    for source in ("memory://bucket", "memory://bucket/*.jsonl"):
        (item,), _ = expand(source)
        read = list(read_jsonl(item.uri, item.name))
        assert [brief.id for brief in read if isinstance(brief, Item)] == ["b0"]
    memory.rm("/bucket", recursive=True)
