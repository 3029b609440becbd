"""Warm kernels: each a process of its own, equal to an ordinary one, none left."""

import gc
import json
import os
import subprocess
import sys
import time

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from briefbook import kernels, warm_source
from briefbook.report import run_report
from briefbook.warm_process import launch_arguments, same_environment

pytestmark = pytest.mark.usefixtures("warm")
forks = pytest.mark.skipif(not warm_source.CAN_FORK, reason="forks on Linux only")

SET = """
import builtins, os, random, sys
import matplotlib, numpy, pandas, seaborn
left = 1
builtins.left = 1
os.environ["LEFT"] = "1"
os.chdir("..")
matplotlib.style.use("dark_background")
seaborn.set_theme(palette="dark", font_scale=3)
pandas.set_option("display.max_rows", 7)
pandas.DataFrame.left = 1
sys.path.insert(0, "left")
random.seed(1); numpy.random.seed(1)
"""
SEEN = """
import builtins, json, os, random, sys, threading
import matplotlib, numpy, pandas, seaborn
print(json.dumps({"findings": [{
    "parent": os.getppid(),
    "process": os.getpid(),
    "names": "left" in globals() or hasattr(builtins, "left"),
    "environ": os.environ.get("LEFT"),
    "cwd": os.getcwd(),
    "style": [matplotlib.rcParams[n] for n in ("figure.facecolor", "font.size")],
    "rows": pandas.get_option("display.max_rows"),
    "patched": hasattr(pandas.DataFrame, "left"),
    "path": "left" in sys.path,
    "random": [random.random(), numpy.random.random(), str(numpy.random.rand())],
}]}))
"""
# What packages decide at their import, by terminal, environment or shell.
FACTS = """
import json, locale, os, signal, sys, threading, time, warnings
import comm, matplotlib, numpy, pandas, seaborn, ipywidgets
from IPython import get_ipython
shell = get_ipython()
file = shell.parent.parent.connection_file
options = {
    name: repr(pandas.get_option(name))
    for name in pandas._config.config._registered_options
}
threads = sorted(thread.name.split("-")[0] for thread in threading.enumerate())
print(json.dumps({"findings": [{
    "options": options,
    "rc": {k: repr(v) for k, v in matplotlib.rcParams.items()},
    "path": sys.path, "argv": sys.argv[:2], "executable": sys.executable,
    "flags": repr(sys.flags), "xoptions": sys._xoptions,
    "recursion": sys.getrecursionlimit(), "locale": locale.setlocale(locale.LC_ALL),
    "environ": sorted(os.environ), "umask": os.umask(0o22), "cwd": os.getcwd(),
    "interrupt": str(signal.getsignal(signal.SIGINT)),
    "child": str(signal.getsignal(signal.SIGCHLD)),
    "terminate": str(signal.getsignal(signal.SIGTERM)),
    "main": sys.modules["__main__"].__dict__.keys() >= {"In", "Out"},
    "builtins": sorted(vars(__import__("builtins"))),
    "shell": [str(type(shell)), shell.colors, type(shell.kernel.comm_manager).__name__],
    "comm": comm.get_comm_manager() is shell.kernel.comm_manager,
    "history": shell.history_manager.enabled,
    "config": [repr(shell.parent.parent.config).replace(file, "FILE"),
        repr(shell.parent.parent.cli_config).replace(file, "FILE"),
        shell.parent.parent.extra_args, shell.parent.parent.argv[::2]],
    "leader": os.getpgrp() == os.getpid(), "terminal": sys.stdout.isatty(),
    "stdin": os.fstat(0).st_mode, "threads": threads,
    "timezone": time.tzname, "errors": repr(numpy.geterr()),
}]}, indent=1))
"""
SHOWN = [
    "import pandas as pd, seaborn as sns\\nwide = pd.DataFrame({f'column{i}': "
    "range(3) for i in range(30)})\\nprint(wide)\\nwide",
    "sns.set_theme()\\nax = sns.barplot(wide, x='column1', y='column2')",
    "import warnings\\nwarnings.warn('seen')\\nprint('out')",
    "import ipywidgets\\nipywidgets.IntSlider().value",
    "await __import__('asyncio').sleep(0)\\n!echo said\\n1 + 1",
    "import multiprocessing\\nwith multiprocessing.get_context('fork').Pool(2) as pool:"
    "\\n    print(pool.map(abs, [-1, -2]))",
]
KILLED = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"


@pytest.fixture(autouse=True)
def up_to_date(warm):
    """Start the zygote anew where a test before this changed the environment."""
    maker = warm_source.SOURCE.maker
    if maker is not None and same_environment(maker.environment, environment()):
        maker.close()
        warm_source.SOURCE.maker = None


def notebook(path, *sources, record=()):
    cells = [new_code_cell(source.replace("\\n", "\n")) for source in sources]
    for place in record:
        cells[place].metadata["tags"] = ["record"]
    nbformat.write(new_notebook(cells=cells), path)
    return path


def run(folder, *paths, name="latest", **given):
    return run_report(list(paths), output=folder / "reports" / name, jobs=1, **given)


def seen(report):
    return [run.findings[0] for run in report.runs]


@forks
def test_kernels_are_forked_from_one_process_and_share_nothing(tmp_path):
    first = notebook(tmp_path / "a.ipynb", SEEN, SET, record=[0])
    second = notebook(tmp_path / "b.ipynb", SEEN, SET, record=[0])
    one, other = seen(run(tmp_path, first, second))
    zygote = warm_source.SOURCE.maker.pid
    assert one["parent"] == other["parent"] == zygote != os.getpid()
    assert one["process"] != other["process"]
    assert not set(one["random"]) & set(other["random"])
    for facts in (one, other):
        assert not facts["names"]
        assert not facts["patched"]
        assert not facts["path"]
        assert facts["environ"] is None
        assert facts["cwd"] == str(tmp_path)
        assert facts["style"] == ["white", 10.0]
        assert facts["rows"] == 60


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder = tmp_path_factory.mktemp("both")
    facts = notebook(folder / "facts.ipynb", FACTS, record=[0])
    shown = notebook(folder / "shown.ipynb", *SHOWN)
    return (
        run(folder, facts, shown, name="warm"),
        run(folder, facts, shown, name="cold", cold=True),
    )


def test_warm_kernel_finds_what_an_ordinary_one_does(both):
    warm, cold = (dict(report.runs[0].findings[0]) for report in both)
    # A switch of debugpy's, which sets it at its import.
    for facts in (warm, cold):
        facts["environ"] = [n for n in facts["environ"] if "PYDEVD" not in n]
    assert warm == cold


def test_warm_kernel_shows_what_an_ordinary_one_does(both):
    warm, cold = (
        nbformat.read(report.folder / "shown.ipynb", as_version=4).cells
        for report in both
    )
    assert [run.status for report in both for run in report.runs] == ["ok"] * 4
    for one, other in zip(warm, cold, strict=True):
        assert without_ids(one.outputs) == without_ids(other.outputs)


def without_ids(outputs):
    # The folder of a cell's file is named after the process.
    text = json.dumps(outputs)
    lines = [line for line in text.split("\\n") if "ipykernel_" not in line]
    return "\n".join(lines)


@forks
def test_killed_kernel_is_reported_and_the_next_one_runs(tmp_path):
    killed = notebook(tmp_path / "a.ipynb", "print(1)", KILLED)
    fine = notebook(tmp_path / "b.ipynb", SEEN, record=[0])
    report = run(tmp_path, killed, fine)
    assert [run.status for run in report.runs] == ["kernel_died", "ok"]
    assert report.runs[0].cell == 2
    assert report.runs[1].findings[0]["parent"] == warm_source.SOURCE.maker.pid


@forks
def test_killed_zygote_takes_its_kernels_along_and_is_replaced(tmp_path):
    killer = "import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)"
    killed = notebook(tmp_path / "a.ipynb", killer, "time.sleep(60)")
    fine = notebook(tmp_path / "b.ipynb", SEEN, record=[0])
    report = run(tmp_path, killed, fine)
    assert [run.status for run in report.runs] == ["kernel_died", "ok"]
    assert report.runs[1].findings[0]["parent"] == warm_source.SOURCE.maker.pid


def test_runs_leave_no_process_and_no_handle(tmp_path):
    short = notebook(tmp_path / "a.ipynb", "1")
    run(tmp_path, short)
    gc.collect()
    process = psutil.Process()
    handles = process.num_fds() if hasattr(process, "num_fds") else 0
    children = {child.pid for child in process.children(recursive=True)}
    others = [notebook(tmp_path / f"{n}.ipynb", "1") for n in range(5)]
    report = run(tmp_path, *others)
    assert not report.failed
    gc.collect()
    assert {child.pid for child in process.children(recursive=True)} == children
    if handles:
        assert process.num_fds() <= handles


@forks
def test_zygote_ends_with_its_starter_however_that_ends(tmp_path):
    code = (
        "import os, time\nfrom briefbook import warm_source\n"
        "with warm_source.warm_kernels():\n"
        "    print(warm_source.SOURCE.maker.pid, flush=True)\n    time.sleep(60)"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    )
    with starter:
        zygote = psutil.Process(int(starter.stdout.readline()))
        starter.kill()
    zygote.wait(30)


def test_open_files_and_exit_handlers_are_done_at_the_end(tmp_path):
    path = tmp_path / "a.ipynb"
    source = (
        "import atexit\nfrom pathlib import Path\n"
        "kept = open(f'kept{n}.txt', 'w'); kept.write('buffered'); cycle = [kept]\n"
        "cycle.append(cycle)\n"
        "atexit.register(Path(f'left{n}.txt').write_text, 'at exit')"
    )
    cells = [new_code_cell("n = 0", metadata={"tags": ["parameters"]})]
    nbformat.write(new_notebook(cells=[*cells, new_code_cell(source)]), path)
    # Many: threads of a kernel that ends in another order keep it from its end.
    runs = range(12)
    assert not run(tmp_path, path, grid={"n": list(runs)}, html=False).failed
    assert [(tmp_path / f"kept{n}.txt").read_text() for n in runs] == ["buffered"] * 12
    assert [(tmp_path / f"left{n}.txt").read_text() for n in runs] == ["at exit"] * 12


@forks
def test_reading_a_small_parquet_file_takes_no_huge_pages(tmp_path):
    source = """
import ctypes, json, os
from pathlib import Path
import pandas
def huge():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(l.split()[1]) for l in lines if l.startswith("AnonHugePages"))
rows = pandas.DataFrame({c: [c, "words"] * 9000 for c in "abcdef"})
rows.to_parquet("rows.parquet")
before = huge()
pandas.read_parquet("rows.parquet")
print(json.dumps({"findings": [{
    "taken": huge() - before,
    "forbidden": ctypes.CDLL(None).prctl(42, 0, 0, 0, 0),
    "named": "MIMALLOC_ALLOW_THP" in os.environ,
}]}))
"""
    path = notebook(tmp_path / "a.ipynb", source, record=[0])
    # NumPy may still ask for them where an array is large.
    assert seen(run(tmp_path, path, html=False)) == [
        {"taken": 0, "forbidden": 0, "named": False}
    ]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [("matplotlibrc", "font.size: 33\n", "matplotlib reads")],
)
def test_where_a_warm_kernel_would_differ_an_ordinary_one_is_started(
    tmp_path, caplog, name, content, why
):
    (tmp_path / name).write_text(content)
    path = notebook(tmp_path / "a.ipynb", SEEN, record=[0])
    (facts,) = seen(run(tmp_path, path))
    assert facts["style"][1] == 33.0
    assert facts["parent"] == os.getpid()
    assert f"an ordinary kernel is started instead of a warm one: {why}" in caplog.text


def test_variable_that_was_read_already_asks_for_an_ordinary_kernel(
    tmp_path, caplog, monkeypatch
):
    monkeypatch.setenv("PYTHONHASHSEED", "1")
    path = notebook(tmp_path / "a.ipynb", SEEN, record=[0])
    (facts,) = seen(run(tmp_path, path))
    assert facts["parent"] == os.getpid()
    assert "it has another environment: PYTHONHASHSEED" in caplog.text


def test_report_is_made_without_the_module_of_warm_kernels(
    tmp_path, caplog, monkeypatch
):
    monkeypatch.setitem(sys.modules, "briefbook.kernels", None)
    path = notebook(tmp_path / "a.ipynb", SEEN, record=[0])
    (facts,) = seen(run(tmp_path, path))
    assert facts["parent"] == os.getpid()
    assert "ordinary kernels are started, there are no warm ones" in caplog.text


THREAD = (
    "import sys, threading, time; from briefbook.zygote import main; "
    "threading.Thread(target=time.sleep, args=(99,), name='t', daemon=True).start(); "
    "main(int(sys.argv[1]))"
)


@forks
@pytest.mark.parametrize(
    ("code", "why"),
    [("raise SystemExit('no')", "no"), (THREAD, "an import started threads: t")],
)
def test_zygote_that_does_not_start_is_logged_and_ordinary_kernels_serve(
    tmp_path, caplog, monkeypatch, code, why
):
    monkeypatch.setattr(warm_source.SOURCE, "maker", None)
    monkeypatch.setattr("briefbook.warm_makers._ZYGOTE", code)
    path = notebook(tmp_path / "a.ipynb", SEEN, record=[0])
    (facts,) = seen(run(tmp_path, path))
    assert facts["parent"] == os.getpid()
    assert f"the zygote did not start: {why}" in caplog.text
    warm_source.SOURCE.maker.close()


def test_pool_serves_each_kernel_once_and_ends_those_that_wait(tmp_path, monkeypatch):
    monkeypatch.setattr(warm_source, "SOURCE", warm_source.Source())
    monkeypatch.setattr(kernels, "SOURCE", warm_source.SOURCE)
    before = {child.pid for child in psutil.Process().children()}
    first = notebook(tmp_path / "a.ipynb", SEEN, SET, record=[0])
    second = notebook(tmp_path / "b.ipynb", SEEN, SET, record=[0])
    with warm_source.warm_kernels(environment(), ahead=2, pool=True):
        waiting = [p.pid for p in warm_source.SOURCE.maker._waiting]
        one, other = seen(run(tmp_path, first, second))
        # Two runs were told of, so no third process was started.
        assert warm_source.SOURCE.maker._waiting == []
    assert {one["process"], other["process"]} == set(waiting)
    assert one["parent"] == other["parent"] == os.getpid()
    assert other["rows"] == 60
    assert other["environ"] is None
    until = time.monotonic() + 10
    while {c.pid for c in psutil.Process().children()} - before:
        assert time.monotonic() < until
        time.sleep(0.05)


def environment():
    from briefbook.warm_source import kernel_settings

    return {**os.environ, **kernel_settings()}


@forks
def test_plain_papermill_uses_warm_kernels_by_the_entry_point(tmp_path):
    path = notebook(tmp_path / "a.ipynb", SEEN, record=[0])
    said = subprocess.run(
        [sys.executable, "-m", "papermill", "-k", "python3", str(path), "-"],
        env={**os.environ, "JUPYTER_DEFAULT_PROVISIONER_NAME": "briefbook-warm"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "ordinary kernel" not in said.stderr
    (cell,) = nbformat.reads(said.stdout, as_version=4).cells
    (facts,) = json.loads(cell.outputs[0].text)["findings"]
    # Forked in between: neither papermill's own child nor this process's.
    assert not psutil.pid_exists(facts["parent"])
    assert facts["cwd"] == str(tmp_path)


@pytest.mark.parametrize(
    "cmd",
    [
        [],
        ["R", "--slave"],
        [sys.executable, "-m", "bash_kernel", "-f", "k.json"],
        [sys.executable, "-I", "-m", "ipykernel_launcher", "-f", "k.json"],
        [sys.executable, "kernel.py"],
    ],
)
def test_kernel_of_another_kind_is_left_to_others(cmd):
    assert launch_arguments(cmd) is None


def test_environments_are_alike_where_only_late_variables_differ():
    assert same_environment({"A": "1", "PWD": "/a"}, {"A": "1", "PWD": "/b"}) == []
    assert same_environment({"A": "1"}, {"A": "2", "B": ""}) == ["A", "B"]
    # As Voila starts a kernel for each request.
    first = {"A": "1", "SCRIPT_NAME": "/a", "VOILA_REQUEST_URL": "http://h/a"}
    second = {"A": "1", "SCRIPT_NAME": "/b", "VOILA_REQUEST_URL": "http://h/b"}
    assert same_environment(first, second) == []
