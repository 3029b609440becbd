"""Expectation against outcome: what a theme's claims came to by the public record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from briefbook.chart_forms import Spans
from briefbook.chart_forms_more import wrapped
from briefbook.charts import Caption, Chart
from briefbook.evidence import shown_day
from briefbook.findings.base import listed, made, no_rows
from briefbook.findings.events import unlike
from briefbook.models import Finding
from briefbook.tables import Shown, missing, table

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

OBJECTION = (
    "The record holds what was found, not all that happened; what moved on since is no "
    "error of the brief, and a claim can be right by luck."
)
# What a claim came to: verdict then, verdict now. Where nothing was public by the
# brief's day, or only the report that the brief retells, nobody could know better;
# where a source has no day, nobody can say whether it was public. A party's own denial
# stands against what others accuse it of: neither is a finding.
_RIGHT = ("agrees", "same_source")
FATES = (
    "right then and now",
    "right then, moved on since",
    "borne out since",
    "borne out, day unknown",
    "open then, moved on since",
    "contradicted since",
    "disputed by the sides",
    "contradicted, day unknown",
    "wrong already then",
)
_WRONG = ("contradicted since", *FATES[-2:])
_DISPUTED = "disputed by the sides"
_MOST = 16  # lanes on one chart that still read well


def fate(then: str, now: str) -> str:
    """Return what a claim came to, or nothing where the record is silent now.

    Examples
    --------
    >>> fate("agrees", "superseded"), fate("differs", "differs")
    ('right then, moved on since', 'wrong already then')
    """
    if now == "no_record":
        return ""
    if then == "differs":
        return "wrong already then"
    unknown = then == "undated"
    if now == "differs":
        return "contradicted, day unknown" if unknown else "contradicted since"
    right = now in _RIGHT
    if then in _RIGHT:
        return "right then and now" if right else "right then, moved on since"
    if not right:
        return "open then, moved on since"
    return "borne out, day unknown" if unknown else "borne out since"


def fates(ds: Dataset, themes: Collection[str]) -> pd.DataFrame:
    """Return the checks of a theme's measures with their ``fate``, one a matter.

    ``settled`` is the day of the last event on it, or else the day on which the first
    row of the record that speaks of it was made public; null where that is not known.
    ``settled_in`` is its precision: day, month or year.
    A brief that says the same of one measure several times counts once: the first row
    stands for those with the same two verdicts.
    """
    checks = ds.checks
    measures = ds.vocabularies.measures
    wanted = set(themes)
    of_theme = [
        name
        for name, row in measures.items()
        if not wanted.isdisjoint(str(row.get("themes", "")).split(";"))
    ]
    rows = checks[checks["measure"].isin(of_theme)]
    pairs = zip(rows["verdict_then"], rows["verdict_now"], strict=True)
    rows = rows.assign(fate=[fate(str(then), str(now)) for then, now in pairs])
    own = rows["claim_id"].isin(_own_denials(ds)) & rows["fate"].isin(_WRONG)
    rows.loc[own, "fate"] = _DISPUTED
    rows = rows.assign(settled=_settled(ds, rows), settled_in=_precisions(ds, rows))
    return rows.drop_duplicates(["brief_id", "measure", "fate"]).reset_index(drop=True)


def _own_denials(ds: Dataset) -> set[str]:
    """Return the claims in which an actor denies what it is said to have done."""
    claims = ds.claims
    own = claims["said_by"].astype("object") == claims["actor"].astype("object")
    denied = claims["negated"].fillna(False).astype(bool) & own.fillna(False)
    return set(claims.loc[denied, "claim_id"])


def _settled(ds: Dataset, rows: pd.DataFrame) -> pd.Series:
    """Return the day of each check's last event, or of the row that speaks of it."""
    import pandas as pd

    # The whole record: a check rests on it whatever the view leaves.
    whole = ds._whole.tables
    sources = whole["sources"]
    public = dict(zip(sources["source_id"], sources["published"], strict=True))
    events, values = whole["timeline"], whole["series"]
    days = {
        **dict(zip(events["record_id"], events["date"], strict=True)),
        **{
            record: public.get(source)
            for record, source in zip(
                values["record_id"], values["source_id"], strict=True
            )
        },
    }
    told = [days.get(_telling(row, days)) for row in rows.itertuples()]
    found = pd.Series(told, index=rows.index, dtype="datetime64[ns]")
    return rows["later_day"].astype("datetime64[ns]").fillna(found)


def _telling(row: Any, days: Mapping[str, Any]) -> str:
    """Return the record's row whose day settles a check.

    A sum that nobody could know by the brief's day is known with its last part.
    """
    ids = list(row.rows_now)
    if not ids:
        return ""
    parts = [name for name in ids if name.startswith("record/s/")]
    if row.verdict_then == "later_only" and len(parts) == len(ids):
        dated = [name for name in ids if not missing(days.get(name))]
        return max(dated, key=lambda name: days[name]) if dated else ids[0]
    return str(ids[0])


def _precisions(ds: Dataset, rows: pd.DataFrame) -> list[str]:
    """Return how exactly the days of `_settled` are known."""
    whole = ds._whole.tables
    sources, events, values = whole["sources"], whole["timeline"], whole["series"]
    public = dict(
        zip(sources["source_id"], sources["published_precision"], strict=True)
    )
    known = dict(zip(events["record_id"], events["date_precision"], strict=True))
    known |= {
        record: public.get(source)
        for record, source in zip(values["record_id"], values["source_id"], strict=True)
    }
    days = dict(zip(sources["source_id"], sources["published"], strict=True))
    of_values = {
        record: days.get(source)
        for record, source in zip(values["record_id"], values["source_id"], strict=True)
    }
    firsts = [_telling(row, of_values) for row in rows.itertuples()]
    # The day of a later event stands as the record gives it.
    return [
        str(known.get(first) or "day") if missing(later) else "day"
        for first, later in zip(firsts, rows["later_day"], strict=True)
    ]


def expected(ds: Dataset, themes: Collection[str], what: str) -> Finding:
    """Return the finding that counts what the claims came to."""
    import pandas as pd

    rows = fates(ds, themes)
    told = rows[rows["fate"] != ""]
    if told.empty:
        return no_rows(f"{what} that can be set beside the record")
    counts = told["fate"].value_counts()
    parts = [f"{counts[name]} {_said(name)}" for name in FATES if name in counts]
    wrong = int(sum(counts.get(name, 0) for name in _WRONG))
    silent = len(rows) - len(told)
    sentence = (
        f"{len(told)} {'matter' if len(told) == 1 else 'matters'} on {what} can be "
        f"set beside the record: {listed(parts)}"
        f"{f'; on {silent} more it is silent' if silent else ''}."
    )
    share = 100 * (len(told) - wrong) / len(told)
    told_by = [ids[0] for ids in told["rows_now"] if len(ids)]
    rows = told, pd.DataFrame({"record_id": told_by}, dtype="str")
    return made(sentence, rows, holds=wrong == 0, value=share, unit="percent")


def _said(name: str) -> str:
    """Return a fate as a sentence says it of a number of matters."""
    return {
        "right then, moved on since": "right then but overtaken since",
        "open then, moved on since": "open then and moved on since",
        "borne out, day unknown": "borne out by a source without a day",
        "contradicted, day unknown": "contradicted by a source without a day",
    }.get(name, name)


def drawn_fates(ds: Dataset, themes: Collection[str], title: str, source: str) -> Chart:
    """Return lanes from each brief's day to the last event that settled its matter."""
    told = fates(ds, themes)
    told = told[told["fate"] != ""]
    order = told["fate"].map(FATES.index)
    told = told.assign(order=order).sort_values(["order", "later_day"], kind="stable")
    # What nothing happened to since says least on a chart of what happened.
    cut = told.tail(_MOST)
    ends = cut["later_day"].fillna(cut["published"])
    data = cut.assign(
        lane=unlike([wrapped(matter, 44) for matter in matters(ds, cut)]),
        start=cut["published"],
        end=ends.where(ends >= cut["published"], cut["published"]),
        kind=cut["fate"],
    )
    more = len(told) - len(cut)
    left_out = f"; {more} more stand in the table" if more else ""
    caption = Caption(
        title,
        x=f"from the brief to the last event on the matter{left_out}",
        source=source,
    )
    return Spans(data.reset_index(drop=True), caption, at_end=True)


def outcomes_table(ds: Dataset, themes: Collection[str], caption: str) -> Shown:
    """Return each matter: what was said, what it came to, what happened and when."""
    import pandas as pd

    told = fates(ds, themes)
    told = told[told["fate"] != ""]
    told = told.assign(order=told["fate"].map(FATES.index))
    told = told.sort_values(["order", "later_day"], kind="stable")
    rows = [
        {
            "matter": matter,
            "the brief's words": row.quote,
            "came to": row.fate,
            "what the record says": _reason(row),
            "on": shown_day(row.settled, row.settled_in),
        }
        for row, matter in zip(told.itertuples(), matters(ds, told), strict=True)
    ]
    columns = ["matter", "the brief's words", "came to", "what the record says", "on"]
    return table(pd.DataFrame(rows, columns=columns, dtype="object"), caption)


def _reason(row: Any) -> str:
    """Return what the record says; of what was known then, that comes first.

    An event from before the brief that nobody could read of until later says so.
    """
    then, now = str(row.reason_then), str(row.reason_now)
    is_event = row.rows_now[0].startswith("record/t/") if len(row.rows_now) else False
    if is_event and row.verdict_then == "later_only" and row.settled < row.published:
        return then
    both = row.fate == "wrong already then" and then != now
    return f"{then}; since then: {now}" if both else now


def matters(ds: Dataset, rows: pd.DataFrame) -> list[str]:
    """Return what each row is about: who and what, and the measure where these repeat.

    What is denied says so: such a claim is right where the thing itself is not.

    Examples
    --------
    ``European Union: battery development scheme (budget of an aid scheme)``
    """
    from collections import Counter

    claims = ds.claims
    denied = set(claims.loc[claims["negated"].fillna(False), "claim_id"])
    named = [
        f"{_matter(row)}, denied" if row.claim_id in denied else _matter(row)
        for row in rows.itertuples()
    ]
    often = Counter(named)
    terms = ds.vocabularies.measures
    labels = [str(terms.get(name, {}).get("label", name)) for name in rows["measure"]]
    return [
        f"{matter} ({label[:1].lower()}{label[1:]})" if often[matter] > 1 else matter
        for matter, label in zip(named, labels, strict=True)
    ]


def _matter(row: object) -> str:
    parts = (getattr(row, "actor", None), getattr(row, "object", None))
    return ": ".join(str(part) for part in parts if not missing(part))
