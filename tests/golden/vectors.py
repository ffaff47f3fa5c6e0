"""What the golden files hold: chosen merchant IDs and everything the format derives from them."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import stampcodec as sc
from stampcodec.design import LATTICES

if TYPE_CHECKING:
    from stampcodec import Family

FOLDER = Path(__file__).parent
FAMILIES = tuple(LATTICES)

# Faces kept as whole files: the design's own pitch, and one whose decimals do not come out even.
FACES = {
    "lattice7-4711.json": ("lattice7", 4711, None),
    "lattice8-4711.json": ("lattice8", 4711, None),
    "lattice7-4711-at-8.3-mm.json": ("lattice7", 4711, 8.3),
    "lattice8-4711-at-5.9-mm.json": ("lattice8", 4711, 5.9),
}


def merchant_ids(n_ids: int) -> list[int]:
    """Choose IDs: the ends, every bit alone, the borders of bytes, and some from all over."""
    bits = [1 << k for k in range(n_ids.bit_length() - 1)]
    borders = [0, 3, 4711, 255, 257, 65535, n_ids // 2 - 1, n_ids - 2, n_ids - 1]
    # The golden section steps evenly through any range.
    scattered = [k * 0x9E3779B9 % n_ids for k in range(1, 11)]
    return sorted(each for each in {*bits, *borders, *scattered} if each < n_ids)


def picture(family: Family, merchant_id: int) -> list[str]:
    """Draw the face of a merchant ID, ``#`` for a dot, a string for each row of sites."""
    dots = family.encode(merchant_id).dots
    cells = dots[:, :2] / family.pitch_mm + (family.columns - 1) / 2
    occupied = {(round(row), round(column)) for column, row in cells.tolist()}
    return [
        "".join(".#"[(row, column) in occupied] for column in range(family.columns))
        for row in range(family.columns)
    ]


def vector(family: Family, merchant_id: int) -> dict[str, Any]:
    """Derive one golden vector."""
    code = family.code
    message = code.message_of_id(merchant_id)
    codeword = code.encode(message)
    return {
        "merchant_id": merchant_id,
        "message": message.to_bytes(code.rank, "little").hex(" "),
        "codeword": f"{codeword:#x}",
        "views": [f"{code.view(codeword, symmetry):#x}" for symmetry in range(8)],
        "face": picture(family, merchant_id),
    }


def vectors(name: str) -> list[dict[str, Any]]:
    """Derive the golden vectors of a family."""
    family = sc.family(name)
    return [vector(family, merchant_id) for merchant_id in merchant_ids(family.n_ids)]


def face_text(name: str, merchant_id: int, pitch_mm: float | None) -> str:
    """Return what ``stamp.json`` says about a face."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stamp.json"
        sc.family(name, pitch_mm=pitch_mm).encode(merchant_id).save(path)
        return path.read_text(encoding="utf-8")


def golden_files() -> dict[str, str]:
    """Return the text of every golden file by its name."""
    files = {name: face_text(*arguments) for name, arguments in FACES.items()}
    for name in FAMILIES:
        files[f"{name}.json"] = json.dumps(vectors(name), indent=1) + "\n"
    return files
