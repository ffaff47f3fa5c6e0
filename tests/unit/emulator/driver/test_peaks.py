from __future__ import annotations

import numpy as np

from emulator.driver.peaks import find_peaks


def test_a_peak_is_a_node_that_no_neighbour_exceeds() -> None:
    frame = np.zeros((6, 7), np.int16)
    frame[1:4, 1:4] = [[10, 40, 10], [30, 90, 50], [10, 45, 20]]
    frame[4, 6] = 80
    peaks = find_peaks(frame[None], 25)
    assert peaks.row.tolist() == [2, 4]
    assert peaks.column.tolist() == [2, 6]
    np.testing.assert_array_equal(peaks.patch[0], frame[1:4, 1:4])


def test_peaks_below_the_threshold_are_none() -> None:
    frame = np.zeros((5, 5), np.int16)
    frame[2, 2] = 24
    assert len(find_peaks(frame[None], 25).row) == 0
    assert len(find_peaks(frame[None], 24).row) == 1


def test_a_plateau_is_one_peak() -> None:
    """As a saturated touch is; an oblique one may have a peak at either end."""
    frame = np.zeros((8, 8), np.int16)
    frame[2:4, 3:6] = 127
    peaks = find_peaks(frame[None], 50)
    assert list(zip(peaks.row, peaks.column, strict=True)) == [(2, 3)]


def test_what_lies_off_the_panel_is_not_a_number() -> None:
    frame = np.full((1, 3, 3), -5, np.int16)
    frame[0, 0, 2] = 60
    peaks = find_peaks(frame, 50)
    outside = [[True, True, True], [False, False, True], [False, False, True]]
    np.testing.assert_array_equal(np.isnan(peaks.patch[0]), outside)


def test_peaks_come_frame_by_frame_and_row_by_row() -> None:
    frames = np.zeros((3, 5, 5), np.int16)
    frames[0, 3, 1] = frames[0, 1, 3] = frames[2, 2, 2] = 99
    peaks = find_peaks(frames, 50)
    assert peaks.frame.tolist() == [0, 0, 2]
    assert peaks.row.tolist() == [1, 3, 2]
