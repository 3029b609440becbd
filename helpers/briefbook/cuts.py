"""What `where` means: the rows that a view leaves of each table.

Every table is cut from the whole dataset at once, so the order in which filters were
given makes no difference. A table is cut when it is asked for, from the rows of others
that it depends on and no more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from briefbook.cuts_masks import (
    PERIODS,
    VALUES,
    claim_mask,
    days_mask,
    distinct,
    matching,
    overlaps,
    series_mask,
    timeline_mask,
    value_mask,
)
from briefbook.view import View

if TYPE_CHECKING:
    import pandas as pd

_TABLES = ("briefs", "figures", "dates", "actor_mentions", "claims")
_RECORD = ("series", "timeline", "sources")
# What leads from a claim to the rows of other tables, and to its days.
_KEYS = ("brief_id", "published", "actor", "target", "figure_id", "date_id")

Ids = Mapping[str, Collection[str]]


class Base(Protocol):
    """Where the rows of a cut come from."""

    by_columns: bool

    def rows(
        self,
        name: str,
        view: View,
        kinds: Collection[str] = (),
        within: Ids | None = None,
        columns: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Return at least the rows of a table that are meant.

        Parameters
        ----------
        name
            The table.
        view
            Its days and corpora always cut.
        kinds
            Which of its other filters cut this table's own rows: ``claims``,
            ``figures``, ``about``.
        within
            Columns with the values of which each row has one.
        columns
            Those that are needed, besides what the filters need; None means all.
        """

    def brief_ids(self, view: View) -> list[str]:
        """Return the ids of the briefs that a view's filters of briefs leave."""


class Whole:
    """Whole tables that are there already.

    Parameters
    ----------
    tables
        By name.
    """

    by_columns = False

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = tables

    def rows(
        self,
        name: str,
        view: View,
        kinds: Collection[str] = (),
        within: Ids | None = None,
        columns: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Return a whole table."""
        return self._tables[name]

    def brief_ids(self, view: View) -> list[str]:
        """Return the ids of the briefs that a view's filters of briefs leave."""
        return matching(self._tables["briefs"], view)


class Cut(Mapping[str, "pd.DataFrame"]):
    """The tables with the rows that a view leaves, each cut when it is asked for.

    Parameters
    ----------
    base
        Where the rows come from; its tables stay as they are.
    view
        The filters.
    countries
        ISO 3166 alpha-3 code of each actor that has one.
    series_themes
        Themes that each series of the record belongs to.
    """

    def __init__(
        self,
        base: Base,
        view: View,
        *,
        countries: Mapping[str, str],
        series_themes: Mapping[str, frozenset[str]],
    ) -> None:
        self.base, self.view = base, view
        self._countries, self._series_themes = countries, series_themes
        self._made: dict[str, pd.DataFrame] = {}
        self._by_claim = view.is_set("claims")

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return one table, with an index of its own."""
        if name not in self:
            raise KeyError(name)
        if name not in self._made:
            self._made[name] = self._rows(name).reset_index(drop=True)
        return self._made[name]

    def part(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Return one table with at least these columns; no others need be read."""
        if name in self._made or not self.base.by_columns:
            return self[name]
        return self._rows(name, columns)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a table."""
        return name in _TABLES or name in _RECORD

    def __iter__(self) -> Iterator[str]:
        """Yield the tables' names."""
        return iter((*_TABLES, *_RECORD))

    def __len__(self) -> int:
        """Return the number of tables."""
        return len(_TABLES) + len(_RECORD)

    def _rows(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        if name in _RECORD:
            return self._recorded(name)
        rows = self._left(name, columns)
        if self._by_claim and name in ("briefs", "actor_mentions"):
            rows = rows[rows["brief_id"].isin(self._kept)]
        return rows

    def _recorded(self, name: str) -> pd.DataFrame:
        rows = self.base.rows(name, self.view)
        if name == "series":
            return rows[series_mask(rows, self.view, self._series_themes)]
        if name == "timeline":
            return rows[timeline_mask(rows, self.view)]
        return rows

    def _left(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the rows of a table before briefs without any other are dropped."""
        view, kinds, within = self.view, [], {}
        if self._by_claim and name != "briefs":
            if name == "claims" and view.scope == "claims":
                kinds.append("claims")
            else:
                within = self._beside(name)
                days = self._chosen["published"]
                if len(days):
                    first, last = days.min().date(), days.max().date()
                    view = view.narrowed(since=first, until=last)
        if name in VALUES and view.is_set("figures"):
            kinds.append("figures")
        if name in PERIODS and view.is_set("about"):
            kinds.append("about")
        return self._read(name, view, kinds, within, columns)

    def _beside(self, name: str) -> Ids:
        """Return what rows beside the chosen claims have in common with them."""
        claims = self._chosen
        if self.view.scope == "brief":
            return {"brief_id": distinct(claims["brief_id"])}
        if name == "figures":
            return {"figure_id": distinct(claims["figure_id"])}
        if name == "dates":
            return {"date_id": distinct(claims["date_id"])}
        names = {*distinct(claims["actor"]), *distinct(claims["target"])}
        if self.view.actors:
            names &= set(self.view.actors)
        return {"actor": sorted(names), "brief_id": distinct(claims["brief_id"])}

    @cached_property
    def _chosen(self) -> pd.DataFrame:
        """Return the claims that the filters of claims leave, by what links them."""
        return self._read("claims", self.view, ["claims"], {}, _KEYS)

    @cached_property
    def _kept(self) -> list[str]:
        """Return the briefs that have a claim, figure or date left."""
        if not self.view.is_set("figures") and not self.view.is_set("about"):
            return distinct(self._chosen["brief_id"])
        left = (
            distinct(self._left(name, ["brief_id"])["brief_id"])
            for name in ("claims", "figures", "dates")
        )
        return sorted(set().union(*left))

    @cached_property
    def _brief_ids(self) -> list[str] | None:
        """Return the briefs on the themes and with the words; None where any is."""
        if not self.view.themes and not self.view.text:
            return None
        return self.base.brief_ids(self.view)

    def _read(
        self,
        name: str,
        view: View,
        kinds: Collection[str],
        within: Ids,
        columns: Sequence[str] | None,
    ) -> pd.DataFrame:
        if self._brief_ids is not None:
            known = within.get("brief_id")
            both = set(self._brief_ids) & set(known) if known is not None else None
            ids = self._brief_ids if both is None else sorted(both)
            within = {**within, "brief_id": ids}
        rows = self.base.rows(name, view, kinds, within, columns)
        mask = rows["brief_id"].notna() & days_mask(rows, view)
        for column, values in within.items():
            mask &= rows[column].isin(values)
        if "claims" in kinds:
            mask &= claim_mask(rows, view, self._countries)
        if "figures" in kinds:
            mask &= value_mask(rows, view)
        if "about" in kinds:
            mask &= overlaps(rows, *PERIODS[name], view)
        return rows[mask]
