from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer

from stampcodec.cli import call, program
from stampcodec.plainhelp import App, PlainGroup, shown_default

WIDTH = 80


class Size(str, Enum):
    SMALL = "small"
    LARGE = "large"


app = App(help="Two commands.")


@app.command()
def draw(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Needs the extra [step] (mm).")],
    others: Annotated[list[Path] | None, typer.Argument(metavar="OTHER", help="More.")] = None,
    size: Annotated[Size, typer.Option(metavar="|".join(Size), help="How large.")] = Size.SMALL,
    gain: Annotated[float, typer.Option("--gain", "-g", metavar="FACTOR", help="Gain.")] = 2.0,
    must: Annotated[int, typer.Option(metavar="N", help="Must be.")] = ...,  # type: ignore[assignment]
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Its name.", show_default="the file's")
    ] = None,
    key: Annotated[
        str | None, typer.Option(metavar="KEY", help="A key.", envvar="KEY_OF_TEST")
    ] = None,
    loud: Annotated[bool, typer.Option("--loud", help="Be [bold]loud[/bold].")] = False,
) -> None:
    """Draw a file, [red]not[/red] in colour.

    A second paragraph.
    """
    del file, others, size, gain, must, name, key, loud


@app.command()
def wipe() -> None:
    """Wipe everything."""


def test_the_help_of_a_command_is_the_text_as_it_was_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    assert call(app, ["draw", "--help"], "pen") == 0
    assert (
        capsys.readouterr().out
        == """\
Usage: pen draw [OPTIONS] FILE [OTHER]...

  Draw a file, [red]not[/red] in colour.

  A second paragraph.

Arguments:
  FILE   Needs the extra [step] (mm).
  OTHER  More.

Options:
  --size small|large  How large.  [default: small]
  -g, --gain FACTOR   Gain.  [default: 2]
  --must N            Must be.  [required]
  --name NAME         Its name.  [default: the file's]
  --key KEY           A key.  [environment: KEY_OF_TEST]
  --loud              Be [bold]loud[/bold].
  -h, --help          Show this message and exit.
"""
    )


def test_the_help_of_a_group_lists_its_commands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    assert call(app, ["--help"], "pen") == 0
    assert (
        capsys.readouterr().out
        == """\
Usage: pen [OPTIONS] COMMAND [ARGS]...

  Two commands.

Commands:
  draw  Draw a file, [red]not[/red] in colour
  wipe  Wipe everything

Options:
  -h, --help  Show this message and exit.
"""
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--seed", "abc"], "a whole number, got abc"),
        (["--seed", "2.5"], "a whole number, got 2.5"),
        (["--seed", "9" * 5000], f"a whole number, got {'9' * 37}..."),
        (["--port", "99999"], "a whole number, 0 to 65535, got 99999"),
        (["--port", "-1"], "a whole number, 0 to 65535, got -1"),
        (["--share", "0.4"], "a number, 0.5 or more, got 0.4"),
        (["--share", "nan"], "a number, 0.5 or more, got nan"),
        (["--most", "3"], "a whole number, 2 or less, got 3"),
        (["--gain", "high"], "a number, got high"),
    ],
)
def test_a_wrong_number_is_shown_with_what_was_expected(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers = App()

    @numbers.command()
    def take(
        seed: int = 0,
        port: Annotated[int, typer.Option(min=0, max=65_535)] = 8000,
        share: Annotated[float | None, typer.Option(min=0.5)] = None,
        most: Annotated[int, typer.Option(max=2)] = 1,
        gain: float = 1.0,
    ) -> None:
        typer.echo(f"{seed} {port} {share} {most} {gain}")

    assert call(numbers, [], "pen") == 0
    assert call(numbers, ["--seed=-3", "--port=0", "--share=0.5", "--gain=2"], "pen") == 0
    assert capsys.readouterr().out == "0 8000 None 1 1.0\n-3 0 0.5 1 2.0\n"
    assert call(numbers, arguments, "pen") == 2
    message = capsys.readouterr().err
    assert message.startswith(f"pen: Invalid value for '{arguments[0]}': ")
    assert message.endswith(f": expected {words}\n")


def test_a_number_below_zero_is_an_argument() -> None:
    numbers = App()
    seen = []

    @numbers.command()
    def take(number: str) -> None:
        seen.append(number)

    assert call(numbers, ["-5"], "take") == 0
    assert call(numbers, ["-.5"], "take") == 0
    assert seen == ["-5", "-.5"]


# --- every command of the program ---------------------------------------------------------------


def commands(group: Any, context: Any, words: tuple[str, ...] = ()) -> Iterator[Any]:
    """Yield the words and the command of every command and group of the program."""
    yield words, group
    if isinstance(group, PlainGroup):
        for name in group.list_commands(context):
            yield from commands(group.get_command(context, name), context, (*words, name))


PROGRAM = program()
CONTEXT = typer.Context(PROGRAM, info_name="stampcodec")
EVERY = list(commands(PROGRAM, CONTEXT))
PARAMETERS = [
    pytest.param(parameter, id=" ".join((*words, parameter.name)))
    for words, command in EVERY
    for parameter in command.params
    if words
]


def squeezed(text: str) -> str:
    """Drop what a line break may have added or taken."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize(
    ("words", "command"), EVERY, ids=[" ".join(words) or "program" for words, _ in EVERY]
)
def test_the_help_loses_nothing_of_what_was_written(
    words: tuple[str, ...],
    command: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    assert call(program(), [*words, "--help"], "stampcodec") == 0
    shown = capsys.readouterr().out
    written = [command.help, *(each.help for each in command.params)]
    written += [each.metavar for each in command.params if not getattr(each, "is_flag", False)]
    written += [name for each in command.params for name in each.opts if name.startswith("-")]
    for text in filter(None, written):
        assert squeezed(text) in squeezed(shown)
    assert "\x1b" not in shown
    assert not re.search(r"<\w+>|--no-(?!verify)|\\\[", shown)
    assert max(map(len, shown.splitlines())) <= WIDTH


def test_the_extra_that_step_needs_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(program(), ["fabricate", "--help"], "stampcodec") == 0
    assert "stampcodec[step]" in capsys.readouterr().out


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_a_parameter_has_a_help_a_placeholder_and_a_default(parameter: Any) -> None:
    assert parameter.help
    if getattr(parameter, "is_flag", False):
        return
    assert parameter.metavar
    has_default = parameter.required or shown_default(parameter) or "default" in parameter.help
    assert has_default or parameter.show_default is False


def test_the_help_of_the_program_has_its_panels_in_order(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert call(program(), ["--help"], "stampcodec") == 0
    titles = re.findall(r"^(\S.*):$", capsys.readouterr().out, re.MULTILINE)
    assert titles == ["Design", "Make", "Read and emulate", "Serve", "Options"]
