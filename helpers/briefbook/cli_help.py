"""Help by the loop: the verbs in groups, each with an example; shell completion."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from briefbook.errors import (
    DataProblems,
    ParameterError,
    ProjectNotFoundError,
    nearest,
)

# The loop is explore, rerun, validate; the rest leads into it.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("begin", ("init", "doctor", "new", "completion")),
    ("read digests", ("draft", "extract", "build")),
    ("explore and rerun", ("report", "app", "site")),
    (
        "validate and compare",
        ("check", "diff", "changes", "notebooks", "lint-notebooks", "describe"),
    ),
)
EXAMPLES = {
    "app": "briefbook app",
    "build": "briefbook build archive/*.jsonl.gz --to built",
    "changes": "briefbook changes 2024-11 2025-06",
    "check": "briefbook check --json",
    "completion": "briefbook completion bash > ~/.local/share/bash-completion/"
    "completions/briefbook",
    "describe": "briefbook describe",
    "diff": "briefbook diff previous latest",
    "doctor": "briefbook doctor",
    "draft": "briefbook draft digest.txt --published 2024-11-17..2024-11-22",
    "extract": "briefbook extract briefs.jsonl --to read.jsonl",
    "init": "briefbook init my-briefs --example",
    "lint-notebooks": "briefbook lint-notebooks 01_chips",
    "new": "briefbook new notebook space",
    "notebooks": "briefbook notebooks 01_chips",
    "report": "briefbook report 01_chips -p actors Huawei -p since 2024-11-18",
    "site": "briefbook site",
}
_SHELLS = ("bash", "zsh", "tcsh", "fish", "powershell")
STATUS = (
    "exit status: 0 done; 1 problems in data or a failed run; 2 wrong use; "
    "130 interrupted"
)


@dataclass(slots=True)
class Commands:
    """The verbs as they are added: each gets its example and the common options.

    It stands where argparse's own subparsers would, so a module adds its verbs the
    ordinary way.
    """

    subparsers: Any
    helps: dict[str, str]

    def add_parser(self, name: str, *, help: str, **options: Any) -> Any:
        """Add a verb and return its parser."""
        self.helps[name] = help
        parser = self.subparsers.add_parser(
            name,
            help=help,
            description=help[:1].upper() + help[1:] + ".",
            epilog=f"example:\n  $ {EXAMPLES[name]}\n\n{STATUS}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **options,
        )
        parser.add_argument(
            *("-q", "--quiet"),
            action="store_true",
            help="no progress: only results and errors",
        )
        return parser


class VerbParser(argparse.ArgumentParser):
    """A verb's parser: wrong use ends with the command that tells the right one.

    Attributes
    ----------
    prepare
        Makes of the verb's words those that argparse is to read; None for as they are.
    """

    prepare: Callable[[Sequence[str]], list[str]] | None = None

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse the words, prepared."""
        if self.prepare is not None and args is not None:
            args = self.prepare(args)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Print usage, what is wrong and the next command; exit with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}\nnext: {self.prog} --help\n")


class Parser(VerbParser):
    """The command's parser; its own help lists the verbs by the loop."""

    commands: Commands

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse; a verb that is none is refused with the nearest one."""
        given = sys.argv[1:] if args is None else list(args)
        verb = given[0] if given else "-"
        if not verb.startswith("-") and verb not in self.commands.helps:
            near = nearest(verb, list(self.commands.helps))
            hint = f", did you mean {near!r}?" if near else ""
            self.error(f"{verb!r} is no verb{hint}")
        if verb in ("-q", "--quiet") and len(given) > 1:
            given = [given[1], verb, *given[2:]]
        return super().parse_known_args(given, namespace)

    def format_help(self) -> str:
        """Return usage, the verbs in groups, and what exit statuses mean."""
        lines = [
            "usage: briefbook VERB ...",
            "",
            "Policy briefs as a dataset whose every value has its words:",
            "explore in JupyterLab, rerun a view as a report, validate what it says.",
        ]
        helps = self.commands.helps
        for title, verbs in GROUPS:
            lines += ["", f"{title}:"]
            lines += [f"  {verb:15}{helps[verb]}" for verb in verbs if verb in helps]
        lines += [
            "",
            "briefbook VERB --help tells its options, with an example.",
            STATUS,
            "NO_COLOR is honoured.",
        ]
        return "\n".join(lines) + "\n"


class _Version(argparse.Action):
    """Tells the version; looking it up takes a fifth of a command's start."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        print(f"briefbook {version('briefbook')}")
        parser.exit()


def new_parser() -> Parser:
    """Return the command's parser without any verb, ready for modules to add theirs."""
    # No abbreviations: a script must not change its meaning with a new option.
    parser = Parser(prog="briefbook", allow_abbrev=False)
    parser.add_argument("--version", action=_Version, nargs=0, help="show it and stop")
    subparsers = parser.add_subparsers(
        metavar="VERB", dest="verb", parser_class=VerbParser
    )
    parser.commands = Commands(subparsers, {})
    return parser


def tell(given: argparse.Namespace, line: str) -> None:
    """Print a line of progress, unless only results and errors are wanted."""
    if not given.quiet:
        print(line, flush=True)


def next_step(verb: str, error: BaseException) -> str:
    """Return the command to try after an error."""
    if isinstance(error, DataProblems):
        # What is wrong with a verb's own input is nothing that check looks at.
        is_own = error.what in ("digest", "draft", "input")
        again = verb if is_own else "check"
        return f"next: mend these, then briefbook {again}"
    if isinstance(error, ProjectNotFoundError):
        return "next: briefbook init DIR, or briefbook doctor"
    if verb == "report" and isinstance(error, ParameterError):
        return "next: briefbook report --help-parameters"
    return f"next: briefbook {verb} --help"


def add_completion(commands: Commands) -> None:
    """Add the verb that prints a shell's completion script."""
    completion = commands.add_parser(
        "completion", help="print a shell's completion script"
    )
    completion.add_argument("shell", choices=_SHELLS)
    completion.set_defaults(run=_completion)


def _completion(given: argparse.Namespace) -> int:
    import shtab

    from briefbook.cli import parser

    print(shtab.complete(parser(), given.shell))
    return 0
