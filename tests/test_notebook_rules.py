"""Each rule of a curated notebook names the notebook, the cell and what is wrong."""

import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from briefbook.errors import NotebookError
from briefbook.notebook_rules import copied_cells, notebook_problems, problems_of

PIXEL = "iVBORw0KGgo="


def good() -> dict:
    """Return a small notebook that breaks no rule."""
    picture = new_output(
        "execute_result",
        {"image/png": PIXEL, "text/html": "<table><caption>c</caption></table>"},
        metadata={"image/png": {"alt": "A sentence that says the chart."}},
        execution_count=2,
    )
    cells = [
        new_markdown_cell("# Is it so?"),
        new_code_cell("actors = []  # any of these", execution_count=1),
        new_markdown_cell("What `x2` says, see [there](01_chips.ipynb)."),
        new_code_cell("chart(actors)", execution_count=2, outputs=[picture]),
        new_markdown_cell("## The rest"),
        new_code_cell("print(answer.to_json())", execution_count=3),
        new_markdown_cell("**Credit.** CC BY 4.0. `briefbook report x`"),
    ]
    cells[1]["metadata"]["tags"] = ["parameters"]
    cells[5]["metadata"]["tags"] = ["record"]
    notebook = new_notebook(cells=cells)
    notebook["metadata"]["kernelspec"] = {"name": "python3", "language": "python"}
    return json.loads(json.dumps(notebook))


def output_of(notebook: dict) -> dict:
    return notebook["cells"][3]["outputs"][0]


def _unread(notebook: dict) -> None:
    notebook["cells"][3]["source"] = "chart()"


def _uncommented(notebook: dict) -> None:
    notebook["cells"][1]["source"] = "theirs = []\nactors = []  # any"
    notebook["cells"][3]["source"] = "chart(actors, theirs)"


def _typed(notebook: dict) -> None:
    notebook["cells"][2]["source"] = "Imports rose 42 percent."


def _two_titles(notebook: dict) -> None:
    notebook["cells"][4]["source"] = "# Another?"


def _no_question(notebook: dict) -> None:
    notebook["cells"][0]["source"] = "# It is so"


def _long(notebook: dict) -> None:
    notebook["cells"][3]["source"] = "chart(actors)\n" * 13


def _long_def(notebook: dict) -> None:
    body = "\n".join(["def f(actors):"] + ["    x = actors"] * 6)
    notebook["cells"][3]["source"] = body


def _no_alt(notebook: dict) -> None:
    output_of(notebook)["metadata"] = {}


def _no_caption(notebook: dict) -> None:
    output_of(notebook)["data"]["text/html"] = "<table></table>"


def _script(notebook: dict) -> None:
    output_of(notebook)["data"]["text/html"] = "<script>1</script>"


def _counts(notebook: dict) -> None:
    notebook["cells"][3]["execution_count"] = 7


def _widget(notebook: dict) -> None:
    kind = "application/vnd.jupyter.widget-view+json"
    output_of(notebook)["data"][kind] = {"model_id": "a"}


def _path(notebook: dict) -> None:
    output_of(notebook)["data"]["text/plain"] = "in /home/ann/data"


def _stderr(notebook: dict) -> None:
    notebook["cells"][3]["outputs"] = [
        {"output_type": "stream", "name": "stderr", "text": ["careful"]}
    ]


def _magic(notebook: dict) -> None:
    notebook["cells"][3]["source"] = "%%time\nchart(actors)"


def _two_outputs(notebook: dict) -> None:
    said = {"output_type": "stream", "name": "stdout", "text": ["a"]}
    notebook["cells"][3]["outputs"].append(said)


def _code_before_the_answer(notebook: dict) -> None:
    notebook["cells"][1]["metadata"]["jupyter"] = {"source_hidden": True}
    notebook["cells"][3]["source"] = "bb.answer(actors)"


FAULTS: list[tuple[Callable[[dict], None], str]] = [
    (_unread, "n.ipynb, cell 2: parameter actors is read by no cell"),
    (_uncommented, "n.ipynb, cell 2: parameter theirs has no comment"),
    (
        _typed,
        "n.ipynb, cell 3: prose types a number, compute it: 'Imports rose 42 percent.'",
    ),
    (
        _two_titles,
        "n.ipynb, cell 5: one title only: make '# Another?' a '## ' section",
    ),
    (_no_question, "n.ipynb, cell 1: the title is a question, not '# It is so'"),
    (_long, "n.ipynb, cell 4: 14 lines of code, at most 12"),
    (_long_def, "n.ipynb, cell 4: def f has 7 lines: use a helper"),
    (_no_alt, "n.ipynb, cell 4: a picture without alt text"),
    (_no_caption, "n.ipynb, cell 4: a table without a caption"),
    (_script, "n.ipynb, cell 4: HTML that an untrusted notebook does not show"),
    (_counts, "n.ipynb, cell 4: execution count 7, not 2"),
    (
        _widget,
        "n.ipynb, cell 4: a widget's id is saved: run 'briefbook notebooks'",
    ),
    (_path, "n.ipynb, cell 4: shows a path of one machine"),
    (_stderr, "n.ipynb, cell 4: writes to stderr"),
    (_magic, "n.ipynb, cell 4: '%%time': a magic fails unseen, write plain Python"),
    (_two_outputs, "n.ipynb, cell 4: 2 outputs, one a cell: split it"),
    (
        _code_before_the_answer,
        "n.ipynb, cell 4: fold the code above the answer: View, Collapse Selected Code",
    ),
]


def test_a_good_notebook_breaks_no_rule() -> None:
    assert list(problems_of(good(), "n.ipynb")) == []


@pytest.mark.parametrize(("spoil", "told"), FAULTS, ids=[f.__name__ for f, _ in FAULTS])
def test_a_fault_is_told_with_notebook_and_cell(
    spoil: Callable[[dict], None], told: str
) -> None:
    notebook = copy.deepcopy(good())
    spoil(notebook)
    assert list(problems_of(notebook, "n.ipynb")) == [told]


def test_faults_of_the_whole_notebook_are_told_without_a_cell() -> None:
    notebook = good()
    notebook["metadata"] = {"widgets": {}, "kernelspec": {"name": "python3"}}
    notebook["cells"] = [*notebook["cells"], *[notebook["cells"][4]] * 34]
    told = list(problems_of(notebook, "n.ipynb"))
    assert "n.ipynb: 41 cells, at most 39" in told
    assert "n.ipynb: widget state is saved: run 'briefbook notebooks'" in told
    assert any(line.startswith("n.ipynb: kernelspec is python3") for line in told)
    assert "n.ipynb, cell 41: ends with **Credit.** and how to rerun it" in told


def test_without_parameters_or_record_both_are_asked_for() -> None:
    notebook = good()
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    assert list(problems_of(notebook, "n.ipynb")) == [
        "n.ipynb: 0 cells tagged 'parameters', one is needed",
        "n.ipynb: one cell tagged 'record' prints answer.to_json()",
    ]


def test_a_notebook_that_was_never_run_is_told_once() -> None:
    notebook = good()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = None
    assert list(problems_of(notebook, "n.ipynb")) == [
        "n.ipynb: was never run: run 'briefbook notebooks'"
    ]


def test_code_that_stands_in_two_notebooks_is_told(tmp_path: Path) -> None:
    notebook = good()
    notebook["cells"][3]["source"] = "\n".join(f"x{n} = {n}" for n in range(6))
    paths = [tmp_path / "a.ipynb", tmp_path / "b.ipynb"]
    for path in paths:
        path.write_text(json.dumps(notebook), encoding="utf-8")
    assert copied_cells(paths) == [
        "b.ipynb, cell 4: the same code as a.ipynb, cell 4: share a helper"
    ]


def test_a_large_file_and_a_missing_one_are_told(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps(good()) + " " * 1_000_000, encoding="utf-8")
    assert notebook_problems(path)[-1].endswith("bytes, at most 1,000,000")
    with pytest.raises(NotebookError, match=r"none\.ipynb: can't be read"):
        notebook_problems(tmp_path / "none.ipynb")
