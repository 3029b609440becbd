"""Findings on where chips are made: whose tools, which steps move, and outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.chart_forms import Lines
from briefbook.charts import Caption, Chart
from briefbook.findings.base import (
    chart,
    finding,
    listed,
    made,
    middle,
    month_span,
    no_rows,
    series,
)
from briefbook.findings.chips import THEME, control_rounds
from briefbook.findings.events import events, said_day
from briefbook.findings.outcomes import OBJECTION, drawn_fates, expected
from briefbook.models import Finding
from briefbook.tables import Shown, amount, missing, table

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

_MOVES = (
    *("capacity_relocation", "memory_output_in_china"),
    *("vietnam_investment", "rd_centre"),
)
# Words of a claim's object -> the step of chipmaking; the first that fits counts.
_STEPS = (
    ("packaging", "packaging and test"),
    ("testing", "packaging and test"),
    ("OLED", "displays"),
    ("R&D", "design"),
    ("DRAM", "memory wafers"),
    ("NAND", "memory wafers"),
)
_UNSAID = "no step named"


@finding(
    THEME,
    objection=(
        "Billings go by where a tool is delivered, so fabs of Korean and Taiwanese "
        "firms in China are in China's share, and tools bought ahead of rules are not "
        "yet output."
    ),
)
def equipment_share(ds: Dataset) -> Finding:
    """Tell how China's share of the world's spending on tools moved."""
    shares = tool_shares(ds)
    if len(shares) < 2:
        return no_rows("China's share of the world's spending on chipmaking tools")
    first, last = shares.iloc[0], shares.iloc[-1]
    top = shares.loc[shares["share"].idxmax()]
    at_peak = top["period_end"] in (first["period_end"], last["period_end"])
    peak = (
        ""
        if at_peak
        else f", {amount(top['share'], 'percent')} at the peak in {_quarter(top)},"
    )
    sentence = (
        f"China took {amount(first['share'], 'percent')} of the world's chipmaking "
        f"tools in {_quarter(first)}{peak} and {amount(last['share'], 'percent')} in "
        f"{_quarter(last)}."
    )
    ids = [
        shares[[name]].set_axis(["record_id"], axis=1)
        for name in ("record_id", "record_id_world")
    ]
    rose = float(last["share"]) > float(first["share"])
    value = float(last["share"])
    return made(sentence, ids, holds=rose, value=value, unit="percent")


def tool_shares(ds: Dataset) -> pd.DataFrame:
    """Return China's part of the world's billings by quarter, in percent."""
    rows = series(ds, "semi_equip_billings", frequency="quarterly")
    keys = ["period_start", "period_end"]
    # Two sources print one quarter a little differently: the earlier row stands.
    rows = rows.drop_duplicates(["entity", *keys])
    own, world = (rows[rows["entity"] == name] for name in ("China", "World"))
    both = own.merge(world, on=keys, suffixes=("", "_world"))
    share = 100 * both["value"] / both["value_world"]
    return both.assign(share=share.astype(float))


@chart(THEME, "equipment_share")
def draw_equipment_share(ds: Dataset, found: Finding, source: str) -> Chart:
    """Line of the share by quarter, with the US controls marked."""
    shares = tool_shares(ds)
    data = shares.assign(day=middle(shares), value=shares["share"], who="China")
    rounds = control_rounds(ds, shares)
    whole = rounds[rounds["targets"].map(lambda names: "China" in names).astype(bool)]
    caption = Caption(
        found.sentence,
        x="each quarter at its middle; dashed: US controls on all of China",
        y="percent of the world's billings",
        source=source,
    )
    marks = [(day, f"{day:%Y-%m}") for day in whole["date"].drop_duplicates()]
    return Lines(data, caption, marks=marks)


@finding(
    THEME,
    objection=(
        "A plan is not an outlay, the step is read from a few words of the brief, and "
        "one firm's plant can be named twice."
    ),
)
def moves_by_step(ds: Dataset) -> Finding:
    """Tell which steps of chipmaking the named moves are about."""
    told = moves(ds)
    if told.empty:
        return no_rows("moves of chipmaking")
    halted = told["action"] == "halts"
    there = told[~halted]
    counts = there["step"].value_counts()
    parts = [f"{n} {step}" for step, n in counts.items() if step != _UNSAID]
    if counts.get(_UNSAID, 0):
        parts.append(f"{counts[_UNSAID]} with {_UNSAID}")
    wafers = int(counts.get("memory wafers", 0))
    called_off = called_off_in_china(ds)
    record = "".join(
        f"; the record, of {said_day(row.date)}: {str(row.summary).rstrip('.')}"
        for row in called_off.tail(1).itertuples()
    )
    sentence = (
        f"Of {len(told)} moves that the briefs name, {int(halted.sum())} shelve or "
        f"cut output in China and {len(there)} build up elsewhere"
        f"{f' ({listed(parts)})' if parts else ''}, {wafers or 'none'} of these said "
        f"to make wafers{record}."
    )
    value = float(len(there))
    return made(
        sentence, (told, called_off), holds=wafers > 0, value=value, unit="count"
    )


def moves(ds: Dataset) -> pd.DataFrame:
    """Return the claims on moves of chipmaking with the ``step`` that they name."""
    claims = ds.claims
    rows = claims[claims["measure"].isin(_MOVES)].reset_index(drop=True)
    return rows.assign(step=[_step(name) for name in rows["object"]])


def called_off_in_china(ds: Dataset) -> pd.DataFrame:
    """Return the record's events on output in China that was called off."""
    return events(ds, themes=[THEME], instruments=["investment"], stages=["cancelled"])


def moves_table(ds: Dataset, caption: str) -> Shown:
    """Return the moves by step and destination, each beside the record."""
    import pandas as pd

    checks = ds.checks.set_index("claim_id")
    rows = [
        {
            "step": row.step,
            "who": row.actor,
            "does": row.action,
            "what": row.object,
            "where": _text(row.place) or _text(row.target),
            "value": amount(row.value, row.unit, row.value_high, row.bound),
            "the record, now": str(checks.at[row.claim_id, "verdict_now"]).replace(
                "_", " "
            ),
        }
        for row in moves(ds).sort_values("step", kind="stable").itertuples()
    ]
    columns = ["step", "who", "does", "what", "where", "value", "the record, now"]
    return table(pd.DataFrame(rows, columns=columns, dtype="object"), caption)


@finding(THEME, objection=OBJECTION)
def expectation(ds: Dataset) -> Finding:
    """Tell what the claims on chips came to."""
    return expected(ds, [THEME], "chips")


@chart(THEME, "expectation")
def draw_expectation(ds: Dataset, found: Finding, source: str) -> Chart:
    """Lanes of the matters, from the brief to what settled them."""
    return drawn_fates(ds, [THEME], found.sentence, source)


def _step(name: object) -> str:
    text = _text(name)
    return next((step for word, step in _STEPS if word in text), _UNSAID)


def _quarter(row: pd.Series) -> str:
    return month_span(row["period_start"], row["period_end"])


def _text(value: object) -> str:
    return "" if missing(value) else str(value)
