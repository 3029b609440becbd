"""From a shape that matched to the days that it means: calendar words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from briefbook.extract import periods
from briefbook.extract.date_context import (
    Context,
    Hit,
    Reading,
    guard,
    weekday_numbers,
)
from briefbook.extract.date_fiscal import fiscal_shift, is_unknown, quarter_number
from briefbook.extract.date_tokens import (
    code_of_period,
    decade_of,
    kinds,
    named_day,
    number,
)
from briefbook.extract.lexicons import mapping
from briefbook.extract.periods import Period

Reader = Callable[[Context, Hit], Iterator[Reading]]


def read(
    context: Context, hit: Hit, period: Period | None, anchor: str = "", **more: object
) -> Iterator[Reading]:
    """Yield the reading of a whole hit, nothing where it has no period."""
    if period is not None:
        more.setdefault("dated", "y" in hit.groups and "m" in hit.groups)
        yield Reading(hit.first, hit.last, period, hit.shape, anchor, **more)  # type: ignore[arg-type]


def within(context: Context, hit: Hit, period: Period | None) -> Period | None:
    """Cut a period down to the part or edge that the words name."""
    if period is None:
        return None
    if edge := context.word(hit, "edge"):
        return periods.edge(period, edge_word(edge))
    if which := context.word(hit, "part"):
        return periods.part(period, which)
    return period


def edge_word(word: str) -> str:
    """Return ``start``, ``middle`` or ``end`` for a word of that sense."""
    return mapping("date_words", "word", "value").get(word, "start")


def calendar_day(year: int, month: int, day: int) -> date | None:
    """Return a day, or None where the calendar lacks it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> Period | None:
    found = calendar_day(year, month, day)
    return periods.day(found) if found else None


def read_month(context: Context, hit: Hit) -> Iterator[Reading]:
    """October, early March, the end of May 2024."""
    number = context.month(hit)
    period, anchor = context.yearly(hit, lambda year: periods.month(year, number))
    yield from read(context, hit, within(context, hit, period), anchor)


def read_month_rel(context: Context, hit: Hit) -> Iterator[Reading]:
    """Last October, next March, that April."""
    number, as_of = context.month(hit), context.as_of
    relation = context.word(hit, "rel")
    if not relation:
        told = context.last_dated(hit.first, within=3)
        year = told.period.start.year if told else as_of.year
        period = periods.month(year, number)
    elif relation in ("next", "coming", "following", "upcoming"):
        period = periods.month(as_of.year + (number <= as_of.month), number)
    elif relation == "this":
        period = periods.pick(
            lambda year: periods.month(year, number), as_of, context.tense(hit)
        )
    else:
        period = periods.month(as_of.year - (number >= as_of.month), number)
    period = within(context, hit, period)
    yield from read(context, hit, period, context.published)


def read_month_range(context: Context, hit: Hit) -> Iterator[Reading]:
    """January to October, between March 2023 and May 2024."""
    low, high = context.month(hit, "m"), context.month(hit, "m2")
    own = context.year(hit, "z")

    def of_year(year: int) -> Period:
        first = own if own is not None else year - (low > high)
        start = periods.month(first, low)
        end = periods.month(year, high)
        if part := context.word(hit, "part"):
            start = periods.part(start, part)
        if part := context.word(hit, "part2"):
            end = periods.part(end, part)
        quarter = "quarter" if context.word(hit, "u") else "month"
        return Period(start.start, end.end, quarter)  # type: ignore[arg-type]

    if own is not None and context.year(hit) is None:
        period: Period | None = of_year(own + (low > high))
        anchor = ""
    else:
        period, anchor = context.yearly(hit, of_year)
    if period is not None and period.start <= period.end:
        yield from read(context, hit, period, anchor)


def read_month_quarter(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the September quarter: the three months that end in September."""
    number = context.month(hit)
    period, anchor = context.yearly(
        hit, lambda year: periods.months(year, number - 2, number, "quarter")
    )
    yield from read(context, hit, period, anchor)


def read_month_day(context: Context, hit: Hit) -> Iterator[Reading]:
    """January 19, 6 October next year."""
    month, day = context.month(hit), context.number(hit, "d")
    if not 1 <= day <= 31:
        yield from _bare_month(context, hit, day)
        return
    if _counts_after(context, hit):
        yield from _bare_month(context, hit, day)
        return
    period, anchor = context.yearly(hit, lambda year: _day(year, month, day), slack=25)
    yield from read(context, hit, period, anchor, dates_figures=False)


def _counts_after(context: Context, hit: Hit) -> bool:
    """Tell whether the number after a month counts what follows (In May 20 firms)."""
    tokens, day, month = context.tokens, hit.groups["d"], hit.groups["m"]
    after = tokens.word(day + 1)
    if day != hit.last or day < month:
        return False
    mark = tokens.text[tokens.ends[day] : tokens.ends[day] + 1]
    if mark == "%":
        return True
    if after in guard("counted"):
        return True
    before = tokens.word(month - 1)
    plural = after.isalpha() and after.endswith("s") and not tokens.is_capital(day + 1)
    return before == "in" and plural and after not in ("as", "was", "has", "is")


def _bare_month(context: Context, hit: Hit, day: int) -> Iterator[Reading]:
    at = hit.groups["m"]
    bare = Hit("month", at, at, {"m": at})
    yield from read_month(context, bare)


def read_weekday_day(context: Context, hit: Hit) -> Iterator[Reading]:
    """Tuesday, 19 November: the weekday may settle the year."""
    month, day = context.month(hit), context.number(hit, "d")
    wanted = weekday_numbers()[context.word(hit, "w").rstrip(".")]
    year = context.year(hit)
    if year is None:
        near = [
            found
            for number in range(context.as_of.year - 1, context.as_of.year + 2)
            if (found := calendar_day(number, month, day)) and found.weekday() == wanted
        ]
        if near:
            best = min(near, key=lambda value: abs((value - context.as_of).days))
            if abs((best - context.as_of).days) < 300:
                anchor = context.published
                yield from read(
                    context, hit, periods.day(best), anchor, dates_figures=False
                )
                return
    if calendar_day(2024, month, day) is None:
        return
    yield from read_month_day(context, hit)


def read_day_range(context: Context, hit: Hit) -> Iterator[Reading]:
    """18-19 November, November 30 - December 2."""
    first_day, last_day = context.number(hit, "d"), context.number(hit, "d2")
    first_month = context.month(hit, "m") or context.month(hit, "m2")
    last_month = context.month(hit, "m2") or first_month
    own = context.year(hit, "z")

    def of_year(year: int) -> Period | None:
        back = (first_month, first_day) > (last_month, last_day)
        first_year = own if own is not None else year - back
        start = calendar_day(first_year, first_month, first_day)
        end = calendar_day(year, last_month, last_day)
        return Period(start, end, "day") if start and end and start <= end else None

    if own is not None and context.year(hit) is None:
        period, anchor = of_year(own), ""
    else:
        period, anchor = context.yearly(hit, of_year, slack=25)
    yield from read(context, hit, period, anchor)


def read_day_list(context: Context, hit: Hit) -> Iterator[Reading]:
    """19 and 20 November: two days, the month said once."""
    month_name = "m" if "m" in hit.groups else "m2"
    month = context.month(hit, month_name)
    for name in ("d", "d3", "d2"):
        at = hit.groups.get(name)
        if at is None:
            continue
        value = number(context.tokens.words[at])
        period, anchor = context.yearly(
            hit, lambda year, value=value: _day(year, month, value), slack=25
        )
        if period is not None:
            shown = (
                sorted((at, hit.groups[month_name]))
                if (abs(at - hit.groups[month_name]) == 1)
                else [at, at]
            )
            yield Reading(shown[0], shown[1], period, hit.shape, anchor)


def read_iso(context: Context, hit: Hit) -> Iterator[Reading]:
    """2024-11-19, 19.11.2024, 11/12/2024 with both readings."""
    tokens = context.tokens
    at = hit.groups["f"]
    before = tokens.text[tokens.starts[at] - 1 : tokens.starts[at]]
    after = tokens.text[tokens.ends[at] : tokens.ends[at] + 1]
    if (before and before in "/.-=") or (after and after in "/="):
        return
    word = tokens.words[at]
    mark = "-" if "-" in word else "/" if "/" in word else "."
    numbers = [int(piece) for piece in word.split(mark)]
    if numbers[0] > 31:
        yield from read(context, hit, _day(*numbers))
        return
    year = numbers[2] + (2000 if numbers[2] < 100 else 0)
    if len(word.rsplit(mark, 1)[1]) == 2 and mark != "/":
        return
    first, second = numbers[:2]
    readings = [calendar_day(year, second, first), calendar_day(year, first, second)]
    found = sorted({value for value in readings if value})
    if not found:
        return
    best = found[0]
    if len(found) == 2:
        day_first = mark == "." or _says_day_first(context)
        best = readings[0 if day_first else 1] or best
        if best > context.as_of and min(found) <= context.as_of:
            best = min(found)
    open_readings = tuple(v.isoformat() for v in found) if len(found) > 1 else ()
    if mark == ".":
        open_readings = ()
    yield from read(context, hit, periods.day(best), open=open_readings)


def _says_day_first(context: Context) -> bool:
    codes, code = context.tokens.codes, kinds()
    british = codes.count(code["number"] + code["mname"])
    american = codes.count(code["mname"] + code["number"])
    return british >= american and british > 0


def read_ordinal(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the third quarter, first-half, the end of the second quarter of 2024."""
    unit = context.word(hit, "u")
    is_half = kinds()["half"] == context.tokens.codes[hit.groups["u"]]
    word = context.word(hit, "o")
    order = number(word) or (2 if is_half else 4)
    if order > (2 if is_half else 4) or not unit:
        return
    if context.tokens.word(hit.last + 1) == "of":
        return
    if context.tokens.glued(hit.last + 1) and context.tokens.word(hit.last + 1) == "-":
        return
    if not is_half and is_unknown(context, hit):
        return
    make = periods.half if is_half else _quarters(context, hit)
    period, anchor = context.yearly(hit, lambda year: make(year, order))
    if anchor == context.published and context.year(hit) is None:
        period = _begun(context, hit, period)
    yield from read(context, hit, within(context, hit, period), anchor)


def _begun(context: Context, hit: Hit, period: Period | None) -> Period | None:
    """Take a period of a past verb a year back where it has hardly begun."""
    if period is None or context.tense(hit) != "past":
        return period
    low, high = context.bounds[context.sentence(hit.first)]
    if not guard("outlook").isdisjoint(context.tokens.words[low:high]):
        # `Economists polled last month saw growth of 7% in the third quarter`
        return period
    length = (period.end - period.start).days
    if (context.as_of - period.start).days * 2 < length:
        return periods.shifted(period, -1)
    return period


def _quarters(context: Context, hit: Hit) -> Callable[[int, int], Period]:
    """Return what makes a quarter of year and number: the calendar's, or a firm's."""
    if not quarter_number(context, hit) or not (shift := fiscal_shift(context)):
        return periods.quarter

    def own(year: int, number: int) -> Period:
        last = (3 * number + shift - 1) % 12 + 1
        return periods.months(year, last - 2, last, "quarter")

    return own


def read_ordinal_pair(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the third and fourth quarters: two dates; third to fourth: one."""
    is_half = kinds()["half"] == context.tokens.codes[hit.groups["u"]]
    make = periods.half if is_half else periods.quarter
    limit = 2 if is_half else 4
    for name, first, last in (
        ("o", hit.first, hit.groups["o"]),
        ("o2", hit.groups["o2"], hit.last),
    ):
        order = context.number(hit, name)
        if not 1 <= order <= limit:
            return
        period, anchor = context.yearly(hit, lambda year, n=order: make(year, n))
        if period is not None:
            yield Reading(first, last, period, hit.shape, anchor)


def read_code(context: Context, hit: Hit) -> Iterator[Reading]:
    """Q3, 3Q24, H1 2024."""
    at = hit.groups["c"]
    order, year = code_of_period(context.tokens.words[at])
    is_half = context.tokens.codes[at] == kinds()["hcode"]
    if not is_half and is_unknown(context, hit):
        return
    make = periods.half if is_half else _quarters(context, hit)
    if year is not None:
        period: Period | None = make(year, order)
        anchor = ""
    else:
        period, anchor = context.yearly(hit, lambda number: make(number, order))
        if anchor == context.published and context.year(hit) is None:
            period = _begun(context, hit, period)
    yield from read(context, hit, within(context, hit, period), anchor)


def read_codes(context: Context, hit: Hit) -> Iterator[Reading]:
    """Q1-Q3 2024 as one stretch, Q3 and Q4 as two dates."""
    ends: list[Period] = []
    anchor = ""
    for name in ("c", "c2"):
        at = hit.groups[name]
        order, year = code_of_period(context.tokens.words[at])
        is_half = context.tokens.codes[at] == kinds()["hcode"]
        make = periods.half if is_half else periods.quarter
        if year is None:
            _, year = code_of_period(context.tokens.words[hit.groups["c2"]])
        if year is not None:
            ends.append(make(year, order))
            continue
        found, anchor = context.yearly(hit, lambda n, m=make, o=order: m(n, o))
        if found is None:
            return
        ends.append(found)
    if hit.shape == "code_range":
        if ends[0].start <= ends[1].end:
            yield from read(context, hit, periods.join(*ends), anchor)
        return
    yield Reading(hit.first, hit.groups["c"], ends[0], hit.shape, anchor)
    yield Reading(hit.groups["c2"], hit.last, ends[1], hit.shape, anchor)


def read_decade(context: Context, hit: Hit) -> Iterator[Reading]:
    """Read the 1990s, the late 1980s, the nineties."""
    period = periods.decade(decade_of(context.word(hit, "f")))
    first, last = context.word(hit, "part"), context.word(hit, "part2")
    if first and last:
        ends = periods.part(period, first), periods.part(period, last)
        period = periods.join(*ends)
    else:
        period = within(context, hit, period) or period
    yield from read(context, hit, period)


def read_named(context: Context, hit: Hit) -> Iterator[Reading]:
    """Singles Day, this year's Christmas."""
    month, day = named_day(context.word(hit, "f"), context.tokens.words)
    period, anchor = context.yearly(hit, lambda year: _day(year, month, day), slack=25)
    yield from read(context, hit, period, anchor)
