"""What the package offers, and that offering it costs nothing before it is used."""

import subprocess
import sys

import pytest

import briefbook

HEAVY = (
    "pandas",
    "numpy",
    "matplotlib",
    "seaborn",
    "ipywidgets",
    "papermill",
    "pandera",
)


def test_public_names_are_those_of_the_design() -> None:
    assert set(briefbook.__all__) == {
        *("AddBriefs",),
        *("Answer", "Brief", "BriefbookError", "DataProblems", "Dataset", "Explorer"),
        *("Finding", "ParameterError", "View", "answer", "charts", "extract"),
        *("find_project", "finding", "load_dataset", "tables"),
    }


@pytest.mark.parametrize("name", briefbook.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    assert name in dir(briefbook)
    assert getattr(briefbook, name).__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'load_datset'"):
        briefbook.load_datset  # noqa: B018


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = f"import sys, briefbook; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
