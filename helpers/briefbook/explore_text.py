"""Text that the Explorer shows: whatever a brief holds, nothing in it can break out."""

from __future__ import annotations

from html import escape
from typing import Any


def clean(value: Any) -> str:
    """Return text that can be sent: a lone surrogate becomes a question mark."""
    return str(value).encode("utf-8", "replace").decode("utf-8")


def shown(value: Any) -> str:
    """Return a value as HTML text that nothing can break: null is empty."""
    if value is None or value != value or str(value) == "<NA>":
        return ""
    return escape(clean(value)).replace("_", " ")
