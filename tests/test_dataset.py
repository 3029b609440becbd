"""What `where` means, row by row of the design's table, and its laws."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.dataset import Dataset, load_dataset
from briefbook.errors import DataProblems, ParameterError
from briefbook.schema import TABLES

VIEWS = Path(__file__).parent / "fixtures" / "views"
NAMES = ("briefs", "figures", "dates", "actor_mentions", "claims")


@pytest.fixture(scope="session")
def ds() -> Dataset:
    return load_dataset(VIEWS)


def copied(folder: Path) -> Path:
    """Return a copy of the small project, to be edited."""
    return Path(shutil.copytree(VIEWS, folder / "views"))


def rows(found: Dataset) -> dict[str, list]:
    """Return the rows of every table as plain values, to compare."""
    return {name: found.table(name).astype("object").values.tolist() for name in NAMES}


def test_tables_have_the_declared_columns_in_order(ds: Dataset) -> None:
    for name, table in TABLES.items():
        if name in (*NAMES, "series", "timeline", "sources"):
            assert list(ds.table(name).columns) == table.names


def test_every_row_opens_its_words(ds: Dataset) -> None:
    texts = ds.briefs.set_index("brief_id")["text"]
    for name in ("figures", "dates", "actor_mentions", "claims"):
        for row in ds.table(name).itertuples():
            text = texts[row.brief_id]
            assert text[row.char_start : row.char_end] == row.quote


def test_ids_are_unique_and_survive_an_edit_elsewhere(ds: Dataset, tmp_path) -> None:
    assert ds.figures["figure_id"].is_unique
    assert ds.claims["claim_id"].is_unique
    folder = copied(tmp_path)
    path = folder / "data/briefs/first/acme-plant.md"
    edited = path.read_text().replace("Acme Chips will", "This week Acme Chips will")
    path.write_text(edited)
    after = load_dataset(folder)
    assert list(after.figures["figure_id"]) == list(ds.figures["figure_id"])
    assert list(after.claims["claim_id"]) == list(ds.claims["claim_id"])


@pytest.mark.parametrize(
    ("filters", "briefs"),
    [
        ({"corpora": "second"}, ["quiet-day"]),
        ({"themes": ["trade-policy"]}, ["trade-ban"]),
        ({"since": "2024-12-01"}, ["trade-ban", "quiet-day"]),
        ({"until": date(2024, 12, 2)}, ["acme-plant", "trade-ban"]),
        ({"text": "BOREALIS fabs in"}, ["acme-plant"]),
    ],
)
def test_filters_of_briefs_cut_all_rows_of_the_others(
    ds: Dataset, filters: dict, briefs: list[str]
) -> None:
    cut = ds.where(**filters)
    assert list(cut.briefs["brief_id"]) == briefs
    for name in NAMES[1:]:
        assert set(cut.table(name)["brief_id"]) <= set(briefs)


def test_an_actor_matches_as_actor_or_target_by_any_alias(ds: Dataset) -> None:
    cut = ds.where(actors="Borealis")
    assert cut.view.actors == ("Borealis Fabs",)
    assert list(cut.claims["action"]) == ["invests", "restricts"]
    assert list(cut.figures["quote"]) == ["$2.5 billion"]
    assert set(cut.dates["quote"]) == {"2026", "1 January 2025"}
    assert set(cut.actor_mentions["actor"]) == {"Borealis Fabs"}
    assert list(cut.briefs["brief_id"]) == ["acme-plant", "trade-ban"]


def test_scope_brief_keeps_the_rest_of_those_briefs(ds: Dataset) -> None:
    cut = ds.where(actions="plans", scope="brief")
    assert list(cut.briefs["brief_id"]) == ["acme-plant"]
    assert list(cut.claims["action"]) == ["invests", "plans"]
    assert {"12%", "9%"} <= set(cut.figures["quote"])


@pytest.mark.parametrize(
    ("filters", "actions"),
    [
        ({"countries": "JPN"}, ["restricts"]),
        ({"stages": ["planned"]}, ["invests"]),
        ({"bases": "reported"}, ["plans"]),
        ({"instruments": "export ban"}, ["restricts"]),
        ({"measures": ["investment", "share"]}, ["invests", "plans"]),
        ({"about_since": "2025-06-01"}, ["invests"]),
        ({"about_until": "2025-01-01"}, ["restricts"]),
        ({"units": "percent"}, ["plans"]),
        ({"value_min": 1e9}, ["invests"]),
    ],
)
def test_filters_of_claims_cut_claims(
    ds: Dataset, filters: dict, actions: list[str]
) -> None:
    assert list(ds.where(**filters).claims["action"]) == actions


def test_money_is_compared_in_dollars_of_the_day(ds: Dataset) -> None:
    euros = ds.where(units="EUR").figures
    assert list(euros["quote"]) == ["300 million euros"]
    dollars = float(euros["value_usd"].iloc[0])
    assert dollars > 3e8
    assert "ECB 2024-12-02" in euros["usd_note"].iloc[0]
    assert len(ds.where(units="EUR", value_min=dollars).figures) == 1
    assert len(ds.where(units="EUR", value_min=dollars + 1).figures) == 0


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "corpora": st.sampled_from([["first"], ["second"], ["first", "second"]]),
        "themes": st.sampled_from([["chips"], ["trade-policy", "other"]]),
        "actors": st.sampled_from([["Acme Chips"], ["Borealis Fabs", "Acme Chips"]]),
        "countries": st.sampled_from([["JPN"], ["USA", "NLD"]]),
        "actions": st.sampled_from([["invests"], ["restricts", "plans"]]),
        "units": st.sampled_from([["percent"], ["USD", "EUR"]]),
        "since": st.sampled_from(["2024-11-21", "2024-12-02"]),
        "about_until": st.sampled_from(["2024-12-31", "2026-01-01"]),
        "value_min": st.sampled_from([10.0, 1e9]),
        "text": st.sampled_from(["tool", "plant"]),
        "scope": st.just("brief"),
    },
)


@settings(max_examples=60, deadline=None)
@given(filters=FILTERS, data=st.data())
def test_where_is_order_free(ds: Dataset, filters: dict, data: st.DataObject) -> None:
    stepwise = ds
    for name in data.draw(st.permutations(sorted(filters))):
        stepwise = stepwise.where(**{name: filters[name]})
    together = ds.where(**filters)
    assert stepwise.view == together.view
    assert rows(stepwise) == rows(together)


@settings(max_examples=60, deadline=None)
@given(filters=FILTERS)
def test_where_is_idempotent_and_its_view_gives_it_back(
    ds: Dataset, filters: dict
) -> None:
    cut = ds.where(**filters)
    assert cut.where(**filters) is cut
    again = ds.where(**cut.view.to_dict())
    assert again.view == cut.view
    assert rows(again) == rows(cut)
    assert cut.where(**cut.view.to_dict()) is cut


def test_a_table_is_a_copy_that_the_caller_may_change(ds: Dataset) -> None:
    ds.claims.pop("actor")
    assert "actor" in ds.claims


def test_lists_that_share_nothing_are_refused_with_the_remedy(ds: Dataset) -> None:
    with pytest.raises(ParameterError, match="start from the whole dataset"):
        ds.where(themes="chips").where(themes="other")


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"actrs": "Acme"}, "'actrs' is not a filter, did you mean 'actors'"),
        ({"themes": "chps"}, "themes='chps' is not known, did you mean 'chips'"),
        ({"since": "20.11.2024"}, "expected one like 2024-11-20"),
        ({"value_min": "much"}, "value_min='much': expected a number"),
        ({"since": "2025-01-01", "until": "2024-01-01"}, "nothing can lie between"),
        ({"scope": "all"}, "scope='all'"),
    ],
)
def test_a_wrong_filter_names_the_value_and_the_nearest_valid_one(
    ds: Dataset, filters: dict, message: str
) -> None:
    with pytest.raises(ParameterError, match=message):
        ds.where(**filters)


def test_evidence_marks_the_words_in_their_sentence(ds: Dataset) -> None:
    (quoted, *_) = ds.evidence(ds.claims)
    assert quoted.before == "Acme Chips "
    assert quoted.quote == "will spend $2.5 billion"
    assert quoted.after == " on a plant with Borealis Fabs in 2026."
    assert ds.evidence(ds.figures["figure_id"].iloc[0])[0].quote == "$2.5 billion"
    assert (
        "<mark>will spend $2.5 billion</mark>" in ds.evidence(ds.claims)._repr_html_()
    )


def test_explain_tells_rule_entries_and_reading(ds: Dataset) -> None:
    said = ds.explain(ds.figures["figure_id"].iloc[0])
    assert said.startswith("'$2.5 billion' was read by the rule 'money")
    assert "value 2,500,000,000" in said
    with pytest.raises(ParameterError, match="is no figure, date or actor"):
        ds.explain("nothing")


def test_explain_tells_what_a_conversion_restates_and_one_day_as_one(
    tmp_path: Path,
) -> None:
    folder = copied(tmp_path)
    (path,) = (
        p for p in folder.rglob("*.md") if "spend $2.5 billion on" in p.read_text()
    )
    text = path.read_text(encoding="utf-8").replace(
        "spend $2.5 billion on", "spend $2.5 billion (NT$81 billion) from 5 May on"
    )
    path.write_text(text, encoding="utf-8")
    whole = load_dataset(folder)
    figures = whole.figures.set_index("quote")["figure_id"]
    said = whole.explain(figures["NT$81 billion"])
    assert "value 81,000,000,000, unit TWD" in said
    assert said.endswith("and restates '$2.5 billion'.")
    dates = whole.dates.set_index("quote")["date_id"]
    assert "as 2025-05-05 (day)" in whole.explain(dates["5 May"])


def test_alone_it_shows_counts_view_and_stamp(ds: Dataset) -> None:
    shown = repr(ds.where(themes="trade-policy"))
    assert "1 briefs, 1 claims" in shown
    assert "view: trade-policy" in shown
    assert "data " in shown


def test_loading_lists_all_problems_of_all_files_at_once(tmp_path) -> None:
    folder = copied(tmp_path)
    (folder / "data/briefs/first/empty.md").write_text("")
    path = folder / "data/briefs/first/trade-ban.md"
    path.write_text(path.read_text().replace("action: restricts", "action: restrict"))
    with pytest.raises(DataProblems) as caught:
        load_dataset(folder)
    places = [(p.path, p.line) for p in caught.value.problems]
    assert places == [
        ("data/briefs/first/empty.md", 1),
        ("data/briefs/first/trade-ban.md", 10),
    ]
    assert "did you mean 'restricts'?" in str(caught.value)
