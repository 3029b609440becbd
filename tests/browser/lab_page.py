"""What a person does in JupyterLab, in a few verbs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SHOTS = Path(__file__).parent / "shots"

# JupyterLab keeps only the cells in sight in the page, so cells are asked for by their
# model, and brought into sight before anything in them is looked for.
_PANEL = "const panel = window.jupyterapp.shell.currentWidget;"
_CELLS = _PANEL + "const cells = panel.content.widgets;"


def open_notebook(page: Any, name: str) -> None:
    """Open a notebook and wait for its kernel."""
    page.evaluate(
        """path => {window.jupyterapp.commands.execute('docmanager:open', {path})}""",
        f"notebooks/{name}",
    )
    page.wait_for_function(
        f"""path => {{{_PANEL}
            return panel?.context?.path === path && panel.context.isReady
                && panel.sessionContext?.session?.kernel?.status === 'idle'
                && panel.content.widgets.length}}""",
        arg=f"notebooks/{name}",
    )


def close_notebook(page: Any) -> None:
    """Close the notebook in sight without saving it, and end its kernel."""
    page.evaluate(
        f"""async () => {{{_PANEL}
            await panel.sessionContext.shutdown();
            panel.context.model.dirty = false;
            panel.close();}}"""
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


def unroll(page: Any) -> None:
    """Make the window as high as the notebook, so that all of it is seen."""
    page.set_viewport_size({"width": 1280, "height": 9000})
    page.wait_for_timeout(500)
    height = page.evaluate(
        "() => Math.max(...[...document.querySelectorAll("
        "'.jp-WindowedPanel-viewport:not([data-hidden])')].map(e => e.scrollHeight))"
    )
    page.set_viewport_size({"width": 1280, "height": min(int(height) + 150, 12_000)})
    page.evaluate(f"() => {{{_PANEL} panel.content.scrollToItem(0);}}")
    page.wait_for_timeout(300)


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


def serious(page: Any, context: str | None = None) -> list[tuple[Any, ...]]:
    """Return what axe finds serious or critical in a page, or a part of it."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context=context).response["violations"]
    return [
        (v["id"], v["help"], [(n["html"], n["failureSummary"]) for n in v["nodes"]])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
