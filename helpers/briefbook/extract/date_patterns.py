"""The shapes of dates, written over kinds of tokens.

A shape is a line of kinds (`extract/lexicon/date_words.csv` and `date_tokens`):
``day=number month=month year=year4?``. A name before ``=`` makes a group, ``|``
joins kinds that may stand in one place, ``?`` makes the item optional, and round
brackets with spaces around them group items. ``<yr>`` is a way to name the year.
Shapes are tried in order, so the longer ones stand first.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from briefbook.extract.date_tokens import kinds


class Shape(NamedTuple):
    """A named shape and the regex over codes that it became."""

    name: str
    pattern: re.Pattern[str]


# The year that goes with a month, quarter or day: given, told by a relation to the
# brief's own year, or by pointing at a year named before.
_MACROS = {
    "<yr>": (
        "( comma? of|in? y=year4 | apos y2=number | of|in? "
        "yrel=last|this|next|current year | of|in? the yrel=current|coming year "
        "| of|in? yrel=that year "
        "| of|in? the yrel=previous|following|same year | of|in? the yrel=year ( earlier )? "
        "| yrel=a year earlier|ago )?"
    ),
    "<ofyear>": (
        "( of|in? ( calendar? y=year4 | yrel=last|this|next|current|that year "
        "| the yrel=previous|following|current|same|coming year | the yrel=year ) "
        "| yrel=a year earlier|ago | apos y2=number )?"
    ),
    "<edge>": "( the? edge=edge of|dash? | part=part in|dash? )?",
    "<day>": "( the? d=number of? m=mname | m=mname the? d=number )",
}

_SHAPES = (
    # Fiscal periods whose calendar the text does not give: read and left out.
    ("skip", "the? fiscal year? ( y=year4|number slash|dash number|year4 | year4 )"),
    ("skip", "the? fiscal|fycode dash? ord|qcode|hcode dash? quarter|half?"),
    ("skip", "the? ord fiscal dash? quarter|half"),
    ("skip", "the? ord dash? quarter|half of? ( the|poss? fiscal year? year4? | fycode )"),
    ("skip", "qcode|hcode of? ( fiscal year? year4? | fycode )"),
    ("skip", "fycode qcode|hcode|number?"),
    ("skip", "the? year4 ( slash|dash number|year4 )? fiscal year"),
    ("skip", "the|poss? ord num|number month|month of the|poss? fiscal year?"),
    ("range_to", "the|poss? fiscal? ( n=num|number dash? )? u=month|quarter|half|year|week "
     "( dash? period )? ( ended|to ( on|in )? | dash? to the? edge of|dash? ) "
     "( the? d=number of? m=mname | m=mname dnum=number? ) <yr>"),
    ("first_of", "the|poss? o=ord|last|final n=num|number u=month|quarter|week|day|half "
     "of|in m=mname <yr>"),
    ("first_of", "the|poss? o=ord|last|final n=num|number u=month|quarter|week|half|day "
     "of|in? ( y=year4 | yrel=last|this|next|current|that year | the yrel=year "
     "| the yrel=previous|following|current|same|coming year | yrel=a year earlier )"),
    ("first_of", "the|poss? o=ord n=num|number u=month|quarter"),
    ("skip", "the|this|poss? last|past|coming|next|final|previous|following n=num|number "
     "dash? u=month|year|quarter|week|day|decade|weekend"),
    ("week_of", "the|poss? o=ord|last|final u=week of|in m=mname <yr>"),
    ("week_from", "the? week ( of|ended|to | in ) ( m=mname d=number | d=number m=mname ) "
     "<yr>"),
    ("half_month", "the? o=ord half of|in m=mname <yr>"),
    ("ordinal", "y=year4 dash? o=ord dash? u=quarter|half"),
    ("ordinal", "yrel=last|this|next year o=ord dash? u=quarter|half"),
    ("ordinal", "the yrel=year o=ord dash? u=quarter|half"),
    ("ordinal_pair", "the|poss? o=ord ( dash? u1=quarter|half )? and|to|comma the? o2=ord "
     "dash? u=quarter|half <ofyear>"),
    ("ordinal", "<edge> the|poss? o=ord|final dash? u=quarter|half <ofyear>"),
    ("ordinal", "the|poss? o=last u=quarter|half of|in ( y=year4 | the yrel=year "
     "| yrel=last|this|next|that year )"),
    ("month_quarter", "the? ( yrel=last|this year )? m=mname dash? u=quarter <yr>"),
    ("code_range", "c=qcode|hcode dash|to c2=qcode|hcode <ofyear>"),
    ("code_list", "c=qcode|hcode and|comma c2=qcode|hcode <ofyear>"),
    ("code", "<edge> the? c=qcode|hcode ( slash|dash? y=year4 | <ofyear> )"),
    ("code", "y=year4 dash? c=qcode|hcode"),
    # Days.
    ("iso", "weekday? comma? f=fulldate"),
    ("day_range", "between|from weekday? comma? ( the? d=number of? m=mname <yr1> "
     "| m=mname d=number <yr1> ) and|to|dash weekday? comma? ( d2=number of? m2=mname "
     "| m2=mname d2=number ) <yr>"),
    ("day_range", "between|from d=number and|to|dash d2=number of? m2=mname <yr>"),
    ("day_range", "between|from m=mname d=number and|to|dash d2=number <yr>"),
    ("day_range", "weekday? comma? d=number of? m=mname <yr1> to|dash weekday? comma? "
     "d2=number of? m2=mname <yr>"),
    ("day_range", "weekday? comma? m=mname d=number <yr1> to|dash weekday? comma? "
     "m2=mname d2=number <yr>"),
    ("day_range", "( weekday to|dash weekday comma? )? d=number to|dash d2=number "
     "of? m2=mname <yr>"),
    ("day_range", "( weekday to|dash weekday comma? )? m=mname d=number to|dash "
     "d2=number <yr>"),
    ("day_list", "d=number ( comma d3=number )? comma? and d2=number of? m2=mname <yr>"),
    ("day_list", "m=mname d=number ( comma d3=number )? comma? and d2=number <yr>"),
    ("weekday_day", "w=weekday ( comma | lpar | dash )? <day> rpar? <yr> rpar?"),
    ("weekday_day", "<day> <yr> ( comma? lpar w=weekday rpar | comma w=weekday )"),
    ("month_day", "the? d=number dash? of? m=mname <yr>"),
    ("month_day", "m=mname the? d=number <yr>"),
    ("month_day", "y=year4 comma? m=mname d=number"),
    # Months.
    ("month_range", "between|from part=part? dash? m=mname <yr1> and|to|dash "
     "part2=part? dash? m2=mname <yr>"),
    ("month_range", "the? part=part? dash? m=mname <yr1> dash|to|slash part2=part? dash? "
     "m2=mname ( quarter|period <ofyear> | <yr> )"),
    ("month", "<edge> the? ( yrel=last|this|next year )? part=part? dash? m=mname <yr>"),
    ("month_rel", "<edge> the? rel=last|this|next|previous|following|coming|past "
     "m=mname"),
    ("month_rel", "that m=mname"),
    # Weekdays.
    ("weekday_week", "w=weekday of|in? ( rel=last|this|next|the|following week )"),
    ("weekday_week", "rel=last|this|next week w=weekday"),
    ("weekday_range", "( between|from )? w=weekday ( to|dash | and ) w2=weekday"),
    ("weekday_ago", "w=weekday last"),
    ("weekday", "the? rel=last|this|next|previous|following|coming|past? "
     "rel2=coming|past? w=weekday"),
    # Named days, day words.
    ("named", "( yrel=last|this|next year )? f=named <yr>"),
    ("dayword", "f=dayword"),
    ("this_part", "rel=this|last p=daypart"),
    # Years and units.
    ("decade", "the? part=part? dash? part2=part? dash? apos? f=decade0"),
    ("decade", "the? part=part? dash? f=era"),
    ("decade_rel", "<edge> rel=this|next|last u=decade"),
    ("decade_rel", "the edge=edge of the|this rel=current|coming? u=decade"),
    ("decade_rel", "part=part in? this rel=current? u=decade"),
    ("year_range", "between|from part=part? dash? y=year4 and|to|dash part2=part? "
     "dash? y2=year4"),
    ("skip", "y=year4 slash n=number|year4"),
    ("year_short", "y=year4 dash n=number"),
    ("year_range", "part=part? dash? y=year4 dash|to part2=part? dash? y2=year4"),
    ("year_parts", "part=part dash|to|and dash? to? dash? part2=part dash? in? "
     "( y=year4 | yrel=last|this|next year )"),
    ("season", "the? part=part? ( rel=last|this|next )? s=season of|in? y=year4"),
    ("season", "the? part=part? s=season of ( yrel=last|this|next year )"),
    ("season", "part=part? rel=last|this|next s=season"),
    ("year_end", "year dash? edge=edge dash? of? ( y=year4 | yrel=last|this|next year )?"),
    ("year_end", "rel=last|this|next year edge=edge"),
    ("month_end", "month dash edge=edge"),
    ("edge_of", "the? edge=edge of ( the? rel=last|this|next|current|previous|following|"
     "that|same|coming? u=year|month|week|quarter )"),
    ("year", "<edge> calendar? y=year4"),
    # Anaphora: the same stretch in another year, the unit before.
    ("same_before", "the same|year ( period|month|quarter|half|year|week|time|day ) "
     "of|in? ( y=year4 | yrel=last|this year | the? yrel=previous|year year|earlier? "
     "| yrel=a year earlier|ago )"),
    ("same_before", "the same|year|a year dash? earlier|ago|a "
     "period|month|quarter|half|time"),
    ("same_before", "the? a? yrel=year dash earlier|ago period|month|quarter|half|week|"
     "time|day?"),
    ("same_before", "the previous dash year period|month|quarter|half|time"),
    ("before", "the|a u=year|month|quarter|week|day|weekend rel=earlier|ago"),
    ("before", "n=num u=year rel=earlier"),
    ("ago", "n=num|number|a u=year|month|week|day|quarter rel=ago"),
    ("relative", "( part=part dash|in? )? the|poss? rel=last|this|next|current|previous|following|"
     "coming|past u=year|month|quarter|week|weekend|half|day"),
    ("weekend", "the u=weekend"),
)  # fmt: skip


def _compile(line: str) -> str:
    code = kinds()
    for macro, body in _MACROS.items():
        while macro in line:
            line = line.replace(macro, body, 1)
    # The first of two years in a range has groups of its own.
    line = line.replace(
        "<yr1>",
        "( comma? of|in? z=year4 | of|in? zrel=last|this|next|that year )?",
    )
    out: list[str] = []
    for item in line.split():
        if item in ("(", "|"):
            out.append("(?:" if item == "(" else "|")
            continue
        if item in (")", ")?"):
            out.append(item)
            continue
        name, _, body = item.rpartition("=")
        mark = "?" if body.endswith("?") else ""
        chars = "".join(
            re.escape(code[kind]) for kind in body.rstrip("?").split("|") if kind
        )
        group = f"[{chars}]" if len(chars) > 1 else chars
        out.append(f"(?P<{name}>{group}){mark}" if name else f"{group}{mark}")
    return "".join(out)


@cache
def shapes() -> tuple[Shape, ...]:
    """Return the shapes in the order in which they are tried."""
    return tuple(Shape(name, _unique(_compile(line))) for name, line in _SHAPES)


def _unique(pattern: str) -> re.Pattern[str]:
    """Number groups that one shape names more than once: ``yrel``, ``yrel_1``."""
    seen: dict[str, int] = {}

    def rename(match: re.Match[str]) -> str:
        name = match.group(1)
        count = seen.get(name, 0)
        seen[name] = count + 1
        return f"(?P<{name}_{count}>" if count else match.group()

    return re.compile(re.sub(r"\(\?P<(\w+)>", rename, pattern))


@cache
def scanner() -> re.Pattern[str]:
    """Return all shapes as one pattern; its `lastindex` is the shape's number."""
    bodies = [re.sub(r"\(\?P<\w+>", "(?:", shape.pattern.pattern) for shape in shapes()]
    return re.compile("|".join(f"({body})" for body in bodies))


# Kinds without which no stretch of tokens is a date.
_CORE = (
    "mname", "weekday", "year4", "qcode", "hcode", "decade0", "fulldate", "named",
    "year", "month", "quarter", "half", "week", "weekend", "decade", "day", "season",
    "dayword", "daypart", "era",
)  # fmt: skip


@cache
def core() -> re.Pattern[str]:
    """Return the pattern of a stretch of tokens that may hold dates."""
    code = kinds()
    heads = "".join(re.escape(code[kind]) for kind in _CORE)
    outside = re.escape(code["other"] + code["break"])
    return re.compile(f"[^{heads}{outside}]*+[{heads}][^{outside}]*+")
