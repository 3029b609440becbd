"""`briefbook check`: each fault of a data file is named with its file and line."""

import json
from pathlib import Path

import pytest

from briefbook.cli import main
from briefbook.dataset import load_dataset
from briefbook.errors import DataProblems
from briefbook.project import languages, read_project
from briefbook.validate import as_json, as_text, check, has_errors
from small_project import SMALL, change, small_project

ACME = "briefs/2024-11/acme-plant.md"
BOLT = "briefs/2024-11/bolt-duty.md"
SERIES, TIMELINE = "reference/series.csv", "reference/timeline.csv"
SOURCES, MEASURES = "reference/sources.csv", "vocabularies/measures.csv"
STAGES, ENTITIES = "vocabularies/stages.csv", "vocabularies/entities.csv"

# File, what stands there, what a slip makes of it, line, what the problem says.
BROKEN = {
    # Briefs.
    "no front matter": (ACME, "---\nid:", "id:", 1, "no front matter"),
    "unknown key": (
        ACME,
        "title: Acme builds in D",
        "titel: Acme builds in D",
        3,
        "'titel', is no key of a brief, did you mean 'title'?",
    ),
    "id that is not the file's name": (
        ACME,
        "id: acme-plant",
        "id: acme",
        2,
        "'acme', is not the file's name",
    ),
    "day that does not exist": (ACME, "2024-11-20", "2024-11-31", 4, "is no day"),
    "key given twice": (
        ACME,
        "text: verbatim",
        "text: verbatim\ntext: rewritten",
        7,
        "stands twice",
    ),
    "unknown kind of text": (
        ACME,
        "text: verbatim",
        "text: copied",
        6,
        "is no kind of text",
    ),
    "unknown theme": (
        ACME,
        "themes: [chips]",
        "themes: [chps]",
        7,
        "is no theme, did you mean 'chips'?",
    ),
    "unknown actor": (
        ACME,
        "actor: Acme\n",
        "actor: Acmee\n",
        9,
        "is no actor of the registry, did you mean 'Acme Chips'?",
    ),
    "unknown action": (
        ACME,
        "action: invests",
        "action: invest",
        10,
        "is no action of the vocabulary, did you mean 'invests'?",
    ),
    "unknown stage": (ACME, "stage: planned", "stage: plannd", 17, "is no stage"),
    "unknown basis": (BOLT, "basis: forecast", "basis: guess", 26, "is no basis"),
    "unit of another measure": (
        ACME,
        "measure: chip_sales",
        "measure: car_duty",
        23,
        "is in TWD, which does not fit the measure car_duty, its units are percent",
    ),
    "count for a share": (
        BOLT,
        "figure: {value: 20, unit: percent, bound: about}",
        "figure: {value: 20, unit: count, bound: about}",
        15,
        "is in count, which does not fit the measure car_duty",
    ),
    "unknown measure": (
        ACME,
        "measure: chip_sales",
        "measure: chip_sale",
        22,
        "did you mean 'chip_sales'?",
    ),
    "unknown instrument": (
        BOLT,
        "instrument: import tariff",
        "instrument: tarif",
        14,
        "is no instrument",
    ),
    "words that are not in the text": (
        ACME,
        "figure: will spend",
        "figure: has spent",
        15,
        "'has spent $2.5 billion'",
    ),
    "words that hold no figure": (
        ACME,
        "figure: of NT$40 billion",
        "figure: and employs",
        23,
        "no figure",
    ),
    "claim without words": (
        BOLT,
        "    figure: €300 million\n    date: in 2025\n",
        "",
        18,
        "leans on no words",
    ),
    "unused figure without a reason": (
        ACME,
        "    because: it says nothing of the plant\n",
        "",
        27,
        "has no reason",
    ),
    "correction of words that are gone": (
        BOLT,
        "- words: 20%",
        "- words: 30%",
        28,
        "'30%'",
    ),
    "correction without a unit": (BOLT, "unit: percent, ", "", 28, "has no unit"),
    "alias in YAML": (ACME, "object: sales", "object: *sales", 21, "is an alias"),
    "title left empty": (ACME, "Acme builds in Dresden", "", 3, "'title' is empty"),
    "no theme": (ACME, "themes: [chips]", "themes: []", 7, "has no theme"),
    "theme given twice": (
        ACME,
        "themes: [chips]",
        "themes: [chips, chips]",
        7,
        "'chips', is given twice",
    ),
    "bracket never closed": (ACME, "[chips]", "[chips", 7, "is no YAML"),
    "control character": (
        ACME,
        "the firm said",
        "the firm\x00said",
        30,
        "'\\\\x00', is a control character",
    ),
    "correction without a reason": (
        BOLT,
        "    because: the board rounds it\n",
        "",
        28,
        "has no reason",
    ),
    "correction in an unknown unit": (
        BOLT,
        "unit: percent, ",
        "unit: pct, ",
        28,
        "unit 'pct' is unknown",
    ),
    # The registry.
    "cells parted by semicolons": (
        "actors.csv",
        "name,type,country,aliases",
        "name;type;country;aliases",
        1,
        "its cells are parted by ';'",
    ),
    "header longer than the rows": (
        "actors.csv",
        "name,type,country,aliases",
        "name,type,country,aliases,seat",
        1,
        "the header has 5 cells, the rows 4",
    ),
    "column given twice": (
        STAGES,
        "outcome,ahead,about",
        "outcome,ahead,ahead",
        1,
        "'ahead', stands twice",
    ),
    "unknown type of actor": (
        "actors.csv",
        "Acme Chips,company",
        "Acme Chips,firm",
        2,
        "unknown type of actor",
    ),
    "code that no country has": ("actors.csv", "DEU", "GER", 3, "not an ISO 3166"),
    "one name of two actors": ("actors.csv", "USA,", "USA,Bolt", 4, "two actors have"),
    # The vocabularies.
    "name given twice": (STAGES, "in_force,7", "planned,7", 4, "a name given twice"),
    "unknown column": (
        "vocabularies/actions.csv",
        "name,about",
        "name,abuot",
        1,
        "'abuot', is no column of actions, did you mean 'about'?",
    ),
    "outcome that is none": (STAGES, "lapsed", "lost", 5, "'lost', is no outcome"),
    "rank that is no number": (
        STAGES,
        "planned,2",
        "planned,two",
        2,
        "'two', is no rank, write a whole number",
    ),
    "series that the record lacks": (
        MEASURES,
        "plant_cost",
        "plant_costs",
        2,
        "none of the series, did you mean 'plant_cost'?",
    ),
    "rule that nobody knows": (
        MEASURES,
        ",latest,",
        ",last,",
        3,
        "'last', is no period",
    ),
    "part of an unknown whole": (
        ENTITIES,
        "Acme Chips,,,Pl",
        "Acme Chips,Acme,,Pl",
        2,
        "'Acme', is none of the entities",
    ),
    "vocabulary of no kind": ("vocabularies/bases.csv", "", None, 1, "no vocabulary"),
    # The record.
    "period that runs backward": (
        SERIES,
        "2024-11-01,,",
        "2024-11-01,2024-10-01,",
        4,
        "lies after period_end",
    ),
    "value with a comma": (
        SERIES,
        "2500000000",
        '"2,500,000,000"',
        2,
        "'2,500,000,000', is no value, write a plain number",
    ),
    "unknown unit": (SERIES, "25,percent", "25,pct", 4, "'pct', is none of the units"),
    "unknown source": (SERIES, "exact,s1,", "exact,s9,", 2, "is no source"),
    "unknown entity": (
        SERIES,
        "Electric cars",
        "Electric car",
        4,
        "did you mean 'Electric cars'?",
    ),
    "company that the registry lacks": (
        SERIES,
        "Acme Dresden,project,2024-10-02,2024-10-02,point,25",
        "Acme Inc,company,2024-10-02,2024-10-02,point,25",
        2,
        "is no company of the",
    ),
    "month for a day": (
        SERIES,
        "2024-11-01,,",
        "2024-11,,",
        4,
        "'2024-11', is a month",
    ),
    "missing cell": (SERIES, "rate,25,", "rate,", 4, "has 11 cells, not 12"),
    "unknown frequency": (SERIES, ",rate,25", ",rates,25", 4, "is no frequency"),
    "event on a day that is none": (
        TIMELINE,
        "2025-06-03",
        "2025-06-31",
        4,
        "'2025-06-31', is no date",
    ),
    "event by nobody we know": (
        TIMELINE,
        "trade-policy,Trade Board",
        "trade-policy,Borad",
        3,
        "'Borad', is none of the actors",
    ),
    "instrument of no vocabulary": (
        TIMELINE,
        ",import tariff,",
        ",import tarif,",
        3,
        "did you mean 'import tariff'?",
    ),
    "stage of no vocabulary": (
        TIMELINE,
        "cancelled",
        "canceled",
        4,
        "did you mean 'cancelled'?",
    ),
    "month that is not its first day": (
        TIMELINE,
        "2024-11-01",
        "2024-11-05",
        3,
        "is not the first day of its month",
    ),
    "source given twice": (SOURCES, "\ns3,", "\ns2,", 4, "is the id of line 3"),
    "originator of no vocabulary": (
        SOURCES,
        "Customs Office,\n",
        "Customs Bureau,\n",
        4,
        "is no originator",
    ),
    "page read before it was out": (
        SOURCES,
        "day,2025-07-01",
        "day,2024-07-01",
        2,
        "published after it was retrieved",
    ),
    "grade that is none": (SOURCES, "wire,B", "wire,D", 2, "is no grade"),
    "quotation mark never closed": (
        SOURCES,
        'as printed"',
        "as printed",
        3,
        "unexpected end",
    ),
    "missing column of the record": (
        SOURCES,
        "origin_report,note",
        "origin_report,notes",
        1,
        "'notes', is no column of sources",
    ),
}


@pytest.fixture(scope="module")
def sound() -> set[str]:
    return set(map(str, check(read_project(SMALL))))


def test_the_small_project_is_sound(sound) -> None:
    assert sound == set()


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_is_named_with_file_line_value_and_remedy(name, tmp_path: Path) -> None:
    project = small_project(tmp_path)
    file, old, new, line, telling = BROKEN[name]
    if new is None:
        (project.data / file).rename(project.data / "vocabularies" / "basis.csv")
        file = "vocabularies/basis.csv"
    else:
        change(project, file, old, new)
    problems = check(project)
    assert has_errors(problems)
    places = {(p.path, p.line): str(p) for p in problems if telling in str(p)}
    assert places, as_text(problems)
    assert ("data/" + file, line) in places, as_text(problems)
    ((*_, said),) = [
        said.split(": ", 1) for place, said in places.items() if place[1] == line
    ]
    assert said.count(", ") >= 1, "a problem says what is wrong and what to do"


def test_a_fault_of_form_hides_none_of_meaning_in_the_same_file(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    delay = "briefs/2025-06/acme-delay.md"
    change(project, delay, "themes: [chips]", "themes: [chps]\ncolour: red")
    change(project, delay, "actor: Acme", "actr: Acme")
    change(project, delay, "has given up the Dresden plant\n", "has sold it\n")
    told = [(problem.line, problem.value) for problem in check(project)]
    assert told == [(7, "chps"), (8, "colour"), (10, "actr"), (15, "has sold it")]


@pytest.mark.parametrize("file", ["actors.csv", STAGES, SOURCES])
def test_of_a_file_that_is_gone_only_that_is_told(file, tmp_path: Path) -> None:
    project = small_project(tmp_path)
    (project.data / file).unlink()
    (problem,) = check(project)
    assert str(problem).startswith(f"data/{file}:1: the file is missing")


def test_of_a_file_in_another_encoding_only_that_is_told(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    path = project.data / "actors.csv"
    path.write_bytes(path.read_bytes() + b"Caf\xe9,company,,\n")
    lines = path.read_bytes().count(b"\n")
    (problem,) = check(project)
    assert (problem.line, problem.value) == (lines, "0xe9")
    with pytest.raises(DataProblems, match="1 problem in"):
        load_dataset(project)


def test_a_brief_in_no_corpus_and_a_file_that_is_none_are_told(tmp_path) -> None:
    project = small_project(tmp_path)
    (project.briefs / "stray.md").write_text("---\n", encoding="utf-8")
    (project.briefs / "2024-11" / "notes.docx").write_text("x", encoding="utf-8")
    note, error = check(project)
    assert (note.path, note.level) == ("data/briefs/2024-11/notes.docx", "note")
    assert str(error).startswith("data/briefs/stray.md:1: 'stray.md', is a brief in no")


def test_a_word_means_one_entity(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    path = project.data / ENTITIES
    more = "Other works,project,Dresden plant,,,,a plant\n"
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    (problem,) = check(project)
    assert (problem.line, problem.value) == (4, "Dresden plant")
    assert "means two entities, 'Acme Dresden' has it in line 2" in str(problem)


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    (project.data / "actors.csv").unlink()
    (project.data / "actors.csv").mkdir()
    (problem,) = check(project)
    assert str(problem).startswith("data/actors.csv:1: cannot be read (")


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "telling"),
    [
        (
            ACME,
            "2024-11-20",
            "2062-11-20",
            4,
            "2062-11-20', is 37 years after the last",
        ),
        (SOURCES, "wire,B,2024-10-02,day", "wire,B,2042-10-02,day", 2, "is 17 years"),
        (SOURCES, "A,,,2025-07-01", "A,,,2205-07-01", 4, "is 180 years after the last"),
        (
            SERIES,
            "2024-11-01,,rate",
            "2024-11-01,2190-01-01,rate",
            4,
            "2190-01-01, 166",
        ),
        (BOLT, "in Ohio in 2025", "in Ohio in 2125", 32, "ends 2125-12-31, 101 years"),
    ],
    ids=["published", "source", "retrieved", "series", "spoken of"],
)
def test_a_day_far_after_all_others_is_noted(
    file, old, new, line, telling, tmp_path: Path
) -> None:
    project = small_project(tmp_path)
    change(project, file, old, new)
    if file == BOLT:
        change(project, file, "date: in 2025", "date: in 2125")
    told = {(p.path, p.line, p.level): str(p) for p in check(project)}
    assert telling in told["data/" + file, line, "note"]


def test_days_as_far_off_as_policy_looks_are_not_doubted(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    change(project, BOLT, "in Ohio in 2025", "in Ohio in 2100")
    change(project, BOLT, "date: in 2025", "date: in 2100")
    change(project, ACME, "2024-11-20", "2027-11-20")
    assert not check(project)


def test_of_a_drafted_claim_and_of_a_change_the_unit_is_free(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    change(
        project, ACME, "measure: chip_sales", "measure: car_duty\n    origin: drafted"
    )
    (note,) = check(project)
    assert (note.level, note.value) == ("note", "of NT$40 billion")
    other = small_project(tmp_path / "other")
    change(other, BOLT, "measure: car_duty", "measure: chip_sales")
    figure = "    figures: [{words: a duty of 20%, role: change}]"
    change(other, BOLT, "    figure: a duty of 20%", figure)
    assert not has_errors(check(other))


def test_a_language_may_have_a_region(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    path = project.root / "briefbook.toml"
    text = path.read_text(encoding="utf-8").replace(
        "title", 'language = "en-GB"\ntitle', 1
    )
    path.write_text(text, encoding="utf-8")
    assert read_project(project.root).language == "en-GB"
    assert len(languages()) == 183


def test_an_entity_is_no_part_of_itself(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    path = project.data / ENTITIES
    row = "{},goods,,,{},,a part\n"
    more = row.format("A", "B") + row.format("B", "A")
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    problems = check(project)
    assert [problem.value for problem in problems] == ["A", "B"]
    assert all("is a part of itself" in str(problem) for problem in problems)


@pytest.mark.parametrize(
    ("old", "new", "line", "telling"),
    [
        ('"Small project"', "Small project", 2, "Invalid value"),
        ("title", "titel", 2, "unknown key, did you mean 'title'?"),
        ("[project]", "[projekt]", 1, "unknown section, did you mean 'project'?"),
        ('"Small project"', "3", 2, "is no text, quote it"),
        ("title", 'home_currency = "dollars"\ntitle', 2, "is no ISO 4217 code"),
        ("title", 'language = "xx"\ntitle', 2, "is no language code of ISO 639-1"),
        ("title", 'language = "German"\ntitle', 2, "did you mean 'de' (German)?"),
        ("title", 'language = "EN-gb"\ntitle', 2, "did you mean 'en' (English)?"),
        ("[project]", '[data]\nfolder = "dta"\n[project]', 2, "names no folder"),
    ],
)
def test_a_fault_of_the_project_file_is_named_by_the_command(
    old, new, line, telling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    project = small_project(tmp_path)
    monkeypatch.chdir(project.root)
    monkeypatch.delenv("BRIEFBOOK_PROJECT", raising=False)
    path = project.root / "briefbook.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert main(["check"]) == 1
    out = capsys.readouterr().out
    assert out.startswith(f"briefbook.toml:{line}: ") and telling in out
    assert main(["check", "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["path"], problem["line"]) == ("briefbook.toml", line)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    change(project, ACME, "themes: [chips]", "themes: [chps]")
    change(project, SERIES, "25,percent", "25,pct")
    change(project, TIMELINE, "cancelled", "canceled")
    change(project, "actors.csv", "DEU", "GER")
    change(project, STAGES, "lapsed", "lost")
    lines = [str(problem).split(":")[0:2] for problem in check(project)]
    assert lines == [
        ["data/actors.csv", "3"],
        ["data/briefs/2024-11/acme-plant.md", "7"],
        ["data/reference/series.csv", "4"],
        ["data/reference/timeline.csv", "4"],
        ["data/vocabularies/stages.csv", "5"],
    ]


def test_a_correction_that_the_rules_agree_with_is_a_note(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    change(project, BOLT, ", bound: about", "")
    (note,) = check(project)
    assert (note.level, note.line) == ("note", 28)
    assert "remove this correction" in str(note)


def test_a_figure_without_a_claim_is_a_note(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    excuse = "    because: it says nothing of the plant\n"
    change(project, ACME, f"unused:\n  - words: 1,500 people\n{excuse}", "")
    (note,) = check(project)
    assert note.level == "note" and note.value == "1,500 people"


def test_a_dataset_with_faults_does_not_load_and_lists_them(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    change(project, ACME, "action: invests", "action: invest")
    change(project, SERIES, "2500000000", "much")
    with pytest.raises(DataProblems, match=r"2 problems.*:\n.*acme.*\n.*much"):
        load_dataset(project)


def test_the_command_exits_with_one_and_speaks_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    project = small_project(tmp_path)
    monkeypatch.chdir(project.root)
    monkeypatch.delenv("BRIEFBOOK_PROJECT", raising=False)
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "0 errors, 0 notes\n"
    change(project, STAGES, "lapsed", "lost")
    assert main(["check"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("data/vocabularies/stages.csv:5: 'lost', is no outcome, ")
    assert main(["check", "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["line"], problem["value"]) == (5, "lost")


def test_problems_as_json_keep_every_part() -> None:
    assert json.loads(as_json([])) == []


def test_a_project_without_a_record_is_sound(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    for name in ("series", "timeline", "sources"):
        (project.reference / f"{name}.csv").unlink()
    change(project, MEASURES, "plant_cost", "")
    change(project, MEASURES, "car_duty_rate", "")
    change(project, ENTITIES, "Electric cars", "Cars")
    assert check(project) == []
    assert set(load_dataset(project).checks["verdict_now"]) == {"no_record"}
