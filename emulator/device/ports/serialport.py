"""A real serial line: the emulator in the place of a board."""

from __future__ import annotations

import select
from typing import TYPE_CHECKING

from emulator.device.ports.deviceport import READ_BYTES, DevicePort
from stampcodec.errors import PortClosedError
from stampcodec.link.serialport import open_serial

if TYPE_CHECKING:
    from stampcodec.link import Address


class SerialDevicePort(DevicePort):
    """A serial device, through pyserial.

    Parameters
    ----------
    address : Address

    Raises
    ------
    PortError
        The port does not exist, is busy, refuses the rate, or pyserial is not installed.
    """

    def __init__(self, address: Address) -> None:
        self._serial = open_serial(address, address.number, timeout=0, write_timeout=0)
        self._word = address.word
        self.announcement = f"serial:{address.path},{address.number}"

    def receive(self) -> bytes:
        """Return what the client has sent."""
        try:
            received: bytes = self._serial.read(READ_BYTES)
        except OSError as error:
            raise PortClosedError(self._word, "", f"the line has gone: {error}") from None
        return received

    def send(self, data: bytes) -> int:
        """Send bytes as far as the line takes them."""
        try:
            return int(self._serial.write(data) or 0)
        except OSError as error:
            raise PortClosedError(self._word, "", f"the line has gone: {error}") from None

    def wait(self, timeout_s: float, *, to_send: bool) -> None:
        """Wait for the line."""
        select.select([self._serial], [self._serial] if to_send else [], [], timeout_s)

    def hang_up(self) -> None:
        """Do nothing: a line has no plug that software can pull."""

    def close(self) -> None:
        """Give the line back."""
        self._serial.close()
