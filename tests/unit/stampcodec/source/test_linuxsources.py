"""Sources of Linux, on stand-ins written from the kernel's documentation."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest

import stampcodec as sc
from stampcodec.frames import Wiring
from stampcodec.source import v4l2
from stampcodec.source.evdevsource import EvdevSource
from stampcodec.source.v4l2source import V4l2Source
from tests.contract.fakes import TOUCH, Event, FakeInput, FakeVideo, made_frames

PANEL = sc.panel("nexus5")


def test_structs_and_requests_are_those_of_videodev2() -> None:
    # What gcc says of linux/videodev2.h on a 64-bit machine.
    assert ctypes.sizeof(ctypes.c_void_p) == 8
    sizes = [v4l2.Capability, v4l2.Format, v4l2.RequestBuffers, v4l2.Buffer]
    assert [ctypes.sizeof(struct) for struct in sizes] == [104, 208, 20, 88]
    places = (v4l2.Format.fmt, v4l2.Buffer.timestamp, v4l2.Buffer.sequence, v4l2.Buffer.m)
    assert [place.offset for place in places] == [8, 24, 56, 64]
    numbers = (v4l2.QUERYCAP, v4l2.G_FMT, v4l2.REQBUFS, v4l2.QUERYBUF, v4l2.QBUF, v4l2.DQBUF)
    assert [f"{n:x}" for n in (*numbers, v4l2.STREAMON, v4l2.STREAMOFF)] == [
        *("80685600", "c0d05604", "c0145608", "c0585609", "c058560f", "c0585611"),
        *("40045612", "40045613"),
    ]
    assert (v4l2.fourcc("TD16"), v4l2.fourcc("TU16")) == (0x36314454, 0x36315554)


@pytest.mark.parametrize("able", [TOUCH | v4l2.CAP_STREAMING, TOUCH | v4l2.CAP_READWRITE])
@pytest.mark.parametrize("padding", [0, 6])
def test_deltas_arrive_as_the_driver_has_them(able: int, padding: int) -> None:
    frames = made_frames(9)
    times = iter(range(100))
    video = FakeVideo(frames, able=able, padding=padding)
    with V4l2Source(video, PANEL, now_s=lambda: float(next(times))) as source:
        found = [source.read(0.0), source.read(0.0)]
        counts = [frame.counts for some in found for frame in some]
    assert np.array_equal(counts, frames)
    assert video.closed
    assert not video.streaming


def test_raw_counts_become_deltas_from_the_first_frame_on() -> None:
    raw = np.full((3, 27, 15), 40_000, np.uint16)
    raw[1, 5, 6] += 200
    raw[2, 5, 6] = 0
    with V4l2Source(FakeVideo(raw, pixels="TU16"), PANEL) as source:
        frames = source.read(0.0)
    assert [int(frame.counts[5, 6]) for frame in frames] == [0, 200, -32767]
    assert frames[1].counts.sum() == 200


def test_a_sensor_that_is_wired_otherwise_is_put_right() -> None:
    turned = -made_frames(4).swapaxes(1, 2)
    with V4l2Source(FakeVideo(turned), PANEL, Wiring(negative=True, swap_axes=True)) as source:
        assert np.array_equal([frame.counts for frame in source.read(0.0)], made_frames(4))


def test_a_frame_whose_time_does_not_ascend_is_refused() -> None:
    video = FakeVideo(made_frames(9))
    with V4l2Source(video, PANEL) as source:
        assert len(source.read(0.0)) == 9
        video.at = 0
        assert source.read(0.0) == []
        assert source.losses == sc.Losses(frames_refused=9)


def test_a_gap_in_the_numbers_is_a_loss() -> None:
    class Skipping(FakeVideo):
        def fill(self, buffer: v4l2.Buffer) -> bool:
            filled = super().fill(buffer)
            buffer.sequence *= 3
            return filled

    with V4l2Source(Skipping(made_frames(5)), PANEL) as source:
        assert len(source.read(0.0)) == 5
        assert source.losses.frames_dropped == 8


@pytest.mark.parametrize(
    ("video", "panel", "problem"),
    [
        (FakeVideo(made_frames(1), able=0x04000001), PANEL, "this is another video device"),
        (FakeVideo(made_frames(1), able=TOUCH), PANEL, "expected a device that streams"),
        (FakeVideo(made_frames(1), pixels="TU08"), PANEL, "expected frames in TD16 or TU16"),
        (FakeVideo(made_frames(1)), None, "does not tell the pitch of its 27 x 15 nodes"),
        (FakeVideo(made_frames(1)), sc.panel("surface"), "the device has 27 x 15"),
    ],
)
def test_what_is_no_such_device_is_one_line(
    video: FakeVideo, panel: sc.Panel | None, problem: str
) -> None:
    with pytest.raises(sc.PortError) as caught:
        V4l2Source(video, panel)
    assert str(caught.value).startswith("/dev/v4l-touch0: ")
    assert problem in str(caught.value)
    assert video.closed


def test_a_device_that_vanishes_is_an_error() -> None:
    video = FakeVideo(made_frames(5))
    source = V4l2Source(video, PANEL)
    video.gone = True
    with pytest.raises(sc.PortClosedError, match="the device has gone"):
        source.read(0.0)
    source.close()
    assert video.closed


def screen(device: FakeInput, panel: sc.Panel | None = None) -> EvdevSource:
    return EvdevSource("/dev/input/event3", device, panel, wait=lambda *_: device.left > 0)


def test_contacts_are_in_millimetres_by_the_resolution_of_the_screen() -> None:
    device = FakeInput(3)
    with screen(device) as source:
        scans = [source.read(0.0)[0] for _ in range(3)]
        assert source.read(0.0) == []
    assert [scan.time_s for scan in scans] == [0.01, 0.02, 0.03]
    assert [scan.contacts for scan in scans] == [
        {0: (10.1, 40.0)},
        {0: (10.2, 40.0)},
        {0: (10.3, 40.0)},
    ]
    assert device.closed


def test_a_screen_without_a_resolution_takes_the_panels_size() -> None:
    device = FakeInput(1, resolution=0)
    with pytest.raises(sc.PortError, match="panel: the screen does not tell its resolution"):
        screen(device)
    assert device.closed
    with screen(FakeInput(1, resolution=0), PANEL) as source:
        (scan,) = source.read(0.0)
    x, y = scan.contacts[0]
    assert x == pytest.approx(101 / 1000 * PANEL.width_mm)
    assert y == pytest.approx(400 / 2000 * PANEL.height_mm)


def test_a_mouse_is_no_screen() -> None:
    class Mouse(FakeInput):
        name = "mouse"

        def capabilities(self, *, absinfo: bool) -> dict[int, list[object]]:
            return {} if absinfo else {3: []}

    with pytest.raises(sc.PortError, match="expected a multi-touch screen, this is 'mouse'"):
        screen(Mouse())


def test_a_screen_that_is_unplugged_is_an_error() -> None:
    class Unplugged(FakeInput):
        def read(self) -> list[Event]:
            raise OSError(19, "No such device")

    with pytest.raises(sc.PortClosedError, match="the device has gone"):
        screen(Unplugged()).read(0.0)


def test_what_a_screen_says_nothing_of_stays_down() -> None:
    device = FakeInput(scans=2)
    source = screen(device)
    (first,) = source.read(0.0)
    device.n += 149
    *between, last = source.read(0.0)
    assert [scan.contacts for scan in between] == 3 * [first.contacts]
    assert [scan.time_s for scan in between] == pytest.approx([0.41, 0.81, 1.21])
    assert last.time_s == pytest.approx(1.51)
