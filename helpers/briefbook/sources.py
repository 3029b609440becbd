"""Other ways in: a digest as plain text, briefs as JSON Lines.

Every problem of a file is collected with its line; nothing is dropped silently.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from briefbook.briefs import parse_published
from briefbook.errors import DataProblems, Problem, shown

_REQUIRED = ("id", "published", "text")
MAX_NAME = 1000
"""Most characters of an id or a title: both stand in every row of their brief."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One brief as it came in, not yet extracted.

    Attributes
    ----------
    published, published_start
        The day it was made public; of a range ``A..B`` the last, and the first.
    line
        Line of the file, counted from 1.
    """

    id: str
    published: date
    text: str
    title: str = ""
    published_start: date | None = None
    line: int = 0


def read_digest(path: str | Path) -> str:
    r"""Return a digest's text, with ``\n`` line ends and without a byte order mark.

    Raises
    ------
    DataProblems
        Where the file is missing, is not UTF-8 or holds no words.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataProblems([_unreadable(path, error)], what="digest") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DataProblems([_not_utf8(path, line, error)], what="digest") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        problem = Problem(str(path), 1, "", "holds no text", "put one paragraph a line")
        raise DataProblems([problem], what="digest")
    return text


def read_jsonl(path: str | Path) -> tuple[list[Item], list[Problem]]:
    """Return the briefs of a JSON Lines file and its problems, in order.

    Each line is an object with ``id``, ``published`` (a day or ``A..B``) and
    ``text``, and may have a ``title``. A line with a problem gives no brief.
    """
    problems: list[Problem] = []
    return list(iter_jsonl(path, problems)), problems


def iter_jsonl(path: str | Path, problems: list[Problem]) -> Iterator[Item]:
    """Yield the briefs of a JSON Lines file one by one; `problems` grows meanwhile."""
    path = Path(path)
    lines: dict[str, int] = {}
    try:
        file = path.open("rb")
    except OSError as error:
        problems.append(_unreadable(path, error))
        return
    with file:
        for number, raw in enumerate(file, start=1):
            if not raw.strip():
                continue
            found = parse_object(str(path), number, raw)
            if isinstance(found, Problem):
                problems.append(found)
                continue
            wrong = check_object(str(path), number, found, lines)
            if wrong:
                problems.extend(wrong)
                continue
            lines[found["id"]] = number
            start, end = parse_published(found["published"])
            yield Item(
                id=found["id"],
                published=end,
                published_start=start,
                text=found["text"],
                title=found.get("title") or "",
                line=number,
            )


def parse_object(path: str, number: int, raw: bytes) -> dict | Problem:
    """Return the object that a line holds, or what is wrong with it."""
    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(path, number, error)
    # A number of many thousand digits and very deep nesting raise errors of their own.
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        shown = text.strip()[:60]
        message = f"is not JSON ({error})"
        return Problem(path, number, shown, message, "write one object a line")
    if not isinstance(found, dict):
        remedy = 'write {"id": ..., "published": ..., "text": ...}'
        return Problem(path, number, text.strip()[:60], "is no object", remedy)
    return found


def check_object(
    path: str, number: int, found: dict, lines: Mapping[str, int] | None = None
) -> list[Problem]:
    """Return what is wrong with a brief's fields.

    Parameters
    ----------
    lines
        The lines in which ids stood before, where they are to be told apart.
    """

    def problem(value: object, message: str, remedy: str) -> Problem:
        return Problem(path, number, shown(value), message, remedy)

    problems = []
    for key in _REQUIRED:
        value = found.get(key)
        if key not in found:
            problems.append(problem(key, "is missing", f"add {key!r}"))
        elif not isinstance(value, str) or not (value.strip() or key == "text"):
            problems.append(problem(value, f"is no {key}", "give text in quotes"))
    title = found.get("title")
    if title is not None and not isinstance(title, str):
        problems.append(problem(title, "is no title", "give text in quotes"))
    for key in ("id", "title"):
        if isinstance(found.get(key), str) and len(found[key]) > MAX_NAME:
            remedy = f"give one of at most {MAX_NAME:,} characters"
            problems.append(problem(found[key], f"is too long for {key}", remedy))
    if problems:
        return problems
    try:
        parse_published(found["published"])
    except ValueError:
        remedy = "write YYYY-MM-DD, or YYYY-MM-DD..YYYY-MM-DD for a range"
        problems.append(problem(found["published"], "is no day", remedy))
    if lines and found["id"] in lines:
        message = f"is the id of line {lines[found['id']]} too"
        problems.append(problem(found["id"], message, "give each brief its own id"))
    return problems


def _unreadable(path: Path, error: OSError) -> Problem:
    reason = error.strerror or type(error).__name__
    return Problem(str(path), 1, "", f"cannot be read ({reason})", "check the path")


def _not_utf8(path: Path | str, line: int, error: UnicodeDecodeError) -> Problem:
    value = error.object[error.start : error.start + 1].hex()
    return Problem(str(path), line, value, "is not UTF-8", "save the file as UTF-8")
