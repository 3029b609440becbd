"""Keep of a style sheet what colours its own table, as pandas' Styler writes it.

The sheet is parsed as a browser does and written anew from what was checked, so a rule
that is not closed, is nested or is very long is judged like any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import tinycss2

# What can't fetch: an image's address may stand as a plain string in other functions.
_FUNCTIONS = frozenset(
    "rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix calc min max clamp var "
    "linear-gradient repeating-linear-gradient radial-gradient conic-gradient "
    "repeating-radial-gradient translate translatex translatey rotate scale".split()
)
_PLAIN = frozenset(
    "ident number percentage dimension string hash literal whitespace".split()
)


def own_rules(css: str) -> str:
    """Return the rules of `css` that colour a Styler's table, written anew.

    A rule stays if each of its selectors begins with the id of a Styler's table or cell
    (``#T_...``), and of its declarations those that can neither fetch nor cover the
    page. At-rules and nested rules go.

    Examples
    --------
    >>> own_rules("#T_a td{color:red} body{display:none")
    '#T_a td { color:red }'
    >>> own_rules("#T_a { color: red; background: url(https://x.example) }")
    '#T_a { color: red }'
    """
    kept = []
    for rule in tinycss2.parse_stylesheet(
        css, skip_comments=True, skip_whitespace=True
    ):
        if rule.type != "qualified-rule" or not _is_own(rule.prelude):
            continue
        declarations = [
            part.serialize().strip()
            for part in tinycss2.parse_blocks_contents(
                rule.content, skip_comments=True, skip_whitespace=True
            )
            if part.type == "declaration" and _is_harmless(part)
        ]
        if declarations:
            selectors = tinycss2.serialize(rule.prelude).strip()
            kept.append(f"{selectors} {{ {'; '.join(declarations)} }}")
    # What it quotes must not end the element that it stands in.
    return "\n".join(kept).replace("<", "\\3c ")


def _is_own(prelude: Iterable[Any]) -> bool:
    first = True
    for token in prelude:
        if token.type in ("whitespace", "comment"):
            continue
        if first and not (token.type == "hash" and token.value.startswith("T_")):
            return False
        # The commas of `:is(a, b)` stand in a block of their own.
        first = token.type == "literal" and token.value == ","
    return not first


def _is_harmless(declaration: Any) -> bool:
    values = [token for token in declaration.value if token.type != "comment"]
    if declaration.lower_name == "position" and any(
        token.type == "function" or getattr(token, "lower_value", "") == "fixed"
        for token in values
    ):
        return False
    return all(map(_cannot_fetch, values))


def _cannot_fetch(token: Any) -> bool:
    if token.type == "function":
        return token.lower_name in _FUNCTIONS and all(
            map(_cannot_fetch, token.arguments)
        )
    if token.type == "() block":
        return all(map(_cannot_fetch, token.content))
    return token.type in _PLAIN
