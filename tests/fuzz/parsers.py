"""Parsers of what comes from outside: any bytes are taken, or refused in the documented way.

A target takes bytes. It raises where a parser raises what it may not, or where what it hands out
does not hang together. ``python -m tests.fuzz`` feeds them under coverage guidance; the bytes in
``corpus/`` are fed to them by ``make test``.
"""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from stampcodec import wire
from stampcodec.bytesource import ByteSource
from stampcodec.contactfile import read_from as read_contacts
from stampcodec.errors import FileError
from stampcodec.face import StampFace
from stampcodec.fileformat import recognised
from stampcodec.frames import frame_blocks
from stampcodec.stampfile import read_from as read_stamp
from stampcodec.stream.recordingstream import RecordingStream
from stampcodec.stream.timed import TimedFrame

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS, COLUMNS = 2, 3
# A message for people has one line, of a length that a terminal shows.
MOST_MESSAGE = 1000


def contacts(data: bytes) -> None:
    """Read touch events and recordings of Linux and Android."""
    found = read_contacts(source_of(data))
    times = [event.time_ms for event in found.events or ()]
    assert all(one <= other for one, other in pairwise(times))
    for event in found.events or ():
        assert len({touch.identifier for touch in event.touches}) == len(event.touches)
        assert event.changed
    assert all(points.ndim == 2 and points.shape[1] == 2 for points in found.points)
    assert all(press.samples.size for press in found.presses)


def frames(data: bytes) -> None:
    """Read frames in the formats of files."""
    source = source_of(data)
    for block in frame_blocks(source, recognised(source), ROWS, COLUMNS):
        assert block.shape[1:] == (ROWS, COLUMNS)
        assert block.dtype == np.int16


def recording(data: bytes) -> None:
    """Read the recording of a link, as far as it goes."""
    stream = RecordingStream(source_of(data), TimedFrame)
    times_s = [-np.inf]
    while not stream.is_over:
        for frame in stream.read(None):
            assert frame.counts.shape == (stream.panel.rows, stream.panel.columns)
            times_s.append(frame.time_s)
    assert all(one < other for one, other in pairwise(times_s))
    assert stream.losses.bytes_damaged <= len(data)


def description(data: bytes) -> None:
    """Read what a device says of itself; what is read is written and read again."""
    found = wire.read_description(data)
    assert wire.read_description(found.to_json()) == found


def packets(data: bytes) -> None:
    """Read a line: every byte is in one count, in pieces as in one."""
    whole, pieces = wire.PacketDecoder(512), wire.PacketDecoder(512)
    found = whole.push(data) + whole.finish()
    split = [item for at in range(0, len(data), 7) for item in pieces.push(data[at : at + 7])]
    assert split + pieces.finish() == found
    assert whole.tally == pieces.tally
    assert whole.tally.n_bytes == len(data)


def stamp(data: bytes) -> None:
    """Read a stamp file."""
    face = StampFace(**read_stamp(source_of(data), "stamp.json"))
    assert np.isfinite(face.dots).all()


def layout(data: bytes) -> None:
    """Read the layout of a message, and a payload that lies in it."""
    text, _, payload = data.partition(b"\n")
    try:
        found = wire.Layout(1, text.decode("utf-8", "replace"))
    except ValueError:
        return
    values = found.unpack(payload)
    assert values is None or found.unpack(found.pack(values)) is not None


PARSERS: dict[str, Callable[[bytes], None]] = {
    parser.__name__: parser
    for parser in (contacts, frames, recording, description, packets, stamp, layout)
}


def source_of(data: bytes) -> ByteSource:
    """Return bytes as a file."""
    return ByteSource("bytes", BytesIO(data), len(data))


def feed(name: str, data: bytes) -> None:
    """Feed bytes to a parser; what it refuses has to be refused in one line.

    Raises
    ------
    AssertionError
        A rule is broken. Any other exception is a parser's fault, too.
    """
    try:
        PARSERS[name](data)
    except FileError as error:
        message = str(error)
    else:
        return
    assert "\n" not in message
    assert len(message) < MOST_MESSAGE
