"""Each notebook of the project runs in JupyterLab, and is seen in light and dark."""

from __future__ import annotations

import re

import pytest

from lab_page import (
    close_notebook,
    dark,
    errors,
    explorer,
    open_notebook,
    run_all,
    shot,
    unroll,
)
from lab_server import ROOT

NAMES = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture
def opened(window, request):
    """Return the window with a notebook open, and close that in the end."""
    name = getattr(request, "param", NAMES[0])
    open_notebook(window, name)
    yield window
    dark(window, False)
    window.set_viewport_size({"width": 1280, "height": 1000})
    close_notebook(window)


@pytest.mark.parametrize("opened", NAMES, indirect=True)
def test_it_runs_without_an_error_and_its_explorer_lives(opened, request):
    run_all(opened)
    assert errors(opened) == []
    ex = explorer(opened)
    assert " claims: " in ex.locator(".bb-sentence").inner_text()
    # The fallback for readers without a kernel is there, unseen while controls live.
    assert opened.locator(".bb-explorer-static").count() == 1
    assert not opened.locator(".bb-explorer-static").is_visible()
    stem = request.node.callspec.params["opened"].removesuffix(".ipynb")
    unroll(opened)
    for on in (False, True):
        dark(opened, on)
        shot(opened, f"{stem}-{'dark' if on else 'light'}")


def test_without_a_kernel_a_picture_a_table_and_a_line_stand_for_the_explorer(opened):
    unroll(opened)
    found = opened.locator(".bb-explorer-static")
    found.wait_for()
    caption = found.locator("table caption").inner_text()
    assert re.match(r"(\d+) of \1 claims: of 2024-11", caption)
    assert found.get_by_text("JupyterLab and choose Run > Run All").is_visible()
    above = opened.locator(
        ".jp-OutputArea-child:has(+ .jp-OutputArea-child .bb-explorer-static) img"
    )
    assert above.is_visible()
