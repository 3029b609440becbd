"""Each claim beside the public record: what was known then, and what is known now.

A verdict then counts what was public on the brief's day, a verdict now all that is in
the record. Which rows speak and how they compare is a row of the measures vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from briefbook.check_lacks import NO_MEASURE, lacking
from briefbook.check_periods import began, within
from briefbook.check_rows import (
    RecordRow,
    Rule,
    Said,
    claims_of,
    kinship,
    parts,
    record_rows,
)
from briefbook.check_rules import Judged, Speaking, Terms, judge
from briefbook.frames import shaped
from briefbook.money_words import amount

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.assemble import Assembled

# The strongest first. A row that agrees and may go back to the brief's own report is
# `same_source`, and counts only where no other row speaks.
PRECEDENCE = ("superseded", "differs", "agrees", "same_source")


def checks(whole: Assembled) -> pd.DataFrame:
    """Return the checks table: one row for each row of the claims.

    Parameters
    ----------
    whole
        The whole dataset; filters cut the result, never the record it rests on.
    """
    checker = _Checker(whole)
    claims = whole.tables["claims"].to_dict("records")
    rows = [
        {name: claim[name] for name in _TAKEN} | checker.check(said)
        for claim, said in zip(claims, claims_of(whole), strict=True)
    ]
    categories = {
        column: list(whole.tables["claims"][name].cat.categories)
        for column, name in _DOMAINS.items()
    }
    return shaped(rows, "checks", categories=categories)


_TAKEN = (
    *("claim_id", "brief_id", "corpus", "published", "title", "actor", "action"),
    *("object", "measure", "stage", "quote", "value", "unit"),
)
_DOMAINS = {
    "briefs": "brief_id",
    "corpora": "corpus",
    "actors": "actor",
    "actions": "action",
    "measures": "measure",
    "stages": "stage",
    "units": "unit",
}


class _Checker:
    """The record and the rules, made ready once for all claims."""

    def __init__(self, whole: Assembled) -> None:
        terms = whole.vocabularies
        self.rules = {name: Rule.of(row) for name, row in terms.measures.items()}
        self.canonical: Callable[[str], str] = lambda name: (
            actor.name if (actor := whole.registry.resolve(name)) else name
        )
        self.entities = terms.entities
        self.terms = Terms(
            terms.stages,
            terms.bases,
            {
                name: tuple(map(self.canonical, parts(row.get("members", ""))))
                for name, row in terms.entities.items()
            },
        )
        self.by_series: dict[str, list[RecordRow]] = {}
        self.by_instrument: dict[str, list[RecordRow]] = {}
        for row in record_rows(whole):
            home = self.by_instrument if row.is_event else self.by_series
            home.setdefault(row.instrument or row.series_id, []).append(row)

    def check(self, said: Said) -> dict[str, Any]:
        """Return the columns of the check of one claim."""
        rule = self.rules.get(said.measure)
        if rule is None or not rule.compare:
            return _columns("then", "no_record", NO_MEASURE) | _columns(
                "now", "no_record", NO_MEASURE
            )
        pool = self._all(rule.series, self.by_series, said)
        names = self._names(said, rule)
        values = [row for row in pool if names is None or row.entity in names]
        events = self._events(said, rule)
        now = judge(said, rule, Speaking(values, events, pool), self.terms)
        if not now:
            why = lacking(said, rule, values, pool)
            return {
                **_columns("then", "no_record", why),
                **_columns("now", "no_record", why),
                "beside": _ids((*_meant(said, values), *events)),
            }
        known = [_known(rows, said) for rows in (values, events, pool)]
        then = [
            judged
            for judged in judge(said, rule, Speaking(*known, said.day), self.terms)
            # What only may have been public speaks neither for nor against it.
            if judged.verdict == "agrees"
            or all(_is_public(r, said) for r in judged.rows)
        ]
        return {
            **_then(then, now, said, self.terms),
            **_verdict("now", now, said, self.terms),
            **_later(now, said),
            "beside": _ids(
                row
                for row in (*_meant(said, values), *events)
                if not any(row in judged.rows for judged in (*then, *now))
            ),
        }

    def _all(
        self, names: Iterable[str], index: dict[str, list[RecordRow]], said: Said
    ) -> list[RecordRow]:
        return [row.near(said) for name in names for row in index.get(name, ())]

    def _events(self, said: Said, rule: Rule) -> list[RecordRow]:
        wanted = {self.canonical(name) for name in rule.actors or (said.actor,)}
        return sorted(
            (
                row
                for row in self._all(rule.instruments, self.by_instrument, said)
                if wanted & row.names and rule.theme in ("", row.theme)
            ),
            key=began,
        )

    def _names(self, said: Said, rule: Rule) -> set[str] | None:
        """Return the entities of the record that are meant, or None for any."""
        if rule.entity == "any":
            return None
        field = getattr(said, rule.entity)
        if not field:
            return set()
        wanted = self.canonical(field)
        found = {wanted}
        for name, row in self.entities.items():
            actors = [self.canonical(actor) for actor in parts(row.get("actor", ""))]
            is_named = field == name or field in parts(row.get("aliases", ""))
            # A part of another entity would count twice, unless it has several actors.
            is_whole = not row.get("part_of") or len(actors) > 1
            if is_named or (wanted in actors and is_whole):
                found.add(self.canonical(name))
        return found


def _later(now: list[Judged], said: Said) -> dict[str, Any]:
    events = [
        row
        for judged in now
        for row in judged.rows
        if row.is_event and began(row) > said.day
    ]
    if not events:
        return {}
    last = max(events, key=began)
    return {"later_stage": last.stage or None, "later_day": began(last)}


def _then(
    then: list[Judged], now: list[Judged], said: Said, terms: Terms
) -> dict[str, Any]:
    if then:
        return _verdict("then", then, said, terms)
    rows = [row for judged in now for row in judged.rows]
    if any(row.public is None for row in rows):
        undated = next(row for row in reversed(rows) if row.public is None)
        why = "its source has no day, so it may have been public or not"
        return _columns("then", "undated", f"{_told(undated)}; {why}", rows)
    # Rows that are added up speak from the day on which the last of them is public.
    newest = [max(judged.rows, key=_published) for judged in now]
    first = min(newest, key=_published)
    why = f"public from {first.public}, after the brief's day: {_told(first)}"
    return _columns("then", "later_only", why, rows)


def _verdict(
    when: str, found: list[Judged], said: Said, terms: Terms
) -> dict[str, Any]:
    verdicts = [_confirmed(judged) for judged in found]
    verdict = next(one for one in PRECEDENCE if one in verdicts)
    pairs = zip(found, verdicts, strict=True)
    chosen = [judged for judged, given in pairs if given == verdict]
    # What came later is told by its end; what speaks alike, by the nearest words.
    is_later = verdict == "superseded"
    told = max(chosen, key=lambda one: _weight(one, None if is_later else said))
    rows = [row for judged in (told, *chosen) for row in judged.rows]
    why = _since(chosen, said, terms) if is_later else ""
    why = why or _because(told, verdict)
    others = [judged for judged in found if judged.verdict == "agrees"]
    if verdict == "differs" and others:
        other = max(others, key=lambda one: _weight(one, said))
        why += f"; against that: {_because(other, _confirmed(other))}"
    columns = _columns(when, verdict, why, rows)
    columns[f"record_value_{when}"] = told.value
    columns[f"record_unit_{when}"] = told.unit or None
    columns[f"difference_{when}"] = told.difference
    return columns


def _confirmed(judged: Judged) -> str:
    if judged.verdict == "agrees" and any(row.is_near for row in judged.rows):
        return "same_source"
    return judged.verdict


def _weight(judged: Judged, said: Said | None) -> tuple[Any, ...]:
    """Rank what tells a verdict: numbers, the nearest, the latest, the best source."""
    row = judged.rows[-1]
    gap = abs(judged.difference or 0) if judged.verdict == "agrees" else 0
    is_number = judged.difference is not None
    near = kinship(row, said) if said else 0
    return (is_number, -gap, near, row.last, -ord(row.grade or "Z"))


def _since(chosen: list[Judged], said: Said, terms: Terms) -> str:
    """Tell what happened from the day that was spoken of on, and what came last."""
    events = sorted(
        {
            row.record_id: row for one in chosen for row in one.rows if row.is_event
        }.values(),
        key=began,
    )
    if not events or any(one.difference is not None for one in chosen):
        return ""
    due = [row for row in events if said.start is None or began(row) >= said.start]
    # An outcome tells more than one more proposal.
    settled = (row for row in due if terms.outcome(row.stage) != "open")
    first, last = next(settled, (due or events)[0]), events[-1]
    return _told(last) if first is last else f"{_told(first)}; last, {_told(last)}"


def _meant(said: Said, values: list[RecordRow]) -> list[RecordRow]:
    if said.start is None:
        return values
    return [group[0] for group in within(said, values, None)]


def _published(row: RecordRow) -> date:
    return row.public or row.last


def _known(rows: Iterable[RecordRow], said: Said) -> list[RecordRow]:
    return [row for row in rows if row.is_near or _is_public(row, said)]


def _is_public(row: RecordRow, said: Said) -> bool:
    return row.public is not None and row.public <= said.day


def _columns(
    when: str, verdict: str, why: str, rows: Iterable[RecordRow] = ()
) -> dict[str, Any]:
    listed = list(rows)
    return {
        f"verdict_{when}": verdict,
        f"reason_{when}": why,
        f"rows_{when}": _ids(listed),
        f"sources_{when}": tuple(dict.fromkeys(row.source_id for row in listed)),
    }


def _ids(rows: Iterable[RecordRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.record_id for row in rows))


def _because(told: Judged, verdict: str) -> str:
    row = told.rows[-1] if told.rows[-1].is_event else told.rows[0]
    if told.difference is None:
        words = f"{told.words}: {_named(row)}" if told.words else _told(row)
    else:
        by = _by(told)
        more = f", with {len(told.rows) - 1} more" if len(told.rows) > 1 else ""
        value = told.words or amount(told.value, told.unit)
        words = f"{value} ({by}): {_named(row)}{more}"
    if verdict == "same_source":
        words += "; it may be the report that the brief retells"
    return words


def _by(told: Judged) -> str:
    """Return how far the claim lies from the record: shares in points."""
    if not told.difference:
        return "as in the brief"
    if told.unit == "percent" and told.value is not None and not told.words:
        return f"{told.value * told.difference / 100:+.1f} points"
    return f"{told.difference:+.1f}%"


def _told(row: RecordRow) -> str:
    if row.is_event:
        words = row.words.rstrip(".")
        return f"{_when(row)}, {row.stage.replace('_', ' ')}: {words}"
    return f"{amount(row.value, row.unit)}: {_named(row)}"


def _when(row: RecordRow) -> str:
    """Return an event's day, or its month or year where no day is known."""
    first, last = row.start, row.end
    if first is None or last is None or first == last:
        return str(first)
    year = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    return f"{first:%Y}" if year else f"{first:%Y-%m}"


def _named(row: RecordRow) -> str:
    days = " to ".join(dict.fromkeys(str(day) for day in (row.start, row.end) if day))
    note = f" [{row.note}]" if row.note else ""
    return f"{row.words}, {row.entity}, {days}{note}"
