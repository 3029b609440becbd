"""The charts of the overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.chart_forms import Bars
from briefbook.charts import Caption, Chart
from briefbook.findings.base import chart
from briefbook.findings.overview import THEME
from briefbook.models import Finding

if TYPE_CHECKING:
    from briefbook.dataset import Dataset


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
