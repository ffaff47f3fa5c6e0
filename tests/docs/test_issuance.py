"""The commands that docs/issuance.md shows are run as they stand there."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from issuance.receipt import open_keyring
from stampcodec.cli import run

PAGE = (Path(__file__).parents[2] / "docs" / "issuance.md").read_text(encoding="utf-8")

# The commands that need no running server.
LEDGERS = "admin (?:merchant|stamp|campaign|voucher|key|clock|audit)"


def test_the_commands_run_one_after_the_other_and_a_backup_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, str] = {}
    open_keyring(Path("issuance-data"))  # as the first `serve` does
    commands = re.findall(rf"^    stampcodec ((?:{LEDGERS}) .*)$", PAGE, re.MULTILINE)
    assert len(commands) == 31
    for command in commands:
        for prefix, name in names.items():
            command = command.replace(prefix, name)  # noqa: PLW2901
        assert run(shlex.split(command, comments=True)) == 0, command
        for line in capsys.readouterr().out.splitlines():
            printed = json.loads(line)
            if "id" in printed:
                names[f"{printed['id'][:3]}_…"] = printed["id"]
            if "head" in printed:
                names["EVENTS:HEAD"] = f"{printed['events']}:{printed['head']}"
    assert Path("stamp.json").exists()
    (backup,) = re.findall(r'^    sqlite3 (\S+) "(.*)"$', PAGE, re.MULTILINE)
    with closing(sqlite3.connect(backup[0])) as database:
        database.execute(backup[1])
    Path("restored").mkdir()
    Path("backup.sqlite3").rename("restored/issuance.sqlite3")
    shutil.copytree("issuance-data/audit-archive", "restored/audit-archive")
    known = names["EVENTS:HEAD"]
    assert run(["admin", "audit", "verify", "--data", "restored", "--known", known]) == 0


def test_the_drawing_of_the_states_is_that_of_the_model() -> None:
    model = Path(__file__).parents[2] / "issuance" / "model" / "voucher.py"
    drawing = re.search(r"::\n\n(.*?)\n\"\"\"", model.read_text(encoding="utf-8"), re.DOTALL)
    assert drawing is not None
    assert drawing[1] in PAGE
