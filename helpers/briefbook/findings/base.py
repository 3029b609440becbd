"""What a finding is made with, and the answer that a theme's findings make."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from html import escape
from typing import TYPE_CHECKING, Any

from briefbook.charts import empty_picture
from briefbook.errors import ParameterError, did_you_mean
from briefbook.evidence import anchor
from briefbook.findings.own import load_own, own_errors
from briefbook.models import Finding, Verdict

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.charts import Chart, Picture
    from briefbook.dataset import Dataset
    from briefbook.evidence import Evidence

Maker = Callable[["Dataset"], Finding]
Drawer = Callable[["Dataset", Finding, str], "Chart"]
GENERAL = "any theme"
"""The findings that every theme without findings of its own has."""
_HOUSE = __name__.rpartition(".")[0]
_MAKERS: dict[str, dict[str, Maker]] = {}
_DRAWERS: dict[tuple[str, str], Drawer] = {}
_SAID = {"holds": "holds", "does_not_hold": "does not hold", "no_rows": "no rows"}


def finding(theme: str, *, objection: str = "") -> Callable[[Maker], Maker]:
    """Register a function ``Dataset -> Finding`` as one of a theme's findings.

    Parameters
    ----------
    theme
        The answer that it belongs to.
    objection
        What an expert would say against it; stands beside the answer.

    Examples
    --------
    In `findings.py` beside `briefbook.toml`:

    >>> import briefbook as bb
    >>> @bb.finding("space", objection="Launches are few.")
    ... def launches(ds):
    ...     rows = ds.claims[ds.claims["action"] == "launches"]
    ...     return made(f"{len(rows)} launches.", (rows,), holds=len(rows) > 0)
    """

    def register(make: Maker) -> Maker:
        @wraps(make)
        def made(ds: Dataset) -> Finding:
            found = make(ds)
            values = {**found.to_dict(), "name": make.__name__, "objection": objection}
            return Finding(**{**values, "evidence": found.evidence})

        _MAKERS.setdefault(theme, {})[make.__name__] = made
        return made

    return register


def chart(theme: str, name: str) -> Callable[[Drawer], Drawer]:
    """Register a function (Dataset, Finding, source line) -> Chart for a finding."""

    def register(draw: Drawer) -> Drawer:
        _DRAWERS[theme, name] = draw
        return draw

    return register


class Answer(Mapping[str, Finding]):
    """All findings of a theme under one view, by name.

    Examples
    --------
    >>> import briefbook as bb
    >>> found = bb.answer(bb.load_dataset().where(corpora="2024-11"), "chips")
    >>> found["yield_cost"].verdict in ("holds", "does_not_hold", "no_rows")
    True
    >>> found.chart("yield_cost").alt == found["yield_cost"].sentence
    True
    """

    def __init__(self, theme: str, findings: Iterable[Finding], ds: Dataset) -> None:
        self.theme = theme
        self.view = ds.view.sentence()
        self._ds = ds
        self._findings = {found.name: found for found in findings}

    def chart(self, name: str) -> Picture:
        """Return the picture of a finding: its title is the finding's sentence.

        Raises
        ------
        ParameterError
            The finding has no chart.
        """
        found = self[name]
        draw = _DRAWERS.get((self.theme, name)) or _DRAWERS.get((GENERAL, name))
        if draw is None:
            drawn = [key for theme, key in _DRAWERS if theme in (self.theme, GENERAL)]
            remedy = did_you_mean(name, [key for key in drawn if key in self])
            raise ParameterError(f"{name!r} has no chart, {remedy}")
        if found.verdict == "no_rows":
            return empty_picture(found.sentence)
        return draw(self._ds, found, source_line(self._ds, found)).picture()

    @property
    def evidence(self) -> Evidence:
        """Return the words and record rows behind every finding, each once."""
        ids = [row for found in self.values() for row in found.evidence]
        return self._ds.evidence(list(dict.fromkeys(ids)))

    def __getitem__(self, name: str) -> Finding:
        """Return one finding."""
        if name not in self._findings:
            remedy = did_you_mean(name, self._findings)
            raise KeyError(f"{name!r} is no finding of {self.theme}, {remedy}")
        return self._findings[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the findings' names, in their order."""
        return iter(self._findings)

    def __len__(self) -> int:
        """Return the number of findings."""
        return len(self._findings)

    def to_json(self) -> str:
        """Return the findings as JSON, one key a finding; `diff` compares these."""
        findings = [found.to_dict() for found in self._findings.values()]
        record = {
            "theme": self.theme,
            "view": self.view,
            "stamp": self._ds.stamp,
            "findings": findings,
        }
        return json.dumps(record, ensure_ascii=False, indent=1)

    def __repr__(self) -> str:
        """Return one sentence a line, with its verdict and number of rows."""
        return "\n".join(
            f"{found.name}: {found.sentence} [{_SAID[found.verdict]}, n={found.n}]"
            for found in self._findings.values()
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr id="{escape(found.name)}"><td style="text-align:left">'
            f"{escape(found.sentence)}</td><td>{_SAID[found.verdict]}</td>"
            f"<td>{found.n}</td>"
            f'<td style="text-align:left">{_link(found)}</td></tr>'
            for found in self._findings.values()
        )
        return (
            '<table class="briefbook answer"><caption>The answer in short. '
            f"View: {escape(self.view)}. Verdict: whether what the briefs say, or lead "
            f"one to expect, holds</caption><thead><tr>"
            '<th scope="col" style="text-align:left">finding</th>'
            '<th scope="col">verdict</th><th scope="col">rows</th>'
            '<th scope="col" style="text-align:left">evidence</th></tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )


def answer(ds: Dataset, theme: str) -> Answer:
    """Return the findings of a theme, computed from the dataset's rows.

    Parameters
    ----------
    ds
        Under whatever view; a finding without rows says so.
    theme
        One that has findings, or a theme of the project's vocabulary: the general
        findings on its claims then. Those of the project's `findings.py` come last.

    Raises
    ------
    ParameterError
        Neither; the nearest theme is named.
    OwnFindingsError
        The project's `findings.py` can't be loaded, or a function of it raises.

    Examples
    --------
    >>> import briefbook as bb
    >>> nobody = bb.load_dataset().where(corpora="2024-11", until="2020-01-01")
    >>> bb.answer(nobody, "tech-security")["told"].sentence
    'This view holds no rows on claims.'
    """
    module = load_own(ds.project)
    makers = _MAKERS.get(theme, {})
    house = {n: m for n, m in makers.items() if m.__module__.startswith(_HOUSE)}
    own = {n: m for n, m in makers.items() if m.__module__ == module}
    if not house and theme in ds.vocabularies.themes:
        house = _MAKERS[GENERAL]
        if theme not in ds.view.themes:
            ds = ds.where(themes=[theme])
    if not house and not own:
        known = {*_MAKERS, *ds.vocabularies.themes} - {GENERAL}
        raise ParameterError(f"{theme!r} has no findings, {did_you_mean(theme, known)}")
    made = [make(ds) for make in house.values()]
    with own_errors(ds.project):
        made += [make(ds) for make in own.values()]
    return Answer(theme, made, ds)


def source_line(ds: Dataset, found: Finding) -> str:
    """Return whom a chart credits: the briefs and the record's sources it stands on."""
    quoted = ds.evidence(found)
    briefs = [f"{q.title} ({q.published})" for q in quoted if not q.is_record]
    record = [f"{q.title} ({q.published})" for q in quoted if q.is_record]
    parts = [
        f"{what}: {_first_few(names)}."
        for what, names in (("Briefs", briefs), ("Record", record))
        if names
    ]
    return " ".join(parts)


def _first_few(names: Iterable[str], most: int = 4) -> str:
    distinct = list(dict.fromkeys(names))
    more = len(distinct) - most
    shown = "; ".join(distinct[:most])
    return f"{shown} and {more} more, listed below" if more > 0 else shown


def no_rows(what: str) -> Finding:
    """Return the finding of a view that leaves nothing to say about `what`."""
    return Finding(
        name="", sentence=f"This view holds no rows on {what}.", verdict="no_rows"
    )


def made(
    sentence: str,
    rows: Iterable[pd.DataFrame],
    *,
    holds: bool,
    value: float | None = None,
    unit: str = "",
) -> Finding:
    """Return a finding with the ids of the rows that it stands on.

    Parameters
    ----------
    rows
        Frames with ``claim_id`` or ``record_id``: the evidence, in order.
    holds
        Whether what the briefs say or lead to expect holds.
    """
    ids = [
        str(row_id)
        for frame in rows
        for row_id in frame["claim_id" if "claim_id" in frame else "record_id"]
    ]
    evidence = tuple(dict.fromkeys(ids))
    verdict: Verdict = "holds" if holds else "does_not_hold"
    number = None if value is None else float(f"{value:.10g}")
    return Finding(
        name="",
        sentence=sentence,
        value=number,
        unit=unit,
        n=len(evidence),
        evidence=evidence,
        verdict=verdict,
    )


def on(ds: Dataset, measure: str, **columns: Any) -> pd.DataFrame:
    """Return the claims on one measure whose columns have these values."""
    rows = ds.claims
    mask = rows["measure"] == measure
    for name, value in columns.items():
        mask &= rows[name] == value
    return rows[mask.fillna(False)].reset_index(drop=True)


def pairs(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each value with the change that is stated for the same thing and period.

    Returns
    -------
    DataFrame
        The value's row with the columns ``change_percent`` and ``change_id``; the
        longest period comes first.
    """
    keys = ["brief_id", "actor", "object", "period_start", "period_end"]
    changes = rows[(rows["role"] == "change") & (rows["unit"] == "percent")]
    sign = changes["change"].map({"up": 1.0, "down": -1.0}).astype("Float64")
    changes = changes.assign(change_percent=changes["value"] * sign)
    changes = changes.rename(columns={"claim_id": "change_id"})
    values = rows[rows["role"] == "value"]
    both = values.merge(changes[[*keys, "change_percent", "change_id"]], on=keys)
    length = both["period_end"] - both["period_start"]
    order = length.sort_values(ascending=False, kind="stable").index
    return both.loc[order].reset_index(drop=True)


def series(ds: Dataset, series_id: str, **columns: Any) -> pd.DataFrame:
    """Return the record's rows of one series, in order of period."""
    rows = ds.series
    mask = rows["series_id"] == series_id
    for name, value in columns.items():
        mask &= rows[name] == value
    return rows[mask].sort_values("period_end", kind="stable").reset_index(drop=True)


def middle(rows: pd.DataFrame) -> pd.Series:
    """Return the middle day of each row's period: where its point stands on a chart."""
    return rows["period_start"] + (rows["period_end"] - rows["period_start"]) / 2


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence.

    Examples
    --------
    >>> listed(["Korea", "Taiwan", "Japan"])
    'Korea, Taiwan and Japan'
    """
    names = list(words)
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def month_span(start: Any, end: Any) -> str:
    """Return a period as a reader says it.

    Examples
    --------
    >>> from datetime import date
    >>> month_span(date(2024, 1, 1), date(2024, 10, 31))
    'January to October 2024'
    """
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        years = (
            f"{start.year}" if start.year == end.year else f"{start.year}-{end.year}"
        )
        return years
    if (start.year, start.month) == (end.year, end.month):
        return f"{_MONTHS[end.month - 1]} {end.year}"
    if start.year == end.year:
        return f"{_MONTHS[start.month - 1]} to {_MONTHS[end.month - 1]} {end.year}"
    first = f"{_MONTHS[start.month - 1]} {start.year}"
    return f"{first} to {_MONTHS[end.month - 1]} {end.year}"


# Not strftime's %B: month names would then follow the locale.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def _link(found: Finding) -> str:
    if not found.evidence:
        return ""
    first = escape(anchor(found.evidence[0]), quote=True)
    return f'<a href="#{first}">words</a>'
