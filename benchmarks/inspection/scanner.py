"""An emulated flatbed scanner: a face in its printed reference frame becomes grey levels.

What is not modelled: parallax of parts that do not lie on the glass, colour, a scanner whose
carriage stutters, and paper that bulges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pypdfium2
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

DPI = 600.0
PX_PER_MM = DPI / 25.4
SHEET_MM = (210.0, 297.0)
# Where the frame's window is on its sheet, from the upper left corner.
MIDDLE_MM = (105.0, 132.0)
# Around the window; marks end 16 mm off it, and the sheet may be turned by 5 degrees.
AROUND_MM = 21.0
# Grey of chalked tips, of the base behind them and of the lid behind the part.
TIP, BASE, LID = 175.0, 55.0, 205.0
# Points along the rim of a dot, and how many bumps a ragged rim has at most.
RIM, RAGGED = 90, 9
SPECK_MM = 0.15


@dataclass(frozen=True)
class Flaws:
    """How a part was made and scanned; lengths in mm.

    Attributes
    ----------
    turn_deg : float
        Of the sheet on the glass.
    part_turn_deg, part_shift_mm : float
        Of the part in the window.
    blur_px, noise : float
        Gaussian, in pixels and grey levels.
    ragged_mm : float
        Standard deviation of the rim of a dot.
    gain : float
        Of all grey levels; below 0.5 is a lamp that fails.
    print_scale : float
        Of the printed sheet.
    skew : float
        Shear of the scan: how far a line of 1 mm leans.
    specks : int
        Chalk and dirt on the base.
    tips : float
        Grey of the tips.
    """

    turn_deg: float = 0.0
    part_turn_deg: float = 0.0
    part_shift_mm: tuple[float, float] = (0.0, 0.0)
    blur_px: float = 1.0
    noise: float = 4.0
    ragged_mm: float = 0.02
    gain: float = 1.0
    print_scale: float = 1.0
    skew: float = 0.0
    specks: int = 20
    tips: float = TIP


def printed(pdf: bytes) -> NDArray[np.uint8]:
    """Print the last sheet of a PDF, the reference frame, at 600 dpi."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[len(document) - 1]
        drawn: NDArray[np.uint8] = page.render(scale=DPI / 72, grayscale=True).to_numpy()
        return np.ascontiguousarray(drawn.reshape(drawn.shape[:2]))
    finally:
        document.close()


def scan(
    sheet: NDArray[np.uint8],
    dots: NDArray[np.float64],
    size_mm: float,
    window_mm: float,
    flaws: Flaws,
    rng: np.random.Generator,
) -> NDArray[np.uint8]:
    """Scan a part in its frame.

    Parameters
    ----------
    sheet : uint8 (rows, columns)
        As `printed`; its window is cut out here.
    dots : float64 (n, 3)
        As made: rubber view, from the centre of the part.
    size_mm, window_mm : float
        Sides of part and window.
    flaws : Flaws
    rng : Generator

    Returns
    -------
    uint8 (rows, columns)
        The part of the bed that holds the frame.
    """
    reach = window_mm / 2 + AROUND_MM
    side = round(2 * reach * PX_PER_MM)
    # From millimetres around the centre of the window, y up, to pixels.
    angle = np.radians(flaws.turn_deg)
    lay = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    lay = np.array([[1.0, flaws.skew], [0.0, 1.0]]) @ lay @ np.diag([1.0, -1.0]) * PX_PER_MM
    middle = np.full(2, (side - 1) / 2)
    pixel_mm = np.diag([1.0, -1.0]) / PX_PER_MM * flaws.print_scale
    corner = np.array([-MIDDLE_MM[0], MIDDLE_MM[1]]) * flaws.print_scale
    onto = np.column_stack([lay @ pixel_mm, lay @ corner + middle])
    picture: Any = cv2.warpAffine(sheet, onto, (side, side), borderValue=255)
    half = window_mm / 2 * flaws.print_scale
    _fill(picture, _square(half) @ lay.T + middle, LID)
    turn = np.radians(flaws.part_turn_deg)
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    part = lay @ turned
    at = lay @ np.array(flaws.part_shift_mm) + middle
    _fill(picture, _square(size_mm / 2) @ part.T + at, BASE)
    for _ in range(flaws.specks):
        place = rng.uniform(-size_mm / 2, size_mm / 2, 2)
        _fill(picture, (_square(SPECK_MM) + place) @ part.T + at, float(rng.uniform(60, 190)))
    for dot in dots:
        rim = _ragged(flaws.ragged_mm, rng)
        _cover(picture, part, at, dot, rim, flaws.tips + rng.normal(0, 10))
    seen = cv2.GaussianBlur(picture, (0, 0), flaws.blur_px).astype(np.float32) * flaws.gain
    noise = flaws.noise * rng.standard_normal(seen.shape, np.float32)
    result: NDArray[np.uint8] = np.clip(seen + noise, 0, 255).astype(np.uint8)
    return result


def save(path: Path, picture: NDArray[np.uint8], dpi: float = DPI) -> None:
    """Save a scan as a scanner does, with its resolution."""
    Image.fromarray(picture).save(path, dpi=(dpi, dpi), compress_level=1)


def _square(half: float) -> NDArray[np.float64]:
    return np.array([[-half, -half], [half, -half], [half, half], [-half, half]])


def _ragged(sigma_mm: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return how far a rim stands out at `RIM` angles from 0 to a whole turn, mm."""
    waves = rng.normal(0, sigma_mm / np.sqrt(RAGGED), (RAGGED, 2))
    angles = np.arange(2, RAGGED + 2)[:, None] * np.linspace(0, 2 * np.pi, RIM)
    rim: NDArray[np.float64] = (waves[:, :1] * np.cos(angles) + waves[:, 1:] * np.sin(angles)).sum(
        axis=0
    )
    return rim


def _cover(
    picture: NDArray[np.uint8],
    part: NDArray[np.float64],
    at: NDArray[np.float64],
    dot: NDArray[np.float64],
    rim: NDArray[np.float64],
    grey: float,
) -> None:
    """Draw a tip; a pixel that its rim crosses gets the share that is covered."""
    middle = part @ dot[:2] + at
    reach = int(0.7 * dot[2] * PX_PER_MM) + 4
    left, top = (round(float(value)) - reach for value in middle)
    rows, columns = np.mgrid[top : top + 2 * reach + 1, left : left + 2 * reach + 1]
    places = np.stack([columns - middle[0], rows - middle[1]]).reshape(2, -1)
    x, y = np.linalg.inv(part) @ places
    radius = dot[2] / 2 + np.interp(
        np.arctan2(y, x) % (2 * np.pi), np.linspace(0, 2 * np.pi, RIM), rim
    )
    covered = np.clip((radius - np.hypot(x, y)) * PX_PER_MM + 0.5, 0, 1).reshape(rows.shape)
    patch = picture[top : top + 2 * reach + 1, left : left + 2 * reach + 1]
    patch[:] = np.round(patch + covered * (np.clip(grey, 0, 255) - patch))


def _fill(picture: NDArray[np.uint8], points: NDArray[np.float64], grey: float) -> None:
    """Fill a polygon whose corners are given in pixels, to a sixteenth of one."""
    fixed = np.round(points * 16).astype(np.int32)
    cv2.fillPoly(picture, [fixed], float(np.clip(grey, 0, 255)), cv2.LINE_AA, 4)
