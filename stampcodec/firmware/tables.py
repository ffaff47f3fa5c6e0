"""The tables of a family on a panel as constants of C."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import numpy as np

from stampcodec.firmware.layout import in_memory, initialiser, numbers

if TYPE_CHECKING:
    from stampcodec._core.frame.kernel import FrameKernel
    from stampcodec._family import Family
    from stampcodec.firmware.layout import Structs
    from stampcodec.touch.catalogue import Catalogue

CATALOGUE = {
    "nodes": "float",
    "after": "int32_t",
    "leaf": "int32_t",
    "features": "float",
    "sizes": "float",
    "axes": "float",
    "points": "float",
    "centres": "float",
    "merchants": "int32_t",
}
IMAGES = ("share_x", "share_y", "templates", "rival")


def write_tables(kernel: FrameKernel, family: Family, structs: Structs) -> str:
    """Return the tables that a reader was made with, and the places of a face's sites."""
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
    bits = numbers(family.data_sites, "uint8_t")
    places = f"{{{len(family.data_sites)}, {len(family.sites)}, {bits}}}"
    parts.append(f"static const struct Places PLACES = {places};\n")
    return "\n".join(parts)


def write_catalogue(catalogue: Catalogue, range_: tuple[float, float, float, float]) -> str:
    """Return a catalogue of patterns.

    Parameters
    ----------
    range_ : tuple of float
        Least and most mm per unit of a coordinate; lead and square of the sure residual, mm^2.
    """
    parts = []
    for name, kind in CATALOGUE.items():
        values = getattr(catalogue, name).ravel()
        written = numbers(values.tolist(), kind)
        parts.append(f"static const {kind} {name.upper()}[{len(values)}] = {written};\n")
    pointers = "".join(f", .{name} = {name.upper()}" for name in CATALOGUE)
    tree = f".tree = {{.n_nodes = {len(catalogue.nodes)}{pointers}}}"
    limits = ", ".join(numbers(each, "float") for each in range_)
    parts.append(
        f"static const struct ContactKernel KERNEL = {{\n{tree},\n.range_ = {{{limits}}}}};\n"
    )
    return "\n".join(parts)


def catalogue_bytes(catalogue: Catalogue) -> int:
    """Count the bytes that a catalogue takes: all of its numbers have four."""
    return 4 * sum(int(getattr(catalogue, name).size) for name in CATALOGUE)


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
