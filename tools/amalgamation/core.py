"""What of the kernels firmware needs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tools.amalgamation.amalgam import Amalgam
from tools.amalgamation.writing import describe, write

if TYPE_CHECKING:
    from pathlib import Path

ROOTS = (
    ("stampcodec._core.frame.room", "room_bytes"),
    ("stampcodec._core.frame.room", "lay_out"),
    ("stampcodec._core.frame.read", "read_frame"),
    ("stampcodec._core.frame.result", "result_of"),
)
DESCRIBED = {"Tables", "Partials", "Rooms", "Reading"}


def write_core(root: Path, generated: Path, output: Path) -> None:
    """Take the frame reader out of the generated C.

    Parameters
    ----------
    root : Path
        The folder in which the package stands.
    generated : Path
        The folder of the C that Cython wrote.
    output : Path
        Gets stamp_core.c and structs.json, what the structs of the tables look like.

    Raises
    ------
    NotPlainError
        Something that the reader needs is no plain C; nothing is written.
    """
    amalgam = Amalgam(root, generated)
    for module, name in ROOTS:
        amalgam.add(module, name)
    structs = json.dumps(describe(amalgam, DESCRIBED), indent=1)
    core = write(amalgam)
    output.mkdir(parents=True, exist_ok=True)
    (output / "stamp_core.c").write_text(core, encoding="utf-8", newline="\n")
    (output / "structs.json").write_text(structs + "\n", encoding="utf-8", newline="\n")
