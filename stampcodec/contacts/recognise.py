"""Which form of contacts a file holds, by its content."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stampcodec.contacts import evemu, evtest, getevent, libinput
from stampcodec.contacts.lines import BOM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stampcodec.contacts.device import Device
    from stampcodec.contacts.inputevent import InputEvent
    from stampcodec.contacts.lines import Lines


class RecordingFormat(NamedTuple):
    """A form in which recordings of Linux come."""

    name: str
    suffixes: tuple[str, ...]
    is_one: Callable[[str], bool]
    read: Callable[[Lines], Iterator[tuple[str, Device | InputEvent]]]


RECORDINGS = (
    RecordingFormat(evemu.NAME, (".evemu",), evemu.is_evemu, evemu.read),
    RecordingFormat(libinput.NAME, (".yml", ".yaml"), libinput.is_libinput, libinput.read),
    RecordingFormat(evtest.NAME, (), evtest.is_evtest, evtest.read),
    RecordingFormat(getevent.NAME, (), getevent.is_getevent, getevent.read),
)


def recording_format(head: bytes) -> RecordingFormat | None:
    """Recognise a recording of Linux by the beginning of a file, None where it is none."""
    text = head.removeprefix(BOM).decode("utf-8", "replace")
    return next((form for form in RECORDINGS if form.is_one(text)), None)
