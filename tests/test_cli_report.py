"""`briefbook report`: what it prints, what it returns, what lies in the folder."""

import csv
import io
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from briefbook import kernels, warm_source
from briefbook.build import build
from briefbook.cli import main
from briefbook.cli_progress import Teller
from briefbook.plan import Job, plan_jobs
from briefbook.report import Progress, Report
from briefbook.report_pdf import find_chromium, print_pages
from briefbook.runs import Run
from small_project import small_project

pytestmark = pytest.mark.usefixtures("warm")
KERNELSPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}
FIND = """
import json
import briefbook as bb
ds = bb.load_dataset()
if grow:
    path = ds.project.briefs / "2025-06" / "added.md"
    path.write_text(
        "---\\nid: added\\ntitle: Added\\npublished: 2025-06-02\\nthemes: [other]\\n"
        "---\\nA port handled 9 ships in May.\\n"
    )
assert not fail, "told to fail"
found = {
    "name": "size", "sentence": f"{len(ds.briefs)} briefs.", "value": len(ds.briefs),
    "unit": "count", "n": len(ds.claims), "verdict": "holds", "objection": "",
    "evidence": list(ds.claims["claim_id"]),
}
print(json.dumps({"findings": [found], "stamp": ds.stamp}))
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    made = small_project(tmp_path)
    declared = "grow = False  # add a brief\nfail = False\nsince = ''"
    for name in ("01_size", "02_size"):
        cells = [
            new_markdown_cell(f"# How large is {name}?"),
            new_code_cell(declared, metadata={"tags": ["parameters"]}),
            new_code_cell(FIND, metadata={"tags": ["record"]}),
            new_code_cell("since"),
        ]
        made.notebooks.mkdir(exist_ok=True)
        made_of = new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC})
        nbformat.write(made_of, made.notebooks / f"{name}.ipynb")
    for other in made.notebooks.glob("*.ipynb"):
        if "size" not in other.name:
            other.unlink()
    monkeypatch.chdir(made.root)
    monkeypatch.delenv("BRIEFBOOK_PROJECT", raising=False)
    return made


def rows(project, name="latest"):
    with (project.reports / name / "runs.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_report_tells_a_line_a_notebook_and_keeps_what_it_stands_on(project, capsys):
    assert main(["report", "-p", "since", "2024-01-01"]) == 0
    out, err = capsys.readouterr()
    index = project.reports / "latest" / "index.html"
    assert out.strip() == str(index)
    assert sorted(line.split(" (")[0].split("] ")[1] for line in err.splitlines()) == [
        "01_size: ok",
        "02_size: ok",
    ]
    first, _ = rows(project)
    assert json.loads(first["parameters"]) == {"since": "2024-01-01"}
    assert first["stamp"].startswith("briefbook ")
    assert f"python {sys.version.split()[0]}; briefbook " in first["versions"]
    assert "; pandas " in first["versions"]
    kept = json.loads((index.parent / "dataset.json").read_text(encoding="utf-8"))
    assert kept["stamp"] == first["stamp"]
    found = json.loads((index.parent / "findings.json").read_text(encoding="utf-8"))
    evidence = found["runs"][0]["findings"][0]["evidence"]
    assert evidence
    assert set(kept["words"]) == set(evidence) == set(kept["claims"])


def test_each_run_records_the_data_that_it_saw(project, capsys):
    given = ["report", "01_size", "-j", "1", "--params", "grid.yaml"]
    Path("grid.yaml").write_text("grow: [true, false]\n")
    assert main(given) == 0
    first, second = rows(project)
    assert first["stamp"] != second["stamp"]
    changed = "2 reports. The runs read different data; each says what it read."
    assert changed in capsys.readouterr().err
    index = (project.reports / "latest" / "index.html").read_text(encoding="utf-8")
    for told in (changed, f"Data: {first['stamp']}<", f"Data: {second['stamp']}<"):
        assert told in index
    assert main(["report", "01_size", "--name", "later"]) == 0
    (later,) = rows(project, "later")
    assert later["stamp"] == second["stamp"]
    assert "read" not in capsys.readouterr().err
    assert main(["diff", "latest", "later"]) == 0
    assert "new brief added: Added" in capsys.readouterr().out


def test_failed_run_is_listed_with_its_cell_and_the_status_is_1(project, capsys):
    Path("grid.yaml").write_text("fail: [true, false]\n")
    assert main(["report", "01_size", "--params", "grid.yaml"]) == 1
    err = capsys.readouterr().err
    (line,) = (line for line in err.splitlines() if line.startswith("FAILED"))
    assert line.startswith("FAILED 01_size-yes (01_size.ipynb) failed in cell 3: ")
    assert "AssertionError: told to fail" in line
    assert [row["status"] for row in rows(project)] == ["failed", "ok"]


def test_accepted_findings_are_the_baseline_that_a_run_is_held_to(project, capsys):
    assert main(["report", "01_size", "--verify"]) == 1
    assert "there is no baseline yet" in capsys.readouterr().err
    assert main(["report", "01_size", "--accept"]) == 0
    assert main(["report", "01_size", "--verify"]) == 0
    assert "0 differences from baseline.json" in capsys.readouterr().out
    small = next(iter(project.briefs.glob("2025-06/*.md")))
    shutil.copy(small, small.with_name("again.md"))
    again = small.with_name("again.md")
    text = again.read_text(encoding="utf-8").split("\n---\n")[1]
    head = "---\nid: again\ntitle: Again\npublished: 2025-06-02\nthemes: [other]\n---\n"
    again.write_text(head + text, encoding="utf-8")
    assert main(["report", "01_size", "--verify"]) == 1
    out, err = capsys.readouterr()
    assert "DIFFERS 01_size: size: 3 count -> 4 count (+1 (+33.3%))" in err
    assert "1 differences from baseline.json" in out


def test_parameters_are_listed_with_defaults_and_nothing_runs(project, capsys):
    assert main(["report", "01_size", "--help-parameters"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("01_size\ngrow   False  yes/no  add a brief\n")
    assert not project.reports.exists()


def test_view_saved_from_the_explorer_is_a_file_of_parameters(project):
    import briefbook as bb

    view = bb.load_dataset(project).where(since="2024-11-19").view
    Path("view.yaml").write_text(view.to_yaml(), encoding="utf-8")
    assert main(["report", "01_size", "--params", "view.yaml"]) == 0
    (row,) = rows(project)
    assert json.loads(row["parameters"]) == {"since": "2024-11-19"}


def test_notebook_is_what_plain_papermill_makes_of_it(project):
    assert main(["report", "01_size", "-p", "since", "2024-01-02"]) == 0
    done = subprocess.run(
        [
            *(sys.executable, "-m", "papermill", "--no-progress-bar"),
            *("notebooks/01_size.ipynb", "plain.ipynb"),
            *("-k", "python3", "-p", "since", "2024-01-02"),
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    ours = nbformat.read(project.reports / "latest" / "01_size.ipynb", as_version=4)
    plain = nbformat.read("plain.ipynb", as_version=4)
    for one, other in zip(ours.cells, plain.cells, strict=True):
        assert one.source == other.source
        assert one.get("outputs") == other.get("outputs")
        assert one.get("execution_count") == other.get("execution_count")
        assert one.metadata.get("tags") == other.metadata.get("tags")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--name", "../out"], "--name '../out': a folder's name"),
        (["01_sise"], "did you mean '01_size'"),
        (["-p", "grwo", "yes"], "did you mean 'grow'"),
        (["-p", "grow", "perhaps"], "expected true or false"),
        (["--params", "nowhere.yaml"], "nowhere.yaml: can't be read"),
        (["--name", "previous"], "previous: is where the report before is kept"),
    ],
)
def test_wrong_request_is_refused_before_anything_runs(
    project, capsys, arguments, message
):
    assert main(["report", *arguments]) in (1, 2)
    assert message in capsys.readouterr().err
    assert not project.reports.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-j", "0"], "'0': give a whole number from 1 on"),
        (["-j", "two"], "'two': give a whole number from 1 on"),
        (["--timeout", "-3"], "'-3': give a number of seconds above 0"),
        (["--timeout", "nan"], "'nan': give a number of seconds above 0"),
    ],
)
def test_number_that_means_nothing_is_refused(project, capsys, arguments, message):
    with pytest.raises(SystemExit, match="2"):
        main(["report", *arguments])
    assert message in capsys.readouterr().err
    assert not project.reports.exists()


class Terminal(io.StringIO):
    def isatty(self):
        return True


def events():
    job = Job(name="01", path=Path("01.ipynb"), cells=4)
    facts = {"name": "01", "total": 2, "cells": 4, "in_all": 8}
    run = Run(job=job, seconds=1.25)
    return [
        Progress(kind="start", done=0, **facts),
        Progress(kind="cell", done=0, cell=3, passed=2, **facts),
        Progress(kind="end", done=1, passed=4, run=run, **facts),
    ]


def test_bar_names_notebook_and_cell_and_the_time_left():
    stream = Terminal()
    tell = Teller(stream)
    for event in events():
        tell(event)
    tell.close()
    shown = stream.getvalue().split("\r")
    assert any("25%" in part and "01 3/4" in part for part in shown)
    assert any(" left" in part for part in shown)
    assert "[1/2] 01: ok (1.2 s)\n" in stream.getvalue()


def test_log_has_a_plain_line_a_run():
    stream = io.StringIO()
    tell = Teller(stream)
    for event in events():
        tell(event)
    tell.close()
    assert stream.getvalue() == "[1/2] 01: ok (1.2 s)\n"
    stream.truncate(0)
    stream.seek(0)
    last = events()[-1]
    tell(replace(last, run=replace(last.run, overhead=0.31)))
    assert stream.getvalue() == "[1/2] 01: ok (1.2 s, 0.3 s beside its cells)\n"


def test_pages_are_printed_where_chromium_is(tmp_path, monkeypatch):
    from briefbook.errors import RunError

    page = tmp_path / "a b.html"
    page.write_text("<title>x</title><p>text", encoding="utf-8")
    try:
        chromium = find_chromium()
    except RunError:
        pytest.skip("no Chromium is installed")
    (printed,) = print_pages([page], chromium)
    assert printed == tmp_path / "a b.pdf"
    assert printed.read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a b.html", "a b.pdf"]


def test_index_links_the_pdfs_that_were_printed(project, tmp_path, monkeypatch):
    from briefbook.errors import RunError

    def chromium(*_):
        return "chromium"

    def print_one(pages, _):
        pages[0].with_suffix(".pdf").write_bytes(b"%PDF")
        raise RunError(f"{pages[1].name}: chromium printed nothing")

    monkeypatch.setattr("briefbook.report_pdf.find_chromium", chromium)
    monkeypatch.setattr("briefbook.report_pdf.print_pages", print_one)
    assert main(["report", "--pdf"]) == 1
    index = (project.reports / "latest" / "index.html").read_text(encoding="utf-8")
    assert '<a href="01_size.pdf">PDF</a>' in index
    assert "02_size.pdf" not in index


@pytest.mark.parametrize("made", [True, False])
def test_after_ctrl_c_nothing_is_printed_or_written(project, monkeypatch, capsys, made):
    def run_report(paths, *, output, **_):
        run = Run(
            job=Job(name="01", path=paths[0]), status="interrupted", html="01.html"
        )
        return Report(folder=output, runs=(run,), interrupted=True, made=made)

    def never(*_):
        raise AssertionError("printed")

    monkeypatch.setattr("briefbook.report_pdf.find_chromium", lambda *_: "chromium")
    monkeypatch.setattr("briefbook.report_pdf.print_pages", never)
    monkeypatch.setattr("briefbook.report.run_report", run_report)
    assert main(["report", "01_size", "--pdf"]) == 130
    out, err = capsys.readouterr()
    assert out == (f"{project.reports / 'latest' / 'index.html'}\n" if made else "")
    assert ("before a run was done: nothing is kept" in err) == (not made)
    assert not project.reports.exists()


def test_without_chromium_the_remedy_is_named(tmp_path, monkeypatch):
    from briefbook.errors import RunError

    monkeypatch.setenv("BRIEFBOOK_CHROMIUM", "")
    monkeypatch.setattr("briefbook.report_pdf.shutil.which", lambda _: None)
    monkeypatch.setattr("briefbook.report_pdf._PLACES", ())
    with pytest.raises(RunError, match="set BRIEFBOOK_CHROMIUM"):
        find_chromium()
    page = tmp_path / "a.html"
    page.write_text("x")
    with pytest.raises(RunError, match=r"a\.html: .*can't print it"):
        print_pages([page], str(tmp_path / "nowhere"))
    with pytest.raises(RunError, match=r"a\.html: .*printed nothing"):
        print_pages([page], shutil.which("true") or sys.executable)


def test_notebook_that_does_without_the_package_needs_no_dataset(project, monkeypatch):
    def read(*_):
        raise AssertionError("the dataset was read")

    monkeypatch.setattr("briefbook.dataset.load_dataset", read)
    path = project.notebooks / "03_plain.ipynb"
    cells = [
        new_code_cell("top = 1", metadata={"tags": ["parameters"]}),
        new_code_cell("top + 1"),
    ]
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC}), path)
    assert main(["report", "03_plain", "-p", "top", "3"]) == 0
    folder = project.reports / "latest"
    ran = nbformat.read(folder / "03_plain.ipynb", as_version=4)
    assert ran.cells[-1].outputs[0].data["text/plain"] == "4"
    assert not (folder / "dataset.json").exists()
    with pytest.raises(AssertionError, match="the dataset was read"):
        main(["report", "01_size"])


@pytest.fixture
def asked(project, monkeypatch):
    """Return the jobs that each report would run; a built folder lies beside."""
    reports = []

    def run_report(paths, *, output, parameters, grid, choices, **_):
        planned = plan_jobs(paths, parameters=parameters, grid=grid, choices=choices)
        reports.append([(dict(job.given), job.ignored) for job in planned])
        return Report(folder=output, runs=())

    monkeypatch.setattr("briefbook.report.run_report", run_report)
    for name, line in (("03_own", "top = 1"), ("04_ours", "corpora = ['2025-06']")):
        cells = [new_code_cell(line, metadata={"tags": ["parameters"]})]
        nbformat.write(new_notebook(cells=cells), project.notebooks / f"{name}.ipynb")
    build([str(project.briefs)], Path("built"), project=project)
    return reports


def test_all_corpora_of_a_built_folder_are_read_where_none_is_named(asked):
    Path("mine.yaml").write_text("corpora: [2025-06]\n")
    data = ["--data", "built", "--cold"]
    for words in (
        ["03_own", "-p", "top", "2"],
        ["04_ours"],
        ["04_ours", "--params", "mine.yaml"],
        ["04_ours", "-p", "corpora", "2025-06"],
        ["03_own", "04_ours"],
    ):
        assert main(["report", *words, *data]) == 0
    every, named = {"corpora": []}, {"corpora": ["2025-06"]}
    assert asked == [
        [({"top": 2}, ())],
        [(every, ())],
        [(named, ())],
        [(named, ())],
        [({}, ()), (every, ())],
    ]


IMPORTED = """
import json, sys
# Written so that the word itself does not count as its use.
imported = "brief" "book.extract" in sys.modules
print(json.dumps({"findings": [{"name": "has it", "value": int(imported)}]}))
"""


@pytest.mark.skipif(not warm_source.CAN_FORK, reason="forks on Linux only")
@pytest.mark.parametrize(("line", "has_it"), [("", 0), ("import briefbook\n", 1)])
def test_kernels_of_a_report_have_imported_the_package_where_notebooks_use_it(
    project, monkeypatch, line, has_it
):
    fresh = warm_source.Source()
    monkeypatch.setattr(warm_source, "SOURCE", fresh)
    monkeypatch.setattr(kernels, "SOURCE", fresh)
    cells = [
        new_code_cell("least = 0", metadata={"tags": ["parameters"]}),
        new_code_cell(line + IMPORTED, metadata={"tags": ["record"]}),
    ]
    made_of = new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC})
    nbformat.write(made_of, project.notebooks / "03_imports.ipynb")
    assert main(["report", "03_imports", "--no-html"]) == 0
    made = json.loads((project.reports / "latest" / "findings.json").read_text())
    assert [finding["value"] for finding in made["runs"][0]["findings"]] == [has_it]
    assert fresh.maker is None
