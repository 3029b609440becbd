"""What a person does in JupyterLab, in a few verbs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SHOTS = Path(__file__).parent / "shots"


def open_notebook(page: Any, lab: Any, name: str) -> None:
    """Open a notebook and wait for its kernel."""
    page.goto(lab.address(name))
    page.wait_for_selector(".jp-Notebook .jp-Cell", state="attached")
    page.wait_for_function("() => window.jupyterapp")
    page.wait_for_function(
        "() => document.querySelector('.jp-Notebook-ExecutionIndicator')"
        "?.dataset.status === 'idle'"
    )


def run_all(page: Any) -> None:
    """Run all cells and wait until the kernel has nothing left to do."""
    # Not awaited: the promise may wait for what the page does next.
    page.evaluate(
        "() => {window.jupyterapp.commands.execute('notebook:run-all-cells')}"
    )


def command(page: Any, name: str, **arguments: Any) -> None:
    """Execute a command of JupyterLab."""
    page.evaluate(
        "([name, args]) => {window.jupyterapp.commands.execute(name, args)}",
        [name, arguments],
    )


def shot(page: Any, name: str, selector: str = "") -> None:
    """Keep a screenshot to be looked at."""
    SHOTS.mkdir(exist_ok=True)
    target = page.locator(selector).first if selector else page
    target.screenshot(path=str(SHOTS / f"{name}.png"))


def dark(page: Any, on: bool) -> None:
    """Change JupyterLab's theme."""
    theme = "JupyterLab Dark" if on else "JupyterLab Light"
    command(page, "apputils:change-theme", theme=theme)
    page.wait_for_function(
        "on => document.body.dataset.jpThemeLight === String(!on)", arg=on
    )
    page.wait_for_timeout(300)
