"""Whole briefs in the styles of many publishers: every figure and every date."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pytest

from briefbook.extract.dates import find_dates
from briefbook.extract.figures import find_figures
from briefbook.extract.text import plain

GOLD = Path(__file__).parents[1] / "gold"
sys.path.insert(0, str(GOLD))

import scoring_dates  # noqa: E402
import scoring_figures  # noqa: E402

BRIEFS = [
    json.loads(line)
    for line in (GOLD / "briefs.jsonl").read_text(encoding="utf-8").splitlines()
    if line
]


@pytest.mark.parametrize("brief", BRIEFS, ids=lambda brief: brief["text"][:50])
def test_every_figure_and_date_of_a_brief_is_read(brief):
    source = plain(brief["text"])
    dates = find_dates(source, date.fromisoformat(brief["as_of"]))
    figures = find_figures(source, dates)
    read = scoring_figures.Score()
    scoring_figures.add(read, brief["text"], brief["figures"], figures)
    score, misses = scoring_dates.compare(dates, brief["dates"], brief["text"])
    assert [*read.misses, *misses] == []
    assert score.exact == len(brief["dates"])


def test_gold_spans_of_briefs_hold_their_quotes():
    for brief in BRIEFS:
        for row in [*brief["figures"], *brief["dates"]]:
            words = brief["text"][row["char_start"] : row["char_end"]]
            assert words == row["quote"]
