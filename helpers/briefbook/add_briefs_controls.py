"""The controls of new briefs: ipywidgets that read and change the model, no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from briefbook.add_briefs_claims import Claims
from briefbook.add_briefs_fields import button, heading, row
from briefbook.add_briefs_text import Text
from briefbook.errors import BriefbookError, ParameterError
from briefbook.explore_static import WIDGET_VIEW

if TYPE_CHECKING:
    from briefbook.add_briefs import AddBriefs

_CSS = Path(__file__).with_name("add_briefs.css")
_NAMED = 3  # files that a message names; of more it gives the number


class Controls:
    """Widgets around one `AddBriefs`.

    Attributes
    ----------
    root
        The widget to display.
    busy
        Whether a control is being set by the model, not by a person.
    """

    def __init__(self, add: AddBriefs) -> None:
        self.add = add
        self.busy = False
        style = w.HTML(f"<style>{_CSS.read_text(encoding='utf-8')}</style>")
        style.layout.display = "none"
        self.said, self.saved = w.HTML(), w.HTML()
        for box in (self.said, self.saved):
            box.add_class("bb-said")
        self.text, self.claims = Text(self), Claims(self)
        parts = (self._stories(), self.text.root, self.claims.root, self._end())
        self.work = w.VBox(parts)
        self.root = w.VBox([style, self._way_in(), self.said, self.work])
        self.root.add_class("bb-add")
        add.observe(lambda _: self.show(), ["stories", "current"])
        add.observe(lambda _: self.tell(add.notice), "notice")
        self.show()
        self.tell(add.notice)

    def _way_in(self) -> Any:
        add, typed = self.add, self.add.typed
        self.published = w.Text(description="published", placeholder="2025-06-30")
        self.name = w.Text(description="called", placeholder="name of the digest")
        self.paste = w.Textarea(
            description="digest", placeholder="Paste it here, one paragraph a line"
        )
        self.path = w.Text(description="or file", placeholder="path of a text file")
        self.upload = w.FileUpload(accept=".txt,.md,.html,.htm", description="Upload")
        self.bring = button("Split into briefs", self._bring)
        kept = {
            "published": (self.published, add.published),
            "name": (self.name, add.name),
            "digest": (self.paste, ""),
            "path": (self.path, ""),
        }
        for name, (box, value) in kept.items():
            box.value = typed.get(name) or value
            box.observe(self._kept(name), "value")
            box.add_class("bb-field")
        self.paste.add_class("bb-paste")
        self.upload.observe(self._uploaded, "value")
        head = w.HTML(f"<h3>New briefs for the corpus {escape(add.corpus)}</h3>")
        boxes = [self.published, self.name, self.path, self.upload, self.bring]
        return w.VBox([head, self.paste, row(boxes)])

    def _stories(self) -> Any:
        self.pick = w.Select(description="briefs", rows=6)
        self.pick.observe(self._picked, "value")
        self.pick.add_class("bb-list")
        self.id = w.Text(description="id")
        self.title = w.Text(description="title")
        for box, name in ((self.id, "id"), (self.title, "title")):
            box.add_class("bb-field")
            box.observe(self._typed(name), "value")
        self.title.add_class("bb-wide")
        names = self.add._whole.vocabularies.themes
        self.themes = {
            name: w.Checkbox(description=name, indent=False) for name in names
        }
        for box in self.themes.values():
            box.observe(self._ticked, "value")
        ticks = row(
            [w.HTML("<span class='bb-label'>themes</span>"), *self.themes.values()]
        )
        head = heading("Briefs", "choose one to work on it")
        return w.VBox([head, self.pick, row([self.title, self.id]), ticks])

    def _end(self) -> Any:
        self.problems = w.HTML()
        self.problems.add_class("bb-problems")
        ways = [
            button("Save this brief", lambda: self.save(self.add.current)),
            button("Save all briefs", lambda: self.save()),
        ]
        head = heading("Check", "what is to be looked at in this brief")
        return w.VBox([head, self.problems, row(ways), self.saved])

    # What the model says is shown here.

    def show(self) -> None:
        """Show the model's state in all controls."""
        if self.busy:
            self._show_problems()
            return
        add = self.add
        self.work.layout.display = "" if add.stories else "none"
        if not add.stories:
            return
        brief = add.brief
        with self.quiet():
            self._label()
            self.id.value, self.title.value = brief.id, brief.title
            for name, box in self.themes.items():
                box.value = name in brief.themes
        self.text.show()
        self.claims.show()
        self._show_problems()

    def _label(self) -> None:
        named = [
            (f"{place + 1}. {brief.title}{self._state(place)}", place)
            for place, brief in enumerate(self.add.stories)
        ]
        if list(self.pick.options) != named:
            self.pick.options = named
        self.pick.value = self.add.current

    def _state(self, place: int) -> str:
        return " (saved)" if self.add.is_saved(place) else ""

    def _show_problems(self) -> None:
        found = self.add.problems()
        rows = "".join(
            f"<li class='bb-{problem.level}'>{escape(_told(problem))}</li>"
            for problem in found
        )
        self.problems.value = (
            f"<p role='status'>{len(found)} to look at:</p><ul>{rows}</ul>"
            if found
            else "<p role='status'>Nothing to look at: the check finds no fault.</p>"
        )

    def tell(self, words: str, *, wrong: bool = False, beside: Any = None) -> None:
        """Tell the person something, at the top or in a box beside what they did."""
        kind = " class='bb-wrong'" if wrong else ""
        told = f"<p role='status'{kind}>{escape(words)}</p>" if words else ""
        (beside or self.said).value = told

    # What a person does goes to the model.

    def _bring(self) -> None:
        with self.told():
            day, path = self.published.value.strip(), self.path.value.strip()
            if path and self.paste.value.strip():
                raise ParameterError(
                    "both a digest and the path of a file are given: empty one of them"
                )
            self.saved.value = ""
            self.tell("The digest is being split and read ...")
            if path:
                self.add.bring_in_file(path, day)
            else:
                self.add.bring_in(self.paste.value, day, self.name.value.strip())
            count = len(self.add.stories)
            told = (
                f"{count} brief{'' if count == 1 else 's'} drafted; nothing saved yet"
            )
            self.tell(f"{told}. {self.add.notice}" if self.add.notice else told)

    def _kept(self, name: str) -> Callable[[Any], None]:
        return lambda change: self.add.typed.put(**{name: change["new"]})

    def _uploaded(self, change: Any) -> None:
        for item in change["new"]:
            content = bytes(item["content"])
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError as err:
                line = content.count(b"\n", 0, err.start) + 1
                told = f"{item['name']}, line {line}, is not UTF-8: save it as UTF-8"
                self.tell(told, wrong=True)
                return
            self.paste.value, self.path.value = text, ""
            self.name.value = Path(item["name"]).stem
            self.tell(f"{item['name']} is read: give its day, then split it")

    def _picked(self, change: Any) -> None:
        if not self.busy and change["new"] is not None:
            self.saved.value = ""
            self.add.current = change["new"]

    def _typed(self, name: str) -> Callable[[Any], None]:
        def act(change: Any) -> None:
            if not self.busy:
                with self.quiet(), self.told():
                    self.add.change(**{name: change["new"]})
                    self._label()

        return act

    def _ticked(self, _: Any) -> None:
        if not self.busy:
            # Themes of a file that the vocabulary lacks stay: the check names them.
            others = [name for name in self.add.brief.themes if name not in self.themes]
            ticked = [name for name, box in self.themes.items() if box.value]
            with self.quiet(), self.told():
                self.add.change(themes=(*ticked, *others))

    def save(self, *which: int) -> None:
        """Save briefs and say so beside the buttons."""
        with self.told(self.saved):
            paths = self.add.save(*which)
            named = ", ".join(path.name for path in paths[:_NAMED])
            if len(paths) > _NAMED:
                named += f" and {len(paths) - _NAMED} more"
            self.tell(f"Saved in {paths[0].parent.name}: {named}", beside=self.saved)
        with self.quiet():
            self._label()

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Let controls be set without taking it for what a person does."""
        before, self.busy = self.busy, True
        try:
            yield
        finally:
            self.busy = before

    @contextmanager
    def told(self, beside: Any = None) -> Iterator[None]:
        """Tell an error instead of raising it."""
        try:
            yield
        except BriefbookError as err:
            self.tell(str(err), wrong=True, beside=beside)


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


def _told(problem: Any) -> str:
    where = f"claim {problem.line}" if problem.line > 0 else ""
    where = f"correction {-problem.line}" if problem.line < 0 else where
    message = problem.message.replace("the claim in line", "claim")
    what = " ".join(part for part in (problem.value, message) if part)
    told = f"{what}: {problem.remedy}" if problem.remedy else what
    return f"{where}: {told}" if where else told
