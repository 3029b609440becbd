"""The same text told twice is named, counted both ways, and never dropped."""

import random
import shutil
from pathlib import Path

import pytest

from briefbook.dataset import load_dataset
from briefbook.duplicates import SAME, told_again
from briefbook.project import read_project

REPO = Path(__file__).parents[1]
FOLDER = REPO / "data" / "briefs"
TEXTS = {
    path.stem: path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    for path in sorted(FOLDER.glob("*/*.md"))
}
NAME = "huawei-ascend-910c"


def altered(text: str, share: float, seed: int = 7) -> str:
    """Return a text with so many of its words replaced."""
    rng = random.Random(seed)
    words = text.split()
    for place in rng.sample(range(len(words)), round(share * len(words))):
        words[place] = f"w{place}"
    return " ".join(words)


def test_our_own_briefs_tell_no_story_twice() -> None:
    assert told_again(TEXTS.items()) == {}


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda text: text.replace("\n", "  \n\n "),
        lambda text: text.replace("'", "\u2019").replace(", ", " \u2013 "),
    ],
    ids=["upper case", "white space", "typography"],
)
def test_the_same_words_in_other_dress_are_one_text(change) -> None:
    found = told_again([*TEXTS.items(), ("again", change(TEXTS[NAME]))])
    assert found == {"again": (NAME, pytest.approx(1, abs=0.1))}


@pytest.mark.parametrize("share", [0.02, 0.05, 0.08])
def test_an_edited_text_is_near_and_its_share_tells_how_near(share) -> None:
    found = told_again([*TEXTS.items(), ("again", altered(TEXTS[NAME], share))])
    original, same = found["again"]
    assert original == NAME
    assert SAME <= same < 1 - share


def test_a_text_half_of_whose_words_are_others_is_another_text() -> None:
    assert told_again([("a", TEXTS[NAME]), ("b", altered(TEXTS[NAME], 0.5))]) == {}


def test_repetitions_point_to_the_first_and_never_to_one_another() -> None:
    copies = [(f"copy-{i}", altered(TEXTS[NAME], 0.03, seed=i)) for i in range(6)]
    found = told_again([(NAME, TEXTS[NAME]), *copies])
    assert {original for original, _ in found.values()} == {NAME}
    assert len(found) == 6


def test_the_result_is_the_same_each_time() -> None:
    copies = [(f"{k}-2", altered(v, 0.06)) for k, v in TEXTS.items()]
    first = told_again([*TEXTS.items(), *copies])
    assert first == told_again([*TEXTS.items(), *copies])
    assert set(first) == {f"{name}-2" for name in TEXTS}


@pytest.mark.parametrize("text", ["", " ", "...", "one", "\ud800", "中文" * 40])
def test_texts_without_much_in_them_do_no_harm(text) -> None:
    words = bool(text.strip(" .\ud800"))
    found = told_again([("a", text), ("b", text)])
    assert set(found) <= ({"b"} if words else set())


def test_writing_without_spaces_is_compared_sign_by_sign() -> None:
    text = "华为计划在明年初大规模生产人工智能芯片尽管美国的贸易限制仍然使其良率过低"
    found = told_again([("a", text), ("b", f"{text}。"), ("c", text[::-1])])
    assert found == {"b": ("a", 1.0)}


@pytest.fixture
def doubled(tmp_path: Path):
    """Return our project with one brief of November told again in June."""
    for name in ("briefbook.toml", "data"):
        source = REPO / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    text = (FOLDER / "2024-11" / f"{NAME}.md").read_text(encoding="utf-8")
    again = text.replace(f"id: {NAME}", "id: told-again").replace(
        "published: 2024-11-21", "published: 2025-06-29"
    )
    target = tmp_path / "data" / "briefs" / "2025-06" / "told-again.md"
    target.write_text(again, encoding="utf-8")
    return load_dataset(read_project(tmp_path))


def test_a_brief_told_again_in_a_later_corpus_is_named_and_kept(doubled) -> None:
    briefs = doubled.briefs.set_index("brief_id")
    assert briefs.loc["told-again", "duplicate_of"] == NAME
    assert briefs.loc["told-again", "duplicate_share"] == 1
    assert briefs["duplicate_of"].notna().sum() == 1
    assert len(briefs) == len(TEXTS) + 1


def test_counts_say_both_figures_where_original_and_repetition_are_in_view(
    doubled,
) -> None:
    both = len(TEXTS) + 1
    assert (doubled.counts()["briefs"], doubled.distinct()) == (both, both - 1)
    assert f"{both} ({both - 1} distinct) briefs" in repr(doubled)
    assert f"<td>{both} ({both - 1} distinct)</td>" in doubled._repr_html_()
    june = doubled.where(corpora="2025-06")
    assert june.distinct() == june.counts()["briefs"]
    assert "distinct" not in repr(june)


def test_what_is_new_names_the_story_that_is_told_again(doubled) -> None:
    from briefbook.findings.base import answer

    found = answer(doubled, "whats_new")["told_again"]
    assert found.value == 1
    assert "1 of the 13 briefs of 2025-06 repeats a text of 2024-11" in found.sentence
    rows = doubled.changes("2024-11", "2025-06")
    again = rows[rows["brief_after"] == "told-again"]
    assert set(again["kind"]) <= {"repeated", "new", "updated"}
