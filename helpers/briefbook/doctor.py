"""`briefbook doctor`: what a verb needs and whether this machine has it.

Each check gives one line and, where something is amiss, the command that mends it. Only
what would make a verb fail is an error; the rest is a note.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Literal

from briefbook.errors import BriefbookError, ProjectNotFoundError
from briefbook.project import MARKER, VARIABLE, Project, find_project, templates

Level = Literal["ok", "note", "error"]
_PYTHON = (3, 11)
_MANAGER = "@jupyter-widgets/jupyterlab-manager"
# The sans that charts ask for; matplotlib ships it.
_FONT = "DejaVu Sans"


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that was looked at.

    Attributes
    ----------
    what
        What it is.
    said
        What was found.
    remedy
        The command that mends it; empty where all is well.
    """

    level: Level
    what: str
    said: str
    remedy: str = ""

    def __str__(self) -> str:
        """Return one line: level, what, what was found, what to do."""
        remedy = f"; mend it with: {self.remedy}" if self.remedy else ""
        return f"{self.level:5}  {self.what}: {self.said}{remedy}"


def diagnose(where: Path | None = None) -> list[Seen]:
    """Return what was found of everything that the verbs need.

    Parameters
    ----------
    where
        A project's folder; without it the lookup of `find_project` counts.
    """
    return [
        _python(),
        *_packages(),
        _manager(),
        _kernel(),
        _chromium(),
        _fonts(),
        *_project(where),
    ]


def _python() -> Seen:
    found = ".".join(map(str, sys.version_info[:3]))
    said = f"{found} ({sys.executable})"
    if sys.version_info[:2] < _PYTHON:
        needed = ".".join(map(str, _PYTHON))
        return Seen("error", "interpreter", said, f"install Python {needed} or later")
    return Seen("ok", "interpreter", said)


def _packages() -> Iterator[Seen]:
    """Yield what is missing or too old, then what differs from the pins."""
    from packaging.requirements import Requirement

    pins = _pins()
    fine, off = 0, []
    for text in distribution("briefbook").requires or ():
        wanted = Requirement(text)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        mend = f"{_pip()} '{wanted.name}{wanted.specifier}'"
        try:
            found = version(wanted.name)
        except PackageNotFoundError:
            yield Seen("error", wanted.name, "is not installed", mend)
            continue
        if not wanted.specifier.contains(found, prereleases=True):
            said = f"{found}, needed {wanted.specifier}"
            yield Seen("error", wanted.name, said, mend)
            continue
        fine += 1
        pin = pins.get(_normal(wanted.name))
        if pin is not None and pin != found:
            off.append(f"{wanted.name} {found} (pinned {pin})")
    yield Seen("ok", "packages", f"{fine} at the versions needed or later")
    if off:
        remedy = f"{_pip()} -r {templates() / 'constraints.txt'}"
        yield Seen("note", "versions off the pins", ", ".join(off), remedy)


def _manager() -> Seen:
    """Compare the widget manager that JupyterLab serves with ipywidgets' wish."""
    from packaging.requirements import Requirement

    what = "widget manager of JupyterLab"
    mend = f"{_pip()} --force-reinstall ipywidgets jupyterlab_widgets"
    wishes = [Requirement(text) for text in distribution("ipywidgets").requires or ()]
    wish = next(w for w in wishes if _normal(w.name) == "jupyterlab-widgets")
    try:
        found = version("jupyterlab_widgets")
    except PackageNotFoundError:
        return Seen("error", what, "is not installed, widgets stay blank", mend)
    if not wish.specifier.contains(found, prereleases=True):
        said = f"{found}, but ipywidgets {version('ipywidgets')} needs {wish.specifier}"
        return Seen("error", what, said, mend)
    for folder in _share_folders():
        path = folder / "labextensions" / _MANAGER / "package.json"
        if os.path.isfile(path):  # False as well where it may not be looked at
            served = json.loads(path.read_text(encoding="utf-8")).get("version", "?")
            said = f"{served} for ipywidgets {version('ipywidgets')}"
            return Seen("ok", what, said)
    return Seen("error", what, "its files are not served, widgets stay blank", mend)


def _share_folders() -> list[Path]:
    from jupyter_core.paths import jupyter_path

    return [Path(folder) for folder in jupyter_path()]


def _kernel() -> Seen:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    mend = f"{sys.executable} -m ipykernel install --sys-prefix"
    try:
        argv = KernelSpecManager().get_kernel_spec("python3").argv
    except NoSuchKernel:
        said = "no kernel 'python3': JupyterLab can't run the notebooks"
        return Seen("error", "kernel", said, mend)
    # 'python' alone is what jupyter_client replaces by the running interpreter.
    if Path(argv[0]).name != argv[0] and not _same(argv[0], sys.executable):
        said = f"'python3' runs {argv[0]}, not this interpreter"
        return Seen("note", "kernel", said, mend)
    return Seen("ok", "kernel", "'python3' runs this interpreter")


def _chromium() -> Seen:
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        path = shutil.which(name)
        if path:
            return Seen("ok", "Chromium", path)
    said = "not found: no PDF of a report, and browser tests are skipped"
    return Seen("note", "Chromium", said, "apt-get install chromium")


def _fonts() -> Seen:
    from matplotlib.font_manager import findfont

    try:
        path = findfont(_FONT, fallback_to_default=False)
    except ValueError:
        mend = f"{_pip()} --force-reinstall matplotlib"
        return Seen("note", "fonts", f"{_FONT} is missing, charts use another", mend)
    return Seen("ok", "fonts", f"{_FONT} ({path})")


def _project(where: Path | None) -> Iterator[Seen]:
    try:
        project = find_project(where)
    except BriefbookError as err:
        # Broken is an error, missing is not: some verbs need no project.
        missing = isinstance(err, ProjectNotFoundError)
        if missing and where is None and os.environ.get(VARIABLE):
            said = (
                f"{VARIABLE}={os.environ[VARIABLE]} names none: every verb looks there"
            )
            yield Seen("error", "project", said, f"unset {VARIABLE}")
            return
        said = str(err) if not missing else "none here"
        remedy = "briefbook init DIR" if missing else "edit briefbook.toml"
        yield Seen("note" if missing else "error", "project", said, remedy)
        return
    yield Seen("ok", "project", f"{project.title} ({project.root})")
    outer = [p for p in project.root.parents if (p / MARKER).is_file()]
    if outer:
        said = f"it lies inside another one, {outer[0]}: the nearest counts"
        yield Seen("note", "nested projects", said)
    yield _data(project)
    yield _writable(project)


def _data(project: Project) -> Seen:
    from briefbook.validate import check

    errors = sum(problem.level == "error" for problem in check(project))
    if errors:
        return Seen(
            "error",
            "data",
            f"{errors} error{'' if errors == 1 else 's'}",
            "briefbook check",
        )
    return Seen("ok", "data", "no errors")


def _writable(project: Project) -> Seen:
    folder = project.reports
    while not folder.exists():
        folder = folder.parent
    if os.access(folder, os.W_OK):
        return Seen("ok", "write access", str(project.reports))
    said = f"reports can't be written to {project.reports}"
    return Seen("error", "write access", said, f"chmod u+w {folder}")


def _pins() -> dict[str, str]:
    """Return the versions that CI ran, by name; empty where the file is not there."""
    path = templates() / "constraints.txt"
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    found = (re.match(r"([\w.-]+)==([^\s;#]+)", line) for line in lines)
    return {_normal(pin[1]): pin[2] for pin in found if pin}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pip() -> str:
    return f"{sys.executable} -m pip install"


def _same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)
