"""Our ten briefs say what the digest says, in words of our own."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
BRIEFS = REPO / "data" / "briefs" / "2024-11"
GOLD = REPO.parent / "shared" / "gold"
DIGEST = GOLD / "digest-2024-11.txt"
RUN = 8

needs_digest = pytest.mark.skipif(
    not DIGEST.is_file(), reason="the digest is not beside this repository"
)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9$€%.]+", text.lower().replace("’", "'"))


def runs(text: str, length: int = RUN) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def gold() -> list[dict]:
    path = GOLD / "digest-2024-11.gold.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


def extraction(case: dict):
    """Read our brief of the story; skip while a part of the extraction is missing."""
    briefs = pytest.importorskip("briefbook.briefs")
    registry = pytest.importorskip("briefbook.registry")
    for module in ("figures", "dates", "actors", "themes", "language"):
        pytest.importorskip(f"briefbook.extract.{module}")
    from briefbook.extract import extract

    brief, problems = briefs.read_brief(BRIEFS / f"{case['brief']}.md")
    assert not problems
    actors = REPO / "data" / "actors.csv"
    if not actors.is_file():
        pytest.skip("the registry of actors is not there yet")
    known = registry.Registry.read(actors)
    return extract(brief.text, brief.published, registry=known), known


stories = pytest.mark.parametrize("case", gold(), ids=lambda case: case["brief"])


def test_a_run_of_words_counts_signs_of_money_and_percent_as_words():
    assert words("It’s $1.5 million, up 5%") == [
        *("it", "s", "$1.5", "million", "up", "5%")
    ]
    assert len(runs("a b c d e f g h i")) == 2


def test_there_is_one_brief_for_each_of_the_ten_stories():
    assert len(list(BRIEFS.glob("*.md"))) == 10


@needs_digest
@pytest.mark.parametrize(
    "path", sorted(BRIEFS.glob("*.md")), ids=lambda path: path.stem
)
def test_a_brief_shares_no_eight_words_in_a_row_with_the_digest(path):
    copied = runs(path.read_text(encoding="utf-8")) & runs(
        DIGEST.read_text(encoding="utf-8")
    )
    assert not copied


@needs_digest
@stories
def test_a_brief_has_its_story_s_day_themes_and_position(case):
    briefs = pytest.importorskip("briefbook.briefs")
    brief, problems = briefs.read_brief(BRIEFS / f"{case['brief']}.md")
    assert not problems
    assert brief.published == date.fromisoformat(case["as_of"])
    assert set(brief.themes) == set(case["themes"])
    position = [story["brief"] for story in gold()].index(case["brief"]) + 1
    assert brief.source == {"digest": "2024-11", "position": str(position)}
    assert brief.text_kind == "rewritten"


@needs_digest
@stories
def test_every_figure_of_a_story_carries_over_and_none_is_added(case):
    fields = ("value", "value_high", "unit", "bound", "change", "noun")
    read, _ = extraction(case)
    ours = Counter(
        tuple(_number(getattr(figure, name)) for name in fields)
        for figure in read.figures
    )
    theirs = Counter(
        tuple(_number(figure[name]) for name in fields) for figure in case["figures"]
    )
    assert ours == theirs


@needs_digest
@stories
def test_every_date_of_a_story_carries_over_and_none_is_added(case):
    read, _ = extraction(case)
    ours = {(day.start.isoformat(), day.end.isoformat()) for day in read.dates}
    assert ours == {(day["start"], day["end"]) for day in case["dates"]}


@needs_digest
@stories
def test_every_actor_of_a_story_carries_over(case):
    read, registry = extraction(case)
    ours = {actor.name for actor in read.actors}
    theirs = set()
    for actor in case["actors"]:
        known = registry.resolve(actor["name"])
        theirs.add(known.name if known else actor["name"])
    assert theirs <= ours


def _number(value):
    return round(value, 1) if isinstance(value, float | int) else value
