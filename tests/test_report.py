import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from briefbook.errors import NotebookError, ParameterError, RunError
from briefbook.plan import Job, plan_jobs
from briefbook.project import find_project
from briefbook.publish import publish, staging_folder, write_records
from briefbook.report import run_report
from briefbook.runs import Run, _tidy, recorded

FIXTURES = Path(__file__).parent / "fixtures" / "notebooks"
FRUIT, BROKEN = FIXTURES / "fruit.ipynb", FIXTURES / "broken.ipynb"
HOSTILE = FIXTURES / "hostile.ipynb"
NASTY = "a\n\"b\" {{ c }} {d}; rm -rf ~ 'e' \\n ü \u2028" + "x" * 10_000
WHERE = """
import json, os, sys
facts = [sys.executable, os.getcwd(), os.environ["BRIEFBOOK_PROJECT"]]
print(json.dumps({"findings": [{"facts": facts, "text": text}]}))
"""


def write_notebook(path, *cells):
    notebook = new_notebook(cells=[new_code_cell(source) for source, _ in cells])
    for cell, (_, tags) in zip(notebook.cells, cells, strict=True):
        cell.metadata["tags"] = tags
    notebook.metadata["kernelspec"] = {"name": "elsewhere", "display_name": "Elsewhere"}
    nbformat.write(notebook, path)
    return path


def made(root):
    (root / "briefbook.toml").write_text('[project]\ntitle = "Tests"\n')
    (root / "notebooks").mkdir()
    where = write_notebook(
        root / "notebooks" / "{where} a'b.ipynb",
        ("text = ''", ["parameters"]),
        (WHERE, ["record"]),
    )
    return find_project(root), where


@pytest.fixture(scope="module")
def report(tmp_path_factory, warm):
    root = tmp_path_factory.mktemp("project")
    project, where = made(root)
    told = []
    result = run_report(
        [FRUIT, BROKEN, where],
        output=root / "reports" / "latest",
        parameters={"token": "hunter2", "text": NASTY, "actors": "Orchard 03"},
        grid={"mode": ["raise", "exit"]},
        project=project,
        jobs=2,
        on_progress=told.append,
    )
    return result, told, project


def run_named(report, name):
    return next(run for run in report[0].runs if run.job.name == name)


def test_every_run_leaves_a_notebook_and_a_page(report):
    folder = report[0].folder
    names = {path.name for path in folder.iterdir()}
    stems = ["fruit", "broken-raise", "broken-exit", "{where} a'b"]
    assert names == {
        *(f"{stem}.{suffix}" for stem in stems for suffix in ("html", "ipynb")),
        *("index.html", "findings.json", "runs.csv"),
    }
    assert [path.name for path in folder.parent.iterdir()] == ["latest"]


def test_a_run_tells_how_much_of_it_no_cell_took(report):
    for run in report[0].runs:
        took = json.loads((report[0].folder / run.notebook).read_text("utf-8"))
        cells = [cell["metadata"].get("papermill", {}) for cell in took["cells"]]
        in_cells = sum(cell.get("duration") or 0 for cell in cells)
        assert run.overhead == pytest.approx(max(0, run.seconds - in_cells), abs=0.01)
        assert 0 <= run.overhead <= run.seconds


def test_given_parameter_reaches_the_notebook_and_its_findings(report):
    fruit = run_named(report, "fruit")
    assert fruit.status == "ok"
    assert fruit.findings[0]["sentence"] == "1 orchards shipped 1,411 tonnes."
    assert fruit.stamp == "14 made-up orchards, season 1"
    kept = json.loads((report[0].folder / "findings.json").read_text(encoding="utf-8"))
    assert kept["runs"][0]["findings"] == [dict(fruit.findings[0])]


def test_kernel_is_this_interpreter_in_the_notebooks_folder(report):
    facts = run_named(report, "{where} a'b").findings[0]["facts"]
    root = report[2].root
    assert facts == [sys.executable, str(root / "notebooks"), str(root)]


def test_text_of_any_kind_arrives_as_it_is(report):
    assert run_named(report, "{where} a'b").findings[0]["text"] == NASTY


def test_failed_cell_is_named_and_does_not_stop_the_others(report):
    run = run_named(report, "broken-raise")
    assert (run.status, run.cell, run.error) == ("failed", 5, "ValueError")
    assert run.line.startswith("raise ValueError(")
    assert run.message == "no rows for <b>this</b> choice"
    assert str(run).startswith(
        "broken-raise (broken.ipynb) failed in cell 5: ValueError: no rows for "
    )
    assert report[0].exit_code == 1
    assert {r.job.name for r in report[0].failed} == {"broken-raise", "broken-exit"}


def test_failed_run_keeps_its_notebook_with_what_came_before(report):
    text = (report[0].folder / "broken-raise.html").read_text(encoding="utf-8")
    assert "ran before the failure" in text
    assert "This run failed in cell 5: ValueError" in text
    assert "no rows for &lt;b&gt;this" in text


def test_dead_kernel_is_reported_as_such_with_its_cell(report):
    run = run_named(report, "broken-exit")
    assert (run.status, run.cell) == ("kernel_died", 5)
    assert run.headline == "This run lost its kernel in cell 5"
    notebook = nbformat.read(report[0].folder / run.notebook, as_version=4)
    errors = [o for c in notebook.cells for o in c.get("outputs", []) if "ename" in o]
    assert [error.ename for error in errors] == ["Kernel died"]


def test_secret_is_written_nowhere(report):
    folder = report[0].folder
    texts = [path.read_text(encoding="utf-8") for path in folder.iterdir()]
    assert not [text for text in texts if "hunter2" in text]


# As black, where it is installed, breaks the lines of papermill's cell.
WRAPPED = """# Parameters
access_token = (
    "hunter2"
)
top = 3
passwords = [
    "hunter3",
    "hunter4",
]
"""


def test_secret_that_spans_lines_leaves_a_cell_of_python_without_it():
    given = {"access_token": "hunter2", "top": 3, "passwords": ["hunter3", "hunter4"]}
    job = Job(name="a", path=Path("a.ipynb"), given=given)
    cell = new_code_cell(WRAPPED, metadata={"tags": ["injected-parameters"]})
    notebook = new_notebook(cells=[cell, new_code_cell("top")])
    _tidy(notebook, job, None)
    assert "hunter" not in json.dumps(notebook)
    values = {}
    exec(notebook.cells[0].source, values)  # noqa: S102 (the cell that we wrote)
    assert (values["access_token"], values["passwords"]) == ("***", "***")
    assert values["top"] == 3


def test_report_names_no_path_of_this_machine(report):
    root = str(report[2].root)
    page = (report[0].folder / "fruit.html").read_text(encoding="utf-8")
    notebook = (report[0].folder / "fruit.ipynb").read_text(encoding="utf-8")
    assert root not in page + notebook
    assert str(FIXTURES) not in page + notebook


def test_page_states_how_to_rerun_it(report):
    page = (report[0].folder / "fruit.html").read_text(encoding="utf-8")
    assert "briefbook report fruit.ipynb -p actors 'Orchard 03'" in page


def test_index_says_what_failed_and_what_a_notebook_does_not_take(report):
    text = report[0].index.read_text(encoding="utf-8")
    assert "4 reports, 2 of them failed." in text
    assert "does not take mode, token, text" in text
    assert "1 orchards shipped 1,411 tonnes." in text


def test_progress_tells_start_cells_and_end_of_every_run(report):
    told = report[1]
    assert [e.kind for e in told].count("start") == 4
    assert [e.done for e in told if e.kind == "end"][-1] == 4
    assert all(1 <= e.cell <= e.cells for e in told if e.kind == "cell")


def test_time_limit_is_reported_with_the_cell_and_what_it_had_said(tmp_path):
    project, _ = made(tmp_path)
    result = run_report(
        [BROKEN],
        output=tmp_path / "reports" / "slow",
        parameters={"mode": "sleep"},
        project=project,
        timeout=1,
    )
    (run,) = result.runs
    assert (run.status, run.cell) == ("timed_out", 5)
    assert "The run may take 1 seconds" in run.message
    assert "slept" in (result.folder / run.html).read_text(encoding="utf-8")


# Where the tests run in the background of a shell, SIGINT is ignored by those below it.
INTERRUPTED = """
import signal
import sys
from pathlib import Path
from briefbook.report import run_report

signal.signal(signal.SIGINT, signal.default_int_handler)

def told(event):
    print(event.kind, event.name, event.cell, flush=True)

paths = [Path(p) for p in sys.argv[2:]]
result = run_report(
    paths, output=Path(sys.argv[1]), grid={"mode": ["none", "sleep", "later"]},
    jobs=1, on_progress=told,
)
print([run.status for run in result.runs], flush=True)
sys.exit(result.exit_code)
"""


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
def test_ctrl_c_leaves_no_kernel_and_keeps_what_was_finished(tmp_path):
    made(tmp_path)
    environment = {**os.environ, "HOME": "", "LC_ALL": "C"}
    environment.pop("BRIEFBOOK_PROJECT", None)
    # A folder whose name papermill and the shell would read otherwise.
    output = tmp_path / "re{p}orts" / "latest"
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(output), str(BROKEN)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment,
        text=True,
    )
    for line in process.stdout:
        if line.strip() == "cell broken-sleep 6":
            break
    # The event comes before the cell is sent; what matters is that a kernel runs.
    time.sleep(0.3)
    kernels = psutil.Process(process.pid).children(recursive=True)
    assert kernels
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert "['ok', 'interrupted', 'interrupted']" in out
    assert not [k for k in kernels if k.is_running() and k.status() != "zombie"]
    assert err == ""
    index = (output / "index.html").read_text(encoding="utf-8")
    assert "This run was interrupted in cell 5" in index
    assert (output / "broken-none.html").exists()
    assert [path.name for path in output.parent.iterdir()] == ["latest"]


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"parameters": {"actrs": "x"}}, ParameterError, "did you mean 'actors'"),
        ({"parameters": {"top": "many"}}, ParameterError, "expected a whole number"),
        (
            {"parameters": {"actors": "Orchad"}, "choices": {"actors": ["Orchard"]}},
            ParameterError,
            "did you mean 'Orchard'",
        ),
    ],
)
def test_wrong_parameter_is_refused_before_anything_starts(
    tmp_path, given, error, message
):
    with pytest.raises(error, match=message):
        run_report([FRUIT], output=tmp_path / "reports" / "latest", **given)
    assert list(tmp_path.iterdir()) == []


def test_no_notebook_is_an_error(tmp_path):
    with pytest.raises(NotebookError, match="no notebook to run"):
        run_report([], output=tmp_path / "latest")


def test_folder_that_is_no_report_is_not_touched(tmp_path):
    mine = tmp_path / "data"
    mine.mkdir()
    (mine / "kept.txt").write_text("mine")
    with pytest.raises(RunError, match="data: is there already and is no report"):
        run_report([FRUIT], output=mine)
    assert (mine / "kept.txt").read_text() == "mine"


def test_folder_of_ones_own_called_previous_is_named_and_stays(tmp_path):
    mine = tmp_path / "previous"
    mine.mkdir()
    (mine / "kept.txt").write_text("mine")
    for _ in range(2):
        with pytest.raises(RunError, match="previous: is no report .*; move it away"):
            run_report([FRUIT], output=tmp_path / "latest")
    assert [path.name for path in tmp_path.iterdir()] == ["previous"]
    assert (mine / "kept.txt").read_text() == "mine"


def test_folder_called_previous_that_comes_meanwhile_stays(tmp_path):
    publish_as(tmp_path / "latest", "old")

    def late():
        with staging_folder(tmp_path / "latest") as folder:
            (tmp_path / "previous").mkdir()
            (tmp_path / "previous" / "kept.txt").write_text("mine")
            publish(folder, tmp_path / "latest")

    with pytest.raises(RunError, match="is there and is no report: .*previous"):
        late()
    assert (tmp_path / "previous" / "kept.txt").read_text() == "mine"
    assert (tmp_path / "latest" / "findings.json").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("name", ["previous", "Previous"])
def test_place_of_the_report_before_is_refused_before_anything_runs(tmp_path, name):
    message = "revious: is where the report before is kept; choose another name"
    with pytest.raises(RunError, match=message):
        run_report([FRUIT], output=tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="file: can't be written"):
        run_report([FRUIT], output=tmp_path / "file" / "latest")


def test_full_disk_is_named_and_the_old_report_stays(tmp_path, monkeypatch):
    output = tmp_path / "reports" / "latest"
    publish_as(output, "old")

    def full(path, content):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("briefbook.runs.write_whole", full)
    with pytest.raises(RunError, match="can't be written .No space left on device"):
        run_report([FRUIT], output=output)
    assert (output / "findings.json").read_text() == "old"
    assert [path.name for path in output.parent.iterdir()] == ["latest"]


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="root writes everywhere"
)
def test_folder_that_is_not_writable_is_named(tmp_path):
    (tmp_path / "reports").mkdir(mode=0o500)
    with pytest.raises(RunError, match="reports: can't be written .Permission denied"):
        run_report([FRUIT], output=tmp_path / "reports" / "latest")


def test_two_reports_at_once_to_one_place_leave_both(tmp_path):
    output = tmp_path / "latest"

    def make(text):
        for _ in range(20):
            publish_as(output, text)

    with ThreadPoolExecutor() as pool:
        list(pool.map(make, "ab"))
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"latest", "previous"}
    assert (output / "findings.json").read_text() in ("a", "b")


def publish_as(output, text):
    with staging_folder(output) as folder:
        (folder / "findings.json").write_text(text)
        publish(folder, output)


def test_new_report_takes_the_place_and_the_old_one_is_kept(tmp_path):
    output = tmp_path / "latest"
    for text in "123":
        publish_as(output, text)
    assert (output / "findings.json").read_text() == "3"
    assert (tmp_path / "previous" / "findings.json").read_text() == "2"
    assert len(list(tmp_path.iterdir())) == 2


def test_report_that_breaks_off_leaves_the_old_one(tmp_path):
    output = tmp_path / "latest"
    publish_as(output, "old")
    with (
        pytest.raises(RunError, match="what was there before is untouched"),
        staging_folder(output) as folder,
    ):
        (folder / "half.html").write_text("half")
        raise OSError(28, "No space left on device", "half.html")
    assert [path.name for path in tmp_path.iterdir()] == ["latest"]
    assert (output / "findings.json").read_text() == "old"


def test_what_a_killed_process_left_is_removed(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    abandoned = tmp_path / f".latest.{gone.pid}.abc"
    abandoned.mkdir()
    publish_as(tmp_path / "latest", "new")
    assert not abandoned.exists()


def test_runs_of_a_grid_are_named_after_what_differs():
    jobs = plan_jobs(
        [FRUIT, HOSTILE],
        parameters={"top": "2"},
        grid={"actors": [["Orchard 01"], ["Orchard 02", "a/b"]], "since": "2024-10-01"},
    )
    assert [job.name for job in jobs] == [
        "fruit-orchard-01",
        "hostile",
        "fruit-orchard-02-a-b",
    ]
    assert jobs[0].given == {
        "actors": ["Orchard 01"],
        "since": "2024-10-01",
        "top": 2,
    }
    assert jobs[1].ignored == ("actors", "since", "top")


def test_runs_that_would_be_named_alike_are_numbered(tmp_path):
    (tmp_path / "index.ipynb").write_text('{"cells": []}')
    other = tmp_path / "other"
    other.mkdir()
    (other / "Index.ipynb").write_text('{"cells": []}')
    jobs = plan_jobs([tmp_path / "index.ipynb", other / "Index.ipynb"])
    assert len({job.name.casefold() for job in jobs} | {"index"}) == 3


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "stream", "name": "stdout", "text": '{"findings": [{"n": 1}]}'},
        {
            "output_type": "execute_result",
            "data": {"text/plain": '\'{"findings": [{"n": 1}]}\''},
        },
        {
            "output_type": "display_data",
            "data": {"application/json": {"findings": [{"n": 1}]}},
        },
    ],
)
def test_findings_are_read_however_the_cell_gives_them(output):
    cell = {"metadata": {"tags": ["record"]}, "outputs": [output]}
    assert recorded({"cells": [cell]}) == (({"n": 1},), "")


def record_cell(text):
    output = {"output_type": "stream", "name": "stdout", "text": text}
    return {"cells": [{"metadata": {"tags": ["record"]}, "outputs": [output]}]}


@pytest.mark.parametrize("text", ["12 findings", "[" * 100_000, '{"findings": 1}'])
def test_record_cell_that_gives_no_findings_is_named(text):
    with pytest.raises(NotebookError, match="cell 1, tagged 'record', must give JSON"):
        recorded(record_cell(text))


@pytest.mark.parametrize("shown", ["'a' is b", "'", '"a" + c'])
def test_record_value_that_is_shown_like_a_text_is_named(shown):
    output = {"output_type": "execute_result", "data": {"text/plain": shown}}
    cell = {"metadata": {"tags": ["record"]}, "outputs": [output]}
    message = "cell 1, tagged 'record', must give JSON .*; it gave "
    with pytest.raises(NotebookError, match=message) as caught:
        recorded({"cells": [cell]})
    assert str(caught.value).endswith(repr(shown))


@pytest.mark.parametrize(
    ("finding", "message"),
    [
        ('["a", "b"]', r"gives \['a', 'b'\] as a finding; give an object"),
        ('{"name": "a", "value": "high"}', "'a': value is 'high'; give a finite"),
        ('{"name": "a", "value": NaN}', "'a': value is nan; give a finite"),
        ('{"name": "a", "value": 1e999}', "'a': value is inf; give a finite"),
        (f'{{"name": "a", "value": 1{"0" * 400}}}', "'a': value is 10+.*; give a"),
        ('{"name": "a", "evidence": "b/c/1"}', "evidence is 'b/c/1'; give a list"),
        ('{"evidence": [{"id": "c"}]}', r"evidence is \[{'id': 'c'}\]; give a list"),
        ('{"name": "a", "sentence": "\\ud800"}', r"holds '\\ud800', half a character"),
        ('{"name": "\\udc00"}', r"finding '\\udc00': holds '\\udc00', half a"),
        ('{"name": "a", "n": [NaN]}', "'a': holds NaN or an infinite number; give"),
    ],
)
def test_finding_that_no_report_can_hold_is_named(finding, message):
    fine = '{"name": "fine", "value": 1.5, "evidence": ["b/c/1"], "more": {}}'
    with pytest.raises(NotebookError, match=f"cell 1, .*{message}") as caught:
        recorded(record_cell(f'{{"findings": [{fine}, {finding}]}}'))
    assert "fine" not in str(caught.value)


def test_stamp_that_a_cell_leaves_empty_is_none():
    assert recorded(record_cell('{"findings": [], "stamp": null}')) == ((), "")


def test_message_that_utf8_cannot_hold_is_written_down_escaped(tmp_path):
    job = Job(name="a", path=Path("a.ipynb"))
    write_records(tmp_path, [Run(job=job, status="failed", message="a \ud800")])
    assert "a \\ud800" in (tmp_path / "runs.csv").read_text(encoding="utf-8")
