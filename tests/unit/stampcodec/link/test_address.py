from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stampcodec.errors import PortError
from stampcodec.link import BAUD, Address, Kind, address


@pytest.mark.parametrize(
    ("word", "kind", "path", "number"),
    [
        ("pty:/tmp/touch0", Kind.PTY, "/tmp/touch0", 0),
        ("pty:touch0", Kind.PTY, "touch0", 0),
        ("tcp:127.0.0.1:7007", Kind.TCP, "127.0.0.1", 7007),
        ("tcp:localhost:0", Kind.TCP, "localhost", 0),
        ("tcp:[::1]:7007", Kind.TCP, "::1", 7007),
        ("serial:/dev/ttyUSB0", Kind.SERIAL, "/dev/ttyUSB0", BAUD),
        ("serial:/dev/ttyUSB0,115200", Kind.SERIAL, "/dev/ttyUSB0", 115_200),
        ("serial:COM3", Kind.SERIAL, "COM3", BAUD),
        ("socket://host:7007", Kind.URL, "socket://host:7007", 0),
        ("rfc2217://host:7007", Kind.URL, "rfc2217://host:7007", 0),
        ("press.touch", Kind.FILE, "press.touch", 0),
        ("/tmp/a:b", Kind.FILE, "/tmp/a:b", 0),
        ("file:tcp:1", Kind.FILE, "tcp:1", 0),
        ("C:\\press.touch", Kind.FILE, "C:\\press.touch", 0),
        ("-", Kind.STREAM, "-", 0),
    ],
)
def test_a_word_names_a_link(word: str, kind: Kind, path: str, number: int) -> None:
    assert address(word) == Address(word, kind, path, number)


@pytest.mark.parametrize(
    ("word", "problem"),
    [
        ("", "expected a word such as pty:/tmp/touch0"),
        ("pty:", "pty:: expected pty:PATH"),
        ("file:", "file:: expected file:PATH"),
        ("tcp:7007", "tcp:7007: expected tcp:HOST:PORT"),
        ("tcp:host:70000", "the port from 0 to 65535"),
        ("tcp:::1:7007", "IPv6 in brackets"),
        ("tcp:host:-1", "expected tcp:HOST:PORT"),
        ("serial:", "expected serial:DEVICE"),
        ("serial:/dev/ttyUSB0,fast", "expected 50 to 12000000 baud, got 'fast'"),
        ("serial:/dev/ttyUSB0,0", "expected 50 to 12000000 baud, got '0'"),
        ("http://host", "http://host: unknown scheme, expected pty, tcp, serial"),
    ],
)
def test_a_word_that_names_nothing_is_refused_in_one_line(word: str, problem: str) -> None:
    with pytest.raises(PortError) as caught:
        address(word)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_port_is_a_word() -> None:
    with pytest.raises(TypeError, match="port: expected str, got int"):
        address(7007)  # type: ignore[arg-type]


@given(st.text(max_size=60))
def test_any_word_is_read_or_refused(word: str) -> None:
    with suppress(PortError):
        assert address(word).word == word
