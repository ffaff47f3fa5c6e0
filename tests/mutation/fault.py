"""Faults: one token of a source that is another one.

::

    a < b    a <= b         x and y   x or y         n + 1    n - 1       True   False
    a >= b   a > b          not x     x              7        8           min    max
    a == b   a != b         return x  (skipped)      a * b    a / b       continue   break
"""

from __future__ import annotations

import io
import tokenize
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

# What stands instead of a token.
OTHER = {
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "==": "!=",
    "!=": "==",
    "+": "-",
    "-": "+",
    "+=": "-=",
    "-=": "+=",
    "&": "|",
    "|": "&",
    "<<": ">>",
    ">>": "<<",
    "and": "or",
    "or": "and",
    "not": "",
    "True": "False",
    "False": "True",
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "continue": "break",
    "break": "continue",
}
# A line that begins with one of these decides nothing.
NO_DECISION = (
    "import",
    "from",
    "cimport",
    "def",
    "cdef class",
    "class",
    "@",
    "raise",
    "cdef extern",
)
OPENING, CLOSING = "([{", ")]}"


class Fault(NamedTuple):
    """One token and what stands instead of it."""

    path: Path
    """Of the source, from the root of the tree."""
    line: int
    """Counted from 1."""
    column: int
    old: str
    new: str

    def applied(self, source: str) -> str:
        """Return the source with the fault in it."""
        lines = source.splitlines(keepends=True)
        line = lines[self.line - 1]
        assert line[self.column :].startswith(self.old)
        lines[self.line - 1] = line[: self.column] + self.new + line[self.column + len(self.old) :]
        return "".join(lines)

    def __str__(self) -> str:
        """Return one line: place and change."""
        return f"{self.path}:{self.line}:{self.column + 1}: {self.old} -> {self.new or '(nothing)'}"


def faults_in(path: Path, source: str) -> list[Fault]:
    """List the faults that a source can have, in its order.

    Imports, signatures, annotations, messages of errors and everything inside of strings and
    comments stay as they are.
    """
    found, lines = [], source.splitlines()
    depth, in_signature = 0, False
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        row, column = token.start
        start = lines[row - 1].lstrip() if row <= len(lines) else ""
        if token.type == tokenize.OP:
            depth += (token.string in OPENING) - (token.string in CLOSING)
        if depth == 0 and token.type in (tokenize.NEWLINE, tokenize.NL):
            in_signature = False
        elif start.startswith(NO_DECISION) or _is_declaration(start):
            in_signature = True
        if in_signature:
            continue
        new = OTHER.get(token.string) if token.type in (tokenize.OP, tokenize.NAME) else None
        if token.type == tokenize.NUMBER and token.string.isdigit():
            new = str(int(token.string) + 1)
        if new is not None and not _is_left_alone(lines[row - 1], column, token.string):
            found.append(Fault(path, row, column, token.string, new))
    return found


def _is_declaration(start: str) -> bool:
    """Tell whether a line of Cython declares something and computes nothing."""
    return start.startswith(("cdef ", "ctypedef ")) and "=" not in start


def _is_left_alone(line: str, column: int, token: str) -> bool:
    """Tell whether a token is no operator here: an address, a pointer, a sign, an arrow, a cast."""
    before, after = line[:column].rstrip(), line[column + len(token) :]
    if token in ("<", ">") and ("cdef" in line or _is_cast(line, column, token)):
        return True
    if token in ("+", "-", "&", "|") and (not before or before[-1] in "(,=[:<>*/+-"):
        return True
    if token in ("&", "|") and before.endswith(("return", "and", "or", "in", "if")):
        return True
    # `x: int | None = ...` is an annotation, `is not None` and `not in` are one operator each.
    if token == "|" and (":" in before or "->" in before):
        return True
    if token == "not" and (before.endswith("is") or after.lstrip().startswith(("in ", "None"))):
        return True
    return token in ("min", "max", "any", "all") and not after.startswith("(")


def _is_cast(line: str, column: int, token: str) -> bool:
    """Tell whether an angle bracket belongs to a cast of Cython, ``<int>x``."""
    if token == "<":
        inside, _, rest = line[column + 1 :].partition(">")
        return bool(rest) and inside.replace("*", "").replace(" ", "").isidentifier()
    inside = line[:column].rpartition("<")[2]
    return "<" in line[:column] and inside.replace("*", "").replace(" ", "").isidentifier()
