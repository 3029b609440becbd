"""Score actors as sets a brief: canonical name or any alias counts as the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from briefbook.extract.actors import find_actors
from briefbook.extract.text import plain
from briefbook.registry import Registry

HERE = Path(__file__).parent
CASES = HERE / "actors.jsonl"
ACTORS = HERE.parents[1] / "data" / "actors.csv"


@dataclass
class Score:
    """Hits, false and missed actors over all cases, with each case's differences."""

    hits: int = 0
    false: int = 0
    missed: int = 0
    differences: list[tuple[str, list[str], list[str]]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.hits / max(self.hits + self.false, 1)

    @property
    def recall(self) -> float:
        return self.hits / max(self.hits + self.missed, 1)

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(2 * self.hits + self.false + self.missed, 1)

    def __str__(self) -> str:
        head = f"P {self.precision:.3f} R {self.recall:.3f} F1 {self.f1:.3f}"
        lines = [f"{t[:60]!r}: false {f}, missed {m}" for t, f, m in self.differences]
        return "\n".join([head, *lines])


def cases(path: Path = CASES) -> Iterator[dict]:
    """Yield the cases of a JSON Lines file."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def score(
    some: Sequence[dict], registry: Registry, names: Registry | None = None
) -> Score:
    """Score `registry`'s reading of the cases; `names` says which names are one."""
    names = names or registry
    total = Score()
    for case in some:
        gold = {_canonical(actor["name"], names) for actor in case["actors"]}
        found = find_actors(plain(case["text"]), registry)
        read = {_canonical(mention.name, names) for mention in found}
        total.hits += len(gold & read)
        total.false += len(read - gold)
        total.missed += len(gold - read)
        if gold != read:
            difference = (case["text"], sorted(read - gold), sorted(gold - read))
            total.differences.append(difference)
    return total


def _canonical(name: str, names: Registry) -> str:
    actor = names.resolve(name)
    return actor.name if actor is not None else name


if __name__ == "__main__":
    full = Registry.read(ACTORS)
    everything = list(cases())
    print(score(everything, full))
    print("with an empty registry:", str(score(everything, Registry(), full))[:27])
