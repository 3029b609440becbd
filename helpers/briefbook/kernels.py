"""Warm kernels: forked on Linux from a process that has imported what notebooks use.

`WarmProvisioner` is a kernel provisioner (the entry point ``briefbook-warm`` of
``jupyter_client.kernel_provisioners``), so papermill, nbclient and nbval use it as they
are. Each kernel is a process of its own that shares no state with another. Where there
is no safe fork, kernels that were started ahead serve, each once. Wherever anything
about it fails, an ordinary kernel is started, and the log says why.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from briefbook.warm_makers import (
    ForkedKernel,
    Pool,
    WarmKernelError,
    Zygote,
    code_state,
)
from briefbook.warm_process import launch_arguments, same_environment

logger = logging.getLogger(__name__)

CAN_FORK = sys.platform == "linux"


class _Source:
    """Where this process's warm kernels come from, while somebody holds it."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.holders = 0
        self.maker: Zygote | Pool | None = None
        self.retired: list[Zygote | Pool] = []
        self.kind: type[Zygote] | type[Pool] = Zygote if CAN_FORK else Pool
        self.size = 1

    def maker_for(self, environment: Mapping[str, str]) -> Zygote | Pool:
        with self.lock:
            if not self.holders:
                # A provisioner that nobody set up: it lasts as long as this process.
                self.holders += 1
                atexit.register(self.release)
            maker = self.maker
            if maker is not None and (
                not maker.runs() or maker.sources != code_state()
            ):
                # Its kernels go on with the code that they started with.
                self.retired.append(maker)
                maker = None
            if maker is None:
                try:
                    maker = self._made(environment)
                except OSError as err:
                    raise WarmKernelError(str(err)) from err
                self.maker = maker
            return maker

    def _made(self, environment: Mapping[str, str]) -> Zygote | Pool:
        if self.kind is Pool:
            return Pool(environment, self.size)
        return Zygote(environment)

    def release(self) -> None:
        with self.lock:
            self.holders -= 1
            if self.holders:
                return
            for maker in (*self.retired, self.maker):
                if maker is not None:
                    maker.close()
            self.retired, self.maker = [], None


_SOURCE = _Source()


@contextmanager
def warm_kernels(
    environment: Mapping[str, str] | None = None,
    *,
    runs: int | None = None,
    ahead: int = 1,
    pool: bool = False,
) -> Iterator[None]:
    """Keep warm kernels at hand in the block; the outermost block ends them.

    Parameters
    ----------
    environment
        What kernels start with; by default this process's.
    runs
        How many kernels the block will use, if that is known.
    ahead
        How many wait to be used, where kernels can't be forked.
    pool
        Whether they are started ahead even where they could be forked.
    """
    with _SOURCE.lock:
        _SOURCE.holders += 1
        if _SOURCE.holders == 1:
            _SOURCE.kind = Pool if pool or not CAN_FORK else Zygote
            _SOURCE.size = ahead
    try:
        # It imports while this process gets ready itself; why there is none is said
        # where the first kernel is started.
        with suppress(WarmKernelError):
            given = os.environ if environment is None else environment
            maker = _SOURCE.maker_for(given)
            if isinstance(maker, Pool) and runs is not None:
                maker.expect(runs, ahead)
        yield
    finally:
        _SOURCE.release()


class WarmProvisioner(LocalProvisioner):
    """Provides warm kernels for IPython's kernelspecs, ordinary ones for any other."""

    forked = False

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Launch a kernel and return how to connect to it."""
        try:
            process = await asyncio.to_thread(_launched, cmd, kwargs)
        except WarmKernelError as err:
            logger.warning(
                "an ordinary kernel is started instead of a warm one: %s", err
            )
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process
        self.pid = self.pgid = process.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        self.forked = isinstance(process, ForkedKernel)
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait until the kernel has ended."""
        while self.has_process and await self.poll() is None:
            # The base class looks ten times a second only.
            await asyncio.sleep(0.002)
        return await super().wait()

    async def cleanup(self, restart: bool = False) -> None:
        """Let go of the process."""
        await super().cleanup(restart=restart)
        if isinstance(self.process, ForkedKernel):
            self.process.close()
            self.process = None


def _launched(cmd: list[str], kwargs: Mapping[str, Any]) -> Any:
    arguments = launch_arguments(cmd)
    if arguments is None:
        raise WarmKernelError("it is no IPython kernel of this interpreter")
    environment = dict(kwargs.get("env") or os.environ)
    cwd = os.fspath(kwargs.get("cwd") or Path.cwd())
    if strange := sorted(kwargs.keys() - _UNDERSTOOD):
        raise WarmKernelError(f"it is launched with {', '.join(strange)}")
    if (Path(cwd) / "matplotlibrc").exists():
        raise WarmKernelError(f"matplotlib reads {cwd}/matplotlibrc at its import")
    maker = _SOURCE.maker_for(environment)
    if different := same_environment(maker.environment, environment):
        raise WarmKernelError(f"it has another environment: {', '.join(different)}")
    out, err = kwargs.get("stdout"), kwargs.get("stderr")
    request = {
        "argv": arguments,
        "env": {**environment, "JPY_PARENT_PID": str(os.getpid())},
        "cwd": cwd,
        "log": getattr(out, "name", None),
    }
    try:
        handles = [_handle(out, 1), _handle(err, 2)]
        return maker.fork(request, *handles)
    except (OSError, ValueError) as failure:
        raise WarmKernelError(str(failure)) from failure


_UNDERSTOOD = {"env", "cwd", "stdout", "stderr", "kernel_id", "extra_arguments"}


def _handle(stream: Any, inherited: int) -> int:
    if stream is None:
        return inherited
    if isinstance(stream, int):
        raise WarmKernelError("its streams are pipes")
    return stream.fileno()
