"""The wheel serves those who never clone us: built, installed elsewhere, and used."""

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DIGEST = """\
Chipmaker Norvane will spend $2.1 billion on a plant in Leipzig, it said on Monday.
The plant is to open in 2028. Berlin pays a third of the cost.
Web shop Kettle & Co cut 400 jobs after sales fell 12% in the third quarter of 2025.
Its owner, Harrow Group, wants to sell the shop by June 2026.
"""


def run(*words: object, cwd: Path, env: dict | None = None) -> str:
    """Run a command and return what it prints; show that where it fails."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{words}: {done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build sdist and wheel as a release does: the wheel from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    # Offline: the build backend is the one that is installed.
    build = (sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    run(*build, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def installed(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own; return its `briefbook`.

    What the wheel depends on is lent by this environment (tests talk to no registry):
    a path in a .pth file brings its packages, not the editable install of this one.
    """
    folder = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    scheme = sysconfig.get_preferred_scheme("prefix")
    paths = sysconfig.get_paths(scheme, {"base": str(folder), "platbase": str(folder)})
    packages, scripts = Path(paths["purelib"]), Path(paths["scripts"])
    python = scripts / Path(sys.executable).name
    (wheel,) = dist.glob("*.whl")
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet")
    run(*pip, "--no-deps", "--no-index", wheel, cwd=folder)
    lent = sysconfig.get_paths()["purelib"]
    (packages / "lent.pth").write_text(f"{lent}\n", encoding="utf-8")
    return scripts / ("briefbook.exe" if os.name == "nt" else "briefbook")


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """Return an environment that knows nothing of this checkout."""
    home = tmp_path_factory.mktemp("home")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BRIEFBOOK")}
    kept.pop("PYTHONPATH", None)
    share = Path(sys.prefix) / "share" / "jupyter"  # lent as well: lab's extensions
    return {**kept, "HOME": str(home), "JUPYTER_PATH": str(share)}


def test_sdist_and_wheel_pass_twines_check(dist: Path) -> None:
    said = run(
        *(sys.executable, "-m", "twine", "check", "--strict"),
        *sorted(dist.iterdir()),
        cwd=dist,
    )
    assert said.count("PASSED") == 2


def test_the_wheel_carries_templates_and_type_hints(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "briefbook/py.typed" in names
    data = {
        path.relative_to(ROOT).as_posix()
        for pattern in ("data/**/*.csv", "data/**/*.md", "notebooks/*.ipynb")
        for path in ROOT.glob(pattern)
    }
    assert {f"briefbook/templates/{path}" for path in data} <= names


def test_the_sdist_holds_no_file_that_git_ignores(dist: Path) -> None:
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
    top = {name.split("/")[1] for name in names if "/" in name}
    assert not top & {".venv", "reports", "build", "dist", ".pytest_cache"}


def test_from_init_to_a_report_away_from_the_checkout(
    installed: Path, away: dict, tmp_path: Path
) -> None:
    def briefbook(*words: object, cwd: Path) -> str:
        return run(installed, *words, cwd=cwd, env=away)

    assert "briefbook 0." in briefbook("--version", cwd=tmp_path)
    briefbook("init", "my briefs, übermorgen", cwd=tmp_path)
    project = tmp_path / "my briefs, übermorgen"
    assert str(ROOT) not in "".join(
        path.read_text(encoding="utf-8")
        for path in project.rglob("*")
        if path.suffix in (".toml", ".md", ".json", ".csv")
    )
    (tmp_path / "digest.txt").write_text(DIGEST, encoding="utf-8")
    briefbook("draft", "../digest.txt", "--published", "2025-11-12", cwd=project)
    assert list((project / "data/briefs/2025-11").glob("*.md"))
    briefbook("check", cwd=project)
    briefbook("doctor", cwd=project)
    briefbook("report", "01_chips", cwd=project)
    report = project / "reports" / "latest"
    assert (report / "01_chips.html").is_file()
    recorded = json.loads((report / "findings.json").read_text(encoding="utf-8"))
    assert "no_rows" in json.dumps(recorded)


def test_an_example_project_gives_our_findings(
    installed: Path, away: dict, tmp_path: Path
) -> None:
    run(installed, "init", "example", "--example", cwd=tmp_path, env=away)
    project = tmp_path / "example"
    assert "0 errors" in run(installed, "check", cwd=project, env=away)
    for name in ("actors.csv", "reference/series.csv"):
        ours = (ROOT / "data" / name).read_bytes()
        assert (project / "data" / name).read_bytes() == ours


def test_an_update_brings_nothing_into_a_fresh_project(
    installed: Path, away: dict, tmp_path: Path
) -> None:
    run(installed, "init", "mine", cwd=tmp_path, env=away)
    said = run(installed, "init", "mine", "--update", cwd=tmp_path, env=away)
    assert said == "nothing newer\n"
