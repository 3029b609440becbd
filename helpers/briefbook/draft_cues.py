"""What the drafting rules know of words: verbs, voices, stages, measures.

All of it is data in ``extract/lexicon/``: `action_cues`, `stage_cues`, `basis_cues`,
`measure_cues`, `subject_nouns`, `clause_words` and `verb_forms`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from briefbook.extract.lexicons import rows

Form = Literal["base", "third", "past", "participle", "ing"]
_VOWELS = "aeiou"
# A verb of one syllable that doubles its last letter: ban, plan, cap, ship.
_DOUBLES = re.compile(r"[^aeiou]*[aeiou][bdgklmnprtz]")


@dataclass(frozen=True, slots=True)
class VerbCue:
    """One verb that the rules know, with what its use tells.

    Attributes
    ----------
    verb
        Its base form, with particles (``lay off``).
    action, stage, basis
        Names of the vocabularies; empty where the verb doesn't tell.
    objects
        Words of which one must follow for the action to hold; empty for any.
    targets
        How the target follows: ``object`` for a direct one, or prepositions.
    noun
        Its base and third form are nouns as well.
    complement
        What is said after it is its content: ``warned that sales would fall``.
    intransitive
        With an object it tells another thing: ``increased its spending``.
    """

    verb: str
    action: str = ""
    stage: str = ""
    stage_objects: frozenset[str] = frozenset()
    basis: str = ""
    objects: frozenset[str] = frozenset()
    targets: tuple[str, ...] = ()
    noun: bool = False
    complement: bool = False
    intransitive: bool = False

    @property
    def particles(self) -> tuple[str, ...]:
        """The words that must follow the verb."""
        return tuple(self.verb.split()[1:])


@cache
def verbs() -> dict[str, tuple[tuple[VerbCue, Form], ...]]:
    """Return the readings of each verb form, those with most particles first."""
    found: dict[str, list[tuple[VerbCue, Form]]] = {}
    for cue in _cues():
        for form, word in forms(cue.verb.split()[0]):
            found.setdefault(word, []).append((cue, form))
    return {
        word: tuple(sorted(cues, key=_weight)) for word, cues in sorted(found.items())
    }


def _weight(reading: tuple[VerbCue, Form]) -> tuple[int, bool]:
    return -len(reading[0].particles), not reading[0].objects


def _cues() -> list[VerbCue]:
    stages = {
        row["words"]: (row["stage"], _words(row["objects"]))
        for row in rows("stage_cues")
        if row["kind"] == "verb"
    }
    bases = {
        row["words"]: row["basis"]
        for row in rows("basis_cues")
        if row["kind"] == "speech"
    }
    cues = []
    known: set[str] = set()
    for row in rows("action_cues"):
        verb = row["verb"]
        known.add(verb)
        stage, objects = stages.get(verb, ("", frozenset()))
        cues.append(
            VerbCue(
                verb,
                row["action"],
                stage,
                objects,
                bases.get(verb, ""),
                _words(row["objects"]),
                tuple(row["target"].split()),
                row["noun"] == "yes",
                row["complement"] == "yes",
                row["intransitive"] == "yes",
            )
        )
    # The same verb without its objects, and those that tell a stage or a basis only.
    matrix = {row["words"].split()[0] for row in rows("stage_cues") if _matrix(row)}
    aspects = words_of("aspect")
    plain = {row["base"] for row in rows("verb_forms")} | matrix | aspects
    bare = {verb for verb in known if " " not in verb}
    for verb in sorted(set(stages) | set(bases) | plain | bare):
        stage, objects = stages.get(verb, ("", frozenset()))
        noun = any(cue.verb == verb and cue.noun for cue in cues)
        noun = noun or verb in words_of("noun-verb")
        cues.append(VerbCue(verb, "", stage, objects, bases.get(verb, ""), noun=noun))
    return cues


def _matrix(row: dict[str, str]) -> bool:
    return row["kind"] == "matrix"


def forms(verb: str) -> list[tuple[Form, str]]:
    """Return the forms of a verb by its base, irregular ones from the list.

    Examples
    --------
    >>> [word for _, word in forms("ban")]
    ['ban', 'bans', 'banned', 'banned', 'banning']
    """
    stem, ending = (verb[:-1], "i") if _consonant_y(verb) else (verb, "")
    sibilant = verb.endswith(("s", "x", "z", "ch", "sh", "o"))
    third = f"{stem}ies" if ending else f"{verb}es" if sibilant else f"{verb}s"
    irregular = _irregular().get(verb)
    if irregular:
        past, participle, ing = irregular
    else:
        doubled = verb + verb[-1] if _DOUBLES.fullmatch(verb) else verb
        past = f"{stem}ied" if ending else _joined(doubled, "ed")
        participle, ing = past, _joined(doubled, "ing")
    return [
        ("base", verb),
        ("third", third),
        ("past", past),
        ("participle", participle),
        ("ing", ing),
    ]


def _consonant_y(verb: str) -> bool:
    return verb.endswith("y") and verb[-2:-1] not in _VOWELS


def _joined(verb: str, ending: str) -> str:
    silent = verb.endswith("e") and not (ending == "ing" and verb.endswith("ee"))
    return (verb[:-1] if silent else verb) + ending


@cache
def _irregular() -> dict[str, tuple[str, str, str]]:
    return {
        row["base"]: (row["past"], row["participle"], row["ing"])
        for row in rows("verb_forms")
        if row["past"]
    }


@cache
def words_of(kind: str) -> frozenset[str]:
    """Return the words of one kind in ``clause_words``, e.g. ``"preposition"``."""
    return frozenset(r["word"] for r in rows("clause_words") if r["kind"] == kind)


@cache
def nouns_of(kind: str) -> frozenset[str]:
    """Return the nouns of one kind in ``subject_nouns``, e.g. ``"own"``."""
    return frozenset(r["word"] for r in rows("subject_nouns") if r["kind"] == kind)


@cache
def stage_words(kind: str) -> dict[str, str]:
    """Return the stages of one kind of ``stage_cues`` by their words."""
    return {r["words"]: r["stage"] for r in rows("stage_cues") if r["kind"] == kind}


@cache
def basis_words(kind: str) -> dict[str, tuple[str, str]]:
    """Return basis and voice of one kind of ``basis_cues`` by their words."""
    return {
        row["words"]: (row["basis"], row["voice"])
        for row in rows("basis_cues")
        if row["kind"] == kind
    }


def _words(cell: str) -> frozenset[str]:
    return frozenset(word for word in cell.split("|") if word)


@cache
def only_before() -> dict[str, str]:
    """Return the word that must follow a verb for it to be one of saying."""
    return {
        r["words"]: r["only_before"] for r in rows("basis_cues") if r["only_before"]
    }
