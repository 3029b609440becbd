"""How a report's progress is told: a bar in a terminal, else one line a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from briefbook.report import Progress


class Teller:
    """Tells of progress on `stream`; call it with each `Progress`, then close it.

    In a terminal a bar counts cells, says which notebook and cell are running and how
    long the rest will take; elsewhere, as in a log, a run is one plain line.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.running: dict[str, str] = {}
        self._bar: Any = None

    def __call__(self, event: Progress) -> None:
        """Tell of one step."""
        if not self.stream.isatty():
            if event.run is not None:
                self.stream.write(self._line(event) + "\n")
                self.stream.flush()
            return
        if event.run is not None:
            self.running.pop(event.name, None)
            self._ready(event).write(self._line(event), file=self.stream)
        else:
            self.running[event.name] = f"{event.name} {event.cell}/{event.cells}"
        bar = self._ready(event)
        bar.set_description_str(", ".join(self.running.values()), refresh=False)
        bar.n = event.passed
        bar.refresh()

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._bar is not None:
            self._bar.close()

    def _line(self, event: Progress) -> str:
        run = event.run
        assert run is not None
        beside = (
            "" if run.overhead is None else f", {run.overhead:.1f} s beside its cells"
        )
        return (
            f"[{event.done}/{event.total}] {event.name}: {run.status} "
            f"({run.seconds:.1f} s{beside})"
        )

    def _ready(self, event: Progress) -> Any:
        if self._bar is None:
            from tqdm import tqdm

            self._bar = tqdm(
                total=event.in_all,
                file=self.stream,
                unit="cell",
                leave=False,
                dynamic_ncols=True,
                bar_format="{percentage:3.0f}%|{bar:20}| {remaining} left  {desc}",
            )
        return self._bar
