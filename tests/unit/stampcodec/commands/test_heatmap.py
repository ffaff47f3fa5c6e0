from __future__ import annotations

import io

import numpy as np
import pytest
from rich.console import Console

import stampcodec as sc
from stampcodec.commands.heatmap import CENTRE, HeatMap, LiveMap
from stampcodec.reading import Outcome, Pose, Reading

PANEL = sc.panel("nexus5")
READ = Reading(Outcome.READ, 4711, Pose(30.0, 50.0, 12.0), 0, 0.9)


def frame(panel: sc.Panel = PANEL) -> np.ndarray[tuple[int, int], np.dtype[np.int16]]:
    counts = np.zeros((panel.rows, panel.columns), np.int16)
    counts[4, 6] = 200
    return counts


def drawn(width: int, height: int, *, colour: bool, panel: sc.Panel = PANEL) -> list[str]:
    """Draw one frame on a terminal of that size; return its lines."""
    console = Console(
        file=io.StringIO(),
        width=width,
        height=height,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
        legacy_windows=False,
        _environ={},
    )
    heat = HeatMap(panel, has_colour=colour)
    heat.show(frame(panel), READ, "100 frames/s, 1.0 s", "losses: none")
    with console.capture() as capture:
        console.print(heat)
    return capture.get().splitlines()


def test_two_nodes_stand_in_a_character() -> None:
    lines = drawn(60, 20, colour=True)
    assert len(lines) == 14 + 3
    assert lines[0].count("▀") == 15
    # The touched node is the upper half of the third line, white above black.
    assert "38;2;255;255;255;48;2;0;0;0m▀" in lines[2]
    assert lines[14] == "4711 at (30.0, 50.0) mm, 12 degrees, margin 0.90"
    assert lines[15:] == ["100 frames/s, 1.0 s", "losses: none"]


def test_the_centre_of_a_face_is_marked() -> None:
    mark = "2;{};{};{}".format(*CENTRE)
    lines = drawn(40, 20, colour=True)
    assert [mark in line for line in lines].index(True) == int(50.0 / 4.1) // 2


def test_a_large_terminal_has_larger_nodes() -> None:
    lines = drawn(100, 60, colour=True)
    assert len(lines) == 4 * 27 // 2 + 3
    assert lines[0].count("▀") == 4 * 15


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (12, 9), (9, 8)])
@pytest.mark.parametrize("name", ["nexus5", "maxtouch"])
def test_a_map_fits_its_terminal(size: tuple[int, int], name: str) -> None:
    width, height = size
    lines = drawn(width, height, colour=False, panel=sc.panel(name))
    assert len(lines) < height
    assert max(map(len, lines)) <= width
    # The touch is there, however coarse the map.
    assert any("@" in line for line in lines[:-3])


@pytest.mark.parametrize("size", [(60, 5), (5, 30), (1, 1), (3, 2)])
def test_a_terminal_without_room_has_lines_alone_or_what_fits_of_them(
    size: tuple[int, int],
) -> None:
    width, height = size
    lines = drawn(width, height, colour=False)
    assert len(lines) <= max(1, height - 1)
    assert max(map(len, lines)) <= width
    assert "4711"[: width - 1] in lines[0]


def test_the_terminal_is_left_as_it_was() -> None:
    file = io.StringIO()
    console = Console(file=file, width=60, height=24, force_terminal=True, _environ={})

    def follow() -> None:
        with LiveMap(console, PANEL) as live:
            for n in range(5):
                live.follow(n / 100, frame(), READ, sc.Losses(), n / 10)
            live.tell("an [event] stands above")
            raise RuntimeError("pulled out")

    with pytest.raises(RuntimeError):
        follow()
    text = file.getvalue()
    assert "an [event] stands above" in text
    assert "100 frames/s" in text
    # The cursor is on, and no other screen, no mouse was asked for.
    assert text.rindex("\x1b[?25h") > text.rfind("\x1b[?25l")
    assert "1049" not in text
    # What was drawn is erased.
    assert text.rindex("\x1b[2K") > text.rindex("losses: none")


def test_it_draws_no_faster_than_a_terminal_can() -> None:
    file = io.StringIO()
    console = Console(file=file, width=60, height=24, force_terminal=True, _environ={})
    with LiveMap(console, PANEL) as live:
        for n in range(100):
            live.follow(n / 1000, frame(), READ, sc.Losses(), n / 1000)
    assert 5 <= file.getvalue().count("losses: none") <= 8


def test_what_was_read_is_said_in_words() -> None:
    heat = HeatMap(PANEL, has_colour=False)
    heat.show(frame(), Reading(Outcome.EMPTY))
    console = Console(file=io.StringIO(), width=60, height=30, _environ={})
    with console.capture() as capture:
        console.print(heat)
    assert capture.get().splitlines()[-1] == "nothing touches the panel"


@pytest.mark.parametrize(
    ("environment", "colour"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
    ],
)
def test_a_terminal_without_colours_has_characters(
    environment: dict[str, str], colour: bool
) -> None:
    file = io.StringIO()
    console = Console(file=file, width=60, height=24, force_terminal=True, _environ=environment)
    with LiveMap(console, PANEL) as live:
        live.follow(0.0, frame(), READ, sc.Losses(), 0.0)
    assert ("▀" in file.getvalue()) is colour
    assert ("@" in file.getvalue()) is not colour
