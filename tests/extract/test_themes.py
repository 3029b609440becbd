"""Themes: what a brief is about, and when it is about none of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.extract.lexicons import rows
from briefbook.extract.text import plain
from briefbook.extract.themes import OTHER, find_themes, weigh_themes
from briefbook.models import ActorMention
from scoring import read_cases
from scoring_themes import compare

GOLD = Path(__file__).parents[1] / "gold"

CASES = read_cases(GOLD / "themes.jsonl")
SHARED = Path(__file__).parents[3] / "shared" / "gold" / "digest-2024-11.gold.json"


def themes(text: str, **given) -> set[str]:
    return set(find_themes(plain(text), **given))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A foundry in Dresden cut its wafer output by a fifth.", "chips"),
        ("The online retailer signed up 4,000 sellers for its sale.", "e-commerce"),
        ("Ministers agreed on rules for AI and on who enforces them.", "ai-governance"),
        ("Lima put anti-dumping duties on imported steel pipes.", "trade-policy"),
        ("Hackers took the medical records of 40,000 patients.", "tech-security"),
        ("Envoys met to avert a trade war over dairy.", "trade-policy"),
    ],
)
def test_one_sentence_on_a_theme_is_enough(text: str, expected: str) -> None:
    assert themes(text) == {expected}


@pytest.mark.parametrize(
    "text",
    [
        "The bank's profit rose 8% as bad loans fell.",
        "Voters in the north turned out in record numbers on Sunday.",
        "The start-up released an AI model that writes music.",
        "Work began on a data centre of 90 megawatts near the river.",
        "The airline ordered forty jets for delivery from 2029.",
        "House prices fell for a third month, the lender said.",
        "Drivers struck for better pay at the tram depot.",
        "The blue chip index closed at a record.",
        "The pitcher was traded before the trade deadline.",
        "Fish and chips cost a pound more than last summer.",
        "Security forces cleared the square before dawn.",
        "The Amazon rainforest lost less cover than a year ago.",
    ],
)
def test_other_news_has_no_theme(text: str) -> None:
    assert find_themes(plain(text)) == (OTHER,)


def test_one_background_sentence_does_not_make_a_theme() -> None:
    body = "The bakery chain opened nine shops. It will open ten more. Rents fell. "
    text = body * 3 + "Flour costs more since tariffs on wheat were raised."
    assert themes(text) == {OTHER}


def test_controls_on_chip_sales_are_chips_and_trade() -> None:
    text = "Tokyo will license the export of chipmaking tools to three countries."
    assert themes(text) == {"chips", "trade-policy"}


def test_a_new_ai_product_is_no_governance_but_a_law_on_ai_is() -> None:
    assert themes("The firm's AI assistant now books trains.") == {OTHER}
    assert themes("A bill on AI passed its first reading.") == {"ai-governance"}


def test_later_sentences_on_rules_count_where_ai_was_spoken_of() -> None:
    first = "The council talked about artificial intelligence in schools. "
    after = "A binding treaty with clear obligations is to follow."
    alone = weigh_themes(plain(after)).get("ai-governance")
    together = weigh_themes(plain(first + after))["ai-governance"]
    assert alone is None
    assert together.body > 0


def test_a_names_case_matters() -> None:
    assert themes("Arm raised its forecast after record royalties.") == {"chips"}
    assert themes("She hurt her arm in the second half.") == {OTHER}


def test_a_title_counts_like_a_first_sentence() -> None:
    text = "Brokers were surprised. The shares fell. Nobody knew why."
    assert themes(text) == {OTHER}
    title = "Chipmaker warns of weak demand for memory chips"
    assert themes(text, title=title) == {"chips"}


def test_a_title_taken_from_the_text_changes_nothing() -> None:
    text = "Wafer prices fell in May. Rents rose. Wages rose. Fares rose. Bus use fell."
    title = "wafer prices fell in May"
    assert weigh_themes(plain(text), title=title) == weigh_themes(plain(text))


def test_another_name_of_a_known_firm_counts_as_that_firm() -> None:
    text = "Grove Four Holdings posted a loss. Grove Four Holdings cut its outlook."
    mention = ActorMention(
        quote="Grove Four Holdings",
        char_start=0,
        char_end=19,
        name="Infineon",
        type="company",
    )
    assert themes(text) == {OTHER}
    assert themes(text, actors=[mention]) == {"chips"}


def test_a_projects_own_theme_needs_terms_only() -> None:
    text = "The town built a hydrogen terminal. Hydrogen arrives in May."
    assert themes(text) == {OTHER}
    found = themes(text, extra_terms={"energy": ["hydrogen", "wind farm"]})
    assert found == {"energy"}


def test_a_project_may_add_terms_to_a_shipped_theme() -> None:
    text = "Photonic dies sold out. Makers of photonic dies hired."
    assert themes(text, extra_terms={"chips": ["photonic die"]}) == {"chips"}


def test_at_most_three_themes_are_given_the_strongest_first() -> None:
    text = (
        "Hackers used ransomware on a chipmaker and an online retailer over tariffs. "
        "Ransomware, tariffs and a law on AI worry chipmakers and online retailers."
    )
    assert sum(e.score > 0 for e in weigh_themes(plain(text)).values()) > 3
    found = find_themes(plain(text))
    scores = weigh_themes(plain(text))
    assert len(found) == 3
    assert [scores[t].score for t in found] == sorted(
        (scores[t].score for t in found), reverse=True
    )


def test_evidence_names_the_terms_it_leans_on() -> None:
    evidence = weigh_themes(plain("Tariffs on solar panels doubled."))["trade-policy"]
    assert "themes_terms:tariffs" in evidence.entries


def test_every_rule_speaks_of_groups_that_have_terms() -> None:
    groups = {row["theme"] for row in rows("themes_terms")}
    for row in rows("themes_rules"):
        assert {row["theme"], row["here"], row["near"]} <= groups, row


def test_every_term_has_a_known_kind_and_a_weight_unless_it_masks() -> None:
    for row in rows("themes_terms"):
        assert row["kind"] in {"topic", "name", "cue", "mask"}, row
        assert bool(row["weight"]) == (row["kind"] != "mask"), row


@pytest.mark.parametrize("held_out", [True, False], ids=["held out", "seen"])
def test_the_gold_briefs_reach_the_floor(held_out: bool) -> None:
    cases = [case for case in CASES if case["held_out"] == held_out]
    score, misses = compare(cases)
    assert score.f1 >= 0.88, "\n".join([str(score), *misses])


@pytest.mark.skipif(not SHARED.exists(), reason="the shared gold is not here")
def test_the_shared_digest_reaches_the_floor() -> None:
    score, misses = compare(json.loads(SHARED.read_text(encoding="utf-8")))
    assert score.f1 >= 0.85, "\n".join([str(score), *misses])


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=300), st.text(max_size=40))
def test_any_text_gets_at_least_one_theme(text: str, title: str) -> None:
    found = find_themes(plain(text), title=title)
    assert 1 <= len(found) <= 3
    assert (OTHER in found) == (found == (OTHER,))


@pytest.mark.parametrize(
    "text",
    ["", "\x00", "\ud800 chips", "$" * 50_000, "ai " * 50_000, "export " * 50_000],
)
def test_hostile_texts_give_a_theme(text: str) -> None:
    assert find_themes(plain(text))


def test_themes_of_whole_briefs_on_all_matters_are_read_well():
    cases = [case for case in read_cases(GOLD / "actors.jsonl") if "themes" in case]
    score, misses = compare(cases)
    assert len(cases) >= 80
    assert score.f1 >= 0.9, "\n".join(misses)
