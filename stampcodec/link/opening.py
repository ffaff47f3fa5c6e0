"""Open a client's end of the link that a word names."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

from stampcodec.link._address import BAUD, Address, Kind, address
from stampcodec.link.fileport import FilePort
from stampcodec.link.serialport import SerialPort
from stampcodec.link.tcpport import TcpPort

if TYPE_CHECKING:
    from stampcodec.link.port import Port


def open_port(where: str | Address) -> Port:
    """Open a client's end.

    Parameters
    ----------
    where : str or Address
        See `stampcodec.link.address`. A plain path that is a terminal, ``/dev/pts/3`` for
        instance, is opened as a serial device.

    Raises
    ------
    TypeError
        `where` is neither.
    PortError
        It names nothing, or the port does not exist, is busy, or refuses; one line says which.
    """
    there = where if isinstance(where, Address) else address(where)
    if there.kind is Kind.TCP:
        return TcpPort(there)
    if there.kind is Kind.SERIAL:
        return SerialPort(there, there.number)
    if there.kind in {Kind.PTY, Kind.URL} or _is_terminal(there):
        return SerialPort(there, BAUD)
    return FilePort(there)


def _is_terminal(there: Address) -> bool:
    try:
        return there.kind is Kind.FILE and stat.S_ISCHR(Path(there.path).stat().st_mode)
    except OSError:
        return False
