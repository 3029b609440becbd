"""Findings on technology and security: a forced sale, and a hearing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.findings.base import finding, listed, made, no_rows, on
from briefbook.findings.events import days, events, said_day
from briefbook.findings.outcomes import OBJECTION, expected
from briefbook.findings.trade_policy import THEME
from briefbook.models import Finding
from briefbook.tables import amount

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

SECURITY = "tech-security"
OUTCOME_THEMES = (THEME, SECURITY)
_SALE = ("statute", "lawsuit", "court ruling", "executive order", "divestiture")
_BLAME = ("attribution statement", "sanctions")


@finding(
    THEME,
    objection=(
        "The record need not hold every order that put the law off, so their number is "
        "a floor; a venture in which the old owner keeps a share is a sale by law only."
    ),
)
def forced_sale(ds: Dataset) -> Finding:
    """Tell when TikTok's business in the US changed hands, beside the deadline."""
    steps = sale_steps(ds)
    said = on(ds, "divestiture_deadline")
    law = steps[steps["instrument"] == "statute"]
    deadline = said["period_end"].min()
    if deadline != deadline and len(law):
        deadline = law.loc[law["stage"] == "in_force", "date"].min()
    if steps.empty or deadline != deadline:
        return no_rows("the deadline for the sale of TikTok's business in the US")
    sold = steps.loc[steps["instrument"] == "divestiture", "date"].min()
    end = sold if sold == sold else steps["date"].max()
    between = steps[(steps["date"] > deadline) & (steps["date"] <= end)]
    orders = int((between["instrument"] == "executive order").sum())
    rulings = int((steps["instrument"] == "court ruling").sum())
    allowed = on(ds, "deadline_extension", unit="day")
    late = days(deadline, end)
    happened = (
        f"came on {said_day(sold)}, {late} days after"
        if sold == sold
        else f"had not come {late} days after"
    )
    between_them = [
        f"{_counted(number, who)} {did}"
        for number, who, did in (
            (rulings, "court", "had upheld the law"),
            (orders, "order", "on record put it off"),
        )
        if number
    ]
    law_says = (
        f"; the law allows one delay of {amount(allowed.iloc[0]['value'], '')} days"
        if len(allowed)
        else ""
    )
    sentence = (
        f"The sale of TikTok's US business {happened} the deadline of "
        f"{said_day(deadline)}{f': {listed(between_them)}' if between_them else ''}"
        f"{law_says}."
    )
    rows = said, allowed, steps
    holds = sold == sold and late <= 0
    return made(sentence, rows, holds=bool(holds), value=float(late), unit="day")


def sale_steps(ds: Dataset) -> pd.DataFrame:
    """Return the steps of the forced sale, from the law on."""
    steps = events(
        ds, themes=[SECURITY], instruments=_SALE, parties=["TikTok", "ByteDance"]
    )
    signed = steps.loc[steps["instrument"] == "statute", "date"].min()
    return steps[steps["date"] >= signed].reset_index(drop=True)


@finding(
    THEME,
    objection=(
        "An accusation by one side is no finding of a court, China denies it, and a "
        "hearing that is held settles nothing."
    ),
)
def hearing(ds: Dataset) -> Finding:
    """Tell whether the hearing was held, and what followed on the intrusions."""
    said = on(ds, "hearing")
    held = hearings(ds)
    blamed = blame(ds)
    if held.empty:
        return no_rows("the hearing on intrusions into telecoms networks")
    day = held["date"].min()
    planned = said["period_start"].min()
    on_time = planned == planned and days(planned, day) == 0
    as_said = ", the day that the brief gave" if on_time else ""
    if planned == planned and not on_time:
        as_said = f", not on {said_day(planned)} as the brief gave"
    before = int((blamed["date"] <= day).sum())
    sanctions = blamed[(blamed["instrument"] == "sanctions") & (blamed["date"] > day)]
    first = (
        f", the first sanctions {days(day, sanctions['date'].min())} days after it"
        if len(sanctions)
        else ""
    )
    denied = on(ds, "telecom_intrusion", negated=True)
    denial = "; China denies any part" if len(denied) else ""
    sentence = (
        f"The hearing was held on {said_day(day)}{as_said}. Of "
        f"{_counted(len(blamed), 'official accusation')} or sanctions on record "
        f"{before} came before it and {len(blamed) - before} after{first}{denial}."
    )
    rows = said, denied, held, blamed
    value = float(len(blamed) - before)
    holds = bool(on_time) or planned != planned
    return made(sentence, rows, holds=holds, value=value, unit="count")


def hearings(ds: Dataset) -> pd.DataFrame:
    """Return the hearings on technology and security that were held."""
    return events(ds, themes=[SECURITY], instruments=["hearing"], stages=["done"])


def blame(ds: Dataset) -> pd.DataFrame:
    """Return the attributions of intrusions to China, and the sanctions for them."""
    return events(ds, themes=[SECURITY], instruments=_BLAME)


@finding(THEME, objection=OBJECTION)
def expectation(ds: Dataset) -> Finding:
    """Tell what the claims on trade policy and technology security came to."""
    what = "trade policy and technology security"
    return expected(ds, OUTCOME_THEMES, what)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
