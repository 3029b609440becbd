"""What comes in gives briefs, or rejects with place and reason: nothing is lost."""

import gzip
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from briefbook.sources import Item
from briefbook.sources_open import Reject, TooLargeError, opened
from briefbook.sources_read import (
    read_digest,
    read_feed,
    read_html,
    read_jsonl,
    read_parquet,
)
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
    line = '{"id": "x", "published": "2024-11-01", "text": "a \\ud800 b 20%"}'
    path = jsonl(tmp_path / "a.jsonl", [line])
    (item,) = read_jsonl(uri(path), "a")
    assert item.text == "a \ufffd b 20%"


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


def test_a_truncated_archive_is_told_where_it_ends(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl.gz", list(range(2000)))
    path.write_bytes(path.read_bytes()[:-200])
    read = list(read_jsonl(uri(path), "a"))
    assert isinstance(read[0], Item)
    assert "can't be unpacked further" in reasons(read)[-1][1]


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
