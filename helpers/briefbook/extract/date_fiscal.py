"""A firm's own quarters, where the text tells the calendar: third quarter to May."""

from __future__ import annotations

from briefbook.extract import periods
from briefbook.extract.date_context import Context, Hit, guard
from briefbook.extract.date_tokens import code_of_period, kinds
from briefbook.extract.tense import part

# Days after a quarter's end up to which its results come.
_LATE = 150
_COMPARED = frozenset(("from", "since", "than", "versus", "vs"))


def fiscal_shift(context: Context) -> int:
    """Return by how many months a firm's quarters end after the calendar's, 0 for none.

    `Third-quarter profit rose; in the quarter ended May 31 ...`: its third quarter ends
    in May, four months before the calendar's (8 months after that of the year before).
    Only the quarter that a text reports first is looked at, and only beside a day or
    the word quarter: what statisticians call `the three months to May` is no calendar.
    """
    if context.shift is None:
        context.shift = _shift(context)
    return context.shift


def _shift(context: Context) -> int:
    ends = next(
        (month for hit in context.hits if (month := _told_end(context, hit))), 0
    )
    if not ends:
        return 0
    orders = [
        (order, hit) for hit in context.hits if (order := quarter_number(context, hit))
    ]
    if not orders or any(
        order * 3 == ends and context.tense(hit) != "future" for order, hit in orders
    ):
        return 0
    order, hit = orders[0]
    return (ends - 3 * order) % 12 if _reported(context, hit) else 0


def quarter_number(context: Context, hit: Hit) -> int:
    """Return the number of the quarter that a hit names without a year, else 0."""
    if context.year(hit) is not None or context.back(hit):
        return 0
    if hit.shape == "ordinal":
        at = hit.groups["u"]
        if context.tokens.codes[at] == kinds()["quarter"]:
            return context.number(hit, "o") % 5
    if hit.shape == "code":
        at = hit.groups["c"]
        order, year = code_of_period(context.tokens.words[at])
        if context.tokens.codes[at] == kinds()["qcode"] and year is None:
            return order
    return 0


def _told_end(context: Context, hit: Hit) -> int:
    """Return the month in which a quarter ends that the text tells, else 0."""
    if hit.shape != "range_to":
        return 0
    codes, at = context.tokens.codes, hit.groups["u"]
    day = bool({"d", "dnum"} & set(hit.groups))
    quarter = codes[at] == kinds()["quarter"] and "n" not in hit.groups
    months = codes[at] == kinds()["month"] and context.number(hit, "n") == 3 and day
    return context.month(hit) if quarter or months else 0


def _reported(context: Context, hit: Hit) -> bool:
    """Tell whether a quarter is the one whose results the text reports."""
    word = context.tokens.word
    if word(hit.first - 1) in _COMPARED or word(hit.first) in _COMPARED:
        return False
    own = word(hit.first) in part("own") or word(hit.first - 1) in part("own")
    near = (word(at) for at in range(hit.last + 1, hit.last + 4))
    return own or any(noun in guard("results") for noun in near)


def is_unknown(context: Context, hit: Hit) -> bool:
    """Tell whether a quarter's results are told whose calendar the text doesn't give.

    `Third-quarter sales rose`, said in June, are a firm's own quarter: the calendar's
    ended nine months before.
    """
    order = quarter_number(context, hit)
    if not order or fiscal_shift(context) or context.tense(hit) != "past":
        return False
    near = {*context.tokens.words[max(0, hit.first - 5) : hit.last + 5]}
    if not _reported(context, hit) or not guard("ahead_noun").isdisjoint(near):
        return False
    ended = periods.quarter(context.as_of.year, order)
    if ended.start <= context.as_of <= ended.end:
        return False
    if ended.end > context.as_of:
        ended = periods.quarter(context.as_of.year - 1, order)
    return (context.as_of - ended.end).days > _LATE
