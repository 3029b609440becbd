"""What tests share: one zygote for all that run notebooks."""

import pytest


@pytest.fixture(scope="session")
def warm():
    """Keep warm kernels at hand until the last test is done."""
    from briefbook.workspace import warm_kernels

    with warm_kernels():
        yield
