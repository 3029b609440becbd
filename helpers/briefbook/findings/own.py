"""A project's own findings: its module `findings.py`, loaded when an answer is made.

The module is code that the project's owner wrote, beside `briefbook.toml`; nothing of
a brief or a record is ever run.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING

from briefbook.errors import BriefbookError

if TYPE_CHECKING:
    from pathlib import Path

    from briefbook.project import Project

FILE = "findings.py"
PREFIX = "briefbook_findings_"


class OwnFindingsError(BriefbookError):
    """A project's `findings.py` can't be loaded, or one of its functions raises."""


def load_own(project: Project) -> str:
    """Load a project's own findings and return their module's name, '' without any.

    A file that was changed is loaded again.

    Raises
    ------
    OwnFindingsError
        The file raises; the message names the line and the cause.
    """
    path = project.root / FILE
    if not path.is_file():
        return ""
    source = path.read_bytes()
    name = f"{PREFIX}{sha256(str(path).encode() + source).hexdigest()[:12]}"
    if name in sys.modules:
        return name
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise OwnFindingsError(f"{path}: is no Python module")
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        with own_errors(project):
            spec.loader.exec_module(module)
    except OwnFindingsError:
        del sys.modules[name]
        raise
    return name


@contextmanager
def own_errors(project: Project) -> Iterator[None]:
    """Name the line of `findings.py` that an error of its code comes from.

    Raises
    ------
    OwnFindingsError
        In place of whatever the code raises.
    """
    path = project.root / FILE
    try:
        yield
    except Exception as err:
        place = f"{path}:{_line(err, path)}"
        raise OwnFindingsError(
            f"{place}: {type(err).__name__}: {err}; mend it, or move the file away"
        ) from err


def _line(err: Exception, path: Path) -> int:
    if isinstance(err, SyntaxError):
        return err.lineno or 1
    frames = traceback.extract_tb(err.__traceback__)
    lines = [frame.lineno or 1 for frame in frames if frame.filename == str(path)]
    return lines[-1] if lines else 1
