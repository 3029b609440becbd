"""Values for notebook parameters: coerced by the declaration, refused with the remedy.

A value comes from the command line (text), from a YAML file or from a caller. What it
must be is what `briefbook.parameters` read in the notebook.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import product
from pathlib import Path
from typing import Any

from briefbook.errors import ParameterError, did_you_mean
from briefbook.parameters import DAY, MASK, Kind, Parameter
from briefbook.view import empty_ranges

_EXPECTED: dict[Kind, str] = {
    "list": "a text, several, or a list like [Huawei, SMIC]",
    "text": "a text",
    "day": "a day like 2024-11-20",
    "integer": "a whole number",
    "number": "a number",
    "yes/no": "true or false",
}
# A grid's alternatives for a list: [[Huawei], [SMIC, TSMC]].
_DEEPEST = 2
_FORM = "write lines like 'actors: [Huawei, SMIC]', one a parameter"
_TOO_DEEP = f"lists are nested too deep; {_FORM}"
_YES_NO = {"true": True, "yes": True, "false": False, "no": False}


def check_parameters(
    declared: Mapping[str, Sequence[Parameter]], given: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Return for each notebook the values it takes, coerced by its declaration.

    Parameters
    ----------
    declared
        The parameters of each notebook, by notebook.
    given
        Values as the command line, a file or a caller gave them.

    Raises
    ------
    ParameterError
        A name is declared by none of the notebooks, or a value is not of the declared
        kind or not among the choices. All problems are named, each with the nearest
        valid name or value.
    """
    known = {p.name for parameters in declared.values() for p in parameters}
    problems = [_unknown(name, known, declared) for name in given if name not in known]
    taken: dict[str, dict[str, Any]] = {}
    for notebook, parameters in declared.items():
        taken[notebook] = {}
        for parameter in parameters:
            if parameter.name not in given:
                continue
            try:
                value = coerce(parameter, given[parameter.name])
            except ParameterError as err:
                problems.append(str(err))
            else:
                taken[notebook][parameter.name] = value
        if taken[notebook]:
            defaults = {parameter.name: parameter.default for parameter in parameters}
            problems += empty_ranges(defaults | taken[notebook])
    if problems:
        raise ParameterError("\n".join(dict.fromkeys(problems)))
    return taken


def coerce(parameter: Parameter, value: Any) -> Any:
    """Return `value` in the form that `parameter` declares.

    Examples
    --------
    >>> coerce(Parameter("actors", [], "list"), "Huawei")
    ['Huawei']
    >>> coerce(Parameter("actors", [], "list"), "[Huawei, SMIC]")
    ['Huawei', 'SMIC']

    Raises
    ------
    ParameterError
        It can't be brought into that form, or is not among the choices.
    """
    if parameter.optional and value in (None, "", "None", "none", "null"):
        return None
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        value = value.isoformat()
    if parameter.kind == "list":
        items = _items(parameter, value)
        _check_choices(parameter, items)
        return items
    single = _scalar(parameter, parameter.kind, value)
    if isinstance(single, str) and single:
        _check_choices(parameter, [single])
    return single


def read_values(path: Path) -> dict[str, Any]:
    """Return the values that a YAML file gives: a saved view, or a grid of values.

    Scalars stay the text that was written (``2024-10-01``, ``no``); the declaration
    says what they are.

    Raises
    ------
    ParameterError
        The file can't be read, is no YAML mapping, or gives a name twice.
    """
    import yaml

    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except OSError as err:
        raise ParameterError(f"{path}: can't be read ({err.strerror})") from err
    except UnicodeDecodeError as err:
        raise ParameterError(f"{path}: is not UTF-8; save it as UTF-8") from err
    except yaml.YAMLError as err:
        raise ParameterError(f"{path}: is no YAML: {err}") from err
    except RecursionError as err:
        raise ParameterError(f"{path}: {_TOO_DEEP}") from err
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise ParameterError(
            f"{path}: expected lines like 'actors: [Huawei, SMIC]', one a parameter"
        )
    lines: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        _check_form(key, f"{path}:{line}", 0)
        _check_form(value, f"{path}:{line}: {key.value}", _DEEPEST)
        if key.value in lines:
            raise ParameterError(
                f"{path}:{line}: {key.value!r} stands in line {lines[key.value]} "
                f"already; keep one"
            )
        lines[key.value] = line
    loader = yaml.BaseLoader("")
    return loader.construct_mapping(node, deep=True)


def written(value: Any) -> list[str]:
    """Return the texts that give a parameter this value on a command line.

    Examples
    --------
    >>> written(["Huawei", "SMIC"]), written([]), written(["[x]"]), written(20.0)
    (['Huawei', 'SMIC'], ['[]'], ['["[x]"]'], ['20'])
    """
    if isinstance(value, list):
        # One text alone is a list's only item, but where it reads as none or several.
        if len(value) == 1 and isinstance(value[0], str):
            alone = value[0]
            is_plain = alone and not (alone[:1] == "[" and alone[-1:] == "]")
            return [alone if is_plain else json.dumps(value, ensure_ascii=False)]
        return [text for item in value for text in written(item)] or ["[]"]
    if isinstance(value, float):
        return [f"{value:.0f}" if value.is_integer() else repr(value)]
    return ["" if value is None else str(value)]


def _check_form(node: Any, place: str, deepest: int) -> None:
    """Refuse what is no text and no list, lists in each other at most `deepest`."""
    import yaml

    if isinstance(node, yaml.ScalarNode):
        return
    if not isinstance(node, yaml.SequenceNode) or not deepest:
        what = "a mapping" if isinstance(node, yaml.MappingNode) else "a list"
        where = f"line {node.start_mark.line + 1}"
        raise ParameterError(f"{place}: {what} ({where}) can't stand here; {_FORM}")
    for item in node.value:
        _check_form(item, place, deepest - 1)


def expand_grid(
    declared: Mapping[str, Sequence[Parameter]], given: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return every combination that `given` asks for; one where it is no grid.

    A list of lists for a list parameter, or a list for any other one, gives the
    alternatives.

    Examples
    --------
    >>> declared = {"01.ipynb": [Parameter("actors", [], "list")]}
    >>> expand_grid(declared, {"actors": [["Huawei"], ["SMIC", "TSMC"]]})
    [{'actors': ['Huawei']}, {'actors': ['SMIC', 'TSMC']}]
    """
    kinds = {p.name: p.kind for parameters in declared.values() for p in parameters}
    axes = []
    for name, value in given.items():
        many = isinstance(value, (list, tuple)) and len(value) > 0
        if many and kinds.get(name) == "list":
            many = all(isinstance(item, (list, tuple)) for item in value)
        axes.append([(name, item) for item in (value if many else [value])])
    return [dict(combination) for combination in product(*axes)]


def _items(parameter: Parameter, value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    if isinstance(value, str):
        value = _written_list(parameter, value)
    if not isinstance(value, (list, tuple, set, frozenset)):
        raise _refused(parameter, value)
    kinds = {type(item) for item in parameter.default or ()}
    kind: Kind = "text"
    if kinds == {int}:
        kind = "integer"
    elif kinds and kinds <= {int, float}:
        kind = "number"
    return [_scalar(parameter, kind, item) for item in value]


def _written_list(parameter: Parameter, text: str) -> list[Any]:
    # Names hold commas, so only brackets make several of one text.
    if not (text.startswith("[") and text.endswith("]")):
        return [text]
    import yaml

    try:
        items = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (strings only)
    except (yaml.YAMLError, RecursionError) as err:
        raise _refused(parameter, text) from err
    return items


def _scalar(parameter: Parameter, kind: Kind, value: Any) -> Any:
    if isinstance(value, str) and not _is_unicode(value):
        raise ParameterError(
            f"parameter {parameter.name}: {_shown(parameter, value)} is no text that "
            f"UTF-8 can hold, such as a byte of another encoding; give it as UTF-8"
        )
    try:
        if kind == "yes/no":
            return value if isinstance(value, bool) else _YES_NO[value.strip().lower()]
        if isinstance(value, bool):
            raise TypeError
        if kind == "integer":
            if isinstance(value, float):
                raise TypeError
            return int(value)
        if kind == "number":
            # An empty text means not given where the default says so.
            if value == "" and parameter.default == "":
                return value
            number = float(value)
            if not math.isfinite(number):
                raise ValueError
            return number
        if not isinstance(value, str):
            raise TypeError
        if kind == "day" and value:
            # fromisoformat alone would take 20241120 and 2024-W47-3 as well.
            if not DAY.fullmatch(value):
                raise ValueError
            return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
        raise _refused(parameter, value) from None
    return value


def _refused(parameter: Parameter, value: Any) -> ParameterError:
    return ParameterError(
        f"parameter {parameter.name}: {_shown(parameter, value)} is not valid, "
        f"expected {_EXPECTED[parameter.kind]}"
    )


def _shown(parameter: Parameter, value: Any) -> str:
    return MASK if parameter.secret else _short(repr(value))


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        # Python reads bytes that are no UTF-8 as halves of characters.
        return False
    return True


def _check_choices(parameter: Parameter, values: Iterable[Any]) -> None:
    if parameter.choices is None:
        return
    wrong = [value for value in values if value not in parameter.choices]
    if wrong:
        raise ParameterError(
            "\n".join(
                f"parameter {parameter.name}: {_short(repr(value))} is not known, "
                f"{did_you_mean(str(value)[:200], parameter.choices)}"
                for value in wrong
            )
        )


def _unknown(
    name: str, known: Collection[str], declared: Mapping[str, Sequence[Parameter]]
) -> str:
    notebooks = ", ".join(Path(notebook).name for notebook in declared)
    if not known:
        return (
            f"parameter {name}: {notebooks} takes no parameters; tag the cell with its "
            f"defaults 'parameters'"
        )
    return f"parameter {name}: not taken by {notebooks}, {did_you_mean(name, known)}"


def _short(text: str, limit: int = 120) -> str:
    return text if len(text) <= limit else f"{text[: limit - 3]}..."
