"""Recorded fingers through the emulated touch driver: one finger is one contact, none is none."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from emulator.driver import drive, firmware
from emulator.recorded.recording import is_idle, single_fingers
from stampcodec import panel
from tests.corpus.conftest import Recording

NEXUS5 = panel("nexus5")
# The recorded frames are samples, not a sequence: each is judged by itself.
AT_ONCE = replace(firmware(NEXUS5), press_frames=1, release_frames=1)


def contacts_in(frames: NDArray[np.int16]) -> Counter[int]:
    """Count the frames by how many contacts the driver reports in each."""
    return Counter(len(drive(frame[None], [0.0], NEXUS5, AT_ONCE)[0].contacts) for frame in frames)


def test_no_contact_is_reported_where_nobody_touches(nexus5_fingers: Recording) -> None:
    frames = nexus5_fingers.frames[is_idle(nexus5_fingers.frames)]
    found = contacts_in(frames)
    assert len(frames) > 5000
    assert found == {0: len(frames)}, found


def test_one_finger_is_one_contact(nexus5_fingers: Recording) -> None:
    blobs = single_fingers(nexus5_fingers.frames)
    found = contacts_in(nexus5_fingers.frames[blobs.index])
    # The rest are fingers that hardly touch: the driver begins at 70 counts, these at 60.
    assert found[1] > 0.99 * len(blobs.index), found
    assert found[2] <= 2, found
