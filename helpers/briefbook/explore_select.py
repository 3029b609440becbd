"""The rows that a view leaves, and how many each choice would leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from briefbook.view import View, filters

if TYPE_CHECKING:
    import numpy as np

    from briefbook.explore_engine import Engine

    Array = np.ndarray[Any, Any]

_BY_BRIEF = frozenset(n for n, spec in filters().items() if spec["cut"] == "briefs")
_BY_CLAIM = frozenset(
    name
    for name, spec in filters().items()
    if spec["cut"] == "claims" and name != "scope"
)


class Selection:
    """The rows that a view leaves, and how many each choice would leave.

    Attributes
    ----------
    rows
        Their places in the whole table, ascending.
    """

    def __init__(self, engine: Engine, view: View) -> None:
        import numpy as np

        self.engine = engine
        self.view = view
        self._brief, self._claim, self._row = {}, {}, {}
        for name in filters():
            missed = engine.misses(view, name)
            if missed is not None:
                level = (
                    self._brief
                    if name in _BY_BRIEF
                    else self._claim
                    if name in _BY_CLAIM
                    else self._row
                )
                level[name] = missed
        claims = engine.of == "claims"
        #: Whether a claim filter cuts the rows themselves, not rows that go with them.
        self._direct = claims and (not self._claim or view.scope == "claims")
        briefs = _summed(self._brief, len(engine.briefs))
        self._fails = briefs[engine.row_brief] if self._brief else None
        self._fails = _summed(self._row, len(engine.table), self._fails)
        if self._direct:
            self._fails = _summed(self._claim, len(engine.table), self._fails)
        elif self._claim:
            at_claims = briefs[engine.claim_brief] if self._brief else None
            self._claim_fails = _summed(self._claim, len(engine.claims), at_claims)
        self.rows: Array = np.flatnonzero(self._passing(None))

    def __len__(self) -> int:
        """Return the number of rows left."""
        return len(self.rows)

    @property
    def claim_rows(self) -> Array:
        """Return the places of the claims left, or of those on the figures left."""
        import numpy as np

        if self.engine.of == "claims":
            return self.rows
        figures = np.zeros(len(self.engine.table) + 1, bool)
        figures[self.rows] = True
        return np.flatnonzero(figures[self.engine.claim_figure])

    @property
    def _lifted(self) -> bool:
        return bool(self._claim) and not self._direct

    @property
    def _groups(self) -> tuple[Array, Array, int]:
        """Return what joins claims and rows: the brief, or the figure."""
        import numpy as np

        engine = self.engine
        if self.view.scope == "brief":
            return engine.claim_brief, engine.row_brief, len(engine.briefs)
        return engine.claim_figure, np.arange(len(engine.table)), len(engine.table) + 1

    def _passing(self, name: str | None) -> Array:
        """Return which rows pass all filters but the one called `name`."""
        ok: Array = self._without(self._fails, name, self.engine.row_brief) == 0
        if self._lifted and name not in self._claim:
            of_claim, of_row, size = self._groups
            ok &= self._chosen(name, of_claim, size)[of_row]
        return ok

    def _chosen(self, name: str | None, of_claim: Array, size: int) -> Array:
        import numpy as np

        left = self._without(self._claim_fails, name, self.engine.claim_brief) == 0
        chosen = np.zeros(size, bool)
        chosen[of_claim[left]] = True
        return chosen

    def _without(self, fails: Array, name: str | None, of_brief: Array) -> Array:
        if name in self._brief:
            return fails - self._brief[name][of_brief]
        missed = (self._claim | self._row).get(name) if name is not None else None
        # In a lifted view claims and rows are counted apart.
        if missed is None or len(missed) != len(fails):
            return fails
        if self._lifted and (name in self._row) != (fails is self._fails):
            return fails
        return fails - missed

    def counts(self, name: str) -> Array:
        """Return how many rows each choice of a list filter would leave."""
        values = self.view
        key = tuple(getattr(values, other) for other in filters() if other != name)
        return self.engine.counted(name, key, lambda: self._counts(name))

    def _counts(self, name: str) -> Array:
        import numpy as np

        engine = self.engine
        by_claim = name in _BY_CLAIM
        lifted = engine.of != "claims" or (
            self.view.scope == "brief" and (self._claim or by_claim)
        )
        if by_claim and lifted:
            return self._lifted_counts(name)
        is_set = name in (self._brief | self._claim | self._row)
        rows = np.flatnonzero(self._passing(name)) if is_set else self.rows
        every = None if len(rows) == len(engine.table) else rows
        if name not in _BY_BRIEF:
            return engine.coded[name].count(every)
        of_brief = engine.row_brief if every is None else engine.row_brief[rows]
        per_brief = np.bincount(of_brief, minlength=len(engine.briefs))
        if name == "themes":
            counts: Array = per_brief @ engine.brief_themes
            return counts
        return engine.coded[name].count(None, per_brief.astype(float))

    def _lifted_counts(self, name: str) -> Array:
        import numpy as np

        engine = self.engine
        of_claim, of_row, size = self._groups
        weights = np.bincount(of_row[self._fails == 0], minlength=size).astype(float)
        if self._claim:
            left = self._without(self._claim_fails, name, engine.claim_brief) == 0
        else:
            briefs = _summed(self._brief, len(engine.briefs))
            left = briefs[engine.claim_brief] == 0
        claims = np.flatnonzero(left)
        coded = engine.coded[name]
        groups = of_claim[claims].astype("int64")
        keys = [groups * (len(coded.names) + 1) + c[claims] for c in coded.columns]
        pairs = np.unique(np.concatenate(keys))
        group, code = np.divmod(pairs, len(coded.names) + 1)
        found = np.bincount(
            code, weights=weights[group], minlength=len(coded.names) + 1
        )
        return found[1:].astype("int64")


def _summed(misses: Mapping[str, Array], size: int, onto: Array | None = None) -> Array:
    import numpy as np

    total = np.zeros(size, "uint8") if onto is None else onto
    for missed in misses.values():
        total = total + missed
    return total
