"""An exported folder: whole, read by other tools, and saying whom to credit."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from pandas.testing import assert_frame_equal

from briefbook.dataset import Dataset, load_dataset
from briefbook.export import ExportError, export, read_tables, tables
from briefbook.export_files import defused, undefused, write_excel
from briefbook.schema import TABLES
from small_project import change, small_project

FORMS = ("csv", "excel", "parquet")
NAMES = {"csv": "*.csv", "excel": "briefbook.xlsx", "parquet": "*.parquet"}
HOSTILE = '=HYPERLINK("https://example.org";"a")'
ROOT = Path(__file__).parents[1]


@pytest.fixture
def ds(tmp_path: Path) -> Dataset:
    """Return a dataset with texts that a spreadsheet takes for formulas."""
    project = small_project(tmp_path)
    acme = "briefs/2024-11/acme-plant.md"
    change(project, acme, "object: sales", f"object: '{HOSTILE}'")
    change(project, acme, "title: Acme builds in Dresden", "title: '@SUM(A1), café'")
    series = "reference/series.csv"
    change(project, series, "exact,s1,\n", "exact,s1,-2+3\n")
    change(project, series, "other count", "'=quoted already")
    change(project, series, "exact,s2,\n", "exact,s2,'about' 25\n")
    return load_dataset(project.root)


@pytest.fixture(scope="module")
def own() -> Dataset:
    return load_dataset(ROOT)


def equal(left: pd.DataFrame, right: pd.DataFrame) -> None:
    # A file keeps the values of a category, not those that it might have had.
    assert_frame_equal(left, right, check_categorical=False)


@pytest.mark.parametrize("form", FORMS)
def test_every_table_comes_back_equal(form, ds: Dataset, tmp_path: Path) -> None:
    folder = export(ds, tmp_path / "out", form)
    back = read_tables(folder)
    assert list(back) == list(TABLES)
    for name, rows in tables(ds).items():
        equal(back[name], rows)


@pytest.mark.parametrize("form", FORMS)
def test_our_own_dataset_comes_back_equal(form, own: Dataset, tmp_path) -> None:
    back = read_tables(export(own, tmp_path / "out", form))
    for name, rows in tables(own).items():
        equal(back[name], rows)
    assert len(back["claims"]) > 80 and len(back["series"]) > 700


@pytest.mark.parametrize("form", ["csv", "excel"])
def test_the_public_tool_validates_an_exported_folder(form, own, tmp_path) -> None:
    from frictionless import Package

    folder = export(own.where(themes="chips"), tmp_path / "out", form)
    report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])
    rows = {task.name: task.stats["rows"] for task in report.tasks}
    expected = tables(own.where(themes="chips"))
    assert rows == {name.replace("_", "-"): len(df) for name, df in expected.items()}


def test_pandas_alone_reads_csv_with_types_and_words(own, tmp_path: Path) -> None:
    own.to_csv(tmp_path / "out")
    series = pd.read_csv(tmp_path / "out" / "series.csv", parse_dates=["published"])
    assert list(series.columns) == TABLES["series"].names
    equal(series[["value"]].astype("Float64"), own.series[["value"]])
    quotes = pd.read_csv(tmp_path / "out" / "claims.csv")["quote"]
    assert list(quotes) == list(own.claims["quote"])


def test_openpyxl_alone_reads_numbers_days_and_texts(own, tmp_path: Path) -> None:
    own.to_excel(tmp_path / "out")
    book = load_workbook(tmp_path / "out" / "briefbook.xlsx", read_only=True)
    assert book.sheetnames == [*TABLES, "about"]
    rows = book["series"].iter_rows(values_only=True)
    header = next(rows)
    first = dict(zip(header, next(rows), strict=True))
    expected = own.series.iloc[0]
    assert first["value"] == expected["value"]
    assert first["published"] == expected["published"]
    assert first["label"] == expected["label"]


def test_parquet_has_a_type_for_each_column_of_an_empty_table(own, tmp_path) -> None:
    import pyarrow.parquet as pq

    folder = own.where(text="no brief says this").to_parquet(tmp_path / "out")
    for path in folder.glob("*.parquet"):
        types = {field.name: str(field.type) for field in pq.read_schema(path)}
        assert not [name for name, kind in types.items() if "null" in kind], path.name
        for column in TABLES[path.stem].columns:
            assert types[column.name].startswith("list") is (column.dtype == "list")


def test_no_cell_of_a_csv_file_begins_as_a_formula(ds: Dataset, tmp_path) -> None:
    folder = ds.to_csv(tmp_path / "out")
    cells = []
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells += [cell for row in csv.reader(file) for cell in row]
    assert f"'{HOSTILE}" in cells and "'@SUM(A1), café" in cells
    dangerous = [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert [cell for cell in dangerous if not _is_number(cell)] == []


def test_no_cell_of_a_workbook_is_a_formula(ds: Dataset, tmp_path: Path) -> None:
    folder = ds.to_excel(tmp_path / "out")
    book = load_workbook(folder / "briefbook.xlsx")
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert "f" not in {cell.data_type for cell in cells}
    hostile = [cell for cell in cells if cell.value in (HOSTILE, "-2+3")]
    assert hostile and all(cell.quotePrefix for cell in hostile)
    sheet = pd.read_excel(folder / "briefbook.xlsx", sheet_name="claims")
    assert HOSTILE in set(sheet["object"])


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-a", "@b", "\tc", "'=1", "''-x", "'about'", "a=b", "", "'"]
)
def test_a_defused_text_comes_back(text: str) -> None:
    assert undefused(defused(text)) == text
    assert defused(text)[:1] not in ("=", "+", "-", "@", "\t")


def test_an_ordinary_text_is_left_as_it_is() -> None:
    assert [defused(text) for text in ("'about' 25", "a-b", "25%")] == [
        *("'about' 25", "a-b", "25%")
    ]


def test_a_view_is_exported_as_it_is(own: Dataset, tmp_path: Path) -> None:
    view = own.where(actors=["Huawei"])
    back = read_tables(view.to_parquet(tmp_path / "out"))
    assert set(back["claims"]["claim_id"]) == set(view.claims["claim_id"])
    assert 0 < len(back["sources"]) < 60
    assert set(back["sources"]["source_id"]) <= set(back["credits"]["source_id"])
    text = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert view.view.sentence() in text


def test_an_earlier_export_is_replaced_whole(ds: Dataset, tmp_path: Path) -> None:
    folder = ds.to_csv(tmp_path / "out")
    ds.to_excel(folder)
    names = {path.name for path in folder.iterdir()}
    assert names == {"briefbook.xlsx", "datapackage.json", "README.md"}


def test_a_folder_with_other_files_is_left_alone(ds: Dataset, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match=r"no export wrote \(.*thesis.docx.*new fold"):
        ds.to_csv(tmp_path)
    folder = ds.to_csv(tmp_path / "out")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match=r"notes\.txt"):
        ds.to_csv(folder)
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_failed_export_leaves_what_was_there(ds, tmp_path, monkeypatch) -> None:
    folder = ds.to_csv(tmp_path / "out")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def fails(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("briefbook.export._readme", fails)
    with pytest.raises(OSError, match="No space left"):
        ds.to_parquet(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "small"]


def test_what_excel_cannot_hold_is_refused_with_its_place(tmp_path: Path) -> None:
    long = pd.DataFrame({"text": ["a", "b" * 32_768]})
    with pytest.raises(ExportError, match="briefs, text, row 3: 32,768 characters"):
        write_excel({"briefs": long}, tmp_path / "a.xlsx")
    control = pd.DataFrame({"text": ["a\x01b"]})
    with pytest.raises(ExportError, match="row 2: a control character"):
        write_excel({"briefs": control}, tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_form_that_is_none_names_the_nearest(ds: Dataset, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"'exel' is no form.*did you mean 'excel'"):
        export(ds, tmp_path / "out", "exel")


def test_a_folder_that_no_export_wrote_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"no datapackage\.json of an export"):
        read_tables(tmp_path)


def test_a_credit_is_ready_to_copy(ds: Dataset) -> None:
    credit = ds.credits().set_index("source_id")["credit"]
    assert credit["s1"] == (
        "Reuters, “Acme to build in Dresden”, 2024-10-02, https://example.org/a, "
        "retrieved 2025-07-01."
    )
    # A month stays a month, a page without a day has none.
    assert "“Duty on cars”, 2024-11, https" in credit["s2"]
    assert credit["s3"].startswith("Customs Office, “Plants”, https://example.org/c,")
    assert credit["acme-plant"] == (
        "Example Times, “Acme builds”, 2024-11-20, https://example.org/acme."
    )
    assert credit["digest-small"].startswith("“News digest small”. Retold in our words")
    assert credit["ecb-rates"].startswith("European Central Bank, “Euro foreign")


def test_only_the_sources_of_the_view_are_credited(own: Dataset) -> None:
    all_of_them = own.credits()
    view = own.where(themes="e-commerce")
    some = view.credits()
    assert len(some) < len(all_of_them)
    behind = {*view.series["source_id"], *view.timeline["source_id"]}
    behind |= {s for listed in view.checks["sources_now"] for s in listed}
    assert behind <= set(some["source_id"])
    assert (some["rows"] > 0).all()
    own_pages = {s for listed in own.briefs["source_ids"] for s in listed}
    assert own_pages <= set(all_of_them["source_id"])
    assert not all_of_them["credit"].duplicated().any()
    assert all_of_them["credit"].str.contains("https?://", regex=True).sum() > 350


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
