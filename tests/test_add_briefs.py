"""New briefs by hand: nothing typed is lost, nothing of others is overwritten."""

import shutil
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from briefbook.add_briefs import AddBriefs
from briefbook.add_briefs_paste import pasted
from briefbook.add_briefs_store import DRAFTS, ChangedElsewhereError
from briefbook.briefs import parse_brief
from briefbook.briefs_write import front_matter
from briefbook.draft import draft
from briefbook.errors import DataProblems, ParameterError
from briefbook.frontmatter import Reader, _written
from briefbook.models import FigureRef
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


def test_each_figure_of_a_claim_has_its_words_and_role(add, root) -> None:
    controls = add.controls
    controls.claims.claim.value = 0
    figures = controls.claims.figures
    assert [ref.words for ref in figures.refs()] == ["$2 billion"]
    figures.more.click()
    words, role, _, _ = figures.rows[1]
    words.value, role.value = "300 people", "threshold"
    assert add.brief.claims[0].figures == (
        FigureRef(words="$2 billion"),
        FigureRef(words="300 people", role="threshold"),
    )
    (path,) = add.save(0)
    again = parse_brief(path.read_text(encoding="utf-8"), Reader("again"))
    assert [(r.words, r.role) for r in again.claims[0].figures] == [
        ("$2 billion", "value"),
        ("300 people", "threshold"),
    ]
    figures.rows[0][3].click()
    assert [ref.words for ref in add.brief.claims[0].figures] == ["300 people"]
    assert add.brief.claims[0].figures[0].role == "threshold"


def test_words_that_stand_twice_offer_which_is_meant(root) -> None:
    made = AddBriefs("2025-07", project=root)
    made.bring_in("Acme hired 300 people in May and fired 300 people in June.", DAY)
    made.change_claim(0, figure="300 people")
    claims = made.controls.claims
    which = claims.figures.rows[0][2]
    assert [label for label, _ in which.options] == ["", "1 of 2", "2 of 2"]
    assert any("stands 2 times" in problem.message for problem in made.problems())
    which.value = 2
    assert made.brief.claims[0].figures[0].occurrence == 2
    assert not any("stands 2 times" in problem.message for problem in made.problems())
    claims.figures.rows[0][0].value = "hired 300 people"
    assert made.brief.claims[0].figures[0].occurrence is None


def test_what_the_check_finds_names_the_claim(add) -> None:
    add.add_claim("no such words")
    add.add_claim("The plant is to employ")
    number = len(add.brief.claims)
    lacking = [p.line for p in add.problems() if p.message == "has no actor"]
    assert lacking[-2:] == [number - 1, number]
    assert f"claim {number}: has no actor" in add.controls.problems.value


def test_a_unit_that_does_not_fit_is_told_as_one_types(add) -> None:
    add.change_claim(0, measure="car_duty")
    found = [p for p in add.problems() if "does not fit the measure car_duty" in str(p)]
    assert [(p.line, p.level, p.value) for p in found] == [(1, "note", "$2 billion")]


def test_claims_go_with_their_words_where_a_boundary_moves(root) -> None:
    made = AddBriefs("2025-07", project=root)
    made.bring_in(DIGEST, DAY, "summer")
    while len(made.stories) > 1:
        made.join(0)
    for place, claim in enumerate(made.brief.claims):
        made.change_claim(place, object=f"by hand {claim.date}")
    typed = {claim.object for claim in made.brief.claims}
    assert len(typed) > 1
    made.divide(0, 3)
    first, second = made.stories
    assert first.claims and second.claims
    assert {claim.object for claim in (*first.claims, *second.claims)} == typed
    assert [p for p in made.problems() if p.message == "is not in the text"] == []
    made.current = 0
    made.join(0)
    assert {claim.object for claim in made.brief.claims} == typed


def test_a_second_digest_puts_unsaved_work_aside_and_says_where(add, root) -> None:
    add.change(title="Not saved yet")
    add.bring_in("Another digest says that 5 chips were made.", DAY, "other")
    aside = root / DRAFTS / "2025-07-aside-1"
    assert "title: Not saved yet" in (aside / "001.md").read_text(encoding="utf-8")
    assert str(aside) in add.notice
    assert AddBriefs("2025-07", project=root).brief.text.startswith("Another")
    add.change(title="Saved")
    add.save()
    add.bring_in("And a third one of 7 chips.", DAY, "third")
    assert not aside.with_name("2025-07-aside-2").exists()


def test_the_boxes_of_the_form_are_there_when_the_kernel_starts_again(root) -> None:
    controls = AddBriefs("2025-07", project=root).controls
    controls.paste.value, controls.published.value = DIGEST, "2025-06"
    controls.path.value = "somewhere.txt"
    again = AddBriefs("2025-07", project=root).controls
    assert (again.paste.value, again.published.value) == (DIGEST, "2025-06")
    again._bring()
    assert "both a digest and the path" in again.said.value
    again.path.value, again.published.value = "", DAY
    again._bring()
    again.text.because.value = "half a reas"
    third = AddBriefs("2025-07", project=root).controls
    assert third.text.because.value == "half a reas"
    third.text.correct.click()
    third.text.undo.click()
    assert third.text.because.value == ""


def test_a_rejected_reading_can_be_taken_back(add) -> None:
    before = [m.quote for _, m in add.mentions()]
    text = add.controls.text
    text.reject.click()
    assert [m.quote for _, m in add.mentions()] == before[1:]
    assert text.mention.options[0][0].startswith("\u2717")
    text.undo.click()
    assert [m.quote for _, m in add.mentions()] == before
    assert add.brief.corrections == ()


def test_a_correction_without_a_reason_is_told_and_takes_one_later(add, root) -> None:
    text = add.controls.text
    text.reject.click()
    (told,) = [p for p in add.problems() if p.message == "has no reason"]
    assert (told.line, told.value) == (-1, add.brief.corrections[0].words)
    assert "correction 1" in add.controls.problems.value
    text.because.value = "a name of a place"
    assert add.brief.corrections[0].because == "a name of a place"
    assert not [p for p in add.problems() if p.message == "has no reason"]
    again = AddBriefs("2025-07", project=root).controls.text
    assert again.because.value == "a name of a place"


def test_a_figure_is_left_without_a_claim_for_a_reason(add, root) -> None:
    text = add.controls.text
    quotes = [mention.quote for _, mention in text.found]
    text.mention.value = quotes.index("300 people")
    claim = next(
        place
        for place, claim in enumerate(add.brief.claims)
        if any("300" in ref.words for ref in claim.figures)
    )
    add.remove_claim(claim)
    assert any("no claim uses" in problem.message for problem in add.problems())
    text.leave.click()
    assert "why this figure needs no claim" in text.said.value
    text.because.value = "it says nothing of chips"
    text.leave.click()
    assert not any("no claim uses" in problem.message for problem in add.problems())
    (path,) = add.save(0)
    assert "because: it says nothing of chips" in path.read_text(encoding="utf-8")
    assert (
        "needs no claim"
        in dict(map(reversed, text.mention.options))[text.mention.value]
    )
    text.undo.click()
    assert add.brief.unused == ()


def test_a_folder_that_can_not_be_written_is_told(add, root, monkeypatch) -> None:
    def full(*_) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("briefbook.add_briefs_store.write_whole", full)
    add.change(title="lost?")
    assert "No space left on device" in add.notice
    assert "is not kept" in add.controls.said.value
    monkeypatch.undo()
    add.change(title="kept")
    assert add.notice == ""


@pytest.mark.parametrize(
    ("digest", "stories", "claims"),
    [
        (DIGEST.splitlines()[0], 1, True),
        ("Ministers spoke of chips.\nThey agreed on little.", 1, False),
        ("Acme baut ein Werk f\u00fcr 2 Milliarden Euro in Schweden.", 1, None),
        ("\u534e\u4e3a\u8ba1\u5212\u5728\u660e\u5e74\u751f\u4ea7\u3002", 1, None),
        (
            "\u201cAcme\u201d pays $3\u00a0mil\u00adlion on 1\u00a0May 2025\u2026",
            1,
            True,
        ),
        ("Acme <script>alert(1)</script> pays $3 million.", 1, True),
        ("Acme \ud800 pays $3 million.\x00", 1, True),
    ],
    ids=[
        *("one story", "no dates", "German", "Chinese", "typography", "script"),
        "broken signs",
    ],
)
def test_any_digest_can_be_brought_in_shown_and_saved(
    digest, stories, claims, root
) -> None:
    made = AddBriefs("2025-07", project=root)
    made.bring_in(digest, DAY, "odd")
    assert len(made.stories) == stories
    if claims is not None:
        assert bool(made.brief.claims) is claims
    shown = made.controls.text.marked.value
    assert "<script" not in shown
    made.save()
    assert not has_errors(check(read_project(root)))
    assert AddBriefs("2025-07", project=root).brief.text == made.brief.text


def test_two_hundred_stories_stay_quick_to_work_on(root, monkeypatch) -> None:
    lines = []
    for number in range(200):
        lines += [f"# Story {number}", f"Acme{number} pays ${number + 1} million."]
    made = AddBriefs("2025-07", project=root)
    made.bring_in("\n".join(lines), DAY, "many")
    assert len(made.stories) == 200
    written: list[str] = []
    monkeypatch.setattr(
        "briefbook.add_briefs_store.write_whole",
        lambda path, _: written.append(path.name),
    )
    made.controls.title.value = "One key"
    # A key writes the one story that changed and the list of them, no more.
    assert written == ["001.md", "session.json"]


def test_a_key_in_a_brief_of_many_claims_writes_only_the_one_that_changed(
    root,
) -> None:
    made = AddBriefs("2025-07", project=root)
    lines = [f"Acme {n} pays ${n + 1} million for plant {n}." for n in range(60)]
    made.bring_in(" ".join(lines), DAY)
    assert len(made.brief.claims) > 50
    before = _written.cache_info().misses
    made.change_claim(0, object="by hand")
    assert _written.cache_info().misses - before == 1


def test_a_brief_written_in_pieces_is_as_written_whole(add) -> None:
    add.change_claim(0, object="a: b # c", said_by="'quoted'")
    add.correct(*add.mentions()[0], because="by hand")
    writer = YAML(typ="rt")
    writer.width = 4096
    writer.indent(mapping=2, sequence=4, offset=2)
    whole = StringIO()
    writer.dump(front_matter(add.brief), whole)
    assert add.text_of(0) == f"---\n{whole.getvalue()}---\n{add.brief.text}\n"


def test_a_file_is_found_from_the_folder_of_the_project(root, tmp_path) -> None:
    (root / "summer.txt").write_text(DIGEST, encoding="utf-8")
    made = AddBriefs("2025-07", project=root)
    made.bring_in_file("summer.txt", DAY)
    assert made.brief.source["digest"] == "summer"
    with pytest.raises(DataProblems, match=r"winter\.txt"):
        made.bring_in_file("winter.txt", DAY)


def test_headings_of_a_pasted_page_are_titles_of_stories() -> None:
    page = (
        "<html><head><title>D</title></head><body><h1>Digest</h1>"
        "<h2>One</h2><p>A&nbsp;b.</p><h2>Two</h2><p>C &lt; d.</p></body></html>"
    )
    assert pasted(page) == "Digest\n# One\nA b.\n# Two\nC < d."


def test_of_a_pasted_page_only_the_words_stay() -> None:
    page = "<html><p>One&nbsp;<i>story</i></p><script>x()</script><p>Two</p></html>"
    assert pasted(page) == "One story\nTwo"
    assert pasted("a < b and “c”\u00ad d\r\ne") == "a < b and “c”\u00ad d\ne"


def test_the_controls_work_without_a_browser(add, root) -> None:
    controls = add.controls
    controls.title.value = "Typed in a box"
    assert add.brief.title == "Typed in a box"
    controls.claims.claim.value = 0
    controls.claims.fields["stage"].value = "planed"
    assert "planed" in controls.problems.value
    controls.claims.fields["stage"].value = "planned"
    assert add.brief.claims[0].stage == "planned"
    assert "planed" not in controls.problems.value
    assert "bb-figure" in controls.text.marked.value
    controls.save(0)
    assert "Saved in 2025-07" in controls.saved.value
    assert len(files(root)) == 1


def test_a_brief_of_html_is_shown_as_words(root) -> None:
    made = AddBriefs("2025-07", project=root)
    made.bring_in("Acme <img src=x onerror=alert(1)> makes 300 chips.", DAY)
    assert "<img" not in made.controls.text.marked.value
