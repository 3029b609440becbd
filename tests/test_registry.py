"""The registry of actors and the vocabularies."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from briefbook.errors import DataProblems
from briefbook.registry import Registry, RegistryActor, Vocabularies, countries

ACTORS = Path(__file__).parents[1] / "data" / "actors.csv"
HEADER = "name,type,country,aliases\n"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.read(ACTORS)


def write(folder: Path, text: str) -> Path:
    path = folder / "actors.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_committed_registry_has_no_problem_and_covers_the_field(registry):
    own = [actor for actor in registry if actor.line]
    assert len(own) >= 450
    assert {actor.type for actor in own} == {
        "company",
        "government_body",
        "international_body",
        "country",
        "person",
        "other_org",
    }


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Nvidia", "NVIDIA"),
        ("nvidia", "NVIDIA"),
        ("the European Commission", "European Commission"),
        ("SK hynix", "SK Hynix"),
        ("Korea", "South Korea"),
        ("Dutch", "Netherlands"),
        ("U.S.", "United States"),
        ("Samsung", "Samsung"),
        ("Samsung Electronics", "Samsung Electronics"),
        ("United States Congress", "US Congress"),
    ],
)
def test_name_alias_case_and_article_lead_to_one_actor(registry, spelling, name):
    assert registry.resolve(spelling).name == name


def test_unknown_name_resolves_to_none_and_nearest_names_the_canonical_one(registry):
    assert registry.resolve("Huwei") is None
    assert registry.nearest("Huwei") == "Huawei"
    assert registry.nearest("qqqqqqqq") is None
    assert "Huawei" in registry and "Huwei" not in registry


def test_countries_are_there_without_any_file():
    registry = Registry()
    assert registry.resolve("Swedish").country == "SWE"
    assert len(registry) == len(countries())


def test_a_row_for_a_country_renames_it_and_keeps_its_adjectives():
    registry = Registry([RegistryActor("Türkiye", "country", "TUR")])
    assert registry.resolve("Turkish").name == "Türkiye"


def test_every_problem_of_a_file_is_listed_with_its_line(tmp_path):
    path = write(
        tmp_path,
        HEADER
        + "Acme,compny,,\n"
        + "Brisk,company,XXX,\n"
        + "Corda,company,,Tall;Wide\n"
        + "Dovra,company,,Wide\n"
        + ",company,,\n"
        + "Acme Two,company,USA\n"
        + "Corda,company,,\n",
    )
    with pytest.raises(DataProblems) as caught:
        Registry.read(path)
    found = [(p.line, p.value) for p in caught.value.problems]
    assert found == [
        (2, "compny"),
        (3, "XXX"),
        (5, "Wide"),
        (6, ""),
        (7, "Acme Two"),
        (8, "Corda"),
    ]
    assert "did you mean 'company'?" in str(caught.value)
    assert "'Corda' has it in line 4" in str(caught.value)


def test_missing_column_file_and_encoding_are_named(tmp_path):
    _, problems = Registry.check(write(tmp_path, "name,type,aliases\nAcme,company,\n"))
    assert str(problems[0]).endswith(
        ":1: 'country', is missing as a column, add it, empty where unknown"
    )
    _, problems = Registry.check(tmp_path / "none.csv", "data/actors.csv")
    assert str(problems[0]).startswith("data/actors.csv:1: the file is missing")
    path = tmp_path / "actors.csv"
    path.write_bytes(HEADER.encode() + b"Caf\xe9,company,,\n")
    (problem,) = Registry.check(path)[1]
    assert (problem.line, problem.value) == (2, "0xe9")
    assert problem.message == "is not UTF-8"


def test_country_codes_of_the_committed_table_are_unique_and_adjectives_clear():
    seen: dict[str, str] = {}
    for country in countries().values():
        for word in (country.name, *country.adjectives, *country.aliases):
            assert seen.setdefault(word, country.alpha3) == country.alpha3, word


def test_vocabularies_are_rows_by_name(tmp_path):
    (tmp_path / "actions.csv").write_text("name,about\nbans,forbids\n", "utf-8")
    words = Vocabularies.read(tmp_path)
    assert words.actions["bans"]["about"] == "forbids"
    assert words.stages == {}
    assert words.problem("actions", "bans", "x.md", 3) is None
    assert "did you mean 'bans'?" in str(words.problem("actions", "ban", "x.md", 3))


def test_vocabulary_problems_are_listed_once(tmp_path):
    (tmp_path / "stages.csv").write_text(
        "name,rank,outcome,ahead,about\n"
        "planned,1,open,yes,x\nplanned,1,open,yes,y\n,1,open,yes,z\nshort\n",
        "utf-8",
    )
    (tmp_path / "themse.csv").write_text("name\n", "utf-8")
    with pytest.raises(DataProblems) as caught:
        Vocabularies.read(tmp_path)
    lines = [(Path(p.path).name, p.line) for p in caught.value.problems]
    assert lines == [
        ("stages.csv", 3),
        ("stages.csv", 4),
        ("stages.csv", 5),
        ("themse.csv", 1),
    ]
    assert "did you mean 'themes'?" in str(caught.value)


def test_unknown_vocabulary_names_the_nearest():
    with pytest.raises(KeyError, match="did you mean 'actions'"):
        Vocabularies().table("action")


def test_actors_file_is_sorted_by_type_and_name():
    with ACTORS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for kind in {row["type"] for row in rows}:
        names = [row["name"].casefold() for row in rows if row["type"] == kind]
        assert names == sorted(names)
