"""Findings on trade policy: who presses whom, by what, and how soon replies come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefbook.findings.base import finding, listed, made, no_rows
from briefbook.findings.events import events
from briefbook.models import Finding

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

THEME = "trade-policy"
CHINA = "China"
RIVALS = ("United States", "European Union")
_AS = {"European Commission": "European Union"}
_BY_COUNTRY = {"USA": "United States"}
_WHOM = {
    "European Union": "the European Union",
    "United States": "the United States or its firms",
}
# By these one side presses another; talks, deals, waivers and aid are none of them.
PRESSURE = (
    *("import tariff", "countervailing duty", "anti-dumping duty", "import ban"),
    *("export licensing requirement", "foreign direct product rule", "export ban"),
    *("WTO dispute", "regulatory investigation", "tariff investigation"),
    *("public procurement restriction", "local content requirement", "sanctions"),
    *("outbound investment restriction", "data transfer restriction"),
)
_EASED = ("suspended", "cancelled", "done")
_PRESSES = ("taxes", "restricts", "bans", "regulates")


@finding(
    THEME,
    objection=(
        "That one step follows another does not make it the answer: steps are planned "
        "long ahead, and where they come thick any day lies near one."
    ),
)
def reply_lag(ds: Dataset) -> Finding:
    """Tell how soon China's steps on a rival follow the rival's last step on China."""
    pairs = replies(ds)
    if pairs.empty:
        return no_rows("China's steps on the United States or the European Union")
    told = _pressing(ds, RIVALS, [CHINA])
    back = _pressing(ds, [CHINA], RIVALS)
    lag, usual = float(pairs["lag"].median()), usual_lag(ds, pairs)
    whom = listed(_WHOM[name] for name in sorted(set(pairs["rival"])))
    if len(pairs) > 1:
        sentence = (
            f"Half of China's {len(pairs)} steps on {whom} came within "
            f"{_days(lag)} of a step on China; of all days of those years half lie "
            f"within {_days(usual)} of one."
        )
    else:
        sentence = f"China's only step on {whom} came {_days(lag)} after one on China."
    sentence += (
        f" The briefs tell of {_steps(len(told))} on China and "
        f"{len(back) or 'none'} in return."
    )
    steps = pairs[["step_id"]].set_axis(["record_id"], axis=1)
    rows = told, back, pairs, steps
    return made(sentence, rows, holds=lag < usual, value=lag, unit="day")


def replies(ds: Dataset) -> pd.DataFrame:
    """Return each step of China on a rival, with the rival's last step before it.

    Returns
    -------
    DataFrame
        The event's columns, with ``rival``, ``step_id``, ``step_date`` and ``lag``
        (days); a step that none comes before is left out.
    """
    import pandas as pd

    own = _harder(events(ds, instruments=PRESSURE, actors=[CHINA]))
    own = own.assign(rival=[_rival(ds, named) for named in own["targets"]])
    own = own[own["rival"] != ""]
    found = []
    for rival, answers in own.groupby("rival", sort=False):
        steps = presses(ds, str(rival))
        steps = steps[["record_id", "date"]].set_axis(["step_id", "step_date"], axis=1)
        found.append(
            pd.merge_asof(answers, steps, left_on="date", right_on="step_date")
        )
    if not found:
        return own.assign(step_id="", step_date=own["date"], lag=0)
    rows = pd.concat(found).dropna(subset=["step_date"]).sort_values("date")
    return rows.assign(lag=(rows["date"] - rows["step_date"]).dt.days).reset_index(
        drop=True
    )


def presses(ds: Dataset, rival: str) -> pd.DataFrame:
    """Return a rival's steps on China, the earliest first."""
    return _harder(events(ds, instruments=PRESSURE, actors=[rival], targets=[CHINA]))


def usual_lag(ds: Dataset, pairs: pd.DataFrame) -> float:
    """Return the median time since a step, over all days from first to last reply."""
    import pandas as pd

    waits: list[pd.Series] = []
    for rival, rows in pairs.groupby("rival", sort=False):
        every = pd.date_range(rows["date"].min(), rows["date"].max()).to_frame(
            index=False, name="date"
        )
        every["date"] = every["date"].astype(rows["date"].dtype)
        steps = presses(ds, str(rival))[["date"]].assign(last=lambda r: r["date"])
        near = pd.merge_asof(every, steps, on="date")
        waits.append((near["date"] - near["last"]).dt.days)
    return float(pd.concat(waits).median())


@finding(
    THEME,
    objection=(
        "The record holds steps that made news in this dispute, not all of them, and "
        "counts a list of three firms like a duty on all goods."
    ),
)
def instruments_used(ds: Dataset) -> Finding:
    """Tell by which instrument each side presses the others most."""
    steps = steps_by_actor(ds)
    if steps.empty:
        return no_rows("steps of China, the United States or the European Union")
    told = ds.claims
    told = told[
        told["instrument"].isin(PRESSURE)
        & told["actor"].astype("object").replace(_AS).isin([*RIVALS, CHINA])
    ]
    parts, leading = [], set()
    for actor, rows in steps.groupby("actor", sort=False):
        counts = rows["instrument"].astype(str).value_counts().sort_index()
        leading.add(counts.idxmax())
        share = f"{counts.max()} of {len(rows)} steps"
        parts.append(f"by {the(str(actor))} the {counts.idxmax()} ({share})")
    alike = len(leading) < len(parts)
    named = told["instrument"].nunique()
    of = steps["instrument"].astype(str).nunique()
    shared = "two sides favour the same" if alike else "each side favours another"
    sentence = (
        f"Most used is {listed(parts)}{f': {shared}' if len(parts) > 1 else ''}; the "
        f"briefs name {named} of the {of} instruments of pressure on record."
    )
    rows = told, steps
    return made(sentence, rows, holds=alike, value=float(len(steps)), unit="count")


def steps_by_actor(ds: Dataset) -> pd.DataFrame:
    """Return the steps of pressure of each of the three, a row for each ``actor``."""
    import pandas as pd

    found = [
        _harder(events(ds, instruments=PRESSURE, actors=[who])).assign(actor=who)
        for who in (*RIVALS, CHINA)
    ]
    return pd.concat(found, ignore_index=True)


def _pressing(ds: Dataset, who: Any, whom: Any) -> pd.DataFrame:
    """Return the claims that somebody presses another, denials left out."""
    rows = ds.claims
    actors = rows["actor"].astype("object").replace(_AS)
    mask = rows["action"].isin(_PRESSES) & actors.isin(list(who))
    mask &= rows["target"].isin(list(whom)) & ~rows["negated"].fillna(False)
    return rows[mask]


def _harder(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the steps that do not take an earlier one back."""
    return rows[~rows["stage"].isin(_EASED)].reset_index(drop=True)


def _rival(ds: Dataset, named: Any) -> str:
    """Return which of the rivals is meant, or whose firm, or nothing."""
    for name in named:
        if name in RIVALS:
            return str(name)
        actor = ds.registry.resolve(name)
        if actor is not None and actor.country in _BY_COUNTRY:
            return _BY_COUNTRY[actor.country]
    return ""


def _days(number: float) -> str:
    return f"{number:.3g} day{'' if number == 1 else 's'}"


def _steps(number: int) -> str:
    return f"{number or 'no'} such step{'' if number == 1 else 's'}"


def the(name: str) -> str:
    """Return a name as a sentence says it, with its article where it has one."""
    return f"the {name}" if "Union" in name or "United" in name else name
