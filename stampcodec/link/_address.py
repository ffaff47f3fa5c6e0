"""An address: the one word by which people name a link, for both of its ends."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from stampcodec.errors import PortError

# The default of both ends; the fastest rate that every USB bridge in use offers.
BAUD = 921_600
# What a tty or a USB bridge may be asked for; whether it can is its own affair.
LEAST_BAUD, MOST_BAUD = 50, 12_000_000
MOST_PORT = 65_535
# Schemes that pyserial opens beyond device names.
URLS = ("socket", "rfc2217", "loop", "spy", "alt", "hwgrep", "cp2110")


class Kind(Enum):
    """What a word names."""

    PTY = "pty"
    TCP = "tcp"
    SERIAL = "serial"
    URL = "url"
    FILE = "file"
    STREAM = "-"


class Address(NamedTuple):
    """What a word names. Make one with `address`."""

    word: str
    """As people wrote it: the name of the link in messages."""
    kind: Kind
    path: str
    """Of a pty's link, a serial device or a file; a URL; the host of a TCP port."""
    number: int = 0
    """The baud rate of a serial device, or the number of a TCP port."""


def address(word: str) -> Address:
    """Read a word.

    ====================================  ======================================================
    word                                  meaning
    ====================================  ======================================================
    ``pty:/tmp/touch0``                   a pseudo terminal; the device makes it
    ``tcp:127.0.0.1:7007``                a TCP port; the device listens
    ``tcp:[::1]:7007``                    the same, IPv6
    ``serial:/dev/ttyUSB0``               a serial device at `BAUD`
    ``serial:/dev/ttyUSB0,115200``        at another rate
    ``socket://``, ``rfc2217://`` ...     what pyserial knows, for clients
    ``-``                                 standard input or output
    anything else, ``file:anything``      a file
    ====================================  ======================================================

    Raises
    ------
    TypeError
        `word` is no string.
    PortError
        It names nothing; the message says what was expected.
    """
    if not isinstance(word, str):
        raise TypeError(f"port: expected str, got {type(word).__name__}")
    if not word or "\0" in word:
        raise PortError(word, "port", "expected a word such as pty:/tmp/touch0, got none")
    if word == "-":
        return Address(word, Kind.STREAM, word)
    scheme, colon, rest = word.partition(":")
    if colon and scheme in URLS and rest.startswith("//"):
        return Address(word, Kind.URL, word)
    readers = {"pty": _pty, "tcp": _tcp, "serial": _serial, "file": _file}
    if colon and scheme in readers:
        return readers[scheme](word, rest)
    if colon and rest.startswith("//"):
        raise PortError(word, "", f"unknown scheme, expected {', '.join((*readers, *URLS))}")
    return Address(word, Kind.FILE, word)


def _pty(word: str, rest: str) -> Address:
    if not rest:
        raise PortError(word, "", "expected pty:PATH, pty:/tmp/touch0 for instance")
    return Address(word, Kind.PTY, rest)


def _file(word: str, rest: str) -> Address:
    if not rest:
        raise PortError(word, "", "expected file:PATH")
    return Address(word, Kind.FILE, rest)


def _tcp(word: str, rest: str) -> Address:
    match = re.fullmatch(r"(?:\[([^\]]+)\]|([^:\[\]]+)):([0-9]{1,5})", rest, re.ASCII)
    if match is None or int(match[3]) > MOST_PORT:
        raise PortError(
            word, "", f"expected tcp:HOST:PORT, the port from 0 to {MOST_PORT}, IPv6 in brackets"
        )
    return Address(word, Kind.TCP, match[1] or match[2], int(match[3]))


def _serial(word: str, rest: str) -> Address:
    path, comma, baud = rest.partition(",")
    if not path:
        raise PortError(word, "", "expected serial:DEVICE or serial:DEVICE,BAUD")
    if not comma:
        return Address(word, Kind.SERIAL, path, BAUD)
    if not re.fullmatch(r"[0-9]{1,9}", baud, re.ASCII) or not LEAST_BAUD <= int(baud) <= MOST_BAUD:
        raise PortError(word, "", f"expected {LEAST_BAUD} to {MOST_BAUD} baud, got {baud!r}")
    return Address(word, Kind.SERIAL, path, int(baud))
