"""Dots out of an SVG: the circles of the groups of class DOTS, through every transform above them.

In what a laser burns away, of class ENGRAVE-AWAY, dots are rings of two half circles that hold no
other; they are as much wider than the dots as the group says that the beam is.

References
----------
SVG 1.1: 7.2 initial viewport, 7.6 the transform attribute, 7.7 the viewBox.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np

from fabrication.readback.problem import ReadbackError
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from numpy.typing import NDArray

GROUP, AWAY = "DOTS", "ENGRAVE-AWAY"
NUMBER = r"(-?[0-9.]+)"
# From the leftmost point to the rightmost and back.
RING = re.compile(
    rf"M{NUMBER},{NUMBER} A{NUMBER},{NUMBER} 0 0 1 {NUMBER},{NUMBER} A\3,\4 0 0 1 \1,\2 Z"
)
SVG = "{http://www.w3.org/2000/svg}"
TRANSFORM = re.compile(r"(\w+)\s*\(([^)]*)\)")


def dots(content: bytes) -> NDArray[np.float64]:
    """Return the dots of a drawing, float64 (n, 3).

    Places are relative to the origin of the user space, which a drawing of one stamp has in the
    centre of its face.

    Raises
    ------
    ReadbackError
        It is no SVG in millimetres, or has no circle of such a class.
    """
    try:
        root = ET.fromstring(content)
        scale = _mm_a_unit(root)
        found = [
            _circle(circle, matrix, scale)
            for circle, matrix in _circles(root, np.eye(3), within=False)
        ] or _left_by_laser(root)
    except (ET.ParseError, KeyError, ValueError) as error:
        raise ReadbackError(f"expected an SVG: {error}") from None
    if not found:
        raise ReadbackError(f"expected circles of the class {GROUP} or {AWAY}, found none")
    return np.array(found)


def _left_by_laser(root: Element) -> list[tuple[float, float, float]]:
    """Return the dots that engraving leaves, where no transform moves them."""
    dots = []
    for group in root.iter(f"{SVG}g"):
        if AWAY not in group.get("class", "").split():
            continue
        kerf = float(group.attrib["data-kerf-mm"])
        for shape in group.iter(f"{SVG}path"):
            rings = [
                (float(x) + float(r), -float(y), 2 * float(r))
                for x, y, r, *_ in RING.findall(shape.attrib["d"])
            ]
            dots += [
                (x, y, d - kerf)
                for x, y, d in rings
                if not any(
                    0 < math.hypot(x - other_x, y - other_y) < d / 2
                    for other_x, other_y, _ in rings
                )
            ]
    return dots


def _mm_a_unit(root: Element) -> float:
    width = re.fullmatch(r"([0-9.]+)mm", root.attrib["width"])
    box = [float(number) for number in re.split(r"[\s,]+", root.attrib["viewBox"].strip())]
    if root.tag != f"{SVG}svg" or width is None or len(box) != 4 or not box[2] > 0:
        raise ValueError("a width in mm and a viewBox")
    return float(width[1]) / box[2]


def _circles(
    element: Element, matrix: NDArray[np.float64], *, within: bool
) -> Iterator[tuple[Element, NDArray[np.float64]]]:
    """Yield circles of the group with the matrix that leads from their coordinates to the root."""
    inner = matrix @ _matrix(element.get("transform", ""))
    inside = within or GROUP in element.get("class", "").split()
    if inside and element.tag == f"{SVG}circle":
        yield element, inner
    for child in element:
        yield from _circles(child, inner, within=inside)


def _circle(
    circle: Element, matrix: NDArray[np.float64], scale: float
) -> tuple[float, float, float]:
    x, y, _ = matrix @ (float(circle.attrib["cx"]), float(circle.attrib["cy"]), 1.0)
    grown = math.sqrt(abs(float(np.linalg.det(matrix[:2, :2]))))
    # SVG counts y down.
    return float(x * scale), float(-y * scale), 2 * float(circle.attrib["r"]) * grown * scale


def _matrix(transform: str) -> NDArray[np.float64]:
    product = np.eye(3)
    for name, given in TRANSFORM.findall(transform):
        numbers = [float(number) for number in re.split(r"[\s,]+", given.strip())]
        product = product @ _primitive(name, numbers)
    return product


def _primitive(name: str, n: list[float]) -> NDArray[np.float64]:
    if name == "matrix" and len(n) == 6:
        return np.array([[n[0], n[2], n[4]], [n[1], n[3], n[5]], [0, 0, 1]])
    if name == "translate" and len(n) in (1, 2):
        return np.array([[1, 0, n[0]], [0, 1, n[1] if n[1:] else 0], [0, 0, 1]])
    if name == "scale" and len(n) in (1, 2):
        return np.diag([n[0], n[-1], 1.0])
    if name == "rotate" and len(n) == 1:
        c, s = math.cos(math.radians(n[0])), math.sin(math.radians(n[0]))
        return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    raise ValueError(f"the transform {name} of {counted(len(n), 'number')}")
