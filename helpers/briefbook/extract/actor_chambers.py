"""Bodies known by one plain word: `the House`, `the Commission`."""

from __future__ import annotations

from collections.abc import Iterable

from briefbook.extract.actor_candidates import Candidate
from briefbook.extract.actor_tokens import Tokens
from briefbook.registry import Registry, RegistryActor

# Words beside which `the House` is the American one.
_CONGRESS = frozenset(
    "Congress Democrats Republican Republicans Senate Senators Senator "
    "bipartisan congressional senators".split()
)
_UNION = {
    "Commission": "European Commission",
    "Council": "Council of the European Union",
    "Parliament": "European Parliament",
}
_UNION_NAMES = frozenset(
    ["European Commission", "European Parliament", "European Union"]
)


class Chambers:
    """Reads them where the rest of the text says whose they are."""

    def __init__(self, tokens: Tokens, registry: Registry) -> None:
        self.tokens = tokens
        self.registry = registry

    def settle(self, one: Candidate, named: Iterable[RegistryActor]) -> bool:
        """Name the body that `one` means; tell whether it is such a word at all."""
        if one.text == "House":
            self._take(one, "US House of Representatives", self._american())
            return True
        if one.text in _UNION:
            names = {actor.name for actor in named} - {_UNION[one.text]}
            # Beside a Security Council, `the Council` may be that one.
            other = any(
                one.text in name for name in names if name != "European Council"
            )
            union = not _UNION_NAMES.isdisjoint(names) and not other
            self._take(one, _UNION[one.text], union)
            return True
        return False

    def _american(self) -> bool:
        return not _CONGRESS.isdisjoint(self.tokens.words)

    def _take(self, one: Candidate, name: str, meant: bool) -> None:
        known = self.registry.resolve(name)
        before = self.tokens.word(one.first - 1).lower()
        if meant and known is not None and before in ("the", "a"):
            one.text, one.type, one.rule = known.name, known.type, "chamber"
            one.country = known.country
