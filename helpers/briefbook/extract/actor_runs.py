"""Runs of capitalised words: the places of a text where names may stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from briefbook.extract.actor_tokens import Tokens
from briefbook.extract.actor_words import (
    ADDRESS_DOTS,
    DOMAINS,
    LEGAL_DOTS,
    PARTICLES,
    Words,
)
from briefbook.extract.gazetteer import Entry, Gazetteer

# Longer runs are no names (lists in capitals, hostile input) and are cut.
LONGEST = 14
_CHAMBERS = frozenset("Commons Councillors Lords Representatives".split())
_SIGNS = frozenset("$€£¥₹₩")


@dataclass(slots=True)
class Unit:
    """One word of a run, or one known name.

    Attributes
    ----------
    first, last
        Token span, end exclusive.
    entry
        What the gazetteer says of it, None for an unknown word.
    joint
        True where it is a connector (`of`, `and`, `von`).
    tail
        Lower-case word glued on by a hyphen: ``owned`` in `Acme-owned`.
    """

    first: int
    last: int
    text: str
    entry: Entry | None = None
    joint: bool = False
    tail: str = ""

    @property
    def stop(self) -> bool:
        """Whether it is a known name of something that is no actor."""
        return self.entry is not None and self.entry.actor is None

    @property
    def known(self) -> bool:
        """Whether it is a known actor."""
        return self.entry is not None and self.entry.actor is not None


@dataclass(slots=True)
class Run:
    """Adjacent capitalised words and known names.

    Attributes
    ----------
    possessive
        Whether `'s` follows.
    """

    units: list[Unit] = field(default_factory=list)
    possessive: bool = False

    @property
    def first(self) -> int:
        """First token."""
        return self.units[0].first

    @property
    def last(self) -> int:
        """The token after the run (the `'` of a possessive)."""
        return self.units[-1].last


class Scanner:
    """Cuts a text into runs, one pass over its tokens."""

    def __init__(self, tokens: Tokens, names: Gazetteer, words: Words) -> None:
        self.tokens = tokens
        self.names = names
        self.words = words

    def runs(self) -> Iterator[Run]:
        """Yield the runs in order."""
        index, count = 0, len(self.tokens.words)
        run: Run | None = None
        words, styles, starts = self.tokens.words, self.tokens.styles, self.names.starts
        while index < count:
            word = words[index]
            if run is None and (word.islower() or not word[0].isalnum()):
                # Most of a text is small words that no name starts with.
                if not starts(word) and styles[index] != "caps":
                    index += 1
                    continue
            unit = self._unit(index, run)
            if unit is None:
                if run is not None:
                    joints = self._joints(run, index)
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

    def _unit(self, index: int, run: Run | None) -> Unit | None:
        tokens = self.tokens
        word = tokens.words[index]
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
        if found is not None and word == "The" and not run:
            after = tokens.word(found[1])
            if after in self.words.heads or after in self.words.topics:
                return None  # `The Australian Electoral Commission`
        if found is not None:
            entry, after = found
            return Unit(index, after, " ".join(tokens.words[index:after]), entry)
        if word[0].isupper():
            if word == "I" or (tokens.word(index + 1) in _SIGNS and word.isupper()):
                return None
        elif len(word) < 3 or not word.isalpha() or word.islower():
            return None
        return self._grown(index, run)

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

    def _joints(self, run: Run, index: int) -> list[Unit]:
        """Return the connectors at `index` that a name goes on after, or none."""
        words, tokens = self.tokens.words, self.tokens
        if run.last != index or len(run.units) >= LONGEST or tokens.word(index) == "\n":
            return []
        word, after = words[index], tokens.word(index + 1)
        last = run.units[-1]
        if word == "&" and after[:1].isupper():
            return [self._joint(index)]
        if word.isdigit() and self.words.suffixes.get(after) == "legal":
            # `Wind Khon Kaen 2 Co Ltd`
            return [self._joint(index)]
        if word == "and" and self._grouped(run, index):
            return [self._joint(index)]
        if word == "plc" and not last.entry:
            return [self._joint(index)]
        if word == "," and after in ("Ltd", "Inc", "LLC", "Limited"):
            return [self._joint(index)]
        if word in PARTICLES and after and not last.known and not last.stop:
            if after[0].isupper():
                return [self._joint(index)]
            if after in PARTICLES and tokens.word(index + 2)[:1].isupper():
                return [self._joint(index), self._joint(index + 1)]
        if word == "'" and self._owner(last, index):
            return [self._joint(i) for i in range(index, index + 1 + (after == "s"))]
        bodies = any(u.text in self.words.heads for u in run.units if not u.entry)
        if word == "of" and last.text in ("Corporation", "Company", "Industries"):
            found = self.names.match(words, index + 1)
            if found is not None and found[0].kind == "country":
                return [self._joint(index)]
        if word in ("of", "for", "on") and bodies:
            step = 2 if after in ("the", "The") else 1
            following = tokens.word(index + step)
            if following[:1].isupper() and self._goes_on(word, run, index + step):
                return [self._joint(i) for i in range(index, index + step)]
        inside = any(u.joint and u.text in ("of", "for", "on") for u in run.units)
        if word == "," and after == "and" and inside and last.text in self.words.topics:
            if self._topical(index + 2):
                return [self._joint(index), self._joint(index + 1)]
        if word == "," and last.text in self.words.topics and inside:
            if after in self.words.topics and self._listed(index):
                return [self._joint(index)]
        if word == "and" and self._topical(index + 1) and not last.known:
            plain = last.stop or last.text.lower() in self.words.common
            closed = last.text in self.words.heads or last.text in self.words.suffixes
            closed = closed and last.text not in self.words.topics
            if plain and (inside or not closed):
                if (inside and bodies) or self._head_ahead(index + 1):
                    return [self._joint(index)]
        return []

    def _grouped(self, run: Run, index: int) -> bool:
        """Tell whether `and` stands inside `Digital Media and Entertainment Group`."""
        words = self.words
        for unit in run.units:
            low = unit.text.lower()
            if unit.entry or low not in words.common or low in words.titles:
                return False
        for step in range(index + 1, index + 5):
            word = self.tokens.word(step)
            if not word[:1].isupper() or word.lower() not in words.common:
                return False
            if self.names.match(self.tokens.words, step) is not None:
                return False
            if word in ("Group", "Holdings") and step > index + 1:
                return True
        return False

    def _topical(self, index: int) -> bool:
        """Tell whether the word at `index` may go on a body's field."""
        word, words = self.tokens.word(index), self.words
        return (
            word[:1].isupper()
            and (word in words.topics or word.lower() in words.common)
            and word.lower() not in words.titles
            and word not in words.heads
            and self.tokens.word(index + 1).lower() not in words.titles
            and self.names.match(self.tokens.words, index) is None
        )

    def _owner(self, last: Unit, index: int) -> bool:
        # `European People's Party`, `Teachers' Retirement System`: not `Acme's Board`.
        tokens, low = self.tokens, last.text.lower()
        plural = low.endswith("s") and tokens.word(index + 1) != "s"
        following = index + 1 if plural else index + 2
        return (
            last.entry is None
            and tokens.glued(index)
            and (plural or tokens.word(index + 1) == "s")
            and low in self.words.common
            and low not in self.words.titles
            and low not in self.words.openers
            and last.text not in self.words.heads
            and last.text not in self.words.suffixes
            and (
                tokens.word(following) in self.words.heads
                or tokens.word(following).lower() in self.words.common
            )
            and tokens.word(following) not in self.words.first_names
            and tokens.word(following)[:1].isupper()
            and self.names.match(tokens.words, following) is None
            and not tokens.opens(last.first)
        )

    def _goes_on(self, word: str, run: Run, index: int) -> bool:
        # `Department of Justice` but not `the Ministry to Washington`.
        head = run.units[-1].text
        if head == "House" and self.tokens.word(index) not in _CHAMBERS:
            return False  # `passed by the House of the Defense Act`
        found = self.names.match(self.tokens.words, index)
        if found is not None and found[0].kind in ("actor", "time"):
            # `the court on Monday`, `the board of Tesla`, but
            # `Court of Appeals for the Federal Circuit`
            actor = found[0].actor
            body = actor is not None and actor.type == "government_body"
            return body and word == "for"
        if word in ("for", "on"):
            return head in self.words.heads
        # `State Administration for Market Regulation of China`
        return head in self.words.heads or any(unit.joint for unit in run.units)

    def _listed(self, index: int) -> bool:
        words = self.tokens.words[index + 1 : index + 9]
        topics = self.words.topics
        return "and" in words and all(
            word in topics or word == "," for word in words[: words.index("and")]
        )

    def _head_ahead(self, index: int) -> bool:
        for step in range(1, 4):
            word = self.tokens.word(index + step)
            if word in self.words.heads:
                return True
            if not word[:1].isupper():
                return False
        return False

    def _joint(self, index: int) -> Unit:
        return Unit(index, index + 1, self.tokens.words[index], joint=True)
