"""The records of a report, as other tools read them."""

import csv
from pathlib import Path

from briefbook.plan import Job
from briefbook.publish import write_records
from briefbook.runs import Run


def test_no_cell_of_the_table_of_runs_is_a_formula(tmp_path):
    job = Job(name="=a", path=Path("+a.ipynb"))
    said = Run(
        job=job,
        status="failed",
        cell=3,
        error="@E",
        message='=HYPERLINK("http://x.example")',
        stamp="-x",
        seconds=1.5,
    )
    write_records(tmp_path, [said])
    with (tmp_path / "runs.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["message"] == '\'=HYPERLINK("http://x.example")'
    assert (row["cell"], row["seconds"], row["status"]) == ("3", "1.50", "failed")
    assert not [cell for cell in row.values() if cell[:1] in tuple("=+-@\t\r")]
