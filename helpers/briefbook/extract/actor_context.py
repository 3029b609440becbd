"""Whether an unknown capitalised name is an actor: what its neighbours say."""

from __future__ import annotations

import re

from briefbook.extract.actor_candidates import Candidate
from briefbook.extract.actor_scenes import Scenes
from briefbook.extract.actor_tokens import Tokens
from briefbook.extract.actor_words import Words
from briefbook.models import ActorType

# Words that follow a firm's name without a possessive: `Acme shares`.
_BARE_TRAITS = frozenset(
    "board ceo cfo chairman chief co-founder employees engineers executive executives "
    "founder officials researchers share shareholders shares spokesman spokesperson "
    "spokeswoman staff stock workers".split()
)
_PRINT = frozenset("newspaper magazine newswire party".split())
_ABSTRACT = ("isation", "ization", "ness", "ism")
_MADE = frozenset(
    "backed bought built chartered developed employed founded headed led made managed "
    "manufactured operated owned produced published run".split()
)
_LINKS = frozenset("at by for from in into of to with".split())
_TRACKED = re.compile(r"([A-Za-z]{2,5})-?\d{2,4}")
_PLURAL = re.compile("[A-Z]{2,6}s")  # `EOIs`, `LLMs`
# `Moolenaar, R-Mich.`: party and state of a member of Congress.
_PARTY_STATE = re.compile("[RDI]-[A-Z]")
_STRONG, _FAIR, _WEAK = 3, 2, 1


class Judge:
    """Decides on candidates that neither a list nor their form has settled."""

    def __init__(self, tokens: Tokens, words: Words) -> None:
        self.tokens = tokens
        self.words = words
        self.scenes = Scenes(tokens, words)

    def actor_type(self, one: Candidate) -> tuple[ActorType, str] | None:
        """Return the type and the rule that tells it, or None where it is no actor."""
        words = self.words
        if self._is_tracked(one):
            return "other_org", "tracked_group"
        if any(char.isdigit() for char in one.text) or self._numbered(one):
            return None
        if _PARTY_STATE.match(one.text) or _PLURAL.fullmatch(one.text):
            return None
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
        if one.text in words.places and strength < _STRONG:
            return None
        if strength < _FAIR and self.scenes.is_one(one):
            return None
        if self._is_called(one):
            return None
        if strength < _FAIR and not common and self._surname(parts):
            return "person", "surname"
        several = len(parts) > 1 and (strength >= _FAIR or self._acts(one))
        if common and strength < _STRONG and not several:
            return None
        if len(parts) == 1 and parts[0].lower().endswith(_ABSTRACT):
            return None
        if strength >= _FAIR:
            return "company", "context"
        if one.after_known or self._is_product(one) or self._in_place(one):
            return None
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

    def _is_tracked(self, one: Candidate) -> bool:
        # `a group that Microsoft calls Storm-0558`
        match = _TRACKED.fullmatch(one.text)
        return match is not None and match.group(1) in self.words.tracked

    def _before(self, one: Candidate) -> str:
        """Return the word before, hyphens included: `start-up`."""
        tokens, index = self.tokens, one.first - 1
        word = tokens.word(index)
        if word == "the":
            index -= 1
            word = tokens.word(index)
        if tokens.word(index - 1) == "-" and tokens.glued(index):
            word = f"{tokens.word(index - 2)}-{word}"
        return word.lower()

    def _numbered(self, one: Candidate) -> bool:
        after = self.tokens.word(one.last)
        if not after[:1].isdigit():
            return False
        return not (len(after) == 4 and after[:2] in ("19", "20"))

    def _acts(self, one: Candidate) -> bool:
        after = self.tokens.word(one.last)
        return (
            one.possessive
            or self.words.is_verb(after)
            or self.tokens.word(one.first - 1) in ("by", "with", "from", "told", "and")
            or self._of_name(one)
        )

    def _of_name(self, one: Candidate) -> bool:
        # `Myron Brilliant of the US Chamber`, but not `Responsible Use of AI`
        index, first = one.last, one.units[0].text.lower()
        if self.tokens.word(index) not in ("of", "at") or first in self.words.common:
            return False
        after = self.tokens.word(index + 1)
        if after == "the":
            after = self.tokens.word(index + 2)
        return after[:1].isupper()

    def _person(self, one: Candidate, parts: list[str], common: bool) -> str:
        words, tokens = self.words, self.tokens
        if not 1 <= len(parts) <= 4 or any(p in words.suffixes for p in parts):
            return ""
        if len(parts[-1]) == 1:
            return ""
        if one.title in ("honorific", "office") and not one.after_known:
            return "title" if len(parts) > 1 or not common else ""
        if len(parts) == 1 or one.text in words.places:
            return ""
        if one.title == "job" and not common:
            return "title"
        if all(p.isupper() and len(p) > 2 for p in parts):
            return ""
        if len(parts[0].rstrip(".")) == 1 and parts[0].isupper() and len(parts[-1]) > 3:
            return "initials"
        if one.owned and len(parts) == 2 and words.is_verb(tokens.word(one.last)):
            if not any(p.lower() in words.common for p in parts):
                return "spokesperson"  # `Acme Capital's Temitope Ajayi raised`
        if parts[0].partition("-")[0] in words.first_names and (
            tokens.word(one.last).lower() not in words.products
        ):
            rare = parts[0].lower() not in words.common
            if rare or (
                parts[-1].lower() not in words.common or self._person_context(one)
            ):
                return "first_name"
        if parts[0] in words.surnames and len(parts) <= 3 and not common:
            if all(len(p) <= 12 for p in parts):
                return "surname_first"
        if one.text in words.places:
            return ""
        if any(u.joint for u in one.units) and one.units[1].text != "&":
            return "particle"
        if len(parts) <= 3 and not common and self._person_context(one):
            return "person_context"
        if tokens.word(one.last) in ("said", "told", "wrote", "says", "added"):
            return "speaker" if len(parts) in (2, 3) and not common else ""
        return ""

    def _surname(self, parts: list[str]) -> bool:
        # `Sherrod Brown`: an uncommon word before a surname that is a common one.
        words = self.words
        return (
            len(parts) == 2
            and parts[1] in words.surnames_common
            and parts[0].lower() not in words.common
            and parts[0].isalpha()
            and not parts[0].isupper()
        )

    def _person_context(self, one: Candidate) -> bool:
        """`Ann Lee, an analyst at`; `according to Ann Lee`; `said Ann Lee`."""
        words, tokens = self.words, self.tokens
        if tokens.word(one.last) == ",":
            for index in range(one.last + 1, one.last + 7):
                word = tokens.word(index)
                if word.lower() in words.titles:
                    return True
                if word in (",", ".", "\n", "") or word in words.org_nouns:
                    break
        if tokens.word(one.last) in words.speech:
            return True
        before = tokens.word(one.first - 1)
        return before in ("said", "says", "added", "wrote")

    def _organisation(self, one: Candidate) -> int:
        words, tokens = self.words, self.tokens
        before, after = self._before(one), tokens.word(one.last)
        if one.affiliated and one.text not in words.places:
            return _STRONG
        if one.possessive and self._names_person(one.last + 2):
            return _STRONG  # `Upstage's Kim Sung-hoon`
        tail = one.units[-1].tail
        if tail in ("owned", "backed", "led", "controlled", "run", "affiliated"):
            return _STRONG
        if tail:
            return 0
        if before == "itself":
            return _STRONG
        if words.is_firm_noun(before):
            return _STRONG
        if before == "," and words.is_firm_noun(tokens.word(one.first - 2)):
            return _FAIR
        if after == ",":
            opener = tokens.word(one.last + 1) in ("a", "an", "the", "which", "whose")
            for index in range(one.last + 2, one.last + 9):
                word = tokens.word(index)
                if word in (",", ".", "\n", "", "and"):
                    break
                if opener and words.is_firm_noun(word):
                    return _STRONG
            if tokens.word(one.last + 1) == "which":
                return _FAIR
            made = tokens.word(one.last + 1) in _MADE
            if made and tokens.word(one.last + 2) in ("by", "in"):
                return _FAIR  # `Acme, led by`
        if one.possessive and tokens.word(one.last + 2) in words.org_traits:
            return _FAIR
        if after in _BARE_TRAITS or words.titles.get(after) in ("office", "job"):
            return _FAIR
        if after in _PRINT:
            return _STRONG
        if one.text.isupper() and len(one.text) > 2 and words.is_firm_noun(after):
            return _FAIR  # `the CGT union`
        if before == "by" and tokens.word(one.first - 2) in _MADE:
            return _STRONG
        if after in words.speech:
            return _FAIR
        if before in _LINKS:
            trait = tokens.word(one.first - 2)
            if trait == "the" or tokens.word(one.first - 1) == "the":
                trait = tokens.word(one.first - 3)
            if words.titles.get(trait) == "job" or trait in (
                "stake",
                "stakes",
                "shares",
            ):
                return _STRONG
            if trait in (
                "acquisition",
                "takeover",
                "purchase",
                "unit",
                "owned",
                "backed",
            ):
                return _FAIR
        if before in ("acquire", "acquired", "acquiring", "sued", "bought", "buy"):
            return _FAIR
        if before == "told":
            return _STRONG
        if before == "at" and len(one.units) > 1:
            # `head of economics at Blue Harbour, wrote`
            next_word = tokens.word(one.last + 1) if after == "," else after
            if next_word in words.speech:
                return _STRONG
        if before in ("against", "rival", "like", "including", "told"):
            return _FAIR
        if one.listed and one.beside_firm and not tokens.opens(one.first):
            last = before == "and" and words.is_verb(after)
            return _STRONG if last or after in (",", ".", "and") else _FAIR
        name = one.text
        mixed = any(c.isupper() for c in name[1:]) and not name.isupper()
        return _FAIR if mixed and len(one.units) == 1 and "-" not in name else 0

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

    def _names_person(self, index: int) -> bool:
        word, after = self.tokens.word(index), self.tokens.word(index + 1)
        known = word in self.words.first_names or word in self.words.surnames
        return known and after[:1].isupper()

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
