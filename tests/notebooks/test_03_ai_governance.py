"""The numbers of the AI notebook, worked out a second way from the raw files."""

import csv
import json
import re
from datetime import date

import pytest

from briefbook.findings import ai_governance_texts as coding
from recorded import ROOT, number, raw, record_rows, recorded

FOUND = recorded("03_ai_governance")


def rows(name: str) -> list[dict[str, str]]:
    path = ROOT / "data" / "reference" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def event(words: str) -> dict[str, str]:
    (found,) = (row for row in rows("timeline") if words in row["summary"])
    return found


def apart(first: str, last: str) -> int:
    one, two = (date.fromisoformat(event(words)["date"]) for words in (first, last))
    return (two - one).days


def coded(name: str) -> list[dict[str, str]]:
    folder = ROOT / "helpers" / "briefbook" / "findings"
    with (folder / f"ai_{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", coded("texts"), ids=lambda row: row["text"])
def test_a_coded_text_leans_on_words_of_one_event(row: dict[str, str]) -> None:
    assert event(row["words"])["source_id"] == row["source_id"]
    assert row["force"] in {level["force"] for level in coded("force")}
    assert row["because"]
    assert row["clause"] in event(row["words"])["summary"]
    if row["ended_source"]:
        assert event(row["ended_words"])["source_id"] == row["ended_source"]


@pytest.mark.parametrize(
    "row", coded("positions"), ids=lambda row: f"{row['text']}, {row['actor']}"
)
def test_a_position_leans_on_words_of_the_record(row: dict[str, str]) -> None:
    said = [
        other
        for other in (*rows("timeline"), *rows("series"))
        if other["source_id"] == row["source_id"]
        and row["words"] in (other.get("summary") or other.get("note") or "")
    ]
    assert said
    assert row["text"] in {text["text"] for text in coded("texts")}
    known = ("led", "backed", "enacted", "abstained", "stayed out")
    assert row["position"] in known


def test_no_position_is_coded_twice() -> None:
    keys = [(row["text"], row["actor"]) for row in coded("positions")]
    assert len(keys) == len(set(keys))


def test_the_rubric_counts_up_from_nought() -> None:
    levels = [int(row["level"]) for row in coded("force")]
    assert levels == list(range(len(levels)))
    assert coding.levels()["treaty"] > coding.levels()["resolution"]


def test_the_two_powers_share_texts_that_bind_nobody() -> None:
    binding = {"order", "treaty", "law"}
    alone = {"order", "law"}
    force = {row["text"]: row["force"] for row in coded("texts")}
    stands: dict[str, dict[str, str]] = {}
    for row in coded("positions"):
        if force[row["text"]] not in alone:
            stands.setdefault(row["text"], {})[row["actor"]] = row["position"]
    both = {
        text: who
        for text, who in stands.items()
        if {"United States", "China"} <= set(who)
    }
    shared = [
        text
        for text, who in both.items()
        if {who["United States"], who["China"]} <= {"led", "backed"}
    ]
    assert FOUND["who_stands_where"]["value"] == len(shared)
    assert (
        f"{len(shared)} of the {len(both)} texts"
        in (FOUND["who_stands_where"]["sentence"])
    )
    assert not [text for text in shared if force[text] in binding]


def test_reach_and_force_are_ranked_over_the_texts_with_a_count() -> None:
    level = {row["force"]: int(row["level"]) for row in coded("force")}
    pairs = []
    for row in coded("texts"):
        if row["reach_series"] == "actors":
            actors = event(row["words"])["actors"].split(";")
            pairs.append((len(actors), level[row["force"]]))
        elif row["reach_series"]:
            counts = [
                (value["period_end"], value["bound"] == "exact", float(value["value"]))
                for value in record_rows(row["reach_series"])
                if value["entity"] == row["reach_entity"]
            ]
            pairs.append((max(counts)[2], level[row["force"]]))
    assert FOUND["reach_force"]["value"] == pytest.approx(rank_correlation(pairs))
    assert f"Over {len(pairs)} texts" in FOUND["reach_force"]["sentence"]
    # So few texts and so weak a correlation show no trade of reach for force.
    assert abs(rank_correlation(pairs)) < 0.5
    assert "hardly" in FOUND["reach_force"]["sentence"]
    assert FOUND["reach_force"]["verdict"] == "does_not_hold"


def rank_correlation(pairs: list[tuple[float, float]]) -> float:
    def ranks(values: list[float]) -> list[float]:
        ordered = sorted(values)
        return [
            ordered.index(value) + (ordered.count(value) - 1) / 2 for value in values
        ]

    one, two = (ranks(list(values)) for values in zip(*pairs, strict=True))
    mean = sum(one) / len(one)
    top = sum((a - mean) * (b - mean) for a, b in zip(one, two, strict=True))
    below = sum((a - mean) ** 2 for a in one) * sum((b - mean) ** 2 for b in two)
    return top / below**0.5


def test_the_line_of_lima_stood_in_seoul_before() -> None:
    gap = apart("REAIM Blueprint for Action in Seoul", "Biden and Xi in Lima affirm")
    assert FOUND["lima_line"]["value"] == gap
    assert FOUND["lima_line"]["verdict"] == "does_not_hold"
    assert "China does not endorse" in event("REAIM Blueprint")["summary"]


def test_the_endorsers_were_far_more_than_the_floor() -> None:
    floor = number(r"more than (\d+) countries", raw("biden-xi-nuclear-ai"))
    counts = {
        row["period_end"]: float(row["value"])
        for row in record_rows("ai_endorsers")
        if row["entity"].startswith("Political Declaration")
    }
    last = counts[max(day for day in counts if day <= "2024-11-17")]
    assert FOUND["endorsers"]["value"] == last
    assert FOUND["endorsers"]["verdict"] == "does_not_hold"
    assert f"{last / floor:.2g} times" in FOUND["endorsers"]["sentence"]


def test_the_order_of_one_president_ended_with_the_next() -> None:
    lived = apart("Executive Order 14110 on safe", "AI order 14110 revoked")
    assert FOUND["text_lives"]["value"] == lived
    diffusion = apart("AI Diffusion rule: worldwide", "rescind the AI Diffusion rule")
    assert (
        f"AI Diffusion rule after {diffusion} days" in (FOUND["text_lives"]["sentence"])
    )


def test_no_vote_fell_short_of_two_thirds() -> None:
    shares = []
    for yes in record_rows("ai_vote_for"):
        others = [
            float(row["value"])
            for name in ("ai_vote_against", "ai_vote_abstain")
            for row in record_rows(name)
            if row["entity"] == yes["entity"]
        ]
        shares.append(100 * float(yes["value"]) / (float(yes["value"]) + sum(others)))
    assert FOUND["un_votes"]["value"] == pytest.approx(min(shares))
    assert min(shares) > 100 * 2 / 3
    assert FOUND["un_votes"]["verdict"] == "does_not_hold"


def test_the_first_strategy_came_after_the_brief_by_so_many_days() -> None:
    (published,) = re.findall(
        r"^published: (\S+)$",
        (ROOT / "data/briefs/2024-11/uscc-agi-de-minimis.md").read_text("utf-8"),
        flags=re.MULTILINE,
    )
    plan = date.fromisoformat(event("America's AI Action Plan")["date"])
    days = (plan - date.fromisoformat(published)).days
    assert FOUND["agi_programme"]["value"] == days


def test_the_matrix_draws_what_the_coding_says() -> None:
    path = ROOT / "notebooks" / "03_ai_governance.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    (drawn,) = (
        "".join(output["data"]["text/plain"])
        for cell in cells
        if "".join(cell["source"]) == 'answer.chart("who_stands_where")'
        for output in cell["outputs"]
    )
    assert drawn.count("stayed out") == sum(
        row["position"] == "stayed out" for row in coded("positions")
    )
