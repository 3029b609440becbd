"""Findings on e-commerce: growth at home and abroad, the festival, the split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.findings.base import (
    finding,
    listed,
    made,
    month_span,
    no_rows,
    on,
    series,
)
from briefbook.findings.events import days, events
from briefbook.models import Finding
from briefbook.tables import amount

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

THEME = "e-commerce"
HOME = "baba_ttg_revenue_yoy"
ABROAD = "baba_aidc_revenue_yoy"
RIVAL = "pdd_revenue_yoy"
ARMS_ABROAD = (
    "Alibaba International Digital Commerce",
    "Alibaba International Digital Commerce Group",
)
GROUP = "baba_group_revenue_yoy"


@finding(
    THEME,
    objection=(
        "Growth on a small base is no profit: the arms differ in mix, and PDD does not "
        "tell its home platform from Temu."
    ),
)
def home_or_abroad(ds: Dataset) -> Finding:
    """Set growth abroad beside growth at home and at the rival in the same quarter."""
    claims = on(ds, "segment_revenue_growth", role="change", unit="percent")
    # The group's own growth has the same measure: only the arm abroad is meant.
    claims = claims[claims["actor"].astype("object").isin(ARMS_ABROAD)]
    record = series(ds, ABROAD)
    own = claims if len(claims) else record.tail(1)
    home = series(ds, HOME)
    if own.empty or home.empty:
        return no_rows("the growth of Alibaba's arms at home and abroad")
    abroad = own.iloc[0]
    same = home[home["period_end"] == abroad["period_end"]]
    if same.empty:
        return no_rows("growth at home in the quarter of the claim")
    rival = series(ds, RIVAL)
    rival = rival[rival["period_end"] == abroad["period_end"]]
    gap = float(abroad["value"]) - float(same.iloc[0]["value"])
    who = abroad["actor"] if len(claims) else abroad["entity"]
    quarter = month_span(abroad["period_start"], abroad["period_end"])
    at_rival = [
        f", the rival {row.entity} by {amount(row.value, row.unit)}"
        for row in rival.head(1).itertuples()
    ]
    sentence = (
        f"In {quarter} {who} grew by {amount(abroad['value'], 'percent')}, "
        f"{same.iloc[0]['entity']} at home by "
        f"{amount(same.iloc[0]['value'], 'percent')}{''.join(at_rival)}: the merger "
        f"joins {'a growing arm to a flat one' if gap > 0 else 'two arms alike'}."
    )
    drawn = [series(ds, name) for name in (ABROAD, HOME, RIVAL)]
    merged = on(ds, "ecommerce_merger").head(1)
    rows = own.head(1), same, rival, merged, *drawn
    return made(sentence, rows, holds=gap > 0, value=gap, unit="percentage_point")


@finding(
    THEME,
    objection=(
        "A high base slows any growth, and revenue of a marketplace depends on what it "
        "books as its own."
    ),
)
def pace(ds: Dataset) -> Finding:
    """Tell how far the rival's pace has come down to Alibaba's."""
    gaps = pace_gaps(ds)
    if len(gaps) < 2:
        return no_rows("the pace of PDD and of Alibaba over several quarters")
    widest, last = gaps.loc[gaps["gap"].idxmax()], gaps.iloc[-1]
    narrower = float(widest["gap"]) - float(last["gap"])
    sentence = (
        f"PDD grew {widest['gap']:.3g} percentage points faster than Alibaba in "
        f"{_quarter(widest)} and {last['gap']:.3g} in {_quarter(last)}: the lead "
        f"{'shrank' if narrower > 0 else 'has not shrunk'} while Alibaba's own pace "
        f"went from {amount(widest['value_group'], 'percent')} to "
        f"{amount(last['value_group'], 'percent')}."
    )
    said = ds.claims
    said = said[(said["action"] == "grows") & (said["actor"] == "Pinduoduo")]
    both = [
        gaps[[f"record_id_{side}"]].set_axis(["record_id"], axis=1)
        for side in ("rival", "group")
    ]
    return made(
        sentence,
        (said, *both),
        holds=narrower > 0,
        value=float(last["gap"]),
        unit="percentage_point",
    )


def pace_gaps(ds: Dataset) -> pd.DataFrame:
    """Return PDD's growth less Alibaba's for each quarter that both report."""
    keys = ["period_start", "period_end"]
    rival, group = series(ds, RIVAL), series(ds, GROUP)
    both = rival.merge(group, on=keys, suffixes=("_rival", "_group"))
    return both.assign(gap=(both["value_rival"] - both["value_group"]).astype(float))


@finding(
    THEME,
    objection=(
        "The totals are one firm's estimate with presales and returns in them, two "
        "windows begin about when they are said to, and first days sell more."
    ),
)
def singles_day(ds: Dataset) -> Finding:
    """Set the festival's growth beside its growth for each of its days."""
    years = festival(ds)
    if len(years) < 2:
        return no_rows("the sales of two Singles Day festivals")
    claims = on(ds, "singles_day_sales")
    day = claims["period_start"].max()
    held = years[(years["period_start"] <= day) & (years["period_end"] >= day)]
    place = int(held.index[0]) if len(held) else len(years) - 1
    if not place:
        return no_rows("the festival before the one that the brief speaks of")
    now, before = years.iloc[place], years.iloc[place - 1]
    grown = _change(now["value"], before["value"])
    by_day = _change(now["a_day"], before["a_day"])
    sentence = (
        f"Singles Day {now['period_end'].year} took {amount(now['value'], 'CNY')}, "
        f"{_moved(grown)} {before['period_end'].year}, over {now['days']} days after "
        f"{before['days']}: sales a day were {_moved(by_day)} the year before's."
    )
    rows = claims.head(1), years
    return made(sentence, rows, holds=by_day > 0, value=by_day, unit="percent")


def festival(ds: Dataset) -> pd.DataFrame:
    """Return the festival's sales by year with its ``days`` and the sales ``a_day``."""
    years = series(ds, "singles_day_gmv_syntun", unit="CNY")
    lengths = (years["period_end"] - years["period_start"]).dt.days + 1
    return years.assign(days=lengths, a_day=years["value"].astype(float) / lengths)


@finding(
    THEME,
    objection=(
        "Capital markets, and chip controls in the case of the cloud, may explain the "
        "shelved listings as well as any change of mind; one fiscal year is no trend."
    ),
)
def six_way_split(ds: Dataset) -> Finding:
    """Set what the split into units promised beside what was done."""
    steps = split_steps(ds)
    begun = steps[steps["stage"] == "announced"]
    # Of a record that is cut by days, the first step need not be the split.
    if begun.empty or ds.view.is_set("about"):
        return no_rows("the split of Alibaba into units from its first step on")
    units, merged = on(ds, "business_units"), on(ds, "ecommerce_merger")
    dropped = steps[steps["stage"] == "cancelled"]
    number = f"{amount(units.iloc[0]['value'], '')} units" if len(units) else "units"
    # The first merger; of several briefs on it, the one that gives its day.
    merged = merged.dropna(subset=["period_start", "period_end"])
    merged = merged.sort_values("period_start", kind="stable")
    merged = merged[merged["period_start"] <= merged["period_end"].head(1).max()]
    spans = (merged["period_end"] - merged["period_start"]).sort_values(kind="stable")
    merged = merged.loc[spans.index]
    merger = merged["period_start"].iloc[0] if len(merged) else None
    about = "about " if merger is not None and spans.iloc[0].days else ""
    day = steps["date"].max() if merger is None else merger
    lasted = days(begun["date"].min(), day)
    shelved = f"{len(dropped)} spin-off{'' if len(dropped) == 1 else 's'}"
    told = (
        f"two were joined again, with {shelved} dropped on the way"
        if merger is not None
        else f"at the record's last step, {shelved} had been dropped"
    )
    sentence = (
        f"{about}{lasted:,} days after Alibaba announced its split into {number}, "
        f"{told}."
    )
    sentence = sentence[:1].upper() + sentence[1:]
    rows = units, merged.head(1), steps
    holds = dropped.empty and merger is None
    return made(sentence, rows, holds=holds, value=float(lasted), unit="day")


def split_steps(ds: Dataset) -> pd.DataFrame:
    """Return the restructuring of Alibaba, step by step."""
    return events(
        ds, instruments=["restructuring"], parties=["Alibaba", "Alibaba Group"]
    )


@finding(
    THEME,
    objection=(
        "Adjusted EBITA leaves out what the firm calls exceptional, the record has "
        "three of the segments, and an arm that is being built up is meant to lose."
    ),
)
def segment_profit(ds: Dataset) -> Finding:
    """Tell which units of the split earned and which lost, year on year."""
    earned = segment_profits(ds)
    if earned.empty:
        return no_rows("the profits of Alibaba's units")
    year = earned["period_end"].max()
    last = earned[earned["period_end"] == year]
    parts = []
    for row in last.itertuples():
        history = earned[earned["entity"] == row.entity]
        before = history[history["period_end"] < year].tail(1)
        was = (
            f" ({amount(before.iloc[0]['value'], '')} a year before)"
            if len(before)
            else ""
        )
        parts.append(f"{row.entity} {amount(row.value, row.unit)}{was}")
    lossy = last[last["value"] < 0]
    sentence = (
        f"Adjusted EBITA in fiscal {year.year}: {listed(parts)}; "
        f"{len(lossy)} of {len(last)} lost money."
    )
    value = float(last["value"].sum())
    return made(sentence, (earned,), holds=lossy.empty, value=value, unit="CNY")


def segment_profits(ds: Dataset) -> pd.DataFrame:
    """Return the segments' adjusted EBITA by fiscal year, the richest first."""
    rows = series(ds, "baba_segment_adj_ebita", frequency="fiscal year")
    order = ["period_end", "value"]
    return rows.sort_values(order, ascending=[True, False], kind="stable")


def _quarter(row: pd.Series) -> str:
    return month_span(row["period_start"], row["period_end"])


def _change(now: float, before: float) -> float:
    return 100 * (float(now) / float(before) - 1)


def _moved(change: float) -> str:
    return f"{abs(change):.2g}% {'above' if change >= 0 else 'below'}"
