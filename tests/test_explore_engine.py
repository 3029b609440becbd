"""The Explorer's engine leaves the rows of `where`, and counts what choices leave."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.dataset import load_dataset
from briefbook.explore import Explorer
from briefbook.explore_engine import LISTS, Engine
from briefbook.view import View
from explore_cases import ROOT, WORDS, made_up

DS = made_up()
ENGINES = {of: Engine(DS._whole, of) for of in ("claims", "figures")}
KEYS = {"claims": "claim_id", "figures": "figure_id"}
DAYS = st.integers(0, 1200).map(lambda n: date(2022, 1, 1) + timedelta(days=n))


@st.composite
def views(draw) -> dict:
    """Return filters, few of them set, so that rows are left."""
    chosen = {}
    for name in draw(st.lists(st.sampled_from(LISTS), max_size=3, unique=True)):
        names = ENGINES["claims"].names(name)
        size = draw(st.integers(1, max(1, len(names))))
        chosen[name] = draw(
            st.lists(st.sampled_from(names), min_size=1, max_size=size, unique=True)
        )
    for first, last in (("since", "until"), ("about_since", "about_until")):
        days = sorted(draw(st.tuples(DAYS, DAYS)))
        if draw(st.booleans()) and draw(st.booleans()):
            chosen[first] = days[0]
        if draw(st.booleans()) and draw(st.booleans()):
            chosen[last] = days[1]
    ends = sorted(draw(st.tuples(st.floats(-1e9, 1e11), st.floats(-1e9, 1e11))))
    if draw(st.integers(0, 3)) == 0:
        chosen["value_min"] = ends[0]
    if draw(st.integers(0, 3)) == 0:
        chosen["value_max"] = ends[1]
    if draw(st.integers(0, 2)) == 0:
        word = draw(st.sampled_from(WORDS))
        chosen["text"] = word[: draw(st.integers(1, len(word)))].upper()
    if draw(st.booleans()):
        chosen["scope"] = "brief"
    return chosen


@settings(max_examples=120, deadline=None)
@given(views(), st.sampled_from(["claims", "figures"]))
def test_rows_are_those_of_where_for_any_view(filters, of):
    engine = ENGINES[of]
    selection = engine.select(View(**filters))
    expected = DS.where(**filters).table(of)[KEYS[of]].tolist()
    assert engine.table[KEYS[of]].iloc[selection.rows].tolist() == expected


@settings(max_examples=25, deadline=None)
@given(views(), st.sampled_from(["claims", "figures"]), st.sampled_from(LISTS))
def test_a_choice_counts_the_rows_that_it_would_leave_given_the_others(
    filters, of, name
):
    engine = ENGINES[of]
    view = View(**filters)
    counts = engine.select(view).counts(name)
    names = engine.names(name)
    assert len(counts) == len(names)
    for place in range(0, len(names), max(1, len(names) // 4)):
        alone = dataclasses.replace(view, **{name: (names[place],)})
        assert counts[place] == len(engine.select(alone)), names[place]


def test_typing_on_leaves_the_rows_of_the_whole_words():
    engine = Engine(DS._whole)
    for words in ("w", "wa", "waf", "t", "tariff"):
        left = len(engine.select(View(text=words)))
        assert left == len(DS.where(text=words).claims), words


def test_no_filter_leaves_every_row():
    assert len(ENGINES["claims"].select(View())) == len(DS.claims)


@pytest.mark.parametrize("of", ["claims", "figures"])
def test_a_dataset_without_rows_has_no_choices_but_works(of):
    empty = made_up(0, 0)
    selection = Engine(empty._whole, of).select(View(text="chip", value_min=1))
    assert len(selection) == 0
    assert all(selection.counts(name).sum() == 0 for name in LISTS)


def test_the_picture_of_a_corpus_shows_nothing_of_another():
    ds = load_dataset(ROOT).where(corpora="2024-11")
    drawn = list(dict.fromkeys(Explorer(ds).picture().data["row"]))
    counted = ds.claims["unit"].value_counts().loc[lambda n: n > 0]
    assert set(drawn) == {*counted.index, "no figure"}
    sizes = [counted[unit] for unit in drawn[:-1]]
    assert sizes == sorted(sizes, reverse=True)
