"""A theme and a measure that a project adds by a row work without code."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from briefbook.dataset import load_dataset
from briefbook.draft import draft
from briefbook.project import read_project
from briefbook.registry import Registry
from briefbook.vocabularies import Vocabularies

VIEWS = Path(__file__).parent / "fixtures" / "views"
LAUNCH = (
    "The launcher Aurora put two satellites into orbit on Tuesday. "
    "Acme Chips says that a launch price of $40 million is within reach. "
    "The rocket can be flown again; its next orbital launch is due in March."
)


def add(path: Path, **cells: str) -> None:
    """Add a row to a vocabulary; cells that are not given are empty."""
    with path.open(newline="") as file:
        header = next(csv.reader(file))
    assert set(cells) <= set(header)
    with path.open("a", newline="") as file:
        csv.DictWriter(file, header, lineterminator="\n").writerow(cells)


@pytest.fixture
def project(tmp_path: Path):
    root = Path(shutil.copytree(VIEWS, tmp_path / "views"))
    vocabularies = root / "data" / "vocabularies"
    add(
        vocabularies / "themes.csv",
        name="space",
        label="Space",
        terms="launcher;rocket;orbit;satellite;orbital launch",
    )
    add(
        vocabularies / "measures.csv",
        name="launch_price",
        label="Price of a launch",
        unit="USD",
        unit_kind="money",
        additive="no",
        themes="space",
        terms="launch price;price of a launch",
    )
    return read_project(root)


def test_a_brief_is_given_the_new_theme_by_its_words(project) -> None:
    vocabularies = Vocabularies.read(project.vocabularies)
    registry = Registry.read(project.actors)
    (drafted,) = draft(
        LAUNCH,
        date(2025, 3, 5),
        project.briefs / "third",
        registry=registry,
        vocabularies=vocabularies,
    )
    assert drafted.brief.themes == ("space",)
    priced = [c for c in drafted.brief.claims if c.measure]
    assert [c.figures[0].words for c in priced] == ["$40 million"]
    ds = load_dataset(project)
    assert list(ds.where(themes="space").briefs["corpus"]) == ["third"]
    assert len(ds.where(measures="launch_price").claims) == 1


def test_without_the_words_the_theme_is_another(tmp_path: Path) -> None:
    (drafted,) = draft(LAUNCH, date(2025, 3, 5), tmp_path / "third")
    assert "space" not in drafted.brief.themes
