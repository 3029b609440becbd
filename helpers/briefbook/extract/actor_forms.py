"""What the form of a name tells: a body by its head, a firm by its suffix."""

from __future__ import annotations

import re
from dataclasses import replace

from briefbook.extract.actor_candidates import Candidate
from briefbook.extract.actor_chambers import chambers
from briefbook.extract.actor_tokens import Tokens
from briefbook.extract.actor_units import Run, Unit
from briefbook.extract.actor_words import LEGAL_DOTS, Words

_MODEL = re.compile(r"[A-Z]{1,3}[0-9]{2,4}[A-Za-z]?")


class Forms:
    """Reads a stretch of words as one organisation where its form says so."""

    def __init__(self, tokens: Tokens, words: Words) -> None:
        self.tokens = tokens
        self.words = words

    def _spelled(self, run: Run) -> bool:
        """Tell whether an acronym spells it all: `Tata Assembly and Test (TAT)`."""
        word, first = self.tokens.word, run.units[0]
        if word(run.last) != "(" or word(run.last + 2) != ")" or not first.known:
            return False
        if first.entry.kind != "actor" or len(run.units) < 3:  # type: ignore[union-attr]
            return False
        initials = "".join(
            part[0] for u in run.units if not u.joint for part in u.text.split()
        )
        return len(initials) > 2 and word(run.last + 1) == initials.upper()

    def _known(self, unit: Unit) -> Candidate:
        return Candidate(
            unit.first, unit.last, unit.text, entry=unit.entry, units=(unit,)
        )

    def _joined(self, units: list[Unit], title: str) -> Candidate:
        start = self.tokens.starts[units[0].first]
        end = self.tokens.ends[units[-1].last - 1]
        text = " ".join(self.tokens.text[start:end].split())
        if text.endswith(".") and text.rpartition(" ")[2].lower()[:-1] in LEGAL_DOTS:
            text = text[:-1]
        return Candidate(
            units[0].first, units[-1].last, text, units=tuple(units), title=title
        )

    def _organisation(self, piece: list[Unit]) -> list[Candidate] | None:
        """Return the piece as one organisation where its form says so, else None."""
        words = self.words
        if len(piece) == 1 and piece[0].text in chambers() and not piece[0].entry:
            return [self._joined(piece, "")]
        heads = [
            (i, words.heads[u.text])
            for i, u in enumerate(piece)
            if not u.entry and u.text in words.heads
        ]
        last = piece[-1]
        if piece[0].text in words.gales and len(piece) == 2:
            return []  # `Typhoon Saola`
        dead = last.text in words.dead_heads or (
            # `Palm Beach Convention Center`
            " ".join(u.text for u in piece[-2:]) in words.dead_heads
        )
        if dead and len(piece) == 2 and piece[0].text in words.first_names:
            dead = last.text not in words.surnames_common  # `Emily Field`
        listed = all(u.text in ("&", "and") for u in piece if u.joint)
        if len(piece) > 3 and piece[-2].joint and last.text == "America":
            if piece[-3].text.endswith("s"):
                return [self._named(piece, "other_org", "body")]
        if dead and len(piece) > 1 and self._of_person(piece[0].first):
            # `Ann Lee of the Global Trade Initiative`
            return [self._named(piece, "other_org", "body")]
        if not last.entry and dead and (listed or not any(u.joint for u in piece)):
            if words.dead_heads.get(last.text) == "place" and len(piece) == 2:
                # `Tottenham Hotspur Stadium`: a firm's name inside a place's.
                piece = [u for u in piece if u.entry and u.entry.kind != "actor"]
            return [self._known(u) for u in piece if u.entry]
        joined = any(u.joint and u.text in ("of", "for", "on", "to") for u in piece)
        if len(piece) > 2 and piece[0].known and piece[1].joint:
            if piece[1].text == "of" and piece[2].text == "America":
                return [self._named(piece, "company", "branch")]
            if piece[1].text == "and":  # more fields than the known body has
                return [self._named(piece, "government_body", "body")]
        if not last.entry and last.text.rstrip(".") in words.suffixes:
            if not (joined and heads):
                return self._firm(piece)
        legal = any(words.suffixes.get(u.text) == "legal" for u in piece)
        if joined and legal and last.entry is not None:
            return [self._named(piece, "company", "company_suffix")]
        if last.entry is not None and last.text in words.heads and len(piece) > 2:
            # `Nigeria Labour Congress`
            return [self._named(piece, "other_org", "body")]
        for index, row in heads:
            at_end = index == len(piece) - 1
            opens = row["side"] != "suffix" and joined
            if not (at_end or opens):
                continue
            short = row["side"] == "long" and len(piece) < 3
            if row["word"] == "Port" and self._passed(piece[0].first):
                return [self._known(u) for u in piece if u.entry]
            if len(piece) == 1 or short or (row["side"] == "prefix" and at_end):
                return [self._known(u) for u in piece if u.entry]
            lead = piece[0].entry
            named = lead is not None and lead.kind == "actor" and piece[0].known
            if named and piece[0].text.count(" ") > 1 and len(piece) > 2:
                # `Bank of Ruritania Policy Committee`
                rest = self._named(piece[1:], row["type"], "body")
                return [self._known(piece[0]), rest]
            return [self._named(piece, row["type"], "body")]
        return None

    def _passed(self, first: int) -> bool:
        # `through the Port of Los Angeles`: a place, not who runs it.
        before = self.tokens.word(first - 1)
        if before in ("the", "The"):
            before = self.tokens.word(first - 2)
        return before in self.words.place_words or before in (
            "at",
            "from",
            "to",
            "into",
        )

    def _of_person(self, first: int) -> bool:
        word = self.tokens.word
        if word(first - 1) != "the" or word(first - 2) not in ("of", "at"):
            return False
        name = first - 3 - (word(first - 3) == ",")
        surname = word(name)[:1].isupper() and word(name - 1)[:1].isupper()
        return surname and word(name) not in self.words.heads

    def _named(self, piece: list[Unit], kind: str, rule: str) -> Candidate:
        whole = self._joined(piece, "")
        whole.type, whole.rule = kind, rule  # type: ignore[assignment]
        lead = piece[0].entry
        if lead is not None and lead.actor is not None and lead.kind != "actor":
            whole.country = lead.actor.country
        return whole

    def _firm(self, piece: list[Unit]) -> list[Candidate] | None:
        suffix = piece[-1].text.rstrip(".")
        strength = self.words.suffixes[suffix]
        core = [u for u in piece if not u.joint and u is not piece[-1]]
        while core and core[-1].text.rstrip(".") in self.words.suffixes:
            if self.words.suffixes[core[-1].text.rstrip(".")] != "legal":
                break
            core.pop()
        if strength != "legal" and len(core) == 1 and _MODEL.fullmatch(core[0].text):
            return []  # `H20 AI chips`
        if not core:
            # `Systems Ltd`, but not `the Company`
            whole = strength == "legal" and len(piece) > 1
            return [self._named(piece, "company", "company_suffix")] if whole else []
        if len(core) == 1 and core[0].known and core[0].entry is not None:
            entry = core[0].entry
            if strength == "legal" and entry.kind == "actor":
                return [replace(self._known(core[0]), last=piece[-1].last)]
        plain = all(
            u.text.lower() in self.words.common or u.entry is not None for u in core
        )
        if strength != "legal":
            if self.tokens.styles[piece[0].first] and plain:
                # In a headline every word is capitalised.
                return [self._known(u) for u in piece if u.entry]
            adjective = any(u.known and u.entry.kind == "adjective" for u in core)  # type: ignore[union-attr]
            if adjective and strength == "carrier" and core[-1].known:
                # `Ethiopian Airlines`
                index = piece.index(core[-1])
                whole = self._named(piece[index:], "company", "company_suffix")
                return [*(self._known(u) for u in piece[:index] if u.entry), whole]
            if adjective:
                # `Chinese Electric`: an adjective does not open a firm's name.
                return None if plain else self._after_adjective(piece)
            owned = core[0].known and core[0].entry.kind == "actor"  # type: ignore[union-attr]
            land = core[0].known and core[0].entry.kind == "country"  # type: ignore[union-attr]
            land = land and not core[0].text.isupper() and len(core) > 1
            if plain and not owned and not land and not all(u.known for u in core):
                opens = self.tokens.opens(piece[0].first)
                after = self.tokens.word(piece[-1].last)
                acts = after in self.words.acting or after in self.words.speech
                if strength == "trade" or (opens and not acts):
                    return None
            if plain and len(core) == 1 and core[0].entry is not None:
                if core[0].entry.kind == "country" and core[0].text.isupper():
                    return None
        return [self._named(piece, "company", "company_suffix")]

    def _after_adjective(self, piece: list[Unit]) -> list[Candidate] | None:
        for index, unit in enumerate(piece):
            if unit.entry is not None and unit.entry.kind == "adjective":
                continue
            rest = self._firm(piece[index:]) if index else None
            if rest is None:
                return None
            return [self._known(u) for u in piece[:index]] + rest
        return None
