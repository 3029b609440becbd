"""`briefbook init`: a project made from the templates, and brought up to date."""

import json
from pathlib import Path

import pytest

from briefbook.cli import main
from briefbook.dataset import load_dataset
from briefbook.errors import BriefbookError, DataProblems
from briefbook.project import read_project, templates
from briefbook.project_make import NEWER, RECORD, make_project, update_project
from briefbook.project_template import OURS, emptied, updatable_files
from briefbook.validate import check

THEMES = "data/vocabularies/themes.csv"
CHIPS = "notebooks/01_chips.ipynb"


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below `folder`."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def cell_of(source: str, kind: str = "markdown", *tags: str) -> dict:
    metadata = {"tags": list(tags)} if tags else {}
    return {"cell_type": kind, "metadata": metadata, "source": source}


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project that an older briefbook made: its themes lacked the last row."""
    made = updatable_files()

    def lacking(*, example: bool = False) -> dict[str, bytes]:
        lines = made[THEMES].splitlines(keepends=True)
        notebook = made[CHIPS].replace(b"Look for yourself", b"Look yourself")
        return {**made, THEMES: b"".join(lines[:-1]), CHIPS: notebook}

    monkeypatch.setattr("briefbook.project_template.updatable_files", lacking)
    make_project(tmp_path / "mine")
    return tmp_path / "mine"


def test_a_new_project_is_sound_and_empty(tmp_path: Path) -> None:
    made = make_project(tmp_path / "my briefs, übermorgen")
    assert {item.what for item in made} == {"made"}
    project = read_project(tmp_path / "my briefs, übermorgen")
    assert project.title == "My briefs, übermorgen"
    assert check(project) == []
    counts = load_dataset(project).counts()
    assert not any(counts.values()), counts


def test_a_new_projects_notebooks_have_no_outputs_and_name_no_corpus(
    tmp_path: Path,
) -> None:
    make_project(tmp_path / "mine")
    notebooks = sorted((tmp_path / "mine" / "notebooks").glob("*.ipynb"))
    assert len(notebooks) == len(list((templates() / "notebooks").glob("*.ipynb")))
    for path in notebooks:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                assert (cell["outputs"], cell["execution_count"]) == ([], None)
            if "parameters" in cell["metadata"].get("tags", []):
                assert "2024-11" not in "".join(cell["source"])


def test_a_new_projects_notebooks_do_not_speak_of_our_corpus(tmp_path: Path) -> None:
    make_project(tmp_path / "mine")
    for path in sorted((tmp_path / "mine" / "notebooks").glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        for ours in ("our wording", "CC BY 4.0", "after one news digest"):
            assert ours not in text, f"{path.name}: {ours}"


def test_drafts_are_left_out_of_git(tmp_path: Path) -> None:
    make_project(tmp_path / "mine")
    ignored = (tmp_path / "mine" / ".gitignore").read_text().split("\n")
    assert "data/briefs/" in ignored


def test_an_example_brings_our_corpus_and_record(tmp_path: Path) -> None:
    make_project(tmp_path / "mine", example=True)
    project = read_project(tmp_path / "mine")
    ours = load_dataset(templates()).counts()
    assert load_dataset(project).counts() == ours
    assert [problem for problem in check(project) if problem.level == "error"] == []


def test_in_an_existing_project_init_adds_what_is_missing_and_changes_nothing(
    tmp_path: Path,
) -> None:
    make_project(tmp_path)
    (tmp_path / THEMES).write_text("name,label,about\nspace,Space,Launchers\n")
    (tmp_path / CHIPS).unlink()
    before = files(tmp_path)
    made = make_project(tmp_path)
    assert [item.path for item in made if item.what == "made"] == [CHIPS]
    after = files(tmp_path)
    assert after.pop(CHIPS)
    assert after.pop(RECORD)
    before.pop(RECORD)
    assert after == before


@pytest.mark.parametrize("where", ["file", "file/below"])
def test_a_file_is_no_place_for_a_project(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(BriefbookError, match=r"is a file|can't be written"):
        make_project(tmp_path / where)
    assert (tmp_path / "file").read_text() == "mine"


def test_our_own_checkout_is_refused() -> None:
    with pytest.raises(BriefbookError, match="briefbook's own checkout"):
        make_project(templates())


def test_a_broken_project_is_told_before_anything_is_added(tmp_path: Path) -> None:
    (tmp_path / "briefbook.toml").write_text("[project\ntitle=")
    with pytest.raises(DataProblems, match=r"briefbook\.toml:1"):
        make_project(tmp_path)
    assert list(files(tmp_path)) == ["briefbook.toml"]


def test_update_replaces_what_nobody_edited_and_shows_the_difference(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    done = {item.path: item for item in update_project(read_project(older))}
    assert set(done) == {THEMES, CHIPS}
    assert {item.what for item in done.values()} == {"replaced"}
    newest = updatable_files()
    last = newest[THEMES].decode().splitlines()[-1]
    assert f"+{last}" in done[THEMES].diff
    assert "-## Look yourself" in done[CHIPS].diff
    assert (older / THEMES).read_bytes() == newest[THEMES]
    assert update_project(read_project(older)) == []


def test_update_never_overwrites_an_edit(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    mine = (older / THEMES).read_text() + "space,Space,Launchers\n"
    (older / THEMES).write_text(mine)
    done = {item.path: item.what for item in update_project(read_project(older))}
    assert done == {THEMES: "newer beside", CHIPS: "replaced"}
    assert (older / THEMES).read_text() == mine
    assert (older / NEWER / THEMES).read_bytes() == updatable_files()[THEMES]


def test_a_notebook_that_was_only_run_counts_as_not_edited(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    notebook = json.loads((older / CHIPS).read_text())
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = 1
    (older / CHIPS).write_text(json.dumps(notebook))
    done = {item.path: item.what for item in update_project(read_project(older))}
    assert done[CHIPS] == "replaced"


def test_a_file_that_no_template_made_is_somebodys_own(tmp_path: Path) -> None:
    make_project(tmp_path)
    (tmp_path / RECORD).unlink()
    (tmp_path / THEMES).write_text("name,label,about\nspace,Space,Launchers\n")
    done = {item.path: item.what for item in update_project(read_project(tmp_path))}
    assert done == {THEMES: "newer beside"}


def test_cells_on_our_corpus_keep_their_heading_only() -> None:
    cells = [
        cell_of("# What is new?\n\nTen briefs of one week.", "markdown", OURS),
        cell_of("**Data.** Our wording.", "markdown", OURS),
        cell_of("Our words.", "markdown", OURS),
        cell_of("## A question\n\nThe words (our wording)."),
        cell_of(
            "**Credit.** Ours.\n\n**Rerun:** `briefbook report x`.", "markdown", OURS
        ),
    ]
    kept = json.loads(emptied({"cells": cells, "metadata": {}}))["cells"]
    heading, data, question, credit = ["".join(cell["source"]) for cell in kept]
    assert heading == "# What is new?"
    assert data.startswith("**Data.** The briefs of the project's corpora")
    assert question == "## A question\n\nThe words."
    assert credit.startswith("**Credit.** Briefs: as each brief's `source` says.")
    assert credit.endswith("**Rerun:** `briefbook report x`.")
    assert kept[0]["metadata"] == {}


def test_the_command_says_what_was_made_and_what_comes_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path / "mine")]) == 0
    said = capsys.readouterr().out
    assert "files made" in said
    assert "next: cd" in said
    assert main(["init", str(tmp_path / "mine"), "--update"]) == 0
    assert capsys.readouterr().out == "nothing newer\n"
    assert main(["init"]) == 2
