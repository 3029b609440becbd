"""What runs for the project's users elsewhere: the workflow, the hooks, the targets."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def read(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.BaseLoader)


def commands(job):
    return [step["run"] for step in job["steps"] if "run" in step]


def test_workflow_runs_the_tests_on_three_systems_and_a_report_each_week():
    workflow = read(".github/workflows/ci.yml")
    jobs = workflow["jobs"]
    assert "make test" in commands(jobs["test"])
    assert jobs["portable"]["strategy"]["matrix"]["os"] == [
        "macos-latest",
        "windows-latest",
    ]
    (tests,) = (c for c in commands(jobs["portable"]) if "pytest" in c)
    (ignored,) = re.findall(r"--ignore=(\S+)", tests)
    assert (ROOT / ignored).is_dir()
    assert re.fullmatch(r"\d+ \d+ \* \* \d", workflow["on"]["schedule"][0]["cron"])
    assert "make report" in commands(jobs["report"])
    (kept,) = (
        s["with"]["path"]
        for s in jobs["report"]["steps"]
        if "with" in s and "path" in s["with"]
    )
    assert kept == "reports/latest"
    assert workflow["permissions"] == {"contents": "read"}


def test_every_target_that_is_named_anywhere_exists():
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, flags=re.M))
    texts = [
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("README.md", "CONTRIBUTING.md", ".github/workflows/ci.yml")
    ]
    named = {n for t in texts for n in re.findall(r"(?:`|run: |\$ )make ([a-z]+)", t)}
    assert named
    assert named <= targets
    assert {"lab", "report", "test", "notebooks", "bench", "app", "site"} <= targets


def test_hooks_have_the_versions_that_ci_ran():
    (repository,) = read(".pre-commit-config.yaml")["repos"]
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    hooks = {hook["id"]: hook for hook in repository["hooks"]}
    assert set(hooks) == {"ruff-check", "ruff-format", "notebooks"}
    for hook in hooks.values():
        for version in hook.get("additional_dependencies", []):
            assert version in pinned
    folder = hooks["notebooks"]["entry"].split()[-1]
    assert list((ROOT / folder).glob("test_*.py"))
    assert re.match(hooks["notebooks"]["files"], "notebooks/01_chips.ipynb")


@pytest.mark.parametrize("extra", ["app", "site", "test"])
def test_each_extra_is_pinned(extra):
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = {
        re.split(r"[=<>!\[]", line)[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
    }
    for requirement in project["project"]["optional-dependencies"][extra]:
        name = re.split(r"[=<>!\[]", requirement)[0].lower().replace("_", "-")
        # An extra may take in another one.
        assert name in names | {"briefbook"}
