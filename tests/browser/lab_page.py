"""What a person does in JupyterLab, in a few verbs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SHOTS = Path(__file__).parent / "shots"

# JupyterLab keeps only the cells in sight in the page, so cells are asked for by their
# model, and brought into sight before anything in them is looked for.
_PANEL = "const panel = window.jupyterapp.shell.currentWidget;"
_CELLS = _PANEL + "const cells = panel.content.widgets;"


def open_notebook(page: Any, lab: Any, name: str) -> None:
    """Open a notebook and wait for its kernel."""
    page.goto(lab.address(name))
    page.wait_for_function("() => window.jupyterapp")
    page.wait_for_function(
        f"""() => {{{_PANEL}
            return panel?.sessionContext?.session?.kernel?.status === 'idle'
                && panel.content.widgets.length}}"""
    )


def run_all(page: Any) -> None:
    """Run all cells and wait until the kernel has nothing left to do."""
    # The promise is not awaited: it may wait for what the page does next.
    page.evaluate(
        f"""() => {{{_CELLS}
            window.ran = false;
            cells.forEach(cell => cell.model.type === 'code'
                && cell.model.clearExecution());
            window.jupyterapp.commands.execute('notebook:run-all-cells')
                .then(() => {{window.ran = true}})}}"""
    )
    page.wait_for_function("() => window.ran", timeout=120_000)


def errors(page: Any) -> list[str]:
    """Return the error outputs of the notebook's cells, and cells that did not run."""
    return page.evaluate(
        f"""() => {{{_CELLS}
            return cells.map(cell => cell.model).filter(m => m.type === 'code')
                .flatMap((model, place) => {{
                    const outputs = model.outputs.toJSON();
                    const failed = outputs.filter(o => o.output_type === 'error'
                        || o.name === 'stderr').map(o => o.evalue ?? o.text);
                    const source = model.sharedModel.getSource();
                    if (source.trim() && !model.executionCount) failed.push('not run');
                    return failed.map(words => `code cell ${{place}}: ${{words}}`);
                }})}}"""
    )


def to_cell(page: Any, words: str) -> None:
    """Bring the last cell whose source holds `words` into sight."""
    page.evaluate(
        f"""words => {{{_CELLS}
            const found = cells.filter(cell =>
                cell.model.sharedModel.getSource().includes(words));
            panel.content.scrollToCell(found.at(-1), 'start');}}""",
        words,
    )


def explorer(page: Any) -> Any:
    """Bring the Explorer into sight and return it, once it shows its result."""
    to_cell(page, "bb.Explorer(")
    found = page.locator(".bb-explorer").first
    found.locator(":is(.bb-result img, .bb-table, .bb-none):visible").first.wait_for()
    return found


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
