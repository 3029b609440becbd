"""Readings of the rules that a person overrules."""

from datetime import date

import pytest

from briefbook.corrections import RULE, corrected
from briefbook.models import (
    ActorMention,
    Brief,
    Correction,
    DateMention,
    Extraction,
    Figure,
)

TEXT = "Some 35 analysts met in May at Kappa; it paid €7m ($8m)."


def brief(*corrections: Correction) -> Brief:
    return Brief(
        id="b",
        title="B",
        published=date(2024, 11, 20),
        text=TEXT,
        corrections=corrections,
        path="b.md",
    )


def fix(words: str, kind: str, reading: dict[str, str] | None) -> Correction:
    return Correction(words=words, kind=kind, reading=reading, line=9)


def figure(quote: str, value: float, unit: str, **more) -> Figure:
    start = TEXT.index(quote)
    end = start + len(quote)
    return Figure(
        quote=quote, char_start=start, char_end=end, value=value, unit=unit, **more
    )


def test_a_figure_is_read_as_the_person_says():
    read = Extraction(figures=(figure("35 analysts", 35, "count", noun="analyst"),))
    reading = {"value": "36", "unit": "count", "noun": "analyst"}
    after, problems = corrected(brief(fix("35 analysts", "figure", reading)), read)
    assert problems == []
    assert [(f.value, f.rule) for f in after.figures] == [(36.0, RULE)]


def test_a_reading_is_rejected_by_none():
    read = Extraction(figures=(figure("35 analysts", 35, "count"),))
    after, problems = corrected(brief(fix("35 analysts", "figure", None)), read)
    assert (after.figures, problems) == ((), [])


def test_words_that_the_rules_passed_over_add_a_mention_in_its_place():
    read = Extraction(figures=(figure("$8m", 8e6, "USD"),))
    reading = {"value": "35", "unit": "count"}
    after, _ = corrected(brief(fix("35", "figure", reading)), read)
    assert [f.quote for f in after.figures] == ["35", "$8m"]


def test_a_correction_that_the_rules_agree_with_is_noted():
    read = Extraction(figures=(figure("35 analysts", 35, "count", rule="count"),))
    reading = {"value": "35", "unit": "count"}
    after, problems = corrected(brief(fix("35 analysts", "figure", reading)), read)
    assert [(p.level, p.line) for p in problems] == [("note", 9)]
    assert "read alike" in problems[0].message
    assert after == read


def test_a_corrected_conversion_stays_a_conversion():
    euro = figure("€7m", 7e6, "EUR")
    dollar = figure("$8m", 8e6, "USD", conversion_of=euro.char_start)
    reading = {"value": "8100000", "unit": "USD"}
    read = Extraction(figures=(euro, dollar))
    after, _ = corrected(brief(fix("$8m", "figure", reading)), read)
    assert after.figures[1].conversion_of == euro.char_start


def test_a_correction_whose_words_are_gone_is_an_error():
    _, problems = corrected(brief(fix("36 analysts", "figure", None)), Extraction())
    assert [p.level for p in problems] == ["error"]
    assert "is not in the text" in problems[0].message


@pytest.mark.parametrize(
    ("kind", "reading", "message"),
    [
        ("figure", {"value": "many", "unit": "count"}, "is no number"),
        ("figure", {"value": "nan", "unit": "count"}, "is no number"),
        ("figure", {"value": "inf", "unit": "count"}, "is no number"),
        ("figure", {"value": "3"}, "has no unit"),
        ("figure", {"value": "3", "unit": "count", "bound": "abuot"}, "'about'"),
        ("figure", {"value": "3", "unit": "count", "change": "left"}, "up, down"),
        ("date", {"start": "May"}, "must be days"),
        ("date", {"start": "2024-05-02", "end": "2024-05-01"}, "lies before"),
        ("date", {"start": "2024-05-02", "precision": "mnth"}, "'month'"),
        ("actor", {"name": "Kappa", "type": "firm"}, "one of company"),
        ("actor", {"type": "company"}, "needs a name"),
    ],
)
def test_an_unusable_reading_is_an_error_at_its_line(kind, reading, message):
    _, problems = corrected(brief(fix("35", kind, reading)), Extraction())
    assert [(p.level, p.line) for p in problems] == [("error", 9)]
    assert message in problems[0].message


def test_dates_and_actors_are_corrected_alike():
    read = Extraction(
        dates=(
            DateMention(
                quote="May",
                char_start=TEXT.index("May"),
                char_end=TEXT.index("May") + 3,
                start=date(2024, 5, 1),
                end=date(2024, 5, 31),
                precision="month",
            ),
        )
    )
    after, problems = corrected(
        brief(
            fix("May", "date", {"start": "2023-05-01", "end": "2023-05-31"}),
            fix("Kappa", "actor", {"name": "Kappa AG", "type": "company"}),
        ),
        read,
    )
    assert problems == []
    assert after.dates[0].start == date(2023, 5, 1)
    (actor,) = after.actors
    assert isinstance(actor, ActorMention) and actor.name == "Kappa AG"


def test_every_problem_of_all_corrections_is_told():
    _, problems = corrected(
        brief(fix("gone", "figure", None), fix("also gone", "date", None)), Extraction()
    )
    assert len(problems) == 2
