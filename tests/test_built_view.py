"""A view of a built folder: the rows of the whole, from no more than it needs."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook import build_plan
from briefbook.build import build
from briefbook.built_files import BuiltFolderError, TableFiles
from briefbook.cuts import Cut, Whole
from briefbook.dataset import Dataset, load_dataset
from briefbook.project import read_project
from briefbook.schema import TABLES
from build_cases import jsonl

VIEWS = Path(__file__).parent / "fixtures" / "views"
NAMES = ("briefs", "figures", "dates", "actor_mentions", "claims")
RANGES = """---
id: ranges
title: Sums of every kind
published: 2024-11-20
themes: [chips]
claims:
  - {actor: Acme Chips, action: invests, measure: investment, figure: 2 billion to 3 billion euros}
  - {actor: Acme Chips, action: invests, measure: investment, figure: NT$900 million}
  - {actor: Borealis Fabs, action: plans, measure: share, figure: 5% to 9%}
---
Acme Chips put 2 billion to 3 billion euros into plants, and NT$900 million into tools.
Borealis Fabs wants a share of 5% to 9%; last year it was 0%, and it made $0.
"""  # noqa: E501


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of several corpora, years, parts and twice-told briefs."""
    at = tmp_path_factory.mktemp("built")
    briefs = at / "briefs" / "first"
    shutil.copytree(VIEWS / "data" / "briefs" / "first", briefs)
    (briefs / "ranges.md").write_text(RANGES, encoding="utf-8")
    one = jsonl(at / "one.jsonl", list(range(24)))
    two = jsonl(at / "two.jsonl", list(range(12, 30)))
    old = jsonl(at / "old.jsonl", list(range(6)), year=2022)
    sources = [str(at / "briefs"), str(one), str(two), str(old)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build_plan, "PART_BYTES", 4000)
        built = build(sources, at / "out", project=read_project(VIEWS))
    assert (built.built, built.rejected) == (24 + 18 + 6 + 3, 0)
    return at / "out"


@pytest.fixture(scope="module")
def ds(folder: Path) -> Dataset:
    return load_dataset(folder)


def whole_cut(ds: Dataset, view: Any) -> Cut:
    """Return a view of all tables, read whole."""
    whole = ds._whole
    return Cut(
        Whole(whole.tables),
        view,
        countries={a.name: a.country for a in whole.registry.actors if a.country},
        series_themes=whole.series_themes,
    )


def some(*values: str) -> st.SearchStrategy:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "corpora": some("first", "one", "two", "old"),
        "themes": some("chips", "trade-policy"),
        "actors": some("Acme Chips", "Borealis Fabs", "Corvid Cloud", "China"),
        "countries": some("USA", "NLD", "JPN"),
        "actions": some("invests", "plans", "restricts"),
        "stages": some("planned", "in force"),
        "bases": some("stated", "reported"),
        "measures": some("investment", "share"),
        "units": some("USD", "percent", "EUR", "TWD"),
        "value_min": st.sampled_from([0.0, 7.0, 10.0, 1e9, 2.5e9]),
        "value_max": st.sampled_from([0.0, 7.0, 10.0, 1e9, 2.5e9]),
        "since": st.sampled_from(["2022-03-01", "2024-02-01", "2024-11-20"]),
        "until": st.sampled_from(["2022-06-30", "2024-06-30", "2024-11-20"]),
        "about_since": st.sampled_from(["2022-03-01", "2024-06-30"]),
        "about_until": st.sampled_from(["2022-12-31", "2026-01-01"]),
        "text": st.sampled_from(["Exports", "PLANT 1", "share of"]),
        "scope": st.just("brief"),
    },
)
RANGES_OF = (
    ("value_min", "value_max"),
    ("since", "until"),
    ("about_since", "about_until"),
)


@settings(max_examples=25, deadline=None)
@given(filters=FILTERS, order=st.permutations(NAMES))
def test_a_view_has_the_rows_of_the_whole_whichever_is_asked_first(
    ds: Dataset, filters: dict, order: list[str]
) -> None:
    known = ds.choices()
    for low, high in RANGES_OF:
        if filters.keys() >= {low, high} and filters[low] > filters[high]:
            filters.pop(low)
    filters = {
        name: [v for v in value if v in known[name]] if name in known else value
        for name, value in filters.items()
    }
    view = ds.where(**filters)
    wanted = whole_cut(ds, view.view)
    assert view.counts() == {name: len(wanted[name]) for name in view.counts()}
    for name in (*order, "series", "timeline", "sources"):
        found = view.table(name).astype("object")
        assert list(found.columns) == list(wanted[name].columns)
        assert repr(found.values.tolist()) == repr(
            wanted[name].astype("object").values.tolist()
        )


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, set[str] | None]]:
    """Return what is read from now on: table, and columns where not all."""
    found: list[tuple[str, set[str] | None]] = []
    read = TableFiles.read

    def noted(files: TableFiles, wanted=None, columns=None, *more: Any, **named: Any):
        found.append((files.name, set(columns) if columns else None))
        return read(files, wanted, columns, *more, **named)

    monkeypatch.setattr(TableFiles, "read", noted)
    return found


@pytest.mark.parametrize(
    ("filters", "table", "wanted"),
    [
        ({"actors": "Acme Chips"}, "claims", [("claims", True)]),
        ({"units": "USD", "since": "2024-01-01"}, "claims", [("claims", True)]),
        ({"value_min": 1e9}, "figures", [("figures", True)]),
        ({"measures": "share"}, "figures", [("claims", False), ("figures", True)]),
        ({"actions": "plans"}, "briefs", [("briefs", True), ("claims", False)]),
        ({"corpora": "one"}, "dates", [("dates", True)]),
    ],
)
def test_a_view_reads_the_table_that_is_asked_for_and_keys_of_others(
    folder: Path,
    reads: list[tuple[str, set[str] | None]],
    filters: dict,
    table: str,
    wanted: list[tuple[str, bool]],
) -> None:
    rows = load_dataset(folder).where(**filters).table(table)
    assert len(rows)
    assert sorted((name, columns is None) for name, columns in reads) == wanted
    for name, columns in reads:
        assert columns is None or len(columns) < len(TABLES[name].columns) / 3


def test_filters_of_rows_are_handed_on_to_parquet(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ds = load_dataset(folder)
    read, sizes = TableFiles.read, {}

    def noted(files: TableFiles, *asked: Any, **named: Any):
        found = read(files, *asked, **named)
        sizes[files.name] = found.num_rows
        return found

    monkeypatch.setattr(TableFiles, "read", noted)
    for filters, table in (
        ({"actors": "Borealis Fabs"}, "claims"),
        ({"countries": "NLD"}, "claims"),
        ({"measures": "share", "stages": "planned"}, "claims"),
        ({"units": "percent", "value_max": 7}, "claims"),
        ({"units": ["USD", "EUR"], "value_min": 1e10}, "figures"),
        ({"about_until": "2022-12-31"}, "dates"),
        ({"measures": "share"}, "figures"),
        ({"themes": "chips", "corpora": "old"}, "claims"),
    ):
        rows = ds.where(**filters).table(table)
        assert sizes[table] == len(rows), filters


def test_a_view_opens_no_file_of_other_corpora(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "out")
    ds = load_dataset(tmp_path / "out")
    for path in (tmp_path / "out").glob("*/year=2022/*.parquet"):
        path.unlink()
    assert set(ds.where(corpora="one", text="exports").claims["corpus"]) == {"one"}
    with pytest.raises(BuiltFolderError, match="can't be read"):
        len(ds.where(corpora="old").claims)


def test_a_brief_told_again_names_the_first_though_a_view_leaves_it_out(
    ds: Dataset,
) -> None:
    briefs = ds.where(corpora="two").briefs.set_index("brief_id")
    assert briefs.loc["two:b12", "duplicate_of"] == "one:b12"
    assert briefs["duplicate_of"].notna().sum() == 12
