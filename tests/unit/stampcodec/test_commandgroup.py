from __future__ import annotations

import os
import subprocess
import sys

import pytest

from stampcodec import cli
from stampcodec.commandlist import Listed

PROGRAM = [sys.executable, "-c", "from stampcodec.cli import main; main()"]


def completed(shell: str, line: str) -> str:
    """Ask as a shell asks, at the end of a line."""
    words = line.split(" ")
    told = {
        "_STAMPCODEC_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    done = subprocess.run(
        PROGRAM, env=os.environ | told, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("stampcodec e", "encode emulate"),
        ("stampcodec fa", "families fabricate"),
        ("stampcodec admin ", "merchant stamp campaign voucher key clock audit"),
        ("stampcodec admin voucher re", "redeem reverse revoke"),
        ("stampcodec encode --pa", "--panel"),
        ("stampcodec encode 5 --family to", "touch5"),
        ("stampcodec emulate x.json --gesture ", "press swipe"),
    ],
)
def test_bash_completes_commands_options_and_values(line: str, expected: str) -> None:
    assert completed("bash", line).split() == expected.split()


def test_zsh_and_fish_show_the_summaries() -> None:
    summary = "Design the stamp of a merchant and write its face"
    assert f'"encode":"{summary}"' in completed("zsh", "stampcodec enc")
    assert completed("fish", "stampcodec enc") == f"encode\t{summary}\n"


@pytest.mark.parametrize(
    ("shell", "sign"),
    [
        ("bash", "complete -o default -F"),
        ("zsh", "#compdef stampcodec"),
        ("fish", "complete --command stampcodec"),
    ],
)
def test_the_script_of_a_shell_is_printed(shell: str, sign: str) -> None:
    asked = os.environ | {"_STAMPCODEC_COMPLETE": f"source_{shell}"}
    done = subprocess.run(PROGRAM, env=asked, capture_output=True, text=True, check=True)
    assert sign in done.stdout
    assert "_STAMPCODEC_COMPLETE" in done.stdout


def test_completing_names_loads_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = (
        Listed(("make",), "Make one", "Make"),
        Listed(("make", "red"), "Make a red one", load="no_such_package:red"),
        Listed(("make", "blue"), "Make a blue one", load="no_such_package:blue"),
    )
    monkeypatch.setattr(cli, "listed_commands", lambda: listed)
    group = cli.program()
    context = group.make_context("stampcodec", ["make"], resilient_parsing=True)
    assert [each.value for each in group.shell_complete(context, "m")] == ["make"]
    inner = group.get_command(context, "make")
    found = inner.shell_complete(inner.make_context("make", [], resilient_parsing=True), "")
    assert [(each.value, each.help) for each in found] == [
        ("red", "Make a red one"),
        ("blue", "Make a blue one"),
    ]
    assert inner.get_command(context, "red") is None
