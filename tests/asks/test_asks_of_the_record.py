"""What users ask of the public record, of exports and of what checks tell."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from pandas.testing import assert_frame_equal

import briefbook as bb
from briefbook.cli import main
from briefbook.export import export, read_tables, tables
from lab_server import copy_project
from small_project import change, small_project

ACME = "briefs/2024-11/acme-plant.md"
FAULTS = {
    "briefs/2024-11/us-chip-imports.md": ("themes: [chips", "themes: [chps"),
    "reference/series.csv": ("40,percent,about,s098", "40,pct,about,s098"),
    "reference/timeline.csv": ("2018-07-06,day", "2018-13-06,day"),
    "actors.csv": ("\nHuawei,company,CHN", "\nHuawei,company,CHI"),
    "vocabularies/stages.csv": ("suspended,9,lapsed", "suspended,9,lost"),
}


@pytest.fixture(scope="module")
def ds() -> bb.Dataset:
    return bb.load_dataset()


def test_ask_08_as_known_then_as_known_now(ds: bb.Dataset) -> None:
    """A yield was reported in November 2024, and twice as high three months later."""
    claim = ds.checks.set_index("quote").loc["at a yield of just 20%"]
    verdicts = claim["verdict_then"], claim["verdict_now"]
    assert verdicts == ("same_source", "superseded")
    rows = ds.series.set_index("record_id")
    then, now = (rows.loc[claim[f"rows_{when}"][0]] for when in ("then", "now"))
    for name in ("series_id", "entity", "unit"):
        assert then[name] == now[name]
    assert then["published"] < pd.Timestamp("2024-11-30") < now["published"]
    assert claim["record_value_then"] == then["value"] == 20
    assert claim["record_value_now"] == now["value"] == 40
    assert "2024-11-21" in claim["reason_then"]
    assert "2025-02-25" in claim["reason_now"]
    assert claim["rows_now"][0] not in set(ds.as_of("2024-11-30").series["record_id"])
    for row_id in (claim["rows_then"][0], claim["rows_now"][0]):
        (quoted,) = ds.evidence(row_id)
        assert quoted.is_record


def test_ask_08_a_revised_value_changes_the_verdict_from_its_day_on(
    tmp_path: Path,
) -> None:
    project = small_project(tmp_path)
    later = "2900000000,USD,exact,s4,\n"
    other = "2600000000,USD,about,s3,other count\n"
    change(project, "reference/series.csv", other, later)
    given_up = "2025-06-03,day,chips,Acme Chips,,Germany,,investment,cancelled,stated,"
    given_up += "Acme gives the plant up.,s1\n"
    change(project, "reference/timeline.csv", given_up, "")
    source = "s4,Reuters,Acme to build in Dresden,https://example.org/d,,wire,B,"
    source += "2025-03-01,day,2025-07-01,Reuters 2025-03-01,\n"
    unused = "s3,Customs Office,Plants,https://example.org/c,,official_document,A,,,"
    unused += "2025-07-01,Customs Office,\n"
    change(project, "reference/sources.csv", unused, source)
    ds = bb.load_dataset(project)
    claim = ds.checks.set_index("quote").loc["will spend $2.5 billion"]
    print(claim[["reason_then", "reason_now"]].tolist())
    found = claim[["verdict_then", "record_value_then"]].tolist()
    found += claim[["verdict_now", "record_value_now"]].tolist()
    assert found == ["agrees", 2.5e9, "differs", 2.9e9]
    revised = ds.contested.set_index("source_id").loc[["s1", "s4"], "published"]
    days = [day.date().isoformat() for day in revised]
    assert days == ["2024-10-02", "2025-03-01"]


@pytest.mark.parametrize("form", ["csv", "excel", "parquet"])
def test_ask_14_an_export_is_read_back_equal_and_names_whom_to_credit(
    form: str, ds: bb.Dataset, tmp_path: Path
) -> None:
    view = ds.where(themes="e-commerce")
    back = read_tables(export(view, tmp_path / "out", form))
    for name, rows in tables(view).items():
        # A file keeps the values of a category, not those that it might have had.
        assert_frame_equal(back[name], rows, check_categorical=False)
    sources, credits = back["sources"], back["credits"]
    assert len(sources) and sources["publisher"].ne("").all()
    assert sources["url"].str.startswith("http").all()
    assert sources["retrieved"].notna().all()
    assert set(back["series"]["source_id"]) <= set(sources["source_id"])
    assert set(sources["source_id"]) <= set(credits["source_id"])
    assert "published" in back["series"].columns


def test_ask_14_a_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    change(project, ACME, "object: sales", "object: '=1+1'")
    ds = bb.load_dataset(project)
    for form in ("csv", "excel", "parquet"):
        folder = export(ds, tmp_path / form, form)
        assert "=1+1" in set(read_tables(folder)["claims"]["object"])
    plain = pd.read_csv(tmp_path / "csv" / "claims.csv")
    assert "'=1+1" in set(plain["object"]) and "=1+1" not in set(plain["object"])
    book = load_workbook(tmp_path / "excel" / "briefbook.xlsx")
    (cell,) = [c for row in book["claims"] for c in row if c.value == "=1+1"]
    assert cell.data_type == "s" and cell.quotePrefix


def test_ask_15_all_problems_are_told_at_once_with_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_project(tmp_path / "project")
    expected = []
    for name, (old, new) in FAULTS.items():
        path = root / "data" / name
        text = path.read_bytes().decode("utf-8")
        assert text.count(old) == 1, name
        path.write_bytes(text.replace(old, new).encode("utf-8"))
        line = text[: text.index(old) + len(old)].count("\n") + 1
        expected.append(f"data/{name}:{line}: ")
    monkeypatch.chdir(root)
    monkeypatch.delenv("BRIEFBOOK_PROJECT", raising=False)
    assert main(["check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    for place in expected:
        assert [line for line in lines if line.startswith(place)], (place, lines)
    assert f"{len(FAULTS)} errors, 0 notes" in lines
