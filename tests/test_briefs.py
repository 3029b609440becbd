"""Brief files read and written, every problem with its line."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.briefs import parse_brief, parse_published, read_brief, read_briefs
from briefbook.briefs_write import front_matter, write_brief
from briefbook.errors import DataProblems
from briefbook.frontmatter import Reader, dump
from briefbook.models import Brief, Claim, FigureRef

HEAD = "id: kappa\ntitle: Kappa pays\npublished: 2024-11-20\n"
BODY = "Kappa paid $5 million.\n"


def parse(front: str, body: str = BODY):
    reader = Reader("kappa.md", offset=1)
    brief = parse_brief(f"---\n{front}---\n{body}", reader, corpus="c")
    return brief, reader.problems


def told(problems) -> list[tuple[int, str]]:
    return [(p.line, p.message) for p in problems]


def test_a_brief_is_read_with_its_claims():
    brief, problems = parse(
        HEAD
        + "claims:\n  - actor: Kappa\n    action: invests\n    figure: $5 million\n"
    )
    assert problems == []
    assert brief.published == date(2024, 11, 20) and brief.published_start is None
    (claim,) = brief.claims
    assert (claim.figures[0].words, claim.line) == ("$5 million", 6)


def test_scalars_stay_the_strings_that_were_written():
    brief, problems = parse(
        HEAD + "claims:\n  - object: 1:30\n    place: no\n    figure: 3,000 people\n"
    )
    assert problems == []
    (claim,) = brief.claims
    assert (claim.object, claim.place) == ("1:30", "no")
    assert claim.figures[0].words == "3,000 people"


def test_paragraphs_are_kept_and_empty_lines_are_not():
    brief, _ = parse(HEAD, "First one. \n\n\n Second one.\n")
    assert brief.text == "First one.\nSecond one."


def test_a_range_of_days_keeps_its_first_day():
    brief, _ = parse(HEAD.replace("2024-11-20", "2024-11-17..2024-11-22"))
    assert brief.published_start == date(2024, 11, 17)
    assert brief.published == date(2024, 11, 22)


@pytest.mark.parametrize(
    "written", ["soon", "2024-13-01", "2024-11-22..2024-11-17", ".."]
)
def test_what_is_no_day_is_refused(written):
    with pytest.raises(ValueError, match=r"."):
        parse_published(written)
    _, problems = parse(HEAD.replace("2024-11-20", written))
    assert told(problems) == [(4, "is no day")]


@pytest.mark.parametrize(
    ("front", "line", "message"),
    [
        (HEAD + "theme: chips\n", 5, "is no key of a brief"),
        (HEAD + "title: again\n", 5, "stands twice in a brief"),
        (HEAD + "text: copied\n", 5, "is no kind of text"),
        (HEAD.replace("kappa", "Kappa!"), 2, "is no valid id"),
        (HEAD.replace("title: Kappa pays\n", ""), 1, "'title' is missing"),
        (HEAD.replace("Kappa pays", "[a, b]"), 3, "title is no text"),
        (HEAD + "source: {publisher: A, site: B}\n", 5, "is no key of source"),
        (HEAD + "source: {position: third}\n", 5, "position is no number from 1 up"),
        (HEAD + "claims:\n  - actr: Kappa\n", 6, "is no key of a claim"),
        (HEAD + "claims: Kappa\n", 5, "claims is no list"),
        (HEAD + "claims:\n  - Kappa\n", 6, "a claim is no mapping"),
        (HEAD + "claims:\n  - origin: guessed\n", 6, "is no origin"),
        (HEAD + "claims:\n  - negated: maybe\n", 6, "is neither"),
        (HEAD + "claims:\n  - occurrence: 0\n", 6, "occurrence is no number"),
        (
            HEAD + "claims:\n  - figures:\n    - {words: $5, role: old}\n",
            7,
            "is no role",
        ),
        (HEAD + "corrections:\n  - words: $5\n", 6, "corrects nothing"),
        (HEAD + "unused:\n  - words: $5\n", 6, "has no reason"),
        (HEAD + "themes: &a [chips]\n", 5, "is an anchor"),
        (HEAD + "themes: !!set {chips}\n", 5, "is a tag"),
        (HEAD + "themes: [chips\n", 5, "is no YAML"),
    ],
)
def test_a_problem_is_told_with_its_line(front, line, message):
    _, problems = parse(front)
    assert any(p.line == line and message in p.message for p in problems), problems


def test_a_list_for_a_title_is_one_problem():
    _, problems = parse(HEAD.replace("Kappa pays", "[a, b]"))
    assert len(problems) == 1


def test_all_problems_are_told_at_once():
    _, problems = parse("id: Kappa!\npublished: soon\ncolour: red\n", "\n")
    messages = " ".join(p.message for p in problems)
    for part in ("no key of a brief", "no text", "'title'", "no valid id", "no day"):
        assert part in messages


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no front matter"),
        ("Kappa paid.\n", "no front matter"),
        ("---\nid: kappa\n", "never closed"),
        ("---\n---\nKappa paid.\n", "holds no keys"),
        ("---\n- a\n---\nKappa paid.\n", "holds no keys"),
        ("---\n" + "[" * 20_000 + "\n---\nKappa paid.\n", "nested too deep"),
        ("---\nid: \x00\n---\nKappa paid.\n", "is a control character"),
    ],
)
def test_a_file_that_is_no_brief_is_told_apart(tmp_path, content, message):
    path = tmp_path / "kappa.md"
    path.write_text(content, encoding="utf-8")
    brief, problems = read_brief(path)
    assert brief is None
    assert any(message in p.message for p in problems), problems


def test_a_file_that_is_not_utf_8_is_told_with_line_and_bytes(tmp_path):
    path = tmp_path / "kappa.md"
    path.write_bytes(b"---\nid: kappa\ntitle: Z\xfcrich\n---\n")
    brief, (problem,) = read_brief(path)
    assert brief is None and problem.line == 3
    assert (problem.value, problem.message) == ("0xfc", "is not UTF-8")


def test_line_ends_and_byte_order_marks_of_windows_are_read(tmp_path):
    path = tmp_path / "kappa.md"
    content = f"---\n{HEAD}---\n{BODY}".replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + content.encode())
    brief, problems = read_brief(path)
    assert problems == [] and brief.text == BODY.strip()


def test_a_file_is_named_for_its_brief(tmp_path):
    path = tmp_path / "other.md"
    path.write_text(f"---\n{HEAD}---\n{BODY}", encoding="utf-8")
    brief, (problem,) = read_brief(path)
    assert (brief, problem.line) == (None, 2)
    assert problem.remedy == "write 'id: other', or rename the file"


def test_an_id_names_one_brief_of_all_corpora(tmp_path):
    for corpus in ("a", "b"):
        (tmp_path / corpus).mkdir()
        path = tmp_path / corpus / "kappa.md"
        path.write_text(f"---\n{HEAD}---\n{BODY}", encoding="utf-8")
    briefs, (problem,) = read_briefs(tmp_path, tmp_path)
    assert [brief.corpus for brief in briefs] == ["a"]
    assert problem.path == "b/kappa.md" and "a/kappa.md" in problem.message


def test_a_folder_that_is_called_like_a_brief_is_passed_over(tmp_path):
    (tmp_path / "a" / "kappa.md").mkdir(parents=True)
    assert read_briefs(tmp_path) == ([], [])


def test_a_brief_file_is_never_overwritten(tmp_path):
    path = tmp_path / "kappa.md"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(DataProblems, match="exists already"):
        write_brief(made(), path)
    assert path.read_text(encoding="utf-8") == "mine"


def made(**changes) -> Brief:
    claim = Claim(
        actor="Kappa",
        action="grows",
        figures=(
            FigureRef(words="$5 million"),
            FigureRef(words="a: 4% rise # up", role="change", occurrence=2),
        ),
        date="May",
        date_occurrence=3,
        negated=True,
        origin="drafted",
    )
    brief = Brief(
        id="kappa",
        title="Kappa: 'pays' #1",
        published=date(2024, 11, 22),
        published_start=date(2024, 11, 17),
        text="First - one.\nSecond: two.",
        themes=("chips",),
        source={"digest": "2024-11", "position": "3"},
        claims=(claim, Claim(date="1999", origin="drafted")),
    )
    return replace(brief, **changes)


def same(brief: Brief, path: Path) -> None:
    back, problems = read_brief(write_brief(brief, path))
    assert problems == []
    assert front_matter(back) == front_matter(brief)
    assert back.text == brief.text


def test_what_is_written_is_read_back(tmp_path):
    same(made(), tmp_path / "kappa.md")


def test_a_line_of_dashes_in_the_text_is_read_back(tmp_path):
    same(made(text="First.\n---\nid: no"), tmp_path / "kappa.md")


_WRITTEN = st.text(
    st.characters(codec="utf-8", exclude_categories=["Zs", "Zl", "Zp", "Cc"]),
    min_size=1,
    max_size=30,
)


@settings(max_examples=150, deadline=None)
@given(words=_WRITTEN, title=_WRITTEN)
def test_any_words_are_read_back(words, title):
    claim = Claim(figures=(FigureRef(words=words),), object=words, origin="drafted")
    brief = made(title=title, claims=(claim,))
    reader = Reader("kappa.md", offset=1)
    back = parse_brief(dump(front_matter(brief), brief.text), reader)
    assert reader.problems == []
    assert back.title == title
    assert back.claims[0].figures[0].words == back.claims[0].object == words
