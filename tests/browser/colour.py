"""Colours as eyes see them: how far two are apart, in grey and without green-sensitive cones too.

References
----------
G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 Color-Difference Formula: Implementation Notes,
Supplementary Test Data, and Mathematical Observations", 2005. G. M. Machado, M. M. Oliveira, L. A.
F. Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009:
deuteranomaly of severity 1. IEC 61966-2-1: sRGB.
"""

from __future__ import annotations

from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

Three = tuple[float, float, float]
TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE = (0.95047, 1.0, 1.08883)
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)


def linear(hexadecimal: str) -> Three:
    """Read ``#rrggbb`` or ``#rgb`` as linear light."""
    digits = hexadecimal.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    red, green, blue = (_light(int(digits[i : i + 2], 16) / 255) for i in (0, 2, 4))
    return red, green, blue


def _light(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def deuteranope(light: Three) -> Three:
    """Show a colour as it looks without green-sensitive cones."""
    red, green, blue = (min(1.0, max(0.0, each)) for each in _times(DEUTERANOPIA, light))
    return red, green, blue


def grey(light: Three) -> Three:
    """Take the hue from a colour and leave its luminance."""
    y = _times(TO_XYZ, light)[1]
    return y, y, y


def lab(light: Three) -> Three:
    """Return L*, a*, b* of linear light."""
    x, y, z = (
        _root(part / white) for part, white in zip(_times(TO_XYZ, light), WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(t: float) -> float:
    return float(t ** (1 / 3)) if t > (6 / 29) ** 3 else t * (29 / 6) ** 2 / 3 + 4 / 29


def _times(matrix: tuple[Three, ...], vector: Three) -> Three:
    x, y, z = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return x, y, z


def ciede2000(one: Three, other: Three) -> float:
    """Return how far two colours in L*, a*, b* are apart; 1 is hardly seen."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    chroma = (hypot(a1, b1) + hypot(a2, b2)) / 2
    g = (1 - sqrt(chroma**7 / (chroma**7 + 25**7))) / 2
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = hypot(a1, b1), hypot(a2, b2)
    h1, h2 = degrees(atan2(b1, a1)) % 360, degrees(atan2(b2, a2)) % 360
    dh = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    big = 2 * sqrt(c1 * c2) * sin(radians(dh) / 2)
    # The mean hue lies within the smaller arc; of a grey, the other's.
    h = h1 + h2 if c1 * c2 == 0 else h1 + dh / 2
    light, c = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * cos(radians(h - 30))
        + 0.24 * cos(radians(2 * h))
        + 0.32 * cos(radians(3 * h + 6))
        - 0.20 * cos(radians(4 * h - 63))
    )
    turn = 60 * exp(-(((h % 360 - 275) / 25) ** 2))
    rotation = -2 * sqrt(c**7 / (c**7 + 25**7)) * sin(radians(turn))
    s_l = 1 + 0.015 * (light - 50) ** 2 / sqrt(20 + (light - 50) ** 2)
    dl, dc, big = (l2 - l1) / s_l, (c2 - c1) / (1 + 0.045 * c), big / (1 + 0.015 * c * t)
    return sqrt(dl**2 + dc**2 + big**2 + rotation * dc * big)
