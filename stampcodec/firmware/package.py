"""The folder that a firmware engineer gets: one C file, its header, tables, a README, examples."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any

from stampcodec._core.frame.kernel import FrameKernel
from stampcodec._core.track.kernel import SCALE
from stampcodec.errors import FileError
from stampcodec.firmware.layout import numbers, structs_of
from stampcodec.firmware.tables import (
    catalogue_bytes,
    reader_bytes,
    table_bytes,
    tracker_bytes,
    write_catalogue,
    write_tables,
)
from stampcodec.lattice.tables import make_tables
from stampcodec.lattice.tracker import word_prices
from stampcodec.outfolder import appearing
from stampcodec.touch.acceptance import LEAD_MM2, SURE_MM, radius_mm
from stampcodec.touch.reader import scales, shipped_catalogue
from stampcodec.version import __version__
from stampcodec.wire.description import MOST_HZ, OTHER_BYTES, Description
from stampcodec.wire.frame import Frame
from stampcodec.wire.packet import CRC_BYTES, HEADER_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from stampcodec._family import Family
    from stampcodec._panel import Panel
    from stampcodec.firmware.layout import Structs

OF_CONTACTS = "contacts"
# Bytes of a line of a string; the longest request that examples/controller.c takes.
QUOTED, REQUEST_BYTES = 80, 64
# What is written by hand and handed over as it is, but for the values of the family and the panel.
TEXTS = ("stamp_core.h", "stamp_tracker.h", "README.md", "CMakeLists.txt")
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
    core, structs = _core("stamp_core"), _structs()
    tables = make_tables(family, panel, still=still)
    kernel = FrameKernel(tables)
    bits = numbers(family.data_sites, "uint8_t")
    prices = word_prices(len(tables.cell_of_bit), len(tables.generator))
    values = _values(family, panel, still=still) | {
        "memory_bytes": str(reader_bytes(kernel, structs)),
        "tracker_bytes": str(
            tracker_bytes(kernel, structs, _numbers(), panel.rows * panel.columns)
        ),
        "places": f"{{{len(family.data_sites)}, {len(family.sites)}, {bits}}}",
        "description": _quoted(_description(panel)),
        "prices": numbers(prices, "float"),
        "mean_noise": numbers(SCALE * tables.noise, "float").rstrip("f"),
        "table_kb": f"{table_bytes(kernel.tables_in_memory(), structs) / 1000:.0f}",
    }
    about = values["about"]
    written = {
        "stamp_core.c": _joined("stamp_core", about, core, "reader.c", values, "stamp_tables.h"),
        "stamp_tracker.c": _joined(
            "stamp_tracker", about, _core("stamp_tracker"), "tracker.c", values, "stamp_tables.h"
        ),
        "stamp_tables.h": f"/* {about} */\n\n" + write_tables(kernel, structs),
    }
    written |= _wire(about) | {name: _filled(name, values) for name in TEXTS}
    for folder in FOLDERS:
        texts = _folder(folder, values)
        written |= {f"{folder}/{name}": text for name, text in texts.items()}
    return Firmware(written)


def make_contact_firmware(px_per_mm: float | tuple[float, float]) -> Firmware:
    """Write the reader of touch5 stamps as C.

    Parameters
    ----------
    px_per_mm : float or (float, float)
        As for `ContactReader`: units of a coordinate, per millimetre.

    Raises
    ------
    FileError
        The package was built without the C that this needs.
    ValueError
        The range is not one that the patterns are told apart in.
    """
    low, high = scales(px_per_mm)
    catalogue = shipped_catalogue()
    scale = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    about = f"touch5 at {scale} units per mm, written by stampcodec {__version__}"
    values = {
        "about": about,
        "low": numbers(low, "float").rstrip("f"),
        "high": numbers(high, "float").rstrip("f"),
        "radius_mm": numbers(radius_mm(low, high), "float").rstrip("f"),
        "merchants": str(len(catalogue.merchants)),
        "table_kb": f"{catalogue_bytes(catalogue) / 1000:.0f}",
    }
    limits = (1 / high, 1 / low, LEAD_MM2, SURE_MM**2)
    name, tables = "stamp_contacts", "stamp_contacts_tables.h"
    face = f"{OF_CONTACTS}/contacts.c"
    written = {
        f"{name}.c": _joined(name, about, _core(name), face, values, tables),
        tables: f"/* {about} */\n\n" + write_catalogue(catalogue, limits),
    }
    for text in (f"{name}.h", "README.md", "CMakeLists.txt"):
        written[text] = _filled(f"{OF_CONTACTS}/{text}", values)
    pages = _folder(f"{OF_CONTACTS}/web", values)
    return Firmware(written | _wire(about) | {f"web/{page}": text for page, text in pages.items()})


def _joined(
    name: str, about: str, core: str, face: str, values: dict[str, str], tables: str = ""
) -> str:
    """Return a C file: what was taken out of the kernels, tables, and the calls of its header."""
    parts = [f'/* {name}.c: {about} */\n\n#include "{name}.h"\n', core]
    parts += [f'#include "{tables}"\n'] if tables else []
    return "\n".join([*parts, _filled(face, values)])


def _wire(about: str) -> dict[str, str]:
    """Return the two files of the wire."""
    name = "stamp_wire"
    return {
        f"{name}.c": _joined(name, about, _core(name), "wire.c", {}),
        f"{name}.h": _filled(f"{name}.h", {}),
    }


def _source() -> Any:
    return files("stampcodec.firmware").joinpath("source")


def _filled(name: str, values: dict[str, str]) -> str:
    """Return a text with the family and the panel written in."""
    text: str = _source().joinpath(name).read_text(encoding="utf-8")
    return Template(text).substitute(values)


def _folder(name: str, values: dict[str, str]) -> dict[str, str]:
    """Return the texts of a folder by their names."""
    names = sorted(each.name for each in _source().joinpath(name).iterdir())
    return {each: _filled(f"{name}/{each}", values) for each in names}


def _core(name: str) -> str:
    """Return what the build took out of the kernels for a C file."""
    return _built(f"{name}.c")


def _description(panel: Panel) -> str:
    """Return what examples/controller.c says of itself."""
    frame = Frame.LAYOUT.head_bytes + 2 * panel.rows * panel.columns
    described = Description(
        panel,
        device="stamp controller",
        firmware=f"stampcodec {__version__}",
        scan_hz=(1, MOST_HZ),
        packet_bytes=HEADER_BYTES + max(frame, OTHER_BYTES) + CRC_BYTES,
        request_bytes=REQUEST_BYTES,
    )
    return described.to_json().decode("ascii")


def _quoted(text: str) -> str:
    """Return ASCII text as a string of C, in lines."""
    lines = [text[k : k + QUOTED] for k in range(0, len(text), QUOTED)]
    return "\n".join("    " + json.dumps(line) for line in lines)


def _structs() -> Structs:
    return structs_of(json.loads(_built("structs.json")))


def _numbers() -> dict[str, int]:
    found: dict[str, int] = json.loads(_built("numbers.json"))
    return found


def _built(name: str) -> str:
    try:
        text: str = (
            files("stampcodec.firmware").joinpath("core").joinpath(name).read_text(encoding="utf-8")
        )
    except FileNotFoundError as error:
        raise FileError(
            error.filename, "", "is missing: this build of stampcodec took no C out of its kernels"
        ) from None
    return text


def _values(family: Family, panel: Panel, *, still: bool) -> dict[str, str]:
    mode = ", faces that rest" if still else ""
    about = f"{family} on {panel.name}{mode}, written by stampcodec {__version__}"
    return {
        "about": about,
        "still_note": "; this one was made for faces that rest" if still else "",
        "family": family.name,
        "panel": panel.name,
        "identifiers": str(family.n_ids),
        "sites": str(len(family.sites)),
        "rows": str(panel.rows),
        "columns": str(panel.columns),
        "pitch_mm": f"{panel.pitch_mm:.9g}" if panel.pitch_mm % 1 else f"{panel.pitch_mm:.1f}",
    }
