"""Examples shrink to what a person can look at, and are what they say they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

import stampcodec as sc
from stampcodec.bytesource import ByteSource
from stampcodec.fileformat import recognised
from stampcodec.frames import frame_blocks
from stampcodec.testing import (
    contacts,
    damaged,
    faces,
    families,
    frames,
    merchant_ids,
    messages,
    packets,
    panels,
    poses,
    recordings,
    touch_events,
)
from stampcodec.testing._recordings import FORMS
from stampcodec.wire import Frame, Packet, PacketDecoder, is_recording

NEXUS5 = sc.panel("nexus5")
TOUCH5 = sc.family("touch5")
LATTICE = sc.family("lattice8h14")


def simplest(strategy: st.SearchStrategy[Any]) -> Any:
    """Return the example with which Hypothesis begins, the one to which every other shrinks."""
    first = settings(phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    return find(strategy, lambda _: True, settings=first)


def test_everything_shrinks_to_the_plainest_there_is() -> None:
    assert simplest(families()).name == "lattice7"
    assert simplest(families(lattice=False)) == TOUCH5
    assert simplest(merchant_ids(LATTICE)) == 0
    assert simplest(faces(LATTICE)) == LATTICE.encode(0)
    assert len(simplest(faces()).dots) == 1
    assert simplest(panels()) == NEXUS5
    assert simplest(poses(NEXUS5, LATTICE)) == sc.Pose(30.75, 55.35, 0.0)
    assert not simplest(frames(NEXUS5)).any()
    assert simplest(contacts()).shape == (0, 2)
    assert simplest(touch_events()) == ()
    assert simplest(packets()) == b""
    np.testing.assert_allclose(
        simplest(contacts(TOUCH5.encode(7), jitter_mm=0.3)), 5.4 * TOUCH5.encode(7).dots[:, :2]
    )


def test_a_frame_shrinks_to_the_node_that_matters() -> None:
    found = find(frames(NEXUS5), lambda frame: frame[3:, 4:].max() > 100)
    assert np.count_nonzero(found) == 1
    assert found[3:, 4:].max() > 100


def test_damage_shrinks_to_the_change_that_matters() -> None:
    found = find(damaged(b"a whole line"), lambda data: b"whole" not in data)
    assert len(found) >= len(b"a whole line") - len(b"whole")


@given(panels(), families(), st.data())
def test_a_pose_lies_on_the_screen_or_the_face_is_refused(
    panel: sc.Panel, family: sc.Family, data: st.DataObject
) -> None:
    if family.outline_mm > min(panel.width_mm, panel.height_mm):
        with pytest.raises(ValueError, match=r"expected one that fits, or a larger overhang_mm"):
            poses(panel, family)
        return
    pose = data.draw(poses(panel, family))
    turn = np.radians(pose.angle_deg)
    half_mm = family.outline_mm / 2 * (abs(np.cos(turn)) + abs(np.sin(turn)))
    assert half_mm - 1e-6 <= pose.x_mm <= panel.width_mm - half_mm + 1e-6
    assert half_mm - 1e-6 <= pose.y_mm <= panel.height_mm - half_mm + 1e-6


@given(panels())
def test_a_command_can_name_every_panel(panel: sc.Panel) -> None:
    assert sc.panel(panel.name) == panel


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=10)
@given(data=st.data())
def test_a_recording_is_read_back(form: str, data: st.DataObject) -> None:
    import io

    raw = data.draw(recordings(form))
    source = ByteSource("drawn", io.BytesIO(raw), len(raw))
    if form == "touch":
        assert is_recording(raw)
        packets = [item for item in PacketDecoder().push(raw) if isinstance(item, Packet)]
        assert isinstance(packets[-1].message, Frame)
        assert packets[-1].message.counts.shape == (27, 15)
    elif form == "json":
        assert sc.contactfile.read_from(source).events is not None
    elif form == "td16":
        assert len(raw) % (2 * 27 * 15) == 0
    else:
        (block,) = frame_blocks(source, recognised(source), 27, 15)
        assert block.shape[1:] == (27, 15)


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match=r"form 'gif': expected one of npy, npz"):
        recordings("gif")


@given(messages(Frame))
def test_only_the_wanted_messages_are_drawn(message: object) -> None:
    assert isinstance(message, Frame)
