"""The numbers of the overview, counted a second way from the raw files."""

import json

import pytest

from recorded import ROOT, front, recorded

FOUND = recorded("00_overview")
BRIEFS = sorted(path.stem for path in (ROOT / "data/briefs/2024-11").glob("*.md"))


def test_the_sentence_counts_the_brief_files() -> None:
    assert FOUND["size"]["sentence"].startswith(f"{len(BRIEFS)} briefs of ")


def test_claims_without_figures_and_figures_of_claims_make_the_rows() -> None:
    rows = 0
    for brief in BRIEFS:
        for claim in front(brief).split("\nclaims:\n", 1)[1].split("\n  - ")[0:]:
            several = claim.count("- words:")
            rows += several or 1
    assert FOUND["size"]["value"] == rows


@pytest.mark.skipif(
    not (ROOT.parent / "shared" / "gold").is_dir(),
    reason="no ../shared beside the checkout",
)
def test_the_briefs_hold_as_many_figures_as_the_annotated_digest() -> None:
    path = ROOT.parent / "shared" / "gold" / "digest-2024-11.gold.json"
    gold = json.loads(path.read_text(encoding="utf-8"))
    figures = sum(len(brief["figures"]) for brief in gold)
    assert FOUND["coverage"]["n"] == figures
