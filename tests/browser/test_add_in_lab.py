"""A digest is brought in by hand in a real browser, the kernel killed in the middle."""

from pathlib import Path

from lab_page import (
    close_notebook,
    errors,
    open_notebook,
    run_all,
    serious,
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
    found = page.locator(".bb-add:visible").first
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


PAGE = """<html><head><title>Weekly</title><style>p {}</style></head><body>
<h2>Acme goes north</h2><p>Acme&nbsp;will build a plant for $2 billion.</p>
<script>document.title = "taken over"</script>
<h2>Duty on cars</h2><p>The EU raised its duty to 20% in May 2025.</p></body></html>
"""


def test_files_come_in_by_upload_and_path_and_of_two_windows_the_second_is_told(
    lab, window, project: Path, tmp_path: Path
) -> None:
    page = window
    for name in ("first", "second"):
        lab.write(f"{name}.ipynb", "import briefbook as bb", 'bb.AddBriefs("uploads")')
    (tmp_path / "weekly.html").write_text(PAGE, encoding="utf-8")
    open_notebook(page, "first.ipynb")
    run_all(page)
    add = form(page)
    with page.expect_file_chooser() as chosen:
        add.get_by_role("button", name="Upload").click()
    chosen.value.set_files(tmp_path / "weekly.html")
    add.get_by_text("weekly.html is read").wait_for()
    add.get_by_label("published").fill("2025-06-20")
    add.get_by_role("button", name="Split into briefs").click()
    add.get_by_text("2 briefs drafted").wait_for()
    assert add.get_by_label("called").input_value() == "weekly"
    assert page.title() != "taken over"
    assert serious(page, ".bb-add") == []

    story = DIGEST.partition("\n")[0]
    (project / "later.txt").write_text(story, encoding="utf-8")
    add.get_by_label("digest").fill("")
    add.get_by_label("or file").fill("later.txt")
    add.get_by_role("button", name="Split into briefs").click()
    add.get_by_text("1 brief drafted").wait_for()
    add.get_by_label("title").fill("By the first window")
    add.get_by_role("button", name="Save this brief").click()
    add.get_by_text("Saved in uploads").wait_for()
    close_notebook(page)

    # The browser's page is gone; two new ones take up what was left.
    open_notebook(page, "second.ipynb")
    run_all(page)
    left = form(page).get_by_text("By the first window (saved)")
    left.wait_for(state="attached")
    open_notebook(page, "first.ipynb")
    run_all(page)
    add = form(page)
    add.get_by_label("title").fill("By the first again")
    add.get_by_role("button", name="Save this brief").click()
    add.get_by_text("Saved in uploads").wait_for()
    close_notebook(page)
    open_notebook(page, "second.ipynb")
    add = form(page)
    add.get_by_label("title").fill("By the second window")
    add.get_by_text("another window works on the drafts").wait_for()
    add.get_by_role("button", name="Save this brief").click()
    add.get_by_text("it is not overwritten").wait_for()
    shot(page, "add-briefs-told", ".bb-add:visible")
    saved = list((project / "data" / "briefs" / "uploads").glob("*.md"))
    assert len(saved) == 1
    assert "title: By the first again" in saved[0].read_text(encoding="utf-8")
    close_notebook(page)
