"""The pages for readers: what they show is run as it stands."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import briefbook as bb
from briefbook.cli import main
from briefbook.errors import ProjectNotFoundError
from briefbook.export import read_tables
from briefbook.schema_base import VERDICTS
from lab_server import copy_project

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]
_FILE = re.compile(r"(?m)^`([\w./-]+)`:\n\n```(\w+)\n(.*?)^```", re.DOTALL)


def additions(page: str) -> dict[str, str]:
    """Return what a page shows of each file, by the file's path."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return {name: shown for name, _, shown in _FILE.findall(text)}


def test_a_theme_and_a_source_are_added_as_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_project(tmp_path / "project")
    monkeypatch.chdir(root)
    monkeypatch.delenv("BRIEFBOOK_PROJECT", raising=False)
    for name, shown in additions("extending.md").items():
        path = root / name
        if not name.startswith("data/"):
            continue
        path.parent.mkdir(exist_ok=True)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(before + shown, encoding="utf-8")
    assert main(["check"]) == 0, capsys.readouterr().out
    assert main(["new", "notebook", "quantum"]) == 0
    assert (root / "notebooks" / "07_quantum.ipynb").is_file()
    ds = bb.load_dataset(root).where(corpora="2024-12", themes="quantum")
    (check,) = ds.checks.to_dict("records")
    assert (check["verdict_then"], check["verdict_now"]) == ("agrees", "agrees")
    assert check["sources_now"] == ("q001",)
    assert bb.answer(ds, "quantum")["outcome"].verdict == "holds"


def test_a_unit_stands_where_the_page_says_and_is_read() -> None:
    from briefbook.extract.figures import find_figures
    from briefbook.extract.text import plain

    shown = additions("extending.md")
    units = "helpers/briefbook/extract/lexicon/units.csv"
    lines = (ROOT / units).read_text(encoding="utf-8").splitlines()
    assert set(shown[units].splitlines()) <= set(lines)
    case = json.loads(shown["tests/gold/figures.jsonl"])
    assert case["as_of"] == date(2024, 11, 20).isoformat()
    (figure,) = find_figures(plain(case["text"]), [])
    (expected,) = case["figures"]
    assert {name: getattr(figure, name) for name in expected} == expected


def test_no_way_of_writing_a_unit_stands_twice() -> None:
    from briefbook.extract.lexicons import rows

    written = [
        row["phrase"] if row["case"] == "exact" else row["phrase"].lower()
        for row in rows("units")
    ]
    assert sorted({name for name in written if written.count(name) > 1}) == []


def test_the_journalist_s_code_runs_outside_any_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BRIEFBOOK_PROJECT", raising=False)
    with pytest.raises(ProjectNotFoundError, match=r"load_dataset\('DIR'\)"):
        bb.load_dataset()
    text = (DOCS / "for-journalists.md").read_text(encoding="utf-8")
    names: dict[str, object] = {"project": ROOT}
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(compile(block, "for-journalists.md", "exec"), names)
    ds, chips, money = names["ds"], names["chips"], names["money"]
    assert len(names["joined"]) == len(money) > 5
    assert len(names["record"]) == len(chips.series) > 100
    assert not ds.claims["claim_id"].duplicated().any()
    made = {path.name for path in tmp_path.iterdir()}
    assert made >= {"chips-csv", "chips-excel", "chips-parquet", "huawei.credits.txt"}
    for name in ("chips-csv", "chips-excel", "chips-parquet"):
        assert len(read_tables(tmp_path / name)["claims"]) == len(chips.claims)


def test_a_spreadsheet_guesses_the_form_of_a_csv_file(tmp_path: Path) -> None:
    """What asks for no settings: a sniffer finds commas, quotes and the header."""
    ds = bb.load_dataset(ROOT).where(themes="e-commerce")
    path = ds.to_csv(tmp_path / "out") / "claims.csv"
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    text = raw.decode("utf-8-sig")
    form = csv.Sniffer().sniff(text[:8000])
    assert (form.delimiter, form.quotechar) == (",", '"')
    rows = list(csv.reader(text.splitlines(keepends=True), form))
    assert {len(row) for row in rows} == {len(ds.claims.columns)}
    assert rows[0] == list(ds.claims.columns)


def test_every_verdict_and_label_that_the_analyst_reads_is_explained() -> None:
    text = (DOCS / "for-analysts.md").read_text(encoding="utf-8")
    for verdict in VERDICTS:
        assert verdict.replace("_", " ") in text
    controls = bb.Explorer(bb.load_dataset(ROOT)).controls
    labels = [controls._out._report.description, "Export", "This view as parameters"]
    assert "This view as parameters" in controls._out._parameters.value
    assert [label for label in labels if f"**{label}**" not in text] == []


def test_python_runs_the_command_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "briefbook", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("briefbook ")


def test_each_line_of_what_others_do_not_do_names_a_test_that_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition("## What it does that others do not")[2]
    section = section.partition("\n## ")[0]
    lines = re.split(r"\n- ", section)[1:]
    assert len(lines) > 10
    for line in lines:
        ((path, name),) = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", line)
        source = (ROOT / path).read_text(encoding="utf-8")
        assert f"\ndef {name}(" in source, f"{path} has no {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    broken = [link for link in links if not (page.parent / link).exists()]
    assert not broken
