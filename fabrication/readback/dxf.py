"""Dots out of a DXF: the circles of the layer DOTS, read from its group codes.

References
----------
Autodesk, DXF reference: group codes in pairs of lines, CIRCLE, object coordinate systems.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fabrication.readback.problem import ReadbackError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

LAYER = "DOTS"
MILLIMETRES = "4"
ENTITY, NAME, LAYER_NAME, X, Y, RADIUS, UNIT, NORMAL_Z = 0, 2, 8, 10, 20, 40, 70, 230


def dots(content: bytes) -> NDArray[np.float64]:
    """Return the dots of a drawing, float64 (n, 3).

    Raises
    ------
    ReadbackError
        It is no DXF in millimetres, or has no circle on the layer.
    """
    return circles(content, LAYER)


def circles(content: bytes, layer: str) -> NDArray[np.float64]:
    """Return x, y and diameter of the circles of a layer, float64 (n, 3), in the order written.

    Raises
    ------
    ReadbackError
        It is no DXF in millimetres, or has no circle on the layer.
    """
    try:
        found = [
            _circle(entity)
            for entity in _entities(content)
            if entity[ENTITY] == "CIRCLE" and entity.get(LAYER_NAME) == layer
        ]
    except (KeyError, ValueError) as error:
        raise ReadbackError(f"expected a DXF: {error}") from None
    if not found:
        raise ReadbackError(f"expected circles on the layer {layer}, found none")
    return np.array(found)


def texts(content: bytes, layer: str) -> list[tuple[float, float, str]]:
    """Return where the lines of text of a layer stand and what they say, in the order written.

    Raises
    ------
    ReadbackError
        It is no DXF in millimetres.
    """
    try:
        return [
            # Aligned text has its place in a second point, the first is the viewer's affair.
            (float(entity.get(11, entity[X])), float(entity.get(21, entity[Y])), entity[1])
            for entity in _entities(content)
            if entity[ENTITY] == "TEXT" and entity.get(LAYER_NAME) == layer
        ]
    except (KeyError, ValueError) as error:
        raise ReadbackError(f"expected a DXF: {error}") from None


def _circle(entity: dict[int, str]) -> tuple[float, float, float]:
    # A circle whose normal points away from the reader is given in mirrored coordinates.
    side = -1.0 if float(entity.get(NORMAL_Z, "1")) < 0 else 1.0
    return side * float(entity[X]), float(entity[Y]), 2 * float(entity[RADIUS])


def _entities(content: bytes) -> Iterator[dict[int, str]]:
    """Yield what stands in the section ENTITIES, each as its first value of every group code."""
    section, unit, variable = "", None, ""
    entity: dict[int, str] = {}
    for code, value in _groups(content):
        if code == 9:
            variable = value
        elif code == UNIT and variable == "$INSUNITS" and unit is None:
            unit = value
        if code == ENTITY:
            if section == "ENTITIES" and entity.get(ENTITY) not in (None, "SECTION", "ENDSEC"):
                yield entity
            entity = {}
        entity.setdefault(code, value)
        if code == NAME and entity.get(ENTITY) == "SECTION":
            section = value
            if section == "ENTITIES" and unit != MILLIMETRES:
                raise ReadbackError(f"expected millimetres, $INSUNITS {MILLIMETRES}, got {unit}")
        elif code == ENTITY and value == "ENDSEC":
            section = ""


def _groups(content: bytes) -> Iterator[tuple[int, str]]:
    lines = content.decode("utf-8", errors="replace").splitlines()
    for code, value in zip(lines[::2], lines[1::2], strict=False):
        yield int(code), value.strip()
