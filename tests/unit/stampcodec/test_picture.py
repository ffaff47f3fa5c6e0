from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Polygon

import stampcodec as sc
from stampcodec.picture import face_picture, frame_picture, save_picture
from stampcodec.reading import Outcome, Pose, Reading

FAMILY, PANEL = sc.family("lattice8"), sc.panel("nexus5")
FACE = FAMILY.encode(4711)
FRAME = np.zeros((27, 15), dtype=np.int16)
READ = Reading(Outcome.READ, 4711, Pose(30.0, 50.0, 90.0), 1, 0.75)
EMPTY = Reading(Outcome.EMPTY, None, None, 0, 0.0)


def patches(figure: Figure, kind: type[Circle] | type[Polygon]) -> list[np.ndarray]:
    """List where the patches of a kind are, in mm on the page's axes."""
    return [
        np.asarray(patch.center if isinstance(patch, Circle) else patch.get_xy())
        for patch in figure.axes[0].patches
        if isinstance(patch, kind)
    ]


def test_a_face_is_drawn_with_all_its_dots_y_down() -> None:
    axes = face_picture(FACE).axes[0]
    drawn = [c for c in axes.collections if isinstance(c, PatchCollection)]
    assert sum(len(c.get_paths()) for c in drawn) == len(FACE.dots)
    bottom, top = axes.get_ylim()
    assert bottom > top
    assert axes.get_aspect() == 1.0


def test_a_face_without_anchors_or_sites_is_drawn_with_its_dots_alone() -> None:
    axes = face_picture(sc.family("touch5").encode(5)).axes[0]
    drawn = [c for c in axes.collections if isinstance(c, PatchCollection)]
    assert [len(c.get_paths()) for c in drawn] == [5]
    legend = axes.get_legend()
    assert legend is not None
    assert [entry.get_text() for entry in legend.get_texts()] == ["data (5)"]
    (said,) = (text.get_text() for text in axes.texts)
    assert said == "touch5 in the panel view, 53 mm wide"


def test_a_face_with_a_dot_on_no_site_can_still_be_looked_at(tmp_path: Path) -> None:
    bent = dataclasses.replace(FACE, dots=FACE.dots + (0.0, 2.0, 0.0))
    save_picture(face_picture(bent), tmp_path / "face.png")
    assert (tmp_path / "face.png").stat().st_size > 10_000


def test_the_pose_carries_every_site_to_its_place_on_the_panel() -> None:
    figure = frame_picture(FRAME, PANEL, READ, FAMILY)
    u, v = FAMILY.sites.T
    # A quarter turn clockwise, y down: (u, v) goes to (x - v, y + u).
    expected = np.column_stack([30.0 - v, 50.0 + u])
    np.testing.assert_allclose(patches(figure, Circle), expected, atol=1e-9)


def test_the_notch_points_to_where_the_upper_edge_of_the_face_lies() -> None:
    figure = frame_picture(FRAME, PANEL, READ, FAMILY)
    _, notch = patches(figure, Polygon)
    # Turned by 90 degrees clockwise, the upper edge is on the right.
    assert notch[:, 0].max() > 30.0 + FAMILY.outline_mm / 2
    assert notch[:, 1].mean() == pytest.approx(50.0, abs=1.0)


def test_evidence_colours_the_rings_and_gets_a_scale() -> None:
    plain = frame_picture(FRAME, PANEL, READ, FAMILY)
    shaded = frame_picture(FRAME, PANEL, READ, FAMILY, np.linspace(-0.5, 1.5, 64))
    assert len(shaded.axes) == len(plain.axes) + 1
    edges = [p.get_edgecolor() for p in shaded.axes[0].patches if isinstance(p, Circle)]
    assert edges[0] != edges[32] != edges[-1]


def test_a_frame_without_a_stamp_is_drawn_without_a_pose() -> None:
    figure = frame_picture(FRAME, PANEL, EMPTY, FAMILY)
    assert patches(figure, Circle) == patches(figure, Polygon) == []
    assert figure.axes[0].get_title(loc="left") == "empty"


def test_the_title_tells_the_outcome() -> None:
    axes = frame_picture(FRAME, PANEL, READ, FAMILY).axes[0]
    assert axes.get_title(loc="left") == "merchant 4711"
    assert "1 site corrected, margin 0.75" in axes.texts[0].get_text()


def test_one_corrupt_node_does_not_pale_the_rest() -> None:
    frame = FRAME.copy()
    frame[10:14, 5:9] = 80
    frame[2, 3] = 700
    heat = frame_picture(frame, PANEL, EMPTY, FAMILY).axes[0].images[0]
    assert heat.get_clim()[1] < 100


def test_a_picture_is_written_only_under_a_known_name(tmp_path: Path) -> None:
    with pytest.raises(sc.FileError, match=r"ends in \.png, \.svg, \.pdf"):
        save_picture(Figure(), tmp_path / "picture.bmp")
    assert list(tmp_path.iterdir()) == []
