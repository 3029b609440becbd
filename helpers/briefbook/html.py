"""Run notebooks as single HTML pages that need nothing else, and the page listing them.

The layout is an nbconvert template of our own (`report_templates/briefbook`): no
address of any other host stands in it. Code is folded and opens with one button.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from markupsafe import Markup

from briefbook.html_markdown import MarkdownExporter
from briefbook.htmlsafe import demoted, safe_html
from briefbook.pages import Page, anchor
from briefbook.parameters import tags_of
from briefbook.plan import title_of
from briefbook.runs_outputs import WIDGET_VIEW

if TYPE_CHECKING:
    from nbformat import NotebookNode

_TEMPLATES = Path(__file__).parent / "report_templates"
# Values are stated in a table; the failure has a box of its own.
_LEFT_OUT = {"parameters", "injected-parameters"}
_MARKER = "papermill-error-cell-tag"
_SHOWN = (
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/plain",
)


class ReportExporter:
    """Renders run notebooks and the index; make one and use it for many.

    It is not safe to use from several threads at once.
    """

    @cached_property
    def _exporter(self) -> MarkdownExporter:
        exporter = MarkdownExporter(
            template_name="briefbook",
            extra_template_basedirs=[str(_TEMPLATES)],
            embed_images=True,
            exclude_anchor_links=True,
        )
        exporter.register_filter("bb_select", _select)
        exporter.register_filter("bb_hash", _hash)
        script = (_TEMPLATES / "briefbook" / "report.js").read_text(encoding="utf-8")
        exporter.environment.globals["bb_script"] = script
        return exporter

    def warm_up(self, *, pages: bool = True) -> None:
        """Read the templates and, for `pages`, what the first one would wait for."""
        from nbformat.v4 import (
            new_code_cell,
            new_markdown_cell,
            new_notebook,
            new_output,
        )

        for name in ("overview.html.j2", "layout.html.j2"):
            self._exporter.environment.get_template(name)
        if pages:
            table = new_output("execute_result", {"text/html": "<table></table>"})
            code = new_code_cell("1 + 1", outputs=[table])
            cells = [new_markdown_cell("# A title\n\nA *word*."), code]
            self.page(new_notebook(cells=cells), Page())

    def page(self, notebook: NotebookNode, page: Page) -> str:
        """Return the HTML page of one run notebook."""
        links = page.links or {}
        nb = copy.deepcopy(notebook)
        nb.metadata.pop("widgets", None)
        nb.cells = [cell for cell in nb.cells if _MARKER not in tags_of(cell)]
        for number, cell in enumerate(nb.cells, start=1):
            cell.metadata["bb_anchor"] = anchor(number)
        nb.cells = [cell for cell in nb.cells if not _LEFT_OUT & set(tags_of(cell))]
        nb.cells = _answer_first(nb.cells)
        contents: list[tuple[str, str]] = []
        title, lead = "", ""
        taken: set[str] = set()
        for number, cell in enumerate(nb.cells):
            if cell.cell_type == "markdown":
                html = safe_html(self._markdown(cell, page), links=links)
                soup = BeautifulSoup(html, "html.parser")
                title = _take_title(soup) or title if not title else title
                contents += _name_sections(soup, taken)
                if number == 0 and not soup.find("h2"):
                    lead, soup = str(soup), BeautifulSoup("", "html.parser")
                cell.metadata["bb_html"] = str(soup).strip()
        resources = {
            "bb": page,
            "bb_title": title or title_of(notebook, page.notebook),
            "bb_lead": Markup(lead),
            "bb_contents": contents,
            "bb_links": links,
            "bb_safe": lambda html: Markup(
                demoted(safe_html(html, links=links), least=3)
            ),
            "bb_alt": _alt,
            "metadata": {"path": str(page.folder) if page.folder else ""},
        }
        html, _ = self._exporter.from_notebook_node(nb, resources=resources)
        return html

    def index(self, **context: Any) -> str:
        """Return the page that lists the runs of a report."""
        environment = self._exporter.environment
        return environment.get_template("overview.html.j2").render(**context)

    def comparison(self, **context: Any) -> str:
        """Return the page that sets two reports side by side."""
        environment = self._exporter.environment
        return environment.get_template("comparison.html.j2").render(**context)

    def _markdown(self, cell: NotebookNode, page: Page) -> str:
        where = {"metadata": {"path": str(page.folder) if page.folder else ""}}
        return self._exporter.markdown2html(
            {"cell": cell, "resources": where}, cell.source
        )


def _answer_first(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Return cells with what stands between the lead and the first output after it."""
    shown = (n for n, cell in enumerate(cells) if cell.get("outputs"))
    place = next(shown, 0)
    before = cells[1:place]
    prose = [cell for cell in before if cell.cell_type == "markdown"]
    if not prose or any(re.search(r"(?m)^#", cell.source) for cell in prose):
        return cells  # a section of its own keeps its place
    code = [cell for cell in before if cell.cell_type != "markdown"]
    return [*cells[:1], *code, *cells[place : place + 1], *prose, *cells[place + 1 :]]


def _take_title(soup: BeautifulSoup) -> str:
    title = ""
    for tag in soup.find_all("h1"):
        if title:
            tag.name = "h2"
            continue
        title = _words(tag)
        tag.decompose()
    return title


def _name_sections(soup: BeautifulSoup, taken: set[str]) -> list[tuple[str, str]]:
    for tag in soup.find_all("h1"):
        tag.name = "h2"
    sections = []
    for tag in soup.find_all("h2"):
        text = _words(tag)
        slug = re.sub(r"[^\w]+", "-", text.lower()).strip("-")[:60] or "section"
        name, count = slug, 2
        while name in taken:
            name, count = f"{slug}-{count}", count + 1
        taken.add(name)
        tag["id"] = name
        sections.append((name, text))
    return sections


def _words(tag: Any) -> str:
    return " ".join(tag.get_text().split())


def _hash(script: str) -> str:
    """Return what a Content-Security-Policy calls a script by."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _select(output: Mapping[str, Any]) -> tuple[str, str]:
    """Return the form of an output that a page shows, and its content."""
    data = output.get("data", {})
    for kind in _SHOWN:
        if kind == "text/plain" and WIDGET_VIEW in data:
            return "widget", ""
        if kind == "text/plain" and "application/javascript" in data:
            return "", ""
        if kind in data:
            content = data[kind]
            content = content if isinstance(content, str) else "".join(content)
            if kind == "image/svg+xml":
                encoded = base64.b64encode(content.encode()).decode()
                return "image", f"data:image/svg+xml;base64,{encoded}"
            if kind.startswith("image/"):
                return "image", f"data:{kind};base64,{content.strip()}"
            return kind, content
    return "", ""


def _alt(output: Mapping[str, Any], cell: Mapping[str, Any]) -> str:
    metadata = output.get("metadata", {})
    for place in (*metadata.values(), metadata, cell.get("metadata", {})):
        if isinstance(place, Mapping) and isinstance(place.get("alt"), str):
            return place["alt"]
    return "Figure without a description"
