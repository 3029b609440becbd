"""The numbers of the chips notebook, worked out a second way from the raw files."""

import pytest

from recorded import number, raw, record_rows, recorded

FOUND = recorded("01_chips")


def test_the_year_before_follows_from_value_and_growth() -> None:
    text = raw("us-chip-imports")
    value = number(r"\$(9\.\d+) billion", text) * 1e9
    growth = number(r"year-on-year gain of ([\d.]+)%", text)
    assert FOUND["import_growth"]["value"] == pytest.approx(
        value * 100 / (100 + growth)
    )


def test_the_american_share_is_a_year_s_pace_over_a_year_s_total() -> None:
    part = number(r"\$(9\.\d+) billion", raw("us-chip-imports")) * 1e9
    (total,) = (
        float(row["value"])
        for row in record_rows("cn_ic_imports_value")
        if row["period_end"] == "2024-12-31" and row["frequency"] == "annual"
    )
    expected = part / 10 * 12 / total * 100
    assert FOUND["us_share"]["value"] == pytest.approx(expected)


def test_imports_stand_below_their_peak() -> None:
    years = {
        row["period_end"]: float(row["value"])
        for row in record_rows("cn_ic_imports_value")
        if row["frequency"] == "annual"
        and row["unit"] == "USD"
        # The yuan total of 2020, converted later, is no customs figure.
        and not row["value"].startswith("371")
    }
    fell = 1 - years["2024-12-31"] / max(years.values())
    assert FOUND["import_path"]["value"] == pytest.approx(100 * fell)


def test_the_cost_of_a_good_chip_is_threshold_over_yield() -> None:
    text = raw("huawei-ascend-910c")
    low, needed = number(r"just (\d+)%", text), number(r"requires (\d+)%", text)
    assert FOUND["yield_cost"]["value"] == pytest.approx(needed / low)


def test_china_bought_more_tools_than_its_rivals_together() -> None:
    half = [
        row
        for row in record_rows("semi_equip_billings")
        if row["frequency"] == "quarterly"
        and row["period_end"][:7] in ("2024-03", "2024-06")
    ]
    by_region: dict[str, float] = {}
    for row in half:
        by_region[row["entity"]] = by_region.get(row["entity"], 0) + float(row["value"])
    others = by_region["Korea"] + by_region["Taiwan"] + by_region["North America"]
    assert FOUND["equipment_spending"]["value"] == pytest.approx(
        by_region["China"] - others
    )
    assert FOUND["equipment_spending"]["verdict"] == "holds"


def test_one_third_of_demand_is_above_the_latest_share() -> None:
    latest = max(
        record_rows("semi_sales_china_share"), key=lambda row: row["period_end"]
    )
    gap = 100 / 3 - float(latest["value"])
    assert FOUND["demand_share"]["value"] == pytest.approx(gap)
    assert FOUND["demand_share"]["verdict"] == "does_not_hold"


def test_the_announced_sums_are_added_once_each() -> None:
    text = raw("chipmakers-to-vietnam")
    billions = number(r"\$(1\.6) billion", text) + number(r"\$(1\.7) billion", text)
    total = billions * 1e9 + number(r"\$(100) million", text) * 1e6
    assert FOUND["announced_money"]["value"] == pytest.approx(total)
