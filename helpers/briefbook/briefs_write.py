"""A brief into the text of its file: front matter in the order of the keys, then text.

What a person has edited in a file is never written over from here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from briefbook.errors import DataProblems, Problem
from briefbook.files import write_whole
from briefbook.frontmatter import dump
from briefbook.models import Brief, Claim, Correction


def write_brief(brief: Brief, path: Path) -> Path:
    """Write a brief to a new file; an existing one is never overwritten.

    Raises
    ------
    DataProblems
        `path` exists.
    """
    if path.exists():
        problem = Problem(
            path.as_posix(), 1, brief.id, "exists already", "choose another folder"
        )
        raise DataProblems([problem], what="draft")
    return write_whole(path, dump(front_matter(brief), brief.text))


def front_matter(brief: Brief) -> dict[str, Any]:
    """Return a brief's front matter as plain values, in the order of the keys."""
    first = brief.published_start
    published = brief.published.isoformat()
    front: dict[str, Any] = {
        "id": brief.id,
        "title": brief.title,
        "published": f"{first.isoformat()}..{published}" if first else published,
        "source": dict(brief.source),
        "text": brief.text_kind,
        "themes": list(brief.themes),
        "claims": [_claim_dict(claim) for claim in brief.claims],
        "corrections": [_correction_dict(item) for item in brief.corrections],
        "unused": [
            _without_empty(
                words=item.words, because=item.because, occurrence=item.occurrence
            )
            for item in brief.unused
        ],
    }
    return {key: value for key, value in front.items() if value not in ("", [], {})}


def _claim_dict(claim: Claim) -> dict[str, Any]:
    words: dict[str, Any] = {}
    if len(claim.figures) == 1 and claim.figures[0].role == "value":
        words["figure"] = claim.figures[0].words
        words["occurrence"] = claim.figures[0].occurrence
    elif claim.figures:
        words["figures"] = [
            _without_empty(words=ref.words, role=ref.role, occurrence=ref.occurrence)
            for ref in claim.figures
        ]
    return _without_empty(
        actor=claim.actor,
        action=claim.action,
        target=claim.target,
        object=claim.object,
        measure=claim.measure,
        instrument=claim.instrument,
        place=claim.place,
        **words,
        date=claim.date,
        date_occurrence=claim.date_occurrence,
        words=claim.words,
        **({"occurrence": claim.words_occurrence} if claim.words_occurrence else {}),
        stage=claim.stage,
        basis=claim.basis,
        said_by=claim.said_by,
        negated="true" if claim.negated else "",
        part_of=claim.part_of,
        origin="" if claim.origin == "curated" else claim.origin,
    )


def _correction_dict(item: Correction) -> dict[str, Any]:
    reading = "none" if item.reading is None else dict(item.reading)
    return _without_empty(
        words=item.words,
        occurrence=item.occurrence,
        because=item.because,
        **{item.kind: reading},
    )


def _without_empty(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", None)}
