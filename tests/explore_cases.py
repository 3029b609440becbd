"""A made-up dataset of any size, with every column that the Explorer reads."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from briefbook.assemble import Assembled
from briefbook.dataset import Dataset
from briefbook.models import Brief
from briefbook.project import Project, find_project
from briefbook.registry import Registry, Vocabularies
from briefbook.schema import TABLES

ROOT = Path(__file__).parents[1]
UNITS = ["USD", "EUR", "CNY", "percent", "count", "year", "nm", "tonne"]
WORDS = "export licence wafer tariff parcel model chip yield subsidy quota port".split()


def made_up(
    briefs: int = 30, claims: int = 400, *, actors: int = 40, words: int = 30
) -> Dataset:
    """Return a dataset of random rows, the same for the same sizes."""
    project = find_project(ROOT)
    rng = np.random.default_rng(briefs * 7919 + claims)
    registry = Registry.read(project.actors)
    terms = Vocabularies.check(project.vocabularies, "vocabularies")[0]
    named = [actor.name for actor in registry.actors][:actors]
    named += [f"Firm {i}" for i in range(actors - len(named))]
    tables = _tables(rng, briefs, claims, sorted(named), terms, words)
    whole = Assembled(tables, _briefs(tables["briefs"]), {}, registry, terms)
    return Dataset(whole, project)


def project() -> Project:
    """Return this repository's project."""
    return find_project(ROOT)


def _tables(rng, n_briefs, n_claims, actors, terms, words):
    ids = [f"brief-{i:06d}" for i in range(n_briefs)]
    themes = list(terms.themes)
    days = np.datetime64("2023-01-01") + rng.integers(0, 730, n_briefs)
    pool = [" ".join(rng.choice(WORDS, words)) + f". Order {i}." for i in range(200)]
    of_brief = np.sort(rng.integers(0, n_briefs, n_claims))
    briefs = {
        "brief_id": pd.Categorical(ids, categories=ids),
        "corpus": pd.Categorical(
            np.where(np.arange(n_briefs) % 3, "2024-11", "2025-06")
        ),
        "published": days.astype("datetime64[us]"),
        "title": [f"Brief {i} on {WORDS[i % len(WORDS)]}" for i in range(n_briefs)],
        "themes": [
            tuple(dict.fromkeys(themes[j] for j in picks))
            for picks in rng.integers(0, len(themes), (n_briefs, 2)).tolist()
        ],
        "text": [pool[i] for i in rng.integers(0, len(pool), n_briefs)],
        "text_kind": pd.Categorical(
            ["rewritten"] * n_briefs, categories=["rewritten", "verbatim"]
        ),
    }
    own = {
        "brief_id": pd.Categorical.from_codes(of_brief, ids),
        "corpus": pd.Categorical(briefs["corpus"]).take(of_brief),
        "published": briefs["published"][of_brief],
        "title": np.array(briefs["title"], dtype=object)[of_brief],
    }
    figure = _figures(rng, n_claims)
    starts = np.datetime64("2022-01-01") + rng.integers(0, 1200, n_claims)
    starts = np.where(rng.random(n_claims) < 0.3, np.datetime64("NaT", "D"), starts)
    ends = np.where(rng.random(n_claims) < 0.1, np.datetime64("NaT", "D"), starts + 90)
    numbers = np.arange(n_claims).astype(str).astype(object)
    figure_ids = numbers + "/f"
    has_figure = ~pd.isna(figure["value"])
    span = rng.integers(0, 20, n_claims)

    def pick(names, null):
        codes = rng.integers(0, len(names), n_claims)
        return pd.Categorical.from_codes(
            np.where(rng.random(n_claims) < null, -1, codes), list(names)
        )

    themes_cell = np.empty(n_briefs, dtype=object)
    themes_cell[:] = briefs["themes"]
    claims = own | {
        "claim_id": numbers + "/c",
        "themes": themes_cell[of_brief],
        "actor": pick(actors, 0.02),
        "target": pick(actors, 0.5),
        "action": pick(terms.actions, 0.0),
        "object": ["chips"] * n_claims,
        "measure": pick(terms.measures, 0.4),
        "instrument": pick(terms.instruments, 0.5),
        "stage": pick(terms.stages, 0.2),
        "basis": pick(terms.bases, 0.1),
        "quote": ["a quote"] * n_claims,
        "char_start": span,
        "char_end": span + 7,
        "figure_id": np.where(has_figure, figure_ids, None),
        **figure,
        "period_start": starts.astype("datetime64[us]"),
        "period_end": ends.astype("datetime64[us]"),
    }
    figures = own | {
        "figure_id": figure_ids,
        "quote": ["a quote"] * n_claims,
        "char_start": span,
        "char_end": span + 7,
        **figure,
    }
    figures = {
        name: np.asarray(v, dtype=object)[has_figure]
        if isinstance(v, list)
        else v[has_figure]
        for name, v in figures.items()
    }
    given = {"briefs": briefs, "claims": claims, "figures": figures}
    return {name: _shaped(name, given.get(name, {})) for name in TABLES}


def _figures(rng, size):
    none = rng.random(size) < 0.3
    value = np.round(10 ** rng.uniform(-1, 11, size), 2)
    value[::97] = 0
    value[1::97] *= -1
    unit = rng.integers(0, len(UNITS), size)
    ranged = rng.random(size) < 0.1
    dollars = np.where(unit == 0, value, np.where(unit == 1, value * 1.1, np.nan))
    return {
        "value": np.where(none, np.nan, value),
        "value_high": np.where(none | ~ranged, np.nan, value * 1.5),
        "unit": pd.Categorical.from_codes(np.where(none, -1, unit), UNITS),
        "value_usd": np.where(none, np.nan, dollars),
    }


def _shaped(name: str, given) -> pd.DataFrame:
    size = len(next(iter(given.values()))) if given else 0
    data = {}
    for column in TABLES[name].columns:
        values = given.get(column.name)
        if column.dtype == "category":
            data[column.name] = (
                pd.Categorical([None] * size) if values is None else values
            )
        elif column.dtype == "list":
            cells = [()] * size if values is None else list(values)
            data[column.name] = pd.Series(cells, dtype="object")
        elif column.dtype == "day":
            values = (
                np.full(size, np.datetime64("NaT", "us")) if values is None else values
            )
            data[column.name] = pd.Series(values).astype("datetime64[us]")
        else:
            cells = [None] * size if values is None else values
            if column.dtype == "Float64" and values is not None:
                data[column.name] = pd.array(pd.Series(values), dtype="Float64")
            else:
                data[column.name] = pd.Series(cells, dtype=column.dtype)
    return pd.DataFrame(data)


def _briefs(table: pd.DataFrame) -> dict[str, Brief]:
    return {
        row.brief_id: Brief(
            id=row.brief_id,
            title=row.title,
            published=date.fromisoformat(f"{row.published:%Y-%m-%d}"),
            text=row.text,
            themes=row.themes,
            text_kind=row.text_kind,
        )
        for row in table.itertuples()
    }
