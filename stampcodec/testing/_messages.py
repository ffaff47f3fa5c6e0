"""Messages of the wire, and the packets that carry them."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from stampcodec.wire import (
    LAYOUTS,
    MESSAGES,
    Coding,
    Contact,
    Contacts,
    Frame,
    LineFault,
    Message,
    PacketWriter,
    SelfTestResult,
)
from stampcodec.wire.layout import NUMBERS, parsed

MOST_TEXT, MOST_BYTES, MOST_RECORDS = 30, 300, 20
U16, U32 = st.integers(0, 2**16 - 1), st.integers(0, 2**32 - 1)


def messages(*kinds: type[Message], most_nodes: int = 12) -> st.SearchStrategy[Message]:
    """Draw a message of the protocol with any content that its layout allows.

    Parameters
    ----------
    *kinds : type of Message
        Only these; all of `stampcodec.wire.MESSAGES` if none is given.
    most_nodes : int
        The most rows and columns of a frame.

    Returns
    -------
    strategy of Message
        Shrinks to the first kind, and to numbers that are 0.
    """
    return st.one_of([_content(kind, most_nodes) for kind in kinds or MESSAGES.values()])


def packets(
    message: st.SearchStrategy[Message] | None = None, *, most: int = 5
) -> st.SearchStrategy[bytes]:
    """Draw what a device or a client sends: packets in sequence, and perhaps noise between.

    Parameters
    ----------
    message : strategy of Message, optional
        What the packets carry; `messages` by default.
    most : int
        The most packets.

    Returns
    -------
    strategy of bytes
        Shrinks to no bytes. With `damaged`, a line on which bytes are changed and lost.
    """
    content = messages() if message is None else message
    noise = st.one_of(st.just(b""), st.sampled_from([b"\0", b"\xff" * 300]), st.binary(max_size=40))

    @st.composite
    def drawn(draw: st.DrawFn) -> bytes:
        writer = PacketWriter(boot=7)
        return b"".join(
            writer.write(each, 1000 * number) + draw(noise)
            for number, each in enumerate(draw(st.lists(content, max_size=most)))
        )

    return drawn()


def _content(kind: type[Message], most_nodes: int) -> st.SearchStrategy[Message]:
    if kind is Frame:
        side = st.integers(1, most_nodes)
        counts = hnp.arrays(np.int16, st.tuples(side, side), fill=st.just(0))
        return st.builds(Frame, scan=U32, counts=counts, coding=st.sampled_from(Coding))
    if kind is Contacts:
        return st.builds(Contacts, scan=U32, contacts=_records("contacts", Contact), scan_time=U16)
    if kind is SelfTestResult:
        faults = _records("self_test_result", LineFault)
        return st.builds(SelfTestResult, faults=faults, request_sequence=U32)
    names = {field.name for field in fields(kind)}
    return st.fixed_dictionaries(
        {name: _field(sort) for name, sort in parsed(kind.LAYOUT.fields) if name in names}
    ).map(lambda values: kind(**values))


def _records(name: str, kind: type[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    each = {field: _field(sort) for field, sort in parsed(LAYOUTS[name].each)}
    one = st.fixed_dictionaries(each).map(lambda values: kind(**values))
    return st.lists(one, max_size=MOST_RECORDS).map(tuple)


def _field(sort: str) -> st.SearchStrategy[Any]:
    if sort == "text":
        return st.text(st.characters(codec="utf-8"), max_size=MOST_TEXT)
    if sort == "bytes":
        return st.binary(max_size=MOST_BYTES)
    if sort not in NUMBERS or sort[0] == "f":
        raise ValueError(f"{sort}: expected a whole number, text or bytes")
    bits = int(sort[1:])
    least = 0 if sort[0] == "u" else -(1 << (bits - 1))
    return st.integers(least, least + (1 << bits) - 1)
