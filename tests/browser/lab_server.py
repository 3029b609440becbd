"""A JupyterLab of its own on a free loopback port, and Debian's Chromium for it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]


def chromium() -> str | None:
    """Return the system's Chromium, or None."""
    given = os.environ.get("BRIEFBOOK_CHROMIUM")
    return given or shutil.which("chromium") or shutil.which("chromium-browser")


def copy_project(folder: Path) -> Path:
    """Return a copy of this project in a new folder, so that it can be written to."""
    folder.mkdir()
    shutil.copy(ROOT / "briefbook.toml", folder)
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


class Lab:
    """A running JupyterLab: its address, token and folder."""

    def __init__(self, url: str, token: str, folder: Path) -> None:
        self.url, self.token, self.folder = url, token, folder

    def write(self, name: str, *cells: str) -> None:
        """Write a notebook with these code cells; parameters are tagged as such."""
        notebook = {
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell-{place}",
                    "execution_count": None,
                    "metadata": {"tags": ["parameters"]}
                    if source.startswith("corpora =")
                    else {},
                    "outputs": [],
                    "source": source,
                }
                for place, source in enumerate(cells)
            ],
            # Without the language JupyterLab asks which kernel is meant.
            "metadata": {
                "kernelspec": {
                    "name": "python3",
                    "display_name": "Python 3 (ipykernel)",
                    "language": "python",
                },
                "language_info": {"name": "python"},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        path = self.folder / "notebooks" / name
        path.write_text(json.dumps(notebook), encoding="utf-8")

    def read(self, name: str) -> dict:
        """Return a notebook as it is on disk."""
        path = self.folder / "notebooks" / name
        return json.loads(path.read_text(encoding="utf-8"))


@contextmanager
def running_lab(project: Path, home: Path) -> Iterator[Lab]:
    """Start JupyterLab with settings of its own in `home`, and end it."""
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    quiet = json.dumps({"fetchNews": "false", "checkForUpdates": False})
    (settings / "notification.jupyterlab-settings").write_text(quiet, encoding="utf-8")
    token = secrets.token_hex(16)
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("JUPYTER")},
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "BRIEFBOOK_PROJECT": str(project),
    }
    log = (home / "lab.log").open("w")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            *("--ip=127.0.0.1", "--port=0", "--expose-app-in-browser"),
            *(f"--ServerApp.root_dir={project}", f"--IdentityProvider.token={token}"),
            "--LabApp.news_url=",
            "--ServerApp.log_level=WARN",
        ],
        env=environment,
        cwd=project,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        yield Lab(_address(process, home, token), token, project)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def _address(process: subprocess.Popen, home: Path, token: str) -> str:
    """Return the server's address once it answers."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        for path in (home / "runtime").glob("jpserver-*.json"):
            try:
                url = json.loads(path.read_text(encoding="utf-8"))["url"].rstrip("/")
                urllib.request.urlopen(f"{url}/api?token={token}", timeout=5)
            except (ValueError, OSError, urllib.error.URLError):
                continue
            return url
        time.sleep(0.1)
    raise RuntimeError((home / "lab.log").read_text(encoding="utf-8")[-3000:])
