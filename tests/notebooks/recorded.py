"""Read what a committed notebook recorded, and the raw text of the briefs."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def recorded(name: str) -> dict[str, dict]:
    """Return the findings in a notebook's record cell, by name."""
    path = ROOT / "notebooks" / f"{name}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    (cell,) = (c for c in cells if "record" in c["metadata"].get("tags", []))
    text = "".join(t for out in cell["outputs"] for t in out["text"])
    return {found["name"]: found for found in json.loads(text)["findings"]}


def raw(brief: str, corpus: str = "2024-11") -> str:
    """Return the text of a brief file below its front matter, read as plain text."""
    path = ROOT / "data" / "briefs" / corpus / f"{brief}.md"
    return path.read_text(encoding="utf-8").split("\n---\n", 1)[1]


def number(pattern: str, text: str) -> float:
    """Return the only number that `pattern` captures in `text`."""
    (match,) = re.findall(pattern, text)
    return float(match.replace(",", ""))


def front(brief: str, corpus: str = "2024-11") -> str:
    """Return the front matter of a brief file as plain text."""
    path = ROOT / "data" / "briefs" / corpus / f"{brief}.md"
    return path.read_text(encoding="utf-8").split("\n---\n", 1)[0]


def record_rows(series_id: str) -> list[dict[str, str]]:
    """Return the rows of one series, straight from the file."""
    import csv

    path = ROOT / "data" / "reference" / "series.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["series_id"] == series_id]
