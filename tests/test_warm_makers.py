"""What kernels are forked from goes on where one can't be, and is given up for good."""

import asyncio
import gc
import logging
import os
import socket
import sys
from pathlib import Path

import psutil
import pytest
from jupyter_client.provisioning import LocalProvisioner

from briefbook import kernels, warm_makers, warm_pool, warm_source
from briefbook.warm_makers import (
    PLAIN,
    WHOLE,
    ForkedKernel,
    WarmKernelError,
    Zygote,
    ZygoteStartError,
)
from briefbook.warm_pool import Pool

pytestmark = pytest.mark.skipif(not warm_source.CAN_FORK, reason="forks on Linux only")

# Kernels that do nothing, so that nothing needs to be imported.
IDLE = """
import errno, os, socket, sys, time
from briefbook import warm_process, zygote

def become_kernel(request, ready):
    if request.get("broken"):
        raise ValueError("it is broken")
    ready()
    time.sleep(60)

def fork(real=os.fork):
    if os.path.exists(os.environ["FULL"]):
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    return real()

warm_process.become_kernel = become_kernel
os.fork = fork
control = socket.socket(fileno=int(sys.argv[1]))
control.sendall(b"ready\\n")
zygote._Zygote(control).serve()
"""


@pytest.fixture
def full(tmp_path):
    """Return a file; while it is there, forking fails for lack of processes."""
    return tmp_path / "full"


@pytest.fixture
def idle(full, monkeypatch):
    monkeypatch.setattr(warm_makers, "_ZYGOTE", IDLE)
    zygote = Zygote({**os.environ, "FULL": str(full)})
    yield zygote
    zygote.close()


def handles(pid):
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def test_fork_that_fails_is_told_and_the_other_kernels_go_on(idle, full):
    first = idle.fork({}, 1, 2)
    before = handles(idle.pid)
    full.touch()
    for _ in range(2):
        with pytest.raises(WarmKernelError, match=r"could not be forked: .*Resource"):
            idle.fork({}, 1, 2)
    assert idle.runs()
    assert first.poll() is None
    full.unlink()
    second = idle.fork({}, 1, 2)
    assert second.poll() is None
    assert handles(idle.pid) == before + 1
    for kernel in (first, second):
        kernel.close()


@pytest.mark.parametrize("count", [1, 3])
def test_kernel_that_lacks_handles_is_refused_and_the_others_go_on(idle, count):
    first = idle.fork({}, 1, 2)
    before = handles(idle.pid)
    ours, theirs = socket.socketpair()
    with theirs:
        given = [theirs.fileno(), 1, 2][:count]
        socket.send_fds(idle._control, [b"f"], given)
    refused = ForkedKernel(ours)
    with pytest.raises(WarmKernelError, match="Too many open files"):
        refused.await_ready(60)
    assert first.poll() is None
    second = idle.fork({}, 1, 2)
    assert handles(idle.pid) == before + 1
    for kernel in (first, second):
        kernel.close()


def test_request_without_any_handle_leaves_the_others_running(idle):
    first = idle.fork({}, 1, 2)
    idle._control.sendall(b"f")
    second = idle.fork({}, 1, 2)
    assert first.poll() is None
    for kernel in (first, second):
        kernel.close()


def test_why_a_kernel_ended_at_its_start_stands_in_its_log(idle, tmp_path):
    with open(tmp_path / "log", "w") as log:
        with pytest.raises(WarmKernelError, match="it ended with status 1"):
            idle.fork({"broken": True}, log.fileno(), log.fileno())
    assert "ValueError: it is broken" in (tmp_path / "log").read_text()


def test_kernel_that_was_let_go_of_in_between_has_ended():
    ours, theirs = socket.socketpair()
    kernel = ForkedKernel(ours)
    # As another thread does, just before this one reads.
    ours.close()
    assert kernel.poll() == -9
    theirs.close()


@pytest.fixture
def source(monkeypatch):
    fresh = warm_source.Source()
    monkeypatch.setattr(warm_source, "SOURCE", fresh)
    monkeypatch.setattr(kernels, "SOURCE", fresh)
    return fresh


@pytest.fixture
def started(monkeypatch):
    """Return a list of the zygotes that are started from now on."""
    made = []
    real = Zygote.__init__

    def init(self, *given, **named):
        made.append(self)
        real(self, *given, **named)

    monkeypatch.setattr(Zygote, "__init__", init)
    return made


def launch():
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "k.json"]
    return kernels._launched(command, {"env": {**os.environ}}, batch=False)


@pytest.mark.parametrize("ended", [False, True])
def test_zygote_that_does_not_start_is_started_once_and_leaves_no_handle(
    source, started, monkeypatch, ended
):
    monkeypatch.setattr(warm_makers, "_ZYGOTE", "raise SystemExit('no luck')")
    gc.collect()
    before = handles("self")
    with warm_source.warm_kernels({**os.environ}):
        if ended:
            # Before anybody asked for a kernel.
            started[0]._process.wait(60)
        with pytest.raises(ZygoteStartError, match="did not start: no luck") as first:
            launch()
        for _ in range(3):
            with pytest.raises(ZygoteStartError, match="no luck") as later:
                launch()
            assert later.value.again
        assert not first.value.again
        assert len(started) == 1
        assert source.retired == []
        assert handles("self") == before
    # Who comes next may have mended it.
    with warm_source.warm_kernels({**os.environ}):
        assert len(started) == 2


def test_zygote_that_does_not_start_is_tried_again_when_the_code_has_changed(
    source, started, monkeypatch
):
    monkeypatch.setattr(warm_makers, "_ZYGOTE", "raise SystemExit('no luck')")
    with warm_source.warm_kernels({**os.environ}):
        with pytest.raises(ZygoteStartError, match="no luck"):
            launch()
        monkeypatch.setattr(warm_source, "code_state", lambda: (0, 0))
        source.looked = 0.0
        with pytest.raises(ZygoteStartError, match="no luck") as error:
            launch()
        assert not error.value.again
    assert len(started) == 2


def test_zygote_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(warm_makers, "_ZYGOTE", "import time; time.sleep(60)")
    monkeypatch.setattr(warm_makers, "_START_LIMIT", 0.05)
    zygote = Zygote({**os.environ})
    with pytest.raises(ZygoteStartError, match=r"was not ready after 0\.05 seconds"):
        zygote.fork({}, 1, 2)
    assert not zygote.runs()
    assert not psutil.pid_exists(zygote.pid)


def test_zygote_that_says_a_lot_while_it_imports_starts_all_the_same(monkeypatch):
    noisy = "import sys; sys.stderr.write('a warning\\n' * 20_000)\n" + IDLE
    monkeypatch.setattr(warm_makers, "_ZYGOTE", noisy)
    zygote = Zygote({**os.environ, "FULL": "/nowhere"})
    kernel = zygote.fork({}, 1, 2)
    assert kernel.poll() is None
    kernel.close()
    zygote.close()


def test_zygote_that_was_killed_is_let_go_of_where_it_is_replaced(
    source, started, full, monkeypatch
):
    monkeypatch.setattr(warm_makers, "_ZYGOTE", IDLE)
    monkeypatch.setenv("FULL", str(full))
    with warm_source.warm_kernels({**os.environ}):
        first = launch()
        before = handles("self")
        os.kill(started[0].pid, 9)
        started[0]._process.wait(60)
        assert first.wait(60) == -9
        second = launch()
        assert len(started) == 2
        assert source.retired == []
        assert handles("self") == before
        second.close()


def test_why_ordinary_kernels_serve_is_told_once(source, monkeypatch, caplog):
    monkeypatch.setattr(warm_makers, "_ZYGOTE", "raise SystemExit('no luck')")
    ordinary = []

    async def launch_kernel(self, cmd, **kwargs):
        ordinary.append(cmd)

    monkeypatch.setattr(LocalProvisioner, "launch_kernel", launch_kernel)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "k.json"]
    with warm_source.warm_kernels({**os.environ}):
        for _ in range(3):
            provisioner = kernels.WarmProvisioner()
            asyncio.run(provisioner.launch_kernel(command, env={**os.environ}))
    assert len(ordinary) == 3
    told = [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]
    assert told == [
        "an ordinary kernel is started instead of a warm one: "
        "the zygote did not start: no luck (all kernels are ordinary ones)"
    ]


def test_kernel_that_ended_while_it_waited_leaves_no_process_and_no_handle(monkeypatch):
    monkeypatch.setattr(warm_pool, "_WAITING", "raise SystemExit(3)")
    gc.collect()
    before = handles("self")
    pool = Pool({**os.environ})
    waiting = pool._waiting[0]
    # Its number is kept until it is waited for.
    os.waitid(os.P_PID, waiting.pid, os.WEXITED | os.WNOWAIT)
    pool.left = 0
    with pytest.raises(WarmKernelError, match="a kernel that waited has ended"):
        pool.fork({}, 1, 2)
    assert waiting.returncode == 3
    assert handles("self") == before


# Says what it was told first, then waits for its end.
TOLD = """
import os, socket, sys
control = socket.socket(fileno=int(sys.argv[1]))
with open(os.environ["TOLD"], "wb") as file:
    file.write(control.recv(1))
control.sendall(b"ready\\n")
control.recv(1)
"""


@pytest.fixture
def told(tmp_path, monkeypatch, source):
    """Return a function that gives what the zygote was told first."""
    monkeypatch.setattr(warm_makers, "_ZYGOTE", TOLD)
    file = tmp_path / "told"

    def read():
        source.maker._await_ready()
        return file.read_bytes()

    monkeypatch.setenv("TOLD", str(file))
    return read


@pytest.mark.parametrize(("whole", "word"), [(True, WHOLE), (False, PLAIN)])
def test_zygote_is_told_by_the_block_that_knows_what_it_imports(told, whole, word):
    with warm_source.warm_kernels(whole=None), warm_source.warm_kernels(whole=whole):
        assert told() == word


def test_first_block_that_knows_what_is_imported_decides_it(told):
    with warm_source.warm_kernels(whole=False), warm_source.warm_kernels(whole=True):
        assert told() == PLAIN


def test_kernel_that_is_asked_for_before_anybody_knew_has_the_whole_package(
    told, source
):
    with warm_source.warm_kernels({**os.environ}, whole=None):
        # It is no zygote, so there is no kernel.
        with pytest.raises(WarmKernelError):
            launch()
        assert told() == WHOLE


def test_zygote_that_nobody_told_anything_ends_with_its_starter():
    zygote = Zygote({**os.environ}, whole=None)
    zygote._control.close()
    assert zygote._process.wait(60) == 0
    zygote.close()


def test_zygote_that_nobody_told_anything_ends_with_the_block(source):
    with warm_source.warm_kernels(whole=None):
        process = psutil.Process(source.maker.pid)
    assert not process.is_running()
