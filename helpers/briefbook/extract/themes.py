"""What a brief is about: themes weighed from terms, where they stand, and company.

A term alone says little (a bank's results may mention chips once), so each sentence
is scored on its own, the title and the first sentences weigh more, and a theme is
given only where enough of the text is about it; else the theme is `other`. Terms, rules
and weights are data: `lexicon/themes_terms.csv`, `themes_rules.csv` and
`themes_weights.csv` (a logistic regression).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from briefbook.extract.lexicons import rows
from briefbook.extract.sentences import sentences
from briefbook.extract.text import Plain
from briefbook.extract.theme_terms import Hits, Key, cue_groups, terms_for
from briefbook.models import ActorMention

OTHER = "other"
_LEAD = 600


@dataclass(frozen=True, slots=True)
class Evidence:
    """How strongly a text is about one theme; all but `score` from 0 to 1.

    Attributes
    ----------
    lead
        Strength of the first two sentences, or of the title.
    body
        Mean strength of all sentences.
    peak
        Mean strength of the two strongest sentences.
    score
        Log-odds that a reader would give the theme.
    entries
        The terms found, as lexicon entries.
    """

    lead: float
    body: float
    peak: float
    score: float
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    theme: str
    here: str
    near: str
    anywhere: bool
    weight: float


def find_themes(
    source: Plain,
    actors: Sequence[ActorMention] = (),
    title: str = "",
    extra_terms: Mapping[str, Sequence[str]] | None = None,
) -> tuple[str, ...]:
    """Return the themes of a brief, strongest first, or ``("other",)``.

    Parameters
    ----------
    source
        The brief's text.
    actors
        Actors found in it; another name for a known one counts as that one.
    title
        Its title, where it has one.
    extra_terms
        Terms of themes that a project adds, or more terms for a shipped theme.

    Examples
    --------
    >>> from briefbook.extract.text import plain
    >>> find_themes(plain("The ministry put tariffs on imported steel."))
    ('trade-policy',)
    """
    found = weigh_themes(source, actors, title, extra_terms)
    chosen = sorted(
        (-evidence.score, theme)
        for theme, evidence in found.items()
        if evidence.score > 0
    )
    most = int(_weights()["most"])
    return tuple(theme for _, theme in chosen[:most]) or (OTHER,)


def weigh_themes(
    source: Plain,
    actors: Sequence[ActorMention] = (),
    title: str = "",
    extra_terms: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Evidence]:
    """Return the evidence for each theme that has any."""
    terms = terms_for(actors, extra_terms or {})
    entries: dict[str, set[Key]] = {}
    text = source.text
    # A title proposed from the text's own words says nothing that they don't.
    if title.casefold() in text[:_LEAD].casefold():
        title = ""
    all_hits = [terms.hits(title)] if title else []
    all_hits += [terms.hits(text[start:end]) for start, end in sentences(text)]
    said = {group for hits in all_hits for group in hits}
    strengths = [_strengths(hits, said, entries) for hits in all_hits]
    head = strengths.pop(0) if title else {}
    body = {
        theme: sum(strength.get(theme, 0.0) for strength in strengths) / len(strengths)
        for theme in sorted({theme for strength in strengths for theme in strength})
    }
    body.update({theme: 0.0 for theme in sorted(head) if theme not in body})
    return {
        theme: _evidence(theme, head, strengths, body, entries[theme]) for theme in body
    }


def _evidence(
    theme: str,
    head: Mapping[str, float],
    strengths: Sequence[Mapping[str, float]],
    body: Mapping[str, float],
    entries: set[Key],
) -> Evidence:
    each = [strength.get(theme, 0.0) for strength in strengths] or [0.0]
    second = each[1] if len(each) > 1 else each[0]
    titled = head.get(theme, 0.0)
    lead = max(0.6 * each[0] + 0.4 * second, titled)
    strongest = sorted([titled, *each] if titled else each)[-2:]
    peak = sum(strongest) / 2  # a lone sentence is half of what two are
    rival = max((value for name, value in body.items() if name != theme), default=0.0)
    weights = _weights()
    score = (
        weights["constant"]
        + weights["lead"] * lead
        + weights["body"] * body[theme]
        + weights["peak"] * peak
        + weights["margin"] * (body[theme] - rival)
    )
    named = tuple(sorted("themes_terms:" + " ".join(key) for key in entries))
    return Evidence(lead, body[theme], peak, score, named)


def _strengths(
    hits: Hits, said: set[str], entries: dict[str, set[Key]]
) -> dict[str, float]:
    """Return each theme's strength in one sentence, at most 1.

    `said` are the groups met anywhere in the text; `entries` (terms by theme) grow.
    """
    if not hits:
        return {}
    cues = cue_groups()
    found: dict[str, float] = {}
    for group, keys in hits.items():
        if group not in cues:
            found[group] = sum(keys.values())
            _note(entries, group, hits, group)
    for rule in _rules():
        if rule.here in hits and _applies(rule, hits, said):
            found[rule.theme] = found.get(rule.theme, 0.0) + rule.weight
            _note(entries, rule.theme, hits, rule.here, rule.near)
    return {theme: min(1.0, max(0.0, value)) for theme, value in found.items()}


def _applies(rule: _Rule, hits: Hits, said: set[str]) -> bool:
    if rule.anywhere:
        return rule.near in said and rule.near not in hits
    # One term in both groups is no company for itself.
    return rule.near in hits and len({*hits[rule.here], *hits[rule.near]}) > 1


def _note(entries: dict[str, set[Key]], theme: str, hits: Hits, *groups: str) -> None:
    noted = entries.setdefault(theme, set())
    for group in groups:
        noted.update(hits.get(group, ()))


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            row["theme"],
            row["here"],
            row["near"],
            row["scope"] == "text",
            float(row["weight"]),
        )
        for row in rows("themes_rules")
    )


@cache
def _weights() -> dict[str, float]:
    return {row["feature"]: float(row["weight"]) for row in rows("themes_weights")}
