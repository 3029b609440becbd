"""Capitals that stand for their government: `Beijing said`, not `in Beijing`."""

from __future__ import annotations

from briefbook.extract.actor_candidates import Candidate
from briefbook.extract.actor_tokens import Tokens
from briefbook.extract.actor_words import Words

# Nouns for what governs: before them a capital is its government.
_STATE_NOUNS = frozenset(
    "agencies agency backers council department force mission ministry party regulator "
    "regulators watchdog".split()
)


class Seats:
    """Whether a capital stands for its government: `Beijing said`, not `in Beijing`."""

    def __init__(self, tokens: Tokens, words: Words) -> None:
        self.tokens = tokens
        self.words = words

    def governs(self, one: Candidate) -> bool:
        """Tell whether `one` is the government and not the city."""
        tokens, words = self.tokens, self.words
        before = tokens.word(one.first - 1)
        after = tokens.word(one.last)
        weak = one.entry is not None and one.entry.kind == "place_seat"
        if before.lower() in words.place_words:
            return False
        if before == "-" or (after == "-" and tokens.word(one.last + 1) in words.tails):
            return tokens.word(one.last + 1) in ("backed", "led", "controlled")
        if after == "-" and tokens.glued(one.last) and weak:
            return False
        if after in (",", "(") and self._dateline(one):
            return False
        if after in ("-", "–", "—") and not tokens.glued(one.last):
            if tokens.word(one.first - 1) in ("", "\n"):
                return False  # `Paris - 136 countries agreed`
        if (before == "from" and after == "to") or (
            before == "to" and tokens.word(one.first - 3) == "from"
        ):
            return False  # `from Tokyo to London`
        if self._home_of(one.last):
            return False
        if before == "of" and after == "," and tokens.word(one.first - 2) == ",":
            return False  # `Acme, of Ottawa, took over`
        if before == "," and after in (",", ".") and not weak:
            # `Camas, Washington,`: a town and its state.
            town = tokens.word(one.first - 2)
            return not (town[:1].isupper() and town.lower() not in words.common)
        if before in ("to", "from") and any(
            tokens.word(index) in words.travel
            for index in range(one.first - 4, one.first - 1)
        ):
            return False
        if before == "the" or before in ("of", "from", "to") and weak:
            return False
        if after.lower() in words.travel or after[:1].isupper():
            return False
        if before == "of" and self._named_thing(one.first - 2):
            return False  # `Acme Consulting of Budapest`
        if not weak and before in ("of", "from"):
            noun = tokens.word(one.first - 2).lower()
            return noun not in ("city", "mayor", "university", "outskirts", "streets")
        if weak:
            return after in words.acting or after in words.speech
        return True

    def _home_of(self, index: int) -> bool:
        # `Paris start-up Zorblex`, but `Beijing regulators`
        word, tokens = self.tokens.word(index), self.tokens
        if tokens.word(index + 1) == "-" and tokens.glued(index + 1):
            word = f"{word}-{tokens.word(index + 2)}"
        return word in self.words.org_nouns and word not in _STATE_NOUNS

    def _named_thing(self, index: int) -> bool:
        word = self.tokens.word(index)
        return word[:1].isupper() and word not in self.words.heads

    def _dateline(self, one: Candidate) -> bool:
        tokens = self.tokens
        if not tokens.opens(one.first):
            return False
        return any(
            tokens.word(i) in ("-", "–", "—") for i in range(one.last, one.last + 10)
        )
