"""The Explorer beside pandas masks with a fresh seaborn figure, on a million claims.

Five filters are active (themes, 100 of 2,000 actors, days published, a value range,
words) and one of them changes: from the widget's message to the message with the new
picture, all counts included. Both take each change in turns. In the browser: from the
click to the loaded picture, on ten thousand claims.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
ROUNDS = 12
WORDS = ("chip", "wafer", "tariff", "yield", "quota", "port")
# After so long a pause a change is drawn at once; quicker ones wait for quiet.
PAUSE = 0.6

OPENING = """
import sys, time
sys.path.insert(0, sys.argv[1])
import psutil
from explore_cases import made_up
ds = made_up(100_000, 1_000_000, actors=2000, words=12)
tables = [ds._whole.tables[name] for name in ("briefs", "claims")]
size = sum(table.memory_usage(deep=True).sum() for table in tables) / 1e6
process = psutil.Process()
before = process.memory_info().rss / 1e6
begin, cpu = time.perf_counter(), time.process_time()
import briefbook as bb
from briefbook.explore_static import live_bundle, picture_bundle, table_bundle
ex = bb.Explorer(ds)
live_bundle(ex), picture_bundle(ex), table_bundle(ex)
took, cpu = time.perf_counter() - begin, time.process_time() - cpu
names = ex.engine.names("actors")
ex.set(themes=["chips", "trade-policy"], actors=names[:100], since="2023-03-01",
       until="2024-10-01", value_min=10, value_max=1e9, text="chip")
print(took, cpu, size, process.memory_info().rss / 1e6 - before)
"""

CELL = """
import sys
sys.path.insert(0, {tests!r})
from explore_cases import made_up
import briefbook as bb
bb.Explorer(made_up(1_000, 10_000, actors=2000))
"""

CLICKS = """async ([rounds, pause]) => {
    const image = document.querySelector('.bb-explorer .bb-result img');
    const took = [];
    for (let round = 0; round < rounds; round++) {
        const boxes = document.querySelectorAll(
            '.bb-explorer .bb-picker .widget-checkbox:not([style*=hidden]) input');
        const loaded = new Promise(done => {
            const watch = new MutationObserver(() => {
                watch.disconnect();
                image.decode().then(() => requestAnimationFrame(done));
            });
            watch.observe(image, {attributes: true, attributeFilter: ['src']});
        });
        const begin = performance.now();
        boxes[round % 5].click();
        await loaded;
        took.push(performance.now() - begin);
        await new Promise(done => setTimeout(done, pause * 1000));
    }
    return took;
}"""


class Peer:
    """What one writes without a helper: boolean masks, then a new seaborn figure."""

    def __init__(self, ds: Any) -> None:
        import pandas as pd

        claims = ds._whole.tables["claims"]
        briefs = ds._whole.tables["briefs"]
        columns = ["actor", "target", "unit", "published", "value", "value_usd"]
        self.rows = claims[columns].copy()
        # Its columns are as good as pandas has them: categories, floats, days.
        place = claims["brief_id"].cat.codes.to_numpy()
        themes = briefs["themes"].str[0].astype("category")
        self.rows["theme"] = pd.Categorical(themes).take(place)
        self.rows["text"] = briefs["text"].str.casefold().to_numpy()[place]
        usd = self.rows.pop("value_usd").astype("float64")
        self.rows["value"] = usd.fillna(self.rows["value"].astype("float64"))

    def picture(self, view: Any) -> bytes:
        """Return the picture under a view."""
        import pandas as pd
        import seaborn as sns
        from matplotlib.figure import Figure

        rows = self.rows
        mask = (
            rows["theme"].isin(view.themes)
            & (rows["actor"].isin(view.actors) | rows["target"].isin(view.actors))
            & rows["published"].between(*map(pd.Timestamp, (view.since, view.until)))
            & rows["value"].between(view.value_min, view.value_max)
            & rows["text"].str.contains(view.text, regex=False)
        )
        figure = Figure(figsize=(7, 3.5), dpi=144)
        axes = figure.add_subplot()
        sns.countplot(rows[mask], y="unit", hue="theme", ax=axes)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png")
        return buffer.getvalue()


class Sent:
    """Tells when the image's new value is sent."""

    def __init__(self, image: Any) -> None:
        self.pictures = 0
        image.observe(self._note, "value")

    def _note(self, _: Any) -> None:
        self.pictures += 1


def changes(names: tuple[str, ...]) -> dict[str, Callable[[int], dict[str, Any]]]:
    """Return for each filter the value that it takes in a round."""
    themes = (["chips", "trade-policy"], ["chips"], ["ai-governance", "chips"])
    return {
        "themes": lambda i: {"themes": themes[i % 3]},
        "actors": lambda i: {"actors": names[i : 100 + i]},
        "days": lambda i: {"since": f"2023-03-{i + 1:02d}"},
        "values": lambda i: {"value_min": 10 + i},
        "text": lambda i: {"text": WORDS[i % len(WORDS)]},
    }


async def compare(ds: Any) -> None:
    """Print for each filter the Explorer's and the peer's times, in turns."""
    import briefbook as bb

    peer = Peer(ds)
    ex = bb.Explorer(ds)
    names = ex.engine.names("actors")
    sent = Sent(ex.controls._image)
    ex.set(
        themes=["chips", "trade-policy"],
        actors=names[:100],
        since="2023-03-01",
        until="2024-10-01",
        value_min=10,
        value_max=1e9,
        text="chip",
    )
    peer.picture(ex.view)
    print(f"{len(ex):,} of {ex.total:,} claims are left")
    for name, change in changes(names).items():
        ours, cpu, theirs = [], [], []
        for turn in range(1, ROUNDS + 1):
            await asyncio.sleep(PAUSE)
            before, view = sent.pictures, ex.view
            begin, busy = time.perf_counter(), time.process_time()
            ex.set(**change(turn))
            ours.append(time.perf_counter() - begin)
            cpu.append(time.process_time() - busy)
            if ex.view != view and sent.pictures == before:
                raise RuntimeError("no new picture was sent")
            begin = time.perf_counter()
            peer.picture(ex.view)
            theirs.append(time.perf_counter() - begin)
        ratio = statistics.median(b / a for a, b in zip(ours, theirs, strict=True))
        print(
            f"{name:8} {1000 * statistics.median(ours):6.0f} ms "
            f"(CPU {1000 * statistics.median(cpu):4.0f}); pandas and seaborn "
            f"{1000 * statistics.median(theirs):6.0f} ms: {ratio:4.1f} times quicker"
        )


def opening() -> None:
    """Print how long a million claims take to open, and what they take in memory."""
    done = subprocess.run(
        [sys.executable, "-c", OPENING, str(TESTS)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "BRIEFBOOK_PROJECT": str(ROOT)},
    )
    took, cpu, size, more = map(float, done.stdout.split())
    print(f"opening {took:.2f} s (CPU {cpu:.2f} s), imports included")
    print(f"memory  {(size + more) / size:.2f} times the tables' {size:.0f} MB")


def in_browser() -> None:
    """Print the time from a click to the new picture, in JupyterLab."""
    sys.path.insert(0, str(TESTS / "browser"))
    from playwright.sync_api import sync_playwright

    import lab_page
    from lab_server import FLAGS, chromium, copy_project, running_lab

    if chromium() is None:
        print("click to picture: not measured, Chromium is missing")
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        project = copy_project(Path(folder) / "project")
        home = Path(folder) / "jupyter"
        home.mkdir()
        with running_lab(project, home) as lab:
            lab.write("bench.ipynb", CELL.format(tests=str(TESTS)))
            browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            page.goto(f"{lab.url}/lab?token={lab.token}&reset")
            page.wait_for_function("() => window.jupyterapp?.started")
            lab_page.open_notebook(page, "bench.ipynb")
            lab_page.run_all(page)
            lab_page.explorer(page)
            page.wait_for_timeout(2000)
            took = json.loads(json.dumps(page.evaluate(CLICKS, [20, 1.5])))
            browser.close()
    middle, high = statistics.median(took), sorted(took)[-2]
    print(f"click to picture {middle:.0f} ms (second highest of 20: {high:.0f} ms)")


def main() -> None:
    """Print the comparison, the opening, and what the browser sees."""
    os.environ["BRIEFBOOK_PROJECT"] = str(ROOT)
    sys.path.insert(0, str(TESTS))
    from explore_cases import made_up

    asyncio.run(compare(made_up(100_000, 1_000_000, actors=2000, words=12)))
    opening()
    in_browser()


if __name__ == "__main__":
    main()
