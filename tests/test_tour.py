"""The tour's own commands, run as they stand."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOUR = ROOT / "docs" / "tour.md"


def commands() -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", TOUR.read_text(), re.DOTALL)
    return re.findall(r"^\$ (.+)$", "".join(blocks), re.MULTILINE)


@pytest.mark.skipif(os.name != "posix", reason="a console of POSIX")
def test_the_tour_runs_as_it_stands(tmp_path: Path) -> None:
    for digest in (ROOT / "docs" / "tour").glob("*.txt"):
        shutil.copy(digest, tmp_path)
    lines = commands()
    assert 1 < len(lines) <= 8
    scripts = str(Path(sys.executable).parent)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BRIEFBOOK")}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(lines)],
        cwd=tmp_path,
        env={**kept, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    project = tmp_path / "my-briefs"
    assert len(list((project / "data/briefs/2025-06").glob("*.md"))) == 6
    for name in ("week-23", "week-24"):
        assert (project / "reports" / name / "00_overview.html").is_file()
    # The diff comes last: more briefs, so the size of the dataset has changed.
    assert "size" in done.stdout


def test_every_verb_that_the_tour_names_exists() -> None:
    from briefbook.cli import parser

    verbs = set(parser().commands.helps)
    named = re.findall(r"`?briefbook ([a-z]+)", TOUR.read_text())
    assert set(named) <= verbs
