"""A group of listed commands: each is loaded when it is called, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command as command_of

from stampcodec.plainhelp import App, MisuseError, PlainGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stampcodec.commandlist import Listed


class CommandGroup(PlainGroup):
    """The commands of a list that begin with the same words.

    Attributes
    ----------
    listed : sequence of Listed
        All commands of the program.
    words : tuple of str
        What the commands of this group begin with; nothing for the program itself.
    """

    listed: Sequence[Listed] = ()
    words: tuple[str, ...] = ()

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands in this group."""
        del ctx
        return [each.words[-1] for each in self._own()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load a command; None when there is none of that name.

        Raises
        ------
        MisuseError
            A library that it needs is not installed.
        """
        for each in self._own():
            if each.words[-1] == cmd_name:
                try:
                    return self._command(each)
                except MisuseError:
                    if not ctx.resilient_parsing:
                        raise
        return None  # the shell completes nothing for a command that is not installed

    def _command(self, listed: Listed) -> Any:
        name = listed.words[-1]
        if not listed.load:
            return grouped(self.listed, name, f"{listed.summary}.", listed.words)
        loaded = listed.loaded()
        if isinstance(loaded, typer.Typer):
            command = command_of(loaded)
            command.name = name
            return command
        app = App()
        app.command(name)(loaded)
        return command_of(app)

    def invoke(self, ctx: Any) -> Any:
        """Run a command; it loads its room only now.

        Raises
        ------
        MisuseError
            A library that it needs is not installed.
        """
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            for each in self._own():
                if each.words[-1] == ctx.invoked_subcommand:
                    each.refuse(error)
            raise

    def meant(self, ctx: Any, word: str) -> list[str]:
        """Return the commands that a wrong word may stand for, wherever they are."""
        program = ctx.find_root().command_path
        moved = [each.words for each in self.listed if each.words[-1] == word]
        return [" ".join((program, *words)) for words in moved] or super().meant(ctx, word)

    def sections(self, ctx: Any) -> dict[str, list[tuple[str, str]]]:
        """Return the summaries as they are listed; nothing is loaded for them."""
        del ctx
        found: dict[str, list[tuple[str, str]]] = {}
        for each in self._own():
            found.setdefault(each.panel or "Commands", []).append((each.words[-1], each.summary))
        return found

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Complete names from the list; nothing is loaded for them."""
        names: dict[str, Any] = {
            each.words[-1]: TyperCommand(each.words[-1], short_help=each.summary)
            for each in self._own()
        }
        stand_in = TyperGroup(name=self.name, commands=names, params=self.params)
        return stand_in.shell_complete(type(ctx)(stand_in, info_name=ctx.info_name), incomplete)

    def _own(self) -> list[Listed]:
        return [each for each in self.listed if each.words[:-1] == self.words]


def grouped(
    listed: Sequence[Listed], name: str, text: str, words: tuple[str, ...] = ()
) -> CommandGroup:
    """Return the group of the commands that begin with `words`."""
    group = CommandGroup(name=name, help=text, rich_markup_mode=None)
    group.listed, group.words = listed, words
    return group
