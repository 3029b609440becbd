"""What a later digest adds: findings of two corpora, of one, of a narrow view."""

from pathlib import Path

import pytest

from briefbook.changes_promises import NO_WORD, promises
from briefbook.dataset import load_dataset
from briefbook.findings.base import answer
from briefbook.findings.whats_new import THEME, by_theme, compared, sides
from briefbook.findings.whats_new_charts import changes_table

REPO = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def ds():
    return load_dataset(REPO).where(corpora=["2024-11", "2025-06"])


@pytest.fixture(scope="module")
def found(ds):
    return answer(ds, THEME)


def test_the_later_corpus_is_set_beside_all_before_it_in_whatever_order(ds) -> None:
    assert sides(ds) == (("2024-11",), "2025-06")
    turned = load_dataset(REPO).where(corpora=["2025-06", "2024-11"])
    assert sides(turned) == sides(ds)


def test_a_view_of_one_corpus_asks_for_two(ds) -> None:
    alone = ds.where(corpora="2024-11")
    for finding in answer(alone, THEME).values():
        assert finding.verdict == "no_rows"
        assert "name an earlier and a later one" in finding.sentence
    assert len(changes_table(alone, "Nothing").rows) == 0


def test_every_promise_has_one_outcome(ds) -> None:
    rows = promises(ds, "2024-11", "2025-06")
    assert rows["claim_id"].is_unique
    told = rows[rows["outcome"] != NO_WORD]
    assert told["quote_after"].notna().all()
    assert rows.loc[rows["outcome"] == NO_WORD, "claim_after"].isna().all()


def test_what_the_slopes_draw_are_the_values_of_both_claims(ds, found) -> None:
    rows = compared(ds)
    drawn = found.chart("moved").data
    moved = rows[rows["difference"].fillna(0) != 0]
    values = {*moved["value_before"], *moved["value_after"]}
    assert set(drawn["value"]) == values
    assert list(dict.fromkeys(drawn["step"])) == ["2024-11", "2025-06"]
    assert len(drawn) == 2 * len(moved)


def test_the_timeline_draws_when_it_was_said_due_and_what_came(ds, found) -> None:
    rows = promises(ds, "2024-11", "2025-06")
    told = rows[rows["outcome"] != NO_WORD]
    drawn = found.chart("promised").data["kind"].value_counts()
    assert drawn["said"] == len(told)
    assert drawn["due"] == told["due"].notna().sum()
    for kind, count in told["outcome"].value_counts().items():
        assert drawn[kind] == count


def test_the_bars_count_each_change_under_the_themes_of_its_brief(ds, found) -> None:
    rows = compared(ds)
    themes = dict(zip(ds.briefs["brief_id"], ds.briefs["themes"], strict=True))
    expected = sum(len(themes[brief]) for brief in rows["brief_after"])
    assert by_theme(ds, rows)["n"].sum() == expected
    assert found.chart("news").data["value"].sum() == expected


def test_the_table_shows_the_words_of_both_sides(ds) -> None:
    table = changes_table(ds, "Lapsed", kinds=["lapsed"])
    (row,) = table.rows.to_dict("records")
    assert "by 19 January" in row["before"]
    assert "went by without a sale" in row["after"]


@pytest.mark.parametrize("theme", ["chips", "e-commerce", "ai-governance"])
def test_a_view_of_one_theme_has_its_own_answer(ds, theme) -> None:
    narrow = answer(ds.where(themes=theme), THEME)
    claims = set(ds.where(themes=theme).claims["claim_id"])
    for finding in narrow.values():
        assert finding.sentence.endswith(".")
        assert set(finding.evidence) <= claims


def test_from_a_floor_nobody_can_tell_by_how_much_a_value_moved() -> None:
    ds = load_dataset().where(corpora=["2024-11", "2025-06"])
    sentence = answer(ds, THEME)["moved"].sentence
    assert "from at least 20 to 54;" in sentence
    assert "from 29% to 32% (+3 points)" in sentence
