"""Whatever bytes come in, each item is a brief or a reject, and the counts add up."""

import io
import json
import tempfile
from pathlib import Path
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefbook.briefs import read_brief
from briefbook.build import build
from briefbook.build_folder import sealed_by
from briefbook.built_files import BuiltFolderError
from briefbook.dataset import load_dataset
from briefbook.errors import BriefbookError
from briefbook.project import Project, read_project
from briefbook.sources import Item
from briefbook.sources_feed import read_feed
from briefbook.sources_open import Reject
from briefbook.sources_parquet import read_parquet, row_groups
from briefbook.sources_read import read_html, read_jsonl
from build_cases import PAGE, RSS, brief, jsonl

VIEWS = Path(__file__).parent / "fixtures" / "views"
FEW = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
FILE = (VIEWS / "data" / "briefs" / "first" / "acme-plant.md").read_text("utf-8")
# JSON may escape half of a pair, which no UTF-8 has.
odd = st.text(st.characters(categories=["Cs", "L", "N"]), max_size=20)
plain = (
    odd | st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
)
values = st.recursive(
    plain,
    lambda part: (
        st.lists(part, max_size=3)
        | st.dictionaries(st.text(max_size=5), part, max_size=3)
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(["id", "published", "text", "title", "other"])
objects = st.dictionaries(NAMES, values, max_size=5).map(json.dumps)
good = st.integers(0, 9).map(lambda number: json.dumps(brief(number)))
lines = st.lists(
    st.one_of(objects.map(str.encode), good.map(str.encode), st.binary(max_size=40)),
    max_size=8,
)


@st.composite
def harmed(draw: st.DrawFn, text: str) -> bytes:
    """Return a text with a stretch of it replaced by any bytes."""
    content = text.encode()
    start = draw(st.integers(0, len(content)))
    end = draw(st.integers(start, min(len(content), start + 60)))
    return content[:start] + draw(st.binary(max_size=30)) + content[end:]


@pytest.fixture(scope="module")
def project() -> Project:
    return read_project(VIEWS)


@FEW
@given(lines)
def test_json_lines_give_briefs_or_rejects(found: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_bytes(b"\n".join(found))
        read = list(read_jsonl(f"file://{path}", "a"))
        told = [line for line in path.read_bytes().split(b"\n") if line.strip()]
    assert all(isinstance(item, Item | Reject) for item in read)
    assert len(read) == len(told)


@FEW
@given(harmed(RSS))
def test_a_feed_gives_briefs_or_rejects(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.xml"
        path.write_bytes(content)
        read = list(read_feed(f"file://{path}", "feed", None))
    assert read
    assert all(isinstance(item, Item | Reject) for item in read)


@FEW
@given(harmed(PAGE), st.binary(max_size=50))
def test_a_page_and_a_table_give_briefs_or_rejects(page: bytes, table: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.html"
        path.write_bytes(page)
        assert isinstance(read_html(f"file://{path}", "a", "a", None), Item | Reject)
        path.write_bytes(b"PAR1" + table + b"PAR1")
        (found,) = read_parquet(f"file://{path}", "a", 0)
    assert isinstance(found, Reject)


cells = st.one_of(
    st.lists(st.none() | st.binary(max_size=12), min_size=3, max_size=3),
    st.lists(st.integers(-(2**31), 2**31 - 1), min_size=3, max_size=3),
    st.lists(st.sampled_from(["2024-11-20", "", "2024-02-30"]), min_size=3, max_size=3),
)


@FEW
@given(st.lists(st.tuples(NAMES, cells), max_size=5), st.booleans())
def test_parquet_rows_give_briefs_or_rejects(columns: list, is_dated: bool) -> None:
    arrays = [pa.array(found) for _, found in columns]
    # Bytes of any kind where text is told, and days that Python does not have.
    arrays = [a.view(pa.string()) if a.type == pa.binary() else a for a in arrays]
    kinds = [a.type for a in arrays]
    if is_dated:
        arrays = [a.cast(pa.int32()) if a.type == pa.int64() else a for a in arrays]
        arrays = [a.view(pa.date32()) if a.type == pa.int32() else a for a in arrays]
    names = [name for name, _ in columns]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        pq.write_table(pa.table(arrays, names), path)
        read = list(read_parquet(f"file://{path}", "a", 0))
    assert all(isinstance(item, Item | Reject) for item in read)
    # Of what is not read, two may have one name.
    told = [name for name in names if name != "other"]
    whole = {"published", "text"} <= set(told) and len(set(told)) == len(told)
    assert len(read) == (3 if whole else 1), kinds


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return a Parquet file some of whose bytes are others."""
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([brief(0), brief(1)]), sink)
    content = bytearray(sink.getvalue())
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(content) - 1))
        content[place] = draw(st.integers(0, 255))
    return bytes(content)


@settings(FEW, max_examples=200)
@given(damaged(), st.booleans())
def test_a_damaged_table_gives_briefs_or_rejects(
    content: bytes, is_paged: bool
) -> None:
    most = 10 if is_paged else 2**20
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch("briefbook.sources_parquet.MAX_PAGE", most),
    ):
        path = Path(folder) / "a.parquet"
        path.write_bytes(content)
        read = list(read_parquet(f"file://{path}", "a", 0))
        assert row_groups(f"file://{path}") >= 1
    assert all(isinstance(item, Item | Reject) for item in read)


@FEW
@given(harmed(FILE))
def test_a_brief_file_gives_a_brief_or_problems(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.md"
        path.write_bytes(content)
        found, problems = read_brief(path, path.parent)
    assert found is not None or problems


@settings(FEW, max_examples=8)
@given(lines)
def test_what_a_build_read_is_built_or_rejected(
    project: Project, found: list[bytes]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_bytes(b"\n".join(found))
        out = Path(folder) / "out"
        built = build([str(path)], out, project=project)
        told = (out / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
        assert built.read == built.built + built.rejected
        assert built.rejected == len(told)
        assert load_dataset(out).counts()["briefs"] == built.built


def test_a_manifest_of_any_shape_is_read_or_refused(
    project: Project, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    build([str(jsonl(tmp_path / "a.jsonl", [0, 1]))], out, project=project)
    path = out / "manifest.json"
    whole = json.loads(path.read_text(encoding="utf-8"))

    @FEW
    @given(st.sampled_from(sorted(whole)), values, st.booleans())
    def tried(key: str, value: object, is_sealed: bool) -> None:
        changed = {**whole, key: value}
        if is_sealed:
            changed["seal"] = sealed_by(changed)
        path.write_text(json.dumps(changed), encoding="utf-8")
        try:
            load_dataset(out).counts()
        except BriefbookError as err:
            assert isinstance(err, BuiltFolderError)

    tried()
