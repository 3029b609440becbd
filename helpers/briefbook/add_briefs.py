"""New briefs by hand: a digest brought in, its claims and readings put right, saved.

The model needs no browser and no kernel; `briefbook.add_briefs_controls` shows it with
ipywidgets. What it saves are the files that ``briefbook draft`` writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from traitlets import HasTraits, Int, Unicode
from traitlets import List as ListTrait

from briefbook.add_briefs_paste import pasted
from briefbook.add_briefs_store import Store, corpus_folder, is_name
from briefbook.assemble import assemble
from briefbook.briefs import parse_brief, parse_published
from briefbook.briefs_write import front_matter
from briefbook.claims import VOICES, claim_rows
from briefbook.corrections import corrected
from briefbook.draft import drafted_briefs
from briefbook.errors import ParameterError, Problem, did_you_mean
from briefbook.extract import extract
from briefbook.frontmatter import Reader, dump
from briefbook.models import (
    Brief,
    Claim,
    Correction,
    Extraction,
    FigureRef,
    Mention,
)
from briefbook.project import Project, find_project
from briefbook.segment import propose_title, split
from briefbook.sources import read_digest
from briefbook.words import occurrence, places

if TYPE_CHECKING:
    from briefbook.add_briefs_controls import Controls

KINDS = {"figures": "figure", "dates": "date", "actors": "actor"}
_EDITABLE = ("id", "title", "themes")
_CHOSEN = ("action", "measure", "instrument", "stage", "basis")


class AddBriefs(HasTraits):
    """A digest on its way into a corpus.

    Parameters
    ----------
    corpus
        Where the briefs go: ``data/briefs/<corpus>/``. Work that was left there is
        taken up again.
    project
        Its folder; without it the lookup of `find_project` counts.

    Attributes
    ----------
    stories
        The briefs as they stand, one a story.
    current
        Place of the brief that is worked on.
    notice
        What the person should know, e.g. that another window has saved a brief.

    Examples
    --------
    ``add.bring_in(text, "2026-01-31")`` splits and reads a digest, ``add.save()``
    writes its brief files:

    >>> add = AddBriefs("2026-01")
    >>> add.stories, add.notice
    ([], '')
    """

    stories = ListTrait()
    current = Int(0)
    notice = Unicode("")

    def __init__(
        self, corpus: str, project: str | Path | Project | None = None
    ) -> None:
        super().__init__()
        found = project if isinstance(project, Project) else find_project(project)
        self.project, self.corpus = found, corpus
        corpus_folder(found, corpus)
        self.store = Store(found, corpus)
        self.published, self.name = "", ""
        self._accepted: set[str] = set()
        self._texts: dict[int, tuple[Brief, str]] = {}
        self._read: dict[tuple[str, str], Extraction] = {}
        left = self.store.load()
        if left is not None:
            self._take_up(left)
        self.notice = self.store.notice
        self.observe(lambda _: self.keep(), "stories")

    @cached_property
    def _whole(self) -> Any:
        return assemble(self.project)

    def _take_up(self, left: dict[str, Any]) -> None:
        self.published, self.name = left["published"], left["name"]
        self._accepted = set(left["accepted"])
        found = [
            parse_brief(text, Reader("draft", offset=1), corpus=self.corpus)
            for text in left["texts"]
        ]
        self.stories = [brief for brief in found if brief is not None]

    def bring_in(self, digest: str, published: str, name: str = "") -> None:
        """Split a digest into stories and draft their claims.

        Parameters
        ----------
        digest
            One paragraph a line; of HTML the text is taken.
        published
            Its day, or ``A..B``.
        name
            What the briefs' source calls it.

        Raises
        ------
        ParameterError
            It holds no text, or `published` is no day.
        """
        try:
            parse_published(published)
        except ValueError:
            raise ParameterError(
                f"published {published!r}: write a day like 2024-11-20, or a range "
                "2024-11-17..2024-11-22"
            ) from None
        segments = split(pasted(digest))
        if not segments:
            raise ParameterError("the digest holds no text: one paragraph a line")
        self.published, self.name, self._accepted = published, name, set()
        self._draft([(part.title, part.paragraphs) for part in segments])

    def bring_in_file(self, path: str | Path, published: str) -> None:
        """Bring in a digest from a text file, as ``briefbook draft`` does."""
        self.bring_in(read_digest(path), published, Path(path).stem)

    def _draft(
        self, stories: Sequence[tuple[str, Sequence[str]]], keep: Sequence[Brief] = ()
    ) -> None:
        first, last = parse_published(self.published)
        made = drafted_briefs(
            stories,
            last,
            self.store.target,
            published_start=first,
            name=self.name,
            registry=self._whole.registry,
            vocabularies=self._whole.vocabularies,
        )
        # What a person has edited stays where the story's text is the same.
        edited = {brief.text: brief for brief in keep}
        self.current = min(self.current, len(made) - 1)
        self.stories = [
            replace(edited[brief.text], source=brief.source)
            if brief.text in edited
            else brief
            for brief in made
        ]

    def _paragraphs(self) -> list[tuple[str, list[str]]]:
        return [(brief.title, brief.text.split("\n")) for brief in self.stories]

    def divide(self, story: int, paragraph: int) -> None:
        """Let a new story begin at a paragraph (counted from 1) of a story."""
        parts = self._paragraphs()
        title, lines = parts[story]
        if not 1 < paragraph <= len(lines):
            raise ParameterError(
                f"paragraph {paragraph}: one of 2 to {len(lines)} can begin a story"
            )
        rest = lines[paragraph - 1 :]
        parts[story : story + 1] = [
            (title, lines[: paragraph - 1]),
            (propose_title(rest[0]), rest),
        ]
        self._draft(parts, keep=self.stories)

    def join(self, story: int) -> None:
        """Make one story of this one and the next."""
        parts = self._paragraphs()
        if not 0 <= story < len(parts) - 1:
            raise ParameterError(f"story {story + 1} has no next one to join with")
        (title, lines), (_, more) = parts[story : story + 2]
        parts[story : story + 2] = [(title, [*lines, *more])]
        self._draft(parts, keep=self.stories)

    def change(self, **fields: Any) -> None:
        """Change id, title or themes of the current brief."""
        for name in fields:
            if name not in _EDITABLE:
                raise ParameterError(f"{name!r}: {did_you_mean(name, _EDITABLE)}")
        self._put(replace(self.brief, **fields))

    def change_claim(self, place: int, **fields: Any) -> None:
        """Change fields of a claim of the current brief; ``figure`` takes words."""
        claims = list(self.brief.claims)
        if "figure" in fields:
            words = fields.pop("figure")
            fields["figures"] = (FigureRef(words=words),) if words else ()
        claims[place] = replace(claims[place], **fields)
        self._put(replace(self.brief, claims=tuple(claims)))

    def add_claim(self, words: str = "") -> None:
        """Add a drafted claim that leans on words of the text."""
        claim = Claim(words=words, origin="drafted")
        self._put(replace(self.brief, claims=(*self.brief.claims, claim)))

    def remove_claim(self, place: int) -> None:
        """Remove a claim of the current brief."""
        claims = list(self.brief.claims)
        del claims[place]
        self._put(replace(self.brief, claims=tuple(claims)))

    def mentions(self) -> list[tuple[str, Mention]]:
        """Return kind and mention of what is read in the current brief, in order."""
        read = corrected(self.brief, self._extracted(self.brief))[0]
        found = [
            (kind, mention)
            for name, kind in KINDS.items()
            for mention in getattr(read, name)
        ]
        return sorted(found, key=lambda pair: pair[1].char_start)

    def accept(self, mention: Mention) -> None:
        """Note that a person has looked at a reading and found it right."""
        self._accepted.add(self._key(mention))
        self.keep()

    def is_accepted(self, mention: Mention) -> bool:
        """Tell whether a person has accepted a reading."""
        return self._key(mention) in self._accepted

    def correct(
        self, kind: str, mention: Mention, because: str = "", **reading: str
    ) -> None:
        """Put a reading right; without fields it is rejected. Saved in the brief."""
        brief = self.brief
        several = len(places(brief.text, mention.quote)) > 1
        nth = occurrence(brief.text, mention.char_start, mention.quote)
        item = Correction(
            words=mention.quote,
            kind=kind,  # type: ignore[arg-type]
            reading={k: v for k, v in reading.items() if v} or None,
            because=because,
            occurrence=nth if several else None,
        )
        others = [
            other
            for other in brief.corrections
            if (other.words, other.occurrence) != (item.words, item.occurrence)
        ]
        self._put(replace(brief, corrections=(*others, item)))

    def _key(self, mention: Mention) -> str:
        return f"{self.brief.id} {mention.char_start} {mention.quote}"

    @property
    def brief(self) -> Brief:
        """Return the brief that is worked on."""
        if not self.stories:
            raise ParameterError("no digest was brought in yet")
        return self.stories[self.current]

    def _put(self, brief: Brief) -> None:
        stories = list(self.stories)
        stories[self.current] = brief
        self.stories = stories

    def _extracted(self, brief: Brief) -> Extraction:
        # Not by title: it changes at each key, and no claim leans on it.
        key = (brief.text, str(brief.published))
        if key not in self._read:
            self._read[key] = extract(
                brief.text,
                brief.published,
                published_start=brief.published_start,
                title=brief.title,
                registry=self._whole.registry,
            )
        return self._read[key]

    def text_of(self, story: int) -> str:
        """Return a story as the text of its brief file."""
        brief = self.stories[story]
        kept = self._texts.get(story)
        if kept is None or kept[0] is not brief:
            made = dump(front_matter(brief), brief.text)
            kept = self._texts[story] = (brief, made)
        return kept[1]

    def problems(self) -> list[Problem]:
        """Return what ``briefbook check`` would say of the current brief."""
        place = f"{self.brief.id}.md"
        brief = replace(self.brief, path=place)
        read, found = corrected(brief, self._extracted(brief))
        terms = self._whole.vocabularies
        claims = claim_rows(brief, read, self._whole.registry, terms)[1]
        others = [
            Problem(place, 1, name, "is no theme", did_you_mean(name, terms.themes))
            for name in brief.themes
            if name not in terms.themes
        ]
        if not is_name(brief.id):
            remedy = "write lower-case words with '-' between them"
            others.append(Problem(place, 1, brief.id, "is no valid id", remedy))
        if not brief.title.strip():
            others.append(Problem(place, 1, "", "has no title", "give it one"))
        same = [b for b in self.stories if b.id == brief.id]
        if len(same) > 1:
            remedy = "give one of them another id"
            others.append(Problem(place, 1, brief.id, "is the id of two", remedy))
        return sorted({*found, *claims, *others})

    def choices(self, field: str) -> tuple[str, ...]:
        """Return the words that the vocabularies have for a field of a claim."""
        terms, registry = self._whole.vocabularies, self._whole.registry
        if field in _CHOSEN:
            kind = "bases" if field == "basis" else f"{field}s"
            return tuple(terms.table(kind))
        if field == "said_by":
            return (*VOICES, *registry.names)
        if field in ("actor", "target"):
            return tuple(registry.names)
        raise ParameterError(f"{field!r} has no vocabulary")

    def keep(self) -> None:
        """Write the drafts to the disk; called at each change."""
        state = {
            "published": self.published,
            "name": self.name,
            "accepted": sorted(self._accepted),
        }
        self.store.keep(state, [self.text_of(i) for i in range(len(self.stories))])
        self.notice = self.store.notice

    def save(self, *which: int) -> list[Path]:
        """Write the briefs' files into the corpus: those at these places, or all.

        Raises
        ------
        ChangedElsewhereError
            One was saved by somebody else; those before it are written.
        """
        chosen = which or tuple(range(len(self.stories)))
        for place in chosen:
            # An id typed by hand names a file: it must not climb out of the folder.
            corpus_folder(self.project, self.stories[place].id)
        paths = [
            self.store.save(f"{self.stories[i].id}.md", self.text_of(i)) for i in chosen
        ]
        self.keep()
        return paths

    @cached_property
    def controls(self) -> Controls:
        """Return the controls, made when first asked for."""
        from briefbook.add_briefs_controls import Controls

        return Controls(self)

    def __repr__(self) -> str:
        """Return the state in words."""
        count = len(self.stories)
        told = f"{count} brief{'' if count == 1 else 's'} in hand"
        return f"AddBriefs: {told} for the corpus {self.corpus}"

    def _ipython_display_(self) -> None:
        from briefbook.add_briefs_controls import display

        display(self)
