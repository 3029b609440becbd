"""What `where` means: the rows that a view leaves of each table.

Every table is cut from the whole dataset at once, so the order in which filters were
given makes no difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from briefbook.money import is_currency
from briefbook.view import View

if TYPE_CHECKING:
    import pandas as pd

    Tables = Mapping[str, pd.DataFrame]

_CLAIM_COLUMNS = {
    "actions": "action",
    "stages": "stage",
    "bases": "basis",
    "instruments": "instrument",
    "measures": "measure",
}


def cut(
    base: Tables,
    view: View,
    *,
    countries: Mapping[str, str],
    series_themes: Mapping[str, frozenset[str]],
) -> dict[str, pd.DataFrame]:
    """Return the tables with the rows that `view` leaves.

    Parameters
    ----------
    base
        The whole tables by name.
    countries
        ISO 3166 alpha-3 code of each actor that has one.
    series_themes
        Themes that each series of the record belongs to.

    Returns
    -------
    dict of DataFrame
        New frames with a fresh index; `base` is unchanged.
    """
    briefs = base["briefs"][_brief_mask(base["briefs"], view)]
    in_briefs = {
        name: base[name]["brief_id"].isin(briefs["brief_id"])
        for name in ("figures", "dates", "actor_mentions", "claims")
    }
    by_claim = view.is_set("claims")
    chosen = in_briefs["claims"] & _claim_mask(base["claims"], view, countries)
    masks = dict(in_briefs)
    if by_claim:
        claims = base["claims"][chosen]
        if view.scope == "brief":
            for name, mask in masks.items():
                masks[name] = mask & base[name]["brief_id"].isin(claims["brief_id"])
        else:
            masks["claims"] = chosen
            masks["figures"] &= base["figures"]["figure_id"].isin(claims["figure_id"])
            masks["dates"] &= base["dates"]["date_id"].isin(claims["date_id"])
            masks["actor_mentions"] &= _mentioned(base["actor_mentions"], claims, view)
    if view.is_set("figures"):
        masks["claims"] &= _value_mask(base["claims"], view)
        masks["figures"] &= _value_mask(base["figures"], view)
    if view.is_set("about"):
        masks["claims"] &= _overlaps(base["claims"], "period_start", "period_end", view)
        masks["dates"] &= _overlaps(base["dates"], "start", "end", view)
    tables = {name: base[name][mask] for name, mask in masks.items()}
    if by_claim:
        left = [tables[name]["brief_id"] for name in ("claims", "figures", "dates")]
        kept = briefs["brief_id"].isin(set().union(*left))
        briefs = briefs[kept]
        mentions = tables["actor_mentions"]
        tables["actor_mentions"] = mentions[
            mentions["brief_id"].isin(briefs["brief_id"])
        ]
    tables["briefs"] = briefs
    tables["series"] = base["series"][_series_mask(base["series"], view, series_themes)]
    tables["timeline"] = base["timeline"][_timeline_mask(base["timeline"], view)]
    tables["sources"] = base["sources"]
    return {name: table.reset_index(drop=True) for name, table in tables.items()}


def _brief_mask(briefs: pd.DataFrame, view: View) -> pd.Series:
    mask = briefs["brief_id"].notna()
    if view.corpora:
        mask &= briefs["corpus"].isin(view.corpora)
    if view.themes:
        mask &= _any_of(briefs["themes"], view.themes)
    if view.since:
        mask &= briefs["published"] >= _stamp(view.since)
    if view.until:
        mask &= briefs["published"] <= _stamp(view.until)
    if view.text:
        words = view.text.casefold()
        both = briefs["title"].fillna("") + "\n" + briefs["text"].fillna("")
        mask &= both.map(lambda text: words in text.casefold()).astype(bool)
    return mask


def _claim_mask(
    claims: pd.DataFrame, view: View, countries: Mapping[str, str]
) -> pd.Series:
    mask = claims["claim_id"].notna()
    if view.actors:
        mask &= claims["actor"].isin(view.actors) | claims["target"].isin(view.actors)
    if view.countries:
        theirs = {name for name, code in countries.items() if code in view.countries}
        mask &= claims["actor"].isin(theirs) | claims["target"].isin(theirs)
    for name, column in _CLAIM_COLUMNS.items():
        wanted = getattr(view, name)
        if wanted:
            mask &= claims[column].isin(wanted)
    return mask


def _mentioned(mentions: pd.DataFrame, claims: pd.DataFrame, view: View) -> pd.Series:
    names = set(claims["actor"].dropna()) | set(claims["target"].dropna())
    if view.actors:
        names &= set(view.actors)
    return mentions["actor"].isin(names) & mentions["brief_id"].isin(claims["brief_id"])


def _value_mask(rows: pd.DataFrame, view: View) -> pd.Series:
    mask = rows["unit"].notna()
    if view.units:
        mask &= rows["unit"].isin(view.units)
    if view.value_min is None and view.value_max is None:
        return mask
    low, high = comparable(rows)
    if view.value_min is not None:
        mask &= (high >= view.value_min).fillna(False).astype(bool)
    if view.value_max is not None:
        mask &= (low <= view.value_max).fillna(False).astype(bool)
    return mask


def comparable(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the lower and upper ends of the values: in USD for money, else as read.

    An amount in a currency without a rate has none: it is null.
    """
    money = rows["unit"].map(is_currency).astype(bool)
    low = rows["value"].mask(money, rows["value_usd"])
    ratio = rows["value_usd"] / rows["value"].where(rows["value"] != 0)
    high = rows["value_high"].mask(money, rows["value_high"] * ratio)
    return low, high.fillna(low)


def _overlaps(rows: pd.DataFrame, first: str, last: str, view: View) -> pd.Series:
    mask = rows[last].notna() | rows[first].notna()
    if view.about_since:
        # An open end reaches any day.
        mask &= (rows[last] >= _stamp(view.about_since)) | rows[last].isna()
    if view.about_until:
        mask &= (rows[first] <= _stamp(view.about_until)) | rows[first].isna()
    return mask


def _series_mask(
    series: pd.DataFrame, view: View, themes: Mapping[str, frozenset[str]]
) -> pd.Series:
    mask = series["series_id"].notna()
    if view.actors:
        mask &= series["entity"].isin(view.actors)
    if view.themes:
        wanted = set(view.themes)
        named = series["series_id"].map(
            lambda name: bool(themes.get(name, set()) & wanted)
        )
        mask &= named.astype(bool)
    if view.is_set("about"):
        mask &= _overlaps(series, "period_start", "period_end", view)
    return mask


def _timeline_mask(timeline: pd.DataFrame, view: View) -> pd.Series:
    mask = timeline["date"].notna()
    if view.actors:
        mask &= _any_of(timeline["actors"], view.actors) | _any_of(
            timeline["targets"], view.actors
        )
    if view.themes:
        mask &= timeline["theme"].isin(view.themes)
    if view.is_set("about"):
        ends = timeline.assign(end=event_ends(timeline))
        mask &= _overlaps(ends, "date", "end", view)
    return mask


def event_ends(timeline: pd.DataFrame) -> pd.Series:
    """Return the last day of each event's date: of a month or year, its last."""
    import pandas as pd

    dates = timeline["date"]
    precision = timeline["date_precision"].astype("object")
    ends = dates.mask(precision == "month", dates + pd.offsets.MonthEnd(0))
    return ends.mask(precision == "year", dates + pd.offsets.YearEnd(0))


def _any_of(cells: pd.Series, wanted: tuple[str, ...]) -> pd.Series:
    names = set(wanted)
    return cells.map(lambda cell: not names.isdisjoint(cell)).astype(bool)


def _stamp(day: object) -> pd.Timestamp:
    import pandas as pd

    return pd.Timestamp(day)
