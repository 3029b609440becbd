"""The numbers of the trade notebook, worked out a second way from the raw files."""

import csv
import re
from datetime import date
from statistics import median

import pytest

from recorded import ROOT, raw, record_rows, recorded

FOUND = recorded("04_trade_policy")
PUBLISHED = date(2024, 11, 19)  # of the brief on aid, as its front matter has it


def timeline() -> list[dict[str, str]]:
    path = ROOT / "data" / "reference" / "timeline.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: row["date"])


def day(row: dict[str, str]) -> date:
    return date.fromisoformat(row["date"])


def test_half_of_the_replies_came_within_a_week() -> None:
    firms = {"Nvidia", "Google", "Micron"}  # the American ones among the targets
    talk = {
        *("trade statistics", "summit communique", "declaration", "dialogue"),
        *("merger control", "trade agreement", "listing suspension"),
        *("investment", "attribution statement", "hearing", "lawsuit", "court ruling"),
        *("executive order", "statute", "divestiture", "export licence waiver"),
    }
    lags = []
    for row in timeline():
        whom = set(row["targets"].split(";"))
        side = (
            "United States"
            if whom & {"United States", *firms}
            else "European Union"
            if "European Union" in whom
            else ""
        )
        if "China" not in row["actors"].split(";") or not side:
            continue
        if row["instrument"] in talk or row["stage"] in ("suspended", "cancelled"):
            continue
        before = [
            step
            for step in timeline()
            if side in step["actors"].split(";")
            and "China" in step["targets"].split(";")
            and step["instrument"] not in talk
            and step["stage"] not in ("suspended", "cancelled", "done")
            and step["date"] <= row["date"]
        ]
        lags.append((day(row) - day(before[-1])).days)
    assert FOUND["reply_lag"]["value"] == median(lags)
    assert f"China's {len(lags)} steps" in FOUND["reply_lag"]["sentence"]


def test_the_quick_replies_stand_in_the_record_as_days_apart() -> None:
    events = timeline()
    (package,) = (e for e in events if e["summary"].startswith("BIS package"))
    (ban,) = (e for e in events if "a day after the BIS package" in e["summary"])
    assert (day(ban) - day(package)).days == 1


def test_the_highest_european_duty_is_that_of_the_uncooperative() -> None:
    rates = {
        row["entity"]: float(row["value"])
        for row in record_rows("eu_bev_cvd_definitive")
    }
    (ordinary,) = (float(row["value"]) for row in record_rows("eu_car_mfn_duty"))
    assert FOUND["car_walls"]["value"] == max(rates.values())
    low, high = min(rates.values()) + ordinary, max(rates.values()) + ordinary
    assert f"{low:g}% to {high:g}% in all" in FOUND["car_walls"]["sentence"]


def test_every_maker_ended_lower_than_it_began() -> None:
    steps = ("predisclosed", "provisional", "draft_definitive", "definitive")
    first: dict[str, float] = {}
    last: dict[str, float] = {}
    for step in steps:
        for row in record_rows(f"eu_bev_cvd_{step}"):
            first.setdefault(row["entity"], float(row["value"]))
            last[row["entity"]] = float(row["value"])
    cuts = [first[maker] - last[maker] for maker in first]
    assert FOUND["duty_path"]["value"] == pytest.approx(median(cuts))
    assert FOUND["duty_path"]["verdict"] == "holds"
    assert min(cuts) > 0


def test_licences_lead_among_the_american_steps() -> None:
    sentence = FOUND["instruments_used"]["sentence"]
    kept = [
        row
        for row in timeline()
        if "United States" in row["actors"].split(";")
        and row["instrument"] == "export licensing requirement"
        and row["stage"] not in ("suspended", "cancelled", "done")
    ]
    assert (
        f"by the United States the export licensing requirement ({len(kept)} of "
        in sentence
    )


def test_the_call_opened_two_weeks_after_the_brief() -> None:
    assert "due to open in December" in raw("eu-technology-transfer")
    (call,) = (e for e in timeline() if e["summary"].startswith("Innovation Fund"))
    assert FOUND["aid_conditions"]["value"] == (day(call) - PUBLISHED).days
    assert call["date"].startswith("2024-12")


def test_the_sale_came_a_year_and_three_days_after_the_deadline() -> None:
    (deadline,) = re.findall(r"by (\d+) January", raw("tiktok-divestiture"))
    (sale,) = (e for e in timeline() if e["instrument"] == "divestiture")
    late = (day(sale) - date(2025, 1, int(deadline))).days
    assert FOUND["forced_sale"]["value"] == late
    assert FOUND["forced_sale"]["verdict"] == "does_not_hold"
    (allowed,) = re.findall(r"extension of (\d+) days", raw("tiktok-divestiture"))
    assert f"one delay of {allowed} days" in FOUND["forced_sale"]["sentence"]


def test_the_hearing_took_place_on_the_tuesday_of_the_brief() -> None:
    assert "on Tuesday" in raw("telecom-hacking-hearing")
    (held,) = (e for e in timeline() if e["instrument"] == "hearing")
    assert day(held).strftime("%w") == "2"
    after = [
        e
        for e in timeline()
        if e["theme"] == "tech-security"
        and e["instrument"] in ("attribution statement", "sanctions")
        and e["date"] > held["date"]
    ]
    assert FOUND["hearing"]["value"] == len(after)
    assert FOUND["hearing"]["verdict"] == "holds"


def test_what_china_denies_and_others_allege_is_disputed_not_wrong() -> None:
    found = FOUND["expectation"]
    assert "1 disputed by the sides" in found["sentence"]
    assert "wrong" not in found["sentence"]
    assert "denied any role in cyber espionage" in raw("telecom-hacking-hearing")
