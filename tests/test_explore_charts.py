"""The Explorer's charts: drawn afresh or changed in place, they show equal data."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from PIL import Image

import briefbook as bb
from briefbook.chart_kinds import CountGrid, PeriodBars, Tiles, grid
from briefbook.charts import Caption, blank
from briefbook.explore_live import Live
from briefbook.explore_views import SHOWS
from explore_cases import made_up

DS = made_up()
DRAWN = [show for show in SHOWS if show != "table"]
NAMES = ["a", "b_c", "$x^2$", "<b>"]


def counts(*numbers: int) -> pd.DataFrame:
    return grid(NAMES[:2], NAMES, [numbers[:4], numbers[4:]])


def periods(*numbers: int) -> pd.DataFrame:
    return pd.DataFrame({"label": list("ABCD")[: len(numbers)], "n": numbers})


CASES = [
    (CountGrid, counts(1, 2, 3, 0, 5, 1000, 7, 8), counts(0, 0, 9, 1, 0, 0, 123, 1)),
    (Tiles, counts(1, 2, 3, 0, 5, 1000, 7, 8), counts(0, 0, 9, 1, 0, 0, 123, 1)),
    (PeriodBars, periods(3, 0, 12345, 1), periods(0, 7, 1, 1)),
]


@pytest.mark.parametrize(
    ("kind", "first", "second"), CASES, ids=lambda c: getattr(c, "__name__", "")
)
def test_update_shows_what_draw_would(kind, first, second):
    chart, ax = kind(first, Caption("t")), blank()[1]
    artists = chart.draw(ax)
    pd.testing.assert_frame_equal(chart.drawn(artists), first, check_dtype=False)
    assert chart.fits(artists, second)
    updated = chart.update(artists, second)
    assert updated is artists
    fresh = kind(second, Caption("t"))
    drawn = fresh.drawn(fresh.draw(blank()[1]))
    pd.testing.assert_frame_equal(chart.drawn(updated), drawn)
    pd.testing.assert_frame_equal(drawn, second, check_dtype=False)


@pytest.mark.parametrize(
    ("kind", "first", "other"),
    [
        (CountGrid, CASES[0][1], grid(["other"], ["x"], [[4]])),
        (Tiles, CASES[1][1], grid(["other"], ["x"], [[4]])),
        (PeriodBars, CASES[2][1], periods(1, 2)),
    ],
    ids=["CountGrid", "Tiles", "PeriodBars"],
)
def test_other_names_are_drawn_anew(kind, first, other):
    chart, ax = kind(first, Caption("t")), blank()[1]
    artists = chart.draw(ax)
    updated = chart.update(artists, other)
    assert updated is not artists
    pd.testing.assert_frame_equal(chart.drawn(updated), other, check_dtype=False)


@pytest.mark.parametrize("show", DRAWN)
def test_the_kept_picture_is_the_one_that_a_new_figure_would_give(show):
    ex = bb.Explorer(DS, show=show)
    kept = Live()
    for actors in ((), ex.held("actors")[:3], ex.held("actors")[:9], ()):
        ex.set(actors=actors, text="wafer" if len(actors) == 3 else "")
        seen = pixels(kept.png(ex.chart()))
    assert seen == pixels(Live().png(ex.chart()))


def test_the_picture_of_the_report_draws_the_same_rows():
    ex = bb.Explorer(DS, themes=["chips"])
    data = ex.picture("chart").data
    of_chips = ex.rows["unit"].value_counts()
    column = data[data["column"] == "chips"].set_index("row")["n"]
    assert column["USD"] == of_chips["USD"]
    assert column["no figure"] == ex.rows["unit"].isna().sum()


def test_the_timeline_counts_every_row_on_its_day():
    ex = bb.Explorer(DS, themes=["chips"])
    assert ex.picture("timeline").data["n"].sum() == len(ex)


def test_the_matrix_counts_who_acts_on_whom():
    ex = bb.Explorer(DS)
    data = ex.picture("actors").data
    pairs = ex.rows.groupby(["actor", "target"], observed=True).size()
    for row in data.itertuples():
        if row.column != "(nobody named)":
            assert row.n == pairs.get((row.row, row.column), 0)


def test_the_verdicts_are_those_of_the_checks():
    ds = bb.load_dataset()
    ex = bb.Explorer(ds.where(themes="chips"), show="check")
    data = ex.picture().data.set_index(["row", "column"])["n"]
    now = ds.where(themes="chips").checks["verdict_now"].value_counts()
    assert data["agrees", "now"] == now["agrees"] > 0
    assert data["no record", "now"] == now["no_record"]


def test_more_claims_than_can_wait_are_checked_page_by_page(monkeypatch):
    monkeypatch.setattr("briefbook.explore_check.MOST", 50)
    ex = bb.Explorer(made_up(20, 120), show="check")
    assert "filter down to 50" in ex.picture().alt
    assert "<td>no record</td>" in ex.controls._table.value
    assert ex.ds._whole.checked is None


def test_the_svg_holds_its_text_and_is_the_same_for_the_same_rows(tmp_path):
    ex = bb.Explorer(DS, themes=["chips"])
    one = ex.export(tmp_path / "one.svg").read_bytes()
    two = ex.export(tmp_path / "two.svg").read_bytes()
    assert one == two
    text = one.decode()
    assert ">no figure<" in text
    number = int(ex.picture().data["n"].max())
    assert f">{number:,}<" in text


def pixels(png: bytes) -> bytes:
    return Image.open(io.BytesIO(png)).tobytes()
