"""Names that are part of a scene and do nothing in it: places, venues, storms."""

from __future__ import annotations

from functools import cached_property

from briefbook.extract.actor_candidates import Candidate
from briefbook.extract.actor_tokens import Tokens
from briefbook.extract.actor_words import Words

_WRITES = frozenset("posted shared tweeted wrote".split())
_PLACED_BY = frozenset("across around at from in including like near outside".split())
_AFTER_NAME = frozenset(("in", "of", "'", "-", "(", "for"))


class Scenes:
    """Whether an unknown name is where, or in what weather, a thing happens."""

    def __init__(self, tokens: Tokens, words: Words) -> None:
        self.tokens = tokens
        self.words = words
        self._lists: dict[int, tuple[bool, bool, int]] = {}

    # Most briefs have few unknown names: what those need is looked up when they come.
    @cached_property
    def _stormy(self) -> bool:
        return not self.words.storms.isdisjoint(self.tokens.words)

    @cached_property
    def _sporty(self) -> bool:
        return len(self.words.sports.intersection(self.tokens.words)) > 1

    @cached_property
    def _sites(self) -> frozenset[str]:
        """Return words that are places wherever they stand.

        After `fab in`, `plant at`; before `peninsula`, `prefecture`.
        """
        tokens, words = self.tokens.words, self.words
        found = set()
        last = len(tokens) - 1
        for index, word in enumerate(tokens):
            if word not in words.site_cues or not 0 < index < last:
                continue
            one, three = tokens[index - 1], tokens[index + 1]
            if word in ("in", "at"):
                if three[:1].isupper() and one.lower() in words.sites:
                    found.add(three)
            elif word == "of":
                if one in words.origins and three[:1].isupper():
                    found.add(three)  # `the island of Evia`
            elif one[:1].isupper():
                found.add(one)
                if index > 2 and tokens[index - 2] == "in":
                    found.add(tokens[index - 3])  # `Kuji in Iwate prefecture`
        return frozenset(found)

    def is_club(self, one: Candidate) -> bool:
        """Tell whether a city is its club here: `joined Everton from Watford`."""
        before = self.tokens.word(one.first - 1).lower()
        return (
            self._sporty
            and one.text in self.words.clubs
            and before not in ("in", "at", "near")
        )

    def is_one(self, one: Candidate) -> bool:
        """Tell whether `one` names a place, a venue or a storm."""
        if one.text in self._sites and len(one.units) == 1:
            return True
        if self._on_the_way(one):
            return True
        if one.text.endswith("ers") and one.text[:-3] in self.words.places:
            return True  # `Londoners`
        return self._listed_place(one) or self._venue(one) or self._storm(one)

    def _on_the_way(self, one: Candidate) -> bool:
        # `from Yantian to Rotterdam`
        word, places = self.tokens.word, self.words.places
        if word(one.first - 1) == "from" and word(one.last) == "to":
            return word(one.last + 1) in places
        before = word(one.first - 1) == "to" and word(one.first - 3) == "from"
        return before and word(one.first - 2) in places

    def _storm(self, one: Candidate) -> bool:
        # `Beryl made landfall`: weather services give storms first names.
        if not self._stormy:
            return False
        return one.text in self.words.first_names or one.text in self._gales

    @cached_property
    def _gales(self) -> frozenset[str]:
        """Names that stand after `Typhoon` or `tropical storm` somewhere."""
        words = self.tokens.words
        found = set()
        for index, word in enumerate(words[:-1]):
            if word.lower() in self.words.storms and words[index + 1][:1].isupper():
                last = index + 2
                while self.tokens.word(last) == "-" and self.tokens.glued(last):
                    last += 2
                found.add("".join(words[index + 1 : last]))
        return frozenset(found)

    def _venue(self, one: Candidate) -> bool:
        """`leaders gathered at Bharat Mandapam`."""
        tokens = self.tokens
        if tokens.word(one.first - 1) != "at":
            return False
        before = [tokens.word(i) for i in range(one.first - 6, one.first - 1)]
        return any(word in self.words.gatherings for word in before)

    def _listed_place(self, one: Candidate) -> bool:
        """`plants in Fairfax, Ingersoll and San Luis`: a place among places."""
        tokens = self.tokens
        after = tokens.word(one.last)
        if after in _AFTER_NAME:
            return False
        acts = self.words.is_verb(after)
        before = tokens.word(one.first - 1)
        if before not in (",", "and", "or"):
            return False
        if before == "," and not self._and_follows(one.last):
            return False
        known, led, items = self._list_before(one.first)
        # `plants in Boston and Acme opened`: no list, two clauses.
        return known and led and not (acts and items < 2)

    def _list_before(self, first: int) -> tuple[bool, bool, int]:
        """Look at the list that ends before the token `first`.

        Returns
        -------
        tuple
            Whether a known place is in it, whether `in` or the like leads it, and how
            many names it has.
        """
        # Back to the list's beginning or to a part of it that was looked at before,
        # then forward again: each item is looked at once.
        names: list[tuple[int, list[str]]] = []
        here = first
        while here not in self._lists:
            before = self._item_before(here)
            if before is None:
                self._lists[here] = (False, self._leads(here - 1), 0)
                break
            start, name = before
            names.append((here, name))
            here = start
        known, led, items = self._lists[here]
        for place, name in reversed(names):
            known, items = known or self._is_place(name), items + 1
            self._lists[place] = known, led, items
        return self._lists[first]

    def _item_before(self, first: int) -> tuple[int, list[str]] | None:
        """Return the name before a comma or `and` at `first`, and where it starts."""
        words = self.tokens.words
        end = first
        while end > 0 and first - end < 2 and words[end - 1] in (",", "and", "or"):
            end -= 1
        start = end
        while start > 0 and end - start < 5 and words[start - 1][:1].isupper():
            start -= 1
        return (start, words[start:end]) if start < end < first else None

    def _is_place(self, name: list[str]) -> bool:
        text = " ".join(name)
        return text in self.words.places or text in self._sites

    def _leads(self, index: int) -> bool:
        word = self.tokens.word(index)
        if word == "of":
            return self.tokens.word(index - 1) in self.words.place_nouns
        if word == "as" and self.tokens.word(index - 1) == "such":
            return True
        return word in _PLACED_BY

    def is_medium(self, one: Candidate) -> bool:
        """Tell whether a platform is only where words stand: `wrote on Twitter`."""
        tokens, words = self.tokens, self.words
        if tokens.word(one.last) in words.postings and not one.possessive:
            after = tokens.word(one.last + 1)
            return after not in words.org_nouns and after != "for"
        if tokens.word(one.first - 1) != "on":
            return False
        if one.text in words.platforms and not one.possessive:
            near = (tokens.word(i) for i in range(one.first - 4, one.first - 1))
            return words.targets.isdisjoint(near)
        before = (tokens.word(i) for i in range(one.first - 5, one.first - 1))
        return any(word in words.postings or word in _WRITES for word in before)

    def _and_follows(self, index: int) -> bool:
        """Tell whether a list goes on after `index` with capitals up to an `and`."""
        tokens = self.tokens
        for step in range(index, index + 12):
            word = tokens.word(step)
            if word in ("and", "or"):
                return tokens.word(step + 1)[:1].isupper()
            if word != "," and not word[:1].isupper():
                return False
        return False
