"""The Explorer's ways out: parameters to copy, files to write, a report to run."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from briefbook.errors import BriefbookError
from briefbook.explore_export import FORMATS, notebooks_of
from briefbook.explore_views import clean

if TYPE_CHECKING:
    from briefbook.explore import Explorer


class WaysOut:
    """Widgets that write the selection to a file or rerun a notebook under it."""

    def __init__(self, ex: Explorer, say: Callable[..., None]) -> None:
        self.ex = ex
        self._say = say
        self._format = w.Dropdown(
            options=[(label, suffix) for suffix, label in FORMATS.items()],
            description="Export as",
            layout={"width": "270px"},
        )
        self._name = w.Text(
            value="selection", description="to file", layout={"width": "230px"}
        )
        self._export = w.Button(description="Export", layout={"width": "auto"})
        self._export.on_click(lambda _: self._write())
        names = notebooks_of(ex.ds.project)
        self._notebook = w.Dropdown(
            options=names, description="Rerun", layout={"width": "270px"}
        )
        self._report = w.Button(description="Save as report", layout={"width": "auto"})
        self._report.on_click(lambda _: self._run())
        self._report.disabled = not names
        self._notebook.observe(lambda _: self.show(), "value")
        for widget in (self._format, self._notebook, self._name):
            widget.style.description_width = "66px"
        self._parameters = w.HTML()
        row = w.HBox(
            [self._format, self._name, self._export, self._notebook, self._report]
        )
        row.add_class("bb-row")
        self.root = w.VBox([row, self._parameters])

    def show(self) -> None:
        """Bring the parameters up to date with the Explorer."""
        notebook = self._notebook.value or "01_chips"
        yaml = escape(clean(self.ex.to_yaml()))
        command = escape(clean(self.ex.command(notebook)))
        self._parameters.value = (
            "<details><summary>This view as parameters</summary>"
            f"<pre>{command}</pre><p>or, as the file of <code>--params</code>:</p>"
            f"<pre>{yaml}</pre></details>"
        )

    def _write(self) -> None:
        name = self._name.value.strip() or "selection"
        try:
            path = self.ex.export(f"{name}{self._format.value}")
        except (BriefbookError, OSError) as err:
            self._say(f"Nothing was written: {err}", error=True)
        else:
            self._say(f"Written: {path} ({len(self.ex):,} {self.ex.of}).")

    def _run(self) -> None:
        name = self._notebook.value
        self._report.disabled = True
        self._say(f"Running {name} ...")

        def tell(event: Any) -> None:
            if event.kind == "cell":
                self._say(f"Running {name}: cell {event.cell} of {event.cells}")

        try:
            page = self.ex.save_report(name, on_progress=tell)
        except BriefbookError as err:
            self._say(f"No report: {err}", error=True)
        else:
            link = escape(clean(page.as_posix()), quote=True)
            self._say("Report: ", html=f'<a href="{link}" target="_blank">{link}</a>')
        finally:
            self._report.disabled = False
