"""Findings on the dataset itself: what is in it, how complete, how contested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.findings.base import finding, listed, made, no_rows
from briefbook.models import Finding

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

THEME = "overview"


@finding(THEME, objection="A digest is a choice of stories, not a sample of the news.")
def size(ds: Dataset) -> Finding:
    """Tell how many briefs, claims and figures there are."""
    claims, counts = ds.claims, ds.counts()
    if not counts["briefs"]:
        return no_rows("any brief")
    days = ds.briefs["published"]
    sentence = (
        f"{_n(counts['briefs'], 'brief')} of {days.min():%Y-%m-%d} to "
        f"{days.max():%Y-%m-%d} make {_n(counts['claims'], 'claim')} on "
        f"{_n(counts['figures'], 'figure')} and {_n(counts['dates'], 'date')}."
    )
    value = float(counts["claims"])
    return made(sentence, (claims,), holds=True, value=value, unit="count")


@finding(THEME, objection="A figure that no claim uses may still matter.")
def coverage(ds: Dataset) -> Finding:
    """Tell how many of the figures a claim uses."""
    figures, claims = ds.figures, ds.claims
    if figures.empty:
        return no_rows("figures")
    used = figures["figure_id"].isin(claims["figure_id"].dropna())
    share = 100 * used.mean()
    sentence = (
        f"Claims use {used.sum()} of {len(figures)} figures ({share:.0f}%)"
        f"{'' if used.all() else '; the rest wait for a claim'}."
    )
    rows = claims[claims["figure_id"].notna()]
    return made(sentence, (rows,), holds=bool(used.all()), value=share, unit="percent")


@finding(THEME, objection="A day that a brief speaks of need not be a deadline.")
def horizon(ds: Dataset) -> Finding:
    """Tell how far back and ahead the claims look."""
    dated = dated_claims(ds)
    if dated.empty:
        return no_rows("days or periods")
    ahead = dated[dated["period_end"] > dated["published"]]
    first, last = dated["period_start"].min(), dated["period_end"].max()
    sentence = (
        f"{_n(len(dated), 'claim')} speak of a day or period, from {first:%Y-%m-%d} to "
        f"{last:%Y-%m-%d}; {len(ahead)} of them look beyond the day of their brief."
    )
    return made(sentence, (dated,), holds=True, value=float(len(ahead)), unit="count")


def dated_claims(ds: Dataset) -> pd.DataFrame:
    """Return the claims that speak of a day or period, each period of a brief once."""
    claims = ds.claims
    dated = claims[claims["period_start"].notna()]
    return dated.drop_duplicates(["brief_id", "date_id"]).reset_index(drop=True)


@finding(THEME, objection="Being named often is not the same as acting often.")
def leading_actor(ds: Dataset) -> Finding:
    """Tell who acts, or is acted on, most."""
    claims = ds.by("actor", "claims")
    counts = claims["any_actor"].value_counts()
    if counts.empty:
        return no_rows("actors")
    top = counts[counts == counts.iloc[0]].index
    share = 100 * counts.iloc[0] / ds.claims["claim_id"].nunique()
    sentence = (
        f"{listed(sorted(top))} {'stands' if len(top) == 1 else 'stand'} in "
        f"{counts.iloc[0]} claims, {share:.0f}% of all, acting or acted on."
    )
    rows = claims[claims["any_actor"].isin(top)]
    return made(sentence, (rows,), holds=True, value=share, unit="percent")


@finding(THEME, objection="How a claim is known says little about whether it is true.")
def basis(ds: Dataset) -> Finding:
    """Tell how much is stated, reported, alleged or forecast."""
    claims = ds.claims
    counts = claims["basis"].value_counts()
    counts = counts[counts > 0]
    if counts.empty:
        return no_rows("claims with a basis")
    parts = [f"{count} {name}" for name, count in counts.items()]
    sentence = f"Of {_n(len(claims), 'claim')}, {listed(parts)}."
    hard = float(100 * counts.get("stated", 0) / len(claims))
    rows = claims[claims["basis"] != "stated"]
    return made(sentence, (rows,), holds=hard >= 50, value=hard, unit="percent")


def _n(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
