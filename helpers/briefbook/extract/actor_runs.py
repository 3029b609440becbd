"""Runs of capitalised words: the places of a text where names may stand."""

from __future__ import annotations

from collections.abc import Iterator

from briefbook.extract.actor_joints import Joints
from briefbook.extract.actor_tokens import Tokens
from briefbook.extract.actor_units import LONGEST, Run, Unit
from briefbook.extract.actor_words import (
    ADDRESS_DOTS,
    ARTICLES,
    DOMAINS,
    LEGAL_DOTS,
    Words,
)
from briefbook.extract.gazetteer import Entry, Gazetteer

_ENDS = frozenset('.!?:"“”')
# Exchanges in Reuters' codes of shares.
_MARKETS = frozenset("N O A K T HK TW SS SZ DE PA AS L SW KS KQ NS BO TO AX".split())
_SHARE_SIGN = Entry("stop", None, "exchanges:code")
_SIGNS = frozenset("$€£¥₹₩")


class Scanner:
    """Cuts a text into runs, one pass over its tokens."""

    def __init__(self, tokens: Tokens, names: Gazetteer, words: Words) -> None:
        self.tokens = tokens
        self.names = names
        self.openers = names.openers
        self.words = words
        self.joints = Joints(tokens, names, words)

    def runs(self) -> Iterator[Run]:
        """Yield the runs in order."""
        index, count = 0, len(self.tokens.words)
        run: Run | None = None
        begins = self._begins()
        coming = next(begins, count)
        while index < count:
            if run is None:
                while coming < index:
                    coming = next(begins, count)
                if (index := coming) == count:
                    break
            unit = self._unit(index, run)
            if unit is None:
                if run is not None:
                    joints = self.joints.after(run, index)
                    if joints:
                        run.units.extend(joints)
                        index = joints[-1].last
                        continue
                    yield self._closed(run)
                    run = None
                index += 1
                continue
            if run is not None and self._parted(run, unit):
                yield self._closed(run)
                run = None
            run = run or Run()
            run.units.append(unit)
            index = unit.last
        if run is not None:
            yield self._closed(run)

    def _begins(self) -> Iterator[int]:
        """Return where a run may begin: most of a text is small words of no name."""
        first, styles = self.openers, self.tokens.styles
        caps = "caps" in styles
        return iter(
            [
                index
                for index, word in enumerate(self.tokens.words)
                if not (word.islower() or not word[0].isalnum())
                or word in first
                or (caps and styles[index] == "caps")
            ]
        )

    def _unit(self, index: int, run: Run | None) -> Unit | None:
        tokens = self.tokens
        word = tokens.words[index]
        if word not in self.openers and (word.islower() or not word[0].isalnum()):
            return None
        if run is not None and self._share_sign(index):
            return Unit(index, index + 3, word, _SHARE_SIGN)
        found = self.names.match(tokens.words, index)
        if found is None and tokens.styles[index] == "caps":
            found = self.names.match_folded(tokens.words, index)
        if found is None and len(word) > 3 and word.isupper() and word.isalpha():
            # `ENGIE`: a firm that writes its name in capitals.
            found = self.names.match([word.capitalize()], 0)
            if found is not None and self._caps_firm(found[0]):
                found = found[0], index + 1
            else:
                found = None
        if found is not None and self._apostrophe(index, found[1]):
            found = None
        if found is not None and tokens.word(found[1]).islower():
            lead = found[0].kind in ("country", "adjective") or word == "European"
            if lead and found[1] == index + 1:
                found = self.names.match_body(tokens.words, index) or found
        if (
            found is not None
            and found[0].kind == "stop"
            and run
            and found[1] == index + 1
        ):
            # `Norfolk Southern`: a direction or a term that ends a name.
            before = run.units[-1]
            plain = not before.entry and before.text.lower() not in self.words.openers
            if run.last == index and plain and word.isalpha():
                return self._grown(index, run)
        if found is not None and found[0].kind == "time" and run is not None:
            before = run.units[-1].text.rstrip(".").lower()
            if self.words.titles.get(before) == "honorific":
                return self._grown(index, run)
        if found is not None and found[0].kind == "time" and len(word) == 3:
            # `Jun Seki` is a name, `Jun 4` a day.
            after = tokens.word(found[1])
            if after[:1].isupper() and not self.names.starts(after):
                return self._grown(index, run)
            if after == "-" and tokens.glued(found[1]) and tokens.glued(found[1] + 1):
                if tokens.word(found[1] + 1)[:1].isupper():
                    return self._grown(index, run)  # `Jan-Peter Kleinhans`
        if found is not None and word == "The" and not run:
            after = tokens.word(found[1])
            if after in self.words.heads or after in self.words.topics:
                return None  # `The Australian Electoral Commission`
            if found[0].kind == "actor" and self._article(index, after):
                return None
        if found is not None:
            entry, after = found
            return Unit(index, after, " ".join(tokens.words[index:after]), entry)
        if run is None and self._describes(index):
            return None
        if word[0].isupper():
            if word == "I" or (tokens.word(index + 1) in _SIGNS and word.isupper()):
                return None
        elif word in ARTICLES and self._articled(index):
            start, end = tokens.starts[index], tokens.ends[index + 2]
            return Unit(index, index + 3, tokens.text[start:end])
        elif len(word) < 3 or not word.isalpha() or word.islower():
            return None
        return self._grown(index, run)

    def _articled(self, index: int) -> bool:
        # `Bashar al-Assad`
        tokens = self.tokens
        return (
            tokens.word(index + 1) == "-"
            and tokens.glued(index + 1)
            and tokens.glued(index + 2)
            and tokens.word(index + 2)[:1].isupper()
        )

    def _article(self, index: int, after: str) -> bool:
        """Tell whether `The` opens a sentence and is no part of an outlet's name.

        `The Australian home affairs minister`, `The Information Commissioner`.
        """
        if not self.tokens.opens(index) or not after.isalpha():
            return False
        words = self.words
        return not (
            words.is_verb(after) or after in words.org_nouns or after in ("and", "of")
        )

    def _share_sign(self, index: int) -> bool:
        """Tell whether Reuters' code of a share stands there: `Acme Inc ACM.N`."""
        tokens, word = self.tokens, self.tokens.words[index]
        return (
            tokens.word(index + 1) == "."
            and word.isupper()
            and word.isalpha()
            and len(word) < 6
            and tokens.glued(index + 1)
            and tokens.glued(index + 2)
            and tokens.word(index + 2) in _MARKETS
        )

    def _describes(self, index: int) -> bool:
        """Tell whether a sentence opens with a noun for the firm that it then names.

        `Chipmaker Norvane said`: the noun has a capital only since it comes first.
        """
        tokens, words = self.tokens, self.words
        low, after = tokens.words[index].lower(), tokens.word(index + 1)
        opens = index == 0 or tokens.words[index - 1] in _ENDS
        return (
            opens
            and tokens.words[index][1:].islower()
            and words.is_firm_noun(low)
            and low not in words.heads
            and low not in words.suffixes
            and after[:1].isupper()
            and not tokens.glued(index + 1)
            and after.lower() not in words.suffixes
            and after.lower() not in words.heads
        )

    def _caps_firm(self, entry: Entry) -> bool:
        actor = entry.actor
        if (
            actor is None
            or entry.kind != "actor"
            or actor.name.lower() in (self.words.common)
        ):
            return False
        return actor.type in ("company", "other_org")

    def _apostrophe(self, index: int, after: int) -> bool:
        # `Xi'an` does not start with Xi.
        tokens = self.tokens
        return (
            after == index + 1
            and tokens.word(after) == "'"
            and tokens.glued(after)
            and tokens.glued(after + 1)
            and len(tokens.word(after + 1)) > 1
            and tokens.word(after + 1).isalpha()
        )

    def _grown(self, first: int, run: Run | None) -> Unit:
        tokens, words = self.tokens, self.tokens.words
        last, tail = first + 1, ""
        while tokens.glued(last) and last - first < 9:
            mark, after = words[last], tokens.word(last + 1)
            glued = bool(after) and tokens.glued(last + 1)
            if mark == "-" and glued and after[0].isalpha():
                if after[0].isupper():
                    if self.names.match(words, last + 1) is not None:
                        break
                elif self._is_tail(words[first], after, run):
                    tail = after
                    break
                last += 2
            elif mark == "'" and glued and len(after) > 1 and last == first + 1:
                last += 2
            elif mark == "&" and glued and after[0].isupper():
                last += 2
            elif mark in "-." and glued and after.isdigit():
                last += 2
            elif mark == "." and glued and after.lower() in DOMAINS:
                last += 2
            elif mark == "." and (
                words[last - 1].lower() in LEGAL_DOTS
                or words[last - 1].lower() in ADDRESS_DOTS
                or (len(words[last - 1]) == 1 and words[last - 1].isupper())
            ):
                last += 1
                if not (glued and len(after) == 1 and after.isupper()):
                    break
                last += 1
            else:
                break
        start, end = tokens.starts[first], tokens.ends[last - 1]
        return Unit(first, last, tokens.text[start:end], tail=tail)

    def _is_tail(self, first: str, word: str, run: Run | None) -> bool:
        # `Ahn Duk-geun` is one name, `Acme-backed` a name and a participle.
        if len(first) == 1:
            return False
        if word in self.words.tails:
            return True
        return word in self.words.common and not (run and not run.units[-1].known)

    def _parted(self, run: Run, unit: Unit) -> bool:
        before = run.units[-1]
        if before.last != unit.first or len(run.units) >= LONGEST:
            return True
        low = unit.text.lower()
        common = low in self.words.openers or low in self.words.common
        if unit.entry is None and common and unit.text not in self.words.suffixes:
            # `Toyota Motor Corp. It was`
            dot, form = unit.first - 1, self.tokens.word(unit.first - 2).lower()
            return self.tokens.word(dot) == "." and form in LEGAL_DOTS
        # A hyphen between known names parts them; it is a token, so spans differ.
        return False

    def _closed(self, run: Run) -> Run:
        while run.units[-1].joint and run.units[-1].text != "plc":
            run.units.pop()
        tokens, after = self.tokens, run.last
        run.possessive = (
            tokens.word(after) == "'"
            and tokens.glued(after)
            and (
                tokens.word(after + 1) in ("s", "S")
                or tokens.words[after - 1].endswith("s")
            )
        )
        return run
