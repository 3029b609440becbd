"""Every finding, chart and table under views that a reader may ask for."""

import pytest

import briefbook as bb
from briefbook import scenarios
from briefbook.errors import ParameterError
from briefbook.findings.chips_capacity import moves_table
from briefbook.findings.outcomes import outcomes_table
from briefbook.tables import briefs_table, claims_table

VIEWS = {
    "one actor": {"actors": ["Huawei"]},
    "one day": {"since": "2024-11-18", "until": "2024-11-18"},
    "one theme": {"themes": ["ai-governance"]},
    "nothing": {"since": "2030-01-01"},
    "a billion dollars": {"value_min": 1e9},
    "days to come": {"about_since": "2025-01-01"},
    "one country": {"countries": ["KOR"]},
    "one measure": {"measures": ["chip_yield"]},
}
THEMES = ("overview", "chips", "e-commerce", "ai-governance", "trade-policy")
each_view = pytest.mark.parametrize("name", VIEWS)


@pytest.fixture(scope="module")
def whole() -> bb.Dataset:
    return bb.load_dataset().where(corpora="2024-11")


# A chart takes a moment: those of the other views are like one of these.
DRAWN = ("one actor", "one theme", "nothing", "days to come", "one measure")


@pytest.mark.parametrize("theme", THEMES)
@each_view
def test_every_finding_speaks_and_every_chart_is_drawn(
    theme: str, name: str, whole: bb.Dataset
) -> None:
    answer = bb.answer(whole.where(**VIEWS[name]), theme)
    for found in answer.values():
        assert found.sentence.endswith("."), found
        assert found.objection, found.name
        assert "nan" not in found.sentence.lower().split(), found.sentence
        if found.verdict == "no_rows":
            assert found.sentence.startswith("This view holds no rows on")
        if name not in DRAWN:
            continue
        try:
            picture = answer.chart(found.name)
        except ParameterError as err:
            assert "has no chart" in str(err)
            continue
        assert picture.alt.startswith(found.sentence[:40])
        assert picture.data.empty == (found.verdict == "no_rows")


@each_view
def test_every_table_is_made(name: str, whole: bb.Dataset) -> None:
    ds = whole.where(**VIEWS[name])
    for shown in (
        briefs_table(ds, "Briefs"),
        claims_table(ds, "Claims"),
        moves_table(ds, "Moves"),
        *(outcomes_table(ds, [theme], theme) for theme in THEMES[1:]),
        *(make(ds).start for make in (scenarios.chip_yield, scenarios.de_minimis)),
    ):
        html = shown._repr_html_()
        assert html.startswith('<table class="briefbook"><caption>')
        assert len(shown.rows) or "0 rows" in html


def test_a_record_that_is_cut_does_not_tell_the_split_from_its_middle(whole) -> None:
    later = whole.where(about_since="2024-01-01")
    found = bb.answer(later, "e-commerce")["six_way_split"]
    assert found.verdict == "no_rows"


def test_one_claim_is_said_in_the_singular(whole) -> None:
    one = whole.where(countries="KOR", measures="rd_centre")
    answer = bb.answer(whole.where(measures="rd_centre"), "overview")
    assert answer["size"].sentence.startswith("1 brief of 2024-11-18 makes 1 claim on")
    assert bb.answer(one, "overview")["size"].verdict == "no_rows"


def test_the_arm_abroad_is_not_taken_for_the_group(whole) -> None:
    later = bb.load_dataset().where(corpora="2025-06")
    sentence = bb.answer(later, "e-commerce")["home_or_abroad"].sentence
    assert "Alibaba International Digital Commerce" in sentence


def test_a_merger_of_which_only_the_month_is_known_is_dated_about() -> None:
    both = bb.load_dataset()
    later = bb.answer(both.where(corpora="2025-06"), "e-commerce")["six_way_split"]
    assert later.sentence.startswith("About ")
    # The brief that gives the day goes before the one that gives the month.
    exact = bb.answer(both.where(corpora="2024-11"), "e-commerce")["six_way_split"]
    assert bb.answer(both, "e-commerce")["six_way_split"].value == exact.value


def test_a_yield_at_the_threshold_is_not_said_to_cost_more() -> None:
    later = bb.load_dataset().where(corpora="2025-06")
    found = bb.answer(later, "chips")["yield_cost"]
    assert "is not below the" in found.sentence
    assert found.verdict == "does_not_hold"
