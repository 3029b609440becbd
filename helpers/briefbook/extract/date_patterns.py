"""The shapes of dates, written over kinds of tokens.

A shape is a row of `extract/lexicon/date_shapes.csv`, a line of kinds of tokens
(`date_words.csv` and `date_tokens`): ``d=number m=mname y=year4?``. A name before
``=`` makes a group, ``|`` joins kinds that may stand in one place, ``?`` makes the
item optional, and round brackets with spaces around them group items. Rows named in
angle brackets are parts of others: ``<yr>`` is a way to name the year. Shapes are
tried in the file's order, so the longer ones stand first; ``skip`` reads what is no
date (a fiscal year, the last two years) so that nothing in it is read as one.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from briefbook.extract.date_tokens import kinds
from briefbook.extract.lexicons import rows


class Shape(NamedTuple):
    """A named shape and the regex over codes that it became."""

    name: str
    pattern: re.Pattern[str]


def _compile(line: str) -> str:
    code = kinds()
    for macro, body in _parts().items():
        line = line.replace(macro, body)
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
        names = [kind for kind in body.rstrip("?").split("|") if kind]
        if "ord" in names or (name[:1] == "d" and "number" in names):
            # `1st` is an ordinal in `1st quarter` and a day in `May 1st`.
            names.append("ordn")
        chars = "".join(re.escape(code[kind]) for kind in names)
        group = f"[{chars}]" if len(chars) > 1 else chars
        out.append(f"(?P<{name}>{group}){mark}" if name else f"{group}{mark}")
    return "".join(out)


@cache
def shapes() -> tuple[Shape, ...]:
    """Return the shapes in the order in which they are tried."""
    return tuple(
        Shape(row["rule"], _unique(_compile(row["shape"])))
        for row in rows("date_shapes")
        if not row["rule"].startswith("<")
    )


@cache
def _parts() -> dict[str, str]:
    return {
        row["rule"]: row["shape"]
        for row in rows("date_shapes")
        if row["rule"].startswith("<")
    }


def _unique(pattern: str) -> re.Pattern[str]:
    """Give groups that one shape names twice numbers: ``yrel``, ``yrel_1``."""
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
    # The look-behind lets a stretch begin at its own first token only.
    return re.compile(f"(?<![^{outside}])[^{heads}{outside}]*+[{heads}][^{outside}]*+")
