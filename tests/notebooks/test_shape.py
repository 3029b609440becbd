"""The rules that every notebook of the project keeps."""

import ast
import json
import re
from pathlib import Path

import pytest

from briefbook.parameters import read_parameters, unread_parameters
from briefbook.view import filters

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
ids = [path.stem for path in NOTEBOOKS]
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=ids)


def read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def code(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def prose(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@each_notebook
def test_it_is_small_and_short(path: Path) -> None:
    assert path.stat().st_size < 1_000_000
    assert len(read(path)["cells"]) < 40


@each_notebook
def test_it_opens_with_its_question_as_the_only_h1(path: Path) -> None:
    texts = [source(cell) for cell in prose(read(path))]
    headings = [line for t in texts for line in t.split("\n") if line.startswith("# ")]
    assert len(headings) == 1
    assert texts[0].startswith("# ")
    assert headings[0].endswith("?")


@each_notebook
def test_no_prose_states_a_number_that_should_be_computed(path: Path) -> None:
    for cell in prose(read(path)):
        text = re.sub(r"`[^`]*`", "", source(cell))  # code and file names
        text = re.sub(r"\]\([^)\s]*\)", "]", text)  # where links lead
        text = re.sub(r"CC BY 4\.0|\*1/\*|1/\*y\*|\(1 \+ growth\)", "", text)
        assert not re.search(r"\d", text), f"{path.stem}: {text[:80]!r}"


@each_notebook
def test_there_is_at_least_as_much_prose_as_code(path: Path) -> None:
    notebook = read(path)
    assert len(prose(notebook)) >= len(code(notebook))


@each_notebook
def test_code_cells_are_short_and_define_nothing_long(path: Path) -> None:
    for cell in code(read(path)):
        if "parameters" in cell["metadata"].get("tags", []):
            continue  # a declaration is as long as what it declares
        lines = source(cell).split("\n")
        assert len(lines) <= 12, f"{path.stem}: {lines[0]!r}"
        for node in ast.walk(ast.parse(source(cell))):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 5


@each_notebook
def test_it_is_committed_with_outputs_in_order_and_nothing_volatile(path: Path) -> None:
    notebook = read(path)
    counts = [cell["execution_count"] for cell in code(notebook)]
    assert counts == list(range(1, len(counts) + 1))
    assert "widgets" not in notebook["metadata"]
    text = path.read_text(encoding="utf-8")
    assert "widget-view" not in text
    assert not re.search(r'"(/home|/root|/Users|/work|/tmp)/', text)
    for cell in code(notebook):
        for output in cell["outputs"]:
            assert output.get("name") != "stderr"
            assert output["output_type"] != "error"


@each_notebook
def test_its_kernel_is_python3_with_its_language(path: Path) -> None:
    kernel = read(path)["metadata"]["kernelspec"]
    assert (kernel["name"], kernel["language"]) == ("python3", "python")


@each_notebook
def test_its_parameters_are_declared_once_and_each_is_read(path: Path) -> None:
    notebook = read(path)
    declared = read_parameters(notebook, path=path.name)
    assert declared[0].name == "corpora"
    assert all(parameter.help for parameter in declared)
    assert unread_parameters(notebook) == []


@each_notebook
def test_every_picture_has_alt_text(path: Path) -> None:
    pictures = [
        output
        for cell in code(read(path))
        for output in cell["outputs"]
        if "image/png" in output.get("data", {})
    ]
    assert pictures
    for output in pictures:
        assert len(output["metadata"]["image/png"]["alt"]) > 20


@each_notebook
def test_it_ends_with_record_and_credit(path: Path) -> None:
    notebook = read(path)
    recorded = [c for c in code(notebook) if "record" in c["metadata"].get("tags", [])]
    assert len(recorded) == 1
    assert "to_json()" in source(recorded[0])
    last = notebook["cells"][-1]
    assert last["cell_type"] == "markdown"
    assert "**Credit.**" in source(last)
    assert "briefbook report" in source(last)


def test_no_cell_is_copied_between_notebooks() -> None:
    seen: dict[str, str] = {}
    for path in NOTEBOOKS:
        for cell in code(read(path)):
            text = source(cell)
            if len(text.split("\n")) < 6 or "parameters" in cell["metadata"].get(
                "tags", []
            ):
                continue
            assert text not in seen, f"{path.stem} repeats a cell of {seen[text]}"
            seen[text] = path.stem


def test_the_overview_takes_every_filter_so_that_any_view_can_be_rerun() -> None:
    overview = NOTEBOOKS[0]
    assert overview.stem == "00_overview"
    declared = read_parameters(read(overview), path=overview.name)
    assert [parameter.name for parameter in declared] == list(filters())
