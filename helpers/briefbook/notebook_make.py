"""A notebook of the house's shape for a theme: `briefbook new notebook THEME`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.errors import BriefbookError, ParameterError, did_you_mean
from briefbook.files import write_whole

if TYPE_CHECKING:
    from briefbook.project import Project

# One section a finding: its question, how the answer is computed, what is against it.
_SECTIONS = (
    (
        "told",
        "What do the briefs claim?",
        "Every claim of this theme's briefs, by what is done. Claims that rules "
        "drafted count as well, and the sentence says how many these are.",
        "a digest is a choice of stories, not a sample of the news.",
    ),
    (
        "amounts",
        "Which amounts are largest?",
        "Amounts of money in dollars at the rate of the claim's day; a conversion "
        "that the text gives beside an amount is left out. They are ranked, never "
        "summed.",
        "amounts of different kinds stand side by side, and a plan is not an outlay.",
    ),
    (
        "ahead",
        "What is still to come?",
        "Claims whose day or period ends after the day of their brief.",
        "a day that is announced is often moved.",
    ),
    (
        "outcome",
        "What came of it, by the public record?",
        "Each claim is set beside the rows of the record that its measure names, as "
        "the record stood on the brief's day and as it stands now.",
        "the record holds what was found; where it has no row nothing is concluded.",
    ),
)


def make_notebook(project: Project, theme: str) -> Path:
    """Write a notebook on a theme of the project's vocabulary and return its path.

    Its findings are those of ``bb.answer(ds, theme)``: the general ones on the theme's
    claims, and what the project's `findings.py` adds.

    Raises
    ------
    ParameterError
        `theme` is none of the vocabulary; the nearest one is named.
    BriefbookError
        The theme has a notebook already.
    """
    from briefbook.vocabularies import Vocabularies

    themes = Vocabularies.read(project.vocabularies).themes
    if theme not in themes:
        where = project.vocabularies / "themes.csv"
        raise ParameterError(
            f"{theme!r} is no theme of {where}, {did_you_mean(theme, themes)}; "
            f"else add a row for it there"
        )
    name = re.sub(r"[^a-z0-9]+", "_", theme.lower()).strip("_") or "theme"
    existing = sorted(path.stem for path in project.notebooks.glob("*.ipynb"))
    for stem in existing:
        if stem.partition("_")[2] == name:
            raise BriefbookError(
                f"{project.notebooks / stem}.ipynb is there already: edit it, or move "
                f"it away first"
            )
    numbers = [int(stem[:2]) for stem in existing if re.match(r"\d\d_", stem)]
    stem = f"{max(numbers, default=-1) + 1:02d}_{name}"
    label = themes[theme].get("label") or theme
    notebook = _notebook(theme, label, stem)
    text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    return write_whole(project.notebooks / f"{stem}.ipynb", text)


def _notebook(theme: str, label: str, stem: str) -> dict[str, Any]:
    cells = [
        _prose(
            f"# What do the briefs say about {label}, and what came of it?\n\n"
            "The answer comes first; every number in it is computed from rows that are "
            "linked below."
        ),
        _prose(
            "**Data.** The briefs of the project's corpora; each figure, date and "
            "actor keeps the words it was read from. The public record, where the "
            "project keeps one, is in `data/reference/`."
        ),
        _code(
            "corpora = []  # which corpora; empty means all\n"
            "actors = []  # claims by or on any of these actors; empty means all\n"
            'since = ""  # briefs published on or after this day\n'
            'until = ""  # briefs published on or before this day',
            "parameters",
        ),
        _code(
            "import briefbook as bb\n\n"
            "ds = bb.load_dataset().where(\n"
            f"    themes={theme!r}, corpora=corpora, actors=actors, since=since, "
            "until=until\n)\n"
            f"answer = bb.answer(ds, {theme!r})\n"
            "answer"
        ),
    ]
    for name, question, how, objection in _SECTIONS:
        cells += [
            _prose(f"## {question}\n\n{how}"),
            _code(f'answer.chart("{name}")'),
            _prose(f"*Objection:* {objection}"),
        ]
    cells += [
        _prose(
            "## Look for yourself\n\nFilter by actor, date, unit and more; the "
            "parameters below the picture rerun this notebook as a report."
        ),
        _code("bb.Explorer(ds)"),
        _prose(
            "## The evidence\n\nEvery row that an answer above stands on: the sentence "
            "with the words marked, or the row of the record with its source."
        ),
        _code("answer.evidence"),
        _prose(
            "## What this does not show\n\n- What a brief leaves out.\n- Whether a "
            "claim that the record is silent on is true."
        ),
        _code("print(answer.to_json())", "record"),
        _prose(
            "**Credit.** Briefs: as each brief's `source` says. Record: the publishers "
            "named beside each row above, with links.\n\n**Rerun** with other "
            f"parameters: `briefbook report {stem} -p since YYYY-MM-DD`."
        ),
    ]
    for cell in cells[2:4]:
        # So that the first screen is the answer, not the code above it.
        cell["metadata"]["jupyter"] = {"source_hidden": True}
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:02d}"
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _prose(text: str) -> dict[str, Any]:
    return {
        "cell_type": "markdown",
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }


def _code(text: str, *tags: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"tags": list(tags)} if tags else {},
        "outputs": [],
        "source": text.splitlines(keepends=True),
    }
