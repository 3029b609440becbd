"""Every example in a docstring runs, and every public name has one."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import briefbook

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "helpers" / "briefbook"
MODULES = sorted(
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    for path in PACKAGE.rglob("*.py")
    if ">>>" in path.read_text(encoding="utf-8")
)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.fixture(autouse=True)
def _our_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFBOOK_PROJECT", str(ROOT))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str) -> None:
    module = import_module(name.removesuffix(".__init__"))
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=FLAGS, verbose=False)
    for test in doctest.DocTestFinder(exclude_empty=True).find(module):
        runner.run(test, out=said.append)
    assert runner.tries
    assert not said, "".join(said)


@pytest.mark.parametrize("name", briefbook.__all__)
def test_every_public_name_has_an_example(name: str) -> None:
    documented = getattr(briefbook, name).__doc__ or ""
    # It runs with its module, above.
    assert doctest.DocTestParser().get_examples(documented)
