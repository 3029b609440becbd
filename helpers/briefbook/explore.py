"""The Explorer: a dataset filtered by hand, its state in traits, its view a rerun.

The model needs no browser and no kernel; `briefbook.explore_controls` shows it with
ipywidgets. Its filters are those that `View` declares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from traitlets import Bool, Enum, HasTraits, Int, TraitError, TraitType, validate
from traitlets.traitlets import MetaHasTraits

from briefbook.charts import Caption, Chart, Picture
from briefbook.errors import ParameterError, did_you_mean
from briefbook.explore_engine import LISTS, Engine, Rows, Selection
from briefbook.explore_rows import SORTS
from briefbook.explore_text import clean
from briefbook.explore_views import DATED, SHOWS, axis_labels, chart_of
from briefbook.view import View, check_choices, filters

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset
    from briefbook.explore_controls import Controls
    from briefbook.tables import Shown


class FilterError(ParameterError, TraitError):
    """A filter was given a value that it can't have; the state is as before."""


class _Filter(TraitType[Any, Any]):
    """One filter of `View` as a trait: what `View` takes, it takes."""

    def validate(self, obj: Any, value: Any) -> Any:
        with _as_filter_error():
            coerced = getattr(View.of({self.name: value}), self.name)
            if self.name == "actors":
                resolve = obj.ds._whole.registry.resolve
                found = {name: resolve(name) for name in coerced}
                coerced = tuple(
                    dict.fromkeys(a.name if a else n for n, a in found.items())
                )
            if self.name in LISTS and coerced:
                check_choices(View.of({self.name: coerced}), obj.known)
        return coerced


_traits: dict[str, Any] = {
    name: _Filter(getattr(View(), name), help=spec["help"])
    for name, spec in filters().items()
}
_Filters: Any = MetaHasTraits("_Filters", (HasTraits,), _traits)


class Explorer(_Filters):  # type: ignore[misc]
    """A dataset that is filtered by hand.

    Every filter of `View` is a trait (``ex.actors = ["Huawei"]``, ``ex.since =
    "2024-10-01"``); two Explorers are linked with ``traitlets.link``. Displayed, it
    shows controls, and leaves a picture and a table for readers without a kernel.

    Parameters
    ----------
    ds
        What is explored; its own view stays in force.
    rows
        Which rows are counted and shown: ``claims`` or ``figures``.
    traits
        Filters to begin with, and `show`, `dated`, `sort`.

    Attributes
    ----------
    show
        ``chart``, ``timeline``, ``actors``, ``table`` or ``check``.
    dated
        Which days the date control and the timeline mean: ``published`` or ``about``.
    sort, descending, page
        Order of the table, and which part of it is shown.

    Examples
    --------
    >>> import briefbook as bb
    >>> ex = bb.Explorer(bb.load_dataset(), corpora=["2024-11"])
    >>> ex.actors = ["Huawei"]
    >>> ex.view.to_dict()
    {'corpora': ['2024-11'], 'actors': ['Huawei']}
    """

    show = Enum(tuple(SHOWS), default_value="chart")
    dated = Enum(tuple(DATED), default_value="published")
    sort = Enum(tuple(SORTS), default_value="published")
    descending = Bool(False)
    page = Int(0, min=0)

    def __init__(self, ds: Dataset, *, rows: Rows = "claims", **traits: Any) -> None:
        self.ds = ds
        self.of = rows
        known = {*filters(), "show", "dated", "sort", "descending", "page"}
        for name in traits:
            if name not in known:
                remedy = did_you_mean(name, known)
                raise FilterError(f"{name!r} is not a filter, {remedy}")
        super().__init__(**traits)
        self.observe(self._to_first_page, [*filters(), "sort", "descending"])

    @validate(*filters())
    def _fits(self, proposal: Any) -> Any:
        name = proposal["trait"].name
        with _as_filter_error():
            self.ds.view.narrowed(**{**self._own(), name: proposal["value"]})
        return proposal["value"]

    def _own(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in filters()}

    def _to_first_page(self, _: Any) -> None:
        self.page = 0

    @cached_property
    def engine(self) -> Engine:
        """Return what filters and counts."""
        return Engine(self.ds._whole, self.of, self.ds.view)

    @cached_property
    def known(self) -> Mapping[str, Any]:
        """Return the valid values of each list filter."""
        return self.ds.choices()

    @property
    def view(self) -> View:
        """Return the filters in force, the dataset's own among them."""
        return self.ds.view.narrowed(**self._own())

    @property
    def selection(self) -> Selection:
        """Return the places of the rows left, and the counts of every choice."""
        view = self.view
        kept = self.__dict__.get("_selected")
        if kept is None or kept.view != view:
            kept = self.__dict__["_selected"] = self.engine.select(view)
        return kept

    @property
    def dataset(self) -> Dataset:
        """Return the dataset under the view: all of its tables."""
        return self.ds.where(**View(**self._own()).to_dict())

    @property
    def rows(self) -> pd.DataFrame:
        """Return the rows left, those of ``ds.where(**ex.view.to_dict())``."""
        return self.engine.table.iloc[self.selection.rows].reset_index(drop=True)

    def __len__(self) -> int:
        """Return the number of rows left."""
        return len(self.selection)

    def __bool__(self) -> bool:
        """Return True: an Explorer is one, also where no row is left."""
        return True

    @property
    def total(self) -> int:
        """Return the number of rows that the dataset itself holds."""
        view = self.ds.view.narrowed(scope=self.scope)
        kept = self.__dict__.get("_total")
        if kept is None or kept[0] != view:
            kept = self.__dict__["_total"] = (view, len(self.engine.select(view)))
        return int(kept[1])

    @property
    def sentence(self) -> str:
        """Return the state in words, e.g. ``12 of 143 claims: chips, Huawei``."""
        words = clean(self.view.sentence())
        return f"{len(self):,} of {self.total:,} {self.of}: {words}"

    def counts(self, name: str) -> dict[str, int]:
        """Return how many rows each choice of a list filter would leave.

        Counted given the other filters, as if the choice stood alone in its own.
        """
        names = self.engine.names(name)
        found = self.selection.counts(name).tolist()
        counts = dict(zip(names, found, strict=True))
        allowed = getattr(self.ds.view, name)
        return {n: counts.get(n, 0) for n in allowed} if allowed else counts

    def held(self, name: str) -> tuple[str, ...]:
        """Return the choices that the dataset itself has rows of, the most first."""
        kept: dict[str, tuple[str, ...]] = self.__dict__.setdefault("_held", {})
        if name not in kept:
            names = self.engine.names(name)
            found = self.engine.select(self.ds.view)._counts(name).tolist()
            allowed = set(getattr(self.ds.view, name) or names)
            order = sorted(
                (-n, choice)
                for choice, n in zip(names, found, strict=True)
                if n and choice in allowed
            )
            kept[name] = tuple(choice for _, choice in order)
        return kept[name]

    def set(self, **values: Any) -> None:
        """Set several filters at once, so that only the whole must fit together."""
        with self.hold_trait_notifications():
            for name, value in values.items():
                setattr(self, name, value)

    def clear(self, *names: str) -> None:
        """Clear the filters called `names`, or all of them."""
        default = View()
        wanted = names or tuple(filters())
        self.set(**{name: getattr(default, name) for name in wanted})

    def caption(self, show: str) -> Caption:
        """Return what stands around the chart called `show`."""
        x, y = axis_labels(show, self.dated, self.of)
        title = f"{SHOWS[show]}. {self.sentence}"
        corpora = ", ".join(self.view.corpora or self.engine.names("corpora"))
        return Caption(title, x=x, y=y, source=f"Source: briefs of {corpora}.")

    def chart(self, show: str = "") -> Chart:
        """Return a chart of the rows left: the one shown, or the one called `show`."""
        kind = show or (self.show if self.show != "table" else "chart")
        chart = chart_of(self.ds, self.selection, kind, self.dated, self.caption(kind))
        if not len(self):
            chart.data = chart.data.iloc[:0]
        return chart

    def picture(self, show: str = "") -> Picture:
        """Return that chart as a picture with its sentence and its source."""
        chart = self.chart(show)
        return chart.picture()

    def table(self, n: int | None = 10) -> Shown:
        """Return the rows left with the words that they stand on."""
        from briefbook.explore_static import rows_table

        return rows_table(self, n)

    def to_yaml(self) -> str:
        """Return the view as the file that ``briefbook report --params`` takes."""
        return self.view.to_yaml()

    def command(self, notebook: str = "00_overview", *, tool: str = "briefbook") -> str:
        """Return the command line that reruns a notebook under this view.

        Parameters
        ----------
        notebook
            Its name; ``00_overview`` takes every filter.
        tool
            ``briefbook`` makes a report; ``papermill`` is run in the project's folder.
        """
        from briefbook.explore_rerun import command, papermill, rerun

        values, _ = rerun(self, notebook)
        if tool == "papermill":
            return papermill(values, notebook)
        return command(values, notebook)

    def export(self, path: str | Path) -> Path:
        """Write the rows left to a ``.csv``, ``.xlsx`` or ``.parquet`` file.

        A path that ends in ``.png`` or ``.svg`` gets the chart, ``.yaml`` the view.
        """
        from briefbook.explore_export import export

        return export(self, Path(path))

    def save_report(
        self,
        notebook: str = "00_overview",
        *,
        name: str = "explorer",
        on_progress: Callable[[Any], None] | None = None,
    ) -> Path:
        """Rerun a notebook under this view and return the page of its report."""
        from briefbook.explore_rerun import save_report

        return save_report(self, notebook, name=name, on_progress=on_progress)

    @cached_property
    def controls(self) -> Controls:
        """Return the controls, made when first asked for."""
        from briefbook.explore_controls import Controls

        return Controls(self)

    @property
    def widget(self) -> Any:
        """Return the controls as one widget."""
        return self.controls.root

    def __repr__(self) -> str:
        """Return the state in words."""
        return f"Explorer: {self.sentence}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        from briefbook.explore_static import bundle

        return bundle(self)

    def _ipython_display_(self) -> None:
        from briefbook.explore_static import display

        display(self)


@contextmanager
def _as_filter_error() -> Iterator[None]:
    try:
        yield
    except FilterError:
        raise
    except ParameterError as err:
        # A TraitError too, or a change of several filters would not be rolled back.
        raise FilterError(str(err)) from None
