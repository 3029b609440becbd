"""Builds share a scheduler without sharing files, whatever its workers come and go."""

import errno
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from time import sleep

import pytest
from distributed import LocalCluster

from briefbook import build_dask, build_part, build_plan
from briefbook.build import build
from briefbook.build_dask import ClusterError, cluster_runner
from briefbook.build_plan import Part
from briefbook.project import Project, read_project
from build_cases import jsonl

VIEWS = Path(__file__).parent / "fixtures" / "views"


@pytest.fixture(scope="module")
def project() -> Project:
    return read_project(VIEWS)


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Return a cluster of threads here, which begins without a worker."""
    with LocalCluster(
        n_workers=0,
        threads_per_worker=1,
        processes=False,
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False},
    ) as found:
        yield found


def _part(number: int) -> Part:
    return Part(
        source=f"{number}.jsonl",
        kind="jsonl",
        corpus="a",
        files=(),
        content="0",
        stamp="s",
        line=number,
    )


def slow(part: Part, folder: str, knowledge: str) -> dict:
    sleep(0.01)
    return {"id": part.id, "source": part.source}


tried: list[str] = []


def full(part: Part, folder: str, knowledge: str) -> dict:
    tried.append(part.id)
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_cluster_that_starts_empty_and_grows_is_kept_busy(
    tmp_path: Path, cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_dask, "_POLL", 0.05)
    parts = [_part(number) for number in range(200)]
    run = cluster_runner(None, cluster.scheduler.address, slow)
    in_flight = []
    later = Timer(0.3, cluster.scale, [3])
    later.start()
    found = set()
    for record in run(parts, tmp_path, "k"):
        found.add(record["id"])
        in_flight.append(len(cluster.scheduler.tasks))
    later.join()
    assert found == {part.id for part in parts}
    assert 2 * build_dask._AHEAD < max(in_flight) <= 3 * build_dask._AHEAD


def test_two_builds_of_one_source_on_one_scheduler_have_each_their_files(
    tmp_path: Path, cluster: LocalCluster, project: Project
) -> None:
    cluster.scale(1)
    source = [str(jsonl(tmp_path / "a.jsonl", [0, 1]))]
    where = {"project": project, "scheduler": cluster.scheduler.address}
    other = tmp_path / "other"
    build(
        source,
        tmp_path / "one",
        # While the first build still holds its task.
        on_part=lambda *_: build(source, other, **where),
        **where,
    )
    names = [
        sorted(p.relative_to(f).as_posix() for p in f.rglob("*.parquet"))
        for f in (tmp_path / "one", other)
    ]
    assert len(names[0]) == 5
    assert names[0] == names[1]


def test_a_worker_with_another_briefbook_builds_nothing(
    tmp_path: Path,
    cluster: LocalCluster,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cluster.scale(1)
    monkeypatch.setattr(build_part, "code_stamp", lambda: "another")
    source = [str(jsonl(tmp_path / "a.jsonl", [0, 1]))]
    out = tmp_path / "out"
    with pytest.raises(ClusterError, match="another briefbook.*install the same"):
        build(source, out, project=project, scheduler=cluster.scheduler.address)
    assert not list(out.rglob("*.parquet"))


def test_a_full_disk_is_told_with_its_remedy_before_all_parts_have_met_it(
    tmp_path: Path, cluster: LocalCluster
) -> None:
    cluster.scale(1)
    tried.clear()
    run = cluster_runner(None, cluster.scheduler.address, full)
    with pytest.raises(ClusterError, match=r"of 99 parts failed.*\n.*: make room"):
        list(run([_part(number) for number in range(99)], tmp_path, "k"))
    assert len(set(tried)) < 99


@pytest.mark.parametrize("name", ["CurrencyConverter", "feedparser", "trafilatura"])
def test_another_version_of_what_texts_are_read_with_is_another_code(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    real, now = build_plan.version, build_plan.code_stamp()
    monkeypatch.setattr(
        build_plan, "version", lambda n: "0.0.1" if n == name else real(n)
    )
    assert build_plan.code_stamp.__wrapped__() != now
