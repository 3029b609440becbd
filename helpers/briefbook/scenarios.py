"""What would follow if: pure functions, and a control that shows them.

Every number comes from the record or is a parameter; where a base is not in the record,
a result is given for 100 of value. Nothing here forecasts what buyers or firms do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefbook.tables import Shown, amount, table

if TYPE_CHECKING:
    import ipywidgets

    from briefbook.dataset import Dataset

THRESHOLDS = (800, 400, 200, 100, 50, 0)


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a lower threshold exposes to duty.

    Attributes
    ----------
    parcels_at_most
        No more parcels than these can be worth more than the threshold, however
        values are spread.
    parcels_spread, value_spread
        Parcels above the threshold and their value, were values spread exponentially.
    duty_spread
        Duty on that value.
    """

    parcels_at_most: float
    parcels_spread: float
    value_spread: float
    duty_spread: float


def parcels_exposed(
    parcels: float,
    value: float,
    threshold: float,
    rate: float,
    limit: float = math.inf,
) -> Exposure:
    """Return what would be exposed to duty below another threshold.

    The record holds a count and a total value, not how values are spread. One thing
    follows from these two alone: no more than mean / threshold of the parcels can lie
    above a threshold (Markov's inequality). The other figures assume an exponential
    spread with the mean of the record.

    Parameters
    ----------
    parcels, value
        Parcels in a year and their declared value.
    threshold
        A parcel worth more than this pays duty, in the value's unit.
    rate
        Duty, percent of value.
    limit
        The threshold under which the parcels came: none of them is worth more.

    Examples
    --------
    >>> parcels_exposed(1000, 50_000, 100, 10).parcels_at_most
    500.0
    >>> round(parcels_exposed(1000, 50_000, 0, 10).duty_spread)
    5000
    """
    if parcels <= 0 or value <= 0 or threshold < 0 or threshold >= limit:
        return Exposure(0.0, 0.0, 0.0, 0.0)
    mean = value / parcels
    above = math.exp(-threshold / mean)
    worth = parcels * above * (threshold + mean)
    return Exposure(
        parcels_at_most=float(parcels * min(1.0, mean / threshold if threshold else 1)),
        parcels_spread=parcels * above,
        value_spread=worth,
        duty_spread=worth * rate / 100,
    )


def landed_price(ordinary: float, extra: float, discount: float = 0.0) -> float:
    """Return the price after duty of goods whose value before it is 100.

    Parameters
    ----------
    ordinary, extra
        Duties, percent of value; both are taken of the value, not of one another.
    discount
        By how much the exporter lowers the value, percent.

    Examples
    --------
    >>> landed_price(10, 17)
    127.0
    """
    return (100 - discount) * (100 + ordinary + extra) / 100


def discount_needed(ordinary: float, extra: float) -> float:
    """Return by how many percent the value must fall for the old landed price.

    Examples
    --------
    >>> round(discount_needed(10, 35.3), 1)
    24.3
    """
    return 100 * extra / (100 + ordinary + extra)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A table over one or two sliders: live with a kernel, plain without one.

    Attributes
    ----------
    make
        The sliders' values -> the table.
    sliders
        Name of each parameter of `make`: words, start, least, most, step.
    """

    make: Callable[..., Shown]
    sliders: dict[str, tuple[str, float, float, float, float]]

    @property
    def start(self) -> Shown:
        """Return the table for the values that the sliders begin with."""
        return self.make(**{name: spec[1] for name, spec in self.sliders.items()})

    @property
    def widget(self) -> ipywidgets.Widget:
        """Return sliders above a table that follows them."""
        import ipywidgets as w

        # JupyterLab gives tables their look inside this class only.
        frame = '<div class="jp-RenderedHTMLCommon">{}</div>'
        shown = w.HTML(frame.format(self.start._repr_html_()))
        boxes = {}
        for name, (words, start, low, high, step) in self.sliders.items():
            box = w.FloatSlider(
                value=start, min=low, max=high, step=step, description=words
            )
            box.readout_format = ".4g"
            box.style = {"description_width": "initial"}
            box.layout.width = "32em"
            boxes[name] = box

        def follow(_: Any) -> None:
            values = {name: box.value for name, box in boxes.items()}
            shown.value = frame.format(self.make(**values)._repr_html_())

        for box in boxes.values():
            box.observe(follow, "value")
        return w.VBox([*boxes.values(), shown])

    def __repr__(self) -> str:
        """Return the table as text."""
        return repr(self.start)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        live = self.widget._repr_mimebundle_()
        data = live[0] if isinstance(live, tuple) else live
        return {**data, "text/html": self.start._repr_html_(), "text/plain": repr(self)}


def de_minimis(ds: Dataset, thresholds: Iterable[float] = THRESHOLDS) -> Scenario:
    """Return the scenario of another de minimis threshold in the United States.

    Parameters
    ----------
    ds
        Whose record gives parcels, declared value, and the rate to begin with: that
        of the emergency duty on goods from China.
    thresholds
        In dollars, beside the one of the slider.
    """
    from briefbook.findings.base import series
    from briefbook.findings.ecommerce_rules import parcels

    years = parcels(ds).dropna(subset=["parcels", "declared"])
    rates = series(ds, "us_ieepa_china_rate")
    if years.empty or rates.empty:
        return _nothing("parcels, their declared value and a duty")
    last = years.iloc[-1]
    limits = series(ds, "us_de_minimis_threshold")
    limit = float(limits["value"].max()) if len(limits) else math.inf
    steps = [float(value) for value in thresholds]

    def make(threshold: float, rate: float) -> Shown:
        import pandas as pd

        lines = []
        for step in sorted({*steps, float(threshold)}, reverse=True):
            found = parcels_exposed(
                last["parcels"], last["declared"], step, rate, limit
            )
            lines.append(
                {
                    "threshold": amount(step, "USD"),
                    "parcels above it, at most": amount(found.parcels_at_most, ""),
                    "if spread exponentially": amount(found.parcels_spread, ""),
                    "their value": amount(found.value_spread, "USD"),
                    "duty on it": amount(found.duty_spread, "USD"),
                }
            )
        caption = (
            f"Exposed to a duty of {rate:g}% by threshold, with the parcels of "
            f"{last['label']}; what senders would do is left out"
        )
        return table(pd.DataFrame(lines), caption)

    rate = float(rates.iloc[-1]["value"])
    return Scenario(
        make,
        {
            "threshold": ("threshold, USD", steps[2], 0, 800, 10),
            "rate": ("duty, percent", rate, 0, 150, 1),
        },
    )


def good_chip_cost(yield_: float, threshold: float, premium: float = 0.0) -> float:
    """Return what a good chip costs in wafers, where it costs 100 at the threshold.

    Parameters
    ----------
    yield_, threshold
        Percent of chips that are good.
    premium
        By how much a wafer costs more than a rival's, percent.

    Examples
    --------
    >>> good_chip_cost(20, 70), good_chip_cost(35, 70, 50)
    (350.0, 300.0)
    """
    return 100 * (threshold / yield_) * (1 + premium / 100)


def chip_yield(ds: Dataset) -> Scenario:
    """Return the scenario of another yield of the AI chip that the briefs name.

    It begins with the lowest yield and the threshold that the briefs state; the
    premium of a wafer is that of the record, where it has one.
    """
    from briefbook.findings.base import on, series

    yields, needed = on(ds, "chip_yield"), on(ds, "yield_threshold")
    if yields.empty or needed.empty:
        return _nothing("the yield of an AI chip and the threshold it must reach")
    low, threshold = float(yields["value"].min()), float(needed.iloc[0]["value"])
    record = series(ds, "ai_chip_yield")
    premiums = series(ds, "smic_price_premium_high")
    dearer = float(premiums.iloc[-1]["value"]) if len(premiums) else 0.0
    said = {float(value) for value in (*yields["value"], *record["value"], threshold)}

    def make(percent: float, premium: float) -> Shown:
        import pandas as pd

        lines = [
            {
                "yield": amount(value, "percent"),
                "good chips of 100": value,
                "cost of a good one, equal wafers": good_chip_cost(value, threshold),
                "cost, dearer wafers": good_chip_cost(value, threshold, premium),
            }
            for value in sorted({*said, float(percent)})
        ]
        caption = (
            f"Cost of a good chip by yield, 100 at {threshold:g}% and equal wafers; "
            f"dearer wafers cost {premium:g}% more"
        )
        return table(pd.DataFrame(lines), caption)

    return Scenario(
        make,
        {
            "percent": ("yield, percent", low, 5, 100, 1),
            "premium": ("wafer dearer by, percent", dearer, 0, 100, 5),
        },
    )


def car_duty(ds: Dataset) -> Scenario:
    """Return the scenario of the EU's duty on electric cars from China, by maker."""
    from briefbook.findings.base import series

    ordinary = series(ds, "eu_car_mfn_duty")
    makers = series(ds, "eu_bev_cvd_definitive")
    if ordinary.empty or makers.empty:
        return _nothing("the duties on electric cars")
    base = float(ordinary.iloc[-1]["value"])
    makers = makers.sort_values("value", kind="stable")

    def make(change: float, discount: float) -> Shown:
        import pandas as pd

        lines = []
        for row in makers.itertuples():
            extra = max(float(row.value) + change, 0.0)
            lines.append(
                {
                    "maker": row.entity,
                    "ordinary duty, %": base,
                    "extra duty, %": extra,
                    "landed price": landed_price(base, extra, discount),
                    "price cut that undoes it, %": discount_needed(base, extra),
                }
            )
        moved = f"{change:+g} points" if change else "as it stands"
        cut = f"{discount:g}% lower" if discount else "unchanged"
        caption = (
            f"Landed price of a car worth 100 before duty; the extra duty {moved}, "
            f"the exporter's price {cut}"
        )
        return table(pd.DataFrame(lines), caption)

    return Scenario(
        make,
        {
            "change": ("change of the extra duty, points", 0, -35, 35, 0.1),
            "discount": ("price cut by the exporter, percent", 0, 0, 40, 1),
        },
    )


def _nothing(what: str) -> Scenario:
    def make() -> Shown:
        import pandas as pd

        return table(pd.DataFrame(), f"This view holds no rows on {what}")

    return Scenario(make, {})
