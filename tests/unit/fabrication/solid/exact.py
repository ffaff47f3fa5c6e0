"""Volumes of the exact part, by formula: what facets and boundary surfaces are held against."""

from __future__ import annotations

import math

from fabrication.mirror import RubberFace
from fabrication.part import Part
from fabrication.vents import half_chord_mm, vents


def bump_mm3(diameter_mm: float, part: Part) -> float:
    """Integrate the circle at each height: a frustum, and below it the fillet.

    The fillet of radius f around (c, f) leaves the radius ``c - sqrt(f^2 - (f - z)^2)`` at the
    height z below ``f (1 - sin d)``; with u = f - z from ``f sin d`` to f::

        pi int (c - sqrt(f^2 - u^2))^2 du
          = pi [(c^2 + f^2) u - u^3 / 3 - c (u sqrt(f^2 - u^2) + f^2 asin(u / f))]
    """
    d, f, h = math.radians(part.draft_deg), part.fillet_mm, part.dot_height_mm
    tip = diameter_mm / 2
    starts = f * (1 - math.sin(d))
    low = tip + (h - starts) * math.tan(d)
    frustum = math.pi / 3 * (h - starts) * (tip**2 + tip * low + low**2)
    if f == 0:
        return frustum
    c = low + f * math.cos(d)

    def below(u: float) -> float:
        root = math.sqrt(max(f**2 - u**2, 0.0))
        sector = c * (u * root + f**2 * math.asin(min(u / f, 1.0)))
        return math.pi * ((c**2 + f**2) * u - u**3 / 3 - sector)

    return frustum + below(f) - below(f * math.sin(d))


def outline_mm2(rubber: RubberFace, part: Part) -> float:
    size = part.size_mm(rubber)
    if part.outline == "circle":
        return math.pi * size**2 / 4
    corner = part.corner_mm if part.outline == "rounded" else 0.0
    return size**2 - (4 - math.pi) * corner**2


def grooves_mm2(rubber: RubberFace, part: Part) -> float:
    """Sum the grooves' areas by the midpoint rule along their widths; crossings count once."""
    every = vents(rubber, part)
    steps = 2000
    area = 0.0
    for vent in every:
        for step in range(steps):
            at = vent.at_mm + ((step + 0.5) / steps - 0.5) * vent.width_mm
            area += 2 * half_chord_mm(at, rubber, part) * vent.width_mm / steps
    along_x = [vent for vent in every if vent.axis == "x"]
    along_y = [vent for vent in every if vent.axis == "y"]
    return area - sum(a.width_mm * b.width_mm for a in along_x for b in along_y)


def handle_mm3(part: Part) -> float:
    return math.pi * part.handle_diameter_mm**2 / 4 * part.handle_height_mm


def face_side_mm3(rubber: RubberFace, part: Part) -> float:
    slab = outline_mm2(rubber, part) * (part.base_mm + part.plane_mm)
    grooves = grooves_mm2(rubber, part) * part.vent_depth_mm
    return slab - grooves + sum(bump_mm3(d, part) for d in rubber.dots[:, 2].tolist())


def conductive_mm3(rubber: RubberFace, part: Part) -> float:
    return face_side_mm3(rubber, part) + handle_mm3(part)


def insulating_mm3(rubber: RubberFace, part: Part) -> float:
    return sum(bump_mm3(d, part) for d in rubber.empty[:, 2].tolist())
