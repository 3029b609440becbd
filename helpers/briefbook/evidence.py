"""The words behind a row: its sentence with the words marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from briefbook.assemble import IDS
from briefbook.errors import ParameterError, did_you_mean
from briefbook.extract.sentences import sentence_at, sentences
from briefbook.extract.text import plain
from briefbook.models import BOUND_WORDS, DateMention, Finding, Mention

if TYPE_CHECKING:
    import pandas as pd

    from briefbook.assemble import Assembled
    from briefbook.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Quoted:
    """One row's words in their sentence.

    Attributes
    ----------
    before, quote, after
        The sentence in three parts; joined they are the text's own characters.
    """

    row_id: str
    brief_id: str
    title: str
    published: str
    text_kind: str
    before: str
    quote: str
    after: str
    url: str = ""

    @property
    def is_record(self) -> bool:
        """Tell whether it is a row of the public record, not words of a brief."""
        return self.text_kind == "record"

    def __str__(self) -> str:
        """Return the sentence with the words in brackets, then the brief."""
        ours = ", our wording" if self.text_kind == "rewritten" else ""
        return (
            f"{self.before}[{self.quote}]{self.after} "
            f"({self.title}, {self.published}{ours})"
        )


class Evidence(list[Quoted]):
    """Quoted rows that show as text and as HTML with the words marked."""

    def __repr__(self) -> str:
        """Return one quotation a line."""
        return "\n".join(map(str, self)) or "no words: no row"

    def _repr_html_(self) -> str:
        if not self:
            return "<p>no words: no row</p>"
        rows = "".join(
            f'<tr id="{escape(anchor(item.row_id))}">'
            f'<td style="text-align:left">{escape(item.before)}'
            f"<mark>{escape(item.quote)}</mark>{escape(item.after)}</td>"
            f'<td style="text-align:left">{_cited(item)}</td>'
            f"<td>{item.published}</td></tr>"
            for item in self
        )
        ours = any(item.text_kind == "rewritten" for item in self)
        caption = "The words behind the rows" + (
            "; the briefs are in our wording" if ours else ""
        )
        return (
            f'<table class="briefbook"><caption>{caption}</caption><thead><tr>'
            '<th scope="col" style="text-align:left">words</th>'
            '<th scope="col" style="text-align:left">brief or source</th>'
            '<th scope="col">published</th></tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row a quotation."""
        import pandas as pd

        columns = list(Quoted.__dataclass_fields__)
        rows = [[getattr(item, name) for name in columns] for item in self]
        return pd.DataFrame(rows, columns=columns)


def _cited(item: Quoted) -> str:
    if item.url.startswith(("https://", "http://")):
        return f'<a href="{escape(item.url, quote=True)}">{escape(item.title)}</a>'
    return escape(item.title)


def anchor(row_id: str) -> str:
    """Return the id of a row's place in a page."""
    return "row-" + row_id.replace("/", "-")


def evidence(ds: Dataset, rows: Any) -> Evidence:
    """Return the sentences that `rows` stand on, with the words marked.

    Parameters
    ----------
    ds
        Where the rows are from.
    rows
        A row's id, several ids, a row (Series), a frame with an id column, or a
        finding.

    Raises
    ------
    ParameterError
        An id is not in the dataset.
    """
    whole = ds._whole
    ids = list(_row_ids(rows))
    known = whole.rows(ids)
    for row_id in ids:
        if row_id not in known:
            raise ParameterError(
                f"{row_id!r} is no row of the dataset: ids look like "
                f"{whole.frame('claims').iloc[:1]['claim_id'].tolist()}"
            )
    return Evidence(quote_row(whole, *known[row_id]) for row_id in ids)


def explain(ds: Dataset, row_id: str) -> str:
    """Return why a mention was read as it was, in a sentence."""
    mentions = ds._whole.mentions
    if row_id not in mentions:
        remedy = did_you_mean(row_id, mentions)
        raise ParameterError(f"{row_id!r} is no figure, date or actor, {remedy}")
    mention = mentions[row_id]
    parts = [f"'{mention.quote}' was read by the rule '{mention.rule}'"]
    if mention.rule == "correction":
        parts = [f"'{mention.quote}' was read by a person, in the brief's corrections"]
    if mention.entries:
        parts.append(f"with {', '.join(mention.entries)}")
    parts.append(f"as {_reading(mention)}")
    if base := _converted(ds._whole, row_id):
        parts.append(f"and restates '{base}'")
    if isinstance(mention, DateMention) and mention.anchor:
        parts.append(f"resolved against {mention.anchor}")
    sentence = " ".join(parts)
    if mention.ambiguous:
        sentence += f"; the text leaves open {' or '.join(mention.ambiguous)}"
    return sentence + "."


def _reading(mention: Mention) -> str:
    if isinstance(mention, DateMention):
        days = f"{mention.start} to {mention.end}"
        if mention.start == mention.end:
            days = f"{mention.start}"
        return f"{days} ({mention.precision})"
    fields = ("value", "value_high", "unit", "bound", "change", "noun", "name", "type")
    values = ((name, getattr(mention, name, None)) for name in fields)
    return ", ".join(
        f"{name} {_number(value)}" if isinstance(value, float) else f"{name} {value}"
        for name, value in values
        if value is not None
    )


def _number(value: float) -> str:
    # 57,010,000,000 says more than 5.701e+10.
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.10g}"


def _converted(whole: Assembled, row_id: str) -> str:
    """Return the words of the amount that a conversion restates, else nothing."""
    _, row = whole.rows([row_id])[row_id]
    base = row.get("conversion_of")
    if not isinstance(base, str):
        return ""
    return str(whole.rows([base])[base][1]["quote"])


def _row_ids(rows: Any) -> Iterable[str]:
    if isinstance(rows, str):
        return [rows]
    if isinstance(rows, Finding):
        return rows.evidence
    if hasattr(rows, "keys"):
        # Claims also hold the ids of their figure and date: their own comes first.
        for name in ("claim_id", "mention_id", "figure_id", "date_id", "record_id"):
            if name in rows:
                value = rows[name]
                return [value] if isinstance(value, str) else list(value)
        raise ParameterError(
            "the rows have no id: keep claim_id, figure_id, date_id, mention_id or "
            "record_id"
        )
    return list(rows)


def quote_row(whole: Assembled, table: str, row: Any) -> Quoted:
    """Return the words of one row of `table`, without a search for its id."""
    row_id = row[IDS[table]]
    if table in ("series", "timeline"):
        return _recorded(whole.tables["sources"], row_id, row, table)
    brief = whole.briefs[row["brief_id"]]
    start, end = int(row["char_start"]), int(row["char_end"])
    source = plain(brief.text)
    spans = [source.span(*span) for span in sentences(source.text)]
    first = sentence_at(spans, start)[0]
    last = max(sentence_at(spans, end - 1)[1], end)
    return Quoted(
        row_id=row_id,
        brief_id=brief.id,
        title=brief.title,
        published=brief.published.isoformat(),
        text_kind=brief.text_kind,
        before=brief.text[first:start],
        quote=brief.text[start:end],
        after=brief.text[end:last],
    )


def shown_day(day: Any, precision: Any = "day") -> str:
    """Return a day no more exactly than it is known, or nothing for none.

    Examples
    --------
    >>> from datetime import date
    >>> shown_day(date(2024, 11, 30), "month"), shown_day(date(2019, 1, 1), "year")
    ('2024-11', '2019')
    """
    if day is None or day != day:
        return ""
    form = {"month": "%Y-%m", "year": "%Y"}.get(str(precision), "%Y-%m-%d")
    return f"{day:{form}}"


def _days(start: Any, end: Any) -> str:
    # A duty has no end while it is in force: such periods are open.
    first = "" if start != start else f"{start:%Y-%m-%d}"
    last = "" if end != end else f"{end:%Y-%m-%d}"
    if first and first == last:
        return first
    if first and last:
        return f"{first} to {last}"
    return f"from {first}" if first else f"until {last}"


def _recorded(sources: pd.DataFrame, row_id: str, row: Any, table: str) -> Quoted:
    source = sources[sources["source_id"] == row["source_id"]].iloc[0]
    if table == "series":
        days = _days(row["period_start"], row["period_end"])
        label, entity = str(row["label"]), str(row["entity"])
        whose = "" if label.endswith(entity) else f", {entity}"
        said = f"{label}{whose}, {days}: "
        number = float(row["value"])
        shown = f"{number:,.0f}" if number.is_integer() else f"{number:,.10g}"
        bound = BOUND_WORDS.get(str(row["bound"]), "")
        unit = "" if row["unit"] == "count" else f" {row['unit']}"
        value = f"{bound}{shown}{unit}"
    else:
        said = f"{shown_day(row['date'], row['date_precision'])}: "
        value = str(row["summary"])
    day = source["published"]
    return Quoted(
        row_id=row_id,
        brief_id="",
        title=str(source["publisher"]),
        published=shown_day(day, source["published_precision"]) or "no day",
        text_kind="record",
        before=said,
        quote=value,
        after="",
        url=str(source["url"]),
    )
