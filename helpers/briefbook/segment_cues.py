"""How a paragraph looks: as one that opens a story, or as one that goes on with it.

A story's first paragraph names its people and firms in full, says on what day it
happened and has no antecedents; later ones begin with pronouns, connectives and `the
company`. The words are data: `extract/lexicon/segment_cues.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from briefbook.extract.actor_words import words as actor_words
from briefbook.extract.lexicons import rows
from briefbook.extract.sentences import sentences

_TOKEN = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*|[,;:()\"“]")
_THE = re.compile(r"\b[Tt]he ([a-z]+)")
# `International Energy Agency (IEA)`: an acronym is given where a name is new.
_DEFINES = re.compile(r"\([A-Z][A-Za-z&.-]{1,9}\)")
_INTO_QUOTE = re.compile(r"[,:] [\"“]")
_WORD = re.compile(r"[^\W_]+(?:[.&'][^\W_]+)*")
# A form is judged by a paragraph's beginning; more of it only costs time.
_LOOKED_AT = 2000
_STEM = 6
_LONGEST_CUE = 4
_UNNAMED = 6
_DEFINITE = frozenset(("the", "this", "these", "that", "those", "its", "their"))
_BE = frozenset(("is", "are"))
_HAVE = frozenset(("has", "have"))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What is needed of one paragraph to compare it with others.

    Attributes
    ----------
    words
        Content words, cut to a stem, each once.
    names
        Capitalised words that do not merely begin a sentence, in lower case.
    openers
        Capitalised words that begin a sentence, alone: names or not.
    runs
        Names of two and more capitalised words, as tuples.
    lead
        Those of `names` that stand in the first sentence.
    form
        The values of `FORM`, in its order.
    ends
        Whether it closes as last paragraphs do (`declined to comment`).
    """

    words: frozenset[str]
    names: frozenset[str]
    openers: frozenset[str]
    runs: tuple[tuple[str, ...], ...]
    lead: frozenset[str]
    form: tuple[float, ...]
    ends: bool


FORM = (
    "connective",
    "pronoun",
    "anaphor",
    "quote",
    "weekday",
    "opening",
    "progressive",
    "perfect",
    "indefinite",
    "full_name",
    "named_subject",
    "surname_says",
    "short",
    "long_first",
    "dated_start",
    "defines",
    "also",
    "refers",
    "into_quote",
    "person_start",
    "person_comma",
    "who_start",
)


@cache
def cues(kind: str) -> frozenset[tuple[str, ...]]:
    """Return the cues of one kind, each as its tokens."""
    return frozenset(
        tuple(row["cue"].split()) for row in rows("segment_cues") if row["kind"] == kind
    )


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(word for cue in cues("stop") for word in cue)


def describe(text: str) -> Paragraph:
    """Return what is needed of one paragraph."""
    words, names, openers, runs = _content(text)
    spans = sentences(text[:_LOOKED_AT])
    lead = spans[0][1] if spans else 0
    first = {word.removesuffix("'s").lower() for word in _WORD.findall(text[:lead])}
    return Paragraph(
        words,
        names,
        openers,
        runs,
        frozenset(names & first),
        _form(text, runs),
        _ends(text),
    )


def _content(
    text: str,
) -> tuple[frozenset[str], frozenset[str], frozenset[str], tuple[tuple[str, ...], ...]]:
    stop = _stop_words()
    content: set[str] = set()
    names: set[str] = set()
    openers: set[str] = set()
    runs: list[tuple[str, ...]] = []
    run: list[str] = []
    starts = {start for start, _ in sentences(text)}
    previous = 0
    for match in _WORD.finditer(text):
        word = match.group().removesuffix("'s")
        low = word.lower()
        opens = match.start() in starts or match.start() - 1 in starts
        if word[:1].isupper() and low not in stop:
            if text[previous : match.start()].strip(" "):
                _close(run, runs)
            run.append(low)
            (openers if opens else names).add(low)
        else:
            _close(run, runs)
        previous = match.end()
        if low not in stop and len(low) > 1 and not low.isdecimal():
            content.add(low[:_STEM])
    _close(run, runs)
    names.update(word for found in runs for word in found)
    alone = frozenset(openers - names)
    return frozenset(content), frozenset(names), alone, tuple(runs)


def _close(run: list[str], runs: list[tuple[str, ...]]) -> None:
    if len(run) > 1:
        runs.append(tuple(run))
    run.clear()


def _form(text: str, runs: Sequence[tuple[str, ...]]) -> tuple[float, ...]:
    text = text[:_LOOKED_AT]
    spans = sentences(text)
    first = text[spans[0][0] : spans[0][1]] if spans else ""
    words = _WORD.findall(first)
    low = [word.lower() for word in words]
    said = cues("reported")
    named = [word for word in words[:4] if word[:1].isupper()]
    begins_named = bool(words) and words[0][:1].isupper() and len(words) > 1
    plain_start = begins_named and not (
        _starts(low, "connective")
        or _starts(low, "pronoun")
        or low[0] in ("the", "a", "an")
        or _starts(low, "indefinite")
    )
    surname_says = (
        plain_start
        and not words[1][:1].isupper()
        and any((word,) in said for word in low[1:3])
    )
    values = {
        "connective": _starts(low, "connective"),
        "pronoun": _starts(low, "pronoun"),
        "anaphor": _anaphor(words),
        "quote": first[:1] in "\"“'‘" and bool(first),
        "weekday": _count(low, "weekday") > 0,
        "opening": _count(low[1:25], "opening") > 0,
        "progressive": _progressive(low[:30]),
        "perfect": _perfect(low[:30]),
        "indefinite": _starts(low, "indefinite"),
        "full_name": any(set(run) <= set(low) for run in runs),
        "named_subject": plain_start and (len(named) > 1 or not surname_says),
        "surname_says": surname_says,
        "short": len(spans) <= 1 and len(words) < 12,
        "long_first": min(len(words), 40) / 40,
        "dated_start": _dated_start(low),
        "defines": _DEFINES.search(first) is not None,
        "also": "also" in low[:12],
        "refers": _refers(first),
        "into_quote": _INTO_QUOTE.search(first) is not None,
        **_person(first),
    }
    return tuple(float(values[name]) for name in FORM)


def _dated_start(low: Sequence[str]) -> bool:
    """Tell whether a text begins with `In April 2019`, `On August 20`."""
    if not low or (low[0],) not in cues("before_date"):
        return False
    return any((word,) in cues("dated") or word.isdecimal() for word in low[1:5])


def _refers(sentence: str) -> bool:
    """Tell whether `the company`, `the bill` stands in it: named before, perhaps."""
    named = cues("antecedent")
    return any((m.group(1),) in named for m in _THE.finditer(sentence))


def _person(sentence: str) -> dict[str, bool]:
    """Return whether a person's name begins it: `Ann Lee, an analyst at`."""
    known = actor_words()
    tokens = _TOKEN.findall(sentence[:200])
    name = []
    for token in tokens[:9]:
        if token[0].isupper():
            name.append(token)
        elif name or token.lower() not in known.titles:
            break
    after = tokens[len(name) : len(name) + 2]
    person = any(
        part in known.first_names and part.lower() not in known.common
        for part in name[:-1]
    )
    return {
        "person_start": person,
        "person_comma": person and after[:1] == [","],
        "who_start": bool(name) and after in ([",", "who"], [",", "whose"]),
    }


def _ends(text: str) -> bool:
    words = [word.lower() for word in _WORD.findall(text[-_LOOKED_AT:])]
    return _count(words, "ending") > 0


def _starts(words: Sequence[str], kind: str) -> bool:
    known = cues(kind)
    return any(
        tuple(words[:length]) in known
        for length in range(1, min(_LONGEST_CUE, len(words)) + 1)
    )


def _anaphor(words: Sequence[str]) -> bool:
    """Tell whether a text begins with `the company`, `this move`: nothing named."""
    if not words or words[0].lower() not in _DEFINITE:
        return False
    return not any(word[:1].isupper() for word in words[1:_UNNAMED])


def _progressive(words: Sequence[str]) -> bool:
    """Tell whether something `is merging`, `are rapidly moving`."""
    return any(
        word in _BE and any(_is_ing(after) for after in words[index + 1 : index + 3])
        for index, word in enumerate(words)
    )


def _perfect(words: Sequence[str]) -> bool:
    """Tell whether somebody `has agreed`, `have long since left`."""
    return any(
        word in _HAVE
        and any(
            after.endswith(("ed", "en", "n", "t")) for after in words[i + 1 : i + 3]
        )
        for i, word in enumerate(words)
    )


def _is_ing(word: str) -> bool:
    return len(word) > 5 and word.endswith("ing")


def _count(words: Sequence[str], kind: str) -> int:
    known = cues(kind)
    return sum(
        tuple(words[index : index + length]) in known
        for index in range(len(words))
        for length in range(1, _LONGEST_CUE + 1)
        if index + length <= len(words)
    )
