"""What a clause says was done: action, doer, target, stage, and how it is known."""

from __future__ import annotations

from dataclasses import dataclass

from briefbook.draft_clauses import Head, Sentence
from briefbook.draft_cues import basis_words, stage_words, words_of
from briefbook.draft_subjects import Memory, agent, subject, target
from briefbook.draft_voices import Voice

_STAGE_OBJECT_WITHIN = 10
_BREAKS = ("and", "but", "while", "whereas", "as", "after", "although", "though")


@dataclass(frozen=True, slots=True)
class Deed:
    """The fields of a claim that its verb tells."""

    actor: str = ""
    action: str = ""
    target: str = ""
    stage: str = ""
    negated: bool = False


def deed(
    sentence: Sentence,
    number: int | None,
    at: int,
    memory: Memory,
    voice: Voice | None,
) -> Deed:
    """Return what the head of that number tells of the token at `at`."""
    if number is None:
        return Deed()
    matrix = _matrix(sentence, number)
    head = sentence.heads[number if matrix is None else matrix]
    chosen = number if matrix is None else matrix
    sayer = voice.said_by if voice and voice.at < head.at else ""
    control = _control(sentence, chosen)
    spoken = voice is not None and voice.at < head.at and not voice.trailing
    stage = _stage(sentence, chosen, spoken)
    action = head.cue.action
    if not action and control is not None and stage == "planned":
        action = "plans" if _plans(sentence, chosen) else ""
    ahead = at < head.start
    if ahead and not head.passive:
        actor = ""
    else:
        actor = doer(sentence, chosen, memory, sayer)
    end = _end(sentence, chosen)
    to_whom = target(sentence, head, end, actor)
    if head.passive and "object" in head.cue.targets:
        to_whom = subject(sentence, head, memory, sayer)
    if _agreed_together(head, actor, to_whom):
        to_whom = ""
    return Deed(actor, action, to_whom, stage, head.negated and matrix is None)


def _agreed_together(head: Head, actor: str, to_whom: str) -> bool:
    return bool(actor) and actor == to_whom


def doer(sentence: Sentence, number: int, memory: Memory, sayer: str) -> str:
    """Return who does what a head says, or ''."""
    head = sentence.heads[number]
    control = _control(sentence, number)
    if head.passive and control is None:
        if head.cue.basis and not head.cue.action:
            return subject(sentence, head, memory, sayer)
        return agent(sentence, head)
    if control is not None:
        return doer(sentence, control, memory, sayer)
    if number and _shares_subject(sentence, number):
        return doer(sentence, number - 1, memory, sayer)
    return subject(sentence, head, memory, sayer)


def _shares_subject(sentence: Sentence, number: int) -> bool:
    """Tell whether the head goes on with the subject of the one before it."""
    head, previous = sentence.heads[number], sentence.heads[number - 1]
    before = sentence.low(head.start - 1)
    if previous.passive:
        return False
    if head.form == "ing":
        return before in (",", "by", "while", "and", "after", "before", "from")
    return before in words_of("join")


def _control(sentence: Sentence, number: int) -> int | None:
    """Return the head that an infinitive hangs on: ``plans to``, ``began building``."""
    head = sentence.heads[number]
    infinitive = head.form == "base" and sentence.low(head.start) == "to"
    gerund = head.form == "ing" and head.start == head.at
    if not number or not (infinitive or gerund):
        return None
    return number - 1 if sentence.heads[number - 1].end == head.start else None


def _matrix(sentence: Sentence, number: int) -> int | None:
    """Return the head whose content the clause is: ``warned that sales would fall``."""
    own = sentence.heads[number]
    for earlier in range(number - 1, -1, -1):
        head = sentence.heads[earlier]
        if not head.cue.complement or head.passive:
            continue
        agreed = f"{head.cue.verb} to" in stage_words("matrix") and own.cue.action
        if agreed and _control(sentence, number) == earlier:
            return None
        between = sentence.lows(head.end, own.start)
        pairs = zip(between, between[1:], strict=False)
        broken = ";" in between or any(a == "," and b in _BREAKS for a, b in pairs)
        return None if broken else earlier
    return None


def _plans(sentence: Sentence, number: int) -> bool:
    control = _control(sentence, number)
    if control is None:
        return False
    verb = sentence.heads[control].cue.verb
    return stage_words("matrix").get(f"{verb} to") == "planned"


def _stage(sentence: Sentence, number: int, spoken: bool) -> str:
    head = sentence.heads[number]
    if head.negated:
        return ""
    if head.stage:
        return head.stage
    if head.modal:
        return stage_words("said").get(head.modal, "") if spoken else ""
    control = _control(sentence, number)
    if control is not None:
        verb = sentence.heads[control].cue.verb
        planned = stage_words("matrix").get(f"{verb} to")
        return planned or _stage(sentence, control, spoken)
    if number and _shares_subject(sentence, number) and head.form in ("base", "ing"):
        before = sentence.heads[number - 1]
        return before.stage or (before.cue.stage if head.form == "ing" else "")
    if head.form == "base":
        return ""
    objects = head.cue.stage_objects
    near = sentence.lows(head.end, head.end + _STAGE_OBJECT_WITHIN)
    near += sentence.lows(head.start - 4, head.start)
    if objects and not objects & set(near):
        return ""
    return head.cue.stage


def _end(sentence: Sentence, number: int) -> int:
    following = sentence.heads[number + 1 :]
    return following[0].start if following else len(sentence.tokens)


def voice_of(sentence: Sentence, at: int, voices: list[Voice]) -> Voice | None:
    """Return who says what stands at a token, or None."""
    leading = [v for v in voices if v.at < at and not v.trailing]
    for voice in reversed(leading):
        between = sentence.lows(voice.at, at)
        pairs = zip(between, between[1:], strict=False)
        broken = ";" in between or any(a == "," and b in _BREAKS for a, b in pairs)
        if not broken:
            return voice
    for voice in voices:
        # The day of the saying: "..., the firm said on Monday".
        if voice.trailing and voice.at < at:
            return voice
    trailing = [v for v in voices if v.trailing and v.at > at]
    return trailing[0] if len(trailing) == 1 else None


def adverb_basis(sentence: Sentence, number: int | None, at: int) -> str:
    """Return the basis that ``reportedly`` and its like give a clause, or ''."""
    head = sentence.heads[number] if number is not None else None
    start = min(at, head.start - 3) if head is not None else at - 4
    known = basis_words("adverb")
    for low in sentence.lows(start, at + 2):
        if low in known:
            return known[low][0]
    return ""
