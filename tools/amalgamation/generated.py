"""What stands in the C that Cython generates for one module.

Only two of its sections matter: the types, and the functions of the module. Both are cut into
whole declarations, and each is found by the names that it declares.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SECTIONS = ("type_declarations", "module_code")
SECTION = re.compile(r"/\* #### Code section: (\w+) ### \*/")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
# Words of Cython's own that say nothing in C.
SPOKEN = {
    "CYTHON_INLINE": "inline",
    "CYTHON_UNUSED": "",
    "CYTHON_FALLTHROUGH": "",
    "PyObject_HEAD": "",
}
DECLARED = re.compile(r"\b(__pyx_[a-z]+_\w+)")


class NotPlainError(Exception):
    """What was asked for is no plain C."""


@dataclass
class Generated:
    """The declarations of one generated file, by the names that they declare."""

    module: str
    functions: dict[str, str] = field(default_factory=dict)
    structs: dict[str, str] = field(default_factory=dict)
    enumerators: dict[str, str] = field(default_factory=dict)


def read_generated(path: Path, module: str) -> Generated:
    """Read the types and functions of a generated file.

    Raises
    ------
    NotPlainError
        The file has not the sections that the Cython of this project writes.
    """
    text = path.read_text()
    marks = list(SECTION.finditer(text))
    found = Generated(module)
    met = set()
    for mark, after in zip_longest(marks, marks[1:]):
        if mark[1] in SECTIONS:
            met.add(mark[1])
            _sort(text[mark.end() : after.start() if after else len(text)], found)
    if met != set(SECTIONS):
        missing = ", ".join(sorted(set(SECTIONS) - met))
        raise NotPlainError(
            f"{path}: no section {missing}; is this the Cython that setup.py asks for?"
        )
    return found


def _sort(text: str, found: Generated) -> None:
    for declaration in declarations(COMMENT.sub("", text)):
        head = declaration.split("{")[0]
        names = DECLARED.findall(head)
        if head.startswith("enum"):
            for name in DECLARED.findall(declaration):
                found.enumerators[name] = declaration
        elif head.startswith("struct") and "{" in declaration and "(" not in head and names:
            found.structs[names[0]] = declaration
        elif "(" in head and declaration.endswith("}") and head.startswith("static"):
            name = re.search(r"(\w+)\s*\(", head)
            if name:
                found.functions[name[1]] = declaration


def declarations(text: str) -> list[str]:
    """Cut C without comments into its outermost declarations; directives end none."""
    found, depth, start = [], 0, 0
    lines = re.sub(r"^[ \t]*#.*(?:\\\n.*)*$", _directive, text, flags=re.MULTILINE)
    for match in re.finditer(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|[{};]', lines):
        mark = match[0]
        depth += (mark == "{") - (mark == "}")
        if depth == 0 and mark in "};":
            declaration = lines[start : match.end()].strip()
            if mark == "}" and "(" not in declaration.split("{")[0]:
                continue  # a struct or an enum ends with its semicolon
            found.append(_spoken(declaration))
            start = match.end()
    return found


def _directive(match: re.Match[str]) -> str:
    """Keep the place of a directive visible, so that no function with one inside is taken."""
    return "@" if match[0].lstrip().startswith("#") else match[0]


def _spoken(declaration: str) -> str:
    for word, said in SPOKEN.items():
        declaration = re.sub(rf"\b{word}\b", said, declaration)
    # a directive before a declaration is not inside
    return declaration.lstrip("@ \t\n")
