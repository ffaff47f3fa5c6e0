"""Every source of frames and of contacts, held to one contract."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from math import inf
from pathlib import Path

import numpy as np
import pytest

import stampcodec as sc
from emulator.device.acts import FingerAct
from emulator.device.controller import BOOT_S, Controller, Setup
from emulator.device.inprocess import contacts_of, frames_of
from emulator.device.ports import open_device_port
from emulator.device.runner import Runner
from stampcodec import wire
from stampcodec.link import address
from stampcodec.source.evdevsource import EvdevSource
from stampcodec.source.v4l2source import V4l2Source
from stampcodec.stream.framesource import Source
from tests.contract.fakes import FakeInput, FakeVideo, made_frames
from tests.unit.emulator.device.client import QUIET, Client, scanner

N = 30
PANEL = sc.panel("nexus5")
Made = Callable[[Path, ExitStack], Source[object]]


def controller() -> Controller:
    return Controller(scanner([FingerAct(0.0, 400.0, (30.0, 50.0))], conditions=QUIET), Setup())


def recording(path: Path) -> Path:
    """Write what a device sends of 30 scans, frames and contacts."""
    client = Client(controller())
    client.run(BOOT_S + 0.01)
    client.ask(wire.HelloRequest(), wire.DescriptionRequest())
    client.ask(wire.Start(streams=wire.Streams.BOTH), seconds=(N + 0.5) / 100)
    path.write_bytes(client.raw)
    return path


@contextmanager
def device(word: str) -> Iterator[str]:
    """Run a device on a port, as fast as its client, in a thread; yield the word for clients."""
    with open_device_port(address(word)) as port:
        end: list[bool] = []
        runner = Runner(controller(), port, time.monotonic, inf)
        thread = threading.Thread(target=lambda: runner.run(lambda: bool(end)))
        thread.start()
        try:
            yield port.announcement.partition(" ")[0]
        finally:
            end.append(True)
            thread.join()


def pty(folder: Path, stack: ExitStack) -> sc.FrameSource:
    return sc.open_source(stack.enter_context(device(f"pty:{folder / 'touch0'}")))


def tcp(_: Path, stack: ExitStack) -> sc.FrameSource:
    return sc.open_source(stack.enter_context(device("tcp:127.0.0.1:0")))


def in_process(_: Path, __: ExitStack) -> sc.FrameSource:
    return frames_of(controller())


def touch(folder: Path, _: ExitStack) -> sc.FrameSource:
    return sc.open_source(str(recording(folder / "press.touch")))


def piped_touch(folder: Path, stack: ExitStack) -> sc.FrameSource:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    data = recording(folder / "press.touch").read_bytes()
    writer = threading.Thread(target=pipe.write_bytes, args=(data,))
    writer.start()
    stack.callback(writer.join)
    return sc.open_source(str(pipe))


def npy(folder: Path, _: ExitStack) -> sc.FrameSource:
    sc.write_frames(folder / "frames.npy", made_frames(N))
    return sc.open_source(str(folder / "frames.npy"), PANEL, 100)


def npz(folder: Path, _: ExitStack) -> sc.FrameSource:
    np.savez(folder / "frames.npz", frames=made_frames(N))
    return sc.open_source(str(folder / "frames.npz"), "nexus5", 100)


def csv(folder: Path, _: ExitStack) -> sc.FrameSource:
    np.savetxt(folder / "frames.csv", made_frames(N).reshape(N, -1), "%d", ",")
    return sc.open_source(str(folder / "frames.csv"), PANEL, 100)


def td16(folder: Path, _: ExitStack) -> sc.FrameSource:
    sc.write_frames(folder / "frames.td16", made_frames(N))
    return sc.open_source(f"file:{folder / 'frames.td16'}", PANEL, 100)


def v4l2_mapped(_: Path, __: ExitStack) -> sc.FrameSource:
    return V4l2Source(FakeVideo(made_frames(N)), PANEL)


def v4l2_read(_: Path, __: ExitStack) -> sc.FrameSource:
    times = iter(range(10**6))
    video = FakeVideo(made_frames(N), able=0x11000001)
    return V4l2Source(video, PANEL, now_s=lambda: next(times) / 100)


def contacts_in_process(_: Path, __: ExitStack) -> sc.ContactSource:
    return contacts_of(controller())


def contacts_tcp(_: Path, stack: ExitStack) -> sc.ContactSource:
    return sc.open_source(stack.enter_context(device("tcp:127.0.0.1:0")), contacts=True)


def contacts_touch(folder: Path, _: ExitStack) -> sc.ContactSource:
    return sc.open_source(str(recording(folder / "press.touch")), contacts=True)


def evdev(_: Path, __: ExitStack) -> sc.ContactSource:
    device = FakeInput(N)
    return EvdevSource("/dev/input/event3", device, wait=lambda *_: device.left > 0)


FRAMES = [pty, tcp, in_process, touch, piped_touch, npy, npz, csv, td16, v4l2_mapped, v4l2_read]
CONTACTS = [contacts_in_process, contacts_tcp, contacts_touch, evdev]


@pytest.fixture(params=[*FRAMES, *CONTACTS], ids=lambda made: made.__name__)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Source[object]]:
    with ExitStack() as stack, request.param(tmp_path, stack) as opened:
        yield opened


@pytest.fixture(params=FRAMES, ids=lambda made: made.__name__)
def frame_source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sc.FrameSource]:
    with ExitStack() as stack, request.param(tmp_path, stack) as opened:
        yield opened


@pytest.fixture(params=CONTACTS, ids=lambda made: made.__name__)
def contact_source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sc.ContactSource]:
    with ExitStack() as stack, request.param(tmp_path, stack) as opened:
        yield opened


def test_frames_are_the_panels_and_their_times_ascend(frame_source: sc.FrameSource) -> None:
    panel = frame_source.panel
    assert (panel.rows, panel.columns, panel.pitch_mm) == (27, 15, 4.1)
    frames = list(islice(frame_source, N - 5))
    assert len(frames) == N - 5
    for frame in frames:
        assert isinstance(frame, sc.TimedFrame)
        assert frame.counts.dtype == np.int16
        assert frame.counts.shape == (27, 15)
        assert frame.counts.flags.c_contiguous
    times = [frame.time_s for frame in frames]
    assert np.diff(times).min() > 0
    assert times[-1] - times[0] == pytest.approx((N - 6) / 100, abs=1e-4)


def test_contacts_are_millimetres_and_their_times_ascend(contact_source: sc.ContactSource) -> None:
    scans = list(islice(contact_source, N - 5))
    assert len(scans) == N - 5
    times = [scan.time_s for scan in scans]
    assert np.diff(times).min() > 0
    for scan in scans:
        assert isinstance(scan, sc.TimedContacts)
        for x, y in scan.contacts.values():
            assert 0 < x < 100
            assert 0 < y < 200
    assert any(scan.contacts for scan in scans)


def test_reads_continue_where_the_last_one_ended(source: Source[object]) -> None:
    first = next(iter(source))
    found = [first]
    while len(found) < 3 and not source.is_over:
        found += source.read(2.0)
    times = [item.time_s for item in found]  # type: ignore[attr-defined]
    assert len(times) >= 2
    assert times == sorted(set(times))


def test_nothing_is_lost_where_nothing_goes_wrong(source: Source[object]) -> None:
    list(islice(source, 10))
    # A packet may have been under way when a port was opened: its rest is damage.
    assert source.losses.packets_damaged <= 1
    assert source.losses._replace(packets_damaged=0, bytes_damaged=0) == sc.Losses()


def test_a_closed_source_is_over_and_stays_so(source: Source[object]) -> None:
    next(iter(source))
    source.close()
    source.close()
    assert source.is_over
    assert source.read(0.0) == []
    assert list(source) == []
    assert source.name


@pytest.mark.parametrize("made", [touch, piped_touch, npy, npz, csv, td16])
def test_a_file_ends(made: Made, tmp_path: Path) -> None:
    with ExitStack() as stack, made(tmp_path, stack) as source:
        assert N - 2 <= len(list(source)) <= N
        assert source.is_over
        assert source.read() == []
