"""The tables of a family on a panel as constants of C."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import numpy as np

from stampcodec.firmware.layout import in_memory, initialiser, numbers

if TYPE_CHECKING:
    from stampcodec._core.frame.kernel import FrameKernel
    from stampcodec.firmware.layout import Structs
    from stampcodec.touch.catalogue import Catalogue

POINTER = 4
# Two times of a tracker.
CLOCKS = 2 * 8
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
    head = sum(_size(structs, name) for name in ("Rooms", "Reading"))
    return _whole(head) + _room_bytes(kernel, structs)


def tracker_bytes(kernel: FrameKernel, structs: Structs, frames: dict[str, int], nodes: int) -> int:
    """Count the bytes that a tracker takes on a 32-bit processor.

    Parameters
    ----------
    frames : dict of str to int
        That it keeps: SLOTS, TRAIL and SPOTS of ``_core/track/thresholds.pxd``.
    """
    reading = _whole(2 * POINTER + _size(structs, "Reading"))
    own = sum(_size(structs, name) for name in ("TrackerKernel", "Rooms", "Tables"))
    # two sums, the frames and a mean
    counts = nodes * (2 * 4 + 2 * (sum(frames.values()) + 1))
    return _whole(CLOCKS + own + 2 * reading) + _whole(counts) + _room_bytes(kernel, structs)


def _room_bytes(kernel: FrameKernel, structs: Structs) -> int:
    """Count the bytes of the images that a reader works on."""
    memory = kernel.tables_in_memory()
    room = kernel.n_bytes - sum(
        len(memory[name]) for name in ("tables", "templates", "share_x", "share_y")
    )
    return room - sum(ctypes.sizeof(in_memory(structs, name)) for name in ("Rooms", "Reading"))


def _size(structs: Structs, name: str) -> int:
    return ctypes.sizeof(in_memory(structs, name, ctypes.c_uint32))


def _whole(n_bytes: int) -> int:
    return -(-n_bytes // 8) * 8
