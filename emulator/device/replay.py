"""A replay: the frames of a recording in the place of a glass."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from emulator.device.scanner import Scan
from emulator.driver import Driver, firmware
from stampcodec import wire
from stampcodec.errors import FrameFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from typing_extensions import Self

    from stampcodec import Panel

# Between two frames whose times do not follow each other: the device was restarted there.
BREAK_S = 1.0
# A recording begins with its description (docs/protocol.md, 9.2), damaged as it may be.
MOST_PACKETS_BEFORE = 10_000


class Replay:
    """Scans a recording, once somebody has begun. A context manager that closes the file.

    Frames come as far apart as they were recorded, whatever rate a client asks for. Contacts are
    worked out anew.

    Parameters
    ----------
    path : Path or str

    Attributes
    ----------
    panel : Panel
        As the recording describes it.

    Raises
    ------
    FrameFileError
        It is no recording, or holds no description or no frame.
    OSError
        It cannot be read.
    """

    def __init__(self, path: Path | str) -> None:
        self._file = Path(path).open("rb")  # noqa: SIM115  (closed by `close`)
        try:
            self._packets = self._read()
            self.panel = self._described(path)
            first = self._first(path)
        except BaseException:
            self._file.close()
            raise
        self._coming = chain([first], self._frames())
        self._next: tuple[int, wire.Frame] | None = next(self._coming)
        self._driver = Driver(self.panel, firmware(self.panel))

    def power_on(self, now_s: float) -> None:
        """Forget the contacts."""
        del now_s
        self._driver = Driver(self.panel, firmware(self.panel))

    def begin(self, now_s: float) -> None:
        """Do nothing: a recording begins with the first scan."""

    def calibrate(self) -> None:
        """Do nothing: what was recorded is calibrated."""

    def calibrate_at_once(self, now_s: float) -> None:
        """Do nothing: what was recorded is calibrated."""

    def scan(self, start_s: float) -> Scan | None:
        """Return the next frame; None after the last."""
        if self._next is None:
            return None
        counts = self._next[1].counts
        return Scan(counts, self._driver.push(counts, 1000.0 * start_s), calibrates=False)

    def next_s(self, start_s: float, rate_hz: int) -> float:
        """Return when the scan after this one begins."""
        if self._next is None:
            return start_s + 1.0 / rate_hz
        before_us, _ = self._next
        self._next = next(self._coming, None)
        if self._next is None:
            return start_s + 1.0 / rate_hz
        apart_s = 1e-6 * (self._next[0] - before_us)
        return start_s + (apart_s if 0 < apart_s < BREAK_S else BREAK_S)

    def line_faults(self) -> list[tuple[str, str, int]]:
        """Return nothing: the lines are not here."""
        return []

    @property
    def is_over(self) -> bool:
        """Whether the last frame has been sent."""
        return self._next is None

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        """Return the replay itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    def _read(self) -> Iterator[wire.Packet]:
        self._decoder = wire.PacketDecoder()
        for item in wire.read_packets(self._file, self._decoder):
            if isinstance(item, wire.Packet):
                yield item

    def _described(self, path: Path | str) -> Panel:
        pieces = wire.DescriptionAssembly()
        for _, packet in zip(range(MOST_PACKETS_BEFORE), self._packets, strict=False):
            if isinstance(packet.message, wire.DescriptionPiece):
                whole = pieces.add(packet.message)
                if whole is not None:
                    described = wire.read_description(whole, str(path))
                    self._decoder.learn(described.messages)
                    return described.panel
        raise FrameFileError(path, "", "expected a recording that describes its panel")

    def _first(self, path: Path | str) -> tuple[int, wire.Frame]:
        for frame in self._frames():
            return frame
        raise FrameFileError(path, "", "expected a recording with frames, it has none")

    def _frames(self) -> Iterator[tuple[int, wire.Frame]]:
        for packet in self._packets:
            frame = packet.message
            if isinstance(frame, wire.Frame) and frame.counts.shape == (
                self.panel.rows,
                self.panel.columns,
            ):
                yield packet.time_us, frame
