"""Find the words that a person wrote down in the text that holds them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TypeVar

from briefbook.errors import Problem
from briefbook.extract.text import plain
from briefbook.models import Brief, Mention

M = TypeVar("M", bound=Mention)
_AROUND = 24


def row_id(brief_id: str, kind: str, *parts: object) -> str:
    """Return the id of a row: brief, kind of row, and a digest of what makes it.

    Examples
    --------
    >>> row_id("alpha", "f", "60%", 1)
    'alpha/f/0c2c8a66'
    """
    joined = "\x1f".join(map(str, parts))
    # A lone surrogate can't be encoded; "surrogatepass" keeps any text apart.
    data = joined.encode("utf-8", "surrogatepass")
    return f"{brief_id}/{kind}/{blake2b(data, digest_size=4).hexdigest()}"


def occurrence(text: str, start: int, words: str) -> int:
    """Return which occurrence of `words` in `text` begins at `start`, from 1."""
    return text.count(words, 0, start) + 1 if words else 1


def places(text: str, words: str) -> list[tuple[int, int]]:
    """Return the spans where `words` stand in `text`, quotes and spaces alike.

    Words count from word boundary to word boundary, so that ``20%`` is not found in
    ``120%``.
    """
    source = _plain(text)
    parts = plain(words).text.split()
    if not parts:
        return []
    found: list[tuple[int, int]] = []
    start = source.text.find(parts[0])
    while start >= 0:
        end = _end_of(source.text, start, parts)
        if (
            end
            and not _inside_word(source.text, start)
            and not _inside_word(source.text, end)
        ):
            found.append(source.span(start, end))
        start = source.text.find(parts[0], start + 1)
    return found


# A brief's claims are looked up one after the other.
_plain = lru_cache(maxsize=4)(plain)


def _end_of(text: str, start: int, parts: Sequence[str]) -> int:
    """Return where words that begin at `start` end, whatever white space parts them.

    A file keeps words on one line. 0 where they don't stand there.
    """
    end = start + len(parts[0])
    for part in parts[1:]:
        gap = end
        while end < len(text) and text[end].isspace():
            end += 1
        if end == gap or not text.startswith(part, end):
            return 0
        end += len(part)
    return end


def locate(
    brief: Brief, words: str, which: int | None, line: int
) -> tuple[tuple[int, int] | None, Problem | None]:
    """Return the span of words that stand once (or their `which`-th), or the problem.

    Parameters
    ----------
    words
        A stretch of the brief's text.
    which
        Number of the occurrence that is meant, from 1; None where they stand once.
    line
        Line of the file that names them.
    """
    found = places(brief.text, words)
    if which is not None and 0 < which <= len(found):
        return found[which - 1], None
    if len(found) == 1 and which is None:
        return found[0], None
    if not found:
        near = _nearest_words(brief.text, words)
        remedy = f"did you mean {near!r}?" if near else "copy them from the text"
        return None, Problem(brief.path, line, words, "is not in the text", remedy)
    listed = "; ".join(
        f"{number}: '{_shown(brief.text, *span)}'"
        for number, span in enumerate(found, start=1)
    )
    if which is not None:
        message = f"has no occurrence {which}"
        return None, Problem(brief.path, line, words, message, f"they are {listed}")
    message = f"stands {len(found)} times in the text"
    remedy = f"take more words, or choose with 'occurrence': {listed}"
    return None, Problem(brief.path, line, words, message, remedy)


def one_mention(
    mentions: Sequence[M], span: tuple[int, int], what: str, place: Problem
) -> tuple[M | None, Problem | None]:
    """Return the only mention inside `span`, or the problem.

    Parameters
    ----------
    place
        A problem that has the path, line and value to report at.
    """
    inside = [
        mention
        for mention in mentions
        if span[0] <= mention.char_start and mention.char_end <= span[1]
    ]
    if len(inside) == 1:
        return inside[0], None
    if inside:
        listed = ", ".join(repr(mention.quote) for mention in inside)
        message = f"holds {len(inside)} {what}s"
        remedy = f"take words that hold one of {listed}"
    else:
        touching = [
            mention.quote
            for mention in mentions
            if mention.char_start < span[1] and span[0] < mention.char_end
        ]
        message = f"holds no {what}"
        remedy = (
            f"take the whole of {touching[0]!r}"
            if touching
            else f"take words that hold a {what}, or add one under 'corrections'"
        )
    return None, Problem(place.path, place.line, place.value, message, remedy)


def _inside_word(text: str, index: int) -> bool:
    if not 0 < index < len(text):
        return False
    before, after = text[index - 1], text[index]
    if before.isdigit() and after in ".," and text[index + 1 : index + 2].isdigit():
        return True
    if before in ".," and after.isdigit() and text[index - 2 : index - 1].isdigit():
        return True
    return before.isalnum() and after.isalnum()


def _shown(text: str, start: int, end: int) -> str:
    before = text[max(0, start - _AROUND) : start].split("\n")[-1]
    after = text[end : end + _AROUND].split("\n")[0]
    return f"{before}[{text[start:end]}]{after}"


def _nearest_words(text: str, words: str) -> str | None:
    from difflib import SequenceMatcher

    folded, wanted = text.casefold(), words.casefold()
    match = SequenceMatcher(None, folded, wanted, autojunk=False).find_longest_match()
    if match.size < max(4, len(words) // 2):
        return None
    start = max(0, match.a - match.b)
    return text[start : start + len(words)].strip()
