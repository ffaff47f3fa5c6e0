"""The picture of the solids."""

from __future__ import annotations

import io
import math

import matplotlib.image
import numpy as np
import pytest

from fabrication.mirror import RubberFace
from fabrication.part import Part
from fabrication.solid import picture
from fabrication.solid.body import INSULATING
from fabrication.solid.surfaces import surfaces

from .cases import rubber_of


def test_the_eye_sees_the_rubber_and_not_its_mirror_image() -> None:
    view = picture._view()
    assert view @ view.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(view) == pytest.approx(1.0)
    # x of the rubber goes to the right, y up, and its face is turned to the eye.
    assert view[0, 0] > 0 < view[1, 1]
    assert view[2, 2] > 0


def test_the_nearer_triangle_hides_the_farther() -> None:
    far = [[0.0, 0.0, 0.0], [4.0, 0.0, 0.0], [0.0, 4.0, 0.0]]
    near = [[1.0, 1.0, 1.0], [2.0, 1.0, 1.0], [1.0, 2.0, 1.0]]
    for order in ([far, near], [near, far]):
        nearest, depth = picture._nearest(np.array(order))
        shown = [int((nearest == order.index(each)).sum()) for each in (far, near)]
        # The areas are 8 and 0.5, of which the far one shows what the near one leaves.
        assert shown[1] / shown[0] == pytest.approx(0.5 / 7.5, rel=0.02)
        assert depth[nearest == order.index(near)] == pytest.approx(1.0)


def test_the_tips_of_the_camouflage_are_as_large_as_they_should_be() -> None:
    rubber, part = rubber_of("lattice7"), Part(camouflage=True)
    content = picture.render(surfaces(rubber, part))
    image = matplotlib.image.imread(io.BytesIO(content))[..., :3]
    assert image.shape == (picture.HEIGHT_PX, picture.WIDTH_PX, 3)
    rows, columns = np.nonzero((image < 0.99).any(axis=2))
    # The whole part is drawn, as large as the margin leaves room for.
    margins = min(rows.min(), columns.min())
    assert margins == pytest.approx(picture.MARGIN_PX, abs=2)
    # What is drawn between the handle's end and the face's far corner gives the scale.
    low, high = _extent_mm(rubber, part)
    px_per_mm = (rows.max() - rows.min()) / (high - low)
    light = 0.35 + 0.65 * float(picture._view()[:, 2] @ picture.LIGHT)
    tips = (np.abs(image - picture.COLOURS[INSULATING] * light) < 0.02).all(axis=2).sum()
    seen = math.sin(math.radians(picture.TILT_DEG))
    area = len(rubber.empty) * math.pi / 4 * 4.0**2 * seen * px_per_mm**2
    # Ink takes the rims: about 5 % of a disc of some forty pixels.
    assert tips == pytest.approx(0.95 * area, rel=0.06)


def _extent_mm(rubber: RubberFace, part: Part) -> tuple[float, float]:
    """Return the lowest and highest that is drawn of a square part, along the picture."""
    x, y, z = picture._view()[1].tolist()
    bottom = part.base_mm + part.plane_mm + part.handle_height_mm
    handle = -z * bottom - math.hypot(x, y) * part.handle_diameter_mm / 2
    corner = (x + y) * rubber.outline_mm / 2
    rims = rubber.dots[:, :2] @ [x, y] + math.hypot(x, y) * rubber.dots[:, 2] / 2
    return handle, max(corner, float(rims.max()) + z * part.dot_height_mm)
