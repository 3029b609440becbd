"""Findings on AI governance: how long texts live, UN votes, and what was built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.findings.ai_governance import THEME
from briefbook.findings.ai_governance_texts import BINDING, positions, texts
from briefbook.findings.base import finding, listed, made, no_rows, on, series
from briefbook.findings.events import days, events, said_day, since
from briefbook.findings.outcomes import OBJECTION, expected
from briefbook.models import Finding
from briefbook.tables import amount

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

VOTES = {
    "in favour": "ai_vote_for",
    "against": "ai_vote_against",
    "abstaining": "ai_vote_abstain",
}
COSPONSORS = "ai_cosponsors"
_BLOC = 2 / 3  # a vote that fewer than so many win is split, as for important questions


@finding(
    THEME,
    objection=(
        "Parts of a text that is revoked live on in the guidance of agencies, and one "
        "that stands on paper need not be enforced."
    ),
)
def text_lives(ds: Dataset) -> Finding:
    """Tell how long the texts that bind somebody lived."""
    bound = lives(ds)
    if bound.empty:
        return no_rows("orders, laws and treaties on AI")
    ended = bound[bound["ended"].notna()]
    gone = [
        f"{row.text} after {days(row.date, row.ended):,} days"
        for row in ended.itertuples()
    ]
    until = said_day(ds.timeline["date"].max())
    sentence = (
        f"Of {len(bound)} orders, laws and treaties on record {len(ended) or 'none'} "
        f"had been revoked or given up by {until}, the last day of the record in view"
        f"{f': {listed(gone)}' if gone else ''}."
    )
    said = on(ds, "military_ai_declaration")
    ids = ended[["ended_id"]].set_axis(["record_id"], axis=1)
    longest = [days(row.date, row.ended) for row in ended.itertuples()]
    value = float(max(longest)) if longest else None
    rows = said, bound, ids
    return made(sentence, rows, holds=ended.empty, value=value, unit="day")


def lives(ds: Dataset) -> pd.DataFrame:
    """Return the texts that bind somebody with ``until``: their end, or the record's.

    The record's last day stands for today: nothing depends on the clock.
    """
    known = texts(ds)
    bound = known[known["level"] >= BINDING].reset_index(drop=True)
    last = ds.timeline["date"].max()
    return bound.assign(until=bound["ended"].fillna(last))


@finding(
    THEME,
    objection=(
        "What passes without a vote shows no sides, to co-sponsor is not to vote, and "
        "a vote for consultations costs nobody a weapon."
    ),
)
def un_votes(ds: Dataset) -> Finding:
    """Tell whether votes of the United Nations on AI show blocs."""
    votes = tallies(ds)
    if votes.empty:
        return no_rows("votes of the United Nations on AI")
    shares = 100 * votes["in favour"] / votes[list(VOTES)].sum(axis=1)
    against = votes["against"]
    asked = ds.claims[
        (ds.claims["action"] == "calls_for")
        & ds.claims["object"].fillna("").str.contains("governance", regex=False)
    ]
    stances = positions(ds)
    own = stances[
        (stances["actor"] == "China") & stances["text"].str.startswith("UN resolution")
    ]
    kinds = own["position"].value_counts()
    done = [
        f"{word} {kinds[name]}"
        for name, word in (
            ("led", "led"),
            ("backed", "co-sponsored"),
            ("abstained", "abstained on"),
        )
        if name in kinds
    ]
    china = f"; of the UN's texts on record China {listed(done)}" if done else ""
    blocs = bool((shares < 100 * _BLOC).any())
    sentence = (
        f"Votes of the United Nations on AI in arms ({len(votes)} are on record in "
        f"full) show {'' if blocs else 'no '}blocs: "
        f"{_range(shares, '%')} of those who voted or abstained were in favour and "
        f"{_range(against)} against{china}."
    )
    rows = asked, *(_ids(votes, name) for name in VOTES), own
    value = float(shares.min())
    return made(sentence, rows, holds=blocs, value=value, unit="percent")


def tallies(ds: Dataset) -> pd.DataFrame:
    """Return each voted text with its votes and the ids of their rows.

    Returns
    -------
    DataFrame
        ``entity``, ``day``, a column for each of `VOTES` and its ``<name>_id``.
    """
    result = None
    for name, series_id in VOTES.items():
        rows = series(ds, series_id)[["entity", "period_end", "value", "record_id"]]
        rows = rows.set_axis(["entity", "day", name, f"{name}_id"], axis=1)
        result = rows if result is None else result.merge(rows, on=["entity", "day"])
    assert result is not None
    return result.astype(dict.fromkeys(VOTES, float))


@finding(
    THEME,
    objection=(
        "A commission advises, it decides nothing; that a strategy came later does not "
        "show that it came from the advice."
    ),
)
def agi_programme(ds: Dataset) -> Finding:
    """Tell what followed the call for a programme on general AI."""
    said = on(ds, "agi_programme")
    steps = american_steps(ds)
    advice = steps[steps["stage"] == "proposed"]
    if advice.empty and said.empty:
        return no_rows("the programme for general AI")
    day = said["published"].min() if len(said) else advice["date"].min()
    start = "the brief" if len(said) else "the report"
    later = steps[steps["date"] > day]
    plans = later[later["instrument"] == "industrial strategy"]
    number = series(ds, "uscc_recommendations")
    of = (
        f"one of {amount(number.iloc[-1]['value'], '')} recommendations"
        if len(number)
        else "a recommendation"
    )
    orders = int((later["instrument"] == "executive order").sum())
    plan = (
        f"the first strategy on AI came {since(day, plans['date'].min(), start)}"
        if len(plans)
        else "no strategy on AI followed on record"
    )
    more = f", with {orders} order{'' if orders == 1 else 's'} of presidents on AI"
    sentence = (
        f"The programme for general AI was {of}; {plan}"
        f"{f'{more} since' if orders else ''}."
    )
    rows = said, number, steps
    value = float(days(day, plans["date"].min())) if len(plans) else None
    return made(sentence, rows, holds=len(plans) > 0, value=value, unit="day")


def american_steps(ds: Dataset) -> pd.DataFrame:
    """Return the recommendation and the American steps on AI after it."""
    steps = events(
        ds,
        themes=[THEME],
        instruments=["recommendation", "industrial strategy", "executive order"],
        parties=[
            "United States",
            "United States Congress",
            "US-China Economic and Security Review Commission",
        ],
    )
    advice = steps.loc[steps["instrument"] == "recommendation", "date"].min()
    return steps[steps["date"] >= advice].reset_index(drop=True)


@finding(THEME, objection=OBJECTION)
def expectation(ds: Dataset) -> Finding:
    """Tell what the claims on AI governance came to."""
    return expected(ds, [THEME], "AI governance")


def _range(values: pd.Series, unit: str = "") -> str:
    ends = dict.fromkeys(f"{float(end):.2g}" for end in (values.min(), values.max()))
    return f"{' to '.join(ends)}{unit}"


def _ids(votes: pd.DataFrame, name: str) -> pd.DataFrame:
    return votes[[f"{name}_id"]].set_axis(["record_id"], axis=1)
