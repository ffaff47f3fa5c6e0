from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from pathlib import Path

import pytest
import typer

from stampcodec import cli

PROGRAM = [sys.executable, "-c", "from stampcodec.cli import main; main()"]


def contribute(monkeypatch: pytest.MonkeyPatch, **commands: str) -> None:
    """Let packages contribute exactly these commands."""
    entries = [EntryPoint(name, value, cli.GROUP) for name, value in commands.items()]
    monkeypatch.setattr(cli, "entry_points", lambda group: EntryPoints(entries).select(group=group))


def greet(name: str, loud: bool = False) -> None:
    """Greet somebody."""
    typer.echo(name.upper() if loud else name)


def interrupt() -> None:
    """Behave as if somebody pressed Ctrl-C."""
    raise KeyboardInterrupt


def stumble() -> None:
    """Have a defect."""
    raise ZeroDivisionError("a defect of ours")


group = typer.Typer(help="Several greetings.")
group.command("hello")(greet)
group.command("bye")(greet)

HERE = __name__


def test_a_package_contributes_a_function_as_a_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    contribute(monkeypatch, greet=f"{HERE}:greet")
    assert cli.run(["greet", "you", "--loud"]) == 0
    assert capsys.readouterr().out == "YOU\n"


def test_a_package_contributes_a_group_of_commands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    contribute(monkeypatch, say=f"{HERE}:group")
    assert cli.run(["say", "bye", "you"]) == 0
    assert capsys.readouterr().out == "you\n"


def test_help_lists_every_command_and_a_broken_one_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    contribute(monkeypatch, greet=f"{HERE}:greet", broken="no_such_package.cli:go")
    assert cli.run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert "Greet somebody." in shown
    assert "no_such_package" in shown


def test_calling_a_command_whose_package_is_incomplete_is_misuse(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    contribute(monkeypatch, broken="no_such_package.cli:go")
    assert cli.run(["broken", "x", "--option"]) == 2
    error = capsys.readouterr().err
    assert error == (
        "stampcodec: broken: this command is not installed completely: "
        "No module named 'no_such_package'\n"
    )


def test_a_command_whose_extra_is_missing_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    contribute(monkeypatch, broken="no_such_package.cli:go [solids]")
    assert cli.run(["--help"]) == 0
    assert "[solids]" in capsys.readouterr().out
    assert cli.run(["broken"]) == 2
    assert capsys.readouterr().err == (
        "stampcodec: broken: this command is not installed completely: "
        "No module named 'no_such_package'; pip install 'stampcodec[solids]'\n"
    )


@pytest.mark.parametrize(
    ("package", "extra"), [("fabrication.", "fabrication"), ("issuance.", "issuance")]
)
def test_every_command_of_a_room_with_an_extra_names_it(package: str, extra: str) -> None:
    entries = [one for one in entry_points(group=cli.GROUP) if one.module.startswith(package)]
    assert entries
    assert {tuple(one.extras) for one in entries} == {(extra,)}


def test_only_the_command_that_is_called_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    contribute(monkeypatch, greet=f"{HERE}:greet", heavy="stampcodec.nowhere:go")
    names = [command.name for command in cli.program(["greet"]).registered_commands]
    assert names == ["greet"]


def test_no_command_at_all_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([]) == 2
    assert capsys.readouterr() == ("", "stampcodec: expected a command; see stampcodec --help\n")


@pytest.mark.parametrize("arguments", [["nope"], ["--nope"]])
def test_what_is_no_command_is_misuse(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments) == 2
    error = capsys.readouterr().err
    assert "nope" in error
    assert error.count("\n") == 1


def test_an_interrupted_command_has_a_status_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    contribute(monkeypatch, interrupt=f"{HERE}:interrupt")
    assert cli.run(["interrupt"]) == 130


def test_a_defect_of_the_program_is_not_disguised_as_misuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    contribute(monkeypatch, stumble=f"{HERE}:stumble")
    with pytest.raises(ZeroDivisionError):
        cli.run(["stumble"])


@pytest.mark.parametrize("name", ["families", "encode", "decode", "show", "emulate"])
def test_every_command_of_the_plain_install_is_there_and_explains_itself(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "Usage: stampcodec" in shown
    assert "not installed" not in shown.lower()


def test_the_installed_program_ends_with_the_status_of_its_command() -> None:
    done = subprocess.run([*PROGRAM, "encode", "-1"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1


def test_a_reader_that_has_seen_enough_ends_the_program_in_silence() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*PROGRAM, "encode", "4711"], stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_full_disk_under_stdout_is_reported() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, "encode", "4711"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr == b"stampcodec: output: No space left on device\n"


def test_importing_the_codec_loads_no_plotting_and_no_emulator() -> None:
    listing = "import sys, stampcodec; print(*({'matplotlib', 'emulator'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, check=True)
    assert done.stdout == b"\n"
