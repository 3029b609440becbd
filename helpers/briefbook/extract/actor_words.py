"""The word lists that the actor rules lean on, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from briefbook.extract.lexicons import FOLDER, mapping, rows

# Particles inside a person's name: `Ursula von der Leyen`.
PARTICLES = frozenset(
    "à al bin da de del della delle den der des di dos du e el et ibn la le ten ter "
    "van von y".split()
)
# Arabic articles that a hyphen joins to a name: `al-Sudani`.
ARTICLES = frozenset("al ar ash az el ul".split())
LEGAL_DOTS = frozenset("co corp inc ltd jr sr st bros mt cos".split())
# A firm's legal form: no part of its name (`Acme Robotics` is `Acme Robotics Ltd`).
LEGAL_FORMS = frozenset(
    "AB AG ASA BV Bhd CORP Co Corp GmbH INC Inc JSC KK LLC LLP LTD Limited Ltd NV "
    "OAO Oyj PJSC PLC PTE Plc Private Pte Pty Pvt SA SE SpA Sdn Tbk plc".split()
)
# `Ms. Lee`, `Sen. Lee`: a full stop that does not end a sentence.
ADDRESS_DOTS = frozenset(
    "mr mrs ms dr sen rep gov gen col lt prof hon rev capt".split()
)
DOMAINS = frozenset("ai app co com fm gg io ly me net org tv xyz".split())


@dataclass(frozen=True, slots=True)
class Words:
    """Sets of words by what they say about the name next to them."""

    common: frozenset[str]
    first_names: frozenset[str]
    surnames: frozenset[str]
    places: frozenset[str]
    titles: dict[str, str]
    heads: dict[str, dict[str, str]]
    suffixes: dict[str, str]
    dead_heads: dict[str, str]
    topics: frozenset[str]
    org_nouns: frozenset[str]
    org_traits: frozenset[str]
    speech: frozenset[str]
    acting: frozenset[str]
    tails: frozenset[str]
    products: frozenset[str]
    place_words: frozenset[str]
    travel: frozenset[str]
    openers: frozenset[str]
    surnames_common: frozenset[str]
    storms: frozenset[str]
    gatherings: frozenset[str]
    place_nouns: frozenset[str]
    postings: frozenset[str]
    sites: frozenset[str]
    sports: frozenset[str]
    clubs: frozenset[str]
    platforms: frozenset[str]
    targets: frozenset[str]
    place_tails: frozenset[str]
    calling: frozenset[str]
    tracked: frozenset[str]
    things: frozenset[str]
    making: frozenset[str]
    seats_of: frozenset[str]
    national: frozenset[str]
    origins: frozenset[str]
    housed: frozenset[str]
    named_by: frozenset[str]
    site_cues: frozenset[str]
    arabic_places: frozenset[str]
    states: frozenset[str]
    houses: frozenset[str]
    parties: frozenset[str]
    coins: frozenset[str]
    contests: frozenset[str]
    gales: frozenset[str]

    def is_firm_noun(self, word: str) -> bool:
        """Tell whether `word` is a common noun for a firm: `lender`, `toymaker`."""
        return word in self.org_nouns or word.endswith(("maker", "makers"))

    def is_verb(self, word: str) -> bool:
        """Tell whether `word` is a verb that an actor may be the subject of."""
        return (
            word in self.acting
            or word in self.speech
            or (len(word) > 4 and word.endswith("ed"))
        )


@cache
def words() -> Words:
    """Return the actor rules' word lists."""
    return Words(
        common=_long("common_words"),
        first_names=_long("first_names"),
        surnames=_long("asian_surnames"),
        places=_long("places") | _set("places_more"),
        titles=mapping("titles", "word", "kind"),
        heads={row["word"]: row for row in rows("body_heads")},
        suffixes={row["word"]: row["strength"] for row in rows("org_suffixes")},
        dead_heads={row["word"]: row["kind"] for row in rows("not_actor_heads")},
        topics=_set("body_topics"),
        org_nouns=_set("org_nouns"),
        org_traits=_set("org_traits"),
        speech=_set("speech_verbs"),
        acting=_set("acting_verbs"),
        tails=_set("hyphen_tails"),
        products=_set("product_nouns"),
        place_words=_set("place_words"),
        travel=_set("travel_words"),
        openers=_set("sentence_openers"),
        surnames_common=_set("surnames_common"),
        storms=_kind("scene_words", "storm"),
        gatherings=_kind("scene_words", "gathering"),
        place_nouns=_kind("scene_words", "place"),
        postings=_kind("scene_words", "posting"),
        sites=_kind("scene_words", "site"),
        sports=_kind("scene_words", "sport"),
        clubs=_set("clubs"),
        platforms=_kind("scene_words", "platform"),
        targets=_kind("scene_words", "target"),
        place_tails=_kind("scene_words", "place_tail"),
        calling=_kind("scene_words", "calling"),
        tracked=_kind("scene_words", "tracked"),
        things=_kind("scene_words", "thing"),
        making=_kind("scene_words", "making"),
        seats_of=_kind("scene_words", "seat_of"),
        parties=_kind("scene_words", "party"),
        coins=_kind("scene_words", "coin"),
        contests=_kind("scene_words", "contest"),
        gales=_kind("scene_words", "gale"),
        national=_kind("scene_words", "national"),
        origins=_kind("scene_words", "origin"),
        housed=_kind("scene_words", "housed"),
        named_by=_kind("scene_words", "named_by"),
        site_cues=_kind("scene_words", "place_tail") | {"at", "in", "of"},
        arabic_places=_kind("scene_words", "arabic_place"),
        states=_set("us_states"),
        houses=_set("houses"),
    )


def _set(name: str) -> frozenset[str]:
    return frozenset(row["word"] for row in rows(name))


def _kind(name: str, kind: str) -> frozenset[str]:
    return frozenset(row["word"] for row in rows(name) if row["kind"] == kind)


def _long(name: str) -> frozenset[str]:
    # Lists of ten thousands: one word a line, read without a dict for each.
    text = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    return frozenset(text.split("\n")[1:-1])
