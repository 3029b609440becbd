"""A JupyterLab of its own on a free loopback port, driven with Debian's Chromium.

The settings of the whole suite take these in, so that all tests share one browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lab_server import FLAGS, Lab, chromium, copy_project, running_lab

_HOW = (
    "Chromium is missing: apt-get install chromium (macOS, Windows: "
    "python -m playwright install chromium, then BRIEFBOOK_CHROMIUM=path)"
)


def pytest_collection_modifyitems(items) -> None:
    try:
        import playwright  # noqa: F401

        why = "" if chromium() else _HOW
    except ImportError:
        why = "Playwright is missing: pip install briefbook[test]"
    for item in items:
        if why and _opens(item):
            item.add_marker(pytest.mark.skip(reason=why))
    # Playwright keeps an event loop running in this thread as long as the browser is
    # open: whatever asks whether a loop runs must have been tested before.
    items.sort(key=_opens)


def _opens(item: pytest.Item) -> bool:
    """Tell whether a test opens the browser."""
    return "browser" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def project(tmp_path_factory) -> Path:
    """Return a copy of this project, so that tests can write to it."""
    return copy_project(tmp_path_factory.mktemp("lab") / "project")


@pytest.fixture(scope="session")
def lab(project: Path, tmp_path_factory) -> Iterator[Lab]:
    """Return a running JupyterLab."""
    with running_lab(project, tmp_path_factory.mktemp("jupyter")) as started:
        yield started


@pytest.fixture(scope="session")
def window(lab: Lab, browser):
    """Return one window of JupyterLab, in which tests open their notebooks."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    opened.goto(f"{lab.url}/lab?token={lab.token}&reset")
    opened.wait_for_function("() => window.jupyterapp?.started")
    yield opened
    context.close()


@pytest.fixture
def page(browser):
    """Return a page in a window of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    yield opened
    context.close()
