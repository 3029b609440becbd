"""The numbers of the e-commerce notebook, worked out a second way from raw files."""

import csv
import re
from datetime import date

import pytest

from recorded import ROOT, front, number, raw, record_rows, recorded

FOUND = recorded("02_ecommerce")
TIKTOK_AND_RIVALS = ("TikTok", "Temu", "Shein", "AliExpress")


def timeline() -> list[dict[str, str]]:
    path = ROOT / "data" / "reference" / "timeline.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def quarter(series_id: str, end: str) -> float:
    (value,) = (
        float(row["value"])
        for row in record_rows(series_id)
        if row["period_end"] == end
    )
    return value


def published(brief: str) -> date:
    (day,) = re.findall(r"published: ([\d-]+)", front(brief))
    return date.fromisoformat(day)


def test_growth_abroad_stands_above_growth_at_home_by_their_difference() -> None:
    abroad = number(r"a rise of (\d+)% in the September", raw(MERGER))
    home = quarter("baba_ttg_revenue_yoy", "2024-09-30")
    found = FOUND["home_or_abroad"]
    assert found["value"] == abroad - home
    assert f"grew by {abroad:.0f}%" in found["sentence"]
    rival = quarter("pdd_revenue_yoy", "2024-09-30")
    assert f"the rival PDD Holdings by {rival:.0f}%" in found["sentence"]


def test_the_rival_s_lead_is_taken_quarter_by_quarter() -> None:
    lead = {
        row["period_end"]: float(row["value"])
        - quarter("baba_group_revenue_yoy", row["period_end"])
        for row in record_rows("pdd_revenue_yoy")
    }
    found = FOUND["pace"]
    assert found["value"] == lead[max(lead)]
    assert f"PDD grew {max(lead.values()):.0f} percentage" in found["sentence"]
    assert f"and {lead[max(lead)]:.0f} in" in found["sentence"]


def test_sales_a_day_of_the_festival_fell_though_the_total_rose() -> None:
    def a_day(row: dict[str, str]) -> float:
        first = date.fromisoformat(row["period_start"])
        last = date.fromisoformat(row["period_end"])
        return float(row["value"]) / (last.toordinal() - first.toordinal() + 1)

    years = {
        row["period_end"][:4]: row for row in record_rows("singles_day_gmv_syntun")
    }
    before, now = years["2023"], years["2024"]
    assert float(now["value"]) > float(before["value"])
    found = FOUND["singles_day"]
    assert found["value"] == pytest.approx(100 * (a_day(now) / a_day(before) - 1))
    assert found["verdict"] == "does_not_hold"


def test_the_split_lasted_until_the_day_of_the_merger() -> None:
    steps = [row for row in timeline() if row["instrument"] == "restructuring"]
    begun = date.fromisoformat(min(row["date"] for row in steps))
    found = FOUND["six_way_split"]
    assert found["value"] == (published(MERGER) - begun).days
    dropped = [row for row in steps if row["stage"] == "cancelled"]
    assert f"{len(dropped)} spin-offs dropped" in found["sentence"]
    assert "six business units" in raw(MERGER)
    assert "into 6 units" in found["sentence"]


def test_the_units_profits_are_those_of_the_last_fiscal_year() -> None:
    rows = record_rows("baba_segment_adj_ebita")
    last = [row for row in rows if row["period_end"] == "2024-03-31"]
    found = FOUND["segment_profit"]
    assert found["value"] == sum(float(row["value"]) for row in last)
    losses = [row for row in last if row["value"].startswith("-")]
    assert f"{len(losses)} of {len(last)} lost money" in found["sentence"]
    assert found["n"] == len(rows)


def test_a_parcel_s_value_is_the_year_s_total_over_its_exact_count() -> None:
    (count,) = (
        float(row["value"])
        for row in record_rows("us_de_minimis_shipments")
        if row["period_end"] == "2024-09-30" and row["bound"] == "exact"
    )
    declared = quarter("us_de_minimis_value", "2024-09-30")
    threshold = number(r"under \$(\d+) free of duty", raw(COMMISSION))
    found = FOUND["parcel_exposure"]
    assert found["value"] == pytest.approx(declared / count)
    share = 100 * declared / count / threshold
    assert f"{share:.2g}% of it" in found["sentence"]
    # The total is an estimate, and so is what is made of it.
    assert "declared at about USD" in found["sentence"]


def test_the_exemption_s_end_is_counted_from_the_commission_s_brief() -> None:
    steps = [
        row
        for row in timeline()
        if row["instrument"] == "de minimis rule" and row["actors"] == "United States"
    ]
    undone = max(row["date"] for row in steps if row["stage"] == "cancelled")
    ends = [row for row in steps if row["stage"] == "in_force" and row["date"] > undone]
    china = min(row["date"] for row in ends if row["targets"] == "China")
    everyone = min(row["date"] for row in ends if not row["targets"])
    found = FOUND["de_minimis_end"]
    day = published(COMMISSION)
    assert found["value"] == (date.fromisoformat(china) - day).days
    later = (date.fromisoformat(everyone) - day).days
    assert f"{later} days after the brief" in found["sentence"]


def test_steps_on_the_platforms_are_told_apart_by_the_brief_s_day() -> None:
    named = [
        row
        for row in timeline()
        if set(TIKTOK_AND_RIVALS) & set(f"{row['actors']};{row['targets']}".split(";"))
        and row["instrument"] != "restructuring"
    ]
    day = published(MERGER).isoformat()
    after = [row for row in named if row["date"] > day]
    found = FOUND["platform_rules"]
    assert found["value"] == len(after)
    assert f"holds {len(named) - len(after)} official" in found["sentence"]
    on_tiktok = [row for row in after if "TikTok" in row["actors"] + row["targets"]]
    assert f"{len(on_tiktok)} of them on TikTok" in found["sentence"]


def test_every_matter_of_the_expectation_is_counted_in_one_outcome() -> None:
    sentence = FOUND["expectation"]["sentence"]
    told, rest = sentence.split(": ", 1)
    matters = int(told.split()[0])
    parts = [
        int(n) for n in re.findall(r"(\d+) (?:right|borne|open|contr|wrong)", rest)
    ]
    assert sum(parts) == matters


MERGER, COMMISSION = "alibaba-ecommerce-merger", "uscc-agi-de-minimis"
