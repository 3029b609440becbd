"""Findings on chips: imports, tools, yield, demand, and where the money goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.findings.base import (
    finding,
    listed,
    made,
    month_span,
    no_rows,
    on,
    pairs,
    series,
)
from briefbook.findings.events import events
from briefbook.models import Finding
from briefbook.tables import amount, total

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

THEME = "chips"
CONTROLS = ("export licensing requirement", "export ban", "foreign direct product rule")
RIVALS = {"Korea": "Korea", "Taiwan": "Taiwan", "North America": "North America"}


@finding(
    THEME,
    objection=(
        "Customs record where a chip was made, not whose it is; chips that reach China "
        "through third countries are not among them, and one strong year may be stock."
    ),
)
def import_growth(ds: Dataset) -> Finding:
    """Set imports beside the year before that their growth implies."""
    both = pairs(on(ds, "chip_imports_from_us"))
    if both.empty:
        return no_rows("China's chip imports from the United States")
    first = both.iloc[0]
    before = implied_before(first["value"], first["change_percent"])
    grew = first["change_percent"] > 0
    sentence = (
        f"{first['actor']}'s chip imports from the {first['target']} "
        f"{'rose' if grew else 'did not rise: they changed by'} "
        f"{abs(first['change_percent']):.4g}% to "
        f"{amount(first['value'], first['unit'])} in "
        f"{month_span(first['period_start'], first['period_end'])}, from an implied "
        f"{amount(before, first['unit'])} a year before."
    )
    rows = both[["claim_id"]], both[["change_id"]].set_axis(["claim_id"], axis=1)
    return made(sentence, rows, holds=bool(grew), value=before, unit=str(first["unit"]))


def implied_before(value: float, change_percent: float) -> float:
    """Return the value of the year before that a growth rate implies.

    Examples
    --------
    >>> round(implied_before(9.61e9, 42.5) / 1e9, 3)
    6.744
    """
    return float(value) / (1 + float(change_percent) / 100)


@finding(
    THEME,
    objection=(
        "Memory prices move the value of imports as much as controls do, and the "
        "tariff heading holds chips that are only assembled abroad."
    ),
)
def import_path(ds: Dataset) -> Finding:
    """Tell how China's chip imports moved over the years of controls."""
    years = customs_years(ds)
    if len(years) < 2:
        return no_rows("China's chip imports over the years")
    peak = years.loc[years["value"].idxmax()]
    last = years.iloc[-1]
    fell = 100 * (1 - float(last["value"]) / float(peak["value"]))
    sentence = (
        f"China's chip imports peaked at {amount(peak['value'], 'USD')} in "
        f"{peak['period_end'].year} and stood "
        f"{f'{fell:.0f}% lower' if fell >= 0.5 else 'at that peak'} at "
        f"{amount(last['value'], 'USD')} in {last['period_end'].year}."
    )
    rows = years, control_rounds(ds, years)
    return made(sentence, rows, holds=fell >= 0.5, value=fell, unit="percent")


def control_rounds(ds: Dataset, years: pd.DataFrame) -> pd.DataFrame:
    """Return the US controls on chips that were adopted or in force in those years."""
    rounds = events(
        ds,
        themes=[THEME],
        instruments=CONTROLS,
        stages=["adopted", "in_force"],
        actors=["United States"],
    )
    first, last = years["period_start"].min(), years["period_end"].max()
    return rounds[rounds["date"].between(first, last)].reset_index(drop=True)


def customs_years(ds: Dataset) -> pd.DataFrame:
    """Return China's yearly chip imports in dollars, one row a year.

    Where sources differ over a year, the better grade stands, then the earlier row.
    """
    years = series(ds, "cn_ic_imports_value", frequency="annual", unit="USD")
    grades = ds.sources.set_index("source_id")["grade"].astype(str)
    graded = years.assign(grade=years["source_id"].astype(str).map(grades))
    graded = graded.sort_values(["period_end", "grade"], kind="stable")
    return graded.drop_duplicates("period_end").reset_index(drop=True)


@finding(
    THEME,
    objection=(
        "A dearer mix and dearer chips look alike in value per unit, and the customs' "
        "units count a memory chip like a processor."
    ),
)
def import_price(ds: Dataset) -> Finding:
    """Part the fall of imports since their peak into number and value of a chip."""
    years = customs_prices(ds)
    if len(years) < 2:
        return no_rows("the number and value of China's chip imports")
    peak, last = years.loc[years["value"].idxmax()], years.iloc[-1]
    if peak["period_end"] == last["period_end"]:
        peak = years.iloc[0]
    number = 100 * (float(last["units"]) / float(peak["units"]) - 1)
    price = 100 * (float(last["each"]) / float(peak["each"]) - 1)
    sentence = (
        f"From {peak['period_end'].year} to {last['period_end'].year} China bought "
        f"{abs(number):.2g}% {'more' if number >= 0 else 'fewer'} chips "
        f"({amount(last['units'], '')}), "
        f"{'yet' if number * price < 0 else 'and'} a chip cost {abs(price):.2g}% "
        f"{'more' if price >= 0 else 'less'}: "
        f"USD {last['each']:.2f} after {peak['each']:.2f}."
    )
    units = years[["units_id"]].set_axis(["record_id"], axis=1)
    return made(sentence, (years, units), holds=number < 0, value=price, unit="percent")


def customs_prices(ds: Dataset) -> pd.DataFrame:
    """Return the yearly imports with their ``units`` and the value of ``each``."""
    counts = series(ds, "cn_ic_imports_units", frequency="annual")
    counts = counts.drop_duplicates("period_end")[["period_end", "value", "record_id"]]
    counts = counts.set_axis(["period_end", "units", "units_id"], axis=1)
    both = customs_years(ds).merge(counts, on="period_end")
    return both.assign(each=(both["value"] / both["units"]).astype(float))


@finding(
    THEME,
    objection=(
        "The total is that of a whole year and the part that of some months of it: "
        "the share is scaled by months, which takes the year for even."
    ),
)
def us_share(ds: Dataset) -> Finding:
    """Tell the share of the US in China's chip imports."""
    parts = on(ds, "chip_imports_from_us", role="value")
    totals = series(ds, "cn_ic_imports_value", frequency="annual", unit="USD")
    if parts.empty or totals.empty:
        return no_rows("the share of the United States in China's chip imports")
    part = parts.loc[(parts["period_end"] - parts["period_start"]).idxmax()]
    year = totals[totals["period_end"].dt.year == part["period_end"].year]
    if year.empty:
        return no_rows("China's chip imports in the year of the claim")
    whole = year.iloc[-1]
    months = (part["period_end"].month - part["period_start"].month) + 1
    pace = float(part["value"]) * 12 / months
    share = 100 * pace / float(whole["value"])
    # Of the scaled sum no more digits than the months give it.
    scaled = f" ({amount(float(f'{pace:.3g}'), part['unit'])} a year at that pace)"
    sentence = (
        f"Chips from the {part['target']} are about {share:.2g}% of "
        f"{part['actor']}'s chip imports: {amount(part['value'], part['unit'])} in "
        f"{months} months{scaled if months < 12 else ''}, against "
        f"{amount(whole['value'], whole['unit'])} from all countries in the whole of "
        f"{whole['period_end'].year}."
    )
    rows = parts[parts["claim_id"] == part["claim_id"]], year.tail(1)
    return made(sentence, rows, holds=share < 50, value=share, unit="percent")


@finding(
    THEME,
    objection=(
        "The low yield rests on unnamed sources, nobody says whether die or package "
        "yield is meant, and chips with faults can be sold in lower bins."
    ),
)
def yield_cost(ds: Dataset) -> Finding:
    """Set yield beside the commercial threshold, and tell the cost of a good chip."""
    yields = on(ds, "chip_yield").sort_values("value", kind="stable")
    thresholds = on(ds, "yield_threshold")
    if yields.empty or thresholds.empty:
        return no_rows("the yield of an AI chip and the threshold it must reach")
    low, needed = yields.iloc[0], thresholds.iloc[0]
    ratio = cost_ratio(low["value"], needed["value"])
    below = float(low["value"]) < float(needed["value"])
    others = [
        f"{row.object} at {amount(row.value, row.unit, bound=row.bound)} "
        f"{cost_ratio(row.value, needed['value']):.2g} times"
        for row in yields.iloc[1:].itertuples()
    ]
    since = later_yields(ds)
    last = since[since["entity"] == low["object"]].tail(1)
    others += [
        f"{row.entity} at {amount(row.value, row.unit, bound=row.bound)}, as reported "
        f"in {month_span(row.period_end, row.period_end)}, "
        f"{cost_ratio(row.value, needed['value']):.2g} times"
        for row in last.itertuples()
    ]
    said = amount(low["value"], low["unit"], bound=low["bound"])
    viable = f"{amount(needed['value'], needed['unit'])} held to be commercially viable"
    also = f"; {listed(others)}" if others else ""
    sentence = (
        f"A good {low['object']} at a yield of {said} costs {ratio:.2g} times as much "
        f"wafer as at the {viable}{also}."
        if below
        else f"At a yield of {said} {low['object']} is not below the {viable}{also}."
    )
    rows = yields, thresholds, since
    return made(sentence, rows, holds=below, value=ratio, unit="times")


def later_yields(ds: Dataset) -> pd.DataFrame:
    """Return the record's yields of AI chips that came after the briefs."""
    import pandas as pd

    names = ("ai_chip_yield", "ai_chip_yield_benchmark")
    rows = pd.concat([series(ds, name) for name in names], ignore_index=True)
    day = ds.briefs["published"].max()
    return rows[rows["period_end"] > day + pd.Timedelta(days=7)] if len(rows) else rows


def cost_ratio(value: float, reference: float) -> float:
    """Return how much wafer a good chip takes at a yield, against another yield.

    Wafers for each good chip go with one over the yield.

    Examples
    --------
    >>> cost_ratio(20, 70)
    3.5
    """
    return float(reference) / float(value)


@finding(
    THEME,
    objection=(
        "Billings go by where a tool is delivered: fabs of Korean and Taiwanese firms "
        "in China are counted as China, and North America stands for the US."
    ),
)
def equipment_spending(ds: Dataset) -> Finding:
    """Set spending on tools beside the three rivals together."""
    claims = on(ds, "equipment_spending", role="value")
    if claims.empty:
        return no_rows("spending on chipmaking equipment")
    claim = claims.iloc[0]
    billed = billings(ds, claim["period_start"], claim["period_end"])
    own = billed[billed["entity"] == claim["actor"]]
    rivals = billed[billed["entity"].isin(RIVALS)]
    if own.empty or rivals.empty:
        return no_rows("billings of chipmaking equipment in the public record")
    spent, others = own["value"].sum(), rivals.groupby("entity")["value"].sum()
    more = spent > others.sum()
    sentence = (
        f"{claim['actor']} bought tools for {amount(spent, 'USD')} in "
        f"{month_span(claim['period_start'], claim['period_end'])} by the industry's "
        f"count (the brief: {amount(claim['value'], claim['unit'])}), "
        f"{'more than' if more else 'no more than'} {listed(RIVALS)} together "
        f"({amount(others.sum(), 'USD')})."
    )
    return made(
        sentence,
        (claims.head(1), own, rivals),
        holds=bool(more),
        value=float(spent - others.sum()),
        unit="USD",
    )


def billings(ds: Dataset, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Return the record's quarterly equipment billings within a period, by region."""
    rows = series(ds, "semi_equip_billings", frequency="quarterly")
    inside = (rows["period_start"] >= start) & (rows["period_end"] <= end)
    return rows[inside].reset_index(drop=True)


@finding(
    THEME,
    objection=(
        "Shipments into China are not China's demand: much is assembled there and "
        "exported again, and later shares were made public after the brief."
    ),
)
def demand_share(ds: Dataset) -> Finding:
    """Set the claimed share of demand beside the record."""
    claims = on(ds, "chip_demand_share")
    shares = series(ds, "semi_sales_china_share")
    if claims.empty or shares.empty:
        return no_rows("China's share of the world's demand for chips")
    claim, first, last = claims.iloc[0], shares.iloc[0], shares.iloc[-1]
    gap = float(claim["value"]) - float(last["value"])
    near = abs(gap) <= 1
    place = "fits" if near else ("is above" if gap > 0 else "is below")
    sentence = (
        f"'{claim['quote']}' ({amount(claim['value'], 'percent')}) {place} the latest "
        f"of the record: {claim['actor']} took {amount(last['value'], 'percent')} of "
        f"the world's chip sales in "
        f"{month_span(last['period_start'], last['period_end'])}, after "
        f"{amount(first['value'], 'percent')} in "
        f"{month_span(first['period_start'], first['period_end'])}."
    )
    return made(
        sentence,
        (claims.head(1), shares),
        holds=near,
        value=gap,
        unit="percentage_point",
    )


@finding(
    THEME,
    objection=(
        "A plan is not an outlay, sums announced for years to come nest and repeat, "
        "and none of the plants makes wafers."
    ),
)
def announced_money(ds: Dataset) -> Finding:
    """Tell where the announced investment goes."""
    plans = on(ds, "vietnam_investment", role="value")
    if plans.empty:
        return no_rows("announced investment in Vietnam")
    whole = total(ds, plans)
    order = plans.sort_values("value_usd", ascending=False, kind="stable")
    named = [
        f"{amount(row.value, row.unit)} by {row.actor} ({row.object})"
        for row in order.itertuples()
    ]
    packaging = order["object"].str.contains("packaging|testing", na=False)
    share = 100 * order.loc[packaging, "value_usd"].sum() / whole
    sentence = (
        f"The briefs name {amount(whole, 'USD')} for Vietnam: {listed(named)}; "
        f"{share:.0f}% of it is for packaging and testing."
    )
    return made(sentence, (order,), holds=len(order) > 0, value=whole, unit="USD")


@finding(
    THEME,
    objection="A claim can be contested without being wrong, or right by luck.",
)
def contested(ds: Dataset) -> Finding:
    """Tell how much of what is said on chips is hearsay, forecast or denied."""
    claims = ds.claims
    mask = claims["themes"].map(lambda themes: THEME in themes).astype(bool)
    claims = claims[mask]
    if claims.empty:
        return no_rows("chips")
    soft = claims[
        claims["basis"].isin(["reported", "alleged", "forecast"])
        | claims["negated"].fillna(False)
    ]
    share = 100 * len(soft) / len(claims)
    sentence = (
        f"{len(soft)} of {len(claims)} {'claim' if len(claims) == 1 else 'claims'} on "
        f"chips ({share:.0f}%) {'is' if len(soft) == 1 else 'are'} reported, alleged, "
        f"forecast or denied, not stated outright."
    )
    return made(
        sentence, (soft,), holds=len(soft) > 0, value=float(len(soft)), unit="count"
    )
