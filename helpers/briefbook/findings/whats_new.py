"""Findings on what a later digest adds to the earlier ones, and what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from briefbook.changes_promises import NO_WORD, STILL_OPEN, promises
from briefbook.findings.base import finding, listed, made, no_rows
from briefbook.models import Finding
from briefbook.schema_changes import CHANGE_KINDS
from briefbook.tables import amount

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

THEME = "whats_new"
_SAID = {
    "contradicted": "contradicts {n}",
    "lapsed": "lets {n} lapse",
    "fulfilled": "tells of {n} come true",
    "updated": "moves {n} on",
    "repeated": "repeats {n}",
}


class Sides(NamedTuple):
    """The corpora that are compared: the latest of the view, and all before it."""

    before: tuple[str, ...]
    after: str


def sides(ds: Dataset) -> Sides | None:
    """Return the corpora of a view in order of time; None where there is but one."""
    last = ds.briefs.groupby("corpus", observed=True)["published"].max()
    names = [str(name) for name in last.sort_values(kind="stable").index]
    return Sides(tuple(names[:-1]), names[-1]) if len(names) > 1 else None


def compared(ds: Dataset) -> pd.DataFrame | None:
    """Return the changes between the two sides of a view, or None without two."""
    both = sides(ds)
    return None if both is None else ds.changes(both.before, both.after)


def _one_side() -> Finding:
    sentence = "This view holds one corpus or none: name an earlier and a later one."
    return Finding(name="", sentence=sentence, verdict="no_rows")


@finding(
    THEME,
    objection=(
        "Silence is no outcome: a digest is a choice of stories, and what it leaves "
        "out may have happened all the same."
    ),
)
def outcome(ds: Dataset) -> Finding:
    """Tell how many claims are new, and what became of the earlier ones."""
    both, rows = sides(ds), compared(ds)
    if both is None or rows is None:
        return _one_side()
    counts = rows["kind"].value_counts()
    earlier = ds.where(corpora=both.before).claims
    pairs = rows[rows["kind"] != "new"]
    told = [_SAID[kind].format(n=counts[kind]) for kind in _SAID if counts.get(kind)]
    silent = len(earlier) - len(pairs)
    sentence = (
        f"{both.after} makes {_n(int(counts.get('new', 0)), 'new claim')}; of the "
        f"{_n(len(earlier), 'claim')} of {listed(both.before)} it "
        f"{listed([*told, *([f'is silent on {silent}'] if silent else [])])}."
    )
    value = float(len(pairs[pairs["kind"] != "repeated"]))
    return made(sentence, _both(rows), holds=value > 0, value=value, unit="count")


@finding(
    THEME,
    objection=(
        "A later claim may be wrong, and the earlier right; both are what briefs say, "
        "not what is so."
    ),
)
def contradicted(ds: Dataset) -> Finding:
    """Tell what the later briefs say against the earlier ones."""
    rows = compared(ds)
    if rows is None:
        return _one_side()
    against = rows[rows["kind"].isin(["contradicted", "lapsed"])]
    if against.empty:
        return made(
            "The later briefs contradict nothing that was said before.",
            _both(rows[rows["kind"] != "new"]),
            holds=True,
            value=0.0,
            unit="count",
        )
    told = [
        f"'{row.quote_before}' against '{row.quote_after}'"
        if isinstance(row.quote_after, str)
        else f"'{row.quote_before}', of which nothing more is said"
        for row in against.itertuples()
    ]
    number = len(against)
    sentence = (
        f"{_n(number, 'statement')} of the earlier briefs "
        f"{'does' if number == 1 else 'do'} not stand: {'; '.join(told)}."
    )
    return made(
        sentence, _both(against), holds=False, value=float(number), unit="count"
    )


@finding(
    THEME,
    objection=(
        "Two values of one name need not be measured alike, and two points make no "
        "trend."
    ),
)
def moved(ds: Dataset) -> Finding:
    """Tell which values moved, and by how much."""
    rows = compared(ds)
    if rows is None:
        return _one_side()
    steps = moves(ds, rows)
    if steps.empty:
        return no_rows("a value that stands before and after")
    told = [
        f"{row.label}, from {amount(row.value_before, row.unit, bound=before)} to "
        f"{amount(row.value_after, row.unit, bound=after)}"
        f"{_aside(row, before, after)}"
        for row, before, after in zip(
            steps.itertuples(), *bounds(ds, steps), strict=True
        )
    ]
    number = len(steps)
    sentence = (
        f"{_n(number, 'value')} {'has' if number == 1 else 'have'} moved: "
        f"{'; '.join(told)}."
    )
    return made(sentence, _both(steps), holds=True, value=float(number), unit="count")


_POINTS = {"exact", "about"}


def _aside(row: Any, before: str, after: str) -> str:
    # From a floor or a ceiling nobody can tell by how much it moved.
    told = [difference(row)] if {before, after} <= _POINTS else []
    told += ["which contradicts it"] if row.kind == "contradicted" else []
    return f" ({', '.join(told)})" if told else ""


def bounds(ds: Dataset, steps: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return whether the values before and after are exact, a floor or a ceiling."""
    bounds = ds.claims.set_index("claim_id")["bound"].astype("object")
    before, after = (
        bounds.reindex(steps[name]).fillna("exact").astype(str).tolist()
        for name in ("claim_before", "claim_after")
    )
    return before, after


def moves(ds: Dataset, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the changes whose value moved, each with a ``label`` of what it is of."""
    steps = rows[rows["difference"].notna() & rows["value_before"].notna()]
    steps = steps[(steps["difference"] != 0) & steps["value_after"].notna()]
    measures = ds.vocabularies.measures
    labels = []
    for row in steps.itertuples():
        terms = measures.get(str(row.measure), {})
        of = row.actor if "actor" in terms.get("change_by", "") else row.object
        labels.append(f"{terms.get('label') or row.action} ({of})")
    return steps.assign(label=labels).reset_index(drop=True)


def difference(row: object) -> str:
    """Return by how much a value moved, as a reader says it.

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> difference(Row(difference=20.0, difference_unit="percentage_point"))
    '+20 points'
    """
    size = float(row.difference)  # type: ignore[attr-defined]
    unit = str(row.difference_unit)  # type: ignore[attr-defined]
    sign = "+" if size > 0 else "\N{MINUS SIGN}"
    if unit == "percentage_point":
        return f"{sign}{abs(size):.4g} points"
    return f"{sign}{amount(abs(size), unit)}"


@finding(
    THEME,
    objection=(
        "What is called fulfilled is what a later brief tells as a fact; whether it is "
        "what was meant is a reader's judgement."
    ),
)
def promised(ds: Dataset) -> Finding:
    """Tell what became of what was said to come."""
    both = sides(ds)
    if both is None:
        return _one_side()
    rows = promises(ds, both.before, both.after)
    if rows.empty:
        return no_rows("plans, forecasts or deadlines")
    counts = rows["outcome"].value_counts()
    words = {
        "fulfilled": ("has come true", "have come true"),
        "contradicted": ("is contradicted", "are contradicted"),
        "lapsed": ("has lapsed", "have lapsed"),
        STILL_OPEN: ("is still open", "are still open"),
    }
    told = [
        f"{counts[kind]} {one if counts[kind] == 1 else many}"
        for kind, (one, many) in words.items()
        if counts.get(kind)
    ]
    silent = int(counts.get(NO_WORD, 0))
    told += [f"of {silent} nothing is heard"] if silent else []
    sentence = (
        f"Of {_n(len(rows), 'plan')}, forecasts and deadlines of "
        f"{listed(both.before)}, {listed(told)} by {both.after}."
    )
    kept = int(counts.get("fulfilled", 0))
    later = rows[["claim_after"]].dropna().rename(columns={"claim_after": "claim_id"})
    broken = int(counts.get("lapsed", 0)) + int(counts.get("contradicted", 0))
    return made(
        sentence, (rows, later), holds=kept > broken, value=float(kept), unit="count"
    )


@finding(
    THEME,
    objection="What is new to the briefs may be old: they tell what they choose to.",
)
def news(ds: Dataset) -> Finding:
    """Tell what the later briefs speak of that the earlier ones did not."""
    both, rows = sides(ds), compared(ds)
    if both is None or rows is None:
        return _one_side()
    new = rows[rows["kind"] == "new"]
    if new.empty:
        return no_rows("claims that are new")
    sizes = by_theme(ds, rows)
    news_of = sizes[sizes["kind"] == "new"].set_index("theme")["n"]
    top = news_of[news_of == news_of.max()].index
    known = set(ds.where(corpora=both.before).actor_mentions["actor"])
    named = ds.where(corpora=both.after).actor_mentions["actor"].value_counts()
    fresh = [str(name) for name, count in named.items() if count and name not in known]
    sentence = (
        f"The {_n(len(new), 'new claim')} {'is' if len(new) == 1 else 'are'} most "
        f"often on {listed(map(str, sorted(top)))} ({int(news_of.max())}); "
        f"{_n(len(fresh), 'actor')} of {int((named > 0).sum())} "
        f"{'was' if len(fresh) == 1 else 'were'} not named before, most often "
        f"{listed(fresh[:3])}."
        if fresh
        else f"{_n(len(new), 'claim')} {'is' if len(new) == 1 else 'are'} new, and "
        "no actor that was not named before."
    )
    rows = new[["claim_after"]].rename(columns={"claim_after": "claim_id"})
    value = float(len(new))
    return made(sentence, (rows,), holds=True, value=value, unit="count")


@finding(
    THEME,
    objection="The same story in other words is not found: only words are compared.",
)
def told_again(ds: Dataset) -> Finding:
    """Tell how many of the later briefs repeat a text of the earlier ones."""
    both = sides(ds)
    if both is None:
        return _one_side()
    later, earlier = ds.where(corpora=both.after), ds.where(corpora=both.before)
    briefs, claims = later.briefs, later.claims
    again = briefs[briefs["duplicate_of"].isin(earlier.briefs["brief_id"])]
    if again.empty:
        sentence = (
            f"No brief of {both.after} repeats a text of {listed(both.before)}: all "
            f"{_n(len(briefs), 'brief')} count."
        )
        return made(sentence, (), holds=True, value=0.0, unit="count")
    titles = dict(zip(ds.briefs["brief_id"], ds.briefs["title"], strict=True))
    told = [
        f"'{row.title}' ('{titles[row.duplicate_of]}')" for row in again.itertuples()
    ]
    sentence = (
        f"{len(again)} of the {_n(len(briefs), 'brief')} of {both.after} "
        f"{'repeats' if len(again) == 1 else 'repeat'} a text of "
        f"{listed(both.before)}, so {len(briefs) - len(again)} are distinct: "
        f"{listed(told)}."
    )
    rows = claims[claims["brief_id"].isin(again["brief_id"])]
    return made(sentence, (rows,), holds=False, value=float(len(again)), unit="count")


def by_theme(ds: Dataset, rows: pd.DataFrame) -> pd.DataFrame:
    """Return how many changes of each kind there are by theme of the later brief.

    Returns
    -------
    DataFrame
        ``theme``, ``kind`` and ``n``; a brief on two themes counts on both.
    """
    themes = ds.by("theme", "briefs")[["brief_id", "theme"]]
    where = (
        rows["brief_after"]
        .astype("object")
        .fillna(rows["brief_before"].astype("object"))
    )
    both = rows.assign(brief_id=where).merge(
        themes.astype({"brief_id": "object"}), on="brief_id"
    )
    counts = both.groupby(["theme", "kind"], observed=True).size().rename("n")
    order = {kind: place for place, kind in enumerate(CHANGE_KINDS)}
    found = counts.reset_index().astype({"kind": "object"})
    total = found.groupby("theme", observed=True)["n"].transform("sum")
    found = found.assign(total=total, place=found["kind"].map(order))
    keys, ways = ["total", "theme", "place"], [False, True, True]
    found = found.sort_values(keys, ascending=ways, kind="stable")
    return found[["theme", "kind", "n"]].reset_index(drop=True)


def _both(rows: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """Return the claims of both sides, pair by pair."""
    import pandas as pd

    ids = [
        claim
        for row in rows.itertuples()
        for claim in (row.claim_before, row.claim_after)
        if isinstance(claim, str)
    ]
    return (pd.DataFrame({"claim_id": ids}),)


def _n(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
