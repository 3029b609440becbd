"""What a run of capitalised words holds: known actors, bodies, firms, persons."""

from __future__ import annotations

from briefbook.extract.actor_candidates import Candidate
from briefbook.extract.actor_forms import Forms
from briefbook.extract.actor_units import Run, Unit

# What ends a broadcaster's name: `Citi FM`.
_STATIONS = frozenset(["FM", "Radio", "TV"])


class Parser(Forms):
    """Cuts one run into candidates."""

    def parse(self, run: Run) -> list[Candidate]:
        """Return the candidates of `run`, in order."""
        if len(run.units) == 1 and run.units[0].entry is not None:
            only = self._known(run.units[0])
            only.possessive = run.possessive
            return [only]
        if self._spelled(run):
            return [self._named(run.units, "company", "acronym")]
        units = self._after_office(self._opened(run.units))
        found: list[Candidate] = []
        piece: list[Unit] = []
        title = self._title_before(units)
        for index, unit in enumerate(units):
            kind = self._title(units, index)
            if kind and not self._last_name(units, index):
                found += self._piece(self._without_topics(piece), title, titled=True)
                piece, title = [], kind
            else:
                piece.append(unit)
        found += self._piece(piece, title)
        if run.possessive and found and found[-1].last == run.last:
            found[-1].possessive = True
        return found

    def _opened(self, units: list[Unit]) -> list[Unit]:
        # A sentence's first word is capitalised whatever it is: `Meanwhile Acme`.
        units = list(units)
        while units and not units[0].entry and self.tokens.opens(units[0].first):
            if not self._ordinary(units):
                break
            units.pop(0)
            while units and units[0].joint:
                units.pop(0)
            break
        return units

    def _ordinary(self, units: list[Unit]) -> bool:
        """Tell whether the word that opens a sentence is no part of the name."""
        words, low = self.words, units[0].text.lower()
        if low in words.openers:
            return True
        if len(units) == 1 or low not in words.common or low in words.titles:
            return False
        if units[0].text in words.heads:
            return False
        if units[1].joint and low in ("city", "port"):
            return False  # `City of London Police`
        if words.is_firm_noun(low):
            return True
        if units[0].text in words.first_names:
            return False
        if units[0].text in words.topics and len(units) > 2:
            return False  # `Health Education England`
        rest = units[1:]
        if self._organised(units):
            return (
                units[0].text not in words.topics
                and any(
                    u.known or u.text.lower() not in words.common
                    for u in rest
                    if not u.joint
                )
                and rest[0].text not in words.heads
            )
        ordinary = all(u.text.lower() in words.common for u in rest if not u.entry)
        if ordinary and not any(u.entry for u in rest):
            # `Colonial Pipeline, which`: two capitals in a row are a name.
            return any(u.text.lower() in words.titles for u in rest)
        return not self._is_name(units)

    def _is_name(self, units: list[Unit]) -> bool:
        # `Piers Harding-Rolls of Acme said`: an uncommon name after a common word.
        if (
            len(units) != 2
            or units[1].entry
            or units[1].text.lower() in (self.words.common)
        ):
            return False
        after = self.tokens.word(units[1].last)
        return (
            after == "of"
            or after in self.words.speech
            or (
                after == ","
                and any(
                    self.tokens.word(i) in self.words.titles
                    for i in range(units[1].last + 1, units[1].last + 5)
                )
            )
        )

    def _organised(self, units: list[Unit]) -> bool:
        return any(
            u.text in self.words.heads or u.text in self.words.suffixes
            for u in units[1:]
            if not u.entry
        )

    def _title_before(self, units: list[Unit]) -> str:
        if not units:
            return ""
        word = self.tokens.word(units[0].first - 1)
        if word == "." and self.tokens.glued(units[0].first - 1):
            word = self.tokens.word(units[0].first - 2)
        return self.words.titles.get(word, "") if word.islower() else ""

    def _title(self, units: list[Unit], index: int) -> str:
        unit = units[index]
        if unit.joint:
            return ""
        if unit.text in self.words.parties and index + 1 < len(units):
            # `House Republican Ann Lowry`, but not `Republican National Committee`
            rest = units[index + 1 :]
            if rest[0].text in ("House", "Senate"):
                return "office"  # `Republican House Speaker Ann Lowry`
            body = any(u.entry or u.joint or u.text in self.words.heads for u in rest)
            return "" if body else "office"
        if unit.entry is not None:
            # `US Trade Representative Ann Lee`: an office, here a title.
            office = " " in unit.text and index + 1 < len(units) and unit.known
            last = unit.text.rpartition(" ")[2].lower()
            return self.words.titles.get(last, "") if office else ""
        kind = self.words.titles.get(unit.text.rstrip(".").lower(), "")
        if len(units) == 1 and unit.text in self.words.topics:
            return ""  # `the Justice and Commerce departments`
        if kind and index + 1 < len(units):
            following = units[index + 1]
            if not following.entry and following.text in self.words.heads:
                return ""
            if following.joint and following.text in ("of", "for", "'"):
                return ""
        elif kind == "honorific" and index:
            return ""
        if kind == "office" and any(
            u.joint and u.text in ("of", "for") for u in units[:index]
        ):
            # `Office of the Data Protection Commissioner`
            return ""
        return kind

    def _after_office(self, units: list[Unit]) -> list[Unit]:
        """Drop the field before a name: `Minister of` `Energy Ann Lee`."""
        words, word = self.words, self.tokens.word
        if not units or word(units[0].first - 1) not in ("of", "for"):
            return units
        if words.titles.get(word(units[0].first - 2).lower()) != "office":
            return units
        after = 0
        while after < len(units) and (
            units[after].joint or units[after].text in words.topics
        ):
            after += 1
        rest = units[after:]
        named = len(rest) > 1 and not any(u.entry for u in rest)
        return rest if after and named else units

    def _last_name(self, units: list[Unit], index: int) -> bool:
        # `Stephen King`: a title word that ends a name.
        return (
            index == len(units) - 1
            and index > 0
            and units[index - 1].text in self.words.first_names
            and (
                self.words.titles[units[index].text.rstrip(".").lower()] != "job"
                or units[index].text in self.words.surnames_common
            )
        )

    def _without_topics(self, piece: list[Unit]) -> list[Unit]:
        # `US Commerce Secretary`: the topic belongs to the title.
        piece = list(piece)
        while piece and (not piece[-1].entry or piece[-1].text in self.words.topics):
            low = piece[-1].text.lower()
            body = piece[-1].text in self.words.heads and len(piece) > 1
            body = body and piece[-1].text != "Cabinet"
            if body or not (
                piece[-1].joint or low in self.words.common or piece[-1].tail
            ):
                break
            piece.pop()
        return piece

    def _piece(
        self, piece: list[Unit], title: str, *, titled: bool = False
    ) -> list[Candidate]:
        while piece and piece[0].joint:
            piece = piece[1:]
        while piece and piece[-1].joint and piece[-1].text != "plc":
            piece = piece[:-1]
        if not piece:
            return []
        if self.tokens.word(piece[-1].last) in self.words.contests:
            # `Arizona Senate candidate Ruben Gallego`
            heads = self.words.heads
            return [self._known(u) for u in piece if u.known and u.text not in heads]
        organisation = self._organisation(piece)
        if organisation is not None:
            return organisation
        found: list[Candidate] = []
        loose: list[Unit] = []
        before: Unit | None = None
        for unit in piece:
            if unit.entry is None:
                loose.append(unit)
                continue
            if found and not loose and self._venture(before, unit):
                # `GE Hitachi` is neither of the two.
                found[-1] = self._named([before, unit], "company", "joined_names")  # type: ignore[list-item]
                before = unit
                continue
            if self._national(before, unit) and found and not loose:
                found[-1] = self._named([before, unit], "other_org", "national_body")  # type: ignore[list-item]
                before = unit
                continue
            if loose and before is None and self._branch(loose, unit, piece):
                found.append(self._joined([*loose, unit], ""))
                loose, before = [], unit
                continue
            found += self._loose(loose, before, unit, title)
            if loose and self._namesake(loose, unit):
                found.append(self._joined([*loose, unit], title))
            elif title == "honorific" and unit.entry.kind == "country":
                # `Ms. Monaco`
                found.append(self._joined([unit], title))
            elif loose and (
                unit.text.partition(" ")[0] in self.words.heads
                or unit.text in self.words.heads
            ):
                # `Development Bank of Japan` is not the Bank of Japan.
                whole = self._joined([*loose, unit], "")
                whole.type, whole.rule = "government_body", "body"
                found = [one for one in found if one.first < loose[0].first]
                found.append(whole)
            else:
                found.append(self._known(unit))
            loose, before = [], unit
        if loose and before is not None and found and self._goes_on(found[-1], loose):
            # `Kelly Bayer Rosmarin`: a firm's name is her second.
            return [*found[:-1], self._joined([*found[-1].units, *loose], title)]
        rest = self._loose(loose, before, None, title)
        if rest and found and rest[0].first == found[-1].first:
            # `Jordan Bardella`: a country's name that is a first name here.
            found.pop()
        return found + rest

    def _goes_on(self, person: Candidate, loose: list[Unit]) -> bool:
        return (
            person.entry is None
            and len(person.units) > 1
            and person.units[-1].entry is not None
            and not person.rule
            and person.last == loose[0].first
            and len(loose) == 1
            and loose[0].text.lower() not in self.words.common
        )

    def _national(self, before: Unit | None, unit: Unit) -> bool:
        # `the Lebanese Red Cross`
        return (
            before is not None
            and before.entry is not None
            and before.entry.kind == "adjective"
            and unit.text in self.words.national
        )

    def _branch(self, loose: list[Unit], unit: Unit, piece: list[Unit]) -> bool:
        # `an analyst at Zorblex China said`: a name with a country at its end.
        tokens, words = self.tokens, self.words
        after = tokens.word(unit.last)
        return (
            unit is piece[-1]
            and unit.entry is not None
            and unit.entry.kind == "country"
            and not tokens.styles[unit.first]
            and not any(u.joint or u.tail for u in loose)
            and loose[0].text not in words.first_names
            and not all(u.text.lower() in words.common for u in loose)
            and (after in words.speech or not (after.isalnum() or after in "-("))
            and loose[-1].text not in words.places
        )

    def _venture(self, before: Unit | None, unit: Unit) -> bool:
        return all(
            one is not None
            and one.entry is not None
            and one.entry.kind == "actor"
            and one.entry.actor is not None
            and one.entry.actor.type == "company"
            and not self.tokens.styles[one.first]
            for one in (before, unit)
        )

    def _namesake(self, loose: list[Unit], unit: Unit) -> bool:
        """Tell whether a first name before a known word makes another person of it."""
        entry = unit.entry
        if entry is None or entry.actor is None or unit.last - unit.first > 1:
            return False
        first = loose[0].text
        if entry.kind == "adjective":
            return len(loose) == 1 and first in self.words.first_names
        if entry.kind not in ("actor", "country", "seat"):
            return False
        return first in self.words.first_names or (
            entry.actor.type == "person" and first.lower() not in self.words.common
        )

    def _house_of(self, before: Unit, loose: list[Unit]) -> bool:
        # `Tata Cliq reported`: groups whose firms bear their name.
        word = self.tokens.word(loose[-1].last)
        return (
            before.text in self.words.houses
            and len(loose) == 1
            and not self.tokens.styles[before.first]
            and loose[0].text.isalpha()
            and loose[0].text not in self.words.titles
            and word.lower() not in self.words.products
            and (word in (",", ".", "'", "and", "(") or self.words.is_verb(word))
        )

    def _capitals(self, units: list[Unit]) -> bool:
        # `CMA CGM` is not the CMA.
        return (
            len(units) == 2
            and all(u.text.isalpha() and u.text.isupper() for u in units)
            and not self.tokens.styles[units[0].first]
            and units[0].entry is not None
            and units[0].entry.kind == "actor"
        )

    def _loose(
        self,
        loose: list[Unit],
        before: Unit | None,
        after: Unit | None,
        title: str,
    ) -> list[Candidate]:
        while loose and loose[0].joint:
            loose = loose[1:]
        while loose and loose[-1].joint:
            loose = loose[:-1]
        if before is not None and before.known:
            # `Cyrus Vance` is known, `Jr.` his as well.
            while loose and loose[0].text.rstrip(".") in ("Jr", "Sr", "II", "III"):
                loose = loose[1:]
        if not loose or (after is not None and self._namesake(loose, after)):
            return []
        if before is not None and before.known and before.entry is not None:
            kind = before.entry.actor.type if before.entry.actor else ""
            if (
                before.entry.kind == "country"
                and before.text in self.words.first_names
                and before.last == loose[0].first
            ):
                return [self._joined([before, *loose], title)]
            if before.entry.kind == "adjective":
                before = None
            if kind == "person" and before.last == loose[0].first and len(loose) == 1:
                if loose[0].text.lower() not in self.words.common:
                    return []  # `Daniel Zhang Yong`: his Chinese given name
            capitals = before is not None and before.last == loose[0].first
            if capitals and self._capitals([before, *loose]):  # type: ignore[list-item]
                return [self._named([before, *loose], "company", "joined_names")]  # type: ignore[list-item]
            if capitals and len(loose) == 1 and loose[0].text in _STATIONS:
                return [self._named([before, *loose], "other_org", "joined_names")]  # type: ignore[list-item]
            if capitals and self._house_of(before, loose):  # type: ignore[arg-type]
                return [self._named([before, *loose], "company", "joined_names")]  # type: ignore[list-item]
            candidate = self._joined(loose, title if before is None else "")
            candidate.after_known = kind in ("company", "country")
            return [candidate]
        if before is not None and before.stop:
            # What follows a month, a product, a region is rarely a name of its own.
            month = before.entry is not None
            return [] if not month else [self._joined(loose, "")]
        return [self._joined(loose, title)]
