"""Single precision throughout: small processors have no other arithmetic in hardware.

Cython writes every literal as a double, so what the kernels mean as float is taken in double here
and there, and their few real doubles are sums that a float holds as well. Firmware and kernel then
differ by roundings, which the tests of the firmware bound.
"""

from __future__ import annotations

from pycparser import c_ast

from tools.amalgamation.tree import walk

# Functions of libm by those of single precision; those that small processors would have to call
# stand in portable.h.
SINGLE = {
    "atan2": "stamp_atan2",
    "hypot": "stamp_hypot",
    "log1p": "stamp_log1p",
    "log1pf": "stamp_log1p",
    "sqrt": "sqrtf",
    "fabs": "fabsf",
    "pow": "powf",
    "floorf": "stamp_floor",
    "ceilf": "stamp_ceil",
    "roundf": "stamp_round",
}


MOST, LEAST = 3.4e38, 1.2e-38  # what a float holds


def to_single(tree: c_ast.Node) -> None:
    """Turn every double of a declaration into a float."""
    for each in walk(tree):
        if isinstance(each, c_ast.Constant) and each.type == "double":
            each.type, each.value = "float", _single(each.value.rstrip("lL"))
        elif isinstance(each, c_ast.IdentifierType) and each.names == ["double"]:
            each.names = ["float"]
        elif isinstance(each, c_ast.FuncCall) and isinstance(each.name, c_ast.ID):
            each.name.name = SINGLE.get(each.name.name, each.name.name)


def _single(text: str) -> str:
    """Write a literal as a float; one that a float cannot hold becomes the nearest that it can."""
    value = float(text)
    return f"{MOST if value > MOST else LEAST if 0 < value < LEAST else text}f"
