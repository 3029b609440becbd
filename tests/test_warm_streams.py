"""A report's streams wait only for text, and keep it in its place."""

import threading
from contextlib import ExitStack

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


@pytest.fixture
def published():
    """Return a stream, its thread, and a list of what that thread sends."""
    with ExitStack() as opened:
        context = opened.enter_context(zmq.Context())
        socket = opened.enter_context(context.socket(zmq.PUB))
        thread = IOPubThread(socket, session=Session(key=b"k"))
        thread.start()
        opened.callback(thread.stop)
        stream = QuickStream(thread.session, thread, "stdout", watchfd=False)
        opened.callback(stream.close)
        yield stream, thread


def test_flush_asks_nobody_where_nothing_was_written(published, monkeypatch):
    stream, thread = published
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
    flushing = threading.Thread(target=stream.flush, daemon=True)
    flushing.start()
    flushing.join(0.3)
    assert flushing.is_alive()
    free.set()
    flushing.join(30)
    assert not flushing.is_alive()


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
