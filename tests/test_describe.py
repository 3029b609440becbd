"""The descriptor and the README of `data/` say what the tables are."""

import csv
import json
import re
from pathlib import Path

import pytest

from briefbook.briefs import BRIEF_KEYS, CLAIM_KEYS, ROLES, SOURCE_KEYS
from briefbook.cli import main
from briefbook.describe import described, filled
from briefbook.errors import DataProblems
from briefbook.project import read_project
from briefbook.schema import TABLES
from briefbook.schema_files import FILES
from briefbook.validate import check
from small_project import change, small_project

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"


def validated(descriptor: Path):
    from frictionless import Package

    return Package(str(descriptor)).validate()


def errors(report) -> list[tuple]:
    return report.flatten(["name", "rowNumber", "fieldName", "type"])


def test_the_committed_descriptor_is_what_the_schema_says() -> None:
    committed = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert committed == described(read_project(ROOT)), "run 'briefbook describe'"


def test_the_tables_of_the_readme_are_what_the_schema_says() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert filled(text) == text, "run 'briefbook describe'"


def test_the_readme_has_every_file_and_table_with_its_columns() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    for name, table in {**FILES, **TABLES}.items():
        place = text.split(f"<!-- columns of {name} -->")[1].split("<!-- end -->")[0]
        rows = re.findall(r"^\| `(\w+)`", place, re.MULTILINE)
        assert rows == table.names


def test_the_readme_tells_every_key_of_a_brief_file() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`([^`\s]+)`", text))
    assert {*BRIEF_KEYS, *SOURCE_KEYS, *CLAIM_KEYS, *ROLES} <= told


def test_the_example_of_the_readme_is_a_sound_brief(tmp_path: Path) -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```\n(---\nid: .*?)```", text, re.DOTALL)
    assert example is not None
    project = small_project(tmp_path)
    path = project.briefs / "2024-11" / "acme-plant.md"
    path.write_text(example[1], encoding="utf-8")
    assert check(project) == []


def test_every_csv_file_stands_in_the_descriptor_and_the_other_way_round() -> None:
    files = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*.csv")}
    resources = described(read_project(ROOT))["resources"]
    assert {resource["path"] for resource in resources} == files
    for resource in resources:
        with (DATA / resource["path"]).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert [f["name"] for f in resource["schema"]["fields"]] == header


def test_every_column_says_what_it_means() -> None:
    package = described(read_project(ROOT))
    for table in (*package["resources"], *package["derived"]):
        for field in table["schema"]["fields"]:
            assert len(field["description"]) > 7, (table["name"], field["name"])


def test_the_public_tool_validates_the_package_and_reads_every_row() -> None:
    report = validated(DATA / "datapackage.json")
    assert report.valid, errors(report)
    rows = {task.name: task.stats["rows"] for task in report.tasks}
    for path, table in FILES.items():
        with (DATA / path).open(encoding="utf-8", newline="") as file:
            assert rows[table.name] == sum(1 for _ in csv.DictReader(file))


@pytest.mark.parametrize(
    ("file", "old", "new", "error"),
    [
        ("actors.csv", "Acme Chips,company", "Acme Chips,firm", "constraint-error"),
        ("reference/series.csv", "exact,s1,", "exact,s9,", "foreign-key"),
        ("reference/timeline.csv", "2025-06-03", "2025-06-31", "type-error"),
        ("reference/sources.csv", "\ns3,", "\ns2,", "primary-key"),
        ("vocabularies/stages.csv", "planned,2", "planned,two", "type-error"),
    ],
)
def test_the_public_tool_sees_a_fault_by_our_descriptor(
    file, old, new, error, tmp_path: Path, monkeypatch, capsys
) -> None:
    project = small_project(tmp_path)
    monkeypatch.chdir(project.root)
    assert main(["describe"]) == 0
    assert capsys.readouterr().out.endswith("datapackage.json  written\n")
    assert validated(project.data / "datapackage.json").valid
    change(project, file, old, new)
    found = errors(validated(project.data / "datapackage.json"))
    assert error in [kind for *_, kind in found]


def test_check_notes_a_description_that_is_out_of_date(tmp_path, monkeypatch) -> None:
    project = small_project(tmp_path)
    monkeypatch.chdir(project.root)
    readme = project.data / "README.md"
    readme.write_text("<!-- columns of claims -->\n<!-- end -->\n", encoding="utf-8")
    (note,) = check(project)
    assert str(note).startswith("data/README.md:1: 'README.md', is not what the tables")
    assert note.level == "note"
    assert main(["describe"]) == 0
    assert check(project) == []
    assert "| `claim_id` (key) | text, always |" in readme.read_text(encoding="utf-8")


def test_a_place_for_a_table_that_is_none_names_the_nearest() -> None:
    text = "# Data\n<!-- columns of claim -->\n<!-- end -->\n"
    with pytest.raises(
        DataProblems, match=r"README\.md:2: 'claim', is no table, did yo"
    ):
        filled(text)


def test_check_names_a_place_for_a_table_that_is_none(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    text = "# Data\n<!-- columns of claim -->\n<!-- end -->\n"
    (project.data / "README.md").write_text(text, encoding="utf-8")
    (problem,) = check(project)
    assert str(problem).startswith("data/README.md:2: 'claim', is no table, did you")
