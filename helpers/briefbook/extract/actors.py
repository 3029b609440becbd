"""Find the actors of a text: known ones by name, unknown ones by form and context."""

from __future__ import annotations

from briefbook.extract.actor_context import Judge
from briefbook.extract.actor_document import Document
from briefbook.extract.actor_rules import Parser
from briefbook.extract.actor_runs import Scanner
from briefbook.extract.actor_seats import Seats
from briefbook.extract.actor_tokens import tokenize
from briefbook.extract.actor_words import words
from briefbook.extract.gazetteer import gazetteer
from briefbook.extract.repeats import repeated
from briefbook.extract.text import Plain
from briefbook.models import ActorMention
from briefbook.registry import Registry


def find_actors(source: Plain, registry: Registry) -> list[ActorMention]:
    """Return every mention of an actor in `source`, in order.

    Parameters
    ----------
    source
        The text.
    registry
        What the project knows; names that it lacks are found by form and context.

    Examples
    --------
    >>> from briefbook.extract.text import plain
    >>> text = plain("Beijing fined Acme Robotics Ltd, said Dutch chipmaker Zorblex.")
    >>> [mention.name for mention in find_actors(text, Registry())]
    ['China', 'Acme Robotics', 'Netherlands', 'Zorblex']
    """
    lists = words()
    tokens = tokenize(source.text)
    # Names that broken text says without end are read once.
    tokens = tokens.without(repeated(tokens.words))
    scanner = Scanner(tokens, gazetteer(registry), lists)
    parser = Parser(tokens, lists)
    document = Document(
        tokens, registry, lists, Judge(tokens, lists), Seats(tokens, lists)
    )
    for run in scanner.runs():
        document.add(parser.parse(run))
    return [document.mention(source, one) for one in document.settled()]
