import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from briefbook import runs
from briefbook.report import run_report

SHOW = "for i in range({}): display({{'text/plain': str(i)}}, raw=True)"
# Nobody is told that the cell is done.
SILENCED = """
kernel = get_ipython().kernel
kernel._publish_status = lambda *_, **__: None
"""

CATCHES = """
import ipywidgets as widgets
caught = widgets.Output()
with caught:
    print("within")
widgets.VBox([widgets.IntSlider(), caught])
"""
INTERACTS = """
@widgets.interact(n=(0, 9))
def square(n=4):
    print(n * n)
    return n
"""


@pytest.fixture
def run(tmp_path):
    """Return a function that runs cells as a report of one run."""

    def ran(*cells, **options):
        path = tmp_path / "cells.ipynb"
        notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook.metadata["kernelspec"] = kernel
        nbformat.write(notebook, path)
        report = run_report([path], output=tmp_path / "report", html=False, **options)
        made = nbformat.read(tmp_path / "report" / "cells.ipynb", as_version=4)
        return report.runs[0], made

    return ran


@pytest.mark.usefixtures("warm")
def test_all_outputs_stand_below_a_cell_that_shows_them_faster_than_they_are_read(run):
    of_all, notebook = run(SHOW.format(5_000))
    assert str(of_all) == "cells: ok"
    shown = [output.data["text/plain"] for output in notebook.cells[-1].outputs]
    assert shown == [str(number) for number in range(5_000)]


def test_cell_that_never_pauses_its_outputs_ends_at_the_time_limit(run):
    endless = "while True: print('x', flush=True)"
    stopped, notebook = run("1", endless, timeout=2)
    assert (stopped.status, stopped.cell) == ("timed_out", 2)
    assert stopped.seconds < 20
    assert notebook.cells[-1].outputs[0].name == "stdout"


@pytest.mark.usefixtures("warm")
def test_what_widgets_catch_stands_where_they_are_shown(run):
    of_all, notebook = run(CATCHES, INTERACTS)
    assert str(of_all) == "cells: ok"
    first, second = (cell.outputs for cell in notebook.cells)
    assert [output.output_type for output in first] == ["execute_result", "stream"]
    assert first[1].text == "within\n"
    assert second[1].text == "16\n"
    assert second[2].data["text/plain"] == "4"
    assert "widgets" not in notebook.metadata


def test_outputs_that_do_not_come_are_told_as_lost(run, monkeypatch):
    monkeypatch.setattr(runs, "_SHOWN_WITHIN", 3)
    lost, _ = run("1", SILENCED, timeout=None)
    assert (lost.status, lost.cell) == ("failed", 2)
    assert "what it showed did not all come" in str(lost)


def test_run_that_succeeds_encodes_its_outputs_once(run, monkeypatch):
    encoded, encode = [], nbformat.writes

    def spy(notebook, *rest, **options):
        encoded.append(encode(notebook, *rest, **options))
        return encoded[-1]

    monkeypatch.setattr(nbformat, "writes", spy)
    fine, notebook = run("print('shown' * 3)")
    assert fine.status == "ok"
    assert notebook.cells[0].outputs[0].text == "shownshownshown\n"
    assert not [text for text in encoded if "shownshown" in text]
