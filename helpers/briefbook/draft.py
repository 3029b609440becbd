"""A digest into brief files with drafted claims, for a person to edit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from briefbook.briefs import read_brief
from briefbook.briefs_write import write_brief
from briefbook.draft_cues import words_of
from briefbook.draft_measures import measure_cues
from briefbook.drafting import drafted_claims
from briefbook.errors import (
    DataProblems,
    ParameterError,
    Problem,
    ProjectNotFoundError,
)
from briefbook.extract import extract
from briefbook.extract.text import plain
from briefbook.models import Brief
from briefbook.project import find_project
from briefbook.segment import split

if TYPE_CHECKING:
    from briefbook.registry import Registry
    from briefbook.vocabularies import Vocabularies

_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ID_WORDS = 5
_ID_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Drafted:
    """A brief that was drafted, and the file that it goes to."""

    brief: Brief
    path: Path


def draft(
    digest: str,
    published: date,
    folder: Path,
    *,
    published_start: date | None = None,
    name: str = "",
    registry: Registry | None = None,
    vocabularies: Vocabularies | None = None,
    count: int | None = None,
) -> list[Drafted]:
    """Write one brief file for each story of a digest; none is overwritten.

    Parameters
    ----------
    digest
        Many briefs in one text, one paragraph a line.
    published, published_start
        Day of the digest, or the last and first day of its range.
    folder
        Where the files go, ``<id>.md`` each.
    name
        What the briefs' source calls the digest.
    registry
        Known actors; without it the wheel's own.
    vocabularies
        The project's: words for its own themes and measures.
    count
        How many stories the digest has, where that is known.

    Returns
    -------
    list of Drafted
        In the digest's order.

    Raises
    ------
    DataProblems
        Files of this digest exist already; nothing is written then.
    ParameterError
        The digest holds no text.
    """
    # A lone surrogate can't be written to a file; one character stands for it.
    segments = split(_SURROGATE.sub("\ufffd", digest), count=count)
    if not segments:
        raise ParameterError(
            f"the digest {name!r} holds no text: give a file with one paragraph a line"
        )
    briefs = drafted_briefs(
        [(segment.title, segment.paragraphs) for segment in segments],
        published,
        folder,
        published_start=published_start,
        name=name,
        registry=registry,
        vocabularies=vocabularies,
    )
    drafts = [Drafted(brief, folder / f"{brief.id}.md") for brief in briefs]
    _refuse_existing(item.path for item in drafts)
    for item in drafts:
        write_brief(item.brief, item.path)
    return drafts


def drafted_briefs(
    stories: Sequence[tuple[str, Sequence[str]]],
    published: date,
    folder: Path,
    *,
    published_start: date | None = None,
    name: str = "",
    registry: Registry | None = None,
    vocabularies: Vocabularies | None = None,
) -> list[Brief]:
    """Return a brief with drafted claims for each story; nothing is written.

    Parameters
    ----------
    stories
        Title and paragraphs of each, in the digest's order.
    folder
        Where the files are to go; the ids of other corpora and digests are not
        given again.
    """
    taken = _ids_elsewhere(folder) | _ids_of_others(folder, name, published)
    theme_terms = vocabularies.theme_terms if vocabularies else None
    cues = measure_cues(vocabularies) if vocabularies else ()
    briefs: list[Brief] = []
    for position, (given, paragraphs) in enumerate(stories, start=1):
        text = "\n".join(paragraphs)
        title = given or f"Brief {position}"
        read = extract(
            text,
            published,
            published_start=published_start,
            title=title,
            registry=registry,
            theme_terms=theme_terms,
        )
        briefs.append(
            Brief(
                id=fresh(slug(title), taken),
                title=title,
                published=published,
                published_start=published_start,
                text=text,
                corpus=folder.name,
                themes=read.themes or ("other",),
                source={"digest": name, "position": str(position)} if name else {},
                claims=tuple(drafted_claims(text, read, cues=cues)),
            )
        )
    return briefs


def slug(title: str) -> str:
    """Return an id made of the words that a title opens with, small ones left out.

    Examples
    --------
    >>> slug("Huawei’s Ascend 910C: the yields stay low in Zürich")
    'huawei-ascend-910c-yields-stay'
    """
    letters = unicodedata.normalize("NFKD", plain(title).text.lower())
    kept = "".join(char for char in letters if not unicodedata.combining(char))
    words = _WORD.findall(kept.replace("'s ", " ").replace("'", ""))
    small = words_of("article") | words_of("preposition") | words_of("be")
    small |= words_of("join") | words_of("boundary") | words_of("have")
    named = [word for word in words if word not in small] or words
    joined = "-".join(named[:_ID_WORDS])
    cut = joined[:_ID_LENGTH].rsplit("-", 1)[0] if len(joined) > _ID_LENGTH else joined
    return cut[:_ID_LENGTH] or "brief"


def fresh(wanted: str, taken: set[str]) -> str:
    """Return an id that is not among `taken`, and add it there."""
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    taken.add(name)
    return name


def _ids_elsewhere(folder: Path) -> set[str]:
    """Return the ids that the project's other corpora have: one names one brief."""
    try:
        briefs = find_project(folder).briefs
    except ProjectNotFoundError:
        return set()
    place = folder.resolve()
    return {
        path.stem for path in briefs.glob("*/*.md") if path.resolve().parent != place
    }


def _ids_of_others(folder: Path, digest: str, published: date) -> set[str]:
    """Return the ids that other digests gave in this folder.

    A headline comes again in another week and gets an id of its own; only the same
    digest drafted anew is refused.
    """
    return {
        path.stem
        for path in folder.glob("*.md")
        if (brief := read_brief(path)[0]) is not None
        and (brief.source.get("digest", ""), brief.published) != (digest, published)
    }


def _refuse_existing(paths: Iterable[Path]) -> None:
    remedy = "choose another folder with --to, or remove it"
    problems = [
        Problem(path.as_posix(), 1, path.stem, "exists already", remedy)
        for path in paths
        if path.exists()
    ]
    if problems:
        raise DataProblems(problems, what="draft")
