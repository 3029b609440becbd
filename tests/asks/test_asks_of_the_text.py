"""What users ask of figures, dates and words that are read in prose."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest

import briefbook as bb
from briefbook.errors import DataProblems
from briefbook.export import export, read_tables
from briefbook.extract import extract
from small_project import change, small_project

DAY = date(2024, 11, 20)
ACME = "briefs/2024-11/acme-plant.md"


@pytest.fixture(scope="module")
def ds() -> bb.Dataset:
    return bb.load_dataset()


def test_ask_01_every_value_opens_its_words(ds: bb.Dataset, tmp_path: Path) -> None:
    names = ("figures", "dates", "actor_mentions", "claims")
    given = {name: ds.table(name) for name in names}
    forms = ("csv", "excel", "parquet")
    exported = [read_tables(export(ds, tmp_path / form, form)) for form in forms]
    texts = ds.briefs.set_index("brief_id")["text"]
    for tables in (given, *exported):
        for name in names:
            rows = tables[name]
            assert len(rows) > 80
            for row in rows.itertuples():
                text = texts[row.brief_id]
                assert text[row.char_start : row.char_end] == row.quote


def test_ask_01_words_are_marked_beside_emoji_and_decomposed_accents(
    tmp_path: Path,
) -> None:
    project = small_project(tmp_path)
    strange = unicodedata.normalize("NFD", "🙂👩‍🔬 Café: ")
    assert len(strange) > len("🙂👩‍🔬 Café: ")
    change(project, ACME, "---\nAcme Chips will", f"---\n{strange}Acme Chips will")
    ds = bb.load_dataset(project)
    text = ds.brief("acme-plant").text
    assert text.startswith(strange)
    (figure,) = ds.figures[ds.figures["quote"] == "$2.5 billion"].itertuples()
    assert text[figure.char_start : figure.char_end] == "$2.5 billion"
    found = ds.evidence(figure.figure_id)
    assert f"{strange}Acme Chips will spend [$2.5 billion] on" in str(found[0])
    assert "<mark>$2.5 billion</mark>" in found._repr_html_()


def test_ask_01_a_row_without_words_is_refused(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    change(project, ACME, "figure: will spend $2.5 billion", "figure: $9 billion")
    with pytest.raises(DataProblems, match=r"acme-plant\.md:15: '\$9 billion', is not"):
        bb.load_dataset(project)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It backs between 10 and 20 plants.", [(10, 20, "count", "exact", None)]),
        ("Prices rose 18 to 25 percent.", [(18, 25, "percent", "exact", "up")]),
        (
            "The robots weigh 5 and 6 kg.",
            [(5, None, "kg", "exact", None), (6, None, "kg", "exact", None)],
        ),
        (
            "More than a third of the chips failed.",
            [(pytest.approx(100 / 3), None, "percent", "at_least", None)],
        ),
        (
            "Profit fell $1.2m to $23.5m.",
            [
                (1.2e6, None, "USD", "exact", "down"),
                (23.5e6, None, "USD", "exact", None),
            ],
        ),
        (
            "Support fell two points to 40%.",
            [
                (2, None, "percentage_point", "exact", "down"),
                (40, None, "percent", "exact", None),
            ],
        ),
    ],
)
def test_ask_03_ranges_bounds_and_changes_are_kept(text: str, expected: list) -> None:
    found = [
        (f.value, f.value_high, f.unit, f.bound, f.change)
        for f in extract(text, DAY).figures
    ]
    assert found == expected


def test_ask_03_a_range_keeps_both_ends_in_the_tables(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    change(project, ACME, "employs 1,500 people", "employs 10 to 20 people")
    change(project, ACME, "words: 1,500 people", "words: 10 to 20 people")
    figures = bb.load_dataset(project).figures.set_index("quote")
    (row,) = figures.loc[["10 to 20 people"]].itertuples()
    assert (row.value, row.value_high, row.noun) == (10, 20, "person")


@pytest.mark.parametrize(
    ("text", "unit", "open_between"),
    [
        ("Lenovo's sales rose to HK$5 billion.", "HKD", ()),
        ("TSMC will spend NT$1 trillion.", "TWD", ()),
        ("Pemex will spend MXN$5 million.", "MXN", ()),
        ("Petrobras will spend BRL$3bn.", "BRL", ()),
        ("Canada will put $4 million into it, Ottawa said.", "USD", ("USD", "CAD")),
        ("Washington will put $4 million into it.", "USD", ()),
    ],
)
def test_ask_12_a_dollar_says_whose_it_is_or_that_it_is_ambiguous(
    text: str, unit: str, open_between: tuple[str, ...]
) -> None:
    (figure,) = extract(text, DAY).figures
    assert (figure.unit, figure.ambiguous) == (unit, open_between)
    assert figure.rule


def test_ask_12_the_reason_and_the_doubt_are_told_of_a_row(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    change(
        project, ACME, "---\nAcme Chips will", "---\nToronto, Ottawa: Acme Chips will"
    )
    ds = bb.load_dataset(project)
    rows = ds.figures.set_index("quote")
    assert rows.at["$2.5 billion", "ambiguous"] == "USD;CAD"
    told = ds.explain(rows.at["$2.5 billion", "figure_id"])
    assert "currency_homes:$=CAD" in told
    assert told.endswith("; the text leaves open USD or CAD.")
    assert rows.at["NT$40 billion", "unit"] == "TWD"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nvidia's sales doubled in the fiscal third quarter.", []),
        ("Micron's fiscal 2024 was weak.", []),
        ("Sales rose in the third quarter.", [(date(2024, 7, 1), date(2024, 9, 30))]),
    ],
)
def test_ask_12_a_fiscal_period_of_a_company_is_not_counted_as_a_calendar_one(
    text: str, expected: list
) -> None:
    found = extract(text, DAY)
    assert [(d.start, d.end) for d in found.dates] == expected
    assert found.figures == ()


def test_ask_13_dates_are_right_and_none_is_invented() -> None:
    tuesday = date(2024, 11, 19)
    (last,) = extract("Beijing decided it last Tuesday.", tuesday).dates
    assert (last.start, last.end) == (date(2024, 11, 12), date(2024, 11, 12))
    assert last.anchor == "published 2024-11-19"
    for text in ("It may fall.", "It has 100M users.", "The code is 19,60 5."):
        assert extract(text, tuesday).dates == ()
