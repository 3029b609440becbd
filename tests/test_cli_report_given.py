"""What `briefbook report` makes of the words it is given, before anything runs."""

import pytest

from briefbook.cli import main, parser
from briefbook.cli_report_given import collect, find_notebooks
from briefbook.errors import NotebookError
from briefbook.project import Project


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    for name in ("01_chips", "02_trade", "10_a", "10_b", "plain"):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text("{}")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return Project(root=tmp_path, title="T")


@pytest.mark.parametrize(
    "name", ["01_chips", "01_chips.ipynb", "notebooks/01_chips.ipynb", "01", "1", "001"]
)
def test_notebook_is_found_by_name_number_or_path(project, name):
    (found,) = find_notebooks(project, [name])
    assert found == project.notebooks / "01_chips.ipynb"


def test_path_from_the_working_directory_goes_before_a_name(project, tmp_path):
    own = tmp_path / "elsewhere" / "01_chips.ipynb"
    own.write_text("{}")
    (found,) = find_notebooks(project, ["01_chips.ipynb"])
    assert found.resolve() == own


@pytest.mark.parametrize(
    "name",
    [
        *("drafts/01_chips.ipynb", "drafts/01_chips", "01_chips.v2", "01_chips.md"),
        *("../notebooks/01_chips", "3", "1_chips"),
    ],
)
def test_notebook_that_was_not_asked_for_is_not_run(project, name):
    with pytest.raises(NotebookError, match=f"'{name}' is no notebook, "):
        find_notebooks(project, [name])


def test_missing_path_is_told_with_the_nearest_name(project):
    with pytest.raises(NotebookError, match="did you mean '01_chips'"):
        find_notebooks(project, ["a/folder/of/drafts/01_chip.ipynb"])


def test_number_of_two_notebooks_names_both(project):
    with pytest.raises(NotebookError, match="'10' is the number of 10_a and 10_b"):
        find_notebooks(project, ["10"])


@pytest.mark.parametrize("value", ["-foo", "--data", "-p", "--", "-1", "-", "", "\n"])
def test_value_of_a_parameter_is_no_option(value):
    words = ["report", "-p", "text", value, "01", "-p", "top", "2", "--name", "n"]
    given = parser().parse_args(words)
    assert collect(given.p) == {"text": value, "top": "2"}
    assert (given.notebooks, given.name, given.data) == (["01"], "n", None)


@pytest.mark.parametrize("words", [["-p", "text"], ["-p", "--name", "n"], ["-p"]])
def test_parameter_without_a_value_is_misuse(capsys, words):
    with pytest.raises(SystemExit, match="2"):
        parser().parse_args(["report", *words])
    assert "argument -p: expected 2 arguments" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["report", "--verify"], ["diff", "one", "two"]])
@pytest.mark.parametrize("share", ["-1", "nan", "inf", "much"])
def test_tolerance_that_means_nothing_is_refused_at_once(capsys, command, share):
    with pytest.raises(SystemExit, match="2"):
        main([*command, f"--tolerance={share}"])
    assert f"'{share}': give a share from 0 on" in capsys.readouterr().err
