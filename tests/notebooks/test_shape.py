"""The rules that every notebook of the project keeps."""

from pathlib import Path

import pytest

from briefbook.notebook_rules import copied_cells, notebook_problems
from briefbook.parameters import read_notebook, read_parameters
from briefbook.view import filters

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
ids = [path.stem for path in NOTEBOOKS]
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=ids)


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@each_notebook
def test_it_keeps_every_rule(path: Path) -> None:
    assert notebook_problems(path) == []


@each_notebook
def test_it_shows_a_picture_and_a_table(path: Path) -> None:
    kinds = [
        kind
        for cell in read_notebook(path)["cells"]
        for output in cell.get("outputs", ())
        for kind in output.get("data", {})
    ]
    assert "image/png" in kinds
    assert "text/html" in kinds


def test_no_cell_is_copied_between_notebooks() -> None:
    assert copied_cells(NOTEBOOKS) == []


def test_the_overview_takes_every_filter_so_that_any_view_can_be_rerun() -> None:
    overview = NOTEBOOKS[0]
    assert overview.stem == "00_overview"
    declared = read_parameters(read_notebook(overview), path=overview.name)
    assert [parameter.name for parameter in declared] == list(filters())
