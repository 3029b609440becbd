"""The finding on European aid that comes with conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.findings.base import finding, listed, made, no_rows
from briefbook.findings.events import days, events, said_day, since
from briefbook.findings.trade_policy import THEME
from briefbook.models import Finding

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

_AID = (
    *("technology_transfer_rule", "battery_scheme_budget", "battery_scheme_launch"),
    *("hydrogen_component_cap", "battery_investment", "company_distress"),
)


@finding(
    THEME,
    objection=(
        "A handful of cases and a year are no test; the terms that were published are "
        "known here from pages about them, not from every annex."
    ),
)
def aid_conditions(ds: Dataset) -> Finding:
    """Set the conditions of European aid beside what became of them."""
    claims = ds.claims[ds.claims["measure"].isin(_AID)]
    calls, outcomes = aid_steps(ds)
    if claims.empty or calls.empty:
        return no_rows("conditions of European aid for batteries")
    day = claims["published"].min()
    call = calls.iloc[-1]
    later = outcomes[outcomes["date"] > day].drop_duplicates("instrument", keep="last")
    became = [
        f"{listed(row.actors)} {_OUTCOMES[str(row.instrument)]} after "
        f"{days(day, row.date)} days"
        for row in later.itertuples()
    ]
    checks = ds.checks[ds.checks["measure"] == "technology_transfer_rule"]
    kept = checks["verdict_now"].isin(["agrees", "same_source"])
    fate = _KNOW_HOW.get(str(checks["verdict_now"].iloc[0]), "") if len(checks) else ""
    sentence = (
        f"The call for European battery aid opened on {said_day(call['date'])}, "
        f"{since(day, call['date'], 'the brief')}"
        f"{f'; the demand for know-how {fate}' if fate else ''}"
        f"{f'; {listed(became)}' if became else ''}."
    )
    rows = claims, calls, outcomes
    value = float(days(day, call["date"]))
    return made(sentence, rows, holds=bool(kept.all()), value=value, unit="day")


_KNOW_HOW = {
    "agrees": "stands in the record",
    "same_source": "is known from the report that the brief retells",
    "superseded": "is not borne out by the terms that the record has last",
    "differs": "is contradicted by the record",
}
_OUTCOMES = {"investment": "announced a plant", "insolvency": "was bankrupt"}


def aid_steps(ds: Dataset) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the conditions and calls of European aid, and what became of firms."""
    calls = events(
        ds,
        themes=[THEME],
        instruments=["state aid", "local content requirement"],
        actors=["European Union"],
    )
    outcomes = events(ds, themes=[THEME], instruments=list(_OUTCOMES))
    return calls, outcomes
