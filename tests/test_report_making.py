"""The work on a report without a kernel: what a run's fault or Ctrl-C leaves of it."""

import json
import os
import signal
import threading
from pathlib import Path

import pytest

from briefbook.errors import RunError
from briefbook.pages import Siblings, index_of
from briefbook.plan import Job, _named
from briefbook.report import run_report
from briefbook.report_interrupts import Interrupts
from briefbook.runs import Run

FRUIT = Path(__file__).parent / "fixtures" / "notebooks" / "fruit.ipynb"
NAMES = ["fruit-1", "fruit-2", "fruit-3", "fruit-4", "fruit-5"]


@pytest.fixture
def ctrl_c():
    """Let SIGINT raise, as in a shell, and give it back as it was."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield lambda: os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    signal.signal(signal.SIGINT, before)


def make(monkeypatch, output, outcome, **given):
    """Make a report of five runs of which `outcome(name, workspace)` tells the end."""

    def run_job(job, *, folder, workspace, **_):
        found = outcome(job.name, workspace) or "ok"
        return Run(job=job, status=found), None

    monkeypatch.setattr("briefbook.report_making.run_job", run_job)
    grid = {"top": ["1", "2", "3", "4", "5"]}
    given = {"jobs": 1, "cold": True, "html": False, "grid": grid, **given}
    return run_report([FRUIT], output=output, **given)


def statuses(output):
    kept = json.loads((output / "findings.json").read_text(encoding="utf-8"))
    return [run["status"] for run in kept["runs"]]


def test_unforeseen_fault_of_a_run_is_its_own(tmp_path, monkeypatch):
    told = []

    def outcome(name, _):
        if name == "fruit-2":
            raise TypeError("unhashable \ud800")

    output = tmp_path / "latest"
    report = make(monkeypatch, output, outcome, on_progress=told.append)
    assert [run.job.name for run in report.runs] == NAMES
    assert statuses(output) == ["ok", "failed", "ok", "ok", "ok"]
    assert str(report.runs[1]).startswith("fruit-2 (fruit.ipynb) failed: TypeError: un")
    assert "unhashable \\ud800" in report.index.read_text(encoding="utf-8")
    assert [e.done for e in told if e.kind == "end"] == [1, 2, 3, 4, 5]
    assert told[-1].passed == told[-1].in_all > 5


def test_place_that_cannot_be_written_is_no_fault_of_a_run(tmp_path, monkeypatch):
    def outcome(name, _):
        raise OSError(28, "No space left on device")

    with pytest.raises(RunError, match="can't be written .No space left on device"):
        make(monkeypatch, tmp_path / "latest", outcome)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
@pytest.mark.parametrize(
    "step", ["_write_index", "write_records", "_write_state", "publish"]
)
def test_ctrl_c_after_the_last_run_takes_no_report_away(
    tmp_path, monkeypatch, ctrl_c, step
):
    import briefbook.report

    real = getattr(briefbook.report, step)

    def interrupted(*given):
        ctrl_c()
        ctrl_c()
        return real(*given)

    monkeypatch.setattr(briefbook.report, step, interrupted)
    output = tmp_path / "latest"
    report = make(monkeypatch, output, lambda *_: None)
    assert (report.made, report.interrupted, report.exit_code) == (True, True, 130)
    assert statuses(output) == ["ok"] * 5
    assert [path.name for path in tmp_path.iterdir()] == ["latest"]


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
def test_ctrl_c_again_and_again_ends_what_runs_and_keeps_what_is_done(
    tmp_path, monkeypatch, ctrl_c
):
    done = threading.Event()

    def outcome(name, workspace):
        if name == "fruit-1":
            return "ok"
        if name == "fruit-2":
            ctrl_c()
        while not workspace.closed:
            done.wait(0.01)
        ctrl_c()
        return "interrupted"

    output = tmp_path / "latest"
    report = make(monkeypatch, output, outcome)
    assert (report.made, report.interrupted) == (True, True)
    assert statuses(output) == ["ok"] + ["interrupted"] * 4


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
def test_ctrl_c_before_a_run_is_done_leaves_the_last_report(
    tmp_path, monkeypatch, ctrl_c
):
    output = tmp_path / "latest"
    make(monkeypatch, output, lambda *_: None)

    def outcome(name, workspace):
        ctrl_c()
        return "interrupted"

    report = make(monkeypatch, output, outcome)
    assert (report.made, report.exit_code) == (False, 130)
    assert statuses(output) == ["ok"] * 5
    assert [path.name for path in tmp_path.iterdir()] == ["latest"]


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
def test_ctrl_c_that_is_ignored_stays_so(ctrl_c):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Interrupts() as interrupts:
        ctrl_c()
    assert not interrupts.came
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    signal.signal(signal.SIGINT, signal.default_int_handler)


def job(name="a", path="a.ipynb", **given):
    return Job(name=name, path=Path("/notebooks") / path, given=given)


@pytest.mark.parametrize(
    ("stamps", "kept", "told"),
    [
        (["one", "one", ""], "one", "3 reports."),
        (["one", ""], "", "2 reports."),
        (["", ""], "one", "2 reports."),
        (["one", "two"], "one", "2 reports. The runs read different data; each says"),
        (["two"], "one", "1 report. What was read differs from the data kept in data"),
    ],
)
def test_index_tells_where_runs_read_different_data(stamps, kept, told):
    page = index_of([Run(job=job(), stamp=stamp) for stamp in stamps], None, kept=kept)
    differ = not told.endswith("s.")
    assert page["summary"].startswith(told)
    assert page["summary"] == told or differ
    assert page["kept"] == (kept if differ else "")
    assert page["stamp"] == ("" if differ or not stamps[0] else stamps[0])
    notes = [note for run in page["runs"] for note in run["notes"]]
    assert notes == ([f"Data: {stamp}" for stamp in stamps] if differ else [])


def test_link_to_another_notebook_leads_to_its_run_with_equal_values(monkeypatch):
    jobs = [
        job("a-1", actors=["x"]),
        job("a-2", actors=["y"]),
        job("b-1", "sub/b.ipynb", actors=["x"]),
        job("b-2", "sub/b.ipynb", actors=["y"]),
        job("c", "c.ipynb"),
    ]
    siblings = Siblings(jobs)
    asked = []
    real = os.path.relpath
    monkeypatch.setattr(os.path, "relpath", lambda *a: asked.append(a) or real(*a))
    assert siblings.links(jobs[1]) == {
        "a.ipynb": "a-2.html",
        "sub/b.ipynb": "b-2.html",
        "c.ipynb": "c.html",
    }
    assert siblings.links(jobs[2])["../a.ipynb"] == "a-1.html"
    assert siblings.links(jobs[4])["sub/b.ipynb"] == "b-1.html"
    # Once a notebook and page, not once a run and page.
    assert len(asked) == 9


def test_runs_that_differ_in_a_secret_only_are_numbered():
    jobs = [job(token=str(n), top=1) for n in range(3)]
    jobs.insert(1, job(path="other/A.ipynb", top=2))
    assert [named.name for named in _named(jobs)] == ["a", "a-2", "a-3", "a-4"]
