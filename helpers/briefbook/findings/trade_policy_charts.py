"""The charts of the findings on trade policy, and on technology and security."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.chart_forms import Bars, Spans
from briefbook.chart_forms_more import Slopes
from briefbook.chart_kinds import Tiles, grid
from briefbook.charts import Caption, Chart
from briefbook.findings.base import chart, series
from briefbook.findings.events import lanes, said_day
from briefbook.findings.outcomes import drawn_fates
from briefbook.findings.trade_policy import THEME, replies, steps_by_actor
from briefbook.findings.trade_policy_aid import aid_steps
from briefbook.findings.trade_policy_cars import CAR_STEPS, car_path, other_walls
from briefbook.findings.trade_policy_security import (
    OUTCOME_THEMES,
    blame,
    hearings,
    sale_steps,
)
from briefbook.models import Finding

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

_MOST = 14  # rows of a matrix that still read well


@chart(THEME, "reply_lag")
def draw_reply_lag(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of the days between a rival's last step and China's, a bar a step."""
    pairs = replies(ds)
    labels = [
        f"{said_day(row.date)}: {row.instrument}, {_short(row.rival)}"
        for row in pairs.itertuples()
    ]
    data = pairs.assign(label=labels, value=pairs["lag"], unit="", who=pairs["rival"])
    caption = Caption(
        found.sentence,
        x="days since the other side's last step on China",
        source=source,
    )
    return Bars(data, caption)


@chart(THEME, "car_walls")
def draw_car_walls(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of the extra duty on an electric car from China, by taker and maker."""
    import pandas as pd

    makers = series(ds, CAR_STEPS["definitive"]).assign(who="European Union")
    makers["label"] = "EU: " + makers["entity"].astype(str)
    others = other_walls(ds)
    others = others.assign(who=others["taker"], label=others["taker"] + ": all makers")
    both = pd.concat([makers.sort_values("value", kind="stable"), others])
    data = both.assign(value=both["value"].astype(float))
    caption = Caption(
        found.sentence, x="percent of value, on top of the ordinary duty", source=source
    )
    return Bars(data.reset_index(drop=True), caption)


@chart(THEME, "duty_path")
def draw_duty_path(ds: Dataset, found: Finding, source: str) -> Chart:
    """Slopes of the European duty by maker, a step each."""
    path = car_path(ds)
    steps = [f"{row.step}, {said_day(row.period_start)}" for row in path.itertuples()]
    data = path.assign(step=steps, who=path["entity"].astype(str))
    caption = Caption(
        found.sentence, y="percent, on top of the ordinary duty", source=source
    )
    return Slopes(data, caption)


@chart(THEME, "instruments_used")
def draw_instruments_used(ds: Dataset, found: Finding, source: str) -> Chart:
    """Tiles of steps by actor and instrument, a column a year."""
    import pandas as pd

    steps = steps_by_actor(ds)
    used = [f"{_short(row.actor)}: {row.instrument}" for row in steps.itertuples()]
    steps = steps.assign(used=used, year=steps["date"].dt.year)
    table = pd.crosstab(steps["used"], steps["year"])
    years = range(int(table.columns.min()), int(table.columns.max()) + 1)
    table = table.reindex(columns=years, fill_value=0)
    sums = table.sum(axis=1)
    # The rarest are left out, then each actor's stand together, the most used first.
    kept = sums.sort_values(ascending=False, kind="stable").index[:_MOST]
    place = {_short(name): at for at, name in enumerate(dict.fromkeys(steps["actor"]))}
    order = sorted(kept, key=lambda name: (place[name.split(":")[0]], -sums[name]))
    left_out = len(sums) - len(kept)
    more = f"; {left_out} that were used least are left out" if left_out else ""
    caption = Caption(found.sentence, x=f"number of steps by year{more}", source=source)
    shown = table.loc[order]
    data = grid(shown.index, [str(year) for year in years], shown.to_numpy())
    tiles = Tiles(data, caption, height=0.7 + 0.27 * len(order))
    tiles.row_width = 44
    return tiles


@chart(THEME, "aid_conditions")
def draw_aid_conditions(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes of the conditions of aid and of what became of firms, by stage."""
    import pandas as pd

    steps = pd.concat(aid_steps(ds), ignore_index=True)
    return _stepped(found, steps.sort_values("date", kind="stable"), source)


@chart(THEME, "forced_sale")
def draw_forced_sale(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes of the steps of the forced sale, by stage."""
    return _stepped(found, sale_steps(ds), source)


@chart(THEME, "hearing")
def draw_hearing(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes of the hearing, and of accusations and sanctions before and after it."""
    import pandas as pd

    steps = pd.concat([hearings(ds), blame(ds)], ignore_index=True)
    return _stepped(found, steps.sort_values("date", kind="stable"), source)


@chart(THEME, "expectation")
def draw_expectation(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes of the matters, from the brief to what settled them."""
    return drawn_fates(ds, OUTCOME_THEMES, found.sentence, source)


def _stepped(found: Finding, steps: pd.DataFrame, source: str) -> Chart:
    data = lanes(steps.reset_index(drop=True))
    return Spans(data, Caption(found.sentence, x="day of the step", source=source))


def _short(name: str) -> str:
    return {"United States": "US", "European Union": "EU"}.get(name, name)
