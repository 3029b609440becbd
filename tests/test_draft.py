"""A digest into brief files."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from briefbook.briefs import read_brief
from briefbook.draft import draft, slug
from briefbook.errors import DataProblems, ParameterError
from briefbook.registry import Registry, RegistryActor
from briefbook.validate import check

SHARED = Path(__file__).parents[2] / "shared" / "gold" / "digest-2024-11.txt"
DATA = Path(__file__).parents[1] / "data"
DAY = date(2024, 11, 22)
DIGEST = """\
# Kappa builds in Vietnam
Kappa will invest $300 million in a plant in Vietnam, it said on Tuesday.
The plant opens in March 2026 and should employ 900 people.

# Ministers sign a pact
France and Spain signed a pact on 4 November. It covers 12 ports.
"""


@pytest.fixture
def registry():
    return Registry([RegistryActor("Kappa AG", "company", "CHE", ("Kappa",))])


@pytest.fixture
def project(tmp_path):
    from shutil import copytree

    (tmp_path / "briefbook.toml").write_text("", encoding="utf-8")
    (tmp_path / "data").mkdir()
    copytree(DATA / "vocabularies", tmp_path / "data" / "vocabularies")
    copytree(DATA / "reference", tmp_path / "data" / "reference")
    (tmp_path / "data" / "actors.csv").write_bytes((DATA / "actors.csv").read_bytes())
    return tmp_path


def test_each_story_becomes_a_file_under_its_id(tmp_path, registry):
    drafted = draft(DIGEST, DAY, tmp_path, name="week-47", registry=registry)
    assert [item.path.name for item in drafted] == [
        "kappa-builds-vietnam.md",
        "ministers-sign-pact.md",
    ]
    assert sorted(tmp_path.iterdir()) == [item.path for item in drafted]


def test_a_draft_holds_the_paragraphs_unchanged_and_says_where_they_come_from(
    tmp_path, registry
):
    drafted = draft(DIGEST, DAY, tmp_path, name="week-47", registry=registry)
    brief, problems = read_brief(drafted[0].path)
    assert problems == []
    assert brief.text.split("\n") == DIGEST.split("\n")[1:3]
    assert brief.text_kind == "verbatim"
    assert brief.source == {"digest": "week-47", "position": "1"}
    assert brief.published == DAY


def test_a_draft_has_drafted_claims(tmp_path, registry):
    drafted = draft(DIGEST, DAY, tmp_path, registry=registry)
    brief, _ = read_brief(drafted[0].path)
    money = next(c for c in brief.claims if "$300 million" in c.figures[0].words)
    assert (money.actor, money.action, money.stage) == (
        "Kappa AG",
        "invests",
        "planned",
    )
    assert {claim.origin for claim in brief.claims} == {"drafted"}


def test_a_range_of_days_is_written_as_it_was_given(tmp_path, registry):
    first = date(2024, 11, 17)
    drafted = draft(DIGEST, DAY, tmp_path, published_start=first, registry=registry)
    assert "published: 2024-11-17..2024-11-22" in drafted[0].path.read_text("utf-8")
    brief, problems = read_brief(drafted[0].path)
    assert problems == [] and brief.published_start == first


def test_nothing_is_written_where_one_file_exists(tmp_path, registry):
    mine = tmp_path / "ministers-sign-pact.md"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(DataProblems, match="exists already") as caught:
        draft(DIGEST, DAY, tmp_path, registry=registry)
    assert len(caught.value.problems) == 1
    assert list(tmp_path.iterdir()) == [mine]
    assert mine.read_text(encoding="utf-8") == "mine"


def test_an_id_of_another_corpus_is_not_taken_again(project, registry):
    briefs = project / "data" / "briefs"
    first = draft(DIGEST, DAY, briefs / "2024-11", registry=registry)
    second = draft(DIGEST, DAY, briefs / "2024-12", registry=registry)
    assert [item.brief.id for item in second] == [
        f"{item.brief.id}-2" for item in first
    ]


def test_two_stories_of_one_title_get_two_ids(tmp_path, registry):
    digest = (
        "# Port news\nOne port opened in May.\n\n# Port news\nOne port shut in June."
    )
    drafted = draft(digest, DAY, tmp_path, registry=registry)
    assert [item.brief.id for item in drafted] == ["port-news", "port-news-2"]


@pytest.mark.parametrize("digest", ["", " \n\n", "---\n"])
def test_a_digest_without_text_is_refused(tmp_path, digest, registry):
    with pytest.raises(ParameterError, match="holds no text"):
        draft(digest, DAY, tmp_path, name="week-47", registry=registry)


def test_a_lone_surrogate_does_not_stop_a_draft(tmp_path, registry):
    drafted = draft("Kappa paid $5 \ud800 million.", DAY, tmp_path, registry=registry)
    assert read_brief(drafted[0].path)[1] == []


def test_a_headline_that_comes_again_gets_an_id_of_its_own(tmp_path, registry):
    text = "Rents fell by 5% in Oslo, the board said."
    (first,) = draft(text, DAY, tmp_path, name="digest", registry=registry)
    later = DAY + timedelta(days=7)
    (second,) = draft(text, later, tmp_path, name="digest", registry=registry)
    assert second.brief.id == f"{first.brief.id}-2"
    for day in (DAY, later):
        with pytest.raises(DataProblems, match="exists already"):
            draft(text, day, tmp_path, name="digest", registry=registry)


def test_a_text_in_another_language_is_drafted_without_claims(tmp_path, registry):
    text = "Le gouvernement a annoncé mardi que les droits de douane sur les voitures "
    text += "passeraient de 10 % à 25 % dans les prochains mois, selon le ministre."
    (item,) = draft(text, DAY, tmp_path, registry=registry)
    assert item.brief.themes == ("other",) and item.brief.claims == ()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Zürich’s banks face €5bn bill", "zurich-banks-face-5bn-bill"),
        ("The end of the de minimis rule", "end-de-minimis-rule"),
        ("To and from the", "to-and-from-the"),
        ("芯片", "brief"),
        ("x" * 200, "x" * 60),
        ("US-China e-commerce talks: new round", "us-china-e-commerce-talks-new-round"),
    ],
)
def test_an_id_is_made_of_the_title_words(title, expected):
    assert slug(title) == expected


def test_a_drafted_corpus_has_notes_and_no_errors(project):
    draft(DIGEST, DAY, project / "data" / "briefs" / "2024-11", name="week-47")
    problems = check_of(project)
    assert problems and {problem.level for problem in problems} == {"note"}


@pytest.mark.skipif(not SHARED.exists(), reason="the digest is not part of this tree")
@pytest.mark.parametrize("first", [None, date(2024, 11, 17)])
def test_the_digest_gives_ten_briefs_that_check_with_notes_only(project, first):
    folder = project / "data" / "briefs" / "2024-11"
    text = SHARED.read_text(encoding="utf-8")
    drafted = draft(text, DAY, folder, published_start=first, name="2024-11")
    assert len(drafted) == 10
    assert all(read_brief(item.path)[1] == [] for item in drafted)
    problems = check_of(project)
    assert [str(p) for p in problems if p.level != "note"] == []


def check_of(project: Path):
    from briefbook.project import find_project

    return check(find_project(project))
