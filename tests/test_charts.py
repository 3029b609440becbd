"""Charts: what they draw, read back as data; one row, gaps and negative values."""

import io

import pandas as pd
import pytest

from briefbook.chart_forms import Bars, Curve, Lines, Spans
from briefbook.chart_forms_more import BarGrid, Parts, Slopes
from briefbook.chart_kinds import CountGrid, PeriodBars, Tiles
from briefbook.charts import Caption, blank, empty_picture, to_png

CAPTION = Caption("A sentence.", x="USD", y="percent", source="Record: somebody.")
DAY, LATER = pd.Timestamp("2024-11-20"), pd.Timestamp("2025-02-01")
ROWS = {
    Bars: {"label": "a", "value": 1.5, "unit": "USD", "who": "China"},
    Lines: {"day": DAY, "value": 2.0, "who": "China"},
    Spans: {"lane": "a", "start": DAY, "end": LATER, "kind": "announced"},
    BarGrid: {"row": "a", "column": "b", "value": 1.0, "unit": "", "who": "China"},
    Slopes: {"who": "Tesla", "step": "first", "value": 20.8, "unit": "percent"},
    Parts: {"row": "a", "part": "for", "value": 3.0, "unit": ""},
    CountGrid: {"row": "a", "column": "b", "n": 1},
    Tiles: {"row": "a", "column": "b", "n": 1},
    PeriodBars: {"label": "2024-11", "n": 1},
}
each_kind = pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)


def frame(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


@each_kind
def test_one_row_makes_a_picture_that_holds_it(kind: type) -> None:
    picture = kind(frame(ROWS[kind]), CAPTION).picture()
    assert picture.png.startswith(b"\x89PNG")
    assert len(picture.data) == 1


@each_kind
def test_no_row_makes_a_picture_that_says_so(kind: type) -> None:
    picture = kind(frame(ROWS[kind]).iloc[:0], CAPTION).picture()
    assert picture.alt == "A sentence. No rows in this view."
    assert picture.data.empty


def test_a_point_and_its_curve_make_a_picture() -> None:
    curve = {"x": 10.0, "y": 7.0, "label": None, "who": None}
    point = {"x": 20.0, "y": 3.5, "label": "Ascend 910C", "who": "Huawei"}
    picture = Curve(frame(curve, {**curve, "x": 30.0}, point), CAPTION).picture()
    assert picture.data.to_dict("records") == [
        {"label": "Ascend 910C", "x": 20, "y": 3.5}
    ]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(KeyError, match=r"Bars needs the columns .* \['who'\] missing"):
        Bars(frame(ROWS[Bars]).drop(columns="who"), CAPTION)


def test_a_line_is_broken_where_a_quarter_is_missing() -> None:
    days = pd.to_datetime(["2023-05-15", "2024-05-15", "2024-08-15", "2024-11-15"])
    data = pd.DataFrame({"day": days, "value": [12.0, -1.0, 1.0, 5.0], "who": "China"})
    chart = Lines(data, CAPTION)
    _, ax = blank()
    artists = chart.draw(ax)
    drawn = [list(line.get_ydata()) for line in ax.get_lines()]
    assert drawn == [[12.0], [-1.0, 1.0, 5.0]]
    assert list(chart.drawn(artists)["value"]) == [12.0, -1.0, 1.0, 5.0]
    assert set(chart.drawn(artists)["who"]) == {"China"}


def test_names_of_lines_that_end_close_together_stand_apart() -> None:
    rows = [
        {"day": day, "value": value, "who": who}
        for who, value in (("China", 10.0), ("Japan", 10.2), ("Taiwan", 90.0))
        for day in (DAY, LATER)
    ]
    _, ax = blank()
    Lines(frame(*rows), CAPTION).draw(ax)
    heights = {text.get_text().strip(): text.get_position()[1] for text in ax.texts}
    low, high = ax.get_ylim()
    assert heights["Japan"] - heights["China"] >= 0.06 * (high - low)
    assert heights["Taiwan"] == 90.0


def test_points_of_one_lane_that_would_hide_one_another_stand_aside() -> None:
    days = pd.to_datetime(["2020-01-01", "2025-01-17", "2025-01-19", "2025-01-20"])
    data = pd.DataFrame(
        {"lane": "TikTok", "start": days, "end": days, "kind": "signed"}
    )
    chart = Spans(data, CAPTION)
    _, ax = blank()
    artists = chart.draw(ax)
    heights = [float(y) for _, y in artists["points"]["signed"].get_offsets()]
    assert heights[0] == heights[1] == 0
    assert len(set(heights[1:])) == 3
    assert list(chart.drawn(artists)["lane"]) == ["TikTok"] * 4


def test_a_value_below_nought_goes_to_the_left_and_is_read_back() -> None:
    rows = [
        {"row": str(year), "column": unit, "value": value, "unit": "", "who": "Alibaba"}
        for year, unit, value in (
            (2023, "shops", 189.0),
            (2024, "shops", 195.0),
            (2023, "abroad", -4.9),
            (2024, "abroad", -8.0),
            (2023, "both ways", -1.0),
            (2024, "both ways", 3.0),
        )
    ]
    drawn = BarGrid(frame(*rows), CAPTION).picture().data
    expected = frame(*rows)[["row", "column", "value"]]
    pd.testing.assert_frame_equal(drawn, expected)


def test_a_picture_keeps_the_colours_that_were_drawn() -> None:
    from PIL import Image

    figure, ax = blank(1.0)
    ax.set_axis_off()
    ax.barh(0, 1, color="#D55E00")
    image = Image.open(io.BytesIO(to_png(figure))).convert("RGB")
    middle = image.getpixel((image.width // 2, image.height // 2))
    assert max(abs(a - b) for a, b in zip(middle, (0xD5, 0x5E, 0x00), strict=True)) < 9


def test_an_empty_picture_says_the_sentence() -> None:
    picture = empty_picture("This view holds no rows on chips.")
    assert repr(picture) == "This view holds no rows on chips."


def test_two_dollar_amounts_are_no_formula() -> None:
    class Said(Bars):
        def drawn(self, artists: dict) -> pd.DataFrame:
            labels = artists["ax"].get_yticklabels()
            return pd.DataFrame({"math": [label.get_parse_math() for label in labels]})

    rows = frame({**ROWS[Bars], "label": "from $80 to $200"})
    assert list(Said(rows, CAPTION).picture().data["math"]) == [False]
