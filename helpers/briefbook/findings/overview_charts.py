"""The charts of the overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.chart_forms import Bars, Spans
from briefbook.chart_forms_more import BarGrid, Parts, wrapped
from briefbook.chart_kinds import Tiles, grid
from briefbook.charts import Caption, Chart
from briefbook.findings.base import chart
from briefbook.findings.overview import (
    THEME,
    by_theme,
    completeness,
    dated_claims,
    later_events,
)
from briefbook.models import Finding

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

_MOST = 11  # names on an axis that still read well
_BACK = 500  # days before the briefs that the timeline shows


@chart(THEME, "horizon")
def draw_horizon(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes of the briefs: their day, what they speak of, and what came."""
    import pandas as pd

    briefs = ds.briefs.sort_values("published", kind="stable")
    stories = briefs[["brief_id", "published"]].assign(
        start=briefs["published"], end=briefs["published"], kind="published"
    )
    dated = dated_claims(ds)
    first = briefs["published"].min() - pd.Timedelta(days=_BACK)
    near = dated[dated["period_end"] >= first]
    ahead = near["period_end"] > near["published"]
    spoken = near.assign(
        start=near["period_start"].clip(lower=first),
        end=near["period_end"],
        kind=ahead.map({True: "still to come", False: "past"}),
    )
    since = later_events(ds)
    events = since.assign(start=since["date"], end=since["date"], kind="event since")
    columns = ["brief_id", "start", "end", "kind"]
    # The same days in every frame: an empty one must not turn them into texts.
    frames = [rows[columns] for rows in (stories, spoken, events) if len(rows)]
    data = pd.concat(frames, ignore_index=True)
    titles = dict(zip(briefs["brief_id"], briefs["title"], strict=True))
    order = {brief: place for place, brief in enumerate(titles)}
    data = data.assign(lane=[wrapped(titles[brief], 42) for brief in data["brief_id"]])
    data = data.sort_values("brief_id", key=lambda ids: ids.map(order), kind="stable")
    cut = len(dated) - len(near)
    earlier = f"; {cut} earlier left out" if cut else ""
    caption = Caption(found.sentence, x=f"day{earlier}", source=source)
    return Spans(data.reset_index(drop=True), caption)


@chart(THEME, "leading_actor")
def draw_who_on_whom(ds: Dataset, found: Finding, source: str) -> Chart:
    """Tiles of claims by who acts on whom, the most frequent pairs.

    Where no claim has a target, bars of who acts.
    """
    import pandas as pd

    claims = ds.claims
    both = claims[claims["actor"].notna() & claims["target"].notna()]
    if both.empty:
        counts = claims["actor"].dropna().astype("object").value_counts().head(_MOST)
        bars = counts.rename_axis("label").reset_index(name="value")
        bars = bars.assign(unit="count", who=bars["label"])
        caption = Caption(found.sentence, x="claims; none has a target", source=source)
        return Bars(bars, caption)
    pairs = both[["actor", "target"]].astype("object").value_counts(sort=True)
    shown = _frequent(pairs)
    who = list(dict.fromkeys(actor for actor, _ in shown.index))
    whom = list(dict.fromkeys(target for _, target in shown.index))
    table = pd.DataFrame(0, index=who, columns=whom)
    for (actor, target), count in shown.items():
        table.loc[actor, target] = count
    counts = grid(table.index, table.columns, table.to_numpy())
    caption = Caption(
        found.sentence,
        x=f"is acted on; {int(shown.sum())} of {len(both)} claims with a target",
        y="acts",
        source=source,
    )
    return Tiles(counts, caption)


def _frequent(pairs: pd.Series) -> pd.Series:
    """Return the most frequent pairs that leave few enough names on either side."""
    kept: list[tuple[str, str]] = []
    for pair in pairs.index:
        actors = {actor for actor, _ in [*kept, pair]}
        targets = {target for _, target in [*kept, pair]}
        if len(actors) <= _MOST and len(targets) <= _MOST:
            kept.append(pair)
    return pairs.loc[kept]


@chart(THEME, "coverage")
def draw_coverage(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of the figures, dates and claims, each parted into used and not."""
    import pandas as pd

    names = {
        "figures": "figures",
        "dates": "dates",
        "claims": "claims (used: on record)",
    }
    rows = [
        (names[str(item.row)], part, count, "")
        for item in completeness(ds).itertuples()
        for part, count in (("used", item.used), ("not used", item.all - item.used))
        if count
    ]
    data = pd.DataFrame(rows, columns=list(Parts.columns))
    return Parts(data, Caption(found.sentence, x="number", source=source))


@chart(THEME, "contested")
def draw_contested(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of the claims by how they are known, parted by what the record says now."""
    both = ds.claims[["claim_id", "basis"]].merge(
        ds.checks[["claim_id", "verdict_now"]], on="claim_id"
    )
    both = both.astype({"basis": "object", "verdict_now": "object"})
    counts = both.groupby(["basis", "verdict_now"], sort=False).size()
    data = counts.rename("value").reset_index()
    data = data.assign(
        row=data["basis"],
        part=data["verdict_now"].str.replace("_", " "),
        unit="",
    )
    order = {name: place for place, name in enumerate(_VERDICTS)}
    total = data.groupby("row")["value"].transform("sum")
    data = data.assign(total=total, place=data["part"].map(order).fillna(99))
    data = data.sort_values(
        ["total", "row", "place"], ascending=[False, True, True], kind="stable"
    )
    caption = Caption(
        found.sentence, x="claims; colour: the record's word on them now", source=source
    )
    return Parts(data.reset_index(drop=True), caption)


_VERDICTS = ("agrees", "same source", "superseded", "differs", "no record")


@chart(THEME, "themes")
def draw_themes(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of briefs, claims, figures and dates by theme."""
    import pandas as pd

    rows = [
        (item.theme, column, float(getattr(item, column)), "", item.theme)
        for item in by_theme(ds).itertuples()
        for column in ("figures", "claims", "dates", "briefs")
    ]
    data = pd.DataFrame(rows, columns=list(BarGrid.columns))
    caption = Caption(
        found.sentence,
        x="a brief on two themes counts on both; each column on a scale of its own",
        source=source,
    )
    return BarGrid(data, caption)
