"""The same text told twice: near-duplicates among briefs, found by MinHash.

Texts are compared by the runs of three words that they share. MinHash with banding
names the candidates, and each candidate is then compared in full, so that chance
decides over no result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datasketch import MinHash

# Writing without spaces is compared sign by sign.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+")
_RUN = 3
SAME = 0.5
"""Share of all runs of two texts that both must hold (Jaccard) to be one story."""
# At this share no text can differ from the other so evenly that not eight words in a
# row are left: with at most seven, 5 of 8 runs survive, which is a share of 0.45.
_LONG_RUN = 8
# 32 bands of 4: two texts that share half of their runs meet with 0.87, 0.6 with 0.99.
_BANDS, _ROWS, _SEED = 32, 4, 1
_FEW = 2_000  # texts; of more the long runs would take more memory than they save time

Runs = frozenset[str]


def told_again(texts: Iterable[tuple[str, str]]) -> dict[str, tuple[str, float]]:
    """Return which texts tell an earlier one again, and how much they share.

    Parameters
    ----------
    texts
        Id and text, the earliest first: it is the one that the others repeat.

    Returns
    -------
    dict
        Id to the id of the text that it repeats, never itself a repetition, and the
        share of runs that both hold, from `SAME` to 1.

    Examples
    --------
    >>> text = "China bars gallium and germanium from export to the United States"
    >>> told_again([("a", text), ("b", "Something else"), ("c", text.upper())])
    {'c': ('a', 1.0)}
    """
    listed = [(name, _words(text)) for name, text in texts]
    if len(listed) <= _FEW and not _share_a_long_run([words for _, words in listed]):
        return {}
    return _matched({name: _runs(words, _RUN) for name, words in listed})


def bands(text: str) -> tuple[int, ...]:
    """Return one number for each band of a text's MinHash; none for no words.

    Texts that share half of their runs have one in common with 0.87, and with 0.99
    where they share 0.6.
    """
    own = _runs(_words(text), _RUN)
    return _bands_of(own) if own else ()


def runs_of(text: str) -> frozenset[int]:
    """Return 64 bits for each run of three words of a text, to compare it in full."""
    return frozenset(_short(run) for run in _encoded(_runs(_words(text), _RUN)))


def _bands_of(runs: Runs) -> tuple[int, ...]:
    values = _sketch(runs).hashvalues.reshape(_BANDS, _ROWS)
    return tuple(_short(row.tobytes()) for row in values.astype("<u8"))


def _short(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big")


def _encoded(runs: Runs) -> list[bytes]:
    return [run.encode("utf-8", "surrogatepass") for run in sorted(runs)]


def _sketch(runs: Runs) -> MinHash:
    # It imports scipy: only where two texts may be alike.
    from datasketch import MinHash

    made = MinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    made.update_batch(_encoded(runs))
    return made


def _matched(runs: Mapping[str, Runs]) -> dict[str, tuple[str, float]]:
    from datasketch import MinHashLSH

    index = MinHashLSH(num_perm=_BANDS * _ROWS, params=(_BANDS, _ROWS))
    order = {name: place for place, name in enumerate(runs)}
    found: dict[str, tuple[str, float]] = {}
    for name, own in runs.items():
        if not own:
            continue
        sketch = _sketch(own)
        shares = [(_share(own, runs[other]), other) for other in index.query(sketch)]
        alike = [(share, other) for share, other in shares if share >= SAME]
        if alike:
            share, original = max(alike, key=lambda pair: (pair[0], -order[pair[1]]))
            found[name] = (original, round(share, 6))
        else:
            index.insert(name, sketch)
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: Sequence[str], length: int) -> Runs:
    """Return the runs of so many words; of a shorter text, all of it."""
    if len(words) <= length:
        return frozenset([" ".join(words)] if words else [])
    return frozenset(_each_run(words, length))


def _each_run(words: Sequence[str], length: int) -> Iterator[str]:
    for start in range(len(words) - length + 1):
        yield " ".join(words[start : start + length])


def _share_a_long_run(texts: Iterable[Sequence[str]]) -> bool:
    seen: set[str] = set()
    for words in texts:
        own = _runs(words, _LONG_RUN)
        if not own.isdisjoint(seen):
            return True
        seen |= own
    return False


def _share(first: Runs, second: Runs) -> float:
    both = len(first & second)
    return both / (len(first) + len(second) - both)
