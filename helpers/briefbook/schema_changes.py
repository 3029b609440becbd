"""The table that sets the claims of one corpus, or date, beside those of another."""

from __future__ import annotations

from briefbook.schema_base import Column, Table, column
from briefbook.schema_files import CHANGE_RULES

# In this order an analyst wants to read them.
CHANGE_KINDS = (
    *("contradicted", "lapsed", "fulfilled"),
    *("updated", "repeated", "new"),
)


def _side(when: str) -> tuple[Column, ...]:
    return (
        column(f"claim_{when}", "str", f"the claim {when}"),
        column(f"brief_{when}", "category", "its brief", domain="briefs"),
        column(f"published_{when}", "day", "day its brief was made public"),
        column(f"quote_{when}", "str", "its words, exactly as they stand"),
        column(f"value_{when}", "Float64", "its value, in `unit`; a fall is negative"),
        column(f"stage_{when}", "category", "how far along it was", domain="stages"),
    )


CHANGES_TABLE = Table(
    "changes",
    "a claim before with the later one that follows it, or a new one",
    (
        column(
            "kind",
            "category",
            "what became of it: denied or given another value where there can be but "
            "one (contradicted), given up or not done by its day (lapsed), come true "
            "(fulfilled), moved on (updated), said again (repeated), not there before "
            "(new)",
            required=True,
            allowed=CHANGE_KINDS,
        ),
        column("measure", "category", "what is measured", domain="measures"),
        column(
            "rule",
            "category",
            "the measure's rule; empty where claims without one were compared",
            allowed=CHANGE_RULES,
        ),
        column("actor", "category", "who acts, by the later claim", domain="actors"),
        column("action", "category", "what they do", domain="actions"),
        column("target", "category", "to whom it is done", domain="actors"),
        column("object", "str", "what it is about"),
        *_side("before"),
        *_side("after"),
        column("unit", "category", "unit of both values", domain="units"),
        column("difference", "Float64", "value after less value before"),
        column(
            "difference_unit",
            "str",
            "unit of the difference: percentage_point between two percentages, `day` "
            "where a due day has moved",
        ),
        column("due", "day", "day by which the claim before was to come true"),
        column("happened", "day", "day or period's start that the later one gives"),
        column("reason", "str", "why it is of this kind, in words", required=True),
    ),
    foreign=(("claim_before", "claims"), ("claim_after", "claims")),
)
