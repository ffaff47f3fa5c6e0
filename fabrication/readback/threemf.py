"""Dots out of a 3MF: its one object, where the build puts it, less what has another material.

The object's own material conducts; bumps that insulate name theirs at each of their triangles.

References
----------
3MF core specification 1.3: 3.3 3D matrices, 3.4 model, 4.1 meshes and properties of triangles.
"""

from __future__ import annotations

import io
import zipfile
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np

from fabrication.readback.mesh import tips
from fabrication.readback.problem import ReadbackError
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

    from numpy.typing import NDArray

MODEL = "3D/3dmodel.model"
CORE = "{http://schemas.microsoft.com/3dmanufacturing/core/2015/02}"
# A model unpacks to less than that; what does not is a bomb.
MOST_BYTES = 200_000_000


def dots(content: bytes) -> NDArray[np.float64]:
    """Return the dots of the conductive body, float64 (n, 3).

    Raises
    ------
    ReadbackError
        It is no 3MF in millimetres, has not one object built once, or that has no flat tips.
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
    found = root.findall(f"{CORE}resources/{CORE}object")
    if len(found) != 1:
        raise ReadbackError(f"expected one object, found {len(found)}")
    (thing,) = found
    items = [
        item
        for item in root.iterfind(f"{CORE}build/{CORE}item")
        if item.get("objectid") == thing.get("id")
    ]
    if len(items) != 1:
        times = counted(len(items), "time")
        raise ReadbackError(f"expected the object built once, it is {times}")
    own = thing.get("pid"), thing.get("pindex")
    mesh = f"{CORE}mesh/{CORE}"
    places = _numbers(thing.iterfind(f"{mesh}vertices/{CORE}vertex"), float, ("x", "y", "z"))
    conductive = (
        triangle
        for triangle in thing.iterfind(f"{mesh}triangles/{CORE}triangle")
        if "pid" not in triangle.attrib or (triangle.get("pid"), triangle.get("p1")) == own
    )
    corners = _numbers(conductive, int, ("v1", "v2", "v3"))
    # Twelve numbers, row by row: a point is a row in front of the matrix.
    matrix = np.array(items[0].get("transform", "1 0 0 0 1 0 0 0 1 0 0 0").split(), dtype=float)
    placed = places @ matrix[:9].reshape(3, 3) + matrix[9:]
    result: NDArray[np.float64] = placed[corners]
    return result


def _numbers(
    elements: Iterable[Element], kind: type[float], names: tuple[str, ...]
) -> NDArray[Any]:
    """Return attributes of each element, (n, 3)."""
    # One flat pass: half the time of a list of lists.
    rows = map(itemgetter(*names), (element.attrib for element in elements))
    return np.fromiter(map(kind, chain.from_iterable(rows)), kind).reshape(-1, len(names))
