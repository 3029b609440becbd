"""The Explorer's state: traits that any code can set, and the view that they are."""

from __future__ import annotations

import pytest
import traitlets
import yaml

import briefbook as bb
from briefbook.explore import FilterError
from briefbook.view import View
from explore_cases import made_up

DS = made_up()
REAL = bb.load_dataset()


def test_every_filter_of_the_view_is_a_trait():
    names = {n for n in View.__dataclass_fields__ if bb.Explorer(DS).has_trait(n)}
    assert names == set(View.__dataclass_fields__)


def test_it_is_driven_without_browser_and_kernel_and_says_its_state():
    ex = bb.Explorer(REAL.where(corpora="2024-11"))
    total = len(ex)
    ex.actors = ["Huawei", "SMIC"]
    ex.since = "2024-10-01"
    left = len(REAL.where(**ex.view.to_dict()).claims)
    assert 0 < left < total
    assert ex.sentence == (
        f"{left} of {total} claims: Huawei or SMIC, published since 2024-10-01, "
        f"of 2024-11"
    )
    assert repr(ex) == f"Explorer: {ex.sentence}"


@pytest.mark.parametrize("of", ["claims", "figures"])
def test_its_rows_are_those_of_where_for_its_view(of):
    ex = bb.Explorer(DS, rows=of)
    ex.set(themes=["chips"], units=["USD"], value_min=10, text="wafer")
    key = {"claims": "claim_id", "figures": "figure_id"}[of]
    expected = DS.where(**ex.view.to_dict()).table(of)
    assert ex.rows[key].tolist() == expected[key].tolist()
    assert ex.dataset.table(of)[key].tolist() == expected[key].tolist()
    assert len(ex) == len(expected)


def test_what_its_dataset_holds_stays_in_force():
    ex = bb.Explorer(DS.where(themes="chips"))
    ex.clear()
    assert ex.view == View(themes=("chips",))
    assert len(ex) == len(DS.where(themes="chips").claims)


def test_two_explorers_are_linked():
    one, other = bb.Explorer(DS), bb.Explorer(DS, rows="figures")
    name = one.engine.names("actors")[3]
    link = traitlets.link((one, "actors"), (other, "actors"))
    one.actors = [name]
    assert other.actors == (name,)
    other.actors = []
    assert one.actors == ()
    link.unlink()
    one.actors = [name]
    assert other.actors == ()


def test_an_alias_becomes_the_name_of_its_actor():
    ex = bb.Explorer(REAL)
    ex.actors = "Semiconductor Manufacturing International Corporation"
    assert ex.actors == ("SMIC",)


def test_filters_set_at_once_must_only_fit_together():
    ex = bb.Explorer(DS, since="2023-01-01", until="2023-06-01")
    ex.set(since="2024-01-01", until="2024-06-01")
    assert (str(ex.since), str(ex.until)) == ("2024-01-01", "2024-06-01")


def test_clear_takes_names_or_clears_all():
    ex = bb.Explorer(DS, themes=["chips"], text="wafer", value_max=5)
    ex.clear("text", "value_max")
    assert ex.view == View(themes=("chips",))
    ex.clear()
    assert ex.view == View()


def test_the_view_as_yaml_reads_back_as_the_same_rows():
    ex = bb.Explorer(DS, themes="chips", since="2023-05-01", value_min=2.5)
    values = yaml.safe_load(ex.to_yaml())
    assert DS.where(**values).view == ex.view


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("actors", "Huawey" * 50, "is not known"),
        ("themes", "chip", "did you mean 'chips'"),
        ("since", "soon", "expected one like 2024-11-20"),
        ("value_min", "many", "expected a number"),
        ("scope", "all", "'all'"),
        ("text", 5, "expected text"),
        ("show", "pie", "pie"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_the_state_stays(name, value, message):
    ex = bb.Explorer(REAL, themes=["chips"])
    before = ex.view
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(ex, name, value)
    assert ex.view == before


def test_a_name_that_is_no_filter_is_refused():
    with pytest.raises(FilterError, match="'actor' is not a filter.*'actors'"):
        bb.Explorer(DS, actor="Huawei")


def test_days_that_lie_after_one_another_are_refused_together():
    ex = bb.Explorer(DS, since="2024-01-01")
    with pytest.raises(FilterError, match="swap the two"):
        ex.set(text="chip", until="2023-01-01")
    assert ex.view == View(since="2024-01-01")


def test_a_value_of_zero_or_below_filters_all_the_same():
    ex = bb.Explorer(DS, rows="figures", value_max=0)
    assert len(ex) == len(DS.where(value_max=0).figures) > 0
    assert (ex.rows["value"] <= 0).any()


def test_an_empty_selection_is_told_in_a_sentence_everywhere():
    ex = bb.Explorer(DS, text="no brief holds this")
    assert ex.sentence.startswith("0 of 400 claims")
    assert bool(ex)
    for show in ("chart", "timeline", "actors", "check"):
        assert "No rows in this view." in ex.picture(show).alt
    assert "no rows" in repr(ex.table())
    assert sum(ex.counts("themes").values()) == 0


@pytest.mark.parametrize("of", ["claims", "figures"])
def test_a_dataset_without_rows_is_shown(of):
    ex = bb.Explorer(made_up(0, 0), rows=of)
    assert ex.sentence == f"0 of 0 {of}: everything"
    for show in ("chart", "timeline", "actors", "table", "check"):
        ex.show = show
        assert ex.picture().png
    assert ex.widget


def test_counts_keep_to_what_the_dataset_allows():
    ex = bb.Explorer(DS.where(themes=["chips", "e-commerce"]))
    assert list(ex.counts("themes")) == ["chips", "e-commerce"]
    assert set(ex.held("themes")) == {"chips", "e-commerce"}
