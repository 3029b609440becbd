"""A digest is brought in by hand in a real browser, the kernel killed in the middle."""

from pathlib import Path

from lab_page import (
    close_notebook,
    errors,
    open_notebook,
    run_all,
    shot,
    to_cell,
)

NOTEBOOK = "05_add_briefs.ipynb"
DIGEST = (
    "Acme Chips will build a plant in Sweden for $2 billion by March 2026.\n"
    "The European Union raised its duty on electric cars to 20% in May 2025."
)


def form(page):
    """Bring the form into sight and return it."""
    to_cell(page, "bb.AddBriefs(")
    found = page.locator(".bb-add").first
    found.get_by_label("published").wait_for()
    return found


def test_a_digest_is_brought_in_edited_and_saved_though_the_kernel_dies(
    window, project: Path
) -> None:
    page = window
    open_notebook(page, NOTEBOOK)
    run_all(page)
    assert errors(page) == []
    add = form(page)
    add.get_by_label("published").fill("2025-06-20")
    add.get_by_label("digest").fill(DIGEST)
    add.get_by_role("button", name="Split into briefs").click()
    add.get_by_text("nothing saved yet").wait_for()
    add.get_by_label("title").fill("Acme goes north")
    add.get_by_label("claims").select_option(index=0)
    add.get_by_label("stage").fill("planed")
    add.locator(".bb-problems").get_by_text("planed").wait_for()
    shot(page, "add-briefs", ".bb-add")

    page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()"
    )
    run_all(page)
    add = form(page)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.bb-add input')]"
        ".some(box => box.value === 'Acme goes north')"
    )
    page.wait_for_function(
        "() => [...document.querySelectorAll('.bb-add input')]"
        ".some(box => box.value === 'planed')"
    )
    add.get_by_label("stage").fill("planned")
    add.get_by_role("button", name="Save all briefs").click()
    add.get_by_text("Saved in new").wait_for()
    saved = sorted((project / "data" / "briefs" / "new").glob("*.md"))
    assert saved
    assert "title: Acme goes north" in saved[0].read_text(encoding="utf-8")
    close_notebook(page)
