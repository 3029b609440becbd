"""New briefs by hand: nothing typed is lost, nothing of others is overwritten."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from briefbook.add_briefs import AddBriefs
from briefbook.add_briefs_paste import pasted
from briefbook.add_briefs_store import DRAFTS, ChangedElsewhereError
from briefbook.draft import draft
from briefbook.errors import ParameterError
from briefbook.project import read_project
from briefbook.validate import check, has_errors
from small_project import small_project

DIGEST = """Acme Chips will build a plant in Sweden for $2 billion by March 2026.
The plant is to employ 300 people.
The European Union raised its duty on electric cars to 20% in May 2025.
Carmakers had warned against it.
"""
DAY = "2025-06-20"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_project(tmp_path).root


@pytest.fixture
def add(root: Path) -> AddBriefs:
    made = AddBriefs("2025-07", project=root)
    made.bring_in(DIGEST, DAY, "summer")
    return made


def files(root: Path, corpus: str = "2025-07") -> dict[str, bytes]:
    folder = root / "data" / "briefs" / corpus
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.md"))}


def test_what_it_saves_is_what_the_command_line_drafts(add, root) -> None:
    add.save()
    saved = files(root)
    shutil.rmtree(root / "data" / "briefs" / "2025-07")
    project = read_project(root)
    draft(
        DIGEST,
        add.stories[0].published,
        project.briefs / "2025-07",
        name="summer",
        registry=add._whole.registry,
        vocabularies=add._whole.vocabularies,
    )
    assert saved and saved == files(root)


def test_a_boundary_moves_and_edits_of_other_stories_stay(add) -> None:
    whole = len(add.stories)
    while len(add.stories) > 1:
        add.join(0)
    assert add.brief.text == DIGEST.strip()
    add.divide(0, 3)
    assert [brief.text.count("\n") for brief in add.stories] == [1, 1]
    add.change(title="A title by hand")
    add.current = 1
    add.divide(1, 2)
    assert add.stories[0].title == "A title by hand"
    assert len(add.stories) == 3
    assert whole >= 1
    with pytest.raises(ParameterError, match="can begin a story"):
        add.divide(0, 9)
    with pytest.raises(ParameterError, match="no next one"):
        add.join(2)


def test_what_was_typed_is_there_when_the_kernel_starts_again(add, root) -> None:
    add.change(title="Half a tit")
    add.add_claim("The plant is to employ")
    add.change_claim(len(add.brief.claims) - 1, actor="Acm")
    add.correct(*add.mentions()[0], because="by hand")
    again = AddBriefs("2025-07", project=root)
    assert again.brief.title == "Half a tit"
    assert again.brief.claims[-1].actor == "Acm"
    assert again.brief.corrections == tuple(
        replace(item, line=again.brief.corrections[0].line)
        for item in add.brief.corrections
    )
    assert [again.text_of(i) for i in range(len(again.stories))] == [
        add.text_of(i) for i in range(len(add.stories))
    ]
    assert not files(root)


def test_a_rejected_reading_is_a_correction_of_the_saved_file(add, root) -> None:
    kind, mention = next(
        pair for pair in add.mentions() if pair[1].quote == "$2 billion"
    )
    add.correct(kind, mention, because="a rumour")
    assert "$2 billion" not in [m.quote for _, m in add.mentions()]
    add.correct(kind, mention, value="3e9", unit="USD", bound="about")
    found = {m.quote: m for k, m in add.mentions() if k == "figure"}
    assert found["$2 billion"].value == 3e9
    assert len(add.brief.corrections) == 1
    add.save(0)
    assert b"corrections:" in files(root)[f"{add.brief.id}.md"]


def test_an_accepted_reading_is_remembered(add, root) -> None:
    mention = add.mentions()[0][1]
    add.accept(mention)
    assert AddBriefs("2025-07", project=root).is_accepted(mention)


def test_the_check_speaks_as_one_types(add) -> None:
    add.add_claim("no such words")
    assert any(problem.value == "no such words" for problem in add.problems())
    last = len(add.brief.claims) - 1
    add.change_claim(last, words="The plant is to employ", action="bans", actor="Acme")
    assert not any(problem.level == "error" for problem in add.problems())
    add.change_claim(last, action="bns", origin="curated")
    (wrong,) = [p for p in add.problems() if p.value == "bns"]
    assert wrong.level == "error"
    assert "bans" in wrong.remedy or "known" in wrong.remedy


def test_what_is_saved_passes_the_check_of_the_project(add, root) -> None:
    add.save()
    assert not has_errors(check(read_project(root)))


def test_of_two_windows_the_second_is_told_and_overwrites_nothing(root) -> None:
    first, second = (AddBriefs("2025-07", project=root) for _ in range(2))
    first.bring_in(DIGEST, DAY, "summer")
    second.bring_in(DIGEST, DAY, "summer")
    assert "another window works on the drafts" in second.notice
    first.change(title="By the first")
    first.save(0)
    second.change(title="By the second")
    before = files(root)
    with pytest.raises(ChangedElsewhereError, match="not overwritten"):
        second.save(0)
    assert files(root) == before
    assert "By the second" in second.text_of(0)
    assert (root / DRAFTS / "2025-07~2").is_dir()
    assert AddBriefs("2025-07", project=root).brief.title == "By the first"


def test_an_edit_in_an_editor_is_not_overwritten(add, root) -> None:
    (path,) = add.save(0)
    add.change(title="Once more")
    assert add.save(0) == [path]
    path.write_text(path.read_text() + "by an editor\n")
    add.change(title="And again")
    with pytest.raises(ChangedElsewhereError, match=path.name):
        add.save(0)


@pytest.mark.parametrize("corpus", ["../out", "a/b", "", ".", "2025-07\n", "C:", "É"])
def test_a_corpus_can_not_climb_out_of_its_folder(corpus, root) -> None:
    with pytest.raises(ParameterError, match="lower-case letters"):
        AddBriefs(corpus, project=root)


def test_nor_can_an_id_that_was_typed(add, root) -> None:
    add.change(id="../../evil")
    with pytest.raises(ParameterError, match="lower-case letters"):
        add.save(0)
    assert not list(root.rglob("evil*"))


@pytest.mark.parametrize(
    ("digest", "published", "telling"),
    [
        ("  \n ", DAY, "holds no text"),
        (DIGEST, "last week", "write a day"),
        (DIGEST, "2025-06-20..2025-06-01", "write a day"),
    ],
)
def test_a_digest_that_can_not_be_split_is_told(
    digest, published, telling, root
) -> None:
    made = AddBriefs("2025-07", project=root)
    with pytest.raises(ParameterError, match=telling):
        made.bring_in(digest, published)
    assert made.stories == []


def test_of_a_pasted_page_only_the_words_stay() -> None:
    page = "<html><p>One&nbsp;<i>story</i></p><script>x()</script><p>Two</p></html>"
    assert pasted(page) == "One story\nTwo"
    assert pasted("a < b and “c”\u00ad d\r\ne") == "a < b and “c”\u00ad d\ne"


def test_the_controls_work_without_a_browser(add, root) -> None:
    controls = add.controls
    controls.title.value = "Typed in a box"
    assert add.brief.title == "Typed in a box"
    controls.claim.value = 0
    controls.fields["stage"].value = "planed"
    assert "planed" in controls.problems.value
    controls.fields["stage"].value = "planned"
    assert add.brief.claims[0].stage == "planned"
    assert "planed" not in controls.problems.value
    assert "bb-figure" in controls.marked.value
    controls._save(0)
    assert "Saved in 2025-07" in controls.said.value
    assert len(files(root)) == 1


def test_a_brief_of_html_is_shown_as_words(root) -> None:
    made = AddBriefs("2025-07", project=root)
    made.bring_in("Acme <img src=x onerror=alert(1)> makes 300 chips.", DAY)
    assert "<img" not in made.controls.marked.value
