"""Any theme of a vocabulary has an answer, and a project adds findings of its own."""

import json
import shutil
from pathlib import Path

import pytest

import briefbook as bb
from briefbook.errors import BriefbookError, ParameterError
from briefbook.findings.own import FILE
from briefbook.notebook_make import make_notebook
from briefbook.parameters import read_parameters, unread_parameters
from briefbook.project import read_project

VIEWS = Path(__file__).parents[1] / "fixtures" / "views"
OWN = """
import briefbook as bb
from briefbook.findings import made, no_rows


@bb.finding("chips", objection="one firm")
def spenders(ds):
    rows = ds.claims[ds.claims["action"] == "invests"]
    if rows.empty:
        return no_rows("spending")
    return made(f"{len(rows)} spends.", (rows,), holds=True, value=1.0, unit="count")
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a copy of the small project, whose theme `other` has no findings."""
    return Path(shutil.copytree(VIEWS, tmp_path / "views"))


def renamed(root: Path, theme: str = "space") -> None:
    """Give the chips brief a theme that only this project has."""
    themes = root / "data" / "vocabularies" / "themes.csv"
    themes.write_text(themes.read_text().replace("chips,Chips", f"{theme},Space"))
    for path in (*root.rglob("acme-plant.md"), *root.rglob("measures.csv")):
        path.write_text(path.read_text().replace("chips", theme))
    timeline = root / "data" / "reference" / "timeline.csv"
    timeline.write_text(timeline.read_text().replace(",chips,", f",{theme},"))


def test_a_theme_without_findings_gets_the_general_ones_on_its_claims(
    root: Path,
) -> None:
    renamed(root)
    answer = bb.answer(bb.load_dataset(root), "space")
    assert {n: f.sentence for n, f in answer.items() if n != "outcome"} == {
        "told": "1 brief makes 2 claims, most often: invests (1) and plans (1).",
        "amounts": "The largest of 1 amount is USD 2.5bn (Acme Chips).",
        "ahead": "1 claim looks beyond the day of its brief: by 2026-12-31.",
        "soft": "1 of 2 claims (50%) is reported, alleged or forecast.",
    }
    assert "space" in answer["outcome"].sentence
    assert answer["told"].value == 2
    assert answer.view == "space"


def test_its_charts_draw_what_the_findings_say(root: Path) -> None:
    renamed(root)
    answer = bb.answer(bb.load_dataset(root), "space")
    assert list(answer.chart("told").data["value"]) == [1, 1]
    assert list(answer.chart("amounts").data["value"]) == [2.5e9]
    assert not answer.chart("ahead").data.empty
    with pytest.raises(ParameterError, match="'soft' has no chart, known: ahead, "):
        answer.chart("soft")


def test_a_theme_without_rows_says_so(root: Path) -> None:
    answer = bb.answer(bb.load_dataset(root), "other")
    assert {found.verdict for found in answer.values()} == {"no_rows"}
    assert "no rows" in answer.chart("told").alt


def test_a_theme_of_no_vocabulary_is_refused_with_the_nearest(root: Path) -> None:
    with pytest.raises(ParameterError, match="did you mean 'chips'"):
        bb.answer(bb.load_dataset(root), "chps")


def test_a_projects_own_findings_come_after_the_others(root: Path) -> None:
    (root / FILE).write_text(OWN)
    ds = bb.load_dataset(root)
    answer = bb.answer(ds, "chips")
    assert list(answer)[-1] == "spenders"
    assert answer["spenders"].objection == "one firm"
    assert answer["spenders"].evidence == tuple(ds.claims["claim_id"][:1])


def test_own_findings_are_those_of_the_file_as_it_is_now(root: Path) -> None:
    (root / FILE).write_text(OWN)
    bb.answer(bb.load_dataset(root), "chips")
    (root / FILE).write_text(OWN.replace("spenders", "givers"))
    assert list(bb.answer(bb.load_dataset(root), "chips"))[-1] == "givers"
    assert "spenders" not in bb.answer(bb.load_dataset(root), "chips")
    assert "givers" not in bb.answer(bb.load_dataset(VIEWS), "chips")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("\n\nraise ValueError('no')\n", r"findings\.py:3: ValueError: no"),
        ("def broken(:\n", r"findings\.py:1: SyntaxError"),
    ],
)
def test_a_broken_findings_file_is_named_with_its_line(
    root: Path, source: str, message: str
) -> None:
    (root / FILE).write_text(source)
    with pytest.raises(BriefbookError, match=message):
        bb.answer(bb.load_dataset(root), "chips")


def test_a_notebook_for_a_theme_has_the_houses_shape(root: Path) -> None:
    renamed(root)
    project = read_project(root)
    path = make_notebook(project, "space")
    assert path == project.notebooks / "00_space.ipynb"
    notebook = json.loads(path.read_text())
    first = "".join(notebook["cells"][0]["source"])
    assert first.startswith("# What do the briefs say about Space")
    names = [p.name for p in read_parameters(notebook, path=path.name)]
    assert names == ["corpora", "actors", "since", "until"]
    assert unread_parameters(notebook) == []
    tags = [
        tag for cell in notebook["cells"] for tag in cell["metadata"].get("tags", [])
    ]
    assert tags == ["parameters", "record"]


def test_its_cells_run(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    renamed(root)
    project = read_project(root)
    notebook = json.loads(make_notebook(project, "space").read_text())
    monkeypatch.setenv("BRIEFBOOK_PROJECT", str(root))
    names: dict = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    assert names["answer"]["told"].value == 2


def test_a_theme_gets_one_notebook_and_must_be_known(root: Path) -> None:
    project = read_project(root)
    make_notebook(project, "chips")
    with pytest.raises(BriefbookError, match="is there already"):
        make_notebook(project, "chips")
    with pytest.raises(ParameterError, match="did you mean 'chips'"):
        make_notebook(project, "chps")
    assert make_notebook(project, "other").name == "01_other.ipynb"


def test_an_error_in_a_finding_of_ones_own_names_its_line(root: Path) -> None:
    broken = OWN.replace("value=1.0", "values=1.0")
    (root / "findings.py").write_text(broken, encoding="utf-8")
    line = broken.count("\n", 0, broken.index("values=")) + 1
    with pytest.raises(BriefbookError, match=rf"findings\.py:{line}: TypeError"):
        bb.answer(bb.load_dataset(root), "chips")
