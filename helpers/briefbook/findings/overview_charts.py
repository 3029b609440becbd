"""The charts of the overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.chart_forms import Bars, Spans
from briefbook.chart_kinds import Tiles, brief_label, grid
from briefbook.charts import Caption, Chart
from briefbook.findings.base import chart
from briefbook.findings.overview import THEME, dated_claims
from briefbook.models import Finding

if TYPE_CHECKING:
    from briefbook.dataset import Dataset

_MOST = 12  # names on an axis that still read well


@chart(THEME, "horizon")
def draw_horizon(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes of the briefs: the day each was published, and what it speaks of."""
    import pandas as pd

    dated = dated_claims(ds)
    briefs = ds.briefs.sort_values("published", kind="stable")
    days = briefs[["title", "published"]].assign(start=briefs["published"])
    ahead = dated["period_end"] > dated["published"]
    spoken = dated.assign(kind=ahead.map({True: "still to come", False: "past"}))
    periods = spoken.rename(columns={"period_start": "start", "period_end": "end"})
    stories = days.rename(columns={"published": "end"}).assign(kind="published")
    rows = pd.concat([stories, periods[["title", "start", "end", "kind"]]])
    order = {title: place for place, title in enumerate(briefs["title"])}
    rows = rows.assign(lane=rows["title"].map(lambda title: brief_label(title, 44)))
    rows = rows.sort_values("title", key=lambda t: t.map(order), kind="stable")
    return Spans(
        rows.reset_index(drop=True), Caption(found.sentence, x="day", source="")
    )


@chart(THEME, "leading_actor")
def draw_who_on_whom(ds: Dataset, found: Finding, source: str) -> Chart:
    """Tiles of claims by who acts on whom."""
    import pandas as pd

    claims = ds.claims
    both = claims[claims["actor"].notna() & claims["target"].notna()]
    who, whom = both["actor"].astype("object"), both["target"].astype("object")
    rows = who.value_counts(sort=True).index[:_MOST]
    columns = whom.value_counts(sort=True).index[:_MOST]
    table = pd.crosstab(who, whom).reindex(rows, columns=columns, fill_value=0)
    counts = grid(table.index, table.columns, table.to_numpy())
    cut = f"the {_MOST} most frequent of each" if len(set(who)) > _MOST else "all"
    caption = Caption(found.sentence, x="is acted on", y=f"acts ({cut})", source="")
    return Tiles(counts, caption)


@chart(THEME, "coverage")
def draw_coverage(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of the figures that claims use, by theme: a brief counts on each of its."""
    figures = ds.figures[["figure_id", "brief_id"]]
    themes = ds.by("theme", "briefs")[["brief_id", "theme"]]
    counts = figures.merge(themes, on="brief_id")["theme"].value_counts()
    data = counts.rename_axis("label").reset_index(name="value")
    data = data.assign(unit="count", who=data["label"])
    caption = Caption(
        found.sentence,
        x="figures, by theme of their brief (a brief may have several)",
        source=source,
    )
    return Bars(data, caption)


@chart(THEME, "basis")
def draw_basis(ds: Dataset, found: Finding, source: str) -> Chart:
    """Bars of the claims by how they are known."""
    counts = ds.claims["basis"].astype("object").value_counts()
    data = counts.rename_axis("label").reset_index(name="value")
    data = data.assign(unit="count", who="brief")
    return Bars(data, Caption(found.sentence, x="claims", source=source))
