"""The numbers of the chips notebook, worked out a second way from the raw files."""

import re

import pytest

from recorded import front, number, raw, record_rows, recorded

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


def yearly(series_id: str, unit: str) -> dict[str, float]:
    rows = record_rows(series_id)
    return {
        row["period_end"][:4]: float(row["value"])
        for row in rows
        if row["frequency"] == "annual"
        and row["unit"] == unit
        # The later conversions of the yuan total of 2020 are no customs figures.
        and not row["value"].startswith(("371", "35006"))
    }


def test_fewer_chips_at_a_higher_price_make_the_fall_of_imports() -> None:
    values = yearly("cn_ic_imports_value", "USD")
    units = yearly("cn_ic_imports_units", "count")
    peak = max(values, key=lambda year: values[year])
    each = {year: values[year] / units[year] for year in (peak, "2024")}
    found = FOUND["import_price"]
    assert found["value"] == pytest.approx(100 * (each["2024"] / each[peak] - 1))
    fewer = 100 * (1 - units["2024"] / units[peak])
    assert f"{fewer:.0f}% fewer chips" in found["sentence"]
    assert f"USD {each['2024']:.2f} after {each[peak]:.2f}" in found["sentence"]


def test_china_s_share_of_tools_is_its_billings_over_the_world_s() -> None:
    def quarters(entity: str) -> dict[str, float]:
        found: dict[str, float] = {}
        for row in record_rows("semi_equip_billings"):
            if row["frequency"] == "quarterly" and row["entity"] == entity:
                found.setdefault(row["period_end"], float(row["value"]))
        return found

    own, world = quarters("China"), quarters("World")
    shares = {day: 100 * own[day] / world[day] for day in own.keys() & world.keys()}
    found = FOUND["equipment_share"]
    assert found["value"] == pytest.approx(shares[max(shares)])
    assert f"{max(shares.values()):.3g}% at the peak" in found["sentence"]
    assert f"China took {shares[min(shares)]:.3g}% of" in found["sentence"]


def test_no_named_move_out_of_china_is_said_to_make_wafers() -> None:
    claims = front("chipmakers-to-vietnam").split("\n  - actor: ")[1:]
    measures = ("capacity_relocation", "memory_output_in_china", "vietnam_investment")
    named = [c for c in claims if any(f"measure: {m}" in c for m in measures)]
    named += [c for c in claims if "measure: rd_centre" in c]
    halts = [c for c in named if "action: halts" in c]
    found = FOUND["moves_by_step"]
    assert found["value"] == len(named) - len(halts)
    assert f"Of {len(named)} moves" in found["sentence"]
    elsewhere = [c for c in named if c not in halts]
    assert not any("DRAM" in c or "NAND" in c for c in elsewhere)
    assert found["verdict"] == "does_not_hold"


def test_the_expectation_s_share_is_of_the_matters_that_were_not_wrong() -> None:
    found = FOUND["expectation"]
    told, rest = found["sentence"].split(": ", 1)
    wrong = re.findall(r"(\d+) (?:contradicted|wrong)", rest)
    matters = int(told.split()[0])
    share = 100 * (matters - sum(map(int, wrong))) / matters
    assert found["value"] == pytest.approx(share)
    # The brief's third of demand is above what was public on its day.
    assert re.search(r"[1-9]\d* wrong already then", rest)
