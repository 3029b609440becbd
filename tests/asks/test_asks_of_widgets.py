"""What users ask of the Explorer and of pages, tried in a browser."""

from __future__ import annotations

import pytest

import test_access
import test_explorer
from lab_page import dark, serious
from test_explorer import ex, opened  # noqa: F401
from three_runs import NOTEBOOKS, Runs


def test_ask_07_the_explorer_stays_calm(opened, ex) -> None:  # noqa: F811
    test_explorer.test_twenty_changes_in_a_second_draw_twice_and_the_last_one_wins(
        opened, ex
    )
    assert ex.locator(".bb-result img").count() == 1


@pytest.mark.parametrize("on", [False, True], ids=["light", "dark"])
def test_ask_15_the_explorer_is_readable_by_all(opened, ex, on) -> None:  # noqa: F811
    test_access.test_axe_finds_nothing_serious(opened, on, "Who acts on whom")
    dark(opened, False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ask_15_a_report_is_readable_by_all(runs: Runs, browser, scheme: str) -> None:
    for name in NOTEBOOKS:
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto((runs.root / "reports" / "first" / f"{name}.html").as_uri())
        assert serious(page) == []
        context.close()
