"""The nouns of the package as frozen dataclasses.

A leaf module: standard library only. Spans are half-open character offsets of the
text as it was given, so that ``text[char_start:char_end] == quote`` holds for every
mention.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Bound = Literal["exact", "about", "at_least", "at_most"]
Change = Literal["up", "down"]
Precision = Literal["day", "week", "month", "quarter", "half", "year", "decade"]
ActorType = Literal[
    "company",
    "government_body",
    "international_body",
    "country",
    "person",
    "other_org",
]
Verdict = Literal["holds", "does_not_hold", "no_rows"]

# What stands before a value that is not exact.
BOUND_WORDS = {"about": "about ", "at_least": "at least ", "at_most": "at most "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A stretch of a text that was read as something.

    Attributes
    ----------
    quote
        The words, exactly as they stand.
    char_start, char_end
        Their span in the text, end exclusive.
    rule
        Name of the rule that read it, e.g. ``money_prefix``.
    entries
        Lexicon entries that the rule leaned on, as ``file:key``.
    ambiguous
        Other readings that the text leaves open, as words; empty where it is clear.
    """

    quote: str
    char_start: int
    char_end: int
    rule: str = ""
    entries: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Mention):
    """A figure: number, unit, bound and change.

    Attributes
    ----------
    value
        In base units: ``$1.11 billion`` is 1.11e9, ``60%`` is 60.
    value_high
        Upper end of a range, else None.
    unit
        ISO 4217 code, ``percent``, ``percentage_point``, ``count``, ``times``, a
        duration (``day``) or a physical symbol (``nm``).
    bound
        ``exact``, ``about``, ``at_least`` or ``at_most``.
    change
        ``up`` or ``down`` where the figure is the size of a move.
    noun
        Head noun of a count, singular.
    conversion_of
        ``char_start`` of the figure that this one converts, else None.
    """

    value: float
    unit: str
    value_high: float | None = None
    bound: Bound = "exact"
    change: Change | None = None
    noun: str | None = None
    conversion_of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention(Mention):
    """A day or period that the text speaks of.

    Attributes
    ----------
    start, end
        First and last day, both inclusive.
    precision
        The unit that the words name.
    anchor
        What it was resolved against, in words (``published 2024-11-20``); empty where
        the words are absolute.
    """

    start: date
    end: date
    precision: Precision
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorMention(Mention):
    """One mention of an actor under its canonical name.

    Attributes
    ----------
    name
        Canonical name (registry), or the fullest form in the text.
    type
        One of `ActorType`.
    country
        ISO 3166 alpha-3 code, or None where not known.
    """

    name: str
    type: ActorType
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that the rules read in one text."""

    figures: tuple[Figure, ...] = ()
    dates: tuple[DateMention, ...] = ()
    actors: tuple[ActorMention, ...] = ()
    themes: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRef:
    """Words of a claim that hold a figure, and the figure's role in it."""

    words: str
    role: str = "value"
    occurrence: int | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who does what, to whom, as a brief says it: one curated or drafted statement.

    All fields are the strings of the file; the empty string means not given. The
    vocabularies say what is allowed in `action`, `stage`, `basis`, `instrument` and
    `measure`.
    """

    actor: str = ""
    action: str = ""
    target: str = ""
    object: str = ""
    measure: str = ""
    instrument: str = ""
    place: str = ""
    figures: tuple[FigureRef, ...] = ()
    date: str = ""
    date_occurrence: int | None = None
    words: str = ""
    words_occurrence: int | None = None
    stage: str = ""
    basis: str = ""
    said_by: str = ""
    negated: bool = False
    part_of: str = ""
    origin: str = "curated"
    line: int = 0
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    def line_of(self, key: str) -> int:
        """Return the line of one of its fields, else the line where it begins."""
        return self.lines.get(key, self.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A reading of the rules that a person overrules, with the reason."""

    words: str
    kind: Literal["figure", "date", "actor"]
    reading: dict[str, str] | None
    because: str = ""
    occurrence: int | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unused:
    """A figure of the text that no claim uses, with the reason."""

    words: str
    because: str
    occurrence: int | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One news brief: a few paragraphs, one story.

    Attributes
    ----------
    published
        The day it was made public; of a range of days, the last.
    published_start
        First day of the range where the day is known as a range only.
    text
        Its paragraphs, one a line.
    text_kind
        ``rewritten`` (our wording) or ``verbatim``.

    Examples
    --------
    >>> import briefbook as bb
    >>> brief = bb.load_dataset().brief("us-chip-imports")
    >>> brief.published, brief.text_kind
    (datetime.date(2024, 11, 20), 'rewritten')
    """

    id: str
    title: str
    published: date
    text: str
    published_start: date | None = None
    corpus: str = ""
    themes: tuple[str, ...] = ()
    text_kind: str = "verbatim"
    source: dict[str, str] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    corrections: tuple[Correction, ...] = ()
    unused: tuple[Unused, ...] = ()
    path: str = ""
    text_line: int = 1
    lines: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A computed conclusion with the rows that it stands on.

    Attributes
    ----------
    name
        Key in ``answer`` and in ``findings.json``.
    sentence
        What it says, computed; it reads true for whatever rows were given.
    value, unit
        The number in the sentence, and its unit; None where there is none.
    n
        Number of rows it stands on.
    evidence
        Their ids.
    verdict
        ``holds``, ``does_not_hold`` or ``no_rows``.
    objection
        What an expert would say against it.

    Examples
    --------
    >>> found = Finding(name="growth", sentence="Sales rose 5%.", value=5.0)
    >>> found.verdict, found.to_dict()["value"]
    ('holds', 5.0)
    """

    name: str
    sentence: str
    value: float | None = None
    unit: str = ""
    n: int = 0
    evidence: tuple[str, ...] = ()
    verdict: Verdict = "holds"
    objection: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain JSON values."""
        return {
            "name": self.name,
            "sentence": self.sentence,
            "value": self.value,
            "unit": self.unit,
            "n": self.n,
            "evidence": list(self.evidence),
            "verdict": self.verdict,
            "objection": self.objection,
        }
