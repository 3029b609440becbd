"""Small words inside a name: `Department of Justice`, `Acme & Sons`."""

from __future__ import annotations

from briefbook.extract.actor_tokens import Tokens
from briefbook.extract.actor_units import LONGEST, Run, Unit
from briefbook.extract.actor_words import PARTICLES, Words
from briefbook.extract.gazetteer import Gazetteer

# Bodies that say in their name what they are for: `Committee to Protect Journalists`.
_AIMS = frozenset(
    "Alliance Campaign Center Centre Coalition Committee Foundation Fund Movement "
    "Network Union".split()
)
_CHAMBERS = frozenset("Commons Councillors Lords Representatives".split())


class Joints:
    """Finds them: the run goes on after them."""

    def __init__(self, tokens: Tokens, names: Gazetteer, words: Words) -> None:
        self.tokens = tokens
        self.names = names
        self.words = words

    def after(self, run: Run, index: int) -> list[Unit]:
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
        if word == "and" and self._spelled_ahead(run, index):
            return [self._joint(index)]
        if word == "and" and self._legal_ahead(run, index):
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
        bodies = any(
            u.text in self.words.heads and u.text != "Port"
            for u in run.units
            if not u.entry
        )
        if word == "of" and last.text in ("City", "Port") and after[:1].isupper():
            if last.text == "Port" or tokens.word(index + 2) in self.words.heads:
                return [self._joint(index)]  # `City of London Police`
        if word == "and" and self._fields_on(last, index):
            return [self._joint(index)]
        if word == "of" and last.text in ("Corporation", "Company", "Industries"):
            found = self.names.match(words, index + 1)
            if found is not None and found[0].kind == "country":
                return [self._joint(index)]
        if word in ("of", "for", "on") and bodies:
            step = 2 if after in ("the", "The") else 1
            following = tokens.word(index + step)
            if following[:1].isupper() and self._goes_on(word, run, index + step):
                return [self._joint(i) for i in range(index, index + step)]
        if word == "to" and last.text in _AIMS and len(after) > 3:
            if after[0].isupper() and after.lower() in self.words.common:
                return [self._joint(index)]  # `Campaign to Stop Killer Robots`
        if word == "of" and after == "America":
            # `Volkswagen of America`, `Wine & Spirits Wholesalers of America`
            if last.known or (last.text.endswith("s") and len(run.units) > 1):
                return [self._joint(index)]
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

    def _spelled_ahead(self, run: Run, index: int) -> bool:
        """Tell whether an acronym spells a name with `and`: `Trade and Aid (TA)`."""
        word = self.tokens.word
        acronym, last = word(index + 3), word(index + 1)
        if word(index + 2) != "(" or not acronym.isupper() or not last[:1].isupper():
            return False
        spelled = "".join(unit.text[0] for unit in run.units if not unit.joint)
        return acronym in (f"{spelled}{last[0]}", f"{spelled}A{last[0]}")

    def _legal_ahead(self, run: Run, index: int) -> bool:
        """Tell whether `and` stands inside `Norvane Shipping and Trading Ltd`."""
        field, suffixes = self.tokens.word(index + 1), self.words.suffixes
        return (
            suffixes.get(self.tokens.word(index + 2)) == "legal"
            and field[:1].isupper()
            and field.lower() in self.words.common
            and suffixes.get(run.units[-1].text) != "legal"
            and run.units[-1].text.lower() in self.words.common
            and self.names.match(self.tokens.words, index + 1) is None
        )

    def _fields_on(self, last: Unit, index: int) -> bool:
        # `Ministry of Economic Affairs and Climate Policy`: more than the known one.
        actor = last.entry.actor if last.entry is not None else None
        return (
            actor is not None
            and actor.type == "government_body"
            and " of " in last.text
            and last.text.rpartition(" ")[2] in self.words.topics
            and self._topical(index + 1)
            and self._topical(index + 2)
        )

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
            and (
                word in words.topics
                or self.names.match(self.tokens.words, index) is None
            )
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
            and (low not in self.words.titles or tokens.word(following) == "Office")
            and low not in self.words.openers
            and (plural or last.text not in self.words.heads)
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
        for step in range(1, 5):
            word = self.tokens.word(index + step)
            if word in self.words.heads:
                return True
            if not word[:1].isupper() and word != "'":
                return False
        return False

    def _joint(self, index: int) -> Unit:
        return Unit(index, index + 1, self.tokens.words[index], joint=True)
