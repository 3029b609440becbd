"""Two reports side by side: what changed, by how much, and what lies underneath."""

import json
import math

import pytest
from bs4 import BeautifulSoup

from briefbook.cli import main
from briefbook.cli_diff import as_text
from briefbook.diff import compare_findings, compare_reports, pair_runs
from briefbook.errors import ParameterError, RunError

CLAIM = {
    "brief_id": "b",
    "actor": "SMIC",
    "action": "produces",
    "measure": "chip_yield",
    "value": "20.0",
    "quote": "about 20%",
}


def finding(name, value=1.0, **more):
    plain = {
        "name": name,
        "sentence": f"{name} is {value}.",
        "value": value,
        "unit": "USD",
        "n": 1,
        "evidence": ["b/c/1"],
        "verdict": "holds",
        "objection": "",
    }
    return {**plain, **more}


def report(folder, name, findings, *, parameters=None, data=None, versions=None):
    path = folder / name
    path.mkdir(parents=True)
    run = {
        "run": "01",
        "notebook": "01.ipynb",
        "title": "Who <pays>?",
        "parameters": parameters or {},
        "findings": findings,
    }
    kept = {"runs": [run], "versions": versions or {"pandas": "3.0"}}
    (path / "findings.json").write_text(json.dumps(kept), encoding="utf-8")
    if data is not None:
        (path / "dataset.json").write_text(json.dumps(data), encoding="utf-8")
    return path


def data(stamp="one", briefs=("b",), claims=None, words=None, record=None):
    return {
        "stamp": stamp,
        "briefs": {b: {"title": f"Brief {b}", "sha256": "0" * 64} for b in briefs},
        "claims": {"b/c/1": CLAIM} if claims is None else claims,
        "record": record or {},
        "words": words or {"b/c/1": "Yields are [about 20%]."},
    }


def test_equal_reports_differ_in_nothing(tmp_path):
    one = report(tmp_path, "one", [finding("a")], data=data())
    two = report(tmp_path, "two", [finding("a")], data=data())
    found = compare_reports(one, two)
    assert found.equal
    assert found.underneath == ()
    assert as_text(found) == "1 findings compared: none differs."


def test_finding_is_new_gone_or_changed_by_how_much():
    old = [finding("a", 200.0), finding("b"), finding("same")]
    new = [finding("a", 150.0), finding("c"), finding("same")]
    a, c, b = compare_findings(old, new)
    assert (a.kind, a.difference, a.percent) == ("changed", -50.0, -25.0)
    assert a.fields == ("value", "sentence")
    assert (a.was, a.now, a.by) == ("200 USD", "150 USD", "-50 (-25%)")
    assert (c.name, c.kind, c.by) == ("c", "new", "new")
    assert (b.name, b.kind, b.now) == ("b", "gone", "")


@pytest.mark.parametrize(
    ("was", "now", "stated"),
    [
        ("high", "low", ("high USD", "low USD")),
        ([1, "a"], ["a", 1], ('[1, "a"] USD', '["a", 1] USD')),
        ({"a": 1}, None, ('{"a": 1} USD', "holds")),
        (1, "low", ("1 USD", "low USD")),
        (True, 1, ("true USD", "1 USD")),
        (1.0, math.nan, ("1 USD", "nan USD")),
        (1, math.inf, ("1 USD", "inf USD")),
    ],
)
def test_value_of_any_kind_is_stated_on_both_sides(was, now, stated):
    (change,) = compare_findings([finding("a", was)], [finding("a", now)])
    assert change.fields[0] == "value"
    assert (change.was, change.now) == stated
    assert (change.difference, change.by) == (None, "value, sentence")


@pytest.mark.parametrize("value", [math.nan, [math.nan, 1.0], {"a": math.nan}, "x"])
def test_value_that_stays_as_it_was_does_not_differ(value):
    assert compare_findings([finding("a", value)], [finding("a", value)]) == []


def test_numbers_within_a_list_are_held_to_the_tolerance():
    old, new = finding("a", [1000.0, "x"]), finding("a", [1000.5, "x"])
    assert compare_findings([old], [new], tolerance=1e-3) == []
    (change,) = compare_findings([old], [new])
    assert change.fields == ("value", "sentence")


def test_number_too_large_for_a_fraction_is_compared():
    old, new = finding("a", 10**400), finding("a", 10**400 + 1)
    assert compare_findings([old], [old]) == []
    (change,) = compare_findings([old], [new])
    assert change.difference is None


def test_long_value_keeps_the_table_narrow():
    (change,) = compare_findings([finding("a", "x" * 500)], [finding("a", "y\nz")])
    assert (len(change.was), change.now) == (64, "y z USD")


@pytest.mark.parametrize("tolerance", [-1, math.nan, math.inf])
def test_tolerance_that_is_no_share_is_refused(tolerance):
    with pytest.raises(ParameterError, match=f"tolerance={tolerance}: give a share"):
        compare_findings([], [], tolerance=tolerance)


def test_values_of_two_units_have_no_difference():
    (change,) = compare_findings([finding("a", 2.0)], [finding("a", 3.0, unit="EUR")])
    assert change.difference is None
    assert change.by == "unit"


def test_findings_of_a_bare_record_are_compared_by_place():
    (change,) = compare_findings([{"value": 1}, {"value": 2}], [{"value": 1}, {}])
    assert (change.name, change.fields) == ("finding 2", ("value",))


def test_amounts_are_written_out():
    old, new = finding("a", 1.92913e11), finding("a", 2.0e11)
    (change,) = compare_findings([old], [new])
    assert change.was == "192,913,000,000 USD"
    assert change.by == "+7,087,000,000 (+3.67%)"


def test_change_from_zero_has_no_percentage():
    (change,) = compare_findings([finding("a", 0)], [finding("a", 3.0)])
    assert (change.difference, change.percent) == (3.0, None)


def test_finding_that_has_no_rows_any_more_says_so():
    empty = finding("a", None, verdict="no_rows", unit="", n=0, evidence=[])
    (change,) = compare_findings([finding("a")], [empty])
    assert (change.now, change.by) == ("no rows", "unit, verdict")


@pytest.mark.parametrize(("tolerance", "differ"), [(1e-3, 0), (1e-9, 1)])
def test_values_within_the_tolerance_are_the_same(tolerance, differ):
    old, new = [finding("a", 1000.0)], [finding("a", 1000.5)]
    assert len(compare_findings(old, new, tolerance=tolerance)) == differ


def test_evidence_in_another_order_is_the_same():
    old = finding("a", evidence=["x", "y"])
    assert compare_findings([old], [{**old, "evidence": ["y", "x"]}]) == []


def test_words_are_those_that_one_side_only_stands_on(tmp_path):
    words = {"b/c/1": "First.", "b/c/2": "Second.", "b/c/3": "Third."}
    one = report(
        tmp_path,
        "one",
        [finding("a", 1.0, evidence=["b/c/1", "b/c/2"])],
        data=data(words=words),
    )
    two = report(
        tmp_path,
        "two",
        [finding("a", 2.0, evidence=["b/c/1", "b/c/3", "b/c/9"])],
        data=data(words=words),
    )
    (change,) = compare_reports(one, two).findings
    assert change.words_before == ("b/c/2: Second.",)
    assert change.words_after == ("b/c/3: Third.", "b/c/9")


def test_rows_that_say_something_else_are_shown_on_both_sides(tmp_path):
    one = report(tmp_path, "one", [finding("a", 20.0)], data=data())
    edited = data(words={"b/c/1": "Yields are [about 30%]."})
    two = report(tmp_path, "two", [finding("a", 30.0)], data=edited)
    (change,) = compare_reports(one, two).findings
    assert change.words_before == ("b/c/1: Yields are [about 20%].",)
    assert change.words_after == ("b/c/1: Yields are [about 30%].",)


def test_what_changed_underneath_is_named(tmp_path):
    one = report(tmp_path, "one", [], parameters={"since": ""}, data=data())
    claims = {
        "b/c/1": {**CLAIM, "stage": "planned"},
        "c/c/7": {"brief_id": "c", "quote": "a new plant", "actor": "TSMC"},
    }
    two = report(
        tmp_path,
        "two",
        [],
        parameters={"since": "2024-11-18"},
        data=data(
            "two", ("b", "c"), claims, record={"record/s/1": {"label": "Imports"}}
        ),
        versions={"pandas": "3.1"},
    )
    found = [
        (item.what, item.name, item.kind, item.before, item.after)
        for item in compare_reports(one, two).underneath
    ]
    assert found == [
        ("parameter", "Who <pays>?: since", "new", "", "2024-11-18"),
        ("version", "pandas", "changed", "3.0", "3.1"),
        ("data", "stamp", "changed", "one", "two"),
        ("brief", "c", "new", "", "Brief c"),
        ("claim", "b/c/1", "changed", "stage: none", "stage: planned"),
        ("claim", "c/c/7", "new", "", "a new plant (TSMC)"),
        ("record", "record/s/1", "new", "", "Imports"),
    ]


def test_claim_whose_words_were_edited_is_the_same_claim(tmp_path):
    edited = {"b/c/2": {**CLAIM, "quote": "about 30%", "value": "30.0"}}
    one = report(tmp_path, "one", [], data=data())
    two = report(tmp_path, "two", [], data=data(claims=edited))
    (item,) = compare_reports(one, two).underneath
    assert item.name == "b/c/1 -> b/c/2"
    assert item.before == "value: 20.0; quote: about 20%"
    assert item.after == "value: 30.0; quote: about 30%"


def test_report_without_its_data_says_so(tmp_path):
    one = report(tmp_path, "one", [])
    two = report(tmp_path, "two", [], data=data())
    (item,) = compare_reports(one, two).underneath
    assert item.after == "the first report kept no dataset.json"


def test_of_built_folders_only_what_both_reports_kept_is_set_side_by_side(tmp_path):
    edited = {"b/c/1": {**CLAIM, "stage": "planned"}, "c/c/2": CLAIM}
    kept = {**data(), "counts": {"briefs": 1200, "claims": 3}}
    later = {
        **data("two", ("b", "c"), edited, record={"record/s/1": {"label": "Imports"}}),
        "counts": {"briefs": 1300, "claims": 3},
    }
    one = report(tmp_path, "one", [], data=kept)
    two = report(tmp_path, "two", [], data=later)
    found = [
        (item.what, item.name, item.before, item.after)
        for item in compare_reports(one, two).underneath
    ]
    said = "briefs and claims behind findings only: of a built folder no more is kept"
    assert found == [
        ("data", "stamp", "one", "two"),
        ("data", "number of briefs", "1,200", "1,300"),
        ("data", "compared", "", said),
        ("claim", "b/c/1", "stage: none", "stage: planned"),
        ("record", "record/s/1", "", "Imports"),
    ]
    assert compare_reports(one, one).underneath == ()


def test_runs_are_paired_by_parameters_then_by_order():
    def run(name, **parameters):
        return {"notebook": name, "parameters": parameters}

    a, b, c = run("1", x=1), run("1", x=2), run("2")
    x, y, z = run("1", x=2), run("1", x=3), run("3")
    pairs = pair_runs([a, b, c], [x, y, z])
    assert pairs == [(b, x), (a, y), (None, z), (c, None)]


def test_folder_that_is_no_report_is_named(tmp_path):
    with pytest.raises(RunError, match="nowhere: is no report"):
        compare_reports(tmp_path / "nowhere", tmp_path)
    (tmp_path / "findings.json").write_text("[]")
    with pytest.raises(RunError, match=r"its findings\.json is none of a report"):
        compare_reports(tmp_path, tmp_path)
    (tmp_path / "findings.json").write_text("{")
    with pytest.raises(RunError, match=r"findings\.json: can't be read"):
        compare_reports(tmp_path, tmp_path)


@pytest.fixture
def two(tmp_path, monkeypatch):
    """Two reports of a project, in whose folder the test works."""
    (tmp_path / "briefbook.toml").write_text('[project]\ntitle = "T"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BRIEFBOOK_PROJECT", raising=False)
    reports = tmp_path / "reports"
    report(reports, "one", [finding("a", 200.0)], data=data())
    report(reports, "two", [finding("a", 150.0)], data=data("two"))
    return reports


def test_command_prints_one_line_a_change_then_its_words(two, capsys):
    assert main(["diff", "one", "two"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["finding", "one", "two", "change"]
    changed = ["a", "changed", "200", "USD", "150", "USD", "-50", "(-25%)"]
    assert lines[1].split() == changed
    assert lines[2].strip() == "- b/c/1: Yields are [about 20%]."
    assert "  changed data stamp: one -> two" in lines
    assert lines[-1] == "1 findings compared: 1 changed."


def test_command_gives_json_and_takes_folders(two, capsys):
    assert main(["diff", "--json", str(two / "one"), "two"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["findings"][0]["difference"] == -50.0
    assert found["underneath"][0]["kind"] == "changed"


def test_command_writes_a_page_that_needs_no_host(two, tmp_path, capsys):
    assert main(["diff", "one", "two", "--html", "d/diff.html"]) == 0
    html = (tmp_path / "d" / "diff.html").read_text(encoding="utf-8")
    page = BeautifulSoup(html, "html.parser")
    assert [tag.get_text() for tag in page.find_all("h1")] == [
        "What changed from one to two"
    ]
    assert page.html["lang"] == "en"
    assert all(th["scope"] for th in page.find_all("th"))
    assert all(table.caption for table in page.find_all("table"))
    assert "Who <pays>?" in page.get_text()
    assert "http" not in html.replace("http-equiv", "")


def test_command_names_a_report_that_is_none(two, capsys):
    assert main(["diff", "one", "three"]) == 1
    assert "three: is no report" in capsys.readouterr().err
