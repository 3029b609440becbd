"""Sources into parts: what is built on its own, named by what goes into it.

A part's id is a hash of its bytes, of its address and corpus, of the knowledge
(registry, vocabularies) and of the rules, so a part that was built once is not built
again while its source stays where it is, and a change anywhere makes another part.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath
from typing import Any, cast

from briefbook.schema import TABLES
from briefbook.sources_find import MANY, Found, expand
from briefbook.sources_open import PACKED, Kind, Reject, hash_of, seen_of
from briefbook.sources_parquet import row_groups
from briefbook.sources_unpack import SourceError

PART_BYTES = 8 * 2**20
"""Most bytes of the parts that a file of JSON Lines is divided into."""
# Its first parts are smaller, so that a small file keeps several workers busy. What
# stands in front alone decides where a part ends: a file that grows keeps its parts.
_LEAST, _SHARE = 2**20, 16
# About so many files make a part, and no more than four times as many.
_FILES = {"briefs": 100, "html": 200}
_MOST_FILES = 4
_CHUNK = 2**20
# Fields of a part that its id is not made from.
_ASIDE = {"id", "seen"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is built on its own, by one worker.

    Attributes
    ----------
    source
        The source that it belongs to, as manifests name it.
    files
        Address and name of each file.
    first, end, line
        Of JSON Lines: the offsets in bytes, and the number of the first line.
    group
        Of Parquet: the row group.
    days
        First and last day for what carries none, as ISO text.
    exclude
        Items left out as doubles of an earlier one: place to where that stands.
    content
        SHA-256 of its bytes.
    stamp
        Knowledge and rules that it is read by.
    seen
        Of Parquet: size and version of the file as it was planned; no part of the id.
    id
        Hash of all that it is made from.
    """

    source: str
    kind: Kind
    corpus: str
    files: tuple[tuple[str, str], ...]
    content: str
    stamp: str
    first: int = 0
    end: int | None = None
    line: int = 1
    group: int = 0
    days: tuple[str, str] | None = None
    exclude: tuple[tuple[int, str], ...] = ()
    seen: str = ""
    id: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Name the part once: it is asked for its name again and again."""
        own = {
            f.name: getattr(self, f.name) for f in fields(self) if f.name not in _ASIDE
        }
        text = json.dumps(own, sort_keys=True)
        digest = sha256(text.encode("utf-8", "surrogatepass"))
        object.__setattr__(self, "id", digest.hexdigest()[:20])

    def told(self, place: int) -> tuple[str, int]:
        """Return the file of an item and its place there, as rejects tell them."""
        if self.kind in MANY:
            return self.files[place - 1][1], 0
        return self.source, place

    def without(self, doubles: Mapping[int, str]) -> Part:
        """Return the part with items left out as doubles."""
        return replace(self, exclude=tuple(sorted(doubles.items())))


@dataclass(slots=True)
class Plan:
    """All parts of a build, and what could not be planned."""

    parts: list[Part] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)

    def nothing(self) -> str:
        """Return why nothing could be planned, where that is so."""
        told = [f"{reject.source} {reject.reason}" for reject in self.rejects]
        more = f", and {len(told) - 3} more" if len(told) > 3 else ""
        why = "; ".join(told[:3]) or "no source was named"
        return f"nothing of the sources can be built ({why}{more})"


def plan(
    sources: Sequence[str],
    *,
    stamp: str,
    days: tuple[str, str] | None = None,
    earlier: Iterable[Mapping[str, Any]] = (),
    output: Path | None = None,
) -> Plan:
    """Return the parts that sources are built in, whichever order they are named in.

    Parameters
    ----------
    sources
        Files, folders, patterns or addresses.
    stamp
        Of `code_stamp` and the knowledge.
    days
        First and last day for what carries none of its own.
    earlier
        Sources of an earlier build: each keeps its ``corpus`` by its ``name``.
    output
        The folder that is built, whose files are no source.
    """
    made = Plan()
    grouped: dict[str, dict[str, Found]] = {}
    told: dict[Reject, None] = {}
    for source in sources:
        found, rejects = expand(source, output)
        told |= dict.fromkeys(rejects)
        for item in found:
            grouped.setdefault(item.source, {})[item.uri] = item
    made.rejects += told
    known = {old["name"]: old["corpus"] for old in earlier if old["name"] in grouped}
    names = _Corpora(known)
    for name in sorted(grouped):
        items = sorted(grouped[name].values(), key=lambda item: item.name)
        base = Part(
            source=name,
            kind=items[0].kind,
            corpus=names.of(name, items[0].group),
            files=(),
            content="",
            stamp=stamp,
            days=days,
        )
        made.parts += _parts(base, items, made)
    return made


class _Corpora:
    """One corpus a source; a name that is taken gets its folder, then a hash."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = dict(known)
        self._taken = set(known.values())

    def of(self, source: str, wanted: str) -> str:
        if source in self._known:
            return self._known[source]
        short = sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:6]
        above = PurePosixPath(source).parent
        above = above.parent if above.name == wanted else above
        clean = _clean(wanted) or "briefs"
        folder = _clean(above.name) or short
        names = (clean, f"{folder}-{clean}", f"{clean}-{short}")
        name = next((name for name in names if name not in self._taken), names[-1])
        self._taken.add(name)
        return name


def _clean(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-.")


def _parts(base: Part, found: list[Found], made: Plan) -> Iterator[Part]:
    if base.kind in _FILES:
        for files in _batches(found, _FILES[base.kind]):
            yield from _of_files(base, files, made)
        return
    (item,) = found
    files = ((item.uri, item.name),)
    try:
        if base.kind == "jsonl" and not item.uri.lower().endswith(PACKED):
            yield from _ranges(replace(base, files=files), made)
            return
        # Before its hash: what changes from here on is told by the part.
        seen = seen_of(item.uri) if base.kind == "parquet" else ""
        content, made.sizes[base.source] = hash_of(item.uri)
        if base.kind == "parquet":
            whole = replace(base, files=files, content=content, seen=seen)
            for group in range(row_groups(item.uri)):
                yield replace(whole, group=group)
            return
    except (OSError, SourceError) as err:
        made.rejects.append(Reject(item.name, 0, f"can't be read ({err})"))
        return
    yield replace(base, files=files, content=content)


def _batches(found: Iterable[Found], size: int) -> Iterator[list[Found]]:
    """Yield about `size` files at once.

    A name alone decides whether a batch begins with it, so a file that is added or
    removed changes the batch that it stands in and not all that come after.
    """
    batch: list[Found] = []
    for item in found:
        own = item.name.rpartition("/")[2].encode("utf-8", "surrogatepass")
        begins = int.from_bytes(sha256(own).digest()[:4], "big") % size == 0
        if batch and (begins or len(batch) == size * _MOST_FILES):
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def _of_files(base: Part, found: Iterable[Found], made: Plan) -> Iterator[Part]:
    digest, files = sha256(), []
    for item in found:
        try:
            content, size = hash_of(item.uri)
        except OSError as err:
            made.rejects.append(Reject(item.name, 0, f"can't be read ({err})"))
            continue
        made.sizes[base.source] = made.sizes.get(base.source, 0) + size
        digest.update(f"{item.name}\0{content}\0".encode("utf-8", "surrogatepass"))
        files.append((item.uri, item.name))
    if files:
        yield replace(base, files=tuple(files), content=digest.hexdigest())


def _ranges(base: Part, made: Plan) -> Iterator[Part]:
    """Yield parts of whole lines, about `PART_BYTES` each, in one pass."""
    import fsspec

    digest, first, at, line, lines = sha256(), 0, 0, 1, 0
    with fsspec.open(base.files[0][0], "rb") as file:
        while chunk := cast("bytes", file.read(_CHUNK)):
            while chunk:
                wanted = max(0, _most(first) - (at - first) - 1)
                cut = chunk.find(b"\n", wanted) + 1 if wanted < len(chunk) else 0
                taken = chunk[:cut] if cut else chunk
                digest.update(taken)
                at += len(taken)
                lines += taken.count(b"\n")
                chunk = chunk[len(taken) :]
                if cut:
                    yield replace(
                        base, content=digest.hexdigest(), first=first, end=at, line=line
                    )
                    digest, first, line, lines = sha256(), at, line + lines, 0
    if at > first or not at:
        yield replace(base, content=digest.hexdigest(), first=first, end=at, line=line)
    made.sizes[base.source] = at


def _most(first: int) -> int:
    """Return the size of the part that begins at an offset."""
    return min(PART_BYTES, max(_LEAST, first // _SHARE))


@cache
def schema_stamp() -> str:
    """Return a hash of the tables' declaration: folders of another one are stale."""
    text = repr([(t.name, [(c.name, c.dtype) for c in t.columns]) for t in _built()])
    return sha256(text.encode()).hexdigest()[:12]


def _built() -> list[Any]:
    return [TABLES[name] for name in ("briefs", "figures", "dates")] + [
        TABLES[name] for name in ("actor_mentions", "claims")
    ]


# What decides with our own modules what a row says: rates, main texts, days of pages.
READ_BY = "CurrencyConverter beautifulsoup4 feedparser htmldate trafilatura".split()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


@cache
def code_stamp() -> str:
    """Return a hash of the rules: versions, extraction modules and lexicon."""
    digest = sha256(f"{version('briefbook')} {schema_stamp()}".encode())
    for name in READ_BY:
        digest.update(f"{name} {_version(name)}".encode())
    package = Path(__file__).resolve().parent
    patterns = ("extract/*.py", "extract/lexicon/*.csv", "draft*.py", "segment*.py")
    patterns += ("assemble*.py", "claims.py", "words.py", "money.py", "corrections.py")
    patterns += ("build_items.py", "build_part.py", "frames_arrow.py", "sources*.py")
    patterns += ("briefs.py", "frontmatter.py")
    files = {path for pattern in patterns for path in package.glob(pattern)}
    for path in sorted(files):
        digest.update(path.name.encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]
