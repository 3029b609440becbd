"""Short forms that a text may use for an actor once it has named it in full."""

from __future__ import annotations

from briefbook.extract.actor_words import ARTICLES, LEGAL_FORMS, PARTICLES, Words
from briefbook.extract.gazetteer import Entry
from briefbook.registry import Registry, RegistryActor

# Sectors that a text names once: `Hyundai Motor`, then `Hyundai`.
_SECTORS = frozenset(["Motor", "Motors", "Steel", "Telecom"])


class ShortForms:
    """Surnames, acronyms and first words, each with the actor that it means here.

    Attributes
    ----------
    names
        The actor by short form; the first that claims one keeps it.
    """

    def __init__(self, registry: Registry, words: Words) -> None:
        self.registry = registry
        self.words = words
        self.names: dict[str, RegistryActor] = {}
        self.learned: set[tuple[str, str]] = set()
        self.wholes: dict[str, Entry] = {}

    def without_legal(self, name: str) -> str:
        """Return `Acme Robotics` for `Acme Robotics Co Ltd`; `Systems Ltd` as it is."""
        parts = name.split()
        while len(parts) > 1 and parts[-1].strip(".,") in LEGAL_FORMS:
            parts.pop()
        if len(parts) == 1 and parts[0].lower() in self.words.common:
            return name
        return " ".join(parts).rstrip(",")

    def whole(self, entry: Entry) -> Entry:
        """Return the firm that `Hyundai` stands for where Hyundai Motor is named.

        Parameters
        ----------
        entry
            A known actor, as it is named here.
        """
        actor = entry.actor
        if actor is None or actor.type != "company":
            return entry
        first, _, rest = actor.name.partition(" ")
        if rest in _SECTORS:
            self.wholes.setdefault(first, entry)
        return self.wholes.get(actor.name, entry)

    def learn(self, actor: RegistryActor, text: str) -> None:
        """Keep the short forms that the rest of the text may use for `actor`."""
        if (actor.name, text) in self.learned:
            return
        self.learned.add((actor.name, text))
        for name in {actor.name, text}:
            parts = name.split()
            if len(parts) < 2:
                self.names.setdefault(name, actor)
                continue
            self.names.setdefault(name, actor)
            if actor.type == "person":
                self._learn_person(actor, parts)
            elif len(parts) > 2:
                if actor.type == "government_body":
                    # `the Select Committee`, after its full name
                    for index in range(1, len(parts) - 1):
                        self.names.setdefault(" ".join(parts[index:]), actor)
                        pair = " ".join(parts[index : index + 2])
                        if parts[index + 1] in self.words.heads:
                            self.names.setdefault(pair, actor)
                # `Electric Reliability Council of Texas`: ERCOT, or ERCT.
                self.names.setdefault("".join(p[0] for p in parts).upper(), actor)
                capitals = [p[0] for p in parts if p[0].isupper()]
                self.names.setdefault("".join(capitals), actor)
            if actor.type in ("company", "other_org"):
                self._learn_firm(actor, parts)

    def _learn_firm(self, actor: RegistryActor, parts: list[str]) -> None:
        first = parts[0]
        known = self.registry.resolve(first) is not None
        if len(first) > 2 and not known and first not in self.words.places:
            if first.lower() not in self.words.common:
                self.names.setdefault(first, actor)
        if len(parts) == 2 and parts[1].lower() not in self.words.common:
            self.names.setdefault(parts[1], actor)
        pair = " ".join(parts[:2])
        if len(parts) > 2 and self.registry.resolve(pair) is None:
            self.names.setdefault(pair, actor)

    def _learn_person(self, actor: RegistryActor, parts: list[str]) -> None:
        last = parts[-1]
        if last.rstrip(".") in ("Jr", "Sr") and len(parts) > 2:
            last = parts[-2]
        self.names.setdefault(last, actor)
        article, dash, rest = last.partition("-")
        if dash and article in ARTICLES:
            self.names.setdefault(rest, actor)
            self.names.setdefault(last[0].upper() + last[1:], actor)
        for index, part in enumerate(parts[1:-1], start=1):
            if part in PARTICLES:
                self.names.setdefault(" ".join(parts[index:]), actor)
                break
        if parts[0] in self.words.surnames or parts[0] in self.words.first_names:
            self.names.setdefault(parts[0], actor)
