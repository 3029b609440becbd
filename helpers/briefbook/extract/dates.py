"""Find the dates of a text: what the words say, as first and last day."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from briefbook.extract import date_readers as calendar
from briefbook.extract import date_relative as relative
from briefbook.extract import date_spans as spans
from briefbook.extract import periods
from briefbook.extract.date_context import Context, Hit, Reading, guard
from briefbook.extract.date_guards import admits, settled, trimmed
from briefbook.extract.date_patterns import core, scanner, shapes
from briefbook.extract.date_tokens import Tokens, kinds, tokenise
from briefbook.extract.text import Plain
from briefbook.models import DateMention

# A brief's day known as a range is read day by day; longer ranges by their ends.
_LONGEST_RANGE = 31

_LINKS = frozenset(
    [("from", "to"), ("from", "through"), ("from", "until"), ("between", "and")]
)

_RANGES = frozenset(["month_range", "day_range", "year_range"])

_READERS = {
    "month": calendar.read_month,
    "month_rel": calendar.read_month_rel,
    "day_of_month": relative.read_day_of_month,
    "month_range": calendar.read_month_range,
    "month_quarter": calendar.read_month_quarter,
    "month_day": calendar.read_month_day,
    "weekday_day": calendar.read_weekday_day,
    "day_range": calendar.read_day_range,
    "day_list": calendar.read_day_list,
    "iso": calendar.read_iso,
    "ordinal": calendar.read_ordinal,
    "ordinal_pair": calendar.read_ordinal_pair,
    "code": calendar.read_code,
    "code_range": calendar.read_codes,
    "code_list": calendar.read_codes,
    "decade": calendar.read_decade,
    "named": calendar.read_named,
    "relative": relative.read_relative,
    "before": relative.read_before,
    "same_before": relative.read_same,
    "ago": relative.read_ago,
    "weekday": relative.read_weekday,
    "weekday_week": relative.read_weekday_week,
    "weekday_ago": relative.read_weekday_ago,
    "weekday_range": relative.read_weekday_range,
    "dayword": relative.read_dayword,
    "this_part": relative.read_this_part,
    "first_of": spans.read_first_of,
    "week_of": spans.read_week_of,
    "week_from": spans.read_week_from,
    "half_month": spans.read_half_month,
    "range_to": spans.read_range_to,
    "year": spans.read_year,
    "years_to": spans.read_years_to,
    "year_to": spans.read_year_to,
    "year_range": spans.read_year_range,
    "year_short": spans.read_year_short,
    "year_parts": spans.read_year_parts,
    "season": spans.read_season,
    "year_end": spans.read_year_end,
    "month_end": spans.read_month_end,
    "edge_of": spans.read_edge_of,
    "decade_rel": spans.read_decade_rel,
    "weekend": relative.read_weekend,
}


def find_dates(
    source: Plain, published: date, published_start: date | None = None
) -> list[DateMention]:
    """Return the dates of a text, in the order in which they stand.

    Parameters
    ----------
    source
        The text, from `briefbook.extract.text.plain`.
    published
        The day that relative dates resolve against.
    published_start
        First day where the brief's day is known as a range only; a date whose reading
        differs over the range gets its readings as `ambiguous`.

    Returns
    -------
    list of DateMention
        With spans of the original text.

    Examples
    --------
    >>> from briefbook.extract.text import plain
    >>> [found] = find_dates(plain("It fell in October."), date(2024, 11, 20))
    >>> found.quote, found.start.isoformat(), found.precision
    ('October', '2024-10-01', 'month')
    """
    tokens = tokenise(source.text)
    hits = [settled(tokens, hit) for hit in _hits(tokens)]
    hits = [hit for hit in hits if admits(tokens, hit)]
    if not hits:
        return []
    readings = _joined(tokens, _resolve(tokens, hits, published))
    others: list[dict[tuple[int, int], Reading]] = []
    if published_start is not None and published_start < published:
        for day in _days(published_start, published):
            found = _joined(tokens, _resolve(tokens, hits, day))
            others.append({(r.first, r.last): r for r in found})
    mentions = [_mention(source, tokens, r, others) for r in readings]
    return sorted(mentions, key=lambda mention: mention.char_start)


def _days(first: date, last: date) -> Iterator[date]:
    length = (last - first).days
    if length > _LONGEST_RANGE:
        yield first
        return
    for number in range(length):
        yield first + timedelta(days=number)


def _hits(tokens: Tokens) -> Iterator[Hit]:
    for run in core().finditer(tokens.codes):
        for hit in _scan(tokens, run.start(), run.end()):
            between = _moved(tokens, hit)
            if between < 0:
                yield hit
                continue
            # `delayed from March 2025 to May` names two dates, no stretch.
            yield from _scan(tokens, hit.first + 1, between)
            yield from _scan(tokens, between + 1, hit.last + 1)


def _scan(tokens: Tokens, start: int, stop: int) -> Iterator[Hit]:
    every, table = scanner(), shapes()
    for match in every.finditer(tokens.codes, start, stop):
        shape = table[(match.lastindex or 1) - 1]
        if shape.name == "skip":
            continue
        own = shape.pattern.match(tokens.codes, match.start(), stop)
        if own is None:
            continue
        groups = {
            name.split("_")[0]: at
            for name in own.groupdict()
            if (at := own.start(name)) >= 0
        }
        yield Hit(shape.name, own.start(), own.end() - 1, groups)


def _put_off(tokens: Tokens, at: int) -> bool:
    return not guard("put off").isdisjoint(tokens.words[max(0, at - 4) : at])


def _moved(tokens: Tokens, hit: Hit) -> int:
    """Return the token `to` of a day that was put off or brought forward, else -1."""
    if hit.shape not in _RANGES or tokens.words[hit.first] != "from":
        return -1
    if not _put_off(tokens, hit.first):
        return -1
    words = tokens.words[hit.first : hit.last]
    return hit.first + words.index("to") if "to" in words else -1


def _resolve(tokens: Tokens, hits: list[Hit], as_of: date) -> list[Reading]:
    context = Context(tokens, as_of, hits=hits)
    later: list[Hit] = []
    for hit in hits:
        if _looks_back(tokens, hit):
            later.append(hit)
            continue
        found = _read(context, hit)
        context.readings.extend(found)
        if found:
            context.set_frame(hit, found[0].period, "y" in hit.groups)
    for hit in later:
        for found in _read(context, hit):
            insort(context.readings, found, key=lambda reading: reading.first)
    return context.readings


def _joined(tokens: Tokens, readings: list[Reading]) -> list[Reading]:
    """Make one of two periods that `from ... to` or `between ... and` holds together.

    `from the third quarter of 2024 to early 2025`.
    """
    joined: list[Reading] = []
    for reading in readings:
        left = joined[-1] if joined else None
        if left is not None and _spans(tokens, left, reading):
            whole = periods.join(left.period, reading.period)
            left = replace(left, last=reading.last, period=whole, rule="from_to")
            joined[-1] = left
        else:
            joined.append(reading)
    return joined


def _spans(tokens: Tokens, left: Reading, right: Reading) -> bool:
    link = tokens.words[left.last + 1 : right.first]
    if len(link) != 1 or left.period.precision == "day":
        return False
    opener = tokens.word(left.first - 1)
    if tokens.words[left.first] in ("from", "between"):
        opener = tokens.words[left.first]
    if (opener, link[0]) not in _LINKS or left.period.start > right.period.start:
        return False
    return left.period.end < right.period.end and not _put_off(tokens, left.first)


def _looks_back(tokens: Tokens, hit: Hit) -> bool:
    """Tell whether a hit needs the dates around it to be read first."""
    if hit.shape in ("before", "same_before"):
        return True
    at = hit.groups.get("rel")
    return (
        hit.shape in ("relative", "edge_of")
        and at is not None
        and tokens.codes[at] in (kinds()["previous"], kinds()["that"], kinds()["same"])
    )


def _read(context: Context, hit: Hit) -> list[Reading]:
    try:
        return list(_READERS[hit.shape](context, hit))
    except (ValueError, OverflowError):
        # Days beyond the years 1 to 9999.
        return []


def _mention(
    source: Plain,
    tokens: Tokens,
    reading: Reading,
    others: list[dict[tuple[int, int], Reading]],
) -> DateMention:
    first, last = trimmed(tokens, reading)
    start, end = source.span(first, last)
    ambiguous = reading.open
    if others:
        spans = {_iso(reading)}
        for table in others:
            if other := table.get((reading.first, reading.last)):
                spans.add(_iso(other))
        if len(spans) > 1:
            ambiguous = tuple(sorted(spans))
    return DateMention(
        quote=source.original[start:end],
        char_start=start,
        char_end=end,
        rule=reading.rule,
        entries=_entries(tokens, reading),
        ambiguous=ambiguous,
        start=reading.period.start,
        end=reading.period.end,
        precision=reading.period.precision,
        anchor=reading.anchor,
    )


def _iso(reading: Reading) -> str:
    start, end = reading.period.start.isoformat(), reading.period.end.isoformat()
    return start if start == end else f"{start}..{end}"


@cache
def _lists() -> dict[str, str]:
    from briefbook.extract.lexicons import rows

    return {
        row[key].lower(): f"{name}:{row[key].lower()}"
        for name, key in (
            ("date_words", "word"),
            ("weekdays", "word"),
            ("months", "word"),
            ("named_days", "phrase"),
        )
        for row in rows(name)
    }


def _entries(tokens: Tokens, reading: Reading) -> tuple[str, ...]:
    words = tokens.words[reading.first : reading.last + 1]
    return tuple(entry for word in words if (entry := _lists().get(word)))
