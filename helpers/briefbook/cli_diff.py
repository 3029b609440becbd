"""The command that compares two reports, `diff`. It prints, as `cli`."""

from __future__ import annotations

import argparse
import json
import shutil
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.cli_report_given import tolerance

if TYPE_CHECKING:
    from briefbook.diff import Comparison, FindingChange

_SHOWN = 4


def add_commands(commands: Any) -> None:
    """Add the command to the parser's `commands`."""
    diff = commands.add_parser(
        "diff", help="compare two reports: findings, and what lies underneath"
    )
    for name, place in (("before", "first"), ("after", "second")):
        diff.add_argument(
            name, help=f"the {place} report: a name below reports/, or a folder"
        )
    diff.add_argument("--html", type=Path, metavar="FILE", help="write a page as well")
    diff.add_argument("--json", action="store_true", help="as JSON, for machines")
    diff.add_argument(
        "--tolerance",
        type=tolerance,
        default=1e-9,
        metavar="SHARE",
        help="relative difference up to which values are the same",
    )
    diff.set_defaults(run=_diff)


def find_report(name: str, reports: Path | None) -> Path:
    """Return the folder of a report given by its name below `reports`, or by path."""
    below = reports / name if reports is not None and Path(name).name == name else None
    if below is not None and below.is_dir():
        return below
    return Path(name)


def _diff(given: argparse.Namespace) -> int:
    from briefbook.diff import compare_reports
    from briefbook.errors import ProjectNotFoundError
    from briefbook.project import find_project

    try:
        project = find_project()
    except ProjectNotFoundError:
        # Two folders can be compared anywhere.
        project = None
    reports = project.reports if project else None
    comparison = compare_reports(
        find_report(given.before, reports),
        find_report(given.after, reports),
        tolerance=given.tolerance,
    )
    if given.html is not None:
        _write_page(comparison, given.html, project.language if project else "en")
    if given.json:
        print(json.dumps(comparison.to_dict(), indent=1, ensure_ascii=False))
    else:
        print(as_text(comparison, shutil.get_terminal_size((100, 24)).columns))
    return 0


def as_text(comparison: Comparison, width: int = 100) -> str:
    """Return a comparison for a terminal: a line a finding, its words below it."""
    lines = []
    rows = [(c.name, c.kind, c.was, c.now, c.by) for c in comparison.findings]
    if rows:
        rows.insert(0, ("finding", "", comparison.before, comparison.after, "change"))
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(5)]
    for place, row in enumerate(rows):
        cells = [
            text.rjust(size) if i >= 2 else text.ljust(size)
            for i, (text, size) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
        if place:
            lines += _words(comparison.findings[place - 1], width)
    if comparison.underneath:
        lines += ["", "underneath:"] if lines else ["underneath:"]
    for item in comparison.underneath:
        states = " -> ".join(part for part in (item.before, item.after) if part)
        said = f"{item.kind} {item.what} {item.name}: {states}"
        lines += _wrapped(said, "  ", width)
    return "\n".join([*lines, comparison.summary()])


def _words(change: FindingChange, width: int) -> list[str]:
    lines = []
    for sign, words in (("-", change.words_before), ("+", change.words_after)):
        for said in words[:_SHOWN]:
            lines += _wrapped(f"{sign} {said}", "    ", width)
        if len(words) > _SHOWN:
            more = f"{sign} and {len(words) - _SHOWN} more; --html and --json have all"
            lines.append(f"    {more}")
    return lines


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        width=max(40, width),
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_on_hyphens=False,
        break_long_words=False,
    )


def _write_page(comparison: Comparison, path: Path, language: str) -> None:
    from briefbook.files import write_whole
    from briefbook.html import ReportExporter

    html = ReportExporter().comparison(
        comparison=comparison, summary=comparison.summary(), language=language
    )
    write_whole(path, html)
