"""What users ask of parameters, reports, reruns and what they say when they fail."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell

import briefbook as bb
import test_build
import test_report
from briefbook.cli import main
from briefbook.parameter_values import coerce
from briefbook.parameters import read_parameters
from briefbook.plan import plan_jobs
from briefbook.project import Project, read_project
from briefbook.report import run_report
from lab_server import ROOT
from test_own_reports import shown
from three_runs import NOTEBOOKS, Runs

CHIPS = ROOT / "notebooks" / "01_chips.ipynb"
posix = pytest.mark.skipif(os.name != "posix", reason="sends signals")
KILL = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("BRIEFBOOK_PROJECT", raising=False)


@pytest.mark.parametrize(
    ("given", "telling"),
    [
        (["-p", "actrs", "X"], "not taken by 01_chips.ipynb, did you mean 'actors'?"),
        (["-p", "since", "20 November"], "expected a day like 2024-11-20"),
        (["-p", "value_min", "much"], "'much' is not valid, expected a number"),
    ],
)
@pytest.mark.usefixtures("at_home")
def test_ask_02_wrong_parameters_stop(
    given: list[str],
    telling: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No dataset is read, no kernel is made, and what was to fork them is gone."""

    def begun(*args: object, **options: object) -> None:
        raise AssertionError("begun")

    monkeypatch.setattr("briefbook.dataset.load_dataset", begun)
    monkeypatch.setattr("briefbook.warm_makers.Zygote.fork", begun)
    monkeypatch.setattr("briefbook.warm_pool.Pool.fork", begun)
    before = psutil.Process().children()
    assert main(["report", "01_chips", *given]) == 2
    assert telling in capsys.readouterr().err
    assert psutil.Process().children() == before


def test_ask_02_a_list_as_text_and_an_optional_number_are_taken_as_meant() -> None:
    (job,) = plan_jobs([CHIPS], parameters={"actors": "[Huawei, SMIC]"})
    assert job.given == {"actors": ["Huawei", "SMIC"]}
    cell = {
        "cell_type": "code",
        "source": "top: int | None = None  # how many",
        "metadata": {"tags": ["parameters"]},
    }
    (top,) = read_parameters({"cells": [cell]})
    assert [coerce(top, text) for text in ("3", "none")] == [3, None]


def test_ask_04_a_report_is_one_light_file_that_needs_no_network(
    runs: Runs, browser
) -> None:
    for name in NOTEBOOKS:
        path = runs.root / "reports" / "first" / f"{name}.html"
        assert path.stat().st_size <= 2_000_000
        context = browser.new_context(offline=True)
        page, asked = context.new_page(), []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(path.as_uri())
        links = page.locator(".bb-contents a")
        assert links.count() > 3
        links.last.click()
        target = page.locator(page.evaluate("location.hash"))
        assert target.inner_text() == links.last.inner_text()
        code = page.locator("details.bb-source")
        assert code.count() > 3
        assert page.locator("details.bb-source[open]").count() == 0
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        context.close()


@posix
@pytest.mark.usefixtures("warm")
def test_ask_05_a_failure_says_where_and_the_other_reports_finish(
    runs: Runs,
) -> None:
    """One of our notebooks, with a cell that fails, or whose kernel is killed."""
    ends = {"raises": "raise ValueError('no rows')", "killed": KILL}
    paths = [CHIPS]
    for stem, source in ends.items():
        notebook = nbformat.read(CHIPS, as_version=4)
        notebook.cells[12:] = [new_code_cell(source)]
        paths.append(runs.root / "notebooks" / f"{stem}.ipynb")
        nbformat.write(notebook, paths[-1])
    project = read_project(runs.root)
    output = runs.root / "reports" / "failing"
    report = run_report(paths[1:] + paths[:1], output=output, project=project, jobs=2)
    for path in paths[1:]:
        path.unlink()
    assert report.exit_code == 1
    by_name = {run.job.name: run for run in report.runs}
    assert by_name["01_chips"].status == "ok"
    for stem, status in (("raises", "failed"), ("killed", "kernel_died")):
        run = by_name[stem]
        assert (run.status, run.cell) == (status, 13)
        page = (output / run.html).read_text(encoding="utf-8")
        assert "in cell 13" in page and page.count("data:image/png") == 4
        kept = nbformat.read(output / run.notebook, as_version=4)
        assert sum(bool(cell.get("outputs")) for cell in kept.cells) >= 5


def test_ask_05_a_run_that_takes_too_long_says_where(tmp_path: Path) -> None:
    test_report.test_time_limit_is_reported_with_the_cell_and_what_it_had_said(tmp_path)


@posix
def test_ask_05_an_interrupt_leaves_no_kernel_and_keeps_what_was_finished(
    tmp_path: Path,
) -> None:
    test_report.test_ctrl_c_leaves_no_kernel_and_keeps_what_was_finished(tmp_path)


@posix
def test_ask_05_a_killed_build_leaves_no_duplicate_and_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project: Project = read_project(test_build.VIEWS)
    test_build.test_a_killed_build_leaves_what_was_and_goes_on_where_it_was(
        tmp_path, project, monkeypatch
    )


GRID = {
    "themes": [["chips"], ["e-commerce"], ["ai-governance"], ["trade-policy"]],
    "since": ["", "2024-11-18", "2024-11-20", "2024-11-22"],
    "value_min": ["", "1e9"],
}


def test_ask_06_a_grid_of_32_is_32_runs_of_their_own() -> None:
    """How fast they are is measured by ``benchmarks/bench_reports.py``."""
    jobs = plan_jobs([CHIPS], grid=GRID)
    assert len(jobs) == len({job.name for job in jobs}) == 32
    given = {
        (*job.given["themes"], job.given["since"], job.given["value_min"])
        for job in jobs
    }
    least = ("", 1e9)
    assert given == {
        (theme, day, value)
        for (theme,) in GRID["themes"]
        for day in GRID["since"]
        for value in least
    }


@pytest.mark.usefixtures("warm")
def test_ask_06_runs_at_once_give_what_each_gives_alone(tmp_path: Path) -> None:
    fruit = test_report.FRUIT
    grid = {"actors": [[f"Orchard {n:02d}"] for n in range(10)], "top": [1, 2]}
    report = run_report([fruit], output=tmp_path / "out", grid=grid, jobs=4)
    assert [run.status for run in report.runs] == ["ok"] * 20
    for run in report.runs:
        (found,) = run.findings
        number = int(run.job.given["actors"][0].split()[-1])
        assert found["value"] == 1000.0 + 137 * number
    assert all(run.seconds > 0 for run in report.runs)


def test_ask_09_a_rerun_changes_nothing_and_a_changed_value_its_own_notebook(
    runs: Runs,
) -> None:
    assert runs.statuses == {"first": 0, "again": 0, "changed": 1}
    for name in NOTEBOOKS:
        committed = ROOT / "notebooks" / f"{name}.ipynb"
        rerun = shown(runs.root / "reports" / "again" / f"{name}.ipynb")
        assert rerun == shown(committed)
        assert (runs.root / "notebooks" / f"{name}.ipynb").read_bytes() == (
            committed.read_bytes()
        )
    changed = {
        name: shown(runs.root / "reports" / "changed" / f"{name}.ipynb")
        != shown(ROOT / "notebooks" / f"{name}.ipynb")
        for name in NOTEBOOKS
    }
    assert changed == {"01_chips": True, "02_ecommerce": False}


def test_ask_11_the_view_reruns_and_two_reports_are_compared(
    runs: Runs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(runs.root)
    monkeypatch.delenv("BRIEFBOOK_PROJECT", raising=False)
    ds = bb.load_dataset()
    ex = bb.Explorer(ds, corpora=["2024-11"], actors=["Huawei"])
    words = shlex.split(ex.command("01_chips"))
    assert main([*words[1:], "-q", "--name", "view"]) == 0
    kept = json.loads(
        (runs.root / "reports" / "view" / "findings.json").read_text(encoding="utf-8")
    )
    findings = {found["name"]: found for found in kept["runs"][0]["findings"]}
    rows = set(ex.rows["claim_id"])
    assert rows == set(ds.where(**ex.view.to_dict()).claims["claim_id"])
    own = bb.answer(ds.where(**ex.view.to_dict()), "chips")
    for name, found in own.items():
        assert findings[name]["value"] == found.value
        assert findings[name]["evidence"] == list(found.evidence)
    capsys.readouterr()
    assert main(["diff", "first", "again", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []
    assert main(["diff", "first", "changed", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(f["name"], f["kind"]) for f in found["findings"]] == [
        ("yield_cost", "changed")
    ]
    rows = [f for f in found["underneath"] if f["what"] == "record"]
    assert len(rows) == 1
