"""A warm kernel's application is ipykernel's own, started with less work."""

import json

import nbformat
import pytest
from ipykernel.kernelapp import IPKernelApp
from nbformat.v4 import new_code_cell, new_notebook

from briefbook import warm_source
from briefbook.report import run_report
from briefbook.warm_app import _PlainLoader, plain_options

forks = pytest.mark.skipif(not warm_source.CAN_FORK, reason="forks on Linux only")

# What a kernel has imported since its fork, whose files its debugger was not told of,
# and what its cells print to.
STARTED = """
import json, sys
from briefbook import warm_app
late = list(sys.modules)[warm_app._MODULES.count:]
told = set(get_ipython().kernel._kernel_modules)
files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
print(json.dumps({"findings": [{
    "forked": warm_app._MODULES.count > 0,
    "late": late, "untold": [file for file in files if file and file not in told],
    "real": sys.modules["ipykernel.ipkernel"].sys is sys,
    "streams": [type(sys.stdout).__name__, type(sys.stderr).__name__],
}]}))
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["-f", "k.json"],
        ["-f", "a folder/k.json", "--HistoryManager.enabled=False"],
        [
            *("-f", "k.json", "--HistoryManager.hist_file=:memory:"),
            "--HistoryManager.enabled=",
        ],
        ["-f", "k.json", "--HistoryManager.hist_file=a=b\n--c"],
    ],
)
def test_plain_options_are_read_as_traitlets_reads_them(arguments):
    app = IPKernelApp()
    flags, aliases = app.flatten_flags()
    classes = list(app._classes_with_config_traits())
    real = app._create_loader(arguments, aliases, flags, classes=classes)
    plain = _PlainLoader(plain_options(arguments), aliases, flags, classes=classes)
    assert repr(plain.load_config()) == repr(real.load_config())
    assert real.extra_args == plain.extra_args == []


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["-f"],
        ["-f", ""],
        ["-f", "--debug"],
        ["-f", "k.json", "--debug"],
        ["-f", "k.json", "more.json"],
        ["-f", "k.json", "HistoryManager.enabled=False"],
        ["-f", "k.json", "--HistoryManager.enabled", "False"],
        ["-f", "k.json", *["--HistoryManager.enabled=False"] * 2],
        ["-f", "k.json", "--IPKernelApp.connection_file=other.json"],
        # A list: traitlets reads it, and takes more of them.
        ["-f", "k.json", "--IPKernelApp.exec_lines=['x = 5']"],
        ["--debug", "-f", "k.json"],
    ],
)
def test_other_options_are_left_to_traitlets(arguments):
    assert plain_options(arguments) is None


@forks
@pytest.mark.usefixtures("warm")
def test_forked_kernel_imports_nothing_at_its_start_and_knows_all_files(tmp_path):
    path = tmp_path / "a.ipynb"
    cell = new_code_cell(STARTED)
    cell.metadata["tags"] = ["record"]
    nbformat.write(new_notebook(cells=[cell]), path)
    report = run_report([path], output=tmp_path / "reports" / "a", jobs=1)
    (run,) = report.runs
    assert run.findings == (
        {
            "forked": True,
            "late": [],
            "untold": [],
            "real": True,
            "streams": ["QuickStream", "QuickStream"],
        },
    ), json.dumps(run.findings[0], indent=1) if run.findings else str(run)
