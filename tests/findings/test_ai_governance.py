"""How the coding of texts on AI meets the view."""

import pytest

import briefbook as bb
from briefbook.findings.ai_governance_charts import clauses_table, rubric_table
from briefbook.findings.ai_governance_texts import coded, positions, texts


@pytest.fixture(scope="module")
def ds() -> bb.Dataset:
    return bb.load_dataset().where(corpora="2024-11")


def test_every_coded_text_and_position_is_found_in_the_whole_record(
    ds: bb.Dataset,
) -> None:
    assert len(texts(ds)) == len(coded("texts"))
    assert len(positions(ds)) == len(coded("positions"))


def test_a_judgement_goes_with_the_row_that_it_leans_on(ds: bb.Dataset) -> None:
    later = ds.where(about_since="2025-01-01")
    assert "Bletchley Declaration" not in set(texts(later)["text"])
    assert "Bletchley Declaration" not in set(positions(later)["text"])
    assert "Paris statement" in set(positions(later)["text"])


def test_of_counts_of_one_day_the_exact_one_stands(ds: bb.Dataset) -> None:
    known = texts(ds).set_index("text")
    assert known.loc["REAIM call to action", "bound"] == "exact"
    assert known.loc["UN resolution 78/311", "bound"] == "at_least"
    assert known.loc["Paris statement", "reach"] == 61


def test_a_text_without_a_count_has_no_reach(ds: bb.Dataset) -> None:
    known = texts(ds).set_index("text")
    assert known["reach"].isna()["AI Act"]


def test_a_view_without_the_earlier_text_does_not_call_the_line_old(
    ds: bb.Dataset,
) -> None:
    month = ds.where(about_since="2024-11-01", about_until="2024-11-30")
    found = bb.answer(month, "ai-governance")["lima_line"]
    assert found.verdict == "holds"
    assert found.sentence.startswith("In this view no text")


def test_the_tables_give_the_reasons_and_the_words(ds: bb.Dataset) -> None:
    rubric = rubric_table("Rubric").rows
    assert list(rubric["force"])[0] == "readout"
    assert all(row["text"] in " ".join(rubric["coded so"]) for row in coded("texts"))
    lines = clauses_table(ds, "Lines").rows
    assert list(lines["day"]) == sorted(lines["day"])
    assert "61 states; not China" in set(lines["backed by"])
    assert clauses_table(ds.where(since="2030-01-01", themes="chips"), "x").of == 0
