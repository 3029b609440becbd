"""Settings of the whole test suite, the zygote and the browser that its tests share."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent / "browser"))

# Tests say themselves which project they mean, whatever the caller's shell says.
os.environ.pop("BRIEFBOOK_PROJECT", None)

# Playwright runs once in a process, so its fixtures are those of the whole suite.
from lab_fixtures import (  # noqa: E402, F401
    browser,
    lab,
    page,
    project,
    pytest_collection_modifyitems,
    window,
)

# What CI runs (`.ci/run`): property tests that name no number of examples of their
# own, at ten thousand, the same ones each time.
settings.register_profile(
    "thorough",
    max_examples=10_000,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.fixture(scope="session")
def warm():
    """Keep warm kernels at hand until the last test is done."""
    from briefbook.warm_source import warm_kernels

    with warm_kernels():
        yield
