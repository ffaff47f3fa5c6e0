"""Frames on which the reader decides narrowly, and what it says of each.

``decisions.npz`` holds emulated frames of *nexus5*, int16 (n, 27, 15), by family: weak, noisy,
floating and landing faces. A seeded fault of the reader's decision (``make mutate``) that no other
test noticed changes what it says of them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import stampcodec as sc

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDER = Path(__file__).parent
READINGS = "decisions.json"


def frames() -> dict[str, NDArray[np.int16]]:
    """Return the frames of each family."""
    with np.load(FOLDER / "decisions.npz") as held:
        return {name: held[name] for name in held.files}


def decided(family: str, faces: NDArray[np.int16]) -> list[dict[str, Any]]:
    """Return what the reader says of frames: all that it decides, nothing that it measures."""
    reader = sc.FrameReader(sc.family(family), sc.panel("nexus5"))
    return [
        {
            "outcome": reading.outcome.name.lower(),
            "merchant_id": reading.merchant_id,
            "missing": list(reading.missing),
            "added": list(reading.added),
        }
        for reading in reader.read_many(faces)
    ]


def golden_files() -> dict[str, str]:
    """Return the text of each golden file by its name."""
    told = {name: decided(name, faces) for name, faces in frames().items()}
    rows = (
        f' "{name}": [\n' + ",\n".join(f"  {json.dumps(row)}" for row in readings) + "\n ]"
        for name, readings in told.items()
    )
    return {READINGS: "{\n" + ",\n".join(rows) + "\n}\n"}
