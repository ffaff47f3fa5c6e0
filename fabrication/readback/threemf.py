"""Dots out of a 3MF: the conductive object of its model, where the build puts it.

References
----------
3MF core specification 1.3: 3.3 3D matrices, 3.4 model, 4.1 meshes.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np

from fabrication.readback.mesh import tips
from fabrication.readback.problem import ReadbackError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from numpy.typing import NDArray

MODEL = "3D/3dmodel.model"
CORE = "{http://schemas.microsoft.com/3dmanufacturing/core/2015/02}"
NAME = " conductive"
# A model unpacks to less than that; what does not is a bomb.
MOST_BYTES = 200_000_000


def dots(content: bytes) -> NDArray[np.float64]:
    """Return the dots of the conductive body, float64 (n, 3).

    Raises
    ------
    ReadbackError
        It is no 3MF in millimetres, has no conductive object, or that has no flat tips.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if package.getinfo(MODEL).file_size > MOST_BYTES:
                raise ReadbackError(f"expected a model of up to {MOST_BYTES} bytes")
            root = ET.fromstring(package.read(MODEL))
        return tips(_triangles(root))
    except (zipfile.BadZipFile, ET.ParseError, KeyError, IndexError) as error:
        raise ReadbackError(f"expected a 3MF: {error}") from None


def _triangles(root: Element) -> NDArray[np.float64]:
    if root.tag != f"{CORE}model" or root.get("unit", "millimeter") != "millimeter":
        raise ReadbackError("expected a model in millimetres")
    found = [
        thing
        for thing in root.iterfind(f"{CORE}resources/{CORE}object")
        if thing.get("name", "").endswith(NAME)
    ]
    if len(found) != 1:
        raise ReadbackError(f"expected one conductive object, found {len(found)}")
    (thing,) = found
    items = [
        item
        for item in root.iterfind(f"{CORE}build/{CORE}item")
        if item.get("objectid") == thing.get("id")
    ]
    if len(items) != 1:
        raise ReadbackError(f"expected the conductive object built once, it is {len(items)} times")
    mesh = f"{CORE}mesh/{CORE}"
    places = np.array(
        [
            [float(vertex.attrib[axis]) for axis in "xyz"]
            for vertex in thing.iterfind(f"{mesh}vertices/{CORE}vertex")
        ]
    ).reshape(-1, 3)
    corners = np.array(
        [
            [int(triangle.attrib[corner]) for corner in ("v1", "v2", "v3")]
            for triangle in thing.iterfind(f"{mesh}triangles/{CORE}triangle")
        ]
    ).reshape(-1, 3)
    # Twelve numbers, row by row: a point is a row in front of the matrix.
    matrix = np.array(items[0].get("transform", "1 0 0 0 1 0 0 0 1 0 0 0").split(), dtype=float)
    placed = places @ matrix[:9].reshape(3, 3) + matrix[9:]
    result: NDArray[np.float64] = placed[corners]
    return result
