"""Dots out of a DXF: the circles of the layer DOTS, read from its group codes.

In what a laser burns away, dots are the circles of ENGRAVE-AWAY that hold no other; they are as
much wider than the dots as its header says that the beam is.

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

LAYER, AWAY = "DOTS", "ENGRAVE-AWAY"
MILLIMETRES = "4"
# R12 knows no units.
WITHOUT_UNITS = "AC1009"
KERF = "$USERR1"
ENTITY, NAME, LAYER_NAME, X, Y, RADIUS, NORMAL_Z, EXTENDED = 0, 2, 8, 10, 20, 40, 230, 1000
VARIABLE = 9


def dots(content: bytes) -> NDArray[np.float64]:
    """Return the dots of a drawing, float64 (n, 3).

    Raises
    ------
    ReadbackError
        It is no DXF in millimetres, or has no circle on such a layer.
    """
    try:
        found = _circles_on(content, LAYER)
        if not found:
            return _left_by_laser(content)
    except (KeyError, ValueError) as error:
        raise ReadbackError(f"expected a DXF: {error}") from None
    return np.array(found)


def texts(content: bytes) -> list[tuple[float, float, str]]:
    """Return where lines of text stand and what they say, in the order written.

    Text as outlines says it in the extended data of its first outline, and stands where that
    begins.

    Raises
    ------
    ReadbackError
        It is no DXF in millimetres.
    """
    try:
        entities = list(_entities(content))
        plain = [
            # Aligned text has its place in a second point, the first is the viewer's affair.
            (float(entity.get(11, entity[X])), float(entity.get(21, entity[Y])), entity[1])
            for entity in entities
            if entity[ENTITY] == "TEXT"
        ]
        outlined = [
            (float(entity[X]), float(entity[Y]), entity[EXTENDED])
            for entity in entities
            if entity[ENTITY] == "LWPOLYLINE" and EXTENDED in entity
        ]
    except (KeyError, ValueError) as error:
        raise ReadbackError(f"expected a DXF: {error}") from None
    return plain + outlined


def _circles_on(content: bytes, layer: str) -> list[tuple[float, float, float]]:
    return [
        _circle(entity)
        for entity in _entities(content)
        if entity[ENTITY] == "CIRCLE" and entity.get(LAYER_NAME) == layer
    ]


def _left_by_laser(content: bytes) -> NDArray[np.float64]:
    """Return the dots that engraving leaves: without the edges that hold others, less the kerf."""
    found = np.array(_circles_on(content, AWAY)).reshape(-1, 3)
    apart = np.hypot(*(found[:, None, :2] - found[None, :, :2]).transpose(2, 0, 1))
    holds = (apart < found[:, None, 2] / 2).sum(axis=1) > 1
    if holds.all():
        raise ReadbackError(f"expected circles on the layer {LAYER} or {AWAY}, found none")
    kerf = float(_header(content).get(KERF, "0"))
    result: NDArray[np.float64] = found[~holds] - (0.0, 0.0, kerf)
    return result


def _circle(entity: dict[int, str]) -> tuple[float, float, float]:
    # A circle whose normal points away from the reader is given in mirrored coordinates.
    side = -1.0 if float(entity.get(NORMAL_Z, "1")) < 0 else 1.0
    return side * float(entity[X]), float(entity[Y]), 2 * float(entity[RADIUS])


def _entities(content: bytes) -> Iterator[dict[int, str]]:
    """Yield what stands in the section ENTITIES, each as its first value of every group code."""
    header = _header(content)
    unit = header.get("$INSUNITS")
    in_mm = unit == MILLIMETRES or header.get("$ACADVER") == WITHOUT_UNITS
    section = ""
    entity: dict[int, str] = {}
    for code, value in _groups(content):
        if code == ENTITY:
            if section == "ENTITIES" and entity.get(ENTITY) not in (None, "SECTION", "ENDSEC"):
                yield entity
            entity = {}
        entity.setdefault(code, value)
        if code == NAME and entity.get(ENTITY) == "SECTION":
            section = value
            if section == "ENTITIES" and not in_mm:
                raise ReadbackError(f"expected millimetres, $INSUNITS {MILLIMETRES}, got {unit}")
        elif code == ENTITY and value == "ENDSEC":
            section = ""


def _header(content: bytes) -> dict[str, str]:
    """Return the first value of every variable."""
    found: dict[str, str] = {}
    variable = ""
    for code, value in _groups(content):
        if code == VARIABLE:
            variable = value
        elif variable:
            found.setdefault(variable, value)
            variable = ""
        if code == ENTITY and value == "ENDSEC":
            break
    return found


def _groups(content: bytes) -> Iterator[tuple[int, str]]:
    lines = content.decode("utf-8", errors="replace").splitlines()
    for code, value in zip(lines[::2], lines[1::2], strict=False):
        yield int(code), value.strip()
