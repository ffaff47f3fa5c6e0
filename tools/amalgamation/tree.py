"""Walking and changing a syntax tree of C."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycparser import c_ast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def walk(node: c_ast.Node) -> Iterator[c_ast.Node]:
    """Yield a node and all below it."""
    yield node
    for _, child in node.children():
        yield from walk(child)


def replace(
    node: c_ast.Node,
    swap: Callable[[c_ast.Node], c_ast.Node],
    stop: tuple[type[c_ast.Node], ...] = (),
) -> None:
    """Swap every node below this one, deepest first; what lies in a node of `stop` stays."""
    for slot in type(node).__slots__:
        value = getattr(node, slot, None)
        if isinstance(value, c_ast.Node):
            if not isinstance(value, stop):
                replace(value, swap, stop)
            setattr(node, slot, swap(value))
        elif isinstance(value, list):
            for k, each in enumerate(value):
                if isinstance(each, c_ast.Node):
                    if not isinstance(each, stop):
                        replace(each, swap, stop)
                    value[k] = swap(each)


def reads(node: c_ast.Node, name: str) -> int:
    """Count how often a variable is named."""
    return sum(isinstance(each, c_ast.ID) and each.name == name for each in walk(node))


def is_set(item: c_ast.Node, name: str) -> bool:
    """Tell whether a statement sets this variable, and does nothing else."""
    return (
        isinstance(item, c_ast.Assignment)
        and item.op == "="
        and isinstance(item.lvalue, c_ast.ID)
        and item.lvalue.name == name
    )
