"""Cython's jumps as the expressions and loops that they were: and, or, if-else, continue, break."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from pycparser import c_ast

from tools.amalgamation.tree import is_set, replace, walk

DONE = "_bool_binop_done"
Target = int | bool


def join_conditions(body: c_ast.Compound) -> None:
    """Write ``a and b`` and ``a if b else c`` as expressions again, innermost first."""
    for child in [child for _, child in body.children()]:
        join_conditions(child)
    if isinstance(body, c_ast.Compound) and body.block_items:
        body.block_items = [_chosen(item) for item in body.block_items]
        while (items := _with_one_joined(body.block_items)) is not None:
            body.block_items = [_chosen(item) for item in items]


def _only(node: c_ast.Node | None) -> c_ast.Node | None:
    """Return the one statement of a block, None of any other."""
    if isinstance(node, c_ast.Compound):
        items = node.block_items or []
        return items[0] if len(items) == 1 else None
    return node


def _chosen(item: c_ast.Node) -> c_ast.Node:
    """Turn ``if (c) t = a; else t = b;`` into ``t = c ? a : b;``."""
    if isinstance(item, c_ast.Label):
        item.stmt = _chosen(item.stmt)
        return item
    if not isinstance(item, c_ast.If):
        return item
    first, second = _only(item.iftrue), _only(item.iffalse)
    if not isinstance(first, c_ast.Assignment) or not isinstance(second, c_ast.Assignment):
        return item
    name = getattr(first.lvalue, "name", "")
    if not isinstance(name, str) or not name.startswith("__pyx_t_"):
        return item
    if not is_set(first, name) or not is_set(second, name):
        return item
    return c_ast.Assignment(
        "=", first.lvalue, c_ast.TernaryOp(item.cond, first.rvalue, second.rvalue)
    )


@dataclass
class _Step:
    """One operand: what is asked, and which step or value follows on yes and on no."""

    asked: c_ast.Node
    yes: Target
    no: Target


def _with_one_joined(items: list[c_ast.Node]) -> list[c_ast.Node] | None:
    """Join the first run of steps that ends in a label; None where there is none."""
    for last, item in enumerate(items):
        if not isinstance(item, c_ast.Label) or not item.name.endswith(DONE):
            continue
        if last < 2 or not isinstance(items[last - 1], c_ast.Assignment):
            continue
        result = items[last - 1].lvalue.name
        for first in range(last - 2, -1, -1):
            value = _value_of(items[first:last], item.name, result)
            if value is None or _is_entered(items, first, last):
                continue
            found = c_ast.Assignment("=", c_ast.ID(result), value)
            rest = [] if isinstance(item.stmt, c_ast.EmptyStatement) else [item.stmt]
            return [*items[:first], found, *rest, *items[last + 1 :]]
    return None


def _is_entered(items: list[c_ast.Node], first: int, last: int) -> bool:
    """Tell whether anything outside jumps into the run: then it begins earlier."""
    inside = {each.name for item in items[first : last + 1] for each in _labels(item)}
    outside = [*items[:first], *items[last + 1 :]]
    return any(
        isinstance(each, c_ast.Goto) and each.name in inside
        for item in outside
        for each in walk(item)
    )


def _labels(item: c_ast.Node) -> list[c_ast.Label]:
    found = []
    while isinstance(item, c_ast.Label):
        found.append(item)
        item = item.stmt
    return found


def _value_of(run: list[c_ast.Node], done: str, result: str) -> c_ast.Node | None:
    """Return what a run of steps sets its result to; None if it is no such run."""
    cut = _cut(run, result)
    if cut is None:
        return None
    starts, parts, last = cut
    steps: list[_Step] = []
    for k, (asked, test) in enumerate(parts):
        is_negated = _is_negated(test.cond)
        # where the result is what was asked, a branch knows which of the two it is
        yes = _target(test.iftrue, k + 1, starts, done, result, value=not is_negated)
        no = _target(test.iffalse, k + 1, starts, done, result, value=is_negated)
        if yes is None or no is None:
            return None
        steps.append(_Step(asked, no, yes) if is_negated else _Step(asked, yes, no))
    steps.append(_Step(last, True, False))
    return _merged(steps)


def _cut(
    run: list[c_ast.Node], result: str
) -> tuple[dict[str, int], list[tuple[c_ast.Node, c_ast.If]], c_ast.Node] | None:
    """Take a run apart: which step each label stands before, the steps' questions, the last one."""
    parts: list[tuple[c_ast.Node, c_ast.If]] = []
    flat, marks = _without_labels(run)
    if len(flat) % 2 or len(flat) < 4 or any(at % 2 for at, _ in marks):
        return None
    for k in range(0, len(flat) - 2, 2):
        if not _asks(flat[k], flat[k + 1]):
            return None
        parts.append((flat[k].rvalue, flat[k + 1]))
    last, told = flat[-2], flat[-1]
    if not isinstance(last, c_ast.Assignment) or not is_set(told, result):
        return None
    if getattr(told.rvalue, "name", None) != getattr(last.lvalue, "name", ""):
        return None
    return {name: at // 2 for at, name in marks}, parts, last.rvalue


def _without_labels(run: list[c_ast.Node]) -> tuple[list[c_ast.Node], list[tuple[int, str]]]:
    """Return the statements, and before which of them each label stands."""
    flat: list[c_ast.Node] = []
    marks: list[tuple[int, str]] = []
    for item in run:
        found = _labels(item)
        marks += [(len(flat), label.name) for label in found]
        statement = found[-1].stmt if found else item
        if not isinstance(statement, c_ast.EmptyStatement):
            flat.append(statement)
    return flat, marks


def _asks(first: c_ast.Node, test: c_ast.Node) -> bool:
    """Tell whether a statement sets a variable and the next asks for it, or for its opposite."""
    if not isinstance(first, c_ast.Assignment) or not isinstance(test, c_ast.If):
        return False
    name = getattr(first.lvalue, "name", None)
    asked = test.cond.expr if _is_negated(test.cond) else test.cond
    return isinstance(name, str) and is_set(first, name) and getattr(asked, "name", None) == name


def _is_negated(asked: c_ast.Node) -> bool:
    return isinstance(asked, c_ast.UnaryOp) and asked.op == "!"


def _target(
    branch: c_ast.Node | None,
    after: int,
    starts: dict[str, int],
    done: str,
    result: str,
    *,
    value: bool,
) -> Target | None:
    """Say where a branch leads: to a step, or to the end with this value."""
    items = (branch.block_items or []) if isinstance(branch, c_ast.Compound) else [branch]
    items = [
        item for item in items if item is not None and not isinstance(item, c_ast.EmptyStatement)
    ]
    if not items:
        return after
    if len(items) == 1 and isinstance(items[0], c_ast.Goto):
        return starts.get(items[0].name)
    if (
        len(items) == 2
        and is_set(items[0], result)
        and isinstance(items[1], c_ast.Goto)
        and items[1].name == done
    ):
        return value
    return None


def _merged(steps: list[_Step]) -> c_ast.Node | None:
    """Join neighbouring steps until one is left; None if the steps are no such expression."""
    alive = dict(enumerate(steps))
    while len(alive) > 1:
        for k, after in pairwise(sorted(alive)):
            step, other = alive[k], alive[after]
            entries = [
                at
                for at, each in alive.items()
                if any(type(to) is int and to == after for to in (each.yes, each.no))
            ]
            if entries != [k]:
                continue
            joined = _joined(step, other, after)
            if joined is not None:
                alive[k] = joined
                del alive[after]
                break
        else:
            return None
    return next(iter(alive.values())).asked


def _same(one: Target, other: Target) -> bool:
    return type(one) is type(other) and one == other


def _joined(step: _Step, other: _Step, at: int) -> _Step | None:
    negated = c_ast.UnaryOp("!", step.asked)
    if _same(step.yes, at) and _same(step.no, other.no):
        return _Step(c_ast.BinaryOp("&&", step.asked, other.asked), other.yes, other.no)
    if _same(step.no, at) and _same(step.yes, other.yes):
        return _Step(c_ast.BinaryOp("||", step.asked, other.asked), other.yes, other.no)
    if _same(step.yes, at) and _same(step.no, other.yes):
        return _Step(c_ast.BinaryOp("||", negated, other.asked), other.yes, other.no)
    if _same(step.no, at) and _same(step.yes, other.no):
        return _Step(c_ast.BinaryOp("&&", negated, other.asked), other.yes, other.no)
    return None


def restore_loops(function: c_ast.FuncDef) -> None:
    """Write ``continue`` and ``break`` where a loop jumps to its end, or just behind it."""
    for block in list(walk(function.body)):
        items = getattr(block, "block_items", None) or []
        for k, item in enumerate(items):
            if not isinstance(item, (c_ast.For, c_ast.While, c_ast.DoWhile)):
                continue
            inside = getattr(item.stmt, "block_items", None) or []
            if inside and isinstance(inside[-1], c_ast.Label):
                _jump(item.stmt, inside[-1].name, c_ast.Continue)
            if k + 1 < len(items) and isinstance(items[k + 1], c_ast.Label):
                _jump(item.stmt, items[k + 1].name, c_ast.Break)


def _jump(body: c_ast.Node, label: str, kind: type[c_ast.Node]) -> None:
    """Replace the jumps of a loop's own body, not those of a loop in it."""

    def swap(node: c_ast.Node) -> c_ast.Node:
        return kind() if isinstance(node, c_ast.Goto) and node.name == label else node

    replace(body, swap, stop=(c_ast.For, c_ast.While, c_ast.DoWhile, c_ast.Switch))
