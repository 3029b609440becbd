"""Draw at once, then wait for quiet: many changes in a second make two pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

#: Changes closer than this belong to one burst (seconds).
BURST = 0.15
#: A burst is over after this much quiet.
QUIET = 0.3
#: A burst that does not end is drawn this often all the same.
LONGEST = 1.5


class Calm:
    """Calls `draw` for a change at once, and for a burst again when it is over.

    The last state wins: `draw` reads it when it is called. Where no event loop runs
    (a script, a test) it draws at once, always.

    Parameters
    ----------
    draw
        What to call.
    eager
        Whether the first change is drawn at once; else it too waits for quiet.
    """

    def __init__(
        self, draw: Callable[[], None], *, eager: bool = True, quiet: float = QUIET
    ) -> None:
        self._draw = draw
        self._eager = eager
        self._quiet = quiet
        self._asked = float("-inf")
        self._since = 0.0
        self._waiting: asyncio.TimerHandle | None = None

    def ask(self, loop: Any = None) -> None:
        """Take note of a change; `loop` is the running event loop by default."""
        if loop is None:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                self._draw()
                return
        now = loop.time()
        alone = now - self._asked >= BURST and self._waiting is None
        if alone and self._eager:
            self._draw()
            # Drawing takes time itself; what came meanwhile belongs to the burst.
            self._asked = loop.time()
            return
        self._asked = now
        if self._waiting is None:
            self._since = now
        else:
            self._waiting.cancel()
        when = min(now + self._quiet, self._since + max(LONGEST, self._quiet))
        self._waiting = loop.call_at(when, self._fire)

    def _fire(self) -> None:
        self._waiting = None
        self._draw()
