"""Faults of a wire, seeded: what comes out of it is not what went in.

::

    bytes ─ baud ─ lost ─ doubled ─ corrupted ─ garbage ─ silence ─ late ─ split ─► bytes
            rate    each byte by itself          between   for a     held back, in
                                                 packets   while     several pieces

Everything is drawn from the seed and from the bytes and the virtual time alone, not from how they
arrive in pieces: the same bytes at the same times give the same bytes.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from emulator.device.misread import Misreader

if TYPE_CHECKING:
    import numpy.typing as npt

# What packets are parted by on this wire.
DELIMITER = 0
# A loose plug: how long nothing comes through, seconds.
SILENCE_S = (0.02, 0.3)
# A hub or a driver that takes a nap: how late what follows comes, seconds.
LATE_S = (0.005, 0.1)
# Bytes of garbage between two packets.
GARBAGE_BYTES = (1, 40)
# At most so many bytes wait because others are late; more go through at once.
MOST_HELD = 1 << 18


@dataclass(frozen=True)
class Rates:
    """How often a wire does what; all zero for a good one.

    Attributes
    ----------
    lost, doubled, corrupted : float
        Share of the bytes; a corrupted one has another value.
    split, late : float
        Share of the bytes before which a piece ends, and before which the wire falls behind.
    garbage : float
        Share of the packets after which bytes come that nobody sent.
    silence, disconnect, hang : float
        How often in a second nothing comes through for a while, the connection breaks, wherever
        in a packet that is, and the controller hangs until its watchdog resets it.
    baud : float
        The receiver's rate over the sender's; 0 for the same.
    until : float
        The faults stop so many seconds after the first byte; 0 for never.
    """

    lost: float = 0.0
    doubled: float = 0.0
    corrupted: float = 0.0
    split: float = 0.0
    late: float = 0.0
    garbage: float = 0.0
    silence: float = 0.0
    disconnect: float = 0.0
    hang: float = 0.0
    baud: float = 0.0
    until: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what no wire does.

        Raises
        ------
        ValueError
            Naming the field, its value and what was expected.
        """
        for field in fields(self):
            value, most = getattr(self, field.name), MOST.get(field.name, 1.0)
            if not 0 <= value <= most:
                raise ValueError(f"{field.name}: {value:g}, expected 0 to {most:g}")


# Where a rate is no share.
MOST = {"silence": 20.0, "disconnect": 20.0, "hang": 20.0, "baud": 16.0, "until": 1e6}


class Wire:
    """One direction of a wire. Everything that it does to bytes is counted.

    Parameters
    ----------
    rates : Rates
    seed : sequence of int
        Another for each wire.

    Attributes
    ----------
    counts : dict of str to int
        Bytes that were lost, doubled, corrupted, of garbage, silenced; `misread` where the rates
        differ; how often the wire fell behind (`late`) or broke (`disconnects`).
    """

    def __init__(self, rates: Rates, seed: tuple[int, ...]) -> None:
        self._rates = rates
        names = ("lost", "doubled", "corrupted", "split", "late", "garbage", "silence", "break")
        self._rng = {
            name: np.random.default_rng((*seed, number)) for number, name in enumerate(names)
        }
        self._value = np.random.default_rng((*seed, len(names)))
        self._lateness = np.random.default_rng((*seed, len(names) + 2))
        self._rubbish = np.random.default_rng((*seed, len(names) + 1))
        self._held: deque[tuple[float, bytes]] = deque()
        self._held_bytes = 0
        self._behind_s = 0.0
        self._first_s: float | None = None
        self._misreader = Misreader(rates.baud or 1.0)
        self._silence = _Spells(rates.silence, self._rng["silence"], SILENCE_S)
        self._breaks = _Spells(rates.disconnect, self._rng["break"], (0.0, 0.0))
        self.counts = dict.fromkeys(
            (
                "lost",
                "doubled",
                "corrupted",
                "garbage",
                "silenced",
                "misread",
                "late",
                "disconnects",
            ),
            0,
        )

    def pass_on(self, data: bytes, now_s: float) -> list[bytes]:
        """Put bytes in at a moment; return what comes out by then, in the pieces it comes in."""
        if data and self._first_s is None:
            self._first_s = now_s
        if data:
            self._hold(self._damaged(data, now_s) if self._is_bad(now_s) else [data], now_s)
        pieces = []
        while self._held and (self._held[0][0] <= now_s or self._held_bytes > MOST_HELD):
            _, piece = self._held.popleft()
            self._held_bytes -= len(piece)
            pieces.append(piece)
        return pieces

    def breaks(self, now_s: float) -> bool:
        """Tell once whether the connection breaks by this moment."""
        if self._is_bad(now_s) and self._breaks.covers(now_s):
            self._breaks.skip(now_s)
            self.counts["disconnects"] += 1
            return True
        return False

    @property
    def next_s(self) -> float:
        """When the next of what is held back comes out; infinite where nothing is."""
        return self._held[0][0] if self._held else np.inf

    @property
    def held_bytes(self) -> int:
        """How many bytes are held back."""
        return self._held_bytes

    def _is_bad(self, now_s: float) -> bool:
        until = self._rates.until
        return not until or self._first_s is None or now_s < self._first_s + until

    def _damaged(self, data: bytes, now_s: float) -> list[bytes | None]:
        rates, counts = self._rates, self.counts
        if rates.baud:
            counts["misread"] += len(data)
            data = self._misreader.push(data)
        if self._silence.covers(now_s):
            counts["silenced"] += len(data)
            return []
        bytes_in = np.frombuffer(data, dtype=np.uint8)
        keep = ~self._hit("lost", len(bytes_in))
        twice = self._hit("doubled", len(bytes_in)) & keep
        wrong = self._hit("corrupted", len(bytes_in)) & keep
        counts["lost"] += int((~keep).sum())
        counts["doubled"] += int(twice.sum())
        counts["corrupted"] += int(wrong.sum())
        changed = bytes_in.copy()
        # Not by `integers`: it draws several at once, and pieces would make a difference.
        changed[wrong] ^= (1 + 255 * self._value.random(int(wrong.sum()))).astype(np.uint8)
        out = np.repeat(changed, keep.astype(np.intp) + twice)
        return self._in_pieces(self._with_garbage(out))

    def _with_garbage(self, data: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        if not self._rates.garbage:
            return data
        ends = np.flatnonzero(data == DELIMITER)
        after = ends[self._hit("garbage", len(ends))] + 1
        parts, start = [], 0
        for end in after.tolist():
            length = int(self._rubbish.integers(*GARBAGE_BYTES))
            rubbish = self._rubbish.integers(0, 256, length, dtype=np.uint8)
            self.counts["garbage"] += length
            parts += [data[start:end], rubbish]
            start = end
        return np.concatenate([*parts, data[start:]])

    def _in_pieces(self, data: npt.NDArray[np.uint8]) -> list[bytes | None]:
        """Cut where pieces end; None stands where the wire falls behind."""
        late = self._hit("late", len(data))
        cuts = np.flatnonzero(self._hit("split", len(data)) | late)
        pieces: list[bytes | None] = []
        start = 0
        for cut in cuts.tolist():
            pieces.append(data[start:cut].tobytes())
            if late[cut]:
                pieces.append(None)
            start = cut
        return [*pieces, data[start:].tobytes()]

    def _hold(self, pieces: list[bytes | None], now_s: float) -> None:
        for piece in pieces:
            if piece is None:
                self.counts["late"] += 1
                self._behind_s = max(self._behind_s, now_s) + self._lateness.uniform(*LATE_S)
            elif piece:
                self._held.append((max(now_s, self._behind_s), piece))
                self._held_bytes += len(piece)

    def _hit(self, name: str, n: int) -> npt.NDArray[np.bool_]:
        rate: float = getattr(self._rates, name)
        if not rate:
            return np.zeros(n, dtype=np.bool_)
        hit: npt.NDArray[np.bool_] = self._rng[name].random(n) < rate
        return hit


class _Spells:
    """Stretches of time that begin at random, so many in a second."""

    def __init__(
        self, rate: float, rng: np.random.Generator, length_s: tuple[float, float]
    ) -> None:
        self._rate, self._rng, self._length_s = rate, rng, length_s
        self._begin_s = self._end_s = np.inf
        if rate:
            self._draw(0.0)

    def covers(self, now_s: float) -> bool:
        """Tell whether a stretch has begun; moments ascend."""
        while now_s > self._end_s and self._length_s[1]:
            self._draw(self._end_s)
        return now_s >= self._begin_s

    def skip(self, now_s: float) -> None:
        """End the stretch that has begun."""
        self._draw(now_s)

    def _draw(self, from_s: float) -> None:
        self._begin_s = from_s + self._rng.exponential(1.0 / self._rate)
        self._end_s = self._begin_s + self._rng.uniform(*self._length_s)
