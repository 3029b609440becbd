"""Whether an unknown capitalised name is an actor: what its neighbours say."""

from __future__ import annotations

import re

from briefbook.extract.actor_candidates import Candidate
from briefbook.extract.actor_evidence import FAIR, STRONG
from briefbook.extract.actor_persons import Persons
from briefbook.extract.actor_scenes import Scenes
from briefbook.extract.actor_tokens import Tokens
from briefbook.extract.actor_words import Words
from briefbook.models import ActorType

_ABSTRACT = ("isation", "ization", "ness", "ism", "virus")
_TRACKED = re.compile(r"([A-Za-z]{2,5})-?\d{2,4}")
_PLURAL = re.compile("[A-Z]{2,6}s")  # `EOIs`, `LLMs`
# `Moolenaar, R-Mich.`: party and state of a member of Congress.
_PARTY_STATE = re.compile("[RDI]-[A-Z]")

# Words of which one stands where X is the platform.
_OF_X = frozenset("Grok Musk Twitter platform platforms social".split())
_DONE_TO = frozenset("against bought by fine fined told sue sued sues".split())


class Judge(Persons):
    """Decides on candidates that neither a list nor their form has settled."""

    def __init__(self, tokens: Tokens, words: Words) -> None:
        super().__init__(tokens, words)
        self.scenes = Scenes(tokens, words)

    def actor_type(self, one: Candidate) -> tuple[ActorType, str] | None:
        """Return the type and the rule that tells it, or None where it is no actor."""
        words = self.words
        if self._is_tracked(one):
            return "other_org", "tracked_group"
        if (
            "GPT" in one.text
            or any(char.isdigit() for char in one.text)
            or self._numbered(one)
        ):
            return None
        if _PARTY_STATE.match(one.text) or _PLURAL.fullmatch(one.text):
            return None
        if self._prefixed(one.first):
            return None
        if one.text == "X":
            return ("company", "platform") if self._is_platform(one) else None
        styled = self.tokens.styles[one.first]
        parts = [u.text for u in one.units if not u.joint]
        common = all(
            p.lower() in words.common or words.is_firm_noun(p.lower()) for p in parts
        )
        opens = self.tokens.opens(one.first)
        if (rule := self._person(one, parts, common)) and not styled:
            return "person", rule
        if styled:
            return ("person", "title") if rule == "title" else None
        strength = self._organisation(one)
        if self.scenes.is_club(one):
            return "other_org", "club"
        if one.text in words.places and strength < STRONG:
            return None
        if self._houses(one):
            return None
        if parts[0] in words.arabic_places and "-" in parts[-1]:
            return None
        if strength < FAIR and self.scenes.is_one(one):
            return None
        if self._is_called(one):
            return None
        if strength < FAIR and not common and self._surname(parts):
            return "person", "surname"
        several = len(parts) > 1 and (strength >= FAIR or self._acts(one))
        if common and strength < STRONG and not several:
            return None
        if len(parts) == 1 and parts[0].lower().endswith(_ABSTRACT):
            return None
        if strength < STRONG and all(p in words.topics for p in parts):
            return None  # `for Trade and Development Cooperation`
        if strength >= FAIR:
            return "company", "context"
        if one.after_known or self._is_product(one) or self._in_place(one):
            return None
        if self._in_dateline(one) or self._the_thing(one, parts):
            return None
        if len(parts) == 1 and parts[0] in words.first_names:
            return None  # `her son William`
        if self.tokens.word(one.first - 1) in ("its", "their"):
            return None  # `moved its Foveros work`
        if self.tokens.word(one.first - 1) in words.making:
            return None  # `will stop making Perrier`
        if opens and len(parts) == 1 and not (parts[0].isupper() and one.listed):
            after = self.tokens.word(one.last)
            acts = words.is_verb(after) or one.possessive or one.listed
            acts = acts or (after == "," and self._opens_list(one))
            acts = acts or (after == "and" and self.tokens.word(one.last + 1) == "its")
            return ("company", "subject") if acts else None
        if self._is_quoted(one):
            return None
        if len(parts) == 1 and parts[0].isupper():
            named = self._acts(one) or (len(parts[0]) > 2 and one.listed)
            if self.tokens.word(one.first - 1) in ("the", "The"):
                after = self.tokens.word(one.last)
                named = named or not after.isalpha() or after in ("and", "or")
            return ("company", "acronym_subject") if named else None
        if self.tokens.word(one.first - 1) in ("a", "an", "A", "An"):
            return None
        if any(p.lower() in words.common for p in parts) and not self._acts(one):
            return None
        return "company", "capitalised"

    def _is_platform(self, one: Candidate) -> bool:
        # `X said`, `fined X`, but not `wrote on X`: the platform once called Twitter.
        tokens, words = self.tokens, self.words
        if self.scenes.is_medium(one) or _OF_X.isdisjoint(tokens.words):
            return False
        after, before = tokens.word(one.last), tokens.word(one.first - 1)
        apart = after == "," and tokens.word(one.last + 1) in ("formerly", "which")
        acts = one.possessive or words.is_verb(after) or apart or one.listed
        return acts or one.owned or before in words.targets or before in _DONE_TO

    def _houses(self, one: Candidate) -> bool:
        # `the Santa Clara company said`, `the Hyderabad police`: a place.
        tokens = self.tokens
        after = tokens.word(one.last)
        if tokens.word(one.last + 1) == "-" and tokens.glued(one.last + 1):
            after = f"{after}-{tokens.word(one.last + 2)}"
        if tokens.word(one.first - 1) not in ("the", "The"):
            return False
        if after in self.words.housed:
            return not one.text.isupper()
        return after == "police"

    def _prefixed(self, first: int) -> bool:
        # `high-NA`, `pro-Brexit`
        tokens = self.tokens
        joined = tokens.word(first - 1) == "-" and tokens.glued(first)
        return joined and tokens.glued(first - 1) and tokens.word(first - 2).islower()

    def _in_dateline(self, one: Candidate) -> bool:
        # `SANTA CLARA, Calif., May 3 -`
        tokens = self.tokens
        if tokens.word(one.first - 1) not in ("", "\n") or not one.text.isupper():
            return False
        return tokens.word(one.last) in (",", "(", "-", "–", "—", "/")

    def _the_thing(self, one: Candidate, parts: list[str]) -> bool:
        # `the Mahanadi at Naraj`: a firm's name takes no article.
        tokens = self.tokens
        return (
            len(parts) == 1
            and tokens.word(one.first - 1) in ("the", "The")
            and not parts[0].isupper()
            and not one.possessive
            and not self.words.is_verb(tokens.word(one.last))
            and tokens.word(one.first - 2) not in ("ask", "asked", "by", "told")
        )

    def _is_tracked(self, one: Candidate) -> bool:
        # `a group that Microsoft calls Storm-0558`
        match = _TRACKED.fullmatch(one.text)
        return match is not None and match.group(1) in self.words.tracked

    def _numbered(self, one: Candidate) -> bool:
        after = self.tokens.word(one.last)
        if after == ":" and self.tokens.glued(one.last):
            after = self.tokens.word(one.last + 1)  # `Twinscan EXE:5200`
        if not after[:1].isdigit():
            return False
        return not (len(after) == 4 and after[:2] in ("19", "20"))

    def _is_called(self, one: Candidate) -> bool:
        """Tell a thing from a firm: `ransomware called WannaCry`, `the game Go`."""
        before = self.tokens.word(one.first - 1)
        if before in self.words.calling:
            thing = self.tokens.word(one.first - 2)
            named = before in ("called", "named")
            return thing in self.words.products or not (
                named or self.words.is_firm_noun(thing)
            )
        if before == "," and self.tokens.word(one.last) == ",":
            # `the tanker, Mirelle, was`
            before = self.tokens.word(one.first - 2)
        return before in self.words.things or self._is_thing(one)

    def _is_thing(self, one: Candidate) -> bool:
        # `the Rhosus, a ship under the flag of`
        tokens = self.tokens
        if tokens.word(one.last) != "," or tokens.word(one.last + 1) not in ("a", "an"):
            return False
        near = (tokens.word(i) for i in range(one.last + 2, one.last + 5))
        return any(word in self.words.things for word in near)

    def _is_product(self, one: Candidate) -> bool:
        follows = one.units[-1].tail or self.tokens.word(one.last).lower()
        return follows in self.words.products or one.owned

    def _in_place(self, one: Candidate) -> bool:
        before = self.tokens.word(one.first - 1).lower()
        if before == "," and one.text in self.words.states:
            return self.tokens.word(one.last) == "."  # `in Manassas, Va.`
        if before == "at" and len(one.units) == 1:
            return True
        if before == "of" and self.tokens.word(one.first - 2) in self.words.seats_of:
            return True  # `the prefect of Gard`
        return before in self.words.place_words

    def _opens_list(self, one: Candidate) -> bool:
        """`Silterra, ViTrox and Oppstar are`: names up to an `and`."""
        tokens = self.tokens
        for index in range(one.last + 1, one.last + 10):
            word = tokens.word(index)
            if word == "and":
                return tokens.word(index + 1)[:1].isupper()
            if word != "," and not word[:1].isupper():
                return False
        return False

    def _is_quoted(self, one: Candidate) -> bool:
        return self.tokens.word(one.first - 1) == '"' and (
            self.tokens.word(one.last) == '"' or self.tokens.word(one.last + 1) == '"'
        )
