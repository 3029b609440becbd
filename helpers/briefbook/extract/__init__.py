"""Text in, typed mentions out, each with the span that it stands on.

`extract` reads figures, dates, actors and themes in one go; it is pure: the same text
and day give the same mentions, without clock, locale or network.

>>> from datetime import date
>>> from briefbook.extract import extract
>>> read = extract("SMIC raised $2.5bn last Tuesday.", date(2024, 11, 21))
>>> [(f.quote, f.value, f.unit) for f in read.figures]
[('$2.5bn', 2500000000.0, 'USD')]
>>> [(d.quote, d.start.isoformat()) for d in read.dates]
[('last Tuesday', '2024-11-19')]
>>> [(a.name, a.type) for a in read.actors]
[('SMIC', 'company')]
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from briefbook.models import Extraction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefbook.registry import Registry

__all__ = ["extract"]


def extract(
    text: str,
    published: date,
    *,
    published_start: date | None = None,
    title: str = "",
    registry: Registry | None = None,
    theme_terms: Mapping[str, Sequence[str]] | None = None,
) -> Extraction:
    """Return all that the rules read in one brief.

    Parameters
    ----------
    text
        The brief's text, its paragraphs one a line.
    published
        Relative dates resolve against it.
    published_start
        First day of the range where the day of publication is known as a range.
    title
        Weighs more than the text for the themes.
    registry
        Known actors; without it the wheel's own.
    theme_terms
        Terms of themes that a project adds.

    Returns
    -------
    Extraction
        Mentions in order of their place. Of a text that is not in English nothing but
        the language is told.
    """
    from briefbook.extract.actors import find_actors
    from briefbook.extract.dates import find_dates
    from briefbook.extract.figures import find_figures
    from briefbook.extract.language import language
    from briefbook.extract.text import plain
    from briefbook.extract.themes import find_themes

    source = plain(text)
    spoken = language(source)
    if spoken == "other":
        return Extraction(themes=("other",), language=spoken)
    dates = find_dates(source, published, published_start)
    actors = find_actors(source, registry if registry is not None else _own_registry())
    return Extraction(
        figures=tuple(find_figures(source, dates)),
        dates=tuple(dates),
        actors=tuple(actors),
        themes=find_themes(source, actors, title, extra_terms=theme_terms or {}),
        language=spoken,
    )


@cache
def _own_registry() -> Registry:
    from briefbook.project import templates
    from briefbook.registry import Registry

    return Registry.read(templates() / "data" / "actors.csv")
