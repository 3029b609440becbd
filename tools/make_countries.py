"""Make `extract/lexicon/countries.csv` from countryinfo 1.0.1 (PyPI, MIT).

Run once, by hand, in an environment of its own; the committed CSV is what the package
reads::

    pip install countryinfo==1.0.1
    python tools/make_countries.py

`tools/country_overrides.csv` mends the library's cells, one reason a row.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import countryinfo

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "helpers/briefbook/extract/lexicon/countries.csv"
COLUMNS = ["name", "alpha3", "adjectives", "aliases", "capital"]


def main() -> None:
    """Write the table, sorted by name."""
    rows: dict[str, dict[str, str]] = {}
    folder = Path(countryinfo.__file__).parent / "data"
    for path in sorted(folder.glob("*.json")):
        entry = json.loads(path.read_text(encoding="utf-8"))
        code = entry.get("ISO", {}).get("alpha3", "")
        if not code or code in rows:
            continue
        capital = entry.get("capital") or ""
        rows[code] = {
            "name": entry["name"],
            "alpha3": code,
            "adjectives": ";".join((entry.get("demonym") or "").split(",")),
            "aliases": "",
            "capital": capital if isinstance(capital, str) else capital[0],
        }
    with (HERE / "country_overrides.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["field"] == "drop":
                rows.pop(row["alpha3"], None)
            else:
                rows[row["alpha3"]][row["field"]] = row["value"]
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows.values(), key=lambda row: row["name"]))


if __name__ == "__main__":
    main()
