"""What a new project is made of: the wheel's templates, fitted to an empty corpus."""

from __future__ import annotations

import ast
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

from briefbook.project import MARKER, templates

OURS = "ours"
"""Tag of a Markdown cell that speaks of our own corpus."""

_OWN = Path(__file__).resolve().parent / "project_templates"
_SETTINGS = """\
# This file marks the folder that holds data/ and notebooks/.
[project]
title = {title}
home_currency = "USD"
language = "en"

[data]
folder = "data"
notebooks = "notebooks"
"""


def template_files(title: str, *, example: bool = False) -> dict[str, bytes]:
    """Return the files of a new project: path below its folder to content.

    Parameters
    ----------
    title
        What its reports are called.
    example
        Whether our corpora, our record and the executed notebooks come along.
    """
    files = {
        MARKER: _SETTINGS.format(title=json.dumps(title, ensure_ascii=False)).encode(),
        "README.md": _own("README.md").replace("{title}", title).encode(),
        ".gitignore": _own("gitignore").encode(),
    }
    return files | updatable_files(example=example)


def updatable_files(*, example: bool = False) -> dict[str, bytes]:
    """Return the files that `init --update` brings in: notebooks and vocabularies."""
    root = templates()
    patterns = ["data/actors.csv", "data/vocabularies/*.csv"]
    if example:
        patterns += ["data/README.md", "data/briefs/*/*.md", "data/reference/*.csv"]
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for pattern in patterns
        for path in sorted(root.glob(pattern))
    }
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        content = text if example else emptied(json.loads(text))
        files[f"notebooks/{path.name}"] = content.encode()
    return files


def emptied(notebook: dict[str, Any]) -> str:
    """Return a notebook of ours as a new project needs it, as its file's text.

    Outputs go; parameters that name our corpora are empty; of a cell tagged ``ours``
    only its first-level heading stays, and what it said of data and credit is said
    anew for data that are not ours.
    """
    cells = []
    for cell in notebook["cells"]:
        tags = cell.get("metadata", {}).get("tags", [])
        source = "".join(cell["source"])
        if OURS in tags:
            source = _not_ours(source)
            if not source:
                continue
            tags = [tag for tag in tags if tag != OURS]
        for words in _ONLY_OURS:
            source = source.replace(words, "")
        if "parameters" in tags:
            source = _without_corpora(source)
        fresh = {**cell, "metadata": {"tags": tags} if tags else {}}
        fresh["source"] = source.splitlines(keepends=True)
        if cell["cell_type"] == "code":
            fresh |= {"outputs": [], "execution_count": None}
        cells.append(fresh)
    text = json.dumps({**notebook, "cells": cells}, ensure_ascii=False, indent=1)
    return text + "\n"


def _not_ours(source: str) -> str:
    """Return what a cell on our own corpus says of any other."""
    for opening, said in _SAID_ANEW.items():
        if source.startswith(opening):
            rerun = re.search(r"\*\*Rerun.*", source, re.DOTALL)
            return said + (f"\n\n{rerun[0]}" if rerun else "")
    return "\n".join(line for line in source.split("\n") if line.startswith("# "))


# Asides in cells that any project keeps.
_ONLY_OURS = (
    " (our wording)",
    ", in our wording",
    " The words are our wording of the digest's.",
)
_SAID_ANEW = {
    "**Data.**": "**Data.** The briefs of the project's corpora; each figure, date and "
    "actor keeps the words it was read from. The public record, where the project "
    "keeps one, is in `data/reference/`. A finding without rows says so.",
    "**Credit.**": "**Credit.** Briefs: as each brief's `source` says. Record: the "
    "publishers named beside each row above, with links.",
}


def fingerprint(path: str, content: bytes) -> str:
    """Return a hash of what a person edits in a file.

    Of a notebook these are its cells' sources, not the outputs that a run leaves; line
    ends are git's choice on each machine.
    """
    if path.endswith(".ipynb"):
        lines = edited_lines(path, content)
        return sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
    return sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def edited_lines(path: str, content: bytes) -> list[str]:
    """Return the lines that a person edits, each with its line end, to be compared."""
    text = content.decode("utf-8", "replace").replace("\r\n", "\n")
    if not path.endswith(".ipynb"):
        return text.splitlines(keepends=True)
    try:
        cells = json.loads(text)["cells"]
        sources = [
            f"# {cell['cell_type']}\n{''.join(cell['source'])}\n" for cell in cells
        ]
    except (ValueError, KeyError, TypeError):
        return text.splitlines(keepends=True)  # no notebook: somebody's edit
    return "".join(sources).splitlines(keepends=True)


def _own(name: str) -> str:
    return (_OWN / name).read_text(encoding="utf-8")


def _without_corpora(source: str) -> str:
    """Return a parameters cell in which no default names one of our corpora."""
    ours = {path.name for path in (templates() / "data" / "briefs").glob("*")}
    lines = []
    for line in source.split("\n"):
        found = re.match(r"(\w+(?:\s*:[^=]+)?\s*=\s*)(\[[^\]]*\]|\"[^\"]*\")(.*)", line)
        if found:
            value = ast.literal_eval(found[2])
            names = set(value) if isinstance(value, list) else {value}
            if names & ours:
                empty = "[]" if isinstance(value, list) else '""'
                line = f"{found[1]}{empty}{found[3]}"
        lines.append(line)
    return "\n".join(lines)
