"""Stretches that say the same few words hundreds of times: broken text, no prose.

A copied cell, a stuck key or a test of limits gives a megabyte of one phrase, which is
a hundred thousand figures or dates that nobody wrote. What it says is read once.
"""

from __future__ import annotations

from collections.abc import Sequence

_WINDOW = 256  # tokens looked at together; a shorter stretch is read as it stands
_LONGEST = 16  # tokens of the phrase that is repeated


def repeated(words: Sequence[str]) -> list[tuple[int, int]]:
    """Return the half-open spans of tokens that only repeat what stands before them.

    Parameters
    ----------
    words
        The tokens of a text. The time is linear in their number.

    Examples
    --------
    >>> repeated(["up", "5"] * 300)
    [(2, 512)]
    >>> repeated([str(number) for number in range(600)])
    []
    """
    spans: list[tuple[int, int]] = []
    for at in range(0, len(words) - _WINDOW + 1, _WINDOW):
        window = words[at : at + _WINDOW]
        for period in range(1, _LONGEST + 1):
            if window[period:] == window[:-period]:
                break
        else:
            continue
        if spans and spans[-1][1] == at:
            spans[-1] = (spans[-1][0], at + _WINDOW)
        else:
            spans.append((at + period, at + _WINDOW))
    return spans
