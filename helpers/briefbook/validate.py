"""`briefbook check`: every problem of a project's data, at once."""

from __future__ import annotations

import json
from collections.abc import Sequence

from briefbook.assemble import assemble
from briefbook.describe import stale
from briefbook.errors import Problem, without_consequences
from briefbook.project import MARKER, Project, line_of
from briefbook.schema_frames import frame_problems
from briefbook.validate_briefs import far_days, wrong_units
from briefbook.validate_files import file_problems


def check(project: Project) -> list[Problem]:
    """Return every problem and note of a project's files, by path and line."""
    if not project.data.is_dir():
        line, folder = line_of(project, "folder"), project.data_folder
        remedy = "make it, or name the folder that holds the data"
        return [Problem(MARKER, line, folder, "names no folder", remedy)]
    whole = assemble(project)
    problems = without_consequences(
        [
            *whole.problems,
            *file_problems(project, whole.registry, whole.vocabularies),
            *stale(project),
            *wrong_units(whole),
            *far_days(project, whole),
        ]
    )
    if not has_errors(problems):
        problems += frame_problems(whole.tables)
    return sorted(set(problems))


def has_errors(problems: Sequence[Problem]) -> bool:
    """Tell whether any of `problems` is more than a note."""
    return any(problem.level == "error" for problem in problems)


def as_text(problems: Sequence[Problem]) -> str:
    """Return one problem a line, and a last line that counts them."""
    errors = sum(problem.level == "error" for problem in problems)
    notes = len(problems) - errors
    lines = [
        f"{problem}" if problem.level == "error" else f"{problem} (note)"
        for problem in problems
    ]
    return "\n".join([*lines, f"{_count(errors, 'error')}, {_count(notes, 'note')}"])


def as_json(problems: Sequence[Problem]) -> str:
    """Return the problems as a JSON list of objects, one a problem."""
    told = ("path", "line", "value", "message", "remedy", "level")
    listed = [{name: getattr(problem, name) for name in told} for problem in problems]
    return json.dumps(listed, ensure_ascii=False)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
