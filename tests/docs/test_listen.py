"""What docs/listen.md shows runs, and its tables name every loss, port and field that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import stampcodec as sc
from stampcodec.cli import run
from stampcodec.link import Kind
from stampcodec.stampevent import StampEvent

PAGE = (Path(__file__).parents[2] / "docs" / "listen.md").read_text(encoding="utf-8")


def test_the_program_reads_a_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    sc.family("lattice8h14").encode(4711).save("stamp.json")
    # A device whose port is a file is its own client, and writes a recording.
    device = ["device", "--stamp", "stamp.json", "--port", "press.touch", "--speed", "max"]
    assert run([*device, "--seed", "1"]) == 0
    (program,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    exec(compile(program, "listen.md", "exec"), {})
    assert re.fullmatch(r"[0-9.]+ s: 4711\nlosses: none\n", capsys.readouterr().out)


def test_the_tables_name_everything() -> None:
    cells = " ".join(re.findall(r"^\| ([^|]+) \|", PAGE, re.MULTILINE))
    for name in sc.Losses._fields:
        last = name.replace("_", " ")
        assert last in cells or last.partition(" ")[2] in cells, name
    for field in StampEvent._fields:
        assert f"`{field}`" in cells, field
    for kind in (Kind.PTY, Kind.TCP, Kind.SERIAL):
        assert f"`{kind.value}:" in cells, kind
