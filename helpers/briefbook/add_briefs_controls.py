"""The controls of new briefs: ipywidgets that read and change the model, no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from briefbook.add_briefs_fields import (
    CHOSEN,
    CLAIM,
    claim_field,
    offered,
    reading_fields,
    shown_reading,
)
from briefbook.errors import BriefbookError
from briefbook.explore_static import WIDGET_VIEW

if TYPE_CHECKING:
    from briefbook.add_briefs import AddBriefs

_COLOURS = {"figure": "#ffe28a", "date": "#bfe3d4", "actor": "#cfe0f5"}
_CSS = Path(__file__).with_name("add_briefs.css")


class Controls:
    """Widgets around one `AddBriefs`.

    Attributes
    ----------
    root
        The widget to display.
    """

    def __init__(self, add: AddBriefs) -> None:
        self.add = add
        self._busy = False
        style = w.HTML(f"<style>{_CSS.read_text(encoding='utf-8')}</style>")
        style.layout.display = "none"
        self.said = w.HTML()
        self.said.add_class("bb-said")
        self.work = w.VBox([self._stories(), self._text(), self._claims()])
        self.root = w.VBox([style, self._way_in(), self.said, self.work])
        self.root.add_class("bb-add")
        add.observe(lambda _: self.show(), ["stories", "current"])
        add.observe(lambda _: self._tell(add.notice), "notice")
        self.show()
        self._tell(add.notice)

    def _way_in(self) -> Any:
        add = self.add
        self.published = w.Text(
            description="published", value=add.published, placeholder="2025-06-30"
        )
        self.name = w.Text(description="called", value=add.name)
        self.paste = w.Textarea(
            description="digest", placeholder="Paste it here, one paragraph a line"
        )
        self.path = w.Text(description="or file", placeholder="path of a text file")
        self.upload = w.FileUpload(accept=".txt,.md,.html", description="Upload")
        self.bring = _button("Split into briefs", self._bring)
        for box in (self.published, self.name, self.paste, self.path):
            box.add_class("bb-field")
        self.paste.add_class("bb-paste")
        self.upload.observe(self._uploaded, "value")
        head = w.HTML(f"<h3>New briefs for the corpus {escape(add.corpus)}</h3>")
        boxes = [self.published, self.name, self.path, self.upload, self.bring]
        return w.VBox([head, self.paste, _row(boxes)])

    def _stories(self) -> Any:
        self.pick = w.Select(description="briefs", rows=6)
        self.pick.observe(self._picked, "value")
        self.pick.add_class("bb-list")
        self.paragraph = w.BoundedIntText(description="paragraph", value=2, min=2)
        divide = _button("begins a new brief", self._divide)
        join = _button("Join with the next", self._join)
        self.id = w.Text(description="id")
        self.title = w.Text(description="title")
        for box, name in ((self.id, "id"), (self.title, "title")):
            box.add_class("bb-field")
            box.observe(self._typed(name), "value")
        self.themes = w.SelectMultiple(
            description="themes", options=tuple(self.add._whole.vocabularies.themes)
        )
        self.themes.observe(self._typed("themes"), "value")
        moves = _row([self.paragraph, divide, join])
        return w.VBox([self.pick, moves, _row([self.id, self.title, self.themes])])

    def _text(self) -> Any:
        self.marked = w.HTML()
        self.marked.add_class("bb-text")
        self.mention = w.Select(description="readings", rows=6)
        self.mention.observe(lambda _: self._show_reading(), "value")
        self.mention.add_class("bb-list")
        self.reading = {kind: reading_fields(kind) for kind in _COLOURS}
        self.because = w.Text(description="because")
        self.because.add_class("bb-field")
        self._reading_row = _row([])
        ways = [
            _button("Accept", self._accept),
            _button("Correct", self._correct),
            _button("Reject", self._reject),
        ]
        return w.VBox([self.marked, self.mention, self._reading_row, _row(ways)])

    def _claims(self) -> Any:
        self.claim = w.Select(description="claims", rows=6)
        self.claim.observe(lambda _: self._show_claim(), "value")
        self.claim.add_class("bb-list")
        self.fields = {name: claim_field(name) for name in CLAIM}
        for name, box in self.fields.items():
            box.observe(self._field(name), "value")
        self.negated = w.Checkbox(description="denied", indent=False)
        self.curated = w.Checkbox(description="checked by a person", indent=False)
        self.negated.observe(self._field("negated"), "value")
        self.curated.observe(self._field("origin"), "value")
        self.problems = w.HTML()
        self.problems.add_class("bb-problems")
        ways = [
            _button("Add a claim", lambda: self._claim_added()),
            _button("Remove this claim", self._removed),
            _button("Save this brief", lambda: self._save(self.add.current)),
            _button("Save all briefs", lambda: self._save()),
        ]
        boxes = [*self.fields.values(), self.negated, self.curated]
        return w.VBox([self.claim, _row(boxes), self.problems, _row(ways)])

    # What the model says is shown here.

    def show(self) -> None:
        """Show the model's state in all controls."""
        if self._busy:
            self._show_problems()
            return
        add = self.add
        self.work.layout.display = "" if add.stories else "none"
        if not add.stories:
            return
        with self._quiet():
            self.pick.options = [
                (f"{place + 1}. {brief.title}", place)
                for place, brief in enumerate(add.stories)
            ]
            self.pick.value = add.current
            brief = add.brief
            lines = brief.text.count("\n") + 1
            self.paragraph.max = max(2, lines)
            self.id.value, self.title.value = brief.id, brief.title
            known = set(self.themes.options)
            self.themes.value = tuple(t for t in brief.themes if t in known)
            self._show_text()
            kept = self.claim.value
            self.claim.options = [
                (_named(place, claim), place)
                for place, claim in enumerate(brief.claims)
            ]
            self.claim.value = _place(kept, brief.claims)
        self._show_reading()
        self._show_claim()
        self._show_problems()

    def _show_text(self) -> None:
        add, found = self.add, self.add.mentions()
        self._found = found
        self.marked.value = _html(add.brief.text, found)
        kept = self.mention.value
        self.mention.options = [
            (_read(kind, mention, add.is_accepted(mention)), place)
            for place, (kind, mention) in enumerate(found)
        ]
        self.mention.value = _place(kept, found)

    def _show_reading(self) -> None:
        if self._busy or self.mention.value is None:
            return
        kind, mention = self._found[self.mention.value]
        boxes = self.reading[kind]
        for name, value in shown_reading(kind, mention).items():
            boxes[name].value = value
        self._reading_row.children = (*boxes.values(), self.because)

    def _show_claim(self) -> None:
        if self._busy:
            return
        place = self.claim.value
        shown = "" if place is not None else "none"
        for box in (*self.fields.values(), self.negated, self.curated):
            box.layout.display = shown
        if place is None:
            return
        claim = self.add.brief.claims[place]
        with self._quiet():
            for name, box in self.fields.items():
                refs = claim.figures
                value = (
                    (refs[0].words if refs else "")
                    if name == "figure"
                    else getattr(claim, name)
                )
                if name in CHOSEN:
                    box.options = offered(self.add.choices(name), value)
                box.value = value
            several = len(claim.figures) > 1 or any(
                ref.role != "value" or ref.occurrence for ref in claim.figures
            )
            # Several figures with roles are edited in the file, lest a role be lost.
            self.fields["figure"].disabled = several
            self.negated.value = claim.negated
            self.curated.value = claim.origin == "curated"

    def _show_problems(self) -> None:
        found = self.add.problems()
        rows = "".join(
            f"<li class='bb-{problem.level}'>{escape(problem.value)} "
            f"{escape(problem.message)}: {escape(problem.remedy)}</li>"
            for problem in found
        )
        self.problems.value = (
            f"<p role='status'>{len(found)} to look at</p><ul>{rows}</ul>"
            if found
            else "<p role='status'>Nothing to look at: the check finds no fault.</p>"
        )

    def _tell(self, words: str) -> None:
        self.said.value = f"<p role='status'>{escape(words)}</p>" if words else ""

    # What a person does goes to the model.

    def _bring(self) -> None:
        with self._told():
            if self.path.value.strip():
                self.add.bring_in_file(self.path.value.strip(), self.published.value)
            else:
                named = self.name.value.strip()
                self.add.bring_in(self.paste.value, self.published.value.strip(), named)
            count = len(self.add.stories)
            self._tell(
                f"{count} brief{'' if count == 1 else 's'} drafted; nothing saved yet"
            )

    def _uploaded(self, change: Any) -> None:
        for item in change["new"]:
            content = bytes(item["content"])
            self.paste.value = content.decode("utf-8-sig", "replace")
            self.name.value = Path(item["name"]).stem
            if "\ufffd" in self.paste.value:
                self._tell(f"{item['name']} is not UTF-8: save it as UTF-8")

    def _picked(self, change: Any) -> None:
        if not self._busy and change["new"] is not None:
            self.add.current = change["new"]

    def _typed(self, name: str) -> Callable[[Any], None]:
        def act(change: Any) -> None:
            if not self._busy:
                with self._quiet(), self._told():
                    self.add.change(**{name: change["new"]})

        return act

    def _field(self, name: str) -> Callable[[Any], None]:
        def act(change: Any) -> None:
            if self._busy or self.claim.value is None:
                return
            value = change["new"]
            if name == "origin":
                value = "curated" if value else "drafted"
            with self._quiet(), self._told():
                self.add.change_claim(self.claim.value, **{name: value})
                if name in CHOSEN:
                    names = self.add.choices(name)
                    self.fields[name].options = offered(names, value)

        return act

    def _claim_added(self) -> None:
        self.add.add_claim()
        self.claim.value = len(self.add.brief.claims) - 1

    def _removed(self) -> None:
        if self.claim.value is not None:
            self.add.remove_claim(self.claim.value)

    def _divide(self) -> None:
        with self._told():
            self.add.divide(self.add.current, self.paragraph.value)

    def _join(self) -> None:
        with self._told():
            self.add.join(self.add.current)

    def _accept(self) -> None:
        if self.mention.value is not None:
            self.add.accept(self._found[self.mention.value][1])
            with self._quiet():
                self._show_text()

    def _correct(self) -> None:
        if self.mention.value is None:
            return
        kind, mention = self._found[self.mention.value]
        reading = {n: str(b.value).strip() for n, b in self.reading[kind].items()}
        self.add.correct(kind, mention, self.because.value, **reading)

    def _reject(self) -> None:
        if self.mention.value is not None:
            kind, mention = self._found[self.mention.value]
            self.add.correct(kind, mention, self.because.value)

    def _save(self, *which: int) -> None:
        with self._told():
            paths = self.add.save(*which)
            named = ", ".join(path.name for path in paths)
            self._tell(f"Saved in {paths[0].parent.name}: {named}")

    @contextmanager
    def _quiet(self) -> Iterator[None]:
        before, self._busy = self._busy, True
        try:
            yield
        finally:
            self._busy = before

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except BriefbookError as err:
            self._tell(str(err))


def display(add: AddBriefs) -> None:
    """Show the controls; where there is no kernel, the state in words."""
    from IPython.display import display as show

    words = repr(add)
    html = f"<p>{escape(words)}. Run this cell in JupyterLab to work on them.</p>"
    view = {
        "version_major": 2,
        "version_minor": 0,
        "model_id": add.controls.root.model_id,
    }
    show({"text/plain": words, "text/html": html, WIDGET_VIEW: view}, raw=True)


def _place(kept: int | None, rows: Any) -> int | None:
    """Return the place that was chosen while there is one, else the first."""
    if not rows:
        return None
    return kept if kept is not None and kept < len(rows) else 0


def _button(words: str, act: Callable[[], None]) -> Any:
    button = w.Button(description=words)
    button.on_click(lambda _: act())
    return button


def _row(boxes: list[Any]) -> Any:
    row = w.HBox(boxes)
    row.add_class("bb-row")
    return row


def _named(place: int, claim: Any) -> str:
    parts = (claim.actor, claim.action, claim.object or claim.target)
    words = claim.words or (claim.figures[0].words if claim.figures else claim.date)
    told = " ".join(part for part in parts if part)
    return f"{place + 1}. {told or '(nobody yet)'}: {words}"[:110]


def _read(kind: str, mention: Any, accepted: bool) -> str:
    reading = ", ".join(v for v in shown_reading(kind, mention).values() if v)
    mark = "\u2713 " if accepted else ""
    return f"{mark}{mention.quote}: {kind}, {reading}"[:110]


def _html(text: str, found: list[tuple[str, Any]]) -> str:
    parts, last = [], 0
    for kind, mention in found:
        if mention.char_start < last:
            continue
        quote = escape(text[mention.char_start : mention.char_end])
        parts.append(escape(text[last : mention.char_start]))
        parts.append(f"<mark class='bb-{kind}' title='{kind}'>{quote}</mark>")
        last = mention.char_end
    parts.append(escape(text[last:]))
    return "".join(f"<p>{line}</p>" for line in "".join(parts).split("\n"))
