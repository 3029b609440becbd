"""Claims into rows, and what does not fit."""

from dataclasses import replace
from datetime import date

import pytest

from briefbook.claims import claim_rows
from briefbook.models import (
    Brief,
    Claim,
    DateMention,
    Extraction,
    Figure,
    FigureRef,
    Unused,
)
from briefbook.registry import Registry, RegistryActor
from briefbook.vocabularies import Vocabularies

TEXT = "Kappa paid $5 million in May, a 4% rise.\nLater Kappa paid $2 million of it."
REGISTRY = Registry([RegistryActor("Kappa AG", "company", "CHE", ("Kappa",))])
TERMS = Vocabularies(
    actions={"invests": {}, "grows": {}},
    stages={"planned": {}},
    bases={"stated": {}},
    measures={"sales": {}},
)
GOOD = Claim(
    actor="Kappa",
    action="invests",
    figures=(FigureRef(words="$5 million"),),
    line=5,
)


def figure(quote: str, unit: str, value: float, **more) -> Figure:
    start = TEXT.index(quote)
    end = start + len(quote)
    return Figure(
        quote=quote, char_start=start, char_end=end, value=value, unit=unit, **more
    )


READ = Extraction(
    figures=(
        figure("$5 million", "USD", 5e6),
        figure("4%", "percent", 4, change="up"),
        figure("$2 million", "USD", 2e6),
    ),
    dates=(
        DateMention(
            quote="May",
            char_start=TEXT.index("May"),
            char_end=TEXT.index("May") + 3,
            start=date(2024, 5, 1),
            end=date(2024, 5, 31),
            precision="month",
        ),
    ),
)


def rows(*claims: Claim, unused: tuple[Unused, ...] = ()):
    brief = Brief(
        id="b",
        title="B",
        published=date(2024, 11, 20),
        text=TEXT,
        claims=claims,
        unused=unused,
        path="b.md",
    )
    return claim_rows(brief, READ, REGISTRY, TERMS)


def errors(problems):
    return [p for p in problems if p.level == "error"]


def test_a_claim_takes_figure_and_period_from_its_words():
    (row,), problems = rows(replace(GOOD, date="in May"))
    assert errors(problems) == []
    assert (row["value"], row["unit"]) == (5e6, "USD")
    assert (row["period_start"], row["period_end"]) == (
        date(2024, 5, 1),
        date(2024, 5, 31),
    )
    assert TEXT[row["char_start"] : row["char_end"]] == row["quote"] == "$5 million"


def test_an_alias_becomes_the_canonical_name():
    (row,), _ = rows(GOOD)
    assert row["actor"] == "Kappa AG"


def test_each_figure_of_a_claim_is_a_row_with_its_role():
    refs = (FigureRef(words="$5 million"), FigureRef(words="a 4% rise", role="change"))
    found, problems = rows(replace(GOOD, figures=refs))
    assert errors(problems) == []
    assert [(row["role"], row["change"]) for row in found] == [
        ("value", None),
        ("change", "up"),
    ]


def test_a_claim_without_a_figure_leans_on_its_words():
    (row,), problems = rows(replace(GOOD, figures=(), words="Later Kappa"))
    assert errors(problems) == [] and row["quote"] == "Later Kappa"


def test_a_claim_that_leans_on_nothing_is_an_error():
    found, problems = rows(replace(GOOD, figures=()))
    assert found == []
    assert [(p.line, p.message) for p in errors(problems)] == [(5, "leans on no words")]


def test_words_that_hold_two_figures_are_an_error_that_names_them():
    wide = (FigureRef(words="$5 million in May, a 4% rise"),)
    _, problems = rows(replace(GOOD, figures=wide))
    (problem,) = errors(problems)
    assert "holds 2 figures" in problem.message and "'4%'" in problem.remedy


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("actor", "Kapa", "is no actor of the registry"),
        ("target", "Kapa", "is no target of the registry"),
        ("action", "invest", "is no action of the vocabulary"),
        ("stage", "plan", "is no stage of the vocabulary"),
        ("basis", "state", "is no basis of the vocabulary"),
        ("measure", "sale", "is no measure of the vocabulary"),
        ("said_by", "a bird", "is no one who can say it"),
        ("actor", "", "has no actor"),
        ("action", "", "has no action"),
    ],
)
def test_an_unknown_field_is_an_error_when_curated_and_a_note_when_drafted(
    field, value, message
):
    _, problems = rows(replace(GOOD, **{field: value}))
    assert message in [p.message for p in errors(problems)]
    found, problems = rows(replace(GOOD, origin="drafted", **{field: value}))
    assert errors(problems) == [] and len(found) == 1
    assert message in [p.message for p in problems]


def test_the_same_claim_twice_is_an_error_that_names_the_other_line():
    found, problems = rows(GOOD, replace(GOOD, line=12))
    assert len(found) == 1
    (problem,) = errors(problems)
    assert problem.line == 12 and "line 5" in problem.message


def test_one_figure_twice_in_a_claim_is_an_error():
    refs = (FigureRef(words="$5 million"), FigureRef(words="$5 million"))
    found, problems = rows(replace(GOOD, figures=refs))
    assert len(found) == 1 and len(errors(problems)) == 1


def test_a_part_names_its_whole_by_its_words():
    part = replace(GOOD, figures=(FigureRef(words="$2 million"),), part_of="$5 million")
    found, problems = rows(GOOD, part)
    assert errors(problems) == []
    assert found[1]["part_of"] == found[0]["claim_id"] and found[0]["part_of"] is None


def test_a_part_of_nothing_is_an_error():
    part = replace(GOOD, figures=(FigureRef(words="$2 million"),), part_of="$9 million")
    _, problems = rows(GOOD, part)
    assert "no other claim" in errors(problems)[0].message


def test_a_figure_that_no_claim_uses_is_noted_unless_it_is_excused():
    _, problems = rows(GOOD)
    assert [p.value for p in problems if p.level == "note"] == ["4%", "$2 million"]
    excused = (Unused(words="4%", because="a rounding", line=9),)
    _, problems = rows(GOOD, unused=excused)
    assert [p.value for p in problems] == ["$2 million"]


def test_an_excused_figure_that_a_claim_uses_is_an_error():
    excused = (Unused(words="$5 million", because="not needed", line=9),)
    _, problems = rows(GOOD, unused=excused)
    assert "but a claim uses it" in errors(problems)[0].message
    assert errors(problems)[0].line == 9


def test_row_ids_do_not_change_when_text_is_added_before():
    (row,), _ = rows(GOOD)
    longer = "A line before.\n" + TEXT
    shift = len(longer) - len(TEXT)
    moved = Extraction(
        figures=tuple(
            replace(f, char_start=f.char_start + shift, char_end=f.char_end + shift)
            for f in READ.figures
        )
    )
    brief = Brief(
        id="b", title="B", published=date(2024, 11, 20), text=longer, claims=(GOOD,)
    )
    (again,), _ = claim_rows(brief, moved, REGISTRY, TERMS)
    assert again["claim_id"] == row["claim_id"]
    assert again["figure_id"] == row["figure_id"]
