"""From a flatbed scan of a face in its reference frame to the dots in millimetres.

The frame gives place, turn and scale; the resolution that the file states must agree with it, so
that neither a printer nor a scanner that is off goes unnoticed.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, NoReturn

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from fabrication.inspection.circle import find_circles
from fabrication.inspection.mark import BITS, MARK_MM, corners_mm, window_mm
from stampcodec.errors import FileError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FORMATS = ("PNG", "TIFF", "JPEG")
# A4 at 600 dpi has 35 million pixels.
MOST_PIXELS = 45_000_000
MM_PER_INCH = 25.4
LEAST_DPI, MOST_DPI = 550.0, 1300.0
# Of a printed frame against the resolution that the scanner states: 0.09 mm at 17.5 mm, where M2
# allows 0.25 mm.
MOST_SCALE_ERROR = 0.005
# Corners of the marks against a plane frame, root mean square; paper that bulges, or a photograph.
MOST_BEND_MM = 0.1
# Grey of the paper, of 255: darker, and tips and base are too alike.
LEAST_PAPER = 110.0
# Marks are looked for at a quarter of the resolution, their corners in the whole.
COARSE = 4
WINDOW_PX_PER_MM = 24.0


def measure(path: Path, size_mm: float, diameter_mm: float) -> NDArray[np.float64]:
    """Measure the dots of a scan.

    Parameters
    ----------
    path : Path
        PNG, TIFF or JPEG.
    size_mm : float
        Side or diameter of the part, which the frame was printed for.
    diameter_mm : float
        Of a dot, nominal.

    Returns
    -------
    float64 (n, 3)
        x, y and diameter, rubber view from the centre of the window.

    Raises
    ------
    FileError
        The scan is no picture, too dark, mirrored, of a wrong resolution or scale, or shows no
        frame or no dots.
    OSError
        It cannot be read.
    """
    return _Scan(path).dots(window_mm(size_mm), diameter_mm)


class _Scan:
    """One scan on its way."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def dots(self, window: float, diameter_mm: float) -> NDArray[np.float64]:
        grey, dpi = self._loaded()
        paper = float(np.percentile(grey[::COARSE, ::COARSE], 95))
        if paper < LEAST_PAPER:
            self._fail(f"is too dark: paper has grey {paper:.0f} of 255, expected {LEAST_PAPER:g}")
        frame = self._placed(grey, corners_mm(window), dpi)
        # The window alone, level, y down; its outer millimetre may be the cut edge of the paper.
        half = window / 2 - 1.0
        side = round(2 * half * WINDOW_PX_PER_MM)
        level = np.array([[1 / WINDOW_PX_PER_MM, 0.0], [0.0, -1 / WINDOW_PX_PER_MM]])
        corner = np.array([-half, half]) + level @ (0.5, 0.5)
        onto = np.column_stack([frame[:, :2] @ level, frame[:, :2] @ corner + frame[:, 2]])
        inverse = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        picture: Any = cv2.warpAffine(grey, onto, (side, side), flags=inverse)
        found = find_circles(picture, WINDOW_PX_PER_MM, diameter_mm)
        if not len(found):
            self._fail(f"shows no dots of {diameter_mm:g} mm in the window; chalk the tips")
        return np.column_stack([found[:, :2] @ level.T + corner, found[:, 2] / WINDOW_PX_PER_MM])

    def _loaded(self) -> tuple[NDArray[np.uint8], float]:
        """Return grey levels, uint8 (rows, columns), and the stated resolution."""
        try:
            with warnings.catch_warnings():
                # The limit of this module is lower than the one that pillow warns of.
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                with Image.open(self.path, formats=FORMATS) as picture:
                    if picture.width * picture.height > MOST_PIXELS:
                        self._fail(
                            f"has {picture.width} x {picture.height} pixels, expected up to "
                            f"{MOST_PIXELS // 1_000_000} million: A4 at 600 dpi"
                        )
                    x_dpi, y_dpi = (float(each) for each in picture.info.get("dpi", (0, 0)))
                    grey = np.asarray(picture.convert("L"), dtype=np.uint8)
        except FileError:
            raise
        except UnidentifiedImageError:
            self._fail("expected a scan as PNG, TIFF or JPEG")
        except (SyntaxError, ValueError, Image.DecompressionBombError) as error:
            self._fail(f"expected a scan, the file is damaged: {error}")
        except OSError as error:
            if error.filename is not None:
                raise
            self._fail(f"expected a scan, the file is damaged: {error}")
        if not x_dpi or not y_dpi:
            self._fail("states no resolution; save the scan at 600 dpi as the scanner gives it")
        if x_dpi != y_dpi or not LEAST_DPI <= x_dpi <= MOST_DPI:
            stated = f"{x_dpi:.0f}" if x_dpi == y_dpi else f"{x_dpi:.0f} x {y_dpi:.0f}"
            self._fail(f"has {stated} dpi, expected 600 dpi")
        return grey, x_dpi

    def _placed(
        self, grey: NDArray[np.uint8], corners: NDArray[np.float64], dpi: float
    ) -> NDArray[np.float64]:
        """Return the affine map, float64 (2, 3), from millimetres to pixels."""
        coarse: Any = cv2.resize(
            grey, None, fx=1 / COARSE, fy=1 / COARSE, interpolation=cv2.INTER_AREA
        )
        marks = _marks(coarse)
        if len(marks) < len(BITS):
            if len(_marks(np.ascontiguousarray(coarse[:, ::-1]))) > len(marks):
                self._fail("is mirrored: the marks of its frame are; scan without mirroring")
            self._fail(f"shows {len(marks) or 'none'} of the 4 marks of the reference frame")
        seen = np.concatenate([marks[number] for number in range(len(BITS))])
        # Pixel centres are whole numbers in both pictures.
        whole = (seen + 0.5) * COARSE - 0.5
        px_per_mm = float(np.hypot(*(whole[1] - whole[0]))) / MARK_MM
        reach = max(3, round(0.25 * px_per_mm))
        found: Any = cv2.cornerSubPix(
            grey,
            whole.astype(np.float32).reshape(-1, 1, 2),
            (reach, reach),
            (-1, -1),
            (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, 50, 0.005),
        )
        pixels = found.reshape(-1, 2).astype(np.float64)
        columns = np.column_stack([corners.reshape(-1, 2), np.ones(16)])
        solved, *_ = np.linalg.lstsq(columns, pixels)
        frame: NDArray[np.float64] = solved.T
        off = (columns @ solved - pixels) / (dpi / MM_PER_INCH)
        bend = float(np.sqrt((off**2).sum(axis=1).mean()))
        scales = np.linalg.svd(frame[:, :2], compute_uv=False) * MM_PER_INCH / dpi
        if bend > MOST_BEND_MM:
            self._fail(
                f"shows a frame that is not flat: its corners are {bend:.2f} mm off, "
                f"{MOST_BEND_MM:g} mm are allowed"
            )
        worst = float(scales[np.abs(scales - 1).argmax()])
        if abs(worst - 1) > MOST_SCALE_ERROR:
            self._fail(
                f"shows the frame at {100 * worst:.1f} % of its size for {dpi:.0f} dpi, expected "
                f"100 %: print the frame unscaled for this part, scan without resizing"
            )
        return frame

    def _fail(self, problem: str) -> NoReturn:
        raise FileError(self.path, "", problem)


def _marks(grey: NDArray[np.uint8]) -> dict[int, NDArray[np.float64]]:
    """Return the corners of each mark of the frame, float64 (4, 2), clockwise, by its number."""
    parameters = cv2.aruco.DetectorParameters()
    detector = cv2.aruco.ArucoDetector(
        cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50), parameters
    )
    corners, numbers, _ = detector.detectMarkers(grey)
    if not len(corners):  # and no numbers
        return {}
    return {
        int(number): np.asarray(each, dtype=np.float64).reshape(4, 2)
        for number, each in zip(numbers.ravel(), corners, strict=True)
        if int(number) < len(BITS)
    }
