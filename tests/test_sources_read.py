"""What comes in gives briefs, or rejects with place and reason: nothing is lost."""

import gzip
import io
import json
import struct
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from briefbook.sources import Item
from briefbook.sources_feed import day_of, read_feed
from briefbook.sources_open import Reject, opened
from briefbook.sources_parquet import read_parquet
from briefbook.sources_read import NO_DATE, read_digest, read_html, read_jsonl
from briefbook.sources_unpack import SourceError, TooLargeError
from build_cases import PAGE, RSS, brief, jsonl

DAYS = (date(2024, 11, 17), date(2024, 11, 22))


def uri(path: Path) -> str:
    return f"file://{path}"


def reasons(read: list) -> list[tuple[int, str]]:
    return [(r.place, r.reason) for r in read if isinstance(r, Reject)]


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_json_lines_are_read_plain_and_packed(tmp_path: Path, suffix: str) -> None:
    path = jsonl(tmp_path / "a.jsonl", [0, 1, 2])
    if suffix == ".gz":
        path = jsonl(tmp_path / "a.jsonl.gz", [0, 1, 2])
    if suffix == ".zst":
        packed = zstandard.ZstdCompressor().compress(path.read_bytes())
        path = tmp_path / "a.jsonl.zst"
        path.write_bytes(packed)
    items = list(read_jsonl(uri(path), path.name))
    assert [item.id for item in items] == ["b0", "b1", "b2"]
    assert items[1].text == brief(1)["text"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "x", "text": "hello"}', "'published' is missing"),
        ('{"id": "x", "published": "2024-13-01", "text": "t"}', "is no day"),
        ('{"id": "x", "published": "2024-11-01", "text": "  "}', "is empty"),
        ("not json", "is not JSON"),
        ("[1, 2]", "is no object"),
        ('{"id": 3, "published": "2024-11-01", "text": "t"}', "is no id"),
        (f'{{"id": {"[" * 900}{"]" * 900}}}', "is no id"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_a_line_that_is_no_brief_is_rejected_with_its_number(
    tmp_path: Path, line: str, reason: str
) -> None:
    path = jsonl(tmp_path / "a.jsonl", [0, line, 1])
    read = list(read_jsonl(uri(path), "a"))
    assert [item.id for item in read if isinstance(item, Item)] == ["b0", "b1"]
    ((place, said),) = reasons(read)
    assert place == 2
    assert reason in said


def test_bytes_that_are_not_utf8_are_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "x", "published": "2024-11-01", "text": "\xff"}\n')
    ((place, said),) = reasons(list(read_jsonl(uri(path), "a")))
    assert (place, "is not UTF-8" in said) == (1, True)


def test_a_line_too_long_is_skipped_and_the_next_one_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefbook.sources_read.MAX_TEXT", 500)
    path = jsonl(tmp_path / "a.jsonl", [0, '{"text": "' + "x" * 5000 + '"}', 1])
    read = list(read_jsonl(uri(path), "a"))
    assert [type(found) for found in read] == [Item, Reject, Item]
    assert reasons(read) == [(2, "holds more than 500 bytes")]


def test_a_lone_surrogate_becomes_one_character(tmp_path: Path) -> None:
    line = '{"id": "x\\udfff", "published": "2024-11-01", "text": "a \\ud800 b 20%"}'
    path = jsonl(tmp_path / "a.jsonl", [line])
    (item,) = read_jsonl(uri(path), "a")
    assert (item.id, item.text) == ("x\ufffd", "a \ufffd b 20%")


@pytest.mark.parametrize(
    "wrong",
    [
        {"published": "9" * 3_000_000},
        {"id": "i" * 400_000},
        {"title": "t" * 400_000},
        {"id": ["wide"] * 100_000},
    ],
)
def test_a_reject_shows_the_beginning_of_a_long_value(
    tmp_path: Path, wrong: dict
) -> None:
    line = json.dumps({**brief(0), **wrong})
    path = jsonl(tmp_path / "a.jsonl", [line, 1])
    ((place, said),) = reasons(list(read_jsonl(uri(path), "a")))
    assert place == 1
    assert len(said) < 200


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_a_decompression_bomb_is_a_reject(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"bomb.jsonl.{kind}"
    content = (b" " * 1023 + b"\n") * 2**17  # 128 MiB of blank lines
    if kind == "gz":
        path.write_bytes(gzip.compress(content, 9))
    else:
        path.write_bytes(zstandard.ZstdCompressor(level=19).compress(content))
    ((_, said),) = reasons(list(read_jsonl(uri(path), "bomb")))
    assert "unpacks to more than" in said
    with opened(uri(path)) as file, pytest.raises(TooLargeError):
        while file.read(2**20):
            pass


def packed(path: Path, numbers: list, suffix: str) -> tuple[Path, bytes]:
    """Return where to write a packed file of briefs, and what would stand in it."""
    content = jsonl(path.with_name("plain.jsonl"), numbers).read_bytes()
    if suffix == ".gz":
        return path.with_suffix(".jsonl.gz"), gzip.compress(content)
    pack = zstandard.ZstdCompressor(write_checksum=True).compress
    half = content.index(b"\n", len(content) // 2) + 1
    whole = pack(content[:half]) + pack(content[half:])
    return path.with_suffix(".jsonl.zst"), whole


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.parametrize("cut", [-1, -200, None])
def test_a_truncated_archive_is_told_where_it_ends(
    tmp_path: Path, suffix: str, cut: int | None
) -> None:
    path, content = packed(tmp_path / "a", list(range(2000)), suffix)
    path.write_bytes(content[:cut])
    read = list(read_jsonl(uri(path), "a"))
    items = [found for found in read if isinstance(found, Item)]
    assert [item.id for item in items] == [f"b{i}" for i in range(len(items))]
    if cut is None:
        assert len(read) == len(items) == 2000
        return
    assert len(items) >= 500
    ((place, said),) = reasons(read)
    assert place == len(items) + 1
    assert "can't be unpacked further" in said
    assert "was not copied whole" in said


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_damaged_archive_is_a_reject_at_its_line(tmp_path: Path, suffix: str) -> None:
    path, content = packed(tmp_path / "a", list(range(2000)), suffix)
    middle = len(content) * 3 // 4
    path.write_bytes(content[:middle] + bytes(40) + content[middle + 40 :])
    *items, told = read_jsonl(uri(path), "a")
    assert isinstance(told, Reject)
    assert told.place == len(items) + 1
    assert "is damaged" in told.reason
    for other in (b"nonsense" * 10, b""):
        path.write_bytes(other)
        (told,) = read_jsonl(uri(path), "a")
        assert isinstance(told, Reject)
        assert "can't be unpacked" in told.reason


class _Faulty(io.BytesIO):
    """A store's file that gives little at a time, and stops to answer past a place."""

    def read(self, size: int = -1, /) -> bytes:
        if self.tell() >= 200:
            raise TimeoutError(110, "Connection timed out")
        return super().read(min(size, 200) if size >= 0 else 200)

    def readline(self, size: int | None = -1, /) -> bytes:
        if self.tell() >= 200:
            raise TimeoutError(110, "Connection timed out")
        return super().readline(size)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("a.jsonl", lambda at: read_jsonl(at, "a")),
        ("a.jsonl.gz", lambda at: read_jsonl(at, "a")),
        ("a.jsonl.zst", lambda at: read_jsonl(at, "a")),
        ("a.parquet", lambda at: read_parquet(at, "a", 0)),
        ("a.txt", lambda at: read_digest(at, "a", "a", DAYS)),
        ("a.html", lambda at: [read_html(at, "a", "a", DAYS)]),
        ("a.xml", lambda at: read_feed(at, "a", DAYS)),
    ],
)
def test_a_store_that_stops_to_answer_is_no_reject(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, read: Callable
) -> None:
    import fsspec

    plain = jsonl(tmp_path / "plain.jsonl", list(range(50))).read_bytes()
    content = {
        "a.jsonl.gz": gzip.compress(plain),
        "a.jsonl.zst": zstandard.ZstdCompressor().compress(plain),
    }.get(name, plain)
    if name == "a.parquet":
        pq.write_table(pa.Table.from_pylist([brief(0)]), tmp_path / name)
        content = (tmp_path / name).read_bytes()
    memory = fsspec.filesystem("memory")
    memory.pipe(f"/store/{name}", content)
    monkeypatch.setattr(type(memory), "_open", lambda *a, **k: _Faulty(content))
    told = rf"store/{name} can't be read just now .*timed out.*run the same build again"
    with pytest.raises(SourceError, match=told):
        list(read(f"memory://store/{name}"))
    with pytest.raises(SourceError, match=r"none\.jsonl can't be read just now"):
        list(read_jsonl(uri(tmp_path / "none.jsonl"), "none"))
    monkeypatch.undo()
    memory.rm("/store", recursive=True)


def test_parquet_rows_are_read_and_those_without_a_day_rejected(tmp_path: Path) -> None:
    rows = [brief(0), {**brief(1), "published": None}, {**brief(2), "id": None}]
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    read = list(read_parquet(uri(path), "a", 0))
    assert [item.id for item in read if isinstance(item, Item)] == ["b0", "3"]
    assert reasons(read) == [(2, "has no date: write YYYY-MM-DD")]


@pytest.mark.parametrize("content", [b"PAR1 nonsense PAR1", b""])
def test_what_is_no_parquet_is_rejected(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(content)
    ((_, said),) = reasons(list(read_parquet(uri(path), "a", 0)))
    assert "is no Parquet file that can be read" in said


def test_a_parquet_file_without_a_text_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"published": ["2024-11-01"], "body": ["t"]}), path)
    assert reasons(list(read_parquet(uri(path), "a", 0))) == [
        (0, "lacks the columns text")
    ]


def test_a_bad_parquet_cell_is_rejected_at_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    offsets = pa.py_buffer(struct.pack("<4i", 0, 2, 4, 6))
    text = [None, offsets, pa.py_buffer(b"ab\xff\xfecd")]
    days = pa.array([20000, 20000, 2**31 - 1], pa.date32())
    columns = {"published": days, "text": pa.Array.from_buffers(pa.string(), 3, text)}
    pq.write_table(pa.table({**columns, "title.x": [1, 2, 3]}), path)
    first, *others = read_parquet(uri(path), "a", 0)
    assert isinstance(first, Item)
    assert (first.id, first.text) == ("1", "ab")
    (two, second), (three, third) = reasons(others)
    assert (two, second) == (2, "text is not UTF-8: write it as UTF-8")
    assert three == 3
    assert third.startswith("published can't be read")


@pytest.mark.parametrize(
    ("columns", "place", "reason"),
    [
        ({"title": pa.array([3])}, 1, "title '3' is no text"),
        ({"text": pa.array([3])}, 1, "text is int: give text"),
        ({"id": pa.array([b"\xff"])}, 1, "is neither text nor a number"),
        ({"id": pa.array(["x" * 1001])}, 1, "holds more than 1,000 characters"),
        ({"title": pa.array([None])}, None, ""),
        ({"id": pa.array([7])}, None, ""),
    ],
)
def test_a_parquet_cell_of_another_kind_is_told(
    tmp_path: Path, columns: dict, place: int | None, reason: str
) -> None:
    path = tmp_path / "a.parquet"
    whole = {"published": pa.array(["2024-11-01"]), "text": pa.array(["Sales rose."])}
    pq.write_table(pa.table({**whole, **columns}), path)
    (found,) = read_parquet(uri(path), "a", 0)
    assert isinstance(found, Item) == (place is None)
    if place is not None:
        assert found.place == place
        assert reason in found.reason


def test_a_parquet_column_that_stands_twice_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table([["2024-11-01"], ["a"], ["b"]], ["published", "text", "text"])
    pq.write_table(table, path)
    assert reasons(list(read_parquet(uri(path), "a", 0))) == [
        (0, "has the column text twice: keep one")
    ]


def test_a_parquet_group_out_of_bounds_is_told_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefbook.sources_parquet.MAX_TEXT", 2**19)
    monkeypatch.setattr("briefbook.sources_parquet.FREE", 2**20)
    path = tmp_path / "a.parquet"
    for texts, reason in (
        (["x" * 2**21], "holds cells of more than 524,288 bytes"),
        # Each row within its bound, all of them out of next to nothing.
        (["x" * 2**18 + str(i) for i in range(8)], "unpacks to more than 100 times"),
    ):
        days = ["2024-11-01"] * len(texts)
        table = pa.table({"published": days, "text": texts})
        pq.write_table(table, path, compression="zstd")
        before = pa.default_memory_pool().max_memory()
        ((place, said),) = reasons(list(read_parquet(uri(path), "a", 0)))
        assert place == 1
        assert said.startswith(reason)
        assert pa.default_memory_pool().max_memory() == before


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view()])
def test_a_text_that_parquet_repeats_is_held_once_whatever_its_type(
    tmp_path: Path, kind: pa.DataType
) -> None:
    path = tmp_path / "a.parquet"
    text = pa.array(["x" * 2**20] * 50, kind)
    table = pa.table({"published": ["2024-11-20"] * 50, "text": text})
    pq.write_table(table, path, compression="zstd")
    before = pa.total_allocated_bytes()
    for found in read_parquet(uri(path), "a", 0):
        assert isinstance(found, Item)
        assert pa.total_allocated_bytes() - before < 20 * 2**20


def test_a_page_gives_its_main_text_and_its_own_day(tmp_path: Path) -> None:
    path = tmp_path / "chip-plant.html"
    path.write_text(PAGE)
    item = read_html(uri(path), "p", "chip-plant", None)
    assert isinstance(item, Item)
    assert (item.id, item.published) == ("chip-plant", date(2024, 11, 20))
    assert "$2.5 billion" in item.text
    assert "hacked" not in item.text
    assert "Contact" not in item.text


def test_a_page_without_a_day_is_never_dated_today(tmp_path: Path) -> None:
    path = tmp_path / "p.html"
    lines = [line for line in PAGE.split("\n") if "published_time" not in line]
    path.write_text("\n".join(lines).replace("Chip plant</title>", "</title></head>"))
    found = read_html(uri(path), "p", "p", None)
    assert isinstance(found, Reject)
    assert "has no date" in found.reason
    dated = read_html(uri(path), "p", "p", DAYS)
    assert isinstance(dated, Item)
    assert dated.published == DAYS[1]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7 \x00\x01", "is not HTML"),
        (b"<html><body></body></html>", "holds no main text"),
    ],
)
def test_what_holds_no_page_is_rejected(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "p.html"
    path.write_bytes(content)
    assert read_html(uri(path), "p", "p", DAYS).reason == reason


def test_a_feed_gives_its_entries_and_rejects_those_without_a_day(
    tmp_path: Path,
) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(RSS)
    read = list(read_feed(uri(path), "feed", None))
    (item,) = [found for found in read if isinstance(found, Item)]
    assert (item.id, item.published) == ("one", date(2024, 11, 18))
    assert item.text == "Brussels set a duty of 20% on cars.\nIt ends in 2029."
    assert [place for place, _ in reasons(read)] == [2, 3]
    assert "has no date" in reasons(read)[0][1]
    assert "is entry 1 again" in reasons(read)[1][1]


def test_a_feed_with_entities_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    path.write_text(RSS.replace("<rss", f"{bomb}<rss").replace("Duty", "&b;"))
    assert reasons(list(read_feed(uri(path), "feed", DAYS))) == [
        (0, "declares XML entities: not read")
    ]


def test_an_entry_of_broken_markup_is_a_reject_and_its_words_stay_apart(
    tmp_path: Path,
) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(RSS.replace("Duty on cars", "&lt;![odd[ Duty"))
    told = reasons(list(read_feed(uri(path), "feed", DAYS)))
    assert told[0] == (1, "holds markup that can't be read: mend it")
    path.write_text(RSS.replace("&lt;p&gt;Brussels", "Intro&lt;p&gt;Brussels"))
    first = next(iter(read_feed(uri(path), "feed", DAYS)))
    assert isinstance(first, Item)
    assert first.text.startswith("Intro\nBrussels")


@pytest.mark.parametrize(
    "written",
    [
        *("10:30", "T09:00:00", "--11-20", "---20", "20", "2021", "2021-05", "today"),
        *("2024-02-31", "Sat, 31 Feb 2024 09:00:00 GMT", "18 Nov", "0000-11-20"),
        *("00000000", "99-11-20", "2024-325", "Thu Jan  1", "1731920400"),
    ],
)
def test_a_feed_date_that_names_no_day_is_never_filled_from_the_clock(
    tmp_path: Path, written: str
) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(RSS.replace("Mon, 18 Nov 2024 09:00:00 GMT", written))
    told = reasons(list(read_feed(uri(path), "feed", None)))[0]
    assert told == (1, f"{NO_DATE} ({written!r} names no day with month and year)")
    first = next(iter(read_feed(uri(path), "feed", DAYS)))
    assert isinstance(first, Item)
    assert first.published == DAYS[1]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Mon, 18 Nov 2024 23:30:00 -0500", date(2024, 11, 18)),
        ("18 November 2024 09:00 GMT", date(2024, 11, 18)),
        ("2024-11-18T23:59:59-12:00", date(2024, 11, 18)),
        ("2024-11-18 09:00", date(2024, 11, 18)),
        ("20241118", date(2024, 11, 18)),
        ("Mon Nov 18 09:00:00 2024", date(2024, 11, 18)),
        ("November 18, 2024", date(2024, 11, 18)),
        ("9999-12-31T23:59:59-12:00", date(9999, 12, 31)),
        ("0001-01-01T00:00:00+14:00", date(1, 1, 1)),
    ],
)
def test_a_feed_entry_has_the_day_that_is_written(written: str, day: date) -> None:
    assert day_of(written) == day


def test_an_entity_behind_another_encoding_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    doctype = '<!DOCTYPE rss [<!ENTITY a "hidden">]>'
    for sign, coded in (("<", "+ADw-"), ("!", "+ACE-"), (">", "+AD4-")):
        doctype = doctype.replace(sign, coded)
    rest = RSS.partition("?>")[2].replace("Brussels", "&a;")
    path.write_text(f'<?xml version="1.0" encoding="utf-7"?>{doctype}{rest}')
    ((_, said),) = reasons(list(read_feed(uri(path), "feed", DAYS)))
    assert said == "is told to be 'utf-7', and is not: save it as UTF-8"
    for name in ("iso-8859-1", "US-ASCII", "UTF-8"):
        path.write_text(RSS.replace('"utf-8"', f'"{name}"'))
        assert isinstance(next(iter(read_feed(uri(path), "feed", DAYS))), Item)


def test_what_is_no_feed_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text("<config><a>1</a></config>")
    ((_, said),) = reasons(list(read_feed(uri(path), "feed", DAYS)))
    assert said == "is no RSS or Atom feed"


def test_a_digest_is_split_and_dated_by_what_was_told(tmp_path: Path) -> None:
    path = tmp_path / "digest.txt"
    path.write_text(f"{brief(0)['text']}\n\n---\n\n{brief(1)['text']}\n")
    items = list(read_digest(uri(path), "digest", "digest", DAYS))
    assert [item.published for item in items] == [DAYS[1]] * 2
    assert [item.published_start for item in items] == [DAYS[0]] * 2
    undated = list(read_digest(uri(path), "digest", "digest", None))
    assert len(reasons(undated)) == 2


def test_reading_stays_within_a_range_of_whole_lines(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", [0, 1, 2])
    first = len(path.read_bytes().split(b"\n")[0]) + 1
    read = list(read_jsonl(uri(path), "a", first, first + 1, 2))
    assert [(item.id, item.line) for item in read] == [("b1", 2)]
