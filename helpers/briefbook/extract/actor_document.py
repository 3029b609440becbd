"""One text's actors: short forms, surnames and acronyms resolved to full names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from briefbook.extract.actor_brackets import Brackets
from briefbook.extract.actor_candidates import Candidate
from briefbook.extract.actor_chambers import Chambers
from briefbook.extract.actor_committees import committees
from briefbook.extract.actor_context import Judge
from briefbook.extract.actor_ministries import Ministries
from briefbook.extract.actor_seats import Seats
from briefbook.extract.actor_tokens import Tokens
from briefbook.extract.actor_words import Words
from briefbook.extract.gazetteer import Entry
from briefbook.extract.text import Plain
from briefbook.models import ActorMention
from briefbook.registry import Registry, RegistryActor, countries

# A country that is named counts as much as this many of its firms.
_NAMED = 100
# A first line of up to so many tokens may be a headline.
_HEADLINE = 30


class Document(Brackets):
    """Collects candidates in order, then settles the ones that others explain."""

    def __init__(
        self,
        tokens: Tokens,
        registry: Registry,
        words: Words,
        judge: Judge,
        seats: Seats,
    ) -> None:
        super().__init__(tokens, registry, words)
        self.judge = judge
        self.seats = seats
        self.by_last: dict[int, RegistryActor] = {}
        self.chambers = Chambers(tokens, registry, self.by_last)
        self.seen_inside: set[str] = set()
        self.countries: Counter[str] = Counter()

    def add(self, found: Iterable[Candidate]) -> None:
        """Take the candidates of the next run."""
        for one in found:
            if one.entry is not None and one.actor is not None:
                if one.actor.country in countries():
                    self._count(one)
            if self._ticker(one) or self._bracketed(one):
                continue
            if (owner := self._owner(one)) is not None:
                self.candidates.append(owner)
                one.first = owner.last
                while self.tokens.word(one.first) in ("'", "s"):
                    one.first += 1
            self.candidates.append(one)
            if one.actor is not None:
                self.by_last[one.last] = one.actor
            if not self.tokens.opens(one.first):
                self.seen_inside.add(one.text)

    def _count(self, one: Candidate) -> None:
        """Count the countries named, and far behind them those of other actors."""
        country = one.actor is not None and one.actor.type == "country"
        if country and one.entry is not None and one.entry.kind == "seat":
            country = self.seats.governs(one)
            if not country:
                return
        code = one.actor.country  # type: ignore[union-attr]
        self.countries[code] += _NAMED if country else 1  # type: ignore[index]

    def _owner(self, one: Candidate) -> Candidate | None:
        """Return the country in `China's foreign ministry`, named beside its body."""
        actor, words = one.actor, self.tokens.words
        if actor is None or actor.type != "government_body":
            return None
        ministry = words[one.last - 1] == "ministry"
        if ministry or "'" in words[one.first : one.last]:
            for last in range(min(one.first + 2, one.last - 1), one.first, -1):
                if not ministry and words[last] != "'":
                    continue  # `U.S. Attorney's Office`
                text = " ".join(words[one.first : last])
                country = self.registry.resolve(text)
                if country is not None and country.type == "country":
                    entry = Entry("country", country, f"actors:{country.name}")
                    return Candidate(one.first, last, text, entry=entry)
        return None

    def settled(self) -> list[Candidate]:
        """Return the candidates that are actors, resolved, in order of the text."""
        kept: list[Candidate] = []
        ministries = Ministries(self.tokens, self.words, self.by_last)
        self.candidates = ministries.added(self.candidates, self._of_country)
        self.candidates = committees(self.tokens, self.words, self.candidates)
        for one in self.candidates:
            if one.entry is not None:
                if self._stands(one):
                    if one.actor is not None:
                        one.entry = self.forms.whole(one.entry)
                        self.forms.learn(one.actor, one.text)
                    kept.append(one)
            elif one.rule:
                self._resolve_body(one)
                kept.append(one)
            elif one.text not in self.terms:
                kept.append(one)
        # A headline's surnames wait for the text's full names.
        headline = self._headline()
        pairs = list(zip([None, *kept], kept, strict=False))
        pairs.sort(key=lambda p: p[1].last <= headline and len(p[1].units) == 1)
        for before, one in pairs:
            if one.entry is None and not one.rule and one.text not in self.short:
                self._relate(before, one)
                self._settle(one)
        out = []
        for one in kept:
            if one.entry is None and not one.rule:
                actor = self.short.get(one.text)
                if actor is None or self._tail_of(one):
                    continue
                one.rule, one.type, one.country = (
                    "short_form",
                    actor.type,
                    actor.country,
                )
                one.text = actor.name
            out.append(one)
        return out

    def _headline(self) -> int:
        """Return the token at which a first line without a full stop ends, or 0."""
        words = self.tokens.words
        if "\n" not in words[:_HEADLINE]:
            return 0
        end = words.index("\n")
        return end if end and words[end - 1] not in (".", "!", '"') else 0

    def _tail_of(self, one: Candidate) -> bool:
        # `high-NA`: capitals that a hyphen joins to a small word.
        tokens = self.tokens
        joined = tokens.word(one.first - 1) == "-" and tokens.glued(one.first)
        return joined and len(one.text) < 4 and tokens.word(one.first - 2).islower()

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
        if entry.kind in ("country", "adjective") and after in words.coins:
            return False  # `239 billion U.S. dollars`
        if entry.kind in ("seat", "place_seat"):
            return self.seats.governs(one) or self._among_countries(one)
        if entry.actor.type == "government_body" and self._foreign(one):
            return True
        if entry.actor.type == "company" and self.judge.scenes.is_medium(one):
            return False
        if entry.kind == "country" and self._namesake_place(one):
            return False
        if entry.kind == "exchange":
            return after in words.speech or (
                tokens.word(one.first - 1) in ("by", "told", "asked")
            )
        if one.last - one.first == 1 and one.text.lower() in words.common:
            # `Target prices rose`, `Shell companies`: a word that opens a sentence.
            if tokens.opens(one.first) and one.text not in self.seen_inside:
                return (
                    not after.isalpha()
                    or not after.islower()
                    or entry.kind in ("country", "adjective")
                    or words.is_verb(after)
                    or any(
                        after in group
                        for group in (
                            words.openers,
                            words.org_traits,
                            words.org_nouns,
                            words.titles,
                        )
                    )
                )
        return True

    def _among_countries(self, one: Candidate) -> bool:
        """`from China and Hong Kong`, `Hong Kong, Taiwan`: a territory in a list."""
        if one.entry is None or one.entry.kind != "place_seat":
            return False
        beside = self.by_last.get(one.first - 1)
        return (
            self.tokens.word(one.first - 1) in ("and", ",", "or")
            and beside is not None
            and beside.type == "country"
        )

    def _namesake_place(self, one: Candidate) -> bool:
        # `Malta, New York`; Georgia among American states.
        tokens, states = self.tokens, self.words.states
        if tokens.word(one.last) == ",":
            near = (tokens.word(one.last + step) for step in (1, 2))
            if any(word in states for word in near):
                return True
        return one.text == "Georgia" and not states.isdisjoint(
            tokens.words[max(one.first - 40, 0) : one.last + 40]
        )

    def _foreign(self, one: Candidate) -> bool:
        """Tell apart `Brazil's Congress` from the one that the registry holds."""
        code, own = self._country_before(one), one.actor.country  # type: ignore[union-attr]
        if code is None or own is None or code == own:
            return False
        one.entry, one.type, one.rule = None, "government_body", "body"
        one.country = code
        known = self._of_country(one.text, code)
        country, lead = countries()[code], self.tokens.word(one.first - 1)
        owner = country.name if lead == country.name else country.adjectives[:1]
        if known is not None:
            one.text = known.name
        elif owner and lead != "s":
            # `the Philippine Coast Guard`, `the Japan Coast Guard`
            one.text = f"{owner if isinstance(owner, str) else owner[0]} {one.text}"
        return True

    def _resolve_body(self, one: Candidate) -> None:
        known = self.registry.resolve(one.text)
        if known is None and one.rule == "body":
            known = self.short.get(one.text)
        if known is None and one.rule == "body" and one.text.endswith("s"):
            # `the UK and US AI Safety Institutes`
            known = self.registry.resolve(one.text[:-1])
        if known is None and one.type in ("government_body", "other_org", "company"):
            known = self._with_country(one)
        full = one.text
        if known is not None:
            one.text, one.type, one.country = known.name, known.type, known.country
        else:
            one.text = self.forms.without_legal(full)
        self.forms.learn(self._as_actor(one), full)

    def _with_country(self, one: Candidate) -> RegistryActor | None:
        """Resolve `India's Supreme Court`, or the text's own for `Supreme Court`."""
        code = self._country_before(one)
        codes = [code] if code in countries() else []
        named = self.countries.most_common(5)
        if named and named[0][1] >= _NAMED:
            named = [(name, n) for name, n in named if n >= _NAMED]
        for country in codes or [name for name, _ in named]:
            if (known := self._of_country(one.text, country)) is not None:  # type: ignore[arg-type]
                return known
        one.country = one.country or self._country_before(one)
        return None

    def _of_country(self, text: str, code: str) -> RegistryActor | None:
        country = countries()[code]
        names = [country.name, *country.aliases[:2], *country.adjectives[:1]]
        for name in names:
            for form in (f"{name} {text}", f"{name}'s {text}"):
                if (known := self.registry.resolve(form)) is not None:
                    return known
        return None

    def _country_before(self, one: Candidate) -> str | None:
        tokens, index = self.tokens, one.first - 1
        if tokens.word(index) == "s" and tokens.word(index - 1) == "'":
            index -= 2
        actor = self.by_last.get(index + 1)
        return actor.country if actor and actor.type == "country" else None

    def _relate(self, before: Candidate | None, one: Candidate) -> None:
        """Note how `one` hangs on the actor before it, and on the name after it."""
        words = self.tokens.words
        if before is not None and (before.rule or before.entry is not None):
            gap = words[before.last : one.first]
            one.listed = gap in ([","], ["and"], [",", "and"], ["or"], ["&"])
            actor = before.actor
            kind = actor.type if actor is not None else before.type
            one.beside_firm = one.listed and kind == "company"
            named = kind == "person" or (
                before.entry is None and before.last - before.first == 2
            )
            one.affiliated = named and gap in (["of"], ["at"], ["from"])
            alone = kind == "other_org" and len(one.units) == 1
            one.owned = gap == ["'", "s"] and (kind == "company" or alone)
            one.of_country = gap == ["'", "s"] and kind == "country"
        after = self.tokens.word(one.last)
        if after in ("and", ",") and self.tokens.word(one.last + 1)[:1].isupper():
            one.listed = one.listed or after == "and"

    def _settle(self, one: Candidate) -> None:
        known = self.registry.resolve(one.text) if " " in one.text else None
        if known is None and "." in one.text:
            # `Merrick B. Garland`
            bare = " ".join(w for w in one.text.split() if len(w.rstrip(".")) > 1)
            known = self.registry.resolve(bare) if " " in bare else None
        if known is not None:
            one.rule, one.text, one.type = "registry", known.name, known.type
            one.country = known.country
            self.forms.learn(known, one.text)
            return
        if self._part_of_known(one):
            return
        if self.chambers.settle(one):
            return
        verdict = self.judge.actor_type(one)
        if verdict is None:
            return
        kind, one.rule = verdict
        one.type = kind
        if kind == "person" and one.text.split()[-1] in ("Jr", "Jr.", "Sr", "Sr."):
            one.text = one.text.rstrip(".")
        self.forms.learn(self._as_actor(one), one.text)

    def _part_of_known(self, one: Candidate) -> bool:
        return one.text in self.short
