"""Declarations as text that is pleasant to read."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from pycparser import c_ast
from pycparser.c_generator import CGenerator

from tools.amalgamation.tree import walk

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTH = 100
LEVELS = {
    mark: level
    for level, marks in enumerate(
        ["||", "&&", "|", "^", "&", "== !=", "< > <= >=", "<< >>", "+ -", "* / %"]
    )
    for mark in marks.split()
}
UNSURE = {"|", "^", "&", "<<", ">>", "==", "!="}
BREAKS = (" || ", " && ", ", ", " ? ", " : ", " + ", " - ", " = ")


class _Generator(CGenerator):  # type: ignore[misc]
    """C with braces at the ends of lines, and brackets only where they are needed."""

    def visit_BinaryOp(self, node: c_ast.BinaryOp) -> str:  # noqa: N802 - pycparser's name
        left, right = self._operand(node, node.left), self._operand(node, node.right, is_right=True)
        return f"{left} {node.op} {right}"

    def _operand(self, node: c_ast.BinaryOp, operand: c_ast.Node, *, is_right: bool = False) -> str:
        text: str = self.visit(operand)
        if isinstance(operand, (c_ast.TernaryOp, c_ast.Assignment)):
            return f"({text})"
        if not isinstance(operand, c_ast.BinaryOp):
            return text
        above, below = LEVELS[node.op], LEVELS[operand.op]
        needed = below < above or (below == above and is_right)
        # compilers warn where few people know which mark binds more closely
        unsure = (
            node.op in UNSURE or operand.op in UNSURE or (node.op == "||" and operand.op == "&&")
        )
        same = node.op == operand.op and not is_right
        return f"({text})" if needed or (unsure and not same) else text

    def visit_TernaryOp(self, node: c_ast.TernaryOp) -> str:  # noqa: N802 - pycparser's name
        parts = [self._parenthesize_unless_simple(node.cond)]
        for part in (node.iftrue, node.iffalse):
            plain = not isinstance(part, (c_ast.TernaryOp, c_ast.Assignment))
            parts.append(self.visit(part) if plain else f"({self.visit(part)})")
        return f"{parts[0]} ? {parts[1]} : {parts[2]}"


def printed(node: c_ast.Node) -> str:
    """Return a declaration as C."""
    text: str = _Generator(reduce_parentheses=True).visit(node)
    text = re.sub(r"\n *\{", " {", text)
    text = re.sub(r"\} *\n *else", "} else", text)
    text = re.sub(r"\n\s*\n", "\n", text)
    text = re.sub(r"^( +)", lambda match: match[1] * 2, text, flags=re.MULTILINE)
    return "\n".join(part for line in text.rstrip().splitlines() for part in _wrapped(line))


def _wrapped(line: str) -> list[str]:
    """Break a line that is too long at the last mark that allows it."""
    indent = len(line) - len(line.lstrip())
    lines = []
    while len(line) > WIDTH:
        for mark in BREAKS:
            at = line.rfind(mark, indent + 20, WIDTH - len(mark))
            if at > 0:
                break
        else:
            break
        cut = at + len(mark.rstrip()) if mark in (", ", " = ") else at
        lines.append(line[:cut].rstrip())
        line = " " * (indent + 8) + line[cut:].lstrip()
    return [*lines, line]


def comment(text: str, indent: int = 0) -> str:
    """Return text as a comment of C, its paragraphs and tables as they are."""
    text = text.replace("*/", "* /")
    body = textwrap.indent(text, " " * (indent + 3)).strip()
    return f"{' ' * indent}/* {body} */"


def rename(node: c_ast.Node, spoken: Callable[[str], str]) -> None:
    """Give everything in a declaration the name that it is spoken by."""
    for each in walk(node):
        for slot in ("name", "declname"):
            value = getattr(each, slot, None)
            if isinstance(value, str):
                setattr(each, slot, spoken(value))
        if isinstance(each, c_ast.IdentifierType):
            each.names = ["ptrdiff_t" if name == "Py_ssize_t" else name for name in each.names]
