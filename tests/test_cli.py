"""The `briefbook` command: what it prints, what it returns, what it leaves behind."""

import json
import shutil
from pathlib import Path

import pytest

from briefbook.cli import main

ROOT = Path(__file__).parents[1]
DIGEST = (
    "The port of Rotterdam handled 13.4 million containers in 2023, the authority said "
    "on Tuesday. Volumes fell by 7% from a year earlier.\n\n---\n\n"
    "Acme Semiconductor will spend $2.5 billion on a plant in Dresden, the firm said. "
    "Production is due to begin in 2027.\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of this project's data that a test may break."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "briefbook.toml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BRIEFBOOK_PROJECT", raising=False)
    return tmp_path


def test_check_of_our_own_data_finds_no_error(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("0 errors")


def test_check_lists_every_problem_with_file_line_value_and_remedy(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project / "data" / "briefs" / "2024-11"
    chips = folder / "us-chip-imports.md"
    text = chips.read_text(encoding="utf-8")
    text = text.replace("themes: [chips, trade-policy]", "themes: [chps, trade-policy]")
    chips.write_text(
        text.replace("came to $1.11 billion", "is gone", 1), encoding="utf-8"
    )
    g20 = folder / "g20-xi-ai.md"
    g20.write_text(
        g20.read_text(encoding="utf-8").replace(
            "id: g20-xi-ai", "id: g20-xi-ai\nidd: x"
        ),
        encoding="utf-8",
    )
    (folder / "latin.md").write_bytes(
        "---\nid: latin\ntitle: caf\xe9\n".encode("latin-1")
    )
    assert main(["check"]) == 1
    out = capsys.readouterr().out
    place = "data/briefs/2024-11"
    assert (
        f"{place}/us-chip-imports.md:7: 'chps', is no theme, did you mean 'chips'?"
        in out
    )
    assert "'is gone', is not in the text" in out
    assert f"{place}/g20-xi-ai.md:3: 'idd', is no key of a brief" in out
    assert f"{place}/latin.md:3: '0xe9', is not UTF-8, save the file as UTF-8" in out


def test_check_as_json_is_for_machines(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "data" / "briefs" / "2024-11" / "empty.md").write_text("")
    assert main(["check", "--json"]) == 1
    problems = json.loads(capsys.readouterr().out)
    (problem,) = (p for p in problems if p["path"].endswith("empty.md"))
    assert problem["message"] == "no front matter"


def test_draft_writes_a_file_a_story_and_never_overwrites(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "digest.txt"
    source.write_text(DIGEST, encoding="utf-8")
    command = [
        "draft",
        str(source),
        "--published",
        "2024-11-20",
        "--to",
        str(tmp_path / "d"),
    ]
    assert main(command) == 0
    written = sorted((tmp_path / "d").glob("*.md"))
    assert len(written) == 2
    before = [path.read_bytes() for path in written]
    assert main(command) == 1
    assert "exists already" in capsys.readouterr().err
    assert [path.read_bytes() for path in written] == before


def test_draft_may_be_told_how_many_stories_there_are(tmp_path: Path) -> None:
    source = tmp_path / "digest.txt"
    source.write_text(DIGEST, encoding="utf-8")
    to = tmp_path / "d"
    told = ["--published", "2024-11-20", "--stories", "1", "--to", str(to)]
    assert main(["draft", str(source), *told]) == 0
    assert len(list(to.glob("*.md"))) == 1


def test_a_working_directory_that_is_gone_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def gone() -> Path:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "cwd", gone)
    assert main(["doctor"]) == 2
    assert "the working directory is gone" in capsys.readouterr().err


def test_a_place_that_cant_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "digest.txt"
    source.write_text(DIGEST, encoding="utf-8")
    told = ["--published", "2024-11-20", "--to", str(source / "below")]
    assert main(["draft", str(source), *told]) == 1
    said = capsys.readouterr().err
    assert f"briefbook: {source / 'below'}: " in said
    assert "choose another place, or mend its permissions" in said


def test_draft_refuses_a_day_that_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "digest.txt"
    source.write_text(DIGEST, encoding="utf-8")
    assert main(["draft", str(source), "--published", "20.11.2024"]) == 2
    assert "write a day like 2024-11-20" in capsys.readouterr().err


def test_extract_reads_json_lines_and_names_the_bad_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    good = {
        "id": "seven",
        "published": "2024-11-20",
        "text": "Sales rose 12% in October.",
    }
    source.write_text(json.dumps(good) + "\n{broken\n", encoding="utf-8")
    assert main(["extract", str(source), "--to", str(target)]) == 1
    (row,) = (json.loads(line) for line in target.read_text().splitlines())
    assert row["id"] == "seven"
    assert [(f["value"], f["unit"], f["change"]) for f in row["figures"]] == [
        (12.0, "percent", "up")
    ]
    assert [(d["start"], d["end"]) for d in row["dates"]] == [
        ("2024-10-01", "2024-10-31")
    ]
    assert f"{source.as_posix()}:2: '{{broken', is not JSON" in capsys.readouterr().err


def test_extract_leaves_no_half_file_where_the_input_can_t_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b"\xff\n")
    assert main(["extract", str(source), "--to", str(target)]) == 1
    assert "is not UTF-8" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [source]


def test_without_a_project_the_error_says_where_it_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BRIEFBOOK_PROJECT", raising=False)
    assert main(["check"]) == 2
    err = capsys.readouterr().err
    assert f"looked in {tmp_path} and its parents" in err
    assert "briefbook init DIR" in err


def test_report_refuses_an_unknown_parameter_and_names_the_nearest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["report", "01_chips", "-p", "actrs", "X"]) == 2
    assert "did you mean 'actors'?" in capsys.readouterr().err


def test_report_refuses_a_notebook_that_is_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["report", "01_chps"]) == 1
    assert (
        "'01_chps' is no notebook, did you mean '01_chips'?" in capsys.readouterr().err
    )
