"""How a claim is compared with the record: one function for each rule of a measure.

The measures vocabulary names the rule in its column ``compare``; which rows may speak
is in its other columns. A rule returns judgements, each with the rows it stands on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from briefbook.check_periods import PERIODS, Group, began, by_series, revised, within
from briefbook.check_rows import RecordRow, Rule, Said
from briefbook.extract.lexicons import rows as lexicon
from briefbook.money import in_dollars, is_currency
from briefbook.money_words import amount

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")

AGREES, DIFFERS, SUPERSEDED = "agrees", "differs", "superseded"
# A series of changes on the year is named so in the record.
YEAR_ON_YEAR = "_yoy"


@dataclass(frozen=True, slots=True)
class Judged:
    """What some rows of the record say to a claim.

    Attributes
    ----------
    difference
        The claim's value against the record's, in percent of the record's.
    words
        What was compared, where the rows alone don't say it.
    """

    verdict: str
    rows: Group
    value: float | None = None
    unit: str = ""
    difference: float | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the vocabularies say of stages, bases and groups of entities."""

    stages: Mapping[str, Mapping[str, str]]
    bases: Mapping[str, Mapping[str, str]]
    members: Mapping[str, tuple[str, ...]]

    def outcome(self, stage: str) -> str:
        """Return whether a stage leaves it open, fulfils or ends it."""
        return self.stages.get(stage, {}).get("outcome", "")

    def is_forecast(self, said: Said) -> bool:
        """Tell whether nobody could know it yet."""
        return self.bases.get(said.basis, {}).get("ahead") == "yes"

    def is_ahead(self, said: Said) -> bool:
        """Tell whether it was still to come on the brief's day."""
        stage = self.stages.get(said.stage, {})
        return stage.get("ahead") == "yes" or self.is_forecast(said)

    def is_history(self, said: Said) -> bool:
        """Tell whether it was over by then; a plan is dated by its making."""
        return said.is_over and not self.is_ahead(said)


@dataclass(frozen=True, slots=True)
class Speaking:
    """The rows that may speak to a claim.

    Attributes
    ----------
    values, events
        Of its entity or its parties.
    pool
        Values of its series for any entity.
    until
        Last day of a value's period that counts; None where all count.
    """

    values: Sequence[RecordRow]
    events: Sequence[RecordRow]
    pool: Sequence[RecordRow]
    until: date | None = None


def judge(said: Said, rule: Rule, rows: Speaking, terms: Terms) -> list[Judged]:
    """Return what `rows` say to a claim by its measure's rule."""
    found = _RULES[rule.compare](said, rule, rows, terms)
    return [_denied(judged) for judged in found] if said.negated else found


def _denied(judged: Judged) -> Judged:
    # A denial says that there is no such thing: a later one speaks against it too.
    verdict = DIFFERS if judged.verdict != DIFFERS else AGREES
    return replace(judged, verdict=verdict)


def _value(said: Said, rule: Rule, rows: Speaking, terms: Terms) -> list[Judged]:
    """Compare the numbers, bounds respected."""
    return [
        *_numbers(said, rule, rows, bounded=True),
        *_changed_since(said, rule, rows.events, terms),
    ]


def _level(said: Said, rule: Rule, rows: Speaking, terms: Terms) -> list[Judged]:
    """Compare the numbers themselves, whatever their bounds."""
    return [
        *_numbers(said, rule, rows, bounded=False),
        *_changed_since(said, rule, rows.events, terms),
    ]


def _numbers(said: Said, rule: Rule, rows: Speaking, *, bounded: bool) -> list[Judged]:
    if said.value is None:
        return []
    values = revised(rows.values)
    same = [row for row in values if row.unit == said.unit]
    judged = _against(said, rule, same, rows.until, bounded)
    if is_currency(said.unit) and not any(j.verdict == AGREES for j in judged):
        other = [row for row in values if is_currency(row.unit) and row not in same]
        judged += _against(said, rule, other, rows.until, bounded)
    return judged


def _against(
    said: Said, rule: Rule, values: list[RecordRow], until: date | None, bounded: bool
) -> list[Judged]:
    groups = PERIODS[rule.period](said, values, until)
    compared = [_compared(said, rule, group, bounded) for group in groups]
    return [judged for judged in compared if judged is not None]


def _compared(said: Said, rule: Rule, group: Group, bounded: bool) -> Judged | None:
    total, unit = sum(row.value for row in group), group[0].unit
    low, high = said.value or 0.0, said.value_high or said.value or 0.0
    if said.change == "down":
        low, high = -high, -low
    if unit != said.unit:
        day = group[-1].last
        dollars = [in_dollars(amount, said.unit, said.day) for amount in (low, high)]
        recorded = in_dollars(total, unit, day)
        if recorded.value is None or dollars[0].value is None:
            return None
        low, high = dollars[0].value, dollars[1].value or dollars[0].value
        total, unit = recorded.value, "USD"
    near = low if abs(low - total) <= abs(high - total) else high
    difference = (near / total - 1) * 100 if total else None
    if low <= total <= high:
        difference = 0.0
    slack = abs(total) * rule.tolerance
    least, most = low, high
    floor = ceiling = total
    if bounded:
        least = float("-inf") if said.bound == "at_most" else low
        most = float("inf") if said.bound == "at_least" else high
        # A floor or a ceiling of the record is no exact value either.
        ceiling = float("inf") if group[0].bound == "at_least" else total
        floor = float("-inf") if group[0].bound == "at_most" else total
    agrees = least - slack <= ceiling and floor <= most + slack
    later = rule.period == "latest" and group[-1].last > said.day
    verdict = AGREES if agrees else SUPERSEDED if later else DIFFERS
    return Judged(verdict, group, total, unit, difference)


def _exceeds(said: Said, rule: Rule, rows: Speaking, terms: Terms) -> list[Judged]:
    """Compare the actor's sum with that of the members of the object."""
    members = terms.members.get(said.object, ())
    own = PERIODS[rule.period](said, revised(rows.values), rows.until)
    others: list[RecordRow] = []
    for member in members:
        theirs = [row for row in revised(rows.pool) if row.entity == member]
        groups = PERIODS[rule.period](said, theirs, rows.until)
        if not groups:
            return []
        others.extend(groups[0])
    total = sum(row.value for row in others)
    judged = []
    for group in own if total else []:
        sums = sum(row.value for row in group)
        verdict = AGREES if sums > total else DIFFERS
        unit = group[0].unit
        words = f"{amount(sums, unit)} against {amount(total, unit)} of {said.object}"
        more = (sums / total - 1) * 100
        both = (*group, *others)
        judged.append(Judged(verdict, both, total, group[0].unit, more, words))
    return judged


def _rises(said: Said, rule: Rule, rows: Speaking, terms: Terms) -> list[Judged]:
    return _moves(said, rule, rows, terms, up=True)


def _falls(said: Said, rule: Rule, rows: Speaking, terms: Terms) -> list[Judged]:
    return _moves(said, rule, rows, terms, up=False)


def _moves(
    said: Said, rule: Rule, rows: Speaking, terms: Terms, *, up: bool
) -> list[Judged]:
    """Compare the direction: of a change on the year, else of the last two values."""
    inside = [group[0] for group in PERIODS[rule.period](said, rows.values, None)]
    yearly = [row for row in inside if row.series_id.endswith(YEAR_ON_YEAR)]
    moves = [((row,), row.value, row.unit) for row in yearly]
    if not yearly:
        for series in by_series(rows.values):
            last = max((i for i, row in enumerate(series) if row in inside), default=0)
            if last:
                before, row = series[last - 1], series[last]
                moves.append(((before, row), row.value - before.value, row.unit))
    judged = [
        Judged(
            AGREES if (value > 0) is up else DIFFERS,
            group,
            value,
            unit,
            words=_from_to(group),
        )
        for group, value, unit in moves
        if value
    ]
    if judged:
        return judged
    return [
        Judged(
            DIFFERS if (terms.outcome(row.stage) == "lapsed") is up else AGREES, (row,)
        )
        for row in _of_both(said, rule, rows.events)
    ]


def _from_to(group: Group) -> str:
    if len(group) == 1:
        return ""
    first, last = (amount(row.value, group[-1].unit) for row in (group[0], group[-1]))
    return f"from {first} to {last}"


def _event(said: Said, rule: Rule, rows: Speaking, terms: Terms) -> list[Judged]:
    """Look for the event: before or on the brief's day it agrees, later it replaces."""
    events = _of_both(said, rule, rows.events)
    past = [row for row in events if began(row) <= said.day]
    future = [row for row in events if began(row) > said.day]
    if rule.period == "within":
        past = [group[0] for group in within(said, past, None)]
        # What was over by then is history: nothing later undoes it.
        future = [] if terms.is_history(said) else future
    if terms.is_forecast(said):
        past = []
    elif terms.is_ahead(said):
        # What had gone further by then is not what was still to come.
        past = [row for row in past if terms.outcome(row.stage) == "open"]
    own = [row for row in past if row.instrument == said.instrument] or past
    # A row of the claim's own days is the very event; others are of its kind.
    exact = [group[0] for group in within(said, own, None)] if said.start else []
    judged = [Judged(AGREES, (row,)) for row in _with_figure(said, exact or own)]
    for row in future:
        is_due = bool(said.start and within(said, [row], None))
        kept = is_due and terms.is_ahead(said)
        kept = kept and terms.outcome(row.stage) == "fulfilled"
        judged.append(Judged(AGREES if kept else SUPERSEDED, (row,)))
    if judged or terms.is_ahead(said):
        return judged
    return [
        Judged(
            AGREES if began(row) <= said.day else SUPERSEDED,
            (row,),
            row.value,
            row.unit,
        )
        for row in revised(rows.values)
    ]


def _with_figure(said: Said, rows: list[RecordRow]) -> list[RecordRow]:
    """Return the events that tell the claim's own figure, all where none does.

    Of the year in which a firm was split into six the record may tell of appointments
    as well: these are beside the claim, no evidence of it.
    """
    very = [row for row in rows if said.value in _stated(row.words)]
    return very or rows


def _stated(words: str) -> set[float]:
    """Return the numbers that a sentence holds, in digits or as one word."""
    spelled = {row["word"]: float(row["value"]) for row in lexicon("number_words")}
    found = {spelled[word] for word in words.casefold().split() if word in spelled}
    return found | {float(n.replace(",", "")) for n in _NUMBER.findall(words)}


def _prior(said: Said, rule: Rule, rows: Speaking, terms: Terms) -> list[Judged]:
    """Look for what is said to come: a row from before the brief's day differs."""
    known = DIFFERS if terms.is_ahead(said) else AGREES
    return [
        Judged(known if began(row) <= said.day else SUPERSEDED, (row,))
        for row in (*rows.values, *_of_both(said, rule, rows.events))
    ]


def _destination(said: Said, rule: Rule, rows: Speaking, terms: Terms) -> list[Judged]:
    """Look at where the actor goes: another place only speaks against the claim."""
    own = [row for row in rows.events if said.actor in row.actors]
    past = [row for row in own if began(row) <= said.day]
    there = [row for row in past if not said.target or said.target in row.names]
    judged = [Judged(AGREES, (row,)) for row in there]
    if not there:
        judged = [Judged(DIFFERS, (row,)) for row in past]
    later = [row for row in own if row not in past]
    return [*judged, *(Judged(SUPERSEDED, (row,)) for row in later)]


_RULES: dict[str, Callable[[Said, Rule, Speaking, Terms], list[Judged]]] = {
    "value": _value,
    "level": _level,
    "exceeds": _exceeds,
    "rises": _rises,
    "falls": _falls,
    "event": _event,
    "prior": _prior,
    "destination": _destination,
}


def _changed_since(
    said: Said, rule: Rule, events: Iterable[RecordRow], terms: Terms
) -> list[Judged]:
    """Return the later events that replace what an amount or level was said of."""
    if terms.is_history(said):
        return []
    later = [row for row in _of_both(said, rule, events) if began(row) > said.day]
    is_open = terms.outcome(said.stage) == "open"
    return [
        Judged(SUPERSEDED, (row,))
        for row in later
        # A plan that comes true leaves its figure standing.
        if not (is_open and terms.outcome(row.stage) == "fulfilled")
    ]


def _of_both(said: Said, rule: Rule, events: Iterable[RecordRow]) -> list[RecordRow]:
    """Return the events that name actor and target, where there are any.

    Where the measure itself says whose events count, all of them do.
    """
    listed = list(events)
    both = [row for row in listed if {said.actor, said.target} <= row.names]
    return listed if rule.actors else both or listed


COMPARES = tuple(_RULES)
