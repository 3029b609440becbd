"""One text's actors: short forms, surnames and acronyms resolved to full names."""

from __future__ import annotations

from collections.abc import Iterable

from briefbook.extract.actor_context import Judge, Seats
from briefbook.extract.actor_rules import Candidate
from briefbook.extract.actor_tokens import Tokens
from briefbook.extract.actor_words import PARTICLES, Words
from briefbook.extract.text import Plain
from briefbook.models import ActorMention
from briefbook.registry import Registry, RegistryActor, countries


class Document:
    """Collects candidates in order, then settles the ones that others explain."""

    def __init__(
        self,
        tokens: Tokens,
        registry: Registry,
        words: Words,
        judge: Judge,
        seats: Seats,
    ) -> None:
        self.tokens = tokens
        self.registry = registry
        self.words = words
        self.judge = judge
        self.seats = seats
        self.candidates: list[Candidate] = []
        self.short: dict[str, RegistryActor] = {}
        self.terms: set[str] = set()
        self.seen_inside: set[str] = set()
        self.country: str | None = None

    def add(self, found: Iterable[Candidate]) -> None:
        """Take the candidates of the next run."""
        for one in found:
            if one.entry is not None and one.actor is not None:
                if one.actor.type == "country" and self.country is None:
                    self.country = one.actor.country
            if self._bracketed(one):
                continue
            self.candidates.append(one)
            if not self.tokens.opens(one.first):
                self.seen_inside.add(one.text)

    def settled(self) -> list[Candidate]:
        """Return the candidates that are actors, resolved, in order of the text."""
        kept: list[Candidate] = []
        for one in self.candidates:
            if one.entry is not None:
                if self._stands(one):
                    self._learn(one.actor, one.text)  # type: ignore[arg-type]
                    kept.append(one)
            elif one.rule:
                self._resolve_body(one)
                kept.append(one)
            elif one.text not in self.terms:
                kept.append(one)
        for one in kept:
            if one.entry is None and not one.rule and one.text not in self.short:
                self._settle(one)
        out = []
        for one in kept:
            if one.entry is None and not one.rule:
                actor = self.short.get(one.text)
                if actor is None:
                    continue
                one.rule, one.type, one.country = (
                    "short_form",
                    actor.type,
                    actor.country,
                )
                one.text = actor.name
            out.append(one)
        return out

    def mention(self, source: Plain, one: Candidate) -> ActorMention:
        """Return `one` as a mention with the span of the original text."""
        tokens = self.tokens
        first, last = tokens.starts[one.first], tokens.ends[one.last - 1]
        start, end = source.span(first, last)
        actor = one.actor
        entries: tuple[str, ...] = ()
        rule, name, kind, country = one.rule, one.text, one.type, one.country
        if actor is not None and one.entry is not None:
            name, kind, country = actor.name, actor.type, actor.country
            rule = rule or ("registry" if one.entry.kind != "seat" else "capital")
            entries = (one.entry.source,)
        return ActorMention(
            quote=source.original[start:end],
            char_start=start,
            char_end=end,
            rule=rule,
            entries=entries,
            name=name,
            type=kind or "other_org",
            country=country,
        )

    def _stands(self, one: Candidate) -> bool:
        entry = one.entry
        if entry is None or entry.actor is None:
            return False
        tokens, words = self.tokens, self.words
        after = tokens.word(one.last)
        if entry.kind in ("seat", "place_seat"):
            return self.seats.governs(one)
        if entry.kind == "exchange":
            return after in words.speech or (
                tokens.word(one.first - 1) in ("by", "told", "asked")
            )
        if one.last - one.first == 1 and one.text.lower() in words.common:
            # `Target prices rose`, `Shell companies`: a word that opens a sentence.
            if tokens.opens(one.first) and one.text not in self.seen_inside:
                return (
                    one.possessive
                    or after in words.acting
                    or after in words.speech
                    or entry.kind in ("country", "adjective")
                    or after == "-"
                )
            if one.text.islower():
                return True
        return True

    def _bracketed(self, one: Candidate) -> bool:
        """Take an acronym in brackets: `Acme Trade Office (ATO)`, `large models (LM)`."""
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
        if not (text.isupper() or text[:1].isupper()) or " " in text:
            return False
        previous = self.candidates[-1] if self.candidates else None
        if previous is not None and previous.last == one.first - 1:
            if previous.entry is not None and previous.actor is not None:
                if one.entry is None:
                    self.short.setdefault(text, previous.actor)
                return one.entry is None or one.actor is not previous.actor
            if previous.entry is None:
                if not previous.rule and self._spells(previous, text):
                    previous.type, previous.rule = "other_org", "acronym"
                previous_name = self._as_actor(previous)
                if self._spells(previous, text):
                    self.short[text] = previous_name
                    one.entry = None
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

    def _resolve_body(self, one: Candidate) -> None:
        known = self.registry.resolve(one.text)
        if known is None and one.type in ("government_body", "other_org", "company"):
            known = self._with_country(one)
        if known is not None:
            one.text, one.type, one.country = known.name, known.type, known.country
        self._learn(self._as_actor(one), one.text)

    def _with_country(self, one: Candidate) -> RegistryActor | None:
        """`India's Supreme Court`, or the text's own country for `the Supreme Court`."""
        code = self._country_before(one) or self.country
        if code is None or code not in countries():
            return None
        country = countries()[code]
        names = [country.name, *country.aliases[:2], *country.adjectives[:1]]
        for name in names:
            for form in (f"{name} {one.text}", f"{name}'s {one.text}"):
                if (known := self.registry.resolve(form)) is not None:
                    return known
        one.country = one.country or self._country_before(one)
        return None

    def _country_before(self, one: Candidate) -> str | None:
        tokens, index = self.tokens, one.first - 1
        if tokens.word(index) == "s" and tokens.word(index - 1) == "'":
            index -= 2
        for other in reversed(self.candidates):
            if other.last == index + 1 and other.actor is not None:
                return other.actor.country if other.actor.type == "country" else None
            if other.last <= index:
                return None
        return None

    def _settle(self, one: Candidate) -> None:
        known = self.registry.resolve(one.text) if " " in one.text else None
        if known is not None:
            one.rule, one.text, one.type = "registry", known.name, known.type
            one.country = known.country
            self._learn(known, one.text)
            return
        if self._part_of_known(one):
            return
        verdict = self.judge.actor_type(one)
        if verdict is None:
            return
        kind, one.rule = verdict
        one.type = kind
        if kind == "person" and one.text.split()[-1] in ("Jr", "Jr.", "Sr", "Sr."):
            one.text = one.text.rstrip(".")
        self._learn(self._as_actor(one), one.text)

    def _part_of_known(self, one: Candidate) -> bool:
        return one.text in self.short

    def _learn(self, actor: RegistryActor, text: str) -> None:
        """Keep the short forms that the rest of the text may use for `actor`."""
        for name in {actor.name, text}:
            parts = name.split()
            if len(parts) < 2:
                self.short.setdefault(name, actor)
                continue
            self.short.setdefault(name, actor)
            if actor.type == "person":
                self._learn_person(actor, parts)
            elif actor.type in ("company", "other_org"):
                first = parts[0]
                if first.lower() not in self.words.common and len(first) > 2:
                    if first not in self.words.places and first not in self.short:
                        if self.registry.resolve(first) is None:
                            self.short[first] = actor
                pair = " ".join(parts[:2])
                if len(parts) > 2 and self.registry.resolve(pair) is None:
                    self.short.setdefault(pair, actor)

    def _learn_person(self, actor: RegistryActor, parts: list[str]) -> None:
        last = parts[-1]
        if last.rstrip(".") in ("Jr", "Sr") and len(parts) > 2:
            last = parts[-2]
        self.short.setdefault(last, actor)
        for index, part in enumerate(parts[1:-1], start=1):
            if part in PARTICLES:
                self.short.setdefault(" ".join(parts[index:]), actor)
                break
        if parts[0] in self.words.surnames:
            self.short.setdefault(parts[0], actor)
