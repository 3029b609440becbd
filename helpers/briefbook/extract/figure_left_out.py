"""Give a bare number the currency or unit that the words leave out."""

from __future__ import annotations

from briefbook.extract.figure_context import is_open, lead_of, same_sentence
from briefbook.extract.figure_drafts import Draft
from briefbook.extract.figure_tokens import Tokens
from briefbook.extract.shares import contexts, stops

_RATIO = 20  # between two quantities of which one has its unit left out, at most
_FAR = 400  # characters between a number and the one that has the unit, at most


def left_out_money(
    tokens: Tokens, before: Draft | None, paid: Draft | None, draft: Draft
) -> Draft | None:
    """Return the amount whose currency goes on: `2bn euros, up from 1.6 billion`.

    It stands right before, or is the sentence's last one and has the same scale.
    """
    if paid is None or draft.scale < 1e6 or paid.scale == 1:
        return None
    if not same_sentence(tokens, paid, draft) and draft.start - paid.end < _FAR:
        return paid if _priced(tokens, draft) else None
    if before is not paid and paid.scale != draft.scale:
        led = lead_of(tokens, draft)[0] in contexts("elided before")
        if not led or draft.scale < 1e9:
            return paid if _priced(tokens, draft) else None
    if draft.start - paid.end > 160 or not same_sentence(tokens, paid, draft):
        return None
    return paid


def _priced(tokens: Tokens, draft: Draft) -> bool:
    """Tell whether the words before a number speak of money: `put the tax at 868m`."""
    lead = lead_of(tokens, draft)[0]
    if lead not in contexts("tally lead") and lead not in contexts("money lead"):
        return False
    for j in range(draft.first - 1, max(-1, draft.first - 9), -1):
        if j != draft.first - 1 and any(sign in tokens.gap(j) for sign in ".;!?\n"):
            return False
        if tokens.words[j] in contexts("money noun"):
            return True
    return False


def told_later(tokens: Tokens, draft: Draft, later: Draft | None) -> Draft | None:
    """Return the amount after it with the currency: `to 32 crore from Rs 26 crore`."""
    if later is None or not later.money or draft.scale == 1:
        return None
    gap = tokens.low[draft.end : later.start][:40].split()
    alike = later.scale == draft.scale and draft.value < _RATIO * later.value
    return later if alike and gap in (["from"], [",", "from"]) else None


def left_out_unit(tokens: Tokens, weighed: Draft | None, draft: Draft) -> Draft | None:
    """Return the quantity whose unit goes on: `3.2m tonnes, against 2.9m in May`."""
    if weighed is None or draft.start - weighed.end > 160:
        return None
    if not same_sentence(tokens, weighed, draft):
        return None
    lead = lead_of(tokens, draft)[0]
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
        # `180 days, extendable by 90`, `renewable for another three`
        near = tokens.words[max(0, draft.first - 5) : draft.first]
        placed = placed or not contexts("extending").isdisjoint(near)
    else:
        placed = lead in contexts("elided before") or lead in contexts("level verb")
    large = draft.scale > 1 or draft.numeral.marked
    large = large and weighed.physical
    if not (placed or (large and (lead == "the" or stops().get(lead) == "verb"))):
        return None
    gap = tokens.gap(draft.stop - 1)
    return weighed if is_open(tokens, draft, tokens.word(draft.stop), gap) else None
