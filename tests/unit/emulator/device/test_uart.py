from __future__ import annotations

import pytest

from emulator.device.outbox import Outbox
from emulator.device.uart import Uart

BAUD = 10_000  # a millisecond a byte


def test_a_byte_leaves_after_ten_bits() -> None:
    uart = Uart(Outbox(100), BAUD)
    uart.put(b"abcdef", 5.0)
    assert uart.sent(5.0009, None) == b""
    assert uart.sent(5.0010, None) == b"a"
    assert uart.sent(5.0035, None) == b"bc"
    assert uart.idle_at_s == pytest.approx(5.006)
    assert uart.sent(9.0, None) == b"def"


def test_an_idle_line_does_not_save_time_up() -> None:
    uart = Uart(Outbox(100), BAUD)
    uart.put(b"a", 0.0)
    assert uart.sent(50.0, None) == b"a"
    uart.put(b"bc", 60.0)
    assert uart.sent(60.001, None) == b"b"


@pytest.mark.parametrize("steps", [1, 3, 7, 100])
def test_the_rate_is_the_same_whatever_the_steps(steps: int) -> None:
    uart = Uart(Outbox(2000), 921_600)
    uart.put(bytes(2000), 0.0)
    sent = sum(len(uart.sent(0.01 * (i + 1) / steps, None)) for i in range(steps))
    assert sent == 921


def test_a_line_that_is_held_up_does_not_catch_up() -> None:
    uart = Uart(Outbox(100), BAUD)
    uart.put(bytes(50), 0.0)
    assert len(uart.sent(0.010, room=4)) == 4
    assert len(uart.sent(0.011, None)) == 1
    assert uart.sent(0.020, room=0) == b""
    assert len(uart.sent(0.022, None)) == 2
