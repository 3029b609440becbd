"""The terms that speak for a theme, and how to find them in a sentence.

`lexicon/themes_terms.csv` has a row a term. Its kind is `topic` (any case), `name`
(only where it begins with a capital), `cue` (says nothing alone, but pairs with another
group in `lexicon/themes_rules.csv`) or `mask` (holds a term but means something else:
`bargaining chip`). The longest term at a place wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from briefbook.extract.lexicons import rows
from briefbook.models import ActorMention

# Words, with dots, ampersands and apostrophes inside (`JD.com`, `AT&T`); a hyphen
# divides, so that `e-commerce` and `e commerce` are one term.
_TOKEN = re.compile(r"[^\W_]+(?:[.&'][^\W_]+)*")
_LONGEST_TERM = 6

Key = tuple[str, ...]
# Group (a theme or a cue's group) to the terms found and their weights.
Hits = dict[str, dict[Key, float]]


@dataclass(frozen=True, slots=True)
class Term:
    """A term's groups with their weights; none where it masks."""

    groups: tuple[tuple[str, float], ...]
    name: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms by their tokens, and how many tokens a term of a first token may have.

    `more` and `more_lengths` are a brief's or a project's own and come first: so the
    thousands of shipped ones need no copy.
    """

    by_key: dict[Key, Term]
    lengths: dict[str, tuple[int, ...]]
    more: dict[Key, Term] = field(default_factory=dict)
    more_lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def hits(self, sentence: str) -> Hits:
        """Return the terms in a sentence by their group, each counted once."""
        words = _TOKEN.findall(sentence)
        tokens = [word.lower() for word in words]
        lengths, by_key = self.lengths, self.by_key
        more, more_lengths = self.more, self.more_lengths
        found: Hits = {}
        free = 0  # a term hides those that begin inside it
        for index, token in enumerate(tokens):
            if index < free or (token not in lengths and token not in more_lengths):
                continue
            for length in more_lengths.get(token) or lengths[token]:
                key = tuple(tokens[index : index + length])
                term = more.get(key) or by_key.get(key)
                if term is None or (term.name and words[index].islower()):
                    continue
                for group, weight in term.groups:
                    found.setdefault(group, {})[key] = weight
                free = index + length
                break
        return found

    def with_more(self, more: Mapping[Key, Term]) -> Terms:
        """Return these terms and `more`; a term of both gets the groups of both."""
        merged: dict[Key, Term] = {}
        sizes: dict[str, tuple[int, ...]] = {}
        for key, term in more.items():
            known = sizes.get(key[0], self.lengths.get(key[0], ()))
            if len(key) not in known:
                known = tuple(sorted((*known, len(key)), reverse=True))
            sizes[key[0]] = known
            old = self.by_key.get(key)
            if old is not None:
                groups = dict((*old.groups, *term.groups))
                term = Term(tuple(groups.items()), old.name and term.name)
            merged[key] = term
        return Terms(self.by_key, self.lengths, merged, sizes)


@cache
def shipped_terms() -> Terms:
    """Return the terms of the lexicon."""
    groups: dict[Key, dict[str, float]] = {}
    names: dict[Key, bool] = {}
    masks: set[Key] = set()
    for row in rows("themes_terms"):
        is_name = row["kind"] == "name"
        for key in _forms(row["term"], name=is_name):
            if row["kind"] == "mask":
                masks.add(key)
                continue
            known = groups.setdefault(key, {})
            weight = float(row["weight"])
            known[row["theme"]] = max(weight, known.get(row["theme"], 0.0))
            names[key] = names.get(key, True) and is_name
    cues = cue_groups()
    cued = {
        key: {group: weight for group, weight in known.items() if group in cues}
        for key, known in groups.items()
        if len(key) < 3 and not cues.isdisjoint(known)
    }
    by_key = {}
    for key, known in groups.items():
        if key in masks:
            continue
        # A longer term hides the cues within it: `AI cooperation` still says AI.
        within: dict[str, float] = {}
        for part in _parts(key):
            if part in cued:
                within.update(cued[part])
        by_key[key] = Term(tuple({**within, **known}.items()), names[key])
    by_key.update(dict.fromkeys(masks, Term(())))
    return Terms(by_key, _lengths(by_key))


@cache
def cue_groups() -> frozenset[str]:
    """Return the groups that are no themes."""
    return frozenset(
        row["theme"] for row in rows("themes_terms") if row["kind"] == "cue"
    )


def terms_for(
    actors: Sequence[ActorMention], extra_terms: Mapping[str, Sequence[str]]
) -> Terms:
    """Return the shipped terms, a brief's other names for them, a project's terms."""
    shipped = shipped_terms()
    more: dict[Key, Term] = {}
    renamed = {(a.name, a.quote) for a in actors if a.quote != a.name}
    for name, quote in sorted(renamed):
        known = _forms(name, name=True)
        alias = _forms(quote, name=True)
        term = shipped.by_key.get(known[0]) if known else None
        if term is not None and term.name and alias and alias[0] not in shipped.by_key:
            more.update(dict.fromkeys(alias, term))
    for theme, terms in extra_terms.items():
        for text in terms:
            for key in _forms(text, name=False):
                groups = dict(more[key].groups) if key in more else {}
                more[key] = Term(tuple({**groups, theme: 1.0}.items()))
    return shipped.with_more(more) if more else shipped


def _parts(key: Key) -> list[Key]:
    """Return the one- and two-token parts of a longer term."""
    count = len(key)
    ones = [key[i : i + 1] for i in range(count)] if count > 1 else []
    return ones + ([key[i : i + 2] for i in range(count - 1)] if count > 2 else [])


def _lengths(terms: Iterable[Key]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for key in terms:
        found.setdefault(key[0], set()).add(len(key))
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in found.items()}


def _forms(term: str, *, name: bool) -> list[Key]:
    """Return the token sequences of a term: as it stands, possessive, plural."""
    tokens = tuple(token.lower() for token in _TOKEN.findall(term))[:_LONGEST_TERM]
    if not tokens:
        return []
    *first, last = tokens
    endings = [last, last + "'s"]
    if not name:
        endings.append(_plural(last))
    return [(*first, ending) for ending in endings]


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in ("a", "e", "o"):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")
