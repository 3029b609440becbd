r"""Notebook parameters: declared as literals in the notebook, checked before it runs.

The cell tagged ``parameters`` is the declaration. It is read as Python's syntax, never
executed: each line is a name, perhaps an annotation, a literal default and, as the
trailing comment, what it means.

>>> cell = 'actors = ["SMIC"]  # any of these\nsince = ""  # published on or after'
>>> [(p.name, p.kind, p.help) for p in parse_declaration(cell)]
[('actors', 'list', 'any of these'), ('since', 'day', 'published on or after')]
"""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from briefbook.errors import NotebookError, did_you_mean
from briefbook.view import SCOPES, filters

Kind = Literal["list", "text", "day", "integer", "number", "yes/no"]
Choices = Mapping[str, Collection[str]]

_BY_FILTER: dict[str, Kind] = {
    "list": "list",
    "day": "day",
    "number": "number",
    "text": "text",
    "choice": "text",
}
_SECRET = re.compile(r"token|passw|passphrase|secret|api_?key|credential", re.I)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MASK = "***"
_LISTED = 12


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a notebook as its cell declares it.

    Attributes
    ----------
    name
        The variable.
    default
        The literal that the notebook itself runs with.
    kind
        What a value must be; follows from the default, the annotation and the name.
    help
        The trailing comment, or else what the filter of that name means.
    choices
        The valid values where they are known, else None.
    optional
        Whether None is a value.
    """

    name: str
    default: Any
    kind: Kind
    help: str = ""
    choices: tuple[str, ...] | None = None
    optional: bool = False

    @property
    def secret(self) -> bool:
        """Tell whether its name says that the value must not be shown."""
        return is_secret(self.name)


def is_secret(name: str) -> bool:
    """Tell whether a parameter of this name must not be shown in a report.

    Examples
    --------
    >>> is_secret("api_token"), is_secret("actors")
    (True, False)
    """
    return _SECRET.search(name) is not None


def read_notebook(path: Path) -> dict[str, Any]:
    """Return the notebook at `path` as plain JSON values.

    Raises
    ------
    NotebookError
        There is no such file, or it is no notebook of format 4.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except OSError as err:
        beside = sorted(
            p.name for p in path.parent.glob("*.ipynb") if p.is_file() and p != path
        )
        remedy = did_you_mean(path.name, beside) if beside else "give a .ipynb file"
        raise NotebookError(
            f"{path}: can't be read ({err.strerror}), {remedy}"
        ) from err
    except (ValueError, RecursionError) as err:
        raise NotebookError(
            f"{path}: is no notebook ({err}); open and save it in JupyterLab, or "
            f"take an earlier version of the file"
        ) from err
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise NotebookError(
            f"{path}: is no notebook of format 4 (it has no list of cells); open and "
            f"save it in JupyterLab"
        )
    for number, cell in enumerate(notebook["cells"], start=1):
        if not _is_cell(cell):
            raise NotebookError(
                f"{path}, cell {number}: {json.dumps(cell)[:60]} is no cell of a "
                f"notebook; take it out, or take an earlier version of the file"
            )
    return notebook


def _is_cell(cell: Any) -> bool:
    """Tell whether a notebook's cell has the form that all who read it rely on."""
    if not isinstance(cell, dict):
        return False
    source, metadata = cell.get("source", ""), cell.get("metadata", {})
    lines = source if isinstance(source, list) else [source]
    tags = metadata.get("tags", []) if isinstance(metadata, dict) else None
    return isinstance(tags, list) and all(isinstance(line, str) for line in lines)


def read_parameters(
    notebook: Mapping[str, Any],
    *,
    path: str = "notebook",
    choices: Choices | None = None,
) -> list[Parameter]:
    """Return the parameters that a notebook declares, in its order.

    Parameters
    ----------
    notebook
        The notebook, as `read_notebook` or nbformat give it.
    path
        What error messages call it.
    choices
        Valid values by parameter name, from the dataset.

    Raises
    ------
    NotebookError
        Two cells carry the tag ``parameters``, or its cell holds anything but literals.
    """
    choices = choices or {}
    tagged = [
        (number, source_of(cell))
        for number, cell in enumerate(notebook["cells"], start=1)
        if "parameters" in tags_of(cell)
    ]
    if not tagged:
        return []
    if len(tagged) > 1:
        cells = " and ".join(str(number) for number, _ in tagged)
        raise NotebookError(
            f"{path}: cells {cells} carry the tag 'parameters', but values are put in "
            f"after the first only; keep one"
        )
    number, source = tagged[0]
    declared = parse_declaration(source, place=f"{path}, cell {number}")
    return [
        replace(p, choices=tuple(choices[p.name])) if p.name in choices else p
        for p in declared
    ]


def parse_declaration(
    source: str, *, place: str = "parameters cell"
) -> list[Parameter]:
    """Return the parameters that the source of a ``parameters`` cell declares."""
    try:
        body = ast.parse(source).body
    except SyntaxError as err:
        raise NotebookError(f"{place}, line {err.lineno}: {err.msg}") from err
    except (ValueError, RecursionError, MemoryError) as err:
        raise NotebookError(
            f"{place}: can't be read as Python ({err or 'nested too deep'}); a "
            f"parameters cell holds plain lines of a name and its value"
        ) from err
    comments = _comments(source)
    found = [_declared(statement, comments, place) for statement in body]
    return [parameter for parameter in found if parameter is not None]


def unread_parameters(notebook: Mapping[str, Any]) -> list[str]:
    """Return the declared parameters that no later cell of the notebook reads."""
    names = [parameter.name for parameter in read_parameters(notebook)]
    cells = notebook["cells"]
    start = next((i for i, c in enumerate(cells) if "parameters" in tags_of(c)), 0)
    read: set[str] = set()
    for cell in cells[start + 1 :]:
        if cell.get("cell_type") == "code":
            read |= _names_read(source_of(cell))
    return [name for name in names if name not in read]


def describe(parameters: Iterable[Parameter]) -> str:
    """Return a plain-text list of parameters: default, kind, meaning, valid values."""
    parameters = list(parameters)
    rows = [
        (p.name, MASK if p.secret and p.default else repr(p.default), p.kind, p.help)
        for p in parameters
    ]
    if not rows:
        return "no parameters (the notebook has no cell tagged 'parameters')"
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    lines = []
    for row, parameter in zip(rows, parameters, strict=True):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        lines.append("  ".join([*cells, row[3]]).rstrip())
        if parameter.choices:
            known = list(dict.fromkeys(parameter.choices))
            more = f", ... ({len(known)} in all)" if len(known) > _LISTED else ""
            indent = " " * (widths[0] + 2)
            lines.append(f"{indent}of: {', '.join(known[:_LISTED])}{more}")
    return "\n".join(lines)


def source_of(cell: Mapping[str, Any]) -> str:
    """Return a cell's source as one string."""
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def tags_of(cell: Mapping[str, Any]) -> list[str]:
    """Return a cell's tags."""
    return list(cell.get("metadata", {}).get("tags", []))


def _declared(
    statement: ast.stmt, comments: Mapping[int, str], place: str
) -> Parameter | None:
    where = f"{place}, line {statement.lineno}"
    if isinstance(statement, ast.Pass):
        return None
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return None
    annotation = ""
    target: ast.expr | None = None
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target = statement.target
        annotation = ast.unparse(statement.annotation)
    if not isinstance(target, ast.Name):
        words = ast.unparse(statement).splitlines()[0]
        raise NotebookError(
            f"{where}: {words!r} declares no parameter; a parameters cell holds lines "
            f'like since = ""  # published on or after'
        )
    try:
        default = ast.literal_eval(statement.value)
    except (ValueError, TypeError, RecursionError, MemoryError):
        default = ...
    if not isinstance(default, (list, str, int, float, bool, type(None))):
        raise NotebookError(
            f"{where}: the default of {target.id!r} is no literal of the types list, "
            f"str, int, float, bool or None; write days as text like '2024-11-20'"
        )
    kind = _kind(target.id, default, annotation)
    declared = filters().get(target.id, {})
    return Parameter(
        name=target.id,
        default=default,
        kind=kind,
        help=comments.get(statement.end_lineno or 0, "") or declared.get("help", ""),
        choices=SCOPES if target.id == "scope" else None,
        optional=default is None or "None" in annotation or "Optional" in annotation,
    )


def _kind(name: str, default: Any, annotation: str) -> Kind:
    if isinstance(default, bool):
        return "yes/no"
    if isinstance(default, list):
        return "list"
    by_filter = _BY_FILTER.get(filters().get(name, {}).get("kind", ""))
    # An empty text stands for 'not given', so the filter of that name says the kind.
    if by_filter is not None and default in (None, ""):
        return by_filter
    if isinstance(default, int) and by_filter is None and "float" not in annotation:
        return "integer"
    if isinstance(default, (int, float)):
        return "number"
    if isinstance(default, str):
        return "day" if by_filter == "day" or DAY.fullmatch(default) else "text"
    for word, kind in (
        ("list", "list"),
        ("bool", "yes/no"),
        ("int", "integer"),
        ("float", "number"),
        ("date", "day"),
    ):
        if word in annotation.lower():
            return kind  # type: ignore[return-value]
    return "text"


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {
        token.start[0]: token.string.lstrip("# ").strip()
        for token in tokens
        if token.type == tokenize.COMMENT
    }


def _names_read(source: str) -> set[str]:
    # Magics are no Python; blank them so that the rest of the cell still parses.
    plain = re.sub(r"(?m)^(\s*)[%!?].*$", r"\1pass", source)
    # What they mention counts as read: %time f(actors)
    magics = set(re.findall(r"\w+", " ".join(re.findall(r"(?m)^\s*[%!?].*$", source))))
    try:
        tree = ast.parse(plain)
    except SyntaxError:
        return set(re.findall(r"\b[A-Za-z_]\w*\b", source))
    return magics | {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
