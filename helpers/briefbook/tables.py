"""Captioned tables: plain HTML that an untrusted notebook shows, and nothing hidden.

>>> import pandas as pd
>>> table(pd.DataFrame({"firm": ["SMIC", "TSMC"]}), "Foundries", n=1)
Foundries (1 of 2 rows)
firm
SMIC
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from briefbook.errors import BriefbookError
from briefbook.evidence import anchor
from briefbook.money import is_currency
from briefbook.money_words import amount, missing, scaled

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.dataset import Dataset

_NOTEBOOK = re.compile(r"[\w-]+\.ipynb")


class NotAdditiveError(BriefbookError, ValueError):
    """The rows can't be summed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it is shown: caption, header cells, and how many rows were left out.

    Attributes
    ----------
    rows
        What is shown, as texts or numbers; cells that are `Html` are not escaped.
    of
        Number of rows before the table was cut.
    anchors
        The id of each row's place in a page, where it has one.
    """

    caption: str
    rows: pd.DataFrame
    of: int
    anchors: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return the caption and the rows as text."""
        body = self.rows.to_string(index=False) if len(self.rows) else "no rows"
        return f"{self._headline()}\n{body}"

    def _headline(self) -> str:
        count = len(self.rows)
        rows = f"{count:,} of {self.of:,} rows" if count < self.of else _rows(count)
        return f"{self.caption} ({rows})"

    def _repr_html_(self) -> str:
        head = "".join(
            heading(str(name), is_text=_is_text(self.rows.iloc[:, place]))
            for place, name in enumerate(self.rows.columns)
        )
        ids = [f' id="{escape(name, quote=True)}"' for name in self.anchors]
        ids = ids or [""] * len(self.rows)
        body = "".join(
            f"<tr{place}>" + "".join(_cell(value) for value in row) + "</tr>"
            for place, row in zip(
                ids, self.rows.itertuples(index=False, name=None), strict=True
            )
        )
        return (
            f'<table class="briefbook"><caption>{escape(self._headline())}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


class Html(str):
    """A cell that is HTML already."""


def link(url: str, words: str) -> Html:
    """Return a cell that links `words`, to a web page, a place here or a notebook.

    Any other address is left out.
    """
    if not (url.startswith(("https://", "http://", "#")) or _NOTEBOOK.fullmatch(url)):
        return Html(escape(words))
    return Html(f'<a href="{escape(url, quote=True)}">{escape(words)}</a>')


def table(
    rows: pd.DataFrame,
    caption: str,
    *,
    columns: Mapping[str, str] | Sequence[str] | None = None,
    n: int | None = None,
    anchors: Sequence[str] = (),
) -> Shown:
    """Return rows as a captioned table.

    Parameters
    ----------
    rows
        One row a row; sort before cutting.
    caption
        What the table holds.
    columns
        Columns to show, in order; a mapping gives each its heading.
    n
        Most rows to show; the caption then says how many there are.
    anchors
        The id of each row's place, to link to.
    """
    of = len(rows)
    shown = rows if n is None else rows.head(n)
    if columns is not None:
        shown = shown[list(columns)]
        if isinstance(columns, Mapping):
            shown = shown.rename(columns=dict(columns))
    return Shown(caption, shown, of, tuple(anchors)[: len(shown)])


def claims_table(ds: Dataset, caption: str, *, n: int | None = None) -> Shown:
    """Return the evidence table: each claim with its value, words and brief."""
    import pandas as pd

    claims = ds.claims
    quoted = {item.row_id: item for item in ds.evidence(claims)}
    rows = [
        {
            "who": _text(row.actor),
            "does": _text(row.action),
            "what": _text(row.object) or _text(row.target),
            "value": amount(row.value, row.unit, row.value_high, row.bound),
            "period": period(row.period_start, row.period_end),
            "words": _marked(quoted[row.claim_id]),
            "brief": _text(row.title),
        }
        for row in claims.itertuples()
    ]
    # dtype object: a column of texts would lose which cells are HTML already.
    columns = ["who", "does", "what", "value", "period", "words", "brief"]
    shown = pd.DataFrame(rows, columns=columns, dtype="object")
    return table(shown, caption, n=n, anchors=[anchor(i) for i in claims["claim_id"]])


def briefs_table(ds: Dataset, caption: str) -> Shown:
    """Return the briefs as a table: day, title, themes and what was made of each.

    A title leads to the first row of its claims in the page, a theme to the notebook
    of that theme.
    """
    import pandas as pd

    firsts = ds.claims.drop_duplicates("brief_id").set_index("brief_id")["claim_id"]
    homes = _notebooks(ds)
    briefs = ds.briefs.sort_values("published", kind="stable")
    counts = {
        name: ds.table(name)["brief_id"].value_counts()
        for name in ("claims", "figures", "dates")
    }
    rows = [
        {
            "published": row.published,
            "brief": (
                link(f"#{anchor(firsts[row.brief_id])}", row.title)
                if row.brief_id in firsts
                else row.title
            ),
            "themes": Html(
                ", ".join(link(homes.get(_letters(t), ""), t) for t in row.themes)
            ),
            **{name: int(count.get(row.brief_id, 0)) for name, count in counts.items()},
        }
        for row in briefs.itertuples()
    ]
    columns = ["published", "brief", "themes", *counts]
    return table(pd.DataFrame(rows, columns=columns, dtype="object"), caption)


def _notebooks(ds: Dataset) -> dict[str, str]:
    """Return the project's notebooks by the letters of their names."""
    paths = sorted(ds.project.notebooks.glob("*.ipynb"))
    return {_letters(path.stem): path.name for path in paths}


def _letters(name: str) -> str:
    return re.sub(r"[\W\d_]+", "", name)


def period(start: Any, end: Any) -> str:
    """Return a period in its shortest form: a day, or two days.

    Examples
    --------
    >>> from datetime import date
    >>> period(date(2024, 1, 1), date(2024, 10, 31))
    '2024-01-01 to 2024-10-31'
    """
    days = [day for day in (start, end) if not missing(day)]
    shown = list(dict.fromkeys(f"{day:%Y-%m-%d}" for day in days))
    return " to ".join(shown)


def total(ds: Dataset, claims: pd.DataFrame) -> float:
    """Return the sum of claims of one additive measure, in US dollars or its unit.

    Parts of another claim, conversions and repeats are left out, so nothing counts
    twice; so is what the text denies, and the size of a change.

    Raises
    ------
    NotAdditiveError
        The rows can't be summed; the message gives the reason.
    """
    measures = sorted(claims["measure"].dropna().unique())
    if len(measures) != 1 or claims["measure"].isna().any():
        named = ", ".join(measures) or "none"
        raise NotAdditiveError(
            f"claims of several measures can't be summed ({named}): keep one measure"
        )
    terms = ds.vocabularies.measures.get(measures[0], {})
    if terms.get("additive") != "yes":
        raise NotAdditiveError(
            f"{measures[0]} is not additive in the measures vocabulary: show its "
            f"values side by side instead"
        )
    ids = set(claims["claim_id"])
    single = claims[
        claims["value"].notna()
        & claims["conversion_of"].isna()
        & ~claims["part_of"].isin(ids)
        & (claims["role"].fillna("value") == "value")
        & claims["change"].isna()
        & ~claims["negated"].fillna(False).astype(bool)
    ]
    if single["value_high"].notna().any():
        raise NotAdditiveError(
            "some claims give a range, which has no one value: leave those rows out "
            "first"
        )
    keys = ["actor", "object", "period_start", "period_end", "value", "unit"]
    single = single.drop_duplicates(keys)
    _refuse_overlaps(single)
    money = single["unit"].map(is_currency).astype(bool)
    if money.any() and (single.loc[money, "value_usd"].isna().any() or not money.all()):
        raise NotAdditiveError(
            "some amounts have no value in US dollars, or other units stand among "
            "them: leave those rows out first"
        )
    if not money.any() and single["unit"].nunique() > 1:
        raise NotAdditiveError("claims of several units can't be summed: keep one")
    return float(single["value_usd" if money.any() else "value"].sum())


def _refuse_overlaps(claims: pd.DataFrame) -> None:
    """Refuse two periods of one thing that overlap: a year holds its quarters."""
    dated = claims[claims["period_start"].notna() & claims["period_end"].notna()]
    keys = ["actor", "target", "object"]
    for _, group in dated.groupby(keys, observed=True, dropna=False):
        ordered = group.sort_values(["period_start", "period_end"])
        before = ordered.shift(1)
        both = ordered[ordered["period_start"] <= before["period_end"]]
        if len(both):
            row = both.iloc[0]
            raise NotAdditiveError(
                f"periods overlap ({row['quote']!r}, {row['claim_id']}): name the "
                f"whole in part_of, or leave one of them out"
            )


def _marked(item: Any) -> Html:
    before, after = item.before, item.after
    return Html(f"{escape(before)}<mark>{escape(item.quote)}</mark>{escape(after)}")


def heading(words: str, *, is_text: bool) -> str:
    """Return a header cell; above texts it stands to the left, as they do."""
    left = ' style="text-align:left"' if is_text else ""
    return f'<th scope="col"{left}>{escape(words)}</th>'


def _is_text(column: pd.Series) -> bool:
    first = next((value for value in column if not missing(value)), "")
    return isinstance(first, (str, tuple, list))


def _cell(value: Any) -> str:
    if isinstance(value, Html):
        return f'<td style="text-align:left">{value}</td>'
    if isinstance(value, str):
        return f'<td style="text-align:left">{escape(value)}</td>'
    if missing(value):
        return "<td></td>"
    if isinstance(value, float):
        return f"<td>{scaled(value)}</td>"
    if hasattr(value, "strftime"):
        return f'<td style="white-space:nowrap">{value:%Y-%m-%d}</td>'
    if isinstance(value, (tuple, list)):
        return f'<td style="text-align:left">{escape(", ".join(map(str, value)))}</td>'
    return f"<td>{escape(str(value))}</td>"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
