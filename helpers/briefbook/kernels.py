"""Kernels for reports: always the running interpreter, never the user's settings.

A kernel gets its own folder for IPython's profile and the connection file, talks over
a Unix socket where there is one (so that kernels started at once can't take each
other's port), and reads nothing from the home folder.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from briefbook.project import VARIABLE

# sun_path of a Unix socket holds 108 bytes; zmq adds '-ipc-1' to the file's name.
_SOCKET_PATH_LIMIT = 90


class Workspace:
    """A temporary folder for the kernels of one report, and the list of them.

    Use it as a context manager: at the end no kernel and no file is left.
    """

    def __init__(self, project: Path | None = None) -> None:
        self.project = project
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

    def manager_class(self, log: Path) -> type[AsyncKernelManager]:
        """Return a kernel manager class whose kernels belong to this workspace.

        nbclient takes a class, not a factory, so the workspace is bound to a subclass.

        Parameters
        ----------
        log
            Where the kernel's process writes what is no output of a cell: why it
            could not start, or what it said when it died.
        """
        bound = {"workspace": self, "log_path": log}
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


class _KernelManager(AsyncKernelManager):
    """Starts ``python -m ipykernel_launcher`` of this very interpreter."""

    workspace: Workspace
    log_path: Path

    def __init__(self, **kwargs: Any) -> None:
        folder = self.workspace.folder / uuid4().hex[:12]
        folder.mkdir()
        connection_file = str(folder / "kernel.json")
        local = len(os.fsencode(connection_file)) < _SOCKET_PATH_LIMIT
        transport = "ipc" if local and sys.platform != "win32" else "tcp"
        kwargs = {**kwargs, "connection_file": connection_file, "transport": transport}
        super().__init__(**kwargs)
        self.folder = folder

    @property
    def kernel_spec(self) -> KernelSpec:
        """Return a kernelspec of our own, whatever is installed under that name."""
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
            "IPYTHONDIR": folder,
            "JUPYTER_CONFIG_DIR": folder,
            "JUPYTER_RUNTIME_DIR": folder,
            # A backend from outside (CI sets Agg) would leave the charts out.
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        if self.workspace.project is not None:
            variables[VARIABLE] = str(self.workspace.project)
        if not _home_is_writable():
            # Else matplotlib warns on stderr of every run and caches fonts nowhere.
            cache = os.environ.get("MPLCONFIGDIR", str(self.workspace.folder / "mpl"))
            variables["MPLCONFIGDIR"] = cache
        return variables


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


def _home_is_writable() -> bool:
    home = os.environ.get("HOME") or os.environ.get("USERPROFILE") or ""
    return bool(home) and os.access(home, os.W_OK)
