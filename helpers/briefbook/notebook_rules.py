"""The rules of a curated notebook, each told with its notebook and cell.

A rule is a function ``notebook -> (cell, what is wrong)``; cells are counted from 1,
and None stands for the notebook as a whole.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from briefbook.errors import NotebookError
from briefbook.parameters import (
    read_notebook,
    read_parameters,
    source_of,
    tags_of,
    unread_parameters,
)

Notebook = Mapping[str, Any]
Broken = Iterator[tuple[int | None, str]]
MOST_CELLS, MOST_BYTES, MOST_LINES, MOST_DEF = 39, 1_000_000, 12, 5
_LEAST_ALT = 20
# What may hold digits in prose: code, where links lead, the licence, a formula's one.
_NO_CLAIM = re.compile(r"`[^`]*`|(?<=\])\([^)\s]*\)|CC BY 4\.0|\(1 \+ growth\)")
_ABSOLUTE = re.compile(r"(?<![\w.:/])/(?:home|root|Users|work|tmp)/\w|\b[A-Z]:\\\\")
_MAGIC = re.compile(r"^[ \t]*[%!][^\n]{1,30}", re.M)
_WIDGETS = ("bb.Explorer(", "bb.AddBriefs(")


def notebook_problems(path: Path) -> list[str]:
    """Return every rule that a notebook breaks, as ``name, cell 3: what is wrong``.

    Raises
    ------
    NotebookError
        There is no such file, or it is no notebook.
    """
    notebook = read_notebook(path)
    found = list(problems_of(notebook, path.name))
    size = path.stat().st_size
    if size > MOST_BYTES:
        found.append(f"{path.name}: {size:,} bytes, at most {MOST_BYTES:,}")
    return found


def problems_of(notebook: Notebook, name: str = "notebook") -> Iterator[str]:
    """Yield the rules that a notebook's cells break."""
    for rule in _RULES:
        for number, wrong in rule(notebook):
            place = name if number is None else f"{name}, cell {number}"
            yield f"{place}: {wrong}"


def copied_cells(paths: Iterable[Path], least: int = 6) -> list[str]:
    """Return the code cells of `least` lines or more that stand in two notebooks."""
    seen: dict[str, str] = {}
    found = []
    for path in paths:
        for number, cell in _code(read_notebook(path)):
            text = source_of(cell)
            if "parameters" in tags_of(cell) or len(text.split("\n")) < least:
                continue
            place = f"{path.name}, cell {number}"
            if seen.setdefault(text, place) != place:
                found.append(f"{place}: the same code as {seen[text]}: share a helper")
    return found


def is_folded(cell: Mapping[str, Any]) -> bool:
    """Tell whether JupyterLab shows one line of a cell's code in place of all."""
    return bool(cell.get("metadata", {}).get("jupyter", {}).get("source_hidden"))


def _size(notebook: Notebook) -> Broken:
    cells = notebook["cells"]
    if len(cells) > MOST_CELLS:
        yield None, f"{len(cells)} cells, at most {MOST_CELLS}"
    prose, code = len(list(_prose(notebook))), len(list(_code(notebook)))
    if prose < code:
        yield None, f"{code} code cells and {prose} of prose: as many of prose at least"


def _question(notebook: Notebook) -> Broken:
    titles = [
        (number, line)
        for number, cell in _prose(notebook)
        for line in source_of(cell).split("\n")
        if line.startswith("# ")
    ]
    if not titles or titles[0][0] != 1:
        yield 1, "opens with its question as '# ...?'"
    for number, line in titles[:1]:
        if not line.rstrip().endswith("?"):
            yield number, f"the title is a question, not {line!r}"
    for number, line in titles[1:]:
        yield number, f"one title only: make {line!r} a '## ' section"


def _typed_numbers(notebook: Notebook) -> Broken:
    for number, cell in _prose(notebook):
        text = _NO_CLAIM.sub("", source_of(cell))
        digits = re.search(r"[^\n]{0,20}\d[^\n]{0,20}", text)
        if digits:
            yield number, f"prose types a number, compute it: {digits[0].strip()!r}"


def _code_size(notebook: Notebook) -> Broken:
    for number, cell in _code(notebook):
        if "parameters" in tags_of(cell):
            continue  # a declaration is as long as what it declares
        source = source_of(cell)
        lines = source.count("\n") + 1
        if lines > MOST_LINES:
            yield number, f"{lines} lines of code, at most {MOST_LINES}"
        magic = _MAGIC.search(source)
        if magic:
            yield number, f"{magic[0]!r}: a magic fails unseen, write plain Python"
            continue
        try:
            tree = ast.parse(source)
        except SyntaxError as err:
            yield number, f"is no plain Python: {err.msg}"
            continue
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MOST_DEF:
                    yield number, f"def {node.name} has {length} lines: use a helper"


def _first_screen(notebook: Notebook) -> Broken:
    cells = list(_code(notebook))
    answers = [n for n, cell in cells if "bb.answer(" in source_of(cell)]
    for number, cell in cells:
        if answers and number <= answers[0] and not is_folded(cell):
            yield number, "fold the code above the answer: View, Collapse Selected Code"


def _displays(notebook: Notebook) -> Broken:
    for number, cell in _code(notebook):
        if any(name in source_of(cell) for name in _WIDGETS):
            continue  # their picture and table stand in where no kernel runs
        count = len(cell.get("outputs", ()))
        if count > 1:
            yield number, f"{count} outputs, one a cell: split it"


def _outputs(notebook: Notebook) -> Broken:
    if "widgets" in notebook.get("metadata", {}):
        yield None, "widget state is saved: run 'briefbook notebooks'"
    cells = list(_code(notebook))
    is_fresh = all(cell.get("execution_count") is None for _, cell in cells)
    if is_fresh and cells:
        yield None, "was never run: run 'briefbook notebooks'"
    for place, (number, cell) in enumerate(cells, start=1):
        if not is_fresh and cell.get("execution_count") != place:
            yield number, f"execution count {cell.get('execution_count')}, not {place}"
        for output in cell.get("outputs", ()):
            if output.get("name") == "stderr":
                yield number, "writes to stderr"
            if output["output_type"] == "error":
                yield number, f"failed: {output.get('ename')}"
            for kind, content in output.get("data", {}).items():
                yield from ((number, wrong) for wrong in _shown(kind, content, output))
            text = _joined(output.get("text", ""))
            if _ABSOLUTE.search(text):
                yield number, "prints a path of one machine"


def _shown(kind: str, content: Any, output: Mapping[str, Any]) -> Iterator[str]:
    text = _joined(content) if isinstance(content, (str, list)) else ""
    if "widget-view" in kind:
        yield "a widget's id is saved: run 'briefbook notebooks'"
    elif kind.startswith("image/"):
        alt = output.get("metadata", {}).get(kind, {}).get("alt", "")
        if len(alt) <= _LEAST_ALT:
            yield "a picture without alt text"
    elif _ABSOLUTE.search(text):
        yield "shows a path of one machine"
    if kind == "text/html":
        if text.count("<table") > text.count("<caption"):
            yield "a table without a caption"
        if re.search(r"<(?:script|iframe)\b", text, re.I):
            yield "HTML that an untrusted notebook does not show"


def _kernel(notebook: Notebook) -> Broken:
    kernel = notebook.get("metadata", {}).get("kernelspec", {})
    if (kernel.get("name"), kernel.get("language")) != ("python3", "python"):
        yield None, "kernelspec is python3 with its language: run 'briefbook notebooks'"


def _parameters(notebook: Notebook) -> Broken:
    tagged = [n for n, cell in _code(notebook) if "parameters" in tags_of(cell)]
    if len(tagged) != 1:
        yield None, f"{len(tagged)} cells tagged 'parameters', one is needed"
        return
    try:
        declared = read_parameters(notebook)
    except NotebookError as err:
        yield tagged[0], str(err)
        return
    for parameter in declared:
        if not parameter.help:
            yield tagged[0], f"parameter {parameter.name} has no comment"
    for name in unread_parameters(notebook):
        yield tagged[0], f"parameter {name} is read by no cell"


def _ending(notebook: Notebook) -> Broken:
    record = [(n, cell) for n, cell in _code(notebook) if "record" in tags_of(cell)]
    if len(record) != 1 or "to_json()" not in source_of(record[0][1]):
        yield None, "one cell tagged 'record' prints answer.to_json()"
    last = notebook["cells"][-1] if notebook["cells"] else {}
    text = source_of(last)
    if "**Credit.**" not in text or "briefbook report" not in text:
        yield (
            len(notebook["cells"]) or None,
            "ends with **Credit.** and how to rerun it",
        )


_RULES: tuple[Callable[[Notebook], Broken], ...] = (
    *(_size, _question, _typed_numbers, _code_size, _first_screen, _displays),
    *(_outputs, _kernel, _parameters, _ending),
)


def _code(notebook: Notebook) -> Iterator[tuple[int, Mapping[str, Any]]]:
    return _of_type(notebook, "code")


def _prose(notebook: Notebook) -> Iterator[tuple[int, Mapping[str, Any]]]:
    return _of_type(notebook, "markdown")


def _of_type(notebook: Notebook, kind: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell.get("cell_type") == kind:
            yield number, cell


def _joined(text: Any) -> str:
    return text if isinstance(text, str) else "".join(map(str, text))
