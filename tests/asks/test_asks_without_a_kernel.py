"""What users ask of a notebook that is opened without a kernel, or with a wrong one."""

from __future__ import annotations

import json

import pytest

import test_notebooks
from briefbook import doctor
from briefbook.doctor import diagnose
from lab_page import close_notebook, open_notebook
from lab_server import ROOT


def test_ask_10_a_notebook_without_a_kernel_is_not_blank(window) -> None:
    open_notebook(window, "00_overview.ipynb")
    test_notebooks.test_without_a_kernel_a_picture_a_table_and_a_line_stand_for_the_explorer(
        window
    )
    window.set_viewport_size({"width": 1280, "height": 1000})
    close_notebook(window)
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert "widgets" not in json.loads(path.read_text("utf-8"))["metadata"]


def test_ask_10_doctor_names_the_command_for_another_widget_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = doctor.version
    other = {"jupyterlab_widgets": "1.1.0"}
    monkeypatch.setattr(doctor, "version", lambda name: other.get(name) or real(name))
    (seen,) = [s for s in diagnose() if s.what == "widget manager of JupyterLab"]
    assert seen.level == "error"
    assert "pip install" in seen.remedy
