"""Let every ask look at the same three runs."""

from three_runs import runs  # noqa: F401
