"""Whether an unknown name is a person's: its form, its title, what it says."""

from __future__ import annotations

from briefbook.extract.actor_candidates import Candidate
from briefbook.extract.actor_evidence import Evidence
from briefbook.extract.actor_words import ARTICLES


class Persons(Evidence):
    """Tells persons by first names, titles, initials and the words around."""

    def _person(self, one: Candidate, parts: list[str], common: bool) -> str:
        words, tokens = self.words, self.tokens
        if not 1 <= len(parts) <= 4 or any(p in words.suffixes for p in parts):
            return ""
        if len(parts[-1]) == 1:
            return ""
        if any(p.partition("-")[0] in ARTICLES for p in parts[1:]):
            # `Faleh al-Fayyadh`, but `Bab al-Hawa`
            return "" if parts[0] in words.arabic_places else "particle"
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
        if before == "," and len(one.units) > 1:
            # `its chief executive, Yap Lip Seng, said`
            return words.titles.get(tokens.word(one.first - 2)) == "job"
        return before in ("said", "says", "added", "wrote")
