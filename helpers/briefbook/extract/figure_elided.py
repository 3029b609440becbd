"""Give a count the noun that the words leave out, its antecedent's."""

from __future__ import annotations

from briefbook.extract.figure_bounds import bound_before
from briefbook.extract.figure_changes import moves
from briefbook.extract.figure_context import (
    bounded,
    by_the_month,
    index_level,
    is_open,
    lead_in_levels,
    lead_of,
    same_sentence,
    tallied,
)
from briefbook.extract.figure_drafts import Draft
from briefbook.extract.figure_tokens import SPACES, Tokens
from briefbook.extract.nouns import noun_name, numbered_noun, plural_at, subject_noun
from briefbook.extract.shares import contexts, stops

_FAR = 400  # characters between a count and the antecedent of its noun, at most


def elided(
    tokens: Tokens, draft: Draft, antecedent: Draft | None, later: Draft | None
) -> bool:
    """Give a count without a noun its antecedent's; False where it counts nothing."""
    if draft.rule == "barred":
        return False
    follows = tokens.word(draft.stop)
    gap = tokens.gap(draft.stop - 1)
    near = antecedent is not None and draft.start - antecedent.end < _FAR
    if antecedent is not None and lead_in_levels(tokens, draft):
        # `transactions grew 9% to 343 million`: the subject is nearer.
        subject = subject_noun(tokens, draft.first - 1, antecedent.stop)
        if subject:
            antecedent = None
            near = False
            draft.noun = subject
    large = draft.scale > 1 or (draft.numeral.marked and draft.value >= 1000)
    same = near and same_sentence(tokens, antecedent, draft)
    lead, lead_gap = lead_of(tokens, draft)
    if follows == "of" and tokens.word(draft.stop + 1) in contexts("antecedent"):
        draft.noun = antecedent.noun if near else subject_noun(tokens, draft.first - 1)
        return draft.noun is not None
    if later is not None and later.bare and later.noun and later.start - draft.end < 40:
        out = follows == "out" and tokens.word(draft.stop + 1) == "of"
        if follows == "of" or out:
            draft.noun = later.noun
            return True
    if _persons(tokens, draft, lead, follows, gap):
        draft.noun = "person"
        return True
    if draft.scale == 1 and index_level(tokens, draft.first - 1):
        return False
    if lead in ("to", "at") and _summed(tokens, draft, follows, gap):
        # `taking the tally to 83`
        draft.noun = antecedent.noun if near else None
        return True
    if lead in contexts("level verb") and is_open(tokens, draft, follows, gap):
        draft.noun = _risen(tokens, draft)
        if draft.noun:
            return True
    if same and (is_open(tokens, draft, follows, gap) or large):
        placed = (
            lead in contexts("elided before")
            or lead.endswith("'s")
            or lead_gap.strip()
            in (
                ",",
                "(",
                "—",
            )
        )
        if placed or draft.bound != "exact" or bounded(tokens, draft):
            draft.noun = antecedent.noun
            return True
    if by_the_month(tokens, draft.stop):
        draft.noun = antecedent.noun if same else None
        draft.noun = draft.noun or subject_noun(tokens, draft.first - 1)
        if draft.noun is None and near:
            draft.noun = antecedent.noun
        return True
    whole = draft.value % 1 == 0
    if same and whole and draft.value > 1:
        than = follows in ("more", "fewer") and tokens.word(draft.stop + 1) == "than"
        verb = stops().get(lead) == "verb" or lead in contexts("having")
        verb = verb or (lead.endswith("ing") and lead not in stops())
        closed = follows == "and" or gap.strip()[:1] in (".", ",", ";", ")")
        if than or (verb and closed and not lead_in_levels(tokens, draft)):
            draft.noun = antecedent.noun
            return True
    if same and lead == "the" and follows in contexts("elided the"):
        draft.noun = antecedent.noun
        return True
    if draft.rule == "levels" and (follows in stops() or gap not in SPACES):
        draft.noun = subject_noun(tokens, draft.first - 1)
        return draft.noun is not None
    if large:
        near_words = tokens.words[max(0, draft.first - 5) : draft.first]
        if draft.noun is None and contexts("head count") & set(near_words):
            # `the headcount, now 1,700`
            draft.noun = "person"
            return True
        if same and draft.noun is None and not lead_in_levels(tokens, draft):
            draft.noun = antecedent.noun
        draft.noun = draft.noun or subject_noun(tokens, draft.first - 1)
        if draft.noun is None and near:
            draft.noun = antecedent.noun
        if draft.noun is None and lead in contexts("tally lead"):
            return draft.scale > 1 or tallied(tokens, draft)
        return draft.noun is not None or draft.scale > 1
    if same and whole and follows == "more":
        # `15 terminals run and 14 more are planned`
        then = tokens.word(draft.stop + 1)
        ends = tokens.gap(draft.stop)[:1] in (".", ",", ";", "\n", "\0")
        if then != "than" and (ends or then in contexts("elided after") | {*stops()}):
            draft.noun = antecedent.noun
            return True
    opens = not lead or any(sign in lead_gap for sign in ".;:!?\n")
    if near and opens and follows in contexts("elided after"):
        # `61,400 start-ups; 44 became unicorns`
        if draft.numeral.spelled or (same and ";" in lead_gap):
            draft.noun = antecedent.noun
            return True
    return False


def _summed(tokens: Tokens, draft: Draft, follows: str, gap: str) -> bool:
    """Tell whether a small whole number is what a tally comes to."""
    if draft.value % 1 or draft.value < 2 or not is_open(tokens, draft, follows, gap):
        return False
    index = tokens.before(bound_before(tokens, draft.start)[1])
    return tokens.word(index - 1) in contexts("tally")


def after_a_count(tokens: Tokens, before: Draft | None, draft: Draft) -> bool:
    """Tell whether a level is told beside a count: `to 57 a month from 52`."""
    if before is None or not before.bare or draft.value < 2 or draft.value % 1:
        return False
    if not by_the_month(tokens, before.stop):
        return False
    draft.noun = before.noun
    near = draft.start - before.end < 40 and same_sentence(tokens, before, draft)
    return near and lead_of(tokens, draft)[0] in ("from", "against", "than", "to")


def _persons(tokens: Tokens, draft: Draft, lead: str, follows: str, gap: str) -> bool:
    """Tell whether victims are counted: `killed 12 and wounded 30`, `40 dead`."""
    if draft.value % 1 or draft.numeral.scale > 1e6:
        return False
    if gap == " " and follows in contexts("person after"):
        return True
    if lead == "of":
        # `a city of 17 million`
        place = tokens.word(tokens.before(draft.lead or draft.start) - 1)
        return place in contexts("peopled") and is_open(tokens, draft, follows, gap)
    return lead in contexts("person verb") and is_open(tokens, draft, follows, gap)


def _risen(tokens: Tokens, draft: Draft) -> str | None:
    """Return what rose or fell to a small number: `Arrests rose to 12`."""
    if draft.value % 1 or draft.value < 2:
        return None
    index = tokens.before(draft.lead or draft.start)
    noun = numbered_noun(tokens, index)
    if noun:
        return noun
    verb = tokens.before(bound_before(tokens, draft.start)[1]) - 1
    if tokens.word(verb + 1) != "to" or not moves(tokens.word(verb)):
        return None
    if verb < 1 or tokens.gap(verb - 1) != " ":
        return None
    if tokens.word(verb - 1) in contexts("toll"):
        return "person"
    if not plural_at(tokens, verb - 1):
        return None
    name = noun_name(tokens, verb - 1)
    return None if name in contexts("priced noun") else name
