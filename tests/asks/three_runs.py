"""Three runs of two of our notebooks, which several asks look at."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from briefbook.cli import main
from lab_server import copy_project

NOTEBOOKS = ("01_chips", "02_ecommerce")
# A value of the record that the chips notebook alone speaks of.
OLD, NEW = (
    "2025-02-25,point,40,percent,about,s098",
    "2025-02-25,point,44,percent,about,s098",
)


class Runs(NamedTuple):
    """A copy of the project, in which reports `first`, `again` and `changed` lie."""

    root: Path
    statuses: dict[str, int]


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory, warm: None) -> Runs:
    """Run the notebooks, run them again, and run them with one value changed."""
    root = copy_project(tmp_path_factory.mktemp("asks") / "project")
    words = ["report", *NOTEBOOKS, "-q", "-j", "2", "--name"]
    series = root / "data" / "reference" / "series.csv"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.delenv("BRIEFBOOK_PROJECT", raising=False)
        statuses = {"first": main([*words, "first", "--accept"])}
        statuses["again"] = main([*words, "again", "--verify"])
        text = series.read_text(encoding="utf-8")
        assert text.count(OLD) == 1
        series.write_text(text.replace(OLD, NEW), encoding="utf-8")
        statuses["changed"] = main([*words, "changed", "--verify"])
        series.write_text(text, encoding="utf-8")
    return Runs(root, statuses)
