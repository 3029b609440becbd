"""Who does what a clause says: its grammatical subject, agent and target.

The rules walk from the verb to its subject and give up at anything unclear: an empty
field is better than a wrong one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from briefbook.draft_clauses import Head, Sentence, is_adjective, is_adverb
from briefbook.draft_cues import nouns_of, words_of
from briefbook.models import ActorMention

_APPOSITION = 28
_MODIFIERS = 4
_ANAPHORS = {
    "company": ("company",),
    "government_body": ("government_body",),
    "person": ("person",),
    "thing": ("company", "government_body", "international_body", "country"),
}


@dataclass(slots=True)
class Memory:
    """Whom the text has named so far, for ``the company`` and ``it``."""

    named: dict[str, str] = field(default_factory=dict)
    last: ActorMention | None = None

    def add(self, actors: Iterable[ActorMention]) -> None:
        """Remember the actors of a sentence."""
        self.named.update((actor.name, actor.type) for actor in actors)

    def meant(self, kind: str, sayer: str) -> str:
        """Return the actor that a noun or pronoun of a kind points back to, or ''."""
        types = _ANAPHORS[kind]
        if kind == "thing":
            if sayer and self.named.get(sayer) in types:
                return sayer
            return self.last.name if self.last and self.last.type in types else ""
        of_kind = [name for name, type_ in self.named.items() if type_ in types]
        if len(of_kind) == 1:
            return of_kind[0]
        return self.last.name if self.last and self.last.type in types else ""


def subject(sentence: Sentence, head: Head, memory: Memory, sayer: str = "") -> str:
    """Return the name of the actor that is the subject of a head, or ''.

    Parameters
    ----------
    sayer
        Who says the clause: ``Intel said it would``.
    """
    index = head.start - 1
    while index >= 0 and is_adverb(sentence.low(index)):
        index -= 1
    return _nominal(sentence, _before_day(sentence, index), memory, sayer)


def _before_day(sentence: Sentence, index: int) -> int:
    """Step back over the day in ``the president on Wednesday signed``."""
    at = index
    while at > 0 and sentence.tokens[at].date is not None:
        at -= 1
    if at < index and sentence.low(at) in ("on", "late", "early"):
        at -= 1
        named = at >= 0 and sentence.tokens[at].actor is not None
        return at if named and not is_adjective(sentence.tokens[at]) else index
    return index


def _nominal(sentence: Sentence, index: int, memory: Memory, sayer: str) -> str:
    """Return the actor that the noun phrase ending at `index` names, or ''."""
    if index < 0:
        return ""
    token = sentence.tokens[index]
    if token.actor is not None and not is_adjective(token):
        return _named(sentence, index)
    if token.low == ")":
        opened = _back_to(sentence, index, "(")
        return _nominal(sentence, opened - 1, memory, sayer) if opened > 0 else ""
    if token.low == ",":
        return _around_apposition(sentence, index, memory, sayer)
    if token.low in words_of("relative"):
        before = index - 1 if sentence.low(index - 1) != "," else index - 2
        actor = sentence.tokens[before].actor if before >= 0 else None
        if actor is None or is_adjective(sentence.tokens[before]):
            return ""
        return _named(sentence, before) if actor.type != "country" else ""
    for kind in ("thing", "person", "company", "government_body"):
        if token.low in nouns_of(kind):
            alone = kind in ("thing", "person")
            if alone or sentence.low(index - 1) == "the":
                return memory.meant(kind, sayer)
            break
    if token.low in nouns_of("own"):
        return _owner(sentence, index)
    return _headed(sentence, index)


def _named(sentence: Sentence, index: int) -> str:
    """Return the actor at `index` unless it stands inside a larger phrase."""
    first = _first_token(sentence, index)
    actor = sentence.tokens[index].actor
    assert actor is not None
    before = first - 1
    while sentence.low(before) in words_of("article"):
        before -= 1
    low = sentence.low(before)
    if low in words_of("preposition") and not _example(sentence, before):
        return actor.name if _own_in(sentence, before) else ""
    if _is_object(sentence, before + 1):
        return ""
    joined = _conjunction(sentence, first)
    return (_first_of_list(sentence, joined) if joined else "") or actor.name


def _is_object(sentence: Sentence, first: int) -> bool:
    """Tell whether a name is the object of the verb before it: ``that supplies X``."""
    return any(
        head.end == first and not head.passive and not head.cue.basis
        for head in sentence.heads
    )


def _example(sentence: Sentence, preposition: int) -> bool:
    """Tell whether a preposition gives an example: ``firms such as X``."""
    pair = f"{sentence.low(preposition - 1)} {sentence.low(preposition)}"
    return bool({sentence.low(preposition), pair} & words_of("example"))


def _conjunction(sentence: Sentence, first: int) -> int:
    """Return where ``and`` stands in ``Ann Lee and France's president, X``, or 0."""
    stop = words_of("preposition") | words_of("boundary") | {","}
    for at in range(first - 1, max(0, first - _MODIFIERS - 1), -1):
        low = sentence.low(at)
        if low in ("and", "&"):
            return at
        if low in stop or sentence.tokens[at].figure is not None:
            return 0
        if any(head.start <= at < head.end for head in sentence.heads):
            return 0
    return 0


def _own_in(sentence: Sentence, preposition: int) -> bool:
    """Tell whether ``shares in X``, ``profit at X`` stands before X."""
    noun, low = sentence.low(preposition - 1), sentence.low(preposition)
    if low in ("at", "by"):
        return noun in nouns_of("own")
    return low in ("in", "of") and noun in ("shares", "stock")


def _first_of_list(sentence: Sentence, conjunction: int) -> str:
    """Return the first actor of ``X, Y and Z`` where the list opens its clause."""
    index, first = conjunction - 1, ""
    while index >= 0:
        token = sentence.tokens[index]
        if token.actor is not None and not is_adjective(token):
            index = _first_token(sentence, index) - 1
            first = token.actor.name
        elif token.low in (",", "the", "both"):
            index -= 1
        else:
            break
    # "President Ann Lee and ...": a title may open the list.
    stop = words_of("preposition") | words_of("join")
    for at in range(index, max(-1, index - _MODIFIERS), -1):
        if sentence.low(at) in words_of("boundary"):
            return first
        headed = any(head.start <= at < head.end for head in sentence.heads)
        if headed or sentence.low(at) in stop:
            return ""
    return first if index < _MODIFIERS else ""


def _owner(sentence: Sentence, index: int) -> str:
    """Return whose revenue, exports or government the noun at `index` is."""
    for back in range(1, _MODIFIERS + 1):
        at = index - back
        if at < 0:
            return ""
        token = sentence.tokens[at]
        if token.low in words_of("possessive"):
            owner = sentence.tokens[at - 1].actor if at else None
            return owner.name if owner else ""
        if token.actor is not None:
            return token.actor.name
        outside = words_of("preposition") | words_of("boundary") | words_of("join")
        outside |= words_of("article") | words_of("pronoun")
        if token.mention is not None or token.low in outside or token.low == ",":
            return ""
    return ""


def _headed(sentence: Sentence, index: int) -> str:
    """Return the owner in ``Vietnam's exports to China``, from the last word on."""
    for at in range(index, max(-1, index - 6), -1):
        low = sentence.low(at)
        if low in words_of("preposition"):
            own = sentence.low(at - 1) in nouns_of("own")
            if own and low in ("to", "of", "from", "for", "in"):
                return _owner(sentence, at - 1)
            return ""
        if low == "," or low in words_of("boundary"):
            return ""
    return ""


def _around_apposition(
    sentence: Sentence, comma: int, memory: Memory, sayer: str
) -> str:
    """Return the subject in ``X, which makes Y, plans`` or ``its head, Ann, says``."""
    opened = _back_to(sentence, comma, ",")
    if opened <= 0:
        return ""
    inside = sentence.tokens[opened + 1 : comma]
    outer = sentence.tokens[opened - 1]
    whole = bool(inside) and all(
        token.mention is inside[0].mention and token.actor for token in inside
    )
    if whole and outer.actor is None and inside[0].actor is not None:
        return inside[0].actor.name
    if outer.actor is not None and not is_adjective(outer) and not whole:
        return _named(sentence, opened - 1)
    return ""


def _back_to(sentence: Sentence, index: int, sign: str) -> int:
    for at in range(index - 1, max(-1, index - _APPOSITION), -1):
        if sentence.low(at) == sign:
            return at
    return -1


def _first_token(sentence: Sentence, index: int) -> int:
    mention = sentence.tokens[index].mention
    while index > 0 and sentence.tokens[index - 1].mention is mention:
        index -= 1
    return index


def agent(sentence: Sentence, head: Head) -> str:
    """Return the actor of ``by X`` after a passive head, or ''."""
    for at in range(head.end, min(head.end + 14, len(sentence.tokens))):
        low = sentence.low(at)
        if low in words_of("boundary") or low == ",":
            break
        if low == "by":
            return next_actor(sentence, at + 1)
    return ""


def target(sentence: Sentence, head: Head, stop: int, doer: str) -> str:
    """Return the actor that an action is done to, or '' unless just one may be."""
    if not head.cue.targets:
        return ""
    found = []
    for at in range(head.end, min(stop, len(sentence.tokens))):
        if sentence.low(at) in words_of("boundary"):
            break
        token = sentence.tokens[at]
        if token.actor is None or sentence.tokens[at - 1].mention is token.mention:
            continue
        if token.actor.name != doer:
            found.append((at, token.actor))
    fitting = [actor for at, actor in found if _reached(sentence, head, at)]
    names = {actor.name for actor in fitting}
    return names.pop() if len(names) == 1 else ""


def _reached(sentence: Sentence, head: Head, at: int) -> bool:
    before = at - 1
    while before >= head.end:
        token, low = sentence.tokens[before], sentence.low(before)
        if low in words_of("preposition"):
            return low in head.cue.targets
        if low == "," or token.actor is not None:
            return False
        before -= 1
    return "object" in head.cue.targets


def next_actor(sentence: Sentence, start: int) -> str:
    """Return the actor that the noun phrase beginning at `start` names, or ''."""
    at = start
    while sentence.low(at) in words_of("article"):
        at += 1
    if at >= len(sentence.tokens):
        return ""
    actor = sentence.tokens[at].actor
    if actor is None:
        return ""
    end = at
    while end + 1 < len(sentence.tokens) and sentence.tokens[end + 1].actor is actor:
        end += 1
    after = sentence.low(end + 1)
    if after in nouns_of("own"):
        return actor.name if after not in ("shares", "stock") else ""
    alone = not is_adjective(sentence.tokens[at])
    return actor.name if alone and after not in words_of("possessive") else ""
