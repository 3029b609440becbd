"""The fields that a person fills in: of a claim, and of a reading put right."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any, get_args

import ipywidgets as w

from briefbook.extract.lexicons import known_units
from briefbook.models import ActorType, Bound, Change, Precision
from briefbook.tables import amount
from briefbook.words import places

#: Fields of a claim in the order of a brief file; those with words to choose from.
CLAIM = (
    *("actor", "action", "target", "object", "measure", "instrument", "place"),
    *("date", "words", "stage", "basis", "said_by"),
)
CHOSEN = (
    *("actor", "action", "target", "measure", "instrument", "stage", "basis"),
    "said_by",
)
# Names that a combination box offers at a time: more make the page slow.
_MOST = 40


def claim_field(name: str) -> Any:
    """Return the box of one field of a claim."""
    label = name.replace("_", " ")
    make = w.Combobox if name in CHOSEN else w.Text
    box = make(description=label, continuous_update=True)
    box.tooltip = f"{label} of the claim"
    box.add_class("bb-field")
    return box


def which_box(name: str) -> Any:
    """Return the box that says which of several places of its words is meant."""
    box = w.Dropdown(description="which", options=[("", None)])
    box.tooltip = f"which of the places where the words of {name} stand"
    box.add_class("bb-which")
    box.layout.display = "none"
    return box


def show_which(box: Any, text: str, words: str, nth: int | None) -> None:
    """Offer the places where words stand, where they stand more than once."""
    count = len(places(text, words)) if words else 0
    numbers = range(1, count + 1) if count > 1 else [nth] if nth else ()
    box.options = [("", None), *((f"{n} of {count}", n) for n in numbers)]
    box.value = nth if nth in numbers else None
    box.layout.display = "" if numbers else "none"


def button(words: str, act: Callable[[], None]) -> Any:
    """Return a button that does what it says."""
    made = w.Button(description=words)
    made.on_click(lambda _: act())
    return made


def row(boxes: list[Any]) -> Any:
    """Return boxes beside one another, in several lines where the page is narrow."""
    made = w.HBox(boxes)
    made.add_class("bb-row")
    return made


def heading(title: str, about: str) -> Any:
    """Return the heading of a part of the form, and what it is for."""
    return w.HTML(f"<h4>{escape(title)} <span>{escape(about)}</span></h4>")


def offered(names: tuple[str, ...], typed: str) -> tuple[str, ...]:
    """Return the names that hold what was typed, the ones that begin so first."""
    if len(names) <= _MOST:
        return names
    wanted = typed.casefold()
    found = [name for name in names if wanted in name.casefold()]
    found.sort(key=lambda name: not name.casefold().startswith(wanted))
    return tuple(found[:_MOST])


def reading_fields(kind: str) -> dict[str, Any]:
    """Return the boxes of a corrected reading, by the key of a brief file."""
    units, bounds = sorted(known_units()), get_args(Bound)
    if kind == "figure":
        boxes = {
            "value": w.Text(description="value"),
            "value_high": w.Text(description="up to"),
            "unit": w.Combobox(description="unit", options=units),
            "bound": w.Dropdown(description="bound", options=bounds),
            "change": w.Dropdown(description="change", options=("", *get_args(Change))),
            "noun": w.Text(description="noun"),
        }
    elif kind == "date":
        boxes = {
            "start": w.Text(description="start", placeholder="2024-11-20"),
            "end": w.Text(description="end"),
            "precision": w.Dropdown(
                description="precision", options=get_args(Precision)
            ),
        }
    else:
        boxes = {
            "name": w.Text(description="name"),
            "type": w.Dropdown(description="type", options=get_args(ActorType)),
        }
    for name, box in boxes.items():
        box.tooltip = f"{name} of the {kind}"
        box.add_class("bb-field")
    return boxes


def shown_reading(kind: str, mention: Any) -> dict[str, str]:
    """Return a reading as the texts of its boxes."""
    names = {
        "figure": ("value", "value_high", "unit", "bound", "change", "noun"),
        "date": ("start", "end", "precision"),
        "actor": ("name", "type"),
    }[kind]
    return {name: _written(getattr(mention, name)) for name in names}


def told_reading(kind: str, mention: Any) -> str:
    """Return a reading in words, as a list shows it."""
    if kind == "date":
        days = f"{mention.start}"
        days += f" to {mention.end}" if mention.end != mention.start else ""
        return f"{days} ({mention.precision})"
    if kind == "actor":
        return f"{mention.name} ({mention.type.replace('_', ' ')})"
    told = amount(mention.value, mention.unit, mention.value_high, mention.bound)
    told += f" ({mention.noun})" if mention.noun else ""
    return told + (f", {mention.change}" if mention.change else "")


def _written(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)
