"""Read and write brief files: YAML front matter and a text, one Markdown file a brief.

All problems of a file are collected; nothing is dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import yaml

from briefbook.csvfiles import CONTROL
from briefbook.errors import Problem, relative
from briefbook.frontmatter import Reader, divide
from briefbook.models import Brief, Claim, Correction, FigureRef, Unused

BRIEF_KEYS = (
    *("id", "title", "published", "source", "text", "themes"),
    *("claims", "corrections", "unused"),
)
SOURCE_KEYS = (
    *("publisher", "title", "url", "digest", "position"),
    *("origin_report", "source_ids"),
)
CLAIM_KEYS = (
    *("actor", "action", "target", "object", "measure", "instrument", "place"),
    *("figure", "figures", "date", "words", "occurrence", "date_occurrence"),
    *("stage", "basis", "said_by", "negated", "part_of", "origin"),
)
ROLES = ("value", "was", "change", "threshold")
TEXT_KINDS = ("rewritten", "verbatim")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def read_briefs(
    folder: Path, root: Path | None = None, *, faulty: list[Brief] | None = None
) -> tuple[list[Brief], list[Problem]]:
    """Return the briefs of every corpus below `folder`, and what is wrong with them.

    Parameters
    ----------
    folder
        Holds one folder a corpus, with one ``<id>.md`` a brief.
    root
        Paths in problems are relative to it.
    faulty
        Takes up the briefs that are left out and yet have a text and a day, so that a
        check can say at once what their claims get wrong.

    Returns
    -------
    briefs
        In order of corpus and file name; a file with errors is left out.
    problems
        Every problem of every file.
    """
    briefs: list[Brief] = []
    problems: list[Problem] = []
    problems += _strays(folder, root)
    for path in sorted(p for p in folder.glob("*/*.md") if p.is_file()):
        brief, found = _read(path, root)
        problems.extend(found)
        if brief is None:
            continue
        if not found:
            briefs.append(brief)
        elif faulty is not None and brief.text and brief.published != date.min:
            faulty.append(brief)
    first: dict[str, Brief] = {}
    for brief in briefs:
        other = first.setdefault(brief.id, brief)
        if other is not brief:
            remedy = "give one of them another id and file name"
            message = f"is the id of {other.path} as well"
            line = brief.lines.get("id", 1)
            problems.append(Problem(brief.path, line, brief.id, message, remedy))
    return [brief for brief in briefs if first[brief.id] is brief], problems


def _strays(folder: Path, root: Path | None) -> Iterable[Problem]:
    """Yield the files that nothing reads: in no corpus, or of another suffix."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or path.name.startswith((".", "README", "~")):
            continue
        depth = len(path.relative_to(folder).parts)
        place = Problem(relative(path, root), 1, path.name, "")
        if path.suffix == ".md" and depth != 2:
            remedy = "move it to briefs/<corpus>/"
            yield replace(place, message="is a brief in no corpus", remedy=remedy)
        elif path.suffix != ".md" and depth == 2:
            message, remedy = "is no brief", "call a brief <id>.md, or move it away"
            yield replace(place, message=message, remedy=remedy, level="note")


def read_brief(
    path: Path, root: Path | None = None, *, content: bytes | None = None
) -> tuple[Brief | None, list[Problem]]:
    """Return the brief in one file, or None, and every problem of the file.

    Parameters
    ----------
    root
        Paths in problems are relative to it.
    content
        The file's bytes where they were read already.
    """
    brief, problems = _read(path, root, content)
    return (None if problems else brief), problems


def _read(
    path: Path, root: Path | None, read: bytes | None = None
) -> tuple[Brief | None, list[Problem]]:
    """Return the brief as far as it can be read, and every problem of the file."""
    name = relative(path, root)
    try:
        content = (path.read_bytes() if read is None else read).decode("utf-8-sig")
    except OSError as err:
        message, remedy = f"cannot be read ({err.strerror})", "check its permissions"
        return None, [Problem(name, 1, "", message, remedy)]
    except UnicodeDecodeError as err:
        line = err.object[: err.start].count(b"\n") + 1
        value = err.object[err.start : err.end].hex()
        remedy = "save the file as UTF-8"
        return None, [Problem(name, line, f"0x{value}", "is not UTF-8", remedy)]
    reader = Reader(name, offset=1)
    for number, line in enumerate(content.split("\n"), start=1):
        if sign := CONTROL.search(line):
            value = repr(sign[0])[1:-1]
            reader.report(number, value, "is a control character", "remove it")
    brief = parse_brief(content, reader, corpus=path.parent.name)
    if brief is not None and brief.id != path.stem:
        reader.report(
            brief.lines.get("id", 1),
            brief.id,
            "is not the file's name",
            f"write 'id: {path.stem}', or rename the file",
        )
    return brief, reader.problems


def parse_brief(content: str, reader: Reader, corpus: str = "") -> Brief | None:
    """Return the brief that `content` describes; problems go to `reader`."""
    parts = divide(content.replace("\r\n", "\n"), reader)
    if parts is None:
        return None
    front, body, body_line = parts
    node = reader.compose(front)
    if node is None:
        return None
    keys = reader.mapping(node, BRIEF_KEYS, "a brief")
    text = "\n".join(line.strip() for line in body.split("\n") if line.strip())
    if not text:
        reader.report(body_line, "", "the brief has no text", "write it below '---'")
    needed = {
        key: reader.text(keys.get(key), key) for key in ("id", "title", "published")
    }
    for key, value in needed.items():
        given = keys.get(key)
        # A list or mapping there has been reported already.
        if not value and (given is None or isinstance(given, yaml.ScalarNode)):
            line = 1 if given is None else reader.line(given)
            message = f"{key!r} is {'missing' if given is None else 'empty'}"
            reader.report(line, "", message, f"add a line '{key}: ...'")
    brief_id = needed["id"]
    if brief_id and not _ID.fullmatch(brief_id):
        remedy = "write lower-case words with '-' between them"
        reader.report(reader.line(keys["id"]), brief_id, "is no valid id", remedy)
    first, last = _published(reader, keys.get("published"), needed["published"])
    kind = reader.text(keys.get("text"), "text") or "verbatim"
    if kind not in TEXT_KINDS:
        reader.report(
            reader.line(keys["text"]), kind, "is no kind of text", "'rewritten'?"
        )
    return Brief(
        id=brief_id,
        title=needed["title"],
        published=last,
        published_start=first,
        text=text,
        corpus=corpus,
        themes=reader.texts(keys.get("themes"), "themes"),
        text_kind=kind,
        source=_source(reader, keys.get("source")),
        claims=tuple(
            _claim(reader, item) for item in reader.items(keys.get("claims"), "claims")
        ),
        corrections=tuple(_corrections(reader, keys.get("corrections"))),
        unused=tuple(_unused(reader, keys.get("unused"))),
        path=reader.path,
        text_line=body_line,
        lines={key: reader.line(value) for key, value in keys.items()},
    )


def parse_published(written: str) -> tuple[date | None, date]:
    """Return the first day (None where it is no range) and the day of publication.

    Examples
    --------
    >>> parse_published("2024-11-17..2024-11-22")
    (datetime.date(2024, 11, 17), datetime.date(2024, 11, 22))

    Raises
    ------
    ValueError
        It is no day, and no range of days that runs forward.
    """
    first, dots, last = written.partition("..")
    days = [
        date.fromisoformat(part.strip())
        for part in ([first, last] if dots else [first])
    ]
    if days[0] > days[-1]:
        raise ValueError(f"{first} lies after {last}")
    return (days[0] if len(days) == 2 and days[0] != days[1] else None), days[-1]


def _published(
    reader: Reader, node: yaml.Node | None, written: str
) -> tuple[date | None, date]:
    try:
        return parse_published(written)
    except ValueError:
        if node is not None and written:
            remedy = "write a day like 2024-11-20, or 2024-11-17..2024-11-22"
            reader.report(reader.line(node), written, "is no day", remedy)
    return None, date.min


def _source(reader: Reader, node: yaml.Node | None) -> dict[str, str]:
    if node is None:
        return {}
    keys = reader.mapping(node, SOURCE_KEYS, "source")
    if "position" in keys:
        reader.number(keys["position"], "position")
    return {key: reader.text(value, key) for key, value in keys.items()}


def _claim(reader: Reader, node: yaml.Node) -> Claim:
    keys = reader.mapping(node, CLAIM_KEYS, "a claim")
    plain = {
        key: reader.text(keys.get(key), key)
        for key in CLAIM_KEYS
        if key not in ("figures", "occurrence", "date_occurrence", "negated", "origin")
    }
    occurrence = reader.number(keys.get("occurrence"), "occurrence")
    figure = plain.pop("figure")
    refs = tuple(_figure_refs(reader, keys.get("figures")))
    if figure:
        line = reader.line(keys["figure"])
        refs = (FigureRef(words=figure, occurrence=occurrence, line=line), *refs)
    origin = reader.text(keys.get("origin"), "origin") or "curated"
    if origin not in ("curated", "drafted"):
        reader.report(reader.line(keys["origin"]), origin, "is no origin", "'drafted'?")
    negated = reader.text(keys.get("negated"), "negated") or "false"
    if negated not in ("true", "false"):
        remedy = "write true or false"
        reader.report(reader.line(keys["negated"]), negated, "is neither", remedy)
    date_occurrence = reader.number(keys.get("date_occurrence"), "date_occurrence")
    alone = not figure and not plain["words"]
    return Claim(
        **plain,
        figures=refs,
        words_occurrence=occurrence if plain["words"] and not figure else None,
        date_occurrence=date_occurrence or (occurrence if alone else None),
        negated=negated == "true",
        origin=origin,
        line=reader.line(node),
        lines={key: reader.line(value) for key, value in keys.items()},
    )


def _figure_refs(reader: Reader, node: yaml.Node | None) -> Iterable[FigureRef]:
    for item in reader.items(node, "figures"):
        keys = reader.mapping(item, ("words", "role", "occurrence"), "a figure")
        role = reader.text(keys.get("role"), "role") or "value"
        if role not in ROLES:
            remedy = f"one of {', '.join(ROLES)}"
            line = reader.line(keys["role"])
            reader.report(line, role, "is no role of a figure", remedy)
        yield FigureRef(
            words=reader.text(keys.get("words"), "words"),
            role=role,
            occurrence=reader.number(keys.get("occurrence"), "occurrence"),
            line=reader.line(item),
        )


def _corrections(reader: Reader, node: yaml.Node | None) -> Iterable[Correction]:
    kinds = {
        "figure": ("value", "value_high", "unit", "bound", "change", "noun"),
        "date": ("start", "end", "precision"),
        "actor": ("name", "type", "country"),
    }
    for item in reader.items(node, "corrections"):
        known = ("words", "occurrence", "because", *kinds)
        keys = reader.mapping(item, known, "a correction")
        given = [kind for kind in kinds if kind in keys]
        if len(given) != 1 or not reader.text(keys.get("words"), "words"):
            remedy = "give 'words' and one of figure, date, actor"
            reader.report(reader.line(item), "", "corrects nothing", remedy)
            continue
        kind = given[0]
        reading = None
        because = reader.text(keys.get("because"), "because")
        if not because:
            words = reader.text(keys["words"], "words")
            remedy = "add 'because: ...', for whoever reads it after you"
            reader.report(reader.line(item), words, "has no reason", remedy)
        if reader.brief(keys[kind]) != "none":
            fields = reader.mapping(keys[kind], kinds[kind], f"a corrected {kind}")
            reading = {key: reader.text(value, key) for key, value in fields.items()}
        yield Correction(
            words=reader.text(keys["words"], "words"),
            kind=kind,
            reading=reading,
            because=because,
            occurrence=reader.number(keys.get("occurrence"), "occurrence"),
            line=reader.line(item),
        )


def _unused(reader: Reader, node: yaml.Node | None) -> Iterable[Unused]:
    for item in reader.items(node, "unused"):
        keys = reader.mapping(item, ("words", "because", "occurrence"), "an unused one")
        words = reader.text(keys.get("words"), "words")
        because = reader.text(keys.get("because"), "because")
        if not words or not because:
            remedy = "give 'words' and 'because'"
            reader.report(reader.line(item), words, "has no reason", remedy)
        yield Unused(
            words=words,
            because=because,
            occurrence=reader.number(keys.get("occurrence"), "occurrence"),
            line=reader.line(item),
        )
