"""Help lists the verbs by the loop; each has an example; errors name the next step."""

import shlex
import subprocess
from pathlib import Path

import pytest

from briefbook.cli import main, parser
from briefbook.cli_help import EXAMPLES, GROUPS, STATUS
from briefbook.project import VARIABLE

VERBS = sorted(parser().commands.helps)
VIEWS = Path(__file__).parent / "fixtures" / "views"


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_verb_stands_in_one_group_of_the_help() -> None:
    grouped = [verb for _, verbs in GROUPS for verb in verbs]
    assert len(grouped) == len(set(grouped))
    assert set(VERBS) <= set(grouped)
    told = parser().format_help()
    for verb in VERBS:
        assert f"\n  {verb} " in told
    assert STATUS in told


def test_the_help_fits_a_terminal() -> None:
    assert max(len(line) for line in parser().format_help().split("\n")) <= 100


@pytest.mark.parametrize("verb", VERBS)
def test_each_verbs_help_has_an_example_that_it_takes(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([verb, "--help"])
    assert stopped.value.code == 0
    told = capsys.readouterr().out
    assert EXAMPLES[verb] in told
    assert "--quiet" in told
    words = shlex.split(EXAMPLES[verb].partition(" > ")[0])
    assert parser().parse_args(words[1:]).verb == verb


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_every_verb(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for verb in VERBS:
        assert verb in script


def test_the_completion_script_is_sound_shell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["completion", "bash"])
    (tmp_path / "script").write_text(capsys.readouterr().out)
    subprocess.run(["bash", "-n", str(tmp_path / "script")], check=True)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["check"], 2, "next: briefbook init DIR, or briefbook doctor"),
        (["init"], 2, "next: briefbook init --help"),
        (["extract", "none.jsonl", "--to", "out"], 1, "then briefbook extract"),
    ],
)
def test_an_error_ends_with_the_next_command(
    nowhere: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    status: int,
    said: str,
) -> None:
    assert main(words) == status
    assert capsys.readouterr().err.rstrip().endswith(said)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["drat"], "'drat' is no verb, did you mean 'draft'?\nnext: briefbook --help"),
        (
            ["report", "-p", "actors"],
            "expected 2 arguments\nnext: briefbook report --help",
        ),
        (["draft", "a.txt"], "required: --published\nnext: briefbook draft --help"),
    ],
)
def test_wrong_use_ends_with_the_help_to_ask_for(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.rstrip().endswith(said)


def test_quiet_may_stand_before_the_verb() -> None:
    given = parser().parse_args(["--quiet", "check", "--json"])
    assert (given.verb, given.quiet, given.json) == ("check", True, True)


def test_quiet_leaves_results_and_errors_only(
    nowhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", "mine", "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["init", "mine"]) == 0
    assert "kept" in capsys.readouterr().out
