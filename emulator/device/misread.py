r"""Two ends that disagree about the baud rate: what the receiver takes the bits for.

::

    sent      ‾\__/‾‾\____/‾‾‾‾        start, eight bits, the lowest first, stop
    sampled     ^ ^ ^ ^ ^ ^ ^          in the middle of each bit, as the receiver counts them

A receiver waits for a start bit, looks at ten bits of its own length and waits for the next one. A
byte without a stop bit is handed on as it is: a framing error that nobody looks at.
"""

from __future__ import annotations

from math import ceil

import numpy as np

from emulator.device.uart import BITS_PER_BYTE


class Misreader:
    """Reads bytes that follow each other without a gap at another rate, in any pieces.

    Parameters
    ----------
    ratio : float
        The receiver's baud rate over the sender's, above 0. Within some 4 % of 1 it reads well.
    """

    def __init__(self, ratio: float) -> None:
        # Where in its byte each bit is looked at, in bits of the sender; the last is the stop bit.
        self._looks = (np.arange(1, 9) + 0.5) / ratio
        self._needs = ceil(9.5 / ratio)
        self._line = np.ones(1, dtype=np.uint8)
        self._free = 0.0

    def push(self, data: bytes) -> bytes:
        """Take what was sent; return what has been read by now."""
        values = np.frombuffer(data, dtype=np.uint8)
        bits = np.ones((len(values), BITS_PER_BYTE), dtype=np.uint8)
        bits[:, 0] = 0
        bits[:, 1:9] = np.unpackbits(values[:, None], axis=1, bitorder="little")
        line = np.concatenate([self._line, bits.ravel()])
        # Where the line falls from 1 to 0; its first bit is one that has been looked at.
        falls = np.flatnonzero((line[:-1] == 1) & (line[1:] == 0)) + 1
        received, done = bytearray(), len(line) - 1
        for start in falls.tolist():
            if start < self._free:
                continue
            if start + self._needs >= len(line):
                done = start - 1
                break
            level = line[(start + self._looks).astype(np.intp)]
            received.append(int(np.packbits(level, bitorder="little")[0]))
            self._free = start + self._needs
        self._line, self._free = line[done:], self._free - done
        return bytes(received)
