"""A sentence as tokens with its mentions, and the verbs that head its clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from briefbook.draft_cues import Form, VerbCue, stage_words, verbs, words_of
from briefbook.models import ActorMention, DateMention, Figure, Mention

_TOKEN = re.compile(r"[^\W_]+(?:[-&][^\W_]+)*|'(?:s|ll|ve|re|d)\b|\S")
_OBJECT_WITHIN = 14
_GROUP_WITHIN = 6


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign of a sentence, and the mention that it belongs to."""

    start: int
    end: int
    low: str
    mention: Mention | None = None

    @property
    def actor(self) -> ActorMention | None:
        """The actor that the token names."""
        return self.mention if isinstance(self.mention, ActorMention) else None

    @property
    def figure(self) -> Figure | None:
        """The figure that the token is part of."""
        return self.mention if isinstance(self.mention, Figure) else None

    @property
    def date(self) -> DateMention | None:
        """The date that the token is part of."""
        return self.mention if isinstance(self.mention, DateMention) else None


@dataclass(slots=True)
class Head:
    """A verb that heads a clause.

    Attributes
    ----------
    start, at, end
        Tokens where its group begins (auxiliaries), where it stands, where it ends.
    cue
        What the word tells; a verb of no list has an empty one.
    form
        How it is inflected.
    stage
        Told by its modal or auxiliaries.
    """

    start: int
    at: int
    end: int
    cue: VerbCue
    form: Form
    passive: bool = False
    negated: bool = False
    stage: str = ""
    modal: str = ""


@dataclass(slots=True)
class Sentence:
    """The tokens of a sentence, and its heads in order."""

    start: int
    end: int
    tokens: list[Token]
    heads: list[Head] = field(default_factory=list)

    def low(self, index: int) -> str:
        """Return a token in lower case; empty beyond the ends."""
        return self.tokens[index].low if 0 <= index < len(self.tokens) else ""

    def lows(self, start: int, end: int) -> list[str]:
        """Return the tokens of a stretch in lower case."""
        return [token.low for token in self.tokens[max(0, start) : max(0, end)]]


def sentence(text: str, span: tuple[int, int], mentions: Sequence[Mention]) -> Sentence:
    """Return the sentence at `span` of `text`, its heads found.

    Parameters
    ----------
    text
        Made plain; spans are its own.
    mentions
        Those inside the sentence, in order, with spans of `text`.
    """
    tokens: list[Token] = []
    waiting = iter(mentions)
    current = next(waiting, None)
    for match in _TOKEN.finditer(text, *span):
        while current is not None and current.char_end <= match.start():
            current = next(waiting, None)
        inside = current is not None and current.char_start < match.end()
        tokens.append(
            Token(
                match.start(),
                match.end(),
                match.group().lower(),
                current if inside else None,
            )
        )
    found = Sentence(*span, tokens)
    found.heads = list(_heads(found))
    return found


def _heads(sentence: Sentence) -> Iterator[Head]:
    index = 0
    while index < len(sentence.tokens):
        head = _head(sentence, index)
        if head is not None:
            yield head
            index = head.end
        else:
            index += 1


def _head(sentence: Sentence, at: int) -> Head | None:
    token = sentence.tokens[at]
    if token.mention is not None or not token.low[:1].isalpha():
        return None
    if token.low in words_of("be") or token.low in words_of("have"):
        return None if _helps(sentence, at) else _copula(sentence, at)
    start, group = _group(sentence, at)
    readings = verbs().get(token.low, ())
    usable = [
        (cue, form)
        for cue, form in readings
        if _fits(sentence, at, start, group, cue, form)
    ]
    if not usable:
        return _unknown(sentence, at, start, group) if not readings else None
    for cue, form in usable:
        end = at + 1 + len(cue.particles)
        if tuple(sentence.lows(at + 1, end)) != cue.particles:
            continue
        if cue.objects and not _has_object(sentence, at, end, cue.objects):
            continue
        if cue.intransitive and not _amounts(sentence, end):
            continue
        return _made(sentence, start, at, end, cue, form, group)
    return None


def _helps(sentence: Sentence, at: int) -> bool:
    """Tell whether ``was`` or ``has`` is the auxiliary of a verb after it."""
    skipped = words_of("be") | words_of("have") | words_of("negative") | {"to"}
    skipped |= _be_to()
    for index in range(at + 1, min(at + _GROUP_WITHIN, len(sentence.tokens))):
        token = sentence.tokens[index]
        if token.mention is not None:
            return False
        if token.low in skipped or is_adverb(token.low):
            continue
        inflected = token.low.endswith(("ed", "ing")) and len(token.low) > 4
        return inflected or token.low in verbs()
    return False


def _copula(sentence: Sentence, at: int) -> Head:
    start, group = _group(sentence, at)
    return _made(sentence, start, at, at + 1, _NO_CUE, "past", group)


def _amounts(sentence: Sentence, end: int) -> bool:
    """Tell whether no object follows a verb: ``rose by 4%``, not ``raised wages``."""
    if end >= len(sentence.tokens):
        return True
    token = sentence.tokens[end]
    if token.mention is not None:
        return token.actor is None
    opens = words_of("measure") | (words_of("hedge") - words_of("article"))
    if is_adverb(token.low) or token.low in opens:
        return True
    after = sentence.tokens[end + 1 : end + 2]
    return token.low in words_of("hedge") and bool(after and after[0].figure)


def _made(
    sentence: Sentence,
    start: int,
    at: int,
    end: int,
    cue: VerbCue,
    form: Form,
    group: list[str],
) -> Head:
    be, have = words_of("be"), words_of("have")
    last = [word for word in group if word in be or word in have]
    participle = form in ("past", "participle")
    passive = participle and bool(last) and last[-1] in be
    reduced = participle and not group and _by_agent(sentence, end)
    modal = next((word for word in group if word in words_of("modal")), "")
    stage = stage_words("modal").get(modal, "")
    if not stage and "to" in group and any(word in be for word in group):
        joined = " ".join(group)
        stage = next(
            (s for words, s in stage_words("be").items() if joined.endswith(words)), ""
        )
    return Head(
        start,
        at,
        end,
        cue,
        form,
        passive=passive or (reduced and cue.action != "grows"),
        negated=any(word in words_of("negative") for word in group),
        stage=stage,
        modal=modal,
    )


def _group(sentence: Sentence, at: int) -> tuple[int, list[str]]:
    """Return where the group of a verb begins, and its auxiliaries without adverbs."""
    helping, be_to = _helping(), _be_to()
    start, group = at, []
    index = at - 1
    while index >= max(0, at - _GROUP_WITHIN):
        token = sentence.tokens[index]
        low = token.low
        if token.mention is not None:
            break
        if low in helping:
            group.append(low)
            start = index
        elif (low == "to" and index == at - 1) or (
            low in be_to and group[-1:] == ["to"]
        ):
            group.append(low)
            start = index
        elif not is_adverb(low):
            break
        index -= 1
    return start, group[::-1]


@cache
def _helping() -> frozenset[str]:
    kinds = ("be", "have", "do", "modal", "negative")
    return frozenset(word for kind in kinds for word in words_of(kind))


@cache
def _be_to() -> frozenset[str]:
    return frozenset(w.split()[0] for w in stage_words("be") if " " in w)


def is_adverb(low: str) -> bool:
    """Tell whether a word may stand between subject and verb."""
    return low in words_of("adverb") or (low.endswith("ly") and len(low) > 4)


def _fits(
    sentence: Sentence, at: int, start: int, group: list[str], cue: VerbCue, form: Form
) -> bool:
    before = sentence.low(start - 1)
    helped = set(group) & (words_of("modal") | words_of("do") | {"to"})
    auxiliary = set(group) & (words_of("be") | words_of("have"))
    noun_before = before in words_of("article") or before in words_of("possessive")
    if form == "base":
        if helped:
            return True
        if noun_before:
            return False
        if before in words_of("join"):
            return _takes_object(sentence, at)
        plural = _plural(before) and not cue.noun
        return before in {"they", "we", "i", "you"} or plural
    if form == "third":
        if noun_before or auxiliary or helped:
            return False
        return not cue.noun or _finite_noun_like(sentence, at, start)
    if form == "ing":
        # "chip manufacturing efforts" is none, "firms building plants" is one.
        opens = before in words_of("before-ing") or before in verbs()
        return bool(auxiliary) or opens or _plural(before)
    if auxiliary:
        return True
    # "the proposed rule", "a planned plant": no head.
    return not noun_before


def _plural(low: str) -> bool:
    return low.endswith("s") and len(low) > 3


def _finite_noun_like(sentence: Sentence, at: int, start: int) -> bool:
    """Tell whether ``plans`` or ``exports`` stands as a verb."""
    if start == 0:
        return False
    previous = sentence.tokens[start - 1]
    subject = previous.actor is not None and not is_adjective(previous)
    named = subject or previous.low in words_of("pronoun") | words_of("relative")
    return sentence.low(at + 1) == "to" or (named and _takes_object(sentence, at))


def _takes_object(sentence: Sentence, at: int) -> bool:
    """Tell whether what follows a verb can only be its object or amount."""
    at += 1
    if sentence.low(at) in words_of("preposition"):
        at += 1
        while sentence.low(at) in words_of("hedge"):
            at += 1
        return at < len(sentence.tokens) and sentence.tokens[at].figure is not None
    if at >= len(sentence.tokens):
        return False
    token = sentence.tokens[at]
    opens = token.low in words_of("article") or token.low in words_of("hedge")
    return opens or token.figure is not None or token.actor is not None


def is_adjective(token: Token) -> bool:
    """Tell whether a country is named by its adjective: ``Chinese``."""
    actor = token.actor
    return actor is not None and actor.quote in _adjectives()


@cache
def _adjectives() -> frozenset[str]:
    from briefbook.registry import countries

    return frozenset(
        word for country in countries().values() for word in country.adjectives
    )


def _has_object(sentence: Sentence, at: int, end: int, objects: frozenset[str]) -> bool:
    stop = words_of("boundary")
    for low in sentence.lows(end, end + _OBJECT_WITHIN):
        if low in objects:
            return True
        if low in stop:
            break
    # "900 jobs were cut", and "jobs" inside a figure's own words.
    return any(low in objects for low in sentence.lows(at - 6, at))


def _by_agent(sentence: Sentence, end: int) -> bool:
    if sentence.low(end) != "by":
        return False
    after = sentence.tokens[end + 1] if end + 1 < len(sentence.tokens) else None
    return after is not None and after.figure is None


_NO_CUE = VerbCue("")


def _unknown(sentence: Sentence, at: int, start: int, group: list[str]) -> Head | None:
    """Return a head for a word of no list that inflection or place shows as a verb."""
    low = sentence.tokens[at].low
    helped = set(group) & (words_of("modal") | words_of("do"))
    auxiliary = set(group) & (words_of("be") | words_of("have"))
    before = sentence.low(at - 1)
    noun_before = before in words_of("article") or before in words_of("possessive")
    form: Form | None = None
    if low.endswith("ed") and len(low) > 4 and (auxiliary or not noun_before):
        form = "past"
    elif low.endswith("ing") and len(low) > 5 and (auxiliary or before == ","):
        form = "ing"
    elif helped and not is_adverb(low) and low not in words_of("article"):
        form = "base"
    if form is None:
        return None
    return _made(sentence, start, at, at + 1, _NO_CUE, form, group)
