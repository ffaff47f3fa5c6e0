from __future__ import annotations

import inspect
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from stampcodec.commandlist import GROUP, PANELS, Listed, commands_of, listed_commands
from stampcodec.plainhelp import App, MisuseError, summary

LISTED = listed_commands()
LOADED = [each for each in LISTED if each.load]


def words(listed: Listed) -> str:
    return " ".join(listed.words)


def test_every_package_that_names_itself_lists_commands() -> None:
    entries = entry_points(group=GROUP)
    assert {entry.value for entry in entries} >= {"stampcodec", "emulator", "fabrication"}
    for entry in entries:
        assert commands_of(entry.value), entry
        assert not entry.extras, "setuptools warns of extras"


@pytest.mark.parametrize("listed", LOADED, ids=words)
def test_the_summary_is_the_first_line_of_the_commands_own_help(listed: Listed) -> None:
    loaded = listed.loaded()
    text = get_command(loaded).help if isinstance(loaded, typer.Typer) else inspect.getdoc(loaded)
    assert summary(text) == listed.summary
    assert not isinstance(loaded, typer.Typer) or isinstance(loaded, App)


@pytest.mark.parametrize("listed", LISTED, ids=words)
def test_a_summary_fits_a_line_of_the_help(listed: Listed) -> None:
    longest = max(len(each.words[-1]) for each in LISTED)
    assert 2 + longest + 2 + len(listed.summary) <= 78
    assert not listed.summary.endswith(".")


@pytest.mark.parametrize("listed", LISTED, ids=words)
def test_a_command_stands_in_a_panel_of_the_program_or_below_a_group(listed: Listed) -> None:
    group = [each for each in LISTED if each.words == listed.words[:-1]]
    if len(listed.words) == 1:
        assert listed.panel in PANELS
    else:
        assert [each.load for each in group] == [""]
        assert not listed.panel


@pytest.mark.parametrize(
    ("package", "extra"), [("fabrication", "fabrication"), ("issuance", "issuance")]
)
def test_every_command_of_a_room_with_an_extra_names_it(package: str, extra: str) -> None:
    extras = {each.extra for each in commands_of(package) if each.load}
    assert extras == {extra}


def test_no_two_commands_have_the_same_name() -> None:
    assert len({each.words for each in LISTED}) == len(LISTED)


def test_a_package_that_lacks_its_own_module_is_a_defect() -> None:
    with pytest.raises(ModuleNotFoundError):
        Listed(("x",), "X", load="stampcodec.nowhere:go", extra="solids").loaded()


def test_a_command_without_an_extra_that_cannot_be_imported_says_what_is_missing() -> None:
    with pytest.raises(MisuseError, match=r"x y: .*not installed completely: No module named"):
        Listed(("x", "y"), "X", load="no_such_package.cli:go").loaded()


def test_a_package_without_a_list_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        commands_of("no_such_package")
    with pytest.raises(ModuleNotFoundError):
        commands_of("no_such_package.commands")


# What earlier versions installed, a package that is gone, and one that lists nothing.
STALE = (
    "issuance.commands.audit:audit [issuance]",
    "fabrication.cli:fabricate [fabrication]",
    "stampcodec.commands.encode:encode",
    "no_such_package.commands",
    "email",
)


@pytest.mark.parametrize("value", STALE)
def test_installed_metadata_of_another_version_says_how_to_install_again(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    metadata = tmp_path / "stamps_of_old-0.0.9.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: stamps-of-old\n")
    (metadata / "entry_points.txt").write_text(f"[{GROUP}]\nold = {value}\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(MisuseError) as refused:
        listed_commands()
    line = str(refused.value)
    assert line.startswith("the installed metadata of stamps-of-old belongs to another version")
    assert repr(value) in line
    assert "pip install --force-reinstall stamps-of-old, in a clone pip install" in line
