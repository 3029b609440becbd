"""Findings on AI governance: who stands where, reach and force, and what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.findings.ai_governance_texts import (
    BACKING,
    BINDING,
    positions,
    texts,
)
from briefbook.findings.base import finding, listed, made, no_rows, on, series
from briefbook.findings.events import days, said_day, since
from briefbook.findings.trade_policy import the
from briefbook.models import Finding
from briefbook.tables import amount

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

THEME = "ai-governance"
SIDES = ("United States", "China", "European Union", "United Kingdom")
_ORDERS = ("order", "law")
_WEAK = 0.5  # a rank correlation nearer to nought than this shows little
DECLARATION = "Political Declaration on military AI"


@finding(
    THEME,
    objection=(
        "To back a text is cheap and the texts differ; the record tells where a side "
        "stands only when its page said so, and an empty field is no refusal."
    ),
)
def who_stands_where(ds: Dataset) -> Finding:
    """Tell how many texts the United States and China both back, and which bind."""
    stances = between_states(ds)
    both = stances.pivot_table(
        index="text", columns="actor", values="backs", aggfunc="first"
    )
    pair = ["United States", "China"]
    if not set(pair) <= set(both.columns):
        return no_rows("where the United States and China stand on texts on AI")
    known = both[both[pair].notna().all(axis=1)]
    shared = known.index[known[pair].astype(bool).all(axis=1)]
    binding = stances[stances["level"] >= BINDING]
    bind = [text for text in shared if text in set(binding["text"])]
    takers = [
        f"the {text}, the record has {listed(the(str(name)) for name in rows['actor'])}"
        for text, rows in binding[binding["backs"]].groupby("text", sort=False)
    ]
    sentence = (
        f"The United States and China both back {len(shared)} of the {len(known)} "
        f"texts between states on which the record knows where each stands, and "
        f"{len(bind) or 'none'} of these binds"
        f"{f'; behind one that does, {listed(takers)}' if takers else ''}."
    )
    said = on(ds, "nuclear_ai_statement")
    rows = said, stances, positions(ds)
    holds = len(shared) > 0
    return made(sentence, rows, holds=holds, value=float(len(shared)), unit="count")


def between_states(ds: Dataset) -> pd.DataFrame:
    """Return who stands where on texts between states, with ``backs`` and ``level``."""
    known = texts(ds)[["text", "force", "level"]]
    stances = positions(ds).merge(known, on="text")
    stances = stances[~stances["force"].isin(_ORDERS)]
    backs = stances["position"].isin(BACKING)
    return stances.assign(backs=backs).reset_index(drop=True)


@finding(
    THEME,
    objection=(
        "Force is a judgement, coded by a rubric of six steps; states are not of one "
        "weight, and the co-sponsors of a resolution are not its signatories."
    ),
)
def reach_force(ds: Dataset) -> Finding:
    """Tell whether texts that bind more are backed by fewer states."""
    counted = texts(ds).dropna(subset=["reach"])
    if len(counted) < 3 or counted["level"].nunique() < 2:
        return no_rows("the reach of texts on AI of unlike force")
    rank = float(counted["reach"].astype(float).rank().corr(counted["level"].rank()))
    bound = counted[counted["level"] >= BINDING]
    widest = counted.loc[counted["reach"].idxmax()]
    beside = ""
    if len(bound):
        most = bound.loc[bound["reach"].idxmax()]
        beside = (
            f"; of those counted, what binds somebody has {amount(most['reach'], '')} "
            f"backers at most ({most['text']}), what binds nobody up to "
            f"{amount(widest['reach'], '')}"
            if widest["level"] < BINDING
            else ""
        )
    trade = "pull apart" if rank < 0 else "go together"
    if abs(rank) < _WEAK:
        trade = f"hardly {trade}"
    sentence = (
        f"Over {len(counted)} texts, reach and force {trade} (rank correlation "
        f"{rank:+.2f}){beside}."
    )
    ids = counted[["reach_id"]].set_axis(["record_id"], axis=1)
    rows = on(ds, "ai_endorsers"), counted, ids
    return made(sentence, rows, holds=rank <= -_WEAK, value=rank, unit="")


@finding(
    THEME,
    objection=(
        "These are readouts and pages about them, not treaty text; each side words "
        "the line in its own way, and a clause that is repeated is not yet kept."
    ),
)
def lima_line(ds: Dataset) -> Finding:
    """Tell whether the line of Lima on nuclear weapons stood in a text before."""
    clauses = nuclear_clauses(ds)
    last = clauses[clauses["force"] == "readout"].tail(1)
    if last.empty:
        return no_rows("the line on AI and nuclear weapons")
    said, now = on(ds, "nuclear_ai_statement"), last.iloc[0]
    earlier = clauses[clauses["date"] < now["date"]]
    stances = positions(ds)
    stances = stances[stances["text"].isin(clauses["text"])]
    rows = said, clauses, stances
    day = said_day(now["date"])
    if earlier.empty:
        sentence = (
            f"In this view no text of the record before {day} has a line on human "
            f"control of nuclear weapons."
        )
        return made(sentence, rows, holds=True, value=0.0, unit="day")
    before = earlier.iloc[-1]
    gap = days(before["date"], now["date"])
    turned = [
        the(str(actor))
        for actor, own in stances.groupby("actor", sort=False)
        if (own.loc[own["text"] == before["text"], "position"] == "stayed out").any()
        and own.loc[own["text"] == now["text"], "position"].isin(BACKING).any()
    ]
    new = f"; new is that {listed(turned)} took it up" if turned else ""
    sentence = (
        f"The line of Lima ({day}) was not new: {gap} days before it the "
        f"{before['text']} of {said_day(before['date'])} asked for human control of "
        f"nuclear weapons too{new}."
    )
    return made(sentence, rows, holds=False, value=float(gap), unit="day")


def nuclear_clauses(ds: Dataset) -> pd.DataFrame:
    """Return the texts with a line on nuclear weapons, the earliest first."""
    known = texts(ds)
    return known[known["clause"] != ""].reset_index(drop=True)


@finding(
    THEME,
    objection=(
        "A floor is not false when the count has risen; what endorsing obliges to is "
        "little, and states that never fought with such weapons count in full."
    ),
)
def endorsers(ds: Dataset) -> Finding:
    """Set the brief's number of endorsers beside the count of the day."""
    claims = on(ds, "ai_endorsers")
    counts = series(ds, "ai_endorsers", entity=DECLARATION)
    if counts.empty:
        return no_rows("the states that endorse the declaration on military AI")
    first, last = counts.iloc[0], counts.iloc[-1]
    grew = (
        f"{amount(first['value'], '')} states endorsed the declaration on military AI "
        f"by {said_day(first['period_end'])} and {amount(last['value'], '')} by "
        f"{said_day(last['period_end'])}"
    )
    if claims.empty:
        sentence, holds = f"{grew}.", True
    else:
        claim = claims.iloc[0]
        public = counts[counts["period_end"] <= claim["published"]]
        known = float((public if len(public) else counts).iloc[-1]["value"])
        times = known / float(claim["value"])
        # The measure's tolerance is a tenth: a floor farther below misleads.
        holds = times <= 1 + float(_tolerance(ds))
        said = f"whose '{claim['quote']}'"
        judged = f"{said} is near it"
        if not holds:
            judged = f"{said} is too low: the count was {times:.2g} times that"
        gap = since(claim["published"], last["period_end"], "the brief")
        sentence = f"{grew}, {gap}, {judged}."
    rows = claims.head(1), counts
    value = float(last["value"])
    return made(sentence, rows, holds=holds, value=value, unit="count")


def _tolerance(ds: Dataset) -> str:
    return ds.vocabularies.measures.get("ai_endorsers", {}).get("tolerance") or "0"
