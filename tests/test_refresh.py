from nbformat import NO_CONVERT, read, write
from nbformat.v4 import new_code_cell, new_notebook

from briefbook.project import find_project
from briefbook.refresh import refresh

CATCHES = """
import ipywidgets as widgets
caught = widgets.Output()
with caught:
    print("within")
print("beside")
"""


def test_notebook_with_an_output_widget_is_executed_and_stays_the_same(tmp_path):
    (tmp_path / "briefbook.toml").write_text('[project]\ntitle = "Tests"\n')
    path = tmp_path / "widgets.ipynb"
    write(new_notebook(cells=[new_code_cell(CATCHES)]), path)
    project = find_project(tmp_path)
    assert list(refresh([path], project)) == [(path, True)]
    notebook = read(path, NO_CONVERT)
    assert [output.text for output in notebook.cells[0].outputs] == ["beside\n"]
    assert "widgets" not in notebook.metadata
    assert list(refresh([path], project)) == [(path, False)]
