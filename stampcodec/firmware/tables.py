"""The tables of a family on a panel as constants of C."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import numpy as np

from stampcodec.firmware.layout import in_memory, initialiser, numbers

if TYPE_CHECKING:
    from stampcodec._core.frame.kernel import FrameKernel
    from stampcodec.firmware.layout import Structs

IMAGES = ("share_x", "share_y", "templates", "rival")


def write_tables(kernel: FrameKernel, structs: Structs) -> str:
    """Return the tables that a reader was made with."""
    memory = kernel.tables_in_memory()
    parts = []
    for name in IMAGES:
        values = np.frombuffer(memory[name], np.float32)
        parts.append(
            f"static const float {name.upper()}[{len(values)}] = {numbers(values, 'float')};\n"
        )
    partials = in_memory(structs, "Partials").from_buffer_copy(memory["partials"])
    written = initialiser(structs, "Partials", partials, {})
    parts.append(f"static const struct Partials PARTIALS = {written};\n")
    tables = in_memory(structs, "Tables").from_buffer_copy(memory["tables"])
    pointers = {name: name.upper() for name in IMAGES} | {"partials": "&PARTIALS"}
    written = initialiser(structs, "Tables", tables, pointers)
    parts.append(f"static const struct Tables TABLES = {written};\n")
    return "\n".join(parts)


def table_bytes(memory: dict[str, bytes], structs: Structs) -> int:
    """Count the bytes that the tables take on a 32-bit processor."""
    images = sum(len(memory[name]) for name in (*IMAGES, "partials"))
    return images + ctypes.sizeof(in_memory(structs, "Tables", ctypes.c_uint32))


def reader_bytes(kernel: FrameKernel, structs: Structs) -> int:
    """Count the bytes that a reader takes on a 32-bit processor, as ``stamp_bytes`` does there."""
    memory = kernel.tables_in_memory()
    room = kernel.n_bytes - sum(
        len(memory[name]) for name in ("tables", "templates", "share_x", "share_y")
    )
    for name in ("Rooms", "Reading"):
        room -= ctypes.sizeof(in_memory(structs, name))
    head = sum(
        ctypes.sizeof(in_memory(structs, name, ctypes.c_uint32)) for name in ("Rooms", "Reading")
    )
    return -(-head // 8) * 8 + room
