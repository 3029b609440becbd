"""Findings on trade policy: replies, car duties, instruments, and aid with strings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefbook.findings.base import finding, listed, made, no_rows, on, series
from briefbook.findings.events import days, events, said_day
from briefbook.findings.outcomes import OBJECTION, expected
from briefbook.models import Finding
from briefbook.tables import amount

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

THEME = "trade-policy"
CHINA = "China"
RIVALS = ("United States", "European Union")
_AS = {"European Commission": "European Union"}
_BY_COUNTRY = {"USA": "United States"}
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
CAR_STEPS = {
    "pre-disclosed": "eu_bev_cvd_predisclosed",
    "provisional": "eu_bev_cvd_provisional",
    "draft definitive": "eu_bev_cvd_draft_definitive",
    "definitive": "eu_bev_cvd_definitive",
}
_CARS = "Electric vehicles"
_AID = (
    *("technology_transfer_rule", "battery_scheme_budget", "battery_scheme_launch"),
    *("hydrogen_component_cap", "battery_investment", "company_distress"),
)


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
    sentence = (
        f"Half of China's {len(pairs)} steps on the United States, the European Union "
        f"or their firms came within {lag:.3g} days of a step on China; of all days of "
        f"those years half lie within {usual:.3g} days of one. The briefs tell of "
        f"{len(told) or 'no'} such steps on China and {len(back) or 'none'} in return."
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
    sentence = (
        f"Between {said_day(first['period_start'])} and "
        f"{said_day(last['period_start'])} the European duty fell for {fell} of "
        f"{len(cut)} makers and groups, by {least:.2g} to {most:.2g} points for those "
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
    sentence = (
        f"Most used is {listed(parts)}; the briefs name {named} of the {of} "
        f"instruments of pressure on record."
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
        f"{days(day, call['date'])} days after the brief"
        f"{f'; know-how as a condition {fate}' if fate else ''}"
        f"{f'; {listed(became)}' if became else ''}."
    )
    rows = claims, calls, outcomes
    value = float(days(day, call["date"]))
    return made(sentence, rows, holds=bool(kept.all()), value=value, unit="day")


_KNOW_HOW = {
    "agrees": "stands in the record",
    "same_source": "is known from the report that the brief retells",
    "superseded": "was overtaken by the terms that the record has last",
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


@finding(THEME, objection=OBJECTION)
def expectation(ds: Dataset) -> Finding:
    """Tell what the claims on trade policy and technology security came to."""
    what = "trade policy and technology security"
    return expected(ds, OUTCOME_THEMES, what)


OUTCOME_THEMES = (THEME, "tech-security")


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


def the(name: str) -> str:
    """Return a name as a sentence says it, with its article where it has one."""
    return f"the {name}" if name in RIVALS else name
