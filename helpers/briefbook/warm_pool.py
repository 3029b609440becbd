"""Where warm kernels come from without a fork: processes that wait to become one."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from briefbook.warm_makers import START, WarmKernelError, code_state

_WAITING = START + "from briefbook.zygote import wait_to_be_kernel as w; w()"


class Pool:
    """Processes that have imported ahead; each becomes one kernel.

    Parameters
    ----------
    environment
        What they start with.
    size
        How many wait at a time.
    """

    def __init__(self, environment: Mapping[str, str], size: int = 1) -> None:
        self.environment = dict(environment)
        self.sources = code_state()
        self.failure = ""
        self.left: int | None = None
        self._waiting: list[subprocess.Popen[bytes]] = []
        self._size = size
        self._lock = threading.Lock()
        with self._lock:
            self._fill()

    def fork(self, request: Mapping[str, Any], out: int, err: int) -> Any:
        """Return a kernel's process, as `Zygote.fork`; streams go to its log."""
        with self._lock:
            if self.left is not None:
                self.left -= 1
            process = self._waiting.pop(0) if self._waiting else self._start()
            self._fill()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.close()
        except OSError as err_:
            _end(process)
            raise WarmKernelError(f"a kernel that waited has ended ({err_})") from err_
        return process

    def expect(self, runs: int, size: int) -> None:
        """Have `size` kernels wait at a time, never more than for `runs` of them."""
        with self._lock:
            self.left = runs
            self._size = size
            self._fill()

    def runs(self) -> bool:
        """Tell whether it can be asked: always, as it starts what is missing."""
        return True

    def ended(self) -> bool:
        """Tell whether nothing is left of it: never, before it is closed."""
        return False

    def close(self) -> None:
        """End those that wait."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for process in waiting:
            _end(process)

    def _fill(self) -> None:
        # Never more than there are runs for.
        size = self._size if self.left is None else min(self._size, self.left)
        while len(self._waiting) < size:
            self._waiting.append(self._start())

    def _start(self) -> subprocess.Popen[bytes]:
        from jupyter_client.launcher import launch_kernel

        return launch_kernel(
            [sys.executable, "-Xfrozen_modules=off", "-c", _WAITING],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=dict(self.environment),
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.close()
