"""A matrix of words: what is drawn is what the data say."""

import pandas as pd
import pytest

from briefbook.charts import Caption
from briefbook.charts_matrix import Words

SIDES = ("North", "South", "East")


def matrix(*tiles: tuple[str, str, str]) -> pd.DataFrame:
    data = pd.DataFrame(tiles, columns=["row", "column", "word"], dtype="str")
    return Words(data, Caption("Who stands where."), columns_first=SIDES).picture().data


def test_each_tile_has_its_word_at_its_row_and_column() -> None:
    drawn = matrix(
        ("Pact", "South", "backed"),
        ("Pact", "North", "stayed out"),
        ("Act", "East", "led"),
    )
    assert drawn.to_dict("list") == {
        "row": ["Pact", "Pact", "Act"],
        "column": ["South", "North", "East"],
        "word": ["backed", "stayed out", "led"],
    }


def test_a_column_that_is_not_asked_for_is_left_out() -> None:
    assert list(matrix(("Pact", "West", "led"), ("Act", "East", "led"))["row"]) == [
        "Act"
    ]


@pytest.mark.parametrize("tiles", [(), (("Pact", "North", "led"),)], ids=len)
def test_none_and_one_tile_are_drawn(tiles: tuple) -> None:
    assert len(matrix(*tiles)) == len(tiles)


def test_the_picture_says_in_words_what_it_shows() -> None:
    data = pd.DataFrame({"row": ["Pact"], "column": ["North"], "word": ["led"]})
    picture = Words(data, Caption("One leads."), columns_first=SIDES).picture()
    assert picture.alt == "One leads."
    assert "Pact" in repr(picture)
