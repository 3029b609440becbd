"""Findings on the dataset itself: what is in it, how complete, how contested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.findings.base import finding, listed, made, no_rows
from briefbook.findings.events import said_day
from briefbook.models import Finding
from briefbook.tables import period

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

THEME = "overview"


@finding(THEME, objection="A digest is a choice of stories, not a sample of the news.")
def size(ds: Dataset) -> Finding:
    """Tell how many briefs, claims and figures there are."""
    claims, counts = ds.claims, ds.counts()
    if not counts["briefs"]:
        return no_rows("any brief")
    days = ds.briefs["published"]
    one = counts["briefs"] == 1
    distinct = ds.distinct()
    again = f" ({distinct:,} distinct)" if distinct < counts["briefs"] else ""
    sentence = (
        f"{_n(counts['briefs'], 'brief')}{again} of "
        f"{period(days.min(), days.max())} {'makes' if one else 'make'} "
        f"{_n(counts['claims'], 'claim')} on "
        f"{_n(counts['figures'], 'figure')} and {_n(counts['dates'], 'date')}."
    )
    value = float(counts["claims"])
    return made(sentence, (claims,), holds=True, value=value, unit="count")


@finding(THEME, objection="A figure that no claim uses may still matter.")
def coverage(ds: Dataset) -> Finding:
    """Tell how much of what the briefs hold is used, and set beside the record."""
    figures, claims = ds.figures, ds.claims
    if figures.empty:
        return no_rows("figures")
    parts = completeness(ds).set_index("row")
    used, all_figures = parts.loc["figures", ["used", "all"]]
    dates, all_dates = parts.loc["dates", ["used", "all"]]
    beside, all_claims = parts.loc["claims", ["used", "all"]]
    share = 100 * used / all_figures
    sentence = (
        f"Claims use {used} of {_n(all_figures, 'figure')} ({share:.0f}%) and {dates} "
        f"of {_n(all_dates, 'date')}; the record speaks of {beside} of "
        f"{_n(all_claims, 'claim')}."
    )
    rows = claims[claims["figure_id"].notna()]
    whole = bool(used == all_figures)
    return made(sentence, (rows,), holds=whole, value=share, unit="percent")


def completeness(ds: Dataset) -> pd.DataFrame:
    """Return how many figures, dates and claims there are, and how many are used.

    Returns
    -------
    DataFrame
        ``row``, ``used`` (figures and dates that a claim leans on; claims that the
        record speaks of now) and ``all``.
    """
    import pandas as pd

    claims = ds.claims
    spoken = ds.checks["verdict_now"].astype("object") != "no_record"
    rows = [
        (name, int(table[key].isin(claims[key].dropna()).sum()), len(table))
        for name, key, table in (
            ("figures", "figure_id", ds.figures),
            ("dates", "date_id", ds.dates),
        )
    ]
    rows.append(("claims", int(spoken.sum()), len(claims)))
    return pd.DataFrame(rows, columns=["row", "used", "all"])


@finding(
    THEME,
    objection=(
        "How a claim is known says little about whether it is true, and a record that "
        "is silent neither bears out nor contradicts."
    ),
)
def contested(ds: Dataset) -> Finding:
    """Tell how much is hearsay or denied, and what the record says of it now."""
    claims, verdicts = ds.claims, ds.checks["verdict_now"].astype("object")
    if claims.empty:
        return no_rows("claims")
    soft = claims["basis"].isin(["reported", "alleged", "forecast"])
    denied = claims["negated"].fillna(False).astype(bool)
    counts = verdicts.value_counts()
    sentence = (
        f"Of {_n(len(claims), 'claim')}, {_do(soft.sum(), 'rest')} on what others "
        f"report, allege or expect and {_do(denied.sum(), 'deny', 'denies')} "
        f"something; by the record now, {_do(counts.get('differs', 0), 'differ')}, "
        f"{_do(counts.get('superseded', 0), 'have', 'has')} been overtaken by events, "
        f"and on {counts.get('no_record', 0)} it is silent."
    )
    differing = ds.checks.loc[(verdicts == "differs").to_numpy(), ["claim_id"]]
    rows = differing, claims[soft | denied]
    value = float(counts.get("differs", 0))
    return made(sentence, rows, holds=value > 0, value=value, unit="count")


@finding(THEME, objection="A brief on two themes counts on both, so sums mislead.")
def themes(ds: Dataset) -> Finding:
    """Tell which theme has most of the figures."""
    sizes = by_theme(ds)
    if sizes.empty or ds.figures.empty:
        return no_rows("figures on any theme")
    top = sizes[sizes["figures"] == sizes["figures"].max()]
    names = listed(sorted(top["theme"]))
    most = int(top["figures"].iloc[0])
    in_briefs = f", in {int(top['briefs'].iloc[0])} of {_n(len(ds.briefs), 'brief')}"
    sentence = (
        f"Most figures stand in briefs on {names}: {most} of {len(ds.figures)}"
        f"{in_briefs if len(top) == 1 else ' each'}."
    )
    found = ds.by("theme", "claims")
    rows = found[found["theme"].isin(top["theme"]) & found["figure_id"].notna()]
    return made(sentence, (rows,), holds=True, value=float(most), unit="count")


def by_theme(ds: Dataset) -> pd.DataFrame:
    """Return briefs, claims, figures and dates by theme, the most figures first."""
    pairs = ds.by("theme", "briefs")[["brief_id", "theme"]]
    sizes = pairs.groupby("theme", observed=True).size().rename("briefs").to_frame()
    for name in ("claims", "figures", "dates"):
        rows = ds.table(name)[["brief_id"]].merge(pairs, on="brief_id")
        sizes[name] = rows["theme"].value_counts()
    sizes = sizes.fillna(0).astype(int).sort_index()
    order = sizes.sort_values("figures", ascending=False, kind="stable")
    return order.rename_axis("theme").reset_index()


@finding(THEME, objection="A day that a brief speaks of need not be a deadline.")
def horizon(ds: Dataset) -> Finding:
    """Tell how far ahead the claims look, and what happened on their matters since."""
    dated, since = dated_claims(ds), later_events(ds)
    if dated.empty and since.empty:
        return no_rows("days or periods")
    ahead = dated[dated["period_end"] > dated["published"]]
    followed = (
        f"; the record holds {_n(len(since), 'later event')} on what they speak of, "
        f"the last on {said_day(since['date'].max())}"
        if len(since)
        else "; the record holds no later event on what they speak of"
    )
    sentence = (
        f"{_n(len(dated), 'claim')} {'speaks' if len(dated) == 1 else 'speak'} of a "
        f"day or period, {len(ahead)} of them of one still to come{followed}."
    )
    rows = dated, since
    return made(sentence, rows, holds=True, value=float(len(ahead)), unit="count")


def dated_claims(ds: Dataset) -> pd.DataFrame:
    """Return the claims that speak of a day or period, each period of a brief once."""
    claims = ds.claims
    dated = claims[claims["period_start"].notna() & claims["period_end"].notna()]
    return dated.drop_duplicates(["brief_id", "date_id"]).reset_index(drop=True)


def later_events(ds: Dataset) -> pd.DataFrame:
    """Return the events after a brief's day that speak of its claims, each once."""
    checks = ds.checks[["brief_id", "published", "rows_now"]]
    pairs = checks.explode("rows_now").dropna(subset=["rows_now"])
    pairs = pairs.rename(columns={"rows_now": "record_id"})
    # The whole record: a check rests on it whatever the view leaves.
    events = ds._whole.tables["timeline"][["record_id", "date", "stage", "summary"]]
    both = pairs.astype({"record_id": "object"}).merge(
        events.astype({"record_id": "object"}), on="record_id"
    )
    later = both[both["date"] > both["published"]]
    return later.drop_duplicates(["brief_id", "record_id"]).reset_index(drop=True)


@finding(THEME, objection="Being named often is not the same as acting often.")
def leading_actor(ds: Dataset) -> Finding:
    """Tell who acts, or is acted on, most."""
    claims = ds.by("actor", "claims")
    counts = claims["any_actor"].value_counts()
    if counts.empty:
        return no_rows("actors")
    top = counts[counts == counts.iloc[0]].index
    share = 100 * counts.iloc[0] / ds.claims["claim_id"].nunique()
    one = len(top) == 1
    sentence = (
        f"{listed(sorted(top))} {'stands' if one else 'each stand'} in "
        f"{_n(int(counts.iloc[0]), 'claim')}, {share:.0f}% of all, acting or acted on."
    )
    rows = claims[claims["any_actor"].isin(top)]
    return made(sentence, (rows,), holds=True, value=share, unit="percent")


def _do(count: int, many: str, one: str = "") -> str:
    return f"{count} {(one or many + 's') if count == 1 else many}"


def _n(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
