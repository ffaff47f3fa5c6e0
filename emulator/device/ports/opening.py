"""Open the device's end of the link that a word names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.device.ports.ptyport import PtyPort
from emulator.device.ports.serialport import SerialDevicePort
from emulator.device.ports.streamport import FileDevicePort, StreamPort
from emulator.device.ports.tcpport import TcpPort
from stampcodec.errors import PortError
from stampcodec.link import Kind

if TYPE_CHECKING:
    from emulator.device.ports.deviceport import DevicePort
    from stampcodec.link import Address


def open_device_port(there: Address) -> DevicePort:
    """Open a device's end.

    Raises
    ------
    PortError
        It exists already, is busy or refused; one line says which.
    """
    if there.kind is Kind.PTY:
        return PtyPort(there)
    if there.kind is Kind.TCP:
        return TcpPort(there)
    if there.kind is Kind.SERIAL:
        return SerialDevicePort(there)
    if there.kind is Kind.FILE:
        return FileDevicePort(there)
    if there.kind is Kind.STREAM:
        return StreamPort()
    raise PortError(there.word, "", "names a client's end; a device takes pty:, tcp: or serial:")
