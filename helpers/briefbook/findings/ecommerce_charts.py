"""The charts of the findings on e-commerce."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.chart_forms import Bars, Lines, Spans
from briefbook.chart_forms_more import BarGrid
from briefbook.charts import Caption, Chart
from briefbook.findings.base import chart, middle, month_span, on, series
from briefbook.findings.ecommerce import (
    ABROAD,
    HOME,
    RIVAL,
    THEME,
    festival,
    pace_gaps,
    segment_profits,
    split_steps,
)
from briefbook.findings.ecommerce_rules import de_minimis_steps, parcels, platform_steps
from briefbook.findings.events import lanes
from briefbook.findings.outcomes import drawn_fates
from briefbook.models import Finding

if TYPE_CHECKING:
    from briefbook.dataset import Dataset

_SHORT = {ABROAD: "Alibaba abroad", HOME: "Alibaba at home", RIVAL: "PDD"}
_UNITS = {
    "Taobao and Tmall Group": "Alibaba at home",
    "Alibaba International Digital Commerce": "Alibaba abroad",
}
_TAKERS = ("European Union", "United States")


@chart(THEME, "home_or_abroad")
def draw_home_or_abroad(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lines of growth by quarter, at home, abroad and at the rival."""
    import pandas as pd

    drawn = [series(ds, name).assign(who=who) for name, who in _SHORT.items()]
    rows = pd.concat(drawn, ignore_index=True)
    data = rows.assign(day=middle(rows), value=rows["value"].astype(float))
    merged = on(ds, "ecommerce_merger")["period_start"].dropna()
    caption = Caption(
        found.sentence,
        x="each quarter at its middle (none: not in the record); dashed: the merger",
        y="revenue growth on the year, percent",
        source=source,
    )
    return Lines(data, caption, marks=[(day, "merger") for day in merged.head(1)])


@chart(THEME, "pace")
def draw_pace(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of the rival's lead, a bar a quarter."""
    gaps = pace_gaps(ds)
    labels = [month_span(row.period_start, row.period_end) for row in gaps.itertuples()]
    data = gaps.assign(label=labels, value=gaps["gap"], unit="", who="PDD Holdings")
    caption = Caption(
        found.sentence,
        x="revenue growth of PDD less that of Alibaba, percentage points",
        source=source,
    )
    return Bars(data, caption)


@chart(THEME, "singles_day")
def draw_singles_day(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of the festival's sales, its days, and the sales of a day, by year."""
    import pandas as pd

    rows = [
        (str(year.period_end.year), column, value, unit, "China")
        for year in festival(ds).itertuples()
        for column, value, unit in (
            ("sales, CNY, nominal", float(year.value), ""),
            ("days of the festival", float(year.days), ""),
            ("sales a day, CNY, nominal", float(year.a_day), ""),
        )
    ]
    data = pd.DataFrame(rows, columns=list(BarGrid.columns))
    return BarGrid(data, Caption(found.sentence, source=source))


@chart(THEME, "six_way_split")
def draw_six_way_split(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes of the steps of the split, by stage."""
    return _stepped(found, lanes(split_steps(ds)), source)


@chart(THEME, "segment_profit")
def draw_segment_profit(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of the units' profits by fiscal year, each unit on a scale of its own."""
    earned = segment_profits(ds)
    homes = {name: who for name, who in _UNITS.items() if name in set(earned["entity"])}
    data = earned.assign(
        row=[f"fiscal {day.year}" for day in earned["period_end"]],
        column=earned["entity"].astype(str),
        unit="",
        who=[homes.get(str(name), "Alibaba") for name in earned["entity"]],
    )
    caption = Caption(
        found.sentence,
        x="adjusted EBITA, CNY, nominal; each unit on a scale of its own",
        source=source,
    )
    return BarGrid(data, caption)


@chart(THEME, "parcel_exposure")
def draw_parcel_exposure(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of parcels, declared value, and value a parcel, by year."""
    import pandas as pd

    years = parcels(ds)
    rows = [
        (f"United States, {year.label}", column, value, "", "United States", bound)
        for year in years.itertuples()
        for column, value, bound in (
            ("parcels", year.parcels, "exact"),
            ("declared value, USD", year.declared, year.bound),
            ("value a parcel, USD", year.declared / year.parcels, year.bound),
        )
    ]
    union = "European Union"
    rows += [
        (f"{union}, {row.period_end.year}", "parcels", row.value, "", union, row.bound)
        for row in series(ds, "eu_low_value_parcels").itertuples()
    ]
    data = pd.DataFrame(rows, columns=[*BarGrid.columns, "bound"])
    caption = Caption(found.sentence, x="empty: not in the record", source=source)
    return BarGrid(data.astype({"value": float}), caption)


@chart(THEME, "de_minimis_end")
def draw_de_minimis_end(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes of the steps on small parcels, by stage."""
    return _stepped(found, lanes(de_minimis_steps(ds)), source)


@chart(THEME, "platform_rules")
def draw_platform_rules(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes of the platforms, their steps told apart by who takes them."""
    steps = platform_steps(ds)
    takers = [
        next((name for name in (*who, *whom) if name in _TAKERS), "courts and others")
        for who, whom in zip(steps["actors"], steps["targets"], strict=True)
    ]
    days = steps["date"]
    data = steps.assign(lane=steps["platform"], start=days, end=days, kind=takers)
    return Spans(data, Caption(found.sentence, x="day of the step", source=source))


@chart(THEME, "expectation")
def draw_expectation(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes of the matters, from the brief to what settled them."""
    return drawn_fates(ds, [THEME], found.sentence, source)


def _stepped(found: Finding, data: object, source: str) -> Chart:
    caption = Caption(found.sentence, x="day of the step", source=source)
    return Spans(data, caption)  # type: ignore[arg-type]
