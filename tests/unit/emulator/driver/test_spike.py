from __future__ import annotations

import numpy as np
import pytest

from emulator.driver.peaks import find_peaks
from emulator.driver.spike import is_spike
from emulator.screen.contacts import Contacts, coverage
from emulator.screen.response import response_table
from stampcodec import panel


@pytest.mark.parametrize("name", ["nexus5", "surface", "maxtouch"])
def test_no_contact_of_5_mm_anywhere_is_a_spike(name: str, rng: np.random.Generator) -> None:
    screen = panel(name)
    size = np.array([screen.width_mm, screen.height_mm])
    places = (rng.random((300, 1, 2)) * (size - 8) + 4).astype(np.float32)
    places[0] = (10.5 * screen.pitch_mm, 12.5 * screen.pitch_mm)
    contacts = Contacts(places, np.ones((300, 1), np.float32), np.zeros((300, 1), np.intp))
    covered = coverage(contacts, response_table((5.0,), screen.kernel_sigma_mm), screen)
    peaks = find_peaks((1000 * covered).astype(np.int16), 50)
    assert len(peaks.row) >= 300
    assert not is_spike(peaks.patch).any()


def test_a_node_that_stands_alone_is_a_spike_in_the_middle_and_at_the_edge() -> None:
    frame = np.zeros((1, 9, 9), np.int16)
    frame[0, 4, 4] = frame[0, 0, 0] = frame[0, 8, 4] = 260
    assert is_spike(find_peaks(frame, 50).patch).tolist() == [True, True, True]


def test_one_strong_neighbour_does_not_make_a_touch() -> None:
    frame = np.zeros((1, 9, 9), np.int16)
    frame[0, 4, 4:6] = 260, 200
    assert is_spike(find_peaks(frame, 50).patch).tolist() == [True]
