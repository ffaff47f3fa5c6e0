from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest

import stampcodec as sc
from emulator.device.controller import BOOT_S
from stampcodec import wire
from tests.contract.fakes import made_frames
from tests.unit.emulator.device.client import Client


def recorded(*requests: wire.Message, seconds: float = 0.095) -> bytes:
    """Return what a device sends that is asked."""
    client = Client()
    client.run(BOOT_S + 0.01)
    client.ask(wire.HelloRequest(), *requests, seconds=seconds)
    return bytes(client.raw)


def n_frames(data: bytes) -> int:
    packets = wire.PacketDecoder().push(data)
    return sum(
        isinstance(item, wire.Packet) and type(item.message) is wire.Frame for item in packets
    )


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({}, "panel: the file carries neither panel nor times; give panel and rate_hz"),
        ({"rate_hz": 100}, "panel: the file carries neither panel nor times; give panel and"),
        ({"panel": "nexus5"}, "rate_hz: the file carries no times; give rate_hz, frames a second"),
    ],
)
def test_frames_need_a_panel_and_a_rate(
    arguments: dict[str, object], problem: str, tmp_path: Path
) -> None:
    sc.write_frames(tmp_path / "frames.npy", made_frames(3))
    with pytest.raises(sc.FrameFileError) as caught:
        sc.open_source(str(tmp_path / "frames.npy"), **arguments)  # type: ignore[call-overload]
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "error", "problem"),
    [
        ({"panel": 5}, TypeError, "panel: expected a Panel or a name, got int"),
        ({"panel": "nexus6"}, ValueError, "unknown panel 'nexus6'"),
        ({"rate_hz": 0}, ValueError, "rate_hz: expected a finite number above 0"),
        ({"rate_hz": 1e9}, ValueError, "rate_hz"),
        ({"rate_hz": "x"}, TypeError, "rate_hz: expected a number"),
        ({"record": "new.touch"}, ValueError, "record: only a controller can be recorded"),
        ({"contacts": True}, sc.FileError, "expected contacts: evemu recording"),
    ],
)
def test_a_wrong_argument_is_named(
    arguments: dict[str, object], error: type[Exception], problem: str, tmp_path: Path
) -> None:
    sc.write_frames(tmp_path / "frames.npy", made_frames(3))
    with pytest.raises(error, match=problem):
        sc.open_source(str(tmp_path / "frames.npy"), **arguments)  # type: ignore[call-overload]
    assert [path.name for path in tmp_path.iterdir()] == ["frames.npy"]


@pytest.mark.parametrize(
    ("url", "contacts", "problem"),
    [
        ("pty:/nowhere/touch0", False, "no such port"),
        ("tcp:127.0.0.1:1", False, "cannot connect"),
        ("serial:/dev/null", False, "expected a serial device"),
        ("/dev/v4l-touch77", False, "no such file or directory"),
        ("/dev/v4l-touch77", True, "the device gives frames, expected contacts"),
        ("/dev/input/event777", True, "no such file or directory"),
        ("/dev/input/event777", False, "the device gives contacts, expected frames"),
    ],
)
def test_a_device_that_is_not_there_is_one_line_and_leaves_nothing(
    url: str, contacts: bool, problem: str, tmp_path: Path
) -> None:
    record = None if url.startswith("/dev") else tmp_path / "press.touch"
    with pytest.raises(sc.PortError) as caught:
        sc.open_source(url, contacts=contacts, record=record)
    assert str(caught.value).startswith(url)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_recording_is_never_written_over(tmp_path: Path) -> None:
    record = tmp_path / "press.touch"
    record.write_bytes(b"precious")
    with pytest.raises(sc.PortError, match=r"press\.touch: exists already, expected a new file"):
        sc.open_source("pty:/nowhere/touch0", record=record)
    assert record.read_bytes() == b"precious"


def test_what_holds_no_frames_is_refused(tmp_path: Path) -> None:
    (tmp_path / "stamp.json").write_text('{"format": "stamp-face/1"}')
    with pytest.raises(sc.FileError, match="is a stamp file; can be read: frames: NumPy array"):
        sc.open_source(str(tmp_path / "stamp.json"))
    (tmp_path / "nothing").write_bytes(b"")
    with pytest.raises(sc.FileError, match="is not recognised"):
        sc.open_source(str(tmp_path / "nothing"))
    with pytest.raises(FileNotFoundError):
        sc.open_source(str(tmp_path / "nowhere.npy"))


def test_standard_input_is_a_recording_or_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    link = recorded(wire.DescriptionRequest(), wire.Start())
    for data, given, n in (
        (link, {}, n_frames(link)),
        (made_frames(9).tobytes(), {"panel": "nexus5", "rate_hz": 50}, 9),
    ):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        with sc.open_source("-", **given) as source:  # type: ignore[call-overload]
            assert source.panel.name == "nexus5"
            assert len(list(source)) == n > 5


def test_a_recording_that_lost_its_description_needs_a_panel(tmp_path: Path) -> None:
    path = tmp_path / "press.touch"
    data = recorded(wire.Start())
    path.write_bytes(data)
    with pytest.raises(sc.FrameFileError, match="panel: the recording does not describe its panel"):
        sc.open_source(str(path))
    with sc.open_source(str(path), "nexus5") as source:
        assert len(list(source)) == n_frames(data) > 5
    with sc.open_source(str(path), "maxtouch") as source:
        assert list(source) == []
        assert source.losses.frames_refused == n_frames(data)


def test_a_recording_of_two_starts_has_one_ascending_time(tmp_path: Path) -> None:
    path = tmp_path / "press.touch"
    once = recorded(wire.DescriptionRequest(), wire.Start())
    other = Client()
    other.controller.step(0.3, b"")
    other.ask(wire.Reset())
    other.run(0.3)
    other.raw.clear()
    other.ask(wire.Start(), seconds=0.095)
    path.write_bytes(once + other.raw)
    notices: list[str] = []
    with sc.open_source(str(path), notice=notices.append) as source:
        times = [frame.time_s for frame in source]
        assert source.losses.restarts == 1
    assert notices == ["the device restarted"]
    assert len(times) == n_frames(once + other.raw) > 10
    assert np.diff(times).min() > 0
    assert np.diff(times).max() == pytest.approx(2.0)


def test_a_recording_cut_anywhere_is_read_up_to_there(tmp_path: Path) -> None:
    path = tmp_path / "press.touch"
    data = recorded(wire.DescriptionRequest(), wire.Start())
    path.write_bytes(data[: data.rindex(0)])
    with sc.open_source(str(path)) as source:
        assert len(list(source)) == n_frames(data) - 1
        assert source.losses.packets_damaged == 1


def test_frame_readers_take_recordings(tmp_path: Path) -> None:
    path = tmp_path / "press.touch"
    data = recorded(wire.DescriptionRequest(), wire.Start())
    path.write_bytes(data)
    assert sc.read_frames(path, 27, 15).shape == (n_frames(data), 27, 15)
    with pytest.raises(sc.FrameFileError, match="panel: expected 41 x 72 nodes, the recording is"):
        sc.read_frames(path, 41, 72)
    path.write_bytes(recorded(wire.DescriptionRequest(), wire.Start(streams=2)))
    with pytest.raises(sc.FrameFileError, match="expected frames, the recording holds none"):
        sc.read_frames(path, 27, 15)
