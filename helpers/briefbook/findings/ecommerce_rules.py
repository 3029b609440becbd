"""Findings on the rules of e-commerce: small parcels, platforms, and outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.findings.base import finding, listed, made, no_rows, on, series
from briefbook.findings.ecommerce import THEME
from briefbook.findings.events import days, events, names, said_day
from briefbook.findings.outcomes import OBJECTION, expected
from briefbook.models import Finding
from briefbook.tables import amount

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

PLATFORMS = ("TikTok", "Temu", "Shein", "AliExpress")
_STEPS = (
    *("platform designation", "regulatory investigation", "statute", "court ruling"),
    *("executive order", "divestiture", "lawsuit"),
)


@finding(
    THEME,
    objection=(
        "Declared values are the senders' own; the customs service never explained why "
        "the value fell while the count rose, and some totals are estimates."
    ),
)
def parcel_exposure(ds: Dataset) -> Finding:
    """Tell how many small parcels came, and how far below the threshold they lay."""
    years = parcels(ds)
    both = years[years["parcels"].notna() & years["declared"].notna()]
    limits = on(ds, "de_minimis_threshold", unit="USD")
    own = limits if len(limits) else series(ds, "us_de_minimis_threshold")
    if both.empty or own.empty:
        return no_rows("small parcels and the threshold below which they are free")
    last, first, limit = both.iloc[-1], years.iloc[0], float(own.iloc[0]["value"])
    mean = float(last["declared"]) / float(last["parcels"])
    each = amount(mean, "USD", bound=last["bound"])
    times = float(last["parcels"]) / float(first["parcels"] or "nan")
    more = f", {times:.2g} times the count of {first['label']}" if times > 1 else ""
    sentence = (
        f"In {last['label']} the United States let in {amount(last['parcels'], '')} "
        f"parcels below its threshold of {amount(limit, 'USD')}{more}; the average "
        f"one was declared at {each}, {100 * mean / limit:.2g}% of it."
    )
    ids = [row for year in years["ids"] for row in year]
    rows = own.head(1), _by_id(ds, ids), series(ds, "eu_low_value_parcels")
    return made(sentence, rows, holds=times > 1, value=mean, unit="USD")


def parcels(ds: Dataset) -> pd.DataFrame:
    """Return parcels and their declared value by fiscal year of the United States.

    Where sources differ, an exact count stands before a rounded one, then the better
    grade.

    Returns
    -------
    DataFrame
        ``label``, ``day``, ``parcels``, ``declared``, ``bound`` (of the value, or of
        the count where there is none) and ``ids``, the rows of the record.
    """
    import pandas as pd

    grades = ds.sources.set_index("source_id")["grade"].astype(str)
    found: dict[pd.Timestamp, dict[str, object]] = {}
    for column, series_id in (
        ("parcels", "us_de_minimis_shipments"),
        ("declared", "us_de_minimis_value"),
    ):
        rows = series(ds, series_id, frequency="fiscal year")
        grade = rows["source_id"].astype(str).map(grades)
        rows = rows.assign(grade=grade, rounded=rows["bound"].astype(str) != "exact")
        order = rows.sort_values(["period_end", "rounded", "grade"], kind="stable")
        for row in order.drop_duplicates("period_end").itertuples():
            year = found.setdefault(row.period_end, {"ids": []})
            year[column] = float(row.value)
            year["bound"] = str(row.bound)
            year["ids"].append(row.record_id)  # type: ignore[attr-defined]
    lines = [
        {"label": f"fiscal {day.year}", "day": day, **found[day]}
        for day in sorted(found)
    ]
    columns = ["label", "day", "parcels", "declared", "bound", "ids"]
    return pd.DataFrame(lines, columns=columns)


@finding(
    THEME,
    objection=(
        "One step follows another without being caused by it: the end came by "
        "presidential order, not by the law that the commission asked for."
    ),
)
def de_minimis_end(ds: Dataset) -> Finding:
    """Tell when the exemption ended that the commission wanted gone."""
    steps = de_minimis_steps(ds)
    own = steps[names(steps["actors"], ["United States"])]
    wanted = on(ds, "de_minimis_exemption", action="proposes")
    if own.empty:
        return no_rows("the end of the de minimis exemption")
    day = wanted["published"].min() if len(wanted) else own["date"].min()
    since = "the brief" if len(wanted) else "the first proposal"
    applied = own[(own["stage"] == "in_force") & (own["date"] >= day)]
    undone = own[own["stage"] == "cancelled"]
    lasting = applied
    if len(undone):
        lasting = applied[applied["date"] > undone["date"].max()]
    if lasting.empty:
        sentence = (
            f"By the record's last step, of {said_day(own['date'].max())}, the "
            f"exemption had not ended for good."
        )
        return made(sentence, (wanted, steps), holds=False)
    to_china = lasting[names(lasting["targets"], ["China"])]
    to_all = lasting[lasting["targets"].map(len) == 0]
    ends = [
        f"for {whom} on {said_day(rows['date'].min())}, "
        f"{days(day, rows['date'].min())} days after {since}"
        for whom, rows in (("Chinese goods", to_china), ("all countries", to_all))
        if len(rows)
    ]
    reversal = (
        f"; a first end was undone on {said_day(undone['date'].max())}"
        if len(undone)
        else ""
    )
    told = ", and ".join(ends)
    sentence = f"The de minimis exemption ended {told}{reversal}."
    value = float(days(day, lasting["date"].min()))
    return made(sentence, (wanted, steps), holds=True, value=value, unit="day")


def de_minimis_steps(ds: Dataset) -> pd.DataFrame:
    """Return the steps on small parcels, whoever takes them."""
    return events(ds, instruments=["de minimis rule"])


@finding(
    THEME,
    objection=(
        "Counting steps weighs a request for data like a fine, and the record follows "
        "these four platforms because they made news."
    ),
)
def platform_rules(ds: Dataset) -> Finding:
    """Tell which official steps the rivals met before and after the brief."""
    steps = platform_steps(ds)
    if steps.empty:
        return no_rows("official steps on shopping platforms")
    said = ds.claims
    said = said[(said["action"] == "grows") & (said["actor"] == "Pinduoduo")]
    day = said["published"].min() if len(said) else ds.briefs["published"].max()
    if day != day:
        return no_rows("the day by which to count steps on shopping platforms")
    before = steps[steps["date"] <= day]
    after = steps[steps["date"] > day]
    most = after["platform"].value_counts()
    top = f", {most.iloc[0]} of them on {most.index[0]}" if len(most) > 1 else ""
    cut = "In this view, by" if ds.view.is_set("about") else "By"
    sentence = (
        f"{cut} {said_day(day)} the record holds {before['record_id'].nunique()} "
        f"official steps on {listed(dict.fromkeys(steps['platform']))}; "
        f"{after['record_id'].nunique()} followed{top}."
    )
    rows = said.head(1), steps
    value = float(after["record_id"].nunique())
    return made(sentence, rows, holds=len(after) > 0, value=value, unit="count")


def platform_steps(ds: Dataset) -> pd.DataFrame:
    """Return the official steps on each of the platforms, a row for each of them."""
    steps = events(ds, instruments=_STEPS, parties=PLATFORMS)
    both = zip(steps["actors"], steps["targets"], strict=True)
    on_whom = [[n for n in PLATFORMS if n in (*who, *whom)] for who, whom in both]
    exploded = steps.assign(platform=on_whom).explode("platform", ignore_index=True)
    order = exploded["platform"].map(PLATFORMS.index)
    exploded = exploded.assign(order=order)
    return exploded.sort_values(["order", "date"], kind="stable").reset_index(drop=True)


@finding(THEME, objection=OBJECTION)
def expectation(ds: Dataset) -> Finding:
    """Tell what the claims on e-commerce came to."""
    return expected(ds, [THEME], "e-commerce")


def _by_id(ds: Dataset, ids: list[str]) -> pd.DataFrame:
    rows = ds.series
    return rows[rows["record_id"].isin(ids)]
