"""Settings of the whole test suite, and the zygote that its notebook runs share."""

import pytest
from hypothesis import HealthCheck, settings

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
    from briefbook.workspace import warm_kernels

    with warm_kernels():
        yield
