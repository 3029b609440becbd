"""The measure of the vocabulary that a statement's words name unmistakably."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from briefbook.draft_clauses import Sentence
from briefbook.draft_statements import Statement
from briefbook.extract.lexicons import rows
from briefbook.models import Figure
from briefbook.vocabularies import cells

if TYPE_CHECKING:
    from briefbook.vocabularies import Vocabularies

# Units of figures by a measure's kind of unit; a duration's are its own.
_UNITS = {
    "money": ("money",),
    "percent": ("percent", "percentage_point"),
    "event": ("date",),
}
_WITHIN = 16
_PUNCTUATION = frozenset(",.;:()\"'")


@dataclass(frozen=True, slots=True)
class MeasureCue:
    """Words that name a measure.

    Attributes
    ----------
    units
        ``money``, ``date``, or units of figures.
    near
        One of these stands near the figure or date.
    needs
        Of each group one stands in the sentence.
    text
        Of each group one stands in the text.
    without
        None of these stands in the sentence.
    actor
        Whom the claim must name, if anyone.
    role
        The role that the first figure must have, if any.
    """

    measure: str
    units: tuple[str, ...]
    near: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    text: tuple[tuple[str, ...], ...]
    without: tuple[str, ...]
    actor: str
    role: str


@cache
def _cues() -> tuple[MeasureCue, ...]:
    return tuple(
        MeasureCue(
            row["measure"],
            _cells(row["units"]),
            _cells(row["near"]),
            tuple(_cells(group) for group in row["needs"].split(";") if group),
            tuple(_cells(group) for group in row["text"].split(";") if group),
            _cells(row["without"]),
            row["actor"],
            row["role"],
        )
        for row in rows("measure_cues")
    )


def _cells(cell: str) -> tuple[str, ...]:
    return tuple(word for word in cell.split("|") if word)


def measure_cues(vocabularies: Vocabularies) -> tuple[MeasureCue, ...]:
    """Return the cues of the measures for which a project's vocabulary has `terms`."""
    return tuple(
        MeasureCue(
            name,
            units=_UNITS.get(row.get("unit_kind", ""), (row.get("unit", ""),)),
            near=tuple(spaced(term.lower().split()).strip() for term in terms),
            needs=(),
            text=(),
            without=(),
            actor="",
            role="",
        )
        for name, row in vocabularies.measures.items()
        if (terms := cells(row.get("terms", "")))
    )


def measure(
    sentence: Sentence,
    statement: Statement,
    names: Sequence[str],
    text: str,
    own: Sequence[MeasureCue] = (),
) -> str:
    """Return the measure that a statement is of, or '' where none or several may be.

    Parameters
    ----------
    names
        The claim's actor and target.
    text
        The whole text by `spaced`.
    own
        Cues of the project: where one fits, the shipped ones do not count.
    """
    whole = spaced([token.low for token in sentence.tokens])
    at = statement.at
    near = spaced(sentence.lows(at - _WITHIN, at + _WITHIN))
    known = [cue for cue in own if _unit_fits(cue, statement) and _any(cue.near, near)]
    fitting = known or [
        cue
        for cue in _cues()
        if _unit_fits(cue, statement)
        and _any(cue.near, near)
        and all(_any(group, whole) for group in cue.needs)
        and all(_any(group, text) for group in cue.text)
        and not _any(cue.without, whole)
        and (not cue.actor or cue.actor in names)
    ]
    # Where two fit, the one that asks for more is the narrower one.
    weights = [len(cue.needs) + bool(cue.actor) for cue in fitting]
    best = [c for c, w in zip(fitting, weights, strict=True) if w == max(weights)]
    return best[0].measure if len(best) == 1 else ""


def spaced(words: Sequence[str]) -> str:
    """Return words with a space round each, to look for whole words in.

    Examples
    --------
    >>> spaced(["the", "chips", "act"])
    ' the chips act '
    """
    return f" {' '.join(word for word in words if word not in _PUNCTUATION)} "


def _any(words: Sequence[str], where: str) -> bool:
    return any(f" {word} " in where for word in words)


def _unit_fits(cue: MeasureCue, statement: Statement) -> bool:
    if not statement.figures:
        return "date" in cue.units
    if cue.role and statement.figures[0].role != cue.role:
        return False
    for placed in statement.figures:
        figure = placed.mention
        assert isinstance(figure, Figure)
        money = len(figure.unit) == 3 and figure.unit.isupper()
        # A change in percent of an amount is a figure of the same measure.
        of_amount = figure.unit == "percent" and len(statement.figures) > 1
        if not (figure.unit in cue.units or (money and "money" in cue.units)):
            if not of_amount:
                return False
    return True
