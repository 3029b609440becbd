"""Kernels for reports: always the running interpreter, never the user's settings.

A kernel gets its own folder for IPython's profile and the connection file, talks over
a Unix socket where there is one (so that kernels started at once can't take each
other's port), and reads nothing from the home folder.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets import Type

from briefbook.project import VARIABLE
from briefbook.runs_turns import Turn
from briefbook.warm_app import MESSAGES
from briefbook.warm_source import kernel_settings

logger = logging.getLogger(__name__)

# sun_path of a Unix socket holds 108 bytes; zmq adds '-ipc-1' to the file's name.
_SOCKET_PATH_LIMIT = 90


class Workspace:
    """A temporary folder for the kernels of one report, and the list of them.

    Use it as a context manager: at the end no kernel and no file is left.

    Parameters
    ----------
    project
        The project that its kernels read.
    cold
        Whether each kernel is started anew; else they are warm where that is possible.
    """

    def __init__(self, project: Path | None = None, *, cold: bool = False) -> None:
        self.project = project
        self.cold = cold
        self.folder = Path(tempfile.mkdtemp(prefix="briefbook-"))
        self.closed = False
        self._managers: set[AsyncKernelManager] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> Workspace:
        """Return the workspace."""
        return self

    def __exit__(self, *_: object) -> None:
        """Kill what still runs and remove the folder."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def manager_class(
        self, log: Path, turn: Turn | None = None
    ) -> type[AsyncKernelManager]:
        """Return a kernel manager class whose kernels belong to this workspace.

        nbclient takes a class, not a factory, so the workspace is bound to a subclass.

        Parameters
        ----------
        log
            Where the kernel's process writes what is no output of a cell: why it
            could not start, or what it said when it died.
        turn
            Awaited when the kernel is ready, given back before it ends.
        """
        bound = {"workspace": self, "log_path": log, "turn": turn}
        return type("WorkspaceKernelManager", (_KernelManager,), bound)

    def kill(self) -> None:
        """Kill every kernel now and start no more."""
        with self._lock:
            self.closed = True
            managers = list(self._managers)
        for manager in managers:
            _kill(manager)

    def _add(self, manager: AsyncKernelManager) -> None:
        with self._lock:
            self._managers.add(manager)

    def _discard(self, manager: AsyncKernelManager) -> None:
        with self._lock:
            self._managers.discard(manager)


class _OutputChannel(AsyncZMQSocketChannel):
    """Does not ask whether there is a message before it waits for one."""

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        if timeout is not None:
            return await super().get_msg(timeout)
        # A message that has come is received without a turn of the loop. A cell that
        # shows things without pause must not keep the time limit from its turn.
        await asyncio.sleep(0)
        if self.socket is None:
            # Meanwhile the cell was given up. nbclient leaves this task to itself, and
            # any other exception would be printed as one that nobody looked at.
            raise asyncio.CancelledError
        return await self._recv()


class _Client(AsyncKernelClient):
    """Waits no longer than its kernel needs."""

    iopub_channel_class = Type(_OutputChannel)
    bound = False
    turn: Turn | None = None

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        await self._wait_for_ready(timeout)
        if self.turn is None:
            return
        # This thread's loop has nothing else to do.
        self.turn.begin()
        if not await self._async_is_alive():
            raise RuntimeError("the kernel died before its first cell")

    async def _wait_for_ready(self, timeout: float | None) -> None:
        if self.bound:
            # The sockets are bound before we connect, and the kernel says by itself
            # when it will hear of every output. jupyter_client listens for another
            # 0.2 s, as it can't know.
            try:
                message = await self.get_iopub_msg(timeout=1)
            except Empty:
                message = {}
            if message.get("msg_type") == "iopub_welcome":
                return
        await super()._async_wait_for_ready(timeout)

    wait_for_ready = _async_wait_for_ready


class _KernelManager(AsyncKernelManager):
    """Starts ``python -m ipykernel_launcher`` of this very interpreter."""

    workspace: Workspace
    log_path: Path
    turn: Turn | None

    def __init__(self, **kwargs: Any) -> None:
        folder = self.workspace.folder / uuid4().hex[:12]
        folder.mkdir()
        connection_file = str(folder / "kernel.json")
        local = len(os.fsencode(connection_file)) < _SOCKET_PATH_LIMIT
        transport = "ipc" if local and sys.platform != "win32" else "tcp"
        kwargs = {**kwargs, "connection_file": connection_file, "transport": transport}
        super().__init__(**kwargs)
        self.client_factory = _Client
        self.folder = folder
        self._own_spec = self._make_spec()

    @property
    def kernel_spec(self) -> KernelSpec:
        """Return a kernelspec of our own, whatever is installed under that name."""
        return self._own_spec

    def _make_spec(self) -> KernelSpec:
        return KernelSpec(
            # debugpy warns on stderr of every run unless modules are not frozen.
            argv=[
                *(sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher"),
                *("-f", "{connection_file}", "--HistoryManager.enabled=False"),
            ],
            display_name="Python 3 (ipykernel)",
            language="python",
            # The provisioner substitutes ${NAME} in values; ours are meant literally.
            env={k: v.replace("$", "$$") for k, v in self._environment().items()},
            metadata={
                "kernel_provisioner": {"provisioner_name": "local-provisioner"},
            },
        )

    async def _async_pre_start_kernel(self, **kw: Any) -> Any:
        if self.provisioner is None and not self.workspace.cold:
            self.kernel_id = uuid4().hex
            # Not by its entry point: that is read from the installed package, which
            # may be older than this one.
            self.provisioner = _warm_provisioner(self)
        return await super()._async_pre_start_kernel(**kw)

    def client(self, **kwargs: Any) -> Any:
        """Return a client that knows whether its kernel is bound already."""
        made = super().client(**kwargs)
        # For its sockets, which are made later.
        made.context.setsockopt(zmq.RCVHWM, MESSAGES)
        made.bound = getattr(self.provisioner, "forked", False)
        made.turn = self.turn
        return made

    async def _async_shutdown_kernel(self, now: bool = False, **kw: Any) -> None:
        if self.turn is not None:
            self.turn.end()
        await super()._async_shutdown_kernel(now, **kw)

    # The base class binds the public name to its own coroutine.
    shutdown_kernel = _async_shutdown_kernel

    async def _async_finish_shutdown(
        self, waittime: float | None = None, pollinterval: float = 0.1, **kw: Any
    ) -> None:
        # Most of what a short run waits for at its end is the next look.
        await super()._async_finish_shutdown(waittime, min(pollinterval, 0.005), **kw)

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        if self.workspace.closed:
            raise RuntimeError("the report was interrupted before this kernel started")
        with self.log_path.open("ab") as log:
            kw = {**kw, "stdout": log, "stderr": log}
            await super()._async_launch_kernel(kernel_cmd, **kw)
        self.workspace._add(self)
        # An interrupt may have come between the check above and the launch.
        if self.workspace.closed:
            _kill(self)

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if not restart:
            self.workspace._discard(self)
            shutil.rmtree(self.folder, ignore_errors=True)

    # The base class binds the public name to its own coroutine.
    cleanup_resources = _async_cleanup_resources

    def _environment(self) -> dict[str, str]:
        folder = str(self.folder)
        variables = {
            **kernel_settings(),
            "IPYTHONDIR": folder,
            "JUPYTER_CONFIG_DIR": folder,
            "JUPYTER_RUNTIME_DIR": folder,
        }
        if self.workspace.project is not None:
            variables[VARIABLE] = str(self.workspace.project)
        return variables


def _warm_provisioner(manager: AsyncKernelManager) -> Any:
    try:
        from briefbook.kernels import WarmProvisioner
    except ImportError as err:
        logger.warning("ordinary kernels are started, there are no warm ones: %s", err)
        return None
    made = WarmProvisioner(
        kernel_id=manager.kernel_id, kernel_spec=manager.kernel_spec, parent=manager
    )
    made.batch = True
    return made


def _kill(manager: AsyncKernelManager) -> None:
    process = getattr(manager.provisioner, "process", None)
    if process is None or process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        import signal

        try:
            # The kernel leads a process group of its own, children included.
            os.killpg(process.pid, signal.SIGKILL)
        except OSError:
            process.kill()
    else:
        process.kill()
