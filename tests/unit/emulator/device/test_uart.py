from __future__ import annotations

import pytest

from emulator.device.outbox import Outbox
from emulator.device.uart import Uart
from stampcodec import wire

BAUD = 10_000  # a millisecond a byte
TEXT = wire.Log(6, "x" * 100)


def busy(baud: int, at_s: float = 0.0) -> Uart:
    """Return a line with a packet of more than a hundred bytes on it."""
    uart = Uart(Outbox(1), baud)
    uart.put(TEXT, 0, at_s)
    return uart


def test_a_byte_leaves_after_ten_bits() -> None:
    uart = busy(BAUD, 5.0)
    assert uart.sent(5.0009, None) == b""
    assert len(uart.sent(5.0010, None)) == 1
    assert len(uart.sent(5.0035, None)) == 2
    length = len(wire.PacketWriter(1).write(TEXT))
    assert uart.settled_s() == pytest.approx(5.0 + 0.001 * length)
    assert len(uart.sent(9.0, None)) == length - 3


def test_an_idle_line_does_not_save_time_up() -> None:
    uart = busy(BAUD)
    uart.sent(50.0, None)
    uart.put(TEXT, 0, 60.0)
    assert len(uart.sent(60.001, None)) == 1


@pytest.mark.parametrize("steps", [1, 3, 7, 100])
def test_the_rate_is_the_same_whatever_the_steps(steps: int) -> None:
    uart = busy(921_600)
    sent = sum(len(uart.sent(0.001 * (i + 1) / steps, None)) for i in range(steps))
    assert sent == 92


def test_a_line_that_is_held_up_does_not_catch_up() -> None:
    uart = busy(BAUD)
    assert len(uart.sent(0.010, room=4)) == 4
    assert len(uart.sent(0.011, None)) == 1
    assert uart.sent(0.020, room=0) == b""
    assert len(uart.sent(0.022, None)) == 2
