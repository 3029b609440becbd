"""What a page says around its cells: the command that makes the report again."""

import shlex
from pathlib import Path

import pytest

from briefbook.build import MANIFEST
from briefbook.cli import parser
from briefbook.cli_report_given import collect
from briefbook.pages import rerun_command
from briefbook.parameter_values import coerce
from briefbook.parameters import Parameter
from briefbook.plan import Job
from briefbook.project import Project


def command(given, path="x.ipynb", project=None):
    return rerun_command(Job(name="x", path=Path(path), given=given), project)


@pytest.mark.parametrize(
    ("default", "value"),
    [
        ("", "-foo"),
        ("", "--data"),
        ("", "a 'b' \"c\"\n{{ d }}"),
        ("", ""),
        ([], []),
        ([], ["[x]"]),
        ([], [""]),
        ([], ["-a"]),
        ([], ["-a", "[b, c]", ""]),
        ([1], [2, 3]),
        (0.5, 0.1),
        (0.5, 1e21),
        (0.5, -2.0),
        (1, -3),
        (True, False),
    ],
)
def test_rerun_line_gives_the_very_value(default, value):
    kinds = {str: "text", list: "list", float: "number", int: "integer", bool: "yes/no"}
    declared = Parameter("name", default, kinds[type(default)])
    words = shlex.split(command({"name": value}))
    assert words[:3] == ["briefbook", "report", "x.ipynb"]
    given = collect(parser().parse_args(words[1:]).p)
    assert coerce(declared, given["name"]) == value


def test_rerun_line_masks_a_secret():
    assert command({"api_token": ["hunter2", "hunter3"]}).endswith("-p api_token '***'")


@pytest.fixture
def projects(tmp_path):
    """Return a project's folder, and the data of built folders by where these lie."""
    root = tmp_path / "desk" / "own"
    (root / "notebooks").mkdir(parents=True)
    (root / "briefbook.toml").write_text('[project]\ntitle = "T"\n')
    data = {}
    places = {
        "in": root / "built",
        "beside": root.parent / "b c",
        "far": tmp_path / "x",
    }
    for place, folder in places.items():
        folder.mkdir()
        (folder / MANIFEST).write_text("{}")
        data[place] = Project(root=folder, title="Archive")
    return root, data


@pytest.mark.parametrize(
    ("place", "said"), [("in", "built"), ("beside", "'../b c'"), ("far", "x")]
)
def test_rerun_line_names_the_built_folder_that_was_read(projects, place, said):
    root, data = projects
    line = command({"since": ""}, root / "notebooks" / "01_a.ipynb", data[place])
    assert line == f"briefbook report notebooks/01_a.ipynb --data {said} -p since ''"


def test_rerun_line_of_a_notebook_without_a_project_names_the_data_alone(projects):
    _, data = projects
    assert command({}, "/nowhere/a.ipynb", data["in"]) == (
        "briefbook report a.ipynb --data built"
    )
