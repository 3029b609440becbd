"""The findings that a project accepted, and a run that differs from them."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from briefbook.baseline import accept, verify
from briefbook.errors import RunError
from briefbook.plan import Job
from briefbook.runs import Run

FINDING = {
    "name": "growth",
    "sentence": "It grew by 12%.",
    "value": 12.0,
    "unit": "percent",
    "n": 2,
    "evidence": ["b/c/1", "b/c/2"],
    "verdict": "holds",
    "objection": "A long one.",
}


def run(name="01", given=None, **changes):
    job = Job(name=name, path=Path(f"{name}.ipynb"), given=given or {})
    return Run(job=job, findings=({**FINDING, **changes},))


def differences(path, *runs, **given):
    return [str(found) for found in verify(path, runs, **given)]


def test_run_equal_to_the_baseline_differs_in_nothing(tmp_path):
    path = tmp_path / "baseline.json"
    assert accept(path, [run()]) == 1
    assert differences(path, run()) == []


def test_every_difference_is_named_with_both_sides(tmp_path):
    path = tmp_path / "baseline.json"
    accept(path, [run()])
    other = run(value=15.0, sentence="It grew by 15%.", evidence=["b/c/1", "b/c/3"])
    assert differences(path, other) == [
        "01: growth: 12 percent -> 15 percent (+3 (+25%)); evidence -b/c/2, +b/c/3"
    ]
    assert differences(path, run(verdict="does_not_hold")) == [
        "01: growth: verdict 'holds' -> 'does_not_hold'"
    ]
    assert differences(path, run(sentence="It grew.")) == [
        "01: growth: sentence 'It grew by 12%.' -> 'It grew.'"
    ]


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        ("high", "low", "high percent -> low percent"),
        ([1], [2], "[1] percent -> [2] percent"),
        (12.0, None, "12 percent -> holds"),
    ],
)
def test_value_that_is_no_number_is_named_on_both_sides(tmp_path, was, now, words):
    path = tmp_path / "baseline.json"
    accept(path, [run(value=was)])
    assert differences(path, run(value=was)) == []
    assert differences(path, run(value=now)) == [f"01: growth: {words}"]
    assert accept(path, [run(value=math.nan)]) == 1
    assert differences(path, run(value=math.nan)) == []


def test_finding_that_is_new_or_gone_is_named(tmp_path):
    path = tmp_path / "baseline.json"
    accept(path, [run()])
    job = run().job
    other = Run(job=job, findings=({**FINDING, "name": "decline"},))
    assert differences(path, other) == [
        "01: decline: new, 12 percent",
        "01: growth: gone, was 12 percent",
    ]


def test_value_within_the_tolerance_passes(tmp_path):
    path = tmp_path / "baseline.json"
    accept(path, [run()])
    assert differences(path, run(value=12.001), tolerance=0.01) == []
    assert len(differences(path, run(value=12.001))) == 1


def test_runs_are_known_by_notebook_and_parameters(tmp_path):
    path = tmp_path / "baseline.json"
    accept(path, [run(given={"since": "2024-11-01", "actors": []})])
    accept(path, [run(), run("02")])
    accept(path, [run(value=13.0)])
    same = run("01", given={"actors": [], "since": "2024-11-01"})
    assert differences(path, same, run(value=13.0), run("02")) == []
    assert differences(path, run(given={"since": "2024-12-01"})) == [
        "01: is not in the baseline; accept it with --accept"
    ]


def test_failed_run_is_no_baseline_and_differs(tmp_path):
    path = tmp_path / "baseline.json"
    failed = replace(run(), status="failed", cell=3, error="ValueError")
    with pytest.raises(RunError, match="01 failed, so nothing was accepted"):
        accept(path, [run("02"), failed])
    assert not path.exists()
    accept(path, [run()])
    assert differences(path, failed) == ["01: This run failed in cell 3: ValueError"]


def test_accepting_twice_changes_no_byte_and_no_secret_is_kept(tmp_path):
    path = tmp_path / "baseline.json"
    runs = [run("02"), run(given={"api_token": "hunter2"})]
    accept(path, runs)
    before = path.read_bytes()
    accept(path, runs)
    assert path.read_bytes() == before
    assert b"hunter2" not in before
    assert b"A long one" not in before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no baseline yet .*--accept"),
        ("{", "is no baseline"),
        ('{"runs": [{"notebook": "01.ipynb"}]}', "is no baseline .KeyError"),
    ],
)
def test_baseline_that_is_missing_or_broken_is_named(tmp_path, content, message):
    path = tmp_path / "baseline.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(RunError, match=message):
        verify(path, [run()])
