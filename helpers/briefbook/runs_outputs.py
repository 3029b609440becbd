"""What the cells of a run notebook say: findings, failures, and what widgets caught."""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from briefbook.errors import NotebookError
from briefbook.parameters import source_of, tags_of

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
_CHILD = "IPY_MODEL_"


def recorded(notebook: Mapping[str, Any]) -> tuple[tuple[Mapping[str, Any], ...], str]:
    """Return the findings and the data stamp of the cell tagged ``record``.

    Its output is JSON text ``{"findings": [...], "stamp": "..."}``, printed or as the
    cell's value. A finding's ``value`` is a number or null and its ``evidence`` a list
    of ids; what else it holds is its own.

    Raises
    ------
    NotebookError
        The output is anything else, or holds what no file of a report can: NaN, or a
        text that UTF-8 has no form for.
    """
    for number, cell in enumerate(notebook["cells"], start=1):
        if "record" not in tags_of(cell) or not cell.get("outputs"):
            continue
        place = f"cell {number}, tagged 'record',"
        text = ""
        try:
            text = _output_text(cell["outputs"])
            record = json.loads(text)
            findings = tuple(record["findings"])
        except (ValueError, TypeError, KeyError, RecursionError) as err:
            raise NotebookError(
                f"{place} must give JSON like "
                f'{{"findings": [...]}}; it gave {text[:80]!r}'
            ) from err
        if wrong := [words for f in findings if (words := _unfit(f))]:
            raise NotebookError("\n".join(f"{place} {words}" for words in wrong))
        return findings, str(record.get("stamp") or "")
    return (), ""


def _unfit(finding: Any) -> str:
    """Return why a report can't hold a finding, and the remedy; or nothing."""
    if not isinstance(finding, dict):
        shown = _short(finding)
        return f'gives {shown} as a finding; give an object like {{"name": "growth"}}'
    what = f"finding {_short(finding.get('name', ''))}:"
    value, evidence = finding.get("value"), finding.get("evidence") or []
    if value is not None and not _is_number(value):
        return f"{what} value is {_short(value)}; give a finite number, or null"
    if not isinstance(evidence, list) or any(not isinstance(i, str) for i in evidence):
        return f"{what} evidence is {_short(evidence)}; give a list of ids as texts"
    try:
        json.dumps(finding, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError as err:
        there = ascii(err.object[err.start : err.end])
        return f"{what} holds {there}, half a character; give text that UTF-8 can hold"
    except ValueError:
        return f"{what} holds NaN or an infinite number; give null for what is missing"
    return ""


def _is_number(value: Any) -> bool:
    try:
        return isinstance(value, (int, float)) and math.isfinite(value)
    except OverflowError:
        return False


def _short(value: Any, limit: int = 80) -> str:
    text = ascii(value) if isinstance(value, str) else repr(value)
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


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
                # Another object's repr may begin likewise; the message shows it.
                with suppress(ValueError, SyntaxError):
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


def show_caught(notebook: Any) -> None:
    """Put what Output widgets caught where they are shown, and drop widgets' state.

    ``with Output():`` and ``interact`` catch what is printed and drawn; in a report no
    widget is there to show it. What was caught stands at the place of an Output, or
    below the widget that holds it, as it was at the notebook's end.
    """
    state = notebook.metadata.pop("widgets", {}).get(_WIDGET_STATE, {})
    models = state.get("state", {})
    for cell in notebook.cells if models else ():
        if cell.get("outputs"):
            cell.outputs = list(_shown(cell.outputs, models, frozenset()))


def _shown(
    outputs: Sequence[Any], models: Mapping[str, Any], above: frozenset[str]
) -> Iterator[Any]:
    from nbformat import from_dict

    for output in outputs:
        view = output.get("data", {}).get(WIDGET_VIEW, {}).get("model_id", "")
        if models.get(view, {}).get("model_name") != "OutputModel":
            yield from_dict(output)
        for model in _outputs_in(view, models, above):
            # One that shows itself would never end.
            yield from _shown(
                models[model]["state"]["outputs"], models, above | {model}
            )


def _outputs_in(
    model: str, models: Mapping[str, Any], above: frozenset[str]
) -> Iterator[str]:
    """Yield the ids of Output widgets that a widget is or holds, in their order."""
    if model not in models or model in above:
        return
    state = models[model].get("state", {})
    if models[model].get("model_name") == "OutputModel":
        yield model
    for child in state.get("children") or ():
        if isinstance(child, str) and child.startswith(_CHILD):
            yield from _outputs_in(child.removeprefix(_CHILD), models, above | {model})


def _first_line(cell: Mapping[str, Any]) -> str:
    lines = (line.strip() for line in source_of(cell).splitlines())
    first = next((line for line in lines if line and line[0] != "#"), "")
    return first if len(first) <= 60 else f"{first[:57]}..."


def _joined(text: Any) -> str:
    return text if isinstance(text, str) else "".join(text)
