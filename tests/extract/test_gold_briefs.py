"""Whole briefs in the styles of many publishers: every figure and every date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import scoring_dates
import scoring_figures
from briefbook.extract.dates import find_dates
from briefbook.extract.figures import find_figures
from briefbook.extract.text import plain
from scoring import read_cases

GOLD = Path(__file__).parents[1] / "gold"
BRIEFS = read_cases(GOLD / "briefs.jsonl")


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
