"""The claims of a brief as controls: their fields, and figures each with its role."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from briefbook.add_briefs_fields import (
    CHOSEN,
    CLAIM,
    button,
    claim_field,
    heading,
    offered,
    row,
    show_which,
    which_box,
)
from briefbook.briefs import ROLES
from briefbook.models import FigureRef

if TYPE_CHECKING:
    from briefbook.add_briefs_controls import Controls

_PLACED = ("date", "words")
_ROLES = {
    "value": "value",
    "was": "was (value before)",
    "change": "change (size of the move)",
    "threshold": "threshold (limit)",
}


class Figures:
    """A row of boxes for each figure of a claim.

    Parameters
    ----------
    changed
        Called with the figures when a person has changed one.
    """

    def __init__(self, changed: Callable[[tuple[FigureRef, ...]], None]) -> None:
        self.changed = changed
        self.text = ""
        self._busy = False
        self.rows: list[tuple[Any, Any, Any, Any]] = []
        self.more = button("Add a figure", self._add)
        self.root = w.VBox([])

    def show(self, refs: tuple[FigureRef, ...], text: str) -> None:
        """Show a claim's figures; one empty row where there is none."""
        self.text, self._busy = text, True
        try:
            shown = refs or (FigureRef(words=""),)
            while len(self.rows) < len(shown):
                self.rows.append(self._row(len(self.rows)))
            self._lay_out(len(shown))
            for ref, (words, role, which, _) in zip(shown, self.rows, strict=False):
                words.value, role.value = ref.words, ref.role
                show_which(which, text, ref.words, ref.occurrence)
        finally:
            self._busy = False

    def _row(self, place: int) -> tuple[Any, Any, Any, Any]:
        nth = "" if place == 0 else f" {place + 1}"
        words = w.Text(description=f"figure{nth}", continuous_update=True)
        options = [(_ROLES[role], role) for role in ROLES]
        role = w.Dropdown(description=f"role{nth}", options=options)
        which = which_box(f"figure{nth}")
        out = button("Remove", lambda: self._remove(place))
        out.tooltip = f"Remove figure{nth} of the claim"
        for box in (words, role):
            box.add_class("bb-field")
        words.observe(self._said, "value")
        role.observe(self._said, "value")
        which.observe(self._said, "value")
        return words, role, which, out

    def _lay_out(self, count: int) -> None:
        self.count = count
        for _, role, _, out in self.rows[:count]:
            out.layout.display = "" if count > 1 else "none"
            role.layout.display = ""
        shown = tuple(row(list(boxes)) for boxes in self.rows[:count])
        if len(self.root.children) != count + 1:
            self.root.children = (*shown, row([self.more]))

    def refs(self) -> tuple[FigureRef, ...]:
        """Return the figures as they stand in the boxes."""
        return tuple(
            FigureRef(
                words=words.value.strip(), role=role.value, occurrence=which.value
            )
            for words, role, which, _ in self.rows[: self.count]
        )

    def _said(self, change: Any) -> None:
        if self._busy:
            return
        self._busy = True
        try:
            for words, _, which, _ in self.rows[: self.count]:
                if words is change["owner"]:
                    show_which(which, self.text, words.value.strip(), None)
        finally:
            self._busy = False
        self.changed(self.refs())

    def _add(self) -> None:
        self.show((*self.refs(), FigureRef(words="")), self.text)

    def _remove(self, place: int) -> None:
        refs = list(self.refs())
        del refs[place]
        self.show(tuple(refs), self.text)
        self.changed(tuple(refs))


class Claims:
    """The list of a brief's claims and the fields of the one that is chosen."""

    def __init__(self, controls: Controls) -> None:
        self.controls, self.add = controls, controls.add
        self.claim = w.Select(description="claims", rows=6)
        self.claim.observe(lambda _: self.show_fields(), "value")
        self.claim.add_class("bb-list")
        self.fields = {name: claim_field(name) for name in CLAIM}
        for name, box in self.fields.items():
            box.observe(self._field(name), "value")
        self.which = {name: which_box(name) for name in _PLACED}
        for name, box in self.which.items():
            box.observe(self._field(f"{name}_occurrence"), "value")
        self.figures = Figures(lambda refs: self._change(figures=refs))
        self.negated = w.Checkbox(description="denied", indent=False)
        self.curated = w.Checkbox(description="checked by a person", indent=False)
        self.negated.observe(self._field("negated"), "value")
        self.curated.observe(self._field("origin"), "value")
        ways = [button("Add a claim", self._added)]
        ways.append(button("Remove this claim", self._removed))
        who, said = [], []
        for name, box in self.fields.items():
            if name in _PLACED or said:
                said += [box, self.which[name]] if name in _PLACED else [box]
            else:
                who.append(box)
        ticks = row([self.negated, self.curated])
        self._chosen = w.VBox([row(who), self.figures.root, row(said), ticks])
        head = heading("Claims", "who does what, and the words that say so")
        self.root = w.VBox([head, self.claim, row(ways), self._chosen])

    def show(self) -> None:
        """Show the claims of the current brief."""
        claims = self.add.brief.claims
        kept = self.claim.value
        with self.controls.quiet():
            self._label()
            self.claim.value = place_of(kept, claims)
        self.show_fields()

    def _label(self) -> None:
        named = [(_named(p, c), p) for p, c in enumerate(self.add.brief.claims)]
        if list(self.claim.options) != named:
            kept = self.claim.value
            self.claim.options = named
            self.claim.value = place_of(kept, named)

    def show_fields(self) -> None:
        """Show the fields of the chosen claim."""
        if self.controls.busy:
            return
        place = self.claim.value
        self._chosen.layout.display = "" if place is not None else "none"
        if place is None:
            return
        text, claim = self.add.brief.text, self.add.brief.claims[place]
        with self.controls.quiet():
            for name, box in self.fields.items():
                value = getattr(claim, name)
                if name in CHOSEN:
                    box.options = offered(self.add.choices(name), value)
                box.value = value
            for name, box in self.which.items():
                nth = getattr(claim, f"{name}_occurrence")
                show_which(box, text, getattr(claim, name), nth)
            self.figures.show(claim.figures, text)
            self.negated.value = claim.negated
            self.curated.value = claim.origin == "curated"

    def _field(self, name: str) -> Callable[[Any], None]:
        def act(change: Any) -> None:
            value = change["new"]
            if name == "origin":
                value = "curated" if value else "drafted"
            self._change(**{name: value})

        return act

    def _change(self, **fields: Any) -> None:
        if self.controls.busy or self.claim.value is None:
            return
        with self.controls.quiet(), self.controls.told():
            for name in [name for name in fields if name in _PLACED]:
                box, text = self.which[name], self.add.brief.text
                show_which(box, text, fields[name], None)
                fields[f"{name}_occurrence"] = box.value
            self.add.change_claim(self.claim.value, **fields)
            for name in [name for name in fields if name in CHOSEN]:
                names = self.add.choices(name)
                self.fields[name].options = offered(names, fields[name])
            self._label()

    def _added(self) -> None:
        self.add.add_claim()
        self.claim.value = len(self.add.brief.claims) - 1

    def _removed(self) -> None:
        if self.claim.value is not None:
            self.add.remove_claim(self.claim.value)


def place_of(kept: int | None, rows: Any) -> int | None:
    """Return the place that was chosen while there is one, else the first."""
    if not rows:
        return None
    return kept if kept is not None and kept < len(rows) else 0


def _named(place: int, claim: Any) -> str:
    parts = (claim.actor, claim.action, claim.object or claim.target)
    figures = ", ".join(ref.words for ref in claim.figures)
    words = claim.words or figures or claim.date
    told = " ".join(part for part in parts if part)
    return f"{place + 1}. {told or '(nobody yet)'}: {words}"[:110]
