"""Claims drafted by rules: fields where the words tell them, empty where not."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.claims import claim_rows
from briefbook.draft_cues import forms
from briefbook.drafting import drafted_claims
from briefbook.models import (
    ActorMention,
    Brief,
    DateMention,
    Extraction,
    Figure,
)
from briefbook.registry import Registry
from briefbook.vocabularies import Vocabularies
from scoring_drafting import CASES, FIELDS, cases, extraction, score

DATA = Path(__file__).parents[1] / "data"
PRECISION_FLOOR = 0.9


def figure(text: str, quote: str, unit: str = "USD", at: int = 0, **more) -> Figure:
    start = text.index(quote, at)
    return Figure(
        quote=quote,
        char_start=start,
        char_end=start + len(quote),
        value=1.0,
        unit=unit,
        **more,
    )


def actor(text: str, name: str, kind: str = "company") -> ActorMention:
    start = text.index(name)
    return ActorMention(
        quote=name, char_start=start, char_end=start + len(name), name=name, type=kind
    )


def day(text: str, quote: str, at: int = 0) -> DateMention:
    start = text.index(quote, at)
    return DateMention(
        quote=quote,
        char_start=start,
        char_end=start + len(quote),
        start=date(2024, 1, 1),
        end=date(2024, 1, 1),
        precision="day",
    )


@pytest.mark.parametrize("part", ["dev", "held_out"])
def test_drafted_fields_are_right_where_they_are_told(part):
    total = score(part)
    right, wrong = sum(total.right.values()), sum(total.wrong.values())
    assert right / (right + wrong) >= PRECISION_FLOOR, "\n".join(total.misses)


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_is_right_where_it_is_told(name):
    total = score()
    assert total.precision(name) >= PRECISION_FLOOR, "\n".join(total.misses)


def test_every_statement_of_the_gold_cases_is_drafted():
    total = score()
    assert total.found == total.statements, "\n".join(total.misses)


def test_gold_cases_use_names_of_the_vocabularies():
    vocabularies = Vocabularies.read(DATA / "vocabularies")
    known = {
        "action": vocabularies.actions,
        "stage": vocabularies.stages,
        "basis": vocabularies.bases,
        "measure": vocabularies.measures,
    }
    for case in cases():
        for claim in case["claims"]:
            for name, table in known.items():
                answer = claim.get(name)
                answers = answer if isinstance(answer, list) else [answer]
                assert all(a is None or a in table for a in answers), (case, name)


def test_cue_tables_use_names_of_the_vocabularies():
    from briefbook.extract.lexicons import rows

    vocabularies = Vocabularies.read(DATA / "vocabularies")
    assert {r["action"] for r in rows("action_cues")} <= set(vocabularies.actions)
    assert {r["stage"] for r in rows("stage_cues")} <= set(vocabularies.stages)
    assert {r["basis"] for r in rows("basis_cues")} - {""} <= set(vocabularies.bases)
    assert {r["measure"] for r in rows("measure_cues")} <= set(vocabularies.measures)


def test_gold_holds_a_part_for_tuning_and_one_that_is_held_out():
    parts = [case["part"] for case in cases()]
    assert CASES.exists() and set(parts) == {"dev", "held_out"}
    assert parts.count("held_out") >= 35


def test_value_and_change_of_one_statement_share_a_claim_with_roles():
    text = "Sales came to $5 billion, a 7% rise."
    read = Extraction(
        figures=(figure(text, "$5 billion"), figure(text, "7%", "percent", change="up"))
    )
    (claim,) = drafted_claims(text, read)
    assert [(ref.words, ref.role) for ref in claim.figures] == [
        ("$5 billion", "value"),
        ("7%", "change"),
    ]


def test_from_to_is_what_it_was_and_what_it_is():
    text = "The duty goes from about 10% to nearly 30%."
    read = Extraction(
        figures=(figure(text, "10%", "percent"), figure(text, "30%", "percent"))
    )
    (claim,) = drafted_claims(text, read)
    assert [ref.role for ref in claim.figures] == ["was", "value"]


def test_a_conversion_belongs_to_the_claim_of_the_figure_it_converts():
    text = "It paid €7 billion ($7.6 billion)."
    euro = figure(text, "€7 billion", "EUR")
    dollar = figure(text, "$7.6 billion", conversion_of=euro.char_start)
    (claim,) = drafted_claims(text, Extraction(figures=(euro, dollar)))
    assert [ref.words for ref in claim.figures] == ["€7 billion", "$7.6 billion"]


def test_words_that_stand_twice_grow_until_they_stand_once():
    text = "Exports rose 4% in May. Imports rose 4% in June."
    second = text.index("Imports")
    read = Extraction(
        figures=(
            figure(text, "4%", "percent", change="up"),
            figure(text, "4%", "percent", at=second, change="up"),
        )
    )
    words = [claim.figures[0].words for claim in drafted_claims(text, read)]
    assert words == ["Exports rose 4%", "Imports rose 4%"]
    assert all(text.count(stretch) == 1 for stretch in words)


def test_words_that_cannot_be_made_unique_name_their_occurrence():
    text = "A 4% rise.\nA 4% rise."
    read = Extraction(
        figures=(
            figure(text, "4%", "percent", change="up"),
            figure(text, "4%", "percent", at=5, change="up"),
        )
    )
    refs = [claim.figures[0] for claim in drafted_claims(text, read)]
    assert [(ref.words, ref.occurrence) for ref in refs] == [("4%", 1), ("4%", 2)]


def test_words_of_a_claim_never_take_in_a_second_figure():
    text = "It sold 3 cars and 3 vans.\nIt sold 3 cars and 3 vans."
    spots = [i for i, char in enumerate(text) if char == "3"]
    read = Extraction(figures=tuple(figure(text, "3", "count", at=i) for i in spots))
    for claim in drafted_claims(text, read):
        assert sum(char == "3" for char in claim.figures[0].words) == 1


def test_a_figure_and_a_date_side_by_side_lean_on_words_of_their_own():
    text = "Fees: 5% 2024 here.\nPaid 5% then.\nIn 2024 more."
    read = Extraction(
        figures=(figure(text, "5%", "percent"),),
        dates=(day(text, "2024"),),
    )
    claims = drafted_claims(text, read)
    words = [ref.words for claim in claims for ref in claim.figures]
    words += [claim.date for claim in claims if claim.date]
    assert words and all(("5%" in w) != ("2024" in w) for w in words)


def test_a_curly_or_invisible_character_does_not_shift_the_words():
    text = "Nokia’s net\u00adwork unit will pay $3\u00a0billion."
    read = Extraction(figures=(figure(text, "$3\u00a0billion"),))
    (claim,) = drafted_claims(text, read)
    assert claim.figures[0].words == "$3 billion"


def test_an_actor_behind_a_preposition_is_not_the_subject():
    text = "The chipmaker that supplies Apple invested $3 billion."
    read = Extraction(
        figures=(figure(text, "$3 billion"),), actors=(actor(text, "Apple"),)
    )
    (claim,) = drafted_claims(text, read)
    assert claim.actor == ""


def test_it_in_reported_speech_is_the_one_who_speaks():
    text = "Bosch said it would invest $3 billion."
    read = Extraction(
        figures=(figure(text, "$3 billion"),), actors=(actor(text, "Bosch"),)
    )
    (claim,) = drafted_claims(text, read)
    assert (claim.actor, claim.action, claim.stage) == ("Bosch", "invests", "planned")
    assert (claim.basis, claim.said_by) == ("stated", "Bosch")


def test_the_company_is_the_only_company_that_the_text_names():
    text = "Bosch is based near Stuttgart.\nThe company will invest $3 billion."
    read = Extraction(
        figures=(figure(text, "$3 billion"),), actors=(actor(text, "Bosch"),)
    )
    (claim,) = drafted_claims(text, read)
    assert claim.actor == "Bosch"


def test_a_date_without_a_figure_is_a_claim_of_its_own():
    text = "Chile and Peru signed the treaty on 4 May."
    read = Extraction(dates=(day(text, "4 May"),))
    (claim,) = drafted_claims(text, read)
    assert (claim.date, claim.action, claim.stage) == ("4 May", "signs", "signed")


def test_the_day_that_a_change_is_measured_from_is_no_claim():
    text = "Exports rose 4% from a year earlier."
    read = Extraction(
        figures=(figure(text, "4%", "percent", change="up"),),
        dates=(day(text, "a year earlier"),),
    )
    (claim,) = drafted_claims(text, read)
    assert claim.date == ""


def test_every_drafted_claim_says_that_it_is_drafted():
    for case in cases():
        claims = drafted_claims(case["text"], extraction(case))
        assert all(claim.origin == "drafted" for claim in claims)


def test_drafted_claims_of_the_gold_cases_load_without_an_error():
    registry = Registry.read(DATA / "actors.csv")
    vocabularies = Vocabularies.read(DATA / "vocabularies")
    for case in cases():
        read = extraction(case)
        brief = Brief(
            id="case",
            title="Case",
            published=date(2024, 11, 20),
            text=case["text"],
            claims=tuple(drafted_claims(case["text"], read)),
        )
        _, problems = claim_rows(brief, read, registry, vocabularies)
        assert {p.level for p in problems} <= {"note"}, (case["text"], problems)


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("plan", ["plan", "plans", "planned", "planned", "planning"]),
        ("levy", ["levy", "levies", "levied", "levied", "levying"]),
        ("rise", ["rise", "rises", "rose", "risen", "rising"]),
        ("tax", ["tax", "taxes", "taxed", "taxed", "taxing"]),
        ("agree", ["agree", "agrees", "agreed", "agreed", "agreeing"]),
    ],
)
def test_verbs_are_inflected(verb, expected):
    assert [word for _, word in forms(verb)] == expected


def test_a_text_without_mentions_gives_no_claims():
    assert drafted_claims("Nothing is said here.", Extraction()) == []
    assert drafted_claims("", Extraction()) == []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "said",
                "rose",
                "and",
                "by",
                "3",
                ",",
                "to",
                "Bosch",
                "will",
                "which",
                "(",
                "from",
                ".",
                "\n",
                "the",
                "plans",
                "4%",
                "\u00ad",
            ]
        ),
        max_size=40,
    )
)
def test_any_order_of_words_gives_one_figure_a_reference(words):
    text = " ".join(words)
    figures = []
    at = 0
    for word in words:
        if word in ("3", "4%"):
            unit = "percent" if "%" in word else "count"
            figures.append(figure(text, word, unit, at=at))
        at += len(word) + 1
    claims = drafted_claims(text, Extraction(figures=tuple(figures)))
    refs = [ref for claim in claims for ref in claim.figures]
    assert len(refs) == len(figures)


def test_a_sentence_of_many_verbs_and_figures_is_read():
    text = "and rose 4% " * 2_000
    spots = range(text.index("4%"), len(text), len("and rose 4% "))
    read = Extraction(
        figures=tuple(figure(text, "4%", "percent", at=at) for at in spots)
    )
    assert len(drafted_claims(text, read)) > 0
