"""YAML front matter with a line for every problem.

Scalars stay the strings that were written (``3,000 people`` and ``1:30`` arrive
unchanged). Unknown and double keys, tags, anchors and aliases are problems, not
surprises.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import yaml

from briefbook.errors import Problem, did_you_mean

FENCE = "---"


@dataclass(slots=True)
class Reader:
    """Reads nodes of one file and collects what is wrong with them.

    Attributes
    ----------
    path
        The file's name for problems.
    offset
        Lines of the file before the YAML text.
    """

    path: str
    offset: int = 0
    problems: list[Problem] = field(default_factory=list)

    def report(self, line: int, value: str, message: str, remedy: str = "") -> None:
        """Note one problem at a line of the file (from 1)."""
        self.problems.append(Problem(self.path, line, value, message, remedy))

    def line(self, node: yaml.Node) -> int:
        """Return the line of the file where `node` begins."""
        return node.start_mark.line + 1 + self.offset

    def compose(self, source: str) -> yaml.MappingNode | None:
        """Return the mapping that `source` holds, or None with the problem noted."""
        try:
            for token in yaml.scan(source, Loader=yaml.BaseLoader):
                kind = {
                    yaml.AliasToken: "an alias",
                    yaml.AnchorToken: "an anchor",
                    yaml.TagToken: "a tag",
                }.get(type(token))
                if kind:
                    line = token.start_mark.line + 1 + self.offset
                    value = str(getattr(token, "value", ""))
                    self.report(line, value, f"is {kind}", "write the value out")
            node = yaml.compose(source, Loader=yaml.BaseLoader)
        except yaml.YAMLError as err:
            mark = getattr(err, "problem_mark", None)
            context = str(getattr(err, "context", ""))
            if "quoted scalar" in context or "flow" in context:
                # What was never closed is told where it opens.
                mark = getattr(err, "context_mark", mark)
            line = (mark.line + 1 if mark else 1) + self.offset
            what = getattr(err, "problem", None) or getattr(err, "reason", str(err))
            remedy = "quote text that holds ': ' or ' #' or begins with a special sign"
            if line not in {problem.line for problem in self.problems}:
                # An alias is told already; that nothing is behind it is no news.
                self.report(line, "", f"is no YAML: {what}", remedy)
            return None
        except RecursionError:
            self.report(1, "", "is nested too deep", "keep to the keys of a brief")
            return None
        if isinstance(node, yaml.MappingNode):
            return node
        self.report(1, "", "the front matter holds no keys", "begin with 'id: ...'")
        return None

    def mapping(
        self, node: yaml.Node, known: Sequence[str], what: str
    ) -> dict[str, yaml.Node]:
        """Return the values of a mapping by key; unknown and double keys are noted."""
        if not isinstance(node, yaml.MappingNode):
            self.report(
                self.line(node),
                self.brief(node),
                f"{what} is no mapping",
                f"write keys such as '{known[0]}: ...'",
            )
            return {}
        found: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            key = str(key_node.value)
            if key not in known:
                remedy = did_you_mean(key, known)
                self.report(self.line(key_node), key, f"is no key of {what}", remedy)
            elif key in found:
                self.report(
                    self.line(key_node),
                    key,
                    f"stands twice in {what}",
                    f"keep one (the other is in line {self.line(found[key])})",
                )
            else:
                found[key] = value
        return found

    def text(self, node: yaml.Node | None, what: str) -> str:
        """Return a scalar's text, or the empty string with the problem noted."""
        if node is None:
            return ""
        if isinstance(node, yaml.ScalarNode):
            return " ".join(str(node.value).split())
        self.report(
            self.line(node), self.brief(node), f"{what} is no text", "write one value"
        )
        return ""

    def texts(self, node: yaml.Node | None, what: str) -> tuple[str, ...]:
        """Return a list of texts; a single one is a list of one."""
        if node is None:
            return ()
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.text(item, what) for item in node.value)
        one = self.text(node, what)
        return (one,) if one else ()

    def items(self, node: yaml.Node | None, what: str) -> list[yaml.Node]:
        """Return the items of a list."""
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
            return []
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self.report(
            self.line(node),
            self.brief(node),
            f"{what} is no list",
            "begin each item with '- '",
        )
        return []

    def number(self, node: yaml.Node | None, what: str) -> int | None:
        """Return a whole number from 1 up, or None."""
        if node is None:
            return None
        written = self.text(node, what)
        if written.isascii() and written.isdigit() and int(written) > 0:
            return int(written)
        self.report(
            self.line(node), written, f"{what} is no number from 1 up", "write 2, say"
        )
        return None

    @staticmethod
    def brief(node: yaml.Node) -> str:
        """Return a short form of a node's value for messages."""
        return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def divide(content: str, reader: Reader) -> tuple[str, str, int] | None:
    """Return the front matter, the body, and the line where the body begins.

    A file that does not open with ``---``, or never closes it, is noted and gives None.
    """
    lines = content.split("\n")
    if not lines or lines[0].strip() != FENCE:
        reader.report(
            1, lines[0][:60], "no front matter", f"begin the file with a line '{FENCE}'"
        )
        return None
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            return "\n".join(lines[1:index]), "\n".join(lines[index + 1 :]), index + 2
    reader.report(
        1, FENCE, "the front matter is never closed", f"end it with a line '{FENCE}'"
    )
    return None


def dump(front: Mapping[str, Any], body: str) -> str:
    """Return a brief file's text: front matter in block style, then the body."""
    blocks = [block for key, value in front.items() for block in _blocks(key, value)]
    return f"{FENCE}\n{''.join(blocks)}{FENCE}\n{body.rstrip()}\n"


def _blocks(key: str, value: Any) -> Iterator[str]:
    """Yield a key of the front matter in pieces, a list of mappings item by item.

    Who edits one claim of two hundred waits for that one only.
    """
    if isinstance(value, list) and value and isinstance(value[0], dict):
        yield f"{key}:\n"
        for item in value:
            yield _written(json.dumps({key: [item]})).partition("\n")[2]
    else:
        yield _written(json.dumps({key: value}))


@lru_cache(maxsize=4096)
def _written(front: str) -> str:
    from io import StringIO

    buffer = StringIO()
    _writer().dump(json.loads(front), buffer)
    return buffer.getvalue()


@cache
def _writer() -> Any:
    from ruamel.yaml import YAML

    writer = YAML(typ="rt")
    writer.width = 4096  # a claim's words stay on one line
    writer.indent(mapping=2, sequence=4, offset=2)
    return writer
