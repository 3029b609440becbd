"""Whose cells execute now: so many runs at once, in the order asked for.

While a run waits for its turn, its kernel gets ready; when its cells are done, the next
one begins though its own kernel has still to end.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Condition


class Turns:
    """The turns of runs that share `places`.

    Make a turn for each run, in their order, before the first of them begins.
    """

    def __init__(self, places: int = 1) -> None:
        self.free = places
        self.changed = Condition()
        self.coming: list[Turn] = []

    def next(self, on_begin: Callable[[], None] | None = None) -> Turn:
        """Return the turn after those made so far.

        Parameters
        ----------
        on_begin
            Called when the run's cells begin to execute.
        """
        turn = Turn(self, on_begin)
        self.coming.append(turn)
        return turn


class Turn:
    """A run's place among those whose cells execute, from its first cell to its last.

    Attributes
    ----------
    waited
        Seconds that the run was ready and waited for its place.
    """

    def __init__(self, turns: Turns, on_begin: Callable[[], None] | None) -> None:
        self.waited = 0.0
        self._turns = turns
        self._on_begin = on_begin
        self._held = False

    def begin(self) -> None:
        """Wait until those before have begun and a place is free, and take it."""
        begun = time.perf_counter()
        turns = self._turns
        with turns.changed:
            turns.changed.wait_for(lambda: turns.free and self._is_next())
            turns.free -= 1
            self._held = True
            self._leave()
        self.waited += time.perf_counter() - begun

    def began(self) -> None:
        """Tell that the cells execute from now on."""
        if self._on_begin is not None:
            self._on_begin()

    def end(self) -> None:
        """Give the place back, or do without it."""
        turns = self._turns
        with turns.changed:
            turns.free += self._held
            self._held = False
            self._leave()

    def _is_next(self) -> bool:
        # One that begins once more goes before those that have not begun.
        coming = self._turns.coming
        return self not in coming or coming[0] is self

    def _leave(self) -> None:
        if self in self._turns.coming:
            self._turns.coming.remove(self)
        self._turns.changed.notify_all()
