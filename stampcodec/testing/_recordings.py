"""Recordings as files: of a link to a touch controller, of frames, of contacts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

from stampcodec._panel import Panel, panel
from stampcodec.contactfile import Contacts, text
from stampcodec.testing._contacts import touch_events
from stampcodec.testing._frames import any_frames
from stampcodec.testing.exhibit import show_bytes
from stampcodec.wire import Description, Frame, Hello, PacketWriter, crc32

if TYPE_CHECKING:
    from collections.abc import Callable

FORMS = ("npy", "npz", "csv", "td16", "touch", "json")
FRAME_US = 8333


def recordings(
    form: str | None = None, *, on: Panel | None = None, most: int = 4
) -> st.SearchStrategy[bytes]:
    """Draw the content of a file that ``stampcodec decode`` reads.

    Parameters
    ----------
    form : str, optional
        ``"npy"``, ``"npz"``, ``"csv"`` or ``"td16"``: frames; ``"touch"``: the bytes of a link, its
        description first; ``"json"``: touch events. Any of them by default.
    on : Panel, optional
        What frames are of; ``nexus5`` by default.
    most : int
        The most frames.

    Returns
    -------
    strategy of bytes
        Shrinks to the first form and a single frame of zeros. The content on which a test fails is
        written to a file, and the failure prints the command that reads it.

    Raises
    ------
    ValueError
        There is no such form; the message lists them.
    """
    if form is not None and form not in FORMS:
        raise ValueError(f"form {form!r}: expected one of {', '.join(FORMS)}")
    screen = panel("nexus5") if on is None else on
    one = any_frames((screen.rows, screen.columns))
    block = st.lists(one, min_size=1, max_size=most).map(np.array)
    of_frames: dict[str, Callable[[Any], bytes]] = {
        "npy": _npy,
        "npz": _npz,
        "csv": _csv,
        "td16": lambda counts: bytes(counts.astype("<i2").tobytes()),
        "touch": lambda counts: _link(screen, counts),
    }
    ways = [block.map(of_frames[each]) for each in of_frames if form in (None, each)]
    if form in (None, "json"):
        ways.append(touch_events().map(lambda events: text(Contacts(events=events)).encode()))

    def shown(data: bytes) -> bytes:
        show_bytes("recording", data, screen)
        return data

    return st.one_of(ways).map(shown)


def _npy(counts: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, counts)
    return file.getvalue()


def _npz(counts: Any) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, frames=counts)
    return file.getvalue()


def _csv(counts: Any) -> bytes:
    file = io.BytesIO()
    np.savetxt(file, counts.reshape(-1, counts.shape[2]), fmt="%d", delimiter=",")
    return file.getvalue()


def _link(screen: Panel, counts: Any) -> bytes:
    """Return what a controller sends that says who it is, and then sends frames."""
    said, writer = Description(screen), PacketWriter(boot=1)
    raw = said.to_json()
    hello = Hello(1, said.packet_bytes, len(raw), crc32(raw), screen.name)
    line = b"".join(writer.write(message) for message in (hello, *said.pieces()))
    return line + b"".join(
        writer.write(Frame(scan, frame), FRAME_US * scan) for scan, frame in enumerate(counts)
    )
