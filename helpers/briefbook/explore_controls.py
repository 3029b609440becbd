"""The Explorer's controls: ipywidgets that read and set its traits, nothing more."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as w
from traitlets import Unicode

from briefbook.errors import BriefbookError
from briefbook.explore_calm import Calm
from briefbook.explore_engine import LISTS
from briefbook.explore_live import Live
from briefbook.explore_picker import Picker, label_of
from briefbook.explore_range import ValueRange
from briefbook.explore_rows import PAGE, SORTS, check_html, evidence_html
from briefbook.explore_text import clean
from briefbook.explore_views import DATED, SHOWS
from briefbook.view import View, filters

if TYPE_CHECKING:
    from briefbook.explore import Explorer


class _Picture(w.Image):  # type: ignore[misc]
    """An image with a name for screen readers: its tooltip.

    ipywidgets' view of an image reads `description` before it sets a title, and fails
    where the model has none.
    """

    description = Unicode("").tag(sync=True)


_ALONE = ["themes", "actors", "units"]
_TABLES: dict[str, Callable[..., str]] = {"table": evidence_html, "check": check_html}
_SETTLED = 1.0


class Controls:
    """Widgets around one Explorer.

    Attributes
    ----------
    root
        The widget to display.
    on_settled
        Called with nothing once changes have come to rest.
    """

    def __init__(self, ex: Explorer) -> None:
        self.ex = ex
        self.on_settled: Callable[[], None] = lambda: None
        self._busy = False
        self._live = Live()
        self._calm = Calm(self.show)
        self._settled = Calm(lambda: self.on_settled(), eager=False, quiet=_SETTLED)
        self._sentence = w.HTML()
        self._sentence.add_class("bb-sentence")
        self._said = w.HTML()
        self._said.add_class("bb-said")
        self._chips = w.HBox()
        self._chips.add_class("bb-chips")
        others = [n for n in LISTS if n not in _ALONE and ex.held(n)]
        groups = [[name] for name in _ALONE] + ([others] if others else [])
        self.pickers = [Picker(ex, names, self._choose) for names in groups]
        pickers = w.HBox([picker.root for picker in self.pickers])
        pickers.add_class("bb-pickers")
        style = w.HTML(f"<style>{_css()}</style>", layout={"display": "none"})
        self.root = w.VBox(
            [
                style,
                self._sentence,
                self._chips,
                pickers,
                self._ranges(),
                self._shows(),
                self._result(),
                self._ways_out(),
                self._said,
            ]
        )
        self.root.add_class("bb-explorer")
        names = [*filters(), "show", "dated", "sort", "descending", "page"]
        ex.observe(self._changed, names)
        self.show()

    def _ranges(self) -> Any:
        ex = self.ex
        options = [(label, name) for name, label in DATED.items()]
        self._dated = w.Dropdown(options=options, description="Dates by")
        self._first = w.DatePicker(description="from")
        self._last = w.DatePicker(description="until")
        self._text = w.Text(
            description="Words",
            placeholder="words in the brief",
            continuous_update=True,
        )
        self._value = ValueRange(ex, self._set)
        self._scope = w.Checkbox(description="with the rest of their briefs")
        self._scope.indent = False
        for widget, width in (
            (self._dated, "225px"),
            (self._first, "168px"),
            (self._last, "168px"),
            (self._text, "225px"),
            (self._scope, "206px"),
        ):
            widget.layout.width = width
            widget.style.description_width = "58px"
        for widget in (self._first, self._last):
            widget.style.description_width = "40px"
        self._dated.observe(self._act(lambda c: ex.set(dated=c["new"])), "value")
        self._first.observe(self._act(lambda c: self._day("since", c)), "value")
        self._last.observe(self._act(lambda c: self._day("until", c)), "value")
        self._text.observe(self._act(lambda c: ex.set(text=c["new"])), "value")
        scopes = {False: "claims", True: "brief"}
        self._scope.observe(
            self._act(lambda c: ex.set(scope=scopes[c["new"]])), "value"
        )
        return _row(
            self._dated,
            self._first,
            self._last,
            self._text,
            self._value.root,
            self._scope,
        )

    def _shows(self) -> Any:
        ex = self.ex
        self._show = w.RadioButtons(
            options=[(label, name) for name, label in SHOWS.items()],
            orientation="horizontal",
            description="Show",
            layout={"width": "auto"},
        )
        self._show.style.description_width = "auto"
        self._show.observe(self._act(lambda c: ex.set(show=c["new"])), "value")
        return _row(self._show)

    def _result(self) -> Any:
        ex = self.ex
        self._image = _Picture(format="png")
        self._table = w.HTML()
        self._sort = w.Dropdown(
            options=[(label, name) for name, label in SORTS.items()],
            description="Sort by",
            layout={"width": "240px"},
        )
        self._down = w.Checkbox(description="last first", indent=False)
        self._down.layout.width = "110px"
        self._back = w.Button(description="Previous rows", layout={"width": "auto"})
        self._on = w.Button(description="Next rows", layout={"width": "auto"})
        self._sort.observe(self._act(lambda c: ex.set(sort=c["new"])), "value")
        self._down.observe(self._act(lambda c: ex.set(descending=c["new"])), "value")
        self._back.on_click(lambda _: ex.set(page=max(0, ex.page - 1)))
        self._on.on_click(lambda _: ex.set(page=ex.page + 1))
        self._order = _row(self._sort, self._down, self._back, self._on)
        box = w.VBox([self._image, self._order, self._table])
        box.add_class("bb-result")
        return box

    def _ways_out(self) -> Any:
        from briefbook.explore_out import WaysOut

        self._out = WaysOut(self.ex, self.say)
        return self._out.root

    def show(self) -> None:
        """Bring every widget up to date with the Explorer."""
        ex = self.ex
        self._busy = True
        try:
            self._show_result()
            for picker in self.pickers:
                picker.show()
            self._show_ranges()
            self._show.value = ex.show
            self._out.show()
            self._show_chips()
            # Last, since each widget reaches the browser by itself: whoever reads the
            # sentence finds every box and field as it says.
            self._sentence.value = _status(ex.sentence)
        finally:
            self._busy = False
        self._settled.ask()

    def _changed(self, _: Any) -> None:
        # At once, not when it is drawn: that may be after the next thing was said.
        self.say("")
        self._calm.ask()

    def _show_result(self) -> None:
        ex = self.ex
        listed, drawn = ex.show in _TABLES, ex.show != "table"
        if drawn:
            chart = ex.chart()
            # At once, or the browser would load the picture twice.
            with self._image.hold_sync():
                self._image.value = self._live.png(chart)
                # A title is the only name that ipywidgets lets an image have.
                self._image.tooltip = clean(chart.caption.title)
        if listed:
            rows = len(ex.selection.claim_rows) if ex.show == "check" else len(ex)
            last = max(0, (rows - 1) // PAGE)
            page = min(ex.page, last)
            self._table.value = _TABLES[ex.show](
                ex.ds, ex.selection, sort=ex.sort, down=ex.descending, page=page
            )
            self._sort.value, self._down.value = ex.sort, ex.descending
            self._back.disabled, self._on.disabled = page == 0, page >= last
        for widget, on in (
            (self._order, listed),
            (self._table, listed),
            (self._image, drawn),
        ):
            widget.layout.display = None if on else "none"

    def _show_chips(self) -> None:
        default = View()
        on = [n for n in filters() if getattr(self.ex, n) != getattr(default, n)]
        for name in on:
            words = clean(View.of({name: getattr(self.ex, name)}).sentence())
            label = f"{label_of(name)}: {words}"
            button = self._chip(name)
            button.tooltip = f"Clear {label}"
            button.description = f"{label if len(label) < 48 else label[:47] + '…'} ✕"
        buttons = [self._chip(name) for name in on]
        if len(on) > 1:
            buttons.append(self._clear_all)
        self._chips.children = buttons or [self._no_filter]

    @cached_property
    def _chip_buttons(self) -> dict[str, Any]:
        return {}

    def _chip(self, name: str) -> Any:
        if name not in self._chip_buttons:
            button = w.Button()
            button.on_click(lambda _: self.ex.clear(name))
            self._chip_buttons[name] = button
        return self._chip_buttons[name]

    @cached_property
    def _clear_all(self) -> Any:
        button = w.Button(description="Clear all filters")
        button.on_click(lambda _: self.ex.clear())
        return button

    @cached_property
    def _no_filter(self) -> Any:
        return w.HTML("No filter is set: tick a choice below.")

    def _show_ranges(self) -> None:
        ex = self.ex
        prefix = "about_" if ex.dated == "about" else ""
        self._dated.value = ex.dated
        self._first.value = getattr(ex, f"{prefix}since")
        self._last.value = getattr(ex, f"{prefix}until")
        if clean(ex.text) != self._text.value:
            self._text.value = clean(ex.text)
        self._scope.value = ex.scope == "brief"
        self._value.show()

    def _choose(self, name: str, chosen: tuple[str, ...]) -> None:
        self._set(**{name: chosen})

    def _set(self, **values: Any) -> None:
        self._act(lambda _: self.ex.set(**values))(None)

    def _day(self, name: str, change: Any) -> None:
        prefix = "about_" if self.ex.dated == "about" else ""
        self.ex.set(**{f"{prefix}{name}": change["new"]})

    def _act(self, act: Callable[[Any], None]) -> Callable[[Any], None]:
        def guarded(change: Any) -> None:
            if self._busy:
                return
            try:
                act(change)
            except BriefbookError as err:
                self.show()
                # Beside the controls: what stands below the picture is out of sight.
                self._sentence.value = _status(self.ex.sentence, str(err))

        return guarded

    def say(self, sentence: str, *, error: bool = False, html: str = "") -> None:
        """Show a sentence below; `html` goes behind it as it is."""
        kind = ' class="bb-error"' if error else ""
        text = escape(clean(sentence))
        self._said.value = f'<div role="status"{kind}>{text}{html}</div>'


def _status(sentence: str, wrong: str = "") -> str:
    count, _, what = sentence.partition(": ")
    # A sentence too long for its place can be scrolled, also by keyboard.
    focus = ' tabindex="0"' if len(what + wrong) > 200 else ""
    refused = f'<div class="bb-error">{escape(clean(wrong))}</div>' if wrong else ""
    return (
        f'<div role="status"{focus}>{escape(count)}: '
        f'<span class="bb-what">{escape(what)}</span>{refused}</div>'
    )


def _row(*widgets: Any) -> Any:
    row = w.HBox(list(widgets))
    row.add_class("bb-row")
    return row


def _css() -> str:
    return Path(__file__).with_name("explore.css").read_text(encoding="utf-8")
