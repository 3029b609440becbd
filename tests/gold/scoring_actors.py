"""Score actors as sets a brief: canonical name or any alias counts as the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from briefbook.extract.actors import find_actors
from briefbook.extract.text import plain
from briefbook.registry import Registry
from scoring import FOLDER, Counts, read_cases

CASES = FOLDER / "actors.jsonl"
ACTORS = FOLDER.parents[1] / "data" / "actors.csv"


@dataclass(slots=True)
class Score(Counts):
    """Actors right, extra and missed, with the differences of each case."""

    differences: list[tuple[str, list[str], list[str]]] = field(default_factory=list)

    def report(self) -> str:
        """Return the score and a line for each case that differs."""
        lines = [f"{t[:60]!r}: extra {e}, missed {m}" for t, e, m in self.differences]
        return "\n".join([str(self), *lines])


def score(
    some: Sequence[dict], registry: Registry, names: Registry | None = None
) -> Score:
    """Score `registry`'s reading of the cases; `names` says which names are one."""
    names = names or registry
    total = Score()
    for case in some:
        gold, same, free = _gold(case["actors"], names)
        found = find_actors(plain(case["text"]), registry)
        read = {_canonical(mention.name, names) for mention in found}
        read = {same.get(name, name) for name in read} - free
        total.add(gold, read)
        if gold != read:
            difference = (case["text"], sorted(read - gold), sorted(gold - read))
            total.differences.append(difference)
    return total


def _gold(
    actors: Sequence[dict], names: Registry
) -> tuple[set[str], dict[str, str], set[str]]:
    """Return the actors, the actor by each alias, and those that need not be listed."""
    gold, same, free = set(), {}, set()
    for actor in actors:
        name = _canonical(actor["name"], names)
        (free if actor.get("optional") else gold).add(name)
        for alias in (actor["name"], *actor.get("aliases", [])):
            same[alias] = same[_canonical(alias, names)] = name
    return gold, same, free


def _canonical(name: str, names: Registry) -> str:
    actor = names.resolve(name)
    return actor.name if actor is not None else name


if __name__ == "__main__":
    full = Registry.read(ACTORS)
    everything = read_cases(CASES)
    print(score(everything, full).report())
    print("with an empty registry:", score(everything, Registry(), full))
