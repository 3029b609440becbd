"""Make the pictures that README shows: the loop of explore, rerun and validate.

Run by hand when the look or the answers have changed::

    python -m pytest tests/browser/test_explorer.py   # leaves tests/browser/shots/
    python tools/make_readme_picture.py tests/browser/shots/explorer-light.png explore
    briefbook report 01_chips --name picture
    python tools/make_readme_picture.py reports/picture/01_chips.html report
    briefbook diff previous latest --html build/diff.html
    python tools/make_readme_picture.py build/diff.html diff

A page needs Chromium: Debian's, or the one that BRIEFBOOK_CHROMIUM names.
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

DOCS = Path(__file__).resolve().parent.parent / "docs"
WIDTH = 1280
# Height of what is shown of each.
HEIGHTS = {"explore": 900, "report": 1180, "diff": 900}
MOST_BYTES = 300_000


def shoot(page: Path, browser: str, height: int) -> bytes:
    """Return the top of a page as a PNG, in the light theme."""
    with sync_playwright() as driver:
        opened = driver.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--disable-gpu"]
        )
        window = opened.new_page(
            viewport={"width": WIDTH, "height": height}, color_scheme="light"
        )
        window.goto(page.resolve().as_uri())
        png = window.screenshot()
        opened.close()
    return png


def smaller(png: bytes, height: int) -> bytes:
    """Return the top of the picture in 128 colours."""
    few = Image.open(io.BytesIO(png)).convert("RGB")
    few = few.crop((0, 0, few.width, min(few.height, height)))
    few = few.quantize(128, method=Image.Quantize.MAXCOVERAGE)
    buffer = io.BytesIO()
    few.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def main() -> int:
    """Write the picture and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("source", type=Path, help="a page, or a picture of one")
    parser.add_argument("name", choices=sorted(HEIGHTS))
    given = parser.parse_args()
    height = HEIGHTS[given.name]
    if given.source.suffix == ".png":
        shot = given.source.read_bytes()
    else:
        browser = os.environ.get("BRIEFBOOK_CHROMIUM") or shutil.which("chromium")
        if browser is None:
            print("Chromium is missing: apt-get install chromium", file=sys.stderr)
            return 2
        shot = shoot(given.source, browser, height)
    png = smaller(shot, height)
    if len(png) > MOST_BYTES:
        print(f"{len(png):,} bytes: README's picture has {MOST_BYTES:,} at most")
        return 1
    DOCS.mkdir(exist_ok=True)
    (DOCS / f"{given.name}.png").write_bytes(png)
    print(f"{given.name}.png: {len(png):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
