"""Find the figures of a text: number, unit, bound, change and noun, each with its span.

One pass over the tokens reads each number with its currency or unit
(`read_drafts`); small steps then join ranges, share units along lists, name what is
counted, link conversions, and read bounds and changes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from briefbook.extract import figure_links as links
from briefbook.extract.figure_bounds import bound_after, bound_before
from briefbook.extract.figure_changes import (
    Moved,
    borders,
    change_after,
    change_before,
    change_within,
    head_change,
    is_base,
    level,
    moves,
)
from briefbook.extract.figure_drafts import Draft, read_drafts
from briefbook.extract.figure_nouns import name_counts
from briefbook.extract.figure_tokens import Tokens
from briefbook.extract.homes import Homes
from briefbook.extract.shares import contexts, stops
from briefbook.extract.text import Plain
from briefbook.models import DateMention, Figure

# A full stop inside a number (`1.42`) breaks nothing.
_BREAKS = (". ", ";", ":", "!", "?", "\n")
_PASSED = frozenset(
    ["pass", "passes", "passed", "passing", "cross", "crosses", "crossed", "crossing"]
)
_AGAINST = frozenset(["against", "versus", "vs", "with"])


def find_figures(source: Plain, dates: Sequence[DateMention] = ()) -> list[Figure]:
    """Return the figures of a text in their order.

    Parameters
    ----------
    source
        The text, normalised by `briefbook.extract.text.plain`.
    dates
        The dates found in it: a number inside one of them is no figure.

    Returns
    -------
    list of Figure
        Their spans are those of the original text.

    Examples
    --------
    >>> from briefbook.extract.text import plain
    >>> [f.quote for f in find_figures(plain("Up to 40 firms paid $2bn."))]
    ['40 firms', '$2bn']
    """
    tokens = Tokens.of(source.text)
    drafts = read_drafts(tokens, _closed(source, dates))
    if not drafts:
        return []
    links.drop_rates(tokens, drafts)
    drafts = links.join_ranges(tokens, drafts)
    links.share_units(tokens, drafts)
    drafts = name_counts(tokens, drafts)
    links.link_conversions(tokens, drafts)
    links.read_speeds(tokens, drafts)
    _read_bounds(tokens, drafts)
    _read_changes(tokens, drafts)
    homes = Homes(tokens)
    return [_figure(source, draft, homes) for draft in drafts]


def _closed(source: Plain, dates: Sequence[DateMention]) -> tuple[list[int], list[int]]:
    """Return starts and ends of the dates, as offsets of the plain text."""
    spans = sorted((date.char_start, date.char_end) for date in dates)
    if not source._starts:
        return [start for start, _ in spans], [end for _, end in spans]
    offsets = range(len(source.text))
    return (
        [bisect_left(offsets, start, key=source.at) for start, _ in spans],
        [bisect_left(offsets, end, key=source.at) for _, end in spans],
    )


def _read_bounds(tokens: Tokens, drafts: list[Draft]) -> None:
    end, last = -1, None
    for draft in drafts:
        large = draft.unit == "percent" or draft.money or draft.value >= 1000
        large = large or draft.physical
        draft.bound, draft.lead, entry = bound_before(
            tokens,
            draft.start,
            duration=draft.dimension == "duration",
            large=large,
            figure_end=end,
        )
        draft.cue = entry.partition(":")[2]
        near = {draft.noun or "", *tokens.words[draft.stop : draft.stop + 4]}
        if draft.cue in _PASSED and contexts("passable") & near:
            # `passed 13,000 acts`
            draft.bound, draft.lead, draft.cue, entry = "exact", draft.start, "", ""
        between = tokens.before(draft.lead)
        if draft.high is not None and tokens.word(between) == "between":
            draft.lead = tokens.starts[between]
            if draft.bound == "exact":
                draft.bound, draft.lead, entry = bound_before(tokens, draft.lead)
        if draft.bound == "exact":
            for place in (draft.number_end, draft.unit_end, draft.end):
                draft.bound, _stop, entry = bound_after(tokens, place)
                if draft.bound != "exact":
                    break
        if draft.bound == "exact" and "+" in tokens.low[draft.start + 1 : draft.end]:
            # `$100+ billion`, `20+ years`
            draft.bound, entry = "at_least", "bounds:+"
        if (
            draft.bound == "exact"
            and last is not None
            and _restates(tokens, last, draft)
        ):
            draft.bound = last.bound
        if draft.bound == "exact" and _passes(tokens, draft):
            draft.bound, entry = "at_least", "bounds:passed"
        if draft.bound == "exact" and draft.converts is not None:
            draft.bound = draft.converts.bound
        draft.entries += (entry,) if entry else ()
        end, last = draft.end, draft


def _passes(tokens: Tokens, draft: Draft) -> bool:
    """Tell whether a mark is passed: `sales surpassed the $3bn mark`."""
    verb, the = tokens.before(draft.start) - 1, tokens.before(draft.start)
    return (
        tokens.word(the) == "the"
        and tokens.word(draft.stop) in contexts("mark")
        and tokens.word(verb) in contexts("passing")
    )


def _restates(tokens: Tokens, before: Draft, draft: Draft) -> bool:
    """Tell whether a figure in brackets is another bound: `up to 7% (or $35m)`."""
    gap = tokens.low[before.end : draft.lead]
    return len(gap) < 60 and gap.endswith(" (or ") and "." not in gap


def _read_changes(tokens: Tokens, drafts: list[Draft]) -> None:
    before: Draft | None = None
    for draft in drafts:
        moved = None
        if draft.dimension != "times":
            moved = (
                draft.signed
                or head_change(draft.noun)
                or (change_within(tokens, draft.numeral.stop) if draft.noun else None)
                or _before(tokens, draft)
                or change_after(
                    tokens,
                    draft.end,
                    "point" if draft.noun == "point" else draft.dimension,
                )
            )
            if draft.converts is not None and moved is None:
                moved = draft.converts.moved
            if moved is None and before is not None:
                moved = _carried(tokens, before, draft)
        if moved is not None and before is not None and before.moved is None:
            _moved_with(tokens, before, draft, moved)
        if moved is not None and draft.value < 0:
            # `growth of -0.3%`
            moved = Moved("down", moved.kind, moved.entry)
        if moved is not None:
            draft.moved = moved
            draft.entries += (moved.entry,) if moved.entry else ()
        elif draft.dimension == "duration":
            # `4.5% on Tuesday, the best day in two years, and 0.8% on Wednesday`
            continue
        elif draft.money and tokens.word(tokens.before(draft.lead)) == "to":
            # `sales rose 5% to $3bn and exports 4%`: the level stands between.
            continue
        before = draft


def _moved_with(tokens: Tokens, before: Draft, draft: Draft, moved: Moved) -> None:
    """Give the figure before the change as well: `279 points or 0.75% higher`."""
    gap = tokens.low[before.end : draft.lead][:8].strip(" ,")
    if gap == "or" and moved.kind == "after" and before.dimension != "duration":
        before.moved = moved


def _before(tokens: Tokens, draft: Draft) -> Moved | None:
    """Read the change before a figure; `fell below 4%` tells a level."""
    if borders(draft.cue) and tokens.word(tokens.before(draft.lead)) != "by":
        return None
    moved = change_before(tokens, draft.lead, draft.dimension, draft.noun)
    if moved is None and draft.money:
        # `lost $593 billion in value`
        verb = tokens.word(tokens.before(draft.lead))
        after = tokens.words[draft.stop : draft.stop + 5]
        if verb in contexts("losing") and contexts("value word") & set(after):
            return Moved("down", "count", f"not_counted:{verb}")
    return moved


def _carried(tokens: Tokens, before: Draft, draft: Draft) -> Moved | None:
    """Return the change of the figure before, where one verb governs both.

    `cut 1,500 jobs, or 10% of staff`; `rose 8% in Europe and 3% at home`.
    """
    if before.moved is None or draft.dimension == "duration":
        return None
    gap = tokens.text[before.end : draft.lead]
    if len(gap) > 80 or any(sign in gap for sign in _BREAKS) or not gap.strip():
        return None
    alike = draft.unit == before.unit or (draft.dimension, before.dimension) in (
        ("share", "point"),
        ("point", "share"),
    )
    words = gap.replace(",", " , ").replace("(", " ( ").split()
    if len(words) > 2 and words[0] in ("a", "per") and is_base(words[1]):
        del words[:2]
    restated = words in (["or"], [",", "or"], ["("], ["(", "or"]) or (
        words[0] == "of" and words[-2:] == [",", "or"] and len(words) < 8
    )
    share = draft.dimension == "share" and (
        before.dimension in ("count", "money") or before.physical
    )
    share = share or (draft.money and before.dimension in ("share", "point"))
    people = draft.dimension == "count" and before.dimension == "share"
    if restated and (share or people or draft.dimension == before.dimension):
        return before.moved
    if words == ["and"] and before.moved.kind == "count" and share:
        return before.moved
    if before.moved.kind == "bracket":
        listed = gap[0] == ")" and gap[-1] == "(" and alike
        return before.moved if listed and not any(map(moves, words)) else None
    if words == [","] and share and tokens.word(tokens.before(draft.end) + 1) == "of":
        return before.moved
    if not alike or before.moved.kind in ("noun", "of", "head", "sign"):
        listed = set(words) <= {",", "and", "or", "to"} and alike
        same = before.moved.kind == "of" and listed
        return before.moved if same else None
    if draft.unit == "count" and draft.noun != before.noun:
        return None
    again = tokens.word(tokens.before(draft.start)) in contexts("again")
    if again and words[-1] in ("and", "then", "plus", "by"):
        # `fell 36% in 2021, to $103 billion, and another 4% in 2022`
        return before.moved
    lead = tokens.word(tokens.before(draft.lead))
    if lead in _AGAINST and words[0] in (",", "compared", *_AGAINST):
        return before.moved
    plain = before.moved.kind in ("count", "moved", "move", "object")
    if lead == "after" and plain and words[0] != "to":
        # `added 2.2 million jobs, after 2.7 million in 2015`
        return before.moved
    closes = tokens.low[draft.end : draft.end + 4]
    clause = closes[:1] in (".", ";", ",", "") or closes == " to "
    ends = clause and closes != " to "
    clause = clause and draft.dimension == "share"
    jobs = before.moved.kind == "count" and draft.noun == before.noun is not None
    clause = clause or (jobs and ends)
    listed = clause and "and" in words and len(words) < 12
    if listed and not level(words[-1]) and not _moves_again(words):
        return before.moved
    if clause and closes == " to " and _next_in_list(words):
        return before.moved
    if clause and closes == " to " and _last_in_list(words):
        return before.moved
    if clause and closes != " to " and _parallel(words):
        return before.moved
    if words[-1] not in ("and", "or", "but", ",", "then", "by", "while"):
        return None
    if words[-1] == "," and words[0] == "," and len(words) > 1:
        return None
    if any(moves(word) or word in ("to", "(") for word in words):
        return None
    follows = tokens.word(tokens.before(draft.end) + 1)
    return None if follows == "of" else before.moved


def _moves_again(words: list[str]) -> bool:
    """Tell whether another verb stands there; `in advanced technology` has none."""
    pairs = zip(["", *words], words, strict=False)
    return any(
        moves(word) and stops().get(lead) != "preposition" for lead, word in pairs
    )


def _last_in_list(words: list[str]) -> bool:
    """Tell whether a list ends: `fell 14%, a record, and imports 12% to $8bn`."""
    if "and" not in words:
        return False
    own = words[len(words) - words[::-1].index("and") :]
    return 0 < len(own) < 4 and not any(
        moves(word) or stops().get(word) == "preposition" for word in own
    )


def _parallel(words: list[str]) -> bool:
    """Tell whether a second place follows: `to China fell 20%, to the US 11%`."""
    if words[0] != "," or len(words) < 3 or len(words) > 7:
        return False
    own = words[2:]
    return words[1] in ("to", "in", "from") and not any(
        moves(word) or word == "," or stops().get(word) == "preposition" for word in own
    )


def _next_in_list(words: list[str]) -> bool:
    """Tell whether a list goes on: `rose 2% to $9bn, panels 3% to $2bn`."""
    if words[0] != "to":
        return False
    own = words[len(words) - words[::-1].index(",") :] if "," in words else []
    return 0 < len(own) < 6 and not any(
        moves(word) or stops().get(word) == "preposition" for word in own
    )


def _figure(source: Plain, draft: Draft, homes: Homes) -> Figure:
    first, last = source.span(draft.start, draft.end)
    unit, ambiguous, entry = homes.settle(draft.currency, draft.unit)
    base = draft.converts
    return Figure(
        quote=source.original[first:last],
        char_start=first,
        char_end=last,
        value=draft.value,
        value_high=draft.high,
        unit=unit,
        bound=draft.bound,
        change=draft.moved.direction if draft.moved else None,
        noun=draft.noun,
        conversion_of=source.at(base.start) if base is not None else None,
        rule=draft.rule,
        entries=draft.entries + ((entry,) if entry else ()),
        ambiguous=ambiguous,
    )
