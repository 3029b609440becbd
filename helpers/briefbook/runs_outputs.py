"""What the cells of a run notebook say: its findings, and where it failed."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from typing import Any

from briefbook.errors import NotebookError
from briefbook.parameters import source_of, tags_of


def recorded(notebook: Mapping[str, Any]) -> tuple[tuple[Mapping[str, Any], ...], str]:
    """Return the findings and the data stamp of the cell tagged ``record``.

    Its output is JSON text ``{"findings": [...], "stamp": "..."}``, printed or as the
    cell's value.

    Raises
    ------
    NotebookError
        The output is anything else.
    """
    for number, cell in enumerate(notebook["cells"], start=1):
        if "record" not in tags_of(cell) or not cell.get("outputs"):
            continue
        text = _output_text(cell["outputs"])
        try:
            record = json.loads(text)
            findings = tuple(dict(finding) for finding in record["findings"])
        except (ValueError, TypeError, KeyError) as err:
            raise NotebookError(
                f"cell {number}, tagged 'record', must give JSON like "
                f'{{"findings": [...]}}; it gave {text[:80]!r}'
            ) from err
        return findings, str(record.get("stamp", ""))
    return (), ""


def _output_text(outputs: list[Mapping[str, Any]]) -> str:
    pieces = []
    for output in outputs:
        if output.get("output_type") == "stream" and output.get("name") == "stdout":
            pieces.append(_joined(output["text"]))
            continue
        data = output.get("data", {})
        if "application/json" in data:
            return json.dumps(data["application/json"])
        if "text/plain" in data:
            text = _joined(data["text/plain"])
            # A str as the cell's value is shown as its repr.
            if text[:1] in "'\"":
                text = str(ast.literal_eval(text))
            pieces.append(text)
    return "".join(pieces).strip()


def failing_line(cell: Mapping[str, Any]) -> str:
    """Return the line of a cell that its traceback names, or else its first."""
    # The traceback's frame of this cell: 'Cell In[4], line 5'.
    traces = "\n".join(
        line
        for output in cell.get("outputs", ())
        for line in output.get("traceback", ())
    )
    plain = re.sub(r"\x1b\[[\d;]{0,20}m", "", traces)
    found = re.search(r"Cell In\[\d{1,9}\], line (\d{1,9})", plain)
    lines = source_of(cell).splitlines()
    if found and 0 < int(found[1]) <= len(lines):
        return _first_line({"source": lines[int(found[1]) - 1]})
    return _first_line(cell)


def _first_line(cell: Mapping[str, Any]) -> str:
    lines = (line.strip() for line in source_of(cell).splitlines())
    first = next((line for line in lines if line and line[0] != "#"), "")
    return first if len(first) <= 60 else f"{first[:57]}..."


def _joined(text: Any) -> str:
    return text if isinstance(text, str) else "".join(text)
