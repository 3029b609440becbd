"""One static site of reports and reference, and how dashboards are started."""

import re
import sys

import pytest
from bs4 import BeautifulSoup

from briefbook.cli import main
from briefbook.cli_publish import app_environment
from briefbook.errors import RunError
from briefbook.project import read_project
from briefbook.site import build_site


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "briefbook.toml").write_text('[project]\ntitle = "A <b> & c"\n')
    report = tmp_path / "reports" / "latest"
    report.mkdir(parents=True)
    (report / "index.html").write_text("<h1>Reports</h1>")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BRIEFBOOK_PROJECT", raising=False)
    return read_project(tmp_path)


def test_site_holds_the_report_and_the_reference_of_every_public_name(
    project, tmp_path, capsys
):
    pytest.importorskip("pdoc", reason="pip install briefbook[test]")
    assert main(["site"]) == 0
    site = tmp_path / "build" / "site"
    assert capsys.readouterr().out.strip() == str(site / "index.html")
    front = BeautifulSoup((site / "index.html").read_text(), "html.parser")
    assert front.h1.get_text() == "A <b> & c"
    assert all((site / link["href"]).is_file() for link in front.find_all("a"))
    import briefbook

    page = (site / "api" / "briefbook.html").read_text(encoding="utf-8")
    reference = BeautifulSoup(page, "html.parser")
    for name in briefbook.__all__:
        module = site / "api" / "briefbook" / f"{name}.html"
        assert reference.find(id=name) is not None or module.is_file(), name
    assert "Return the whole dataset of a project." in reference.get_text()
    # Links lead out; nothing is fetched.
    assert not re.findall(r"<(?:script|link|img)[^>]{0,200}https?://", page)
    assert main(["site"]) == 0


def test_site_does_not_replace_what_is_not_its_own(project, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "kept.txt").write_text("mine")
    with pytest.raises(RunError, match="mine: holds something else"):
        build_site(project, project.reports / "latest", tmp_path / "mine")
    assert (tmp_path / "mine" / "kept.txt").read_text() == "mine"


def test_site_needs_a_report(project, capsys):
    assert main(["site", "--name", "none"]) == 1
    assert "none: is no report; make it with briefbook report" in (
        capsys.readouterr().err
    )


def test_without_pdoc_the_remedy_is_named(project, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pdoc", None)
    with pytest.raises(RunError, match=r"pip install 'briefbook\[site\]'"):
        build_site(project, project.reports / "latest", tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_without_voila_the_remedy_is_named(project, monkeypatch, capsys):
    monkeypatch.setattr("briefbook.cli_publish.find_spec", lambda _: None)
    assert main(["app"]) == 1
    assert "pip install 'briefbook[app]'" in capsys.readouterr().err


def test_dashboards_read_this_project_with_warm_kernels(project, tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr("briefbook.cli_publish.find_spec", lambda _: object())
    monkeypatch.setattr("briefbook.cli_publish.os.execve", lambda *given: None)
    monkeypatch.setattr(
        "briefbook.cli_publish.subprocess.call",
        lambda command, env: started.append((command, env)) or 0,
    )
    assert main(["app", "--no-browser", "--port", "9001"]) == 0
    ((command, environment),) = started
    assert command[:3] == [sys.executable, "-m", "voila"]
    assert command[3] == str(project.notebooks)
    assert {"--port=9001", "--Voila.ip=127.0.0.1", "--no-browser"} <= set(command)
    assert environment == app_environment(project.root)
    assert environment["BRIEFBOOK_PROJECT"] == str(tmp_path)
    assert environment["JUPYTER_DEFAULT_PROVISIONER_NAME"] == "briefbook-warm"
