"""The charts and tables of the findings on AI governance."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from briefbook.chart_forms import Bars, Spans
from briefbook.chart_forms_more import Parts
from briefbook.charts import Caption, Chart
from briefbook.charts_matrix import Words
from briefbook.findings.ai_governance import (
    DECLARATION,
    SIDES,
    THEME,
    nuclear_clauses,
)
from briefbook.findings.ai_governance_steps import (
    COSPONSORS,
    VOTES,
    american_steps,
    lives,
    tallies,
)
from briefbook.findings.ai_governance_texts import (
    BACKING,
    BINDING,
    coded,
    positions,
    texts,
)
from briefbook.findings.base import chart, listed, month_span, on, series
from briefbook.findings.events import events, lanes, said_day
from briefbook.findings.outcomes import drawn_fates
from briefbook.models import Finding
from briefbook.tables import Shown, table

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset


@chart(THEME, "who_stands_where")
def draw_who_stands_where(ds: Dataset, found: Finding, source: str) -> Chart:
    """Matrix of texts and sides, with the word for where each stands."""
    known = texts(ds)
    stances = positions(ds).merge(known, on="text", suffixes=("", "_text"))
    stances = stances.sort_values("date", kind="stable")
    labels = [
        f"{row.date:%Y-%m} {row.text}{' (binds)' if row.level >= BINDING else ''}"
        for row in stances.itertuples()
    ]
    data = stances.assign(row=labels, column=stances["actor"], word=stances["position"])
    caption = Caption(found.sentence, x="empty: not in the record", source=source)
    return Words(data, caption, columns_first=SIDES)


@chart(THEME, "reach_force")
def draw_reach_force(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of the states behind each text, the most binding first."""
    counted = texts(ds).dropna(subset=["reach"])
    order = counted.sort_values(
        ["level", "reach"], ascending=[False, True], kind="stable"
    )
    floor = {"at_least": ", at least", "about": ", about"}
    labels = [
        f"{row.force}: {row.text}{floor.get(row.bound, '')}"
        for row in order.itertuples()
    ]
    data = order.assign(label=labels, value=order["reach"].astype(float), unit="count")
    caption = Caption(
        found.sentence,
        x="states that sign, endorse, co-sponsor or vote for it; most binding on top",
        source=source,
    )
    return Bars(data.assign(who=order["force"]), caption)


@chart(THEME, "lima_line")
def draw_lima_line(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes of the texts with the line, and of the talks of the two sides."""
    clauses = nuclear_clauses(ds)["record_id"]
    talks = events(ds, themes=[THEME], instruments=["dialogue"], parties=["China"])
    wanted = ds.timeline["record_id"].isin([*clauses, *talks["record_id"]])
    steps = ds.timeline[wanted].sort_values("date", kind="stable")
    return _stepped(found, steps, source)


@chart(THEME, "endorsers")
def draw_endorsers(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of the brief's number and of the counts on record, by day."""
    import pandas as pd

    said = [
        (f"the brief, {said_day(row.published)}: more than", row.value, "brief")
        for row in on(ds, "ai_endorsers").head(1).itertuples()
    ]
    counts = [
        (f"record, {_when(row)}", row.value, "record")
        for row in series(ds, "ai_endorsers", entity=DECLARATION).itertuples()
    ]
    data = pd.DataFrame([*counts, *said], columns=["label", "value", "who"])
    data = data.assign(unit="count").astype({"value": float})
    return Bars(data, Caption(found.sentence, x="states", source=source))


@chart(THEME, "text_lives")
def draw_text_lives(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes of the binding texts, from their day to their end or to the last day."""
    bound = lives(ds)
    kinds = (
        bound["ended"].notna().map({True: "revoked or given up", False: "still stands"})
    )
    data = bound.assign(
        lane=[f"{row.text} ({row.force})" for row in bound.itertuples()],
        start=bound["date"],
        end=bound["until"],
        kind=kinds,
    )
    caption = Caption(
        found.sentence,
        x="from its day to its end, or to the record's last day",
        source=source,
    )
    return Spans(data, caption, at_end=True)


@chart(THEME, "un_votes")
def draw_un_votes(ds: Dataset, found: Finding, source: str) -> Chart:
    """Stacked bars of votes; texts without a vote show their co-sponsors."""
    import pandas as pd

    rows = [
        (row.entity, name, getattr(row, column))
        for row in tallies(ds).rename(columns={"in favour": "favour"}).itertuples()
        for name, column in zip(VOTES, ("favour", "against", "abstaining"), strict=True)
    ]
    rows += [
        (row.entity, "co-sponsors, no vote", float(row.value))
        for row in series(ds, COSPONSORS).itertuples()
    ]
    data = pd.DataFrame(rows, columns=["row", "part", "value"])
    short = data["row"].str.replace("UNGA ", "", regex=False)
    named = [textwrap.fill(text[:1].upper() + text[1:], 34) for text in short]
    caption = Caption(found.sentence, x="states", source=source)
    return Parts(data.assign(row=named, unit=""), caption)


@chart(THEME, "agi_programme")
def draw_agi_programme(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes of the advice and of the American steps after it, by stage."""
    return _stepped(found, american_steps(ds), source)


@chart(THEME, "expectation")
def draw_expectation(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes of the matters, from the brief to what settled them."""
    return drawn_fates(ds, [THEME], found.sentence, source)


def clauses_table(ds: Dataset, caption: str) -> Shown:
    """Return the line on nuclear weapons, as the briefs and each text have it."""
    import pandas as pd

    stances = positions(ds)
    rows = [
        {
            "day": row.published,
            "where": f"the brief, {row.title}",
            "the line": row.object,
            "backed by": listed([str(row.actor), str(row.target)]),
        }
        for row in on(ds, "nuclear_ai_statement").itertuples()
    ]
    for row in nuclear_clauses(ds).itertuples():
        own = stances[stances["text"] == row.text]
        backed = own.loc[own["position"].isin(BACKING), "actor"]
        out = own.loc[~own["position"].isin(BACKING), "actor"]
        states = f"{row.reach:g} states" if row.reach == row.reach else ""
        who = [states, listed(backed), f"not {listed(out)}" if len(out) else ""]
        rows.append(
            {
                "day": row.date,
                "where": f"the record, {row.text} ({row.force})",
                "the line": row.clause,
                "backed by": "; ".join(part for part in who if part),
            }
        )
    columns = ["day", "where", "the line", "backed by"]
    frame = pd.DataFrame(rows, columns=columns, dtype="object")
    return table(frame.sort_values("day", kind="stable"), caption)


def rubric_table(caption: str) -> Shown:
    """Return the rubric of force, with the texts that were coded at each level."""
    import pandas as pd

    rows = [
        {
            "level": row["level"],
            "force": row["force"],
            "means": row["means"],
            "coded so": "; ".join(
                f"{text['text']} ({text['because'][:1].lower()}{text['because'][1:]})"
                for text in coded("texts")
                if text["force"] == row["force"]
            ),
        }
        for row in coded("force")
    ]
    return table(pd.DataFrame(rows), caption)


def _stepped(found: Finding, steps: pd.DataFrame, source: str) -> Chart:
    data = lanes(steps.reset_index(drop=True))
    return Spans(data, Caption(found.sentence, x="day of the step", source=source))


def _when(row: Any) -> str:
    if row.period_start == row.period_end:
        return said_day(row.period_end)
    return month_span(row.period_start, row.period_end)
