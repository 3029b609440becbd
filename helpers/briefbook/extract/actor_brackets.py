"""Signs and acronyms in brackets: `Acme Trade Office (ATO)`, `Acme (NYSE: ACM)`."""

from __future__ import annotations

from briefbook.extract.actor_candidates import Candidate
from briefbook.extract.actor_short_forms import ShortForms
from briefbook.extract.actor_tokens import Tokens
from briefbook.extract.actor_words import Words
from briefbook.registry import Registry, RegistryActor


class Brackets:
    """Takes them as short forms of the name before them."""

    def __init__(self, tokens: Tokens, registry: Registry, words: Words) -> None:
        self.tokens = tokens
        self.registry = registry
        self.words = words
        self.candidates: list[Candidate] = []
        self.forms = ShortForms(registry, words)
        self.short = self.forms.names
        self.terms: set[str] = set()

    def _ticker(self, one: Candidate) -> bool:
        """Take a share's sign as its firm's short form: `Acme Inc (NYSE: ACM)`."""
        tokens, index = self.tokens, one.first - 1
        if tokens.word(index) != ":" or one.entry is not None:
            return False
        if not one.text.isupper() or tokens.word(one.last) not in (")", ";", ","):
            return False
        while index > max(0, one.first - 9) and tokens.word(index) not in ("(", "\n"):
            index -= 1
        for before in self.candidates[-4:]:
            if tokens.word(index) == "(" and before.last == index:
                firm = before.actor or self._as_actor(before)
                named = firm if before.entry else self._plain(firm)
                self.short.setdefault(one.text, named)
                return True
        return False

    def _plain(self, firm: RegistryActor) -> RegistryActor:
        return RegistryActor(
            self.forms.without_legal(firm.name), firm.type, firm.country
        )

    def _bracketed(self, one: Candidate) -> bool:
        """Take an acronym in brackets: `Acme Trade Office (ATO)`, `models (LM)`."""
        tokens = self.tokens
        if tokens.word(one.first - 1) != "(" or tokens.word(one.last) not in (
            ")",
            ",",
            ".",
            ":",
            ";",
        ):
            return False
        text = one.text
        if not text[:1].isupper() or " " in text:
            return False
        previous = self.candidates[-1] if self.candidates else None
        if previous is not None and previous.last == one.first - 1:
            if previous.entry is not None and previous.actor is not None:
                if one.entry is not None:
                    return False
                self.short.setdefault(text, previous.actor)
                return True
            if previous.entry is None:
                plain = all(
                    unit.text.lower() in self.words.common for unit in previous.units
                )
                if plain and not previous.rule and one.actor is None:
                    # `Large Language Models (LLMs)` is a term.
                    self.terms.update((text, previous.text))
                    return True
                if not previous.rule and self._spells(previous, text):
                    previous.type, previous.rule = "other_org", "acronym"
                previous_name = self._as_actor(previous)
                if one.entry is not None and one.actor is not None:
                    body = previous.rule == "body" and text.isupper()
                    if body or self._spells(previous, text):
                        previous.entry, previous.rule = one.entry, "acronym"
                    return False
                named = previous.rule == "body" and text.isupper()  # `(CENTCOM)`
                if named or self._spells(previous, text):
                    self.short[text] = previous_name
                return True
        if one.entry is None and text.isupper():
            self.terms.add(text)
            return True
        return False

    def _spells(self, one: Candidate, acronym: str) -> bool:
        initials = "".join(u.text[0] for u in one.units if not u.joint)
        return (
            len(initials) > 1
            and initials[0].upper() == acronym[0].upper()
            and (abs(len(initials) - len(acronym)) <= 2)
        )

    def _as_actor(self, one: Candidate) -> RegistryActor:
        known = self.registry.resolve(one.text)
        return known or RegistryActor(one.text, one.type or "company", one.country)
