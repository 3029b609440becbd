"""Parts on a Dask cluster: a local one, or one that runs already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.build_part import build_part
from briefbook.build_plan import Part
from briefbook.errors import BriefbookError

if TYPE_CHECKING:
    from distributed import Client

Work = Callable[[Part, str, str], dict[str, Any]]
# Parts in flight for each worker: enough to keep it busy, few enough to hold nothing.
_AHEAD = 4


class ClusterError(BriefbookError):
    """The cluster can't be reached, or a part failed on it."""


def cluster_runner(
    workers: int | None, scheduler: str | None, work: Work = build_part
) -> Callable[[Sequence[Part], Path, str], Iterator[dict[str, Any]]]:
    """Return a runner that builds parts on a cluster and yields their records.

    Only records come back: the workers write the tables themselves, so the folder must
    be one that they all see.

    Parameters
    ----------
    workers
        Start a local cluster with that many processes, on the loopback address.
    scheduler
        Address of a running scheduler.
    work
        What is done with each part, on a worker.
    """

    def run(
        parts: Sequence[Part], folder: Path, knowledge: str
    ) -> Iterator[dict[str, Any]]:
        if not parts:
            return
        with _client(workers, scheduler) as client:
            yield from _records(client, parts, str(folder), knowledge, work)

    return run


def _client(workers: int | None, scheduler: str | None) -> Client:
    try:
        from distributed import Client
    except ImportError as err:
        raise ClusterError(
            "a cluster needs Dask: python -m pip install 'briefbook[scale]'"
        ) from err
    if scheduler is None:
        return local_cluster(workers)
    try:
        return Client(scheduler, timeout=10)
    except (OSError, ValueError) as err:
        raise ClusterError(f"no scheduler answers at {scheduler}: {err}") from err


def local_cluster(workers: int | None) -> Client:
    """Return a client whose workers are processes here, reached from here alone."""
    import dask
    from distributed import LocalCluster

    # The workers' sampling profiler is for dashboards; it takes time from the work.
    dask.config.set({"distributed.worker.profile.enabled": False})
    cluster = LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        # No dashboard, and no quarrel over its usual port.
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False},
    )
    return _Closing(cluster)


def _Closing(cluster: Any) -> Client:  # noqa: N802
    """Return a client whose end is its local cluster's end."""
    from distributed import Client

    class Owner(Client):  # type: ignore[misc]
        def __exit__(self, *error: Any) -> None:
            super().__exit__(*error)
            cluster.close()

    return Owner(cluster)


def _records(
    client: Client, parts: Sequence[Part], folder: str, knowledge: str, work: Work
) -> Iterator[dict[str, Any]]:
    from distributed import as_completed

    todo = iter(parts)
    names: dict[str, Part] = {}

    def submit(part: Part) -> Any:
        future = client.submit(
            work, part, folder, knowledge, key=f"{work.__name__}-{part.id}", retries=2
        )
        names[future.key] = part
        return future

    count = max(1, len(client.scheduler_info()["workers"])) * _AHEAD
    first = [submit(part) for _, part in zip(range(count), todo, strict=False)]
    running = as_completed(first)
    failed: list[str] = []
    for future in running:
        part = names.pop(future.key)
        if future.status == "finished":
            yield future.result()
        else:
            failed.append(f"{part.source}: {future.exception()}")
        future.release()
        following = next(todo, None)
        if following is not None:
            running.add(submit(following))
    if failed:
        told = "\n".join(failed[:10])
        raise ClusterError(
            f"{len(failed)} of {len(parts)} parts failed; the finished ones are kept, "
            f"run the same build again:\n{told}"
        )
