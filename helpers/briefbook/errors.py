"""The exception family: every message names the place, the value and the remedy.

A leaf module: it imports nothing of the package, so that no import cycle can start.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path


class BriefbookError(Exception):
    """Any error that briefbook raises on purpose.

    Examples
    --------
    >>> import briefbook as bb
    >>> try:
    ...     bb.load_dataset().where(themes="chps")
    ... except bb.BriefbookError as err:
    ...     print(err)
    themes='chps' is not known, did you mean 'chips'?
    """


class ProjectNotFoundError(BriefbookError):
    """No project folder was found where it was looked for."""


class ParameterError(BriefbookError, ValueError):
    """A parameter or filter has an unknown name or an unusable value.

    Examples
    --------
    >>> import briefbook as bb
    >>> try:
    ...     bb.View(since="yesterday")
    ... except bb.ParameterError as err:
    ...     print(err)
    since='yesterday' is no day: expected one like 2024-11-20
    """


class NotebookError(BriefbookError):
    """A notebook is missing, is no notebook, or can't be run as it is."""


class RunError(BriefbookError):
    """One or more notebook runs failed."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in a file of the project.

    Attributes
    ----------
    path
        The file, as given or relative to the project.
    line
        Line of the file, counted from 1.
    value
        What stands there.
    message
        What is wrong with it.
    remedy
        What to do about it.
    level
        ``"error"`` or ``"note"``; notes do not fail a check.
    unread
        Name of the list (``actors``, ``stages`` ...) that could not be read whole.
    looked_in
        Name of the list in which the value was not found.
    """

    path: str
    line: int
    value: str
    message: str
    remedy: str = ""
    level: str = "error"
    unread: str = field(default="", compare=False, repr=False)
    looked_in: str = field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        """Return ``path:line: value, what is wrong, remedy``."""
        value = shown(self.value, 120)
        parts = [repr(value) if value else "", self.message, self.remedy]
        return f"{self.path}:{self.line}: " + ", ".join(p for p in parts if p)


def without_consequences(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems without those that only follow from a list left unread.

    Examples
    --------
    >>> lost = Problem("data/actors.csv", 1, "", "is not UTF-8", unread="actors")
    >>> miss = Problem("a.md", 9, "SMIC", "is no actor", looked_in="actors")
    >>> without_consequences([lost, miss]) == [lost]
    True
    """
    listed = list(problems)
    unread = {problem.unread for problem in listed} - {""}
    return [problem for problem in listed if problem.looked_in not in unread]


class DataProblems(BriefbookError):
    """Files of the project hold errors; all of them are listed, once.

    Attributes
    ----------
    problems
        Every problem found, in order of path and line.
    what
        What they are problems of, as the message says it.

    Examples
    --------
    >>> print(DataProblems([Problem("a.md", 3, "2024-13-01", "is no day")]))
    1 problem in the data:
    a.md:3: '2024-13-01', is no day
    """

    def __init__(self, problems: Iterable[Problem], *, what: str = "data") -> None:
        self.problems: list[Problem] = sorted(problems)
        self.what = what
        count = len(self.problems)
        head = f"{count} problem{'s' if count != 1 else ''} in the {what}:"
        super().__init__("\n".join([head, *map(str, self.problems)]))


def did_you_mean(value: str, choices: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return a remedy that names the nearest valid choice.

    Parameters
    ----------
    value
        What was given.
    choices
        What would have been valid.
    cutoff
        Least similarity (0 to 1) for a choice to be offered.

    Returns
    -------
    str
        ``did you mean 'x'?``, or the list of choices where none is near.

    Examples
    --------
    >>> did_you_mean("actrs", ["actors", "themes"])
    "did you mean 'actors'?"
    """
    known = sorted(set(choices))
    near = nearest(value, known, cutoff=cutoff)
    if near is not None:
        return f"did you mean {near!r}?"
    shown = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
    return f"known: {shown}" if known else "nothing is known here"


def nearest(value: str, choices: Sequence[str], *, cutoff: float = 0.6) -> str | None:
    """Return the choice nearest to `value`, letter case aside, or None.

    Examples
    --------
    >>> nearest("huwei", ["Huawei", "SMIC"])
    'Huawei'
    """
    folded = {choice.casefold(): choice for choice in choices}
    hits = get_close_matches(value.casefold(), folded, n=1, cutoff=cutoff)
    return folded[hits[0]] if hits else None


def shown(value: object, most: int = 80) -> str:
    """Return a value as a message shows it: its beginning says which it is.

    Examples
    --------
    >>> shown("9" * 3_000_000, 10)
    '9999999...'
    """
    try:
        text = value if isinstance(value, str) else str(value)
    except RecursionError:
        return f"a deep {type(value).__name__}"
    return text if len(text) <= most else text[: most - 3] + "..."


def relative(path: Path, root: Path | None) -> str:
    """Return `path` relative to `root` where it lies below it, with forward slashes."""
    if root is not None and path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return path.as_posix()
