"""A heat map of frames in the terminal, with what was read below it.

Two nodes stand above each other in a character, as its upper half and its lower::

    node (0, 0) ─┐
    node (1, 0) ─┴─ ▀   foreground: the upper one, background: the lower one
"""

from __future__ import annotations

from collections import deque
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from rich.color import Color
from rich.live import Live
from rich.segment import Segment
from rich.style import Style

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from numpy.typing import NDArray
    from rich.console import Console, ConsoleOptions
    from typing_extensions import Self

    from stampcodec._panel import Panel
    from stampcodec.reading import Reading
    from stampcodec.stream.losses import Losses

# Lines of text below the map, and the least that is worth a map.
TEXT_LINES, LEAST_LINES, LEAST_COLUMNS = 3, 4, 8
# From nothing over a finger to saturation: black, blue, red, yellow, white.
STOPS = np.array([(0, 0, 0), (30, 30, 120), (190, 40, 60), (250, 200, 60), (255, 255, 255)], float)
LEVELS = 32
# For terminals without colour.
INK = " .:-=+*#%@"
CENTRE = (80, 255, 120)
# Faster than that no terminal draws and no eye sees.
LEAST_PERIOD_S = 1 / 60
RATE_S = 1.0


class HeatMap:
    """The last frame and what was read of it, as rich draws it.

    Parameters
    ----------
    panel : Panel
    has_colour : bool
    """

    def __init__(self, panel: Panel, *, has_colour: bool) -> None:
        self._panel, self._has_colour = panel, has_colour
        self._counts = np.zeros((panel.rows, panel.columns), np.int16)
        self._centre: tuple[int, int] | None = None
        self._lines: tuple[str, ...] = ()

    def show(self, counts: NDArray[np.int16], reading: Reading, *lines: str) -> None:
        """Take a frame, its reading, and the lines below it."""
        self._counts, self._lines = counts, (described(reading), *lines)
        self._centre = None
        if reading.pose is not None:
            row = int(reading.pose.y_mm // self._panel.pitch_mm)
            column = int(reading.pose.x_mm // self._panel.pitch_mm)
            if 0 <= row < self._panel.rows and 0 <= column < self._panel.columns:
                self._centre = row, column

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """Draw as much as the terminal has room for."""
        width, height = options.max_width, options.size.height
        yield from self._map(width, height - TEXT_LINES - 1)
        # The last column stays free: some terminals break the line when it is written.
        for line in self._lines[: max(1, height - 1)]:
            yield Segment(line[: max(1, width - 1)])
            yield Segment.line()

    def _map(self, width: int, height: int) -> Iterator[Segment]:
        if height < LEAST_LINES or width < LEAST_COLUMNS:
            return
        levels, times = self._levels(width, height)
        if levels.shape[0] % 2:
            levels = np.vstack([levels, np.full((1, levels.shape[1]), levels.min())])
        for upper, lower in zip(levels[::2], levels[1::2], strict=True):
            for top, bottom in zip(upper.tolist(), lower.tolist(), strict=True):
                if self._has_colour:
                    yield Segment("▀" * times, _style(top, bottom))
                else:
                    level = min(max(top, bottom), LEVELS - 1)
                    yield Segment(INK[level * len(INK) // LEVELS] * times)
            yield Segment.line()

    def _levels(self, width: int, height: int) -> tuple[NDArray[np.int64], int]:
        """Return a level for each half character, and how often each stands beside itself."""
        scaled = self._counts.astype(np.float64) / self._panel.finger_counts
        levels = np.clip(scaled * (LEVELS - 1), 0, LEVELS - 1).astype(np.int64)
        if self._centre is not None:
            levels[self._centre] = LEVELS
        rows, columns = levels.shape
        fits = min(width // columns, 2 * height // rows)
        if fits >= 1:
            return np.repeat(levels, fits, axis=0), fits
        # The strongest node of a square stands for it.
        side = max(-(-columns // width), -(-rows // (2 * height)))
        padded = np.pad(levels, ((0, -rows % side), (0, -columns % side)))
        shape = (padded.shape[0] // side, side, padded.shape[1] // side, side)
        return padded.reshape(shape).max(axis=(1, 3)), 1


def has_colour(console: Console) -> bool:
    """Tell whether a terminal has colours, and whoever sits there wants them (``NO_COLOR``)."""
    return console.color_system is not None and not console.no_color


@cache
def _style(top: int, bottom: int) -> Style:
    return Style(color=_colour(top), bgcolor=_colour(bottom))


@cache
def _colour(level: int) -> Color:
    if level == LEVELS:
        return Color.from_rgb(*CENTRE)
    place = level / (LEVELS - 1) * (len(STOPS) - 1)
    rgb = [np.interp(place, range(len(STOPS)), STOPS[:, part]) for part in range(3)]
    return Color.from_rgb(*rgb)


def described(reading: Reading) -> str:
    """Say in a line what was read."""
    if reading.pose is None:
        return reading.outcome.meaning
    x, y, angle = reading.pose
    what = reading.outcome.name if reading.merchant_id is None else str(reading.merchant_id)
    return f"{what} at ({x:.1f}, {y:.1f}) mm, {angle:.0f} degrees, margin {reading.margin:.2f}"


class LiveMap:
    """A `HeatMap` that follows a stream. A context manager that leaves the terminal as it was.

    The cursor is never hidden: a process that is stopped or killed leaves nothing to restore.

    Parameters
    ----------
    console : Console
        On a terminal.
    panel : Panel
    """

    def __init__(self, console: Console, panel: Panel) -> None:
        self._console = console
        self._map = HeatMap(panel, has_colour=has_colour(console))
        self._live = Live(
            self._map,
            console=console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
            vertical_overflow="crop",
        )
        self._times: deque[float] = deque(maxlen=1024)
        self._drawn_s = float("-inf")

    def follow(
        self,
        time_s: float,
        counts: NDArray[np.int16],
        reading: Reading,
        losses: Losses,
        now_s: float,
    ) -> None:
        """Take a frame; draw it unless the one before has just been drawn.

        Parameters
        ----------
        time_s : float
            Of the frame.
        now_s : float
            On a clock of the machine.
        """
        self._times.append(time_s)
        while self._times[-1] - self._times[0] > RATE_S:
            self._times.popleft()
        if now_s - self._drawn_s < LEAST_PERIOD_S:
            return
        self._drawn_s = now_s
        spread_s = self._times[-1] - self._times[0]
        rate = (len(self._times) - 1) / spread_s if spread_s > 0 else 0.0
        self._map.show(counts, reading, f"{rate:.0f} frames/s, {time_s:.1f} s", f"losses: {losses}")
        self._live.refresh()

    def tell(self, line: str) -> None:
        """Print a line above the map."""
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._live.start()
        self._console.show_cursor(True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the map away."""
        self._live.stop()
