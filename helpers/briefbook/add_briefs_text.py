"""The text of a brief with its readings marked, each to accept, correct or reject."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from briefbook.add_briefs_claims import place_of
from briefbook.add_briefs_fields import (
    button,
    heading,
    reading_fields,
    row,
    shown_reading,
    told_reading,
)
from briefbook.add_briefs_readings import reason, rejected, why_left_out
from briefbook.corrections import RULE

if TYPE_CHECKING:
    from briefbook.add_briefs_controls import Controls

KINDS = ("figure", "date", "actor")
_LEGEND = " ".join(f"<mark class='bb-{kind}'>{kind}</mark>" for kind in KINDS)


class Text:
    """The marked text and its readings."""

    def __init__(self, controls: Controls) -> None:
        self.controls, self.add = controls, controls.add
        self.marked = w.HTML()
        self.marked.add_class("bb-text")
        self.paragraph = w.BoundedIntText(description="paragraph", value=2, min=2)
        self.divide = button("begins a new brief", self._divide)
        self.join = button("Join with the next brief", self._join)
        self.mention = w.Select(description="readings", rows=6)
        self.mention.observe(lambda _: self.show_reading(), "value")
        self.mention.add_class("bb-list")
        self.reading = {kind: reading_fields(kind) for kind in KINDS}
        self.because = w.Text(description="because", placeholder="the reason")
        self.because.add_class("bb-field")
        for kind, boxes in self.reading.items():
            for box in boxes.values():
                box.observe(lambda _, kind=kind: self._typed(kind), "value")
        self.because.observe(lambda _: self._typed(""), "value")
        self._fields = row([])
        self.accept = button("Accept", self._accept)
        self.correct = button("Correct", self._correct)
        self.reject = button("Reject", self._reject)
        self.leave = button("Needs no claim", self._leave)
        self.leave.tooltip = "The figure is left without a claim, for the reason given"
        self.undo = button("Undo", self._undo)
        self.undo.tooltip = "Take back the correction of these words"
        self.said = w.HTML()
        self.said.add_class("bb-said")
        legend = w.HTML(f"<p class='bb-legend'>Marked: {_LEGEND}</p>")
        moves = row([self.paragraph, self.divide, self.join])
        ways = row([self.accept, self.correct, self.reject, self.leave, self.undo])
        self.root = w.VBox(
            [
                heading("Text", "as the digest has it"),
                *(legend, self.marked, moves),
                heading("Readings", "accept, correct or reject what the rules read"),
                *(self.mention, self._fields, ways, self.said),
            ]
        )

    def show(self) -> None:
        """Show the text of the current brief, its marks and its readings."""
        add, brief = self.add, self.add.brief
        found = add.mentions()
        self.marked.value = _html(brief.text, found)
        lines = brief.text.count("\n") + 1
        shown = {
            self.paragraph: lines > 1,
            self.divide: lines > 1,
            self.join: add.current < len(add.stories) - 1,
        }
        for box, is_shown in shown.items():
            box.layout.display = "" if is_shown else "none"
        out = rejected(brief)
        self.found = sorted([*found, *out], key=lambda pair: pair[1].char_start)
        self._rejected = {mention for _, mention in out}
        kept = self.mention.value
        with self.controls.quiet():
            self.paragraph.max = max(2, lines)
            self.mention.options = [
                (self._named(kind, mention), place)
                for place, (kind, mention) in enumerate(self.found)
            ]
            self.mention.value = place_of(kept, self.found)
        self.show_reading()

    def show_reading(self) -> None:
        """Show the fields of the chosen reading; what was typed there stands again."""
        if self.controls.busy:
            return
        if self.mention.value is None:
            self._fields.children = ()
            return
        self.said.value = ""
        kind, mention = self.found[self.mention.value]
        boxes, out = self.reading[kind], mention in self._rejected
        shown = {} if out else shown_reading(kind, mention)
        left = why_left_out(self.add.brief, mention)
        shown["because"] = reason(self.add.brief, mention) or left
        shown |= self.add.typed.reading(self.add.key(mention))
        with self.controls.quiet():
            for name, box in {**boxes, "because": self.because}.items():
                value = shown.get(name, "")
                if not isinstance(box, w.Dropdown) or value in box.options:
                    box.value = value
        for way, is_shown in (
            (self.accept, not out),
            (self.reject, not out),
            (self.leave, kind == "figure" and not out and not left),
            (self.undo, out or bool(left) or mention.rule == RULE),
        ):
            way.layout.display = "" if is_shown else "none"
        self._fields.children = (*boxes.values(), self.because)

    def _named(self, kind: str, mention: Any) -> str:
        if mention in self._rejected:
            return f"\u2717 {mention.quote}: no {kind} (rejected)"[:110]
        mark = "\u2713 " if self.add.is_accepted(mention) else ""
        mark = "\u270e " if mention.rule == RULE else mark
        left = ", needs no claim" if why_left_out(self.add.brief, mention) else ""
        told = told_reading(kind, mention)
        return f"{mark}{mention.quote}: {kind}, {told}{left}"[:110]

    def _chosen(self) -> tuple[str, Any, dict[str, str]]:
        kind, mention = self.found[self.mention.value]
        boxes = self.reading[kind].items()
        return kind, mention, {name: str(box.value).strip() for name, box in boxes}

    def _typed(self, kind: str) -> None:
        if self.controls.busy or self.mention.value is None:
            return
        chosen, mention, read = self._chosen()
        if kind == "" and reason(self.add.brief, mention) is not None:
            with self.controls.quiet():
                self.add.explain(mention, self.because.value)
        elif kind in ("", chosen):
            told = {**read, "because": self.because.value}
            self.add.typed.put_reading(self.add.key(mention), told)

    def _accept(self) -> None:
        if self.mention.value is not None:
            self.add.accept(self._chosen()[1])
            self.show()

    def _correct(self) -> None:
        if self.mention.value is not None:
            kind, mention, reading = self._chosen()
            with self.controls.told():
                self.add.correct(kind, mention, self.because.value, **reading)

    def _reject(self) -> None:
        if self.mention.value is not None:
            kind, mention, _ = self._chosen()
            self.add.correct(kind, mention, self.because.value)

    def _leave(self) -> None:
        if self.mention.value is None:
            return
        if not self.because.value.strip():
            told = "write under 'because' why this figure needs no claim"
            self.controls.tell(told, wrong=True, beside=self.said)
            return
        self.add.leave_out(self._chosen()[1], self.because.value.strip())

    def _undo(self) -> None:
        if self.mention.value is not None:
            mention = self._chosen()[1]
            if why_left_out(self.add.brief, mention):
                self.add.leave_out(mention, "")
            else:
                self.add.undo(mention)

    def _divide(self) -> None:
        with self.controls.told():
            self.add.divide(self.add.current, self.paragraph.value)

    def _join(self) -> None:
        with self.controls.told():
            self.add.join(self.add.current)


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
    lines = "".join(parts).split("\n")
    if len(lines) == 1:
        return f"<p>{lines[0]}</p>"
    return "".join(
        f"<p><span class='bb-nth'>{number}</span> {line}</p>"
        for number, line in enumerate(lines, start=1)
    )
