"""Words and known names, and the runs that they make."""

from __future__ import annotations

from dataclasses import dataclass, field

from briefbook.extract.gazetteer import Entry

# Longer runs are no names (lists in capitals, hostile input) and are cut.
LONGEST = 14


@dataclass(slots=True)
class Unit:
    """One word of a run, or one known name.

    Attributes
    ----------
    first, last
        Token span, end exclusive.
    entry
        What the gazetteer says of it, None for an unknown word.
    joint
        True where it is a connector (`of`, `and`, `von`).
    tail
        Lower-case word glued on by a hyphen: ``owned`` in `Acme-owned`.
    """

    first: int
    last: int
    text: str
    entry: Entry | None = None
    joint: bool = False
    tail: str = ""

    @property
    def stop(self) -> bool:
        """Whether it is a known name of something that is no actor."""
        return self.entry is not None and self.entry.actor is None

    @property
    def known(self) -> bool:
        """Whether it is a known actor."""
        return self.entry is not None and self.entry.actor is not None


@dataclass(slots=True)
class Run:
    """Adjacent capitalised words and known names.

    Attributes
    ----------
    possessive
        Whether `'s` follows.
    """

    units: list[Unit] = field(default_factory=list)
    possessive: bool = False

    @property
    def first(self) -> int:
        """First token."""
        return self.units[0].first

    @property
    def last(self) -> int:
        """The token after the run (the `'` of a possessive)."""
        return self.units[-1].last
