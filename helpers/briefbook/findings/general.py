"""Findings on any theme, for those that have none of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefbook.chart_forms import Bars, Spans
from briefbook.chart_forms_more import wrapped
from briefbook.charts import Caption, Chart
from briefbook.findings.base import GENERAL, chart, finding, listed, made, no_rows
from briefbook.findings.events import unlike
from briefbook.findings.outcomes import OBJECTION, drawn_fates, expected
from briefbook.models import Finding
from briefbook.tables import amount, missing

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

_MOST = 10  # bars or lanes that still read well


@finding(
    GENERAL, objection="A digest is a choice of stories, not a sample of the news."
)
def told(ds: Dataset) -> Finding:
    """Tell how many claims there are, and what is done most."""
    claims = ds.claims.drop_duplicates("claim_id")
    if claims.empty:
        return no_rows("claims")
    briefs = claims["brief_id"].nunique()
    counts = claims["action"].astype("object").value_counts()
    most = [f"{name} ({count})" for name, count in counts.head(3).items()]
    drafted = int((claims["origin"] == "drafted").sum())
    sentence = (
        f"{_n(briefs, 'brief')} {'makes' if briefs == 1 else 'make'} "
        f"{_n(len(claims), 'claim')}"
        f"{f', most often: {listed(most)}' if most else ''}"
        f"{f'; {drafted} of them drafted by rules, to be checked' if drafted else ''}."
    )
    count = float(len(claims))
    return made(sentence, (claims,), holds=True, value=count, unit="count")


@chart(GENERAL, "told")
def draw_told(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of the claims by what is done."""
    claims = ds.claims.drop_duplicates("claim_id")
    counts = claims["action"].astype("object").fillna("not told").value_counts()
    data = counts.head(_MOST).rename_axis("label").reset_index(name="value")
    data = data.assign(unit="count", who="brief")
    return Bars(data, Caption(found.sentence, x="claims, by action", source=source))


@finding(
    GENERAL,
    objection="Amounts of different kinds stand side by side: a plan is not an outlay.",
)
def amounts(ds: Dataset) -> Finding:
    """Tell the largest amount of money that is spoken of."""
    rows = sized(ds)
    if rows.empty:
        return no_rows("amounts of money with a rate")
    first = rows.iloc[0]
    who = "" if missing(first["actor"]) else f" ({first['actor']})"
    sentence = (
        f"The largest of {_n(len(rows), 'amount')} is "
        f"{amount(first['value'], first['unit'], first['value_high'], first['bound'])}"
        f"{who}, about {amount(first['value_usd'], 'USD')} at the day's rate."
        if first["unit"] != "USD"
        else f"The largest of {_n(len(rows), 'amount')} is "
        f"{amount(first['value'], 'USD', first['value_high'], first['bound'])}{who}."
    )
    value = float(first["value_usd"])
    return made(sentence, (rows,), holds=True, value=value, unit="USD")


@chart(GENERAL, "amounts")
def draw_amounts(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of the largest amounts, in dollars."""
    rows = sized(ds).head(_MOST)
    named = unlike([wrapped(_named(row), 34) for row in rows.itertuples()])
    data = rows.assign(
        label=named,
        value=rows["value_usd"].astype(float),
        unit="USD",
        who=rows["actor"].astype("object").fillna("brief"),
    )
    data = data[["label", "value", "unit", "who"]]
    caption = Caption(found.sentence, x="USD at the day's rate", source=source)
    return Bars(data.reset_index(drop=True), caption)


def _named(row: Any) -> str:
    parts = (row.actor, row.quote if missing(row.object) else row.object)
    return ": ".join(str(part) for part in parts if not missing(part))


def sized(ds: Dataset) -> pd.DataFrame:
    """Return the claims with an amount in dollars, the largest first, each once."""
    claims = ds.claims
    rows = claims[claims["value_usd"].notna() & claims["conversion_of"].isna()]
    rows = rows.drop_duplicates(["brief_id", "figure_id"])
    return rows.sort_values("value_usd", ascending=False, kind="stable")


@finding(GENERAL, objection="A day that is announced is often moved.")
def ahead(ds: Dataset) -> Finding:
    """Tell what is still to come by the day of its brief, and when."""
    rows = coming(ds)
    if rows.empty:
        return no_rows("days or periods still to come")
    first, last = rows["period_end"].min(), rows["period_end"].max()
    span = f"by {first:%Y-%m-%d}"
    if last != first:
        span = f"the first by {first:%Y-%m-%d}, the last by {last:%Y-%m-%d}"
    sentence = (
        f"{_n(len(rows), 'claim')} {'looks' if len(rows) == 1 else 'look'} beyond the "
        f"day of {'its brief' if len(rows) == 1 else 'their briefs'}: {span}."
    )
    count = float(len(rows))
    return made(sentence, (rows,), holds=True, value=count, unit="count")


@chart(GENERAL, "ahead")
def draw_ahead(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes from the day of a brief to the end of what it says is to come."""
    rows = coming(ds).head(_MOST)
    lanes = [
        " ".join(str(part) for part in (row.actor, row.action) if not missing(part))
        or str(row.quote)[:40]
        for row in rows.itertuples()
    ]
    data = rows.assign(
        lane=[f"{lane} ({place})" for place, lane in enumerate(lanes, start=1)],
        start=rows["published"],
        end=rows["period_end"],
        kind="still to come",
    )
    caption = Caption(found.sentence, x="from the brief to the day", source=source)
    return Spans(data.reset_index(drop=True), caption, at_end=True)


def coming(ds: Dataset) -> pd.DataFrame:
    """Return the claims on what was still to come, the soonest first, each once."""
    claims = ds.claims
    rows = claims[claims["period_end"] > claims["published"]]
    rows = rows.drop_duplicates(["brief_id", "date_id", "actor", "action"])
    return rows.sort_values(["period_end", "published"], kind="stable")


@finding(
    GENERAL, objection="How a claim is known says little about whether it is true."
)
def soft(ds: Dataset) -> Finding:
    """Tell how much is not stated outright."""
    claims = ds.claims.drop_duplicates("claim_id")
    known = claims[claims["basis"].notna()]
    if known.empty:
        return no_rows("claims with a basis")
    rest = known[known["basis"] != "stated"]
    share = 100 * len(rest) / len(known)
    sentence = (
        f"{len(rest)} of {_n(len(known), 'claim')} ({share:.0f}%) "
        f"{'is' if len(rest) == 1 else 'are'} reported, alleged or forecast."
    )
    return made(sentence, (rest,), holds=share <= 50, value=share, unit="percent")


@finding(GENERAL, objection=OBJECTION)
def outcome(ds: Dataset) -> Finding:
    """Tell what the claims came to by the public record."""
    return expected(ds, ds.view.themes, listed(ds.view.themes) or "all themes")


@chart(GENERAL, "outcome")
def draw_outcome(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes from each brief to the event that settled its matter."""
    return drawn_fates(ds, ds.view.themes, found.sentence, source)


def _n(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
