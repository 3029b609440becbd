"""Text is data: it neither runs, nor fetches, nor leaves its place."""

import ast
import csv
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import nbformat
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

import briefbook as bb
from briefbook.briefs import read_brief
from briefbook.build import build
from briefbook.build_folder import sealed_by
from briefbook.built_files import BuiltFolderError
from briefbook.cli import main
from briefbook.export import read_tables
from briefbook.project import Project, read_project
from briefbook.sources_feed import read_feed
from briefbook.sources_open import Reject
from briefbook.sources_parquet import read_parquet
from briefbook.sources_read import read_html
from build_cases import PAGE, RSS, brief, jsonl
from small_project import small_project

VIEWS = Path(__file__).parent / "fixtures" / "views"
PACKAGE = Path(bb.__file__).parent
RUN = "<script>alert(1)</script><img src=x onerror=alert(2)>"
MARKS = '**b** [l](javascript:alert(3)) `"><svg onload=alert(4)>`'
FORMULA = '=HYPERLINK("https://x.example","a")'


@pytest.fixture(scope="module")
def project() -> Project:
    return read_project(VIEWS)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, project: Project) -> Path:
    """Return a built folder whose titles, texts, ids and file names are attacks."""
    folder = tmp_path_factory.mktemp("hostile")
    text = f"Acme Chips will spend $4.5 billion {RUN} in Ohio by 2026. {MARKS}"
    rows = [
        {"id": f"a{RUN}", "published": "2024-11-20", "title": RUN, "text": text},
        {"id": "b", "published": "2024-11-21", "title": MARKS, "text": f"{MARKS} 7%"},
        {
            "id": "c",
            "published": "2024-11-22",
            "title": FORMULA,
            "text": f"{FORMULA}\nAcme Chips cut 12% of its staff, +1 and @A1 said.",
        },
    ]
    lines = [json.dumps(row) for row in rows]
    source = jsonl(folder / "x<img src=x onerror=alert(5)>.jsonl", lines)
    feed = folder / "feed.xml"
    feed.write_text(RSS.replace("Duty on cars", "&lt;b onclick=alert(6)&gt;Duty"))
    build([str(source), str(feed)], folder / "out", project=project)
    return folder / "out"


def harmless(html: str) -> None:
    """Fail where HTML has anything that runs, fetches or leads astray."""
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find_all(["script", "img", "svg", "iframe", "object", "embed"])
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")], tag
        for name in ("href", "src", "action", "formaction"):
            address = str(tag.get(name, "")).strip().lower()
            assert not address.startswith(("javascript:", "data:", "vbscript:")), tag


def pieces(widget: object) -> list[str]:
    """Return every HTML text that a tree of widgets shows."""
    found = []
    for part in getattr(widget, "children", ()):
        found += pieces(part)
    if type(widget).__name__ in ("HTML", "HTMLMath"):
        found.append(widget.value)
    return found


def test_nothing_that_jupyterlab_shows_of_a_brief_runs(hostile: Path) -> None:
    ds = bb.load_dataset(hostile)
    assert any("<script>" in title for title in ds.briefs["title"])
    shown = [ds, ds.where(text=RUN), ds.evidence(ds.figures), ds.evidence(ds.claims)]
    shown += [bb.tables.claims_table(ds, RUN), bb.tables.briefs_table(ds, MARKS)]
    shown += [bb.answer(ds, theme) for theme in ("other", "chips")]
    for one in shown:
        harmless(one._repr_html_())
        assert not hasattr(one, "_repr_markdown_")
        assert not hasattr(one, "_repr_javascript_")
    escaped = ds.evidence(ds.figures)._repr_html_()
    assert "&lt;script&gt;" in escaped


def test_nothing_that_the_explorer_shows_of_a_brief_runs(hostile: Path) -> None:
    ds = bb.load_dataset(hostile)
    for rows in ("claims", "figures"):
        ex = bb.Explorer(ds, rows=rows, text="")
        told = pieces(ex.widget)
        assert told
        for html in [*told, ex.table()._repr_html_()]:
            harmless(html)
        data = ex._repr_mimebundle_()
        bundle = data[0] if isinstance(data, tuple) else data
        assert not {"text/markdown", "application/javascript"} & set(bundle)
        harmless(bundle.get("text/html", ""))
    told = pieces(bb.Explorer(ds, text=RUN).widget)
    for html in told:
        harmless(html)


def test_a_report_and_its_index_run_nothing_of_briefs_or_parameters(
    hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path)
    code = nbformat.v4.new_code_cell
    cells = [
        nbformat.v4.new_markdown_cell("# What was told"),
        code(
            'text = ""  # words\ncorpora = ""  # which',
            metadata={"tags": ["parameters"]},
        ),
        code("import briefbook as bb\nds = bb.load_dataset()\nds.evidence(ds.figures)"),
        code('bb.tables.briefs_table(ds, "Briefs")'),
        code("print(text)"),
        code("from IPython.display import HTML, Markdown\nHTML(ds.briefs.title[0])"),
        code("Markdown(text)"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    project.notebooks.mkdir(exist_ok=True)
    nbformat.write(notebook, project.notebooks / "told.ipynb")
    monkeypatch.chdir(project.root)
    words = ["report", "told", "--data", str(hostile), "-p", "text", RUN + MARKS]
    assert main(words) == 0
    pages = sorted(project.root.rglob("*.html"))
    assert pages
    for path in pages:
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        # The page's own code stands outside its content.
        for tag in soup.find_all("script"):
            assert "alert(" not in tag.get_text()
            tag.decompose()
        for tag in soup.find_all("svg"):
            assert not tag.get("onload")
            tag.decompose()
        for tag in soup.find_all("img"):
            assert str(tag["src"]).startswith("data:image/")
            tag.decompose()
        harmless(str(soup))
    told = max((path.read_text(encoding="utf-8") for path in pages), key=len)
    assert "&lt;script&gt;alert(1)" in told


def test_no_cell_of_a_table_is_a_formula_and_each_comes_back(
    hostile: Path, tmp_path: Path
) -> None:
    ds = bb.load_dataset(hostile)
    ds.to_csv(tmp_path / "csv")
    with (tmp_path / "csv" / "briefs.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    ds.to_excel(tmp_path / "excel")
    book = load_workbook(tmp_path / "excel" / "briefbook.xlsx")
    kinds = {c.data_type for sheet in book for row in sheet.iter_rows() for c in row}
    assert "f" not in kinds
    for folder in ("csv", "excel"):
        back = read_tables(tmp_path / folder)["briefs"]
        assert set(back["title"]) == set(ds.briefs["title"])


@pytest.mark.parametrize(
    "head",
    [
        "title: !!python/object/apply:os.system ['touch ran']",
        "title: !!python/name:os.system",
        "title: &a x\nsource: {title: *a}",
        "title: !include /etc/passwd",
        "x: &x [1, 1]\ny: &y [*x, *x]\ntitle: [*y, *y]",
    ],
)
def test_yaml_is_plain_strings(
    tmp_path: Path, head: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.md"
    path.write_text(f"---\nid: a\npublished: 2024-11-20\n{head}\n---\nA text.\n")
    _, problems = read_brief(path, tmp_path)
    assert [problem for problem in problems if problem.level == "error"]
    assert not (tmp_path / "ran").exists()


def test_entities_of_feeds_and_pages_are_not_expanded(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hidden-words")
    declared = f'<!DOCTYPE rss [<!ENTITY s SYSTEM "file://{tmp_path}/secret">]>'
    feed = tmp_path / "feed.xml"
    feed.write_text(RSS.replace("<rss", f"{declared}<rss").replace("Brussels", "&s;"))
    assert "entities" in next(iter(read_feed(f"file://{feed}", "f", None))).reason
    wide = tmp_path / "wide.xml"
    wide.write_bytes(feed.read_text().encode("utf-16"))
    assert isinstance(next(iter(read_feed(f"file://{wide}", "f", None))), Reject)
    page = tmp_path / "page.html"
    page.write_text(PAGE.replace("<!doctype html>", declared).replace("Acme", "&s;"))
    found = read_html(f"file://{page}", "p", "p", None)
    assert "hidden-words" not in repr(found)


def test_a_text_that_parquet_repeats_is_held_once(tmp_path: Path) -> None:
    text = "x" * (11 * 2**20)
    cells = pa.DictionaryArray.from_arrays(pa.array([0] * 500, pa.int32()), [text])
    days = pa.array(["2024-11-20"] * 500)
    path = tmp_path / "bomb.parquet"
    pq.write_table(pa.table({"published": days, "text": cells}), path)
    assert path.stat().st_size < 2**21
    before = pa.total_allocated_bytes()
    for found in read_parquet(f"file://{path}", "bomb", 0):
        assert "holds more than" in found.reason
        assert pa.total_allocated_bytes() - before < 200 * 2**20


@pytest.mark.parametrize(
    "path",
    ["../secret.parquet", "/etc/passwd", "claims/year=2024/../../../x.parquet", "a"],
)
def test_a_manifest_names_no_file_outside_its_folder(
    tmp_path: Path, project: Project, path: str
) -> None:
    out = tmp_path / "out"
    build([str(jsonl(tmp_path / "a.jsonl", [0, 1]))], out, project=project)
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["files"][0]["path"] = path
    manifest["seal"] = sealed_by(manifest)  # an attacker can seal it too
    (out / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BuiltFolderError, match="was changed by hand"):
        bb.load_dataset(out)
    del manifest["knowledge"]
    manifest["seal"] = sealed_by(manifest)
    (out / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BuiltFolderError, match="was changed by hand"):
        bb.load_dataset(out)


def test_a_table_that_is_a_link_is_not_followed(
    tmp_path: Path, project: Project
) -> None:
    out = tmp_path / "out"
    build([str(jsonl(tmp_path / "a.jsonl", [0, 1]))], out, project=project)
    path = next(out.glob("claims/*/*.parquet"))
    path.rename(tmp_path / "elsewhere.parquet")
    os.symlink(tmp_path / "elsewhere.parquet", path)
    with pytest.raises(BuiltFolderError, match="is missing"):
        bb.load_dataset(out)


@pytest.mark.parametrize(
    "name", ["../../escaped", "/tmp/escaped", "a/../../b", "..\\c"]
)
def test_an_id_of_a_brief_is_no_path(
    tmp_path: Path, project: Project, name: str
) -> None:
    row = json.dumps({**brief(1), "id": name})
    out = tmp_path / "in" / "out"
    build([str(jsonl(tmp_path / "a.jsonl", [row]))], out, project=project)
    assert {path.name for path in tmp_path.iterdir()} == {"a.jsonl", "in"}
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["out"]


def test_no_module_of_the_package_loads_a_pickle_or_runs_text() -> None:
    banned = {"pickle", "cloudpickle", "joblib", "dill", "marshal", "shelve"}
    told = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name.split(".")[0] for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [(node.module or "").split(".")[0]]
            if banned & set(names):
                told.append((path.name, node.lineno, names))
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            words = {word.arg: word.value for word in node.keywords}
            if called.endswith("np.load"):
                refused = words.get("allow_pickle")
                if not (isinstance(refused, ast.Constant) and refused.value is False):
                    told.append((path.name, node.lineno, called))
            if called in ("eval", "exec", "os.system", "yaml.unsafe_load"):
                told.append((path.name, node.lineno, called))
            if called == "yaml.load" and "BaseLoader" not in ast.unparse(node):
                told.append((path.name, node.lineno, called))
            if called.endswith("read_pickle") or "shell" in words:
                told.append((path.name, node.lineno, called))
    assert told == []


_ALONE = """
import socket, sys
from pathlib import Path

def refuse(self, address, *rest):
    raise AssertionError(f"reached for {address}")

socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = lambda *words, **more: refuse(None, words)
import briefbook as bb
from briefbook.build import build
from briefbook.project import read_project
out = Path(sys.argv[2])
built = build([sys.argv[1]], out, project=read_project(Path(sys.argv[3])))
ds = bb.load_dataset(out)
ds.evidence(ds.figures)._repr_html_()
bb.Explorer(ds).widget
ds.to_csv(out.parent / "csv")
print(built.built)
"""


def test_no_network_is_reached_for_where_no_source_names_one(
    tmp_path: Path, project: Project
) -> None:
    folder = tmp_path / "in"
    jsonl(folder / "a.jsonl", [0, 1])
    linked = '<img src="http://x.example/a.png"><link href="http://x.example/b">'
    (folder / "page.html").write_text(PAGE.replace("<nav>", f"{linked}<nav>"))
    (folder / "feed.xml").write_text(
        RSS.replace("<item>", "<link>http://x.example</link><item>", 1)
    )
    done = subprocess.run(
        [sys.executable, "-c", _ALONE, str(folder), str(tmp_path / "out"), str(VIEWS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "4", done.stderr


def test_a_local_cluster_listens_on_this_machine_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from briefbook.build_dask import _client

    bound: list[str] = []
    real = socket.socket.bind

    def bind(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            bound.append(address[0])
        real(self, address)

    monkeypatch.setattr(socket.socket, "bind", bind)
    with _client(1, None) as client:
        assert client.submit(sum, [1, 2]).result() == 3
    assert bound
    assert set(bound) <= {"127.0.0.1", "::1", "localhost"}
