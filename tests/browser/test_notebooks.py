"""Each notebook of the project runs in JupyterLab, and is seen in light and dark."""

from __future__ import annotations

import pytest

from conftest import ROOT
from lab_page import dark, errors, explorer, open_notebook, run_all, shot

NAMES = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_without_an_error_and_its_explorer_lives(lab, page, name):
    open_notebook(page, lab, name)
    run_all(page)
    assert errors(page) == []
    ex = explorer(page)
    assert " claims: " in ex.locator(".bb-sentence").inner_text()
    # The fallback for readers without a kernel is there, unseen while controls live.
    assert page.locator(".bb-explorer-static").count() == 1
    assert not page.locator(".bb-explorer-static").is_visible()
    stem = name.removesuffix(".ipynb")
    page.set_viewport_size({"width": 1280, "height": 9000})
    for on in (False, True):
        dark(page, on)
        page.wait_for_timeout(300)
        shot(page, f"{stem}-{'dark' if on else 'light'}")


def test_without_a_kernel_a_picture_a_table_and_a_line_stand_for_the_explorer(
    lab, page
):
    open_notebook(page, lab, NAMES[0])
    found = page.locator(".bb-explorer-static")
    page.set_viewport_size({"width": 1280, "height": 9000})
    found.wait_for()
    assert found.locator("table caption").inner_text().startswith("109 of 109 claims")
    assert found.get_by_text("run this cell").is_visible()
    above = page.locator(
        ".jp-OutputArea-child:has(+ .jp-OutputArea-child .bb-explorer-static) img"
    )
    assert above.is_visible()
