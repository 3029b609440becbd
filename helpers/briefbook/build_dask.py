"""Parts on a Dask cluster: a local one, or one that runs already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from math import inf
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from briefbook.build_folder import is_lasting, remedy
from briefbook.build_part import OtherBriefbookError, build_part
from briefbook.build_plan import Part
from briefbook.errors import BriefbookError

if TYPE_CHECKING:
    from distributed import Client, Future

Work = Callable[[Part, str, str], dict[str, Any]]
# Parts in flight for each worker: enough to keep it busy, few enough to hold nothing.
_AHEAD = 4
_POLL = 1.0  # seconds between looks at whether the scheduler lives, and at its workers


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


class _Running:
    """The parts in flight on a cluster, and how many these may be."""

    def __init__(
        self, client: Client, parts: Sequence[Part], submit: Callable[[Part], Future]
    ) -> None:
        self.client, self._submit = client, submit
        self._todo = iter(parts)
        self._ended: SimpleQueue[Future] = SimpleQueue()
        self._flying: dict[Any, tuple[Part, Future]] = {}
        self._most = 0
        self._asked = -inf

    def __iter__(self) -> Iterator[tuple[Part, Future]]:
        """Yield parts with their futures as these end."""
        self._top_up()
        while self._flying:
            try:
                future = self._ended.get(timeout=_POLL)
            except Empty:
                self.check()
            else:
                yield self._flying.pop(future.key)
            self._top_up()

    def stop(self) -> None:
        """Submit no more: those in flight may still be finished, and kept."""
        self._todo = iter(())

    def check(self) -> None:
        """Raise if the scheduler is gone: what was in flight never ends then."""
        if self.client.status != "running":
            raise _gone(self.client)

    def _top_up(self) -> None:
        """Submit parts for the workers of now: a cluster may start empty and grow."""
        self.check()
        now = monotonic()
        if now - self._asked >= _POLL:
            threads = sum(self.client.nthreads().values())
            self._most, self._asked = max(1, threads) * _AHEAD, now
        for part in islice(self._todo, max(0, self._most - len(self._flying))):
            future = self._submit(part)
            self._flying[future.key] = part, future
            future.add_done_callback(self._ended.put)


def _records(
    client: Client, parts: Sequence[Part], folder: str, knowledge: str, work: Work
) -> Iterator[dict[str, Any]]:
    from distributed import CancelledError

    # Tasks of one key are one task: another folder's, or an earlier build's that is
    # not forgotten yet, would give its record and write no file here.
    own = f"{sha256(folder.encode()).hexdigest()[:12]}-{uuid4().hex[:12]}"

    def submit(part: Part) -> Future:
        key = f"{work.__name__}-{part.id}-{own}"
        return client.submit(work, part, folder, knowledge, key=key, retries=2)

    failed: list[str] = []
    try:
        running = _Running(client, parts, submit)
        for part, future in running:
            error = _patiently(running, future.exception)
            if error is None:
                yield _patiently(running, future.result)
            elif isinstance(error, OtherBriefbookError):
                raise ClusterError(str(error))
            else:
                what = f": {remedy(error)}" if isinstance(error, OSError) else ""
                failed.append(f"{part.source}: {error}{what}")
                if is_lasting(error):
                    running.stop()
            future.release()
    except (OSError, CancelledError) as err:
        raise _gone(client) from err
    if failed:
        told = "\n".join(failed[:10])
        raise ClusterError(
            f"{len(failed)} of {len(parts)} parts failed; the finished ones are kept, "
            f"run the same build again:\n{told}"
        )


def _patiently(running: _Running, ask: Callable[..., Any]) -> Any:
    """Ask a future that ended for what it holds, as long as its scheduler lives."""
    while True:
        try:
            return ask(timeout=_POLL)
        except TimeoutError:
            running.check()


def _gone(client: Client) -> ClusterError:
    where = client.scheduler.address if client.scheduler else "of this build"
    return ClusterError(
        f"the scheduler {where} is gone, or can't be reached any more: start one, then "
        f"run the same build again: what is finished is kept"
    )
