"""The streams that a report's cells print to: ipykernel's, with fewer waits.

Importing this imports ipykernel.
"""

from __future__ import annotations

import codecs
import os
import select
import sys
import threading

from ipykernel.iostream import OutStream

# What a pipe holds, on Linux; what is more comes with the next read.
_PIPE_SIZE = 2**16


class QuickStream(OutStream):
    """Asks the thread that sends output only where there is some.

    ipykernel flushes both streams six times a cell, and each time waits for that thread
    to wake up, which costs most where all processors are busy. What a flush promises is
    kept: text and displays of before are sent when it returns, so that they are there
    when the next line of a cell ends the process.

    It holds for what is written to the file descriptor too (`os.system`, libraries in
    C). ipykernel has a thread read that, which on a busy machine comes too late: the
    text is sent when the cell is over, and lost.
    """

    _sending = False

    def flush(self) -> None:
        """Send what was written or displayed, if anything was."""
        # A process that was forked in a cell has no part in these.
        if self._should_watch and self._is_master_process():
            self._take()
        # In this order: text leaves a buffer only while it is being sent, and what is
        # sent or displayed stands in the thread's queue until that gets to it.
        if self._buffers or self._sending or self._is_queued():
            super().flush()

    def _is_queued(self) -> bool:
        return self.pub_thread is not None and bool(self.pub_thread._events)

    def _flush(self) -> None:
        self._sending = True
        try:
            super()._flush()
        finally:
            self._sending = False

    def _setup_stream_redirects(self, name: str) -> None:
        # Reentrant: a signal's handler may print, too.
        self._taking = threading.RLock()
        # A character may come in two pieces.
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        super()._setup_stream_redirects(name)

    def _watch_pipe_fd(self) -> None:
        # The thread waits without reading, so that text is in the pipe or in a buffer
        # at any time, never on its way between them.
        written = _reader(self._fid)
        try:
            while written.poll() and self._should_watch and self._take():
                pass
        except Exception:
            # Shown where the stream is closed.
            self._exc = sys.exc_info()

    def _take(self) -> bool:
        """Move what was written to the file descriptor to the buffer.

        Returns
        -------
        bool
            Whether there may be more to come.
        """
        with self._taking:
            if not _reader(self._fid).poll(0):
                return True
            data = os.read(self._fid, _PIPE_SIZE)
            if data:
                self.write(self._decoder.decode(data))
                os.write(self._original_stdstream_copy, data)
            return bool(data)


def _reader(handle: int) -> select.poll:
    made = select.poll()
    made.register(handle, select.POLLIN)
    return made
