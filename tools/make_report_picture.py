"""Make `docs/report.png`, the picture that README shows: the top of the chips report.

Run by hand when the report's look or its answer has changed::

    briefbook report 01_chips --name picture
    python tools/make_report_picture.py reports/picture/01_chips.html

It needs Chromium: Debian's, or the one that BRIEFBOOK_CHROMIUM names.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "report.png"
WIDTH, HEIGHT = 1280, 1180
MOST_BYTES = 300_000


def shoot(page: Path, browser: str) -> bytes:
    """Return the top of a report's page as a PNG, in the light theme."""
    with sync_playwright() as driver:
        opened = driver.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--disable-gpu"]
        )
        window = opened.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light"
        )
        window.goto(page.resolve().as_uri())
        png = window.screenshot()
        opened.close()
    return png


def smaller(png: bytes) -> bytes:
    """Return the picture in 128 colours."""
    few = Image.open(io.BytesIO(png)).convert("RGB")
    few = few.quantize(128, method=Image.Quantize.MAXCOVERAGE)
    buffer = io.BytesIO()
    few.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def main() -> int:
    """Write the picture and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("page", type=Path, help="the HTML page of the report")
    given = parser.parse_args()
    browser = os.environ.get("BRIEFBOOK_CHROMIUM") or shutil.which("chromium")
    if browser is None:
        print("Chromium is missing: apt-get install chromium", file=sys.stderr)
        return 2
    png = smaller(shoot(given.page, browser))
    if len(png) > MOST_BYTES:
        print(f"{len(png):,} bytes: README's picture has {MOST_BYTES:,} at most")
        return 1
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(png)
    print(f"{PICTURE.name}: {len(png):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
