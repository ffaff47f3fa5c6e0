"""Functions of generated C as a tree: what they use, and how they read without Cython's names."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from pycparser import c_ast
from pycparser.c_parser import CParser

from tools.amalgamation.control import join_conditions, restore_loops
from tools.amalgamation.tree import is_set, reads, replace, walk

# Types that the kernels use and that a parser must know for types; only their names matter.
PYTHONS = ("PyObject", "PyThread_type_lock", "__Pyx_memviewslice")
KNOWN_TYPES = [
    "int8_t",
    "int16_t",
    "int32_t",
    "int64_t",
    "uint8_t",
    "uint16_t",
    "uint32_t",
    "uint64_t",
    "size_t",
    "Py_ssize_t",
    "stamp_four",
    "stamp_bits",
    "stamp_eight",
    "stamp_halves",
    "stamp_half",
    *PYTHONS,
]
PRELUDE = "".join(f"typedef int {name};\n" for name in KNOWN_TYPES)
TEMPORARY = re.compile(r"__pyx_t_\d+$")
METHODS = re.compile(r"__pyx_vtabstruct_(?P<module>\w+?)_(?P<name>[A-Z]\w*)$")
CLASSES = re.compile(r"__pyx_obj_")
HINTS = {"likely", "unlikely", "__builtin_expect"}


def parse(declaration: str) -> c_ast.Node:
    """Parse one outermost declaration.

    Raises
    ------
    pycparser.c_parser.ParseError
        It is no plain C.
    """
    tree = CParser().parse(PRELUDE + declaration)
    return tree.ext[-1]


def names_in(node: c_ast.Node) -> set[str]:
    """Return every name that is used: of functions, variables, constants and structs."""
    used = set()
    for each in walk(node):
        if isinstance(each, (c_ast.ID, c_ast.Struct)):
            used.add(each.name)
    return used


def simplify(function: c_ast.FuncDef) -> None:
    """Take out of a function what Cython's way of writing brings in and no reader needs."""
    _drop_hints(function)
    _call_methods(function)
    _return_at_once(function.body)
    _flatten(function.body)
    restore_loops(function)
    join_conditions(function.body)
    _inline_temporaries(function)
    _drop_unused(function)


def _drop_hints(function: c_ast.FuncDef) -> None:
    def swap(node: c_ast.Node) -> c_ast.Node:
        if isinstance(node, c_ast.FuncCall) and getattr(node.name, "name", "") in HINTS:
            return node.args.exprs[0]
        return node

    replace(function, swap)


def _call_methods(function: c_ast.FuncDef) -> None:
    """Call a method by its name: of no class of the kernels are there others below it."""

    def swap(node: c_ast.Node) -> c_ast.Node:
        if not isinstance(node, c_ast.StructRef) or not isinstance(node.name, c_ast.Cast):
            return node
        struct = node.name.to_type.type.type.type
        match = METHODS.match(getattr(struct, "name", "") or "")
        if match is None:
            return node
        name = match["name"]
        return c_ast.ID(f"__pyx_f_{match['module']}_{len(name)}{name}_{node.field.name}")

    replace(function, swap)


def drop_python(struct: c_ast.Node) -> None:
    """Leave out of a class's fields what only Python uses."""
    for each in walk(struct):
        if isinstance(each, c_ast.Struct) and each.decls:
            each.decls = [field for field in each.decls if not _is_python(field)]


def refer(tree: c_ast.Node, fields: frozenset[str]) -> None:
    """Turn fields of a class into pointers, in its struct and wherever they are used.

    Parameters
    ----------
    fields : frozenset of str
        What several objects share; no other struct of the file has fields of these names.
    """
    if not fields:
        return

    def is_shared(node: c_ast.Node) -> bool:
        return isinstance(node, c_ast.StructRef) and node.field.name in fields

    def swap(node: c_ast.Node) -> c_ast.Node:
        if isinstance(node, c_ast.UnaryOp) and node.op == "&" and is_shared(node.expr):
            return node.expr
        if isinstance(node, c_ast.StructRef) and node.type == "." and is_shared(node.name):
            node.type = "->"
        if isinstance(node, c_ast.Struct) and node.name and CLASSES.match(node.name):
            for field in node.decls or []:
                if field.name in fields:
                    field.type = c_ast.PtrDecl([], field.type)
        return node

    replace(tree, swap)


def _is_python(field: c_ast.Decl) -> bool:
    names = {
        name
        for each in walk(field)
        for name in (
            each.names
            if isinstance(each, c_ast.IdentifierType)
            else [each.name]
            if isinstance(each, c_ast.Struct)
            else []
        )
    }
    return bool(names & set(PYTHONS)) or any(METHODS.match(name) for name in names)


def _return_at_once(body: c_ast.Compound) -> None:
    """Return where a function jumps to the label before its only return."""
    items = body.block_items or []
    label = next(
        (
            k
            for k, item in enumerate(items)
            if isinstance(item, c_ast.Label) and item.name == "__pyx_L0"
        ),
        None,
    )
    if label is None:
        return
    rest = [items[label].stmt, *items[label + 1 :]]
    rest = [item for item in rest if not isinstance(item, c_ast.EmptyStatement)]
    if len(rest) > 1 or (rest and not isinstance(rest[0], c_ast.Return)):
        return
    last = rest[0] if rest else c_ast.Return(None)

    def swap(node: c_ast.Node) -> c_ast.Node:
        if isinstance(node, c_ast.Goto) and node.name == "__pyx_L0":
            return c_ast.Return(last.expr)
        return node

    body.block_items = [*items[:label], *rest]
    replace(body, swap)


def _flatten(node: c_ast.Node) -> None:
    """Empty the braces that open no scope of their own; join a result and its return."""
    for each in list(walk(node)):
        if not isinstance(each, c_ast.Compound) or not each.block_items:
            continue
        flat: list[c_ast.Node] = []
        for item in each.block_items:
            flat += _plain_items(item)
        each.block_items = _joined(flat)


def _plain_items(item: c_ast.Node) -> list[c_ast.Node]:
    if isinstance(item, c_ast.EmptyStatement):
        return []
    if isinstance(item, c_ast.Compound) and not any(
        isinstance(each, c_ast.Decl) for each in item.block_items or []
    ):
        return [part for each in item.block_items or [] for part in _plain_items(each)]
    return [item]


def _joined(items: list[c_ast.Node]) -> list[c_ast.Node]:
    """Turn ``r = x; return r;`` into ``return x;`` and leave out what follows a return."""
    out: list[c_ast.Node] = []
    for item in items:
        before = out[-1] if out else None
        if isinstance(before, (c_ast.Return, c_ast.Break, c_ast.Continue)) and not isinstance(
            item, c_ast.Label
        ):
            continue
        if (
            isinstance(item, c_ast.Return)
            and isinstance(item.expr, c_ast.ID)
            and item.expr.name == "__pyx_r"
            and isinstance(before, c_ast.Assignment)
            and before.op == "="
            and isinstance(before.lvalue, c_ast.ID)
            and before.lvalue.name == "__pyx_r"
        ):
            out[-1] = c_ast.Return(before.rvalue)
            continue
        out.append(item)
    return out


def _inline_temporaries(function: c_ast.FuncDef) -> None:
    """Put values where they are used: of temporaries that are read at once, and only once."""
    while _inline_one(function):
        pass


def _heads(item: c_ast.Node) -> list[tuple[c_ast.Node, str]]:
    """Return what of a statement is taken before anything else of it happens."""
    if isinstance(item, c_ast.If):
        return [(item, "cond")]
    if isinstance(item, c_ast.Return) and item.expr is not None:
        return [(item, "expr")]
    if isinstance(item, c_ast.Assignment):
        return [(item, "rvalue")]
    return []


def _inline_one(function: c_ast.FuncDef) -> bool:
    temporaries = {
        each.name: each.type
        for each in walk(function.body)
        if isinstance(each, c_ast.Decl) and TEMPORARY.match(each.name or "")
    }
    for name, kind in sorted(temporaries.items()):
        pairs = [
            (block, first, holder, slot)
            for block in walk(function.body)
            if isinstance(block, c_ast.Compound)
            for first, second in pairwise(block.block_items or [])
            if is_set(first, name) and not reads(first.rvalue, name) and not is_set(second, name)
            for holder, slot in _heads(second)
            if _takes(getattr(holder, slot), name, first.rvalue)
        ]
        # only where every use is of this kind may one of them go
        if pairs and 2 * len(pairs) == reads(function.body, name):
            for block, first, holder, slot in pairs:
                _put(_cast(first.rvalue, kind), name, holder, slot)
                block.block_items = [item for item in block.block_items if item is not first]
            return True
    return False


def _takes(head: c_ast.Node, name: str, value: c_ast.Node) -> bool:
    """Tell whether a value may be taken where the head of the next statement reads it.

    Nothing may come between: a call could change what the value is made of, and a value that is
    itself a call may not become one that is made only sometimes.
    """
    if reads(head, name) != 1:
        return False
    if isinstance(value, c_ast.Constant):
        return True
    calls = [each for each in walk(head) if isinstance(each, c_ast.FuncCall)]
    if len(calls) > 1 or any(not reads(call, name) for call in calls):
        return False
    if any(isinstance(each, c_ast.FuncCall) for each in walk(value)):
        asked = head.cond if isinstance(head, c_ast.TernaryOp) else head
        asked = asked.expr if isinstance(asked, c_ast.UnaryOp) else asked
        return isinstance(asked, c_ast.ID)
    return True


def _cast(value: c_ast.Node, kind: c_ast.Node) -> c_ast.Node:
    """Keep what a temporary's own type made of a value, where that can differ from the value."""
    if isinstance(kind, c_ast.TypeDecl) and isinstance(kind.type, c_ast.IdentifierType):
        if kind.type.names in (["int"], ["long"], ["Py_ssize_t"]):
            return value
        bare = c_ast.TypeDecl(None, [], None, kind.type)
        return c_ast.Cast(c_ast.Typename(None, [], None, bare), value)
    return value


def _put(value: c_ast.Node, name: str, holder: c_ast.Node, slot: str) -> None:
    """Write a value where a statement's head reads a name."""

    def swap(node: c_ast.Node) -> c_ast.Node:
        return value if isinstance(node, c_ast.ID) and node.name == name else node

    head = getattr(holder, slot)
    replace(head, swap)
    setattr(holder, slot, swap(head))


def _drop_unused(function: c_ast.FuncDef) -> None:
    """Leave out variables and labels that nothing uses any more."""
    used = Counter(each.name for each in walk(function.body) if isinstance(each, c_ast.ID))
    jumps = {each.name for each in walk(function.body) if isinstance(each, c_ast.Goto)}

    def keeps(item: c_ast.Node) -> bool:
        return not (
            isinstance(item, c_ast.Decl)
            and (item.name or "").startswith("__pyx_")
            and not used[item.name]
        )

    for each in walk(function.body):
        if isinstance(each, c_ast.Compound) and each.block_items:
            items: list[c_ast.Node] = []
            for item in each.block_items:
                if isinstance(item, c_ast.Label) and item.name not in jumps:
                    items += _plain_items(item.stmt)
                elif keeps(item):
                    items.append(item)
            each.block_items = items
