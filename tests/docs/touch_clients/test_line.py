"""The clients of docs/examples ask and hear a device on a line, and say what is wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import stampcodec as sc
from stampcodec.wire import (
    Description,
    Frame,
)
from tests.docs.touch_clients.client import run, shown
from tests.docs.touch_clients.device import TouchDevice, faulty
from tests.docs.touch_clients.speech import frames_of


def test_a_device_on_a_line_is_asked_and_listened_to(client: list[str]) -> None:
    description = Description(sc.panel("nexus5"))
    with TouchDevice(description, frames_of("nexus5")) as device:
        status, (head, *lines, counts), errors = run(client, device.path, "--frames", "40")
    assert (status, errors) == (0, "")
    assert head["name"] == "nexus5"
    assert [line["scan"] for line in lines] == [k // 2 for k in range(40)]
    assert [line["kind"] for line in lines] == ["frame", "contacts"] * 20
    assert counts["lost"] == counts["repeated"] == counts["restarts"] == 0
    asked = [name for name in device.requests if name]
    assert asked[:3] == ["hello_request", "description_request", "start"]


@pytest.mark.parametrize(("rate", "n"), [(1e-3, 100), (1e-2, 30)])
def test_a_device_behind_a_line_with_faults_is_listened_to(
    client: list[str], rate: float, n: int
) -> None:
    description = Description(sc.panel("nexus5"))
    damage = faulty(np.random.default_rng(7), rate)
    with TouchDevice(description, frames_of("nexus5"), damage) as device:
        status, lines, errors = run(client, device.path, "--frames", str(n))
    assert (status, errors) == (0, "")
    frames = [line for line in lines if line["kind"] == "frame"]
    for line in frames:
        counts = frames_of("nexus5")[line["scan"] % len(frames_of("nexus5"))]
        whole = shown(Frame(line["scan"], counts), line["time_us"])
        assert line == whole | {"coding": line["coding"]}
    assert len({line["scan"] for line in frames}) == len(frames)
    assert lines[-1]["lost"] > 0


def test_a_device_that_restarts_is_asked_again(client: list[str]) -> None:
    description = Description(sc.panel("nexus5"))
    with TouchDevice(description, frames_of("nexus5"), restart_after=15) as device:
        status, lines, errors = run(
            client, device.path, "--frames", "60", "--streams", "frames", "--coding", "plain"
        )
    assert (status, errors) == (0, "")
    kinds = [line["kind"] for line in lines]
    # The last frame before the restart was still in the device's queue.
    assert kinds == ["device", *["frame"] * 14, "restarted", *["frame"] * 46, "counts"]
    assert {line["coding"] for line in lines if line["kind"] == "frame"} == {0}
    assert lines[-1]["restarts"] == 1


def test_a_start_that_is_refused_is_told(client: list[str]) -> None:
    description = replace(Description(sc.panel("nexus5")), scan_hz=(10, 60))
    with TouchDevice(description, frames_of("nexus5")) as device:
        status, _, errors = run(client, device.path, "--rate", "61")
    assert status == 2
    assert errors.endswith("the device refused to start: rate_hz: expected 10 to 60\n")
    assert len(errors.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [["/nowhere/tty"], ["--frames", "x", "-"], ["--loud", "1", "-"], [], ["-", "--coding", "zip"]],
    ids=" ".join,
)
def test_wrong_use_is_told_with_status_2(client: list[str], arguments: list[str]) -> None:
    status, lines, errors = run(client, *arguments)
    assert (status, lines) == (2, [])
    assert errors


def test_a_line_on_which_nobody_speaks_is_told(programs: dict[str, list[str]]) -> None:
    def noise(packet: bytes) -> bytes:
        return np.random.default_rng(len(packet)).bytes(len(packet))

    with TouchDevice(Description(sc.panel("nexus5")), frames_of("nexus5"), noise) as device:
        status, _, errors = run(programs["c"], device.path)
    assert status == 2
    assert "nothing on it speaks touch-link 1, or at another speed" in errors
