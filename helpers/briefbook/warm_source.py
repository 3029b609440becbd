"""Where this process takes its warm kernels from, and what they are started with.

Importing this module is cheap (standard library only), so that a command can have the
zygote import what notebooks use while it is still getting ready itself.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache

from briefbook.warm_makers import (
    WarmKernelError,
    Zygote,
    ZygoteStartError,
    code_state,
)
from briefbook.warm_pool import Pool

CAN_FORK = sys.platform == "linux"


class Source:
    """Where this process's warm kernels come from, while somebody holds it."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.holders = 0
        self.maker: Zygote | Pool | None = None
        self.retired: list[Zygote | Pool] = []
        self.kind: type[Zygote] | type[Pool] = Zygote if CAN_FORK else Pool
        self.size = 1
        self.whole: bool | None = True
        self.looked = 0.0

    def maker_for(self, environment: Mapping[str, str]) -> Zygote | Pool:
        """Return what makes kernels, started with `environment` if there is none.

        Raises
        ------
        ZygoteStartError
            It did not start. It is tried again when the code has changed, or when
            everybody has let go.
        WarmKernelError
            It can't be started now.
        """
        with self.lock:
            if not self.holders:
                # A provisioner that nobody set up: it lasts as long as this process.
                self.holders += 1
                atexit.register(self.release)
            maker = self.maker
            if maker is not None and self._is_outdated(maker):
                self._retire(maker)
                maker = None
            elif maker is not None and maker.failure:
                raise ZygoteStartError(maker.failure, again=True)
            elif maker is not None and not maker.runs():
                self._retire(maker)
                maker = None
            if maker is None:
                try:
                    maker = self._made(environment)
                except OSError as err:
                    raise WarmKernelError(str(err)) from err
                self.maker = maker
            return maker

    def hold(self, *, pool: bool, ahead: int, whole: bool | None) -> None:
        """Keep kernels at hand until `release`; the first to hold says how."""
        with self.lock:
            self.holders += 1
            if self.holders == 1:
                self.kind = Pool if pool or not CAN_FORK else Zygote
                self.size = ahead
                self.whole = whole
            elif self.whole is None and whole is not None:
                # The first did not know yet.
                self.whole = whole
                if isinstance(self.maker, Zygote):
                    self.maker.tell(whole=whole)

    def release(self) -> None:
        """Let go of it; the last one ends what makes kernels."""
        with self.lock:
            self.holders -= 1
            if self.holders:
                return
            for maker in (*self.retired, self.maker):
                if maker is not None:
                    maker.close()
            self.retired, self.maker = [], None
            self.whole = True

    def _retire(self, maker: Zygote | Pool) -> None:
        # Its kernels go on with the code that they started with.
        self.retired.append(maker)
        for one in [one for one in self.retired if one.ended()]:
            one.close()
            self.retired.remove(one)

    def _is_outdated(self, maker: Zygote | Pool) -> bool:
        # Many kernels start in a second, and looking takes milliseconds.
        if time.monotonic() < self.looked + 1:
            return False
        self.looked = time.monotonic()
        return maker.sources != code_state()

    def _made(self, environment: Mapping[str, str]) -> Zygote | Pool:
        if self.kind is Pool:
            return Pool(environment, self.size)
        return Zygote(environment, whole=self.whole)


SOURCE = Source()


@contextmanager
def warm_kernels(
    environment: Mapping[str, str] | None = None,
    *,
    cold: bool = False,
    whole: bool | None = True,
    runs: int | None = None,
    ahead: int = 1,
    pool: bool = False,
) -> Iterator[None]:
    """Keep warm kernels at hand in the block; the outermost block ends them.

    Parameters
    ----------
    environment
        What kernels start with; by default what this process's reports give them.
    cold
        Whether there are to be none.
    whole
        Whether this package is imported ahead beside what notebooks use in any case;
        None where that is not known yet: the next block inside this one says it.
    runs
        How many kernels the block will use, if that is known.
    ahead
        How many wait to be used, where kernels can't be forked.
    pool
        Whether they are started ahead even where they could be forked.
    """
    if cold:
        yield
        return
    SOURCE.hold(pool=pool, ahead=ahead, whole=whole)
    try:
        # It imports while this process gets ready itself; why there is none is said
        # where the first kernel is started.
        with suppress(WarmKernelError):
            own = {**os.environ, **kernel_settings()}
            maker = SOURCE.maker_for(own if environment is None else environment)
            if isinstance(maker, Pool) and runs is not None:
                maker.expect(runs, ahead)
        yield
    finally:
        SOURCE.release()


def kernel_settings() -> dict[str, str]:
    """Return the variables that every kernel of ours is started with."""
    variables = {
        # A backend from outside (CI sets Agg) would leave the charts out.
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    if "MPLCONFIGDIR" not in os.environ and not _home_is_writable():
        # Else matplotlib warns on stderr of every run and caches fonts nowhere.
        variables["MPLCONFIGDIR"] = _cache_folder()
    return variables


@cache
def _cache_folder() -> str:
    folder = tempfile.mkdtemp(prefix="briefbook-mpl-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _home_is_writable() -> bool:
    home = os.environ.get("HOME") or os.environ.get("USERPROFILE") or ""
    return bool(home) and os.access(home, os.W_OK)
