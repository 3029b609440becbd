"""Where the work on new briefs is kept: drafts on the disk, and the corpus's files.

What is typed is written to a drafts folder at once, so that a dead kernel or a closed
browser loses nothing. A file that another window has changed is never written over.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

from briefbook.errors import BriefbookError, ParameterError
from briefbook.files import write_whole
from briefbook.project import Project, find_project

#: Folder of the drafts, beside `briefbook.toml`; it is no part of the data.
DRAFTS = ".briefbook/drafts"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SESSION = "session.json"


class ChangedElsewhereError(BriefbookError):
    """A file is not what this window last read or wrote: somebody else has it open."""


def is_name(name: str) -> bool:
    """Tell whether a name can be that of a corpus or a brief: no path, no space."""
    return _NAME.fullmatch(name) is not None


def corpus_folder(project: Project, corpus: str) -> Path:
    """Return the folder of a corpus.

    Raises
    ------
    ParameterError
        It is no plain name: a path could climb out of the project.
    """
    if not is_name(corpus):
        raise ParameterError(
            f"corpus {corpus!r}: write lower-case letters, digits and '-', like 2024-11"
        )
    return project.briefs / corpus


class Store:
    """The drafts of one corpus, and what this window knows of its files.

    Attributes
    ----------
    folder
        Where the drafts are; another one where two windows work on one corpus.
    notice
        What to tell the person who works here; empty where all is well.
    """

    def __init__(self, project: Project, corpus: str) -> None:
        self.target = corpus_folder(project, corpus)
        self.root = project.root
        self.folder = project.root / DRAFTS / corpus
        self.notice = ""
        self._known: dict[Path, str] = {}
        self._written: dict[str, str] = {}

    def found(self, path: str | Path) -> Path:
        """Return where a path leads: from here, else from the project's folder."""
        given = Path(path).expanduser()
        beside = self.root / given
        return beside if not given.exists() and beside.exists() else given

    def load(self) -> dict[str, Any] | None:
        """Return the work that was left here, or None."""
        path = self.folder / _SESSION
        if not path.is_file():
            return None
        try:
            session = json.loads(path.read_text(encoding="utf-8"))
            stories = [
                (self.folder / name).read_text(encoding="utf-8")
                for name in session["stories"]
            ]
        except (OSError, ValueError, KeyError) as err:
            self.notice = (
                f"{path} can't be read ({err}): it is left as it is, and new drafts go "
                "to a folder of their own"
            )
            self._move_aside()
            return None
        self._known[path] = _digest(path)
        self._known |= {
            self.target / name: known for name, known in session["files"].items()
        }
        self._written = dict(zip(session["stories"], stories, strict=True))
        return {**session, "texts": stories}

    def keep(self, state: dict[str, Any], texts: list[str]) -> None:
        """Write the drafts; only what has changed since the last time.

        Where they can't be written, `notice` says so.
        """
        told = "can't be written"
        try:
            self._keep(state, texts)
        except OSError as err:
            self.notice = (
                f"{self.folder} {told} ({err.strerror or err}): what is typed now is "
                "not kept; make room or mend its permissions"
            )
        else:
            self.notice = "" if told in self.notice else self.notice

    def _keep(self, state: dict[str, Any], texts: list[str]) -> None:
        path = self.folder / _SESSION
        if _digest(path) != self._known.get(path, ""):
            self.notice = (
                f"another window works on the drafts in {self.folder}: nothing of it "
                "is overwritten, yours are kept beside it"
            )
            self._move_aside()
            path = self.folder / _SESSION
        names = [f"{place:03}.md" for place in range(1, len(texts) + 1)]
        written = list(zip(names, texts, strict=True))
        if len(texts) > len(self._written):
            # Stories that move up are written before their place is taken: whenever
            # the kernel dies, each stands somewhere.
            written.reverse()
        for name, text in written:
            if self._written.get(name) != text:
                write_whole(self.folder / name, text)
                self._written[name] = text
        files = {
            known.name: digest
            for known, digest in self._known.items()
            if known.parent == self.target
        }
        for name in set(self._written).difference(names):
            del self._written[name]
        session = {**state, "stories": names, "files": files}
        write_whole(path, json.dumps(session, ensure_ascii=False, indent=1) + "\n")
        self._known[path] = _digest(path)

    def put_aside(self) -> None:
        """Leave the drafts in a folder of their own, and say where."""
        number = 1
        aside = self.folder.with_name(f"{self.folder.name}-aside-{number}")
        while aside.exists():
            number += 1
            aside = self.folder.with_name(f"{self.folder.name}-aside-{number}")
        self.folder.rename(aside)
        self._written = {}
        self._known.pop(self.folder / _SESSION, None)
        self.notice = (
            f"the briefs that were worked on and not saved are kept in {aside}"
        )

    def is_saved(self, name: str, text: str) -> bool:
        """Tell whether this window has written that very text to the corpus."""
        known = self._known.get(self.target / name)
        return (
            known is not None
            and known == sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        )

    def save(self, name: str, text: str) -> Path:
        """Write a brief's file into the corpus.

        Raises
        ------
        ChangedElsewhereError
            The file is there and is not what this window last wrote; it stays.
        """
        path = self.target / name
        known = self._known.get(path, "")
        if _digest(path) != known:
            raise ChangedElsewhereError(
                f"{path} was saved by another window or an editor since: it is not "
                f"overwritten. Your draft is kept in {self.folder}; give your brief "
                f"another id, or remove that file"
            )
        if known:
            write_whole(path, text)
        else:
            self._create(path, text)
        self._known[path] = _digest(path)
        return path

    def _create(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # Of two windows that create it at the same moment one must lose.
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except FileExistsError:
            raise ChangedElsewhereError(
                f"{path} was saved by another window just now: it is not overwritten. "
                f"Your draft is kept in {self.folder}"
            ) from None

    def _move_aside(self) -> None:
        number, first = 2, self.folder
        while self.folder.exists():
            self.folder = first.with_name(f"{first.name.partition('~')[0]}~{number}")
            number += 1
        self._written = {}


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def home(where: str | Path | None) -> Project:
    """Return the project that brief files go to.

    A built folder has none: it is built from the project that we work in.
    """
    from briefbook.built import built_folder

    return find_project(Path.cwd() if built_folder(where) is not None else where)
