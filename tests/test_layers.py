"""Imports go down the layers of the design, or sideways without a cycle."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "helpers" / "briefbook"

LAYERS = [
    {"errors", "models", "files", "csvfiles"},
    {"project", "view", "schema", "frames", "registry", "vocabularies"},
    {
        *("briefs", "frontmatter", "words", "corrections", "sources", "money"),
        *("segment", "segment_cues", "segment_marks", "cohesion", "drafting"),
        *("extract", "draft", "extraction_lines"),
    },
    {
        *("claims", "assemble", "reference", "cuts", "dataset", "build", "built"),
        "duplicates",
    },
    {"evidence", "check", "changes", "export", "validate", "describe"},
    {
        *("charts", "chart_forms", "chart_forms_more", "chart_kinds", "tables"),
        "chart_numbers",
        *("findings", "scenarios"),
    },
    {
        *("add_briefs", "add_briefs_store", "add_briefs_controls"),
        *("add_briefs_paste", "add_briefs_fields", "add_briefs_claims"),
        *("add_briefs_text", "add_briefs_typed", "add_briefs_readings"),
        *("add_briefs_check", "add_briefs_moves"),
        *("explore", "report", "kernels", "diff", "html", "htmlsafe", "pages", "plan"),
        *("publish", "runs", "parameters", "parameter_values", "refresh"),
        *(
            "notebook_make",
            "notebook_rules",
            "workspace",
            "warm",
            "zygote",
            "baseline",
            "site",
            "diff",
        ),
        "doctor",
    },
    {"__init__", "cli", "cli_report", "__main__"},
]
# `Dataset`'s verbs are delegates that import their module inside the method.
DELEGATES = {"dataset"}


def layer_of(module: str) -> int:
    """Return the layer of a module; a part of a split module has its whole's."""
    for number, names in enumerate(LAYERS):
        if module in names:
            return number
    whole = module.split("_")[0]
    for number, names in enumerate(LAYERS):
        if whole in names:
            return number
    pytest.fail(f"{module}.py stands in no layer: give it one in {__file__}")


def imports(path: Path) -> dict[str, bool]:
    """Return the package's modules that a file imports, and whether at its top."""
    found: dict[str, bool] = {}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for child in ast.walk(node)
    }
    top = set(tree.body)
    for node in ast.walk(tree):
        if node in typing_only:
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "briefbook"
        ):
            parts = node.module.split(".")
            named = [parts[1]] if len(parts) > 1 else [n.name for n in node.names]
            for name in named:
                found[name] = found.get(name, False) or node in top
    return found


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize(
    "path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix()
)
def test_imports_go_down_or_sideways(path: Path) -> None:
    module = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    own = layer_of(module)
    for name, at_top in imports(path).items():
        if module in DELEGATES and not at_top:
            continue
        assert layer_of(name) <= own, (
            f"{module} (layer {own}) imports {name} (layer {layer_of(name)})"
        )


def test_no_cycle_stands_between_modules() -> None:
    graph: dict[str, set[str]] = {}
    for path in MODULES:
        module = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        top = {name for name, at_top in imports(path).items() if at_top}
        graph.setdefault(module, set()).update(top - {module})
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"cycle: {' -> '.join([*trail, name])}"
        if name in done:
            return
        for other in sorted(graph.get(name, ())):
            visit(other, (*trail, name))
        done.add(name)

    for name in sorted(graph):
        visit(name, ())


def test_only_the_command_line_prints() -> None:
    for path in MODULES:
        if path.stem.startswith(("cli", "__main__")):
            continue
        calls = [
            node.lineno
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "print"
        ]
        assert not calls, f"{path.name} prints in line {calls}"


@pytest.mark.parametrize(
    "path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix()
)
def test_modules_stay_below_the_alarm(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
