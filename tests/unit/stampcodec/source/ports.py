"""A client's end in virtual time, with a line that does what a test wants."""

from __future__ import annotations

from collections.abc import Callable

from stampcodec.errors import PortClosedError
from stampcodec.link import Port


class Clock:
    """Virtual time."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds


class ScriptedPort(Port):
    """A peer that answers nothing, and says what it is told to say."""

    name = "pty:/tmp/touch0"

    def __init__(self, clock: Clock, says: Callable[[], bytes] = lambda: b"") -> None:
        self.clock, self.says = clock, says
        self.heard = bytearray()
        self.heard_s: list[float] = []
        self.closed = False

    def read(self, timeout_s: float | None) -> bytes:
        assert timeout_s is not None
        self.clock.now_s += max(timeout_s, 0.001)
        return self.says()

    def write(self, data: bytes) -> None:
        self.heard += data
        self.heard_s.append(self.clock.now_s)

    def close(self) -> None:
        self.closed = True


class ChangedPort(Port):
    """A port whose bytes to the client are changed on the way."""

    name = "emulator"

    def __init__(self, inner: Port, change: Callable[[bytes], bytes]) -> None:
        self.inner, self.change = inner, change
        self.is_broken = False

    def read(self, timeout_s: float | None) -> bytes:
        if self.is_broken:
            raise PortClosedError(self.name, "", "the device has gone")
        return self.change(self.inner.read(timeout_s))

    def write(self, data: bytes) -> None:
        self.inner.write(data)

    def close(self) -> None:
        self.inner.close()
