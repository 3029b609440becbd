"""Make `extract/lexicon/currencies_world.csv` from Babel's CLDR data (BSD, Unicode).

Run once, by hand, in an environment that has Babel (2.18.0)::

    pip install babel==2.18.0
    python tools/make_currencies.py

Every currency that is legal tender somewhere on `DAY` gets its ISO 4217 code and its
English names. `currencies.csv`, beside it, has what news writes besides: signs, short
forms, subunits, plain words such as 'dollars'; what stands there counts first.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from babel import Locale
from babel.numbers import get_currency_name, get_territory_currencies

HERE = Path(__file__).resolve().parent
LEXICON = HERE.parent / "helpers/briefbook/extract/lexicon"
DAY = date(2026, 1, 1)  # fixed: the table must not depend on the day it is made


def main() -> None:
    """Write the table, sorted by code and place."""
    # 'ALL' or 'TOP' in capitals is a headline, AMD or NIO a firm, SDG 13 a goal: such
    # a code is no sign of money. The currency keeps its names.
    taken = {row["word"].upper() for row in read(LEXICON / "common_words.csv")}
    taken |= {row["code"] for row in read(HERE / "currency_overrides.csv")}
    for row in read(HERE.parent / "data" / "actors.csv"):
        taken |= {row["name"].upper(), *row["aliases"].upper().split(";")}
    found = set()
    for territory in Locale("en").territories:
        if len(territory) != 2:
            continue
        for code in get_territory_currencies(territory, DAY, DAY, tender=True):
            if code not in taken:
                found.add((code, "code", code.lower()))
            for count in (1, 2):
                name = get_currency_name(code, count=count, locale="en")
                if "(" not in name and name != code:
                    found.add((code, "after", name.lower().replace("’", "'")))
    rows = [[key, code, 1, place] for code, place, key in sorted(found)]
    target = LEXICON / "currencies_world.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["key", "code", "factor", "place"])
        writer.writerows(rows)


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
