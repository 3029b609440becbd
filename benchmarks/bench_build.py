"""A build of many briefs: two workers against one, and against the bare extraction.

The peer is a plain process pool of as many processes that reads the same JSON Lines,
runs the same extraction on each text (figures, dates, actors, themes, drafted claims)
and throws the result away: no ids, no rows, no Parquet, no manifest, no recovery.
Both have their processes started and warm before the clock runs; turns alternate. On
a machine that does other work the clock says little (Linux shares the cores between
sessions, so that two workers get no more than one): there the CPU time tells.

``python -m benchmarks.bench_build --sizes 10000 100000 1000000`` runs large sizes.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.synthetic import write

SIZES = (1_000, 5_000, 20_000)
# Eight parts: four for each of two workers.
ROUNDS, COMPARED = 3, 7_200
# The largest first: nothing of others is left in memory then.
TABLES = ("claims", "figures", "actor_mentions", "dates", "briefs")
_CHUNK = 200

# Scheduler and client are one process, as with `briefbook build --workers N`.
_CLIENT = """
import json, sys, time
from pathlib import Path
from benchmarks.bench_build import peak, cpu
from briefbook.build import build
from briefbook.build_dask import local_cluster

def main():
    warm, workers = sys.argv[1], int(sys.argv[2])
    with local_cluster(workers) as client:
        address = client.scheduler.address
        client.wait_for_workers(workers)
        build([warm], Path(warm).parent / "warm", scheduler=address)
        print("ready", flush=True)
        for line in sys.stdin:
            source, folder = line.split()
            before = sum(client.run(cpu).values())
            begin = time.perf_counter()
            built = build([source], Path(folder), scheduler=address)
            told = {
                "seconds": time.perf_counter() - begin,
                "cpu": sum(client.run(cpu).values()) - before,
                "built": built.built,
                "parts": built.parts,
                "client": peak(),
                "worker": max(client.run(peak).values()),
            }
            print(json.dumps(told), flush=True)

if __name__ == "__main__":
    main()
"""

_READ = """
import json, sys, time
from pathlib import Path
import pandas, pyarrow.dataset  # what is measured is the folder, not their import
import briefbook.built
from briefbook.dataset import load_dataset
from benchmarks.bench_build import peak

folder, tables, view = sys.argv[1], sys.argv[2].split(","), sys.argv[3:]
begin = time.perf_counter()
ds = load_dataset(folder)
opened = time.perf_counter() - begin
if view:
    ds = ds.where(themes=view[0], since=view[1], until=view[2])
rows = {}
for name in tables:
    rows[name] = len(ds.table(name))
    if not view:  # of a million, all tables at once are more than a machine holds
        ds._tables.drop(name)
        pyarrow.default_memory_pool().release_unused()
seconds = time.perf_counter() - begin - opened
print(json.dumps({"open": opened, "load": seconds, "rows": rows, "peak": peak()}))
"""


def peak() -> float:
    """Return the most memory that this process has held, in MB."""
    # ru_maxrss would be the parent's where a process was forked from a large one.
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmHWM: this benchmark runs on Linux")


def cpu() -> float:
    """Return the CPU-seconds that this process has used."""
    return time.process_time()


class Builder:
    """A client with workers of its own that builds whenever it is asked to."""

    def __init__(self, warm: Path, workers: int) -> None:
        script = warm.parent / "client.py"
        script.write_text(_CLIENT, encoding="utf-8")
        self._said = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        self._process = subprocess.Popen(
            [sys.executable, str(script), str(warm), str(workers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        )
        self._line("the cluster did not start")

    def __enter__(self) -> Builder:
        """Return itself, ready to build."""
        return self

    def __exit__(self, *error: object) -> None:
        """End the client and its workers."""
        self._process.communicate()
        self._said.close()

    def build(self, source: Path, folder: Path) -> dict[str, Any]:
        """Build a source into a folder that is not there yet."""
        shutil.rmtree(folder, ignore_errors=True)
        assert self._process.stdin is not None
        self._process.stdin.write(f"{source} {folder}\n")
        self._process.stdin.flush()
        return json.loads(self._line(f"{source} was not built"))

    def _line(self, failed: str) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        if not line:
            self._process.wait()
            self._said.seek(0)
            told = self._said.read().strip()[-2000:] or "it said nothing"
            raise RuntimeError(
                f"{failed}: its client ended with {self._process.returncode}:\n{told}"
            )
        return line


@cache
def _rules() -> tuple[Any, Any, Any]:
    from briefbook.draft_measures import measure_cues
    from briefbook.project import read_project, templates
    from briefbook.registry import Registry
    from briefbook.vocabularies import Vocabularies

    project = read_project(templates())
    terms = Vocabularies.read(project.vocabularies)
    return Registry.read(project.actors), terms, measure_cues(terms)


def bare(lines: list[str]) -> tuple[int, int, float]:
    """Extract from lines of JSON; return the process, the claims and CPU-seconds."""
    from briefbook.drafting import drafted_claims
    from briefbook.extract import extract

    registry, terms, cues = _rules()
    claims, begin = 0, time.process_time()
    for line in lines:
        row = json.loads(line)
        read = extract(
            row["text"],
            date.fromisoformat(row["published"]),
            title=row["title"],
            registry=registry,
            theme_terms=terms.theme_terms,
        )
        claims += len(drafted_claims(row["text"], read, cues=cues))
    return os.getpid(), claims, time.process_time() - begin


def _chunks(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as lines:
        while chunk := list(islice(lines, _CHUNK)):
            yield chunk


def compare(folder: Path, count: int, rounds: int) -> None:
    """Print the rates of one worker, two workers and the bare pool, in turns."""
    warm = write(folder / "warm.jsonl", 50, seed=7)
    source = write(folder / "compared.jsonl", count)
    one: list[dict[str, Any]] = []
    two: list[dict[str, Any]] = []
    pools: list[tuple[float, float]] = []
    context = get_context("spawn")
    with Builder(warm, 1) as single, Builder(warm, 2) as double, context.Pool(2) as p:
        p.map(bare, list(_chunks(warm)) * 4, chunksize=1)
        single.build(warm, folder / "out")
        double.build(source, folder / "out")  # both workers have read their rules
        for _ in range(rounds):
            one.append(single.build(source, folder / "out"))
            two.append(double.build(source, folder / "out"))
            begin = time.perf_counter()
            used = sum(part[2] for part in p.imap_unordered(bare, _chunks(source)))
            pools.append((time.perf_counter() - begin, used))
    print(f"{count:,} briefs of 200 words in {two[0]['parts']} parts, {rounds} turns")
    print(f"one worker   {_rate(count, one):6.1f} briefs a second")
    print(f"two workers  {_rate(count, two):6.1f} briefs a second")
    wall = statistics.median(count / seconds for seconds, _ in pools)
    print(
        f"bare pool    {wall:6.1f} briefs a second: extract + drafted claims, no rows"
    )
    turns = list(zip(one, two, pools, strict=True))
    gain = statistics.median(a["seconds"] / b["seconds"] for a, b, _ in turns)
    print(f"two workers / one worker           {gain:.2f} times (wanted 1.8)")
    gain = statistics.median(2 * a["cpu"] / b["cpu"] for a, b, _ in turns)
    print(f"                                   {gain:.2f} by CPU time a brief")
    share = statistics.median(p[0] / b["seconds"] for _, b, p in turns)
    print(f"two workers / bare pool of two     {share:.2f} by the clock (wanted 0.85)")
    share = statistics.median(p[1] / b["cpu"] for _, b, p in turns)
    print(f"                                   {share:.2f} by CPU time of the workers")


def _rate(count: int, runs: list[dict[str, Any]]) -> float:
    return statistics.median(count / run["seconds"] for run in runs)


def grow(folder: Path, sizes: list[int]) -> Path:
    """Print time and memory for a brief at each size; return the largest folder."""
    warm = write(folder / "warm.jsonl", 50, seed=7)
    first: dict[str, float] = {}
    out = folder / "out"
    for size in sorted(sizes):
        source = write(folder / "grown.jsonl", size)
        with Builder(warm, 2) as builder:
            run = builder.build(source, out)
        stored = sum(p.stat().st_size for p in out.rglob("*") if p.is_file())
        told = {
            "CPU ms a brief": 1000 * run["cpu"] / size,
            "ms a brief": 1000 * run["seconds"] / size,
            "client MB": run["client"],
            "worker MB": run["worker"],
        }
        first = first or told
        shown = ", ".join(
            f"{name} {value:.1f} (x{value / first[name]:.2f})"
            for name, value in told.items()
        )
        print(f"{size:>9,} briefs: {shown}")
        ratio = stored / source.stat().st_size
        print(f"          stored {stored / size:,.0f} bytes a brief, {ratio:.2f} of it")
    print("wanted: client under 500 MB, worker under 700 MB, no growth")
    return out


def read(folder: Path, rounds: int) -> None:
    """Print the time to open a folder, and to load a slice against everything.

    A slice is a view's five tables, one after the other, in a fresh process that has
    imported what it needs. Everything is the same five tables whole, likewise in one
    process: what they share (their categories) is read once, and each table is let go
    before the next, since all of a million briefs' at once take more memory than most
    machines have. Turns alternate, and the median counts.
    """
    from briefbook.dataset import load_dataset

    ds = load_dataset(folder)
    count = ds.counts()["briefs"]
    counts = ds._whole.frame("briefs")["themes"].explode().value_counts()
    theme = counts.index[len(counts) // 2]
    del ds
    view = (theme, "2019-03-01", "2019-03-31")
    slices, wholes = [], []
    for _ in range(rounds):
        slices.append(_reading(folder, TABLES, *view))
        wholes.append(_reading(folder, TABLES))
    opened = statistics.median(run["open"] for run in slices)
    print(f"opening {count:,} briefs   {opened:.2f} s (wanted 0.5)")
    share = statistics.median(
        one["load"] / whole["load"] for one, whole in zip(slices, wholes, strict=True)
    )
    print(
        f"theme {theme!r} in one month, {slices[0]['rows']['briefs']:,} briefs: "
        f"{share:.1%} of the time of everything ({slices[0]['load']:.2f} s of "
        f"{wholes[0]['load']:.2f} s; wanted 5%), {slices[0]['peak']:.0f} MB against "
        f"{wholes[0]['peak']:.0f} MB, one table at a time"
    )


def _reading(folder: Path, tables: Sequence[str], *view: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(folder), ",".join(tables), *view],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    return json.loads(done.stdout)


def main(words: list[str] | None = None) -> None:
    """Print what a build takes."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--compared", type=int, default=COMPARED)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args(words or [])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.compared:
            compare(folder, given.compared, given.rounds)
        if given.sizes:
            read(grow(folder, given.sizes), given.rounds)


if __name__ == "__main__":
    main(sys.argv[1:])
