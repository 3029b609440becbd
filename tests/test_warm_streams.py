"""A report's streams wait only for what is to be sent, and keep it in its place."""

import os
import sys
import threading
from contextlib import ExitStack
from queue import SimpleQueue

import nbformat
import pytest
import zmq
from ipykernel.iostream import IOPubThread
from jupyter_client.session import Session
from nbformat.v4 import new_code_cell, new_notebook

from briefbook.report import run_report
from briefbook.warm_streams import QuickStream

# Text that a timer sends, text that a display pushes ahead of it, and none at all.
MIXED = """
import sys, time
from IPython.display import display
for number in range(40):
    print("text", number)
    if number % 10 == 9:
        time.sleep(0.21)
    if number % 3:
        sys.stderr.write(f"more {number}\\n")
    display(number)
    sys.stdout.flush()
"""


def end(thread):
    """End it without a word of its loop's about a task that it leaves."""
    running, over = threading.Event(), threading.Event()
    thread.schedule(running.set)
    assert running.wait(30)
    task = thread._event_pipe_gc_task

    def cancel():
        task.add_done_callback(lambda _: over.set())
        task.cancel()

    thread.schedule(cancel)
    assert over.wait(30)
    thread.stop()


@pytest.fixture
def published():
    """Return a stream beside no file descriptor, and the thread that sends for it."""
    with ExitStack() as opened:
        context = opened.enter_context(zmq.Context())
        socket = opened.enter_context(context.socket(zmq.PUB))
        thread = IOPubThread(socket, session=Session(key=b"k"))
        thread.start()
        opened.callback(end, thread)
        stream = QuickStream(thread.session, thread, "stdout", watchfd=False)
        opened.callback(stream.close)
        yield stream, thread


def test_flush_asks_nobody_where_nothing_was_written(published, monkeypatch):
    stream, thread = published
    running = threading.Event()
    thread.schedule(running.set)
    assert running.wait(30)
    asked = []
    monkeypatch.setattr(thread, "schedule", asked.append)
    stream.flush()
    assert asked == []


def test_flush_returns_when_the_text_is_on_its_way(published, monkeypatch):
    stream, thread = published
    sent = []
    real = stream.session.send

    def send(place, message, **given):
        sent.append(message["content"]["text"])
        return real(place, message, **given)

    monkeypatch.setattr(stream.session, "send", send)
    stream.write("one ")
    stream.write("two")
    stream.flush()
    assert sent == ["one two"]


def check_flush_waits(stream, free):
    flushing = threading.Thread(target=stream.flush, daemon=True)
    flushing.start()
    flushing.join(0.3)
    assert flushing.is_alive()
    free.set()
    flushing.join(30)
    assert not flushing.is_alive()


def test_flush_waits_for_a_thread_that_is_sending(published, monkeypatch):
    stream, thread = published
    begun, free = threading.Event(), threading.Event()
    real = stream.session.send

    def send(place, message, **given):
        begun.set()
        assert free.wait(30)
        return real(place, message, **given)

    monkeypatch.setattr(stream.session, "send", send)
    stream.write("a")
    thread.schedule(stream._flush)
    assert begun.wait(30)
    # The text was taken from the stream, but what is published now would overtake it.
    assert not stream._buffers
    check_flush_waits(stream, free)


def test_flush_waits_for_what_was_displayed_before(published):
    stream, thread = published
    entered, free, shown = threading.Event(), threading.Event(), []

    def held():
        entered.set()
        assert free.wait(30)

    thread.schedule(held)
    assert entered.wait(30)
    # As a display does; it stands behind what the thread is held up by.
    thread.schedule(lambda: shown.append("a picture"))
    check_flush_waits(stream, free)
    assert shown == ["a picture"]


class Unwatched(QuickStream):
    """As if its thread came too late, as it may on a busy machine."""

    def _watch_pipe_fd(self):
        pass


@pytest.mark.parametrize(("kind", "flushed"), [(Unwatched, True), (QuickStream, False)])
def test_text_of_a_file_descriptor_is_sent(
    published, monkeypatch, tmp_path, kind, flushed
):
    _, thread = published
    sent = SimpleQueue()

    def send(place, message, **_):
        sent.put(message["content"]["text"])

    monkeypatch.setattr(thread.session, "send", send)
    with open(tmp_path / "out", "w") as file:
        monkeypatch.setattr(sys, "stdout", file)
        stream = kind(thread.session, thread, "stdout", watchfd="force")
        text = "caf\u00e9 ".encode()
        if flushed:
            # Between the two bytes of a letter; nothing of it may be shown yet.
            os.write(file.fileno(), text[:4])
            stream.flush()
            assert sent.get_nowait() == "caf"
            os.write(file.fileno(), text[4:])
            # At once, or it were lost: the cell is over.
            stream.flush()
            assert sent.get_nowait() == "\u00e9 "
        else:
            os.write(file.fileno(), text)
            assert sent.get(timeout=30) == "caf\u00e9 "
        stream.close()
        assert not stream.watch_fd_thread.is_alive()
    # The log of the process has it as well.
    assert (tmp_path / "out").read_text("utf-8") == "caf\u00e9 "


@pytest.mark.usefixtures("warm")
def test_what_programs_print_stands_below_the_cell_that_ran_them(tmp_path, monkeypatch):
    # With this, ipykernel leaves the file descriptors alone.
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    path = tmp_path / "a.ipynb"
    cells = [
        new_code_cell(f"import os\nos.system('echo {n}')\nos.write(2, b'{n}')")
        for n in range(20)
    ]
    nbformat.write(new_notebook(cells=cells), path)
    report = run_report([path], output=tmp_path / "reports" / "a", jobs=1)
    made = nbformat.read(report.folder / f"{report.runs[0].job.name}.ipynb", 4)
    texts = [
        {o.name: o.text for o in cell.outputs if o.output_type == "stream"}
        for cell in made.cells
    ]
    assert texts == [{"stdout": f"{n}\n", "stderr": str(n)} for n in range(20)]


@pytest.mark.usefixtures("warm")
def test_text_and_displays_of_a_report_are_those_of_an_ordinary_kernel(tmp_path):
    path = tmp_path / "a.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(MIXED)]), path)
    seen = []
    for cold in (True, False):
        output = tmp_path / "reports" / str(cold)
        report = run_report([path], output=output, jobs=1, cold=cold)
        made = nbformat.read(report.folder / f"{report.runs[0].job.name}.ipynb", 4)
        seen.append(
            [
                (o.output_type, o.get("text") or o.data["text/plain"])
                for o in made.cells[0].outputs
            ]
        )
    assert seen[0] == seen[1]
    assert len([kind for kind, _ in seen[0] if kind == "display_data"]) == 40
