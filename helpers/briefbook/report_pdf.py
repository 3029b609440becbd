"""Print a report's pages to PDF with the Chromium that is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from briefbook.errors import RunError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_LIMIT = 120


def find_chromium() -> str:
    """Return the path of a Chromium: ``BRIEFBOOK_CHROMIUM``, or the installed one.

    Raises
    ------
    RunError
        There is none.
    """
    given = os.environ.get("BRIEFBOOK_CHROMIUM")
    found = given or next(filter(None, map(shutil.which, _NAMES)), None)
    found = found or next((place for place in _PLACES if Path(place).exists()), None)
    if found is None:
        raise RunError(
            "--pdf needs Chromium and there is none: install it, or set "
            "BRIEFBOOK_CHROMIUM to its path"
        )
    return found


def print_pages(pages: Iterable[Path], chromium: str) -> list[Path]:
    """Print each HTML page to a PDF of the same name beside it; return these.

    Raises
    ------
    RunError
        Chromium can't be run, or printed nothing; what it said is named.
    """
    printed = []
    # A profile of its own: a browser that is open already would take the order and
    # print nothing.
    with tempfile.TemporaryDirectory(
        prefix="briefbook-", ignore_cleanup_errors=True
    ) as profile:
        for page in pages:
            target = page.with_suffix(".pdf")
            partial = target.with_name(f".{target.name}")
            said = _run(chromium, profile, page, partial)
            if not partial.exists() or not partial.stat().st_size:
                raise RunError(
                    f"{page.name}: {chromium} printed nothing: {said[-400:].strip()}"
                )
            partial.replace(target)
            printed.append(target)
    return printed


def _run(chromium: str, profile: str, page: Path, target: Path) -> str:
    flags = [
        *("--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer"),
        *("--disable-background-networking", "--disable-component-update"),
        *(f"--user-data-dir={profile}", f"--print-to-pdf={target}"),
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # As root, in a container, Chromium has no sandbox; the page runs only ours.
        flags.append("--no-sandbox")
    try:
        done = subprocess.run(
            [chromium, *flags, page.resolve().as_uri()],
            capture_output=True,
            timeout=_LIMIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as err:
        raise RunError(f"{page.name}: {chromium} can't print it: {err}") from err
    return done.stderr.decode(errors="replace")
