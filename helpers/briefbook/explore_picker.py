"""A list of choices with counts: a page of check boxes that typing narrows."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from briefbook.explore_text import clean

if TYPE_CHECKING:
    from briefbook.explore import Explorer

ROWS = 5


def label_of(name: str) -> str:
    """Return how a filter is called, e.g. ``Value min``."""
    return name.replace("_", " ").capitalize()


class Picker:
    """Choices of one list filter, or of one at a time out of several.

    Each choice is a check box that says how many rows it would leave. The boxes are
    kept and renamed, so the height stays and nothing flickers.

    Parameters
    ----------
    ex
        Whose filters they are.
    names
        The filters to choose from; one alone stands as a heading.
    change
        Called with a filter's name and its new choices.
    """

    def __init__(
        self,
        ex: Explorer,
        names: list[str],
        change: Callable[[str, tuple[str, ...]], None],
    ) -> None:
        self.ex = ex
        self.name = names[0]
        self._change = change
        self._busy = False
        self._page = 0
        self._order: list[str] = []
        self._counts: dict[str, int] = {}
        self._head: Any
        if len(names) == 1:
            self._head = w.HTML(f'<h4 class="bb-head">{label_of(self.name)}</h4>')
        else:
            options = [(label_of(name), name) for name in names]
            self._head = w.Dropdown(options=options, description="More")
            self._head.observe(self._other, "value")
        self._head.add_class("bb-picker-head")
        self._search = w.Text(
            placeholder="type to narrow",
            description="Find",
            tooltip=f"Find in {label_of(self.name).lower()}",
            continuous_update=True,
        )
        self._search.observe(self._narrow, "value")
        self._boxes = [
            w.Checkbox(indent=False, description_allow_html=True) for _ in range(ROWS)
        ]
        self._shown: list[str | None] = [None] * ROWS
        for place, box in enumerate(self._boxes):
            box.observe(self._clicked(place), "value")
        self._where = w.HTML()
        self._back = w.Button(description="Previous", layout={"width": "auto"})
        self._on = w.Button(description="Next", layout={"width": "auto"})
        self._back.on_click(lambda _: self._turn(-1))
        self._on.on_click(lambda _: self._turn(1))
        pager = w.HBox([self._where, self._back, self._on])
        pager.add_class("bb-pager")
        self.root = w.VBox([self._head, self._search, *self._boxes, pager])
        self.root.add_class("bb-picker")

    def show(self) -> None:
        """Bring boxes and counts up to date with the Explorer."""
        counts = self.ex.counts(self.name)
        chosen = getattr(self.ex, self.name)
        if counts != self._counts or not self._order or self._hidden(chosen):
            self._counts = counts
            self._sort()
        self._fill()

    def _hidden(self, chosen: tuple[str, ...]) -> bool:
        # What is chosen must be in sight, also where it was not chosen here.
        return not set(chosen) <= {*self._order, *self._shown}

    def _sort(self) -> None:
        chosen = getattr(self.ex, self.name)
        words = self._search.value.strip().casefold()
        counts = self._counts
        every = self._every()
        names = [name for name in every if self._matches(name, words)]
        if len(every) > ROWS:
            # A short list keeps its order; a long one shows first what leaves rows.
            names.sort(key=lambda n: (n not in chosen, -counts.get(n, 0)))
        self._order = names
        self._page = min(self._page, max(0, (len(names) - 1) // ROWS))

    def _every(self) -> list[str]:
        held = self.ex.held(self.name)
        chosen = [c for c in getattr(self.ex, self.name) if c not in held]
        return [*chosen, *held]

    def _matches(self, name: str, words: str) -> bool:
        if not words or words in _spoken(name).casefold():
            return True
        return any(words in alias for alias in self._aliases.get(name, ()))

    @cached_property
    def _aliases(self) -> dict[str, tuple[str, ...]]:
        """Return the other names of each actor, folded."""
        if self.name != "actors":
            return {}
        actors = self.ex.ds.registry
        return {a.name: tuple(n.casefold() for n in a.aliases) for a in actors}

    def _fill(self) -> None:
        chosen = set(getattr(self.ex, self.name))
        start = self._page * ROWS
        names = self._order[start : start + ROWS]
        self._busy = True
        try:
            for place, box in enumerate(self._boxes):
                name = names[place] if place < len(names) else None
                self._shown[place] = name
                self._set(box, name, name in chosen)
        finally:
            self._busy = False
        size = len(self._order)
        every = len(self._every())
        several = size > ROWS
        # A list that is seen whole needs no search; its place stays, so nothing jumps.
        self._search.layout.visibility = (
            "hidden" if every <= ROWS and not self._search.value else "visible"
        )
        end = start + len(names)
        text = f"{start + 1}–{end} of {size}" if several else ""
        if not size:
            text = "nothing matches" if self._search.value else "none in these rows"
        self._where.value = text
        self._back.disabled = self._page == 0
        self._on.disabled = end >= size
        for button in (self._back, self._on):
            button.layout.visibility = "visible" if several else "hidden"

    def _set(self, box: Any, name: str | None, on: bool) -> None:
        with box.hold_sync():
            if name is None:
                box.description, box.value, box.disabled = "&nbsp;", False, True
                box.tooltip = ""
            else:
                count = self._counts.get(name, 0)
                box.description = _named(name, count)
                # Without it the description's HTML would be read out as the title.
                box.tooltip = clean(_spoken(name))
                box.value, box.disabled = on, False
        visibility = "visible" if name is not None else "hidden"
        if box.layout.visibility != visibility:
            box.layout.visibility = visibility

    def _clicked(self, place: int) -> Callable[[Any], None]:
        def act(change: Any) -> None:
            name = self._shown[place]
            if self._busy or name is None:
                return
            chosen = [c for c in getattr(self.ex, self.name) if c != name]
            if change["new"]:
                chosen.append(name)
            self._change(self.name, tuple(chosen))

        return act

    def _narrow(self, _: Any) -> None:
        self._page = 0
        self._sort()
        self._fill()

    def _turn(self, step: int) -> None:
        self._page = max(0, self._page + step)
        self._fill()

    def _other(self, change: Any) -> None:
        self.name, self._order, self._counts = change["new"], [], {}
        self._search.tooltip = f"Find in {label_of(self.name).lower()}"
        self._page = 0
        self._search.value = ""
        self.show()


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _named(name: str, count: int) -> str:
    text = escape(clean(_spoken(name)))
    kind = "bb-name" if count else "bb-name bb-zero"
    return (
        f'<span class="{kind}" title="{text}">{text}</span> '
        f'<span class="bb-n" title="{text}">{count:,}</span>'
    )
