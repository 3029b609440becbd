"""The filters, declared once.

`where`, the Explorer, reports and the command line read this declaration. Lists mean
any of, a plain string is a list of one, empty means all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Literal

from briefbook.errors import ParameterError, did_you_mean

Kind = Literal["list", "day", "number", "text", "choice"]
SCOPES = ("claims", "brief")


def _filter(kind: Kind, cut: str, about: str, default: Any = ()) -> Any:
    return field(default=default, metadata={"kind": kind, "cut": cut, "help": about})


_RANGES = (
    ("since", "until"),
    ("about_since", "about_until"),
    ("value_min", "value_max"),
)


def empty_ranges(values: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the ranges of filters that end before they begin.

    Examples
    --------
    >>> empty_ranges({"value_min": 5, "value_max": 2})
    ['value_min=5 lies after value_max=2: nothing can lie between; swap the two']
    """
    told = []
    for low, high in _RANGES:
        first, last = values.get(low), values.get(high)
        if first not in (None, "") and last not in (None, "") and first > last:
            what = f"{low}={first} lies after {high}={last}: nothing can lie between"
            told.append(f"{what}; swap the two")
    return told


@dataclass(frozen=True, slots=True)
class View:
    """Which rows are meant: one field a filter.

    The metadata of each field carry ``kind`` (list, day, number, text, choice), ``cut``
    (what it cuts: briefs, claims, figures, about) and ``help``.

    Raises
    ------
    ParameterError
        A value does not fit its filter's kind.

    Examples
    --------
    >>> view = View(themes="chips", since="2024-11-18")
    >>> view.sentence()
    'chips, published since 2024-11-18'
    >>> view.to_dict()
    {'themes': ['chips'], 'since': '2024-11-18'}
    """

    corpora: tuple[str, ...] = _filter("list", "briefs", "which corpora")
    themes: tuple[str, ...] = _filter("list", "briefs", "briefs on any of these themes")
    actors: tuple[str, ...] = _filter(
        "list", "claims", "claims by or on any of these actors"
    )
    countries: tuple[str, ...] = _filter(
        "list", "claims", "claims by or on actors of these countries (ISO alpha-3)"
    )
    actions: tuple[str, ...] = _filter("list", "claims", "claims with these actions")
    stages: tuple[str, ...] = _filter("list", "claims", "how far along")
    bases: tuple[str, ...] = _filter("list", "claims", "how known")
    instruments: tuple[str, ...] = _filter("list", "claims", "by which instruments")
    measures: tuple[str, ...] = _filter("list", "claims", "on which measures")
    units: tuple[str, ...] = _filter("list", "figures", "figures in these units")
    value_min: float | None = _filter(
        "number", "figures", "least value, in USD for money, else in the unit", None
    )
    value_max: float | None = _filter(
        "number", "figures", "greatest value, in USD for money, else in the unit", None
    )
    since: date | None = _filter("day", "briefs", "published on or after", None)
    until: date | None = _filter("day", "briefs", "published on or before", None)
    about_since: date | None = _filter(
        "day", "about", "speaking of a period that ends on or after", None
    )
    about_until: date | None = _filter(
        "day", "about", "speaking of a period that begins on or before", None
    )
    text: str = _filter("text", "briefs", "briefs that hold these words", "")
    scope: str = _filter(
        "choice",
        "claims",
        "'claims', or 'brief' for the rest of their briefs",
        "claims",
    )

    def __post_init__(self) -> None:
        """Bring every value into its filter's form."""
        for spec in fields(self):
            value = _coerced(spec.name, spec.metadata["kind"], getattr(self, spec.name))
            object.__setattr__(self, spec.name, value)
        told = empty_ranges(
            {spec.name: getattr(self, spec.name) for spec in fields(self)}
        )
        if told:
            raise ParameterError("\n".join(told))

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> View:
        """Return the view that `values` describe; unknown names are refused.

        Raises
        ------
        ParameterError
            A name is no filter; the message offers the nearest one.
        """
        known = filters()
        for name in values:
            if name not in known:
                raise ParameterError(
                    f"{name!r} is not a filter, {did_you_mean(name, known)}"
                )
        return cls(**values)

    def narrowed(self, **values: Any) -> View:
        """Return the view that is this one and `values` as well.

        A list narrows an earlier list of the same filter to what stands in both; days
        and values take the narrower bound.

        Raises
        ------
        ParameterError
            Two lists or texts of one filter have nothing in common.
        """
        other = View.of(values)
        both = {name: _both(self, other, name) for name in filters()}
        return View(**both)

    def to_dict(self) -> dict[str, Any]:
        """Return the filters that are set, as plain values; `where` takes them back."""
        result: dict[str, Any] = {}
        for spec in fields(self):
            value = getattr(self, spec.name)
            if value == spec.default:
                continue
            if isinstance(value, tuple):
                value = list(value)
            elif isinstance(value, date):
                value = value.isoformat()
            result[spec.name] = value
        return result

    def to_yaml(self) -> str:
        """Return the view as the YAML file that ``report --params`` takes."""
        import yaml

        # safe_dump quotes what another reader would take for a date or a number.
        return yaml.safe_dump(self.to_dict(), allow_unicode=True, sort_keys=False)

    def sentence(self) -> str:
        """Return the view in words, e.g. ``chips, published since 2024-10-01``."""
        parts = [
            _or(self.themes),
            _or(self.actors),
            _or(self.countries),
            *(_or(getattr(self, name)) for name in ("actions", "stages", "bases")),
            _or(self.instruments),
            _or(self.measures),
            f"in {_or(self.units)}" if self.units else "",
            _range("value", self.value_min, self.value_max),
            _days("published", self.since, self.until),
            _days("about", self.about_since, self.about_until),
            f"holding '{self.text}'" if self.text else "",
            f"of {_or(self.corpora, 'and')}" if self.corpora else "",
            "with the rest of their briefs" if self.scope == "brief" else "",
        ]
        return ", ".join(part for part in parts if part) or "everything"

    def is_set(self, cut: str) -> bool:
        """Tell whether any filter that cuts `cut` is set (``scope`` aside)."""
        return any(
            spec.metadata["cut"] == cut
            and spec.name != "scope"
            and getattr(self, spec.name) != spec.default
            for spec in fields(self)
        )


def filters() -> dict[str, Mapping[str, Any]]:
    """Return each filter's name with its declaration: ``kind``, ``cut``, ``help``."""
    return dict(_FILTERS)


_FILTERS = {spec.name: spec.metadata for spec in fields(View)}


def check_choices(view: View, choices: Mapping[str, Collection[str]]) -> None:
    """Refuse values of list filters that are not among `choices`.

    Raises
    ------
    ParameterError
        Every unknown value is named, with the nearest valid one.
    """
    wrong = [
        f"{name}={value!r} is not known, {did_you_mean(value, known)}"
        for name, known in choices.items()
        for value in getattr(view, name)
        if value not in known
    ]
    if wrong:
        raise ParameterError("; ".join(wrong))


def _coerced(name: str, kind: Kind, value: Any) -> Any:
    if kind == "list":
        if value is None or value == "":
            return ()
        items = (value,) if isinstance(value, str) else tuple(value)
        if not all(isinstance(item, str) for item in items):
            raise ParameterError(f"{name}={value!r}: expected text or a list of texts")
        return tuple(dict.fromkeys(item for item in items if item))
    if kind == "day":
        return _day(name, value)
    if kind == "number":
        if value is None or value == "":
            return None
        try:
            return float(value)
        except (TypeError, ValueError):
            raise ParameterError(f"{name}={value!r}: expected a number") from None
    if kind == "choice":
        if value not in SCOPES:
            raise ParameterError(
                f"{name}={value!r}: {did_you_mean(str(value), SCOPES)}"
            )
        return value
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ParameterError(f"{name}={value!r}: expected text")
    return value


def _day(name: str, value: Any) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ParameterError(
            f"{name}={value!r} is no day: expected one like 2024-11-20"
        ) from None


def _both(one: View, other: View, name: str) -> Any:
    first, second = getattr(one, name), getattr(other, name)
    default = (
        () if isinstance(first, tuple) else View.__dataclass_fields__[name].default
    )
    if first == default or first == second:
        return second
    if second == default:
        return first
    if isinstance(first, tuple):
        common = tuple(item for item in first if item in second)
        if common:
            return common
    elif name.endswith(("since", "min")):
        return max(first, second)
    elif name.endswith(("until", "max")):
        return min(first, second)
    elif name == "scope":
        return "brief"
    raise ParameterError(
        f"{name} is {_or(first) if isinstance(first, tuple) else first!r} already, and "
        f"{_or(second) if isinstance(second, tuple) else second!r} leaves nothing of "
        f"it; start from the whole dataset (load_dataset()) to ask for another"
    )


def _or(items: Collection[str], word: str = "or") -> str:
    names = list(items)
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def _days(what: str, first: date | None, last: date | None) -> str:
    if first and last:
        return f"{what} {first} to {last}"
    if first:
        return f"{what} since {first}"
    return f"{what} until {last}" if last else ""


def _range(what: str, low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{what} {low:,.15g} to {high:,.15g}"
    if low is not None:
        return f"{what} at least {low:,.15g}"
    return f"{what} at most {high:,.15g}" if high is not None else ""
