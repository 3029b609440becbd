"""Read the word lists of `extract/lexicon/`: language knowledge is data, not code."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "lexicon"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of ``lexicon/<name>.csv``, in the file's order.

    Parameters
    ----------
    name
        The file's stem, e.g. ``scales``.

    Returns
    -------
    tuple of dict
        Column name to cell; empty cells are empty strings.
    """
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        own = tuple(csv.DictReader(file))
    if name != "currencies":
        return own
    # The world's codes and names are generated; what news writes besides comes first.
    known = {row["key"] for row in own}
    return own + tuple(r for r in rows("currencies_world") if r["key"] not in known)


@cache
def mapping(name: str, key: str, value: str) -> dict[str, str]:
    """Return one column of a word list by another, keys in lower case."""
    return {row[key].lower(): row[value] for row in rows(name)}


def alternatives(words: Iterable[str]) -> str:
    r"""Return a regex that matches any of `words`, the longest first.

    A space in a word matches one white-space character or hyphen-free gap, so that a
    line break inside a phrase does no harm.

    Examples
    --------
    >>> alternatives(["bn", "billion", "in all"])
    'billion|in\\sall|bn'
    """
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in ordered)


@cache
def known_units() -> frozenset[str]:
    """Return the units that figures are read in: currencies, shares, measures."""
    return frozenset({row["unit"] for row in rows("units")} | currencies() | {"count"})


@cache
def currencies() -> frozenset[str]:
    """Return the codes of the currencies that are known."""
    return frozenset(row["code"] for row in rows("currencies"))
