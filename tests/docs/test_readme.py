"""What the README shows is run as it stands there."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from stampcodec.cli import run
from stampcodec.commandlist import commands_of, listed_commands

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    found: list[str] = re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return found


def test_the_library_example_runs_and_reads_the_merchant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (example,) = blocks("python")
    exec(compile(example, "README.md", "exec"), {})
    assert " 4711 " in capsys.readouterr().out


def test_the_commands_run_one_after_the_other_and_decode_reads_the_merchant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (example,) = blocks("sh")
    merchants = []
    for line in filter(None, example.splitlines()):
        program, *arguments = shlex.split(line)
        assert program == "stampcodec"
        status, output = run(arguments), capsys.readouterr()
        assert status == 0, (line, output.err)
        if arguments[0] == "decode":
            readings = map(json.loads, output.out.splitlines())
            merchants.append({reading["merchant_id"] for reading in readings} - {None})
    assert merchants == [{4711}, {1234}, {1234}]
    for picture in ("frame.png", "press.png"):
        assert (tmp_path / picture).read_bytes().startswith(b"\x89PNG")


def test_every_command_in_an_indented_block_exists_and_the_service_is_shown() -> None:
    shown = set(re.findall(r"^    stampcodec ([a-z]+)", README, re.MULTILINE))
    assert shown <= {each.words[0] for each in listed_commands()}
    assert shown >= {each.words[0] for each in commands_of("issuance")}


def test_every_page_that_is_linked_is_there() -> None:
    linked = re.findall(r"\]\(([^)#]+)\)", README)
    assert linked
    assert [page for page in linked if not (ROOT / page).exists()] == []


def test_every_verb_of_make_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    pages = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^    )make ([a-z]+)", pages, re.MULTILINE))
    assert {"demo", "test"} <= named
    assert {verb for verb in named if f"\n{verb}:" not in makefile} == set()
