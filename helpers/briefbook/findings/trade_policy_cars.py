"""Findings on the duties on electric cars from China."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.findings.base import finding, listed, made, no_rows, on, series
from briefbook.findings.events import said_day
from briefbook.findings.trade_policy import THEME, the
from briefbook.models import Finding
from briefbook.tables import amount

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

CAR_STEPS = {
    "pre-disclosed": "eu_bev_cvd_predisclosed",
    "provisional": "eu_bev_cvd_provisional",
    "draft definitive": "eu_bev_cvd_draft_definitive",
    "definitive": "eu_bev_cvd_definitive",
}
_CARS = "Electric vehicles"


@finding(
    THEME,
    objection=(
        "The European rate measures a subsidy, the American and Canadian ones were "
        "meant to shut a market in which hardly a Chinese car was sold."
    ),
)
def car_walls(ds: Dataset) -> Finding:
    """Set the duties on electric cars from China side by side."""
    makers = series(ds, CAR_STEPS["definitive"])
    if makers.empty:
        return no_rows("the duties on electric cars from China")
    said = on(ds, "car_duty")
    makers = makers.sort_values("value", kind="stable")
    low, high = makers.iloc[0], makers.iloc[-1]
    top = listed(makers.loc[makers["value"] == high["value"], "entity"])
    base, others = series(ds, "eu_car_mfn_duty"), other_walls(ds)
    whole = ""
    if len(base):
        ordinary = float(base.iloc[-1]["value"])
        ends = [
            amount(float(row["value"]) + ordinary, "percent") for row in (low, high)
        ]
        whole = f", {' to '.join(dict.fromkeys(ends))} in all"
    added = [
        f"{the(row.taker)} {amount(row.value, row.unit)}" for row in others.itertuples()
    ]
    elsewhere = f"; {listed(added)}" if added else ""
    span = f"{amount(low['value'], 'percent')} ({low['entity']})"
    if low["value"] < high["value"]:
        span = f"{span} to {amount(high['value'], 'percent')} ({top})"
    sentence = (
        f"On top of the ordinary duty the European Union takes {span} on an electric "
        f"car from China{whole}{elsewhere}."
    )
    day = said["published"].min() if len(said) else makers["period_start"].max()
    in_force = bool((makers["period_start"] <= day).all())
    return made(
        sentence,
        (said, makers, base, others),
        holds=in_force,
        value=float(high["value"]),
        unit="percent",
    )


def other_walls(ds: Dataset) -> pd.DataFrame:
    """Return what the United States and Canada add on electric cars, with ``taker``."""
    import pandas as pd

    walls = [
        series(ds, name, entity=_CARS).tail(1).assign(taker=taker)
        for name, taker in (
            ("us_s301_rate_after", "United States"),
            ("ca_surtax_china", "Canada"),
        )
    ]
    return pd.concat(walls, ignore_index=True)


@finding(
    THEME,
    objection=(
        "The path was not over: prices agreed with makers can take the duty's place, "
        "and a maker without a rate of its own fell under that of a group before."
    ),
)
def duty_path(ds: Dataset) -> Finding:
    """Tell how the European duty moved from its first proposal to its last form."""
    path = car_path(ds)
    names_of = path.groupby("step", sort=False)["entity"].agg(set)
    if len(names_of) < 2:
        return no_rows("the European duty on electric cars from its proposal on")
    first, last = path.iloc[0], path.iloc[-1]
    ends = path.groupby("entity", sort=False)["value"].agg(["first", "last"])
    cut = (ends["first"] - ends["last"]).astype(float)
    whole = ends.index.isin(names_of.iloc[0])
    least, most = cut[whole].min(), cut[whole].max()
    late = [
        f"{name} came in later and went from {amount(row['first'], 'percent')} to "
        f"{amount(row['last'], 'percent')}"
        for name, row in ends[~whole].iterrows()
        if row["first"] != row["last"]
    ]
    fell = int((cut > 0).sum())
    ends_of = dict.fromkeys(f"{value:.2g}" for value in (least, most))
    sentence = (
        f"Between {said_day(first['period_start'])} and "
        f"{said_day(last['period_start'])} the European duty fell for {fell} of "
        f"{len(cut)} makers and groups, by {' to '.join(ends_of)} points for those "
        f"that were named at the start{'; ' + listed(late) if late else ''}."
    )
    rows = on(ds, "car_duty"), path
    median = float(cut.median())
    holds = fell == len(cut)
    return made(sentence, rows, holds=holds, value=median, unit="percentage_point")


def car_path(ds: Dataset) -> pd.DataFrame:
    """Return the European duty by maker at each ``step``, the earliest first."""
    import pandas as pd

    steps = [series(ds, name).assign(step=step) for step, name in CAR_STEPS.items()]
    return pd.concat(steps, ignore_index=True)
