"""Where warm kernels come from on Linux: a zygote that forks them.

`Zygote` gives a kernel's process for a request of its arguments, environment and
working directory.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, NoReturn

_START_LIMIT = 120.0
# The first place to import from is the starter's working directory; a kernel has its
# own, and ipykernel's launcher takes it out just so.
START = "import sys; sys.path[:1] == [''] and sys.path.pop(0); "
_ZYGOTE = START + "from briefbook.zygote import main; main(int(sys.argv[1]))"
# The first that a zygote is sent: whether it imports this package as well.
WHOLE, PLAIN = b"w", b"p"


class WarmKernelError(RuntimeError):
    """A warm kernel can't be had; the message says why.

    Attributes
    ----------
    again
        Whether the same was raised before, so that nobody needs to be told.
    """

    again = False


class ZygoteStartError(WarmKernelError):
    """What kernels are forked from did not start, and is not started again."""

    def __init__(self, reason: str, *, again: bool = False) -> None:
        super().__init__(reason)
        self.again = again


class ForkedKernel:
    """A kernel's process, with the methods of `subprocess.Popen` that are used here."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = b""
        self._lock = threading.Lock()
        self.pid = 0
        self.ready = False
        self.lost = False
        self.failure = ""
        self.returncode: int | None = None

    def await_ready(self, limit: float) -> None:
        """Wait until the kernel's sockets are bound.

        Raises
        ------
        WarmKernelError
            It ended before, or takes longer than `limit` seconds.
        """
        until = time.monotonic() + limit
        while not (self.pid and self.ready):
            self._read(max(0.001, until - time.monotonic()))
            if self.returncode is not None:
                self.close()
                ended = f"it ended with status {self.returncode}"
                raise WarmKernelError(self.failure or ended)
            if time.monotonic() > until:
                self.close()
                raise WarmKernelError(f"it was not ready after {limit:g} seconds")

    def poll(self) -> int | None:
        """Return the exit status, or None while it runs."""
        if self.returncode is None:
            self._read(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status once there is one, and let go of the process."""
        until = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
            self._read(left)
        self.close()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it and what it started."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, 9)

    def close(self) -> None:
        """Let go of it; the zygote ends it if it still runs."""
        if self.returncode is None:
            self.returncode = -9
        self._connection.close()

    def _read(self, limit: float | None) -> None:
        with self._lock:
            if self.returncode is not None:
                return
            try:
                self._connection.settimeout(limit)
                received = self._connection.recv(4096)
            except (BlockingIOError, TimeoutError):
                return
            except OSError:
                received = b""
            if not received:
                # The zygote is gone, and its kernels with it.
                self.lost = True
                self.returncode = -9
                return
            self._buffer += received
            *lines, self._buffer = self._buffer.split(b"\n")
            for line in lines:
                word, _, rest = line.partition(b" ")
                if word == b"pid":
                    self.pid = int(rest)
                elif word == b"ready":
                    self.ready = True
                elif word == b"failed":
                    self.failure = f"it could not be forked: {rest.decode()}"
                    self.returncode = 1
                elif word == b"exit":
                    self.returncode = int(rest)


class Zygote:
    """The process that kernels are forked from, seen from the one that started it.

    Parameters
    ----------
    environment
        What it starts with.
    whole
        Whether it imports this package beside what notebooks use in any case; None
        where `tell` says so later. It imports the rest meanwhile.

    Attributes
    ----------
    failure
        Why it did not start, where that is known.
    """

    def __init__(
        self, environment: Mapping[str, str], *, whole: bool | None = True
    ) -> None:
        self.environment = dict(environment)
        self.sources = code_state()
        self.failure = ""
        self._lock = threading.Lock()
        self._told = self._ready = self._gone = False
        with ExitStack() as opened:
            self._control, theirs = map(opened.enter_context, socket.socketpair())
            # Nobody reads while it runs, and a pipe would be full at some time.
            said = open(os.memfd_create("said"), "w+b")  # noqa: SIM115
            self._said = opened.enter_context(said)
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-Xfrozen_modules=off", "-c", _ZYGOTE),
                    str(theirs.fileno()),
                ],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._said,
                pass_fds=[theirs.fileno()],
                # Ctrl-C is for the one who started it.
                start_new_session=True,
            )
            theirs.close()
            opened.pop_all()
        if whole is not None:
            self.tell(whole=whole)

    def tell(self, *, whole: bool) -> None:
        """Say whether it imports this package as well; the first word counts."""
        if not self._told:
            self._told = True
            # Where it has ended already, `fork` says why.
            with suppress(OSError):
                self._control.sendall(WHOLE if whole else PLAIN)

    @property
    def pid(self) -> int:
        """Return its process's number."""
        return self._process.pid

    def fork(self, request: Mapping[str, Any], out: int, err: int) -> ForkedKernel:
        """Return a kernel that is ready.

        Raises
        ------
        ZygoteStartError
            This process did not start; the message says why.
        WarmKernelError
            There is no kernel; the message says why.
        """
        ours, theirs = socket.socketpair()
        kernel = ForkedKernel(ours)
        with theirs, open(os.memfd_create("request"), "w+b") as file:
            file.write(json.dumps(request).encode())
            file.flush()
            file.seek(0)
            handles = [theirs.fileno(), file.fileno(), out, err]
            try:
                with self._lock:
                    self.tell(whole=True)
                    self._await_ready()
                    socket.send_fds(self._control, [b"f"], handles)
            except ZygoteStartError:
                kernel.close()
                raise
            except OSError as err_:
                kernel.close()
                self._gone = True
                raise WarmKernelError(f"the zygote is gone ({err_})") from err_
        try:
            kernel.await_ready(_START_LIMIT)
        finally:
            self._gone = self._gone or kernel.lost
        return kernel

    def runs(self) -> bool:
        """Tell whether it can be asked; it can while it starts, if only why not."""
        return not self._gone and (not self._ready or not self.ended())

    def ended(self) -> bool:
        """Tell whether its process has ended, and every kernel with it."""
        return self._process.poll() is not None

    def close(self) -> None:
        """End it, and every kernel that it forked."""
        self._control.close()
        if not self._ready:
            # It would see that only when its imports are done; it has no kernel yet.
            self._process.kill()
        # It ends at once; `wait` with a limit would look at ever longer intervals.
        until = time.monotonic() + 5
        while self._process.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._said.close()

    def _await_ready(self) -> None:
        if self.failure:
            raise ZygoteStartError(self.failure, again=True)
        if self._ready:
            return
        self._control.settimeout(_START_LIMIT)
        try:
            self._ready = self._control.recv(6) == b"ready\n"
        except ConnectionError:
            # It ended before it read what it was told.
            self._ready = False
        except TimeoutError:
            self._fail(f"it was not ready after {_START_LIMIT:g} seconds")
        if not self._ready:
            # It writes why just before it ends.
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(2)
            self._fail(f"it ended with status {self._process.poll()}")
        self._control.settimeout(None)

    def _fail(self, how: str) -> NoReturn:
        handle = self._said.fileno()
        start = max(0, os.fstat(handle).st_size - 600)
        said = os.pread(handle, 600, start).decode(errors="replace").strip()
        self.failure = (
            f"the zygote did not start: {said or how} (all kernels are ordinary ones)"
        )
        self._gone = True
        self.close()
        raise ZygoteStartError(self.failure)


def code_state() -> tuple[int, int]:
    """Return what changes when the package is edited: warm kernels have the old."""
    times = [
        path.stat().st_mtime_ns
        for path in Path(__file__).parent.rglob("*.*")
        # Rules of extraction are data, and read once as well.
        if path.suffix in (".py", ".csv")
    ]
    return len(times), max(times)
