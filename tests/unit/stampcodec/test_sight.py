"""What a notebook shows: a face, a press, and what a reader looked at with what it read."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

import stampcodec as sc
from tests.reference.stage import MERCHANT, stage, stamp_frame

if TYPE_CHECKING:
    from numpy.typing import NDArray

ON = stage("lattice8", "nexus5")
FRAME = stamp_frame(ON)
TOUCH5 = sc.family("touch5")
READER = sc.ContactReader(TOUCH5)
POINTS = 6.3 * TOUCH5.encode(1234).dots[:, :2] + 200.0


def press(*samples: NDArray[np.float64]) -> sc.Press:
    return sc.Press(0.0, 300.0, np.array(samples), math.inf, len(samples[0]), False)


SHOWN: dict[str, Any] = {
    "face of a lattice": ON.family.encode(MERCHANT),
    "face of touch5": TOUCH5.encode(1234),
    "frame that is read": ON.reader.look(FRAME),
    "frame that is empty": ON.reader.look(np.zeros((27, 15), np.int16)),
    "frame full of the largest count": ON.reader.look(np.full((27, 15), 32767, np.int16)),
    "press": press(POINTS, POINTS + 1.0),
    "press without points": press(np.empty((0, 2))),
    "press that is read": READER.look(press(POINTS, POINTS + 1.0, POINTS)),
    "press of four": READER.look(press(POINTS[:4])),
}


@pytest.mark.parametrize("value", SHOWN.values(), ids=SHOWN)
def test_a_notebook_gets_a_picture_and_nothing_else(
    value: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    png = value._repr_png_()
    assert png.startswith(b"\x89PNG\r\n")
    assert 5_000 < len(png) < 200_000
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    assert 400 <= width <= 1200
    assert 400 <= height <= 800
    assert plt.get_fignums() == []
    assert capfd.readouterr() == ("", "")


def test_a_look_at_a_frame_has_its_reading_and_the_evidence() -> None:
    sight = ON.reader.look(FRAME)
    assert sight.reading == ON.reader.read(FRAME)
    assert sight.reading.require() == MERCHANT
    np.testing.assert_array_equal(sight.frame, FRAME)
    np.testing.assert_array_equal(sight.evidence, ON.reader.evidence(FRAME))
    assert (sight.family, sight.panel) == (ON.family, ON.panel)
    assert repr(sight) == f"<FrameSight on nexus5: {sight.reading!r}>"
    assert sight.frame is not FRAME
    assert not sight.frame.flags.writeable
    assert ON.reader.look(0 * FRAME).evidence is None


def test_a_look_at_a_press_has_its_reading() -> None:
    seen = press(POINTS, POINTS + 1.0, POINTS)
    sight = READER.look(seen)
    assert sight.reading == sc.read_press(READER, seen)
    assert sight.reading.require() == 1234
    assert repr(sight) == f"<PressSight of 3 samples: {sight.reading!r}>"


def test_a_sight_can_be_saved(tmp_path: Path) -> None:
    for sight in (ON.reader.look(FRAME), READER.look(press(POINTS))):
        sight.save(tmp_path / "sight.png")
        assert (tmp_path / "sight.png").read_bytes().startswith(b"\x89PNG")
        with pytest.raises(sc.FileError, match=r"ends in \.png, \.svg, \.pdf"):
            sight.save(tmp_path / "sight.bmp")


def test_only_what_a_reader_takes_can_be_looked_at() -> None:
    with pytest.raises(TypeError, match="frame: expected dtype int16"):
        ON.reader.look(FRAME.astype(float))
    with pytest.raises(TypeError, match="press: expected a Press, got ndarray"):
        READER.look(POINTS)  # type: ignore[arg-type]


def test_matplotlib_is_loaded_when_a_picture_is_drawn_and_not_before() -> None:
    program = """if True:
        import sys, numpy as np, stampcodec as sc
        family = sc.family("lattice8")
        sight = sc.FrameReader(family, sc.panel("nexus5")).look(np.zeros((27, 15), np.int16))
        before = "matplotlib" in sys.modules
        sight._repr_png_()
        print(before, "matplotlib" in sys.modules, "matplotlib.pyplot" in sys.modules)
    """
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["False", "True", "False"]
