"""The `briefbook` command. Only this module prints."""

from __future__ import annotations

import argparse
import atexit
import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from briefbook.cli_help import Parser, add_completion, new_parser, next_step, tell
from briefbook.errors import (
    BriefbookError,
    DataProblems,
    ParameterError,
    ProjectNotFoundError,
)

if TYPE_CHECKING:
    from briefbook.registry import Registry
    from briefbook.vocabularies import Vocabularies

OK, FAILED, MISUSED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0 fine, 1 problems, 2 misuse."""
    if arguments is None:
        _skip_slow_import()
        # What is imported stays: to look for garbage among it as often as Python does
        # takes a twelfth of `check`, and a tenth of a second at the very end.
        gc.set_threshold(10_000)
        atexit.register(gc.freeze)
    reader = parser()
    given = reader.parse_args(arguments)
    if not hasattr(given, "run"):
        reader.print_help()
        return OK
    try:
        if not _has_folder():
            gone = "the working directory is gone: cd to one that is there"
            return _say(gone, MISUSED)
        return int(given.run(given))
    except BriefbookError as err:
        misused = isinstance(err, (ParameterError, ProjectNotFoundError))
        message = f"{err}\n{next_step(given.verb, err)}"
        return _say(message, MISUSED if misused else FAILED)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away: not our error
        return OK
    except OSError as err:
        if err.filename is None:
            raise  # of no file: a bug's traceback is worth more than a line
        remedy = "choose another place, or mend its permissions"
        return _say(f"{err.filename}: {err.strerror}; {remedy}", FAILED)
    except KeyboardInterrupt:
        return _say("interrupted: what was finished stays", 130)


def parser() -> Parser:
    """Return the command's parser with every verb."""
    made = new_parser()
    commands = made.commands

    check = commands.add_parser("check", help="list every problem in data/")
    check.add_argument("--json", action="store_true", help="as JSON, for machines")
    check.set_defaults(run=_check)

    describe = commands.add_parser(
        "describe", help="write data/datapackage.json and the tables of data/README.md"
    )
    describe.set_defaults(run=_describe)

    draft = commands.add_parser("draft", help="split a digest into brief files")
    draft.add_argument("digest", type=Path, help="text file, one paragraph a line")
    draft.add_argument(
        "--published",
        required=True,
        metavar="DAY",
        help="day of the digest (2024-11-22), or its range (2024-11-17..2024-11-22)",
    )
    draft.add_argument(
        "--to", type=Path, metavar="DIR", help="default: data/briefs/<year-month>/"
    )
    draft.add_argument(
        "--stories", type=int, metavar="N", help="how many it has; default: as found"
    )
    draft.set_defaults(run=_draft)

    extract = commands.add_parser(
        "extract", help="read figures, dates, actors, themes in JSON Lines"
    )
    extract.add_argument("source", type=Path, help="one {id, published, text} a line")
    extract.add_argument("--to", type=Path, required=True, metavar="FILE")
    extract.set_defaults(run=_extract)

    from briefbook import cli_build, cli_diff, cli_project, cli_publish, cli_report

    cli_build.add_commands(commands)

    cli_project.add_commands(commands)
    cli_report.add_commands(commands)
    cli_diff.add_commands(commands)
    cli_publish.add_commands(commands)
    add_completion(commands)
    return made


def _has_folder() -> bool:
    """Tell whether the working directory is still there."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


def _skip_slow_import() -> None:
    """Leave out what takes nbformat most of a second and checks nothing in notebooks.

    jsonschema checks formats of internet names with it where it is installed. Only in a
    process that is the command's own: others may need it.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def _check(given: argparse.Namespace) -> int:
    from briefbook.project import find_project
    from briefbook.validate import as_json, as_text, check, has_errors

    try:
        problems = check(find_project())
    except DataProblems as err:
        problems = err.problems  # briefbook.toml itself is wrong
    print(as_json(problems) if given.json else as_text(problems))
    return FAILED if has_errors(problems) else OK


def _describe(given: argparse.Namespace) -> int:
    from briefbook.describe import describe
    from briefbook.project import find_project

    for path, is_new in describe(find_project()):
        tell(given, f"{path}  {'written' if is_new else 'as it was'}")
    return OK


def _draft(given: argparse.Namespace) -> int:
    from briefbook.add_briefs_paste import pasted
    from briefbook.briefs import parse_published
    from briefbook.draft import draft
    from briefbook.project import find_project
    from briefbook.sources import read_digest

    try:
        first, last = parse_published(given.published)
    except ValueError:
        raise ParameterError(
            f"--published {given.published!r}: write a day like 2024-11-20, or a range "
            f"2024-11-17..2024-11-22"
        ) from None
    registry, terms = _knowledge()
    folder = given.to or find_project().briefs / f"{last:%Y-%m}"
    drafted = draft(
        pasted(read_digest(given.digest)),
        last,
        folder,
        published_start=first,
        name=given.digest.stem,
        registry=registry,
        vocabularies=terms,
        count=given.stories,
    )
    for item in drafted:
        claims = len(item.brief.claims)
        themes = ", ".join(item.brief.themes)
        tell(given, f"{item.path}  {claims} drafted claims  [{themes}]")
    tell(
        given,
        f"{len(drafted)} brief{'' if len(drafted) == 1 else 's'} drafted in {folder}: "
        f"edit, then briefbook check",
    )
    return OK


def _extract(given: argparse.Namespace) -> int:
    from briefbook.errors import Problem
    from briefbook.extraction_lines import extracted_lines
    from briefbook.files import whole_file

    problems: list[Problem] = []
    count = 0
    registry, terms = _knowledge()
    theme_terms = terms.theme_terms if terms else None
    lines = extracted_lines(
        given.source, problems, registry=registry, theme_terms=theme_terms
    )
    with (
        whole_file(given.to) as partial,
        partial.open("w", encoding="utf-8", newline="\n") as target,
    ):
        for line in lines:
            target.write(line + "\n")
            count += 1
        if problems and not count:
            raise DataProblems(problems, what="input")
    if problems:
        _say(str(DataProblems(problems, what="input")), FAILED)
    tell(given, f"{count} briefs read, {len(problems)} rejected: {given.to}")
    return FAILED if problems else OK


def _knowledge() -> tuple[Registry | None, Vocabularies | None]:
    """Return the project's registry and vocabularies, or None without a project."""
    from briefbook.project import find_project
    from briefbook.registry import Registry
    from briefbook.vocabularies import Vocabularies

    try:
        project = find_project()
        terms = Vocabularies.read(project.vocabularies)
        return Registry.read(project.actors), terms
    except ProjectNotFoundError:
        _say("no project here: the wheel's own registry and vocabularies are used", OK)
        return None, None


def _say(message: str, status: int) -> int:
    print(f"briefbook: {message}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
