"""The numbers of the overview, counted a second way from the raw files."""

import calendar
import csv
import json
import re

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


def claim_blocks() -> list[tuple[str, int]]:
    """Return each claim of the briefs as text, with the rows that it makes."""
    blocks = []
    for brief in BRIEFS:
        claims = front(brief).split("\nclaims:\n", 1)[1]
        for claim in re.split(r"\n?  - (?=actor: |action: )", claims)[1:]:
            blocks.append((claim, claim.count("- words:") or 1))
    return blocks


def test_hearsay_and_denials_are_counted_from_the_front_matter() -> None:
    soft = sum(
        rows
        for claim, rows in claim_blocks()
        if re.search(r"\n    basis: (reported|alleged|forecast)\n?", claim)
    )
    denied = sum(rows for claim, rows in claim_blocks() if "negated: true" in claim)
    sentence = FOUND["contested"]["sentence"]
    assert f"{soft} rest on what others report" in sentence
    assert f"{denied} deny something" in sentence


def test_the_theme_with_most_figures_is_found_in_the_front_matter() -> None:
    briefs = {
        brief: re.findall(r"themes: \[(.*)\]", front(brief))[0].split(", ")
        for brief in BRIEFS
    }
    (theme,) = re.findall(r"briefs on (\S+): ", FOUND["themes"]["sentence"])
    on_it = [brief for brief, themes in briefs.items() if theme in themes]
    assert f"in {len(on_it)} of {len(BRIEFS)} briefs" in FOUND["themes"]["sentence"]


def test_later_events_stand_in_the_timeline_after_the_briefs() -> None:
    path = ROOT / "data" / "reference" / "timeline.csv"
    with path.open(encoding="utf-8", newline="") as file:
        days = {row["date"] for row in csv.DictReader(file)}
    (day, month, year) = re.findall(
        r"the last on (\d+) (\w+) (\d+)", FOUND["horizon"]["sentence"]
    )[0]
    number = list(calendar.month_name).index(month)
    last = f"{year}-{number:02d}-{int(day):02d}"
    assert last in days
    assert last > "2024-11-21"
