"""`briefbook doctor`: one line each, with the command that mends it."""

import shutil
from pathlib import Path

import pytest

from briefbook import doctor
from briefbook.cli import main
from briefbook.doctor import diagnose
from briefbook.project import VARIABLE

VIEWS = Path(__file__).parent / "fixtures" / "views"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(VARIABLE, raising=False)
    root = Path(shutil.copytree(VIEWS, tmp_path / "views"))
    monkeypatch.chdir(root)
    return root


def of(what: str) -> doctor.Seen:
    (seen,) = [item for item in diagnose() if item.what == what]
    return seen


def test_on_a_machine_that_is_fit_nothing_is_amiss(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert not [line for line in lines if line.startswith("error")]
    assert any("Small project" in line for line in lines)
    assert all(line.count(": ") for line in lines)


def test_data_with_errors_fail_and_name_the_verb(root: Path) -> None:
    (root / "data" / "briefs" / "first" / "empty.md").write_text("")
    seen = of("data")
    assert (seen.level, seen.remedy) == ("error", "briefbook check")
    assert main(["doctor"]) == 1


def test_no_chromium_is_a_note(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    seen = of("Chromium")
    assert (seen.level, seen.remedy) == ("note", "apt-get install chromium")
    assert main(["doctor"]) == 0


def test_no_project_is_a_note_that_names_init(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    seen = of("project")
    assert (seen.level, seen.remedy) == ("note", "briefbook init DIR")


def test_a_variable_that_names_no_project_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "gone"))
    seen = of("project")
    assert (seen.level, seen.remedy) == ("error", f"unset {VARIABLE}")
    assert str(tmp_path / "gone") in seen.said


def test_a_broken_project_file_is_an_error(root: Path) -> None:
    (root / "briefbook.toml").write_text("[project\n")
    assert of("project").level == "error"
    assert main(["doctor"]) == 1


def test_a_project_inside_another_is_named(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = Path(shutil.copytree(VIEWS, root / "inner"))
    monkeypatch.chdir(inner)
    assert str(root) in of("nested projects").said


def test_another_widget_manager_than_ipywidgets_wants_is_an_error(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = {"jupyterlab_widgets": "1.1.0"}
    real = doctor.version
    monkeypatch.setattr(
        doctor, "version", lambda name: versions.get(name) or real(name)
    )
    seen = of("widget manager of JupyterLab")
    assert seen.level == "error"
    assert "1.1.0, but ipywidgets" in seen.said
    assert "--force-reinstall" in seen.remedy


def test_a_version_off_the_pins_is_a_note(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_pins", lambda: {"pandas": "0.1"})
    seen = of("versions off the pins")
    assert seen.level == "note"
    assert "(pinned 0.1)" in seen.said


def test_a_package_that_is_too_old_is_an_error_with_the_install_command(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = doctor.version
    monkeypatch.setattr(
        doctor, "version", lambda name: "0.0.1" if name == "seaborn" else real(name)
    )
    seen = of("seaborn")
    assert seen.level == "error"
    assert "'seaborn>=" in seen.remedy
