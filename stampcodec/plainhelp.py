"""Help as plain text, and commands that refuse in one line.

`App` is the ``typer.Typer`` of this project. Its help is plain text: nothing in it is read as
markup, a flag has no type, and it looks alike in every version of typer (docs/adr/0027).

::

    Usage: stampcodec encode [OPTIONS] ID

      Design the stamp of a merchant and write its face.

    Arguments:
      ID  Merchant ID, from 0.

    Options:
      -f, --family NAME  Stamp family.  [default: lattice8h14]
"""

from __future__ import annotations

import inspect
import re
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

F = TypeVar("F", bound="Callable[..., Any]")

BELOW_ZERO = re.compile(r"-\.?\d")
# Characters of a wrong value in a message.
MOST_SHOWN = 40


class MisuseError(Exception):
    """A command line that cannot be run, as one line; `stampcodec.cli` prints it."""

    def format_message(self) -> str:
        """Return the line."""
        return str(self)


# The parser's types differ between versions of typer: hence Any for contexts and formatters.
class PlainCommand(TyperCommand):
    """A command whose help is plain text."""

    def __init__(self, name: str | None, **settings: Any) -> None:
        """Make a command; see ``typer.core.TyperCommand`` for the settings."""
        super().__init__(name, **settings)
        for parameter in self.params:
            _convert_plainly(parameter)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments; a number below zero is an argument, not an unknown option."""
        ctx.ignore_unknown_options = any(BELOW_ZERO.match(each) for each in args)
        return super().parse_args(ctx, args)

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option ``--help``."""
        return _plain_flag(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the whole help."""
        write_usage(self, ctx, formatter, [])
        write_parameters(self.get_params(ctx), formatter)


class PlainGroup(TyperGroup):
    """A group of commands whose help is plain text, and which proposes a name for a wrong one."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments.

        Raises
        ------
        MisuseError
            There are none.
        """
        if not args and not ctx.resilient_parsing:
            raise MisuseError(f"expected a command; see {ctx.command_path} --help")
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the name, the command and the remaining arguments.

        Raises
        ------
        MisuseError
            There is no such command.
        """
        if args[0] not in self.list_commands(ctx) and not ctx.resilient_parsing:
            meant = " or ".join(f"`{each}`" for each in self.meant(ctx, args[0]))
            advice = f"did you mean {meant}?" if meant else f"see {ctx.command_path} --help"
            raise MisuseError(f"no command {args[0]!r}; {advice}")
        return super().resolve_command(ctx, args)

    def meant(self, ctx: Any, word: str) -> list[str]:
        """Return the commands, as they are typed, that a wrong word may stand for."""
        return [f"{ctx.command_path} {each}" for each in alike(word, self.list_commands(ctx))]

    def sections(self, ctx: Any) -> dict[str, list[tuple[str, str]]]:
        """Return the commands with their summaries, by the title of the help section."""
        commands = [self.get_command(ctx, name) for name in self.list_commands(ctx)]
        return {"Commands": [(each.name or "", summary(each.help)) for each in commands if each]}

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option ``--help``."""
        return _plain_flag(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the whole help."""
        write_usage(self, ctx, formatter, ["COMMAND", "[ARGS]..."])
        sections = self.sections(ctx)
        width = max((len(name) for rows in sections.values() for name, _ in rows), default=0)
        for title, rows in sections.items():
            write_section(title, [(name.ljust(width), text) for name, text in rows], formatter)
        write_parameters(self.get_params(ctx), formatter)


class App(typer.Typer):
    """A group of commands as this project wants them."""

    def __init__(self, cls: type[TyperGroup] = PlainGroup, **settings: Any) -> None:
        """Make an app without commands; see ``typer.Typer`` for the settings."""
        settings.setdefault("add_completion", False)
        super().__init__(
            cls=cls,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            context_settings={"help_option_names": ["-h", "--help"]},
            **settings,
        )

    def command(self, name: str | None = None, **settings: Any) -> Callable[[F], F]:
        """Return the decorator that makes a command of a function."""
        return super().command(name, **{"cls": PlainCommand, **settings})


def _plain_flag(option: Any) -> Any:
    """Give a flag the default False: where it has none, typer 0.29 loads pydantic to convert it."""
    if option is not None:
        option.default = False
    return option


class _Plain:
    """Convert text and numbers; hand everything else to typer's conversion."""

    def __init__(self, parameter: Any) -> None:
        described = parameter.type_descriptor
        self.kind = described.annotation
        self.least = getattr(described.parameter_info, "min", None)
        self.most = getattr(described.parameter_info, "max", None)
        self.conversion = parameter.get_runtime_param

    def coerce(self, value: Any, **where: Any) -> Any:
        if value is None or (self.kind is str and isinstance(value, str)):
            return value
        if self.kind in (int, float):
            return self._number(value, **where)
        return self.conversion().coerce(value, **where)

    def _number(self, value: Any, **where: Any) -> Any:
        try:
            number = self.kind(value)
        except ValueError:
            number = None
        if number is None or not self._within(number):
            text = str(value)
            shown = text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 3]}..."
            raise typer.BadParameter(f"expected {self._expected()}, got {shown}", **where)
        return number

    def _within(self, number: float) -> bool:
        above = self.least is None or number >= self.least
        return above and (self.most is None or number <= self.most)

    def _expected(self) -> str:
        kind = "a whole number" if self.kind is int else "a number"
        if self.least is not None and self.most is not None:
            return f"{kind}, {self.least} to {self.most}"
        if self.least is not None:
            return f"{kind}, {self.least} or more"
        return kind if self.most is None else f"{kind}, {self.most} or less"


def _convert_plainly(parameter: Any) -> None:
    """Spare a parameter of one text or number typer 0.29's conversion.

    It loads pydantic, 70 ms, and its messages leave out the value and half of the range.
    """
    if hasattr(parameter, "get_runtime_param") and parameter.nargs == 1 and not parameter.multiple:
        plain = _Plain(parameter)
        parameter.get_runtime_param = lambda: plain


def alike(word: str, names: Iterable[str]) -> list[str]:
    """Return the names that a word may be a misspelling of, the closest first."""
    import difflib  # noqa: PLC0415  only for a wrong word

    return difflib.get_close_matches(word, names)


def summary(text: str | None) -> str:
    """Return the first line of a docstring without its full stop."""
    return inspect.cleandoc(text or "").partition("\n")[0].removesuffix(".")


def write_usage(command: Any, ctx: Any, formatter: Any, more: Sequence[str]) -> None:
    """Write how a command is called and what it does."""
    arguments = [_placeholder(each) for each in command.params if _is_argument(each)]
    formatter.write_usage(ctx.command_path, " ".join(["[OPTIONS]", *arguments, *more]))
    if command.help:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(inspect.cleandoc(command.help))


def write_parameters(parameters: Sequence[Any], formatter: Any) -> None:
    """Write what a command takes, arguments before options."""
    shown = [each for each in parameters if not each.hidden]
    arguments = [(_metavar(each), _explained(each)) for each in shown if _is_argument(each)]
    options = [(_spelled(each), _explained(each)) for each in shown if not _is_argument(each)]
    write_section("Arguments", arguments, formatter)
    write_section("Options", options, formatter)


def write_section(title: str, rows: Sequence[tuple[str, str]], formatter: Any) -> None:
    """Write rows in two columns under a title, nothing where there are no rows."""
    if rows:
        with formatter.section(title):
            formatter.write_dl(rows)


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def _metavar(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _placeholder(argument: Any) -> str:
    name = _metavar(argument) if argument.required else f"[{_metavar(argument)}]"
    return name if argument.nargs == 1 else f"{name}..."


def _spelled(option: Any) -> str:
    spellings = ", ".join(sorted(option.opts, key=len))
    return spellings if option.is_flag else f"{spellings} {_metavar(option)}"


def _explained(parameter: Any) -> str:
    notes = []
    if parameter.envvar and parameter.show_envvar:
        notes.append(f"[environment: {parameter.envvar}]")
    default = shown_default(parameter)
    if default:
        notes.append(f"[default: {default}]")
    elif parameter.required and not _is_argument(parameter):
        notes.append("[required]")
    return "  ".join([parameter.help or "", *notes])


def shown_default(parameter: Any) -> str:
    """Return what stands for the default of a parameter; nothing for a flag."""
    if isinstance(parameter.show_default, str):
        return parameter.show_default
    default = parameter.default
    if parameter.required or getattr(parameter, "is_flag", False) or not parameter.show_default:
        return ""
    if isinstance(default, Enum):
        return str(default.value)
    if isinstance(default, float):
        return f"{default:g}"
    # The parser has values of its own for "no default", another one in each version.
    return str(default) if isinstance(default, (str, int, Path)) else ""
