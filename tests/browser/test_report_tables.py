"""Tables of a report sort, search and page in Chromium, without a network."""

from pathlib import Path

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from briefbook.html import ReportExporter
from briefbook.pages import Page, Setting
from briefbook.tables import table

ROWS = 60
FRAME = pd.DataFrame(
    {
        "name": [f"row {place:02d}" for place in range(ROWS)],
        "money": [f"USD {place}m" if place else "USD 1.5tn" for place in range(ROWS)],
    }
)


@pytest.fixture
def report(tmp_path: Path, page):
    """Return a page that shows a link to the last row, and a table of many rows."""
    html = table(FRAME, "Many rows")._repr_html_()
    html = html.replace("<tr><td", '<tr id="last"><td', ROWS)
    html = html.replace('<tr id="last"><td', "<tr><td", ROWS - 1)
    output = new_output("execute_result", {"text/html": html}, execution_count=1)
    cells = [
        new_markdown_cell("# A title?\n\n[to the last row](#last)"),
        new_code_cell("table", outputs=[output]),
    ]
    settings = [
        Setting("corpora", "2024-11", "which corpora", given=False),
        *(Setting(f"filter_{n}", "any", "a filter", given=False) for n in range(5)),
    ]
    path = tmp_path / "report.html"
    path.write_text(
        ReportExporter().page(new_notebook(cells=cells), Page(settings=settings)),
        encoding="utf-8",
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    yield page
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def shown(page, column: int = 1) -> list[str]:
    """Return the visible cells of a column."""
    rows = page.locator(f"table.briefbook tbody tr:visible td:nth-child({column})")
    return rows.all_inner_texts()


def test_a_long_table_is_turned_page_by_page(report) -> None:
    assert shown(report) == list(FRAME["name"][:25])
    assert report.get_by_role("status").inner_text() == "1–25 of 60 rows"
    assert report.get_by_role("button", name="Previous").is_disabled()
    report.get_by_role("button", name="Next").click()
    report.get_by_role("button", name="Next").click()
    assert shown(report) == list(FRAME["name"][50:])
    assert report.get_by_role("button", name="Next").is_disabled()
    report.get_by_role("button", name="All rows").click()
    assert shown(report) == list(FRAME["name"])


def test_search_looks_in_all_pages(report) -> None:
    report.get_by_label("Search the table").fill("ROW 59")
    assert shown(report) == ["row 59"]
    assert report.get_by_role("status").inner_text() == "1 of 60 rows"


def test_amounts_sort_as_amounts_over_all_pages(report) -> None:
    head = report.get_by_role("button", name="money")
    head.click()
    assert shown(report, 2)[:2] == ["USD 1m", "USD 2m"]
    head.click()
    assert shown(report, 2)[:2] == ["USD 1.5tn", "USD 59m"]
    assert report.locator("th[aria-sort=descending]").count() == 1


def test_a_link_to_a_row_on_another_page_brings_it_up(report) -> None:
    report.get_by_label("Search the table").fill("row 03")
    report.get_by_role("link", name="to the last row").click()
    assert shown(report)[-1] == "row 59"
    assert report.locator("#last").is_visible()


def test_paper_gets_every_row(report) -> None:
    report.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert shown(report) == list(FRAME["name"])
    report.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert len(shown(report)) == 25


def test_filters_that_are_not_set_are_folded_away(report) -> None:
    assert (
        report.locator(".bb-settings tr:visible")
        .all_inner_texts()[-1]
        .startswith("corpora")
    )
    report.get_by_text("5 more, not set").click()
    assert report.get_by_text("filter_4").is_visible()
