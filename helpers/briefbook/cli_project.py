"""The commands about a project as a whole: `init`, `new`, `doctor`. It prints."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from briefbook.cli_help import tell


def add_commands(commands: Any) -> None:
    """Add the commands to the parser's `commands`."""
    init = commands.add_parser("init", help="make a project, or bring it up to date")
    init.add_argument("folder", nargs="?", type=Path, metavar="DIR")
    init.add_argument(
        "--example", action="store_true", help="with our corpora and public record"
    )
    init.add_argument(
        "--update",
        action="store_true",
        help="bring newer notebooks and vocabularies in; edited files stay",
    )
    init.set_defaults(run=_init)

    doctor = commands.add_parser(
        "doctor", help="tell what this machine lacks, with the command that mends it"
    )
    doctor.set_defaults(run=_doctor)

    new = commands.add_parser("new", help="make a notebook for a theme of one's own")
    new.add_argument("what", choices=["notebook"])
    new.add_argument("theme", metavar="THEME", help="as in vocabularies/themes.csv")
    new.set_defaults(run=_new)


def _init(given: argparse.Namespace) -> int:
    from briefbook.errors import ParameterError
    from briefbook.project import find_project
    from briefbook.project_make import NEWER, make_project, update_project

    if given.update:
        project = find_project(given.folder)
        done = update_project(project)
        for item in done:
            print(f"{item.path}: {item.what}")
            if item.diff:
                print(item.diff)
        if any(item.what == "newer beside" for item in done):
            print(f"edited files stay; the newer ones lie in {project.root / NEWER}")
        elif not any(item.what in ("made", "replaced") for item in done):
            print("nothing newer")
        return 0
    if given.folder is None:
        raise ParameterError("init takes a folder, e.g. 'briefbook init my-briefs'")
    made = make_project(given.folder, example=given.example)
    new = [item for item in made if item.what == "made"]
    kept = len(made) - len(new)
    tell(
        given,
        f"{given.folder}: {len(new)} files made"
        f"{f', {kept} that were there kept' if kept else ''}",
    )
    tell(given, f"next: cd {given.folder}, then briefbook draft DIGEST --published DAY")
    return 0


def _new(given: argparse.Namespace) -> int:
    from briefbook.notebook_make import make_notebook
    from briefbook.project import find_project

    path = make_notebook(find_project(), given.theme)
    print(path)
    tell(given, f"next: briefbook report {path.stem}")
    return 0


def _doctor(given: argparse.Namespace) -> int:
    from briefbook.doctor import diagnose

    seen = diagnose()
    for item in seen:
        print(item)
    return int(any(item.level == "error" for item in seen))
