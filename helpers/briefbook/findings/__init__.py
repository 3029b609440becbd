"""Findings: conclusions computed from claims and the public record together.

One module a theme; a finding is a function ``Dataset -> Finding`` under `finding`.
"""

from briefbook.findings import chips, overview
from briefbook.findings.base import Answer, answer, finding

__all__ = ["Answer", "answer", "chips", "finding", "overview"]
