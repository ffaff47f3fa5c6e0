"""How a struct of the core lies in memory, and how its values are written as C."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

SCALARS: dict[str, Any] = {
    "int": ctypes.c_int,
    "float": ctypes.c_float,
    "int8_t": ctypes.c_int8,
    "int16_t": ctypes.c_int16,
    "int32_t": ctypes.c_int32,
    "int64_t": ctypes.c_int64,
    "uint8_t": ctypes.c_uint8,
    "uint16_t": ctypes.c_uint16,
    "uint32_t": ctypes.c_uint32,
    "uint64_t": ctypes.c_uint64,
}
LINE = 96


@dataclass(frozen=True)
class Field:
    """One field of a struct: a number, an array of them, a struct or a pointer."""

    name: str
    kind: str
    shape: tuple[int, ...]
    is_pointer: bool


Structs = dict[str, list[Field]]


def structs_of(described: dict[str, Any]) -> Structs:
    """Take the structs out of what the build wrote down."""
    return {
        name: [Field(f["name"], f["kind"], tuple(f["shape"]), f["is_pointer"]) for f in fields]
        for name, fields in described.items()
    }


def in_memory(
    structs: Structs, name: str, pointer: Any = ctypes.c_void_p
) -> type[ctypes.Structure]:
    """Return a struct as a machine with such pointers lays it out; without one, this machine."""
    fields = []
    for field in structs[name]:
        if field.is_pointer:
            kind = pointer
        else:
            kind = SCALARS.get(field.kind) or in_memory(structs, field.kind, pointer)
        for size in reversed(field.shape):
            kind = kind * size
        fields.append((field.name, kind))
    return type(name, (ctypes.Structure,), {"_fields_": fields})


def initialiser(structs: Structs, name: str, value: Any, pointers: dict[str, str]) -> str:
    """Write a struct's value: each field by its name, pointers as the names they are given."""
    lines = []
    for field in structs[name]:
        own = getattr(value, field.name)
        if field.is_pointer:
            text = pointers[field.name]
        elif field.kind in SCALARS:
            text = numbers(own, field.kind)
        elif field.shape:
            parts = (initialiser(structs, field.kind, each, pointers) for each in own)
            text = "{" + ", ".join(parts) + "}"
        else:
            text = initialiser(structs, field.kind, own, pointers)
        lines.append(f".{field.name} = {text}")
    return "{\n" + ",\n".join(lines) + "}"


def numbers(value: Any, kind: str) -> str:
    """Write a number, or an array of any depth, so that C reads the same bits."""
    if hasattr(value, "__len__"):
        parts = [numbers(each, kind) for each in value]
        last = max((k for k, part in enumerate(parts) if part.strip("{}0.f, \n")), default=0)
        return "{" + _in_lines(parts[: last + 1]) + "}"
    if kind == "float":
        return _float(float(value))
    suffix = {"uint64_t": "u", "uint32_t": "u"}.get(kind, "")
    return f"{int(value)}{suffix}" if kind != "uint64_t" else f"UINT64_C({int(value)})"


def _float(value: float) -> str:
    text = f"{value:.9g}"
    return f"{text}f" if any(mark in text for mark in ".e") else f"{text}.0f"


def _in_lines(parts: list[str]) -> str:
    lines, line = [], ""
    for part in parts:
        if line and len(line) + len(part) + 2 > LINE:
            lines.append(line)
            line = ""
        line = f"{line}, {part}" if line else part
    return ",\n".join([*lines, line])
