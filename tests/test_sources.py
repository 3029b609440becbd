"""Digests and JSON Lines as they come in, with every problem at its line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from briefbook.errors import DataProblems
from briefbook.sources import read_digest, read_jsonl

GOOD = {"id": "a", "published": "2024-11-20", "text": "Rents fell."}


def write(folder: Path, *lines: object) -> Path:
    path = folder / "in.jsonl"
    path.write_text(
        "\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines),
        encoding="utf-8",
    )
    return path


def test_a_digest_is_read_without_byte_order_mark_and_with_plain_line_ends(
    tmp_path: Path,
) -> None:
    path = tmp_path / "digest.txt"
    path.write_bytes("\ufeffOne.\r\nTwo \u2013 2.\r".encode())
    assert read_digest(path) == "One.\nTwo \u2013 2.\n"


def test_a_digest_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "digest.txt"
    path.write_bytes(b"One.\nCaf\xe9.\n")
    with pytest.raises(DataProblems, match=r"digest\.txt:2: 'e9', is not UTF-8"):
        read_digest(path)


def test_an_empty_or_missing_digest_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "digest.txt"
    with pytest.raises(DataProblems, match="cannot be read"):
        read_digest(path)
    path.write_text(" \n", encoding="utf-8")
    with pytest.raises(DataProblems, match="holds no text"):
        read_digest(path)


def test_lines_become_items_with_their_days(tmp_path: Path) -> None:
    ranged = {**GOOD, "id": "b", "published": "2024-11-17..2024-11-22", "title": "B"}
    items, problems = read_jsonl(write(tmp_path, GOOD, "", ranged))
    assert problems == []
    first, second = items
    assert (first.id, first.published, first.published_start, first.line) == (
        "a",
        date(2024, 11, 20),
        None,
        1,
    )
    assert second.published_start == date(2024, 11, 17)
    assert (second.published, second.title, second.line) == (
        date(2024, 11, 22),
        "B",
        3,
    )


def test_all_problems_are_collected_and_good_lines_still_read(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        GOOD,
        "{broken",
        [1],
        {"id": "c", "published": "2024-11-20"},
        {**GOOD, "id": 5},
        {**GOOD, "id": "d", "published": "20 November"},
        GOOD,
        {**GOOD, "id": "e", "title": 3},
        {**GOOD, "id": "f"},
    )
    items, problems = read_jsonl(path)
    assert [item.id for item in items] == ["a", "f"]
    assert [(p.line, p.message.split(" (")[0]) for p in problems] == [
        (2, "is not JSON"),
        (3, "is no object"),
        (4, "is missing"),
        (5, "is no id"),
        (6, "is no day"),
        (7, "is the id of line 1 too"),
        (8, "is no title"),
    ]
    assert all(p.path == str(path) and p.remedy for p in problems)


def test_a_line_that_is_not_utf8_is_a_problem_of_that_line(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b'\n{"id": "\xff"}\n')
    items, problems = read_jsonl(path)
    assert len(items) == 1
    assert [(p.line, p.message) for p in problems] == [(2, "is not UTF-8")]


def test_very_deep_json_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    _, problems = read_jsonl(write(tmp_path, "[" * 100_000))
    assert [p.line for p in problems] == [1]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    items, problems = read_jsonl(tmp_path / "none.jsonl")
    assert items == []
    assert "cannot be read" in problems[0].message
