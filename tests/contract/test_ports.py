"""Both ends of every transport, held to one contract: the device's end and the client's."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from emulator.device.ports import DevicePort, open_device_port
from stampcodec.errors import PortClosedError, PortError
from stampcodec.link import Port, address, open_port

SOON_S = 5.0
ALL_BYTES = bytes(range(256))


class Ends(NamedTuple):
    """The device's end, and the words by which a client may connect to it."""

    device: DevicePort
    words: tuple[str, ...]


def pty_ends(folder: Path) -> Ends:
    link = folder / "touch0"
    device = open_device_port(address(f"pty:{link}"))
    return Ends(device, (f"pty:{link}", f"serial:{link},921600", str(link), str(link.readlink())))


def tcp_ends(_folder: Path) -> Ends:
    device = open_device_port(address("tcp:127.0.0.1:0"))
    where = device.announcement.removeprefix("tcp:")
    return Ends(device, (f"tcp:{where}", f"socket://{where}"))


@pytest.fixture(params=[pty_ends, tcp_ends], ids=["pty", "tcp"])
def ends(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ends]:
    made: Ends = request.param(tmp_path)
    with made.device:
        yield made


def heard(device: DevicePort, n: int) -> bytes:
    """Receive so many bytes at the device's end."""
    data = bytearray()
    while len(data) < n:
        device.wait(SOON_S, to_send=False)
        data += device.receive()
    return bytes(data)


def read(port: Port, n: int) -> bytes:
    """Receive so many bytes at the client's end."""
    data = bytearray()
    while len(data) < n:
        received = port.read(SOON_S)
        assert received, f"{len(data)} of {n} bytes came"
        data += received
    return bytes(data)


def connect(ends: Ends, word: str) -> Port:
    """Connect a client, and let the device notice."""
    port = open_port(word)
    port.write(b"hello")
    assert heard(ends.device, 5) == b"hello"
    return port


def test_every_word_reaches_the_device_and_every_byte_passes_both_ways(ends: Ends) -> None:
    for word in ends.words:
        with connect(ends, word) as client:
            assert client.is_live
            client.write(ALL_BYTES)
            assert heard(ends.device, 256) == ALL_BYTES
            assert ends.device.send(ALL_BYTES) == 256
            assert read(client, 256) == ALL_BYTES


def test_nothing_waits_where_nothing_has_come(ends: Ends) -> None:
    assert ends.device.receive() == b""
    with connect(ends, ends.words[0]) as client:
        assert client.read(0.0) == b""
        assert client.read(0.01) == b""
        assert ends.device.receive() == b""


def test_a_device_is_never_held_up_by_a_client_that_does_not_read(ends: Ends) -> None:
    with connect(ends, ends.words[0]):
        # The system's own buffers take some, and then nothing more.
        sent = sum(ends.device.send(bytes(4096)) for _ in range(5000))
        assert 0 < sent < 5000 * 4096


def test_clients_come_and_go(ends: Ends) -> None:
    for _ in range(3):
        with connect(ends, ends.words[0]) as client:
            ends.device.send(b"frame")
            assert read(client, 5) == b"frame"
        ends.device.receive()


def test_a_client_notices_that_the_device_hung_up_and_may_come_again(ends: Ends) -> None:
    client = connect(ends, ends.words[0])
    ends.device.hang_up()
    with pytest.raises(PortClosedError, match=r"touch0|tcp:"):
        client.read(SOON_S)
    client.close()
    with connect(ends, ends.words[0]) as again:
        ends.device.send(b"frame")
        assert read(again, 5) == b"frame"


def test_bytes_that_nobody_read_before_a_pty_hung_up_are_counted(tmp_path: Path) -> None:
    word = f"pty:{tmp_path / 'touch0'}"
    with open_device_port(address(word)) as device, open_port(word) as client:
        sent = device.send(bytes(3000)) + device.send(bytes(2000))
        read = len(client.read(SOON_S))
        assert read > 0
        client.write(b"request")
        device.hang_up()
        assert device.unheard == sent - read
        assert (device.unread, device.added) == (7, 0)
        sent += device.send(bytes(1000))
    # What is left when the port closes for good is counted, too.
    assert device.unheard == sent - read


class Reader(threading.Thread):
    """A client that reads and writes as fast as it can, and connects again when it is cut off."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.read = self.written = self.connections = 0
        self.is_over = threading.Event()
        self._word = word

    def run(self) -> None:
        while not self.is_over.is_set():
            with suppress(PortError):
                self._converse()

    def _converse(self) -> None:
        with open_port(self._word) as port:
            self.connections += 1
            while not self.is_over.is_set():
                self.read += len(port.read(0.001))
                port.write(bytes(25))
                self.written += 25


def test_every_byte_of_a_pty_that_hangs_up_on_a_busy_client_is_in_a_counter(tmp_path: Path) -> None:
    word = f"pty:{tmp_path / 'touch0'}"
    sent = heard = 0
    with open_device_port(address(word)) as device:
        reader = Reader(word)
        reader.start()
        for hang_ups in range(40):
            while reader.connections <= hang_ups and reader.is_alive():
                heard += len(device.receive())
            for _ in range(40):
                sent += device.send(bytes(1500))
                heard += len(device.receive())
            device.hang_up()
        reader.is_over.set()
        while reader.is_alive():
            heard += len(device.receive())
        reader.join()
    assert sent + device.added == reader.read + device.unheard
    assert reader.written == heard + device.unread
    assert reader.read > 0


def test_a_port_that_is_closed_twice_stays_closed(ends: Ends) -> None:
    client = connect(ends, ends.words[0])
    client.close()
    client.close()
    ends.device.close()
    ends.device.close()


def test_a_pty_leaves_no_link_behind_and_takes_none_that_is_there(tmp_path: Path) -> None:
    link = tmp_path / "touch0"
    with open_device_port(address(f"pty:{link}")) as device:
        assert str(link.readlink()) in device.announcement
        with pytest.raises(PortError, match="exists already"):
            open_device_port(address(f"pty:{link}"))
        assert link.is_symlink()
    assert not link.is_symlink()
    link.write_text("somebody's file")
    with pytest.raises(PortError, match="exists already"):
        open_device_port(address(f"pty:{link}"))
    assert link.read_text() == "somebody's file"


def test_a_pty_does_not_remove_a_link_that_has_become_another(tmp_path: Path) -> None:
    link = tmp_path / "touch0"
    with open_device_port(address(f"pty:{link}")):
        link.unlink()
        link.write_text("somebody's file")
    assert link.read_text() == "somebody's file"


def test_a_pty_echoes_nothing_and_changes_no_byte(tmp_path: Path) -> None:
    with open_device_port(address(f"pty:{tmp_path / 'touch0'}")) as device:
        descriptor = os.open(tmp_path / "touch0", os.O_RDWR | os.O_NOCTTY)
        device.send(b"\x03\x04\x11\r\n\x00")
        assert os.read(descriptor, 100) == b"\x03\x04\x11\r\n\x00"
        assert device.receive() == b""
        os.close(descriptor)


def test_a_pty_that_a_client_has_is_busy_to_the_next(tmp_path: Path) -> None:
    word = f"pty:{tmp_path / 'touch0'}"
    with (
        open_device_port(address(word)),
        open_port(word),
        pytest.raises(PortError, match="busy, another program has it open"),
    ):
        open_port(word)


def test_a_serial_line_carries_all_bytes_and_is_busy_to_another(tmp_path: Path) -> None:
    with open_device_port(address(f"pty:{tmp_path / 'line'}")) as line:
        word = f"serial:{(tmp_path / 'line').readlink()},115200"
        with open_device_port(address(word)) as device:
            assert device.announcement == word
            assert device.receive() == b""
            line.send(ALL_BYTES)
            assert heard(device, 256) == ALL_BYTES
            assert device.send(ALL_BYTES) == 256
            assert heard(line, 256) == ALL_BYTES
            with pytest.raises(PortError, match="busy, another program has it open"):
                open_device_port(address(word))


def test_a_serial_line_that_has_gone_is_reported(tmp_path: Path) -> None:
    with open_device_port(address(f"pty:{tmp_path / 'line'}")) as line:
        device = open_device_port(address(f"serial:{(tmp_path / 'line').readlink()}"))
        line.hang_up()
        with device, pytest.raises(PortClosedError, match="the line has gone"):
            device.receive()


def test_a_tcp_port_has_one_client_at_a_time() -> None:
    with (
        tcp_ends(Path()).device as device,
        open_port(device.announcement) as first,
        open_port(device.announcement) as second,
    ):
        first.write(b"hello")
        assert heard(device, 5) == b"hello"
        device.wait(0.0, to_send=False)
        device.receive()
        with pytest.raises(PortClosedError, match="closed the connection"):
            second.read(SOON_S)
        device.send(b"frame")
        assert read(first, 5) == b"frame"


def test_what_is_sent_to_nobody_is_counted() -> None:
    with tcp_ends(Path()).device as device:
        assert device.send(bytes(100)) == 100
        assert device.unheard == 100


def test_a_tcp_port_that_is_taken_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"tcp:127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(PortError, match="busy, another program listens there"):
            open_device_port(address(taken))


def test_an_ipv6_port_is_announced_in_brackets() -> None:
    with open_device_port(address("tcp:[::1]:0")) as device:
        assert device.announcement.startswith("tcp:[::1]:")
        with open_port(device.announcement) as client:
            client.write(b"hello")
            assert heard(device, 5) == b"hello"


def test_a_file_takes_all_and_gives_it_back(tmp_path: Path) -> None:
    path = tmp_path / "press.touch"
    with open_device_port(address(str(path))) as device:
        assert device.starts_itself
        device.send(ALL_BYTES)
        device.hang_up()
        assert device.receive() == b""
    with open_port(str(path)) as port:
        assert not port.is_live
        assert read(port, 256) == ALL_BYTES
        with pytest.raises(PortClosedError, match="the end of the file"):
            port.read(0.0)
        with pytest.raises(PortClosedError, match="takes no commands"):
            port.write(b"start")
    with pytest.raises(PortError, match="exists already, expected a new file"):
        open_device_port(address(str(path)))


def test_a_named_pipe_is_read_as_it_is_written(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(ALL_BYTES,))
    writer.start()
    with open_port(f"file:{pipe}") as port:
        assert read(port, 256) == ALL_BYTES
        with pytest.raises(PortClosedError):
            port.read(SOON_S)
    writer.join()


@pytest.mark.parametrize(
    ("word", "problem"),
    [
        ("pty:/nowhere/touch0", "no such port"),
        ("serial:/nowhere/ttyUSB0", "no such port"),
        ("tcp:127.0.0.1:1", "cannot connect"),
        ("socket://127.0.0.1:1", "connection refused"),
        ("/nowhere/press.touch", "No such file or directory"),
        ("/", "is a folder"),
        ("serial:/dev/null", "expected a serial device"),
    ],
)
def test_a_client_is_told_in_one_line_why_a_port_does_not_open(word: str, problem: str) -> None:
    with pytest.raises(PortError) as caught:
        open_port(word)
    assert str(caught.value).startswith(word)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("word", "problem"),
    [
        ("pty:/nowhere/touch0", "cannot make the link: No such file or directory"),
        ("tcp:192.0.2.1:0", "Cannot assign requested address"),
        ("serial:/nowhere/ttyUSB0", "no such port"),
        ("/nowhere/press.touch", "No such file or directory"),
        ("socket://127.0.0.1:1", "names a client's end"),
    ],
)
def test_a_device_is_told_in_one_line_why_a_port_does_not_open(word: str, problem: str) -> None:
    with pytest.raises(PortError) as caught:
        open_device_port(address(word))
    assert str(caught.value).startswith(word)
    assert problem in str(caught.value)
