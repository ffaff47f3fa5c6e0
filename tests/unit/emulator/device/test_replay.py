from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from emulator.device.acts import StampAct
from emulator.device.controller import Controller, Setup
from emulator.device.replay import BREAK_S, Replay
from stampcodec import family, panel, wire
from stampcodec.errors import FrameFileError
from stampcodec.wire import Packet
from tests.unit.emulator.device.client import Client, booted, of, scanner

FACE = family("lattice8").encode(4711)


def recorded(folder: Path, *, name: str = "press.touch", boot: int = 1) -> tuple[Path, Client]:
    """Record a press; return the file, and who has seen it."""
    client = booted(Controller(scanner([StampAct(FACE)]), Setup(boot_count=boot)))
    client.ask(wire.DescriptionRequest(), wire.Start(rate_hz=50), seconds=1.5)
    path = folder / name
    path.write_bytes(bytes(client.raw))
    return path, client


def frames(packets: list[Packet]) -> list[tuple[int, np.ndarray]]:
    return [
        (packet.time_us, packet.message.counts)
        for packet in packets
        if isinstance(packet.message, wire.Frame)
    ]


def test_a_device_sends_what_was_recorded_as_far_apart_as_it_was(tmp_path: Path) -> None:
    path, before = recorded(tmp_path)
    with Replay(path) as replay:
        assert replay.panel == panel("nexus5")
        client = booted(Controller(replay))
        client.ask(wire.Start(rate_hz=240), seconds=2.0)
        assert client.controller.hand_is_done
    was, now = frames(before.packets), frames(client.packets)
    assert len(was) == len(now) > 70
    for (_, one), (_, other) in zip(was, now, strict=True):
        np.testing.assert_array_equal(one, other)
    assert np.diff([time for time, _ in now]) == pytest.approx(
        np.diff([time for time, _ in was]), abs=1
    )


def test_it_waits_for_a_client_and_answers_as_any_device(tmp_path: Path) -> None:
    path, _ = recorded(tmp_path)
    with Replay(path) as replay:
        client = booted(Controller(replay, Setup(boot_count=9)))
        assert not of(wire.Frame, client.run(5.0))
        replies = of(
            wire.Reply,
            client.ask(wire.SelfTest(), wire.Recalibrate(), wire.CountersRequest(), seconds=0.2),
        )
        assert len(replies) == 3
        assert of(wire.Frame, client.ask(wire.Start(), seconds=0.5))


def test_damage_in_a_recording_costs_the_packets_that_it_hit(tmp_path: Path) -> None:
    path, before = recorded(tmp_path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x55
    path.write_bytes(bytes(data))
    with Replay(path) as replay:
        client = booted(Controller(replay))
        client.ask(wire.Start(), seconds=2.0)
    assert len(frames(client.packets)) >= len(frames(before.packets)) - 2


def test_recordings_may_be_joined(tmp_path: Path) -> None:
    one, _ = recorded(tmp_path, name="one.touch")
    two, _ = recorded(tmp_path, name="two.touch", boot=2)
    joined = tmp_path / "joined.touch"
    joined.write_bytes(one.read_bytes() + two.read_bytes())
    with Replay(joined) as replay:
        client = booted(Controller(replay))
        client.ask(wire.Start(), seconds=6.0)
        assert client.controller.hand_is_done
    seen = frames(client.packets)
    assert len(seen) > 140
    assert max(np.diff([time for time, _ in seen])) == pytest.approx(1e6 * BREAK_S, abs=1)


def test_what_is_no_recording_is_refused_in_one_line(tmp_path: Path) -> None:
    path, client = recorded(tmp_path)
    writer = wire.PacketWriter(1)
    undescribed = writer.write(of(wire.Frame, client.packets)[0])
    described = b"".join(map(writer.write, of(wire.DescriptionPiece, client.packets)))
    for data, problem in (
        (b"", "expected a recording that describes its panel"),
        (b"a text\n" * 1000, "expected a recording that describes its panel"),
        (undescribed, "expected a recording that describes its panel"),
        (described, "expected a recording with frames, it has none"),
    ):
        path.write_bytes(data)
        with pytest.raises(FrameFileError, match=problem) as caught:
            Replay(path)
        assert str(caught.value).startswith(str(path))
    with pytest.raises(FileNotFoundError):
        Replay(tmp_path / "nowhere.touch")
