"""How much two stretches of paragraphs speak of the same things.

Words that few paragraphs of a digest use tie the ones that do; words that all use
(`China` in a digest on China) tie nothing. A name introduced in full and then said by
its last word alone is the strongest tie.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from briefbook.segment_cues import Paragraph

COHESION = (
    "before",
    "after",
    "across",
    "bridge",
    "names_seen",
    "names_new",
    "surname",
    "rare_shared",
    "valley",
)
_WINDOW = 3
_MEMORY = 6


def cohesion(paragraphs: Sequence[Paragraph]) -> list[tuple[float, ...]]:
    """Return the values of `COHESION` for the gap before each paragraph but the first.

    Time is linear in the number of paragraphs: only near ones are compared.
    """
    weights = _weights(paragraphs)
    vectors = [
        {word: weights[word] for word in paragraph.words | paragraph.names}
        for paragraph in paragraphs
    ]
    norms = [math.sqrt(sum(w * w for w in vector.values())) for vector in vectors]
    near = _near(vectors, norms)
    found = [
        _at(index, paragraphs, vectors, weights, near)
        for index in range(1, len(paragraphs))
    ]
    return _with_valleys(found)


def _weights(paragraphs: Sequence[Paragraph]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for paragraph in paragraphs:
        counts.update(paragraph.words | paragraph.names)
    total = len(paragraphs) + 1
    return {word: math.log(total / (n + 0.5)) for word, n in counts.items()}


def _near(
    vectors: Sequence[dict[str, float]], norms: Sequence[float]
) -> dict[tuple[int, int], float]:
    """Return the cosine of all pairs that stand near each other."""
    found = {}
    for right in range(len(vectors)):
        for left in range(max(0, right - 2 * _WINDOW), right):
            small, large = vectors[left], vectors[right]
            if len(small) > len(large):
                small, large = large, small
            dot = sum(w * large[word] for word, w in small.items() if word in large)
            scale = norms[left] * norms[right]
            found[left, right] = dot / scale if scale else 0.0
    return found


def _at(
    index: int,
    paragraphs: Sequence[Paragraph],
    vectors: Sequence[dict[str, float]],
    weights: dict[str, float],
    near: dict[tuple[int, int], float],
) -> tuple[float, ...]:
    last = min(index + _WINDOW, len(paragraphs))
    first = max(0, index - _WINDOW)
    before = max(near[left, index] for left in range(first, index))
    after = max((near[index, right] for right in range(index + 1, last)), default=0.0)
    across = _mean(
        near[left, right]
        for left in range(max(0, index - 2), index)
        for right in range(index, min(index + 2, len(paragraphs)))
    )
    bridge = max(
        (
            near[left, right]
            for left in range(first, index)
            for right in range(index + 1, last)
        ),
        default=0.0,
    )
    here = paragraphs[index]
    memory = paragraphs[max(0, index - _MEMORY) : index]
    seen = set().union(*(p.names | p.words for p in memory))
    recent = set().union(*(p.names | p.words for p in memory[-_WINDOW:]))
    names = here.names
    mass = sum(weights[name] for name in names) or 1.0
    names_seen = sum(weights[name] for name in names if name in seen) / mass
    names_new = math.log1p(sum(name not in seen for name in names))
    shared = [weights[word] for word in vectors[index] if word in recent]
    rare = max(shared, default=0.0) / math.log(len(paragraphs) + 1)
    return (
        before,
        after,
        across,
        bridge,
        names_seen,
        names_new,
        float(_surname(here, memory)),
        rare,
    )


def _surname(here: Paragraph, memory: Sequence[Paragraph]) -> bool:
    """Tell whether a name's last word stands here alone, in full before."""
    full_here = {word for run in here.runs for word in run}
    alone = here.names - full_here
    return any(run[-1] in alone for p in memory for run in p.runs)


def _with_valleys(found: list[tuple[float, ...]]) -> list[tuple[float, ...]]:
    """Add how far each gap's cohesion lies under that of its neighbours."""
    across = [values[2] for values in found]
    out = []
    for index, values in enumerate(found):
        around = across[max(0, index - 3) : index] + across[index + 1 : index + 4]
        out.append((*values, (_mean(around) if around else values[2]) - values[2]))
    return out


def _mean(values) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0
