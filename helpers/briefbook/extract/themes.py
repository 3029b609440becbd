"""What a brief is about: themes weighed from terms, where they stand, and company.

A term alone says little (a bank's results may mention chips once), so each sentence
is scored on its own, the title and the first sentences weigh more, and a theme is
given only where enough of the text is about it. Terms and rules are data:
`lexicon/themes_terms.csv`, `lexicon/themes_rules.csv` and
`lexicon/themes_weights.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from briefbook.extract.lexicons import rows
from briefbook.extract.sentences import sentences
from briefbook.extract.text import Plain
from briefbook.models import ActorMention

OTHER = "other"

# Words, with dots, ampersands and apostrophes inside (`JD.com`, `U.S`); a hyphen
# divides, so that `e-commerce` and `e commerce` are one term.
_TOKEN = re.compile(r"[^\W_]+(?:[.&'][^\W_]+)*")
_LONGEST_TERM = 6


@dataclass(frozen=True, slots=True)
class _Term:
    groups: tuple[tuple[str, float], ...]
    name: bool
    masks: bool


@dataclass(frozen=True, slots=True)
class _Rule:
    theme: str
    first: str
    second: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Terms by their tokens, and how many tokens a term of a first token may have."""

    terms: dict[tuple[str, ...], _Term]
    lengths: dict[str, tuple[int, ...]]

    def with_terms(self, more: Mapping[tuple[str, ...], _Term]) -> _Lexicon:
        """Return this lexicon with `more` terms; a term of both gets both groups."""
        terms = dict(self.terms)
        for key, term in more.items():
            old = terms.get(key)
            if old is not None:
                groups = dict((*old.groups, *term.groups))
                term = _Term(tuple(groups.items()), old.name and term.name, False)
            terms[key] = term
        return _Lexicon(terms, _lengths(terms))


@dataclass(frozen=True, slots=True)
class Evidence:
    """How strongly a text is about one theme.

    Attributes
    ----------
    lead
        Strength in the title and the first two sentences, 0 to 1.
    body
        Mean strength over all sentences, 0 to 1.
    score
        The two weighed; a theme is given from its threshold up.
    entries
        The terms found, as lexicon entries.
    """

    lead: float
    body: float
    score: float
    entries: tuple[str, ...] = ()


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
        Actors found in it; an alias counts as the canonical name does.
    title
        Its title, where it has one.
    extra_terms
        Terms of themes that a project adds, or more terms for a known one.

    Examples
    --------
    >>> from briefbook.extract.text import plain
    >>> find_themes(plain("The ministry put tariffs on imported steel."))
    ('trade-policy',)
    """
    found = weigh_themes(source, actors, title, extra_terms)
    limits = _weights()
    chosen = [
        (evidence.score, theme)
        for theme, evidence in found.items()
        if evidence.score >= limits.get(theme, limits["*"])["threshold"]
    ]
    chosen.sort(key=lambda pair: (-pair[0], pair[1]))
    most = int(limits["*"]["most"])
    return tuple(theme for _, theme in chosen[:most]) or (OTHER,)


def weigh_themes(
    source: Plain,
    actors: Sequence[ActorMention] = (),
    title: str = "",
    extra_terms: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Evidence]:
    """Return the evidence for each theme that has any."""
    lexicon = _lexicon()
    more = _more_terms(lexicon, actors, extra_terms)
    if more:
        lexicon = lexicon.with_terms(more)
    text = source.text
    per_sentence = [
        _score_sentence(text[start:end], lexicon) for start, end in sentences(text)
    ]
    head, _ = _score_sentence(title, lexicon) if title else ({}, ())
    themes = {theme for scores, _ in per_sentence for theme in scores} | set(head)
    return {
        theme: _weigh(theme, head.get(theme, 0.0), per_sentence)
        for theme in sorted(themes)
    }


def _weigh(
    theme: str,
    head: float,
    per_sentence: Sequence[tuple[dict[str, float], tuple[str, ...]]],
) -> Evidence:
    strengths = [scores.get(theme, 0.0) for scores, _ in per_sentence] or [0.0]
    first = strengths[0]
    second = strengths[1] if len(strengths) > 1 else first
    lead = max(head, 0.6 * first + 0.4 * second, 0.7 * first + 0.3 * head)
    body = sum(strengths) / len(strengths)
    weights = _weights()
    share = weights.get(theme, weights["*"])["lead"]
    found = {
        entry
        for scores, entries in per_sentence
        if theme in scores
        for entry in entries
    }
    return Evidence(lead, body, share * lead + (1 - share) * body, tuple(sorted(found)))


def _score_sentence(
    text: str, lexicon: _Lexicon
) -> tuple[dict[str, float], tuple[str, ...]]:
    """Return each theme's strength in one sentence, at most 1, and the terms."""
    words = _TOKEN.findall(text)
    tokens = [word.lower() for word in words]
    lengths, terms = lexicon.lengths, lexicon.terms
    strongest: dict[str, dict[tuple[str, ...], float]] = {}
    index, count = 0, len(tokens)
    while index < count:
        step = 1
        for length in lengths.get(tokens[index], ()):
            key = tuple(tokens[index : index + length])
            term = terms.get(key)
            if term is None or (term.name and not words[index][0].isupper()):
                continue
            for group, weight in term.groups:
                strongest.setdefault(group, {})[key] = weight
            step = length
            break
        index += step
    if not strongest:
        return {}, ()
    themes = _themes(lexicon)
    scores = {
        group: min(1.0, sum(hits.values()))
        for group, hits in strongest.items()
        if group in themes
    }
    for rule in _rules():
        if rule.first in strongest and rule.second in strongest:
            keys = {*strongest[rule.first], *strongest[rule.second]}
            if len(keys) > 1:
                old = scores.get(rule.theme, 0.0)
                scores[rule.theme] = min(1.0, old + rule.weight)
    entries = {
        "themes_terms:" + " ".join(key) for hits in strongest.values() for key in hits
    }
    return scores, tuple(entries)


def _themes(lexicon: _Lexicon) -> frozenset[str]:
    return _known_themes() if lexicon is _lexicon() else _Everything()


class _Everything(frozenset):
    """Every group but the cues: themes of a project are not known beforehand."""

    def __contains__(self, group: object) -> bool:
        return group not in _cue_groups()


@cache
def _cue_groups() -> frozenset[str]:
    return frozenset(
        row["theme"] for row in rows("themes_terms") if row["kind"] == "cue"
    )


@cache
def _known_themes() -> frozenset[str]:
    return frozenset(
        row["theme"] for row in rows("themes_terms") if row["kind"] in ("topic", "name")
    )


@cache
def _rules() -> tuple[_Rule, ...]:
    rules = []
    for row in rows("themes_rules"):
        first, second = row["together"].split("+")
        rules.append(_Rule(row["theme"], first, second, float(row["weight"])))
    return tuple(rules)


@cache
def _weights() -> dict[str, dict[str, float]]:
    return {
        row["theme"]: {name: float(row[name]) for name in ("lead", "threshold", "most")}
        for row in rows("themes_weights")
    }


@cache
def _lexicon() -> _Lexicon:
    found: dict[tuple[str, ...], list[tuple[str, float]]] = {}
    names: dict[tuple[str, ...], bool] = {}
    masks: set[tuple[str, ...]] = set()
    for row in rows("themes_terms"):
        for key in _forms(row["term"], name=row["kind"] == "name"):
            if row["kind"] == "mask":
                masks.add(key)
                continue
            weight = float(row["weight"])
            found.setdefault(key, []).append((row["theme"], weight))
            names[key] = names.get(key, True) and row["kind"] == "name"
    terms = {
        key: _Term(_strongest(groups), names[key], False)
        for key, groups in found.items()
        if key not in masks
    }
    terms.update({key: _Term((), False, True) for key in masks})
    return _Lexicon(terms, _lengths(terms))


def _strongest(groups: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    best: dict[str, float] = {}
    for group, weight in groups:
        best[group] = max(weight, best.get(group, 0.0))
    return tuple(best.items())


def _lengths(terms: Iterable[tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for key in terms:
        found.setdefault(key[0], set()).add(len(key))
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in found.items()}


def _forms(term: str, *, name: bool) -> list[tuple[str, ...]]:
    """Return the token sequences of a term: as it stands, plural, possessive."""
    tokens = tuple(token.lower() for token in _TOKEN.findall(term))[:_LONGEST_TERM]
    if not tokens:
        return []
    *first, last = tokens
    endings = [last, last + "'s"]
    if not name:
        if last.endswith("y") and last[-2:-1] not in ("a", "e", "o"):
            endings.append(last[:-1] + "ies")
        elif last.endswith(("s", "x", "ch", "sh")):
            endings.append(last + "es")
        else:
            endings.append(last + "s")
    return [(*first, ending) for ending in endings]


def _more_terms(
    lexicon: _Lexicon,
    actors: Sequence[ActorMention],
    extra_terms: Mapping[str, Sequence[str]] | None,
) -> dict[tuple[str, ...], _Term]:
    more: dict[tuple[str, ...], _Term] = {}
    for actor in actors:
        if actor.quote == actor.name:
            continue
        known = _forms(actor.name, name=True)
        alias = _forms(actor.quote, name=True)
        term = lexicon.terms.get(known[0]) if known else None
        if term is None or not term.name or not alias or alias[0] in lexicon.terms:
            continue
        more.update(dict.fromkeys(alias, term))
    for theme, terms in (extra_terms or {}).items():
        for text in terms:
            for key in _forms(text, name=False):
                groups = dict(more[key].groups) if key in more else {}
                groups[theme] = 1.0
                more[key] = _Term(tuple(groups.items()), False, False)
    return more
