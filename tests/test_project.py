"""A project is looked up the same way everywhere, and a broken one is told."""

import shutil
from pathlib import Path

import pytest

from briefbook.dataset import load_dataset
from briefbook.errors import DataProblems, ProjectNotFoundError
from briefbook.project import MARKER, VARIABLE, find_project, read_project
from briefbook.validate import check

VIEWS = Path(__file__).parent / "fixtures" / "views"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(VIEWS, tmp_path / "views"))


def test_the_argument_comes_before_the_variable_before_the_working_directory(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Path(shutil.copytree(VIEWS, tmp_path / "other"))
    third = Path(shutil.copytree(VIEWS, tmp_path / "third"))
    monkeypatch.chdir(third / "data")
    assert find_project().root == third
    monkeypatch.setenv(VARIABLE, str(other))
    assert find_project().root == other
    assert find_project(root / "data").root == root


def test_of_two_nested_projects_the_nearest_counts(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    inner = Path(shutil.copytree(VIEWS, root / "inner"))
    monkeypatch.chdir(inner / "data")
    assert find_project().root == inner


def test_no_project_says_where_it_looked_and_names_init(tmp_path: Path) -> None:
    with pytest.raises(ProjectNotFoundError, match=r"looked in .*briefbook init DIR"):
        find_project(tmp_path)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("[project\n", rf"{MARKER}:1: .*write it as TOML"),
        ("[project]\ntitle = \n", rf"{MARKER}:2: "),
        (
            "format = 2\n[project]\n",
            rf"{MARKER}:1: '2', is a format .*--upgrade briefbook",
        ),
        ("[project]\ntitel = 'x'\n", rf"{MARKER}:2: 'project.titel'.*'title'"),
        ("[projct]\n", rf"{MARKER}:1: 'projct', unknown section, did you mean"),
        ("[project]\n\ntitle = 3\n", rf"{MARKER}:3: 'project.title', is no text"),
        (
            "[data]\nvocabularies = 'words'\n",
            rf"{MARKER}:2: 'words', names a folder of vocabularies that is not there",
        ),
    ],
)
def test_a_broken_project_file_is_told_with_its_line(
    root: Path, written: str, message: str
) -> None:
    (root / MARKER).write_text(written)
    with pytest.raises(DataProblems, match=message):
        read_project(root)


def test_vocabularies_may_lie_elsewhere(root: Path) -> None:
    (root / "data" / "vocabularies").rename(root / "words")
    (root / MARKER).write_text("[data]\nvocabularies = 'words'\n")
    project = read_project(root)
    assert [p for p in check(project) if p.level == "error"] == []
    before = load_dataset(project).stamp
    with (root / "words" / "themes.csv").open("a") as file:
        file.write("space,Space,,\n")
    assert load_dataset(project).where(themes="space").counts()["briefs"] == 0
    assert load_dataset(project).stamp != before
