"""The commands that run notebooks, `report` and `notebooks`. It prints, as `cli`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.cli_help import tell
from briefbook.cli_report_given import (
    collect,
    count,
    find_notebooks,
    marked,
    plain,
    seconds,
    tolerance,
)
from briefbook.errors import ParameterError

if TYPE_CHECKING:
    from briefbook.cli_progress import Teller
    from briefbook.dataset import Dataset
    from briefbook.project import Project
    from briefbook.report import Report

DEFAULT_NAME = "latest"


def add_commands(commands: Any) -> None:
    """Add the commands to the parser's `commands`."""
    report = commands.add_parser("report", help="run notebooks into HTML reports")
    report.add_argument(
        "notebooks",
        nargs="*",
        metavar="NOTEBOOK",
        help="name, number or path; default: all",
    )
    report.add_argument(
        "-p",
        nargs=2,
        type=plain,
        action="append",
        default=[],
        metavar=("NAME", "VALUE"),
        help="a parameter; give a list's name again for each further value",
    )
    report.add_argument(
        "--params", type=Path, metavar="FILE", help="a view saved as YAML, or a grid"
    )
    report.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="a folder that briefbook build made, in place of the project's data",
    )
    report.add_argument(
        "-j", "--jobs", type=count, default=None, metavar="N", help="runs at once"
    )
    report.add_argument("--name", default=DEFAULT_NAME, help="folder below reports/")
    report.add_argument(
        "--timeout", type=seconds, default=600, metavar="SECONDS", help="for each run"
    )
    report.add_argument(
        "--help-parameters", action="store_true", help="list them and stop"
    )
    report.add_argument(
        "--cold", action="store_true", help="start every kernel anew (slower)"
    )
    pages = report.add_mutually_exclusive_group()
    pages.add_argument(
        "--no-html", action="store_true", help="notebooks and findings only, no pages"
    )
    pages.add_argument(
        "--pdf", action="store_true", help="print each page, with Chromium"
    )
    baseline = report.add_mutually_exclusive_group()
    baseline.add_argument(
        "--accept", action="store_true", help="keep the findings as the baseline"
    )
    baseline.add_argument(
        "--verify", action="store_true", help="fail where findings differ from it"
    )
    report.add_argument(
        "--tolerance",
        type=tolerance,
        default=1e-9,
        metavar="SHARE",
        help="relative difference that --verify lets pass (default: %(default)s)",
    )
    report.prepare = marked
    report.set_defaults(run=_report)

    notebooks = commands.add_parser(
        "notebooks", help="execute the committed notebooks in place"
    )
    notebooks.add_argument("notebooks", nargs="*", metavar="NOTEBOOK")
    notebooks.set_defaults(run=_notebooks)

    lint = commands.add_parser(
        "lint-notebooks", help="list the rules that committed notebooks break"
    )
    lint.add_argument("notebooks", nargs="*", metavar="NOTEBOOK")
    lint.set_defaults(run=_lint)


def parameter_choices(ds: Dataset) -> dict[str, Collection[str]]:
    """Return the values that parameters may have: the filters' choices, and aliases."""
    choices = ds.choices()
    aliases = (a for actor in ds.registry.actors for a in actor.aliases)
    return {**choices, "actors": [*choices["actors"], *aliases]}


def _report(given: argparse.Namespace) -> int:
    from briefbook.warm_source import warm_kernels

    # Nothing takes as long to get ready as what kernels are forked from, so it is
    # started before anything is read; how much it imports is told when that is known.
    with warm_kernels(cold=given.cold or given.help_parameters, whole=None):
        return _reported(given)


def _reported(given: argparse.Namespace) -> int:
    from briefbook.parameter_values import read_values
    from briefbook.plan import plan_jobs, use_package
    from briefbook.project import find_project
    from briefbook.report_pdf import find_chromium, print_pages
    from briefbook.warm_source import warm_kernels

    project = find_project()
    paths = find_notebooks(project, given.notebooks)
    if given.help_parameters:
        return _help_parameters(given.data or project, paths)
    if Path(given.name).name != given.name or given.name in ("", ".", ".."):
        raise ParameterError(f"--name {given.name!r}: a folder's name, without '/'")
    chromium = find_chromium() if given.pdf else ""
    grid = read_values(given.params) if given.params else None
    parameters = collect(given.p)
    # A wrong name or form is told at once: it takes seconds to read the dataset, which
    # only the values of a filter need.
    asked = plan_jobs(paths, parameters=parameters, grid=grid)
    whole = bool(given.data) or use_package(paths)
    # Results go to stdout, how it goes to stderr.
    with (
        warm_kernels(cold=given.cold, whole=whole),
        closing(_teller()) as teller,
    ):
        from briefbook.pages import data_differ, summary
        from briefbook.publish import check_place
        from briefbook.report import link_pdfs, run_report

        check_place(project.reports / given.name)
        dataset = _dataset(given.data or project) if whole else None
        if given.data and any(p.name == "corpora" for j in asked for p in j.declared):
            # Our notebooks name their corpus; a built folder has corpora of its own.
            grid = {"corpora": [], **(grid or {})}
        report = run_report(
            paths,
            output=project.reports / given.name,
            parameters=parameters,
            grid=grid,
            choices=parameter_choices(dataset) if dataset else None,
            project=dataset.project if dataset else project,
            dataset=dataset,
            jobs=given.jobs,
            timeout=given.timeout,
            cold=given.cold,
            html=not given.no_html,
            on_progress=None if given.quiet else teller,
        )
    for run in report.failed:
        print(f"FAILED {run}", file=sys.stderr)
    if not report.made:
        print("Interrupted before a run was done: nothing is kept.", file=sys.stderr)
        return report.exit_code
    if differ := data_differ(report.runs, report.stamp):
        print(f"{summary(report.runs)} {differ}", file=sys.stderr)
    if chromium and not report.interrupted:
        pages = [report.folder / run.html for run in report.runs if run.html]
        try:
            for path in print_pages(pages, chromium):
                print(path)
        finally:
            link_pdfs(report, project)
    print(report.index)
    if report.interrupted:
        return report.exit_code
    return _settled(given, project, report) or report.exit_code


def _teller() -> Teller:
    from briefbook.cli_progress import Teller

    return Teller(sys.stderr)


def _dataset(place: Path | Project) -> Dataset:
    import gc

    from briefbook.dataset import load_dataset

    # What is read stays, and looking for garbage meanwhile costs a tenth of the time.
    gc.disable()
    try:
        return load_dataset(place)
    finally:
        gc.enable()


def _help_parameters(place: Path | Project, paths: list[Path]) -> int:
    from briefbook.dataset import load_dataset
    from briefbook.parameters import describe, read_notebook, read_parameters

    choices = parameter_choices(load_dataset(place))
    for path in paths:
        declared = read_parameters(read_notebook(path), path=path.name, choices=choices)
        print(f"{path.stem}\n{describe(declared)}\n")
    return 0


def _settled(given: argparse.Namespace, project: Project, report: Report) -> int:
    """Accept or verify the findings, if that was asked; return 1 where they differ."""
    if not given.accept and not given.verify:
        return 0
    from briefbook import baseline

    path = project.root / baseline.FILE
    if given.accept:
        count = baseline.accept(path, report.runs)
        print(f"{path}: the findings of {count} runs are the baseline")
    if given.verify:
        differences = baseline.verify(path, report.runs, tolerance=given.tolerance)
        for difference in differences:
            print(f"DIFFERS {difference}", file=sys.stderr)
        print(f"{len(differences)} differences from {path.name}")
        return int(bool(differences))
    return 0


def _notebooks(given: argparse.Namespace) -> int:
    from briefbook.project import find_project
    from briefbook.refresh import refresh

    project = find_project()
    for path, changed in refresh(find_notebooks(project, given.notebooks), project):
        tell(given, f"{path.name}: {'changed' if changed else 'as committed'}")
    return 0


def _lint(given: argparse.Namespace) -> int:
    from briefbook.notebook_rules import copied_cells, notebook_problems
    from briefbook.project import find_project

    paths = find_notebooks(find_project(), given.notebooks)
    problems = [problem for path in paths for problem in notebook_problems(path)]
    problems += copied_cells(paths)
    for problem in problems:
        print(problem)
    tell(given, f"{len(paths)} notebooks, {len(problems)} problems")
    return 1 if problems else 0
