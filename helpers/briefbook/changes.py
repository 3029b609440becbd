"""Corpus against corpus: what is new, and what became of what was said before.

``ds.changes("2024-11", "2025-06")`` pairs each claim before with the later claim on the
same thing; which claims are on one thing, and what follows, the measures declare.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from briefbook.changes_rules import (
    Change,
    ChangeRule,
    Statement,
    Terms,
    comparable,
    follow,
    silent,
)
from briefbook.check_rows import parts
from briefbook.errors import ParameterError, did_you_mean
from briefbook.frames import shaped
from briefbook.schema_changes import CHANGE_KINDS

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

Side = str | date | Sequence[str]
# A value said of an earlier time ("charged 120% until then") is no news of its own.
_PAST = "was"
_WORD_FOR_WORD = ChangeRule()


def changes(ds: Dataset, before: Side, after: Side) -> pd.DataFrame:
    """Return what the claims of `after` make of those of `before`.

    Parameters
    ----------
    ds
        Under any view that holds both sides.
    before, after
        Corpora, each a name or several; or days: then the claims published up to
        `before` are set beside those published after it and up to `after`.

    Returns
    -------
    DataFrame
        One row for each claim before that a later one follows, for each deadline that
        passed in silence, and for each new claim after.

    Raises
    ------
    ParameterError
        A side is no corpus and no day, or the sides share briefs.
    """
    sides = sides_of(ds, before, after)
    comparer = _Comparer(ds, *(list(statements(ds, side)) for side in sides))
    rows = sorted(comparer.rows(), key=lambda row: CHANGE_KINDS.index(row["kind"]))
    claims = ds._whole.tables["claims"]
    categories = {
        domain: list(claims[column].cat.categories)
        for domain, column in (
            *(("briefs", "brief_id"), ("measures", "measure"), ("actors", "actor")),
            *(("actions", "action"), ("stages", "stage"), ("units", "unit")),
        )
    }
    return shaped(rows, "changes", categories=categories)


class _Comparer:
    """Both sides, with the rules of the measures made ready once."""

    def __init__(
        self, ds: Dataset, before: list[Statement], after: list[Statement]
    ) -> None:
        self.terms, self.rules = rules_of(ds)
        self.before, self.after = before, after
        published = ds.briefs.set_index("brief_id")["published"]
        days = [published[said.brief_id].date() for said in after]
        self.last = max(days, default=date.min)
        self.on: dict[tuple[Any, ...], list[Statement]] = defaultdict(list)
        for said in after:
            for key in self._keys(said):
                self.on[key].append(said)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of the changes, earlier claims first."""
        followed: set[str] = set()
        for said in self.before:
            rule, found = self._candidates(said)
            if found:
                later = max(found, key=lambda other: self._nearness(said, other))
                followed.add(later.claim_id)
                yield _row(said, later, rule, follow(said, later, rule, self.terms))
            elif silent(said, self.last, rule, self.terms):
                why = "its day has passed, and the later briefs say nothing of it"
                yield _row(said, None, rule, Change("lapsed", why))
        for said in self.after:
            if said.claim_id not in followed:
                rule = self.rules.get(said.measure, _WORD_FOR_WORD)
                why = "nothing before was said on it"
                if any(self._on_one_thing(said, other) for other in self.before):
                    why = "more on what was spoken of before"
                yield _row(None, said, rule, Change("new", why))

    def _keys(self, said: Statement) -> Iterator[tuple[Any, ...]]:
        rule = self.rules.get(said.measure)
        key = rule.key(said) if rule and rule.rule else None
        if key is not None:
            yield (said.measure, key)
        # Without an object the words would be too few to tell things apart.
        yield ("", _WORD_FOR_WORD.key(said) if said.object else said.claim_id)

    def _candidates(self, said: Statement) -> tuple[ChangeRule, list[Statement]]:
        """Return the later claims on the same thing, and the rule that says so."""
        rule = self.rules.get(said.measure, _WORD_FOR_WORD)
        *own, word_for_word = self._keys(said)
        for key in own:
            found = [o for o in self.on.get(key, ()) if self._fits(said, o, rule)]
            if found:
                return rule, found
        # Where one of the two has no measure, the same words say the same thing.
        others = [
            other
            for other in self.on.get(word_for_word, ())
            if not (said.measure and other.measure)
            and self._fits(said, other, _WORD_FOR_WORD)
        ]
        return (_WORD_FOR_WORD, others) if others else (rule, [])

    def _fits(self, said: Statement, other: Statement, rule: ChangeRule) -> bool:
        return comparable(said, other, rule, self.terms)

    def _on_one_thing(self, said: Statement, other: Statement) -> bool:
        return bool(set(self._keys(said)) & set(self._keys(other)))

    def _nearness(self, said: Statement, other: Statement) -> tuple[Any, ...]:
        """Rank later claims: like values, a fact, the same object, the latest day."""
        return (
            (said.value is None) == (other.value is None),
            not self.terms.is_ahead(other),
            said.object == other.object,
            said.action == other.action,
            other.end or other.published,
        )


def rules_of(ds: Dataset) -> tuple[Terms, dict[str, ChangeRule]]:
    """Return what the vocabularies say of stages and bases, and each measure's rule."""
    terms = ds.vocabularies
    rules = {name: ChangeRule.of(row) for name, row in terms.measures.items()}
    return Terms(terms.stages, terms.bases), rules


def _row(
    before: Statement | None, after: Statement | None, rule: ChangeRule, found: Change
) -> dict[str, Any]:
    told = after or before
    assert told is not None
    row: dict[str, Any] = {
        "kind": found.kind,
        "measure": (before.measure if before else "") or told.measure,
        "rule": rule.rule,
        **{name: getattr(told, name) for name in ("actor", "action", "target")},
        "object": told.written,
        "unit": told.unit or (before.unit if before else ""),
        "difference": found.difference,
        "difference_unit": found.unit,
        "due": before.end if before and _is_due(before) else None,
        "happened": after.start if after else None,
        "reason": found.reason,
    }
    for when, said in (("before", before), ("after", after)):
        if said is not None:
            row |= {
                f"claim_{when}": said.claim_id,
                f"brief_{when}": said.brief_id,
                f"published_{when}": said.published,
                f"quote_{when}": said.quote,
                f"value_{when}": said.value,
                f"stage_{when}": said.stage,
            }
    return row


def _is_due(said: Statement) -> bool:
    return said.end is not None and said.end > said.published


def sides_of(ds: Dataset, before: Side, after: Side) -> tuple[Dataset, Dataset]:
    """Return the dataset of each side; see `changes` for what a side may be."""
    first, last = _corpora(ds, before), _corpora(ds, after)
    if first and last:
        if both := set(first) & set(last):
            name = sorted(both)[0]
            raise ParameterError(f"{name!r} stands on both sides: give two corpora")
        return ds.where(corpora=first), ds.where(corpora=last)
    if first or last:
        known, wrong = ds.choices()["corpora"], str(after if first else before)
        raise ParameterError(f"{wrong!r} is no corpus, {did_you_mean(wrong, known)}")
    days = [_day(side) for side in (before, after)]
    if days[0] >= days[1]:
        raise ParameterError(f"{days[0]} is not before {days[1]}")
    from datetime import timedelta

    return (
        ds.where(until=days[0]),
        ds.where(since=days[0] + timedelta(days=1), until=days[1]),
    )


def _corpora(ds: Dataset, side: Side) -> list[str]:
    if isinstance(side, date):
        return []
    known = ds.choices()["corpora"]
    names = [side] if isinstance(side, str) else list(side)
    if not names:
        raise ParameterError(f"no corpus is named: one of {', '.join(known)}")
    wrong = [name for name in names if name not in known]
    if wrong and (len(names) > 1 or not isinstance(side, str)):
        raise ParameterError(
            f"{wrong[0]!r} is no corpus, {did_you_mean(wrong[0], known)}"
        )
    return [] if wrong else names


def _day(side: Side) -> date:
    if isinstance(side, date):
        return side
    try:
        return date.fromisoformat(side if isinstance(side, str) else "")
    except ValueError:
        wanted = "give two corpora, or two days like 2024-11-20"
        raise ParameterError(f"{side!r} is no day: {wanted}") from None


def statements(ds: Dataset, side: Dataset) -> Iterator[Statement]:
    """Yield the claims of one side as the comparison reads them."""
    names = _entities(ds)
    for row in side.claims.to_dict("records"):
        if row["role"] == _PAST:
            continue
        written = _text(row["object"])
        sign = -1.0 if row["change"] == "down" else 1.0
        ends = [_number(row["value"]), _number(row["value_high"])]
        if sign < 0 and None not in ends:
            ends.reverse()
        value, high = (None if end is None else sign * end for end in ends)
        yield Statement(
            claim_id=row["claim_id"],
            brief_id=row["brief_id"],
            published=row["published"].date(),
            quote=row["quote"],
            object=names.get(_folded(written), _folded(written)),
            written=written,
            negated=row["negated"] is True,
            value=value,
            value_high=high,
            value_usd=_number(row["value_usd"]),
            start=_date(row["period_start"]),
            end=_date(row["period_end"]),
            **{
                name: _text(row[name])
                for name in (
                    *("actor", "action", "target", "place", "measure"),
                    *("stage", "basis", "role", "unit"),
                )
            },
        )


def _entities(ds: Dataset) -> dict[str, str]:
    """Return the entity that each alias of the vocabulary means, in lower case."""
    return {
        _folded(alias): _folded(name)
        for name, row in ds.vocabularies.entities.items()
        for alias in (name, *parts(row.get("aliases", "")))
    }


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()


def _date(value: Any) -> date | None:
    return None if value is None or value != value else value.date()


def _number(value: Any) -> float | None:
    return None if str(value) in ("<NA>", "nan", "None") else float(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
