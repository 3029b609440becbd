"""The charts of the findings on chips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefbook.chart_forms import Bars, Curve, Lines
from briefbook.chart_forms_more import BarGrid
from briefbook.charts import Caption, Chart
from briefbook.findings.base import chart, middle, month_span, on, pairs, series
from briefbook.findings.chips import (
    RIVALS,
    THEME,
    billings,
    control_rounds,
    cost_ratio,
    customs_prices,
    customs_years,
    implied_before,
    later_yields,
)
from briefbook.models import Finding

_MAKERS = {
    "Ascend 910C": "SMIC",
    "Ascend 910B": "Huawei",
    "Nvidia H100 at TSMC": "NVIDIA",
}

if TYPE_CHECKING:
    from briefbook.dataset import Dataset


@chart(THEME, "import_growth")
def draw_import_growth(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of each period's imports, and of the year before that growth implies."""
    import pandas as pd

    both = pairs(on(ds, "chip_imports_from_us"))
    rows = [
        (
            f"{month_span(row.period_start, row.period_end)}, {when}",
            value,
            row.unit,
            who,
        )
        for row in both.itertuples()
        for when, value, who in (
            ("implied a year before", _before(row), "other"),
            ("stated", row.value, row.actor),
        )
    ]
    data = pd.DataFrame(rows, columns=["label", "value", "unit", "who"])
    return Bars(data, Caption(found.sentence, x="USD, nominal", source=source))


@chart(THEME, "import_path")
def draw_import_path(ds: Dataset, found: Finding, source: str) -> Chart:
    """Line of yearly imports with the rounds of US controls marked."""
    years = customs_years(ds)
    data = years.assign(day=middle(years), who=years["entity"])
    rounds = control_rounds(ds, years).drop_duplicates("date")
    marks = [
        # Only those on all of China are dated: those on firms would run together.
        (row.date, f"{row.date:%Y-%m}" if "China" in row.targets else "")
        for row in rounds.itertuples()
    ]
    caption = Caption(
        found.sentence,
        x="each year at its middle; dashed: US controls (dated: on all of China)",
        y="USD, nominal",
        source=source,
    )
    return Lines(data, caption, marks=marks)


@chart(THEME, "import_price")
def draw_import_price(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of imports by year: value, number, and value of a chip."""
    import pandas as pd

    rows = [
        (str(year.period_end.year), column, float(value), unit, "China")
        for year in customs_prices(ds).itertuples()
        for column, value, unit in (
            ("value, USD, nominal", year.value, ""),
            ("chips", year.units, ""),
            ("value of a chip, USD", year.each, ""),
        )
    ]
    data = pd.DataFrame(rows, columns=list(BarGrid.columns))
    return BarGrid(data, Caption(found.sentence, source=source))


@chart(THEME, "us_share")
def draw_us_share(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of the part and of the whole."""
    import pandas as pd

    part = ds.claims.set_index("claim_id").loc[found.evidence[0]]
    whole = ds.series.set_index("record_id").loc[found.evidence[-1]]
    rows = [
        (
            f"from the {part['target']}, "
            f"{month_span(part['period_start'], part['period_end'])}",
            part["value"],
            part["unit"],
            part["target"],
        ),
        (f"from all, {whole['period_end'].year}", whole["value"], "USD", "China"),
    ]
    data = pd.DataFrame(rows, columns=["label", "value", "unit", "who"])
    return Bars(data, Caption(found.sentence, x="USD, nominal", source=source))


@chart(THEME, "yield_cost")
def draw_yield_cost(ds: Dataset, found: Finding, source: str) -> Chart:
    """Curve of wafers for each good chip over yield, with the claims on it."""
    import pandas as pd

    needed = float(on(ds, "yield_threshold").iloc[0]["value"])
    steps = [float(percent) for percent in range(10, 101)]
    curve = [(x, cost_ratio(x, needed), None, None) for x in steps]
    points = [
        (row.value, cost_ratio(row.value, needed), row.object, row.actor)
        for row in on(ds, "chip_yield").itertuples()
    ]
    points.append((needed, 1.0, "commercial threshold", "World"))
    points += [
        (
            row.value,
            cost_ratio(row.value, needed),
            f"{row.entity}, {row.period_end:%Y-%m}",
            _MAKERS.get(row.entity, "record"),
        )
        for row in later_yields(ds).itertuples()
    ]
    rows = [*curve, *((float(x), y, label, who) for x, y, label, who in points)]
    data = pd.DataFrame(rows, columns=["x", "y", "label", "who"])
    caption = Caption(
        found.sentence,
        x="yield, percent of chips that are good",
        y="wafers for each good chip, threshold = 1",
        source=source,
    )
    return Curve(data, caption)


@chart(THEME, "equipment_spending")
def draw_equipment_spending(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of equipment billings by region in the claim's period."""
    claim = on(ds, "equipment_spending", role="value").iloc[0]
    billed = billings(ds, claim["period_start"], claim["period_end"])
    named = billed[billed["entity"].isin([claim["actor"], *RIVALS])]
    sums = named.groupby("entity", as_index=False)["value"].sum()
    sums = sums.sort_values("value", ascending=False, kind="stable")
    data = sums.assign(label=sums["entity"], who=sums["entity"], unit="USD")
    return Bars(data, Caption(found.sentence, x="USD, nominal", source=source))


@chart(THEME, "demand_share")
def draw_demand_share(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lines of the record's share over time and of the claim."""
    import pandas as pd

    claim = on(ds, "chip_demand_share").iloc[0]
    shares = series(ds, "semi_sales_china_share")
    record = shares.assign(day=middle(shares), who="record")
    day = [claim["published"]]
    stated = pd.DataFrame({"day": day, "value": float(claim["value"]), "who": "brief"})
    data = pd.concat([record[["day", "value", "who"]], stated], ignore_index=True)
    caption = Caption(
        found.sentence,
        x="each period at its middle",
        y="percent of the world's chip sales",
        source=source,
    )
    return Lines(data.astype({"value": float}), caption)


@chart(THEME, "announced_money")
def draw_announced_money(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of the announced sums, a bar a plant."""
    plans = ds.claims[ds.claims["claim_id"].isin(found.evidence)]
    plans = plans.sort_values("value_usd", ascending=False, kind="stable")
    data = plans.assign(
        label=[f"{row.actor}: {row.object}" for row in plans.itertuples()],
        who=plans["actor"].astype(str),
        value=plans["value_usd"].astype(float),
        unit="USD",
    )
    return Bars(data, Caption(found.sentence, x="USD, nominal", source=source))


def _before(row: Any) -> float:
    return implied_before(row.value, row.change_percent)
