"""Ministries written in small letters: `the Dutch foreign ministry`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from briefbook.extract.actor_candidates import Candidate
from briefbook.extract.actor_tokens import Tokens
from briefbook.extract.actor_words import Words
from briefbook.registry import RegistryActor, countries


class Ministries:
    """Finds them, each with the country that the words around it tell."""

    def __init__(
        self, tokens: Tokens, words: Words, by_last: dict[int, RegistryActor]
    ) -> None:
        self.tokens = tokens
        self.words = words
        self.by_last = by_last

    def added(
        self,
        candidates: list[Candidate],
        of_country: Callable[[str, str], RegistryActor | None],
    ) -> list[Candidate]:
        """Return `candidates` with ministries among them, in order.

        Parameters
        ----------
        candidates
            What capitals have shown.
        of_country
            Gives the registry's body of a name and a country's code.
        """
        words = self.tokens.words
        if "departments" in words or "department" in words:
            candidates = self._departments(candidates, of_country)
        if "ministry" not in words:
            return candidates
        found = []
        places = _countries_by_place(candidates)
        for index, word in enumerate(words):
            if word != "ministry" or index == 0:
                continue
            first = self._topic_start(index)
            if first == index or words[first][0].isupper() and first != index - 1:
                continue
            before = bisect_left(places, (first, ""))
            # Named before it, or else only after it.
            near = places[:before][-40:] or places[:40]
            one = self._adjacent(first) or self._seat_beside(first, index)
            one = one or self._speaker(first)
            if one is None and not near:
                continue
            country = one or _commonest([code for _, code in near])
            text = " ".join(words[first : index + 1]).lower()
            known = of_country(text, country)
            adjective = countries()[country].adjectives[:1]
            name = f"{(adjective or (countries()[country].name,))[0]} {text}"
            one = Candidate(first, index + 1, known.name if known else name)
            one.type, one.rule, one.country = "government_body", "ministry", country
            found.append(one)
        taken = {one.first for one in found}
        rest = [one for one in candidates if one.first not in taken]
        return sorted([*rest, *found], key=lambda one: one.first)

    def _departments(
        self,
        candidates: list[Candidate],
        of_country: Callable[[str, str], RegistryActor | None],
    ) -> list[Candidate]:
        """Read `the State, Justice and Commerce departments`, each by its country."""
        codes = _codes(candidates)
        for one in candidates:
            topic = one.text in self.words.topics or one.text == "State"
            if not topic or one.rule or one.entry is not None:
                continue
            if not self._department_follows(one.last):
                continue
            for code in [self._adjacent(one.first), "USA", *codes]:
                if code is None or code not in countries():
                    continue
                known = of_country(f"{one.text} Department", code)
                if known is not None:
                    one.text, one.type = known.name, known.type
                    one.rule, one.country = "department", known.country
                    break
        return candidates

    def _department_follows(self, index: int) -> bool:
        for step in range(index, index + 8):
            word = self.tokens.word(step)
            if word in ("departments", "department"):
                return True
            if word not in (",", "and") and not word[:1].isupper():
                return False
        return False

    def _adjacent(self, first: int) -> str | None:
        before = first
        if self.tokens.word(before - 1) == "s" and self.tokens.word(before - 2) == "'":
            before -= 2
        actor = self.by_last.get(before)
        return actor.country if actor and actor.type == "country" else None

    def _speaker(self, first: int) -> str | None:
        # `Geng Shuang, a foreign ministry spokesman`: a person who is known.
        start = first - (self.tokens.word(first - 1) in ("a", "the"))
        start -= self.tokens.word(start - 1) == ","
        actor = self.by_last.get(start)
        known = actor is not None and actor.type == "person"
        return actor.country if known and actor.country in countries() else None  # type: ignore[union-attr]

    def _seat_beside(self, first: int, last: int) -> str | None:
        # `In Beijing the foreign ministry`, `the foreign ministry in Beijing`
        word = self.tokens.word
        start = first - (word(first - 1) == "the")
        start -= word(start - 1) == ","
        actor = self.by_last.get(start)
        if actor is None or word(start - 2).lower() != "in":
            actor = self.by_last.get(last + 3) if word(last + 1) == "in" else None
        return actor.country if actor and actor.type == "country" else None

    def _topic_start(self, index: int) -> int:
        topics, words = self.words.topics, self.tokens.words
        first = index
        while first > 0 and index - first < 5:
            word = words[first - 1]
            topic = word[:1].upper() + word[1:] in topics or word.upper() in topics
            if not topic and not (word == "and" and first < index):
                break
            first -= 1
        while first < index and words[first] == "and":
            first += 1
        return first


def _codes(candidates: list[Candidate]) -> list[str]:
    named = (one.actor.country for one in candidates if one.actor is not None)
    return list(dict.fromkeys(code for code in named if code is not None))[:5]


def _countries_by_place(candidates: list[Candidate]) -> list[tuple[int, str]]:
    # The United States has departments, the Union directorates.
    return [
        (one.first, actor.country)
        for one in candidates
        if (actor := one.actor) is not None
        and actor.type == "country"
        and actor.country not in (None, "USA")
        and actor.country in countries()
    ]


def _commonest(codes: list[str]) -> str:
    # Of the countries named so far the one named most, of equals the nearest.
    return max(codes, key=lambda code: (codes.count(code), _last(codes, code)))


def _last(codes: list[str], code: str) -> int:
    return len(codes) - codes[::-1].index(code)
