"""How often good parts are accepted, bad ones rejected, and scans that show neither refused."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.inspection import scanner
from benchmarks.inspection.scanner import Flaws
from benchmarks.report.interval import clopper_pearson
from benchmarks.report.requirement import Requirement
from fabrication.codec import press_and_read
from fabrication.dimension import DIAMETER, X, Y, dimensions, dot_item
from fabrication.inspection.inspect import Ordered, inspect, sheets
from fabrication.inspection.mark import window_mm
from fabrication.manifest import label_of
from fabrication.mirror import rubber_view
from fabrication.part import Part
from stampcodec import family
from stampcodec.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    Dots = NDArray[np.float64]
    Change = Callable[[Ordered, Dots, np.random.Generator], Dots]

ACCEPTED, REJECTED, REFUSED = "accepted", "rejected", "refused"
# A good part uses this much of every tolerance.
GOOD_SHARE = 0.7
# A bad dot is this much beyond its tolerance. The best fit turns and shifts a face towards one dot
# that is off, that of touch5 by two fifths of the way.
PLACE_BEYOND_MM, DIAMETER_BEYOND_MM = 0.4, 0.1


@dataclass(frozen=True)
class Row:
    """Scans of one kind.

    Attributes
    ----------
    family, scene : str
    expected : str
        What the inspection should say.
    scans, accepted, rejected, refused : int
    place_um, diameter_um : float or None
        Root mean square of measured minus made, of good parts.
    """

    family: str
    scene: str
    expected: str
    scans: int
    accepted: int
    rejected: int
    refused: int
    place_um: float | None = None
    diameter_um: float | None = None

    @property
    def right(self) -> int:
        """How many scans were judged as expected."""
        return int(getattr(self, self.expected))

    def as_json(self) -> dict[str, object]:
        """Return the row and the interval of what was judged as expected."""
        low, high = clopper_pearson(self.right, self.scans)
        return {**asdict(self), "right_low": low, "right_high": high}


@dataclass(frozen=True)
class Scene:
    """One kind of part or scan.

    Attributes
    ----------
    expected : str
    part : callable
        Makes the dots of a bad part out of a good one's.
    flaws : dict
        What is wrong with the scan.
    edit : callable
        Changes the finished picture.
    dpi : float
        What the file states.
    """

    expected: str
    part: Change = lambda _order, dots, _rng: dots
    flaws: dict[str, Any] | None = None
    edit: Callable[[NDArray[np.uint8]], NDArray[np.uint8]] = lambda picture: picture
    dpi: float = scanner.DPI


def _moved(order: Ordered, dots: Dots, rng: np.random.Generator) -> Dots:
    """Put one dot beyond the tolerance of one of its coordinates."""
    number, axis = int(rng.integers(len(dots))), int(rng.integers(2))
    (limits,) = (each for each in order.listed if each.item == dot_item(number + 1, (X, Y)[axis]))
    beyond = (limits.upper + PLACE_BEYOND_MM, limits.lower - PLACE_BEYOND_MM)
    dots[number, axis] = rng.choice(beyond)
    return dots


def _wide(order: Ordered, dots: Dots, rng: np.random.Generator) -> Dots:
    """Make one dot wider or narrower than its tolerance."""
    number = int(rng.integers(len(dots)))
    (limits,) = (each for each in order.listed if each.item == dot_item(number + 1, DIAMETER))
    beyond = (limits.upper + DIAMETER_BEYOND_MM, limits.lower - DIAMETER_BEYOND_MM)
    dots[number, 2] = rng.choice(beyond)
    return dots


def _lacking(_order: Ordered, dots: Dots, rng: np.random.Generator) -> Dots:
    return np.delete(dots, int(rng.integers(len(dots))), axis=0)


def _another(order: Ordered, _dots: Dots, rng: np.random.Generator) -> Dots:
    """Make the stamp of another merchant."""
    of = family(order.label.family)
    other = (order.label.merchant_id + int(rng.integers(1, of.n_ids))) % of.n_ids
    return np.array(rubber_view(of.encode(other)).dots)


def _mirrored(_order: Ordered, dots: Dots, _rng: np.random.Generator) -> Dots:
    return dots * (-1.0, 1.0, 1.0)


def _shrunk(_order: Ordered, dots: Dots, _rng: np.random.Generator) -> Dots:
    return dots * (0.97, 0.97, 1.0)


def _covered(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Cover a corner of the frame."""
    picture[: len(picture) // 4, : len(picture) // 4] = 255
    return picture


def _blank(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Cover all of the frame but the window."""
    kept = picture[len(picture) // 3 : -len(picture) // 3, len(picture) // 3 : -len(picture) // 3]
    blank = np.full_like(picture, 255)
    blank[len(picture) // 3 : -len(picture) // 3, len(picture) // 3 : -len(picture) // 3] = kept
    return blank


SCENES: dict[str, Scene] = {
    "good part": Scene(ACCEPTED),
    "a dot 0.4 mm beyond its place": Scene(REJECTED, _moved),
    "a dot 0.1 mm beyond its diameter": Scene(REJECTED, _wide),
    "a dot is missing": Scene(REJECTED, _lacking),
    "3 % too small": Scene(REJECTED, _shrunk),
    "another merchant's": Scene(REJECTED, _another),
    "made mirrored": Scene(REJECTED, _mirrored),
    "scan mirrored": Scene(REFUSED, edit=lambda picture: np.ascontiguousarray(picture[:, ::-1])),
    "scan too dark": Scene(REFUSED, flaws={"gain": 0.3}),
    "frame printed at 97 %": Scene(REFUSED, flaws={"print_scale": 0.97}),
    "scan skewed by 1 %": Scene(REFUSED, flaws={"skew": 0.01}),
    "corner of the frame covered": Scene(REFUSED, edit=_covered),
    "no frame": Scene(REFUSED, edit=_blank),
    "300 dpi": Scene(
        REFUSED, edit=lambda picture: np.ascontiguousarray(picture[::2, ::2]), dpi=300.0
    ),
    "300 dpi that say 600": Scene(
        REFUSED, edit=lambda picture: np.ascontiguousarray(picture[::2, ::2])
    ),
}


def measure_inspection(families: Sequence[str], scans: int, seed: int) -> list[Row]:
    """Scan parts of every scene and judge them.

    Parameters
    ----------
    families : sequence of str
    scans : int
        Of each family and scene.
    seed : int
    """
    rows = []
    for number, name in enumerate(families):
        of = family(name)
        rng = np.random.default_rng([seed, number])
        face = of.encode(int(rng.integers(of.n_ids)))
        rubber, part = rubber_view(face), Part()
        order = Ordered(label_of(face), rubber, part, dimensions(rubber, part))
        (pdf,) = (each for path, each in sheets(order).items() if path.endswith(".pdf"))
        sheet = scanner.printed(pdf)
        rows += [_row(order, sheet, scene, scans, rng) for scene in SCENES]
    return rows


def requirements(rows: Sequence[Row]) -> list[Requirement]:
    """Return what must hold: nothing bad is accepted, nothing good is rejected."""
    bad = [row for row in rows if row.expected != ACCEPTED]
    good = [row for row in rows if row.expected == ACCEPTED]
    return [
        Requirement("bad parts and scans accepted", sum(row.accepted for row in bad), 0),
        Requirement("good parts not accepted", sum(row.scans - row.accepted for row in good), 0),
    ]


def _row(
    order: Ordered, sheet: NDArray[np.uint8], name: str, scans: int, rng: np.random.Generator
) -> Row:
    scene = SCENES[name]
    said: list[str] = []
    off: list[NDArray[np.float64]] = []
    press = partial(press_and_read, ())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "scan.png"
        for _ in range(scans):
            dots = scene.part(order, _good(order, rng), rng)
            flaws = replace(_flaws(rng), **(scene.flaws or {}))
            picture = scanner.scan(sheet, dots, order.size_mm, window_mm(order.size_mm), flaws, rng)
            scanner.save(path, scene.edit(picture), scene.dpi)
            try:
                report = inspect(order, [path], press)
            except FileError:
                said.append(REFUSED)
                continue
            said.append(ACCEPTED if report.passes else REJECTED)
            if scene.expected == ACCEPTED and not report.problems:
                off.append(_measured(report.measured, len(dots)) - dots)
    counts = (said.count(verdict) for verdict in (ACCEPTED, REJECTED, REFUSED))
    row = Row(order.label.family, name, scene.expected, scans, *counts)
    if not off:
        return row
    # The best fit takes the mean of a part's own errors away: it is no error of the measurement.
    errors = np.concatenate([each - (*each[:, :2].mean(axis=0), 0.0) for each in off])
    place, diameter = np.sqrt((errors[:, :2] ** 2).mean()), np.sqrt((errors[:, 2] ** 2).mean())
    return replace(row, place_um=1e3 * float(place), diameter_um=1e3 * float(diameter))


def _measured(measured: Mapping[str, float], count: int) -> Dots:
    return np.array(
        [[measured[dot_item(n, size)] for size in (X, Y, DIAMETER)] for n in range(1, count + 1)]
    )


def _good(order: Ordered, rng: np.random.Generator) -> Dots:
    """Make a part whose dots use `GOOD_SHARE` of every tolerance."""
    known = {each.item: each for each in order.listed}
    dots = np.array(order.rubber.dots)
    for number in range(len(dots)):
        for column, size in enumerate((X, Y, DIAMETER)):
            limits = known[dot_item(number + 1, size)]
            reach = GOOD_SHARE * (limits.upper - limits.lower) / 2
            dots[number, column] += rng.uniform(-reach, reach)
    return dots


def _flaws(rng: np.random.Generator) -> Flaws:
    """Draw how a part is laid and scanned by careful people on common machines."""
    return Flaws(
        turn_deg=float(rng.uniform(-5, 5)),
        part_turn_deg=float(rng.uniform(-4, 4) + 90 * rng.integers(4)),
        part_shift_mm=(float(rng.uniform(-1.5, 1.5)), float(rng.uniform(-1.5, 1.5))),
        blur_px=float(rng.uniform(0.7, 2.5)),
        noise=float(rng.uniform(2, 8)),
        ragged_mm=float(rng.uniform(0.01, 0.04)),
        gain=float(rng.uniform(0.7, 1.05)),
        print_scale=float(rng.uniform(0.998, 1.002)),
        skew=float(rng.uniform(-0.001, 0.001)),
        specks=int(rng.integers(40)),
        tips=float(rng.uniform(130, 210)),
    )
