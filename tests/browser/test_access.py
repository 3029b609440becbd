"""The Explorer without a mouse and without eyes: keyboard, names, contrast."""

from __future__ import annotations

import pytest

from lab_page import (
    close_notebook,
    dark,
    errors,
    explorer,
    open_notebook,
    run_all,
    serious,
)

CELL = "import briefbook as bb\nex = bb.Explorer(bb.load_dataset())\nex  # bb.Explorer("
NAMES = """() => {
    const element = document.activeElement;
    if (!element.closest('.bb-explorer')) return null;
    const byId = element.id && document.querySelector(`label[for="${element.id}"]`);
    const around = element.closest('label');
    return {
        role: element.getAttribute('role') ?? element.type ?? element.tagName,
        name: element.getAttribute('aria-label') || byId?.innerText
            || around?.innerText || element.innerText || element.title,
        seen: getComputedStyle(element).outlineStyle !== 'none',
    }}"""


@pytest.fixture(scope="module")
def opened(lab, window):
    """Return the window with a notebook whose Explorer lives."""
    lab.write("access.ipynb", CELL)
    open_notebook(window, "access.ipynb")
    run_all(window)
    assert errors(window) == []
    yield window
    close_notebook(window)


def test_tab_reaches_every_control_and_each_says_what_it_is(opened):
    ex = explorer(opened)
    ex.locator(".bb-picker input[type=checkbox]").first.focus()
    # Only what the keyboard reached is outlined, and a mouse may have been used before.
    opened.keyboard.press("Tab")
    opened.keyboard.press("Shift+Tab")
    met = []
    for _ in range(60):
        at = opened.evaluate(NAMES)
        if at is None:
            break
        met.append(at)
        opened.keyboard.press("Tab")
    names = [at["name"] for at in met]
    assert all(name and name.strip() for name in names), met
    assert all(at["seen"] for at in met), [at for at in met if not at["seen"]]
    for wanted in (
        *("Find", "Next", "More", "Dates by", "from", "until", "Words", "Value from"),
        *("to", "with the rest of their briefs", "Figures by unit", "Export as"),
        *("to file", "Export", "Rerun", "Save as report", "This view as parameters"),
    ):
        assert any(name.startswith(wanted) for name in names), (wanted, names)
    assert sum(at["role"] == "checkbox" for at in met) > 10


def test_the_keyboard_alone_filters_shows_and_clears(opened):
    ex = explorer(opened)
    said = ex.locator(".bb-sentence")
    ex.locator(".bb-picker input[type=checkbox]").first.focus()
    opened.keyboard.press("Space")
    clear = ex.get_by_role("button", name="Themes: ")
    clear.wait_for()
    ex.get_by_label("Table with evidence").focus()
    opened.keyboard.press("Space")
    ex.locator(".bb-table").wait_for()
    ex.locator(".bb-table summary").first.focus()
    opened.keyboard.press("Enter")
    assert ex.locator(".bb-table details[open]").count() == 1
    clear.focus()
    opened.keyboard.press("Enter")
    ex.get_by_text("No filter is set").wait_for()
    assert ", " not in said.inner_text()


@pytest.mark.parametrize("on", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("show", ["Who acts on whom", "Beside the record"])
def test_axe_finds_nothing_serious(opened, on, show):
    dark(opened, on)
    ex = explorer(opened)
    ex.get_by_label(show).check()
    opened.wait_for_timeout(500)
    assert serious(opened, ".bb-explorer") == []
