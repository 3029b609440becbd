"""The numbers of what is new, worked out a second way from the files themselves."""

import csv
import re
from collections import Counter

import pytest

from recorded import ROOT, front, number, raw, recorded

FOUND = recorded("06_whats_new")
BEFORE, AFTER = "2024-11", "2025-06"


def listed() -> list[dict[str, str]]:
    """Return the pairs that a reader listed by hand."""
    path = ROOT / "tests" / "gold" / "changes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


KINDS = Counter(row["kind"] for row in listed())


def blocks(corpus: str) -> list[str]:
    """Return the text of each claim in the files of a corpus."""
    folder = ROOT / "data" / "briefs" / corpus
    return [
        claim
        for path in sorted(folder.glob("*.md"))
        for claim in re.split(
            r"\n  - (?=actor:)",
            front(path.stem, corpus).split("\nclaims:", 1)[1].split("\nunused:")[0],
        )[1:]
    ]


def rows(corpus: str) -> int:
    """Return how many rows its claims make: one for each figure, or one."""
    return sum(claim.count("- words:") or 1 for claim in blocks(corpus))


def test_each_kind_is_as_often_as_the_reader_found_it() -> None:
    sentence = FOUND["outcome"]["sentence"]
    for kind, words in (
        ("contradicted", "contradicts (\\d+)"),
        ("lapsed", "lets (\\d+) lapse"),
        ("fulfilled", "tells of (\\d+) come true"),
        ("updated", "moves (\\d+) on"),
        ("repeated", "repeats (\\d+)"),
    ):
        assert number(words, sentence) == KINDS[kind], kind
    assert FOUND["outcome"]["value"] == sum(KINDS.values()) - KINDS["repeated"]


def test_new_and_silent_make_up_the_rest_of_the_claims() -> None:
    sentence = FOUND["outcome"]["sentence"]
    followed = {(row["brief_after"], row["words_after"]) for row in listed()}
    past = sum(claim.count("role: was") for claim in blocks(AFTER))
    new = number(r"makes (\d+) new claims", sentence)
    assert new == rows(AFTER) - len(followed) - past == FOUND["news"]["value"]
    assert number(r"silent on (\d+)", sentence) == rows(BEFORE) - len(listed())


def test_the_yield_moved_by_what_the_texts_say() -> None:
    low = number(r"at a yield of just (\d+)%", raw("huawei-ascend-910c"))
    high = number(
        r"yield is close to (\d+)%", raw("huawei-ascend-yield-doubles", AFTER)
    )
    assert (
        f"from {low:.0f}% to about {high:.0f}% (+{high - low:.0f} points)"
        in (FOUND["moved"]["sentence"])
    )


def test_the_overseas_arm_grew_faster_by_the_difference_of_the_texts() -> None:
    before = number(r"with a rise of (\d+)%", raw("alibaba-ecommerce-merger"))
    after = number(r"grew by (\d+)%", raw("alibaba-folds-in-eleme", AFTER))
    assert (
        f"from {before:.0f}% to {after:.0f}% (+{after - before:.0f} points)"
        in (FOUND["moved"]["sentence"])
    )


def test_as_many_values_moved_as_the_reader_found() -> None:
    moved = [row for row in listed() if row["difference"] not in ("", "0")]
    assert FOUND["moved"]["value"] == len(moved)


def test_what_was_to_come_is_counted_by_stage_basis_and_deadline() -> None:
    ahead = [
        claim
        for claim in blocks(BEFORE)
        if re.search(r"stage: (proposed|planned)\b|basis: forecast\b", claim)
        or "date: by 19 January" in claim
    ]
    assert number(r"Of (\d+) plans", FOUND["promised"]["sentence"]) == len(ahead)
    assert FOUND["promised"]["value"] == KINDS["fulfilled"]


def test_what_does_not_stand_is_said_with_the_words_of_both_sides() -> None:
    assert FOUND["contradicted"]["verdict"] == "does_not_hold"
    for row in listed():
        if row["kind"] in ("contradicted", "lapsed"):
            assert (
                f"'{row['words_before']}' against '{row['words_after']}'"
                in (FOUND["contradicted"]["sentence"])
            )


@pytest.mark.parametrize("name", list(FOUND))
def test_every_word_that_the_tables_link_to_stands_in_the_page(name) -> None:
    text = (ROOT / "notebooks" / "06_whats_new.ipynb").read_text(encoding="utf-8")
    targets = set(re.findall(r'id=\\"(row-[\w-]+)', text))
    links = set(re.findall(r'href=\\"#(row-[\w-]+)', text))
    assert links and links <= targets
    for row_id in FOUND[name]["evidence"]:
        assert "row-" + row_id.replace("/", "-") in targets
