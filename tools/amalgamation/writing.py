"""An amalgam as one C file."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING

from pycparser import c_ast

from tools.amalgamation.naming import Names, home_of, parted
from tools.amalgamation.precision import to_single
from tools.amalgamation.printing import comment, printed, rename
from tools.amalgamation.syntax import parse
from tools.amalgamation.tree import walk

if TYPE_CHECKING:
    from tools.amalgamation.amalgam import Amalgam
    from tools.amalgamation.source import Constant

INCLUDES = """\
#if defined(__GNUC__) && !defined(__clang__)
/* Functions that are called once keep frames of their own: inlined, they would all lie on the
   stack at once, five kilobytes instead of four. */
#pragma GCC optimize("no-inline-functions-called-once")
#endif

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifndef M_PI
#define M_PI 3.14159265358979324
#endif
"""
PORTABLE = ("stampcodec", "firmware", "source", "portable.h")
DECIMAL = re.compile(r"\b\d+\.\d*")
WORD = re.compile(r"\b[A-Za-z_]\w*\b")


def write(amalgam: Amalgam) -> str:
    """Return the C of an amalgam: types first, then functions, each behind those that it calls."""
    blocks = [
        (module, text) for module in amalgam.modules for text in amalgam.source(module).verbatim
    ]
    names = Names({word for _, text in blocks for word in WORD.findall(text)})
    portable = amalgam.root.joinpath(*PORTABLE).read_text(encoding="utf-8")
    parts = [INCLUDES, portable]
    parts += [f"/* {_path(module)} */\n\n{text.rstrip()}\n" for module, text in blocks]
    parts += [_enum(text, names) for text in amalgam.enums]
    parts += [_constant(name, value, names) for name, value in amalgam.constants.items()]
    parts += [_struct(amalgam, name, names) for name in amalgam.structs]
    order = {module: k for k, module in enumerate(amalgam.modules)}
    functions = sorted(amalgam.functions, key=lambda name: order[home_of(name)[0]])
    for name in functions:
        names.give(name)
    before = ""
    for name in functions:
        module = home_of(name)[0]
        if module != before:
            parts.append(_title(amalgam, module))
            before = module
        parts.append(_function(amalgam, name, names))
    return "\n".join(parts)


def _path(module: str) -> str:
    return module.replace(".", "/")


def _title(amalgam: Amalgam, module: str) -> str:
    about = amalgam.source(module).about
    rule = "-" * 90
    return f"/* {rule} */\n{comment(f'{_path(module)}.pyx: {about}')}\n"


def _spell(tree: c_ast.Node, names: Names) -> None:
    used = {
        value
        for each in walk(tree)
        for slot in ("name", "declname")
        if isinstance(value := getattr(each, slot, None), str)
    }
    spoken = names.in_function(used)
    to_single(tree)
    rename(tree, lambda name: spoken.get(name, name))


def _enum(text: str, names: Names) -> str:
    tree = parse(text)
    for each in walk(tree):
        if isinstance(each, (c_ast.Enumerator, c_ast.Enum)) and each.name:
            names.give(each.name)
    _spell(tree, names)
    return f"{printed(tree)};\n"


def _constant(mangled: str, constant: Constant, names: Names) -> str:
    kind = "float" if constant.kind == "double" else constant.kind
    name = names.give(mangled)
    if not constant.shape:
        return f"static const {kind} {name} = ({kind})({constant.value});\n"
    shape = "".join(f"[{length}]" for length in constant.shape)
    value = constant.value
    if kind == "float":
        value = DECIMAL.sub(lambda number: f"{number[0]}f", value)
    value = value.replace("}, {", "},\n    {")
    return f"static const {kind} {name}{shape} = {value};\n"


def _struct(amalgam: Amalgam, mangled: str, names: Names) -> str:
    tree = amalgam.structs[mangled]
    module, name = home_of(mangled)
    names.give(mangled)
    if mangled.startswith("__pyx_obj_"):
        _keep_used(tree, amalgam)
    _spell(tree, names)
    source = amalgam.source(module)
    notes = source.fields.get(name, {})
    lines = []
    for line in printed(tree).splitlines():
        field = re.match(r"\s+.*?(\w+)(?:\[\w+\])*;$", line)
        note = notes.get(field[1], "") if field else ""
        lines.append(f"{line.ljust(48)} /* {note} */" if note else line)
    above = source.notes.get(name, "")
    return (comment(above) + "\n" if above else "") + "\n".join(lines) + ";\n"


def _keep_used(struct: c_ast.Node, amalgam: Amalgam) -> None:
    """Leave out of a class's fields what no function of the file names."""
    used = {
        each.field.name
        for function in amalgam.functions.values()
        for each in walk(function)
        if isinstance(each, c_ast.StructRef)
    }
    for each in walk(struct):
        if isinstance(each, c_ast.Struct) and each.decls:
            each.decls = [field for field in each.decls if field.name in used]


def _function(amalgam: Amalgam, mangled: str, names: Names) -> str:
    tree = amalgam.functions[mangled]
    module, name = home_of(mangled)
    _spell(tree, names)
    docstring = amalgam.source(module).docstrings.get(name, "")
    return (comment(docstring) + "\n" if docstring else "") + printed(tree) + "\n"


def enumerated(amalgam: Amalgam) -> dict[str, int]:
    """Return the values of an amalgam's enumerators, by Cython's names and by the kernels' own."""
    return {name: value for text in amalgam.enums for name, value in _values(text).items()}


def describe(amalgam: Amalgam, wanted: set[str]) -> dict[str, list[dict[str, object]]]:
    """Return the fields of some structs, and of those inside them, with their sizes in numbers.

    The amalgam is written already: its types are those of the C file.
    """
    sizes = enumerated(amalgam)
    trees = {home_of(mangled)[1]: tree for mangled, tree in amalgam.structs.items()}
    kept: dict[str, list[dict[str, object]]] = {}
    waiting = sorted(wanted)
    while waiting:
        name = waiting.pop()
        kept[name] = [_field(each, sizes) for each in _fields(trees[name])]
        waiting += [
            str(field["kind"])
            for field in kept[name]
            if field["kind"] in trees and field["kind"] not in kept and not field["is_pointer"]
        ]
    return kept


def _fields(tree: c_ast.Node) -> list[c_ast.Decl]:
    struct = next(each for each in walk(tree) if isinstance(each, c_ast.Struct) and each.decls)
    return list(struct.decls)


def _values(text: str) -> dict[str, int]:
    values: dict[str, int] = {}
    after = 0
    for each in walk(parse(text)):
        if isinstance(each, c_ast.Enumerator):
            values[each.name] = after if each.value is None else _number(each.value, values)
            after = values[each.name] + 1
    return {
        **values,
        **{found[1]: value for name, value in values.items() if (found := parted(name))},
    }


OPERATIONS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.floordiv,
    "<<": operator.lshift,
    ">>": operator.rshift,
}


def _number(node: c_ast.Node, sizes: dict[str, int]) -> int:
    """Work out an expression of whole numbers."""
    if isinstance(node, c_ast.ID):
        return sizes[node.name]
    if isinstance(node, c_ast.UnaryOp):
        return -_number(node.expr, sizes)
    if isinstance(node, c_ast.BinaryOp):
        return int(OPERATIONS[node.op](_number(node.left, sizes), _number(node.right, sizes)))
    return int(node.value.rstrip("uUlL"), 0)


def _field(declaration: c_ast.Decl, sizes: dict[str, int]) -> dict[str, object]:
    kind, shape, is_pointer = declaration.type, [], False
    while isinstance(kind, (c_ast.ArrayDecl, c_ast.PtrDecl)):
        if isinstance(kind, c_ast.PtrDecl):
            is_pointer = True
        else:
            shape.append(_number(kind.dim, sizes))
        kind = kind.type
    inner = kind.type
    name = inner.name if isinstance(inner, c_ast.Struct) else " ".join(inner.names)
    found = parted(name)
    return {
        "name": declaration.name,
        "kind": found[1] if found else name,
        "shape": shape,
        "is_pointer": is_pointer,
    }
