"""A client's end on a serial device, a pseudo terminal or one of pyserial's URLs."""

from __future__ import annotations

import errno
import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from stampcodec.errors import PortClosedError, PortError
from stampcodec.link.port import READ_BYTES, Port

if TYPE_CHECKING:
    import serial

    from stampcodec.link._address import Address

# A device that takes no command within this time is not there.
WRITE_TIMEOUT_S = 5.0


def open_serial(
    address: Address, baud: int, *, timeout: float | None, write_timeout: float | None
) -> serial.SerialBase:
    """Open what pyserial knows by a device's name or a URL.

    Parameters
    ----------
    address : Address
    baud : int
    timeout, write_timeout : float or None
        Seconds; 0 never waits, None waits for ever.

    Raises
    ------
    PortError
        The port does not exist, is busy, refuses the rate, or pyserial is not installed.
    """
    try:
        import serial  # noqa: PLC0415  (an extra: the codec itself runs without)
    except ImportError:
        raise PortError(
            address.word, "", "needs pyserial: pip install 'stampcodec[serial]'"
        ) from None
    # Only a device that is really there can be locked against a second reader.
    is_url = "://" in address.path
    port = serial.serial_for_url if is_url else _kept(serial.Serial)
    try:
        return port(
            address.path,
            baudrate=baud,
            timeout=timeout,
            write_timeout=write_timeout,
            exclusive=None if is_url else True,
        )
    except (ValueError, OSError, _error_of_terminals()) as error:
        raise PortError(address.word, "", _reason(error, baud)) from None


class SerialPort(Port):
    """Bytes through pyserial. Make one with `open_port`.

    Parameters
    ----------
    address : Address
        Of a serial device, a pty or a URL.
    baud : int

    Raises
    ------
    PortError
        As `open_serial` does.
    """

    def __init__(self, address: Address, baud: int) -> None:
        self.name = address.word
        self._serial = open_serial(address, baud, timeout=0, write_timeout=WRITE_TIMEOUT_S)

    def read(self, timeout_s: float | None) -> bytes:
        """Return what has arrived."""
        try:
            self._serial.timeout = timeout_s
            first = bytes(self._serial.read(1))
        except (OSError, TypeError) as error:
            # pyserial meets a descriptor that was closed under it with a TypeError.
            raise PortClosedError(self.name, "", f"the device has gone: {error}") from None
        if not first:
            return b""
        # A device that goes right now is reported by the next call: the first byte has come.
        with suppress(OSError, TypeError):
            self._serial.timeout = 0
            return first + bytes(self._serial.read(READ_BYTES))
        return first

    def write(self, data: bytes) -> None:
        """Send bytes."""
        try:
            self._serial.write(data)
        except OSError as error:
            raise PortClosedError(self.name, "", f"the device takes nothing: {error}") from None

    def close(self) -> None:
        """Give the port back."""
        self._serial.close()


def _error_of_terminals() -> type[Exception]:
    """Return what Python raises where a terminal goes while it is set up; no OSError."""
    try:
        from termios import error  # noqa: PLC0415  (not on Windows)
    except ImportError:
        return OSError
    return error


def _kept(native: type[serial.Serial]) -> type[serial.Serial]:
    """Return pyserial's class of serial devices, but one that opens without emptying the port.

    After a broken connection a device may have written before its client is back. What is thrown
    away then is in nobody's counters.
    """

    class Kept(native):  # type: ignore[misc, valid-type]
        def _reset_input_buffer(self) -> None:
            """Leave what has arrived."""

    return Kept


def _reason(error: Exception, baud: int) -> str:
    """Say in a few words why a port cannot be opened."""
    busy = "busy, another program has it open"
    known = {
        errno.ENOENT: "no such port",
        errno.EACCES: "not permitted; on Linux the user must be in the group of the device",
        errno.EBUSY: busy,
        errno.EAGAIN: busy,
        errno.ENOTTY: "expected a serial device",
        errno.EINVAL: f"refuses {baud} baud",
    }
    text = " ".join(str(error).split())
    if "exclusively lock" in text:
        return busy
    if isinstance(error, ValueError) and "baud" in text.lower():
        return f"refuses {baud} baud"
    # pyserial names the number in its text when it does not hand it on.
    named = re.search(r"(?:\(|\[Errno )([0-9]+)", text)
    number = getattr(error, "errno", None) or (int(named[1]) if named else None)
    if number in known:
        return known[number]
    return os.strerror(number).lower() if number else f"cannot be opened: {text}"
