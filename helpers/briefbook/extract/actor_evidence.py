"""What stands around an unknown name and says that it is an organisation's."""

from __future__ import annotations

from briefbook.extract.actor_candidates import Candidate
from briefbook.extract.actor_tokens import Tokens
from briefbook.extract.actor_words import Words

# Words that follow a firm's name without a possessive: `Acme shares`.
_BARE_TRAITS = frozenset(
    "board ceo cfo chairman chief co-founder employees engineers executive executives "
    "founder officials researchers share shareholders shares spokesman spokesperson "
    "spokeswoman staff stock workers".split()
)
_PRINT = frozenset("newspaper magazine newswire party".split())
_MADE = frozenset(
    "backed bought built chartered developed employed founded headed led made managed "
    "manufactured operated owned produced published run".split()
)
_LINKS = frozenset("at by for from in into of to with".split())
_MINISTERS = frozenset(["minister", "ministers", "secretary"])
_ARTICLES = frozenset(["a", "an", "its", "their", "our"])
# `who teaches at Tulane`, `works for Acme`
_WORKS = frozenset(
    "lectures lectured research researches studies studied taught teach teaches "
    "teaching worked working works".split()
)
_SPEAKS = frozenset(["speaks", "spoke"])
STRONG, FAIR = 3, 2
# Words for a firm's kin that follow its name: `Zorblex parent`.
_KIN = frozenset("parent owner subsidiary unit affiliate".split())


class Evidence:
    """Weighs it; how strong it is stands in `STRONG` and `FAIR`."""

    def __init__(self, tokens: Tokens, words: Words) -> None:
        self.tokens = tokens
        self.words = words

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

    def _acts(self, one: Candidate) -> bool:
        after = self.tokens.word(one.last)
        return (
            one.possessive
            or self.words.is_verb(after)
            or self.tokens.word(one.first - 1) in ("by", "with", "from", "told")
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

    def _organisation(self, one: Candidate) -> int:
        words, tokens = self.words, self.tokens
        before, after = self._before(one), tokens.word(one.last)
        if one.affiliated and one.text not in words.places:
            return STRONG
        if one.possessive and self._names_person(one.last + 2):
            return STRONG  # `Upstage's Kim Sung-hoon`
        tail = one.units[-1].tail
        if tail in (
            "owned",
            "backed",
            "led",
            "controlled",
            "run",
            "affiliated",
            "compiled",
        ):
            return STRONG
        if tail:
            return 0
        if after in words.named_by and tokens.word(one.first - 1) == "the":
            return STRONG  # `part of the Djarum group`
        if before == "itself":
            return STRONG
        if after in _MINISTERS:
            return 0  # `Union IT minister Ann Lee`
        if words.is_firm_noun(before):
            return STRONG
        if before == "," and words.is_firm_noun(tokens.word(one.first - 2)):
            return FAIR
        if after == ",":
            opener = tokens.word(one.last + 1) in ("a", "an", "the", "which", "whose")
            for index in range(one.last + 2, one.last + 9):
                word = tokens.word(index)
                if word in (",", ".", "\n", "", "and"):
                    break
                if tokens.word(index + 1) == "-" and tokens.glued(index + 1):
                    word = f"{word}-{tokens.word(index + 2)}"  # `a start-up in`
                if opener and words.is_firm_noun(word):
                    return STRONG
            if tokens.word(one.last + 1) == "which":
                return FAIR
            made = tokens.word(one.last + 1) in _MADE
            if made and tokens.word(one.last + 2) in ("by", "in"):
                return FAIR  # `Acme, led by`
        if one.possessive and tokens.word(one.last + 2) in words.org_traits:
            return FAIR
        if after in _BARE_TRAITS or words.titles.get(after) in ("office", "job"):
            return FAIR
        if after in _PRINT:
            return STRONG
        kind = tokens.word(one.first - 1) in _ARTICLES  # `an ATMP unit`
        acronym = one.text.isupper() and len(one.text) > 2 and not kind
        if acronym and words.is_firm_noun(after):
            return FAIR  # `the CGT union`
        if before == "by" and tokens.word(one.first - 2) in _MADE:
            return STRONG
        if after in words.speech:
            return FAIR
        if one.of_country and not one.possessive and len(one.units) == 1:
            if after in (",", ".", "and", ")") and one.text not in words.places:
                return FAIR  # `owned by Finland's Elisa`
        if before in _LINKS:
            trait = tokens.word(one.first - 2)
            if trait == "the" or tokens.word(one.first - 1) == "the":
                trait = tokens.word(one.first - 3)
            job = words.titles.get(trait) == "job" and before != "in"
            if job or trait in ("stake", "stakes", "shares"):
                return STRONG
            if before not in ("in", "at") and trait in (
                "acquisition",
                "takeover",
                "purchase",
                "unit",
                "owned",
                "backed",
            ):
                return FAIR
        if before in ("acquire", "acquired", "acquiring", "sued", "bought", "buy"):
            return FAIR
        if before == "told":
            return STRONG
        if before == "for" and tokens.word(one.first - 2) in _WORKS | _SPEAKS:
            return STRONG  # `works for Kryptos Logic`
        if before == "at" and self._post_before(one.first - 1):
            return STRONG
        if before == "at" and len(one.units) > 1:
            # `head of economics at Blue Harbour, wrote`
            next_word = tokens.word(one.last + 1) if after == "," else after
            if next_word in words.speech:
                return STRONG
        if tokens.opens(one.first) and after in _KIN:
            return FAIR  # `Zorblex parent Quuxly`
        if after == "," and tokens.word(one.last + 1) == "of":
            if tokens.word(one.last + 2) in words.places:
                return FAIR  # `Getir, of Istanbul, took over`
        if tokens.word(one.first - 1) in ("against", "rival", "like", "including"):
            return FAIR
        if one.listed and one.beside_firm and not tokens.opens(one.first):
            last = before == "and" and words.is_verb(after)
            return STRONG if last or after in (",", ".", "and") else FAIR
        name = one.text
        mixed = any(c.isupper() for c in name[1:]) and not name.isupper()
        mixed = mixed and after.lower() not in words.products
        mixed = mixed and before not in words.making
        mixed = mixed and not (tokens.opens(one.first) and not self._acts(one))
        return FAIR if mixed and len(one.units) == 1 and "-" not in name else 0

    def _post_before(self, index: int) -> bool:
        # `head of policy at Full Fact`, `who runs research at Acme`
        tokens, words = self.tokens, self.words
        for place in range(index - 1, index - 6, -1):
            word = tokens.word(place)
            if words.titles.get(word) in ("job", "office") or word in _BARE_TRAITS:
                return True
            if word in _WORKS:
                return True
            if not word.isalpha() or word in words.sites:
                return False
        return False

    def _names_person(self, index: int) -> bool:
        word, after = self.tokens.word(index), self.tokens.word(index + 1)
        known = word in self.words.first_names or word in self.words.surnames
        return known and after[:1].isupper()
