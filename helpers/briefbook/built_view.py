"""The rows of a built folder that a view needs, read for it alone.

Each table is read when it is asked for, from the files of the view's days and corpora,
with the filters that cut its rows handed on to Parquet. What Arrow can't tell exactly
it leaves in; `cuts` cuts all rows again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from briefbook.cuts import Ids
from briefbook.cuts_masks import CLAIM_COLUMNS, PERIODS, matching
from briefbook.frames_arrow import arrow_schema, to_frames
from briefbook.view import View

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.dataset as pads

    from briefbook.built_tables import LazyTables

_VALUES = ("unit", "value", "value_high", "value_usd")


class BuiltBase:
    """Where a view of a built folder takes its rows from.

    Parameters
    ----------
    tables
        The folder's tables.
    record
        Series, timeline and sources of the record.
    countries
        ISO 3166 alpha-3 code of each actor that has one.
    """

    by_columns = True

    def __init__(
        self,
        tables: LazyTables,
        record: Mapping[str, pd.DataFrame],
        countries: Mapping[str, str],
    ) -> None:
        self._tables, self._record = tables, record
        self._countries = countries

    def rows(
        self,
        name: str,
        view: View,
        kinds: Collection[str] = (),
        within: Ids | None = None,
        columns: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Return at least the rows of a table that are meant; see `cuts.Base`."""
        if name in self._record:
            return self._record[name]
        within = within or {}
        needed = None
        if columns is not None:
            more = _needed(name, view, kinds)
            needed = list(dict.fromkeys([*columns, *within, *more]))
        if all(within.values()):
            wanted = _expression(name, view, kinds, within, self._countries)
            rows = only_used(self._tables.files[name].read(wanted, needed, view))
        else:
            schema = arrow_schema(name)
            rows = schema.empty_table().select(needed or schema.names)
        if name == "briefs":
            rows = self._tables.with_duplicates(rows)
        return to_frames({name: rows})[name]

    def brief_ids(self, view: View) -> list[str]:
        """Return the ids of the briefs that a view's filters of briefs leave."""
        columns = ["brief_id", "corpus", "published", "themes"]
        if view.text:
            columns += ["title", "text"]
        wanted = _expression("briefs", view, (), {}, {})
        # All texts of a million briefs at once would take gigabytes.
        pieces = self._tables.files["briefs"].pieces(wanted, columns, view)
        return [
            name
            for piece in pieces
            for name in matching(to_frames({"briefs": piece})["briefs"], view)
        ]


def only_used(table: pa.Table) -> pa.Table:
    """Return a table with the categories of its rows, not of whole row groups."""
    import pyarrow as pa

    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            # In one piece: thousands would each be compared with all of the values.
            cells = table.column(place).cast(pa.string()).combine_chunks()
            used = cells.dictionary_encode()
            table = table.set_column(place, field, used)
    return table


def _needed(name: str, view: View, kinds: Collection[str]) -> Iterator[str]:
    """Yield the columns that the filters of some kinds look at."""
    yield from ("brief_id", "published", "corpus")
    if "claims" in kinds:
        yield from ("actor", "target")
        yield from (c for key, c in CLAIM_COLUMNS.items() if getattr(view, key))
    if "figures" in kinds:
        yield from _VALUES
    if "about" in kinds:
        yield from PERIODS[name]


def _expression(
    name: str,
    view: View,
    kinds: Collection[str],
    within: Ids,
    countries: Mapping[str, str],
) -> pads.Expression | None:
    """Return a filter that leaves all rows which are meant, and hardly any others."""
    parts = [*_days(view), *(_any_of(c, values) for c, values in within.items())]
    if view.corpora:
        parts.append(_any_of("corpus", view.corpora))
    if "claims" in kinds:
        parts += _claims(view, countries)
    if "figures" in kinds:
        parts += _values(view)
    if "about" in kinds:
        parts += _about(view, *PERIODS[name])
    return reduce(and_, parts) if parts else None


def _any_of(column: str, values: Collection[str]) -> pads.Expression:
    import pyarrow as pa
    import pyarrow.compute as pc

    known = pa.array(list(values), pa.string())
    return pc.field(column).cast(pa.string()).isin(known)


def _days(view: View) -> Iterator[pads.Expression]:
    import pyarrow.compute as pc

    if view.since:
        yield pc.field("published") >= view.since
    if view.until:
        yield pc.field("published") <= view.until


def _claims(view: View, countries: Mapping[str, str]) -> Iterator[pads.Expression]:
    if view.actors:
        yield _any_of("actor", view.actors) | _any_of("target", view.actors)
    if view.countries:
        theirs = {name for name, code in countries.items() if code in view.countries}
        yield _any_of("actor", theirs) | _any_of("target", theirs)
    for key, column in CLAIM_COLUMNS.items():
        if values := getattr(view, key):
            yield _any_of(column, values)


def _values(view: View) -> Iterator[pads.Expression]:
    import pyarrow as pa
    import pyarrow.compute as pc

    unit, value, high, usd = (pc.field(name) for name in _VALUES)
    yield _any_of("unit", view.units) if view.units else unit.is_valid()
    # Only money has dollars. The upper end of its range has its lower end's rate.
    if view.value_min is not None:
        top = pc.coalesce(high, value)
        # The operator would refuse to divide by zero; nothing has no rate.
        none = pc.scalar(pa.scalar(None, pa.float64()))
        scaled = pc.if_else(value != 0.0, high * pc.divide(usd, value), none)
        dollars = pc.coalesce(scaled, usd)
        yield (usd.is_null() & (top >= view.value_min)) | (dollars >= view.value_min)
    if view.value_max is not None:
        yield pc.coalesce(usd, value) <= view.value_max


def _about(view: View, first: str, last: str) -> Iterator[pads.Expression]:
    import pyarrow.compute as pc

    start, end = pc.field(first), pc.field(last)
    yield start.is_valid() | end.is_valid()
    if view.about_since:
        yield end.is_null() | (end >= view.about_since)
    if view.about_until:
        yield start.is_null() | (start <= view.about_until)
