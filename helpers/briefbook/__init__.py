"""Turn policy briefs into a dataset whose every figure, date and actor has its words.

``ds = briefbook.load_dataset()`` reads a project's briefs, ``ds.where(...)`` filters
them, ``briefbook.answer(ds, "chips")`` computes a theme's findings, and
``briefbook.Explorer(ds)`` shows it all with widgets. Nothing heavy is imported before
it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from briefbook.add_briefs import AddBriefs
    from briefbook.dataset import Dataset, load_dataset
    from briefbook.errors import BriefbookError, DataProblems, ParameterError
    from briefbook.explore import Explorer
    from briefbook.findings import Answer, answer, finding
    from briefbook.models import Brief, Finding
    from briefbook.project import find_project
    from briefbook.view import View

_HOMES = {
    "AddBriefs": "add_briefs",
    "Answer": "findings",
    "Brief": "models",
    "BriefbookError": "errors",
    "DataProblems": "errors",
    "Dataset": "dataset",
    "Explorer": "explore",
    "Finding": "models",
    "ParameterError": "errors",
    "View": "view",
    "answer": "findings",
    "finding": "findings",
    "find_project": "project",
    "load_dataset": "dataset",
}
_MODULES = ("charts", "extract", "tables")

__all__ = [
    "AddBriefs",
    "Answer",
    "Brief",
    "BriefbookError",
    "DataProblems",
    "Dataset",
    "Explorer",
    "Finding",
    "ParameterError",
    "View",
    "answer",
    "charts",
    "extract",
    "find_project",
    "finding",
    "load_dataset",
    "tables",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"briefbook.{name}")
    if name in _HOMES:
        return getattr(import_module(f"briefbook.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'briefbook' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
