"""Name what each count counts, and drop the bare numbers that count nothing."""

from __future__ import annotations

import re

from briefbook.extract.figure_bounds import bound_after
from briefbook.extract.figure_drafts import Draft, hyphen_noun_barred
from briefbook.extract.figure_elided import after_a_count, elided
from briefbook.extract.figure_left_out import left_out_money, left_out_unit, told_later
from briefbook.extract.figure_tokens import Tokens
from briefbook.extract.nouns import head_noun, hyphen_nouns, is_plural, singular
from briefbook.extract.shares import contexts, stops

# Products that a letter and digits name, more than one of them.
_CODES = re.compile(r"(?:[A-Z][a-z]+ )?([A-Z][A-Za-z]{0,4}[0-9]{1,4}[A-Z]?)s(?![^\W_])")
_NEAR = 24  # characters between a share and its points, fewer than
_AND = frozenset(["and", "or", ", and", ", or", "&", "to"])


def name_counts(tokens: Tokens, drafts: list[Draft]) -> list[Draft]:
    """Return the drafts that are figures, the counts among them with their nouns."""
    for i, draft in enumerate(drafts):
        if draft.bare:
            limit = drafts[i + 1].first if i + 1 < len(drafts) else None
            _own_noun(tokens, draft, limit)
    _share_nouns(tokens, drafts)
    kept: list[Draft] = []
    before: Draft | None = None
    paid: Draft | None = None
    weighed: Draft | None = None
    antecedent: Draft | None = None
    for i, draft in enumerate(drafts):
        if draft.bare and draft.noun is None:
            later = drafts[i + 1] if i + 1 < len(drafts) else None
            whole = left_out_money(tokens, before, paid, draft)
            whole = whole or left_out_unit(tokens, weighed, draft)
            whole = whole or told_later(tokens, draft, later)
            if whole is not None:
                draft.unit, draft.dimension = whole.unit, whole.dimension
                draft.currency, draft.rule = whole.currency, whole.rule
                before = draft
                weighed = draft if draft.physical else weighed
                kept.append(draft)
                continue
            if not elided(tokens, draft, antecedent, later):
                if not after_a_count(tokens, before, draft):
                    continue
        if draft.bare:
            if draft.value in (0, 1) and draft.high is None and draft.scale == 1:
                continue
            if draft.noun == "point" and before is not None:
                _points(tokens, before, draft)
            if draft.bare and draft.noun:
                antecedent = draft
        kept.append(draft)
        before = draft
        if draft.money and not (paid and tokens.char(draft.start - 1) == "("):
            paid = draft
        if draft.physical or draft.dimension == "duration":
            weighed = draft
    return kept


def _points(tokens: Tokens, before: Draft, draft: Draft) -> None:
    """Read points beside a share as its own: `3.9% of GDP, 0.3 points less`."""
    gap = tokens.low[before.end : draft.start][:_NEAR]
    if "error" in tokens.words[max(0, draft.first - 4) : draft.first]:
        # `with a margin of error of 3.5 points`
        draft.unit, draft.dimension, draft.noun = "percentage_point", "point", None
        return
    if before.dimension != "share" or len(gap) == _NEAR or draft.value >= 100:
        return
    if not gap.startswith((",", " of ", " (")) or " or" in gap:
        # `rose 1.1% and the other index 12 points`
        return
    if any(sign in gap for sign in ";\n") or ". " in gap:
        return
    draft.unit, draft.dimension, draft.noun = "percentage_point", "point", None


def _share_nouns(tokens: Tokens, drafts: list[Draft]) -> None:
    """Give the counts of a list the noun at its end: `10, 12 and 15 seats`."""
    for left, right in zip(reversed(drafts[:-1]), reversed(drafts[1:]), strict=True):
        if not (left.bare and right.bare and right.noun) or left.noun:
            continue
        if left.rule == "barred" or right.start - left.end > 12:
            continue
        sign = tokens.low[left.end : right.start].strip(" -\n")
        if sign == "to" and left.value > right.value:
            # `output of the 737 to 57 jets`
            continue
        if sign in _AND or (sign == "," and right.rule == "listed"):
            left.noun, left.rule = right.noun, "listed"


def _own_noun(tokens: Tokens, draft: Draft, limit: int | None) -> None:
    """Extend a count to its head noun, if it has one."""
    j = draft.stop
    if j >= len(tokens):
        return
    after = tokens.char(draft.number_end)
    gap = tokens.low[draft.number_end : tokens.starts[j]][:24]
    if gap.startswith("+"):
        gap = gap[1:]
    if after == "-" and gap == "-":
        _hyphened(tokens, draft, j)
        return
    if gap not in (" ", "\n", "  ", ' "', " '", "") or (gap == "" and after != "+"):
        return
    bound, at, _entry = bound_after(tokens, draft.number_end)
    if bound != "exact" and at > draft.number_end + 1:
        j = tokens.before(at) + 1
    if tokens.word(j) in ("of", "more", "other", "such"):
        j += 1
        if tokens.words[j - 1] == "of":
            _partitive(tokens, draft, j, limit)
            return
    code = _CODES.match(tokens.text, tokens.starts[j]) if j < len(tokens) else None
    if code:
        # `512 H800s`
        _take(tokens, draft, code.group(1), tokens.before(code.end()) + 1)
        return
    noun = head_noun(tokens, j, limit)
    if noun:
        _take(tokens, draft, noun.singular, noun.stop)


def _take(tokens: Tokens, draft: Draft, name: str, stop: int) -> None:
    draft.noun, draft.stop = name, stop
    end = tokens.ends[stop - 1]
    word = tokens.words[stop - 1]
    draft.end = end - (2 if word.endswith("'s") else 0)


def _hyphened(tokens: Tokens, draft: Draft, j: int) -> None:
    """Read `27-nation`, `50-plus countries`, `12-point plan`."""
    word = tokens.words[j]
    if word in ("plus", "odd", "ish"):
        noun = head_noun(tokens, j + 1)
        if noun:
            _take(tokens, draft, noun.singular, noun.stop)
        return
    if hyphen_noun_barred(word) or word in stops() or word[0] <= "9":
        draft.rule = "barred"
        return
    written = tokens.text[tokens.starts[j] : tokens.ends[j]]
    if written.isupper() and (len(written) > 1 or draft.numeral.scale == 1):
        draft.rule = "barred"
        return
    if draft.value % 1 and draft.scale == 1:
        draft.rule = "barred"
        return
    if is_plural(word):
        draft.rule = "barred" if draft.value < 2 else draft.rule
    if draft.value == 1:
        draft.rule = "barred"
        return
    stop = j + 1
    name = hyphen_nouns().get(word) or singular(word)
    draft.noun, draft.stop, draft.end = name, stop, tokens.ends[j]


def _partitive(tokens: Tokens, draft: Draft, j: int, limit: int | None) -> None:
    """Read `six of its Paris shops`; `two of the three banks` stays elided."""
    if tokens.word(j) in contexts("antecedent"):
        return
    k = j
    while stops().get(tokens.word(k)) == "determiner" and k < j + 2:
        k += 1
    noun = head_noun(tokens, k)
    if noun and (limit is None or noun.stop <= limit):
        _take(tokens, draft, noun.singular, noun.stop)
