"""The briefs of June 2025 tell what the public record held by then, and no more."""

import csv
from datetime import date
from pathlib import Path

import pytest

from briefbook.briefs import read_brief
from briefbook.check_rows import parts
from briefbook.dataset import load_dataset
from briefbook.errors import did_you_mean
from test_own_words import runs

REPO = Path(__file__).resolve().parents[2]
FOLDER = REPO / "data" / "briefs" / "2025-06"
PATHS = sorted(FOLDER.glob("*.md"))
LAST = date(2025, 6, 30)
each_brief = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SOURCES = {row["source_id"]: row for row in rows(REPO / "data/reference/sources.csv")}
GOLD = rows(REPO / "tests/gold/checks-2025-06.csv")


@pytest.fixture(scope="module")
def ds():
    return load_dataset(REPO).where(corpora="2025-06")


@pytest.fixture(scope="module")
def found(ds):
    return {(row.brief_id, row.quote): row for row in ds.checks.itertuples()}


def brief_of(path: Path):
    brief, problems = read_brief(path)
    assert not problems
    return brief


def test_there_are_twelve_briefs() -> None:
    assert len(PATHS) == 12


@each_brief
def test_a_brief_is_short_and_has_six_to_twelve_claims(path: Path) -> None:
    brief = brief_of(path)
    assert 130 <= len(brief.text.split()) <= 250
    assert 6 <= len(brief.claims) <= 12
    assert all(claim.origin == "curated" for claim in brief.claims)


@each_brief
def test_a_brief_names_its_sources_and_all_were_public_by_its_day(path: Path) -> None:
    brief = brief_of(path)
    named = parts(brief.source["source_ids"])
    assert brief.published <= LAST
    assert brief.source["url"] == SOURCES[named[0]]["url"]
    assert brief.source["publisher"] == SOURCES[named[0]]["publisher"]
    for source_id in named:
        assert source_id in SOURCES, did_you_mean(source_id, SOURCES)
        published = SOURCES[source_id]["published"]
        assert published <= brief.published.isoformat(), source_id


def test_what_is_told_lies_before_the_brief_but_for_one_deadline(ds) -> None:
    dates = ds.dates
    ahead = dates[dates["start"] > dates["published"]]
    assert list(ahead["quote"]) == ["2030", "17 September"]


@each_brief
def test_a_brief_takes_no_eight_words_in_a_row_from_the_record(path: Path) -> None:
    text = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    events = rows(REPO / "data/reference/timeline.csv")
    for words in (*(row["summary"] for row in events), *_titles()):
        assert not runs(text) & runs(words), words


def _titles() -> list[str]:
    return [row["title"] for row in SOURCES.values()]


@pytest.mark.parametrize("case", GOLD, ids=lambda c: f"{c['brief']}: {c['words']}")
def test_a_claim_gets_the_verdicts_that_a_reader_gave(case, found) -> None:
    row = found[case["brief"], case["words"]]
    expected = case["verdict_then"], case["verdict_now"]
    assert (row.verdict_then, row.verdict_now) == expected, row.reason_now


def test_a_reader_looked_at_each_claim(ds) -> None:
    assert len(GOLD) == len(ds.checks)


def test_a_brief_is_never_confirmed_by_a_page_that_it_is_written_from(ds) -> None:
    written_from = dict(
        zip(ds.briefs["brief_id"], ds.briefs["source_ids"], strict=True)
    )
    for row in ds.checks.itertuples():
        if row.verdict_now == "agrees":
            assert not set(row.sources_now) <= set(written_from[row.brief_id])
