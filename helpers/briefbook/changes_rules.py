"""What a later claim makes of an earlier one: the rules that measures declare.

A measure names its rule in the column ``change_rule`` and the fields that must be equal
in ``change_by``; claims without a measure are compared word for word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from briefbook.check_rows import parts
from briefbook.money import is_currency

Row = Mapping[str, str]
# Without a rule, claims are on one thing where all of this is equal.
WORD_FOR_WORD = ("actor", "action", "target", "object")
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Statement:
    """A row of the claims as the comparison reads it.

    Attributes
    ----------
    object
        As the entities of the vocabulary name it, else as written; in lower case.
    value, value_high
        Signed: the size of a fall is negative.
    written
        The object, as written.
    """

    claim_id: str
    brief_id: str
    published: date
    quote: str
    actor: str = ""
    action: str = ""
    target: str = ""
    object: str = ""
    place: str = ""
    measure: str = ""
    stage: str = ""
    basis: str = ""
    role: str = ""
    negated: bool = False
    value: float | None = None
    value_high: float | None = None
    value_usd: float | None = None
    unit: str = ""
    start: date | None = None
    end: date | None = None
    written: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """How later claims of a measure follow earlier ones."""

    rule: str = ""
    by: tuple[str, ...] = WORD_FOR_WORD
    tolerance: float = 0.0

    @classmethod
    def of(cls, row: Row) -> ChangeRule:
        """Return the rule that a measure's row declares."""
        return cls(
            rule=row.get("change_rule", ""),
            by=parts(row.get("change_by", "")) or WORD_FOR_WORD,
            tolerance=float(row.get("tolerance") or 0),
        )

    def key(self, said: Statement) -> tuple[str, ...] | None:
        """Return what a claim is on; None where it leaves all of that open."""
        fields = tuple(getattr(said, name) for name in self.by)
        return fields if any(fields) else None


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a claim, by how much, and why."""

    kind: str
    reason: str
    difference: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the vocabularies say of stages and bases."""

    stages: Mapping[str, Row]
    bases: Mapping[str, Row]

    def outcome(self, said: Statement) -> str:
        """Return whether its stage leaves a plan open, fulfils or ends it."""
        return self.stages.get(said.stage, {}).get("outcome", "")

    def rank(self, said: Statement) -> int:
        """Return how far along it is; 0 where it does not say."""
        return int(self.stages.get(said.stage, {}).get("rank") or 0)

    def is_ahead(self, said: Statement) -> bool:
        """Tell whether it was said to come: planned, proposed or forecast."""
        return (
            self.stages.get(said.stage, {}).get("ahead") == "yes"
            or self.bases.get(said.basis, {}).get("ahead") == "yes"
        )

    def is_promise(self, said: Statement, rule: ChangeRule) -> bool:
        """Tell whether something was to come: also what a deadline still demands."""
        if self.outcome(said) == "lapsed":
            return False
        is_due = said.end is not None and said.end > said.published
        return self.is_ahead(said) or (rule.rule == "deadline" and is_due)


def comparable(
    before: Statement, after: Statement, rule: ChangeRule, terms: Terms
) -> bool:
    """Tell whether two claims on one thing can be set side by side."""
    if rule.rule == "period" and (before.start, before.end) != (after.start, after.end):
        return False
    if after.end is not None:
        # What was over when a promise was made did not fulfil it ...
        is_fact = terms.is_promise(before, rule) and not terms.is_ahead(after)
        if is_fact and after.end < before.published:
            return False
        # ... and an older value that is told later takes the place of none.
        if rule.rule == "level" and before.start and after.end < before.start:
            return False
    if before.value is None or after.value is None:
        return True
    if before.role != after.role:
        return False
    both_money = is_currency(before.unit) and is_currency(after.unit)
    return before.unit == after.unit or both_money


def follow(
    before: Statement, after: Statement, rule: ChangeRule, terms: Terms
) -> Change:
    """Return what `after` makes of `before`; both are on one thing."""
    if before.negated != after.negated:
        who = "the later claim denies it" if after.negated else "it was denied before"
        return Change("contradicted", who)
    moved = _difference(before, after)
    if moved is None or rule.rule in ("event", "deadline"):
        return _stages(before, after, rule, terms)
    difference, unit, is_same = moved
    if abs(difference) > rule.tolerance * abs(before.value or 0) + _EPSILON:
        if not is_same:
            return _moved(rule, difference, unit)
    staged = _stages(before, after, rule, terms)
    return Change(staged.kind, staged.reason, 0.0, unit)


def silent(before: Statement, last: date, rule: ChangeRule, terms: Terms) -> bool:
    """Tell whether its day has passed by `last`, where no later claim speaks of it."""
    return (
        rule.rule == "deadline"
        and terms.is_promise(before, rule)
        and before.end is not None
        and before.end < last
    )


def _difference(before: Statement, after: Statement) -> tuple[float, str, bool] | None:
    """Return difference, its unit, and whether ranges overlap; None without values."""
    if before.value is None or after.value is None:
        return None
    if before.unit != after.unit:
        if before.value_usd is None or after.value_usd is None:
            return None
        difference = after.value_usd - before.value_usd
        return difference, "USD", False
    lows = before.value, after.value
    highs = before.value_high or before.value, after.value_high or after.value
    overlap = max(lows) <= min(highs) + _EPSILON
    # Of ranges the nearer ends tell how far they are apart.
    nearest = lows[1] - highs[0] if lows[1] > lows[0] else highs[1] - lows[0]
    difference = 0.0 if overlap else round(nearest, 9)
    unit = "percentage_point" if before.unit == "percent" else before.unit
    return difference, unit, overlap


def _moved(rule: ChangeRule, difference: float, unit: str) -> Change:
    if rule.rule == "constant":
        reason = "another value, where there can be only one"
        return Change("contradicted", reason, difference, unit)
    when = "revised for the same period" if rule.rule == "period" else "a later value"
    return Change("updated", when, difference, unit)


def _stages(
    before: Statement, after: Statement, rule: ChangeRule, terms: Terms
) -> Change:
    step = f"from {_named(before)} to {_named(after)}"
    ended = terms.outcome(after) == "lapsed"
    if terms.is_promise(before, rule):
        if ended:
            return Change("lapsed", f"{step}: given up, or not done by its day")
        if not terms.is_ahead(after):
            late = before.end and after.start and after.start > before.end
            why = "it came, after its day" if late else "what was to come is there"
            return Change("fulfilled", f"{step}: {why}")
        if before.end and after.end and before.end != after.end:
            days = float((after.end - before.end).days)
            return Change("updated", "its day has moved", days, "day")
    if ended and terms.outcome(before) != "lapsed":
        return Change("updated", f"{step}: it no longer holds")
    is_further = terms.rank(after) > terms.rank(before)
    if rule.rule in ("event", "deadline", "") and is_further:
        return Change("updated", f"{step}: further along")
    return Change("repeated", "the later claim says it again")


def _named(said: Statement) -> str:
    return said.stage.replace("_", " ") or "no stage"
