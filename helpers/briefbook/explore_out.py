"""The Explorer's ways out: parameters to copy, files to write, a report to run."""

from __future__ import annotations

import base64
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from briefbook.errors import BriefbookError
from briefbook.explore_calm import Calm
from briefbook.explore_export import FORMATS, credits_beside
from briefbook.explore_rerun import notebooks_of, rerun
from briefbook.explore_served import served
from briefbook.explore_text import clean

if TYPE_CHECKING:
    from briefbook.explore import Explorer

_MOST_IN_A_LINK = 5_000_000


class WaysOut:
    """Widgets that write the selection to a file or rerun a notebook under it.

    Parameters
    ----------
    ex
        The Explorer.
    say
        Shows a sentence, as ``say(sentence, error=False, html="")``.
    """

    def __init__(self, ex: Explorer, say: Callable[..., None]) -> None:
        self.ex = ex
        self._say = say
        self._format = w.Dropdown(
            options=[(label, suffix) for suffix, label in FORMATS.items()],
            description="Export as",
            layout={"width": "190px"},
        )
        # Sent whole: of names sent letter by letter a click may find half.
        self._name = w.Text(
            value="selection",
            description="to file",
            layout={"width": "160px"},
            continuous_update=False,
        )
        self._export = w.Button(layout={"width": "auto"})
        self._export.on_click(lambda _: self._write())
        # The button says what it will write: the list may reach the kernel late.
        self._format.observe(lambda _: self._name_export(), "value")
        self._name_export()
        names = notebooks_of(ex.ds.project)
        self._notebook = w.Dropdown(
            options=names, description="Rerun", layout={"width": "195px"}
        )
        self._report = w.Button(description="Save as report", layout={"width": "auto"})
        self._report.on_click(lambda _: self._run())
        self._report.disabled = not names
        self._notebook.observe(lambda _: self._tell(), "value")
        for widget, width in (
            (self._format, "62px"),
            (self._notebook, "42px"),
            (self._name, "42px"),
        ):
            widget.style.description_width = width
        self._parameters = w.HTML()
        # Unseen until unfolded, so it may come a moment after the picture.
        self._calm = Calm(self._tell, eager=False)
        row = w.HBox(
            [self._format, self._name, self._export, self._notebook, self._report]
        )
        row.add_class("bb-row")
        self.root = w.VBox([row, self._parameters])

    def show(self) -> None:
        """Bring the parameters up to date with the Explorer."""
        self._calm.ask()

    def _tell(self) -> None:
        notebook = self._notebook.value
        try:
            tools = ("briefbook", "papermill") if notebook else ()
            lines = [self.ex.command(notebook, tool=tool) for tool in tools]
            commands = "".join(f"<pre>{escape(clean(line))}</pre>" for line in lines)
        except BriefbookError as err:
            commands = f"<p>{escape(clean(err))}.</p>"
        self._parameters.value = (
            f"<details><summary>This view as parameters</summary>{commands}"
            "<p>or, as the file of <code>briefbook report --params</code>:</p>"
            f"<pre>{escape(clean(self.ex.to_yaml()))}</pre></details>"
        )

    def _name_export(self) -> None:
        self._export.description = f"Export {FORMATS[self._format.value].split()[0]}"

    def _write(self) -> None:
        name = self._name.value.strip() or "selection"
        try:
            path = self.ex.export(_free(Path(f"{name}{self._format.value}")))
        except (BriefbookError, OSError, ValueError) as err:
            self._say(f"Nothing was written: {err}", error=True)
        else:
            what = f"{len(self.ex):,} {self.ex.of}"
            beside = credits_beside(path)
            owed = f", whom to credit: {_link(beside)}" if path.suffix == ".csv" else ""
            self._say(f"Written ({what}): ", html=_link(path) + owed)

    def _run(self) -> None:
        name = self._notebook.value
        self._report.disabled = True
        self._say(f"Running {name} ...")

        def tell(event: Any) -> None:
            if event.kind == "cell":
                self._say(f"Running {name}: cell {event.cell} of {event.cells}")

        try:
            _, left = rerun(self.ex, name)
            page = self.ex.save_report(name, on_progress=tell)
        except (BriefbookError, OSError) as err:
            self._say(f"No report: {err}", error=True)
        else:
            names = ", ".join(left)
            note = f" ({names} left to {name} itself)" if left else ""
            self._say(f"Report{note}: ", html=_link(page))
        finally:
            self._report.disabled = False


def _link(path: Path) -> str:
    shown = escape(clean(path.as_posix()))
    address = served(path)
    if address is not None:
        return f'<a href="{escape(address, quote=True)}" target="_blank">{shown}</a>'
    # A page may not open a file from the disk, and the disk may be another machine's
    # (a dashboard): the file itself goes into the link.
    if path.stat().st_size > _MOST_IN_A_LINK:
        return f"<code>{shown}</code> (open it in your file manager)"
    content = base64.b64encode(path.read_bytes()).decode()
    name = escape(clean(path.name), quote=True)
    kind = "application/octet-stream"
    return f'<a download="{name}" href="data:{kind};base64,{content}">{shown}</a>'


def _free(path: Path) -> Path:
    """Return `path`, numbered where a file of that name is there: nothing is lost."""
    free, number = path, 1
    while free.exists() or credits_beside(free).exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
