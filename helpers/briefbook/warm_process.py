"""The process that a warm kernel runs in: what it imports ahead, how it becomes one.

Nothing of the package but the standard library is imported at the top: the zygote
decides the order of everything else.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from typing import Any

# They go first: ipykernel replaces the functions of `comm` that ipywidgets looks up.
_KERNEL = ("ipykernel.ipkernel", "ipykernel.kernelapp")
PRELOADED = (
    *("numpy", "pandas", "matplotlib.pyplot", "seaborn", "ipywidgets"),
    # What they import only where it is used.
    *("pandas.core.reshape.reshape", "pandas.io.formats.html", "numpy.ma.mrecords"),
    *("pandas.io.formats.string", "pyarrow.parquet", "pyarrow.dataset"),
    *("pandas.core.arrays.arrow.extension_types", "IPython.core.pylabtools"),
    "psutil",
    # What a kernel imports while it starts, the last for its history.
    *("IPython.core.completerlib", "IPython.core.debugger", "IPython.core.logger"),
    *("IPython.core.oinspect", "IPython.extensions.storemagic", "faulthandler"),
    *("ipykernel.debugger", "tornado.platform.asyncio", "zmq.utils.garbage"),
    *("briefbook.warm_streams", "sqlite3"),
)
# What this package imports only where it is used.
_OWN_PRELOADED = ("pandera.pandas", "currency_converter")
# Their import starts threads or binds to a running kernel; each kernel does its own.
NEVER_PRELOADED = ("polars", "matplotlib_inline", "debugpy", "_pydev")
# What may differ between kernels of one zygote, as it is read after the fork only.
READ_LATE = frozenset(
    {
        *("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "MPLBACKEND"),
        *("JPY_PARENT_PID", "JPY_SESSION_NAME", "JPY_INTERRUPT_EVENT"),
        *("IPY_INTERRUPT_EVENT", "BRIEFBOOK_PROJECT", "PWD", "OLDPWD"),
        *("PYTEST_CURRENT_TEST", "PYTEST_VERSION", "COLUMNS", "LINES"),
        # pandera sets these where it is imported, the starter's process included.
        *("PYARROW_IGNORE_TIMEZONE", "SPARK_LOCAL_IP"),
        # Voila tells its kernels which request they serve.
        *("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "SERVER_NAME", "SERVER_PORT"),
        *("SERVER_PROTOCOL", "SERVER_SOFTWARE", "VOILA_REQUEST_URL", "VOILA_PREHEAT"),
        *("VOILA_BASE_URL", "VOILA_SERVER_URL", "VOILA_APP_PORT"),
    }
)
_LAUNCHERS = ("ipykernel_launcher", "ipykernel")


class _ZMQInteractiveShell:
    """Stands for a shell while packages are imported that look for one.

    pandas reads at its import whether it is in a terminal, and cuts wide tables there;
    it goes by the name of the class and by the attribute.
    """

    kernel = object()


def preload(extra: Iterable[str] = ()) -> None:
    """Import what notebooks use, and what is `extra`, as if in a kernel."""
    import builtins

    builtins.get_ipython = _ZMQInteractiveShell  # type: ignore[attr-defined]
    before = sys.stdout
    # pandas takes the name of the encoding from the stream; this is ipykernel's.
    sys.stdout = open(os.devnull, "w", encoding="UTF-8")  # noqa: SIM115
    try:
        for name in (*_KERNEL, *PRELOADED, *extra):
            if name.startswith(NEVER_PRELOADED):
                continue
            try:
                importlib.import_module(name)
            except Exception:  # noqa: BLE001 (one broken package must not cost the rest)
                # It is imported, or fails, where a notebook asks for it.
                continue
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]
        sys.stdout.close()
        sys.stdout = before


def warm_up(whole: bool = True) -> None:
    """Use what notebooks use, so that its tables, patterns and fonts are there."""
    from io import BytesIO

    import numpy
    import pandas
    import seaborn
    from matplotlib.backends import backend_registry
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL import Image

    if whole:
        from datetime import date

        from briefbook.extract import extract

        words = "Sales rose by 12% to $3.4 billion in October, Acme said."
        extract(words, date(2024, 11, 20))
    frame = pandas.DataFrame(
        {"x": numpy.arange(6.0), "y": numpy.arange(6.0), "k": list("aabbcc")}
    )
    frame.groupby("k", as_index=False)["x"].mean().to_html()
    axes = Figure().add_subplot()
    seaborn.lineplot(frame, x="x", y="y", hue="k", ax=axes)
    axes.set_title("A title")
    FigureCanvasAgg(axes.figure).print_figure(BytesIO(), format="png")
    # Both look for plug-ins, once.
    backend_registry.list_all()
    Image.preinit()
    # The C library keeps memory of sizes that it has seen freed, up to 32 MB; what is
    # larger goes back to the system, and comes from it anew for each picture.
    freed = numpy.empty(2**25 - 2**16, dtype=numpy.uint8)
    del freed


def own_modules() -> list[str]:
    """Return the names of the package's modules that notebooks may use."""
    import pkgutil

    import briefbook

    names = pkgutil.walk_packages(briefbook.__path__, "briefbook.")
    # What runs notebooks brings nbconvert, which takes as long as all the rest.
    left_out = (
        *("cli", "__main__", "templates", "warm_", "zygote", "kernels", "workspace"),
        *("report", "runs", "plan", "publish", "pages", "html", "refresh", "diff"),
        *("baseline", "draft", "segment", "sources"),
    )
    return [
        *_OWN_PRELOADED,
        *(
            module.name
            for module in names
            if not module.name.removeprefix("briefbook.").startswith(left_out)
        ),
    ]


def launch_arguments(cmd: list[str]) -> list[str] | None:
    """Return what ipykernel is given, or None where `cmd` starts something else.

    Examples
    --------
    >>> launch_arguments([sys.executable, "-m", "ipykernel_launcher", "-f", "k.json"])
    ['-f', 'k.json']
    >>> launch_arguments(["R", "--slave"]) is None
    True
    """
    if not cmd or not _is_this_python(cmd[0]) or "-m" not in cmd:
        return None
    place = cmd.index("-m")
    flags, rest = cmd[1:place], cmd[place + 1 :]
    if not rest or rest[0] not in _LAUNCHERS:
        return None
    # Any other flag changes how the interpreter starts, which is over by now.
    if any(flag != "-Xfrozen_modules=off" for flag in flags):
        return None
    return rest[1:]


def same_environment(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Return the names of variables that differ though they were read already."""
    names = {*one, *other} - READ_LATE
    return sorted(name for name in names if one.get(name) != other.get(name))


def become_kernel(request: Mapping[str, Any], ready: Callable[[], None]) -> None:
    """Turn this process into the IPython kernel that `request` asks for; no return.

    Parameters
    ----------
    request
        ``argv`` (of ipykernel), ``env`` and ``cwd``, as a kernel that is started anew
        would have them; ``batch``, as in `start_kernel`.
    ready
        Called when the kernel's sockets are bound.
    """
    status, app = 1, None
    try:
        kept = {
            name: os.environ[name]
            for name in ("JPY_INTERRUPT_EVENT", "IPY_INTERRUPT_EVENT")
            if name in os.environ
        }
        os.environ.clear()
        os.environ.update({**request["env"], **kept})
        if hasattr(time, "tzset"):
            time.tzset()
        os.chdir(request["cwd"])
        launcher = importlib.util.find_spec("ipykernel_launcher")
        sys.argv = [launcher.origin if launcher else "", *request["argv"]]
        _forget()
        from briefbook.warm_app import start_kernel

        app = start_kernel(request["argv"], batch=request.get("batch", False))
        ready()
        app.start()
        status = 0
    except Exception:
        # The end below leaves no time for the interpreter to say it.
        traceback.print_exc(file=sys.__stderr__)
    finally:
        # What a notebook left to be done at its end is done, in the order of an
        # interpreter's; tearing down the modules is not: it takes longer than most
        # cells.
        import atexit
        import threading

        try:
            threading._shutdown()
            if app is not None:
                _await_control(app)
            atexit._run_exitfuncs()
            _flush_files()
        finally:
            os._exit(status)


def _await_control(app: Any) -> None:
    """Let the thread that took the request to shut down finish with it.

    It flushes the output last. ipykernel's exit functions stop the thread that does so;
    when they come first, both wait for ten seconds, and the starter kills the kernel
    after two and a half.
    """
    if app.control_thread is not None and app.kernel._shutdown_message is not None:
        app.control_thread.join(2)


def _forget() -> None:
    """Give this process a randomness of its own."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        # The global generator is a copy of the zygote's, alike in every kernel; the
        # module `random` sees to that itself.
        numpy.random.seed()


def _flush_files() -> None:
    """Write out what open files hold back, as the interpreter's end would."""
    import gc
    import io

    files = (io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom)
    # What was there before the fork is frozen, so this looks at the kernel's own only.
    for item in gc.get_objects():
        # Not isinstance: a weak proxy of something gone raises when asked its class.
        # Files only: ipykernel's own streams wait for a thread that may be gone.
        if issubclass(type(item), files):
            try:
                item.flush()
            except (OSError, ValueError):
                # Closed, read-only or its other end is gone: nothing is lost.
                continue


def _is_this_python(path: str) -> bool:
    try:
        return os.path.samefile(path, sys.executable)
    except OSError:
        return False
