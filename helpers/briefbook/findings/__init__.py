"""Findings: conclusions computed from claims and the public record together.

One module a theme; a finding is a function ``Dataset -> Finding`` under `finding`.
"""

from briefbook.findings import (
    ai_governance,
    ai_governance_charts,
    ai_governance_steps,
    chips,
    chips_capacity,
    chips_charts,
    ecommerce,
    ecommerce_charts,
    ecommerce_rules,
    general,
    overview,
    overview_charts,
    trade_policy,
    trade_policy_aid,
    trade_policy_cars,
    trade_policy_charts,
    trade_policy_security,
    whats_new,
    whats_new_charts,
)
from briefbook.findings.base import (
    Answer,
    answer,
    chart,
    finding,
    listed,
    made,
    no_rows,
)

__all__ = [
    "Answer",
    "answer",
    "chart",
    "ai_governance",
    "ai_governance_charts",
    "ai_governance_steps",
    "chips",
    "chips_capacity",
    "chips_charts",
    "ecommerce",
    "ecommerce_charts",
    "ecommerce_rules",
    "finding",
    "general",
    "listed",
    "made",
    "no_rows",
    "overview",
    "overview_charts",
    "trade_policy",
    "trade_policy_aid",
    "trade_policy_cars",
    "trade_policy_charts",
    "trade_policy_security",
    "whats_new",
    "whats_new_charts",
]
