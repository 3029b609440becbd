"""The project's actors: canonical names, types, countries and aliases.

`data/actors.csv` holds what a project knows; the countries of the world are always
there, from the wheel's own table. A row added to the file works everywhere.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from briefbook.csvfiles import Cells, read_csv
from briefbook.errors import DataProblems, Problem, did_you_mean, nearest
from briefbook.models import ActorType
from briefbook.vocabularies import Vocabularies

__all__ = ["Country", "Registry", "RegistryActor", "Vocabularies", "countries"]

COLUMNS = ("name", "type", "country", "aliases")
TYPES: tuple[str, ...] = get_args(ActorType)
_COUNTRIES = Path(__file__).parent / "extract" / "lexicon" / "countries.csv"
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class RegistryActor:
    """One actor of the registry.

    Attributes
    ----------
    name
        Canonical name.
    type
        One of `briefbook.models.ActorType`.
    country
        ISO 3166 alpha-3 code, or None where not known.
    aliases
        Other names, as they are written in news.
    line
        Line of its file, 0 where it comes from the wheel.
    """

    name: str
    type: ActorType
    country: str | None = None
    aliases: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Country:
    """A country with its adjectives, other names and capital."""

    name: str
    alpha3: str
    adjectives: tuple[str, ...]
    aliases: tuple[str, ...]
    capital: str


@cache
def countries() -> dict[str, Country]:
    """Return the countries by alpha-3 code."""
    with _COUNTRIES.open(encoding="utf-8", newline="") as file:
        return {
            row["alpha3"]: Country(
                row["name"],
                row["alpha3"],
                _cells(row["adjectives"]),
                _cells(row["aliases"]),
                row["capital"],
            )
            for row in csv.DictReader(file)
        }


class Registry:
    """Actors by canonical name and by alias.

    Parameters
    ----------
    actors
        The project's actors; countries that are not among them are added.

    Examples
    --------
    >>> registry = Registry([RegistryActor("NVIDIA", "company", "USA", ("Nvidia",))])
    >>> registry.resolve("nvidia").name, registry.resolve("Dutch").name
    ('NVIDIA', 'Netherlands')
    """

    def __init__(self, actors: Iterable[RegistryActor] = ()) -> None:
        self.actors: tuple[RegistryActor, ...] = _with_countries(actors)
        self._exact: dict[str, RegistryActor] = {}
        for actor in self.actors:
            self._exact.setdefault(actor.name, actor)
        for actor in self.actors:
            for alias in actor.aliases:
                self._exact.setdefault(alias, actor)
        self._nearest: dict[str, str | None] = {}
        self._folded: dict[str, RegistryActor] = {}
        for name, actor in self._exact.items():
            self._folded.setdefault(_fold(name), actor)

    @classmethod
    def read(cls, path: Path | str) -> Registry:
        """Read `data/actors.csv`.

        Raises
        ------
        DataProblems
            If the file has any problem; all of them are listed.
        """
        registry, problems = cls.check(path)
        if problems:
            raise DataProblems(problems, what="registry of actors")
        return registry

    @classmethod
    def check(
        cls, path: Path | str, shown: str | None = None
    ) -> tuple[Registry, list[Problem]]:
        """Read `data/actors.csv` as far as it goes, with every problem in it.

        Parameters
        ----------
        path
            The file.
        shown
            The path that problems name; by default `path`.
        """
        path = Path(path)
        reader = _Reader(shown or path.as_posix())
        return cls(reader.read(path)), reader.problems

    def resolve(self, name: str) -> RegistryActor | None:
        """Return the actor of that canonical name or alias, or None.

        The exact spelling is tried first, then letter case and a leading article are
        left aside.
        """
        found = self._exact.get(name)
        return found if found is not None else self._folded.get(_fold(name))

    def nearest(self, name: str) -> str | None:
        """Return the canonical name whose spelling is nearest to `name`, or None."""
        # While one types, the same unknown names are asked for at each key.
        if name not in self._nearest:
            hit = nearest(name, list(self._exact), cutoff=0.75)
            self._nearest[name] = self._exact[hit].name if hit is not None else None
        return self._nearest[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The canonical names, in the registry's order."""
        return tuple(actor.name for actor in self.actors)

    def spellings(self) -> Iterator[tuple[str, RegistryActor]]:
        """Yield every name and alias with its actor."""
        return iter(self._exact.items())

    def __len__(self) -> int:
        """Return how many actors there are."""
        return len(self.actors)

    def __iter__(self) -> Iterator[RegistryActor]:
        """Yield the actors."""
        return iter(self.actors)

    def __contains__(self, name: object) -> bool:
        """Tell whether `name` is a name or alias."""
        return isinstance(name, str) and self.resolve(name) is not None


class _Reader:
    """Reads the file row by row and keeps what is wrong with it."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []
        self.seen: dict[str, tuple[str, int]] = {}

    def read(self, path: Path) -> list[RegistryActor]:
        file = read_csv(path, self.shown, COLUMNS)
        self.problems += file.problems
        if not file.exists:
            remedy = "`briefbook init` makes one"
            self.problems.append(
                Problem(
                    self.shown, 1, "", "the file is missing", remedy, unread="actors"
                )
            )
        actors = [self._actor(cells, line) for line, cells in file.rows]
        return [actor for actor in actors if actor is not None]

    def _actor(self, row: Cells, line: int) -> RegistryActor | None:
        name, kind, code = (row[key] for key in COLUMNS[:3])
        if not name:
            self._add(line, "", "an actor without a name", "name it or remove the row")
            return None
        if kind not in TYPES:
            self._add(line, kind, "unknown type of actor", did_you_mean(kind, TYPES))
            return None
        if code and code not in countries():
            self._add(
                line,
                code,
                "not an ISO 3166 alpha-3 country code",
                did_you_mean(code, countries()),
            )
            code = ""
        aliases = _cells(row["aliases"])
        for spelling in (name, *dict.fromkeys(aliases)):
            self._once(spelling, name, line)
        for index, alias in enumerate(aliases):
            if alias in (name, *aliases[:index]):
                remedy = "it stands in this row already"
                self._add(line, alias, "a name given twice", remedy)
        return RegistryActor(name, kind, code or None, aliases, line)  # type: ignore[arg-type]

    def _once(self, spelling: str, name: str, line: int) -> None:
        first = self.seen.setdefault(spelling, (name, line))
        if first == (name, line):
            return
        whose = f"{first[0]!r} has it in line {first[1]}"
        self._add(line, spelling, "a name that two actors have", whose)

    def _add(self, line: int, value: str, message: str, remedy: str) -> None:
        self.problems.append(Problem(self.shown, line, value, message, remedy))


def _with_countries(actors: Iterable[RegistryActor]) -> tuple[RegistryActor, ...]:
    known = list(actors)
    rows = {a.country: i for i, a in enumerate(known) if a.type == "country"}
    for code, country in countries().items():
        forms = (country.name, *country.adjectives, *country.aliases)
        if code in rows:
            own = known[rows[code]]
            extra = [f for f in forms if f != own.name and f not in own.aliases]
            known[rows[code]] = RegistryActor(
                own.name, "country", code, (*own.aliases, *extra), own.line
            )
        else:
            known.append(RegistryActor(country.name, "country", code, forms[1:]))
    return tuple(known)


def _cells(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _fold(name: str) -> str:
    return _SPACES.sub(" ", name.strip()).casefold().removeprefix("the ")
