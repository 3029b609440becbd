"""Warm kernels: forked on Linux from a process that has imported what notebooks use.

`WarmProvisioner` is a kernel provisioner (the entry point ``briefbook-warm`` of
``jupyter_client.kernel_provisioners``), so papermill, nbclient and nbval use it as they
are. Each kernel is a process of its own that shares no state with another. Where there
is no safe fork, kernels that were started ahead serve, each once. Wherever anything
about it fails, an ordinary kernel is started, and the log says why.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from briefbook.warm_makers import (
    ForkedKernel,
    WarmKernelError,
    Zygote,
    ZygoteStartError,
)
from briefbook.warm_pool import Pool
from briefbook.warm_process import launch_arguments, same_environment
from briefbook.warm_source import SOURCE

logger = logging.getLogger(__name__)


class WarmProvisioner(LocalProvisioner):
    """Provides warm kernels for IPython's kernelspecs, ordinary ones for any other.

    Attributes
    ----------
    batch
        Whether its kernel runs a notebook that nobody looks at meanwhile.
    forked
        Whether its kernel was forked.
    """

    batch = False
    forked = False

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Launch a kernel and return how to connect to it."""
        try:
            process = await asyncio.to_thread(_launched, cmd, kwargs, batch=self.batch)
        except WarmKernelError as err:
            logger.log(
                logging.DEBUG if err.again else logging.WARNING,
                "an ordinary kernel is started instead of a warm one: %s",
                err,
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


def _launched(cmd: list[str], kwargs: Mapping[str, Any], *, batch: bool) -> Any:
    arguments = launch_arguments(cmd)
    if arguments is None:
        raise WarmKernelError("it is no IPython kernel of this interpreter")
    environment = dict(kwargs.get("env") or os.environ)
    cwd = os.fspath(kwargs.get("cwd") or Path.cwd())
    if strange := sorted(kwargs.keys() - _UNDERSTOOD):
        raise WarmKernelError(f"it is launched with {', '.join(strange)}")
    if (Path(cwd) / "matplotlibrc").exists():
        raise WarmKernelError(f"matplotlib reads {cwd}/matplotlibrc at its import")
    out, err = kwargs.get("stdout"), kwargs.get("stderr")
    request = {
        "argv": arguments,
        "env": {**environment, "JPY_PARENT_PID": str(os.getpid())},
        "cwd": cwd,
        "batch": batch,
        "log": getattr(out, "name", None),
    }
    try:
        handles = [_handle(out, 1), _handle(err, 2)]
        maker = _maker_like(environment)
        try:
            return maker.fork(request, *handles)
        except WarmKernelError as failure:
            if maker.runs() or isinstance(failure, ZygoteStartError):
                raise
            # It has ended meanwhile, so another one is asked.
            return _maker_like(environment).fork(request, *handles)
    except (OSError, ValueError) as failure:
        raise WarmKernelError(str(failure)) from failure


def _maker_like(environment: Mapping[str, str]) -> Zygote | Pool:
    maker = SOURCE.maker_for(environment)
    if different := same_environment(maker.environment, environment):
        raise WarmKernelError(f"it has another environment: {', '.join(different)}")
    return maker


_UNDERSTOOD = {"env", "cwd", "stdout", "stderr", "kernel_id", "extra_arguments"}


def _handle(stream: Any, inherited: int) -> int:
    if stream is None:
        return inherited
    if isinstance(stream, int):
        raise WarmKernelError("its streams are pipes")
    return stream.fileno()
