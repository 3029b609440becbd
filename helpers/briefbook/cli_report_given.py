"""What `briefbook report` was given, made of words: notebooks, values, tolerances."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.errors import NotebookError, did_you_mean

if TYPE_CHECKING:
    from briefbook.project import Project

# Stands before a word that is no option; no command line can hold this character.
_LITERAL = "\0"


def count(text: str) -> int:
    """Return a whole number from 1 on."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r}: give a whole number from 1 on")
    return int(text)


def seconds(text: str) -> float:
    """Return a number of seconds above 0."""
    number = _number(text)
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r}: give a number of seconds above 0")
    return number


def tolerance(text: str) -> float:
    """Return a relative difference: 0 or more."""
    number = _number(text)
    if not 0 <= number < math.inf:
        raise argparse.ArgumentTypeError(
            f"{text!r}: give a share from 0 on, like 0.01 for 1%"
        )
    return number


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def marked(words: Sequence[str]) -> list[str]:
    """Return a command's words; the value of a ``-p`` is none of its options.

    argparse would take a value like ``-foo`` or ``--data`` for one.
    """
    given = list(words)
    for place in range(len(given) - 2):
        if given[place] == "--":
            break
        # A name begins with no hyphen: there the value was forgotten.
        if given[place] == "-p" and not given[place + 1].startswith("-"):
            given[place + 2] = _LITERAL + given[place + 2]
    return given


def plain(word: str) -> str:
    """Return a word that `marked` may have marked."""
    return word.removeprefix(_LITERAL)


def collect(pairs: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return parameters given by name and value; a name given again makes a list."""
    given: dict[str, Any] = {}
    for name, value in pairs:
        if name in given:
            first = given[name]
            given[name] = [*(first if isinstance(first, list) else [first]), value]
        else:
            given[name] = value
    return given


def find_notebooks(project: Project, names: Sequence[str]) -> list[Path]:
    """Return the paths of notebooks given by name, number or path; all where none is.

    ``01_chips``, ``01_chips.ipynb`` and ``1`` are names of the project's notebook
    ``01_chips``; a path leads from the working directory or the project's folder.

    Raises
    ------
    NotebookError
        A name fits no notebook, the nearest one is named; or a number fits several.
    """
    known = {path.stem: path for path in sorted(project.notebooks.glob("*.ipynb"))}
    if not names:
        if not known:
            raise NotebookError(f"no notebooks in {project.notebooks}")
        return list(known.values())
    return [_found(name, project, known) for name in names]


def _found(name: str, project: Project, known: dict[str, Path]) -> Path:
    path = Path(name)
    if path.suffix == ".ipynb":
        for place in (path, project.root / path):
            if place.exists():
                return place
    if (stem := name.removesuffix(".ipynb")) in known:
        return known[stem]
    numbered = [other for other in known if _is_number_of(name, other)]
    if len(numbered) == 1:
        return known[numbered[0]]
    if numbered:
        raise NotebookError(f"{name!r} is the number of {' and '.join(numbered)}")
    raise NotebookError(f"{name!r} is no notebook, {did_you_mean(path.stem, known)}")


def _is_number_of(name: str, stem: str) -> bool:
    number = re.match("[0-9]+", stem)
    is_number = re.fullmatch("[0-9]+", name) is not None
    return is_number and bool(number) and name.lstrip("0") == number[0].lstrip("0")
