"""Ctrl-C while a report is made: noted, and answered where nothing can break."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any


class Interrupts:
    """Notes Ctrl-C instead of raising, from enter to exit.

    An exception may arise between any two steps, also while finished runs are put in
    their place. Only the main thread gets it, so nothing is done in another.

    Attributes
    ----------
    came
        Whether there was one.
    tell
        Called at each, in the middle of whatever runs: it must not wait for a lock.
    """

    def __init__(self) -> None:
        self.came = False
        self.tell: Callable[[], None] = lambda: None
        self._before: Any = None

    def __enter__(self) -> Interrupts:
        """Begin to note."""
        if threading.current_thread() is threading.main_thread():
            before = signal.getsignal(signal.SIGINT)
            # Where it is ignored (in the background of a shell), it stays so.
            if callable(before):
                self._before = signal.signal(signal.SIGINT, self._noted)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give Ctrl-C back to what had it."""
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _noted(self, number: int, frame: Any) -> None:
        self.came = True
        self.tell()
