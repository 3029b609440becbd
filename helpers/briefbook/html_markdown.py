"""Make HTML of a notebook's Markdown, with the images that are there in the file."""

from __future__ import annotations

from typing import Any

from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import (
    InvalidNotebook,
    IPythonRenderer,
    MarkdownWithMath,
)

# A file that can't be read (a folder, say), an attachment, an attachment's content.
_MISSING = (OSError, InvalidNotebook, StopIteration)


class MarkdownExporter(HTMLExporter):
    """An HTML exporter that a missing image does not stop."""

    @pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        """Return the HTML of `source`; an image that is missing has no address."""
        cell = context.get("cell", {})
        renderer = _Renderer(
            escape=False,
            attachments=cell.get("attachments", {}),
            embed_images=self.embed_images,
            path=context.get("resources", {}).get("metadata", {}).get("path", ""),
            anchor_link_text=self.anchor_link_text,
            exclude_anchor_links=self.exclude_anchor_links,
            **self.lexer_options,
        )
        return MarkdownWithMath(renderer=renderer).render(source)


class _Renderer(IPythonRenderer):
    def image(self, text: str, url: str, title: str | None = None) -> str:
        try:
            return super().image(text, url, title)
        except _MISSING:
            return super(IPythonRenderer, self).image(text, "", title)

    def _src_to_base64(self, src: str) -> str | None:
        # Also asked for each image in a piece of HTML.
        try:
            return super()._src_to_base64(src)
        except OSError:
            return None
