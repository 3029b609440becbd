"""Ways out of the Explorer: parameters, files, a report, and what stays without it."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import shlex
import subprocess
import sys
from datetime import date

import nbformat
import pandas as pd
import pytest

import briefbook as bb
from briefbook.errors import NotebookError, ParameterError
from briefbook.explore_calm import Calm
from briefbook.explore_out import _free
from briefbook.explore_range import ValueRange
from briefbook.explore_served import manager_problem, served
from briefbook.explore_static import live_bundle
from briefbook.export_credits import credit_rows
from briefbook.export_files import ExportError
from explore_cases import made_up
from small_project import small_project

REAL = bb.load_dataset()


def test_command_lines_are_read_back_as_the_view():
    ex = bb.Explorer(REAL, actors=["Huawei", "SMIC"], since="2024-10-01", text="a 'b'")
    words = shlex.split(ex.command("00_overview"))
    assert words[:3] == ["briefbook", "report", "00_overview"]
    assert words[3:] == [
        *("-p", "actors", "Huawei", "-p", "actors", "SMIC"),
        *("-p", "since", "2024-10-01", "-p", "text", "a 'b'"),
    ]


def test_the_papermill_line_runs_and_gives_the_rows_of_where(tmp_path):
    project = small_project(tmp_path)
    write_notebook(project.notebooks / "ids.ipynb")
    ds = bb.load_dataset(project)
    ex = bb.Explorer(ds, corpora=ds.choices()["corpora"][:1], value_min=1)
    line = shlex.split(ex.command("ids", tool="papermill"))
    assert line[0] == "papermill"
    subprocess.run(
        [sys.executable, "-m", *line, "--no-progress-bar", "-k", "python3"],
        cwd=project.root,
        check=True,
        capture_output=True,
    )
    ran = nbformat.read(project.root / "rerun.ipynb", as_version=4)
    assert json.loads(ran.cells[-1].outputs[0].text) == ids(ex)


def test_a_report_gives_the_rows_of_where_and_of_the_explorer(tmp_path):
    project = small_project(tmp_path)
    write_notebook(project.notebooks / "ids.ipynb")
    ds = bb.load_dataset(project)
    ex = bb.Explorer(ds, corpora=ds.choices()["corpora"][:1], value_min=1)
    seen = []
    page = ex.save_report("ids", on_progress=lambda event: seen.append(event.kind))
    assert page.name == "ids.html"
    assert {"start", "cell", "end"} <= set(seen)
    expected = ds.where(**ex.view.to_dict()).claims["claim_id"].tolist()
    assert ids(ex) == expected
    assert json.dumps(expected) in re.sub(
        r"<[^>]*>|&#34;|&quot;", quoted, page.read_text()
    )


def test_a_notebook_that_does_not_take_a_filter_is_refused(tmp_path):
    project = small_project(tmp_path)
    write_notebook(project.notebooks / "ids.ipynb")
    ex = bb.Explorer(bb.load_dataset(project), text="chip")
    with pytest.raises(ParameterError, match="ids takes no text: clear it"):
        ex.save_report("ids")
    with pytest.raises(NotebookError, match="'idx' is no notebook.*'ids'"):
        ex.save_report("idx")
    ex.clear()
    with pytest.raises(ParameterError, match="a folder's name, without '/'"):
        ex.save_report("ids", name="../elsewhere")


def test_what_the_dataset_holds_of_itself_is_left_to_the_notebook():
    ex = bb.Explorer(REAL.where(text="chip"), actors="Huawei")
    assert "text" not in ex.command("01_chips")
    assert "actors Huawei" in ex.command("01_chips")
    ex.scope = "brief"
    with pytest.raises(ParameterError, match="takes no scope.*or rerun 00_overview"):
        ex.command("01_chips")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_files_hold_the_rows(tmp_path, suffix):
    ex = bb.Explorer(REAL, actors=["Huawei"])
    path = ex.export(tmp_path / f"rows{suffix}")
    read = {".csv": pd.read_csv, ".xlsx": pd.read_excel, ".parquet": pd.read_parquet}
    rows = read[suffix](path)
    assert rows["claim_id"].tolist() == ex.rows["claim_id"].tolist()
    assert rows["quote"].tolist() == ex.rows["quote"].tolist()


def test_each_file_of_rows_names_whom_to_credit(tmp_path):
    import pyarrow.parquet as pq

    ex = bb.Explorer(REAL, corpora=["2024-11", "2025-06"], actors=["European Union"])
    owed = credit_rows(ex.dataset, "claims")
    pages = {source for listed in ex.dataset.briefs["source_ids"] for source in listed}
    assert pages and set(owed["source_id"]) == {*pages, "digest-2024-11", "ecb-rates"}
    lines = owed["credit"].tolist()
    book = pd.read_excel(ex.export(tmp_path / "a.xlsx"), sheet_name="credits")
    assert book["credit"].tolist() == lines
    kept = pq.read_schema(ex.export(tmp_path / "a.parquet")).metadata
    assert kept[b"briefbook.credits"].decode().split("\n") == lines
    ex.export(tmp_path / "a.csv")
    text = (tmp_path / "a.credits.txt").read_text(encoding="utf-8")
    assert [line[2:] for line in text.splitlines() if line.startswith("- ")] == lines
    assert ex.sentence in text


def test_the_button_says_where_the_credits_of_a_csv_file_stand(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    out = bb.Explorer(REAL, actors=["Huawei"]).controls._out
    out._write()
    said = out.ex.controls._said.value
    # No server shows this folder, so the files themselves are in the links.
    links = re.findall(r'<a download="([^"]+)" href="data:[^,]+,([^"]+)"', said)
    assert [name for name, _ in links] == ["selection.csv", "selection.credits.txt"]
    for name, content in links:
        assert base64.b64decode(content) == (tmp_path / name).read_bytes()
    assert ", whom to credit: <a " in said
    monkeypatch.setattr("briefbook.explore_out._MOST_IN_A_LINK", 10)
    out._write()
    assert "<code>selection-2.csv</code> (open it in" in out.ex.controls._said.value
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("selection-2.credits.txt", "selection-2.csv"),
        *("selection.credits.txt", "selection.csv"),
    ]


def test_a_suffix_that_is_not_known_is_refused(tmp_path):
    with pytest.raises(ExportError, match=r"'rows.doc'.*\.csv"):
        bb.Explorer(REAL).export(tmp_path / "rows.doc")


def test_the_export_button_never_writes_over_a_file(tmp_path):
    (tmp_path / "rows.csv").touch()
    (tmp_path / "rows-2.csv").touch()
    assert _free(tmp_path / "rows.csv").name == "rows-3.csv"
    assert _free(tmp_path / "new.csv").name == "new.csv"


def test_what_can_not_be_written_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    out = bb.Explorer(REAL).controls._out
    (tmp_path / "file").touch()
    out._name.value = "file/rows"
    out._write()
    assert "Nothing was written" in out.ex.controls._said.value


def test_text_of_a_brief_can_not_break_out(tmp_path):
    ds = made_up(3, 20)
    hurt = "<script>alert(1)</script> \ud800 $x$"
    for brief in ds._whole.briefs.values():
        object.__setattr__(brief, "title", hurt)
        object.__setattr__(brief, "text", hurt + brief.text)
    ex = bb.Explorer(ds, show="table")
    shown = ex.controls._table.value + ex.table()._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    shown.encode("utf-8")
    ex.text = hurt
    ex.controls._sentence.value.encode("utf-8")
    assert "<script>" not in ex.controls._sentence.value
    ex.export(tmp_path / "rows.csv")


def test_an_actor_of_300_characters_is_shown_in_every_view():
    ds = made_up(5, 60)
    claims = ds._whole.tables["claims"]
    name = "Ministry of <i>Names</i> & $x$ " * 10
    first = claims["actor"].cat.categories[0]
    for column in ("actor", "target"):
        claims[column] = claims[column].cat.rename_categories({first: name})
    ex = bb.Explorer(ds)
    shown = ex.controls._table
    for show in ("chart", "timeline", "actors", "table", "check"):
        ex.show = show
        assert ex.picture().png
    assert "Ministry of &lt;i&gt;Names" in shown.value
    assert "<i>" not in shown.value
    assert ex.counts("actors")[name] > 0


def test_a_value_of_zero_is_said_to_have_no_place_on_the_scale():
    ex = bb.Explorer(REAL)
    values = ValueRange(ex, ex.set)
    ex.value_min = -3
    values.show()
    assert "-3 has no place on a log scale" in values._note.value
    ex.value_min = 7
    values.show()
    assert ("7", 7.0) in values._low.options
    assert values._low.value == 7.0


def test_twenty_changes_in_a_second_draw_twice_and_the_last_wins():
    async def hurry() -> list[int]:
        state, drawn = [0], []
        calm = Calm(lambda: drawn.append(state[0]))
        for number in range(1, 21):
            state[0] = number
            calm.ask()
            await asyncio.sleep(0.045)
        await asyncio.sleep(0.7)
        return drawn

    drawn = asyncio.run(hurry())
    assert drawn[0] == 1
    assert drawn[-1] == 20
    assert len(drawn) <= 2


def test_where_no_loop_runs_every_change_is_drawn():
    drawn = []
    calm = Calm(lambda: drawn.append(1))
    calm.ask()
    calm.ask()
    assert len(drawn) == 2


def test_controls_follow_the_traits_and_lead_them():
    ex = bb.Explorer(REAL)
    controls = ex.controls
    controls._text.value = "chip"
    assert ex.text == "chip"
    ex.actors = ["Huawei"]
    assert f"{len(ex)} of {ex.total}" in controls._sentence.value
    chips = [button.description for button in controls._chips.children]
    assert chips == ["Actors: Huawei ✕", "Text: holding 'chip' ✕", "Clear all filters"]
    controls._chips.children[-1].click()
    assert ex.view.to_dict() == {}


def test_a_filter_that_can_not_be_is_refused_beside_the_controls():
    ex = bb.Explorer(REAL, since="2024-11-30")
    controls = ex.controls
    controls._last.value = date(2024, 11, 1)
    said = controls._sentence.value
    assert '<div class="bb-error">since=2024-11-30 lies after until=2024-11-01' in said
    assert controls._last.value is None and ex.sentence.split(":")[0] in said
    controls._text.value = "chip"
    assert "bb-error" not in controls._sentence.value


def test_the_sentence_comes_after_the_controls_that_it_speaks_of():
    """Each widget reaches the browser by itself: the sentence says that all did."""
    ex = bb.Explorer(REAL, actors=["Huawei"], text="chip", show="table")
    controls, seen = ex.controls, []
    actors = controls.pickers[1]

    def look(_):
        boxes = [box.value for box in actors._boxes]
        chips = [chip for chip in controls._chips.children if hasattr(chip, "click")]
        shown = controls._text.value, controls._show.value
        seen.append((any(boxes), *shown, len(chips)))

    assert any(box.value for box in actors._boxes)
    controls._sentence.observe(look, "value")
    with ex.hold_trait_notifications():
        ex.clear()
        ex.show = "chart"
    assert seen and set(seen) == {(False, "", "chart", 0)}, seen


def test_every_control_has_a_label():
    import ipywidgets as w

    controls = bb.Explorer(REAL).controls
    todo, named = [controls.root], 0
    while todo:
        widget = todo.pop()
        todo += getattr(widget, "children", ())
        if isinstance(widget, (w.Text, w.Checkbox, w.Dropdown, w.Button, w.DatePicker)):
            assert widget.description
            named += 1
    assert named > 30


def test_a_choice_that_would_leave_nothing_is_shown_as_such():
    ex = bb.Explorer(REAL, actors=["Huawei"])
    themes = ex.controls.pickers[0]
    texts = [box.description for box in themes._boxes]
    counts = ex.counts("themes")
    assert 0 in counts.values()
    for text in texts:
        assert ("bb-zero" in text) == (">0<" in text)
    assert any("bb-zero" in text for text in texts)


def test_the_static_fallback_holds_the_last_view_and_the_way_back():
    ex = bb.Explorer(REAL, actors=["Huawei"])
    data, metadata = ex._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert ex.sentence in metadata["image/png"]["alt"]
    # One cell alone would fail: the names that it uses come from those above.
    way = "open the notebook in JupyterLab and choose Run &gt; Run All Cells."
    assert f"To filter it by hand, {way}" in data["text/html"]
    above = live_bundle(ex)["text/html"]
    assert above.endswith(
        "<em>Its controls appear here once the notebook runs in "
        "JupyterLab: Run &gt; Run All Cells.</em></p>"
    )
    assert '<th scope="col"' in data["text/html"]
    assert ex.sentence in data["text/html"]


def test_the_static_table_has_no_column_that_is_empty_throughout():
    commerce = bb.Explorer(REAL, themes=["e-commerce"])
    columns = {n: list(commerce.table(n).rows) for n in (10, len(commerce))}
    assert {"who", "value", "words"} <= set(columns[10])
    assert set(columns[len(commerce)]) - set(columns[10]) == {"period"}
    rows = commerce.table(10).rows
    assert all(any(cell != "" for cell in rows[name]) for name in rows)


def test_a_widget_manager_of_another_version_is_named_with_the_remedy(
    tmp_path, monkeypatch
):
    assert manager_problem() == ""
    monkeypatch.setattr("jupyter_core.paths.jupyter_path", lambda *_: [str(tmp_path)])
    assert manager_problem() == ""
    folder = tmp_path / "@jupyter-widgets" / "jupyterlab-manager"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{"version": "3.1.11"}')
    said = manager_problem()
    assert "widget manager is 3.1.11, and ipywidgets 8" in said
    assert f"Delete {folder}" in said
    assert "pip install --force-reinstall --no-deps 'jupyterlab_widgets" in said


def test_a_file_that_no_server_shows_has_no_address(tmp_path, monkeypatch):
    monkeypatch.setattr("jupyter_core.paths.jupyter_runtime_dir", lambda: str(tmp_path))
    monkeypatch.setenv("JPY_PARENT_PID", "4711")
    root = tmp_path / "root"
    about = {"root_dir": str(root), "base_url": "/user/me/"}
    assert served(root / "a b.html") is None
    (tmp_path / "jpserver-4711.json").write_text(json.dumps(about))
    assert served(root / "a b.html") == "/user/me/files/a%20b.html"
    assert served(tmp_path / "elsewhere.html") is None


def ids(ex) -> list[str]:
    return ex.rows["claim_id"].tolist()


def quoted(found: re.Match[str]) -> str:
    return '"' if found[0].startswith("&") else ""


def write_notebook(path) -> None:
    cells = [
        nbformat.v4.new_markdown_cell("# Which claims?"),
        nbformat.v4.new_code_cell(
            'corpora = []  # which corpora\nvalue_min = ""  # least value',
            metadata={"tags": ["parameters"]},
        ),
        nbformat.v4.new_code_cell(
            "import json\nimport briefbook as bb\n"
            "ds = bb.load_dataset().where(corpora=corpora, value_min=value_min)\n"
            'print(json.dumps(ds.claims["claim_id"].tolist()))'
        ),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)
