"""The commands that docs/fabrication.md shows are run as they stand there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from stampcodec.cli import run

PAGE = Path(__file__).parents[2] / "docs" / "fabrication.md"


def test_the_commands_run_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "merchants.csv").write_text("merchant_id,name\n7,Bakery\n12,\n")
    commands = re.findall(r"^    stampcodec (.*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(commands) == 11
    for command in commands:
        status = run(shlex.split(command, comments=True))
        assert status == 0, (command, capsys.readouterr().err)
    assert (tmp_path / "batch" / "stamps" / "lattice7-12.zip").exists()
    assert capsys.readouterr().out.count("reads as 4711") == 6
    two_ended = [name for name in named_files() if name.startswith("touch5-")]
    assert len(two_ended) == 3
    assert all((tmp_path / "dinners" / name).exists() for name in two_ended)


def named_files() -> list[str]:
    """List the files that the page's tables name."""
    rows = re.findall(r"^\| (`.*?) \| ", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`(\S+\.\w+)`", row)]


def test_every_file_of_the_table_is_in_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["encode", "4711", "-o", "stamp.json"]) == 0
    everything = ("--camouflage", "--mould", "4", "--step", "--picture", "--no-verify")
    assert run(["fabricate", "stamp.json", "-o", "out", *everything]) == 0
    written = [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()]
    named = [name for name in dict.fromkeys(named_files()) if not name.startswith("touch5-")]
    assert len(named) == 16
    for name in named:
        ending = name.replace("…", "").replace("board/", "").replace("*", "")
        assert any(path.endswith(ending) for path in written), name
