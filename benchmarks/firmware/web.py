"""Firmware compiled to WebAssembly, and run by node."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from benchmarks.firmware.board import BoardReading, Built, said
from stampcodec import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

WASM = "wasm"
# By the program that is missing, the Debian packages that have it.
NEEDED = {"clang": "clang", "wasm-ld": "lld wasi-libc", "node": "nodejs"}
MODULE = "stamp_reader.wasm"
CALLS = ("stamp_bytes", "stamp_init", "stamp_read")
CONTACTS_MODULE = "stamp_contacts.wasm"
FLAGS = (
    *("--target=wasm32-wasi", "-Os", "-msimd128", "-fno-math-errno", "-ffunction-sections"),
    *("-Wall", "-Werror", "-nostdlib", "-Wl,--no-entry", "-Wl,--strip-all"),
    *("-Wl,-z,stack-size=16384", "-Wl,--export=__heap_base"),
)


def compile_module(folder: Path, source: str, calls: Sequence[str], module: str) -> None:
    """Compile a C file of a firmware folder to a module there.

    Raises
    ------
    subprocess.CalledProcessError
        It does not compile without a warning.
    """
    exported = (f"-Wl,--export={name}" for name in calls)
    said("clang", *FLAGS, *exported, source, "-lm", "-lc", "-o", module, folder=folder)


def read_contacts(folder: Path, points: NDArray[np.float32]) -> list[dict[str, Any]]:
    """Read sets of five points, float32 (n, 5, 2), with web/read_contacts.mjs."""
    compile_module(folder, "stamp_contacts.c", ["stamp_contacts_read"], CONTACTS_MODULE)
    points.astype("<f4").tofile(folder / "points.bin")
    told = said("node", "web/read_contacts.mjs", CONTACTS_MODULE, "points.bin", folder=folder)
    return [json.loads(line) for line in told.splitlines()]


class WebModule:
    """What clang made of a firmware folder.

    Parameters
    ----------
    folder : Path
        What ``stampcodec firmware`` wrote; the module is put into it.

    Raises
    ------
    subprocess.CalledProcessError
        It does not compile without a warning.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        compile_module(folder, "stamp_core.c", CALLS, MODULE)

    @property
    def packed_bytes(self) -> int:
        """What a server sends of it."""
        return len(gzip.compress((self._folder / MODULE).read_bytes(), mtime=0))

    def built(self) -> Built:
        """Measure the module: code and tables are one; what it imports is what it calls."""
        script = f"""
            const module = new WebAssembly.Module(require("fs").readFileSync("{MODULE}"));
            console.log(WebAssembly.Module.imports(module).map(each => each.name).join(" "));
        """
        imported = said("node", "-e", script, folder=self._folder)
        n_bytes = (self._folder / MODULE).stat().st_size
        return Built(n_bytes, 0, 0, frozenset(imported.split()))

    def read(self, frames: NDArray[np.int16]) -> list[BoardReading]:
        """Read frames with web/read_frames.mjs."""
        frames.astype("<i2").tofile(self._folder / "frames.bin")
        lines = said("node", "web/read_frames.mjs", MODULE, "frames.bin", folder=self._folder)
        return [_reading(json.loads(line)) for line in lines.splitlines()]


def _reading(told: dict[str, Any]) -> BoardReading:
    pose = told["pose"] or {"xMm": 0.0, "yMm": 0.0, "angleDeg": 0.0}
    margin = told["margin"] or 0.0
    return BoardReading(
        Outcome[told["outcome"].upper()],
        told["merchantId"] or 0,
        pose["xMm"],
        pose["yMm"],
        pose["angleDeg"],
        margin,
        told["corrected"],
        told["missing"],
        told["added"],
        0,
        told["microseconds"],
    )
