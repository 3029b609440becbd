"""Reports beside a loop of the papermill command, and beside the work itself.

One notebook (four seaborn charts, three tables, widgets, a Parquet file of 32,000 rows)
is run with different parameters, two runs at a time. The peer is a shell loop of
``papermill`` (and ``jupyter nbconvert --to html`` of each). The floor is the notebook's
own cells, executed in one warm process a core: what no runner can go below that keeps
nothing from run to run but the imports. All take turns in one run, start-up counts
once for each, and each must leave all four charts of each run. The notebook does
without this package, so the command does not read the project's dataset for it.

Report and floor are measured in pairs, the one and the other first by turns. One pair
may be off by a third where a machine's speed is not its own, so the ratio is the median
of the pairs, beside that of their sums: where the speed jumps between two levels, the
median falls on one side of a gap or the other, and the sums are steadier.

On a machine with other work, wall times flatter whoever has more processes, and the
report command has one more than the floor: there only CPU times can be compared.

``BENCH_RUNS`` sets how many runs (24), ``BENCH_LOOP`` how many of them the loop does
(all; its cost is scaled), ``BENCH_PAIRS`` how many pairs (6), ``BENCH_LONG`` the runs
of the leak check (200).
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "build" / "bench-reports"
BIN = Path(sys.executable).parent
RUNS = int(os.environ.get("BENCH_RUNS", "24"))
LOOP = min(RUNS, int(os.environ.get("BENCH_LOOP", str(RUNS))))
PAIRS = int(os.environ.get("BENCH_PAIRS", "6"))
LONG = int(os.environ.get("BENCH_LONG", "200"))
CORES = 2

CELLS = (
    "# Which theme grows, and where?",
    'theme = "chips"  # which theme\nleast = 0  # rows of at least this value',
    "import matplotlib.pyplot as plt\nimport pandas as pd\nimport seaborn as sns\n"
    "import ipywidgets as widgets\nsns.set_theme()",
    'rows = pd.read_parquet("rows.parquet")\nrows = rows[rows["value"] >= least]\n'
    'own = rows[rows["theme"] == theme]\nlen(own)',
    "## Which months?",
    'months = own.groupby("month", as_index=False)["value"].mean()\nmonths.head(12)',
    'ax = sns.lineplot(months, x="month", y="value")\nax.set_title(theme)\nplt.show()',
    "## Which actors?",
    'actors = own.groupby("actor", as_index=False)["value"].sum()\n'
    'actors.nlargest(10, "value")',
    'ax = sns.barplot(actors.nlargest(12, "value"), x="value", y="actor")\nplt.show()',
    'sns.histplot(own, x="value", bins=40)\nplt.show()',
    'sns.scatterplot(own.head(2000), x="month", y="value", hue="kind")\nplt.show()',
    "## What is left?",
    'own.pivot_table(index="kind", columns="month", values="value").round(1)',
    "widgets.IntRangeSlider(value=(0, 12), max=24)",
    'import json\nprint(json.dumps({"findings": [{"name": "mean", "sentence": "",'
    ' "value": float(own["value"].mean()), "unit": "", "n": len(own),'
    ' "evidence": [], "verdict": "holds"}]}))',
)
MAKE_ROWS = """
import sys
import numpy as np, pandas as pd
random = np.random.default_rng(7)
n = 32_000
pd.DataFrame({
    "theme": random.choice(["chips", "ai", "trade", "e-commerce"], n),
    "actor": random.choice([f"actor {i:03}" for i in range(200)], n),
    "kind": random.choice(["stated", "reported", "alleged"], n),
    "month": random.integers(1, 25, n),
    "value": random.lognormal(3, 1, n),
}).to_parquet(sys.argv[1])
"""
# The same cells, shown as IPython shows them: the last expression and every figure.
FLOOR = """
import ast, contextlib, io, json, os, sys
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt, numpy, pandas, seaborn, ipywidgets
from IPython.core.formatters import DisplayFormatter
from IPython.core.pylabtools import print_figure
os.chdir(os.path.dirname(sys.argv[1]))
formatter = DisplayFormatter()
notebook = json.load(open(sys.argv[1]))
for given in json.loads(sys.argv[2]):
    names = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        body = ast.parse("".join(cell["source"])).body
        last = body.pop() if isinstance(body[-1], ast.Expr) else None
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(ast.Module(body, []), "cell", "exec"), names)
            if last is not None:
                code = compile(ast.Expression(last.value), "cell", "eval")
                value = eval(code, names)
                if value is not None:
                    formatter.format(value)
        if "parameters" in cell["metadata"].get("tags", []):
            names.update(given)
        for number in plt.get_fignums():
            print_figure(plt.figure(number), bbox_inches="tight", base64=True)
        plt.close("all")
"""


@dataclass
class Cost:
    """What a way of running took: seconds of the wall and of all processes' CPU."""

    wall: float
    cpu: float

    def scaled(self, factor: float) -> Cost:
        """Return the cost of `factor` times as many runs."""
        return Cost(self.wall * factor, self.cpu * factor)


def timed(work: Callable[[], None]) -> Cost:
    """Return what `work`, which waits for its processes, cost."""
    before, begin = _children(), time.perf_counter()
    work()
    return Cost(time.perf_counter() - begin, _children() - before)


def prepare() -> tuple[Path, list[dict[str, object]]]:
    """Write the notebook, its data and the grid; return the path and the values."""
    import nbformat
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "bench.ipynb"
    cells = [
        new_markdown_cell(cell) if cell.startswith("#") else new_code_cell(cell)
        for cell in CELLS
    ]
    cells[1].metadata["tags"] = ["parameters"]
    cells[-1].metadata["tags"] = ["record"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    subprocess.run(
        [sys.executable, "-c", MAKE_ROWS, str(FOLDER / "rows.parquet")], check=True
    )
    themes = ["chips", "ai", "trade", "e-commerce"]
    values = [{"theme": t, "least": n} for n in range(-(-RUNS // 4)) for t in themes]
    return path, values[:RUNS]


def loop(path: Path, values: list[dict[str, object]], *, html: bool) -> None:
    """Run the papermill command once for each of `values`."""
    for number, given in enumerate(values[:LOOP]):
        out = FOLDER / f"loop-{number}.ipynb"
        pairs = [word for k, v in given.items() for word in ("-p", k, str(v))]
        _run([BIN / "papermill", path.name, out.name, *pairs])
        if html:
            _run([BIN / "jupyter", "nbconvert", "--to", "html", out.name])
    check_charts([FOLDER / f"loop-{number}.ipynb" for number in range(LOOP)], LOOP)


def check_charts(paths: list[Path], runs: int) -> None:
    """Refuse a time that was won by drawing less."""
    drawn = [path.read_text(encoding="utf-8").count('"image/png"') for path in paths]
    if drawn != [4] * runs:
        raise RuntimeError(f"{runs} notebooks of 4 charts were due, not {drawn}")


def ours(path: Path, values: list[dict[str, object]], *options: str) -> None:
    """Run the report command on the grid."""
    # The grid is a product; as many runs of it as there are values.
    grid = {
        "theme": sorted({str(v["theme"]) for v in values}),
        "least": sorted({v["least"] for v in values}),
    }
    (FOLDER / "grid.yaml").write_text(json.dumps(grid), encoding="utf-8")
    words = ["report", path.name, "--params", "grid.yaml", "--name", "bench"]
    _run([BIN / "briefbook", *words, "-j", str(CORES), "-q", *options])
    made = ROOT / "reports" / "bench"
    check_charts([made / path.name for path in made.glob("*.ipynb")], len(values))


def floor(path: Path, values: list[dict[str, object]]) -> None:
    """Execute the cells for all `values` in one process a core."""
    parts = [json.dumps(values[core::CORES]) for core in range(CORES)]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", FLOOR, str(path), part],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        for part in parts
    ]
    if any([process.wait() for process in processes]):
        raise RuntimeError("the floor's cells failed")


def beside_the_floor(path: Path, values: list[dict[str, object]]) -> None:
    """Print how much longer than the floor the command takes, pair by pair."""
    ways = {
        "report": lambda: ours(path, values, "--no-html"),
        "floor": lambda: floor(path, values),
    }
    pairs = []
    for number in range(PAIRS):
        names = sorted(ways, reverse=bool(number % 2))
        costs = {name: timed(ways[name]) for name in names}
        one, other = costs["report"], costs["floor"]
        pairs.append((one, other))
        print(
            f"report {one.wall:.1f} s wall, {one.cpu:.1f} s CPU; "
            f"floor {other.wall:.1f} and {other.cpu:.1f}: "
            f"{one.wall / other.wall:.2f}, {one.cpu / other.cpu:.2f} times",
            flush=True,
        )
    walls = _ratios([(one.wall, other.wall) for one, other in pairs])
    cpus = _ratios([(one.cpu, other.cpu) for one, other in pairs])
    print(f"slower than the floor    {walls} (goal 1.35)")
    print(f"more CPU than the floor  {cpus}")


def _ratios(pairs: list[tuple[float, float]]) -> str:
    each = [one / other for one, other in pairs]
    ones, others = (sum(column) for column in zip(*pairs, strict=True))
    return (
        f"{statistics.median(each):6.2f} times, median of {len(pairs)} pairs "
        f"({min(each):.2f} to {max(each):.2f}); {ones / others:.2f} of their sums"
    )


def leaks(path: Path) -> None:
    """Run very many small notebooks in one process, and print what it holds on to."""
    import nbformat
    import psutil

    from briefbook.report import run_report

    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [*notebook.cells[:2], nbformat.v4.new_code_cell("theme, least")]
    small = FOLDER / "small.ipynb"
    nbformat.write(notebook, small)
    process = psutil.Process()

    def told(event: object) -> None:
        done = getattr(event, "done", 0)
        if getattr(event, "kind", "") != "end" or done % (LONG // 4 or 1):
            return
        children = process.children(recursive=True)
        memory = process.memory_info().rss / 2**20
        print(
            f"after {done:4} runs: {memory:6.1f} MiB, {process.num_fds():3} handles, "
            f"{process.num_threads():2} threads, {len(children)} processes "
            f"(zygote {children[0].memory_info().rss / 2**20:.0f} MiB)",
            flush=True,
        )

    begin = time.perf_counter()
    report = run_report(
        [small],
        output=FOLDER / "reports" / "long",
        grid={"least": list(range(LONG))},
        jobs=CORES,
        on_progress=told,
    )
    seconds = time.perf_counter() - begin
    left = process.children(recursive=True)
    print(
        f"{len(report.runs)} runs, {len(report.failed)} failed, "
        f"{seconds / len(report.runs):.2f} s a run; {len(left)} processes left"
    )


def main() -> None:
    """Print costs and ratios."""
    path, values = prepare()
    ways = {
        "report": lambda: ours(path, values, "--no-html"),
        "papermill": lambda: loop(path, values, html=False),
        "report + html": lambda: ours(path, values),
        "papermill + nbconvert": lambda: loop(path, values, html=True),
    }
    costs = {}
    for name, way in ways.items():
        cost = timed(way)
        costs[name] = cost.scaled(RUNS / LOOP) if "papermill" in name else cost
        wall, cpu = costs[name].wall, costs[name].cpu
        print(
            f"{name:22} {wall:7.1f} s wall, {cpu:7.1f} s CPU "
            f"({wall / RUNS:.2f} and {cpu / RUNS:.2f} s a run)",
            flush=True,
        )
    report, html = costs["report"], costs["report + html"]
    peer, convert = costs["papermill"], costs["papermill + nbconvert"]
    print(f"quicker than the loop    {peer.wall / report.wall:6.2f} times (goal 7)")
    print(f"less CPU than the loop   {peer.cpu / report.cpu:6.2f} times (goal 3.5)")
    print(f"with HTML, than the loop {convert.wall / html.wall:6.2f} times (goal 7)")
    beside_the_floor(path, values)
    leaks(path)


def _run(words: list[object]) -> None:
    done = subprocess.run(
        [str(word) for word in words],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        # The command takes notebooks of a project.
        env={**os.environ, "BRIEFBOOK_PROJECT": str(ROOT)},
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
