"""The process that warm kernels are forked from, and the one that waits to be one.

``main(channel)`` (Linux) imports what notebooks use, then forks a kernel for each
socket that it is handed. It has one thread, or forking would not be safe. A kernel
lives as long as its socket's other end is open, and none outlives the zygote.

``wait_to_be_kernel()`` serves where there is no safe fork: it imports the same, reads
one request from its standard input and becomes that kernel itself.
"""

from __future__ import annotations

import errno
import gc
import json
import os
import selectors
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from briefbook import warm_app, warm_process
from briefbook.warm_makers import WHOLE

_PR_SET_PDEATHSIG = 1
_PR_SET_THP_DISABLE, _PR_GET_THP_DISABLE = 41, 42
# A kernel's own socket, its request, its output and its errors.
_HANDLES = 4
_ARROW_HUGE_PAGES = "MIMALLOC_ALLOW_THP"


def main(channel: int) -> None:
    """Fork kernels for the process at the other end of the socket `channel`.

    The first byte from there says whether this package is imported as well (`WHOLE` or
    `PLAIN`): notebooks that do without it can start a second earlier.

    Parameters
    ----------
    channel
        The socket's number.
    """
    control = socket.socket(fileno=channel)
    # What is imported stays, so looking for garbage among it costs a quarter of the
    # time and finds next to nothing.
    gc.disable()
    with _arrow_in_small_pages():
        warm_process.preload()
    told = control.recv(1)
    if not told:
        # Nobody is left to fork for.
        os._exit(0)
    if told == WHOLE:
        warm_process.preload(warm_process.own_modules())
    warm_process.warm_up(whole=told == WHOLE)
    warm_app.list_modules()
    _refuse_threads()
    # Pages that the collector does not touch stay shared with the kernels.
    gc.freeze()
    gc.enable()
    control.sendall(b"ready\n")
    _Zygote(control).serve()
    # Nobody waits for two thousand modules to be torn down.
    os._exit(0)


def _refuse_threads() -> None:
    """End here if a package started a thread: what it holds locked stays so in a fork.

    Raises
    ------
    SystemExit
        With the names of the threads.
    """
    others = [t.name for t in threading.enumerate() if t is not threading.main_thread()]
    if others:
        raise SystemExit(f"an import started threads: {', '.join(others)}")


def wait_to_be_kernel() -> None:
    """Import ahead, then become the kernel that one line of standard input asks for."""
    warm_process.preload(warm_process.own_modules())
    line = sys.stdin.readline()
    if not line:
        return
    request = json.loads(line)
    _settle_streams(request.get("log") or os.devnull)
    warm_process.become_kernel(request, ready=lambda: None)


class _Zygote:
    """Forks, and tells each kernel's socket how it ended."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.kernels: dict[int, socket.socket] = {}
        self.ended: set[int] = set()
        self.selector = selectors.DefaultSelector()
        self.selector.register(control, selectors.EVENT_READ)
        # A byte for each signal wakes the selector: a child has ended.
        self.wake, write = os.pipe()
        os.set_blocking(self.wake, False)
        os.set_blocking(write, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.selector.register(self.wake, selectors.EVENT_READ)
        self.write = write

    def serve(self) -> None:
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.control:
                    if not self._accept():
                        for pid in list(self.kernels):
                            self._end(pid)
                        return
                elif key.fileobj == self.wake:
                    os.read(self.wake, 4096)
                    self._tell_ends()
                elif key.data in self.kernels:
                    # Nothing is sent from there: it was closed.
                    self._end(key.data)

    def _accept(self) -> bool:
        try:
            message, handles, _, _ = socket.recv_fds(self.control, 1, _HANDLES)
        except ConnectionError:
            return False
        if not message:
            return False
        if not handles:
            # There was no room for any; the asker sees that its socket was closed. Or
            # two threads told how much to import, and this is the second word.
            return True
        connection = socket.socket(fileno=handles[0])
        try:
            pid = _forked(handles)
        except OSError as err:
            # The other kernels go on, and the asker starts an ordinary one.
            _send(connection, f"failed {err}\n".encode())
            connection.close()
            pid = None
        if pid == 0:
            self._be_kernel(connection, *handles[1:])
        for handle in handles[1:]:
            os.close(handle)
        if pid is None:
            return True
        self.kernels[pid] = connection
        self.selector.register(connection, selectors.EVENT_READ, pid)
        _send(connection, b"pid %d\n" % pid)
        return True

    def _be_kernel(
        self, connection: socket.socket, request: int, out: int, err: int
    ) -> None:
        try:
            starter = os.getppid()
            _die_with(starter)
            os.setsid()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self.selector.close()
            for handle in (self.wake, self.write):
                os.close(handle)
            self.control.close()
            for other in self.kernels.values():
                other.close()
            for handle, place in ((_closed_pipe(), 0), (out, 1), (err, 2)):
                os.dup2(handle, place)
                os.close(handle)
            with open(request, "rb") as file:
                asked = json.load(file)

            def ready() -> None:
                _send(connection, b"ready\n")
                connection.close()

            warm_process.become_kernel(asked, ready)
        except Exception:
            # The process ends here; its log says why.
            traceback.print_exc()
        finally:
            os._exit(1)

    def _tell_ends(self) -> None:
        for pid in self.kernels.keys() - self.ended:
            # Not reaped yet: its number stays its own for as long as it may be used.
            ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended is not None:
                killed = ended.si_code in (os.CLD_KILLED, os.CLD_DUMPED)
                status = -ended.si_status if killed else ended.si_status
                self.ended.add(pid)
                _send(self.kernels[pid], b"exit %d\n" % status)

    def _end(self, pid: int) -> None:
        connection = self.kernels.pop(pid)
        self.selector.unregister(connection)
        connection.close()
        self.ended.discard(pid)
        for kill in (os.killpg, os.kill):
            # It may be no group's leader yet.
            with suppress(ProcessLookupError):
                kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _forked(handles: list[int]) -> int:
    if len(handles) < _HANDLES:
        # The system passes on those that there is room for.
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
    return os.fork()


def _send(connection: socket.socket, message: bytes) -> None:
    # Where the other end is closed, the selector says so next.
    with suppress(OSError):
        connection.sendall(message)


def _die_with(zygote: int) -> None:
    """Have the system kill this process when the zygote ends, however that ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != zygote:
        os._exit(1)


@contextmanager
def _arrow_in_small_pages() -> Iterator[None]:
    """Have Arrow, which is imported in the block, take no huge pages in any kernel.

    Each of its threads has a heap of its own and uses little of it, but a huge page is
    cleared as a whole: in a kernel that reads a small Parquet file that came to 26 ms,
    more than the reading.
    """
    if _ARROW_HUGE_PAGES in os.environ:
        yield
        return
    before = _prctl(_PR_GET_THP_DISABLE)
    os.environ[_ARROW_HUGE_PAGES] = "0"
    try:
        yield
    finally:
        os.environ.pop(_ARROW_HUGE_PAGES, None)
        # mimalloc forbids them to the whole process; NumPy asks for them where an array
        # is large.
        if before >= 0:
            _prctl(_PR_SET_THP_DISABLE, before)


def _prctl(option: int, value: int = 0) -> int:
    import ctypes

    return ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _settle_streams(log: str) -> None:
    """Let the standard streams lead where a kernel's do."""
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    nothing = _closed_pipe()
    for source, place in ((nothing, 0), (handle, 1), (handle, 2)):
        os.dup2(source, place)
    os.close(handle)
    os.close(nothing)


def _closed_pipe() -> int:
    """Return what jupyter_client gives kernels to read from: nothing."""
    read, write = os.pipe()
    os.close(write)
    return read
