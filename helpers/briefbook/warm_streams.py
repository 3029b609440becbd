"""The streams that a report's cells print to: ipykernel's, with fewer waits.

Importing this imports ipykernel.
"""

from __future__ import annotations

from ipykernel.iostream import OutStream


class QuickStream(OutStream):
    """Asks the thread that sends output only where there is some.

    ipykernel flushes both streams six times a cell, and each time waits for that thread
    to wake up, which costs most where all processors are busy. What a flush promises is
    kept: text written before it is sent before whatever is published after it.
    """

    _sending = False

    def flush(self) -> None:
        """Send what was written, if anything was."""
        # In this order: the other thread takes text away only while it is sending.
        if self._buffers or self._sending:
            super().flush()

    def _flush(self) -> None:
        self._sending = True
        try:
            super()._flush()
        finally:
            self._sending = False
