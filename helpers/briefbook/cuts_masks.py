"""Which rows of one table the filters of a view leave, each filter alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from briefbook.money import is_currency
from briefbook.view import View

if TYPE_CHECKING:
    import pandas as pd

CLAIM_COLUMNS = {
    "actions": "action",
    "stages": "stage",
    "bases": "basis",
    "instruments": "instrument",
    "measures": "measure",
}
PERIODS = {"claims": ("period_start", "period_end"), "dates": ("start", "end")}
VALUES = ("claims", "figures")


def distinct(column: pd.Series) -> list[str]:
    """Return the values of a column, each once, without nulls."""
    return column.dropna().astype("object").drop_duplicates().tolist()


def matching(briefs: pd.DataFrame, view: View) -> list[str]:
    """Return the ids of the briefs that a view's filters of briefs leave."""
    return distinct(briefs["brief_id"][brief_mask(briefs, view)])


def days_mask(rows: pd.DataFrame, view: View) -> pd.Series:
    """Tell which rows have a view's days and corpora."""
    mask = rows["published"].notna()
    if view.corpora:
        mask &= rows["corpus"].isin(view.corpora)
    if view.since:
        mask &= rows["published"] >= _stamp(view.since)
    if view.until:
        mask &= rows["published"] <= _stamp(view.until)
    return mask


def brief_mask(briefs: pd.DataFrame, view: View) -> pd.Series:
    """Tell which briefs the filters of briefs leave."""
    mask = briefs["brief_id"].notna() & days_mask(briefs, view)
    if view.themes:
        mask &= any_of(briefs["themes"], view.themes)
    if view.text:
        words = view.text.casefold()
        both = briefs["title"].fillna("") + "\n" + briefs["text"].fillna("")
        mask &= both.map(lambda text: words in text.casefold()).astype(bool)
    return mask


def claim_mask(
    claims: pd.DataFrame, view: View, countries: Mapping[str, str]
) -> pd.Series:
    """Tell which claims the filters of claims leave."""
    mask = claims["brief_id"].notna()
    if view.actors:
        mask &= claims["actor"].isin(view.actors) | claims["target"].isin(view.actors)
    if view.countries:
        theirs = {name for name, code in countries.items() if code in view.countries}
        mask &= claims["actor"].isin(theirs) | claims["target"].isin(theirs)
    for name, column in CLAIM_COLUMNS.items():
        wanted = getattr(view, name)
        if wanted:
            mask &= claims[column].isin(wanted)
    return mask


def value_mask(rows: pd.DataFrame, view: View) -> pd.Series:
    """Tell which rows have a figure in the units and between the values."""
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


def overlaps(rows: pd.DataFrame, first: str, last: str, view: View) -> pd.Series:
    """Tell which rows speak of a period that meets the view's."""
    mask = rows[last].notna() | rows[first].notna()
    if view.about_since:
        # An open end reaches any day.
        mask &= (rows[last] >= _stamp(view.about_since)) | rows[last].isna()
    if view.about_until:
        mask &= (rows[first] <= _stamp(view.about_until)) | rows[first].isna()
    return mask


def series_mask(
    series: pd.DataFrame, view: View, themes: Mapping[str, frozenset[str]]
) -> pd.Series:
    """Tell which values of the record a view leaves, by the series' themes."""
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
        mask &= overlaps(series, "period_start", "period_end", view)
    return mask


def timeline_mask(timeline: pd.DataFrame, view: View) -> pd.Series:
    """Tell which events of the record a view leaves."""
    mask = timeline["date"].notna()
    if view.actors:
        mask &= any_of(timeline["actors"], view.actors) | any_of(
            timeline["targets"], view.actors
        )
    if view.themes:
        mask &= timeline["theme"].isin(view.themes)
    if view.is_set("about"):
        ends = timeline.assign(end=event_ends(timeline))
        mask &= overlaps(ends, "date", "end", view)
    return mask


def event_ends(timeline: pd.DataFrame) -> pd.Series:
    """Return the last day of each event's date: of a month or year, its last."""
    import pandas as pd

    dates = timeline["date"]
    precision = timeline["date_precision"].astype("object")
    ends = dates.mask(precision == "month", dates + pd.offsets.MonthEnd(0))
    return ends.mask(precision == "year", dates + pd.offsets.YearEnd(0))


def any_of(cells: pd.Series, wanted: tuple[str, ...]) -> pd.Series:
    """Tell which cells hold any of the wanted names."""
    names = set(wanted)
    return cells.map(lambda cell: not names.isdisjoint(cell)).astype(bool)


def _stamp(day: object) -> pd.Timestamp:
    import pandas as pd

    return pd.Timestamp(day)
