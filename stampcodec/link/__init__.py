"""The link between a client and a touch controller: the words that name one, and a client's end.

::

    word                                _address.py    what it names
    pty:/tmp/touch0                     ─┐
    serial:/dev/ttyUSB0,921600          ─┼─ serialport.py   pyserial
    socket://..., rfc2217://...         ─┘
    tcp:127.0.0.1:7007                  ─── tcpport.py
    press.touch, -                      ─── fileport.py

Every end is a `Port`: bytes in any pieces, in both directions. The device's ends are the
emulator's, `emulator.device.ports`.

>>> from stampcodec.link import open_port
>>> with open_port("tcp:127.0.0.1:7007") as port:
...     received = port.read(timeout_s=1.0)
"""

from stampcodec.link._address import BAUD, LEAST_BAUD, MOST_BAUD, Address, Kind, address
from stampcodec.link.opening import open_port
from stampcodec.link.port import Port

__all__ = [
    "BAUD",
    "LEAST_BAUD",
    "MOST_BAUD",
    "Address",
    "Kind",
    "Port",
    "address",
    "open_port",
]
