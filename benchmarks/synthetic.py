"""Made-up briefs of 200 words, the same for the same seed: what a big build reads.

The prose has the parts that real briefs have (figures with units, days, firms and
states, plans and deadlines, plain sentences), drawn anew for every brief.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

WORDS = 200
_FIRST, _DAYS = date(2015, 1, 1), 3650
_ACTORS = (
    "Nvidia", "TSMC", "Intel", "Samsung", "Microsoft", "Amazon", "Google", "Apple",
    "Huawei", "ASML", "Meta", "OpenAI", "Tesla", "SMIC", "Micron", "SK Hynix",
)  # fmt: skip
_STATES = (
    "China", "the United States", "Japan", "South Korea", "Taiwan", "India", "Brazil",
    "Germany", "France", "the Netherlands", "Canada", "Mexico", "Vietnam", "Ireland",
)  # fmt: skip
_PLACES = ("Ohio", "Arizona", "Dresden", "Kumamoto", "Penang", "Texas", "Gujarat")
_THINGS = (
    "memory chips", "data centres", "electric cars", "solar panels", "rare earths",
    "cloud services", "undersea cables", "phones", "batteries", "lithography tools",
)  # fmt: skip
_WHO = ("an official", "the ministry", "two analysts", "a spokesman", "the regulator")
_PLAIN = (
    "{who} said that talks would go on for as long as both sides saw some use in them.",
    "Rivals have watched the matter closely, though few of them wished to speak of it.",
    "It was not clear at first whether the rules on {thing} would be changed again.",
    "Buyers of {thing} in {place} have learnt to plan around such a thing by now.",
    "The paper does not say who drew up the terms, nor who is meant to keep them.",
    "{who} called the step needed, and others in {state} called it a mistake.",
    "People who know the plan said that its makers had argued over it for a long time.",
)
_TOLD = (
    "{actor} will spend ${small}.{digit} billion on a plant in {place} by {later}.",
    "Exports of {thing} to {state} fell {percent}% in the first half of {year}.",
    "{state} raised its duty on {thing} from {percent}% to {more}% on {month} {day}.",
    "{actor} said sales rose to €{percent}.{digit} billion from €{small} billion.",
    "{actor} is to cut {small},{hundreds} jobs in {place} before the end of {later}.",
    "{state} plans to fine {actor} up to ${percent} million over {thing}.",
    "A share of {percent}% to {more}% of all {thing} comes from {state}, {who} said.",
    "{actor} bought a stake of {percent}% in a maker of {thing} for ${hundreds}m.",
    "{state} must answer by {month} {day}, {later}, or {actor} loses its licence.",
    "Some {small}.{digit} million {thing} were shipped in {year}, {who} said Tuesday.",
)
_MONTHS = ("January", "March", "April", "June", "August", "October", "December")


def briefs(count: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Yield made-up briefs, ordered by day as an archive is.

    Parameters
    ----------
    count
        How many; they are spread over ten years.
    """
    draw = random.Random(seed)  # noqa: S311  (no secret hangs on it)
    for number in range(count):
        day = _FIRST + timedelta(days=number * _DAYS // count)
        text, title = _text(draw, day.year)
        yield {
            "id": f"s{number:09d}",
            "published": day.isoformat(),
            "title": title,
            "text": text,
        }


def write(path: Path, count: int, seed: int = 1) -> Path:
    """Write made-up briefs as JSON Lines and return the path."""
    with path.open("w", encoding="utf-8", newline="\n") as target:
        for brief in briefs(count, seed):
            target.write(f"{json.dumps(brief, ensure_ascii=False)}\n")
    return path


def _text(draw: random.Random, year: int) -> tuple[str, str]:
    paragraphs: list[str] = []
    actor, thing = draw.choice(_ACTORS), draw.choice(_THINGS)
    words = 0
    while words < WORDS:
        sentences = []
        for _ in range(3):
            form = draw.choice(_TOLD if draw.random() < 0.6 else _PLAIN)
            sentence = form.format(
                actor=actor if draw.random() < 0.5 else draw.choice(_ACTORS),
                thing=thing if draw.random() < 0.5 else draw.choice(_THINGS),
                state=draw.choice(_STATES),
                place=draw.choice(_PLACES),
                who=draw.choice(_WHO),
                month=draw.choice(_MONTHS),
                day=draw.randint(1, 28),
                year=year - draw.randint(0, 1),
                later=year + draw.randint(1, 5),
                small=draw.randint(2, 9),
                digit=draw.randint(1, 9),
                percent=draw.randint(3, 40),
                more=draw.randint(41, 90),
                hundreds=draw.randint(100, 999),
            )
            sentences.append(sentence[0].upper() + sentence[1:])
        paragraphs.append(" ".join(sentences))
        words += len(paragraphs[-1].split())
    # The last one gives the words that are too many.
    last = paragraphs[-1].split()
    paragraphs[-1] = " ".join(last[: len(last) - (words - WORDS)]).rstrip(",;:.") + "."
    return "\n".join(paragraphs), f"{actor} and {thing}"
