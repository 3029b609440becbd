"""ipykernel's own application, started in a process that has imported ahead.

It is what ``python -m ipykernel_launcher`` starts. Two steps that take a third of its
start are done with less work: reading plain arguments, and listing the files of all
modules.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import islice
from types import SimpleNamespace
from typing import Any

# Beside the connection file: what this package and nbclient start kernels with.
_PLAIN = ("HistoryManager.enabled", "HistoryManager.hist_file")
_BATCH = {
    "outstream_class": "briefbook.warm_streams.QuickStream",
    # ipykernel makes four records a message for its debug log, which is off: this way
    # it makes none.
    "logging_config": {"loggers": {"IPKernelApp": {"level": "WARNING"}}},
}
# So many messages of what a cell shows wait to be read. zmq's own limit is 1,000, and
# what is more it throws away: outputs, and the message that the cell is done.
MESSAGES = 50_000


def start_kernel(arguments: list[str], *, batch: bool = False) -> Any:
    """Return the kernel application, its sockets bound, as ipykernel starts it.

    Parameters
    ----------
    arguments
        What follows ``python -m ipykernel_launcher``.
    batch
        Whether it runs a notebook from end to end, with nobody at the other end who
        looks at it meanwhile.
    """
    from ipykernel.kernelapp import IPKernelApp

    # Its default was read from the environment at the import: it is another process.
    app = IPKernelApp.instance(parent_handle=_parent(), **(_BATCH if batch else {}))
    plain = plain_options(arguments)
    if plain is not None:
        app._create_loader = partial(_PlainLoader, plain)
    if batch:
        app.init_iopub = partial(_init_iopub, app)
    with _MODULES.shown():
        app.initialize(arguments)
    widgets = sys.modules.get("ipywidgets")
    if widgets is not None:
        widgets.register_comm_target()
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is not None:
        # ipykernel has set it by now; matplotlib read it at its import.
        matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]
    return app


def plain_options(arguments: list[str]) -> dict[str, str] | None:
    """Return what kernels are started with as a rule: file and options of history.

    Returns
    -------
    dict or None
        Texts by ``Class.option``; None where `arguments` hold anything else, which
        traitlets' own parser reads.

    Examples
    --------
    >>> plain_options(["-f", "k.json", "--HistoryManager.enabled=False"])
    {'IPKernelApp.connection_file': 'k.json', 'HistoryManager.enabled': 'False'}
    >>> plain_options(["-f", "k.json", "--debug"]) is None
    True
    """
    # What begins with a dash is an option, also where a file's name should stand.
    if arguments[:1] != ["-f"] or "".join(arguments[1:2])[:1] in ("", "-"):
        return None
    options = {"IPKernelApp.connection_file": arguments[1]}
    for word in arguments[2:]:
        name, sign, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not sign or name not in _PLAIN:
            return None
        if name in options:
            return None
        options[name] = value
    return options


def _init_iopub(app: Any, context: Any) -> None:
    def socket(kind: int) -> Any:
        made = context.socket(kind)
        # Once it is bound, this has no effect.
        made.sndhwm = MESSAGES
        return made

    type(app).init_iopub(app, SimpleNamespace(socket=socket))


class _PlainLoader:
    """Loads plain options; a parser of all options takes a sixth of the start."""

    def __init__(self, options: Mapping[str, str], *_: object, **__: object) -> None:
        self.options = options
        self.extra_args: list[str] = []

    def load_config(self) -> Any:
        from traitlets.config.loader import Config, DeferredConfigString

        config = Config()
        for name, value in self.options.items():
            kind, option = name.split(".")
            # As traitlets does: a class that the application does not list reads its
            # options where such an object is made.
            known = kind == "IPKernelApp"
            config[kind][option] = value if known else DeferredConfigString(value)
        return config


class _Modules:
    """The files of all modules, listed before the fork.

    ipykernel lists them for its debugger in each kernel. To read them there is to write
    to two thousand modules and texts (their reference counts), and the system copies
    each page of memory that one of them lies on.
    """

    def __init__(self) -> None:
        self.listed: dict[str, SimpleNamespace] = {}
        self.count = 0

    def list(self) -> None:
        """List the modules that there are now."""
        self.listed = {
            # Copies lie side by side, on few pages.
            _copied(name): SimpleNamespace(__file__=_copied(file))
            for name, module in sys.modules.items()
            if (file := getattr(module, "__file__", None))
        }
        self.count = len(sys.modules)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Have ipykernel see these in place of the modules, in the block."""
        from ipykernel import ipkernel

        if not self.listed:
            yield
            return
        # The last ones to be imported stand last.
        since = max(0, len(sys.modules) - self.count)
        self.listed.update(islice(reversed(sys.modules.items()), since))
        ipkernel.sys = _Sys(self.listed)
        try:
            yield
        finally:
            ipkernel.sys = sys


class _Sys:
    """The module `sys`, but for its modules."""

    def __init__(self, modules: dict[str, Any]) -> None:
        self.modules = modules

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


_MODULES = _Modules()
list_modules = _MODULES.list


def _copied(text: str) -> str:
    # `str` and a slice of all return the same object.
    return "".join((text[:1], text[1:]))


def _parent() -> int:
    # On Windows it is a handle, which the starter put there.
    if os.name == "nt":
        return int(os.environ.get("JPY_PARENT_PID") or 0)
    return os.getppid()
