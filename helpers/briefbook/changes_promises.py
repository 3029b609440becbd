"""What was said to come, and what a later corpus says became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbook.changes import Side, changes, rules_of, sides_of, statements
from briefbook.changes_rules import ChangeRule

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

#: What a promise is called of which the later briefs say nothing.
NO_WORD = "no word"
# A promise that is only said again, or whose day has moved, is still open.
_OPEN = ("repeated", "updated")
STILL_OPEN = "still open"
COLUMNS = (
    *("claim_id", "brief_id", "published", "actor", "object", "quote", "due"),
    *("outcome", "happened", "claim_after", "published_after", "quote_after"),
)


def promises(ds: Dataset, before: Side, after: Side) -> pd.DataFrame:
    """Return the plans, forecasts and deadlines of `before` with their outcome.

    Returns
    -------
    DataFrame
        One row a claim of `before` that was still to come; ``outcome`` is
        ``fulfilled``, ``contradicted``, ``lapsed``, ``still open`` or ``no word``,
        ``due`` the last day that was named, ``happened`` the first day of what the
        later claim tells.
    """
    import pandas as pd

    terms, rules = rules_of(ds)
    earlier = sides_of(ds, before, after)[0]
    to_come = [
        said
        for said in statements(ds, earlier)
        if terms.is_promise(said, rules.get(said.measure, ChangeRule()))
    ]
    found = changes(ds, before, after)
    followed = {row.claim_before: row for row in found.itertuples()}
    rows = []
    for said in to_come:
        row = followed.get(said.claim_id)
        kind = str(row.kind) if row is not None else NO_WORD
        rows.append(
            {
                "claim_id": said.claim_id,
                "brief_id": said.brief_id,
                "published": said.published,
                "actor": said.actor,
                "object": said.written,
                "quote": said.quote,
                "due": said.end,
                "outcome": STILL_OPEN if kind in _OPEN else kind,
                "happened": row.happened if row is not None else None,
                "claim_after": row.claim_after if row is not None else None,
                "published_after": row.published_after if row is not None else None,
                "quote_after": row.quote_after if row is not None else None,
            }
        )
    made = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in ("published", "due", "happened", "published_after"):
        made[name] = pd.to_datetime(made[name])
    return made
