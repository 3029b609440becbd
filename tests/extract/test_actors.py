"""Actors: known by name, unknown by form and context."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.extract.actors import find_actors
from briefbook.extract.text import plain
from briefbook.registry import Registry, RegistryActor
from scoring import read_cases
from scoring_actors import CASES, score

ROOT = Path(__file__).parents[2]
F1_FLOOR = 0.97
UNKNOWN_F1_FLOOR = 0.90


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.read(ROOT / "data" / "actors.csv")


def names(text: str, registry: Registry) -> set[str]:
    return {mention.name for mention in find_actors(plain(text), registry)}


def test_gold_cases_are_read_as_well_as_before(registry):
    found = score(read_cases(CASES), registry)
    assert found.f1 >= F1_FLOOR, found.report()


def test_rules_alone_find_most_actors_without_any_registry(registry):
    found = score(read_cases(CASES), Registry(), registry)
    assert found.f1 >= UNKNOWN_F1_FLOOR, found.report()


def test_mention_carries_span_rule_type_country_and_entry(registry):
    text = "On Monday Dutch toolmaker ASML’s shares fell."
    first, second = find_actors(plain(text), registry)
    assert (first.name, first.type, first.country) == ("Netherlands", "country", "NLD")
    assert (second.name, second.quote, second.rule) == ("ASML", "ASML", "registry")
    assert second.entries == ("actors:ASML",)
    assert text[second.char_start : second.char_end] == second.quote


def test_spans_index_the_original_text_with_soft_hyphens(registry):
    text = "Hua\u00adwei and\u00a0TSMC met."
    for mention in find_actors(plain(text), registry):
        assert text[mention.char_start : mention.char_end] == mention.quote
    assert names(text, registry) == {"Huawei", "TSMC"}


def test_a_row_of_the_user_works_everywhere_with_no_code():
    row = RegistryActor("Zed Labs", "company", "FRA", ("zedlabs", "Zed"))
    registry = Registry([row])
    for text in ("Zed fell.", "He left Zed Labs.", "He joined zedlabs in May."):
        (mention,) = find_actors(plain(text), registry)
        assert (mention.name, mention.country) == ("Zed Labs", "FRA")


def test_longest_name_wins(registry):
    assert names("He runs Samsung Display there.", registry) == {"Samsung Display"}
    assert names("The Bank of China rose.", registry) == {"Bank of China"}


def test_surname_and_short_form_stand_for_the_full_name(registry):
    text = "Ingrid Solheim, chief of Velkor Robotics, spoke. Solheim left Velkor."
    found = find_actors(plain(text), registry)
    assert [m.name for m in found] == [
        "Ingrid Solheim",
        "Velkor Robotics",
        "Ingrid Solheim",
        "Velkor Robotics",
    ]


def test_acronym_in_brackets_stands_for_its_body(registry):
    text = "The Velen Trade Association (VTA) met. The VTA objected."
    assert names(text, registry) == {"Velen Trade Association"}


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Beijing denied it.", {"China"}),
        ("They met in Beijing.", set()),
        ("BEIJING, Nov 20 - Talks ended.", set()),
        ("Pressure from Brussels grew.", {"European Union"}),
        ("The Tokyo-based lender lost money.", set()),
        ("Ties between Washington and Moscow froze.", {"United States", "Russia"}),
    ],
)
def test_capital_is_the_government_only_where_it_acts(registry, text, countries):
    assert names(text, registry) == countries


@pytest.mark.parametrize(
    "text",
    [
        "The Nasdaq rose and the S&P 500 fell.",
        "The iPhone 16 and the Ascend 910C ship in May.",
        "The CHIPS and Science Act pays for it.",
        "Republican lawmakers in the Midwest objected.",
        "Southeast Asia and the Middle East gained.",
        "Analysts expect growth. Critics disagree.",
        "Artificial Intelligence (AI) is costly.",
        "",
        "\n \n",
        "12% of $5bn",
    ],
)
def test_products_laws_indices_regions_and_openers_are_no_actors(registry, text):
    assert names(text, registry) == set()


def test_body_of_another_country_is_not_the_known_one(registry):
    found = find_actors(plain("Brazil's Congress voted on Monday."), registry)
    assert [(m.name, m.country) for m in found] == [
        ("Brazil", "BRA"),
        ("Congress", "BRA"),
    ]


def test_ministry_in_small_letters_takes_its_country(registry):
    text = "Sweden's defence ministry agreed. The Chinese commerce ministry did not."
    found = {(m.name, m.country) for m in find_actors(plain(text), registry)}
    assert ("Swedish defence ministry", "SWE") in found
    assert ("Ministry of Commerce of China", "CHN") in found


def test_two_registries_do_not_mix():
    one = Registry([RegistryActor("Aleph Works", "company", None, ("Alephy",))])
    assert names("He left Alephy.", one) == {"Aleph Works"}
    assert names("He left Alephy.", Registry()) == {"Alephy"}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=12),
            st.sampled_from(
                ["US", "-", "'s", " (", ") ", "Ministry of ", "and ", "Xi ", ".", "\n"]
                + ["Acme Corp", ", ", "the ", "China", "\u00ad", "of ", "Bank ", "& "]
            ),
        ),
        max_size=30,
    ).map("".join)
)
def test_any_text_gives_mentions_that_quote_it(text):
    for mention in find_actors(plain(text), Registry()):
        assert text[mention.char_start : mention.char_end] == mention.quote
        assert mention.quote and mention.name and mention.rule


@pytest.mark.parametrize(
    "piece", ["Ministry of ", "A, B and ", "US-", "Xi ", "(", "Acme (AC) ", "o'B "]
)
def test_long_repetitions_are_read_to_the_end(piece):
    find_actors(plain(piece * 5_000), Registry())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In May Lao Airlines cut fares.", {"Lao Airlines"}),
        ("He works for Zorblex Nederland, she said.", {"Zorblex Nederland"}),
        (
            "The State, Justice and Commerce departments were hit, US officials said.",
            {
                "US Department of State",
                "US Department of Justice",
                "US Department of Commerce",
                "United States",
            },
        ),
        (
            "Leaders gathered at Velora Pavilion. Dozens spoke at Kunstwerk.",
            set(),
        ),
        ("Beryl became a hurricane. Beryl moved west.", set()),
        (
            "The coach said his striker joined Everton from Watford.",
            {"Everton", "Watford"},
        ),
        ("Plants in Fairfax, Ingersoll and San Luis del Mar shut.", set()),
        ("She wrote on Twitter that a Facebook post was false.", set()),
        ("Italy will fine Twitter.", {"Italy", "Twitter"}),
        ("The bill's author, Ann Grabowski, R-Mich., agreed.", {"Ann Grabowski"}),
        (
            "The Digital Crafts and Letters Group hired staff.",
            {"Digital Crafts and Letters Group"},
        ),
        ("It sued Wind Trat 2 Co Ltd over a lease.", {"Wind Trat 2"}),
        ("Acme Foo Ltd fell. Acme Foo had risen.", {"Acme Foo"}),
        ("It bought Systems Ltd in May.", {"Systems Ltd"}),
        (
            "The Central Bank of Nigeria Monetary Policy Committee met.",
            {"Central Bank of Nigeria", "Monetary Policy Committee"},
        ),
        ("Minister of Energy Kanchana Wijesekara said no.", {"Kanchana Wijesekara"}),
        (
            "The Senate voted. The House of Representatives did, then the House rose.",
            {"US Senate", "US House of Representatives"},
        ),
        (
            "The EU will decide. The Commission said nothing.",
            {"European Union", "European Commission"},
        ),
        ("Goods from China and Hong Kong pay more.", {"China", "Hong Kong"}),
        ("ENGIE rose.", {"Engie"}),
        ("A worm called WurmByte spread.", set()),
        (
            "A group that Microsoft calls Storm-0999 broke in.",
            {"Microsoft", "Storm-0999"},
        ),
        (
            "Salvadorans marched on the Supreme Court.",
            {"El Salvador", "Supreme Court"},
        ),
        ("It halted work at the Ascott Convention Centre.", set()),
        ("Voters liked Sherrod Brown more.", {"Sherrod Brown"}),
        ("The Lebanese Red Cross sent cars.", {"Lebanese Red Cross"}),
        ("It will stop making Zorblex in May.", set()),
        ("The prefect of Gard resigned.", set()),
        (
            "Myron Brilliant of the US Chamber of Commerce left.",
            {
                "Myron Brilliant",
                "US Chamber of Commerce",
            },
        ),
        ("Crews left the Rhosus, a ship under the flag of Moldova.", {"Moldova"}),
        ("Cassa Bianchi e Figli owns it.", {"Cassa Bianchi e Figli"}),
        (
            "Faleh al-Fayyadh met Karim al-Tamimi. Al-Tamimi left for Bab al-Hawa.",
            {"Faleh al-Fayyadh", "Karim al-Tamimi"},
        ),
        (
            "The House Velor committee on Monday heard Ann Grabowski.",
            {"House Velor committee", "Ann Grabowski"},
        ),
        ("Paris start-up Zorblex grew. Shares fell from Tokyo to London.", {"Zorblex"}),
        ("The Quorvane company said no. It is part of the Velkor group.", {"Velkor"}),
        (
            "A coder taught at Zorblex, and Bo Day works for Kryptos Velor.",
            {"Zorblex", "Bo Day", "Kryptos Velor"},
        ),
        (
            "The Committee to Protect Reporters met the City of London Police.",
            {"Committee to Protect Reporters", "City of London Police"},
        ),
        (
            "Velor takes on Zand again\nBo Velor and Ann Zand met in Oslo.",
            {"Bo Velor", "Ann Zand"},
        ),
        ("Firms in Malta, New York and Ohio hired staff.", set()),
        ("A court fined X, formerly Twitter, in May.", {"X", "Twitter"}),
        ("She wrote on X, the platform, that it was so.", set()),
        ("X said that the platform obeys the law.", {"X"}),
        ("In the sum X is the unknown.", set()),
        ("Its chief executive, Yap Lip Seng, said so.", {"Yap Lip Seng"}),
    ],
)
def test_constructions_of_real_briefs_are_read(text, found, registry):
    assert names(text, registry) == found


def test_names_that_broken_text_repeats_without_end_are_read_once(registry):
    text = "Huawei met Velkor Robotics. " * 400 + "Then TSMC left Dresden."
    found = find_actors(plain(text), registry)
    assert {m.name for m in found} == {"Huawei", "Velkor Robotics", "TSMC"}
    assert len(found) < 200
    for mention in found:
        assert text[mention.char_start : mention.char_end] == mention.quote
