"""A digest into brief files with drafted claims, for a person to edit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from briefbook.briefs import write_brief
from briefbook.drafting import drafted_claims
from briefbook.errors import DataProblems, Problem
from briefbook.extract import extract
from briefbook.extract.text import plain
from briefbook.models import Brief
from briefbook.segment import split

if TYPE_CHECKING:
    from briefbook.registry import Registry

_WORD = re.compile(r"[a-z0-9]+")
_ID_WORDS = 6


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

    Returns
    -------
    list of Drafted
        In the digest's order.

    Raises
    ------
    DataProblems
        Files of these names exist already; nothing is written then.
    """
    drafts: list[Drafted] = []
    taken: set[str] = set()
    for position, segment in enumerate(split(digest), start=1):
        text = "\n".join(segment.paragraphs)
        read = extract(
            text,
            published,
            published_start=published_start,
            title=segment.title,
            registry=registry,
        )
        brief_id = _fresh(slug(segment.title), taken)
        brief = Brief(
            id=brief_id,
            title=segment.title,
            published=published,
            published_start=published_start,
            text=text,
            corpus=folder.name,
            themes=read.themes or ("other",),
            source={"digest": name, "position": str(position)} if name else {},
            claims=tuple(drafted_claims(text, read)),
        )
        drafts.append(Drafted(brief, folder / f"{brief_id}.md"))
    _refuse_existing(item.path for item in drafts)
    for item in drafts:
        write_brief(item.brief, item.path)
    return drafts


def slug(title: str) -> str:
    """Return an id made of a title's first words.

    Examples
    --------
    >>> slug("Huawei’s Ascend 910C: yields stay low")
    'huawei-s-ascend-910c-yields-stay'
    """
    words = _WORD.findall(plain(title).text.lower())
    return "-".join(words[:_ID_WORDS]) or "brief"


def _fresh(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    taken.add(name)
    return name


def _refuse_existing(paths: Iterable[Path]) -> None:
    remedy = "choose another folder with --to, or remove it"
    problems = [
        Problem(path.as_posix(), 1, path.stem, "exists already", remedy)
        for path in paths
        if path.exists()
    ]
    if problems:
        raise DataProblems(problems, what="draft")
