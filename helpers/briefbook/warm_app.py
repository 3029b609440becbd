"""ipykernel's own application, started in a process that has imported ahead.

It is what ``python -m ipykernel_launcher`` starts. Two steps that take a third of its
start are done with less work: reading plain arguments, and listing the files of all
modules.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from types import SimpleNamespace
from typing import Any

_OPTION = re.compile(r"--([A-Z]\w*)\.([A-Za-z]\w*)=(.*)", re.DOTALL)


_BATCH = {
    "outstream_class": "briefbook.warm_streams.QuickStream",
    # Four records a message are made only to be dropped by the handler.
    "logging_config": {"loggers": {"IPKernelApp": {"level": "WARNING"}}},
}


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

    options = _BATCH if batch else {}
    # Its default was read from the environment at the import: it is another process.
    app = IPKernelApp.instance(parent_handle=_parent(), **options)
    if plain_options(arguments) is not None:
        app._create_loader = _PlainArguments
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


def plain_options(arguments: list[str]) -> dict[str, dict[str, str]] | None:
    """Return what kernels are started with as a rule, by class and option.

    Returns
    -------
    dict or None
        None where `arguments` hold anything else, which traitlets' parser reads.

    Examples
    --------
    >>> plain_options(["-f", "k.json", "--IPKernelApp.transport=ipc"])
    {'IPKernelApp': {'connection_file': 'k.json', 'transport': 'ipc'}}
    >>> plain_options(["-f", "k.json", "--debug"]) is None
    True
    """
    # What begins with a dash is an option, also where a file's name should stand.
    if arguments[:1] != ["-f"] or "".join(arguments[1:2])[:1] in ("", "-"):
        return None
    options = {"IPKernelApp": {"connection_file": arguments[1]}}
    for word in arguments[2:]:
        found = _OPTION.fullmatch(word)
        if found is None or found[2] in options.get(found[1], {}):
            return None
        options.setdefault(found[1], {})[found[2]] = found[3]
    return options


class _PlainArguments:
    """Loads plain arguments; a parser of all options takes a sixth of the start."""

    def __init__(
        self,
        arguments: list[str],
        *_: object,
        classes: Iterable[type] = (),
        **__: object,
    ) -> None:
        self.arguments = arguments
        self.classes = {each.__name__: each for each in classes}
        self.extra_args: list[str] = []

    def load_config(self) -> Any:
        from traitlets.config.loader import Config, DeferredConfigString

        config = Config()
        for name, options in (plain_options(self.arguments) or {}).items():
            for option, text in options.items():
                value = DeferredConfigString(text)
                # Those of other classes are read where such an object is made.
                trait = getattr(self.classes.get(name), option, None)
                config[name][option] = value.get_value(trait) if trait else value
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
            # Copies lie side by side.
            f"{name[:1]}{name[1:]}": SimpleNamespace(__file__=f"{file[:1]}{file[1:]}")
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


def _parent() -> int:
    # On Windows it is a handle, which the starter put there.
    if os.name == "nt":
        return int(os.environ.get("JPY_PARENT_PID") or 0)
    return os.getppid()
