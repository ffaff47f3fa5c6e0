"""``manifest.json`` of a batch: every merchant with its place, and the SHA-256 of every file.

::

    {
      "format": "fabrication-batch/1",
      "family": "lattice7 at 6 mm pitch",
      ...
      "merchants": [{"merchant_id": 4711, "name": "Bakery", "sheet": 0, "x_mm": 46, "y_mm": 364}],
      "files": [{"path": "stamps/lattice7-4711.zip", "bytes": 694203, "sha256": "..."}]
    }
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from fabrication import manifest
from fabrication.manifest import ManifestError
from fabrication.merchants import MOST_MERCHANTS
from fabrication.sheet.nest import Place
from stampcodec.jsonfile import JsonReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from fabrication.recipe import Batch

KIND, VERSION = "fabrication-batch", 1
STAMPS, SHEETS, TOGETHER = "stamps", "sheets", "stamps.zip"
SHEET_ENDINGS = ("dxf", "svg", "pdf")
# A line each for a merchant and a file, up to 400 bytes together, for the longest list.
MOST_BYTES = 400 * MOST_MERCHANTS + 1_000_000
MOST_MM = 10_000.0
ORDER_FIELDS = (
    "format",
    "family",
    "part",
    "panels",
    "forced",
    "step",
    "picture",
    "verified",
    "sheet",
    "together",
    "versions",
)
MERCHANT_FIELDS = ("merchant_id", "name", "sheet", "x_mm", "y_mm")


@dataclass(frozen=True)
class Inventory:
    """What a batch says it holds.

    Attributes
    ----------
    family : str
        Name of the family alone.
    together : bool
        All packages are in one zip.
    stamps : tuple of (int, Place)
        Merchant ID and place of each, sheet after sheet.
    files : dict
        Path, size and SHA-256 of each file, by path.
    """

    family: str
    together: bool
    stamps: tuple[tuple[int, Place], ...]
    files: dict[str, dict[str, object]]


def package_name(family: str, merchant_id: int) -> str:
    """Name the zip of one stamp."""
    return f"{family}-{merchant_id}.zip"


def sheet_name(number: int, ending: str) -> str:
    """Name a sheet, numbered from 0."""
    return f"sheet-{number + 1:04d}.{ending}"


def plan(batch: Batch) -> bytes:
    """Say what is ordered: a folder goes on with the same words only."""
    listed = [[each.merchant_id, each.name] for each in batch.merchants]
    return (
        json.dumps(
            {**_ordered(batch), "release": asdict(batch.recipe.order.release), "merchants": listed}
        )
        + "\n"
    ).encode()


def text(batch: Batch, places: Sequence[Place], entries: Iterable[dict[str, object]]) -> bytes:
    """Lay the manifest of a batch out, a line for each merchant and each file."""
    merchants = [
        {"merchant_id": each.merchant_id, "name": each.name, **asdict(place)}
        for each, place in zip(batch.merchants, places, strict=True)
    ]
    head = json.dumps(_ordered(batch), indent=2)[:-2]
    lists = [
        f'  "{name}": [\n' + ",\n".join(f"    {json.dumps(row)}" for row in rows) + "\n  ]"
        for name, rows in (("merchants", merchants), ("files", entries))
    ]
    return (",\n".join([head, *lists]) + "\n}\n").encode()


def is_batch(path: Path) -> bool:
    """Tell whether a folder is a batch, whole or not, and no package."""
    try:
        with (path / manifest.NAME).open("rb") as file:
            return f'"{KIND}/'.encode() in file.read(100)
    except OSError:
        return False


def read(path: Path) -> Inventory:
    """Read the manifest of the batch in a folder; the inverse of `text`.

    Raises
    ------
    ManifestError
        It is damaged.
    OSError
        It cannot be read.
    """
    return _Reader(
        path / manifest.NAME,
        ManifestError,
        "the manifest of a batch",
        KIND,
        VERSION,
        MOST_BYTES,
    ).inventory()


def _ordered(batch: Batch) -> dict[str, object]:
    order = batch.recipe.order
    return {
        "format": f"{KIND}/{VERSION}",
        "family": batch.recipe.family,
        "part": asdict(order.part),
        "panels": [panel.name for panel in order.panels],
        "forced": order.force,
        "step": order.step,
        "picture": order.picture,
        "verified": batch.recipe.press is not None,
        "sheet": asdict(batch.sheet),
        "together": batch.together,
        "versions": manifest.versions_of(order),
    }


class _Reader(JsonReader):
    """Takes one manifest apart; only what is read back is checked."""

    def inventory(self) -> Inventory:
        document = self.document()
        self.keys("", document, (*ORDER_FIELDS, "merchants", "files"))
        if not isinstance(document["family"], str):
            self.fail("family", "expected text")
        if not isinstance(document["together"], bool):
            self.fail("together", "expected true or false")
        rows = self.listing("merchants", document["merchants"], "merchants", MOST_MERCHANTS)
        files: dict[str, dict[str, object]] = {}
        listed = self.listing("files", document["files"], "files", 4 * MOST_MERCHANTS)
        for n, each in enumerate(listed):
            file = self.mapping(f"files[{n}]", each)
            self.keys(f"files[{n}]", file, ("path", "bytes", "sha256"))
            files[str(file["path"])] = file
        return Inventory(
            # "lattice7 at 6 mm pitch"
            document["family"].partition(" ")[0],
            document["together"],
            tuple(self.stamp(f"merchants[{n}]", row) for n, row in enumerate(rows)),
            files,
        )

    def stamp(self, where: str, value: object) -> tuple[int, Place]:
        row = self.mapping(where, value)
        self.keys(where, row, MERCHANT_FIELDS)
        place = Place(
            self.whole(f"{where}.sheet", row["sheet"], 0, MOST_MERCHANTS),
            self.within(f"{where}.x_mm", row["x_mm"], 0.0, MOST_MM),
            self.within(f"{where}.y_mm", row["y_mm"], 0.0, MOST_MM),
        )
        return self.whole(f"{where}.merchant_id", row["merchant_id"], 0, 2**64), place
