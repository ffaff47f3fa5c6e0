from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.cli import run
from benchmarks.run.callgrind import count_calls
from benchmarks.wire.rates import SCENES, bound_of, measure_wire, rate_of, scene_frames
from benchmarks.wire.replay import replay
from stampcodec.errors import FileError
from stampcodec.wire import Coding, Frame, PacketWriter, encode_counts


def test_rates_stand_for_every_scene_plain_and_the_bound() -> None:
    wire = measure_wire(["nexus5"], frames=4, rounds=1, seed=3, counted=False)
    assert [rate.scene for rate in wire.rates] == [*SCENES, "any, plain", "any, bound"]
    *scenes, plain, bound = wire.rates
    assert all(rate.frames == 8 for rate in (*scenes, plain))
    assert all(rate.mean_bytes <= rate.worst_bytes < plain.worst_bytes for rate in scenes)
    assert plain.worst_bytes <= bound.worst_bytes == 16 + 9 + 810 + 4 + 3 + 1 + 1
    assert scenes[0].mean_bytes < scenes[1].mean_bytes < scenes[2].mean_bytes
    assert len(wire.timings) == 4
    assert [requirement.limit for requirement in wire.requirements] == [307.2] * 4


def test_no_frame_exceeds_the_bound() -> None:
    counts = np.random.default_rng(1).integers(-32768, 32768, (20, 27, 15), dtype=np.int16)
    counts[counts == 0] = 1
    bound = bound_of("nexus5").worst_bytes
    for coding in Coding:
        assert bound - 4 <= rate_of("nexus5", "noise", counts, coding).worst_bytes <= bound


def test_a_rate_counts_every_byte_on_the_line() -> None:
    frames = scene_frames("nexus5", "press", 1, 1)
    writer = PacketWriter()
    writer.write(Frame(0, frames[0]))
    rate = rate_of("nexus5", "press", frames[:1], Coding.RICE)
    assert rate.worst_bytes == len(writer.write(Frame(0, frames[0])))
    assert rate.worst_hz == pytest.approx(92_160 / rate.worst_bytes)


def test_the_same_seed_gives_the_same_frames() -> None:
    first, second = (scene_frames("surface", "press", 2, 5) for _ in range(2))
    assert np.array_equal(first, second)


def test_it_answers_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("wire", "--panels", "nexus5", "-n", "2", "--rounds", "1", "--no-instructions")
    assert run([*arguments, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["baud"] == 921_600
    assert {rate["panel"] for rate in document["rates"]} == {"nexus5"}
    assert document["costs"] == []
    assert run(arguments) == 0
    assert "packets of frames at 921,600 baud" in capsys.readouterr().out


def test_the_replay_codes_every_frame(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = scene_frames("nexus5", "press", 2, 1)
    np.save(tmp_path / "frames.npy", frames)
    coded = []

    def encode(counts: np.ndarray[tuple[int, int], np.dtype[np.int16]]) -> bytes | None:
        coded.append(counts)
        return encode_counts(counts)

    monkeypatch.setattr("benchmarks.wire.replay.encode_counts", encode)
    replay(str(tmp_path / "frames.npy"))
    assert np.array_equal(coded, frames)


STAND_IN = """#!/bin/sh
for argument; do case $argument in
  --callgrind-out-file=*) out=${argument#*=};;
  --toggle-collect=*encode_counts) total=900;;
esac; done
printf 'summary: %s\\n' ${total:-0} > $out
"""


def test_instructions_are_those_of_one_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "valgrind"
    program.write_text(STAND_IN, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda _: str(program))
    module = tmp_path / "module.so"
    module.write_bytes(b"\0__pyx_f_4wire_encode_counts\0__pyx_f_4wire_idle\0")
    frames = np.zeros((3, 2, 2), np.int16)
    assert count_calls(frames, str(module), "encode_counts", ["x"]) == 300
    with pytest.raises(FileError, match="no call of idle counted"):
        count_calls(frames, str(module), "idle", ["x"])
    with pytest.raises(FileError, match="expected the symbol of decode_counts"):
        count_calls(frames, str(module), "decode_counts", ["x"])
