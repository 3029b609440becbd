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

from briefbook.add_briefs_check import brief_problems, choices
from briefbook.add_briefs_moves import (
    divided,
    joined,
    kept,
    parts_divided,
    parts_joined,
)
from briefbook.add_briefs_paste import pasted
from briefbook.add_briefs_readings import (
    leave_out,
    read_in,
    with_correction,
    with_reason,
    without_correction,
)
from briefbook.add_briefs_store import Store, corpus_folder, home
from briefbook.add_briefs_typed import Typed
from briefbook.assemble import assemble
from briefbook.briefs import parse_brief, parse_published
from briefbook.briefs_write import front_matter
from briefbook.draft import drafted_briefs
from briefbook.errors import ParameterError, Problem, did_you_mean
from briefbook.extract import extract
from briefbook.frontmatter import Reader, dump
from briefbook.models import (
    Brief,
    Claim,
    Extraction,
    FigureRef,
    Mention,
)
from briefbook.project import Project
from briefbook.segment import split
from briefbook.sources import read_digest

if TYPE_CHECKING:
    from briefbook.add_briefs_controls import Controls

_EDITABLE = ("id", "title", "themes")


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
        found = project if isinstance(project, Project) else home(project)
        self.project, self.corpus = found, corpus
        corpus_folder(found, corpus)
        self.store = Store(found, corpus)
        self.published, self.name = "", ""
        self.typed = Typed(self.store)
        self._accepted: set[str] = set()
        self._edited: set[str] = set()
        self._texts: dict[int, tuple[Brief, str]] = {}
        self._read: dict[tuple[str, str], Extraction] = {}
        left = self.store.load()
        if left is not None:
            self._take_up(left)
        self.notice = self.store.notice
        self.observe(lambda _: self.keep(), ["stories", "current"])

    @cached_property
    def _whole(self) -> Any:
        return assemble(self.project)

    def _take_up(self, left: dict[str, Any]) -> None:
        self.published, self.name = left["published"], left["name"]
        self._accepted = set(left["accepted"])
        self._edited = set(left.get("edited", ()))
        found = [
            parse_brief(text, Reader("draft", offset=1), corpus=self.corpus)
            for text in left["texts"]
        ]
        self.stories = [brief for brief in found if brief is not None]
        self.current = min(left.get("current", 0), max(len(self.stories) - 1, 0))

    def bring_in(self, digest: str, published: str, name: str = "") -> None:
        """Split a digest into stories and draft their claims.

        Briefs that a person has worked on and not saved are put aside, and `notice`
        says where.

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
        if any(self._is_unsaved(place) for place in range(len(self.stories))):
            self.store.put_aside()
            self.typed.keep()
        self.published, self.name = published, name
        self._accepted, self._edited = set(), set()
        made = self._drafted([(part.title, part.paragraphs) for part in segments])
        self._set(made, before=())

    def bring_in_file(self, path: str | Path, published: str) -> None:
        """Bring in a digest from a text file, as ``briefbook draft`` does.

        A path that is not found from the working directory is looked for from the
        project's folder.
        """
        found = self.store.found(path)
        self.bring_in(read_digest(found), published, found.stem)

    def _is_unsaved(self, story: int) -> bool:
        brief = self.stories[story]
        return brief.text in self._edited and not self.is_saved(story)

    def is_saved(self, story: int) -> bool:
        """Tell whether a story's file in the corpus is as it stands here."""
        return self.store.is_saved(f"{self.stories[story].id}.md", self.text_of(story))

    def _drafted(self, stories: Sequence[tuple[str, Sequence[str]]]) -> list[Brief]:
        first, last = parse_published(self.published)
        return drafted_briefs(
            stories,
            last,
            self.store.target,
            published_start=first,
            name=self.name,
            registry=self._whole.registry,
            vocabularies=self._whole.vocabularies,
        )

    def divide(self, story: int, paragraph: int) -> None:
        """Let a new story begin at a paragraph (counted from 1) of a story.

        Claims and readings that a person has worked on go with the words that they
        lean on.
        """
        parts = parts_divided(self.stories, story, paragraph)
        made = self._drafted(parts)
        old = self.stories[story]
        if old.text in self._edited:
            pair = divided(old, made[story], made[story + 1])
            made[story : story + 2] = pair
            self._edited |= {brief.text for brief in pair}
        self._set(made)

    def join(self, story: int) -> None:
        """Make one story of this one and the next, with what was done in both."""
        parts = parts_joined(self.stories, story)
        made = self._drafted(parts)
        pair = self.stories[story : story + 2]
        if any(brief.text in self._edited for brief in pair):
            made[story] = joined(*pair, made[story])
            self._edited.add(made[story].text)
        self._set(made)

    def _set(
        self, made: Sequence[Brief], before: Sequence[Brief] | None = None
    ) -> None:
        """Take up new stories; those whose text is the same stay as they were."""
        stories = kept(self.stories if before is None else before, made)
        last = len(stories) - 1
        # Both at once, or a place would be shown that its stories do not have.
        with self.hold_trait_notifications():
            self.current = 0 if before is not None else min(self.current, last)
            self.stories = stories

    def change(self, **fields: Any) -> None:
        """Change id, title or themes of the current brief."""
        for name in fields:
            if name not in _EDITABLE:
                raise ParameterError(f"{name!r}: {did_you_mean(name, _EDITABLE)}")
        self._put(replace(self.brief, **fields))

    def change_claim(self, place: int, **fields: Any) -> None:
        """Change fields of a claim of the current brief.

        ``figures`` takes `FigureRef` with words, role and occurrence; ``figure`` the
        words of a claim's only one.
        """
        claims = list(self.brief.claims)
        if "figure" in fields:
            fields["figures"] = (FigureRef(words=fields.pop("figure")),)
        if "figures" in fields:
            fields["figures"] = tuple(ref for ref in fields["figures"] if ref.words)
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
        return read_in(self.brief, self._extracted(self.brief))

    def accept(self, mention: Mention) -> None:
        """Note that a person has looked at a reading and found it right."""
        self._accepted.add(self.key(mention))
        self._edited.add(self.brief.text)
        self.keep()

    def is_accepted(self, mention: Mention) -> bool:
        """Tell whether a person has accepted a reading."""
        return self.key(mention) in self._accepted

    def correct(
        self, kind: str, mention: Mention, because: str = "", **reading: str
    ) -> None:
        """Put a reading right; without fields it is rejected. Saved in the brief."""
        told = {name: value for name, value in reading.items() if value} or None
        self.typed.put_reading(self.key(mention), {})
        self._put(with_correction(self.brief, kind, mention, told, because))

    def undo(self, mention: Mention) -> None:
        """Take back what a person has said of a reading."""
        self.typed.put_reading(self.key(mention), {})
        self._put(without_correction(self.brief, mention))

    def explain(self, mention: Mention, because: str) -> None:
        """Give the reason why a reading was corrected or rejected."""
        self._put(with_reason(self.brief, mention, because))

    def leave_out(self, mention: Mention, because: str) -> None:
        """Say why a figure needs no claim; without a reason it needs one again."""
        self._put(leave_out(self.brief, mention, because))

    def key(self, mention: Mention) -> str:
        """Return what names a reading among all stories."""
        return f"{self.brief.id} {mention.char_start} {mention.quote}"

    @property
    def brief(self) -> Brief:
        """Return the brief that is worked on."""
        if not self.stories:
            raise ParameterError("no digest was brought in yet")
        return self.stories[self.current]

    def _put(self, brief: Brief) -> None:
        self._edited.add(brief.text)
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
        known = self._texts.get(story)
        if known is None or known[0] is not brief:
            made = dump(front_matter(brief), brief.text)
            known = self._texts[story] = (brief, made)
        return known[1]

    def problems(self) -> list[Problem]:
        """Return what ``briefbook check`` would say of the current brief.

        The line of a problem is the number of its claim; 0 is the brief, and what is
        below 0 counts its corrections.
        """
        ids = [brief.id for brief in self.stories]
        read = self._extracted(self.brief)
        return brief_problems(self.brief, read, self._whole, ids)

    def choices(self, field: str) -> tuple[str, ...]:
        """Return the words that the vocabularies have for a field of a claim."""
        return choices(field, self._whole)

    def keep(self) -> None:
        """Write the drafts to the disk; called at each change."""
        state = {
            **{"published": self.published, "name": self.name},
            "accepted": sorted(self._accepted),
            "edited": sorted(self._edited),
            "current": self.current,
        }
        texts = [self.text_of(place) for place in range(len(self.stories))]
        self.store.keep(state, texts)
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
        several = "" if len(self.stories) == 1 else "s"
        told = f"{len(self.stories)} brief{several} in hand"
        return f"AddBriefs: {told} for the corpus {self.corpus}"

    def _ipython_display_(self) -> None:
        from briefbook.add_briefs_controls import display

        display(self)
