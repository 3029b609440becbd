"""The project's own notebooks as reports: what warm kernels show, what a page holds.

What is committed was executed by ordinary kernels (`briefbook notebooks`), and nbval
holds it to them; here the same notebooks run in warm ones.
"""

import configparser
import json
import re
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from briefbook.dataset import load_dataset
from briefbook.project import read_project
from briefbook.report import run_report

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
each_notebook = pytest.mark.parametrize("name", [path.stem for path in NOTEBOOKS])


@pytest.fixture(scope="module")
def report(tmp_path_factory, warm):
    project = read_project(ROOT)
    return run_report(
        NOTEBOOKS,
        output=tmp_path_factory.mktemp("own") / "reports" / "latest",
        project=project,
        dataset=load_dataset(project),
        jobs=2,
    )


def rules():
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "tests" / "nbval_sanitize.cfg", encoding="utf-8")
    return [(parser[s]["regex"], parser[s]["replace"]) for s in parser.sections()]


def shown(path):
    """Return what each code cell shows, without what differs from run to run."""
    cells = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        outputs = [
            {
                "type": output.output_type,
                "text": output.get("text"),
                "data": {
                    kind: None if kind.startswith("image/") else content
                    for kind, content in output.get("data", {}).items()
                },
                "metadata": output.get("metadata"),
            }
            for output in cell.outputs
        ]
        text = json.dumps(outputs, indent=1, sort_keys=True, ensure_ascii=False)
        for pattern, replacement in rules():
            text = re.sub(pattern, replacement, text)
        cells.append((cell.source, text))
    return cells


@each_notebook
def test_warm_kernel_shows_what_is_committed(report, name):
    (run,) = (run for run in report.runs if run.job.name == name)
    assert str(run) == f"{name}: ok"
    ours = shown(report.folder / f"{name}.ipynb")
    committed = shown(ROOT / "notebooks" / f"{name}.ipynb")
    for one, other in zip(ours, committed, strict=True):
        assert one == other


@each_notebook
def test_page_is_one_light_file_with_contents_alt_texts_and_scopes(report, name):
    path = report.folder / f"{name}.html"
    assert path.stat().st_size <= 2_000_000
    html = path.read_text(encoding="utf-8")
    page = BeautifulSoup(html, "html.parser")
    assert page.html["lang"] == "en"
    assert len(page.find_all("h1")) == 1
    contents = page.find(class_="bb-contents").find_all("a")
    sections = [h["id"] for h in page.find(id="bb-main").find_all("h2")]
    assert [link["href"][1:] for link in contents] == sections
    images = page.find_all("img")
    assert images
    assert all(image["src"].startswith("data:image/") for image in images)
    assert all(len(image["alt"]) > 20 for image in images)
    assert "Figure without a description" not in html
    tables = page.find_all("table")
    assert all(table.caption is not None for table in tables)
    assert all(th.get("scope") for th in page.find_all("th"))
    assert not page.find_all(["link", "iframe", "object"])
    assert not page.find_all("script", src=True)
    assert not re.findall(r"@import|url\(\s*['\"]?https?:", html)
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html
    assert not [d for d in page.find_all("details", class_="bb-source") if "open" in d]


@each_notebook
def test_findings_are_kept_with_the_words_behind_them(report, name):
    kept = json.loads((report.folder / "findings.json").read_text(encoding="utf-8"))
    words = json.loads((report.folder / "dataset.json").read_text(encoding="utf-8"))
    (run,) = (run for run in kept["runs"] if run["run"] == name)
    assert run["findings"]
    assert run["stamp"] == words["stamp"]
    for finding in run["findings"]:
        assert set(finding["evidence"]) <= set(words["words"])


def test_index_shows_each_with_its_first_findings_that_have_rows(report):
    page = BeautifulSoup(report.index.read_text(encoding="utf-8"), "html.parser")
    entries = page.find(class_="bb-runs").find_all("li", recursive=False)
    assert len(entries) == len(NOTEBOOKS)
    for entry, run in zip(entries, report.runs, strict=True):
        assert entry.h2.a["href"] == run.html
        told = [f for f in run.findings if f["verdict"] != "no_rows"] or run.findings
        assert told[0]["sentence"] in entry.get_text()
