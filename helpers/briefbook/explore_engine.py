"""Rows and counts under a view, quick enough to follow a mouse.

Columns become integer codes once; each filter's misses are kept as long as its value
stays; a row is left where no filter misses it. `rows` are those of ``where``: tests
hold both to equal rows for any view.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from briefbook.cuts_masks import CLAIM_COLUMNS, comparable
from briefbook.explore_codes import (
    NEVER,
    Coded,
    brief_places,
    coded,
    day_number,
    days,
    smallest,
)
from briefbook.explore_select import Selection
from briefbook.view import View, filters

if TYPE_CHECKING:
    import numpy as np

    from briefbook.assemble import Assembled

    Array = np.ndarray[Any, Any]

Rows = Literal["claims", "figures"]
LISTS = tuple(name for name, spec in filters().items() if spec["kind"] == "list")


class Engine:
    """Rows of one table under any view, with the counts of every choice.

    Parameters
    ----------
    whole
        The whole tables of a project.
    rows
        Which table's rows are meant.
    base
        The view that always holds: what charts have at their axes.
    """

    def __init__(
        self, whole: Assembled, rows: Rows = "claims", base: View | None = None
    ) -> None:
        import numpy as np
        import pandas as pd

        self.of = rows
        self.base = base or View()
        self.briefs = whole.frame("briefs")
        self.claims = whole.frame("claims")
        self.table = whole.frame(rows)
        self._countries = {a.name: a.country for a in whole.registry.actors}
        places = pd.Index(self.briefs["brief_id"].astype("object"))
        self.claim_brief = brief_places(self.claims, places)
        self.row_brief = (
            self.claim_brief if rows == "claims" else brief_places(self.table, places)
        )
        themes = self.briefs["themes"]
        self.themes = tuple(dict.fromkeys(t for c in themes.unique() for t in c))
        spots = {name: i for i, name in enumerate(self.themes)}
        self.brief_themes = np.zeros((len(self.briefs), len(self.themes)), bool)
        for place, cell in enumerate(themes):
            for theme in cell:
                self.brief_themes[place, spots[theme]] = True
        self.coded = self._codes()
        self._kept: dict[str, tuple[Any, Array]] = {}
        self._counted: dict[str, tuple[Hashable, Array]] = {}
        self._folded: list[str] = []

    def _codes(self) -> dict[str, Coded]:
        import numpy as np

        claims = self.claims
        actors = coded(claims, "actor", "target")
        codes = sorted({c for n in actors.names if (c := self._countries.get(n))})
        place = {code: i + 1 for i, code in enumerate(codes)}
        country = np.array(
            [0, *(place.get(self._countries.get(n) or "", 0) for n in actors.names)],
            dtype=smallest(len(codes)),
        )
        return {
            "corpora": coded(self.briefs, "corpus"),
            "actors": actors,
            "countries": Coded(
                tuple(codes), tuple(country[column] for column in actors.columns)
            ),
            **{name: coded(claims, col) for name, col in CLAIM_COLUMNS.items()},
            "units": coded(self.table, "unit"),
        }

    def names(self, name: str) -> tuple[str, ...]:
        """Return the choices of a list filter that the tables hold."""
        return self.themes if name == "themes" else self.coded[name].names

    @cached_property
    def base_rows(self) -> Array:
        """Return the places of the rows that the view which always holds leaves."""
        return self.select(self.base).rows

    @cached_property
    def base_units(self) -> Array:
        """Return how many of those rows have each unit's code; 0 is no figure."""
        import numpy as np

        coded = self.coded["units"]
        return np.bincount(
            coded.columns[0][self.base_rows], minlength=len(coded.names) + 1
        )

    @cached_property
    def base_themes(self) -> Array:
        """Return the places of the themes that those rows' briefs have."""
        import numpy as np

        held = np.bincount(self.row_brief[self.base_rows], minlength=len(self.briefs))
        return np.flatnonzero(self.brief_themes[held > 0].any(axis=0))

    @cached_property
    def theme_sets(self) -> tuple[Array, Array]:
        """Return the sets of themes that briefs have, and the place of each brief's."""
        import numpy as np

        if not self.brief_themes.size:
            return self.brief_themes, np.zeros(len(self.briefs), "int32")
        # Rows of truths as numbers: sorting rows themselves is slow.
        packed = np.packbits(self.brief_themes, axis=1)
        wide = np.zeros((len(packed), -(-packed.shape[1] // 8) * 8), "uint8")
        wide[:, : packed.shape[1]] = packed
        columns = wide.view("uint64").T
        _, first, places = np.unique(
            columns[0] if len(columns) == 1 else columns,
            axis=None if len(columns) == 1 else 1,
            return_index=True,
            return_inverse=True,
        )
        return self.brief_themes[first], places.reshape(-1).astype("int32")

    @cached_property
    def ends(self) -> tuple[Array, Array]:
        """Return the lower and upper ends of the values; NaN where there are none."""
        import numpy as np

        low, high = (
            end.to_numpy(dtype="float64", na_value=np.nan)
            for end in comparable(self.table)
        )
        none = self.coded["units"].columns[0] == 0
        return np.where(none, np.nan, low), np.where(none, np.nan, high)

    @cached_property
    def published(self) -> Array:
        """Return each brief's day as a day number."""
        return days(self.briefs["published"])

    @cached_property
    def period(self) -> tuple[Array, Array]:
        """Return the days that rows speak of; an open end reaches any day."""
        import numpy as np

        first, last = (days(self.claims[f"period_{end}"]) for end in ("start", "end"))
        none = (first == NEVER) & (last == NEVER)
        limits = np.iinfo("int32")
        first = np.where(first == NEVER, limits.min + 1, first)
        last = np.where(last == NEVER, limits.max, last)
        # Where neither is known no day fits: it begins after all and ends before all.
        return np.where(none, limits.max, first), np.where(none, limits.min + 1, last)

    @cached_property
    def claim_figure(self) -> Array:
        """Return the place in ``figures`` of each claim's figure, or one past all."""
        import numpy as np
        import pandas as pd

        known = pd.Index(self.table["figure_id"].astype("object"))
        places = known.get_indexer(self.claims["figure_id"].astype("object"))
        return np.where(places < 0, len(known), places)

    def select(self, view: View) -> Selection:
        """Return the rows that `view` leaves."""
        return Selection(self, view)

    def misses(self, view: View, name: str) -> Array | None:
        """Return 1 for each brief, claim or row that one filter leaves out.

        None where the filter is not set or does not cut these rows.
        """
        value = getattr(view, name)
        if value == View.__dataclass_fields__[name].default or name == "scope":
            return None
        kept = self._kept.get(name)
        if kept is None or kept[0] != value:
            made = self._missed(name, value)
            if made is None:
                return None
            self._kept[name] = kept = (value, made)
        return kept[1]

    def _missed(self, name: str, value: Any) -> Array | None:
        special: dict[str, Callable[[], Array]] = {
            "themes": lambda: self._theme_misses(value),
            "text": lambda: self._text_misses(value),
            "since": lambda: self.published < day_number(value),
            "until": lambda: self.published > day_number(value),
            "value_min": lambda: ~(self.ends[1] >= value),
            "value_max": lambda: ~(self.ends[0] <= value),
        }
        if name in special:
            return special[name]().view("uint8")
        if name.startswith("about_"):
            if self.of != "claims":
                return None  # a figure has no period of its own
            first, last = self.period
            day = day_number(value)
            return (last < day if name == "about_since" else first > day).view("uint8")
        return self.coded[name].misses(value)

    def _theme_misses(self, wanted: tuple[str, ...]) -> Array:
        chosen = [place for place, name in enumerate(self.themes) if name in wanted]
        return ~self.brief_themes[:, chosen].any(axis=1)

    def _text_misses(self, text: str) -> Array:
        import numpy as np

        if not self._folded:
            titles = self.briefs["title"].fillna("")
            texts = self.briefs["text"].fillna("")
            self._folded = [
                f"{title}\n{body}".casefold()
                for title, body in zip(titles, texts, strict=True)
            ]
        words = text.casefold()
        missed = np.ones(len(self._folded), bool)
        before = self._kept.get("text")
        # Typing on narrows: only what held the shorter words can hold the longer ones.
        narrower = before is not None and before[0].casefold() in words
        places = (
            np.flatnonzero(before[1] == 0).tolist()
            if before is not None and narrower
            else range(len(self._folded))
        )
        folded = self._folded
        missed[[place for place in places if words in folded[place]]] = False
        return missed

    def counted(self, name: str, key: Hashable, make: Callable[[], Array]) -> Array:
        """Return a filter's counts, made anew only where the other filters changed."""
        kept = self._counted.get(name)
        if kept is None or kept[0] != key:
            self._counted[name] = kept = (key, make())
        return kept[1]
