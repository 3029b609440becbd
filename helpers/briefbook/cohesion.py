"""How much a paragraph speaks of the same things as those before it.

Words that few paragraphs of a digest use tie the ones that do; words that all use
(`China` in a digest on China) tie nothing. What is tied to the story so far depends on
where that story began, so each gap is looked at once for every length of the story
before it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from briefbook.segment_cues import Paragraph

COHESION = (
    "across",
    "bridge",
    "names_new",
    "surname",
    "births",
    "ties",
    "balance",
    "fresh_run",
    "lead_new",
    "ended",
    "wide",
    "valley",
    "after",
    "length",
    "alone",
    "lead_shared",
    "main_coming",
    "like_first",
)
# Stories longer than this are looked at as if they had begun this many paragraphs ago.
LONGEST = 6
_AHEAD = 3

Values = tuple[float, ...]


def cohesion(paragraphs: Sequence[Paragraph]) -> list[list[Values]]:
    """Return the values of `COHESION` for each gap and length of the story before it.

    Item ``[i - 1][n - 1]`` is for the gap before paragraph ``i``, where the story
    before it has ``n`` paragraphs (or ``n`` and more for the last). Time is linear in
    the number of paragraphs: only near ones are compared.
    """
    weights = _weights(paragraphs)
    vectors = [
        {word: weights[word] for word in paragraph.words | paragraph.names}
        for paragraph in paragraphs
    ]
    near = _near(vectors)
    depths = _depths(near, len(paragraphs))
    found = []
    for index in range(1, len(paragraphs)):
        ahead = _Ahead(index, paragraphs, near)
        found.append(
            [
                (
                    *_behind(index, length, paragraphs, weights, near, ahead),
                    depths[index],
                    ahead.after,
                    math.log(length),
                    float(length == 1),
                    *_to_first(index, length, paragraphs, weights),
                )
                for length in range(1, min(LONGEST, index) + 1)
            ]
        )
    return found


class _Ahead:
    """What follows a gap: the same for every length of the story before it."""

    def __init__(
        self,
        index: int,
        paragraphs: Sequence[Paragraph],
        near: dict[tuple[int, int], float],
    ) -> None:
        coming = range(index + 1, min(index + 1 + _AHEAD, len(paragraphs)))
        self.coming = coming
        self.after = max((near[index, right] for right in coming), default=0.0)
        self.soon: set[str] = set()
        for right in coming:
            self.soon |= paragraphs[right].words | paragraphs[right].names


def _weights(paragraphs: Sequence[Paragraph]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for paragraph in paragraphs:
        counts.update(paragraph.words | paragraph.names)
    total = len(paragraphs) + 1
    return {word: math.log(total / (n + 0.5)) for word, n in counts.items()}


def _near(vectors: Sequence[dict[str, float]]) -> dict[tuple[int, int], float]:
    """Return the cosine of all pairs that stand near each other."""
    norms = [math.sqrt(sum(w * w for w in vector.values())) for vector in vectors]
    found = {}
    for right in range(len(vectors)):
        for left in range(max(0, right - LONGEST - _AHEAD), right):
            small, large = vectors[left], vectors[right]
            if len(small) > len(large):
                small, large = large, small
            dot = sum(w * large[word] for word, w in small.items() if word in large)
            scale = norms[left] * norms[right]
            found[left, right] = dot / scale if scale else 0.0
    return found


def _depths(near: dict[tuple[int, int], float], count: int) -> list[float]:
    """Return how far each gap's cohesion lies under that of its neighbours."""
    across = [0.0] * max(count, 1)
    for index in range(1, count):
        across[index] = _mean(
            near[left, right]
            for left in range(max(0, index - 2), index)
            for right in range(index, min(index + 2, count))
        )
    depths = [0.0] * max(count, 1)
    for index in range(1, count):
        around = across[max(1, index - 3) : index] + across[index + 1 : index + 4]
        depths[index] = (_mean(around) if around else across[index]) - across[index]
    return depths


def _behind(
    index: int,
    length: int,
    paragraphs: Sequence[Paragraph],
    weights: dict[str, float],
    near: dict[tuple[int, int], float],
    ahead: _Ahead,
) -> Values:
    start = index - length
    here = paragraphs[index]
    story = paragraphs[start:index]
    seen = set().union(*(p.names | p.words for p in story))
    known = here.words | here.names
    size = math.sqrt(len(known) or 1)
    ties = sum(weights[word] for word in known if word in seen)
    births = sum(weights[w] for w in known if w in ahead.soon and w not in seen)
    fresh = any(here.lead.issuperset(run) and seen.isdisjoint(run) for run in here.runs)
    wide = _mean(
        near[left, right]
        for left in range(max(start, index - 4), index)
        for right in (index, *ahead.coming[:2])
    )
    return (
        _mean(
            near[left, right]
            for left in range(max(start, index - 2), index)
            for right in (index, *ahead.coming[:1])
        ),
        max(
            (
                near[left, right]
                for left in range(start, index)
                for right in ahead.coming
            ),
            default=0.0,
        ),
        math.log1p(sum(name not in seen for name in here.names)),
        float(_surname(here, story)),
        births / size,
        ties / size,
        (births - ties) / (births + ties + 1.0),
        float(fresh),
        sum(name not in seen for name in here.lead) / (len(here.lead) or 1),
        float(paragraphs[index - 1].ends),
        wide,
    )


def _to_first(
    index: int,
    length: int,
    paragraphs: Sequence[Paragraph],
    weights: dict[str, float],
) -> Values:
    """Compare with the story's first paragraph and with whom it is mainly about."""
    here, story = paragraphs[index], paragraphs[index - length : index]
    first = story[0]
    opening = first.lead | first.openers
    counts: Counter[str] = Counter()
    for paragraph in story:
        counts.update(paragraph.names | paragraph.openers)
    main = max(
        sorted(counts),
        key=lambda n: (
            (counts[n] + 0.5 * (n in opening)) * max(weights.get(n, 0.1), 0.1)
        ),
        default=None,
    )
    coming = paragraphs[index : index + _AHEAD]
    common = sum(weights[word] for word in here.words & first.words)
    sizes = [sum(weights[word] for word in p.words) or 1.0 for p in (here, first)]
    return (
        max(
            (weights.get(n, 0.0) for n in (here.lead | here.openers) & opening),
            default=0.0,
        ),
        float(any(main in p.names or main in p.openers for p in coming)),
        common / math.sqrt(sizes[0] * sizes[1]),
    )


def _surname(here: Paragraph, story: Sequence[Paragraph]) -> bool:
    """Tell whether a name's last word stands here alone, in full before."""
    full_here = {word for run in here.runs for word in run}
    alone = (here.names | here.openers) - full_here
    return any(run[-1] in alone for p in story for run in p.runs)


def _mean(values) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0
