"""A scenario's sliders change its table in JupyterLab."""

from __future__ import annotations

import pytest

from lab_page import close_notebook, errors, open_notebook, run_all, shot, to_cell

CELL = """import briefbook as bb
from briefbook import scenarios
scenarios.chip_yield(bb.load_dataset().where(corpora="2024-11"))"""


@pytest.fixture
def opened(lab, window):
    """Return the window with a notebook that shows the scenario."""
    lab.write("scenario.ipynb", "corpora = []  # which corpora", CELL)
    open_notebook(window, "scenario.ipynb")
    run_all(window)
    yield window
    close_notebook(window)


def test_a_slider_moved_by_the_keyboard_changes_the_table(opened):
    assert errors(opened) == []
    to_cell(opened, "scenarios.chip_yield")
    table = opened.locator(".widget-html table.briefbook")
    table.wait_for()
    assert "dearer wafers cost 50% more" in table.locator("caption").inner_text()
    premium = opened.locator(".widget-slider").nth(1)
    premium.locator("[role=slider], .noUi-handle").first.focus()
    opened.keyboard.press("ArrowRight")
    table.get_by_text("dearer wafers cost 55% more").wait_for()
    assert opened.get_by_text("yield, percent").first.is_visible()
    shot(opened, "scenario")
