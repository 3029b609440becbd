"""Name what each count counts, and drop the bare numbers that count nothing."""

from __future__ import annotations

from briefbook.extract.figure_bounds import bound_after, bound_before
from briefbook.extract.figure_changes import moves
from briefbook.extract.figure_drafts import Draft, hyphen_noun_barred
from briefbook.extract.figure_tokens import SPACES, Tokens
from briefbook.extract.nouns import (
    head_noun,
    hyphen_nouns,
    is_plural,
    noun_name,
    numbered_noun,
    plural_at,
    singular,
    subject_noun,
)
from briefbook.extract.shares import contexts, stops

_AND = frozenset(["and", "or", ", and", ", or", "&", "to"])
_RATIO = 20  # between two quantities of which one has its unit left out, at most
_FAR = 400  # characters between a count and the antecedent of its noun, at most


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
            whole = _left_out(tokens, before, paid, draft)
            whole = whole or _left_out_unit(tokens, weighed, draft)
            whole = whole or _told_later(tokens, draft, later)
            if whole is not None:
                draft.unit, draft.dimension = whole.unit, whole.dimension
                draft.currency, draft.rule = whole.currency, whole.rule
                before = draft
                weighed = draft if draft.physical else weighed
                kept.append(draft)
                continue
            if not _elided(tokens, draft, antecedent, later):
                if not _after_a_count(tokens, before, draft):
                    continue
        if draft.bare:
            if draft.value in (0, 1) and draft.high is None and draft.scale == 1:
                continue
            if draft.noun:
                antecedent = draft
        kept.append(draft)
        before = draft
        if draft.money and not (paid and tokens.char(draft.start - 1) == "("):
            paid = draft
        if draft.physical or draft.dimension == "duration":
            weighed = draft
    return kept


def _left_out(
    tokens: Tokens, before: Draft | None, paid: Draft | None, draft: Draft
) -> Draft | None:
    """Return the amount whose currency goes on: `2bn euros, up from 1.6 billion`.

    It stands right before, or is the sentence's last one and has the same scale.
    """
    if paid is None or draft.scale < 1e6 or paid.scale == 1:
        return None
    if not _same_sentence(tokens, paid, draft) and draft.start - paid.end < _FAR:
        return paid if _priced(tokens, draft) else None
    if before is not paid and paid.scale != draft.scale:
        led = _lead(tokens, draft)[0] in contexts("elided before")
        if not led or draft.scale < 1e9:
            return None
    if draft.start - paid.end > 160 or not _same_sentence(tokens, paid, draft):
        return None
    return paid


def _priced(tokens: Tokens, draft: Draft) -> bool:
    """Tell whether the words before a number speak of money: `put the tax at 868m`."""
    if _lead(tokens, draft)[0] not in contexts("tally lead"):
        return False
    for j in range(draft.first - 1, max(-1, draft.first - 9), -1):
        if j != draft.first - 1 and any(sign in tokens.gap(j) for sign in ".;!?\n"):
            return False
        if tokens.words[j] in contexts("money noun"):
            return True
    return False


def _told_later(tokens: Tokens, draft: Draft, later: Draft | None) -> Draft | None:
    """Return the amount after it with the currency: `to 32 crore from Rs 26 crore`."""
    if later is None or not later.money or draft.scale == 1:
        return None
    gap = tokens.low[draft.end : later.start][:40].split()
    alike = later.scale == draft.scale and draft.value < _RATIO * later.value
    return later if alike and gap in (["from"], [",", "from"]) else None


def _left_out_unit(tokens: Tokens, weighed: Draft | None, draft: Draft) -> Draft | None:
    """Return the quantity whose unit goes on: `3.2m tonnes, against 2.9m in May`."""
    if weighed is None or draft.start - weighed.end > 160:
        return None
    if not _same_sentence(tokens, weighed, draft):
        return None
    lead = _lead(tokens, draft)[0]
    # `fell by 100,000 barrels to 9.7 million`: a change is far smaller than a level.
    widest = _RATIO**2 if lead == "to" else _RATIO
    if not 1 / _RATIO < draft.value / (weighed.value or 1) < widest:
        return None
    if weighed.dimension == "duration" and not (
        weighed.numeral.marked and draft.numeral.marked
    ):
        # `what took nine months can now take 14 to 16`
        placed = lead in contexts("duration lead") and lead not in ("for", "of")
        if lead == "after":
            placed = tokens.gap(draft.stop - 1)[:1] in (".", ",", ";")
    else:
        placed = lead in contexts("elided before") or lead in contexts("level verb")
    large = draft.scale > 1 or draft.numeral.marked
    large = large and weighed.physical
    if not (placed or (large and (lead == "the" or stops().get(lead) == "verb"))):
        return None
    gap = tokens.gap(draft.stop - 1)
    return weighed if _open(tokens, draft, tokens.word(draft.stop), gap) else None


def _share_nouns(tokens: Tokens, drafts: list[Draft]) -> None:
    """Give the counts of a list the noun at its end: `10, 12 and 15 seats`."""
    for left, right in zip(reversed(drafts[:-1]), reversed(drafts[1:]), strict=True):
        if not (left.bare and right.bare and right.noun) or left.noun:
            continue
        if left.rule == "barred" or right.start - left.end > 12:
            continue
        sign = tokens.low[left.end : right.start].strip(" -\n")
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


def _elided(
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
    same = near and _same_sentence(tokens, antecedent, draft)
    lead, lead_gap = _lead(tokens, draft)
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
    if draft.scale == 1 and _index_level(tokens, draft.first - 1):
        return False
    if lead in contexts("level verb") and _open(tokens, draft, follows, gap):
        draft.noun = _risen(tokens, draft)
        if draft.noun:
            return True
    if same and (_open(tokens, draft, follows, gap) or large):
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
        if placed or draft.bound != "exact" or _bounded(tokens, draft):
            draft.noun = antecedent.noun
            return True
    if _by_the_month(tokens, draft.stop):
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
        if same and draft.noun is None and not lead_in_levels(tokens, draft):
            draft.noun = antecedent.noun
        draft.noun = draft.noun or subject_noun(tokens, draft.first - 1)
        if draft.noun is None and near:
            draft.noun = antecedent.noun
        if draft.noun is None and lead in contexts("tally lead"):
            return draft.scale > 1 or _tallied(tokens, draft)
        return draft.noun is not None or draft.scale > 1
    opens = not lead or any(sign in lead_gap for sign in ".;:!?\n")
    if near and opens and follows in contexts("elided after") and draft.numeral.spelled:
        draft.noun = antecedent.noun
        return True
    return False


def _by_the_month(tokens: Tokens, index: int) -> bool:
    """Tell whether a rate goes on (`57 a month`): then what stands before counts."""
    if tokens.word(index) not in ("a", "per", "every", "each"):
        return False
    near = tokens.gap(index - 1) in SPACES and tokens.gap(index) in SPACES
    return near and tokens.word(index + 1) in contexts("by time")


def _after_a_count(tokens: Tokens, before: Draft | None, draft: Draft) -> bool:
    """Tell whether a level is told beside a count: `to 57 a month from 52`."""
    if before is None or not before.bare or draft.value < 2 or draft.value % 1:
        return False
    if not _by_the_month(tokens, before.stop):
        return False
    draft.noun = before.noun
    near = draft.start - before.end < 40 and _same_sentence(tokens, before, draft)
    return near and _lead(tokens, draft)[0] in ("from", "against", "than", "to")


def _persons(tokens: Tokens, draft: Draft, lead: str, follows: str, gap: str) -> bool:
    """Tell whether victims are counted: `killed 12 and wounded 30`, `40 dead`."""
    if draft.value % 1 or draft.numeral.scale > 1e6:
        return False
    if gap == " " and follows in contexts("person after"):
        return True
    if lead == "of":
        # `a city of 17 million`
        place = tokens.word(tokens.before(draft.lead or draft.start) - 1)
        return place in contexts("peopled") and _open(tokens, draft, follows, gap)
    return lead in contexts("person verb") and _open(tokens, draft, follows, gap)


def _tallied(tokens: Tokens, draft: Draft) -> bool:
    """Tell whether the words call the number a count (`the figure was 4,695`)."""
    for j in range(draft.first - 1, max(-1, draft.first - 13), -1):
        if j != draft.first - 1 and any(sign in tokens.gap(j) for sign in ";!?\n"):
            return False
        if tokens.words[j] in contexts("tally"):
            return True
    return False


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


def lead_in_levels(tokens: Tokens, draft: Draft) -> bool:
    """Tell whether a verb of reaching a level or its `to` stands before a figure."""
    return _lead(tokens, draft)[0] in contexts("level verb")


def _bounded(tokens: Tokens, draft: Draft) -> bool:
    return bound_before(tokens, draft.start)[0] != "exact"


def _lead(tokens: Tokens, draft: Draft) -> tuple[str, str]:
    _bound, at, _entry = bound_before(tokens, draft.start)
    index = tokens.before(at)
    if index < 0:
        return "", ""
    return tokens.words[index], tokens.low[tokens.ends[index] : at][:8]


def _index_level(tokens: Tokens, index: int) -> bool:
    """Tell whether a stock index stands before: its level counts nothing."""
    for j in range(index, max(-1, index - 14), -1):
        if tokens.words[j] in contexts("index name"):
            return True
        if j != index and any(sign in tokens.gap(j) for sign in "!?\n"):
            return False
    return False


def _open(tokens: Tokens, draft: Draft, follows: str, gap: str) -> bool:
    """Tell whether no noun follows: an end, a stop word or punctuation does."""
    if gap not in SPACES or gap == "\n" or not follows:
        return True
    if follows in stops() or follows in contexts("elided after"):
        return True
    # `while two refrained from voting`
    return follows.endswith("ed") and tokens.word(draft.stop + 1) in stops()


def _same_sentence(tokens: Tokens, left: Draft, right: Draft) -> bool:
    between = tokens.text[left.end : right.start]
    if "\n" in between:
        return False
    # A small letter or a digit goes on after an abbreviation (`to Sept. 7, with`).
    at = between.find(". ")
    while at >= 0:
        if between[at + 2 : at + 3].isupper() or not between[at + 2 : at + 3].isalnum():
            return False
        at = between.find(". ", at + 1)
    return True
