from __future__ import annotations

import cv2
import numpy as np

from fabrication.inspection.mark import BITS


def test_the_marks_are_those_of_opencv() -> None:
    known = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    for number, rows in enumerate(BITS):
        drawn = cv2.aruco.generateImageMarker(known, number, 6)
        bits = np.array([[bit == "1" for bit in row] for row in rows])
        assert np.array_equal(drawn[1:5, 1:5] > 0, bits)
