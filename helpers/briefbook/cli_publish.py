"""The commands that show a project to others, `site` and `app`. It prints, as `cli`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from briefbook.errors import RunError
from briefbook.project import VARIABLE, find_project


def add_commands(commands: Any) -> None:
    """Add the commands to the parser's `commands`."""
    site = commands.add_parser(
        "site", help="put a report and the package's reference into one static site"
    )
    site.add_argument("--name", default="latest", help="the report below reports/")
    site.add_argument(
        "--to", type=Path, default=None, metavar="DIR", help="default: build/site"
    )
    site.set_defaults(run=_site)

    app = commands.add_parser(
        "app", help="serve the notebooks as dashboards, code hidden (Voila)"
    )
    app.add_argument("notebook", nargs="?", help="one notebook; default: a list of all")
    app.add_argument("--port", type=int, default=8866)
    app.add_argument("--no-browser", action="store_true", help="open no window")
    app.set_defaults(run=_app)


def _site(given: argparse.Namespace) -> int:
    from briefbook.site import build_site

    project = find_project()
    to = given.to or project.root / "build" / "site"
    print(build_site(project, project.reports / given.name, to))
    return 0


def _app(given: argparse.Namespace) -> int:
    from briefbook.cli_report_given import find_notebooks

    if find_spec("voila") is None:
        raise RunError("dashboards need Voila: pip install 'briefbook[app]'")
    project = find_project()
    target = project.notebooks
    if given.notebook:
        (target,) = find_notebooks(project, [given.notebook])
    command = [
        *(sys.executable, "-m", "voila", str(target)),
        *(f"--port={given.port}", "--Voila.ip=127.0.0.1"),
        *(["--no-browser"] if given.no_browser else []),
    ]
    environment = app_environment(project.root)
    if os.name == "posix":
        # In this process's place, so that what ends it ends Voila.
        os.execve(command[0], command, environment)
    return subprocess.call(command, env=environment)


def app_environment(root: Path) -> dict[str, str]:
    """Return the variables that Voila is started with: warm kernels, this project."""
    return {
        "JUPYTER_DEFAULT_PROVISIONER_NAME": "briefbook-warm",
        **os.environ,
        VARIABLE: str(root),
    }
