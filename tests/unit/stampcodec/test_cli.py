from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
import typer

from stampcodec import cli, commandlist
from stampcodec.commandlist import GROUP, Listed
from stampcodec.plainhelp import App

PROGRAM = [sys.executable, "-c", "from stampcodec.cli import main; main()"]


def contribute(monkeypatch: pytest.MonkeyPatch, **commands: str) -> None:
    """Let packages contribute exactly these commands."""
    listed = tuple(
        Listed((name,), f"Summary of {name}", "Make", load, "solids")
        for name, load in commands.items()
    )
    monkeypatch.setattr(cli, "listed_commands", lambda: listed)


def greet(name: str, loud: bool = False) -> None:
    """Greet somebody."""
    typer.echo(name.upper() if loud else name)


def interrupt() -> None:
    """Behave as if somebody pressed Ctrl-C."""
    raise KeyboardInterrupt


def stumble() -> None:
    """Have a defect."""
    raise ZeroDivisionError("a defect of ours")


group = App(help="Several greetings.")
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


def test_the_help_shows_the_summary_of_a_command_that_cannot_be_loaded(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    contribute(monkeypatch, greet=f"{HERE}:greet", broken="no_such_package.cli:go")
    assert cli.run(["--help"]) == 0
    assert "broken  Summary of broken\n" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["broken", "x", "--option"], ["broken", "--help"]])
def test_a_command_whose_extra_is_missing_says_how_to_install_it(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    contribute(monkeypatch, broken="no_such_package.cli:go")
    assert cli.run(arguments) == 2
    assert capsys.readouterr().err == (
        "stampcodec: broken: this command needs the extra 'solids': "
        "pip install 'stampcodec[solids]', in a clone pip install '.[solids]' "
        "(No module named 'no_such_package')\n"
    )


def press_solid(_name: str) -> None:
    """Need a library only when it runs."""
    __import__("no_such_package")


def test_a_command_whose_extra_is_missing_only_when_it_runs_says_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    contribute(monkeypatch, solid=f"{HERE}:press_solid")
    assert cli.run(["solid", "--help"]) == 0
    assert "Need a library only when it runs" in capsys.readouterr().out
    assert cli.run(["solid", "x"]) == 2
    assert capsys.readouterr().err == (
        "stampcodec: solid: this command needs the extra 'solids': "
        "pip install 'stampcodec[solids]', in a clone pip install '.[solids]' "
        "(No module named 'no_such_package')\n"
    )


def test_only_the_command_that_is_called_is_loaded(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    contribute(monkeypatch, greet=f"{HERE}:greet", heavy="no_such_package.cli:go")
    assert cli.run(["greet", "you"]) == 0
    assert capsys.readouterr() == ("you\n", "")


def test_no_command_at_all_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([]) == 2
    assert capsys.readouterr() == ("", "stampcodec: expected a command; see stampcodec --help\n")


@pytest.mark.parametrize("arguments", [["--nope"], ["encode", "5", "--nope"]])
def test_what_is_no_option_is_misuse(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments) == 2
    error = capsys.readouterr().err
    assert "No such option: --nope" in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("merchant", "did you mean `stampcodec admin merchant`?"),
        ("stamp", "did you mean `stampcodec admin stamp`?"),
        ("campaign", "did you mean `stampcodec admin campaign`?"),
        ("voucher", "did you mean `stampcodec admin voucher`?"),
        ("key", "did you mean `stampcodec admin key`?"),
        ("audit", "did you mean `stampcodec admin audit`?"),
        ("admin merchnt", "did you mean `stampcodec admin merchant`?"),
        ("admin emulate", "did you mean `stampcodec emulate`?"),
        ("admin merchant ad", "did you mean `stampcodec admin merchant add`?"),
        ("familys", "did you mean `stampcodec families`?"),
        ("encod", "did you mean `stampcodec encode` or `stampcodec decode`?"),
        ("nope", "see stampcodec --help"),
    ],
)
def test_a_wrong_command_says_which_one_is_meant(
    typed: str, advice: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = typed.split()
    assert cli.run([*words, "x"]) == 2
    assert capsys.readouterr().err == f"stampcodec: no command '{words[-1]}'; {advice}\n"


@pytest.mark.parametrize("words", ["admin", "admin voucher"])
def test_a_group_without_a_command_is_misuse(
    words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(words.split()) == 2
    assert capsys.readouterr().err == (
        f"stampcodec: expected a command; see stampcodec {words} --help\n"
    )


def test_an_interrupted_command_has_a_status_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    contribute(monkeypatch, interrupt=f"{HERE}:interrupt")
    assert cli.run(["interrupt"]) == 130


def test_a_defect_of_the_program_is_not_disguised_as_misuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    contribute(monkeypatch, stumble=f"{HERE}:stumble")
    with pytest.raises(ZeroDivisionError):
        cli.run(["stumble"])


def test_metadata_of_another_version_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = EntryPoint("audit", "issuance.commands.audit:audit [issuance]", GROUP)
    monkeypatch.setattr(commandlist, "entry_points", lambda **_: [entry])
    for arguments in (["--help"], ["--version"], ["families"], []):
        assert cli.run(arguments) == 2
        streams = capsys.readouterr()
        assert streams.out == ""
        assert streams.err == (
            "stampcodec: the installed metadata of stampcodec belongs to another version: it names "
            "commands in 'issuance.commands.audit:audit [issuance]', where there are none; install "
            "it again: pip install --force-reinstall stampcodec, in a clone pip install "
            "--editable .\n"
        )


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


CLOSED = ("sh", "-c", 'exec "$@" >&-', "sh")


@pytest.mark.parametrize("arguments", ["encode 4711", "families", "--help", "decode --help"])
def test_a_closed_stdout_is_reported(arguments: str) -> None:
    done = subprocess.run(
        [*CLOSED, *PROGRAM, *arguments.split()], stderr=subprocess.PIPE, check=False
    )
    assert done.returncode == 2
    assert done.stderr == b"stampcodec: standard output: is closed\n"


def test_a_command_that_prints_no_result_needs_no_stdout(tmp_path: Path) -> None:
    stamp = tmp_path / "stamp.json"
    done = subprocess.run(
        [*CLOSED, *PROGRAM, "encode", "4711", "-o", str(stamp)], stderr=subprocess.PIPE, check=False
    )
    assert done.returncode == 0
    assert stamp.exists()


def test_where_stderr_is_closed_stdout_holds_results_only() -> None:
    closed = ("sh", "-c", 'exec "$@" 2>&-', "sh")
    done = subprocess.run([*closed, *PROGRAM, "encode", "-1"], stdout=subprocess.PIPE, check=False)
    assert (done.returncode, done.stdout) == (2, b"")


HEAVY = {
    "matplotlib",
    "scipy",
    "fastapi",
    "sqlalchemy",
    "PIL",
    "emulator",
    "fabrication",
    "issuance",
}


# What a command works with, and its help can do without.
ROOMS = {
    "numpy",
    "matplotlib",
    "ezdxf",
    "shapely",
    "fastapi",
    "sqlalchemy",
    "cryptography",
    "uvicorn",
}
BEYOND_HELP = {"stampcodec.commands", "numpy", "pydantic"}


@pytest.mark.parametrize(
    ("command", "unneeded"),
    [
        ("--help", BEYOND_HELP),
        ("--version", BEYOND_HELP),
        ("admin --help", BEYOND_HELP),
        ("merchant add", BEYOND_HELP),
        ("families", {"stampcodec.commands.encode", "stampcodec.picture", "pydantic"}),
        ("encode 4711", {"stampcodec.commands.families", "stampcodec.picture", "pydantic"}),
    ],
)
def test_a_light_command_loads_nothing_heavy(command: str, unneeded: set[str]) -> None:
    listing = (
        "import sys; from stampcodec.cli import run; run(sys.argv[1:]); "
        "print('loaded', *sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", listing, *command.split()],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.rpartition("loaded")[2].split())
    assert "stampcodec.cli" in loaded
    assert loaded & (HEAVY | unneeded) == set()


@pytest.mark.parametrize(
    "command", [" ".join(each.words) for each in commandlist.listed_commands() if each.load]
)
def test_the_help_of_a_command_does_not_load_its_room(command: str) -> None:
    listing = (
        "import sys; from stampcodec.cli import run; run(sys.argv[1:]); "
        "print('loaded', *sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", listing, *command.split(), "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.rpartition("loaded")[2].split())
    assert loaded & ROOMS == set()


def test_importing_the_codec_loads_no_plotting_and_no_emulator() -> None:
    listing = "import sys, stampcodec; print(*({'matplotlib', 'emulator'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, check=True)
    assert done.stdout == b"\n"
