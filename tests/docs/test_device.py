"""What docs/device.md shows runs, and its tables name everything that there is."""

from __future__ import annotations

import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest

from emulator.device import Rates, StampAct, read_script
from emulator.device.limits import MOST_ACTS
from emulator.device.onglass import LANDING_S
from emulator.device.outbox import STREAMS
from emulator.device.scan import SCAN_S
from emulator.device.script import FIELDS
from emulator.device.wirefaults import GARBAGE_BYTES, LATE_S, SILENCE_S
from stampcodec import family, wire
from stampcodec.cli import run
from stampcodec.link import Kind

PAGE = (Path(__file__).parents[2] / "docs" / "device.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    found: list[str] = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return found


def test_the_script_is_one(tmp_path: Path) -> None:
    (example,) = blocks("toml")
    family("lattice8h14").encode(4711).save(tmp_path / "stamp.json")
    (tmp_path / "script.toml").write_text(example, encoding="utf-8")
    acts = read_script(tmp_path / "script.toml")
    assert [act.at_s for act in acts] == [0.5, 1.0, 3.5, None]
    assert isinstance(acts[0], StampAct)


def test_the_example_in_python_is_answered() -> None:
    (example,) = blocks("python")
    names: dict[str, list[wire.Packet]] = {}
    exec(compile(example, "docs/device.md", "exec"), names)
    kinds = [type(packet.message) for packet in names["packets"]]
    assert kinds.count(wire.Frame) > 150


def test_the_commands_that_end_by_themselves_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = [shlex.split(line)[1:] for line in re.findall(r"^    (stampcodec .*)$", PAGE, re.M)]
    assert len(shown) == 4
    for arguments in shown:
        if not any(word.startswith("pty:") for word in arguments):
            assert run(arguments) == 0
    assert (tmp_path / "press.touch").stat().st_size > 10_000


def test_every_fault_field_and_port_is_described() -> None:
    for rate in fields(Rates):
        assert re.search(rf"^\| .*`{rate.name}`.* \|", PAGE, re.M), rate.name
    for kind, names in FIELDS.items():
        for name in (kind, *names):
            assert f"`{name}`" in PAGE
    for scheme in (Kind.PTY, Kind.TCP, Kind.SERIAL):
        assert f"`{scheme.value}:" in PAGE


def test_the_numbers_are_those_of_the_code() -> None:
    assert f"takes {1000 * SCAN_S:g} ms" in PAGE
    assert STREAMS == {"frame": 3, "contacts": 12}
    assert f"At most {MOST_ACTS:,} acts" in PAGE
    assert f"{GARBAGE_BYTES[0]} to {GARBAGE_BYTES[1] - 1} bytes" in PAGE
    assert f"{1000 * LATE_S[0]:g} to {1000 * LATE_S[1]:g} ms behind" in PAGE
    assert f"for {1000 * SILENCE_S[0]:g} to {1000 * SILENCE_S[1]:g} ms" in PAGE
    assert LANDING_S == 0.05
