import pytest

from briefbook.errors import NotebookError, ParameterError
from briefbook.parameter_values import (
    check_parameters,
    coerce,
    expand_grid,
    read_values,
)
from briefbook.parameters import (
    Parameter,
    describe,
    read_notebook,
    read_parameters,
    unread_parameters,
)

CELL = '''
"""Defaults."""
corpora = ["2024-11"]  # which corpora
actors = [
    "SMIC",
]  # any of these; empty means all = everyone
since = ""  # published on or after
start = "2024-11-01"
top: int = 3  # how many
share: float = 50
rate = -1.5
strict = False
note: str | None = None
value_min = ""
'''


def notebook(*sources, tagged=0):
    cells = [
        {"cell_type": "code", "source": source, "metadata": {}} for source in sources
    ]
    if tagged is not None:
        cells[tagged]["metadata"] = {"tags": ["parameters"]}
    return {"cells": cells}


def declared(choices=None, cell=CELL):
    return {p.name: p for p in read_parameters(notebook(cell), choices=choices)}


def taken(given, **kwargs):
    return check_parameters({"a.ipynb": list(declared(**kwargs).values())}, given)[
        "a.ipynb"
    ]


def test_kind_follows_from_the_default_the_annotation_or_the_filter_of_that_name():
    kinds = {name: p.kind for name, p in declared().items()}
    assert kinds == {
        "corpora": "list",
        "actors": "list",
        "since": "day",
        "start": "day",
        "top": "integer",
        "share": "number",
        "rate": "number",
        "strict": "yes/no",
        "note": "text",
        "value_min": "number",
    }


def test_help_is_the_trailing_comment_even_with_an_equals_sign_in_it():
    assert declared()["actors"].help == "any of these; empty means all = everyone"


def test_help_of_a_filter_without_a_comment_is_what_the_filter_means():
    assert declared()["value_min"].help.startswith("least value")


def test_defaults_keep_their_values():
    assert declared()["rate"].default == -1.5
    assert declared()["actors"].default == ["SMIC"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("start = date(2024, 1, 1)", "line 1: the default of 'start' is no literal"),
        ("a = 1\nimport os", "line 2: 'import os' declares no parameter"),
        ("a, b = 1, 2", "line 1: 'a, b = .1, 2.' declares no parameter"),
        ("a = {1: 2}", "is no literal of the types list, str"),
        ("a = ", "cell 1, line 1: invalid syntax"),
        ("a = {[]: 1}", "cell 1, line 1: the default of 'a' is no literal"),
        ("a = {1: 2}[[]]", "cell 1, line 1: the default of 'a' is no literal"),
        pytest.param("a = " + "-" * 100_000 + "1", "cell 1", id="deep"),
        ("a = '\0'", "cell 1.*null bytes"),
        ("%matplotlib inline", "invalid syntax"),
    ],
)
def test_anything_but_a_literal_is_refused_with_its_line(line, message):
    with pytest.raises(NotebookError, match=message):
        read_parameters(notebook(line))


def test_two_parameters_cells_are_refused():
    two = notebook("a = 1", "b = 2")
    two["cells"][1]["metadata"] = {"tags": ["parameters"]}
    with pytest.raises(NotebookError, match="cells 1 and 2 carry the tag 'parameters'"):
        read_parameters(two)


def test_notebook_without_a_parameters_cell_takes_none():
    assert read_parameters(notebook("x = 1", tagged=None)) == []
    with pytest.raises(ParameterError, match=r"a\.ipynb takes no parameters; tag the"):
        check_parameters({"a.ipynb": []}, {"actors": "SMIC"})


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("Huawei", ["Huawei"]),
        ("Taiwan Semiconductor, Ltd", ["Taiwan Semiconductor, Ltd"]),
        ("[Huawei, SMIC]", ["Huawei", "SMIC"]),
        ('["Ltd, Inc", b]', ["Ltd, Inc", "b"]),
        (["Huawei", "SMIC"], ["Huawei", "SMIC"]),
        ("", []),
        ("[]", []),
        (None, []),
    ],
)
def test_text_becomes_the_list_that_the_default_declares(given, value):
    assert taken({"actors": given}) == {"actors": value}


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("since", "2024-11-20", "2024-11-20"),
        ("since", "", ""),
        ("top", "12", 12),
        ("share", "0.5", 0.5),
        ("strict", "yes", True),
        ("strict", "False", False),
        ("note", "none", None),
        (
            "note",
            "a\n\"b\" {{ c }}; rm -rf ~ 'd' ü",
            "a\n\"b\" {{ c }}; rm -rf ~ 'd' ü",
        ),
        ("value_min", "", ""),
        ("value_min", "1e9", 1e9),
    ],
)
def test_text_becomes_what_the_default_declares(name, given, value):
    result = taken({name: given})[name]
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("since", "20 November", "since: '20 November' is not valid, expected a day"),
        ("since", "2024-13-01", "expected a day like 2024-11-20"),
        ("since", "20241120", "expected a day like 2024-11-20"),
        ("top", "3.5", "top: '3.5' is not valid, expected a whole number"),
        ("top", True, "top: True is not valid"),
        ("rate", "nan", "expected a number"),
        ("strict", "maybe", "expected true or false"),
        ("since", ["2024-01-01"], "expected a day"),
        ("actors", {"a": 1}, "expected a text, several, or a list"),
        ("actors", "[a, {b: c}]", "actors: .* is not valid"),
        ("actors", "[a]: [b]", "actors: .* is not valid"),
        pytest.param("actors", "[" * 5000 + "]", "actors: .* is not valid", id="deep"),
        pytest.param("share", 10**400, "expected a number", id="huge"),
    ],
)
def test_value_of_another_kind_is_refused_naming_what_is_expected(name, given, message):
    with pytest.raises(ParameterError, match=message):
        taken({name: given})


@pytest.mark.parametrize("value", ["a\udcff", ["b", "a\udcff"]])
def test_text_that_utf8_cannot_hold_is_refused(value):
    cell = "text = ''\nactors = []\napi_key = ''"
    name = "text" if isinstance(value, str) else "actors"
    words = rf"parameter {name}: 'a\\udcff' is no text that UTF-8 can hold.*give it"
    with pytest.raises(ParameterError, match=words):
        taken({name: value}, cell=cell)
    with pytest.raises(ParameterError, match=r"api_key: \*\*\* is no text"):
        taken({"api_key": "a\udcff"}, cell=cell)


def test_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(ParameterError, match=r"actrs: not taken by a\.ipynb, did you"):
        taken({"actrs": "SMIC"})


def test_unknown_value_is_refused_with_the_nearest():
    choices = {"actors": ["Huawei", "SMIC"]}
    with pytest.raises(ParameterError, match="'Huwei' is not known, did you mean 'Hua"):
        taken({"actors": "Huwei"}, choices=choices)
    assert taken({"actors": []}, choices=choices) == {"actors": []}


def test_all_problems_are_named_at_once():
    with pytest.raises(ParameterError) as caught:
        taken({"actrs": "x", "since": "soon", "top": "many"})
    assert len(str(caught.value).splitlines()) == 3


def test_range_that_ends_before_it_begins_is_refused():
    days = [Parameter(name, "", "day") for name in ("since", "until")]
    given = {"since": "2024-11-20", "until": "2024-11-18"}
    with pytest.raises(ParameterError, match="since=2024-11-20 lies after until"):
        check_parameters({"a": days}, given)
    with_default = [days[0], Parameter("until", "2024-11-18", "day")]
    with pytest.raises(ParameterError, match="nothing can lie between"):
        check_parameters({"a": with_default}, {"since": "2024-11-20"})


def test_each_notebook_gets_only_what_it_takes():
    both = {
        "a": [Parameter("actors", [], "list")],
        "b": [Parameter("top", 1, "integer")],
    }
    assert check_parameters(both, {"actors": "SMIC"}) == {
        "a": {"actors": ["SMIC"]},
        "b": {},
    }


def test_secret_is_not_repeated_in_the_error():
    token = Parameter("api_token", 0, "integer")
    with pytest.raises(ParameterError, match=r"api_token: \*\*\* is not valid"):
        coerce(token, "hunter2")


def test_scope_has_its_choices_without_a_dataset():
    scope = declared(cell='scope = "claims"')["scope"]
    with pytest.raises(ParameterError, match="'brif' is not known, did you mean 'brie"):
        coerce(scope, "brif")


def test_file_keeps_values_as_they_are_written(tmp_path):
    path = tmp_path / "view.yaml"
    path.write_text("since: 2024-10-01\nactors: [no, 1:30]\n", encoding="utf-8")
    assert read_values(path) == {"since": "2024-10-01", "actors": ["no", "1:30"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", ":3: 'a' stands in line 1 already"),
        ("- a\n", "expected lines like"),
        ("a: [\n", "is no YAML"),
        ("b: 1\n? [a, b]\n: c\n", ":2: a list .* can't stand here; write lines like"),
        ("a: &a [*a]\n", ":1: a: a list .line 1. can't stand here"),
        ("a:\n  - {? [b] : c}\n", ":1: a: a mapping .line 2. can't stand here"),
        pytest.param("a: " + "[" * 5000, "too deep; write lines like", id="deep"),
    ],
)
def test_file_with_a_fault_is_refused(tmp_path, text, message):
    path = tmp_path / "grid.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError, match=message):
        read_values(path)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(ParameterError, match=r"nowhere\.yaml: can't be read"):
        read_values(tmp_path / "nowhere.yaml")


def test_grid_is_the_product_of_its_alternatives():
    known = {"a": list(declared().values())}
    grid = {"actors": [["Huawei"], ["SMIC"]], "since": ["", "2024-10-01"], "top": "2"}
    runs = expand_grid(known, grid)
    assert len(runs) == 4
    assert runs[0] == {"actors": ["Huawei"], "since": "", "top": "2"}


def test_saved_view_is_one_run():
    known = {"a": list(declared().values())}
    view = {"actors": ["Huawei", "SMIC"], "since": "2024-10-01"}
    assert expand_grid(known, view) == [view]


def test_parameter_that_no_later_cell_reads_is_found():
    cells = notebook("a = 1\nb = 2\nc = 3\nd = 4", "%time a\nprint(f'{b}')", "c = 5")
    assert unread_parameters(cells) == ["c", "d"]


def test_list_of_parameters_names_the_valid_values():
    text = describe(declared({"actors": [f"actor {n}" for n in range(40)]}).values())
    lines = text.splitlines()
    (place,) = (i for i, line in enumerate(lines) if line.startswith("actors"))
    assert "['SMIC']" in lines[place]
    assert lines[place + 1].strip().startswith("of: actor 0, actor 1, ")
    assert lines[place + 1].endswith("actor 11, ... (40 in all)")


def test_list_of_parameters_hides_secrets():
    text = describe(
        [Parameter("token", "hunter2", "text", "key"), *declared().values()]
    )
    assert "hunter2" not in text
    assert "since" in text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{not json", "is no notebook"),
        (b"\xff\xfe", "is no notebook"),
        (b"[]", "no notebook of format 4"),
        (b'{"worksheets": []}', "no notebook of format 4"),
        (b'{"cells": [1]}', r"x\.ipynb, cell 1: 1 is no cell of a notebook; take"),
        (b'{"cells": [{}, {"metadata": null}]}', "cell 2: .* is no cell"),
        (b'{"cells": [{"metadata": {"tags": "a"}}]}', "cell 1: .* is no cell"),
        (b'{"cells": [{"source": ["a", 1]}]}', "cell 1: .* is no cell"),
        pytest.param(b"[" * 100_000, "is no notebook", id="deep"),
    ],
)
def test_file_that_is_no_notebook_is_refused(tmp_path, content, message):
    path = tmp_path / "x.ipynb"
    path.write_bytes(content)
    with pytest.raises(NotebookError, match=message):
        read_notebook(path)


def test_missing_notebook_is_refused_with_the_nearest(tmp_path):
    (tmp_path / "01_chips.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(NotebookError, match="did you mean '01_chips.ipynb'"):
        read_notebook(tmp_path / "01_chip.ipynb")
