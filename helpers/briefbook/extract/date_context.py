"""What a date is read against: the brief's day, the text around it, dates before it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from briefbook.extract import periods
from briefbook.extract.date_tokens import Tokens, kinds, number
from briefbook.extract.lexicons import mapping, rows
from briefbook.extract.periods import Period
from briefbook.extract.sentences import sentences
from briefbook.extract.tense import DEADLINE, FUTURE, INTENDED, OPEN, part, tense

# How many tokens, and how many sentences, a date reaches over.
_REACH = 20
_MEMORY = 12


@cache
def guard(name: str) -> frozenset[str]:
    """Return the words of one guard of `date_guards.csv`."""
    return frozenset(r["word"] for r in rows("date_guards") if r["guard"] == name)


@cache
def month_numbers() -> dict[str, int]:
    """Return month numbers by word."""
    return {word: int(n) for word, n in mapping("months", "word", "month").items()}


@cache
def weekday_numbers() -> dict[str, int]:
    """Return weekday numbers by word, Monday 0."""
    return {word: int(n) for word, n in mapping("weekdays", "word", "weekday").items()}


@dataclass(frozen=True, slots=True)
class Hit:
    """A shape that matched: its name, tokens, and the tokens of its groups."""

    shape: str
    first: int
    last: int
    groups: dict[str, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """One date read from a hit, with the tokens of its words."""

    first: int
    last: int
    period: Period
    rule: str
    anchor: str = ""
    # Readings that the words leave open, as ISO strings.
    open: tuple[str, ...] = ()
    # Whether figures beside it may be of this period (a reporting day's are not).
    dates_figures: bool = True
    # Whether it is a month or day whose year the text gives.
    dated: bool = False


@dataclass(slots=True)
class Context:
    """The state of one pass over the dates of a text."""

    tokens: Tokens
    as_of: date
    bounds: list[tuple[int, int]] = field(default_factory=list)
    lows: list[int] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    frame: tuple[int, int] | None = None
    hits: list[Hit] = field(default_factory=list)
    unshared: int = -1
    framed_once: bool = False
    deadline: bool = False
    shift: int | None = None

    def __post_init__(self) -> None:
        """Find the sentences, as ranges of tokens."""
        starts = self.tokens.starts
        for start, end in sentences(self.tokens.text):
            self.bounds.append((bisect_left(starts, start), bisect_left(starts, end)))
        self.lows = [low for low, _ in self.bounds]

    @property
    def published(self) -> str:
        """The brief's day as an anchor in words."""
        return f"published {self.as_of.isoformat()}"

    def sentence(self, token: int) -> int:
        """Return the number of the sentence that holds a token."""
        return max(bisect_right(self.lows, token) - 1, 0)

    def tense(self, hit: Hit) -> str:
        """Return the tense of the verb that governs a hit."""
        low, high = self.bounds[self.sentence(hit.first)]
        found = tense(self.tokens, hit.first, hit.last, low, high)
        self.deadline = found == DEADLINE
        if found == DEADLINE:
            return FUTURE
        if found != INTENDED:
            return found
        return FUTURE if hit.shape.startswith("weekday") else OPEN

    def word(self, hit: Hit, name: str) -> str:
        """Return the word of a group, nothing where the group is empty."""
        at = hit.groups.get(name)
        return "" if at is None else self.tokens.words[at]

    def month(self, hit: Hit, name: str = "m") -> int:
        """Return the month of a group, 0 where the group is empty."""
        return month_numbers().get(self.word(hit, name).rstrip("."), 0)

    def number(self, hit: Hit, name: str) -> int:
        """Return the number of a group, 0 where the group is empty."""
        return number(self.word(hit, name))

    def last_dated(
        self, before: int, *, within: int = 2, figures: bool = True
    ) -> Reading | None:
        """Return the date that a token looks back to.

        Parameters
        ----------
        before
            The token.
        within
            How many sentences back it may stand.
        figures
            Whether only periods count that a figure may be of; these may also follow
            in the same sentence.
        """
        here = self.sentence(before)
        at = bisect_left(self.readings, before, key=lambda reading: reading.last)
        back = None
        for index, reading in self._before(at):
            if not figures or (
                reading.dates_figures
                and not self._old_record(reading)
                and not self._compared(reading, index)
            ):
                back = reading
                break
        gap = here - self.sentence(back.first) if back else within + 1
        if figures and gap > 0:
            for reading in self.readings[at : at + _REACH]:
                if reading.dates_figures and reading.first > before:
                    if self.sentence(reading.first) > here:
                        break
                    if self._beside(before, reading):
                        return reading
        return back if gap <= within else None

    def lead_period(self) -> Reading | None:
        """Return the stretch, no year, whose figures the text's opening tells."""
        for reading in self.readings[:8]:
            if self.sentence(reading.first) > 2:
                return None
            length = (reading.period.end - reading.period.start).days + 1
            past = reading.period.end <= self.as_of
            if reading.dates_figures and past and 7 < length < 190:
                return reading
        return None

    def _before(self, at: int) -> Iterator[tuple[int, Reading]]:
        """Go back from a reading's place over the ones before it, not too far."""
        for index in range(at - 1, max(at - 1 - 2 * _REACH, -1), -1):
            yield index, self.readings[index]

    def _beside(self, token: int, reading: Reading) -> bool:
        """Tell whether a period named later in the clause dates a figure before it."""
        between = self.tokens.codes[token : reading.first]
        if not 0 < len(between) <= _REACH or self._record(reading):
            return False
        words = self.tokens.words[token : reading.first]
        old = (self.as_of - reading.period.start).days > 400
        return not (old or ";" in words or guard("comparing").intersection(words))

    def _record(self, reading: Reading) -> bool:
        """Tell whether a record reaches back to a date (`lowest since July 1998`)."""
        return self.tokens.word(reading.first - 1) == "since"

    def sized(self, before: int, unit: str) -> Reading | None:
        """Return the nearest date before a token that is as long as a unit."""
        low, high = {
            "day": (1, 1), "week": (7, 7), "month": (28, 31), "quarter": (89, 98),
            "half": (181, 184), "year": (365, 366), "weekend": (2, 2),
        }[unit]  # fmt: skip
        here = self.sentence(before)
        at = bisect_left(self.readings, before, key=lambda reading: reading.last)
        for index, reading in self._before(at):
            length = (reading.period.end - reading.period.start).days + 1
            if unit not in ("day", "week") and not reading.dates_figures:
                continue
            if self._old_record(reading) or self._compared(reading, index):
                continue
            if unit == "month" and reading.rule == "month" and 8 <= length <= 11:
                # The end of September dates figures of September.
                reading = replace(
                    reading, period=periods.month_of(reading.period.start)
                )
                length = low
            if unit == "month" and reading.rule == "range_to" and length > 300:
                # `in the year to February, up from the previous month`
                reading = replace(reading, period=periods.month_of(reading.period.end))
                length = low
            if reading.period.start <= self.as_of and low <= length <= high:
                near = here - self.sentence(reading.first) <= _MEMORY
                return reading if near else None
        return None

    def _compared(self, reading: Reading, index: int) -> bool:
        """Tell whether a date is only what the one before it is compared with.

        `rose 2.9% in April, after gains in February and March`: April dates figures.
        """
        if index == 0 or not reading.dates_figures:
            return False
        before = self.readings[index - 1]
        if self.sentence(before.first) != self.sentence(reading.first):
            return False
        if not before.dates_figures:
            return False
        words = self.tokens.words[before.last + 1 : reading.first]
        if words == ["and"] or len(words) > _REACH:
            return self._compared(before, index - 1) if words == ["and"] else False
        return not guard("comparing").isdisjoint(words)

    def _old_record(self, reading: Reading) -> bool:
        old = (self.as_of - reading.period.start).days > 400
        return old and self._record(reading)

    def year(self, hit: Hit, prefix: str = "y") -> int | None:
        """Return the year that a hit names, None where it names none."""
        if word := self.word(hit, prefix):
            return number(word)
        if word := self.word(hit, prefix + "2") if prefix == "y" else "":
            return 2000 + number(word)
        relation = self.word(hit, prefix + "rel")
        if not relation or relation == "a":
            return None
        match relation:
            case "last":
                return self.as_of.year - 1
            case "next" | "coming" | "upcoming":
                return self.as_of.year + 1
            case "year":
                told = self.last_dated(hit.first, within=0, figures=False)
                if told and told.period.end.year < self.as_of.year:
                    # `agreed in 2016 and should close by the end of the year`
                    if self.tense(hit) != FUTURE:
                        return told.period.start.year
                return self.as_of.year
            case "this" | "current" | "present":
                return self.as_of.year
        told = self.last_dated(hit.first, within=3, figures=False)
        base = told.period.start.year if told else self.as_of.year
        if relation in ("that", "same", "corresponding"):
            return base
        return base + (1 if relation in ("following", "subsequent") else -1)

    def back(self, hit: Hit) -> int:
        """Return 1 where ``a year earlier`` ends a hit, else 0."""
        return int(self.word(hit, "yrel") in ("a", "an"))

    def yearly(
        self, hit: Hit, of_year: Callable[[int], Period | None], *, slack: int = 0
    ) -> tuple[Period | None, str]:
        """Return the recurring period that a hit means, with its anchor in words."""
        year = self.year(hit)
        if year is not None:
            relation = self.word(hit, "yrel")
            return of_year(year), self.published if relation else ""
        shared = self.shared_year(hit)
        if shared is not None:
            return of_year(shared), ""
        tense = self.tense(hit)
        told = self.episode(hit, tense)
        if told is not None:
            found = of_year(told)
            if found is not None:
                return found, f"{told} in the text"
        if tense == "future" and self.attributive(hit):
            tense = ""
        if self.deadline:
            slack = 0
        elif tense == "future" and hit.shape == "month_day":
            # A day just past is meant before the same day of next year.
            slack += 20
        found = periods.pick(of_year, self.as_of, tense, slack=slack)
        if found is not None and self.back(hit):
            found = periods.shifted(found, -1)
        return found, self.published

    def shared_year(self, hit: Hit) -> int | None:
        """Return the year that ends a list: April and May 2022."""
        at = bisect_right(self.hits, hit.first, key=lambda other: other.first)
        links = kinds()["and"] + kinds()["comma"]
        if hit.first < self.unshared:
            return None
        for other in self.hits[at : at + _REACH]:
            between = self.tokens.codes[hit.last + 1 : other.first]
            if other.shape != hit.shape or not between or between.strip(links):
                break
            if "y" in other.groups or "yrel" in other.groups:
                return self.year(other)
            hit = other
        # The other members of a list without a year need not look again.
        self.unshared = hit.first
        return None

    def attributive(self, hit: Hit) -> bool:
        """Tell whether a noun for published figures follows a hit."""
        if self.tokens.word(hit.last + 1) in guard("figures"):
            return True
        at = hit.first - 1
        while at > 0 and self.tokens.word(at) in part("to_figures"):
            at -= 1
        return at < hit.first - 1 and self.tokens.word(at) in guard("figures")

    def episode(self, hit: Hit, tense: str) -> int | None:
        """Return the year of an episode that the text dates in another year."""
        if tense == "future":
            return None
        here = self.sentence(hit.first)
        reach = 0 if self.framed_once else 1
        if self.frame is not None and 0 <= here - self.frame[0] <= reach:
            if here == self.frame[0] or ("m" in hit.groups and self._runs_on(here)):
                return self.frame[1] if self.frame[1] < self.as_of.year else None
        if "m" in hit.groups:
            return self._same_sentence(hit)
        return None

    def _runs_on(self, sentence: int) -> bool:
        """Tell whether a sentence stands in the paragraph of the one before it."""
        low = self.bounds[sentence][0]
        return self.tokens.word(low - 1) != "\n"

    def _same_sentence(self, hit: Hit) -> int | None:
        """Return the year of a month named just before: in May 2019 and in August."""
        if not self.readings:
            return None
        told = self.readings[-1]
        if (
            told.dated
            and told.period.start.year == told.period.end.year < self.as_of.year
            and self.sentence(told.first) == self.sentence(hit.first)
            and hit.first - told.last <= _REACH
            and self.tokens.word(told.first - 1) not in ("since", "than", "from")
            and self.month(hit) >= told.period.start.month
        ):
            return told.period.start.year
        return None

    def set_frame(self, hit: Hit, period: Period, explicit: bool) -> None:
        """Note the year that a sentence opens with, or that it gave to a past act."""
        here = self.sentence(hit.first)
        low = self.bounds[here][0]
        if hit.shape == "relative" and period.precision == "year" and hit.first == low:
            # `Last year it struck the base after an attack on April 4.`
            self.frame, self.framed_once = (here, period.start.year), True
            return
        self.framed_once = False
        if explicit and period.start.year == period.end.year:
            opening = hit.first - low <= 2
            if opening and self.tokens.word(low) in ("in", "on", "back", "during"):
                self.frame = (here, period.start.year)
                return
        if self.frame is not None and (here > self.frame[0] or explicit):
            self.frame = None
