"""Frames for long runs, drawn by the hundred from a numpy generator.

Hypothesis shrinks but draws a thousand frames a second; this draws as fast as the reader reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.reference.bench_press import Spot, finger, pressed
from tests.reference.nearest_word import words_within
from tests.reference.stage import mirrored

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tests.reference.stage import Stage

    Draw = Callable[[np.random.Generator, Stage], NDArray[np.float64]]

FULL_SCALE = (-32768, 32767)
TELLING = (-32768, -256, -20, -1, 1, 5, 11, 20, 60, 90, 200, 710, 32767)


def shape_of(on: Stage) -> tuple[int, int]:
    return on.panel.rows, on.panel.columns


def clipped(counts: NDArray[np.float64]) -> NDArray[np.int16]:
    return np.rint(counts).clip(*FULL_SCALE).astype(np.int16)


# --- frames without a stamp ---------------------------------------------------------------------


def anything(random: np.random.Generator, on: Stage) -> NDArray[np.float64]:
    return random.integers(-32768, 32768, shape_of(on)).astype(float)


def noise(random: np.random.Generator, on: Stage) -> NDArray[np.float64]:
    shape = shape_of(on)
    white, rows, columns = 10 ** random.uniform(-1, (4.5, 3, 3))
    frame: NDArray[np.float64] = white * random.standard_normal(shape)
    frame += rows * random.standard_normal((shape[0], 1))
    frame += columns * random.standard_normal((1, shape[1]))
    return frame


def spikes(random: np.random.Generator, on: Stage) -> NDArray[np.float64]:
    frame = np.full(shape_of(on), float(random.choice([0, 0, 2, -5])))
    hit = random.integers(0, frame.size, random.integers(1, 60))
    frame.flat[hit] = random.choice(TELLING, len(hit))
    return frame


def level(random: np.random.Generator, on: Stage) -> NDArray[np.float64]:
    return np.full(shape_of(on), float(random.integers(-32768, 32768) >> random.integers(0, 15)))


def gradient(random: np.random.Generator, on: Stage) -> NDArray[np.float64]:
    rows, columns = shape_of(on)
    steep = 10 ** random.uniform(-1, 3.5, 2) * random.choice([-1, 1], 2)
    plane: NDArray[np.float64] = np.add.outer(
        np.arange(rows) * steep[0], np.arange(columns) * steep[1]
    )
    return plane


def board(random: np.random.Generator, on: Stage) -> NDArray[np.float64]:
    rows, columns = shape_of(on)
    down, across = random.integers(1, 6, 2)
    squares = np.add.outer(np.arange(rows) // down, np.arange(columns) // across) % 2
    one, other = random.choice(TELLING, 2)
    return np.where(squares == 0, float(one), float(other))


def blobs(random: np.random.Generator, on: Stage) -> NDArray[np.float64]:
    """Round things of any size: fingers, palms, holes."""
    shape = shape_of(on)
    row, column = np.indices(shape)
    counts = np.zeros(shape)
    for _ in range(random.integers(1, 40)):
        y, x = random.uniform(-2, 2 + np.array(shape))
        wide, high = random.uniform(0.3, 4), random.uniform(-100, 400)
        counts += high * np.exp(-((row - y) ** 2 + (column - x) ** 2) / (2 * wide**2))
    return counts


def fingers(random: np.random.Generator, on: Stage) -> NDArray[np.float64]:
    counts = np.zeros(shape_of(on))
    for _ in range(random.integers(1, 11)):
        x_mm, y_mm = random.random(2) * (on.panel.width_mm, on.panel.height_mm)
        counts += random.uniform(0.3, 1.2) * finger(on.panel, x_mm, y_mm)
    return counts


def random_lattice(random: np.random.Generator, on: Stage) -> NDArray[np.float64]:
    """Dots on the family's sites with all anchors, but near no codeword."""
    code = on.family.code
    near = [0]
    while near:
        word = int.from_bytes(random.bytes(8), "little") % (1 << code.length)
        near = words_within(code, word, (code.distance - 1) // 2)
    return pressed(on.panel, on.dots(word), on.any_spot(random), gain=random.uniform(0.2, 2))


def scattered_dots(random: np.random.Generator, on: Stage) -> NDArray[np.float64]:
    """As many dots as a face has, on no lattice."""
    half = on.family.outline_mm / 2
    n = random.integers(8, 60)
    dots = np.column_stack([random.uniform(-half, half, (n, 2)), np.full(n, on.family.dot_mm)])
    return pressed(on.panel, dots, on.any_spot(random))


def stretched(random: np.random.Generator, on: Stage) -> NDArray[np.float64]:
    """A face of another pitch, at least a tenth off."""
    factor = random.choice([random.uniform(0.3, 0.9), random.uniform(1.1, 2.0)])
    dots = on.dots(on.codeword(on.any_id(random))) * (factor, factor, 1.0)
    return pressed(on.panel, dots, on.any_spot(random))


WITHOUT: list[Draw] = [
    anything,
    noise,
    spikes,
    level,
    gradient,
    board,
    blobs,
    fingers,
    random_lattice,
    scattered_dots,
    stretched,
]

# --- frames with a stamp ------------------------------------------------------------------------


def anywhere(random: np.random.Generator, on: Stage) -> Spot:
    x_mm, y_mm = random.uniform(-10, 10 + np.array([on.panel.width_mm, on.panel.height_mm]))
    return Spot(float(x_mm), float(y_mm), float(random.uniform(0, 360)))


def stamped(random: np.random.Generator, on: Stage) -> tuple[NDArray[np.float64], int]:
    """Draw a stamp anywhere, whole, but faint, loud, floating or turned over (negative counts).

    Returns
    -------
    float64 (rows, columns), int
        Counts without noise, and the merchant.
    """
    merchant = on.any_id(random)
    spot = on.any_spot(random) if random.random() < 0.5 else anywhere(random, on)
    gain = float(random.choice([0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 20.0, -1.0]))
    dots = on.dots(on.codeword(merchant))
    return pressed(on.panel, dots, spot, gain=gain, ungrounded=random.random()), merchant


def worn(random: np.random.Generator, on: Stage) -> tuple[NDArray[np.int16], int]:
    """Press a stamp with as many wrong sites as are sure to be noticed, or fewer; little noise."""
    merchant, code = on.any_id(random), on.family.code
    wrong = random.permutation(code.length)[: random.integers(1, code.distance // 2 + 1)]
    dots = on.dots(on.codeword(merchant) ^ sum(1 << site for site in wrong.tolist()))
    noise_share = random.choice([0.1, 0.5, 1.0])
    return on.press(dots, on.any_spot(random), random, noise=noise_share), merchant


def turned_over(random: np.random.Generator, on: Stage) -> NDArray[np.float64]:
    """Press a stamp made the wrong way round."""
    dots = mirrored(on.dots(on.codeword(on.any_id(random))))
    gain = float(random.choice([0.1, 0.5, 1.0, 2.0]))
    return pressed(on.panel, dots, anywhere(random, on), gain=gain)


def dressed(
    counts: NDArray[np.float64], random: np.random.Generator, on: Stage
) -> NDArray[np.int16]:
    """Add noise, wrong cells and something else that lies on the screen."""
    kind = random.integers(0, 5)
    if kind == 1:
        counts = counts + fingers(random, on)
    elif kind == 2:
        other = WITHOUT[random.integers(0, len(WITHOUT))](random, on)
        counts = counts + random.choice([0.01, 0.1, 1.0]) * other
    elif kind == 3:
        wrong = random.integers(0, counts.size, random.integers(1, 20))
        counts = counts.copy()
        counts.flat[wrong] = random.choice(TELLING, len(wrong))
    loud = random.choice([0.0, 0.3, 1.0, 3.0, 10.0]) * on.panel.noise_counts
    return clipped(counts + loud * random.standard_normal(counts.shape))
