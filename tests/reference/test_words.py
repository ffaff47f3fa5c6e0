"""What words are weighed by: how the matched frame changes with the pose, and what lies beyond."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from stampcodec.lattice.tables import make_tables
from tests.reference.bench_press import Spot
from tests.reference.stage import STAGES, Stage, stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec.lattice.tables import Tables

ALL = pytest.mark.parametrize(("family", "panel"), STAGES)
NEXUS5 = pytest.mark.parametrize("family", ["lattice7", "lattice8"])
STEP = 1e-3
"""Nodes, and radians."""
YES = 2
"""Answer of a verdict (``_core/frame/values.pxd``)."""


def noise_of(on: Stage, snr_db: float) -> float:
    """Noise, in units of the panel's own, that a lone dot's peak is so far above."""
    random = np.random.default_rng(0)
    lone = np.array([[0.0, 0.0, on.family.dot_mm]])
    pitch = on.panel.pitch_mm
    spot = Spot(pitch * (on.panel.columns // 2 + 0.5), pitch * (on.panel.rows // 2 + 0.5), 0.0)
    peak = float(on.press(lone, spot, random, noise=0).max())
    return float(peak / on.panel.noise_counts * 10 ** (-snr_db / 20))


def is_first(left: dict[str, Any]) -> bool:
    """Tell whether the first attempt was believed: all that it left is from one pose."""
    return [made["verdict"]["answer"] for made in left["attempts"]] == [YES]


def matched(
    tables: Tables,
    frame: NDArray[np.float64],
    pose: dict[str, Any],
    x: float,
    y: float,
    angle: float,
) -> NDArray[np.float64]:
    """Multiply a frame with the picture of every site's dot, at a pose moved a little."""
    turn = pose["angle"] + angle
    u, v = tables.cells.astype(float).T
    across = pose["x"] + x + u * np.cos(turn) - v * np.sin(turn)
    down = pose["y"] + y + u * np.sin(turn) + v * np.cos(turn)
    rows, columns = np.arange(frame.shape[0]), np.arange(frame.shape[1])
    apart = (columns - across[:, None, None]) ** 2 + (rows[:, None] - down[:, None, None]) ** 2
    found: NDArray[np.float64] = (np.exp(-apart / (2 * pose["sigma"] ** 2)) * frame).sum((1, 2))
    return found


@ALL
def test_slopes_are_those_of_the_matched_frame(family: str, panel: str) -> None:
    on = stage(family, panel)
    tables = make_tables(on.family, on.panel)
    random = np.random.default_rng(6)
    compared = 0
    for _ in range(80):
        dots = on.dots(on.codeword(on.any_id(random)))
        frame = on.press(
            dots, on.spot(0.5, 0.5, 360 * random.random()), random, noise=noise_of(on, 14.0)
        )
        left = on.reader._kernel.report(frame)
        seen = left["pose"]
        if not is_first(left) or left["attempts"][0]["word"]["is_loud"]:
            continue
        if left["attempts"][0]["fit"]["wrong"]["n"]:
            continue
        if abs(seen["pedestal"]) > 0.02 * seen["gain"]:
            continue
        picture = frame - seen["offset"]
        told = np.array(left["slopes"])
        for axis, move in enumerate(np.eye(3) * STEP):
            ahead = matched(tables, picture, seen, *move)
            slope = (ahead - matched(tables, picture, seen, *-move)) / (2 * STEP)
            present = tables.present == 1
            # windows end 3.2 sigma out, and the pedestal is left out here
            reach = np.hypot(*tables.cells.T).max() if axis == 2 else 1.0
            assert np.abs(told[axis] - slope)[present].max() < 0.08 * seen["gain"] * reach
        compared += 1
        if compared == 3:
            break
    assert compared == 3


@NEXUS5
def test_a_row_of_dots_beyond_a_side_is_noticed_in_noise(family: str) -> None:
    on = stage(family, "nexus5")
    random = np.random.default_rng(7)
    steps = np.unique(np.round(on.family.sites[:, 0], 6))
    out = np.full(len(steps), 2 * steps[-1] - steps[-2])
    further = np.column_stack([steps, out, np.full(len(steps), on.family.dot_mm)])
    noise = noise_of(on, 13.0)
    believed = {"alone": 0, "longer": 0}
    for _ in range(60):
        dots = on.dots(on.codeword(on.any_id(random)))
        spot = on.spot(0.5, 0.5, 360 * random.random())
        for name, pressed in (("alone", dots), ("longer", np.vstack([dots, further]))):
            left = on.reader._kernel.report(on.press(pressed, spot, random, noise=noise))
            if not any(made["word"]["is_loud"] for made in left["attempts"]):
                believed[name] += is_first(left)
    # a face that ends where it should is believed at once, one that goes on is not
    assert believed["alone"] >= 12
    assert believed["longer"] == 0


@NEXUS5
def test_faces_below_the_noise_of_a_node_are_looked_at(family: str) -> None:
    on = stage(family, "nexus5")
    random = np.random.default_rng(8)
    empty = 0
    for _ in range(60):
        dots = on.dots(on.codeword(on.any_id(random)))
        spot = on.any_spot(random)
        frame = on.press(dots, spot, random, gain=1.0 / noise_of(on, 12.5))
        empty += on.reader.read(frame).outcome.name == "EMPTY"
    assert empty <= 1


@NEXUS5
@pytest.mark.parametrize("times", [1.0, 3.0, 10.0])
def test_noise_alone_is_no_face(family: str, times: float) -> None:
    on = stage(family, "nexus5")
    random = np.random.default_rng(9)
    shape = (200, on.panel.rows, on.panel.columns)
    frames = np.rint(times * on.panel.noise_counts * random.standard_normal(shape)).astype(np.int16)
    names = [reading.outcome.name for reading in on.reader.read_many(frames)]
    assert "READ" not in names
    if times == 1.0:
        assert names.count("EMPTY") >= 199
