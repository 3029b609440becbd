"""Each of the fifteen asks has a test that is named after it, or a line in the docs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NOT_DONE = HERE.parents[1] / "docs" / "not-done.md"
ASKS = {
    1: "Every value opens its words",
    2: "Wrong parameters stop",
    3: "Ranges, bounds and changes are kept",
    4: "One file, offline and light",
    5: "A failure says where",
    6: "Many reports fast",
    7: "A calm Explorer",
    8: "As known then, as known now",
    9: "Notebooks as tests that are not flaky",
    10: "Never a blank notebook",
    11: "View, rerun, diff",
    12: "Dollars, quarters and fiscal years",
    13: "Dates right, none invented",
    14: "Export with credits",
    15: "All problems at once, readable by all",
}


@pytest.mark.parametrize("number", ASKS, ids=ASKS.get)
def test_an_ask_is_held_by_a_test_or_told_not_to_be_done(number: int) -> None:
    sources = [path.read_text(encoding="utf-8") for path in HERE.glob("test_ask*.py")]
    tests = re.findall(rf"(?m)^def test_ask_{number:02}_\w+\(", "\n".join(sources))
    told = re.findall(rf"(?m)^- \*\*Ask {number},", NOT_DONE.read_text("utf-8"))
    assert tests or told


def test_every_line_on_an_ask_names_one_of_them() -> None:
    told = re.findall(r"\*\*Ask (\d+),", NOT_DONE.read_text(encoding="utf-8"))
    assert told and {int(number) for number in told} <= set(ASKS)
