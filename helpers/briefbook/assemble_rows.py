"""One brief's rows of each table: its facts, what the rules read in it, its claims."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

from briefbook.claims import MentionIds, claim_rows
from briefbook.corrections import RULE, corrected
from briefbook.errors import Problem
from briefbook.models import Brief, Extraction, Mention
from briefbook.money import in_dollars, is_currency
from briefbook.registry import Registry
from briefbook.vocabularies import Vocabularies, cells

Rows = list[dict[str, Any]]
BRIEF_TABLES = ("briefs", "figures", "dates", "actor_mentions", "claims")


def brief_rows(
    brief: Brief,
    read: Extraction,
    registry: Registry,
    vocabularies: Vocabularies,
    *,
    notes: bool = True,
) -> tuple[dict[str, Rows], dict[str, Mention], list[Problem]]:
    """Return a brief's rows of each table, its mentions by id, and its problems.

    Parameters
    ----------
    read
        What the rules read in it, before its corrections.
    notes
        Whether to look for what is only noted of its claims.
    """
    rows: dict[str, Rows] = {name: [] for name in BRIEF_TABLES}
    mentions: dict[str, Mention] = {}
    read, problems = corrected(brief, read)
    ids = MentionIds(brief)
    claims, found = claim_rows(
        brief, read, registry, vocabularies, ids=ids, notes=notes
    )
    _add_rows(rows, mentions, brief, read, claims, ids)
    return rows, mentions, [*problems, *found]


def _add_rows(
    rows: dict[str, Rows],
    mentions: dict[str, Mention],
    brief: Brief,
    read: Extraction,
    claims: Rows,
    ids: MentionIds,
) -> None:
    own = {
        "brief_id": brief.id,
        "corpus": brief.corpus,
        "published": brief.published,
        "title": brief.title,
    }
    source = brief.source
    rows["briefs"].append(
        {
            **own,
            "themes": brief.themes or read.themes,
            "publisher": source.get("publisher"),
            "source_title": source.get("title"),
            "source_url": source.get("url"),
            "digest": source.get("digest"),
            "position": int(source["position"]) if "position" in source else None,
            "origin_report": source.get("origin_report"),
            "source_ids": tuple(cells(source.get("source_ids", ""))),
            "text": brief.text,
            "text_kind": brief.text_kind,
            "language": read.language,
            "sha256": sha256(brief.text.encode("utf-8", "surrogatepass")).hexdigest(),
        }
    )
    by_start = {figure.char_start: figure for figure in read.figures}
    converted: dict[str, str] = {}
    dollars: dict[str, float | None] = {}
    for figure in read.figures:
        row = own | _span(figure) | _reading(figure)
        row["figure_id"] = _keep(mentions, ids, figure, "f")
        row |= {
            name: getattr(figure, name)
            for name in ("value", "value_high", "unit", "bound", "change", "noun")
        }
        row |= _usd(figure.value, figure.unit, brief.published)
        dollars[row["figure_id"]] = row["value_usd"]
        whole = by_start.get(figure.conversion_of)
        if whole is not None:
            row["conversion_of"] = ids.of(whole, "f")
            converted[row["figure_id"]] = row["conversion_of"]
        rows["figures"].append(row)
    for when in read.dates:
        row = own | _span(when) | _reading(when)
        row["date_id"] = _keep(mentions, ids, when, "d")
        row |= {"start": when.start, "end": when.end, "precision": when.precision}
        rows["dates"].append(row)
    for actor in read.actors:
        row = own | _span(actor)
        row["mention_id"] = _keep(mentions, ids, actor, "a")
        row |= {"actor": actor.name, "actor_type": actor.type, "country": actor.country}
        row["origin"] = "corrected" if actor.rule == RULE else "rule"
        rows["actor_mentions"].append(row)
    for claim in claims:
        claim["conversion_of"] = converted.get(claim.get("figure_id", ""))
        # Money of a period still to come has no rate yet: the brief's day counts.
        day = min(claim.get("period_end") or brief.published, brief.published)
        claim |= _usd(claim.get("value"), claim.get("unit"), day)
        rows["claims"].append({**own, "themes": brief.themes or read.themes, **claim})


def _keep(
    mentions: dict[str, Mention], ids: MentionIds, mention: Mention, kind: str
) -> str:
    key = ids.of(mention, kind)
    mentions[key] = mention
    return key


def _span(mention: Mention) -> dict[str, Any]:
    return {
        "quote": mention.quote,
        "char_start": mention.char_start,
        "char_end": mention.char_end,
    }


def _reading(mention: Mention) -> dict[str, Any]:
    entries = f" [{'; '.join(mention.entries)}]" if mention.entries else ""
    return {
        "rule": f"{mention.rule}{entries}",
        "ambiguous": ";".join(mention.ambiguous),
        "origin": "corrected" if mention.rule == RULE else "rule",
    }


def _usd(value: float | None, unit: str | None, day: date) -> dict[str, Any]:
    if value is None or not is_currency(unit):
        return {"value_usd": None, "usd_note": None}
    amount = in_dollars(value, str(unit), day)
    return {"value_usd": amount.value, "usd_note": amount.note}
