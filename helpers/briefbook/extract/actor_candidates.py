"""A stretch of capitalised words that may name an actor."""

from __future__ import annotations

from dataclasses import dataclass

from briefbook.extract.actor_units import Unit
from briefbook.extract.gazetteer import Entry
from briefbook.models import ActorType
from briefbook.registry import RegistryActor


@dataclass(slots=True)
class Candidate:
    """A stretch that may name an actor.

    Attributes
    ----------
    first, last
        Token span, end exclusive.
    text
        The name as it stands, one space between words.
    type
        Set where the form itself tells it; empty where context must.
    entry
        What the gazetteer says, None for an unknown name.
    rule
        The rule that read it; empty while nothing has.
    units
        Its words.
    title
        Kind of the title before it (``office``), or empty.
    after_known
        Whether it stands right after a known company: `Apple Vision`.
    owned
        Whether a firm's possessive stands before it: `Apple's Vision`.
    listed
        Whether it is joined to an actor by a comma or `and`.
    beside_firm
        Whether that actor is a firm.
    of_country
        Whether a country's possessive stands before it: `Finland's Elisa`.
    affiliated
        Whether a person is said to be of it: `Ann Lee of Acme`.
    """

    first: int
    last: int
    text: str
    type: ActorType | None = None
    entry: Entry | None = None
    rule: str = ""
    units: tuple[Unit, ...] = ()
    title: str = ""
    after_known: bool = False
    owned: bool = False
    listed: bool = False
    beside_firm: bool = False
    possessive: bool = False
    of_country: bool = False
    affiliated: bool = False
    country: str | None = None

    @property
    def actor(self) -> RegistryActor | None:
        """The known actor, or None."""
        return self.entry.actor if self.entry is not None else None
