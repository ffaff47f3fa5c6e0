"""The folder that a firmware engineer gets: one C file, its header, tables, a README, examples."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any

from stampcodec._core.frame.kernel import FrameKernel
from stampcodec.errors import FileError
from stampcodec.firmware.layout import structs_of
from stampcodec.firmware.tables import reader_bytes, table_bytes, write_tables
from stampcodec.lattice.tables import make_tables
from stampcodec.outfolder import appearing
from stampcodec.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from stampcodec._family import Family
    from stampcodec._panel import Panel

CORE = "stamp_core.c"
# What is written by hand and handed over as it is, but for the values of the family and the panel.
TEXTS = ("stamp_core.h", "README.md", "CMakeLists.txt")
FOLDERS = ("examples", "web")


@dataclass(frozen=True)
class Firmware:
    """The files of one family on one panel, by their names inside the folder."""

    files: dict[str, str]

    def write(self, folder: Path) -> None:
        """Write the folder, whole or not at all.

        Raises
        ------
        OSError
            The folder holds something already, or cannot be written.
        """
        with appearing(folder) as aside:
            for name, text in self.files.items():
                path = aside / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")


def make_firmware(family: Family, panel: Panel, *, still: bool = False) -> Firmware:
    """Write the reader of a family on a panel as C.

    Parameters
    ----------
    family : Family
        A lattice family at the pitch of the stamps.
    panel : Panel
        The panel that the frames come from.
    still : bool
        As for `FrameReader`.

    Raises
    ------
    FileError
        The package was built without the C that this needs.
    ValueError
        No reader can be made for the two.
    """
    core, structs = _core()
    kernel = FrameKernel(make_tables(family, panel, still=still))
    layout = structs_of(structs)
    values = _values(family, panel, still=still) | {
        "memory_bytes": str(reader_bytes(kernel, layout)),
        "table_kb": f"{table_bytes(kernel.tables_in_memory(), layout) / 1000:.0f}",
    }
    parts = [
        f'/* {CORE}: {values["about"]} */\n\n#include "stamp_core.h"\n',
        core,
        '#include "stamp_tables.h"\n',
        _filled("reader.c", values),
    ]
    written = {
        CORE: "\n".join(parts),
        "stamp_tables.h": f"/* {values['about']} */\n\n" + write_tables(kernel, layout),
    }
    written |= {name: _filled(name, values) for name in TEXTS}
    for folder in FOLDERS:
        names = sorted(each.name for each in _source().joinpath(folder).iterdir())
        written |= {f"{folder}/{name}": _filled(f"{folder}/{name}", values) for name in names}
    return Firmware(written)


def _source() -> Any:
    return files("stampcodec.firmware").joinpath("source")


def _filled(name: str, values: dict[str, str]) -> str:
    """Return a text with the family and the panel written in."""
    text: str = _source().joinpath(name).read_text(encoding="utf-8")
    return Template(text).substitute(values)


def _core() -> tuple[str, dict[str, Any]]:
    core = files("stampcodec.firmware").joinpath("core")
    try:
        text = core.joinpath(CORE).read_text(encoding="utf-8")
        structs = json.loads(core.joinpath("structs.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise FileError(
            error.filename, "", "is missing: this build of stampcodec took no C out of its kernels"
        ) from None
    return text, structs


def _values(family: Family, panel: Panel, *, still: bool) -> dict[str, str]:
    mode = ", faces that rest" if still else ""
    about = f"{family} on {panel.name}{mode}, written by stampcodec {__version__}"
    return {
        "about": about,
        "still_note": "; this one was made for faces that rest" if still else "",
        "family": family.name,
        "panel": panel.name,
        "identifiers": str(family.n_ids),
        "rows": str(panel.rows),
        "columns": str(panel.columns),
        "pitch_mm": f"{panel.pitch_mm:.9g}" if panel.pitch_mm % 1 else f"{panel.pitch_mm:.1f}",
    }
