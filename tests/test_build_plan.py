"""A build does what its sources say: only what is new, and nothing is lost."""

import json
import shutil
from pathlib import Path

import pytest

from briefbook import build_plan
from briefbook.build import BuildError, Built, build
from briefbook.build_plan import plan
from briefbook.cli import main
from briefbook.dataset import load_dataset
from briefbook.project import Project, read_project
from build_cases import PAGE, brief, jsonl

VIEWS = Path(__file__).parent / "fixtures" / "views"
DAY = ("2024-11-20", "2024-11-20")


@pytest.fixture(scope="module")
def project() -> Project:
    return read_project(VIEWS)


def ids(folder: Path) -> list[str]:
    return sorted(load_dataset(folder).briefs["brief_id"].astype(str))


def rejects(folder: Path) -> list[dict]:
    text = (folder / "rejects.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def adds_up(built: Built) -> bool:
    told = len(rejects(built.folder))
    return built.read == built.built + built.rejected and told == built.rejected


def test_a_pattern_without_a_match_leaves_a_built_folder_as_it_was(
    tmp_path: Path,
    project: Project,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "out"
    build([str(jsonl(tmp_path / "a.jsonl", [0, 1]))], out, project=project)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    wrong = str(tmp_path / "b*.jsonl")
    said = r"stays as it is: nothing of the sources .*matches no file: check the pat"
    with pytest.raises(BuildError, match=said):
        build([wrong], out, project=project)
    after = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert after == before
    # So does what a first build left that was killed.
    (out / "manifest.json").unlink()
    with pytest.raises(BuildError, match=said):
        build([wrong], out, project=project)
    assert list((out / ".parts").glob("*.json"))
    monkeypatch.chdir(VIEWS)
    assert main(["build", wrong, "--to", str(out)]) == 1
    assert "matches no file" in capsys.readouterr().err


def test_a_pattern_without_a_match_beside_others_is_a_reject(
    tmp_path: Path, project: Project
) -> None:
    a = jsonl(tmp_path / "a.jsonl", [0, 1])
    wrong = str(tmp_path / "b*.jsonl")
    built = build([str(a), wrong, wrong], tmp_path / "out", project=project)
    assert (built.read, built.built, built.rejected) == (3, 2, 1)
    (told,) = rejects(tmp_path / "out")
    assert told["source"] == wrong
    assert adds_up(built)
    # A new folder is made even of nothing, with the reasons in it.
    assert adds_up(build([wrong], tmp_path / "new", project=project))


def test_a_folder_that_is_built_into_itself_grows_by_nothing(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    jsonl(tmp_path / "a.jsonl", [0, 1, 2])
    monkeypatch.chdir(tmp_path)
    for source in (".", ".", "**"):
        built = build([source], Path("built"), project=project)
        assert (built.read, built.built) == (3, 3)
    assert built.kept == built.parts == 1


def test_a_source_is_built_once_from_wherever_it_is_named(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    jsonl(tmp_path / "arch" / "news.jsonl", [0, 1, "broken"])
    out = tmp_path / "out"
    monkeypatch.chdir(tmp_path)
    build(["arch/news.jsonl"], out, project=project)
    before = (out / "manifest.json").read_bytes(), rejects(out)
    for place, named in (("arch", "news.jsonl"), ("out", "../arch/n*")):
        monkeypatch.chdir(tmp_path / place)
        built = build([named, str(tmp_path / "arch")], out, project=project)
        assert built.kept == built.parts == 1
        assert ((out / "manifest.json").read_bytes(), rejects(out)) == before
    assert ids(out) == ["news:b0", "news:b1"]


def test_a_corpus_is_free_again_when_its_source_is_gone(
    tmp_path: Path, project: Project
) -> None:
    one = jsonl(tmp_path / "x" / "news.jsonl", [0])
    two = jsonl(tmp_path / "y" / "news.jsonl", [1])
    out = tmp_path / "out"
    build([str(one)], out, project=project)
    build([str(two)], out, project=project)
    assert ids(out) == ["news:b1"]
    # What is built keeps its name; the other one's folder tells it apart.
    build([str(one), str(two)], out, project=project)
    assert ids(out) == ["news:b1", "x-news:b0"]


def test_a_shell_that_expands_a_pattern_changes_nothing(
    tmp_path: Path, project: Project
) -> None:
    shutil.copytree(VIEWS / "data" / "briefs" / "first", tmp_path / "first")
    (tmp_path / "pages").mkdir()
    for name in ("x", "y"):
        (tmp_path / "pages" / f"{name}.html").write_text(PAGE.replace("Acme", name))
    files = [*(tmp_path / "first").glob("*.md"), *(tmp_path / "pages").glob("*")]
    ways = (
        [tmp_path / "first", tmp_path / "pages"],
        [tmp_path / "pages" / "*.html", tmp_path / "first" / "*.md"],
        sorted(files),
        [*sorted(files, reverse=True), tmp_path / "pages", tmp_path / "first"],
    )
    out = tmp_path / "out"
    told = set()
    for sources in ways:
        built = build([str(source) for source in sources], out, project=project)
        assert built.rejected == 0
        told.add((out / "manifest.json").read_bytes())
    assert len(told) == 1
    assert set(load_dataset(out).briefs["corpus"]) == {"first", "pages"}


def test_two_digests_of_one_name_and_headline_keep_all_their_stories(
    tmp_path: Path, project: Project
) -> None:
    def week(year: int) -> str:
        (tmp_path / str(year)).mkdir()
        path = tmp_path / str(year) / "week.txt"
        stories = [brief(n, year=year)["text"] for n in range(3)]
        path.write_text("\n\n---\n\n".join(stories))
        return str(path)

    first, second = week(2024), week(2025)
    built = build([first, second], tmp_path / "both", project=project, days=DAY)
    assert (built.read, built.built) == (6, 6)
    slugs = {"week": set(), "2025-week": set()}
    for name in ids(tmp_path / "both"):
        corpus, _, slug = name.partition(":")
        slugs[corpus].add(slug)
    assert slugs["week"] == slugs["2025-week"]
    assert len(slugs["week"]) == 3
    # Turned round, and one after the other: the same.
    build([second, first], tmp_path / "turned", project=project, days=DAY)
    build([first], tmp_path / "later", project=project, days=DAY)
    later = build([second, first], tmp_path / "later", project=project, days=DAY)
    assert later.kept == 1
    manifests = {
        (tmp_path / name / "manifest.json").read_bytes()
        for name in ("both", "turned", "later")
    }
    assert len(manifests) == 1


def test_a_double_is_told_with_its_file_and_that_of_the_first(
    tmp_path: Path, project: Project
) -> None:
    for name in ("one", "two"):
        shutil.copytree(VIEWS / "data" / "briefs" / "first", tmp_path / "in" / name)
    (tmp_path / "in" / "x.htm").write_text(PAGE)
    (tmp_path / "in" / "x.html").write_text(PAGE)
    built = build([str(tmp_path / "in")], tmp_path / "out", project=project)
    assert (built.read, built.built, built.rejected) == (6, 3, 3)
    told = {reject["source"]: reject["reason"] for reject in rejects(tmp_path / "out")}
    top = (tmp_path / "in").resolve().as_posix()
    assert told == {
        f"{top}/two/acme-plant.md": (
            f"has the id of {top}/one/acme-plant.md: give it its own"
        ),
        f"{top}/two/trade-ban.md": (
            f"has the id of {top}/one/trade-ban.md: give it its own"
        ),
        f"{top}/x.html": f"has the id of {top}/x.htm: rename it",
    }


def test_a_page_that_is_added_or_removed_builds_its_batch_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(build_plan._FILES, "html", 5)
    for number in range(60):
        (tmp_path / f"{number:02}.html").write_text(f"{PAGE}<!-- {number} -->")

    def parts() -> dict[str, int]:
        made = plan([str(tmp_path)], stamp="s").parts
        return {part.id: len(part.files) for part in made}

    before = parts()
    assert sum(before.values()) == 60
    assert max(before.values()) <= 20
    assert len(before) > 5
    (tmp_path / "00-new.html").write_text(PAGE)
    added = parts()
    assert sum(added.values()) == 61
    assert len(added.keys() - before.keys()) <= 2
    (tmp_path / "00-new.html").unlink()
    assert parts() == before
    (tmp_path / "01.html").unlink()
    assert len(parts().keys() - before.keys()) <= 2


def test_the_command_shows_a_source_as_short_as_it_lies_below(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    jsonl(tmp_path / "in" / "a.jsonl", [0, "broken"])
    assert main(["build", "in", "--to", "out"]) == 0
    assert "rejected: in/a.jsonl:2: 'broken' is not JSON" in capsys.readouterr().err
