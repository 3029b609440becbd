"""Names of the registry and of the word lists, looked up token by token.

A dict from the first token to the lengths that names with it have, and one from the
whole name: the work at a token does not grow with the registry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from weakref import WeakKeyDictionary

from briefbook.extract.actor_tokens import tokenize
from briefbook.extract.actor_words import ARTICLES
from briefbook.extract.lexicons import rows
from briefbook.registry import Registry, RegistryActor, countries

Kind = Literal[
    "actor", "country", "adjective", "seat", "place_seat", "exchange", "stop", "time"
]
_BODIES = frozenset(["government_body", "international_body"])
_LONGEST_BODY = 6  # words after the country: `US securities and exchange commission`
_CACHE: WeakKeyDictionary[Registry, Gazetteer] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name means: an actor, or a name that is none (``stop``, ``time``)."""

    kind: Kind
    actor: RegistryActor | None
    source: str


class Gazetteer:
    """All names that are known before the text is read."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._seconds: dict[str, set[str]] = {}
        self._entries: dict[str, Entry] = {}
        self._folded_lengths: dict[str, tuple[int, ...]] | None = None
        self._folded: dict[str, Entry] = {}
        self._bodies: dict[str, dict[str, Entry]] | None = None
        self._fill()

    def match(self, words: list[str], index: int) -> tuple[Entry, int] | None:
        """Return the longest name that starts at `index`, and the index after it."""
        word = words[index]
        lengths = self._lengths.get(word)
        if lengths is None:
            return None
        last = index + 1
        if last == len(words) or words[last] not in self._seconds.get(word, ()):
            # The word alone, or no name.
            entry = self._entries.get(word)
            return None if entry is None else (entry, last)
        for length in lengths:
            last = index + length
            if last > len(words):
                continue
            key = words[index] if length == 1 else " ".join(words[index:last])
            entry = self._entries.get(key)
            if entry is not None:
                return entry, last
        return None

    def match_body(self, words: list[str], index: int) -> tuple[Entry, int] | None:
        """Return the body that stands at `index` after its country in small letters.

        `the US federal trade commission`, `the European commission`
        """
        if self._bodies is None:
            self._bodies = {}
            for key, entry in self._entries.items():
                first, _, rest = key.partition(" ")
                if rest and entry.actor is not None and entry.actor.type in _BODIES:
                    folded = self._bodies.setdefault(first, {})
                    folded.setdefault(rest.lower(), entry)
        folded = self._bodies.get(words[index])
        if folded is None:
            return None
        for length in range(_LONGEST_BODY, 0, -1):
            last = index + 1 + length
            entry = folded.get(" ".join(words[index + 1 : last]))
            if entry is not None and last <= len(words):
                return entry, last
        return None

    def starts(self, word: str) -> bool:
        """Tell whether a name starts with `word`."""
        return word in self._lengths

    @cached_property
    def openers(self) -> frozenset[str]:
        """Words in small letters, or none, that a name may start with."""
        return frozenset(self._lengths) | ARTICLES

    @property
    def first_words(self) -> Mapping[str, tuple[int, ...]]:
        """The first words of names, each with the lengths that its names have."""
        return self._lengths

    def match_folded(self, words: list[str], index: int) -> tuple[Entry, int] | None:
        """Return the longest name at `index`, letter case aside."""
        if self._folded_lengths is None:
            self._fold()
        lengths = self._folded_lengths.get(words[index].casefold())  # type: ignore[union-attr]
        for length in lengths or ():
            if index + length > len(words):
                continue
            key = " ".join(words[index : index + length]).casefold()
            if (entry := self._folded.get(key)) is not None:
                return entry, index + length
        return None

    def _fill(self) -> None:
        adjectives = {a for c in countries().values() for a in c.adjectives}
        tables: list[tuple[str, Entry]] = []
        for spelling, actor in self.registry.spellings():
            kind: Kind = "actor"
            if actor.type == "country":
                kind = "adjective" if spelling in adjectives else "country"
            tables.append((spelling, Entry(kind, actor, f"actors:{actor.name}")))
        known = {spelling: entry for spelling, entry in tables}
        for spelling in adjectives:
            # `Salvadorans`, `Iraqis`, `Kazakhs`, but not `Chineses`, `Britishs`
            plural = spelling.endswith("kh") or not spelling.endswith(_NO_PLURAL)
            if plural and spelling in known:
                known.setdefault(spelling + "s", known[spelling])
        for row in rows("seats"):
            actor = self.registry.resolve(row["actor"])
            found = known.get(row["word"])
            if found is None or found.actor is actor:
                kind = "place_seat" if row["strength"] == "place" else "seat"
                source = f"seats:{row['word']}"
                known[row["word"]] = Entry(kind, actor, source)
        for row in rows("exchanges"):
            found = known.get(row["word"])
            actor = found.actor if found else RegistryActor(row["word"], "company")
            known[row["word"]] = Entry("exchange", actor, f"exchanges:{row['word']}")
        for row in rows("not_actors"):
            kind = "time" if row["kind"] == "month" else "stop"
            entry = Entry(kind, None, f"not_actors:{row['word']}")
            known.setdefault(row["word"], entry)
        lengths: dict[str, set[int]] = {}
        for spelling, entry in known.items():
            parts = _split(spelling)
            if parts:
                self._entries.setdefault(" ".join(parts), entry)
                lengths.setdefault(parts[0], set()).add(len(parts))
                if len(parts) > 1:
                    self._seconds.setdefault(parts[0], set()).add(parts[1])
        self._lengths = {
            first: tuple(sorted(found, reverse=True))
            for first, found in lengths.items()
        }

    def _fold(self) -> None:
        lengths: dict[str, set[int]] = {}
        for key, entry in self._entries.items():
            parts = key.casefold().split(" ")
            self._folded.setdefault(" ".join(parts), entry)
            lengths.setdefault(parts[0], set()).add(len(parts))
        self._folded_lengths = {
            first: tuple(sorted(found, reverse=True))
            for first, found in lengths.items()
        }


# Ends of adjectives that have no plural in -s: `Chinese`, `Dutch`, `Swiss`.
_NO_PLURAL = ("s", "sh", "ch", "ese", "aid")


def _split(spelling: str) -> list[str]:
    # The common case, a plain word or two, needs no regex: it keeps loading short.
    if spelling.replace(" ", "").isalnum():
        return spelling.split()
    return tokenize(spelling).words


def gazetteer(registry: Registry) -> Gazetteer:
    """Return the registry's names, made once for each registry."""
    found = _CACHE.get(registry)
    if found is None:
        found = _CACHE[registry] = Gazetteer(registry)
    return found
