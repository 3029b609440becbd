"""The vocabularies hold together, and with the public record."""

import csv
from pathlib import Path

import pytest

from briefbook.dataset import load_dataset

DATA = Path(__file__).resolve().parents[2] / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names(kind: str) -> set[str]:
    return {row["name"] for row in rows(f"vocabularies/{kind}")}


def cells(kind: str, column: str) -> set[str]:
    lists = (row[column].split(";") for row in rows(f"vocabularies/{kind}"))
    return {cell for cell_list in lists for cell in cell_list if cell}


def test_each_series_of_the_record_belongs_to_a_measure():
    assert {row["series_id"] for row in rows("reference/series")} == cells(
        "measures", "series"
    )


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("instrument", "instruments"),
        ("stage", "stages"),
        ("basis", "bases"),
        ("theme", "themes"),
    ],
)
def test_each_word_of_the_timeline_is_in_the_vocabulary(column, kind):
    assert {row[column] for row in rows("reference/timeline")} <= names(kind)


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("timeline_instrument", "instruments"),
        ("timeline_theme", "themes"),
        ("themes", "themes"),
    ],
)
def test_a_measure_names_only_known_words(column, kind):
    assert cells("measures", column) <= names(kind)


def test_a_part_and_a_member_are_entities_of_the_record():
    known = {row["entity"] for row in rows("reference/series")}
    assert cells("entities", "part_of") | cells("entities", "members") <= known


def test_each_originator_of_the_record_says_whether_it_is_statistical():
    written = {
        part.strip()
        for row in rows("reference/sources")
        for part in row["origin_report"].split(";")
        if part.strip()
    }
    undated = {part.rstrip("0123456789-").strip() for part in written}
    assert undated == names("originators")
    assert cells("originators", "statistical") == {"yes", "no"}


def test_every_actor_that_is_read_in_the_briefs_is_in_the_registry():
    ds = load_dataset(DATA.parent)
    names = {actor.name for actor in ds.registry.actors}
    assert set(ds.actor_mentions["actor"].dropna()) <= names
